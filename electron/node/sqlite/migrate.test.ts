import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredEvent } from '../../core/kernel/log.ts';
import type { Db } from '../../core/kernel/ports.ts';
import { createRosterProjection } from '../../core/roster/tables.ts';
import { type OpenDb, openDb } from './db.ts';
import { migrate, newestVersion, steps } from './migrate.ts';
import * as first from './migrations/010-first.ts';
import * as summary from './migrations/020-summary.ts';

const KEY = Buffer.alloc(32, 7);
let root = '';
let path = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-migrate-'));
  path = join(root, 'office.db');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function open(file = path, key: Buffer | null = KEY): OpenDb {
  const opened = openDb(file, key);
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
}

/** Without bringing it to the newest schema. */
function openAsIs(file: string): OpenDb {
  const opened = openDb(file, KEY, { readonly: true });
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
}

const tables = (db: Db) =>
  db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map(({ name }) => name);
const version = (db: Db) => db.get<{ user_version: number }>('PRAGMA user_version')?.user_version;

const FIRST = [
  'appointment',
  'desk',
  'device',
  'device_secret',
  'event',
  'officer',
  'officer_secret',
  'person',
  'queue_day',
  'setting',
  'station',
  'ticket',
];

/** A step of a later program, and the same one when it breaks off half-way. */
const later = { version: newestVersion + 10, up: (db: Db) => db.exec('CREATE TABLE later (id TEXT PRIMARY KEY)') };
const broken = {
  version: newestVersion + 10,
  up(db: Db) {
    later.up(db);
    throw new Error('broken off');
  },
};

/** An office of the first program. */
function office10(file = ':memory:', key: Buffer | null = null): OpenDb {
  const db = open(file, key);
  for (const table of tables(db)) db.exec(`DROP TABLE ${table}`);
  first.up(db);
  db.exec('PRAGMA user_version = 10');
  return db;
}

const SUMMARY = [
  'answer',
  'bundle',
  'bundle_file',
  'epoch',
  'outbox',
  'receipt',
  'station_key',
  'station_secret',
  'summary_day',
  'superior',
];

const ROSTER = [
  'roster_change',
  'roster_leave',
  'roster_need',
  'roster_officer',
  'roster_place',
  'roster_presence',
  'roster_published',
  'roster_swap',
  'roster_wish',
];

test('the steps are in order, and a new office has the tables of all of them', () => {
  expect(steps.map((step) => step.version)).toEqual([10, 20, 30]);
  const db = open(':memory:', null);
  expect(version(db)).toBe(newestVersion);
  expect(tables(db)).toEqual([...FIRST, ...SUMMARY, ...ROSTER].sort());
});

test('step 20 adds the tables of the summary and leaves what was there', () => {
  const db = office10();
  db.run("INSERT INTO setting VALUES ('office', '{}', 0)");
  expect(migrate(db, 10, ':memory:', [first, summary])).toEqual({ ok: true, value: null });
  expect({ version: version(db), tables: tables(db) }).toEqual({ version: 20, tables: [...FIRST, ...SUMMARY].sort() });
  expect(db.all('SELECT section FROM setting')).toEqual([{ section: 'office' }]);
  for (const table of SUMMARY) expect(db.all(`SELECT * FROM ${table}`)).toEqual([]);
});

test('step 30 adds the tables of the roster, and who has been in the office since when and until when', () => {
  const db = office10();
  expect(migrate(db, 10, ':memory:', [first, summary])).toEqual({ ok: true, value: null });
  const at = (day: number) => Date.parse('2026-11-22T17:00:00Z') + day * 86_400_000;
  const came = (officer: string) => ['officer.added', { officer, role: 'officer' }] as const;
  const changed = (officer: string, active: boolean) =>
    ['officer.changed', { officer, role: 'officer', active }] as const;
  const said = [came('a'), came('b'), changed('a', false), changed('a', false), came('c'), changed('c', false)];
  for (const [day, [type, data]] of [...said, changed('c', true)].entries()) {
    db.run(
      'INSERT INTO event (station, seq, at, type, data, actor, device, key, hash) VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, ?)',
      ...['S1', day + 1, at(day), type, JSON.stringify(data), ''],
    );
  }
  expect(migrate(db, 20, ':memory:')).toEqual({ ok: true, value: null });
  expect({ version: version(db), tables: tables(db) }).toEqual({
    version: newestVersion,
    tables: [...FIRST, ...SUMMARY, ...ROSTER].sort(),
  });
  expect(db.all('SELECT officer, since, until FROM roster_officer')).toEqual([
    { officer: 'a', since: '2026-11-23', until: '2026-11-25' },
    { officer: 'b', since: '2026-11-24', until: null },
    { officer: 'c', since: '2026-11-27', until: null },
  ]);
  // What the program makes of the same events.
  const derived = open(':memory:', null);
  const projection = createRosterProjection(derived);
  for (const row of db.all<StoredEvent & { data: string }>('SELECT * FROM event ORDER BY seq'))
    projection.apply({ ...row, data: JSON.parse(row.data) as object });
  expect(derived.all('SELECT * FROM roster_officer')).toEqual(db.all('SELECT * FROM roster_officer'));
  for (const table of ROSTER) if (table !== 'roster_officer') expect(db.all(`SELECT * FROM ${table}`)).toEqual([]);
});

test('step 10 makes every table of the first schema, all without a row', () => {
  const db = office10();
  expect(tables(db)).toEqual(FIRST);
  for (const table of FIRST) expect(db.all(`SELECT * FROM ${table}`)).toEqual([]);
});

test('a database that is up to date is left as it is', () => {
  open().close();
  const before = readFileSync(path);
  open().close();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a step that breaks off leaves the version and the tables of before', () => {
  const db = office10(path, KEY);
  expect(() => migrate(db, 10, path, [...steps, broken])).toThrow('broken off');
  expect({ version: version(db), tables: tables(db) }).toEqual({ version: 10, tables: FIRST });
  expect(migrate(db, 10, path, [...steps, later])).toEqual({ ok: true, value: null });
  expect({ version: version(db), tables: tables(db) }).toEqual({
    version: newestVersion + 10,
    tables: [...FIRST, ...SUMMARY, ...ROSTER, 'later'].sort(),
  });
  db.close();
});

test('the database of before a step is kept beside it, encrypted, and never replaced by a half copy', () => {
  const db = office10(path, KEY);
  db.run("INSERT INTO setting VALUES ('office', '{}', 0)");
  // What a copy that was cut short left behind.
  writeFileSync(`${path}.before-${newestVersion + 10}.new`, 'half');
  migrate(db, 10, path, [...steps, later]);
  db.close();
  expect(existsSync(`${path}.before-${newestVersion + 10}.new`)).toBe(false);
  expect(openDb(`${path}.before-${newestVersion + 10}`, null, { readonly: true }).ok).toBe(false);
  const copy = openAsIs(`${path}.before-${newestVersion + 10}`);
  expect({ version: version(copy), tables: tables(copy) }).toEqual({ version: 10, tables: FIRST });
  expect(copy.all('SELECT section FROM setting')).toEqual([{ section: 'office' }]);
  copy.close();
});
