import fc from 'fast-check';
import loadHighs from 'highs';
import { expect, test } from 'vitest';
import { type Cell, costOf, type Person, type Plan, type Problem, type Weight } from '../../core/roster/problem.ts';
import { clashOf } from './clash.ts';
import { buildModel } from './model.ts';
import { solveProblem } from './search.ts';

const highs = await loadHighs();

const weight: fc.Arbitrary<Weight> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('hard' as const) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }) },
);

/** Tiny problems with every kind of rule, hard and soft, each with a number of its own. */
const problems: fc.Arbitrary<Problem> = fc
  .record({
    size: fc.constantFrom([1, 6, 2], [1, 4, 3], [2, 3, 2], [2, 4, 1], [3, 2, 2]),
    seed: fc.integer(),
  })
  .chain(({ size: [people = 1, days = 1, duties = 1] }) => {
    const duty = fc.integer({ min: 0, max: duties - 1 });
    const day = fc.integer({ min: 0, max: days - 1 });
    const cell: fc.Arbitrary<Cell> = fc.record({ person: fc.integer({ min: 0, max: people - 1 }), day, duty });
    const run = fc.option(fc.record({ days: fc.integer({ min: 0, max: 4 }), weight, rule: fc.constant(0) }), {
      freq: 1,
    });
    const person: fc.Arbitrary<Person> = fc.record({
      days: fc.array(
        fc.oneof(
          {
            weight: 6,
            arbitrary: fc.constant({ duties: Array.from({ length: duties }, (_, d) => d), dayOff: true, rule: null }),
          },
          {
            weight: 1,
            arbitrary: fc.record({
              duties: fc.uniqueArray(duty, { maxLength: duties }),
              dayOff: fc.boolean(),
              rule: fc.constantFrom(null, 0),
            }),
          },
        ),
        { minLength: days, maxLength: days },
      ),
      successions: fc.array(fc.record({ duty, next: duty, weight, rule: fc.constant(0) }), { maxLength: 4 }),
      longestWork: run,
      shortestWork: run,
      shortestOff: run,
      groups: fc.array(
        fc.record({
          groups: fc.array(fc.uniqueArray(day, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
          most: fc.integer({ min: 0, max: 2 }),
          weight,
          rule: fc.constant(0),
        }),
        { maxLength: 2 },
      ),
      before: fc.option(fc.record({ run: fc.integer({ min: -4, max: 4 }), duty: fc.option(duty), open: fc.boolean() })),
    });
    const sum = fc.record({
      cells: fc.array(
        fc.tuple(cell, fc.constantFrom(1, 1, 2, 3)).map(([cell, times]) => ({ ...cell, times })),
        { maxLength: 8 },
      ),
      least: fc.integer({ min: 0, max: 4 }),
      under: weight,
      most: fc.constantFrom(0, 1, 2, 3, Number.POSITIVE_INFINITY),
      over: weight,
      rule: fc.constant(0),
    });
    const company = fc.record({
      when: fc.array(cell, { maxLength: 3 }),
      need: fc.array(cell, { maxLength: 4 }),
      least: fc.integer({ min: 0, max: 2 }),
      weight,
      rule: fc.constant(0),
    });
    return fc.record({
      days: fc.constant(days),
      duties: fc.constant(duties),
      people: fc.array(person, { minLength: people, maxLength: people }),
      sums: fc.array(sum, { maxLength: 4 }),
      companies: fc.array(company, { maxLength: 2 }),
      rules: fc.constant(0),
    });
  })
  .map(numbered);

test('the model and the count of costs agree with trying every plan', () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const best = exhaustive(problem);
      const { plan } = solveProblem(highs, problem, null, { seconds: 20, step: 1e-6 });
      if (best === null) expect(plan).toBeNull();
      else {
        expect(plan).not.toBeNull();
        expect(costOf(problem, plan ?? [])).toEqual({ cost: best.cost, hard: [] });
      }
    }),
    { numRuns: 250 },
  );
});

test('a plan makes a feasible point that costs the same, and a broken personal rule makes none', () => {
  fc.assert(
    fc.property(problems, fc.integer({ min: 0, max: 5000 }), (problem, pick) => {
      const plan = planAt(problem, pick);
      const built = buildModel(problem);
      const { cost, hard } = costOf(problem, plan);
      if (built === null) {
        expect(hard.length).toBeGreaterThan(0);
        return;
      }
      const values = built.valuesOf(plan);
      if (hard.length > 0 || values === null) {
        expect(hard.length).toBeGreaterThan(0);
        return;
      }
      const { colCost, offset = 0, rowLower, rowUpper, matrix } = built.data;
      expect(values.reduce((sum, value, i) => sum + value * (colCost[i] ?? 0), offset)).toBeCloseTo(cost, 6);
      for (let row = 0; row < rowLower.length; row++) {
        let value = 0;
        for (let i = matrix.starts[row] ?? 0; i < (matrix.starts[row + 1] ?? 0); i++)
          value += (matrix.values[i] ?? 0) * (values[matrix.indices[i] ?? 0] ?? 0);
        expect(value).toBeGreaterThanOrEqual((rowLower[row] ?? 0) - 1e-9);
        expect(value).toBeLessThanOrEqual((rowUpper[row] ?? 0) + 1e-9);
      }
      expect(built.planOf(values)).toEqual(plan);
    }),
    { numRuns: 500 },
  );
});

test('a clash is a set of rules without a plan, and without any one of them there is one', () => {
  let clashes = 0;
  fc.assert(
    fc.property(problems, (problem) => {
      if (exhaustive(problem) !== null) return;
      const rules = clashOf(highs, problem, () => 20);
      // What no rule explains (a day on which nothing may be done) clashes alone.
      const holds = (kept: readonly number[]) =>
        plansOf(problem).some((plan) =>
          costOf(problem, plan).hard.every((rule) => rule !== null && !kept.includes(rule)),
        );
      expect(holds(rules)).toBe(false);
      for (const rule of rules) expect(holds(rules.filter((other) => other !== rule))).toBe(true);
      clashes += 1;
    }),
    { numRuns: 150 },
  );
  expect(clashes).toBeGreaterThan(10);
});

/** Gives every part of a problem the number of a rule of its own. */
function numbered(problem: Problem): Problem {
  let rules = 0;
  const own = <T extends { rule: number }>(part: T): T => ({ ...part, rule: rules++ });
  const run = (of: Person['longestWork']) => of && own(of);
  const people = problem.people.map((person) => ({
    ...person,
    days: person.days.map((cell) => (cell.rule === null ? cell : { ...cell, rule: rules++ })),
    successions: person.successions.map(own),
    longestWork: run(person.longestWork),
    shortestWork: run(person.shortestWork),
    shortestOff: run(person.shortestOff),
    groups: person.groups.map(own),
  }));
  const [sums, companies] = [problem.sums.map(own), problem.companies.map(own)];
  return { ...problem, people, sums, companies, rules };
}

function exhaustive(problem: Problem): { cost: number; plan: Plan } | null {
  let best: { cost: number; plan: Plan } | null = null;
  for (const plan of plansOf(problem)) {
    const { cost, hard } = costOf(problem, plan);
    if (hard.length === 0 && (best === null || cost < best.cost)) best = { cost, plan };
  }
  return best;
}

function plansOf(problem: Problem): Plan[] {
  const count = (problem.duties + 1) ** (problem.people.length * problem.days);
  return Array.from({ length: count }, (_, i) => planAt(problem, i));
}

/** The plan with this number, counted in as many digits as there are things to do. */
function planAt({ people, days, duties }: Problem, number: number): Plan {
  let left = number;
  return people.map(() =>
    Array.from({ length: days }, () => {
      const digit = left % (duties + 1);
      left = Math.floor(left / (duties + 1));
      return digit === duties ? null : digit;
    }),
  );
}
