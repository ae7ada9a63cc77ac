import type { ModelData } from 'highs';
import {
  type Cell,
  costOf,
  type Person,
  type Plan,
  type Problem,
  type Sum,
  type Weight,
} from '../../core/roster/problem.ts';

/** A problem as HiGHS takes it, and the way between its columns and a plan. */
export type Model = {
  data: ModelData;
  /** How much of a cell is done at a point: 0 or 1, or between in the linear relaxation. */
  share(cell: Cell, values: ArrayLike<number>): number;
  /** The plan of a feasible point. */
  planOf(values: ArrayLike<number>): Plan;
  /** The point of a plan, for a start; null where the plan breaks a hard rule of some person's. */
  valuesOf(plan: Plan): Float64Array | null;
};

/**
 * Every plan that keeps the hard rules is a feasible point of the model and costs the same there. Null: it was seen
 * while building that there is none.
 *
 * One binary column for each duty a person may do on a day; what follows from them is whole as well, and said to be, for
 * the solver then finds more cuts and cliques. The rules on runs and successions are a flow through a
 * small network for each person (`networkOf`): its paths are the sequences of runs that keep the rules, so the linear
 * relaxation knows them exactly. What is fixed makes no columns.
 */
export function buildModel(problem: Problem): Model | null {
  const columns = createColumns();
  const rows = createRows();
  const { days, duties } = problem;
  /** By cell: its column, or `NEVER`, or `ALWAYS` where it is fixed. */
  const cells = new Int32Array(problem.people.length * days * duties).fill(NEVER);
  const at = (person: number, day: number, duty: number) => (person * days + day) * duties + duty;
  const paths: Walk[] = [];
  /** Sums that ask for somebody: when none of these columns is set, all of `least` is missing. */
  const floors: { columns: number[]; least: number; missing: Expression }[] = [];
  let possible = true;

  const addCell = (sum: Expression, { person, day, duty }: Cell, times: number) => {
    const column = cells[at(person, day, duty)] ?? NEVER;
    if (column === ALWAYS) sum.constant += times;
    else if (column !== NEVER) sum.add(column, times);
  };
  const worked = (person: number, day: number) => {
    const sum = createExpression();
    for (const duty of problem.people[person]?.days[day]?.duties ?? []) addCell(sum, { person, day, duty }, 1);
    return sum;
  };
  const require = (sum: Expression, lower: number, upper: number) => {
    if (!rows.add(columns, sum, lower, upper)) possible = false;
  };

  for (const [p, person] of problem.people.entries()) {
    const fixed = person.days.map(({ duties, dayOff }) => (duties.length + (dayOff ? 1 : 0) === 1 ? 1 : 0));
    if (person.days.some(({ duties, dayOff }) => duties.length === 0 && !dayOff)) return null;
    for (const [day, cell] of person.days.entries()) {
      for (const duty of cell.duties) {
        const column = fixed[day] ? ALWAYS : columns.add({ cost: 0, upper: 1, integer: true });
        cells[at(p, day, duty)] = column;
      }
    }
    if (fixed.every((is) => is === 1)) {
      // Nothing to decide: the person costs the same in every plan.
      const own = costOf({ ...problem, people: [person], sums: [], companies: [] }, [person.days.map(onlyOf)]);
      if (own.hard.length > 0) return null;
      columns.offset += own.cost;
    } else addPerson(p, person);
  }
  for (const sum of problem.sums) addSum(sum);
  for (const company of problem.companies) addCompany(company);
  if (!possible) return null;

  return {
    data: { ...columns.data(), ...rows.data(columns.count()) },
    share,
    planOf: (values) =>
      problem.people.map((member, person) =>
        member.days.map(({ duties }, day) => duties.find((duty) => share({ person, day, duty }, values) > 0.5) ?? null),
      ),
    valuesOf(plan) {
      const values = new Float64Array(columns.count());
      for (const [p, person] of problem.people.entries()) {
        for (const [day, { duties }] of person.days.entries()) {
          for (const duty of duties) {
            const column = cells[at(p, day, duty)] ?? NEVER;
            if (column >= 0 && plan[p]?.[day] === duty) values[column] = 1;
          }
        }
      }
      for (const walk of paths) if (!walk(plan, values)) return null;
      return values;
    },
  };

  function share({ person, day, duty }: Cell, values: ArrayLike<number>): number {
    const column = cells[at(person, day, duty)] ?? NEVER;
    return column === ALWAYS ? 1 : column === NEVER ? 0 : (values[column] ?? 0);
  }

  function addPerson(p: number, person: Person): void {
    const { longestWork, shortestWork, shortestOff, successions, before } = person;
    /** How many runs of work begin on a day: 0 or 1. Null where no rule asks for runs. */
    let starts: ((day: number) => Expression) | null = null;
    if (longestWork || shortestWork || shortestOff || successions.length > 0) starts = addNetwork(p, person);
    else
      for (let day = 0; day < days; day++) {
        const sum = worked(p, day);
        if (!person.days[day]?.dayOff) require(sum, 1, 1);
        else require(sum, 0, 1);
      }
    if (starts !== null && successions.length > 0) addSuccessions(p, person, starts);
    if (before !== null && before.duty !== null) {
      for (const { duty, next, weight } of successions) {
        if (duty !== before.duty) continue;
        const cell = createExpression();
        addCell(cell, { person: p, day: 0, duty: next }, 1);
        if (weight === 'hard') require(cell, 0, 0);
        else columns.charge(cell, weight);
      }
    }
    for (const { groups, most, weight } of person.groups) {
      const sum = createExpression();
      for (const group of groups)
        sum.addAll(
          touched(
            p,
            [...group].sort((a, b) => a - b),
            starts,
          ),
          1,
        );
      bound(sum, { least: Number.NEGATIVE_INFINITY, under: 0, most, over: weight });
    }
  }

  /** 1 where any day of the group is worked: two days side by side are, when the first is or a run begins on the second. */
  function touched(p: number, group: readonly number[], starts: ((day: number) => Expression) | null): Expression {
    const [first = 0, second] = group;
    const sum = worked(p, first);
    if (group.length === 1) return sum;
    if (group.length === 2 && second === first + 1 && starts !== null) return sum.addAll(starts(second), 1);
    const any = columns.add({ cost: 0, upper: 1, integer: true });
    paths.push((plan, values) => {
      values[any] = group.some((day) => (plan[p]?.[day] ?? null) !== null) ? 1 : 0;
      return true;
    });
    for (const [i, day] of group.entries()) {
      const both = worked(p, day);
      if (starts !== null && group[i + 1] === day + 1) both.addAll(starts(day + 1), 1);
      require(createExpression().add(any, 1).addAll(both, -1), 0, Number.POSITIVE_INFINITY);
    }
    return createExpression().add(any, 1);
  }

  /** The flow through the person's network, tied to the duties; gives how many runs of work begin on a day. */
  function addNetwork(p: number, person: Person): (day: number) => Expression {
    const arcs = networkOf(person, days);
    const column = arcs.map(({ cost }) => columns.add({ cost, upper: 1, integer: true }));
    const nodes = new Map<string, Expression>([[SOURCE, createExpression()]]);
    const cover = Array.from({ length: days }, () => createExpression());
    const into = new Map<string, Expression>();
    for (const [i, arc] of arcs.entries()) {
      const c = column[i] ?? 0;
      for (const [name, sign] of [
        [arc.from, 1],
        [arc.to, -1],
      ] as const) {
        const node = nodes.get(name) ?? createExpression();
        nodes.set(name, node.add(c, sign));
      }
      into.set(arc.to, (into.get(arc.to) ?? createExpression()).add(c, 1));
      if (arc.work) for (let day = arc.first; day < arc.end; day++) cover[day]?.add(c, 1);
    }
    if (arcs.length === 0) possible = false;
    for (const [name, node] of nodes) {
      if (name === SINK) continue;
      const supply = name === SOURCE ? 1 : 0;
      require(node, supply, supply);
    }
    for (const [day, covered] of cover.entries()) require(worked(p, day).addAll(covered, -1), 0, 0);
    const from = grouped([...arcs.keys()], (i) => arcs[i]?.from ?? '');
    paths.push((plan, values) => {
      const path = pathOf(plan[p] ?? [], arcs, from);
      for (const i of path ?? []) values[column[i] ?? 0] = 1;
      return path !== null;
    });
    return (day) => into.get(node('work', day)) ?? createExpression();
  }

  /**
   * Duties T on a day need a run that begins there, or on the day before a duty that one of T may follow. These rows for
   * all sets T that are forbidden together after some duties say all there is to say about two days.
   */
  function addSuccessions(p: number, person: Person, starts: (day: number) => Expression): void {
    const hard = person.successions.filter(({ weight }) => weight === 'hard');
    const soft = person.successions.filter(({ weight }) => weight !== 'hard' && weight > 0);
    const hardSets = setsOf(hard, duties);
    const softSets = soft.length > 0 ? setsOf([...hard, ...soft], duties) : [];
    for (let day = 1; day < days; day++) {
      const limit = (set: SuccessionSet) => {
        const sum = createExpression();
        for (const duty of set.next) addCell(sum, { person: p, day, duty }, 1);
        if (sum.terms.size === 0 && sum.constant === 0) return null;
        for (const duty of set.allowed) addCell(sum, { person: p, day: day - 1, duty }, -1);
        return sum.addAll(starts(day), -1);
      };
      for (const set of hardSets) {
        const sum = limit(set);
        if (sum !== null) require(sum, Number.NEGATIVE_INFINITY, 0);
      }
      const broken = soft.map(({ duty, next, weight }) => {
        const both = createExpression();
        addCell(both, { person: p, day: day - 1, duty }, 1);
        addCell(both, { person: p, day, duty: next }, 1);
        if (both.constant + both.terms.size < 2) return null;
        const pair = columns.add({ cost: weight as number, upper: 1, integer: true });
        paths.push((plan, values) => {
          values[pair] = plan[p]?.[day - 1] === duty && plan[p]?.[day] === next ? 1 : 0;
          return true;
        });
        require(both.add(pair, -1), Number.NEGATIVE_INFINITY, 1);
        return { duty, next, pair };
      });
      for (const set of softSets) {
        const sum = limit(set);
        if (sum === null) continue;
        for (const pair of broken)
          if (pair && set.after.includes(pair.duty) && set.next.includes(pair.next)) sum.add(pair.pair, -1);
        require(sum, Number.NEGATIVE_INFINITY, 0);
      }
    }
  }

  function addSum({ cells: counted, least, under, most, over }: Sum): void {
    const sum = createExpression();
    const dayOf = new Map<number, Cell>();
    for (const cell of counted) {
      addCell(sum, cell, cell.times);
      const column = cells[at(cell.person, cell.day, cell.duty)] ?? NEVER;
      if (column >= 0) dayOf.set(column, cell);
    }
    // At most one cell of a person's day is done, so what it costs is known cell by cell.
    const places = new Set([...dayOf.values()].map(({ person, day }) => person * days + day));
    if (places.size <= 1) {
      const price = (value: number) => costOfValue(value, { least, under, most, over });
      const none = price(sum.constant);
      for (const [column, times] of sum.terms) {
        const some = price(sum.constant + times);
        if (some === null) require(createExpression().add(column, 1), 0, 0);
        else columns.cost[column] = (columns.cost[column] ?? 0) + some - (none ?? 0);
      }
      if (none !== null) columns.offset += none;
      else {
        const one = createExpression();
        for (const column of sum.terms.keys()) one.add(column, 1);
        require(one, 1, 1);
      }
      return;
    }
    const largest = new Map<number, number>();
    for (const [column, times] of sum.terms) {
      const { person, day } = dayOf.get(column) ?? { person: 0, day: 0 };
      const place = person * days + day;
      largest.set(place, Math.max(largest.get(place) ?? 0, times));
    }
    const highest = sum.constant + [...largest.values()].reduce((total, times) => total + times, 0);
    const missing = bound(sum, { least, under, most, over }, highest);
    if (missing !== null && sum.constant === 0) floors.push({ columns: [...sum.terms.keys()], least, missing });
  }

  /**
   * Keeps the sum between its limits, or lets it leave them at a price. `highest`: the most it can come to. Gives what is
   * missing to the lower limit; null where nothing can be.
   */
  function bound(sum: Expression, limits: Limits, highest = Number.POSITIVE_INFINITY): Expression | null {
    const { least, under, most, over } = limits;
    if (least > most) {
      // Limits that leave nothing between them are each broken for themselves.
      bound(sum, { ...limits, least: Number.NEGATIVE_INFINITY, under: 0 }, highest);
      return bound(sum, { ...limits, most: Number.POSITIVE_INFINITY, over: 0 });
    }
    let lowest = sum.constant;
    for (const times of sum.terms.values()) lowest += Math.min(0, times);
    const asked = { lower: lowest < least && under !== 0, upper: highest > most && over !== 0 };
    if (!asked.lower && !asked.upper) return null;
    const missing = createExpression();
    const all = createExpression().addAll(sum, 1);
    const whole = [...sum.terms.values()].every(Number.isInteger);
    const slack = (weight: Weight, sign: number) => {
      if (weight === 'hard') return;
      const [limit, upper] = sign > 0 ? [least, least - lowest] : [most, highest - most];
      const integer = whole && Number.isInteger(limit - sum.constant);
      const column = columns.add({ cost: weight, upper, integer });
      all.add(column, sign);
      if (sign > 0) missing.add(column, 1);
      paths.push((_, values) => {
        let value = sum.constant;
        for (const [c, times] of sum.terms) value += times * (values[c] ?? 0);
        values[column] = Math.max(0, sign > 0 ? least - value : value - most);
        return true;
      });
    };
    if (asked.lower) slack(under, 1);
    if (asked.upper) slack(over, -1);
    require(all, asked.lower ? least : Number.NEGATIVE_INFINITY, asked.upper ? most : Number.POSITIVE_INFINITY);
    return asked.lower ? missing : null;
  }

  function addCompany({ when, need, least, weight }: Problem['companies'][number]): void {
    if (weight === 0 || least <= 0) return;
    const any = columns.add({ cost: 0, upper: 1, integer: true });
    let columnsOfWhen = 0;
    for (const day of grouped(when, ({ person, day }) => person * days + day).values()) {
      const sum = createExpression();
      // Several duties of one person's day exclude one another; named twice they are still one.
      for (const duty of new Set(day.map(({ duty }) => duty)))
        addCell(sum, { person: day[0]?.person ?? 0, day: day[0]?.day ?? 0, duty }, 1);
      columnsOfWhen += sum.terms.size + sum.constant;
      require(createExpression().add(any, 1).addAll(sum, -1), 0, Number.POSITIVE_INFINITY);
    }
    paths.push((plan, values) => {
      values[any] = when.some(({ person, day, duty }) => plan[person]?.[day] === duty) ? 1 : 0;
      return true;
    });
    if (columnsOfWhen === 0) return;
    // Where somebody is needed, nobody is there only if all of them are missing: the relaxation would have it that each
    // of many is there a little, and `any` is hardly set.
    const columnsHere = new Set(when.map(({ person, day, duty }) => cells[at(person, day, duty)] ?? NEVER));
    for (const { columns: needed, least, missing } of floors)
      if (needed.every((column) => columnsHere.has(column)))
        require(createExpression().add(any, least).addAll(missing, 1), least, Number.POSITIVE_INFINITY);
    const sum = createExpression();
    for (const cell of need) addCell(sum, cell, 1);
    sum.add(any, -least);
    bound(sum, { least: 0, under: weight, most: Number.POSITIVE_INFINITY, over: 0 });
  }
}

const NEVER = -1;
const ALWAYS = -2;

type Limits = { least: number; under: Weight; most: number; over: Weight };

/** Sets the columns that follow from the duties of a plan; false where the plan breaks a hard rule. */
type Walk = (plan: Plan, values: Float64Array) => boolean;

function onlyOf({ duties }: Person['days'][number]): number | null {
  return duties[0] ?? null;
}

/** What a sum of this value costs; null: it breaks a hard rule. */
function costOfValue(value: number, { least, under, most, over }: Limits): number | null {
  const [missing, beyond] = [Math.max(0, least - value), Math.max(0, value - most)];
  if ((missing > 0 && under === 'hard') || (beyond > 0 && over === 'hard')) return null;
  return (missing > 0 ? missing * (under as number) : 0) + (beyond > 0 ? beyond * (over as number) : 0);
}

function grouped<T, K>(list: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** A linear expression over columns. */
type Expression = {
  terms: Map<number, number>;
  constant: number;
  add(column: number, times: number): Expression;
  addAll(other: Expression, times: number): Expression;
};

function createExpression(): Expression {
  const sum: Expression = {
    terms: new Map(),
    constant: 0,
    add(column, times) {
      sum.terms.set(column, (sum.terms.get(column) ?? 0) + times);
      return sum;
    },
    addAll(other, times) {
      for (const [column, more] of other.terms) sum.add(column, times * more);
      sum.constant += times * other.constant;
      return sum;
    },
  };
  return sum;
}

function createColumns() {
  const cost: number[] = [];
  const upper: number[] = [];
  const integer: boolean[] = [];
  const columns = {
    cost,
    integer,
    offset: 0,
    count: () => cost.length,
    /** A column from 0 to `upper`. */
    add(column: { cost: number; upper: number; integer: boolean }): number {
      upper.push(column.upper);
      integer.push(column.integer);
      return cost.push(column.cost) - 1;
    },
    /** Lets each unit of the expression cost so much. */
    charge(sum: Expression, weight: number): void {
      columns.offset += weight * sum.constant;
      for (const [column, times] of sum.terms) cost[column] = (cost[column] ?? 0) + weight * times;
    },
    data: () => ({
      numCols: cost.length,
      offset: columns.offset,
      colCost: Float64Array.from(cost),
      colLower: new Float64Array(cost.length),
      colUpper: Float64Array.from(upper),
      integrality: Int32Array.from(integer, (is) => (is ? 1 : 0)),
    }),
  };
  return columns;
}

function createRows() {
  const lowers: number[] = [];
  const uppers: number[] = [];
  const starts: number[] = [0];
  const indices: number[] = [];
  const values: number[] = [];
  return {
    /** Asks for `lower` ≤ sum ≤ `upper`; false where that cannot be. */
    add(columns: ReturnType<typeof createColumns>, sum: Expression, lower: number, upper: number): boolean {
      let [least, most] = [lower - sum.constant, upper - sum.constant];
      const terms = [...sum.terms].filter(([, times]) => times !== 0);
      if (terms.length === 0) return least <= 1e-9 && most >= -1e-9;
      // Whole numbers of whole things: a limit between two of their multiples is the nearer one, which cuts off fractions.
      const step = terms.every(([column]) => columns.integer[column])
        ? greatest(terms.map(([, times]) => times))
        : null;
      if (step !== null) [least, most] = [Math.ceil(least / step - 1e-9), Math.floor(most / step + 1e-9)];
      if (least > most) return false;
      for (const [column, times] of terms) {
        indices.push(column);
        values.push(times / (step ?? 1));
      }
      starts.push(indices.length);
      lowers.push(least);
      uppers.push(most);
      return true;
    },
    data: (numCols: number) => ({
      numRows: lowers.length,
      rowLower: Float64Array.from(lowers),
      rowUpper: Float64Array.from(uppers),
      matrix: {
        format: 'csr' as const,
        numRows: lowers.length,
        numCols,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(indices),
        values: Float64Array.from(values),
      },
    }),
  };
}

/** The greatest number of which all are whole multiples; null when they are no whole numbers. */
export function greatest(numbers: readonly number[]): number | null {
  let step = 0;
  for (const number of numbers) {
    if (!Number.isInteger(number)) return null;
    for (let [a, b] = [Math.abs(number), step]; ; [a, b] = [b, a % b]) {
      if (b !== 0) continue;
      step = a;
      break;
    }
  }
  return step === 0 ? null : step;
}

/** A step through a person's days `first` to `end` − 1, all with a duty or all without. */
type Arc = { from: string; to: string; first: number; end: number; work: boolean; cost: number };

const SOURCE = 'source';
const SINK = 'sink';
/**
 * Before a day: a run of work begins on it ('work'); the present one may go on or end, at no price for being short
 * ('long'); a run of days off begins ('off'); days off may go on or end ('rest').
 */
const node = (kind: 'work' | 'long' | 'off' | 'rest', day: number) => `${kind} ${day}`;

/**
 * A person's network: each path from source to sink is a sequence of runs of days with and without a duty that keeps the
 * hard rules on runs, and costs what the soft ones ask. Only arcs that lie on such a path.
 */
function networkOf({ days: cells, longestWork, shortestWork, shortestOff, before }: Person, days: number): Arc[] {
  const arcs: Arc[] = [];
  const canWork = cells.map(({ duties }) => duties.length > 0);
  const canRest = cells.map(({ dayOff }) => dayOff);
  const past = before?.run ?? 0;
  const open = before?.open ?? false;
  /** A run of work is one arc up to this length, and goes on day by day from there if it may. */
  const goesOn = longestWork?.weight !== 'hard';
  const longest = goesOn ? Math.max(longestWork?.days ?? 0, shortestWork?.days ?? 0, 1) : longestWork.days;
  const rested = Math.max(shortestOff?.days ?? 0, 1);

  /** Price of a whole run; null: it may not be. */
  const tooShort = (run: typeof shortestWork, length: number) => {
    const missing = run === null ? 0 : run.days - length;
    if (run === null || missing <= 0) return 0;
    return run.weight === 'hard' ? null : missing * run.weight;
  };
  const tooLong = (length: number, inside: number) => {
    const beyond = longestWork === null ? 0 : Math.min(inside, length - longestWork.days);
    return beyond <= 0 || longestWork === null || longestWork.weight === 'hard' ? 0 : beyond * longestWork.weight;
  };
  const add = (from: string, to: string, first: number, end: number, work: boolean, cost: number | null) => {
    if (cost !== null) arcs.push({ from, to: end === days ? SINK : to, first, end, work, cost });
  };
  /** Runs of work from a day on, of which `done` days lie before it; `free`: never too short. */
  const work = (from: string, day: number, done: number, free: boolean) => {
    for (let end = day + 1; end <= days && canWork[end - 1] && done + end - day <= longest; end++) {
      const length = done + end - day;
      const price = free || end === days ? 0 : tooShort(shortestWork, length);
      const cost = price === null ? null : price + tooLong(length, end - day);
      add(from, node(goesOn && length === longest ? 'long' : 'off', end), day, end, true, cost);
    }
  };
  const off = (from: string, day: number, done: number) => {
    for (let end = day + 1; end <= days && canRest[end - 1] && done + end - day <= rested; end++) {
      const length = done + end - day;
      if (length === rested || end === days) add(from, node('rest', end), day, end, false, 0);
      else add(from, node('work', end), day, end, false, tooShort(shortestOff, length));
    }
  };

  const beyond = longestWork === null || longestWork.weight === 'hard' ? 0 : longestWork.weight;
  if (past > 0) {
    if (past >= longest && goesOn) add(SOURCE, node('long', 0), 0, 0, true, 0);
    else {
      work(SOURCE, 0, past, open);
      add(SOURCE, node('off', 0), 0, 0, false, open ? 0 : tooShort(shortestWork, past));
    }
  } else if (past === 0 || open || -past >= rested) add(SOURCE, node('rest', 0), 0, 0, false, 0);
  else {
    off(SOURCE, 0, -past);
    add(SOURCE, node('work', 0), 0, 0, false, tooShort(shortestOff, -past));
  }
  for (let day = 0; day < days; day++) {
    work(node('work', day), day, 0, past === 0 && day === 0);
    if (goesOn) {
      if (canWork[day]) add(node('long', day), node('long', day + 1), day, day + 1, true, beyond);
      add(node('long', day), node('off', day), day, day, false, 0);
    }
    off(node('off', day), day, 0);
    if (canRest[day]) add(node('rest', day), node('rest', day + 1), day, day + 1, false, 0);
    add(node('rest', day), node('work', day), day, day, false, 0);
  }
  return onPaths(arcs);
}

/** The arcs that lie on a path from source to sink. */
function onPaths(arcs: readonly Arc[]): Arc[] {
  const reach = (start: string, from: 'from' | 'to', to: 'from' | 'to') => {
    const next = grouped(arcs, (arc) => arc[from]);
    const found = new Set([start]);
    for (const name of found) for (const arc of next.get(name) ?? []) found.add(arc[to]);
    return found;
  };
  const [ahead, back] = [reach(SOURCE, 'from', 'to'), reach(SINK, 'to', 'from')];
  return arcs.filter(({ from, to }) => ahead.has(from) && back.has(to));
}

/** The cheapest path along the days with and without a duty, as places in `arcs`; null where there is none. */
function pathOf(
  duties: readonly (number | null)[],
  arcs: readonly Arc[],
  from: ReadonlyMap<string, readonly number[]>,
): number[] | null {
  const known = new Map<string, { cost: number; path: number[] } | null>([[SINK, { cost: 0, path: [] }]]);
  const fits = ({ first, end, work }: Arc) =>
    duties.slice(first, end).every((duty) => (duty !== null && duty !== undefined) === work);
  const cheapest = (name: string): { cost: number; path: number[] } | null => {
    const before = known.get(name);
    if (before !== undefined) return before;
    let best: { cost: number; path: number[] } | null = null;
    for (const i of from.get(name) ?? []) {
      const arc = arcs[i];
      if (arc === undefined || !fits(arc)) continue;
      const rest = cheapest(arc.to);
      if (rest !== null && (best === null || arc.cost + rest.cost < best.cost))
        best = { cost: arc.cost + rest.cost, path: [i, ...rest.path] };
    }
    known.set(name, best);
    return best;
  };
  return cheapest(SOURCE)?.path ?? null;
}

/** After any of `after` none of `next` may come; `allowed` are the duties after which one of `next` may. */
type SuccessionSet = { after: readonly number[]; next: readonly number[]; allowed: readonly number[] };

/** More sets than these say little more and cost rows. */
const SETS_ENOUGH = 64;

/** What each duty forbids, and what several forbid together. */
function setsOf(pairs: readonly { duty: number; next: number }[], duties: number): SuccessionSet[] {
  const forbidden = Array.from({ length: duties }, (_, duty) => {
    const next = pairs.filter((pair) => pair.duty === duty).map((pair) => pair.next);
    return [...new Set(next)].sort((a, b) => a - b);
  });
  const sets = new Map<string, readonly number[]>();
  for (const next of forbidden) if (next.length > 0) sets.set(next.join(), next);
  const single = [...sets.values()];
  for (const set of sets.values()) {
    for (const other of single) {
      const both = set.filter((duty) => other.includes(duty));
      if (both.length > 0 && sets.size < SETS_ENOUGH) sets.set(both.join(), both);
    }
  }
  return [...sets.values()].map((next) => {
    const [after, allowed]: [number[], number[]] = [[], []];
    for (const [duty, never] of forbidden.entries())
      (next.every((other) => never.includes(other)) ? after : allowed).push(duty);
    return { after, next, allowed };
  });
}
