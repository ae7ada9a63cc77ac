import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from '../core/kernel/log.ts';
import { ok } from '../core/kernel/result.ts';
import { DAY } from '../core/kernel/time.ts';
import {
  backupName,
  backupTo,
  checkBackup,
  createBackups,
  listBackups,
  quickCheck,
  restoreBackup,
  secondPlaceOverdue,
} from './backup.ts';
import { backupFolder, databasePath, openFolder } from './folder.ts';
import { newSecret } from './keys.ts';
import { openDb } from './sqlite/db.ts';
import { hasher, systemClock } from './system.ts';

const AT = Date.parse('2026-11-23T05:05:00Z');
let root = '';
let dir = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-backup-'));
  dir = join(root, 'data');
  process.env.XDG_CONFIG_HOME = join(root, 'keys');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** An office with some events, and the settings its backups follow. */
function office(events = 3) {
  const opened = openFolder(dir);
  if (!opened.ok) throw new Error(opened.error.type);
  const { db, secret, close } = opened.value;
  const log = openLog({ db, clock: systemClock, hasher, station: 'S1', projections: [] });
  if (!log.ok) throw new Error(log.error.type);
  const add = (n: number) => {
    for (let i = 0; i < n; i++) {
      log.value.write({ actor: null, device: null, key: null }, () =>
        ok({ events: [{ type: 'test.happened', data: { i } }], value: null }),
      );
    }
  };
  add(events);
  const settings = { keep: 3, secondFolder: '' };
  const written: string[] = [];
  const backups = createBackups({
    db,
    secret,
    dir,
    settings: () => settings,
    log: { write: (name) => written.push(name) },
  });
  return { db, secret, close, add, settings, backups, written };
}

test('a backup holds every event, opens with the key, and with no other', () => {
  const { db, secret, close } = office(5);
  const file = join(root, 'copy.backup');
  expect(backupTo(db, secret, file)).toEqual({ ok: true, value: { events: 5 } });
  expect(checkBackup(file, secret)).toEqual({ ok: true, value: { events: 5 } });
  expect(checkBackup(file, newSecret())).toEqual({ ok: false, error: { type: 'BackupUnreadable' } });
  expect(openDb(file, null, { readonly: true }).ok).toBe(false);
  expect(readFileSync(file).includes('test.happened')).toBe(false);
  expect(readdirSync(root).filter((name) => name.endsWith('.new'))).toEqual([]);
  close();
});

test('the oldest backups go, the newest stay, in both places', async () => {
  const { backups, settings, close, written } = office();
  settings.secondFolder = join(root, 'stick');
  mkdirSync(settings.secondFolder);
  for (let day = 0; day < 5; day++) expect((await backups.now(AT + day * DAY)).ok).toBe(true);
  const last3 = [2, 3, 4].map((day) => backupName(AT + day * DAY));
  expect(listBackups(backupFolder(dir)).map(({ file }) => file)).toEqual(last3);
  expect(listBackups(settings.secondFolder).map(({ file }) => file)).toEqual(last3);
  expect(backups.state()).toMatchObject({ failure: null });
  expect(written).toHaveLength(5);
  close();
});

test('a stick that is not there is said, and never becomes a folder on the disk', async () => {
  const { backups, settings, close } = office();
  settings.secondFolder = join(root, 'stick');
  expect(await backups.now(AT)).toEqual({ ok: false, error: { type: 'BackupFolderMissing' } });
  expect(existsSync(settings.secondFolder)).toBe(false);
  expect(backups.state()).toMatchObject({ failure: 'BackupFolderMissing', secondAt: null });
  // The office's own copy was made all the same.
  expect(listBackups(backupFolder(dir))).toHaveLength(1);
  close();
});

test('the warning comes after seven days without a second place', () => {
  expect(secondPlaceOverdue(AT, AT + 7 * DAY - 1)).toBeNull();
  expect(secondPlaceOverdue(AT, AT + 7 * DAY)).toEqual({ days: 7 });
  expect(secondPlaceOverdue(null, AT)).toEqual({ days: null });
});

test('a restore puts the backup in place and what was there aside', () => {
  const first = office(4);
  const file = join(root, 'copy.backup');
  backupTo(first.db, first.secret, file);
  first.add(2);
  expect(restoreBackup(file, first.secret, dir, AT)).toEqual({ ok: false, error: { type: 'FolderInUse' } });
  first.close();
  const restored = restoreBackup(file, first.secret, dir, AT);
  expect(restored).toMatchObject({ ok: true, value: { events: 4 } });
  const aside = restored.ok ? (restored.value.aside ?? '') : '';
  expect(checkBackup(join(aside, 'office.db'), first.secret)).toEqual({ ok: true, value: { events: 6 } });
  const again = office(0);
  expect(again.db.get('SELECT count(*) AS n FROM event')).toEqual({ n: 4 });
  again.close();
});

test('a damaged backup is refused and the office stays as it was', () => {
  const { db, secret, close } = office(4);
  const file = join(root, 'copy.backup');
  backupTo(db, secret, file);
  close();
  const before = readFileSync(databasePath(dir));
  const bytes = readFileSync(file);
  for (const bad of [
    bytes.subarray(0, 5000),
    Buffer.from(bytes).fill(0x5a, 20_000, 24_000),
    Buffer.from('no database'),
  ]) {
    writeFileSync(file, bad);
    expect(restoreBackup(file, secret, dir, AT).ok).toBe(false);
    expect(readFileSync(databasePath(dir)).equals(before)).toBe(true);
  }
});

test('the nightly check tells a sound file from a damaged one', async () => {
  const { secret, close, add } = office(10);
  add(200);
  close();
  expect(await quickCheck(dir, secret)).toBe('ok');
  const bytes = readFileSync(databasePath(dir));
  writeFileSync(databasePath(dir), Buffer.from(bytes).fill(0x5a, bytes.length - 9000, bytes.length - 5000));
  expect(await quickCheck(dir, secret)).toBe('damaged');
});
