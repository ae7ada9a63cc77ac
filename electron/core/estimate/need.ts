import { HOUR } from '../kernel/time.ts';
import type { DayExpected } from './arrivals.ts';
import { quantileOf, standardQuantile, uniform } from './distribution.ts';
import { type Model, peopleShift } from './learn.ts';

/** A day for which desks are to be planned. Times in ms since its midnight. */
export type DayToServe = {
  expected: DayExpected;
  /** When the office is open, in order; empty: nobody comes. */
  open: readonly { from: number; to: number }[];
  /** When shifts begin or end. */
  changes: readonly number[];
  /** Desks there are. */
  most: number;
  /** 9 in 10 are to be called within this time, ms. */
  limit: number;
};

export type DesksOfHour = {
  hour: number;
  /** Desks that are enough in this hour, when those before had what they needed. */
  desks: number;
  /** Desks that are enough when their number stays the same from one change of shift to the next. */
  inShift: number;
  /** Not even all the desks there are would be enough in this hour. */
  short: boolean;
};

/**
 * The smallest number of desks in each hour of a day, and in each shift, with which 9 in 10 are called within the limit:
 * drawn days are run forward with the service times that were learned. All desks serve everything, and people are
 * called as they came: who goes first changes who waits, and hardly how many wait too long. The same day, model and
 * seed give the same answer. It stops after each step, so that something else can be done in between.
 */
export function* desksNeeded(day: DayToServe, model: Model, seed: number): Generator<undefined, DesksOfHour[]> {
  const first = day.open[0];
  const last = day.open.at(-1);
  if (!first || !last) return [];
  const days = yield* drawDays(day, model, seed);
  const from = Math.floor(first.from / HOUR);
  const to = Math.ceil(last.to / HOUR);
  const hours = Array.from({ length: to - from }, (_, i) => ({ from: (from + i) * HOUR, to: (from + i + 1) * HOUR }));
  const inner = day.changes.filter((change) => change > first.from && change < last.to).sort((a, b) => a - b);
  const edges = [first.from, ...new Set(inner), last.to];
  const shifts = edges.slice(1).map((edge, i) => ({ from: edges[i]!, to: edge }));
  const byHour = yield* smallest(hours, day, days);
  const byShift = yield* smallest(shifts, day, days);
  return hours.map((hour, i) => {
    const within = byShift.filter((_, j) => shifts[j]!.from < hour.to && shifts[j]!.to > hour.from);
    const { desks, short } = byHour[i]!;
    return { hour: from + i, desks, short, inShift: Math.max(0, ...within.map((each) => each.desks)) };
  });
}

/** The share that may wait longer. */
const OVER = 0.1;
/** So many people are drawn for a day, on so many drawn days: more would not change a whole number of desks. */
const PEOPLE = 30_000;
const FEWEST_DAYS = 60;
const MOST_DAYS = 300;
/** Its multiples fill the numbers from 0 to 1 evenly, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** People of one drawn day in the order in which they come. */
type DrawnDay = {
  /** When each may be called at the earliest: whoever comes while the office is closed waits from its opening on, ms. */
  at: Float64Array;
  /** Time at the desk in an hour like any other, ms. */
  work: Float64Array;
  /** Time of the desk that no hour makes longer, ms: until the next call, and waiting for somebody who does not come. */
  rest: Float64Array;
  /** How long each is ready to wait, ms. */
  patience: Float64Array;
  /** By how much each hour takes longer (a factor). */
  slower: readonly number[];
};

type Window = { from: number; to: number };
/** A drawn day on its way: who is next, and when each open desk is free, in order. */
type Standing = { next: number; free: readonly number[] };

function* smallest(
  windows: readonly Window[],
  day: DayToServe,
  days: readonly DrawnDay[],
): Generator<undefined, { desks: number; short: boolean }[]> {
  let standing: Standing[] = days.map(() => ({ next: 0, free: [] }));
  let desks = 1;
  const found: { desks: number; short: boolean }[] = [];
  for (const window of windows) {
    const isOpen = day.open.some(({ from, to }) => from < window.to && to > window.from);
    const holds = (count: number) => {
      const all = { people: 0, late: 0 };
      for (const [i, drawn] of days.entries()) serve(drawn, standing[i]!, window, count, day, all);
      return all.late <= OVER * all.people;
    };
    let short = false;
    if (!isOpen) desks = 0;
    else if (holds(desks)) while (desks > 0 && holds(desks - 1)) desks -= 1;
    else {
      do desks += 1;
      while (desks <= day.most && !holds(desks));
      short = desks > day.most;
      desks = Math.min(desks, day.most);
    }
    standing = days.map((drawn, i) => serve(drawn, standing[i]!, window, desks, day, null));
    found.push({ desks, short });
    yield;
  }
  return found;
}

/**
 * Runs one day through one window with so many desks. With `all` everybody is counted who waits when it begins or
 * comes in it, as if the desks stayed; without, it is left as it stands when the window ends.
 */
function serve(
  { at, work, rest, patience, slower }: DrawnDay,
  { next, free: before }: Standing,
  window: Window,
  count: number,
  { open, limit }: DayToServe,
  all: { people: number; late: number } | null,
): Standing {
  // A desk that closes goes once it is free: those that are free first.
  const free = before.slice(Math.max(0, before.length - count));
  while (free.length < count) insert(free, window.from);
  let i = next;
  for (; i < at.length && at[i]! < window.to; i++) {
    const comes = at[i]!;
    const start = free.length === 0 ? Number.POSITIVE_INFINITY : openFrom(open, Math.max(free[0]!, comes));
    if (all === null && start >= window.to) break;
    if (all !== null) {
      // Whoever is late already when it begins cannot be helped to have been on time, but is not to wait as long again.
      const since = window.from - comes > limit ? window.from : comes;
      all.people += 1;
      if (start - since > limit) all.late += 1;
    }
    if (free.length === 0 || start - comes > patience[i]!) continue;
    free.shift();
    insert(free, start + work[i]! * slower[Math.floor(start / HOUR) % 24]! + rest[i]!);
  }
  return { next: i, free };
}

function insert(free: number[], at: number): void {
  let place = free.length;
  free.push(at);
  for (; place > 0 && free[place - 1]! > at; place--) free[place] = free[place - 1]!;
  free[place] = at;
}

/** The first moment from `at` on at which the office is open; after its last hours whoever has a number is served. */
function openFrom(open: readonly Window[], at: number): number {
  for (const { from, to } of open) if (at < to) return Math.max(at, from);
  return at;
}

function* drawDays({ expected, open }: DayToServe, model: Model, seed: number): Generator<undefined, DrawnDay[]> {
  const { hours, spread, kinds } = expected;
  const count = hours.reduce((sum, n) => sum + n, 0);
  const days = Math.round(Math.min(MOST_DAYS, Math.max(FEWEST_DAYS, PEOPLE / Math.max(count, 1))));
  const known = kinds.map(({ service, people, share }) => ({
    share,
    time: model.service(service),
    absent: model.absentShare(service),
    shift: peopleShift(people),
  }));
  const { gap, absent, pace, leaving } = model;
  const slower = Array.from({ length: 24 }, (_, hour) => Math.exp(model.hourShift(hour)));

  const drawn: DrawnDay[] = [];
  for (let day = 0; day < days; day++) {
    const draw = seed * MOST_DAYS + day;
    // Busy days and slow ones in their right shares, and spread evenly over each other: the worst tenth decides.
    const busy = Math.exp(spread * standardQuantile(null, (day + 0.5) / days) - spread ** 2 / 2);
    const slow = pace * standardQuantile(null, ((day + 0.5) * GOLDEN) % 1);
    const arrivals = drawArrivals(hours, busy, draw);
    const at = new Float64Array(arrivals.length);
    const work = new Float64Array(arrivals.length);
    const rest = new Float64Array(arrivals.length);
    const patience = new Float64Array(arrivals.length);
    for (const [i, comes] of arrivals.entries()) {
      const key = (i + 1) * 0x9e37;
      const { time, absent: missing, shift } = kindBy(known, uniform(draw, key));
      at[i] = openFrom(open, comes);
      rest[i] = quantileOf(gap, uniform(draw, key ^ 0x5bd1e995));
      if (uniform(draw, key ^ 0x1b873593) < missing) rest[i]! += quantileOf(absent, uniform(draw, key ^ 0x27d4eb2f));
      else work[i] = quantileOf(time, uniform(draw, key ^ 0x85ebca6b), shift + slow);
      patience[i] = leaving > 0 ? -Math.log(uniform(draw, key ^ 0x3c6ef372)) / leaving : Number.POSITIVE_INFINITY;
    }
    drawn.push({ at, work, rest, patience, slower });
    if (day % 20 === 19) yield;
  }
  return drawn;
}

/** Instants of a day (ms since midnight) at which somebody comes, in order: as often as is expected of each hour, by chance. */
function drawArrivals(hours: readonly number[], busy: number, draw: number): number[] {
  const list: number[] = [];
  let hour = 0;
  /** Numbers expected before this hour, and up to the next arrival. */
  let behind = 0;
  let until = 0;
  for (let i = 1; ; i++) {
    until -= Math.log(uniform(draw, i * 0x2545f));
    while (hour < 24 && behind + hours[hour]! * busy < until) behind += hours[hour++]! * busy;
    if (hour === 24) return list;
    list.push((hour + (until - behind) / (hours[hour]! * busy)) * HOUR);
  }
}

function kindBy<T extends { share: number }>(kinds: readonly T[], u: number): T {
  let left = u;
  for (const kind of kinds) {
    left -= kind.share;
    if (left <= 0) return kind;
  }
  return kinds.at(-1)!;
}
