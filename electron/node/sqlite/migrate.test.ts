import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../core/kernel/ports.ts';
import { type OpenDb, openDb } from './db.ts';
import { migrate, steps } from './migrate.ts';

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
const later = { version: 20, up: (db: Db) => db.exec('CREATE TABLE later (id TEXT PRIMARY KEY)') };
const broken = {
  version: 20,
  up(db: Db) {
    later.up(db);
    throw new Error('broken off');
  },
};

test('step 10 makes every table of the first schema, all without a row', () => {
  const db = open(':memory:', null);
  expect(steps.map((step) => step.version)).toEqual([10]);
  expect(version(db)).toBe(10);
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
  const db = open();
  expect(() => migrate(db, 10, path, [...steps, broken])).toThrow('broken off');
  expect({ version: version(db), tables: tables(db) }).toEqual({ version: 10, tables: FIRST });
  expect(migrate(db, 10, path, [...steps, later])).toEqual({ ok: true, value: null });
  expect({ version: version(db), tables: tables(db) }).toEqual({ version: 20, tables: [...FIRST, 'later'].sort() });
  db.close();
});

test('the database of before a step is kept beside it, encrypted, and never replaced by a half copy', () => {
  const db = open();
  db.run("INSERT INTO setting VALUES ('office', '{}', 0)");
  // What a copy that was cut short left behind.
  writeFileSync(`${path}.before-20.new`, 'half');
  migrate(db, 10, path, [...steps, later]);
  db.close();
  expect(existsSync(`${path}.before-20.new`)).toBe(false);
  expect(openDb(`${path}.before-20`, null, { readonly: true }).ok).toBe(false);
  const copy = open(`${path}.before-20`);
  expect({ version: version(copy), tables: tables(copy) }).toEqual({ version: 10, tables: FIRST });
  expect(copy.all('SELECT section FROM setting')).toEqual([{ section: 'office' }]);
  copy.close();
});
