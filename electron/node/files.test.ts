import fs, { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileSafely } from './files.ts';

const { renameSync } = fs;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toiluot-files-'));
});
afterEach(() => {
  holdFor(0);
  rmSync(folder, { recursive: true, force: true });
});

/** The next renames are refused so often, as by an antivirus that still reads the file. */
function holdFor(times: number): void {
  let left = times;
  fs.renameSync = (from, to) => {
    if (left-- > 0) throw Object.assign(new Error('EPERM: operation not permitted, rename'), { code: 'EPERM' });
    renameSync(from, to);
  };
  if (times === 0) fs.renameSync = renameSync;
  syncBuiltinESMExports();
}

test('a file that an antivirus holds for a moment is written all the same', () => {
  const path = join(folder, 'office.json');
  writeFileSafely(path, 'old');
  holdFor(3);
  writeFileSafely(path, 'new');
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['new', ['office.json']]);
});

test('one that is held for good stays as it was, and nothing half lies beside it', () => {
  const path = join(folder, 'office.json');
  writeFileSafely(path, 'old');
  holdFor(1000);
  expect(() => writeFileSafely(path, 'new')).toThrow('EPERM');
  expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['old', ['office.json']]);
});
