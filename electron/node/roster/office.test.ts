import fc from 'fast-check';
import loadHighs from 'highs';
import { expect, test } from 'vitest';
import { addDays } from '../../core/kernel/time.ts';
import { check, costOf as costOfFindings } from '../../core/roster/check.ts';
import type { Clash, Place, Situation } from '../../core/roster/model.ts';
import { toProblem } from '../../core/roster/plan.ts';
import { costOf } from '../../core/roster/problem.ts';
import { MONDAY, type Office, offices, placesOf, situationOf } from '../../core/testing/roster.ts';
import { clashOf } from './clash.ts';
import { solveProblem } from './search.ts';

const highs = await loadHighs();

function solve(office: Office) {
  const planning = toProblem(office.situation, office);
  const { plan, ended } = solveProblem(highs, planning.problem, null, { seconds: 20, step: 1e-6 });
  expect(ended).toBe(true);
  return { planning, plan };
}

/** The rules that clash in words, each as its name, officer, day and shift. */
function clash(situation: Situation, kept: Place[] = []): string[] {
  const { planning, plan } = solve({ situation, kept, today: situation.calendar[0]?.day ?? '' });
  expect(plan).toBeNull();
  return planning
    .clashOf(clashOf(highs, planning.problem, () => 20))
    .map(({ rule, officer, day, shift }: Clash[number]) =>
      [rule, officer, day?.slice(8), shift].filter((part) => part != null).join(' '),
    );
}

test('on random small offices the solver’s roster keeps every hard rule and costs what the checker counts', () => {
  let found = 0;
  fc.assert(
    fc.property(
      offices({ officers: { min: 3, max: 5 }, days: { min: 5, max: 8 }, hard: true, past: false }),
      (office) => {
        const { planning, plan } = solve(office);
        if (plan === null) return;
        found += 1;
        const findings = check(office.situation, planning.toPlaces(plan));
        expect(findings.filter(({ hard }) => hard)).toEqual([]);
        expect(costOfFindings(findings)).toBeCloseTo(costOf(planning.problem, plan).cost, 6);
      },
    ),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(10);
});

const tiny = { officers: { min: 1, max: 3 }, days: { min: 2, max: 5 } };

test('on tiny offices no roster is cheaper than the solver’s, and there is none exactly where trying them all finds none', () => {
  let [found, none] = [0, 0];
  fc.assert(
    fc.property(offices({ ...tiny, hard: true, past: false }), (office) => {
      const best = exhaustive(office);
      if (best === 'large') return;
      const { planning, plan } = solve(office);
      if (plan === null || best === null) {
        expect(plan).toBe(best);
        none += 1;
        return;
      }
      found += 1;
      expect(costOfFindings(check(office.situation, planning.toPlaces(plan)))).toBeCloseTo(best, 6);
    }),
    { numRuns: 250 },
  );
  expect(Math.min(found, none)).toBeGreaterThan(15);
});

test('with days that are over, no roster of what is left is cheaper than the solver’s', () => {
  let found = 0;
  fc.assert(
    fc.property(offices({ ...tiny, hard: false, past: true }), (office) => {
      const best = exhaustive(office);
      if (best === 'large' || best === null) return;
      const { planning, plan } = solve(office);
      expect(costOfFindings(check(office.situation, planning.toPlaces(plan ?? [])))).toBeCloseTo(best, 6);
      found += 1;
    }),
    { numRuns: 150 },
  );
  expect(found).toBeGreaterThan(30);
});

test('rules that contradict one another are named: more people asked for than there are', () => {
  const rules = { cover: { under: 'hard', over: 0 }, rest: { hours: 11, weight: 'hard' } } as const;
  expect(clash(situationOf(rules, { needs: [need(0, 'evening', 4), need(1, 'morning', 1)] }))).toEqual([
    'coverUnder 23 evening',
  ]);
  // Three for the evening and one for the morning after it: each of the three is asked for rest.
  expect(clash(situationOf(rules, { needs: [need(0, 'evening', 3), need(1, 'morning', 1)] })).sort()).toEqual([
    'coverUnder 23 evening',
    'coverUnder 24 morning',
    'rest a',
    'rest b',
    'rest c',
  ]);
});

test('rules that contradict one another are named: everybody is on leave', () => {
  const leave = ['a', 'b', 'c'].map((officer) => ({
    id: officer,
    officer,
    from: MONDAY,
    to: '2026-11-25',
    kind: 'leave' as const,
  }));
  const situation = situationOf({ cover: { under: 'hard', over: 0 } }, { leave, needs: [need(1, 'morning', 1)] });
  expect(clash(situation).sort()).toEqual(['coverUnder 24 morning', 'leave a 24', 'leave b 24', 'leave c 24']);
});

test('rules that contradict one another are named: places that are kept', () => {
  const situation = situationOf({ rest: { hours: 11, weight: 'hard' } }, { needs: [need(3, 'morning', 1)] });
  expect(clash(situation, [...placesOf('a', '0e 1m'), ...placesOf('b', '0m 1m')]).sort()).toEqual([
    'kept a 23 evening',
    'kept a 24 morning',
    'rest a',
  ]);
});

function need(day: number, shift: string, people: number) {
  const skills = { collect: 0, eid: 0, drive: 0, lead: 0 };
  return { day: addDays(MONDAY, day), team: 'standing', shift, people, skills };
}

/**
 * The least that any roster costs that keeps all hard rules and what is to be kept, by the checker alone; null: there is
 * none. 'large' where there are too many to try.
 */
function exhaustive({ situation, kept, today }: Office): number | null | 'large' {
  const cannot = new Set(['leave', 'notInTeam', 'gone']);
  const stay = kept.filter(
    (place) => place.day < today || !check(situation, [place]).some(({ rule }) => cannot.has(rule)),
  );
  const key = ({ day, team, shift, officer }: Place) => `${day} ${team} ${shift} ${officer}`;
  const taken = new Set(stay.map(key));
  const open = situation.needs
    .filter(({ day }) => day >= today)
    .flatMap(({ day, team, shift }) => situation.officers.map(({ id }) => ({ day, team, shift, officer: id })))
    .filter((place) => !taken.has(key(place)) && !check(situation, [place]).some(({ rule }) => cannot.has(rule)));
  if (open.length > MOST) return 'large';
  let best: number | null = null;
  for (let set = 0; set < 2 ** open.length; set++) {
    const findings = check(situation, [...stay, ...open.filter((_, i) => set & (1 << i))]);
    if (findings.some(({ hard, day }) => hard && (day === null || day >= today))) continue;
    const cost = costOfFindings(findings);
    if (best === null || cost < best) best = cost;
  }
  return best;
}

/** Places that may be or not be in a roster of which all are tried. */
const MOST = 10;
