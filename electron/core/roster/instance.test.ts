import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { value } from '../testing/station.ts';
import { instanceCost, instanceProblem, readInstance } from './instance.ts';
import { costOf, type Plan } from './problem.ts';

const LINES = [
  '# A made-up instance',
  'SECTION_HORIZON',
  '# The horizon length in days:',
  '7',
  '',
  'SECTION_SHIFTS',
  'E,480,',
  'L,600,E',
  '',
  'SECTION_STAFF',
  '# ID, MaxShifts, …',
  'A,E=7|L=3,2880,1200,4,2,2,1',
  'E,E=5|L=0,1440,480,3,1,1,0',
  '',
  'SECTION_DAYS_OFF',
  'A,2,3',
  '',
  'SECTION_SHIFT_ON_REQUESTS',
  'A,0,L,3',
  '',
  'SECTION_SHIFT_OFF_REQUESTS',
  'E,4,E,2',
  '',
  'SECTION_COVER',
  ...Array.from({ length: 7 }, (_, day) => [`${day},E,1,100,1`, `${day},L,1,100,1`]).flat(),
];
const TEXT = `${LINES.join('\r\n')}\r\n`;
const lineOf = (text: string) => LINES.indexOf(text) + 1;

test('reads every section, with CRLF or LF, comments and spaces', () => {
  const instance = value(readInstance(TEXT));
  expect(instance).toMatchObject({
    days: 7,
    shifts: [
      { id: 'E', minutes: 480, forbids: [] },
      { id: 'L', minutes: 600, forbids: ['E'] },
    ],
    requests: [
      { staff: 'A', day: 0, shift: 'L', weight: 3, on: true },
      { staff: 'E', day: 4, shift: 'E', weight: 2, on: false },
    ],
  });
  expect(instance.staff[0]).toMatchObject({ id: 'A', maxMinutes: 2880, minMinutes: 1200, maxRun: 4, daysOff: [2, 3] });
  expect(instance.cover).toHaveLength(14);
  expect(readInstance(TEXT.replaceAll('\r\n', '\n').replace('A,0,L,3', ' A , 0 , L , 3 '))).toEqual({
    ok: true,
    value: instance,
  });
});

test('sections of wishes and days off may be absent', () => {
  const text = LINES.filter((_, i) => i < lineOf('SECTION_DAYS_OFF') - 1 || i >= lineOf('SECTION_COVER') - 1);
  expect(value(readInstance(text.join('\n')))).toMatchObject({
    requests: [],
    staff: [{ daysOff: [] }, { daysOff: [] }],
  });
});

describe('a wrong file is named by section and line', () => {
  test.each([
    ['A,0,L,3', 'X,0,L,3', 'SECTION_SHIFT_ON_REQUESTS', 'staff'],
    ['A,0,L,3', 'A,0,X,3', 'SECTION_SHIFT_ON_REQUESTS', 'shift'],
    ['A,0,L,3', 'A,7,L,3', 'SECTION_SHIFT_ON_REQUESTS', 'day'],
    ['A,0,L,3', 'A,0,L', 'SECTION_SHIFT_ON_REQUESTS', 'fields'],
    ['A,0,L,3', 'A,0,L,many', 'SECTION_SHIFT_ON_REQUESTS', 'number'],
    ['A,2,3', 'A,2,-3', 'SECTION_DAYS_OFF', 'day'],
    ['A,2,3', 'A', 'SECTION_DAYS_OFF', 'fields'],
    ['7', 'seven', 'SECTION_HORIZON', 'number'],
    ['7', '7.5', 'SECTION_HORIZON', 'number'],
    ['L,600,E', 'L,600,X', 'SECTION_SHIFTS', 'shift'],
    ['L,600,E', 'E,600,E', 'SECTION_SHIFTS', 'twice'],
    ['E,E=5|L=0,1440,480,3,1,1,0', 'E,E=5|X=0,1440,480,3,1,1,0', 'SECTION_STAFF', 'shift'],
    ['E,E=5|L=0,1440,480,3,1,1,0', 'E,E=|L=0,1440,480,3,1,1,0', 'SECTION_STAFF', 'number'],
    ['E,E=5|L=0,1440,480,3,1,1,0', 'E,E=5|L=0,1440,480,3,1,1', 'SECTION_STAFF', 'fields'],
    ['3,L,1,100,1', '3,E,1,100,1', 'SECTION_COVER', 'twice'],
    ['SECTION_COVER', 'SECTION_CAKE', 'SECTION_CAKE', 'unknown'],
  ])('%s → %s', (from, to, section, what) => {
    const lines = LINES.map((line) => (line === from ? to : line));
    expect(readInstance(lines.join('\n'))).toEqual({
      ok: false,
      error: { type: 'InstanceUnreadable', line: lineOf(from), section, what },
    });
  });

  test('a section that is not there, and lines before the first one', () => {
    expect(readInstance('')).toMatchObject({ error: { line: 0, section: 'SECTION_HORIZON', what: 'missing' } });
    expect(readInstance('7\n')).toMatchObject({ error: { line: 1, section: 'SECTION_HORIZON', what: 'missing' } });
  });
});

test('a file that is cut off anywhere is refused, not taken for a smaller one', () => {
  // Between two lines of the last day nobody could tell that there was one more.
  const lastDay = [TEXT.lastIndexOf('6,L'), TEXT.lastIndexOf('6,L') - 1];
  for (let length = 0; length < TEXT.trimEnd().length; length++)
    if (!lastDay.includes(length)) expect([length, readInstance(TEXT.slice(0, length)).ok]).toEqual([length, false]);
});

test('cover that leaves out what is not needed is whole all the same', () => {
  const weekdays = LINES.filter((line) => !/^[56],[EL],/.test(line) && line !== '2,L,1,100,1');
  expect(readInstance(weekdays.join('\n')).ok).toBe(true);
});

test('the problem and the count by the words of the format agree on any plan', () => {
  const instance = value(readInstance(TEXT));
  const { problem, rules } = instanceProblem(instance);
  const duty = fc.constantFrom<number | null>(null, null, 0, 1);
  const plans: fc.Arbitrary<Plan> = fc.array(fc.array(duty, { minLength: 7, maxLength: 7 }), {
    minLength: 2,
    maxLength: 2,
  });
  fc.assert(
    fc.property(plans, (plan) => {
      const { cost, broken } = instanceCost(instance, plan);
      const counted = costOf(problem, plan);
      expect(counted.cost).toBe(cost);
      expect(counted.hard.map((rule) => rules[rule ?? -1])).toEqual(expect.arrayContaining([...broken]));
      expect(counted.hard.length).toBe(broken.length);
    }),
    { numRuns: 2000 },
  );
});

test('edges are read in the favour of the roster, and a weekend counts once', () => {
  const instance = value(readInstance(TEXT));
  const broken = (...rows: string[]) =>
    instanceCost(
      instance,
      rows.map((row) => [...row].map((c) => (c === '-' ? null : 'EL'.indexOf(c)))),
    ).broken;
  // One day at the start, two days off, two days, two days off, both days of the weekend.
  expect(broken('E---EEE', 'E------')).toEqual([]);
  expect(broken('E--EEEE', 'E------')).toEqual([{ staff: 'A', kind: 'daysOff' }]);
  expect(broken('-E-----', 'E------')).toEqual([
    { staff: 'A', kind: 'minMinutes' },
    { staff: 'A', kind: 'minRun' },
  ]);
  expect(broken('LE--LL-', 'E------')).toEqual([{ staff: 'A', kind: 'follow' }]);
  expect(broken('EE--EE-', 'E----E-')).toEqual([{ staff: 'E', kind: 'maxWeekends' }]);
});
