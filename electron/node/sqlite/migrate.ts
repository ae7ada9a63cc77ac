import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Db, StoreFailure } from '../../core/kernel/ports.ts';
import { ok, type Result } from '../../core/kernel/result.ts';
import { flushFile, flushFolder, renameHeld } from '../files.ts';
import * as first from './migrations/010-first.ts';
import * as summary from './migrations/020-summary.ts';
import * as roster from './migrations/030-roster.ts';

/** Every step of the schema in order, one file each, numbered by tens. */
export const steps: readonly { version: number; up: (db: Db) => void }[] = [first, summary, roster];

export const newestVersion = steps.at(-1)?.version ?? 0;

/**
 * Takes the database from version `found` through `list` in one transaction.
 * An office's database is copied beside itself first, so that a failed step costs nothing.
 */
export function migrate(db: Db, found: number, path: string, list = steps): Result<null, StoreFailure> {
  if (found > 0 && path !== ':memory:') copyBeside(db, `${path}.before-${list.at(-1)?.version}`);
  return db.transaction<null, StoreFailure>(() => {
    for (const step of list) {
      if (step.version <= found) continue;
      step.up(db);
      db.exec(`PRAGMA user_version = ${step.version}`);
    }
    return ok(null);
  });
}

/** A copy cut short must never pass for the whole one, so it gets its name last. */
function copyBeside(db: Db, copy: string): void {
  if (existsSync(copy)) return;
  rmSync(`${copy}.new`, { force: true });
  db.exec(`VACUUM INTO '${`${copy}.new`.replaceAll("'", "''")}'`);
  flushFile(`${copy}.new`);
  renameHeld(`${copy}.new`, copy);
  flushFolder(dirname(copy));
}
