import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StoreFailure } from '../core/kernel/ports.ts';

/**
 * Writes a file that matters: a temporary name in the same folder, flushed, then renamed, then the folder flushed,
 * so that after a pulled plug there is the old file or the new one and never a half.
 */
export function writeFileSafely(path: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${path}.new`;
  const fd = openSync(temporary, 'w', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    fsyncSync(fd);
  } catch (error) {
    closeSync(fd);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(fd);
  try {
    renameHeld(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(path));
}

/** How often, and after which pause (ms), a name is asked for again. */
const HELD = { tries: 20, pause: 100 };

/**
 * Renames a file over another. On Windows an antivirus that still reads either of them refuses it for a moment; without
 * the wait, at most two seconds, every backup of some offices would fail.
 */
export function renameHeld(from: string, to: string): void {
  for (let tried = 1; ; tried++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(code) || tried === HELD.tries) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD.pause);
    }
  }
}

/** Makes a rename or removal in a folder outlive a pulled plug. Windows flushes with the file and knows no such call. */
export function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes the bytes of a file that another library wrote outlive a pulled plug. */
export function flushFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The first bytes of a file, which may be of any size; null when it cannot be read. */
export function readAtMost(path: string, limit: number): Uint8Array | null {
  try {
    const fd = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(limit);
      let length = 0;
      for (let read = 1; read > 0 && length < limit; length += read)
        read = readSync(fd, buffer, length, limit - length, null);
      return Buffer.from(buffer.subarray(0, length));
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** What a failed call of the file system means for the office; anything else is a bug and is thrown on. */
export function fileFailure(error: unknown): StoreFailure {
  if (!(error instanceof Error) || !('syscall' in error)) throw error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return { type: 'DiskFull' };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return { type: 'ReadOnly' };
  // What Node says of a folder that is to be made, with its parents, on a file system that may only be read.
  if (code === 'ENOENT' && syscall === 'mkdir') return { type: 'ReadOnly' };
  return { type: 'DiskFault' };
}
