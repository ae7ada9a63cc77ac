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
  /**
   * By day: what may be done, and what has to be (a cell kept fixed has one duty and no day off). `rule` is why; null
   * where it is no rule's doing (somebody of another team), which no clash names.
   */
  days: readonly { duties: readonly number[]; dayOff: boolean; rule: number | null }[];
  /** `next` on the day after `duty`: costs for each time. */
  successions: readonly { duty: number; next: number; weight: Weight; rule: number }[];
  /** Longest run of days with a duty: costs for each day of the roster that is beyond `days` in its run. */
  longestWork: Run | null;
  /**
   * Shortest runs of days with a duty, and of days off: cost for each day missing. A run that touches the last day is
   * never too short; one that ended on the day before day 0 may be, for day 0 could have gone on with it.
   */
  shortestWork: Run | null;
  shortestOff: Run | null;
  /** Groups of days (weekends) of which at most so many may hold a duty: costs for each one beyond. */
  groups: readonly { groups: readonly (readonly number[])[]; most: number; weight: Weight; rule: number }[];
  /**
   * What lies before day 0: `run` > 0 days with a duty in a row, or −`run` days off in a row, up to the last of them, and
   * the duty of that day. Null, or a run of 0: nothing is known, and each rule reads it in the roster's favour: a run that
   * touches day 0 is never too short, and the longest one is counted from day 0. `open`: the run may be longer than is known,
   * and is never too short.
   */
  before: { run: number; duty: number | null; open?: boolean } | null;
};

export type Run = { days: number; weight: Weight; rule: number };

/** What is counted over some cells should lie in `[least, most]`: cover, minutes, wishes, shares. */
export type Sum = {
  /** `times` is how much the cell counts; never negative. A cell named twice counts twice. */
  cells: readonly (Cell & { times: number })[];
  /** Costs `under` for each unit that is missing, `over` for each too many. `most` may be Infinity. */
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
  /**
   * No plan keeps all hard rules: these clash (taking any one of them away would do, as far as was found out in time). None
   * where somebody has a day on which nothing may be done, for no rule's reason.
   */
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

/** What a plan costs, and which hard rules it breaks. */
export type Cost = {
  /** The sum of all weights that are numbers. */
  cost: number;
  /** Each hard rule that is broken, once, in ascending order; null where a cell is used that no rule explains. */
  hard: readonly (number | null)[];
};

/**
 * Adds up what the plan costs, straight from the words of the types above and apart from the model that the solver
 * gets, so that each can be held against the other.
 */
export function costOf(problem: Problem, plan: Plan): Cost {
  const hard = new Set<number | null>();
  let cost = 0;
  const charge = (units: number, weight: Weight, rule: number) => {
    if (units <= 0) return;
    if (weight === 'hard') hard.add(rule);
    else cost += units * weight;
  };
  const does = ({ person, day, duty }: Cell) => plan[person]?.[day] === duty;

  for (const [p, person] of problem.people.entries()) {
    const duties = Array.from({ length: problem.days }, (_, day) => plan[p]?.[day] ?? null);
    for (const [day, cell] of person.days.entries()) {
      const duty = duties[day] ?? null;
      if (duty === null ? !cell.dayOff : !cell.duties.includes(duty)) hard.add(cell.rule);
    }
    for (const { duty, next, weight, rule } of person.successions) {
      const last = [person.before?.duty ?? null, ...duties];
      charge(duties.filter((d, day) => d === next && last[day] === duty).length, weight, rule);
    }
    for (const run of runsOf(duties, person.before)) {
      if (run.work && person.longestWork) {
        const { days, weight, rule } = person.longestWork;
        charge(Math.min(run.inside, run.length - days), weight, rule);
      }
      const shortest = run.work ? person.shortestWork : person.shortestOff;
      if (shortest && run.ends) charge(shortest.days - run.length, shortest.weight, shortest.rule);
    }
    for (const { groups, most, weight, rule } of person.groups) {
      const worked = groups.filter((days) => days.some((day) => duties[day] !== null && duties[day] !== undefined));
      charge(worked.length - most, weight, rule);
    }
  }
  for (const { cells, least, under, most, over, rule } of problem.sums) {
    const value = cells.reduce((sum, cell) => sum + (does(cell) ? cell.times : 0), 0);
    charge(least - value, under, rule);
    charge(value - most, over, rule);
  }
  for (const { when, need, least, weight, rule } of problem.companies)
    if (when.some(does)) charge(least - need.filter(does).length, weight, rule);
  return { cost, hard: [...hard].sort((a, b) => (a ?? -1) - (b ?? -1)) };
}

/**
 * The runs of days with and without a duty: `length` with what is known from before, `inside` the days of the roster
 * alone. `ends`: both its ends are known, so that it may be too short.
 */
function runsOf(duties: readonly (number | null)[], past: Person['before']) {
  const before = past?.run ?? 0;
  const runs = [{ work: before > 0, length: Math.abs(before), inside: 0, ends: past?.open !== true }];
  for (const duty of duties) {
    const work = duty !== null;
    const run = runs.at(-1);
    // What came before is not known: the first run of the roster began at any time.
    if (run === undefined || run.work !== work || run.length === 0)
      runs.push({ work, length: 1, inside: 1, ends: before !== 0 || runs.length > 1 });
    else {
      run.length += 1;
      run.inside += 1;
    }
  }
  const last = runs.at(-1);
  if (last !== undefined) last.ends = false;
  return runs.filter(({ length }) => length > 0);
}
