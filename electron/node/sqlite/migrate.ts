import { existsSync } from 'node:fs';
import type { Db, StoreFailure } from '../../core/kernel/ports.ts';
import { ok, type Result } from '../../core/kernel/result.ts';
import * as first from './migrations/010-first.ts';

/** Every step of the schema in order, one file each, numbered by tens. */
export const steps: readonly { version: number; up: (db: Db) => void }[] = [first];

export const newestVersion = steps.at(-1)?.version ?? 0;

/**
 * Takes the database from version `found` to the newest in one transaction.
 * An office's database is copied beside itself first, so that a failed step costs nothing.
 */
export function migrate(db: Db, found: number, path: string): Result<null, StoreFailure> {
  const copy = `${path}.before-${newestVersion}`;
  if (found > 0 && path !== ':memory:' && !existsSync(copy)) db.exec(`VACUUM INTO '${copy.replaceAll("'", "''")}'`);
  return db.transaction<null, StoreFailure>(() => {
    for (const step of steps) {
      if (step.version <= found) continue;
      step.up(db);
      db.exec(`PRAGMA user_version = ${step.version}`);
    }
    return ok(null);
  });
}
