import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Carrier, Drives } from '../../core/kernel/ports.ts';
import { ok } from '../../core/kernel/result.ts';
import { createCarrier } from './carrier.ts';

/** A folder in place of a stick; drive.test.ts tries real ones. */
let path: string;
let carrier: Carrier;
let held = 0;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'toiluot-carrier-'));
  held = 0;
  const drives: Drives = {
    list: async () => [{ id: 'sdx', label: 'USB', size: 1e9, state: { type: 'mounted', path } }],
    watch: () => () => {},
    async take() {
      held++;
      return ok({ path, release: () => void held-- });
    },
    eject: async () => ok(null),
  };
  carrier = createCarrier(drives);
});
afterEach(() => {
  // Whatever happened, the stick is free for the next one.
  expect(held).toBe(0);
  rmSync(path, { recursive: true, force: true });
});

test('reads enrolment files from the root of a stick and from our folder, nothing else', async () => {
  expect(await carrier.read('.superior.json')).toEqual(ok([]));
  writeFileSync(join(path, 'TH01.superior.json'), 'root');
  writeFileSync(join(path, 'TOILUOT', 'HUYEN.superior.json'), 'ours');
  writeFileSync(join(path, '._TH01.superior.json'), 'of another system');
  writeFileSync(join(path, 'S1.station.json'), 'another kind');
  writeFileSync(join(path, 'big.superior.json'), 'x'.repeat(70_000));
  mkdirSync(join(path, 'folder.superior.json'));
  symlinkSync('/etc/passwd', join(path, 'link.superior.json'));
  expect(await carrier.read('.superior.json')).toEqual(
    ok([
      { name: 'HUYEN.superior.json', text: 'ours' },
      { name: 'TH01.superior.json', text: 'root' },
    ]),
  );
});

test('writes a file into our folder, in the place of the one before', async () => {
  for (const text of ['first', 'second']) {
    expect(await carrier.write({ name: 'S1.station.json', text })).toEqual(ok(null));
    expect(readFileSync(join(path, 'TOILUOT', 'S1.station.json'), 'utf8')).toBe(text);
  }
  expect(await carrier.read('.station.json')).toEqual(ok([{ name: 'S1.station.json', text: 'second' }]));
  await expect(carrier.write({ name: '../S1.station.json', text: '' })).rejects.toThrow('not the name');
});

test('a report lies in a folder people find, with its SHA-256 beside it as sha256sum checks it', async () => {
  const file = { name: 'bao-cao-2026-11-24-dang-uy-ubnd.xlsx', base64: Buffer.from('báo cáo').toString('base64') };
  expect(await carrier.saveDocument(file)).toEqual(ok(null));
  const folder = join(path, 'TOILUOT', 'bao-cao');
  expect(readFileSync(join(folder, file.name), 'utf8')).toBe('báo cáo');
  const checked = execFileSync('sha256sum', ['-c', `${file.name}.sha256`], { cwd: folder, encoding: 'utf8' });
  expect(checked.trim()).toBe(`${file.name}: OK`);
  const roster = { name: 'lich-truc-2026-11.ics', base64: Buffer.from('lịch').toString('base64') };
  expect(await carrier.saveDocument(roster)).toEqual(ok(null));
  // A roster that changed takes the place of the one before it, its SHA-256 too.
  await carrier.saveDocument({ ...roster, base64: Buffer.from('lịch mới').toString('base64') });
  expect(readFileSync(join(folder, roster.name), 'utf8')).toBe('lịch mới');
  execFileSync('sha256sum', ['-c', `${roster.name}.sha256`], { cwd: folder });
  await expect(carrier.saveDocument({ name: '../x.docx', base64: '' })).rejects.toThrow('not the name');
});
