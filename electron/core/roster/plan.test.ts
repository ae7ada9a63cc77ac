import { expect, test } from 'vitest';
import { MONDAY, noRules, officer, placesOf, situationOf } from '../testing/roster.ts';
import type { Place, Situation } from './model.ts';
import { toProblem } from './plan.ts';
import type { Plan } from './problem.ts';

const none = { collect: 0, eid: 0, drive: 0, lead: 0 };
const need = (day: number, shift: string, team = 'standing', people = 1) => ({
  day: `2026-11-${23 + day}`,
  shift,
  team,
  people,
  skills: none,
});

function plan(situation: Situation, kept: readonly Place[] = [], today = MONDAY) {
  const planning = toProblem(situation, { kept, today });
  const { problem } = planning;
  /** What an officer may do on a day, `-` a day off: each as places in short. */
  const choices = (id: string, day: number) => {
    const p = situation.officers.filter(({ teams }) => teams.length > 0).findIndex((officer) => officer.id === id);
    const cell = problem.people[p]?.days[day];
    const written = (cell?.duties ?? []).map((duty) => {
      const plan: Plan = problem.people.map((person, i) =>
        person.days.map((_, d) => (i === p && d === day ? duty : null)),
      );
      return planning
        .toPlaces(plan)
        .filter((place) => place.day >= today)
        .map(({ team, shift }) => `${team[0]}:${shift}`)
        .join('+');
    });
    return [...(cell?.dayOff ? ['-'] : []), ...written];
  };
  return { ...planning, choices };
}

test('people are planned with their teams where somebody is needed, and nowhere else', () => {
  const officers = [officer('a'), officer('b', { teams: ['standing'] }), officer('c', { teams: [] })];
  const needs = [need(0, 'morning'), need(0, 'evening', 'mobile'), need(1, 'afternoon')];
  const { choices, problem } = plan(situationOf({}, { officers, needs, days: 3 }));
  expect(choices('a', 0)).toEqual(['-', 's:morning', 'm:evening']);
  expect(choices('b', 0)).toEqual(['-', 's:morning']);
  expect(choices('a', 1)).toEqual(['-', 's:afternoon']);
  expect(choices('a', 2)).toEqual(['-']);
  // Who is in no team is left out.
  expect(problem.people).toHaveLength(2);
  expect(problem.duties).toBe(3);
});

test('more shifts a day are those that do not overlap, as many as may be', () => {
  const needs = [need(0, 'morning'), need(0, 'morning', 'mobile'), need(0, 'evening')];
  expect(plan(situationOf({ shiftsPerDay: 2 }, { needs })).choices('a', 0)).toEqual([
    '-',
    's:morning',
    's:morning+s:evening',
    'm:morning',
    'm:morning+s:evening',
    's:evening',
  ]);
});

test('kept places stay, on leave or with another team they do not; more may be added to them', () => {
  const situation = situationOf(
    { shiftsPerDay: 2 },
    {
      needs: [need(0, 'afternoon'), need(1, 'afternoon')],
      officers: [officer('a'), officer('b', { teams: ['mobile'] }), officer('c', { until: MONDAY })],
      leave: [{ id: '1', officer: 'a', from: '2026-11-24', to: '2026-11-24', kind: 'leave' }],
    },
  );
  const kept = [...placesOf('a', '0m+ 1m 2m 2a 2e'), ...placesOf('b', '0m 1m+'), ...placesOf('c', '1m')];
  const { choices, problem, clashOf } = plan(situation, kept);
  expect(choices('a', 0)).toEqual(['m:morning', 'm:morning+s:afternoon']);
  expect(choices('a', 1)).toEqual(['-']);
  // More than may be, but kept as it is.
  expect(choices('a', 2)).toEqual(['s:morning+s:afternoon+s:evening']);
  expect(choices('b', 0)).toEqual(['-']);
  expect(choices('b', 1)).toEqual(['m:morning']);
  expect(choices('c', 1)).toEqual(['-']);
  const why = (person: number, day: number) => clashOf([problem.people[person]?.days[day]?.rule ?? -1])[0];
  expect(why(0, 0)).toEqual({
    rule: 'kept',
    officer: 'a',
    day: MONDAY,
    team: 'mobile',
    shift: 'morning',
    skill: null,
  });
  expect(why(0, 1)).toMatchObject({ rule: 'leave', officer: 'a', day: '2026-11-24' });
  expect(why(2, 1)).toMatchObject({ rule: 'gone', officer: 'c', day: '2026-11-24' });
});

test('days that are over stay as they were, whatever is known of them now', () => {
  const situation = situationOf(
    {},
    {
      needs: [0, 1, 2, 3].map((day) => need(day, 'morning')),
      leave: [{ id: '1', officer: 'a', from: MONDAY, to: MONDAY, kind: 'leave' }],
      days: 4,
    },
  );
  const kept = [...placesOf('a', '0m 1m'), ...placesOf('b', '-1m 3m')];
  const { problem, toPlaces, fromPlaces } = plan(situation, kept, '2026-11-25');
  expect(problem.days).toBe(2);
  expect(problem.people.map(({ before }) => before)).toEqual([
    { run: 1, open: false, duty: expect.any(Number) },
    { run: -2, open: true, duty: null },
    { run: -2, open: true, duty: null },
  ]);
  const places = [...placesOf('a', '0m 1m 2m'), ...placesOf('b', '3m')];
  expect(toPlaces(fromPlaces(places))).toEqual(places);
});

test('a roster to begin with is taken over as far as the problem has it', () => {
  const needs = [need(0, 'morning'), need(0, 'evening'), need(1, 'morning')];
  const { toPlaces, fromPlaces } = plan(situationOf({ shiftsPerDay: 1 }, { needs }), placesOf('c', '2e'));
  const start = [...placesOf('a', '0m 0a 1m'), ...placesOf('b', '0a 5m'), ...placesOf('x', '0m')];
  expect(toPlaces(fromPlaces(start))).toEqual([...placesOf('a', '0m 1m'), ...placesOf('c', '2e')]);
});

test('the past is known from the days before the period, or not at all', () => {
  const pairs = [{ shift: 'evening', next: 'evening' }];
  const rules = { longestWork: { days: 3, weight: 1 }, successions: { pairs, weight: 3 } };
  const needs = [need(0, 'evening')];
  const before = [...placesOf('a', '-3m -2a -1e'), ...placesOf('b', '-3m')];
  const { people } = plan(situationOf(rules, { needs, before })).problem;
  expect(people.map(({ before }) => before)).toEqual([
    { run: 3, open: false, duty: 0 },
    { run: -2, open: false, duty: null },
    { run: -14, open: false, duty: null },
  ]);
  expect(people[0]?.successions).toEqual([{ duty: 0, next: 0, weight: 3, rule: expect.any(Number) }]);
  // Too long ago to be known.
  const long = plan(situationOf(rules, { needs, before: placesOf('a', '-15e') })).problem;
  expect(long.people.map(({ before }) => before)).toEqual([null, null, null]);
});

test('what can cost nothing is left out', () => {
  const free = plan(situationOf({}, { settings: { ...noRules, rules: noRules.rules }, needs: [need(0, 'morning')] }));
  expect(free.problem.sums).toEqual([]);
  expect(free.problem.companies).toEqual([]);
  const drivers = ['a', 'b'].map((id) => officer(id, { skills: ['drive'] }));
  const situation = situationOf(
    { team: { weight: 5 } },
    { officers: drivers, needs: [need(0, 'morning', 'mobile', 2)] },
  );
  const { companies } = plan(situation).problem;
  // Whoever of them is there drives; two are needed where there is one.
  expect(companies.map(({ least }) => least)).toEqual([2]);
});
