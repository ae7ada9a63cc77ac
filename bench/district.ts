import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import pg from 'pg';
import { createAcceptance } from '../electron/core/district/accept.ts';
import { createReturns } from '../electron/core/district/returns.ts';
import type { DistrictStore } from '../electron/core/district/store.ts';
import { createDistrictViews } from '../electron/core/district/views.ts';
import { keyIdOf } from '../electron/core/kernel/signed.ts';
import { addDays, instantOf } from '../electron/core/kernel/time.ts';
import { buildBundle, openBundle, sealBundle } from '../electron/core/summary/bundle.ts';
import { bundleName, UP } from '../electron/core/summary/exchange.ts';
import { summaryCsv, summaryJson } from '../electron/core/summary/formats.ts';
import { value } from '../electron/core/testing/station.ts';
import { fullSummary } from '../electron/core/testing/summary.ts';
import { importPath } from '../electron/node/district/import.ts';
import { openDistrictFile, openDistrictPostgres } from '../electron/node/district/store.ts';
import { signer } from '../electron/node/signer.ts';
import { openDb } from '../electron/node/sqlite/db.ts';
import { hasher } from '../electron/node/system.ts';
import { startPostgres, whyNoPostgres } from '../electron/node/testing/postgres.ts';
import { atMost, bestOf3, type Figure, percentile, shown } from './measure.ts';
import { ON_DISK } from './speed.ts';

/** Commune police offices of the country. */
const STATIONS = 3321;
const YEARS_DAYS = 3 * 365;
const DAY = '2026-11-24';
const NOW = instantOf(DAY, 23 * 60);
const KEY = Buffer.alloc(32, 7);

/** A whole country's night and the grid after three years, in SQLite and in PostgreSQL. */
export async function districtFigures(): Promise<Figure[]> {
  const night = await buildNight();
  const figures: Figure[] = [];
  const file = join(ON_DISK, 'district.db');
  const clear = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  };
  clear();
  figures.push(
    ...(await measure(
      'SQLite',
      night,
      () => openDistrictFile(file, KEY),
      async () => {
        const db = value(openDb(file, KEY));
        // As much as the whole index, which is filled from all sides at once.
        db.exec('PRAGMA cache_size = -400000');
        await fill(async (text) => db.exec(text));
        db.close();
      },
    )),
  );
  clear();
  const why = whyNoPostgres();
  if (why !== null) {
    const note = `not measured: ${why}`;
    return [...figures, { name: NIGHT('PostgreSQL'), value: null, unit: 's', budget: 60, ok: null, note }];
  }
  const postgres = await startPostgres();
  try {
    const url = await postgres.newDatabase();
    figures.push(
      ...(await measure(
        'PostgreSQL',
        night,
        () => openDistrictPostgres(url),
        async () => {
          const client = new pg.Client({ connectionString: url });
          await client.connect();
          await fill(async (text) => void (await client.query(text)));
          await client.end();
        },
      )),
    );
  } finally {
    await postgres.stop();
  }
  return figures;
}

const NIGHT = (where: string) =>
  `${STATIONS} bundles of one night verified and accepted, 3 years behind them, ${where}`;

type Night = { folder: string; identity: string; keys: Record<string, string> };

async function measure(
  where: string,
  night: Night,
  open: () => ReturnType<typeof openDistrictFile>,
  fillYears: () => Promise<void>,
): Promise<Figure[]> {
  const store = value(await open());
  try {
    await enrol(store, night);
    await fillYears();
    const identities = () => [night.identity];
    const acceptance = createAcceptance({ store, hasher, signer, identities, now: () => NOW });
    const returns = createReturns({ store, signer, now: () => NOW });
    const { publicKey, privateKey } = signer.newKey();
    const key = { keyId: keyIdOf(hasher, publicKey), privateKey };
    const before = performance.now();
    const path = join(night.folder, UP);
    const imported = value(await importPath({ acceptance, answers: () => returns.issue([], key) }, path, 'folder'));
    const accepted = performance.now();
    if (imported.accepted !== STATIONS) throw new Error(JSON.stringify(imported).slice(0, 300));
    const answers = value(await returns.issue(Object.keys(night.keys), key));
    const answered = performance.now();
    if (answers.size !== STATIONS) throw new Error('not everybody got an answer');
    const seconds = (accepted - before) / 1000;
    const views = createDistrictViews({ store, now: () => NOW, dueAt: () => '12:00' });
    const p95 = await bestOf3(50, async () => {
      const times: number[] = [];
      for (let i = 0; i < 60; i++) {
        const before = performance.now();
        const grid = await views.grid(addDays(DAY, -(i * 37) % YEARS_DAYS));
        times.push(performance.now() - before);
        if (!grid.ok || grid.value.cells.length !== STATIONS) throw new Error(JSON.stringify(grid).slice(0, 200));
      }
      return percentile(times, 0.95);
    });
    return [
      atMost(NIGHT(where), seconds, 's', 60),
      atMost(`grid of ${STATIONS} communes with 3 years behind it, p95, ${where}`, p95, 'ms', 50),
      shown(`their ${STATIONS} answers signed, ${where}`, (answered - accepted) / 1000, 's'),
    ];
  } finally {
    await store.close();
  }
}

async function enrol(store: DistrictStore, { keys }: Night): Promise<void> {
  const done = await store.transaction(async (tx) => {
    for (const [station, publicKey] of Object.entries(keys)) {
      await tx.saveStation({
        id: station,
        name: `Xã ${station}`,
        commune: station.slice(1).padStart(5, '0'),
        state: 'active',
        expectedFrom: addDays(DAY, -YEARS_DAYS),
        endedOn: null,
        file: '',
        askedAt: 0,
        confirmedAt: 0,
      });
      await tx.saveKey({
        station,
        keyId: keyIdOf(hasher, publicKey),
        publicKey,
        validFrom: '2020-01-01',
        validTo: null,
        confirmedAt: 0,
      });
    }
  });
  if (!done.ok) throw new Error(done.error.type);
}

/**
 * Three years of days before the night, in the order in which they would have come, a commune missing a day now and
 * then; by statements that both databases understand.
 */
async function fill(exec: (text: string) => Promise<void>): Promise<void> {
  const cameOn = `(CAST(substr(id, 2) AS integer) + back) % 41 <> 0`;
  for (let back = YEARS_DAYS; back > 0; ) {
    const month = addDays(DAY, -back).slice(0, 7);
    const days: string[] = [];
    for (; back > 0 && addDays(DAY, -back).startsWith(month); back--) {
      const day = addDays(DAY, -back);
      days.push(`('${day}', ${back}, ${instantOf(day, 23 * 60)}, ${1 << (Number(day.slice(8)) - 1)})`);
    }
    const those = `WITH d (day, back, at, bit) AS (VALUES ${days.join(', ')})`;
    await exec(`INSERT INTO district_day ${those} SELECT id, day, '${'0'.repeat(64)}', 0, back, at, at, 1, 0, 0,
      (CAST(substr(id, 2) AS integer) * 7 + back) % 60, 3, 5, 20, 12, 1, 4, 9, NULL, 7, 60, 51, 4, 5, 9, 23, 71, 2400,
      NULL, 9350, 2500, NULL, NULL FROM d CROSS JOIN district_station WHERE ${cameOn} ORDER BY back DESC`);
    await exec(`INSERT INTO district_month ${those} SELECT id, '${month}', sum(bit) FROM d CROSS JOIN district_station
      WHERE ${cameOn} GROUP BY id`);
  }
  await exec(`INSERT INTO district_head SELECT id, '${addDays(DAY, -1)}', 0 FROM district_station`);
  await exec('ANALYZE');
}

/** What was kept for an earlier version of the program may be refused by this one. */
async function opens({ folder, identity, keys }: Night): Promise<boolean> {
  const name = bundleName({ station: 'S1', day: DAY, epoch: 0, sequence: 1 });
  const keyOf = () => ({ ok: true, value: keys.S1 ?? '' }) as const;
  const deps = { hasher, signer, identities: [identity], keyOf };
  return (await openBundle(deps, name, readFileSync(join(folder, UP, name)))).ok;
}

/** One bundle of a full day a station, kept for the next run. */
async function buildNight(): Promise<Night> {
  const cache = join(import.meta.dirname, '.cache', 'night-1');
  const index = join(cache, 'night.json');
  const kept = existsSync(index) ? (JSON.parse(readFileSync(index, 'utf8')) as Night) : null;
  if (kept !== null && (await opens(kept))) return kept;
  const folder = join(cache, 'stick');
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(join(folder, UP), { recursive: true });
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  const keys: Night['keys'] = {};
  for (let i = 1; i <= STATIONS; i++) {
    const station = `S${i}`;
    const { publicKey, privateKey } = signer.newKey();
    keys[station] = publicKey;
    const summary = { ...fullSummary, station, day: DAY };
    const manifest = {
      station,
      day: DAY,
      epoch: 0,
      epochFrom: null,
      sequence: 1,
      previous: null,
      replaces: null,
      madeAt: instantOf(DAY, 22 * 60 + 45),
      log: [{ station, seq: 4000 + i, hash: hasher.sha256(station) }],
    };
    const files = new Map([
      ['summary.json', Buffer.from(summaryJson(summary))],
      ['summary.csv', Buffer.from(summaryCsv(summary))],
    ]);
    const built = buildBundle({ hasher, signer }, manifest, files, { keyId: keyIdOf(hasher, publicKey), privateKey });
    writeFileSync(join(folder, UP, bundleName(manifest)), await sealBundle(built.zip, recipient));
  }
  const night = { folder, identity, keys };
  writeFileSync(`${index}.new`, JSON.stringify(night));
  renameSync(`${index}.new`, index);
  return night;
}
