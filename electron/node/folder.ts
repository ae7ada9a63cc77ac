import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { fileFailure, writeFileSafely } from './files.ts';
import { databaseKey, fileKeys, type KeyFailure, type KeyStore, keyCheck, newSecret, type Secret } from './keys.ts';
import { type OpenDb, type OpenFailure, openDb, storeFailure } from './sqlite/db.ts';

/** `office.json`: what must be known before the key is. */
const officeFile = z.object({
  format: z.literal(1),
  /** Random; names the key file. */
  id: z.string().regex(/^[a-z0-9]{12}$/),
  keyCheck: z.string(),
});

export type FolderFailure = OpenFailure | KeyFailure | { type: 'FolderInUse' | 'FolderEmpty' };

export type OfficeFolder = {
  dir: string;
  db: OpenDb;
  secret: Secret;
  /** The last run ended without closing: a power cut or a kill. */
  uncleanStop: boolean;
  close(): void;
};

/** Where an office lives unless `--data` says otherwise. */
export function defaultDataDir(): string {
  return process.platform === 'win32'
    ? join(process.env.LOCALAPPDATA ?? homedir(), 'ToiLuot')
    : join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'toiluot');
}

export const databasePath = (dir: string) => join(dir, 'office.db');
export const backupFolder = (dir: string) => join(dir, 'backups');
/** Stands in the folder from before a backup is put in place until the log says so. */
export const restoredMark = (dir: string) => join(dir, 'restored');
/** Stands in the folder once the check has found a bad page: the next start does not trust the file. */
export const damagedMark = (dir: string) => join(dir, 'damaged');
const officeJson = (dir: string) => join(dir, 'office.json');

/** Opens the office in `dir` for this program alone, making it when the folder is new. */
export function openFolder(
  dir: string,
  log?: Parameters<typeof openDb>[2],
  keys: KeyStore = fileKeys,
): Result<OfficeFolder, FolderFailure> {
  const made = attempt(() => mkdirSync(dir, { recursive: true, mode: 0o700 }));
  if (!made.ok) return made;
  const lock = lockFolder(dir);
  if (!lock.ok) return lock;
  // A reader leaves an empty one behind.
  const uncleanStop = sizeOf(`${databasePath(dir)}-wal`) > 0;
  const opened = openWithKey(dir, log, keys);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  const { db, secret } = opened.value;
  if (!existsSync(officeJson(dir))) {
    const adopted = adoptSecret(dir, secret, keys);
    if (!adopted.ok) {
      db.close();
      lock.value.release();
      return adopted;
    }
  }
  return ok({
    dir,
    db,
    secret,
    uncleanStop,
    close() {
      db.close();
      lock.value.release();
    },
  });
}

/** Opens the office beside a running host for reading: a snapshot that disturbs nobody. */
export function openFolderReadonly(dir: string): Result<OpenDb, FolderFailure> {
  if (!existsSync(databasePath(dir))) return fail({ type: 'FolderEmpty' });
  const opened = openWithKey(dir, { readonly: true }, fileKeys);
  return opened.ok ? ok(opened.value.db) : opened;
}

/** The secret of the office in `dir`; made with the folder when there is none yet. */
export function openSecret(dir: string, keys: KeyStore = fileKeys): Result<Secret, FolderFailure> {
  const opened = attempt(() => {
    const file = readOfficeFile(dir);
    if (file === 'unreadable') return fail({ type: 'DatabaseDamaged' as const });
    if (file === null) return isNewFolder(dir) ? createSecret(dir, keys) : keys.read(null);
    const secret = keys.read(file.id);
    if (!secret.ok) return secret;
    return keyCheck(secret.value) === file.keyCheck ? secret : fail({ type: 'WrongKey' as const });
  });
  return opened.ok ? opened.value : opened;
}

/** Keeps the key of a folder that was brought from another machine, given its recovery key. */
export function adoptSecret(dir: string, secret: Secret, keys: KeyStore = fileKeys): Result<null, FolderFailure> {
  return attempt(() => {
    const file = readOfficeFile(dir);
    const same = file !== null && file !== 'unreadable' && file.keyCheck === keyCheck(secret);
    // Another office's key file is never written over: what was moved aside may still be wanted.
    writeOfficeFile(dir, same ? file.id : newId(), secret, keys);
    return null;
  });
}

/** Nothing of an office is in the folder, nor anything else. */
export function isEmptyFolder(dir: string): boolean {
  return !existsSync(dir) || readdirSync(dir).length === 0;
}

/** Gives a new folder a key that is known beforehand, so that the same office can be made again. */
export function prepareFolder(dir: string, id: string, secret: Secret): Result<null, FolderFailure> {
  return attempt(() => {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeOfficeFile(dir, id, secret, fileKeys);
    return null;
  });
}

/** What `office.json` says of the key; null where there is none that can be read. */
export function officeIdentity(dir: string): { id: string; keyCheck: string } | null {
  const file = readOfficeFile(dir);
  return file === 'unreadable' ? null : file;
}

/**
 * One program a folder: a small SQLite file held in an exclusive transaction.
 * The system frees it when the process dies, however it dies, so no stale lock is ever in the way.
 */
export function lockFolder(dir: string): Result<{ release(): void }, FolderFailure> {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(join(dir, 'lock.db'), { timeout: 200 });
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    const held = lock;
    return ok({ release: () => void held.close() });
  } catch (error) {
    lock?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      return fail({ type: 'FolderInUse' });
    return fail(storeFailure(error));
  }
}

function openWithKey(
  dir: string,
  options: Parameters<typeof openDb>[2],
  keys: KeyStore,
): Result<{ db: OpenDb; secret: Secret }, FolderFailure> {
  const path = databasePath(dir);
  // SQLite would make a new office of a file that is gone or empty, and its backups would push out the true ones.
  if (sizeOf(path) === 0 && hasBackups(dir)) return fail({ type: 'DatabaseDamaged' });
  const secret = openSecret(dir, keys);
  if (!secret.ok) return secret;
  const db = openDb(path, databaseKey(secret.value), options);
  // Where the key was checked before, a file that cannot be read with it is damaged.
  if (!db.ok)
    return db.error.type === 'WrongKey' && existsSync(officeJson(dir)) ? fail({ type: 'DatabaseDamaged' }) : db;
  return ok({ db: db.value, secret: secret.value });
}

/** Nothing of an office is in the folder, so a key may be made for it. */
export function isNewFolder(dir: string): boolean {
  return sizeOf(databasePath(dir)) === 0 && !hasBackups(dir);
}

function hasBackups(dir: string): boolean {
  const folder = backupFolder(dir);
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.backup'));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function createSecret(dir: string, keys: KeyStore): Result<Secret, FolderFailure> {
  const given = keys.read(null);
  if (!given.ok && given.error.type !== 'KeyMissing') return given;
  const secret = given.ok ? given.value : newSecret();
  writeOfficeFile(dir, newId(), secret, keys);
  return ok(secret);
}

function readOfficeFile(dir: string): z.infer<typeof officeFile> | 'unreadable' | null {
  if (!existsSync(officeJson(dir))) return null;
  const read = officeFile.safeParse(parseJson(readFileSync(officeJson(dir), 'utf8')));
  return read.success ? read.data : 'unreadable';
}

/** The key file first: an office.json without its key would shut the office. */
function writeOfficeFile(dir: string, id: string, secret: Secret, keys: KeyStore): void {
  keys.write(id, secret);
  writeFileSafely(officeJson(dir), JSON.stringify({ format: 1, id, keyCheck: keyCheck(secret) }));
}

function newId(): string {
  return newSecret().toString('hex').slice(0, 12);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** File-system faults as what they mean to people. */
function attempt<T>(work: () => T): Result<T, FolderFailure> {
  try {
    return ok(work());
  } catch (error) {
    return fail(fileFailure(error));
  }
}
