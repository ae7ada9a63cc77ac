import { type DayExpected, type DayKind, type DaySeen, learnArrivals } from '../estimate/arrivals.ts';
import { type DayToServe, type DesksOfHour, desksNeeded } from '../estimate/need.ts';
import type { EventLog } from '../kernel/log.ts';
import {
  addDays,
  HOUR,
  instantOf,
  MINUTE,
  minuteOfDay,
  parseClock,
  type ServiceDay,
  serviceDay,
  weekday,
} from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { openSpans } from '../queue/decide.ts';
import type { Queue } from '../queue/queue.ts';
import type { Arrival } from '../queue/types.ts';
import { calendarOf } from './calendar.ts';
import { daysOf } from './commands.ts';
import { dutiesOf, peopleAt } from './duty.ts';
import type { CalendarDay } from './model.ts';
import type { RosterProjection } from './tables.ts';
import type { HourNeed } from './views.ts';

export type Demand = {
  /** Desks needed hour by hour, from a day to another (both included). */
  need(from: ServiceDay, to: ServiceDay): Promise<HourNeed[]>;
};

/**
 * How many desks each hour of some days needs, against those the roster gives: from the numbers this office gave out and
 * the times its services took. Days gone by are read once, in pieces between which the host answers, and what was worked
 * out serves for a while: a chief who leafs through a month is not kept waiting.
 */
export function createDemand(deps: {
  queue: Pick<Queue, 'arrivals' | 'model'>;
  log: Pick<EventLog, 'beganAt' | 'now'>;
  projection: Pick<RosterProjection, 'places'>;
  /** Days of which a restore has lost something: first and last of each time. */
  lost: () => readonly { lostFrom: ServiceDay; lostTo: ServiceDay }[];
  settings: () => Settings;
}): Demand {
  const { queue, log, projection, lost, settings } = deps;
  const read = new Map<ServiceDay, DaySeen>();
  const found = new Map<string, { at: number; desks: DesksOfHour[] }>();
  let learned: { key: string; of: Expect } | null = null;

  /** The days before today, read in pieces: two years at once would stop every screen. */
  async function readDays(today: ServiceDay): Promise<void> {
    const began = log.beganAt();
    const oldest = addDays(today, -DAYS_BACK);
    // On its first day an office opens when its set-up is done.
    const second = began === null ? today : addDays(serviceDay(began), 1);
    for (let day = oldest > second ? oldest : second; day < today; day = addDays(day, DAYS_AT_ONCE)) {
      const days = calendarOf(settings().roster, settings().hours, day, DAYS_AT_ONCE).filter(
        (each) => each.day < today,
      );
      const last = days.at(-1)?.day ?? day;
      // The days before the last one were read with it, or earlier.
      if (read.has(last)) continue;
      const rows = queue.arrivals(day, last);
      for (const each of days)
        read.set(
          each.day,
          countDay(
            each,
            rows.filter((row) => row.day === each.day),
          ),
        );
      await pause();
    }
    for (const day of read.keys()) if (day < oldest) read.delete(day);
  }

  /** What is expected of a day, by the days of which all is known and on which anybody came. */
  async function learn(today: ServiceDay): Promise<Expect> {
    const holidays = JSON.stringify(settings().roster.holidays);
    const key = `${today} ${holidays}`;
    if (learned?.key === key) return learned.of;
    if (!learned?.key.endsWith(holidays)) read.clear();
    await readDays(today);
    const gaps = lost();
    const isWhole = (day: ServiceDay) => gaps.every(({ lostFrom, lostTo }) => day < lostFrom || day > lostTo);
    const seen = [...read.values()].filter(({ day, kinds }) => kinds.length > 0 && day < today && isWhole(day));
    learned = { key, of: learnArrivals(seen, today) };
    await pause();
    return learned.of;
  }

  /** Worked out once for all days of a kind. */
  async function desksOf(
    day: Omit<DayToServe, 'expected'>,
    expected: DayExpected,
    key: string,
  ): Promise<DesksOfHour[]> {
    const asked = JSON.stringify([key, day]);
    const known = found.get(asked);
    if (known && log.now() - known.at < KEPT) return known.desks;
    const steps = desksNeeded({ ...day, expected }, queue.model, SEED);
    let step = steps.next();
    for (let i = 1; !step.done; i++, step = steps.next()) if (i % STEPS_AT_ONCE === 0) await pause();
    found.set(asked, { at: log.now(), desks: step.value });
    return step.value;
  }

  return {
    async need(from, to) {
      const today = serviceDay(log.now());
      const expect = await learn(today);
      const { hours, roster, desks } = settings();
      const places = projection.places(addDays(from, -1), to).filter(({ mark }) => mark !== 'withdrawn');
      const duties = dutiesOf(places, roster).filter(({ standing }) => standing);
      const changes = [...new Set(roster.shifts.flatMap((shift) => [shift.from, shift.to]))].map(
        (at) => parseClock(at) * MINUTE,
      );
      for (const [asked, { at }] of found) if (log.now() - at >= KEPT) found.delete(asked);
      const list: HourNeed[] = [];
      for (const each of calendarOf(roster, hours, from, daysOf(from, to))) {
        const { day } = each;
        const midnight = instantOf(day, 0);
        const since = (stretch: { from: number; to: number }) => ({
          from: stretch.from - midnight,
          to: stretch.to - midnight,
        });
        const open = openSpans(hours, day).map(since);
        const expected = expect(kindOf(each), monthOf(day));
        const toServe = { open, changes, most: desks.length, limit: roster.waitMinutes * MINUTE };
        const needed = expected ? await desksOf(toServe, expected, `${today} ${kindOf(each)} ${monthOf(day)}`) : [];
        const perTicket = expected?.kinds.reduce((sum, { people, share }) => sum + people * share, 0) ?? 0;
        const staffed = duties.map(since);
        for (let hour = 0; hour < 24; hour++) {
          const isOpen = open.some((span) => touches(span, hour));
          if (!isOpen && !staffed.some((duty) => touches(duty, hour))) continue;
          const wanted = needed.find((other) => other.hour === hour);
          // On a closed day nobody is needed, whatever is known of such days.
          const nothing = expected === null && isOpen ? null : 0;
          list.push({
            day,
            hour,
            arrivals: isOpen && expected ? expected.hours[hour]! * perTicket : nothing,
            desks: wanted?.desks ?? nothing,
            inShift: wanted?.inShift ?? nothing,
            short: wanted?.short ?? false,
            planned: peopleAt(duties, midnight + hour * HOUR + HOUR / 2),
          });
        }
      }
      return list;
    },
  };
}

/** Two whole years, for the seasons. */
const DAYS_BACK = 731;
const DAYS_AT_ONCE = 7;
/** Of working out a day: some milliseconds. */
const STEPS_AT_ONCE = 4;
/** What was worked out serves for so long, ms: service times are learned on. */
const KEPT = 10 * MINUTE;
const SEED = 1;
const HOLIDAY = 7;

type Expect = ReturnType<typeof learnArrivals>;

function countDay(of: CalendarDay, arrivals: readonly Arrival[]): DaySeen {
  const hours = Array.from({ length: 24 }, () => 0);
  const kinds = new Map<string, DaySeen['kinds'][number]>();
  for (const { at, service, people } of arrivals) {
    hours[Math.floor(minuteOfDay(at) / 60)]! += 1;
    const key = `${people} ${service}`;
    kinds.set(key, { service, people, count: (kinds.get(key)?.count ?? 0) + 1 });
  }
  return { day: of.day, kind: kindOf(of), month: monthOf(of.day), hours, kinds: [...kinds.values()] };
}

/** Another holiday says more of one than any weekday does. */
function kindOf({ day, holiday }: CalendarDay): DayKind {
  return holiday === null ? weekday(day) : HOLIDAY;
}

function monthOf(day: ServiceDay): number {
  return Number(day.slice(5, 7));
}

function touches(stretch: { from: number; to: number }, hour: number): boolean {
  return stretch.from < (hour + 1) * HOUR && stretch.to > hour * HOUR;
}

/** Lets whatever waits be answered first. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
