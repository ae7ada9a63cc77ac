import type { Result } from '../kernel/result.ts';
import { addDays, instantOf, parseClock, type ServiceDay, serviceDay } from '../kernel/time.ts';
import { type Summary, summarySchema } from '../summary/summary.ts';
import {
  type Attention,
  type BundleRow,
  type DayRow,
  type DistrictFailure,
  type DistrictReads,
  type DistrictStore,
  ENTERED,
  type GapRow,
  type GridRows,
  type HeldRow,
  type RefusedRow,
  type StationRow,
  SUMMED,
  type SumRow,
} from './store.ts';

/**
 * A commune's day: 'received' in time or 'late', 'due' while there is still time, 'missing' after it, 'never' when
 * nothing of this commune has come at all, 'notExpected' before its first day and after its end.
 */
export type DayState = 'received' | 'late' | 'due' | 'missing' | 'never' | 'notExpected';

export type Cell = {
  station: string;
  name: string;
  commune: string;
  state: DayState;
  /** Days in a row that have not come, up to the chosen one; 0 when it came or is still due. */
  missingDays: number;
  /** The newest day that came, of all. */
  lastDay: ServiceDay | null;
  receivedAt: number | null;
  /** The last seven days up to the chosen one, oldest first; null where nothing was expected. */
  week: (boolean | null)[];
  /** Of the last 30 days: how many came, of how many expected. */
  completeness: { came: number; expected: number };
  nothing: boolean;
  corrected: boolean;
  /** The office's clock and ours do not agree. */
  clockOff: boolean;
  /** What somebody must look at, whatever day is chosen; `restored` and `refused` of the last 30 days. */
  marks: Attention['kind'][];
  figures: GridRows['days'][number] | null;
};

export type Grid = {
  day: ServiceDay;
  /** The host's clock (UTC ms). */
  now: number;
  /** After this instant (UTC ms) the day is late. */
  dueAt: number;
  /** By state, worst first, then by name. */
  cells: Cell[];
  counts: Record<DayState, number>;
  /** Sums of the day over those that came. */
  totals: { collected: number; handedOut: number; eid1: number; eid2: number; served: number };
};

export type DayView = {
  station: Pick<StationRow, 'id' | 'name' | 'commune' | 'state' | 'expectedFrom' | 'endedOn'>;
  day: ServiceDay;
  state: DayState;
  figures: DayRow | null;
  /** As the station signed it. */
  summary: Summary | null;
  /** Every summary of this day that was accepted, oldest first. */
  bundles: BundleRow[];
  /** The month up to this day, for its curve. */
  days: DayRow[];
  held: Held[];
  refused: RefusedRow[];
  gaps: GapRow[];
};

/** A bundle a person must decide about, without its content. */
export type Held = Omit<HeldRow, 'manifestJson' | 'json'>;

export type WeekDay = {
  day: ServiceDay;
  counts: Record<DayState, number>;
  /** Null when nothing came. */
  sums: SumRow | null;
};

/** What is compared between communes. */
const COMPARED = ['collected', 'handedOut', 'eid2', 'served', 'absent', 'waitMedian'] as const;
export type Compared = (typeof COMPARED)[number];

export type Comparison = {
  figure: Compared;
  /** Communes with this figure on that day. */
  counted: number;
  median: number;
  /** Median of the distances from the median. */
  mad: number;
  /** Far from the others, farthest first; `score` in robust standard deviations. */
  outliers: { station: string; name: string; value: number; score: number }[];
};

/** Beyond this many robust standard deviations a commune is shown as an outlier (Iglewicz and Hoaglin). */
const FAR = 3.5;
/** Of a normal distribution the MAD is this part of the standard deviation; of the mean distance, the other one. */
const MAD_SIGMA = 0.6745;
const MEAN_SIGMA = 1.2533;

export type MissingSummaries = {
  station: string;
  name: string;
  commune: string;
  lastDay: ServiceDay | null;
  /** Runs of days of the last 30 that have not come and are due; both ends belong to them. */
  days: { from: ServiceDay; to: ServiceDay }[];
  /** Numbers of which later ones came. */
  gaps: GapRow[];
};

export type RollUp = {
  from: ServiceDay;
  to: ServiceDay;
  stations: { station: string; name: string; commune: string; expected: number; sums: SumRow | null }[];
  total: Omit<SumRow, 'station' | 'day'> & { expected: number };
};

export type DistrictViews = ReturnType<typeof createDistrictViews>;

/** The questions of the superior office's screen. `dueAt` (`HH:MM`) is on the day after; `now` in UTC ms. */
export function createDistrictViews({
  store,
  now,
  dueAt,
}: {
  store: Pick<DistrictStore, 'read'>;
  now: () => number;
  dueAt: () => string;
}) {
  const dueOf = (day: ServiceDay) => instantOf(addDays(day, 1), parseClock(dueAt()));

  /** Every confirmed commune on a day. */
  async function grid(day: ServiceDay): Promise<Result<Grid, DistrictFailure>> {
    return store.read(async (reads) => {
      const { cells } = await cellsOf(reads, day, now(), dueOf);
      const came = cells.flatMap(({ figures }) => (figures === null ? [] : [figures]));
      const sum = (name: keyof Grid['totals']) => came.reduce((total, row) => total + row[name], 0);
      return {
        day,
        now: now(),
        dueAt: dueOf(day),
        cells: cells.sort(
          (a, b) =>
            ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
            b.missingDays - a.missingDays ||
            (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
        ),
        counts: countStates(cells.map(({ state }) => state)),
        totals: {
          collected: sum('collected'),
          handedOut: sum('handedOut'),
          eid1: sum('eid1'),
          eid2: sum('eid2'),
          served: sum('served'),
        },
      };
    });
  }

  /** One commune's day with its summary and history; null for a station that is not known. */
  async function day(station: string, on: ServiceDay): Promise<Result<DayView | null, DistrictFailure>> {
    return store.read(async (reads) => {
      const row = await reads.station(station);
      if (row === undefined) return null;
      const days = await reads.daysOf(station, addDays(on, -30), on);
      const figures = days.find((one) => one.day === on) ?? null;
      const json = (await reads.summary(station, on))?.json;
      const [head] = await reads.heads([station]);
      const { id, name, commune, state, expectedFrom, endedOn } = row;
      return {
        station: { id, name, commune, state, expectedFrom, endedOn },
        day: on,
        state: stateOf(row, on, figures, head?.lastDay ?? null, now(), dueOf(on)),
        figures,
        summary: json === undefined ? null : summarySchema.parse(JSON.parse(json)),
        bundles: await reads.bundlesOfDay(station, on),
        days,
        held: (await reads.held([station])).map(withoutContent),
        refused: await reads.refused([station]),
        gaps: await reads.gaps([station]),
      };
    });
  }

  /** The seven days that end with this one, oldest first. */
  async function week(last: ServiceDay): Promise<Result<WeekDay[], DistrictFailure>> {
    return store.read(async (reads) => {
      const days = Array.from({ length: 7 }, (_, i) => addDays(last, i - 6));
      const { byDay } = await reads.sums(days[0] ?? last, last);
      const list: WeekDay[] = [];
      for (const one of days) {
        const { cells } = await cellsOf(reads, one, now(), dueOf);
        list.push({
          day: one,
          counts: countStates(cells.map(({ state }) => state)),
          sums: byDay.find((sums) => sums.day === one) ?? null,
        });
      }
      return list;
    });
  }

  /** Medians over the communes of a day and which are far from them. */
  async function comparisons(on: ServiceDay): Promise<Result<Comparison[], DistrictFailure>> {
    return store.read(async (reads) => {
      const { stations, days } = await reads.grid(on, []);
      const nameOf = new Map(stations.map(({ id, name }) => [id, name]));
      return COMPARED.map((figure) =>
        compare(
          figure,
          days.flatMap((row) => {
            const value = row[figure];
            return value === null ? [] : [{ station: row.station, name: nameOf.get(row.station) ?? '', value }];
          }),
        ),
      );
    });
  }

  /** Whose summaries are missing, by name: those with days or numbers that have not come. */
  async function missing(): Promise<Result<MissingSummaries[], DistrictFailure>> {
    return store.read(async (reads) => {
      const today = serviceDay(now());
      const { cells, cameOn, stations } = await cellsOf(reads, today, now(), dueOf);
      const gaps = new Map<string, GapRow[]>();
      for (const gap of await reads.gaps()) gaps.set(gap.station, [...(gaps.get(gap.station) ?? []), gap]);
      const rowOf = new Map(stations.map((row) => [row.id, row]));
      return cells
        .map(({ station, name, commune, lastDay }) => {
          const days: MissingSummaries['days'] = [];
          for (let back = 30; back >= 0; back--) {
            const on = addDays(today, -back);
            const row = rowOf.get(station);
            if (row === undefined || !isExpected(row, on) || cameOn(station, on) || now() <= dueOf(on)) continue;
            const run = days.at(-1);
            if (run !== undefined && addDays(run.to, 1) === on) run.to = on;
            else days.push({ from: on, to: on });
          }
          return { station, name, commune, lastDay, days, gaps: gaps.get(station) ?? [] };
        })
        .filter(({ days, gaps }) => days.length > 0 || gaps.length > 0)
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    });
  }

  /** What a person must decide or know: bundles held back, and files that could not be taken, newest first. */
  async function troubles(): Promise<Result<{ held: Held[]; refused: RefusedRow[] }, DistrictFailure>> {
    return store.read(async (reads) => ({
      held: (await reads.held()).map(withoutContent).reverse(),
      refused: await reads.refused(),
    }));
  }

  /** Totals of [from, to]. */
  async function rollUp(from: ServiceDay, to: ServiceDay): Promise<Result<RollUp, DistrictFailure>> {
    return store.read(async (reads) => {
      const { byStation } = await reads.sums(from, to);
      const sumsOf = new Map(byStation.map((sums) => [sums.station, sums]));
      const known = (await reads.stations()).filter(({ state }) => state !== 'asked');
      const today = serviceDay(now());
      const until = to < today ? to : today;
      const stations = known
        .map((row) => ({
          station: row.id,
          name: row.name,
          commune: row.commune,
          expected: daysBetween(
            row.expectedFrom > from ? row.expectedFrom : from,
            row.endedOn !== null && row.endedOn <= until ? addDays(row.endedOn, -1) : until,
          ),
          sums: sumsOf.get(row.id) ?? null,
        }))
        .filter(({ expected, sums }) => expected > 0 || sums !== null)
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
      const total = { ...noSums, expected: 0 };
      for (const { expected, sums } of stations) {
        total.expected += expected;
        for (const name of SUMS) total[name] += sums?.[name] ?? 0;
      }
      return { from, to, stations, total };
    });
  }

  return { grid, day, week, comparisons, missing, troubles, rollUp };
}

/** Medians and outliers of one figure over communes. */
function compare(figure: Compared, values: readonly { station: string; name: string; value: number }[]): Comparison {
  const middle = median(values.map(({ value }) => value));
  const distances = values.map(({ value }) => Math.abs(value - middle));
  const mad = median(distances);
  // More than half alike: the MAD is nought, and the mean distance takes its place.
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  const sigma = mad > 0 ? mad / MAD_SIGMA : mean * MEAN_SIGMA;
  const outliers = values
    .map(({ station, name, value }) => ({ station, name, value, score: sigma > 0 ? (value - middle) / sigma : 0 }))
    .filter(({ score }) => Math.abs(score) > FAR)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  return { figure, counted: values.length, median: middle, mad, outliers };
}

/** Worst first. */
const ORDER: readonly DayState[] = ['never', 'missing', 'late', 'due', 'received', 'notExpected'];

const SUMS = ['days', ...SUMMED, ...ENTERED.flat()] as const satisfies readonly (keyof SumRow)[];
const noSums = Object.fromEntries(SUMS.map((name) => [name, 0])) as Record<(typeof SUMS)[number], number>;

type Expected = { expectedFrom: ServiceDay; endedOn: ServiceDay | null };

async function cellsOf(
  reads: DistrictReads,
  day: ServiceDay,
  now: number,
  dueOf: (day: ServiceDay) => number,
): Promise<{
  cells: Cell[];
  cameOn: (station: string, day: ServiceDay) => boolean;
  stations: GridRows['stations'];
}> {
  // The chosen day, the seven of its week and the thirty of its completeness, oldest first.
  const window = Array.from({ length: 31 }, (_, i) => addDays(day, i - 30));
  const [rows, attention] = await Promise.all([
    reads.grid(day, [...new Set(window.map((one) => one.slice(0, 7)))]),
    reads.attention(),
  ]);
  const figuresOf = new Map(rows.days.map((row) => [row.station, row]));
  const lastOf = new Map(rows.heads.map((row) => [row.station, row.lastDay]));
  const monthsOf = new Map(rows.months.map((row) => [`${row.station} ${row.month}`, row.days]));
  const marksOf = new Map<string, Attention['kind'][]>();
  for (const { station, kind, at } of attention) {
    // Anybody can send rubbish under a commune's name: no mark for good, where no whole file will ever come.
    if ((kind === 'restored' || kind === 'refused') && serviceDay(at) < addDays(day, -30)) continue;
    marksOf.set(station, [...(marksOf.get(station) ?? []), kind]);
  }
  const cameOn = (station: string, on: ServiceDay) =>
    ((monthsOf.get(`${station} ${on.slice(0, 7)}`) ?? 0) & (1 << (Number(on.slice(8)) - 1))) !== 0;
  const dates = window.map((on) => ({ on, month: on.slice(0, 7), bit: 1 << (Number(on.slice(8)) - 1) }));
  const [firstMonth = ''] = window.map((on) => on.slice(0, 7));
  const dueAt = dueOf(day);
  const cells = rows.stations.map((row): Cell => {
    const figures = figuresOf.get(row.id) ?? null;
    const lastDay = lastOf.get(row.id) ?? null;
    const first = monthsOf.get(`${row.id} ${firstMonth}`) ?? 0;
    const other = monthsOf.get(`${row.id} ${day.slice(0, 7)}`) ?? 0;
    const middle = dates.map(({ month, bit, on }) => {
      if (!isExpected(row, on)) return null;
      const days = month === firstMonth ? first : month === dates.at(-1)?.month ? other : null;
      return days === null ? cameOn(row.id, on) : (days & bit) !== 0;
    });
    const state = stateOf(row, day, figures, lastDay, now, dueAt);
    const thirty = middle.slice(1);
    return {
      station: row.id,
      name: row.name,
      commune: row.commune,
      state,
      missingDays: state === 'missing' || state === 'never' ? missingRun(row, day, middle, lastDay) : 0,
      lastDay,
      receivedAt: figures?.receivedAt ?? null,
      week: thirty.slice(-7),
      completeness: {
        came: thirty.filter((came) => came === true).length,
        expected: thirty.filter((came) => came !== null).length,
      },
      nothing: figures?.nothing === 1,
      corrected: (figures?.versions ?? 0) > 1,
      clockOff: figures?.clockOff === 1,
      marks: marksOf.get(row.id) ?? [],
      figures,
    };
  });
  return { cells, cameOn, stations: rows.stations };
}

function stateOf(
  row: Expected,
  day: ServiceDay,
  figures: { receivedAt: number } | null,
  lastDay: ServiceDay | null,
  now: number,
  dueAt: number,
): DayState {
  if (figures !== null) return figures.receivedAt > dueAt ? 'late' : 'received';
  if (!isExpected(row, day)) return 'notExpected';
  if (now <= dueAt) return 'due';
  return lastDay === null ? 'never' : 'missing';
}

function isExpected({ expectedFrom, endedOn }: Expected, day: ServiceDay): boolean {
  return day >= expectedFrom && (endedOn === null || day < endedOn);
}

/** How many days in a row up to this one; beyond the month that is in hand, by the newest day that came. */
function missingRun(row: Expected, day: ServiceDay, came: (boolean | null)[], lastDay: ServiceDay | null): number {
  const back = [...came].reverse().indexOf(true);
  if (back >= 0) return back;
  if (lastDay !== null && lastDay < day) return daysBetween(addDays(lastDay, 1), day);
  return daysBetween(row.expectedFrom, day);
}

/** Of [from, to]; 0 when it is empty. */
function daysBetween(from: ServiceDay, to: ServiceDay): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1);
}

function countStates(states: readonly DayState[]): Record<DayState, number> {
  const counts = { received: 0, late: 0, due: 0, missing: 0, never: 0, notExpected: 0 };
  for (const state of states) counts[state] += 1;
  return counts;
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

function withoutContent({ manifestJson: _, json: __, ...held }: HeldRow): Held {
  return held;
}
