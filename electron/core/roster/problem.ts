/**
 * A roster as arithmetic: what the solver gets, whether it comes from an office (`plan.ts`) or from a public benchmark
 * file (`instance.ts`). Days, duties, people and rules are named by their index.
 */
export type Problem = {
  /** Days 0 … days − 1. */
  days: number;
  /** How many different things a person may do on a day; a day holds one of them or none, so nobody is in two places. */
  duties: number;
  people: readonly Person[];
  sums: readonly Sum[];
  companies: readonly Company[];
  /** How many rules there are: each part below names the one it stands for, by which a clash is explained. */
  rules: number;
};

/** What breaking a rule costs for each unit, or `hard`: what breaks it is no roster. */
export type Weight = number | 'hard';

/** One thing that one person may do on one day. */
export type Cell = { person: number; day: number; duty: number };

export type Person = {
  /** By day: what may be done, and what has to be (a cell kept fixed has one duty and no day off). */
  days: readonly { duties: readonly number[]; dayOff: boolean; rule: number | null }[];
  /** `next` on the day after `duty`: costs for each time. */
  successions: readonly { duty: number; next: number; weight: Weight; rule: number }[];
  /** Longest run of days with a duty: costs for each day beyond `days`. */
  longestWork: Run | null;
  /** Shortest runs of days with a duty, and of days off: cost for each day missing. A run that touches the last day is never too short. */
  shortestWork: Run | null;
  shortestOff: Run | null;
  /** Groups of days (weekends) of which at most so many may hold a duty: costs for each one beyond. */
  groups: readonly { groups: readonly (readonly number[])[]; most: number; weight: Weight; rule: number }[];
  /**
   * What lies before day 0: the length of the run it ends, counted from the days themselves, and the duty of the last day.
   * Null: nothing is known, and each rule reads it in the roster's favour.
   */
  before: { run: number; duty: number | null } | null;
};

export type Run = { days: number; weight: Weight; rule: number };

/** What is counted over some cells should lie in `[least, most]`: cover, minutes, wishes, shares. */
export type Sum = {
  /** `times` is how much the cell counts; never negative. */
  cells: readonly (Cell & { times: number })[];
  least: number;
  under: Weight;
  most: number;
  over: Weight;
  rule: number;
};

/** When one of `when` is done, at least `least` of `need` are: a team's size, its driver, a shift's leader. Costs for each one missing. */
export type Company = { when: readonly Cell[]; need: readonly Cell[]; least: number; weight: Weight; rule: number };

/** By person and day: a duty, or null for a day off. */
export type Plan = readonly (readonly (number | null)[])[];

/** What a search has reached: `objective` null before the first plan, `bound` null before anything is proven. */
export type Progress = { seconds: number; objective: number | null; bound: number | null };

export type Solution =
  /** `proven`: nothing better exists (within the gap asked for). */
  | { type: 'found'; plan: Plan; objective: number; bound: number | null; proven: boolean; seconds: number }
  /** No plan keeps all hard rules: these clash (taking any one of them away would do, as far as was found out in time). */
  | { type: 'clash'; rules: readonly number[]; seconds: number }
  /** The time was over before either was known. */
  | { type: 'nothing'; bound: number | null; seconds: number };

export type SolveOptions = {
  /** Time limit, s. */
  seconds: number;
  /** Ends once the plan is proven to be within this share of the best one; 0 proves the best. */
  gap: number;
  /** A plan to begin with, as far as it goes: one that breaks a rule is mended. */
  start: Plan | null;
};

/** A search under way. */
export type Search = {
  /** Ends it with the best plan so far. */
  stop(): void;
  done: Promise<Solution>;
};

/** Whoever solves problems: HiGHS in workers (node/roster). */
export type Solver = {
  solve(problem: Problem, options: SolveOptions, onProgress?: (progress: Progress) => void): Search;
};
