import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

test.each([
  ['hardening.md', 30],
  ['summary-faults.md', 50],
])('every row of docs/%s names a file and a test that are there', (doc, least) => {
  const rows = readFileSync(join(ROOT, 'docs', doc), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (rule|fault|---) /.test(line));
  expect(rows.length).toBeGreaterThan(least);
  const wrong = rows.filter((row) => {
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
