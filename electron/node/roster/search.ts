import type { Highs, Model as HighsModel } from 'highs';
import { createChance } from '../../core/demo/random.ts';
import { costOf, type Person, type Plan, type Problem, type Weight } from '../../core/roster/problem.ts';
import { buildModel, greatest, type Model } from './model.ts';

/** What a search says to whoever started it, and asks of it. */
export type Line = {
  /** A plan that keeps all hard rules and is better than those before. */
  found(plan: Plan): void;
  /** Nothing costs less than this. */
  proved(bound: number): void;
  /** The newest plan of the other search, once; null when there is none. */
  heard(): Plan | null;
  /** Seconds that are left. */
  left(): number;
};

/**
 * Branch and bound over the whole model. Says every better plan and every better bound; ends with 'proven' when the best
 * plan known is within `gap` of the bound, 'infeasible' when there is no plan at all, 'open' otherwise.
 */
export function prove(
  highs: Highs,
  problem: Problem,
  { start, gap, line }: { start: Plan | null; gap: number; line: Line },
): 'proven' | 'infeasible' | 'open' {
  const built = buildModel(problem);
  if (built === null) return 'infeasible';
  const { modelStatus, callbackType } = highs.constants;
  if (built.data.numCols === 0) {
    const plan = built.planOf([]);
    line.found(plan);
    line.proved(costOf(problem, plan).cost);
    return 'proven';
  }
  return withModel(highs, built, (model) => {
    model.options.set({ mip_rel_gap: gap, mip_abs_gap: tolerance(problem), time_limit: line.left() });
    const values = start === null || costOf(problem, start).hard.length > 0 ? null : built.valuesOf(start);
    if (values !== null) model.setSolution({ colValue: values });
    let best = Number.POSITIVE_INFINITY;
    let bound = Number.NEGATIVE_INFINITY;
    const say = (now: number | undefined) => {
      if (now === undefined || !Number.isFinite(now) || now <= bound) return;
      bound = now;
      line.proved(bound);
    };
    const { modelStatus: status } = model.run({
      [callbackType.mipImprovingSolution](event) {
        const plan = event.data.mip_solution && built.planOf(event.data.mip_solution);
        if (!plan) return;
        const { cost } = costOf(problem, plan);
        if (cost >= best) return;
        best = cost;
        line.found(plan);
      },
      [callbackType.mipLogging](event) {
        say(event.data.mip_dual_bound);
      },
      [callbackType.mipInterrupt](event) {
        say(event.data.mip_dual_bound);
        if (line.left() <= 0) event.interrupt();
      },
      [callbackType.mipUserSolution](event) {
        const plan = line.heard();
        if (plan === null) return;
        const { cost } = costOf(problem, plan);
        const values = cost < best ? built.valuesOf(plan) : null;
        if (values === null) return;
        best = cost;
        // Said again from here: whoever listens to both may hear 'proven' before the other has told them of the plan.
        line.found(plan);
        event.setSolution(values);
      },
    });
    say(Number(model.info.get('mip_dual_bound')));
    if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible) return 'infeasible';
    if (status !== modelStatus.optimal) return 'open';
    const plan = built.planOf(model.getSolution().colValue);
    if (costOf(problem, plan).cost < best) line.found(plan);
    return 'proven';
  });
}

/**
 * Neighbourhood search: a first plan near the linear relaxation, then again and again a part of it is set free and solved
 * for itself. Says every better plan; ends only with the time, or at once when somebody has no plan at all.
 */
export function improve(
  highs: Highs,
  problem: Problem,
  { start, seed, line }: { start: Plan | null; seed: string; line: Line },
): 'infeasible' | 'open' {
  const chance = createChance(seed);
  const step = tolerance(problem);
  let strictness = 10 * Math.max(1, ...weightsOf(problem));
  let loose = loosened(problem, strictness);
  const relaxed = start === null ? relaxation(highs, problem, line.left() / 4) : null;
  let told = Number.POSITIVE_INFINITY;
  const tell = (plan: Plan) => {
    const { cost, hard } = costOf(problem, plan);
    if (hard.length > 0 || cost >= told) return;
    told = cost;
    line.found(plan);
  };
  const first = nearRelaxation() ?? onePersonAfterAnother();
  if (first === null) return line.left() > 0 ? 'infeasible' : 'open';
  let best: Plan = first;
  let cost = costOf(problem, best);
  tell(best);
  const kinds = neighbourhoods(problem, relaxed, chance);
  let fruitless = 0;
  while (line.left() > 0) {
    const other = line.heard();
    if (other !== null) {
      const price = costOf(problem, other);
      if (cost.hard.length > 0 || price.cost < cost.cost) [best, cost] = [other, price];
      told = Math.min(told, cost.cost);
    }
    const kind = chooseKind(kinds, chance);
    const began = performance.now();
    const kept = cost.hard.length === 0;
    const part = restricted(kept ? problem : loose, best, kind.free(best, kind.size));
    const seconds = Math.min(TRY_SECONDS, line.left());
    const { plan, ended } = solveProblem(highs, part, best, { seconds, step, found: tell });
    const took = (performance.now() - began) / 1000;
    let gain = 0;
    if (plan !== null) {
      const price = costOf(problem, plan);
      const [was, is] = kept ? [cost.cost, price.cost] : [costOf(loose, best).cost, costOf(loose, plan).cost];
      if (is < was && (price.hard.length === 0 || !kept)) {
        gain = was - is;
        [best, cost] = [plan, price];
        tell(best);
      }
    }
    kind.learn(gain > 0 ? 1 / Math.max(took, 0.1) : 0);
    // As large as can be solved to the end in the time: large enough to hold an improvement, small enough to find it.
    if (ended && took < TRY_SECONDS / 3) kind.size = Math.min(kind.size * 1.1, kind.largest);
    else if (!ended) kind.size = Math.max(kind.size * 0.9, kind.least);
    fruitless = gain > 0 ? 0 : fruitless + 1;
    if (!kept && fruitless >= 20) {
      fruitless = 0;
      strictness *= 10;
      loose = loosened(problem, strictness);
    }
  }
  return 'open';

  /** What the linear relaxation leaves open is solved, the rest stands as it says. */
  function nearRelaxation(): Plan | null {
    if (relaxed === null) return null;
    const people = problem.people.map((person, p) => ({
      ...person,
      days: person.days.map((cell, day) => {
        const sure = [...cell.duties, ...(cell.dayOff ? [null] : [])].find((duty) => relaxed(p, day, duty) > SURE);
        if (sure === undefined) return cell;
        return { duties: sure === null ? [] : [sure], dayOff: sure === null, rule: cell.rule };
      }),
    }));
    return solveProblem(highs, { ...problem, people }, null, { seconds: Math.min(TRY_SECONDS, line.left()), step })
      .plan;
  }

  /**
   * People one after another, the hardest to place first; of a start each row that keeps the person's own rules. What
   * people owe together may be broken by it, and is mended by the search. Null: somebody has no plan, or the time is over.
   */
  function onePersonAfterAnother(): Plan | null {
    const plan: (readonly (number | null)[] | null)[] = problem.people.map((_, p) => {
      const row = start?.[p] ?? [];
      return keepsOwn(problem, p, row) ? row : null;
    });
    const freedom = (p: number) =>
      problem.people[p]?.days.reduce((sum, { duties, dayOff }) => sum + duties.length + (dayOff ? 1 : 0), 0) ?? 0;
    const left = [...plan.keys()].filter((p) => plan[p] === null).sort((a, b) => freedom(a) - freedom(b));
    for (const now of left) {
      const there = (p: number) => plan[p] !== null || p === now;
      const part = restricted(
        {
          ...loose,
          people: loose.people.map((person, p) => (there(p) ? person : away(person))),
          // What somebody owes alone is not asked of them before they are placed.
          sums: loose.sums.filter(({ cells }) => cells.some(({ person }) => there(person))),
        },
        plan.map((row) => row ?? []),
        (p) => p === now,
      );
      // Whoever stood in a start that could not stay keeps as much of it as may be.
      const near = start === null ? part : leaning(part, start, [now]);
      let made: Plan | null = null;
      for (let seconds = FIRST_SECONDS; made === null && line.left() > 0; seconds *= 4) {
        const { plan, ended } = solveProblem(highs, near, null, { seconds: Math.min(seconds, line.left()), step });
        if (plan === null && ended) return null;
        made = plan;
      }
      if (made === null) return null;
      plan[now] = made[now] ?? null;
    }
    return plan.map((row) => row ?? []);
  }
}

/** How long a neighbourhood is worked on at most, s. */
const TRY_SECONDS = 4;
/** How long placing one person may take at first, s. */
const FIRST_SECONDS = 1;
/** A share from which on the linear relaxation is taken at its word. */
const SURE = 0.99;

/** The share of a duty, or of a day off (null), that a person does on a day. */
type Relaxed = (person: number, day: number, duty: number | null) => number;

/** The linear relaxation from its inside, where all its best points are mixed; null where it is not found in the time. */
function relaxation(highs: Highs, problem: Problem, seconds: number): Relaxed | null {
  const built = buildModel(problem);
  if (built === null || built.data.numCols === 0) return null;
  const { integrality, ...data } = built.data;
  const values = withModel(highs, { ...built, data }, (model) => {
    model.options.set({ solver: 'ipm', run_crossover: 'off', time_limit: seconds });
    model.run();
    const feasible = model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible;
    return feasible ? model.getSolution().colValue : null;
  });
  if (values === null) return null;
  return (person, day, duty) => {
    if (duty !== null) return built.share({ person, day, duty }, values);
    const duties = problem.people[person]?.days[day]?.duties ?? [];
    return 1 - duties.reduce((sum, duty) => sum + built.share({ person, day, duty }, values), 0);
  };
}

/** Solves a problem from a plan of it; `ended`: nothing better exists in it. */
export function solveProblem(
  highs: Highs,
  problem: Problem,
  from: Plan | null,
  { seconds, step, found }: { seconds: number; step: number; found?: (plan: Plan) => void },
): { plan: Plan | null; ended: boolean } {
  const built = buildModel(problem);
  if (built === null) return { plan: null, ended: true };
  if (built.data.numCols === 0) return { plan: built.planOf([]), ended: true };
  return withModel(highs, built, (model) => {
    model.options.set({ mip_rel_gap: 0, mip_abs_gap: step, time_limit: Math.max(0.1, seconds) });
    const values = from === null ? null : built.valuesOf(from);
    if (values !== null) model.setSolution({ colValue: values });
    const { modelStatus: status } = model.run({
      [highs.constants.callbackType.mipImprovingSolution](event) {
        if (found && event.data.mip_solution) found(built.planOf(event.data.mip_solution));
      },
    });
    const { modelStatus, solutionStatus } = highs.constants;
    const feasible = model.info.get('primal_solution_status') === solutionStatus.feasible;
    return {
      plan: feasible ? built.planOf(model.getSolution().colValue) : null,
      ended: status === modelStatus.optimal || status === modelStatus.infeasible,
    };
  });
}

/** The difference under which two costs are the same: where all are whole numbers, just under the least step between two. */
function tolerance(problem: Problem): number {
  return (stepOf(problem) ?? 0) * 0.999 || 1e-6;
}

/** What every cost of a plan is a whole multiple of; null when there is nothing like that. */
export function stepOf(problem: Problem): number | null {
  const whole = problem.sums.every(({ cells, least, under, most, over }) =>
    [
      ...(typeof under === 'number' && under !== 0 ? [least] : []),
      ...(typeof over === 'number' && over !== 0 ? [most] : []),
      ...(cells.length > 0 && ((under !== 'hard' && under !== 0) || (over !== 'hard' && over !== 0))
        ? cells.map(({ times }) => times)
        : []),
    ].every(Number.isInteger),
  );
  return whole ? greatest(weightsOf(problem)) : null;
}

function weightsOf(problem: Problem): number[] {
  const weights: Weight[] = [
    ...problem.sums.flatMap(({ under, over }) => [under, over]),
    ...problem.companies.map(({ weight }) => weight),
    ...problem.people.flatMap((person) => [
      ...[person.longestWork, person.shortestWork, person.shortestOff].map((run) => run?.weight ?? 0),
      ...person.successions.map(({ weight }) => weight),
      ...person.groups.map(({ weight }) => weight),
    ]),
  ];
  return weights.filter((weight) => typeof weight === 'number');
}

function withModel<T>(highs: Highs, built: Model, work: (model: HighsModel) => T): T {
  const model = highs.createModel(built.data);
  try {
    model.options.set({ output_flag: false });
    return work(model);
  } finally {
    model.dispose();
  }
}

/** The problem with every cell of the plan fixed but the free ones. */
function restricted(problem: Problem, plan: Plan, free: (p: number, day: number) => boolean): Problem {
  const people = problem.people.map((person, p) => ({
    ...person,
    days: person.days.map((cell, day) => {
      if (free(p, day)) return cell;
      const duty = plan[p]?.[day] ?? null;
      return { duties: duty === null ? [] : [duty], dayOff: duty === null, rule: cell.rule };
    }),
  }));
  return { ...problem, people };
}

/** The problem with what people owe together at a high price instead of a must, so that any start has a cost. */
function loosened(problem: Problem, price: number): Problem {
  const soft = (weight: Weight) => (weight === 'hard' ? price : weight);
  return {
    ...problem,
    sums: problem.sums.map((sum) =>
      sum.cells.every(({ person }) => person === sum.cells[0]?.person)
        ? sum
        : { ...sum, under: soft(sum.under), over: soft(sum.over) },
    ),
    companies: problem.companies.map((company) => ({ ...company, weight: soft(company.weight) })),
  };
}

/** Somebody who is not placed yet: not there, and under no rule. */
function away(person: Person): Person {
  const none = { successions: [], longestWork: null, shortestWork: null, shortestOff: null, groups: [], before: null };
  return { ...person, ...none, days: person.days.map(({ rule }) => ({ duties: [], dayOff: true, rule })) };
}

/** The problem with a price on every duty of these people that is not the plan's. */
function leaning(problem: Problem, plan: Plan, people: readonly number[]): Problem {
  const price = 1 + Math.max(0, ...weightsOf(problem));
  const sums = people.flatMap((person) =>
    Array.from({ length: problem.days }, (_, day) => {
      const duty = plan[person]?.[day] ?? null;
      const others = problem.people[person]?.days[day]?.duties ?? [];
      const cells = duty === null ? others.map((other) => ({ person, day, duty: other, times: 1 })) : [];
      return duty === null
        ? { cells, least: 0, under: 0, most: 0, over: price, rule: -1 }
        : { cells: [{ person, day, duty, times: 1 }], least: 1, under: price, most: 1, over: 0, rule: -1 };
    }),
  );
  return { ...problem, sums: [...problem.sums, ...sums] };
}

/** What is about this person alone, as a problem with nobody else in it. */
export function ownOf(problem: Problem, p: number): Problem {
  const sums = problem.sums
    .filter(({ cells }) => cells.length > 0 && cells.every(({ person }) => person === p))
    .map((sum) => ({ ...sum, cells: sum.cells.map((cell) => ({ ...cell, person: 0 })) }));
  return { ...problem, people: problem.people.slice(p, p + 1), sums, companies: [] };
}

/** Whether the person's row keeps all hard rules that are about this person alone. */
function keepsOwn(problem: Problem, p: number, row: readonly (number | null)[]): boolean {
  return row.length === problem.days && costOf(ownOf(problem, p), [row]).hard.length === 0;
}

type Neighbourhood = {
  size: number;
  least: number;
  largest: number;
  /** How often a second it has brought something better, lately. */
  worth: number;
  learn(gains: number): void;
  free(plan: Plan, size: number): (p: number, day: number) => boolean;
};

/** Sizes are how many person-days are set free. */
function neighbourhoods(
  problem: Problem,
  relaxed: Relaxed | null,
  chance: ReturnType<typeof createChance>,
): Neighbourhood[] {
  const { days } = problem;
  const people = problem.people.length;
  const kind = (free: Neighbourhood['free']): Neighbourhood => {
    const neighbourhood: Neighbourhood = {
      size: Math.min(people * days, 7 * 28),
      least: Math.min(people * days, 28),
      largest: people * days,
      worth: 0,
      learn(gains) {
        neighbourhood.worth = 0.7 * neighbourhood.worth + 0.3 * gains;
      },
      free,
    };
    return neighbourhood;
  };
  const some = (count: number, of: number) => {
    const all = Array.from({ length: of }, (_, i) => i);
    for (let i = 0; i < Math.min(count, of); i++) {
      const j = i + chance.integer(of - i);
      [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
    }
    return new Set(all.slice(0, count));
  };
  /** A day, half the time one on which people together miss what is asked. */
  const troubledDay = (plan: Plan) => {
    const missed = problem.sums.flatMap(({ cells, least, under, most, over }) => {
      const [first] = cells;
      if (first === undefined || cells.every(({ person }) => person === first.person)) return [];
      const value = cells.reduce(
        (sum, { person, day, duty, times }) => sum + (plan[person]?.[day] === duty ? times : 0),
        0,
      );
      const is = (value < least && under !== 0) || (value > most && over !== 0);
      return is ? [cells[chance.integer(cells.length)]?.day ?? first.day] : [];
    });
    return missed.length > 0 && chance.happens(0.5)
      ? (missed[chance.integer(missed.length)] ?? 0)
      : chance.integer(days);
  };
  const windowOf = (length: number, middle: number) => {
    const first = Math.max(0, Math.min(days - length, middle - Math.floor(length / 2)));
    return (day: number) => day >= first && day < first + length;
  };
  return [
    kind((_, size) => {
      const chosen = some(Math.max(2, Math.round(size / days)), people);
      return (p) => chosen.has(p);
    }),
    kind((plan, size) => {
      const within = windowOf(Math.max(3, Math.round(size / people)), troubledDay(plan));
      return (_p, day) => within(day);
    }),
    kind((plan, size) => {
      const length = Math.max(5, Math.round(days / 2));
      const within = windowOf(length, troubledDay(plan));
      const chosen = some(Math.max(2, Math.round(size / length)), people);
      return (p, day) => chosen.has(p) && within(day);
    }),
    // Where the plan and the linear relaxation differ most, with the days beside.
    ...(relaxed === null
      ? []
      : [
          kind((plan, size) => {
            const apart = plan
              .flatMap((row, p) =>
                row.map((duty, day) => ({ p, day, worth: 1 - relaxed(p, day, duty) + 0.5 * chance.next() })),
              )
              .sort((a, b) => b.worth - a.worth);
            const chosen = new Set<number>();
            for (const { p, day } of apart) {
              if (chosen.size >= size) break;
              for (let near = Math.max(0, day - 1); near <= Math.min(days - 1, day + 1); near++)
                chosen.add(p * days + near);
            }
            return (p, day) => chosen.has(p * days + day);
          }),
        ]),
  ];
}

function chooseKind(kinds: readonly Neighbourhood[], chance: ReturnType<typeof createChance>): Neighbourhood {
  const [first] = kinds as [Neighbourhood, ...Neighbourhood[]];
  const total = kinds.reduce((sum, { worth }) => sum + worth, 0);
  // Half by what they brought, half evenly, so that none is forgotten.
  if (total <= 0 || chance.happens(0.5)) return kinds[chance.integer(kinds.length)] ?? first;
  let left = chance.next() * total;
  for (const kind of kinds) {
    left -= kind.worth;
    if (left < 0) return kind;
  }
  return first;
}
