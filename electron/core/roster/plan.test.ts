import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MONDAY,
  noRules,
  type Office,
  officeMonth,
  officer,
  offices,
  placesOf,
  randomPlan,
  situationOf,
} from '../testing/roster.ts';
import { check, costOf as costOfFindings } from './check.ts';
import type { Clash, Finding, Place, Situation } from './model.ts';
import { toProblem } from './plan.ts';
import { costOf, type Plan } from './problem.ts';

const none = { collect: 0, eid: 0, drive: 0, lead: 0 };
const need = (day: number, shift: string, team = 'standing', people = 1) => ({
  day: `2026-11-${23 + day}`,
  shift,
  team,
  people,
  skills: none,
});

function planOf(situation: Situation, kept: readonly Place[] = [], today = MONDAY) {
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
  const { choices, problem } = planOf(situationOf({}, { officers, needs, days: 3 }));
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
  expect(planOf(situationOf({ shiftsPerDay: 2 }, { needs })).choices('a', 0)).toEqual([
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
  const { choices, problem, clashOf } = planOf(situation, kept);
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
  const { problem, toPlaces, fromPlaces } = planOf(situation, kept, '2026-11-25');
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
  const leave = [{ id: '1', officer: 'b', from: '2026-11-24', to: '2026-11-24', kind: 'leave' as const }];
  const { toPlaces, fromPlaces } = planOf(situationOf({}, { needs, leave }), placesOf('c', '2e'));
  const start = [...placesOf('a', '0m 0a 1m'), ...placesOf('b', '0a 1m 5m'), ...placesOf('x', '0m')];
  expect(toPlaces(fromPlaces(start))).toEqual([...placesOf('a', '0m 1m'), ...placesOf('c', '2e')]);
});

test('the past is known from the days before the period, or not at all', () => {
  const pairs = [{ shift: 'evening', next: 'evening' }];
  const rules = { longestWork: { days: 3, weight: 1 }, successions: { pairs, weight: 3 } };
  const needs = [need(0, 'evening')];
  const before = [...placesOf('a', '-3m -2a -1e'), ...placesOf('b', '-3m')];
  const { people } = planOf(situationOf(rules, { needs, before })).problem;
  expect(people.map(({ before }) => before)).toEqual([
    { run: 3, open: false, duty: 0 },
    { run: -2, open: false, duty: null },
    { run: -14, open: false, duty: null },
  ]);
  expect(people[0]?.successions).toEqual([{ duty: 0, next: 0, weight: 3, rule: expect.any(Number) }]);
  // Too long ago to be known.
  const long = planOf(situationOf(rules, { needs, before: placesOf('a', '-15e') })).problem;
  expect(long.people.map(({ before }) => before)).toEqual([null, null, null]);
});

test('an office of 15 over four weeks is a small problem of whole numbers', () => {
  const office = officeMonth();
  const { problem } = toProblem(office.situation, office);
  expect([problem.people.length, problem.days, problem.duties]).toEqual([15, 28, 5]);
  expect(problem.sums.length).toBeLessThan(500);
  const limits = problem.sums.flatMap(({ cells, least, most }) => [least, most, ...cells.map(({ times }) => times)]);
  expect(limits.filter(Number.isFinite).every(Number.isInteger)).toBe(true);
});

test('each pair of shifts that must not follow one another costs, also where there are more on a day', () => {
  const pairs = ['morning', 'evening'].map((shift) => ({ shift, next: 'afternoon' }));
  const rules = { shiftsPerDay: 2, successions: { pairs, weight: 3 } };
  const needs = [need(0, 'morning'), need(0, 'evening'), need(1, 'afternoon')];
  const { people } = planOf(situationOf(rules, { needs, officers: [officer('a')] })).problem;
  // Evening and both come second and third of what may be done on the first day.
  expect(people[0]?.successions.map(({ weight }) => weight)).toEqual([3, 6, 3]);
});

test('what can cost nothing is left out', () => {
  const free = planOf(situationOf({}, { settings: { ...noRules, rules: noRules.rules }, needs: [need(0, 'morning')] }));
  expect(free.problem.sums).toEqual([]);
  expect(free.problem.companies).toEqual([]);
  const drivers = ['a', 'b'].map((id) => officer(id, { skills: ['drive'] }));
  const situation = situationOf(
    { team: { weight: 5 } },
    { officers: drivers, needs: [need(0, 'morning', 'mobile', 2)] },
  );
  const { companies } = planOf(situation).problem;
  // Whoever of them is there drives; two are needed where there is one.
  expect(companies.map(({ least }) => least)).toEqual([2]);
});

const small = { officers: { min: 3, max: 6 }, days: { min: 5, max: 10 } };
const picks = fc.array(fc.nat(40), { minLength: 7, maxLength: 90, size: 'max' });

test('a random roster costs in the problem exactly what the checker counts', () => {
  fc.assert(
    fc.property(offices({ ...small, hard: false, past: false }), picks, (office, picks) => {
      const { planning, plan, places, findings } = planned(office, picks);
      const { cost, hard } = costOf(planning.problem, plan);
      sameHard(planning.clashOf(named(hard)), findings);
      if (hard.length === 0) expect(costOfFindings(findings), show(findings)).toBeCloseTo(cost, 6);
      expect(planning.fromPlaces(places)).toEqual(plan);
    }),
    { numRuns: 400 },
  );
});

test('a random roster breaks a hard rule in the problem exactly where the checker finds it', () => {
  fc.assert(
    fc.property(offices({ ...small, hard: true, past: false }), picks, (office, picks) => {
      const { planning, plan, findings } = planned(office, picks);
      const { cost, hard } = costOf(planning.problem, plan);
      sameHard(planning.clashOf(named(hard)), findings);
      if (hard.length === 0) expect(costOfFindings(findings), show(findings)).toBeCloseTo(cost, 6);
    }),
    { numRuns: 300 },
  );
});

test('once some days are over, two rosters differ in the problem by what they differ for the checker', () => {
  fc.assert(
    fc.property(offices({ ...small, hard: false, past: true }), picks, picks, (office, one, other) => {
      const a = planned(office, one);
      const b = planned(office, other);
      const [costA, costB] = [a, b].map(({ planning, plan }) => costOf(planning.problem, plan));
      if (costA === undefined || costB === undefined || costA.hard.length + costB.hard.length > 0) return;
      expect(costOfFindings(a.findings) - costOfFindings(b.findings)).toBeCloseTo(costA.cost - costB.cost, 6);
      const over = (places: Place[]) => places.filter(({ day }) => day < office.today);
      expect(over(a.places)).toEqual(over(office.kept));
    }),
    { numRuns: 300 },
  );
});

function planned(office: Office, picks: readonly number[]) {
  const planning = toProblem(office.situation, office);
  const plan = randomPlan(planning.problem, picks);
  const places = planning.toPlaces(plan);
  return { planning, plan, places, findings: check(office.situation, places) };
}

function named(rules: readonly (number | null)[]): number[] {
  expect(rules).not.toContain(null);
  return rules as number[];
}

/** Each broken rule of the problem has a finding, and each hard finding a broken rule. */
function sameHard(broken: Clash, findings: readonly Finding[]) {
  const hard = findings.filter((finding) => finding.hard);
  const fits = (demand: Clash[number], finding: Finding) =>
    (['rule', 'officer', 'day', 'team', 'shift', 'skill'] as const).every(
      (key) => demand[key] === null || demand[key] === finding[key],
    );
  for (const demand of broken)
    expect(
      hard.some((finding) => fits(demand, finding)),
      show([demand]),
    ).toBe(true);
  for (const finding of hard)
    expect(
      broken.some((demand) => fits(demand, finding)),
      show([finding]),
    ).toBe(true);
}

function show(list: readonly object[]): string {
  return list.map((item) => JSON.stringify(item)).join('\n');
}
