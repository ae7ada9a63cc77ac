import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPeople } from '../core/people/people.ts';
import { databasePath, openFolder, openFolderReadonly, openSecret } from './folder.ts';
import { keyFolder, newSecret, recoveryKeyToSecret, secretToRecoveryKey } from './keys.ts';
import { openDb } from './sqlite/db.ts';
import { newestVersion, steps } from './sqlite/migrate.ts';
import { ids, pins } from './system.ts';

let root = '';
let dir = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-folder-'));
  dir = join(root, 'data');
  process.env.XDG_CONFIG_HOME = join(root, 'keys');
  delete process.env.TOILUOT_KEY;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function open() {
  const opened = openFolder(dir);
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
}

test('a recovery key is read back however it is written, and every slip of the pen is found', () => {
  const secret = newSecret();
  const key = secretToRecoveryKey(secret);
  expect(recoveryKeyToSecret(key)).toEqual({ ok: true, value: secret });
  expect(recoveryKeyToSecret(` ${key.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')} `)).toEqual({
    ok: true,
    value: secret,
  });
  const letters = key.replaceAll('-', '');
  for (let i = 0; i < letters.length; i++) {
    const slip = `${letters.slice(0, i)}${letters[i] === '7' ? '8' : '7'}${letters.slice(i + 1)}`;
    expect(recoveryKeyToSecret(slip)).toEqual({ ok: false, error: { type: 'RecoveryKeyWrong' } });
  }
});

test('a new folder is made for this program alone; a second one is told, and after closing it opens', () => {
  const first = open();
  expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'FolderInUse' } });
  expect(first.uncleanStop).toBe(false);
  first.close();
  open().close();
  expect(readdirSync(dir).some((name) => name.endsWith('-wal'))).toBe(false);
});

test('nothing of a person can be read in the file without the key, nor the key in the folder', () => {
  const folder = open();
  const person = {
    personalNumber: '038060000017',
    formerIdNumber: null,
    fullName: 'Lê Văn Mẫu',
    birthDate: '1960-02-14',
    sex: 'male',
    address: 'Thôn 1, Hoằng Sơn',
    idCardIssued: null,
    idCardExpires: null,
    source: 'qr',
  } as const;
  createPeople(folder.db, ids).store(person, [], 0);
  const key = secretToRecoveryKey(folder.secret);
  const bytes = () =>
    readdirSync(dir)
      .filter((name) => statSync(join(dir, name)).isFile())
      .map((name) => readFileSync(join(dir, name)).toString('latin1'))
      .join();
  for (const text of [person.personalNumber, 'Văn', Buffer.from('Mẫu').toString('latin1'), 'CREATE TABLE', key]) {
    expect(bytes()).not.toContain(text);
  }
  folder.close();
  expect(bytes()).not.toContain(person.personalNumber);
  expect(() => new Database(databasePath(dir)).prepare('SELECT * FROM person').all()).toThrow(/not a database/);
  const wrong = openDb(databasePath(dir), Buffer.alloc(32, 1));
  expect(wrong).toEqual({ ok: false, error: { type: 'WrongKey' } });
});

test('without its key, or with another, an office stays shut and says which it is', () => {
  open().close();
  const [name = ''] = readdirSync(keyFolder());
  const path = join(keyFolder(), name);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const key = readFileSync(path, 'utf8');
  writeFileSync(path, secretToRecoveryKey(newSecret()));
  expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'WrongKey' } });
  rmSync(path);
  expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'KeyMissing' } });
  process.env.TOILUOT_KEY = key;
  open().close();
});

test('the database is opened as durable as SQLite can be', () => {
  const { db, close } = open();
  const pragma = (name: string) => Object.values(db.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0];
  expect({
    journal: pragma('journal_mode'),
    synchronous: pragma('synchronous'),
    keys: pragma('foreign_keys'),
    deleted: pragma('secure_delete'),
  }).toEqual({ journal: 'wal', synchronous: 2, keys: 1, deleted: 1 });
  close();
});

test('a damaged file is a failure, never a crash', () => {
  open().close();
  const path = databasePath(dir);
  const whole = readFileSync(path);
  const openFailure = () => {
    const opened = openFolder(dir);
    if (opened.ok) opened.value.close();
    return opened.ok ? null : opened.error.type;
  };
  writeFileSync(path, whole.subarray(0, 1000));
  expect(openFailure()).toBe('DatabaseDamaged');
  writeFileSync(path, Buffer.from(whole).fill(0xa5, 100, 4000));
  expect(openFailure()).toBe('DatabaseDamaged');
  writeFileSync(path, whole);
  expect(openFailure()).toBeNull();
});

test('a schema of a newer program is refused and left untouched', () => {
  const folder = open();
  folder.db.exec(`PRAGMA user_version = ${newestVersion + 10}`);
  folder.close();
  const before = readFileSync(databasePath(dir));
  expect(openFolder(dir)).toEqual({
    ok: false,
    error: { type: 'SchemaTooNew', found: newestVersion + 10, known: newestVersion },
  });
  expect(readFileSync(databasePath(dir)).equals(before)).toBe(true);
});

test('step 10 makes every table of the first schema, all without a row', () => {
  const opened = openDb(':memory:', null);
  if (!opened.ok) throw new Error(opened.error.type);
  const tables = opened.value
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .map(({ name }) => name);
  expect(tables).toEqual([
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
  ]);
  for (const table of tables) expect(opened.value.all(`SELECT * FROM ${table}`)).toEqual([]);
  expect(steps.map(({ version }) => version)).toEqual([10]);
});

test('a folder without an office says so', () => {
  expect(openFolderReadonly(join(root, 'nothing'))).toEqual({ ok: false, error: { type: 'FolderEmpty' } });
  open().close();
  writeFileSync(join(dir, 'office.json'), '{"format":');
  expect(openSecret(dir)).toEqual({ ok: false, error: { type: 'DatabaseDamaged' } });
});

test('a PIN is kept as argon2id with a salt of its own', async () => {
  const stored = await pins.hash('482915');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
  expect(await pins.hash('482915')).not.toBe(stored);
  expect(await pins.verify('482915', stored)).toBe(true);
  expect(await pins.verify('482916', stored)).toBe(false);
  expect(await pins.verify('482915', stored.replace('argon2id', 'argon2i'))).toBe(false);
});
