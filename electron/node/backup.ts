import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Db, Log } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { DAY } from '../core/kernel/time.ts';
import { flushFile, flushFolder } from './files.ts';
import { adoptSecret, backupFolder, databasePath, type FolderFailure, lockFolder } from './folder.ts';
import { databaseKey, type Secret } from './keys.ts';
import { openDb, storeFailure } from './sqlite/db.ts';

export type BackupFailure = FolderFailure | { type: 'BackupUnreadable' | 'BackupFolderMissing' };

const NAME = /^toiluot-\d{8}-\d{6}\.backup$/;

/** `toiluot-20261123-120500.backup`, in Vietnam's time. */
export function backupName(at: number): string {
  const [date = '', time = ''] = new Date(at + 7 * 3_600_000).toISOString().split('T');
  return `toiluot-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}.backup`;
}

/**
 * Writes an encrypted copy to `path` and says so only after it was flushed, opened with the key and checked.
 * A copy that is not good never gets its final name.
 */
export function backupTo(db: Db, secret: Secret, path: string): Result<{ events: number }, BackupFailure> {
  const temporary = `${path}.new`;
  const drop = () => rmSync(temporary, { force: true });
  drop();
  try {
    db.exec(`VACUUM INTO '${temporary.replaceAll("'", "''")}'`);
    flushFile(temporary);
  } catch (error) {
    drop();
    return fail(storeFailure(error));
  }
  const events = checkBackup(temporary, secret);
  if (!events.ok) {
    drop();
    return events;
  }
  renameSync(temporary, path);
  flushFolder(join(path, '..'));
  return events;
}

/** Opens a backup with the key and checks every page; gives its number of events. */
export function checkBackup(path: string, secret: Secret): Result<{ events: number }, BackupFailure> {
  const opened = openDb(path, databaseKey(secret), { readonly: true });
  if (!opened.ok) return opened;
  try {
    const check = opened.value.get<{ quick_check: string }>('PRAGMA quick_check');
    if (check?.quick_check !== 'ok') return fail({ type: 'BackupUnreadable' });
    return ok({ events: opened.value.get<{ n: number }>('SELECT count(*) AS n FROM event')?.n ?? 0 });
  } catch (error) {
    storeFailure(error);
    return fail({ type: 'BackupUnreadable' });
  } finally {
    opened.value.close();
  }
}

export type BackupState = {
  lastAt: number | null;
  secondAt: number | null;
  /** Why the last try failed; null when it did not. */
  failure: string | null;
};

export type Backups = {
  state(): BackupState;
  /** Makes a backup now, copies it to the second place and drops the oldest beyond `keep`. */
  now(at: number): Promise<Result<{ file: string }, BackupFailure>>;
};

/** The office's backups: in its own folder, and in a second place when the settings name one. */
export function createBackups(deps: {
  db: Db;
  secret: Secret;
  dir: string;
  settings: () => { keep: number; secondFolder: string };
  log: Log;
}): Backups {
  const own = backupFolder(deps.dir);
  let failure: string | null = null;
  const newest = (folder: string) => {
    const last = listBackups(folder).at(-1);
    return last === undefined ? null : last.at;
  };

  async function copyToSecond(file: string): Promise<Result<null, BackupFailure>> {
    const { secondFolder, keep } = deps.settings();
    if (secondFolder === '') return ok(null);
    // A stick that is not there must not become a folder on the system disk.
    if (!existsSync(secondFolder)) return fail({ type: 'BackupFolderMissing' });
    const target = join(secondFolder, file);
    try {
      copyFileSync(join(own, file), `${target}.new`);
      flushFile(`${target}.new`);
      if ((await fileHash(`${target}.new`)) !== (await fileHash(join(own, file)))) {
        rmSync(`${target}.new`, { force: true });
        return fail({ type: 'BackupUnreadable' });
      }
      renameSync(`${target}.new`, target);
      flushFolder(secondFolder);
      dropOldest(secondFolder, keep);
      return ok(null);
    } catch (error) {
      rmSync(`${target}.new`, { force: true });
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOSPC') return fail({ type: 'DiskFull' });
      if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return fail({ type: 'ReadOnly' });
      return fail({ type: 'DiskFault' });
    }
  }

  return {
    state() {
      const { secondFolder } = deps.settings();
      return { lastAt: newest(own), secondAt: secondFolder === '' ? null : newest(secondFolder), failure };
    },
    async now(at) {
      mkdirSync(own, { recursive: true, mode: 0o700 });
      const file = backupName(at);
      const made = backupTo(deps.db, deps.secret, join(own, file));
      const copied = made.ok ? await copyToSecond(file) : made;
      if (made.ok) dropOldest(own, deps.settings().keep);
      failure = copied.ok ? null : copied.error.type;
      deps.log.write('backup', { file, outcome: failure ?? 'ok' });
      return copied.ok ? ok({ file }) : copied;
    },
  };
}

/** Days since the second place was last written to when that is 7 or more, or it never was; null when all is well. */
export function secondPlaceOverdue(secondAt: number | null, now: number): { days: number | null } | null {
  if (secondAt === null) return { days: null };
  const days = Math.floor((now - secondAt) / DAY);
  return days >= 7 ? { days } : null;
}

/** Finished backups in a folder, oldest first; `at` is the file's time in UTC ms. */
export function listBackups(folder: string): { file: string; at: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .map((file) => ({ file, at: statSync(join(folder, file)).mtimeMs }));
}

/**
 * Puts a backup in the place of the office in `dir`. What is there now is moved aside, never deleted.
 * Refused while a program has the folder open, and when the backup does not open with the key.
 */
export function restoreBackup(
  file: string,
  secret: Secret,
  dir: string,
  at: number,
): Result<{ events: number; aside: string | null }, BackupFailure> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = lockFolder(dir);
  if (!lock.ok) return lock;
  try {
    const checked = checkBackup(file, secret);
    if (!checked.ok) return checked;
    const path = databasePath(dir);
    copyFileSync(file, `${path}.new`);
    flushFile(`${path}.new`);
    let aside: string | null = null;
    if (existsSync(path)) {
      aside = join(dir, `replaced-${backupName(at).slice(8, 23)}`);
      mkdirSync(aside, { recursive: true });
      for (const suffix of ['', '-wal', '-shm']) {
        if (existsSync(path + suffix)) renameSync(path + suffix, join(aside, `office.db${suffix}`));
      }
    }
    renameSync(`${path}.new`, path);
    flushFolder(dir);
    const adopted = adoptSecret(dir, secret);
    return adopted.ok ? ok({ ...checked.value, aside }) : adopted;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC') return fail({ type: 'DiskFull' });
    if (code === 'EROFS' || code === 'EACCES') return fail({ type: 'ReadOnly' });
    throw error;
  } finally {
    lock.value.release();
  }
}

/** `quick_check` in a worker: on a database of years it takes seconds in which nobody could be called. */
export function quickCheck(dir: string, secret: Secret): Promise<'ok' | 'damaged'> {
  const worker = new Worker(new URL('./check.worker.ts', import.meta.url), {
    workerData: { path: databasePath(dir), key: databaseKey(secret).toString('hex') },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: 'ok' | 'damaged') => resolve(answer));
    worker.once('error', reject);
  });
}

function dropOldest(folder: string, keep: number): void {
  for (const { file } of listBackups(folder).slice(0, -keep)) rmSync(join(folder, file));
}

async function fileHash(path: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of createReadStream(path)) sum.update(chunk as Buffer);
  return sum.digest('hex');
}
