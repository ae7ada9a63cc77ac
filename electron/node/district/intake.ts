import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { IntakeState } from '../../core/api/contract.ts';
import type { Drive, Drives, Log } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { HOUR } from '../../core/kernel/time.ts';
import { UP } from '../../core/summary/exchange.ts';
import { type Imported, type ImportFailure, importPath } from './import.ts';

export type Intake = {
  state(): Promise<IntakeState>;
  /** Looks into the folder now, also at files that were refused before: a station may be known since. */
  look(): void;
  eject(drive: string): Promise<Result<null>>;
  close(): Promise<void>;
};

/** How often the folder is looked into. An office waits for its receipt until the next round anyway. */
const EVERY_MS = 20_000;

/**
 * Takes what comes without a person: bundles in the watched folder (where an SFTP server lets stations drop them), and
 * those on a stick that is plugged in. A bundle in the folder is removed once it is in the database and its answer lies
 * in `down/`, or years of nights would be read through every time; a stick belongs to its office and is left as it is.
 */
export function createIntake(deps: {
  drives: Drives;
  /** Empty: none is watched. */
  folder: () => string;
  importer: Parameters<typeof importPath>[0];
  log: Log;
  now: () => number;
  changed: () => void;
}): Intake {
  const { drives, folder, importer, log, now, changed } = deps;
  const stop = new AbortController();
  let lastFolder: NonNullable<IntakeState['folder']>['last'] = null;
  /** Files of the folder that were refused; each is tried again after an hour. */
  const refused = new Set<string>();
  let refusedSince = now();
  /** What came of each stick that is plugged in. */
  const sticks = new Map<string, IntakeState['sticks'][number]['last']>();
  let folderRound: Promise<void> | null = null;
  const stickRounds = new Set<Promise<void>>();

  const told = (imported: Result<Imported, ImportFailure>) => {
    const at = now();
    if (!imported.ok) {
      const { type } = imported.error;
      log.write('district.intake', { failure: type });
      const partly = imported.error.type === 'AnswersUnwritable' ? imported.error.imported : null;
      return { at, failure: type, ...summed(partly) };
    }
    return { at, failure: null, ...summed(imported.value) };
  };

  /** One file that shows a bug must not end the program at every start: it lies there still. */
  const bug = (error: unknown) =>
    log.write('district.bug', { stack: error instanceof Error ? (error.stack ?? '') : String(error) });

  async function folderOnce(path: string): Promise<void> {
    const done: string[] = [];
    const imported = await importPath(importer, path, 'folder', {
      signal: stop.signal,
      skip: (name) => refused.has(name),
      onTaken(name, taken) {
        if (taken === 'quarantined') refused.add(name);
        else done.push(name);
      },
    });
    if (stop.signal.aborted) return;
    // Only once the answers lie there: cut short before, all of it is found and answered again.
    if (imported.ok) for (const name of done) await rm(join(path, UP, name), { force: true }).catch(() => {});
    const news = !imported.ok || imported.value.accepted + imported.value.quarantined.length > 0;
    const before = lastFolder?.failure ?? null;
    lastFolder = news || lastFolder === null ? told(imported) : { ...lastFolder, failure: null };
    if (news || before !== lastFolder.failure) changed();
  }

  function look(): void {
    const path = folder();
    if (path === '' || folderRound !== null || stop.signal.aborted) return;
    if (now() - refusedSince > HOUR) {
      refused.clear();
      refusedSince = now();
    }
    folderRound = folderOnce(path)
      .catch(bug)
      .finally(() => {
        folderRound = null;
      });
  }

  async function stickOnce(drive: Drive): Promise<void> {
    const taken = await drives.take(drive.id);
    if (!taken.ok) return;
    try {
      let seen = 0;
      const imported = await importPath(importer, taken.value.path, 'stick', {
        signal: stop.signal,
        onTaken: () => {
          seen += 1;
        },
      });
      // A stick without our folder is somebody's own.
      const ours = !imported.ok || seen > 0;
      sticks.set(drive.id, ours ? told(imported) : null);
    } finally {
      taken.value.release();
      changed();
    }
  }

  const unwatch = drives.watch((plugged) => {
    for (const id of sticks.keys()) if (!plugged.some((drive) => drive.id === id)) sticks.delete(id);
    for (const drive of plugged) {
      if (sticks.has(drive.id) || (drive.state.type !== 'mounted' && drive.state.type !== 'unmounted')) continue;
      sticks.set(drive.id, null);
      const round = stickOnce(drive)
        .catch(bug)
        .finally(() => stickRounds.delete(round));
      stickRounds.add(round);
    }
    changed();
  });
  const timer = setInterval(look, EVERY_MS);
  look();

  return {
    async state() {
      const plugged = await drives.list();
      return {
        folder: folder() === '' ? null : { path: folder(), busy: folderRound !== null, last: lastFolder },
        sticks: plugged.map(({ id, label, state }) => ({ id, label, state, last: sticks.get(id) ?? null })),
      };
    },
    look() {
      refused.clear();
      look();
    },
    async eject(drive) {
      const ejected = await drives.eject(drive);
      return ejected.ok ? ok(null) : fail(ejected.error);
    },
    async close() {
      stop.abort();
      clearInterval(timer);
      unwatch();
      await folderRound;
      await Promise.all(stickRounds);
    },
  };
}

function summed(imported: Imported | null) {
  return {
    accepted: imported?.accepted ?? 0,
    already: imported?.already ?? 0,
    refused: (imported?.quarantined.length ?? 0) + (imported?.unreadable.length ?? 0),
  };
}
