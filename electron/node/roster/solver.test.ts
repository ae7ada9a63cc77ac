import loadHighs from 'highs';
import { expect, test } from 'vitest';
import { makeInstance } from '../../../bench/roster.ts';
import { instanceProblem, readInstance } from '../../core/roster/instance.ts';
import { costOf, type Person, type Plan, type Problem, type Progress } from '../../core/roster/problem.ts';
import { value } from '../../core/testing/station.ts';
import { prove } from './search.ts';
import { createSolver, solver } from './solver.ts';

const { problem } = instanceProblem(value(readInstance(makeInstance({ seed: 'test', people: 6, types: 2, days: 14 }))));
/** More than is solved in the time of a test. */
const large = instanceProblem(value(readInstance(makeInstance({ seed: 'test', people: 16, types: 3 })))).problem;

test('the best plan is proven, progress only gets better, and the objective is that of the plan', async () => {
  const told: Progress[] = [];
  const solution = await solver.solve(problem, { seconds: 60, gap: 0, start: null }, (now) => told.push(now)).done;
  expect(solution).toMatchObject({ type: 'found', proven: true });
  if (solution.type !== 'found') return;
  expect(costOf(problem, solution.plan)).toEqual({ cost: solution.objective, hard: [] });
  expect(solution.bound).toBe(solution.objective);
  expect(told.length).toBeGreaterThan(0);
  for (const [i, now] of told.entries()) {
    const before = told[i - 1];
    if (before === undefined) continue;
    expect(now.seconds).toBeGreaterThanOrEqual(before.seconds);
    if (before.objective !== null) expect(now.objective).toBeLessThanOrEqual(before.objective);
    if (before.bound !== null) expect(now.bound).toBeGreaterThanOrEqual(before.bound);
    if (now.objective !== null && now.bound !== null) expect(now.bound).toBeLessThanOrEqual(now.objective);
  }
});

test('what is proven was said by whoever proves it, though the other search has found it', async () => {
  const best = await solver.solve(problem, { seconds: 60, gap: 0, start: null }).done;
  if (best.type !== 'found') throw new Error(best.type);
  const found: number[] = [];
  let heard = 0;
  const line = {
    found: (plan: Plan) => void found.push(costOf(problem, plan).cost),
    proved: () => {},
    heard: () => (heard++ === 0 ? best.plan : null),
    left: () => 60,
  };
  expect(prove(await loadHighs(), problem, { start: null, gap: 0, line })).toBe('proven');
  expect(heard).toBeGreaterThan(0);
  expect(found.at(-1)).toBe(best.objective);
});

test('a start that is best already stays, and one that breaks rules is mended where it does', async () => {
  const first = await solver.solve(problem, { seconds: 60, gap: 0, start: null }).done;
  if (first.type !== 'found') throw new Error(first.type);
  const again = await solver.solve(problem, { seconds: 60, gap: 0, start: first.plan }).done;
  expect(again).toMatchObject({ type: 'found', objective: first.objective });
  const broken = first.plan.map((row, p) => (p === 0 ? row.map(() => 0) : row));
  expect(costOf(problem, broken).hard.length).toBeGreaterThan(0);
  const mended = await solver.solve(problem, { seconds: 60, gap: 0, start: broken }).done;
  expect(mended).toMatchObject({ type: 'found', objective: first.objective });
});

test('stopped, it gives the best so far; without a plan by then, nothing', async () => {
  const search = solver.solve(large, { seconds: 600, gap: 0, start: null }, ({ objective }) => {
    if (objective !== null) search.stop();
  });
  const solution = await search.done;
  expect(solution).toMatchObject({ type: 'found', proven: false });
  if (solution.type === 'found') expect(costOf(large, solution.plan).hard).toEqual([]);
  const none = solver.solve(large, { seconds: 600, gap: 0, start: null });
  none.stop();
  expect(await none.done).toMatchObject({ type: 'nothing' });
});

test('a time limit ends the search by itself', async () => {
  expect(await solver.solve(large, { seconds: 0.05, gap: 0, start: null }).done).toMatchObject({ type: 'nothing' });
});

test('rules that contradict one another are named', async () => {
  const free = { duties: [0], dayOff: true, rule: null };
  const person: Person = {
    days: [free, free, free],
    successions: [],
    longestWork: { days: 1, weight: 'hard', rule: 0 },
    shortestWork: null,
    shortestOff: null,
    groups: [],
    before: null,
  };
  const cells = [0, 1, 2].map((day) => ({ person: 0, day, duty: 0, times: 1 }));
  const clashing: Problem = {
    days: 3,
    duties: 1,
    people: [person],
    companies: [],
    rules: 3,
    sums: [
      { cells, least: 3, under: 'hard', most: 3, over: 0, rule: 1 },
      { cells, least: 1, under: 'hard', most: 3, over: 0, rule: 2 },
    ],
  };
  const solution = await solver.solve(clashing, { seconds: 20, gap: 0, start: null }).done;
  expect(solution).toMatchObject({ type: 'clash', rules: [0, 1] });
});

test('nobody and nothing to do is a plan', async () => {
  const empty: Problem = { days: 3, duties: 1, people: [], sums: [], companies: [], rules: 0 };
  const solution = await solver.solve(empty, { seconds: 20, gap: 0, start: null }).done;
  expect(solution).toMatchObject({ type: 'found', plan: [], objective: 0, proven: true });
});

test('workers that die end the search, and one alone is enough', async () => {
  // So little memory that a worker does not even start.
  const starved = createSolver({ memory: { prove: 4, improve: 4 } });
  expect(await starved.solve(large, { seconds: 60, gap: 0, start: null }).done).toMatchObject({ type: 'nothing' });
  const alone = createSolver({ memory: { prove: null, improve: 4 } });
  expect(await alone.solve(problem, { seconds: 60, gap: 0, start: null }).done).toMatchObject({
    type: 'found',
    proven: true,
  });
});
