import Database from 'better-sqlite3';
import type { Db, Log, SqlValue, StoreFailure } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { fileFailure } from '../files.ts';
import { migrate, newestVersion } from './migrate.ts';

export type OpenDb = Db & {
  readonly path: string;
  close(): void;
};

export type OpenFailure = { type: 'WrongKey' } | { type: 'SchemaTooNew'; found: number; known: number } | StoreFailure;

/** A statement slower than this is named in the log: on an old PC it is what makes a key press feel late. */
const SLOW_MS = 40;

/**
 * chacha20 draws a nonce a page and writes a check of it, so no two files are alike; every real office has it.
 * aes256cbc makes the same bytes of the same pages: a made-up office, which has to be the same again, has this one.
 */
const CIPHERS = ['chacha20', 'aes256cbc'] as const;

/**
 * Opens (or makes) the encrypted database at `path` and brings it to the newest schema.
 * `key` is the raw 32-byte key; null opens an unencrypted one (`:memory:` in tests and for deriving tables again).
 * A new one is made with `cipher`; one that exists is opened with whichever it was made with.
 */
export function openDb(
  path: string,
  key: Buffer | null,
  options: { log?: Log; readonly?: boolean; cipher?: (typeof CIPHERS)[number] } = {},
): Result<OpenDb, OpenFailure> {
  let raw: Database.Database | undefined;
  try {
    raw = new Database(path, { readonly: options.readonly ?? false, timeout: 5000 });
    if (key !== null) unlock(raw, key, options.cipher);
    const found = raw.pragma('user_version', { simple: true }) as number;
    if (found > newestVersion) {
      raw.close();
      return fail({ type: 'SchemaTooNew', found, known: newestVersion });
    }
    raw.pragma('foreign_keys = ON');
    if (options.readonly !== true) {
      // A ticket touches a few hundred bytes of each of its pages: half as large, half as much to encrypt and sync.
      raw.pragma('page_size = 2048');
      raw.pragma('journal_mode = WAL');
      raw.pragma('synchronous = FULL');
      // Purged people must be gone from the file, not only from the tables.
      raw.pragma('secure_delete = ON');
      raw.pragma('temp_store = MEMORY');
    }
    const db = wrap(raw, path, options.log);
    if (options.readonly !== true && found < newestVersion) {
      const migrated = migrate(db, found, path);
      if (!migrated.ok) {
        raw.close();
        return migrated;
      }
    }
    return ok(db);
  } catch (error) {
    raw?.close();
    if (code(error) === 'SQLITE_NOTADB' && key !== null) return fail({ type: 'WrongKey' });
    return fail(storeFailure(error));
  }
}

export function unlock(raw: Database.Database, key: Buffer, made: (typeof CIPHERS)[number] = CIPHERS[0]): void {
  for (const cipher of [made, ...CIPHERS.filter((other) => other !== made)]) {
    raw.pragma(`cipher='${cipher}'`);
    // A raw key skips the slow derivation that passphrases need: opening takes 2 ms instead of 200.
    raw.pragma(`key='raw:${key.toString('hex')}'`);
    try {
      raw.pragma('user_version');
      return;
    } catch (error) {
      if (code(error) !== 'SQLITE_NOTADB') throw error;
    }
  }
}

/** What a SQLite or file-system error means for the office; anything else is a bug and is thrown on. */
export function storeFailure(error: unknown): StoreFailure {
  const name = code(error);
  if (name === 'SQLITE_FULL') return { type: 'DiskFull' };
  if (name.startsWith('SQLITE_READONLY') || name.startsWith('SQLITE_CANTOPEN') || name === 'SQLITE_PERM') {
    return { type: 'ReadOnly' };
  }
  if (name.startsWith('SQLITE_CORRUPT') || name === 'SQLITE_NOTADB') return { type: 'DatabaseDamaged' };
  if (name.startsWith('SQLITE_IOERR')) return { type: 'DiskFault' };
  return fileFailure(error);
}

function wrap(raw: Database.Database, path: string, log: Log | undefined): OpenDb {
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = raw.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const timed = <T>(sql: string, work: () => T): T => {
    const start = performance.now();
    const result = work();
    const ms = performance.now() - start;
    if (ms > SLOW_MS) log?.write('db.slow', { sql: sql.replace(/\s+/g, ' ').slice(0, 200), ms: Math.round(ms) });
    return result;
  };
  const begin = raw.prepare('BEGIN IMMEDIATE');
  const commit = raw.prepare('COMMIT');
  return {
    path,
    run: (sql, ...params) => void timed(sql, () => prepared(sql).run(...params)),
    get: <T>(sql: string, ...params: SqlValue[]) => timed(sql, () => prepared(sql).get(...params) as T | undefined),
    all: <T>(sql: string, ...params: SqlValue[]) => timed(sql, () => prepared(sql).all(...params) as T[]),
    exec: (sql) => void raw.exec(sql),
    transaction(work) {
      try {
        begin.run();
        const result = work();
        if (result.ok) timed('COMMIT', () => commit.run());
        else raw.exec('ROLLBACK');
        return result;
      } catch (error) {
        // A failed COMMIT may or may not have ended the transaction.
        if (raw.inTransaction) raw.exec('ROLLBACK');
        return fail(storeFailure(error));
      }
    },
    close() {
      try {
        if (!raw.readonly) raw.pragma('optimize');
      } catch (error) {
        // On a full or faulty disk the statistics stay as they were; the file is closed all the same.
        storeFailure(error);
      }
      raw.close();
    },
  };
}

function code(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : '';
}
