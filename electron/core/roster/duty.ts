import type { OfficeNow } from '../estimate/estimate.ts';
import { addDays, DAY, instantOf, MINUTE, parseClock, type ServiceDay } from '../kernel/time.ts';
import type { Place, Profile } from './model.ts';
import type { RosterSettings } from './settings.ts';

/** A place in the roster as a stretch of time, UTC ms; `to` is no longer part of it. */
export type Duty = Place & { from: number; to: number; standing: boolean };

/** Who is on duty from when to when; a place whose shift or team has been taken out of the settings since is left out. */
export function dutiesOf(places: readonly Place[], settings: Pick<RosterSettings, 'shifts' | 'teams'>): Duty[] {
  return places.flatMap((place): Duty[] => {
    const shift = settings.shifts.find(({ id }) => id === place.shift);
    const team = settings.teams.find(({ id }) => id === place.team);
    if (!shift || !team) return [];
    const from = parseClock(shift.from);
    const to = parseClock(shift.to);
    return [
      {
        ...place,
        from: instantOf(place.day, from),
        to: instantOf(to > from ? place.day : addDays(place.day, 1), to),
        standing: team.kind === 'standing',
      },
    ];
  });
}

/** Whether somebody of a standing team can sit at a desk; of whom nothing was written down yet it is believed. */
export function sitsAtDesk({ skills }: Pick<Profile, 'skills'>): boolean {
  return skills.length === 0 || skills.includes('collect') || skills.includes('eid');
}

/** Whoever begins a shift needs so long until the first call, and whoever ends one serves on so long, ms (A). */
const BEGINS = 5 * MINUTE;
const ENDS = 10 * MINUTE;

/**
 * How many desks the roster opens in the rest of a day: as many as people of `duties` (those who sit at desks) are on
 * duty from each change of a shift on, `most` at the most. What is open now stays so until the next change. The
 * evening's end closes nothing: `closesAt` is when the last numbers are given out, and whoever has one is served.
 */
export function plannedDesks(
  duties: readonly Duty[],
  { day, closesAt, most }: { day: ServiceDay; closesAt: number | null; most: number },
  now: number,
): OfficeNow['plan'] {
  const end = Math.min(closesAt ?? Math.max(...duties.map(({ to }) => to)), instantOf(day, 0) + DAY);
  const changes = [...new Set(duties.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const plan: { from: number; desks: number }[] = [];
  let before = 0;
  for (const change of changes) {
    const people = new Set(
      duties.filter(({ from, to }) => from <= change && change < to).map(({ officer }) => officer),
    );
    const desks = Math.min(people.size, most);
    const from = Math.max(change + (desks > before ? BEGINS : ENDS), plan.at(-1)?.from ?? 0);
    before = desks;
    if (from > now && change < end && change >= instantOf(day, 0)) plan.push({ from, desks });
  }
  return plan;
}

/** Whoever comes this long before their shift is on time, ms. */
const EARLY = 30 * MINUTE;

/** Whether an officer is on duty at an instant, or soon will be. */
export function isExpected(duties: readonly Duty[], officer: string, at: number): boolean {
  return duties.some((duty) => duty.officer === officer && duty.from - EARLY <= at && at < duty.to);
}
