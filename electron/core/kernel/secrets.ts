import type { Db, StoreFailure } from './ports.ts';
import { ok, type Result } from './result.ts';

/** Private keys and passwords of this machine. They lie in the encrypted database, outside the log. */
export type Secrets = {
  get(name: string): string | null;
  put(name: string, value: string): void;
  remove(name: string): void;
  /** What there is under names that begin with `prefix`, by name. */
  list(prefix: string): { name: string; value: string }[];
  /** All that `work` writes, or nothing. Not inside a transaction. */
  atOnce(work: () => void): Result<null, StoreFailure>;
};

/** `signing:<key id>`, `age:<recipient>`, `target:<target id>`, and what is under way of an enrolment. */
export function createSecrets(db: Db): Secrets {
  return {
    get: (name) => db.get<{ value: string }>('SELECT value FROM station_secret WHERE name = ?', name)?.value ?? null,
    put: (name, value) => db.run('REPLACE INTO station_secret (name, value) VALUES (?, ?)', name, value),
    remove: (name) => db.run('DELETE FROM station_secret WHERE name = ?', name),
    list: (prefix) =>
      db.all(
        'SELECT name, value FROM station_secret WHERE substr(name, 1, ?) = ? ORDER BY name',
        prefix.length,
        prefix,
      ),
    atOnce: (work) =>
      db.transaction(() => {
        work();
        return ok(null);
      }),
  };
}
