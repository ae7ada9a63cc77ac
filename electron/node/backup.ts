import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Db, Log } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { DAY } from '../core/kernel/time.ts';
import { flushFile, flushFolder, renameHeld, writeFileSafely } from './files.ts';
import {
  adoptSecret,
  backupFolder,
  damagedMark,
  databasePath,
  type FolderFailure,
  lockFolder,
  restoredMark,
} from './folder.ts';
import { databaseKey, fileKeys, type KeyStore, type Secret } from './keys.ts';
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
  // SQLite would call a folder that is not there one that may not be written.
  if (!existsSync(dirname(path))) return fail({ type: 'BackupFolderMissing' });
  try {
    rmSync(temporary, { force: true });
    db.exec(`VACUUM INTO '${temporary.replaceAll("'", "''")}'`);
    flushFile(temporary);
    const checked = checkBackup(temporary, secret);
    if (!checked.ok) {
      rmSync(temporary, { force: true });
      return checked;
    }
    renameHeld(temporary, path);
    flushFolder(dirname(path));
    return checked;
  } catch (error) {
    rmSync(temporary, { force: true });
    return fail(storeFailure(error));
  }
}

/** Opens a backup with the key and checks every page; gives its number of events. */
export function checkBackup(path: string, secret: Secret): Result<{ events: number }, BackupFailure> {
  const opened = openDb(path, databaseKey(secret), { readonly: true });
  if (!opened.ok) {
    const unreadable = opened.error.type === 'WrongKey' || opened.error.type === 'DatabaseDamaged';
    return unreadable ? fail({ type: 'BackupUnreadable' }) : opened;
  }
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

type BackupState = {
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

  function makeOwn(file: string): Result<null, BackupFailure> {
    try {
      mkdirSync(own, { recursive: true, mode: 0o700 });
      const made = backupTo(deps.db, deps.secret, join(own, file));
      if (!made.ok) return made;
      dropOldest(own, deps.settings().keep);
      return ok(null);
    } catch (error) {
      return fail(storeFailure(error));
    }
  }

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
      renameHeld(`${target}.new`, target);
      flushFolder(secondFolder);
      dropOldest(secondFolder, keep);
      return ok(null);
    } catch (error) {
      rmSync(`${target}.new`, { force: true });
      return fail(storeFailure(error));
    }
  }

  return {
    state() {
      const { secondFolder } = deps.settings();
      return { lastAt: newest(own), secondAt: secondFolder === '' ? null : newest(secondFolder), failure };
    },
    async now(at) {
      const file = backupName(at);
      const made = makeOwn(file);
      const copied = made.ok ? await copyToSecond(file) : made;
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
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort()
      .map((file) => ({ file, at: statSync(join(folder, file)).mtimeMs }));
  } catch {
    // A stick that is not there, or was pulled while it was read, holds none.
    return [];
  }
}

/**
 * Puts a backup in the place of the office in `dir`. What is there now is moved aside, never deleted; a mark makes the
 * next start ask for the last paper numbers. Refused while a program has the folder open, and when the backup does not open with the key.
 */
export function restoreBackup(
  file: string,
  secret: Secret,
  dir: string,
  at: number,
  keys: KeyStore = fileKeys,
): Result<{ events: number; aside: string | null }, BackupFailure> {
  const checked = checkBackup(file, secret);
  if (!checked.ok) return checked;
  const path = databasePath(dir);
  let release = () => {};
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const lock = lockFolder(dir);
    if (!lock.ok) return lock;
    release = lock.value.release;
    copyFileSync(file, `${path}.new`);
    flushFile(`${path}.new`);
    // What a restore that was cut short left behind goes aside too: a WAL of another database would be played into this one.
    const old = ['', '-wal', '-shm'].filter((suffix) => existsSync(path + suffix));
    const aside = old.length > 0 ? join(dir, `replaced-${backupName(at).slice(8, 23)}`) : null;
    if (aside !== null) {
      mkdirSync(aside, { recursive: true, mode: 0o700 });
      const names = join(dir, 'office.json');
      if (existsSync(names)) copyFileSync(names, join(aside, 'office.json'));
    }
    const adopted = adoptSecret(dir, secret, keys);
    if (!adopted.ok) return adopted;
    writeFileSafely(restoredMark(dir), '');
    for (const suffix of old) renameHeld(path + suffix, join(aside ?? dir, `office.db${suffix}`));
    renameHeld(`${path}.new`, path);
    rmSync(damagedMark(dir), { force: true });
    flushFolder(dir);
    return ok({ ...checked.value, aside });
  } catch (error) {
    return fail(storeFailure(error));
  } finally {
    rmSync(`${path}.new`, { force: true });
    release();
  }
}

/** `quick_check` in a worker: on a database of years it takes seconds in which nobody could be called. */
export function quickCheck(dir: string, secret: Secret): Promise<'ok' | 'damaged' | 'not checked'> {
  // From source as it lies here; in the built program beside the one file that all of this is in, unpacked from its archive.
  const built = !import.meta.url.endsWith('.ts');
  const here = built ? import.meta.url.replace('/app.asar/', '/app.asar.unpacked/') : import.meta.url;
  const worker = new Worker(new URL(built ? './check.worker.mjs' : './check.worker.ts', here), {
    workerData: { path: databasePath(dir), key: databaseKey(secret).toString('hex') },
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
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
