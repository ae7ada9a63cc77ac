import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileLog, ids, pins } from './system.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toiluot-system-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AT = Date.parse('2026-11-23T05:05:00Z');

test('a PIN is kept as argon2id with a salt of its own', async () => {
  const stored = await pins.hash('482915');
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
  expect(await pins.hash('482915')).not.toBe(stored);
  expect(await pins.verify('482915', stored)).toBe(true);
  expect(await pins.verify('482916', stored)).toBe(false);
  expect(await pins.verify('482915', stored.replace('argon2id', 'argon2i'))).toBe(false);
});

test('ids sort by the time they were made, and no two are the same', () => {
  const made = Array.from({ length: 200 }, (_, i) => ids.next(AT + i * 1000));
  expect([...made].sort()).toEqual(made);
  expect(new Set(Array.from({ length: 200 }, () => ids.next(AT))).size).toBe(200);
});

test('the log has a file for each day in Vietnam and drops what is older than 400 days, and nothing else', () => {
  let now = AT;
  for (const name of ['2025-10-18.log', '2025-10-19.log', 'notes.txt']) writeFileSync(join(folder, name), '');
  const log = createFileLog(folder, { now: () => now, monotonic: () => 0 });
  log.write('host.start', { uncleanStop: false });
  now = Date.parse('2026-11-23T17:00:00Z');
  log.write('host.stop');
  expect(readdirSync(folder)).toEqual(['2025-10-20.log', '2026-11-23.log', '2026-11-24.log', 'notes.txt'].slice(1));
  expect(readFileSync(join(folder, '2026-11-23.log'), 'utf8')).toBe(
    '{"at":"2026-11-23T05:05:00.000Z","event":"host.start","uncleanStop":false}\n',
  );
});

test('a log that cannot be written stops nobody', () => {
  const blocked = join(folder, 'log');
  writeFileSync(blocked, '');
  const log = createFileLog(blocked, { now: () => AT, monotonic: () => 0 });
  expect(() => log.write('host.start')).not.toThrow();
});
