import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createImportRig, type ImportRig, importStick, killImports } from '../../bench/imports.ts';
import { value } from '../core/testing/station.ts';
import { backupTo } from '../node/backup.ts';
import { openDistrictPostgres } from '../node/district/store.ts';
import { openFolder } from '../node/folder.ts';
import { databaseKey } from '../node/keys.ts';
import { openDb } from '../node/sqlite/db.ts';
import { startPostgres, whyNoPostgres } from '../node/testing/postgres.ts';

const CLI = join(import.meta.dirname, 'toiluot.ts');
let root = '';
let rig: ImportRig;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-import-'));
  rig = await createImportRig(root);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function toiluot({ dir, env }: ImportRig, ...args: string[]) {
  return spawnSync(process.execPath, [CLI, ...args, '--data', dir], { env, encoding: 'utf8' });
}

function countBundles(file: string, key: Buffer): number | undefined {
  const db = value(openDb(file, key, { readonly: true }));
  const found = db.get<{ n: number }>('SELECT count(*) AS n FROM district_bundle');
  db.close();
  return found?.n;
}

test('an import that is killed at any instant loses nothing and takes nothing twice', async () => {
  expect((await killImports(rig, root, 8)).faults).toEqual([]);
});

test('beside a program that has the folder open, the same stick again and again', () => {
  process.env.XDG_CONFIG_HOME = rig.env.XDG_CONFIG_HOME;
  const held = value(openFolder(rig.dir));
  try {
    const down = join(rig.stick, 'down');
    rmSync(down, { recursive: true, force: true });
    expect(importStick(rig)).toEqual({
      code: 0,
      out: 'Đã nhận 300 gói, đã có từ trước 0 gói, đã ghi 10 tệp biên nhận.',
      err: '',
    });
    const answers = readdirSync(down).map((name) => readFileSync(join(down, name), 'utf8'));
    expect(importStick(rig)).toMatchObject({ code: 0, out: 'Đã nhận 0 gói, đã có từ trước 300 gói.' });
    expect(readdirSync(down).map((name) => readFileSync(join(down, name), 'utf8'))).toEqual(answers);
    expect(toiluot(rig, 'verify-log').status).toBe(0);
    // The program goes on in its own connection, and its backup holds both.
    const file = join(root, 'copy.backup');
    value(backupTo(held.db, held.secret, file));
    expect(countBundles(file, databaseKey(held.secret))).toBe(300);
    expect(held.db.transaction(() => ({ ok: true, value: null }))).toEqual({ ok: true, value: null });
  } finally {
    held.close();
  }
});

test('what is held back is named in a line each, and everything else is taken', () => {
  const folder = join(root, 'single');
  mkdirSync(folder);
  const up = join(rig.stick, 'up');
  const [first = '', second = ''] = readdirSync(up);
  copyFileSync(join(up, first), join(folder, first));
  writeFileSync(join(folder, second), readFileSync(join(up, second)).subarray(0, 500));
  writeFileSync(join(folder, `.${second}.part`), 'half');
  const told = importStick({ ...rig, stick: folder });
  expect(told).toEqual({
    code: 1,
    out: '',
    err: `Đã nhận 0 gói, đã có từ trước 1 gói. Không nhận 1 gói:
  ${second}: Không giải mã được: tệp bị thiếu, bị hỏng, hoặc được mã hóa cho đơn vị khác. Xin chép lại.`,
  });
  expect(JSON.parse(importStick({ ...rig, stick: folder }, '--json').err)).toEqual({
    error: 'BundlesHeldBack',
    accepted: 0,
    already: 1,
    quarantined: [{ name: second, reason: 'NotForUs' }],
    unreadable: [],
    answers: 0,
  });
  expect(existsSync(join(folder, 'down'))).toBe(false);
  expect(importStick({ ...rig, stick: join(folder, first) })).toMatchObject({ code: 0 });
});

test('a name on a stick tells the terminal nothing but its letters', () => {
  const folder = join(root, 'names');
  mkdirSync(folder);
  writeFileSync(join(folder, '\u001b[2Jđã nhận\u202e\n1 gói.zip.age'), 'x');
  const { code, err } = importStick({ ...rig, stick: folder });
  expect({ code, line: err.split('\n')[1] }).toEqual({
    code: 1,
    line: '  ?[2Jđã nhận??1 gói.zip.age: Tên tệp không phải tên của một gói số liệu ngày. Xin giữ nguyên tên tệp khi chép.',
  });
});

test('a stick that leads elsewhere is not followed, and a pipe on it is not waited for', () => {
  const stick = join(root, 'odd');
  mkdirSync(join(stick, 'up'), { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  const [first = ''] = readdirSync(join(rig.stick, 'up'));
  copyFileSync(join(rig.stick, 'up', first), join(stick, 'up', first));
  spawnSync('mkfifo', [join(stick, 'up', 'S1-2026-11-23-99.zip.age')]);
  symlinkSync(join(root, 'elsewhere'), join(stick, 'down'));
  const told = importStick({ ...rig, stick });
  expect(told.code).toBe(1);
  expect(told.err).toMatch(/nhưng chưa ghi được biên nhận\./);
  expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  rmSync(join(stick, 'down'));
  expect(importStick({ ...rig, stick })).toMatchObject({ code: 0 });
  expect(readdirSync(join(stick, 'down'))).toEqual(['S1.return.json']);
});

test('where nothing can be taken one line says why', () => {
  expect(importStick({ ...rig, stick: join(root, 'none') }, '--json')).toMatchObject({
    code: 1,
    err: '{"error":"PathMissing"}',
  });
  expect(importStick({ ...rig, dir: join(root, 'empty') })).toMatchObject({
    code: 1,
    err: 'Trong thư mục này chưa có dữ liệu của đơn vị nào. Kiểm tra lại --data.',
  });
  expect(importStick(rig, '--database', 'postgres://nobody@127.0.0.1:1/none')).toMatchObject({
    code: 1,
    err: 'Không kết nối được cơ sở dữ liệu PostgreSQL. Kiểm tra địa chỉ --database và máy chủ.',
  });
});

const noPostgres = whyNoPostgres();
test.skipIf(noPostgres !== null)('into PostgreSQL by its address', async () => {
  const postgres = await startPostgres();
  try {
    const url = await postgres.newDatabase();
    const other = await createImportRig(join(root, 'pg'), url);
    expect(importStick(other, '--database', url)).toMatchObject({
      code: 0,
      out: 'Đã nhận 300 gói, đã có từ trước 0 gói, đã ghi 10 tệp biên nhận.',
    });
    const store = value(await openDistrictPostgres(url));
    expect(value(await store.read((reads) => reads.lastBundles('S1', 400)))).toHaveLength(30);
    await store.close();
  } finally {
    await postgres.stop();
  }
});
