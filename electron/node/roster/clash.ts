import type { Highs } from 'highs';
import type { Person, Problem, Weight } from '../../core/roster/problem.ts';
import { ownOf, solveProblem } from './search.ts';

/**
 * Of a problem that has no plan, hard rules that clash: none of them could be missing. Divides and conquers, so a clash
 * of few rules among many is found with few questions to the solver. `left`: seconds; once they are over, or where a
 * question stays open, what remains is given, and is then more than it need be. None, where there is no plan without rules
 * either: somebody has a day on which nothing may be done.
 */
export function clashOf(highs: Highs, problem: Problem, left: () => number): number[] {
  const feasible = (kept: readonly number[]): boolean => {
    const rules = new Set(kept);
    const { plan } = solveProblem(highs, keeping(problem, rules), null, {
      seconds: left(),
      step: 1,
    });
    return plan !== null;
  };
  const all = hardRulesOf(problem);
  if (left() <= 0) return all;
  if (!feasible([])) return [];
  // Mostly it is about one person alone, of whom it is asked in milliseconds.
  if (problem.people.length > 1) {
    for (const p of problem.people.keys()) {
      const own = keeping(ownOf(problem, p), new Set(all));
      const { plan, ended } = solveProblem(highs, own, null, { seconds: Math.max(0, left()), step: 1 });
      if (plan === null && ended) return clashOf(highs, own, left);
    }
  }
  return needed([], [], all);

  /** Of `candidates` those that make `kept` impossible; `news` says whether something was added to `kept` since it was asked. */
  function needed(kept: readonly number[], news: readonly number[], candidates: readonly number[]): number[] {
    if (news.length > 0 && left() > 0 && !feasible(kept)) return [];
    if (candidates.length === 1 || left() <= 0) return [...candidates];
    const half = Math.floor(candidates.length / 2);
    const [one, two] = [candidates.slice(0, half), candidates.slice(half)];
    const inTwo = needed([...kept, ...one], one, two);
    const inOne = needed([...kept, ...inTwo], inTwo, one);
    return [...inOne, ...inTwo];
  }
}

/** Every rule that something hard stands for. */
function hardRulesOf({ people, sums, companies }: Problem): number[] {
  const rules = new Set<number>();
  const add = (weight: Weight | undefined, rule: number | null | undefined) => {
    if (weight === 'hard' && rule !== null && rule !== undefined) rules.add(rule);
  };
  for (const person of people) {
    for (const { rule } of person.days) add('hard', rule);
    for (const run of [person.longestWork, person.shortestWork, person.shortestOff]) add(run?.weight, run?.rule);
    for (const { weight, rule } of [...person.successions, ...person.groups]) add(weight, rule);
  }
  for (const { under, over, rule } of sums) {
    add(under, rule);
    add(over, rule);
  }
  for (const { weight, rule } of companies) add(weight, rule);
  return [...rules].sort((a, b) => a - b);
}

/** The problem with these hard rules alone, and no cost. */
function keeping({ people, sums, companies, ...rest }: Problem, rules: ReadonlySet<number>): Problem {
  const holds = ({ weight, rule }: { weight: Weight; rule: number }) => weight === 'hard' && rules.has(rule);
  const run = (of: Person['longestWork']) => (of !== null && holds(of) ? of : null);
  const left = (weight: Weight, rule: number): Weight => (weight === 'hard' && rules.has(rule) ? 'hard' : 0);
  return {
    ...rest,
    people: people.map((person) => ({
      ...person,
      days: person.days.map((cell) =>
        cell.rule === null || rules.has(cell.rule)
          ? cell
          : { duties: usualOf(person, rest.duties), dayOff: true, rule: null },
      ),
      successions: person.successions.filter(holds),
      longestWork: run(person.longestWork),
      shortestWork: run(person.shortestWork),
      shortestOff: run(person.shortestOff),
      groups: person.groups.filter(holds),
    })),
    sums: sums
      .map((sum) => ({ ...sum, under: left(sum.under, sum.rule), over: left(sum.over, sum.rule) }))
      .filter(({ under, over }) => under === 'hard' || over === 'hard'),
    companies: companies.filter(holds),
  };
}

/** What somebody may do on a day that no rule binds: what they do on days without one, or else anything. */
function usualOf({ days }: Person, duties: number): number[] {
  const usual = new Set(days.flatMap(({ duties, rule }) => (rule === null ? duties : [])));
  return usual.size > 0 ? [...usual] : Array.from({ length: duties }, (_, duty) => duty);
}
