import { addDays, type ServiceDay } from '../kernel/time.ts';
import {
  type CalendarDay,
  type Leave,
  type Need,
  type Place,
  type RosterOfficer,
  SHARED,
  type Shared,
  type Shares,
} from './model.ts';
import type { RosterSettings } from './settings.ts';
import { countsAs, isLate } from './shifts.ts';

/** What is shared out among whom. Officers' teams are those of now; of the past nothing else is known. */
export type Sharing = {
  settings: RosterSettings;
  officers: readonly RosterOfficer[];
  leave: readonly Leave[];
  /** The days of the period that is shared out, or of the months behind it, up to the day before it. */
  calendar: readonly CalendarDay[];
};

/** What an officer had in the months behind, and what would have been fair; over all officers both add up to the same. */
export type Behind = { had: Shares; fair: Shares };

/** The first day of all that shares look back on: the caller gives days, leave and places from there on. */
export function firstDayBehind(settings: RosterSettings, from: ServiceDay): ServiceDay {
  const { months, years } = settings.rules.fairness;
  return monthsBefore(from, Math.max(months, 12 * years));
}

/** By officer: what they had in these places. */
export function countOf(
  settings: RosterSettings,
  calendar: readonly CalendarDay[],
  places: readonly Place[],
): Record<string, Shares> {
  const days = new Map(calendar.map((day) => [day.day, day]));
  const shifts = new Map(settings.shifts.map((shift) => [shift.id, shift]));
  const counts: Record<string, Shares> = {};
  for (const { day, shift, officer } of places) {
    const [on, type] = [days.get(day), shifts.get(shift)];
    if (on === undefined || type === undefined) continue;
    counts[officer] ??= noShares();
    for (const shared of SHARED) counts[officer][shared] += countsAs(shared, type, on);
  }
  return counts;
}

/**
 * By officer: nights, weekends and hours of the months behind `from`, holidays and Tết of the years. Fair is: what was
 * done on a day, evened out among those who were there and could have done it.
 */
export function balancesOf(
  { settings, officers, leave, calendar }: Sharing,
  from: ServiceDay,
  places: readonly Place[],
): Record<string, Behind> {
  const { months, years } = settings.rules.fairness;
  const balances = new Map(officers.map(({ id }) => [id, { had: noShares(), fair: noShares() }]));
  const since = (shared: Shared) => monthsBefore(from, shared === 'holidays' || shared === 'tet' ? 12 * years : months);
  const start = new Map(SHARED.map((shared) => [shared, since(shared)]));
  const byDay = Map.groupBy(places, ({ day }) => day);
  const even = createEvening({ settings, officers, leave, calendar });
  for (const day of calendar) {
    if (day.day >= from) continue;
    const done = byDay.get(day.day) ?? [];
    for (const shared of SHARED) {
      if (day.day < (start.get(shared) ?? from)) continue;
      for (const [officer, count] of Object.entries(countOf(settings, [day], done))) {
        const balance = balances.get(officer);
        if (balance) balance.had[shared] += count[shared];
      }
      const posts = done.map(({ team, shift, officer }) => ({ team, shift, people: 1, did: officer }));
      for (const [officer, amount] of even(shared, day, posts)) {
        const balance = balances.get(officer);
        if (balance) balance.fair[shared] += amount;
      }
    }
  }
  return Object.fromEntries(balances);
}

/**
 * By officer: the share of the period. First what is fair by itself (`fair`): each day's needs evened out among those who
 * are there and can do them. Then what they had too much or too little of behind them is taken off: the share is
 * `fair × level − (had − fair behind)`, at least half of `fair` and at most half again as much, so that nobody catches up
 * on half a year within a month; the level is the one at which all shares add up to all needs.
 */
export function sharesOf(
  sharing: Sharing & { needs: readonly Need[] },
  behind: Readonly<Record<string, Behind>>,
): Record<string, Shares> {
  const { officers, calendar, needs } = sharing;
  const even = createEvening(sharing);
  const byDay = Map.groupBy(needs, ({ day }) => day);
  const shares = new Map(officers.map(({ id }) => [id, noShares()]));
  for (const shared of SHARED) {
    const fair = new Map<string, number>();
    for (const day of calendar)
      for (const [officer, amount] of even(shared, day, byDay.get(day.day) ?? []))
        fair.set(officer, (fair.get(officer) ?? 0) + amount);
    const carried = (officer: string) => (behind[officer]?.had[shared] ?? 0) - (behind[officer]?.fair[shared] ?? 0);
    const shareAt = (level: number, [officer, amount]: [string, number]) =>
      Math.min(1.5 * amount, Math.max(0.5 * amount, amount * level - carried(officer)));
    const total = [...fair.values()].reduce((sum, amount) => sum + amount, 0);
    const level = levelAt(total, (level) => [...fair].reduce((sum, entry) => sum + shareAt(level, entry), 0));
    for (const entry of fair) {
      const share = shares.get(entry[0]);
      if (share) share[shared] = shareAt(level, entry);
    }
  }
  return Object.fromEntries(shares);
}

type Post = { team: string; shift: string; people: number; did?: string };

/** An amount of work, and who could do it. */
type Work = { amount: number; able: readonly string[] };

/** Evens out the work of one day: by officer, as much as is fair. */
function createEvening({ settings, officers, leave }: Sharing) {
  const { far } = settings.rules;
  const shifts = new Map(settings.shifts.map((shift) => [shift.id, { shift, late: isLate(shift, far.after) }]));
  const leaves = Map.groupBy(leave, ({ officer }) => officer);
  const thereOn = (day: ServiceDay) =>
    officers.filter(
      ({ id, since, until }) =>
        since <= day &&
        (until === null || day <= until) &&
        !leaves.get(id)?.some((away) => away.from <= day && day <= away.to),
    );
  // Asked for each kind of work of a day in turn.
  let last = { day: '', there: thereOn('') };
  // Most days ask the same of the same people.
  const seen = new Map<string, ReadonlyMap<string, number>>();

  return (shared: Shared, day: CalendarDay, posts: readonly Post[]): ReadonlyMap<string, number> => {
    if (last.day !== day.day) last = { day: day.day, there: thereOn(day.day) };
    const works = new Map<string, Work>();
    for (const { team, shift, people, did } of posts) {
      const type = shifts.get(shift);
      const amount = type ? people * countsAs(shared, type.shift, day) : 0;
      if (type === undefined || amount === 0) continue;
      const ofTeam = last.there.filter(({ teams }) => teams.includes(team));
      const near = type.late && far.weight !== 0 ? ofTeam.filter(({ far }) => !far) : ofTeam;
      // A late shift is nobody's share who lives far away, unless there is nobody else and the rule gives way.
      let able = (near.length > 0 || far.weight === 'hard' ? near : ofTeam).map(({ id }) => id);
      // Done by somebody who could not have done it, by what is known today: theirs alone, and fair.
      if (did !== undefined && !able.includes(did)) able = [did];
      if (able.length === 0) continue;
      const key = able.join(' ');
      works.set(key, { amount: (works.get(key)?.amount ?? 0) + amount, able });
    }
    if (works.size === 0) return nothing;
    const key = JSON.stringify([...works].map(([key, { amount }]) => [key, amount]));
    const known = seen.get(key) ?? evened([...works.values()]);
    seen.set(key, known);
    return known;
  };
}

const nothing: ReadonlyMap<string, number> = new Map();

/**
 * As even as can be: those works that leave most to each of the people who can do them are shared out among these people
 * alone; they are then out of the rest, and so on.
 */
function evened(works: readonly Work[]): Map<string, number> {
  const shares = new Map<string, number>();
  let left = [...works];
  while (left.length > 0) {
    let heaviest: { each: number; works: Set<Work>; people: readonly string[] } | null = null;
    for (let set = 1; set < 2 ** left.length; set++) {
      const chosen = left.filter((_, i) => set & (1 << i));
      const people = [...new Set(chosen.flatMap(({ able }) => able))].filter((officer) => !shares.has(officer));
      const each = chosen.reduce((sum, { amount }) => sum + amount, 0) / people.length;
      if (heaviest === null || each > heaviest.each) heaviest = { each, works: new Set(chosen), people };
    }
    if (heaviest === null) break;
    const { each, works: done, people } = heaviest;
    for (const officer of people) shares.set(officer, each);
    left = left.filter((work) => !done.has(work));
  }
  return shares;
}

/** The level at which a sum that grows with it reaches the total. */
function levelAt(total: number, sumAt: (level: number) => number): number {
  let [low, high] = [-1, 1];
  while (sumAt(high) < total - 1e-9 && high < 1e6) high *= 2;
  while (sumAt(low) > total + 1e-9 && low > -1e6) low *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (sumAt(middle) < total) low = middle;
    else high = middle;
  }
  return high;
}

/** The same day of the month so many months before, or that month's last. */
function monthsBefore(day: ServiceDay, months: number): ServiceDay {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  const first = `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  const same = addDays(first, Number(day.slice(8)) - 1);
  return same.slice(0, 7) === first.slice(0, 7) ? same : addDays(`${same.slice(0, 7)}-01`, -1);
}

function noShares(): Shares {
  return { nights: 0, weekends: 0, holidays: 0, tet: 0, hours: 0 };
}
