import type { ServiceDay } from '../kernel/time.ts';
import type { Clash } from './model.ts';
import type { Plan, Problem, Search, Solver } from './problem.ts';
import type { Generation } from './views.ts';

/** A roster to be found, and what becomes of it. */
type Task = {
  from: ServiceDay;
  to: ServiceDay;
  /** Who asked for it. */
  by: string;
  seconds: number;
  problem: Problem;
  /** The roster as it stands; null where there is none yet. */
  start: Plan | null;
  /** Puts the plan into the draft; false when it could not be written. */
  land(plan: Plan): boolean;
  /** The rules that clash, as the office knows them. */
  clashOf(rules: readonly number[]): Clash;
};

export type Generations = {
  /** The one under way, or the last one since the start; null before the first. */
  state(): Generation;
  /** The days for which one is under way; null when none is. */
  busy(): { from: ServiceDay; to: ServiceDay } | null;
  /** Only while none is under way. */
  begin(task: Task): void;
  /** Ends the search with the best roster so far. */
  stop(): void;
  /** Ends it with none: the program closes. */
  close(): void;
};

/** A search ends once its roster is within this share of the best one: nobody sees the rest. */
const GAP = 0.01;

/** Screens ask again for all they show at each change, so progress is told no more often. */
const TELL_EVERY_MS = 500;

/** Keeps the one search that may be under way. `now`: the office's time; `changed` makes the screens ask again. */
export function createGenerations(deps: { solver: Solver; now: () => number; changed: () => void }): Generations {
  const { solver, now, changed } = deps;
  let generation: Generation = null;
  let search: Search | null = null;

  function end(state: NonNullable<Generation>['state']): void {
    search = null;
    if (generation) generation = { ...generation, state };
    changed();
  }

  return {
    state: () => generation,
    busy: () => (search === null ? null : generation),
    begin({ from, to, by, seconds, problem, start, land, clashOf }) {
      let toldAt = Number.NEGATIVE_INFINITY;
      const begun = solver.solve(problem, { seconds, gap: GAP, start }, (progress) => {
        if (search !== begun || generation === null) return;
        generation = { ...generation, progress };
        if (performance.now() - toldAt < TELL_EVERY_MS) return;
        toldAt = performance.now();
        changed();
      });
      search = begun;
      const startedAt = now();
      generation = {
        ...{ from, to, by, startedAt, endsAt: startedAt + seconds * 1000 },
        progress: { seconds: 0, objective: null, bound: null },
        state: { type: 'running' },
      };
      begun.done.then(
        (solution) => {
          // The program has closed, and with it the file into which the roster would go.
          if (search !== begun) return;
          if (generation) generation = { ...generation, progress: progressOf(solution, generation.progress) };
          // Days are shut against changes until the roster is in.
          if (solution.type === 'clash') end({ type: 'clash', clash: clashOf(solution.rules) });
          else if (solution.type === 'nothing') end({ type: 'nothing' });
          else end(land(solution.plan) ? { type: 'done', proven: solution.proven } : { type: 'failed' });
        },
        () => {
          if (search === begun) end({ type: 'failed' });
        },
      );
      changed();
    },
    stop: () => search?.stop(),
    close() {
      const ended = search;
      search = null;
      ended?.stop();
    },
  };
}

type Ended = Awaited<Search['done']>;

function progressOf(solution: Ended, last: NonNullable<Generation>['progress']): NonNullable<Generation>['progress'] {
  const { seconds } = solution;
  if (solution.type === 'found') return { seconds, objective: solution.objective, bound: solution.bound };
  return { ...last, seconds };
}
