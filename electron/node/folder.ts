import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { writeFileSafely } from './files.ts';
import { databaseKey, keyCheck, newSecret, readSecret, type Secret, writeSecret } from './keys.ts';
import { type OpenDb, type OpenFailure, openDb, storeFailure } from './sqlite/db.ts';

/** `office.json`: what must be known before the key is. */
const officeFile = z.object({
  format: z.literal(1),
  /** Random; names the key file. */
  id: z.string().regex(/^[a-z0-9]{12}$/),
  keyCheck: z.string(),
});

export type FolderFailure = OpenFailure | { type: 'FolderInUse' | 'FolderEmpty' | 'KeyMissing' | 'RecoveryKeyWrong' };

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

/** Opens the office in `dir` for this program alone, making it when the folder is new. */
export function openFolder(dir: string, log?: Parameters<typeof openDb>[2]): Result<OfficeFolder, FolderFailure> {
  const made = attempt(() => mkdirSync(dir, { recursive: true, mode: 0o700 }));
  if (!made.ok) return made;
  const lock = lockFolder(dir);
  if (!lock.ok) return lock;
  const opened = openSecret(dir);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  const path = databasePath(dir);
  const uncleanStop = existsSync(`${path}-wal`);
  const db = openDb(path, databaseKey(opened.value), log);
  if (!db.ok) {
    lock.value.release();
    // The key was checked before, so a file that cannot be read with it is damaged.
    return db.error.type === 'WrongKey' ? fail({ type: 'DatabaseDamaged' }) : db;
  }
  return ok({
    dir,
    db: db.value,
    secret: opened.value,
    uncleanStop,
    close() {
      db.value.close();
      lock.value.release();
    },
  });
}

/** Opens the office beside a running host for reading: a snapshot that disturbs nobody. */
export function openFolderReadonly(dir: string): Result<OpenDb, FolderFailure> {
  if (!existsSync(databasePath(dir))) return fail({ type: 'FolderEmpty' });
  const secret = openSecret(dir);
  return secret.ok ? openDb(databasePath(dir), databaseKey(secret.value), { readonly: true }) : secret;
}

/** The secret of the office in `dir`; made with the folder when there is none yet. */
export function openSecret(dir: string): Result<Secret, FolderFailure> {
  const path = join(dir, 'office.json');
  if (!existsSync(path)) return attempt(() => createSecret(path));
  const file = officeFile.safeParse(parseJson(readFileSync(path, 'utf8')));
  if (!file.success) return fail({ type: 'DatabaseDamaged' });
  const secret = readSecret(file.data.id);
  if (!secret.ok) return secret;
  return keyCheck(secret.value) === file.data.keyCheck ? secret : fail({ type: 'WrongKey' });
}

/** Makes the key file of a folder that was brought from another machine, from its recovery key. */
export function adoptSecret(dir: string, secret: Secret): Result<null, FolderFailure> {
  const path = join(dir, 'office.json');
  return attempt(() => {
    const known = existsSync(path) ? officeFile.safeParse(parseJson(readFileSync(path, 'utf8'))) : null;
    const id = known?.success ? known.data.id : newId();
    writeSecret(id, secret);
    writeFileSafely(path, JSON.stringify({ format: 1, id, keyCheck: keyCheck(secret) }));
    return null;
  });
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

function createSecret(path: string): Secret {
  const secret = newSecret();
  const id = newId();
  writeSecret(id, secret);
  writeFileSafely(path, JSON.stringify({ format: 1, id, keyCheck: keyCheck(secret) }));
  return secret;
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
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC') return fail({ type: 'DiskFull' });
    // ENOENT: what Node says of a folder that is to be made, with its parents, on a file system that may only be read.
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'ENOENT')
      return fail({ type: 'ReadOnly' });
    if (code === 'EIO') return fail({ type: 'DiskFault' });
    throw error;
  }
}
