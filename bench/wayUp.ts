import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UP } from '../electron/core/summary/exchange.ts';
import { openDb } from '../electron/node/sqlite/db.ts';
import { systemClock } from '../electron/node/system.ts';
import { createSending, type SuperiorKeys, superiorKeys } from '../electron/node/testing/sending.ts';
import { ON_DISK } from './speed.ts';

const DAYS = 5;

/**
 * Kills a sending station with SIGKILL at random instants of its export, `times` times. After each kill every file that
 * has a bundle's name must be whole, and everything the station says is verified must lie there; at the end everything
 * must be there and open at the superior office. `faults`: how often one of these was not so.
 */
export async function killingExports(times: number): Promise<{ bundles: number; midway: number; faults: number }> {
  mkdirSync(ON_DISK, { recursive: true });
  const root = mkdtempSync(join(ON_DISK, 'wayUp-'));
  const folder = join(root, 'share');
  const path = join(root, 'station.db');
  mkdirSync(folder);
  const keys = await superiorKeys();
  const arguments_ = [path, folder, JSON.stringify(keys)];
  let faults = 0;
  let midway = 0;
  // How long a whole export takes here; kills fall evenly into it.
  let length = 150;
  try {
    for (let i = 0; i < times; i++) {
      const life = await liveAndDie([...arguments_, String(DAYS)], Math.random() * length);
      if (life.whole) length = Math.max(20, length * 0.9);
      else {
        midway += 1;
        length *= 1.02;
      }
      faults += await broken(path, folder, keys);
    }
    await liveAndDie([...arguments_, '0'], null);
    faults += await broken(path, folder, keys);
    const { bundles, missing, unopened } = await atTheEnd(path, folder, keys);
    return { bundles, midway, faults: faults + missing + unopened };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Starts the station and kills it `after` ms of exporting; null: when all is sent. */
async function liveAndDie(args: string[], after: number | null): Promise<{ whole: boolean }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'wayUp.main.ts'), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let whole = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'begun' && after !== null) setTimeout(() => child.kill('SIGKILL'), after);
    if (line === 'sent') {
      whole = true;
      child.kill('SIGKILL');
    }
  }
  await gone;
  if (after === null && !whole) throw new Error('the station did not send');
  return { whole };
}

async function broken(path: string, folder: string, keys: SuperiorKeys): Promise<number> {
  const { db, station } = look(path, keys);
  let faults = 0;
  const there = wholeNames(folder);
  for (const { epoch, sequence, day, manifest } of station.bundles()) {
    const name = [...there].find(
      (each) => each === `S1-${day}-${epoch === 0 ? sequence : `${epoch}.${sequence}`}.zip.age`,
    );
    const { sealed } = db.get<{ sealed: string | null }>(
      'SELECT sealed FROM bundle_file WHERE manifest = ?',
      manifest,
    ) ?? { sealed: null };
    if (name !== undefined) {
      there.delete(name);
      if (sealed === null || readFileSync(join(folder, UP, name)).toString('base64') !== sealed) faults += 1;
    }
    const row = db.get<{ state: string }>('SELECT state FROM outbox WHERE manifest = ?', manifest);
    if ((row?.state === 'written' || row?.state === 'verified') && name === undefined) faults += 1;
  }
  // A file that no bundle of the station is.
  faults += there.size;
  const numbers = station.bundles().map(({ sequence }) => sequence);
  if (numbers.some((number, i) => number !== i + 1)) faults += 1;
  station.engine.close();
  db.close();
  return faults;
}

async function atTheEnd(path: string, folder: string, keys: SuperiorKeys) {
  const { db, station } = look(path, keys);
  let unopened = 0;
  const opened = new Set<string>();
  for (const name of wholeNames(folder)) {
    try {
      opened.add(await station.openAbove(name, readFileSync(join(folder, UP, name))));
    } catch {
      unopened += 1;
    }
  }
  const bundles = station.bundles();
  const missing = bundles.filter(({ manifest }) => !opened.has(manifest)).length + station.outbox.pending('share');
  station.engine.close();
  db.close();
  return { bundles: bundles.length, missing, unopened };
}

/** The station's own files, read without sending anything. */
function look(path: string, superior: SuperiorKeys) {
  const opened = openDb(path, null);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  return {
    db,
    station: createSending({
      db,
      clock: systemClock,
      superior,
      targets: [{ id: 'share', name: 'share', type: 'folder', path: tmpdir() }],
    }),
  };
}

function wholeNames(folder: string): Set<string> {
  try {
    return new Set(readdirSync(join(folder, UP)).filter((name) => !name.startsWith('.')));
  } catch {
    return new Set();
  }
}
