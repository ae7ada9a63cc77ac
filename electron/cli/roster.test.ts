import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeInstance } from '../../bench/roster.ts';
import { instanceCost, readInstance } from '../core/roster/instance.ts';
import { value } from '../core/testing/station.ts';

const CLI = join(import.meta.dirname, 'toiluot.ts');
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-roster-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const text = makeInstance({ seed: 'cli', people: 5, types: 2, days: 14 });
const out = () => join(root, 'out.json');

function solve(text: string, ...more: string[]) {
  const file = join(root, 'instance.txt');
  writeFileSync(file, text);
  return run('roster', 'solve', file, '--out', out(), ...more);
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { code: status, out: stdout.trim(), err: stderr.trim() };
}

test('writes the roster with its objective and bound, and says one line', () => {
  const done = solve(text, '--seconds', '60');
  expect(done).toMatchObject({ code: 0, err: '' });
  expect(done.out).toMatch(/^Đã xếp \d+ ca, tổng điểm phạt \d+ \(đã chứng minh là tốt nhất\): .*out\.json\.$/);
  const roster = JSON.parse(readFileSync(out(), 'utf8')) as {
    objective: number;
    bound: number;
    assignments: { staff: string; day: number; shift: string }[];
  };
  expect(roster.bound).toBe(roster.objective);
  const instance = value(readInstance(text));
  const plan = instance.staff.map(({ id }) =>
    Array.from({ length: instance.days }, (_, day) => {
      const shift = roster.assignments.find((one) => one.staff === id && one.day === day)?.shift;
      return shift === undefined ? null : instance.shifts.findIndex(({ id }) => id === shift);
    }),
  );
  expect(instanceCost(instance, plan)).toEqual({ cost: roster.objective, broken: [] });
  expect(readdirSync(root).sort()).toEqual(['instance.txt', 'out.json']);
  expect(JSON.parse(solve(text, '--seconds', '60', '--json').out)).toMatchObject({
    objective: roster.objective,
    bound: roster.bound,
    proven: true,
  });
});

test('what cannot be done is one clear line, and leaves no file', () => {
  expect(run('roster', 'solve', join(root, 'none.txt'), '--out', out())).toEqual({
    code: 1,
    out: '',
    err: `Không có hoặc không mở được tệp ${join(root, 'none.txt')}.`,
  });
  const cut = solve(text.slice(0, text.length - 30));
  expect(cut).toMatchObject({ code: 1, out: '' });
  expect(cut.err).toMatch(/^Không đọc được .*: dòng \d+, SECTION_COVER: tệp bị cắt mất phần cuối\.$/);
  expect(solve(text, '--out', join(root, 'no', 'out.json'))).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Không ghi được /),
  });
  expect(solve(text, '--seconds', '0').err).toMatch(/^--seconds phải là/);
  expect(run('roster', 'solve').err).toMatch(/^Cách dùng/);
  expect(readdirSync(root)).toEqual(['instance.txt']);
});

test('rules that contradict one another are said in words', () => {
  const clashing = text.replace(/^A,(.*?),\d+,\d+,\d+,/m, 'A,$1,6720,6720,1,');
  const done = solve(clashing);
  expect(done).toMatchObject({ code: 1, out: '' });
  expect(done.err).toMatch(
    /^Không có lịch nào giữ được mọi quy tắc bắt buộc\. Các quy tắc mâu thuẫn: (A – [^;]+; )*A – tối thiểu 6720 phút[;.]/,
  );
  expect(readdirSync(root)).toEqual(['instance.txt']);
});
