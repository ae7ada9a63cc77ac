import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPeople } from '../core/people/people.ts';
import { adoptSecret, backupFolder, databasePath, openFolder, openFolderReadonly, openSecret } from './folder.ts';
import { keyFolder, newSecret, recoveryKeyToSecret, secretToRecoveryKey } from './keys.ts';
import { openDb } from './sqlite/db.ts';
import { newestVersion } from './sqlite/migrate.ts';
import { ids } from './system.ts';

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
  // Not random: one random key in a thousand has one slip that its four check letters miss.
  const secret = Buffer.from('0123456789abcdeffedcba98765432100f1e2d3c', 'hex');
  const key = secretToRecoveryKey(secret);
  expect(recoveryKeyToSecret(key)).toEqual({ ok: true, value: secret });
  expect(recoveryKeyToSecret(` ${key.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')} `)).toEqual({
    ok: true,
    value: secret,
  });
  const letters = key.replaceAll('-', '');
  for (let i = 0; i < letters.length; i++) {
    for (const other of '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.replace(letters[i] ?? '', '')) {
      const slip = letters.slice(0, i) + other + letters.slice(i + 1);
      expect(recoveryKeyToSecret(slip)).toEqual({ ok: false, error: { type: 'RecoveryKeyWrong' } });
    }
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

test('a folder held by another program opens once that is killed, and the unclean stop is noticed', async () => {
  const holder = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { openFolder } from ${JSON.stringify(import.meta.resolve('./folder.ts'))};
     const { value } = openFolder(${JSON.stringify(dir)});
     value.db.exec("INSERT INTO setting VALUES ('office', '{}', 0)");
     console.log('held');
     setInterval(() => {}, 1000);`,
  ]);
  try {
    await once(holder.stdout, 'data');
    expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'FolderInUse' } });
  } finally {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  }
  const after = open();
  expect(after.uncleanStop).toBe(true);
  expect(after.db.all('SELECT section FROM setting')).toEqual([{ section: 'office' }]);
  after.close();
});

test('reading beside a stopped office does not look like an unclean stop', () => {
  open().close();
  const reader = openFolderReadonly(dir);
  expect(reader.ok && reader.value.get('SELECT count(*) AS n FROM event')).toEqual({ n: 0 });
  if (reader.ok) reader.value.close();
  const again = open();
  expect(again.uncleanStop).toBe(false);
  again.close();
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

test('a new folder takes the key of the environment, and keeps it', () => {
  const secret = newSecret();
  process.env.TOILUOT_KEY = secretToRecoveryKey(secret);
  open().close();
  const again = open();
  expect(again.secret.equals(secret)).toBe(true);
  again.close();
});

test('a database whose office.json is lost is not taken for a new office', () => {
  const first = open();
  const key = secretToRecoveryKey(first.secret);
  first.close();
  rmSync(join(dir, 'office.json'));
  expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'KeyMissing' } });
  process.env.TOILUOT_KEY = secretToRecoveryKey(newSecret());
  expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'WrongKey' } });
  process.env.TOILUOT_KEY = key;
  open().close();
  delete process.env.TOILUOT_KEY;
  open().close();
});

test('a database that is gone or empty while there are backups is damaged, not new', () => {
  open().close();
  const before = readFileSync(databasePath(dir));
  mkdirSync(backupFolder(dir));
  writeFileSync(join(backupFolder(dir), 'toiluot-20261123-120500.backup'), before);
  for (const lose of [() => rmSync(databasePath(dir)), () => writeFileSync(databasePath(dir), '')]) {
    lose();
    expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'DatabaseDamaged' } });
  }
  writeFileSync(databasePath(dir), before);
  open().close();
});

test("another office's key is taken in without writing over the one that is there", () => {
  open().close();
  const before = readdirSync(keyFolder());
  const secret = newSecret();
  expect(adoptSecret(dir, secret)).toEqual({ ok: true, value: null });
  expect(openSecret(dir)).toEqual({ ok: true, value: secret });
  expect(readdirSync(keyFolder())).toEqual(expect.arrayContaining(before));
  expect(readdirSync(keyFolder())).toHaveLength(2);
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
  expect(openFolderReadonly(dir)).toEqual({ ok: false, error: { type: 'DatabaseDamaged' } });
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

test('a folder without an office says so', () => {
  expect(openFolderReadonly(join(root, 'nothing'))).toEqual({ ok: false, error: { type: 'FolderEmpty' } });
  open().close();
  writeFileSync(join(dir, 'office.json'), '{"format":');
  expect(openSecret(dir)).toEqual({ ok: false, error: { type: 'DatabaseDamaged' } });
});
