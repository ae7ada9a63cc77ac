import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { BUNDLE_LIMIT, DOWN, parseBundleName, UP } from '../../core/summary/exchange.ts';
import { RETURN_LIMIT, stationReturn, type Target, TargetError, type TargetFailure } from './target.ts';

/** What a stick needs beyond a folder, so that 'written' and 'verified' speak of the stick and not of this PC's memory. */
export type Medium = {
  /** Flushes the file system that holds a path, after a file has got its name. */
  flush?: (path: string) => Promise<unknown>;
  /** Lets go of the file's pages in memory: the next read comes from the medium. */
  forget?: (path: string) => Promise<void>;
};

/** A folder or network share as a way up. `path` must be there: an unplugged share is not made on the system disk. */
export async function openFolderTarget(path: string, medium: Medium = {}): Promise<Result<Target, TargetFailure>> {
  const opened = await attempt(AbortSignal.timeout(OPEN_MS), 'opening', async () => {
    const root = await stat(path, { bigint: true });
    if (!root.isDirectory()) throw new TargetError('TargetMissing');
    return root.dev;
  });
  if (!opened.ok) return opened;
  const place: Place = { root: path, device: opened.value, medium };
  return ok({
    put: async (name, bytes, step, signal) => {
      if (parseBundleName(name) === null) throw new Error(`not the name of a bundle: ${name}`);
      const put = await attempt(signal, 'middle', () => putFiles(place, UP, [{ name, bytes }], step, signal));
      return put.ok ? ok({ answer: null }) : put;
    },
    readReturn: (station, signal) => {
      const name = stationReturn(station);
      return attempt(signal, 'middle', async () => {
        await stillThere(place);
        const folder = await ownFolder(path, DOWN);
        const bytes = folder === null ? null : await readBounded(join(folder, name), RETURN_LIMIT);
        if (bytes === null) return null;
        if (bytes.length > RETURN_LIMIT) throw new TargetError('TargetFault');
        return Buffer.from(bytes).toString('utf8');
      });
    },
    close: async () => ok(null),
  });
}

/** Where bundles were found, with their sizes in bytes. `answered`: it is a stick or drop, which gets the answers too. */
export type Bundles = { folder: string; files: { name: string; size: number }[]; answered: boolean };

/**
 * The bundles at a path: in the `up` of a stick or drop, in a plain folder, or the file itself. Never half-written ones,
 * links, pipes or folders.
 */
export function listBundles(path: string, signal: AbortSignal): Promise<Result<Bundles, TargetFailure>> {
  return attempt(signal, 'opening', async () => {
    const root = await realpath(path);
    const { size, isFile } = await stat(root).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (isFile) return { folder: dirname(root), files: [{ name: basename(root), size }], answered: false };
    const up = await ownFolder(root, UP);
    const folder = up ?? root;
    return { folder, files: await bundlesIn(folder, signal), answered: up !== null };
  });
}

/** A bundle that `listBundles` named, at most one byte more than a bundle may have; null when it is gone. */
export function readBundle(
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<Result<Uint8Array | null, TargetFailure>> {
  if (name !== basename(name)) throw new Error('not the name of a file');
  return attempt(signal, 'middle', () => readBounded(join(folder, name), BUNDLE_LIMIT));
}

/**
 * Lays the superior office's answers, by station, into the `down` of a stick or drop, with the same care as a bundle. Those
 * before are replaced. Gives how many say something new.
 */
export function putReturns(
  path: string,
  answers: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Result<number, TargetFailure>> {
  const files = [...answers].map(([station, text]) => ({ name: stationReturn(station), bytes: Buffer.from(text) }));
  return attempt(signal, 'opening', async () => {
    const root = await realpath(path);
    const { dev } = await stat(root, { bigint: true });
    return files.length === 0 ? 0 : putFiles({ root, device: dev, medium: {} }, DOWN, files, () => {}, signal);
  });
}

/**
 * The enrolment files in a folder itself, by name: those whose names end with `suffix`, at most 20. What is hidden, a link
 * or too large is left out.
 */
export function readCarried(
  path: string,
  suffix: string,
  signal: AbortSignal,
): Promise<Result<{ name: string; text: string }[], TargetFailure>> {
  return attempt(signal, 'opening', async () => {
    const found: { name: string; text: string }[] = [];
    for (const name of (await readdir(path)).sort()) {
      if (!name.endsWith(suffix) || name.startsWith('.')) continue;
      signal.throwIfAborted();
      const entry = await lstat(join(path, name)).catch(absent);
      if (!entry?.isFile() || entry.size > BUNDLE_LIMIT) continue;
      const bytes = await readBounded(join(path, name), BUNDLE_LIMIT);
      if (bytes !== null) found.push({ name, text: Buffer.from(bytes).toString('utf8') });
      // A province's communes fit; a stick full of other people's files ends somewhere.
      if (found.length === 500) break;
    }
    return found;
  });
}

/** Lays an enrolment file into a folder itself, with the same care as a bundle. The one before is replaced. */
export function putCarried(
  path: string,
  { name, text }: { name: string; text: string },
  signal: AbortSignal,
): Promise<Result<null, TargetFailure>> {
  if (!CARRIED.test(name)) throw new Error(`not the name of an enrolment file: ${name}`);
  return attempt(signal, 'opening', async () => {
    const { dev } = await stat(path, { bigint: true });
    const place: Place = { root: dirname(path), device: dev, medium: {} };
    await putFiles(place, basename(path), [{ name, bytes: Buffer.from(text) }], () => {}, signal);
    return null;
  });
}

/** Where reports lie in a folder that people open themselves. */
const DOCUMENTS = 'bao-cao';

/** Lays a report or a roster into the folder's `bao-cao`, with its SHA-256 beside it as `sha256sum -c` reads it. */
export function putDocument(
  path: string,
  { name, bytes }: { name: string; bytes: Uint8Array },
  signal: AbortSignal,
): Promise<Result<null, TargetFailure>> {
  if (!DOCUMENT.test(name)) throw new Error(`not the name of a document: ${name}`);
  return attempt(signal, 'opening', async () => {
    const { dev } = await stat(path, { bigint: true });
    const place: Place = { root: path, device: dev, medium: {} };
    const sum = createHash('sha256').update(bytes).digest('hex');
    const files = [
      { name, bytes },
      { name: `${name}.sha256`, bytes: Buffer.from(`${sum}  ${name}\n`) },
    ];
    await putFiles(place, DOCUMENTS, files, () => {}, signal);
    return null;
  });
}

/** The folder of this name itself, never what a link of that name leads to; null when there is none and none is made. */
export async function ownFolder(root: string, name: string, make?: 'make'): Promise<string | null> {
  const folder = join(root, name);
  if (make) {
    const made = await mkdir(folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    if (made) {
      await chmod(folder, 0o755).catch(() => {});
      await flushFolder(root);
    }
  }
  const found = await lstat(folder).catch(absent);
  if (found === null) return null;
  if (!found.isDirectory()) throw new TargetError('TargetUnusable');
  return folder;
}

/**
 * Writes small files under their names so that each is there whole or not at all, and reads them back. What is there
 * already is left. Gives how many were written.
 */
async function putFiles(
  place: Place,
  folderName: string,
  files: { name: string; bytes: Uint8Array }[],
  step: Parameters<Target['put']>[2],
  signal: AbortSignal,
): Promise<number> {
  const { root, medium } = place;
  await stillThere(place);
  const folder = await ownFolder(root, folderName, 'make');
  if (folder === null) throw new TargetError('TargetGone');
  await sweep(folder, new Set(files.map(({ name }) => name)), signal);
  const written: { path: string; bytes: Uint8Array }[] = [];
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    await medium.forget?.(path);
    if (isSame(await readBounded(path, bytes.length), bytes)) continue;
    step('writing');
    await writeFile(place, folder, name, bytes, signal);
    written.push({ path, bytes });
  }
  // Also where nothing was written: the try before may have ended between giving a name and flushing that.
  await flushFolder(folder);
  await medium.flush?.(folder);
  signal.throwIfAborted();
  if (written.length > 0) step('written');
  await stillThere(place);
  for (const { path, bytes } of written) {
    await medium.forget?.(path);
    await readBack(path, bytes);
  }
  signal.throwIfAborted();
  step('verified');
  return written.length;
}

/** Removes the halves that a pulled stick kept of these files. Their names differ at each try: two exports never share one. */
async function sweep(folder: string, names: Set<string>, signal: AbortSignal): Promise<void> {
  for (const left of await readdir(folder)) {
    if (!names.has(/^\.(.+)\.[0-9a-f]{8}\.part$/.exec(left)?.[1] ?? '')) continue;
    // A try that was given up and wakes late must not sweep away the part of the one after it.
    signal.throwIfAborted();
    await rm(join(folder, left), { force: true }).catch(() => {});
  }
}

async function writeFile(
  { device, medium }: Place,
  folder: string,
  name: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const part = join(folder, `.${name}.${randomBytes(4).toString('hex')}.part`);
  try {
    const handle = await open(part, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW);
    try {
      if ((await handle.stat({ bigint: true })).dev !== device) throw new TargetError('TargetGone');
      // The other side reads as somebody else, and a bundle is encrypted. FAT knows no rights.
      await handle.chmod(0o644).catch(() => {});
      await writeAll(handle, bytes, signal);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Before it gets its name: whoever finds that name finds what we meant.
    await medium.forget?.(part);
    await readBack(part, bytes);
    signal.throwIfAborted();
    await renameHeld(part, join(folder, name), signal);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw error;
  }
}

async function bundlesIn(folder: string, signal: AbortSignal): Promise<Bundles['files']> {
  const files: Bundles['files'] = [];
  for (const name of (await readdir(folder)).sort()) {
    if (name.startsWith('.') || !name.endsWith('.zip.age')) continue;
    signal.throwIfAborted();
    const entry = await lstat(join(folder, name)).catch(absent);
    if (entry?.isFile()) files.push({ name, size: entry.size });
  }
  return files;
}

/** The bytes of a file, at most one more than `limit`; null when there is none of this name. */
async function readBounded(path: string, limit: number): Promise<Uint8Array | null> {
  const found = await lstat(path).catch(absent);
  if (found === null) return null;
  // A named pipe would hold us for ever, a link would lead elsewhere.
  if (!found.isFile()) throw new TargetError('TargetUnusable');
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(Math.min(found.size, limit) + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
}

/** Turns what the file system says into the failure the officer reads; a bug is thrown on. */
export async function attempt<T>(
  signal: AbortSignal,
  when: 'opening' | 'middle',
  work: () => Promise<T>,
): Promise<Result<T, TargetFailure>> {
  const over = new AbortController();
  try {
    signal.throwIfAborted();
    return ok(await Promise.race([work(), givenUp(signal, over.signal)]));
  } catch (error) {
    return fail({ type: failureType(error, signal, when) });
  } finally {
    over.abort();
  }
}

type Place = { root: string; device: bigint; medium: Medium };

const OPEN_MS = 20_000;
/** How long a stopped write may take to close and clear up; then it hangs in the system and is left behind. */
const CLEAR_UP_MS = 2000;
const SLICE = 16 * 1024;
const CARRIED = /^[A-Za-z0-9]{1,20}\.(superior|station)\.json$/;
const DOCUMENT = /^(bao-cao|lich-truc)-[a-z0-9-]{7,40}\.[a-z]{3,5}$/;

/** The same disk as at the start? The folder of a stick that was pulled may be there still, empty, on the system disk. */
async function stillThere({ root, device }: Place): Promise<void> {
  const { dev } = await stat(root, { bigint: true });
  if (dev !== device) throw new TargetError('TargetGone');
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    signal.throwIfAborted();
    done += (await handle.write(bytes, done, Math.min(SLICE, bytes.length - done))).bytesWritten;
  }
  signal.throwIfAborted();
}

/** As in files.ts, without holding up the office: an antivirus on Windows keeps a new file for a moment. */
async function renameHeld(from: string, to: string, signal: AbortSignal): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(code) || tried === 20) throw error;
      await sleep(100, null, { signal });
    }
  }
}

/** Makes the new name outlive a pulled plug. Windows flushes it with the file; some network shares know no such call. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

async function readBack(path: string, bytes: Uint8Array): Promise<void> {
  const found = await readBounded(path, bytes.length);
  if (found === null) throw new TargetError('TargetGone');
  if (!isSame(found, bytes)) throw new TargetError('ReadBackDiffers');
}

function isSame(found: Uint8Array | null, bytes: Uint8Array): boolean {
  return found !== null && Buffer.compare(found, bytes) === 0;
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Rejects some seconds after an abort: calls to a dead network share never come back. */
async function givenUp(signal: AbortSignal, over: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
  await sleep(CLEAR_UP_MS, null, { signal: over, ref: false });
  throw new TargetError('TargetGone');
}

function failureType(error: unknown, signal: AbortSignal, when: 'opening' | 'middle'): TargetFailure['type'] {
  if (error instanceof TargetError) return error.type;
  if (signal.aborted) return when === 'opening' ? 'TargetMissing' : 'TargetGone';
  if (!(error instanceof Error) || !('syscall' in error)) throw error;
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'TargetFull';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'TargetReadOnly';
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENOTCONN':
    case 'ESTALE':
    case 'ENODEV':
    case 'ENXIO':
    case 'EHOSTDOWN':
    case 'ETIMEDOUT':
      return when === 'opening' ? 'TargetMissing' : 'TargetGone';
    case 'EIO':
      return 'TargetGone';
    case 'ELOOP':
      return 'TargetUnusable';
    default:
      return 'TargetFault';
  }
}
