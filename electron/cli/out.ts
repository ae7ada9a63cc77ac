import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';

/**
 * The file to write, which takes its name only once it is whole: half of one would be scored as all of it. A pipe or a
 * device is written to as it is. Null where it cannot be opened.
 */
export function openOut(file: string) {
  let part: string | null = `${file}.part`;
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) part = null;
    const handle = openSync(part ?? file, 'w');
    return {
      write: (text: string) => works(() => writeAll(handle, Buffer.from(text))),
      keep() {
        const kept = part === null || works(() => renameSync(part ?? file, file));
        if (kept) part = null;
        return kept;
      },
      close() {
        closeSync(handle);
        if (part !== null) rmSync(part, { force: true });
      },
    };
  } catch {
    return null;
  }
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
}

/** Whether the disk did what it was asked for. */
function works(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
