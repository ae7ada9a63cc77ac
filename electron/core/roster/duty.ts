import type { OfficeNow } from '../estimate/estimate.ts';
import type { EventLog } from '../kernel/log.ts';
import { addDays, DAY, instantOf, MINUTE, type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { openSpans } from '../queue/decide.ts';
import type { Place, Profile } from './model.ts';
import type { Roster } from './roster.ts';
import type { RosterSettings } from './settings.ts';
import { spanOf } from './shifts.ts';
import type { RosterProjection } from './tables.ts';

/** A place in the roster as a stretch of time, UTC ms; `to` is no longer part of it. */
export type Duty = Place & { from: number; to: number; standing: boolean };

/** What the desks and the sign-in ask of the published roster. */
export type DutyNow = {
  /** How many desks are to be opened in the rest of the day, from when on; empty where the day is not published. */
  plan(now: number): OfficeNow['plan'];
  /** How many desks are to be open now; null where the day is not published. */
  desks(now: number): number | null;
  /** Whether somebody who signs in is to say why: they belong to a team, and this day's roster does not have them now. */
  asksWhy(officer: string, now: number): boolean;
};

/** Answers from the published roster; it is asked with every picture of the screens, so a day's is kept until it changes. */
export function createDutyNow(deps: {
  log: Pick<EventLog, 'onChange'>;
  roster: Pick<Roster, 'isPublished' | 'placesOf' | 'presence'>;
  projection: Pick<RosterProjection, 'officer'>;
  settings: () => Settings;
}): DutyNow {
  const { log, roster, projection, settings } = deps;
  let kept: { day: ServiceDay; all: Duty[]; atDesks: Duty[] } | { day: ServiceDay; all: null } | null = null;
  log.onChange((events) => {
    if (events.some(({ type }) => /^(roster|officer|settings)\./.test(type))) kept = null;
  });

  /** Of everybody on duty on a day, or still since the day before; `all` is null where the day is not published. */
  function dutiesAt(day: ServiceDay): NonNullable<typeof kept> {
    if (kept?.day === day) return kept;
    if (!roster.isPublished(day)) kept = { day, all: null };
    else {
      const places = [...roster.placesOf(addDays(day, -1)), ...roster.placesOf(day)];
      const all = dutiesOf(places, settings().roster).filter(({ to }) => to > instantOf(day, 0));
      const sits = ({ standing, officer }: Duty) =>
        standing && sitsAtDesk(projection.officer(officer) ?? { skills: [] });
      kept = { day, all, atDesks: all.filter(sits) };
    }
    return kept;
  }

  return {
    plan(now) {
      const day = serviceDay(now);
      const duties = dutiesAt(day);
      if (duties.all === null) return [];
      const { hours, desks } = settings();
      const closesAt = openSpans(hours, day).at(-1)?.to ?? null;
      return plannedDesks(duties.atDesks, { day, closesAt, most: desks.length }, now);
    },
    desks(now) {
      const duties = dutiesAt(serviceDay(now));
      return duties.all && Math.min(peopleAt(duties.atDesks, now), settings().desks.length);
    },
    asksWhy(officer, now) {
      const { all } = dutiesAt(serviceDay(now));
      if (all === null || isExpected(all, officer, now)) return false;
      const teams = projection.officer(officer)?.teams ?? [];
      const rostered = settings().roster.teams.some(({ id }) => teams.includes(id));
      return rostered && roster.presence(officer, now) === null;
    },
  };
}

/** Who is on duty from when to when; a place whose shift or team has been taken out of the settings since is left out. */
export function dutiesOf(places: readonly Place[], settings: Pick<RosterSettings, 'shifts' | 'teams'>): Duty[] {
  return places.flatMap((place): Duty[] => {
    const shift = settings.shifts.find(({ id }) => id === place.shift);
    const team = settings.teams.find(({ id }) => id === place.team);
    if (!shift || !team) return [];
    const { begin, end } = spanOf(shift);
    const [from, to] = [instantOf(place.day, begin), instantOf(place.day, end)];
    return [{ ...place, from, to, standing: team.kind === 'standing' }];
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
    const desks = Math.min(peopleAt(duties, change), most);
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

/** How many people are on duty at an instant, each once. */
export function peopleAt(duties: readonly Duty[], at: number): number {
  return new Set(duties.filter(({ from, to }) => from <= at && at < to).map(({ officer }) => officer)).size;
}
