import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const ROWS = readFileSync(join(ROOT, 'docs', 'hardening.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| rule') && !line.startsWith('| ---'));

test('every rule of docs/hardening.md names a file and a test that are there', () => {
  expect(ROWS.length).toBeGreaterThan(30);
  const wrong = ROWS.filter((row) => {
    const [, done = '', held = ''] = row.split(' | ');
    const file = /^`([^`]+)`$/.exec(done)?.[1] ?? '-';
    const [, testFile = '', name = ''] = /^`([^`]+)` › `([^`]+)`/.exec(held) ?? [];
    if (!existsSync(join(ROOT, file)) || name === '' || !existsSync(join(ROOT, testFile))) return true;
    // As it stands in the source, so also a name that is filled in for each case.
    const source = readFileSync(join(ROOT, testFile), 'utf8').replaceAll("\\'", "'");
    return ![`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted));
  });
  expect(wrong).toEqual([]);
});
