import { DAY, instantOf, type ServiceDay } from '../kernel/time.ts';

/** What a day is when people decide to come: 0 = Sunday … 6 = Saturday, 7 = a public holiday on which the office is open. */
export type DayKind = number;

/** A service and how many people stand on the ticket. */
type TicketKind = { service: string; people: number };

/** A whole day gone by on which numbers were given out. */
export type DaySeen = {
  day: ServiceDay;
  kind: DayKind;
  /** 1–12. */
  month: number;
  /** Numbers given out in each hour (0–23). */
  hours: readonly number[];
  kinds: readonly (TicketKind & { count: number })[];
};

/** How such a day is likely to be. */
export type DayExpected = {
  /** Numbers expected in each hour (0–23). */
  hours: readonly number[];
  /** How far one such day differs from another (spread of the logarithm), beyond what chance alone would give. */
  spread: number;
  /** What they are for; shares add up to 1. */
  kinds: readonly (TicketKind & { share: number })[];
};

/**
 * Learns from days gone by, in any order, how a day of a kind in a month is likely to be as of `today`. Recent days count
 * more; a weekday of which few were seen is drawn towards the others, as far as weekdays are alike, and one from Monday to
 * Friday of which none was seen is like the others of these. Null of a weekend or holiday of which none was seen. A month
 * differs from the rest of the year only once whole years were seen, and less the fewer they are.
 */
export function learnArrivals(
  seen: readonly DaySeen[],
  today: ServiceDay,
): (kind: DayKind, month: number) => DayExpected | null {
  const end = instantOf(today, 0);
  const days = seen.map(({ day, kind, month, hours, kinds }) => {
    const count = hours.reduce((sum, n) => sum + n, 0);
    const age = (end - instantOf(day, 0)) / DAY;
    return { kind, month, hours, kinds, age, weight: 0.5 ** (age / HALF_LIFE), log: Math.log(count + 0.5) };
  });
  const seasons = seasonsOf(days);
  const levels = new Map<DayKind, Level>();
  for (const kind of new Set(days.map((day) => day.kind))) {
    levels.set(
      kind,
      levelOf(days.filter((day) => day.kind === kind).map((d) => ({ ...d, log: d.log - seasons(d.month) }))),
    );
  }
  const spread = spreadOf([...levels.values()]);
  const levelsOf = (like: (kind: DayKind) => boolean) => [...levels].filter(([kind]) => like(kind)).map(([, l]) => l);
  const common = commonOf(
    levelsOf((kind) => kind < HOLIDAY),
    spread,
  );
  const workdays = levelsOf(isWorkday);
  const all = shapeOf(days, null);

  return (kind, month) => {
    const level = levels.get(kind);
    if (!level && !(isWorkday(kind) && workdays.length > 0)) return null;
    const shape = shapeOf(
      days.filter((day) => day.kind === kind),
      all,
    );
    // The mean of days that differ by so much lies above their middle.
    // A holiday is like holidays, not like weekdays.
    const middle = !level
      ? commonOf(workdays, spread).mean
      : kind === HOLIDAY
        ? level.mean
        : shrunk(level, common, spread);
    const count = Math.exp(middle + seasons(month) + spread ** 2 / 2);
    return { hours: shape.hours.map((share) => share * count), spread, kinds: shape.kinds };
  };
}

/** After so many days a day counts half. */
const HALF_LIFE = 56;
const HOLIDAY = 7;
/** What is believed of how days of a kind differ before any was seen, and how many days the belief is worth (A). */
const SPREAD = 0.2;
const SPREAD_WORTH = 5;
/** A weekday's own hours and services count half once so many of its numbers were seen, those of all days till then. */
const SHAPE_WORTH = 40;
/** A year counts for the seasons with so many days at least. */
const YEAR_DAYS = 200;
/** And a month of it with so many. */
const MONTH_DAYS = 5;

type Counted = { kind: DayKind; month: number; age: number; weight: number; log: number };

/** Of one kind: the mean of the logarithm, how many days that is worth, and their squares around it. */
type Level = { mean: number; n: number; squares: number };

function isWorkday(kind: DayKind): boolean {
  return kind >= 1 && kind <= 5;
}

function levelOf(days: readonly Pick<Counted, 'weight' | 'log'>[]): Level {
  const weights = days.reduce((sum, { weight }) => sum + weight, 0);
  const mean = days.reduce((sum, { weight, log }) => sum + weight * log, 0) / weights;
  const n = weights ** 2 / days.reduce((sum, { weight }) => sum + weight ** 2, 0);
  return { mean, n, squares: days.reduce((sum, { weight, log }) => sum + weight * (log - mean) ** 2, 0) / weights };
}

/** What chance alone makes of the logarithm of a count. */
function chanceOf({ mean }: Level): number {
  return 1 / Math.max(Math.exp(mean), 1);
}

function spreadOf(levels: readonly Level[]): number {
  let sum = SPREAD_WORTH * SPREAD ** 2;
  let count = SPREAD_WORTH;
  for (const level of levels) {
    sum += level.n * level.squares - Math.max(level.n - 1, 0) * chanceOf(level);
    count += Math.max(level.n - 1, 0);
  }
  return Math.sqrt(Math.max(sum / count, 0.0025));
}

/** The usual day, and how far the weekdays were seen to differ (variance), beyond chance. */
function commonOf(levels: readonly Level[], spread: number): { mean: number; variance: number } {
  const mean = levels.reduce((sum, level) => sum + level.mean, 0) / Math.max(levels.length, 1);
  let between = 0;
  for (const level of levels) between += (level.mean - mean) ** 2 - errorOf(level, spread);
  return { mean, variance: Math.max(between / Math.max(levels.length - 1, 1), 0.01) };
}

function errorOf(level: Level, spread: number): number {
  return (spread ** 2 + chanceOf(level)) / level.n;
}

function shrunk(level: Level, common: { mean: number; variance: number }, spread: number): number {
  const own = common.variance / (common.variance + errorOf(level, spread));
  return own * level.mean + (1 - own) * common.mean;
}

/** By how much the logarithm of a day's numbers lies above its year's in a month (1–12). */
function seasonsOf(days: readonly Counted[]): (month: number) => number {
  const months = Array.from({ length: 13 }, () => ({ sum: 0, years: 0 }));
  const years = Math.floor(days.reduce((most, { age }) => Math.max(most, age), 0) / 365);
  for (let year = 0; year < years; year++) {
    const own = days.filter(({ age }) => age > 365 * year && age <= 365 * (year + 1));
    if (own.length < YEAR_DAYS) continue;
    const means = new Map<DayKind, number>();
    for (const kind of new Set(own.map((day) => day.kind))) {
      const logs = own.filter((day) => day.kind === kind).map(({ log }) => log);
      means.set(kind, logs.reduce((sum, log) => sum + log, 0) / logs.length);
    }
    for (const [month, known] of months.entries()) {
      const rest = own.filter((day) => day.month === month).map(({ log, kind }) => log - (means.get(kind) ?? log));
      if (rest.length < MONTH_DAYS) continue;
      known.sum += rest.reduce((sum, each) => sum + each, 0) / rest.length;
      known.years += 1;
    }
  }
  // As if one year without seasons had been seen as well.
  return (month) => (months[month]?.sum ?? 0) / ((months[month]?.years ?? 0) + 1);
}

type Shape = { hours: number[]; kinds: (TicketKind & { share: number })[] };

/** Shares of the hours and of what people come for, drawn towards those of all days. */
function shapeOf(days: readonly Pick<DaySeen & Counted, 'hours' | 'kinds' | 'weight'>[], all: Shape | null): Shape {
  const worth = all === null ? 0 : SHAPE_WORTH;
  const hours = Array.from({ length: 24 }, (_, hour) => worth * (all?.hours[hour] ?? 0));
  const kinds = new Map(
    (all?.kinds ?? []).map((each) => [`${each.people} ${each.service}`, { ...each, share: worth * each.share }]),
  );
  for (const day of days) {
    for (const [hour, count] of day.hours.entries()) hours[hour]! += day.weight * count;
    for (const { service, people, count } of day.kinds) {
      const key = `${people} ${service}`;
      const known = kinds.get(key) ?? { service, people, share: 0 };
      known.share += day.weight * count;
      kinds.set(key, known);
    }
  }
  const sum = hours.reduce((total, n) => total + n, 0) || 1;
  return {
    hours: hours.map((n) => n / sum),
    kinds: [...kinds.values()].map((each) => ({ ...each, share: each.share / sum })),
  };
}
