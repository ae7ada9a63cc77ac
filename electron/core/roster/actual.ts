import type { StoredEvent } from '../kernel/log.ts';
import { addDays, DAY, instantOf, MINUTE, type ServiceDay } from '../kernel/time.ts';
import type { Duty as DutyCounts } from '../summary/summary.ts';
import { type Duty, dutiesOf } from './duty.ts';
import type { PresenceReason } from './events.ts';
import type { Place } from './model.ts';
import type { Roster } from './roster.ts';
import type { RosterSettings, Team } from './settings.ts';

/** An officer at a desk, UTC ms. `open`: nobody has closed it; it counts to where the counting ended. */
export type DeskSpan = { officer: string; desk: string; from: number; to: number; open: boolean };

/** A published place with its times, as far as they lie in the day that is looked at. */
type PlannedShift = {
  shift: string;
  team: string;
  kind: Team['kind'];
  from: number;
  to: number;
  /** It began on the day before, or ends on the day after: that end is judged there. */
  before: boolean;
  after: boolean;
  /**
   * `ahead`: has not begun; `awaited`: has begun and nobody is there yet; `worked`: was at a desk in it; `absent`: is over
   * without; `noDesk`: a mobile team, of which desks say nothing.
   */
  state: 'ahead' | 'awaited' | 'worked' | 'absent' | 'noDesk';
  /** Minutes; below five nobody is late. */
  late: number;
  early: number;
};

/** A day of one officer: what was planned, where they were, and how the two go together. */
export type OfficerDay = {
  officer: string;
  planned: PlannedShift[];
  spans: DeskSpan[];
  /** Planned, at a desk inside of that, at a desk outside of it; ms. */
  plannedMs: number;
  insideMs: number;
  extraMs: number;
};

/** The day's shifts as the office's own leaders see them: with names, of officers, shifts, teams and desks. */
export type DutyDay = {
  /** Null: no roster of this day was published. */
  duty: DutyCounts | null;
  officers: (Omit<OfficerDay, 'planned'> & {
    name: string;
    rank: string;
    planned: (PlannedShift & { shiftName: string; teamName: string })[];
    reason: PresenceReason | null;
  })[];
};

/** What a day's shifts are judged by: the published places of the day and of the one before, which may last into it. */
export type DayPlan = { places: readonly Place[]; settings: Pick<RosterSettings, 'shifts' | 'teams'> };

/** The published roster of a day as it stands; null where none was published. */
export function planOf(
  roster: Pick<Roster, 'isPublished' | 'placesOf'>,
  settings: DayPlan['settings'],
  day: ServiceDay,
): DayPlan | null {
  if (!roster.isPublished(day)) return null;
  return { places: [...roster.placesOf(addDays(day, -1)), ...roster.placesOf(day)], settings };
}

/** Less is no lateness: clocks differ, and doors are unlocked first. */
const GRACE = 5;

/**
 * Who was at which desk when, from one station's desk events of a day. A pause ends a span, as it ends the time the
 * report counts a desk open, so that the spans of all officers add up to exactly that. A closing without an opening is
 * the turn of the day closing what was forgotten the evening before. `end`: up to when a desk left open counts.
 */
export function deskSpans(events: readonly StoredEvent[], end: number): DeskSpan[] {
  const spans: DeskSpan[] = [];
  /** By desk: who has it, and since when they are at it (null in a pause). */
  const desks = new Map<string, { officer: string; since: number | null }>();
  const leave = (desk: string, to: number, open: boolean) => {
    const at = desks.get(desk);
    if (at && at.since !== null && to > at.since) spans.push({ officer: at.officer, desk, from: at.since, to, open });
  };
  for (const { type, at, data, actor } of events) {
    const { desk, officer = null } = data as { desk: string; officer?: string };
    const before = desks.get(desk);
    switch (type) {
      case 'desk.opened':
      case 'desk.resumed':
      case 'desk.handedOver': {
        const who = officer ?? before?.officer ?? actor;
        if (who === null || (before?.since != null && before.officer === who)) break;
        leave(desk, at, false);
        desks.set(desk, { officer: who, since: type === 'desk.handedOver' && before?.since === null ? null : at });
        break;
      }
      case 'desk.paused':
        leave(desk, at, false);
        if (before) desks.set(desk, { ...before, since: null });
        break;
      case 'desk.closed':
        leave(desk, at, false);
        desks.delete(desk);
        break;
    }
  }
  for (const desk of desks.keys()) leave(desk, end, true);
  return spans;
}

/** The day of every officer who was planned or was at a desk, in the order of their first minute. `now` in UTC ms. */
export function actualDay(of: {
  day: ServiceDay;
  plan: DayPlan;
  spans: readonly DeskSpan[];
  now: number;
}): OfficerDay[] {
  const { day, plan, now } = of;
  const officers = new Map<string, { planned: PlannedShift[]; spans: DeskSpan[] }>();
  const find = (officer: string) => {
    const found = officers.get(officer) ?? { planned: [], spans: [] };
    officers.set(officer, found);
    return found;
  };
  for (const span of of.spans) find(span.officer).spans.push(span);
  for (const duty of dutiesOf(plan.places, plan.settings)) {
    const planned = plannedShift(duty, day);
    if (planned !== null) find(duty.officer).planned.push(planned);
  }
  return [...officers]
    .map(([officer, { planned, spans }]) => {
      spans.sort((a, b) => a.from - b.from);
      planned.sort((a, b) => a.from - b.from);
      const inside = spans.reduce((sum, span) => sum + overlap(span, union(planned)), 0);
      return {
        officer,
        planned: planned.map((shift) => ({ ...shift, ...judge(shift, spans, now) })),
        spans,
        plannedMs: length(union(planned)),
        insideMs: inside,
        extraMs: length(spans) - inside,
      };
    })
    .sort((a, b) => firstMinute(a) - firstMinute(b) || (a.officer < b.officer ? -1 : 1));
}

/** An officer's spans cut where a planned shift begins or ends: what lies outside is `extra`. */
export function piecesOf({ planned, spans }: Pick<OfficerDay, 'planned' | 'spans'>): (DeskSpan & { extra: boolean })[] {
  const edges = planned.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
  return spans.flatMap((span) => {
    const cuts = [span.from, ...edges.filter((edge) => edge > span.from && edge < span.to), span.to];
    return cuts.slice(1).flatMap((to, i) => {
      const from = cuts[i] ?? to;
      const extra = !planned.some((shift) => shift.from <= from && to <= shift.to);
      return from < to ? { ...span, from, to, extra } : [];
    });
  });
}

/**
 * The day in counts, which go up: nobody is named. Teams of one kind are counted together, as on the closing form.
 * Of whoever had no place with a standing team, time at a desk outside their plan is `unplanned`.
 */
export function dutyCounts(officers: readonly OfficerDay[]): DutyCounts {
  const minutes = (days: readonly OfficerDay[]) =>
    Math.round(days.reduce((sum, { extraMs }) => sum + extraMs, 0) / MINUTE);
  const ofDay = ({ planned }: OfficerDay, kind: Team['kind']) =>
    planned.filter((shift) => shift.kind === kind && !shift.before);
  const standing = officers.filter(({ planned }) => planned.some(({ kind }) => kind === 'standing'));
  const unplanned = officers.filter((day) => !standing.includes(day) && day.extraMs > 0);
  const team = (kind: Team['kind']) => {
    const planned = officers.filter((day) => ofDay(day, kind).length > 0);
    const shifts = new Set(planned.flatMap((day) => ofDay(day, kind).map(({ shift }) => shift)));
    return { planned, counts: { officers: planned.length, shifts: shifts.size } };
  };
  const { planned, counts } = team('standing');
  const worked = planned.filter((day) => ofDay(day, 'standing').some(({ state }) => state === 'worked'));
  return {
    standing: { ...counts, worked: worked.length, extraMinutes: minutes(standing) },
    mobile: { ...team('mobile').counts, worked: null, extraMinutes: null },
    unplanned: { officers: unplanned.length, minutes: minutes(unplanned) },
  };
}

type Stretch = { from: number; to: number };

/** The part of a place that lies in the day; null of one that does not reach into it. */
function plannedShift({ shift, team, standing, from, to }: Duty, day: ServiceDay): PlannedShift | null {
  const midnight = instantOf(day, 0);
  const end = midnight + DAY;
  if (from >= end || to <= midnight) return null;
  return {
    ...{ shift, team, kind: standing ? 'standing' : 'mobile' },
    ...{ from: Math.max(from, midnight), to: Math.min(to, end) },
    ...{ before: from < midnight, after: to > end },
    ...{ state: 'ahead', late: 0, early: 0 },
  };
}

function judge(
  shift: PlannedShift,
  spans: readonly DeskSpan[],
  now: number,
): Pick<PlannedShift, 'state' | 'late' | 'early'> {
  const { from, to, kind } = shift;
  if (kind === 'mobile') return { state: 'noDesk', late: 0, early: 0 };
  const there = spans.filter((span) => span.from < to && span.to > from);
  const [first] = there;
  const last = there.at(-1);
  if (!first || !last) {
    if (now < from) return { state: 'ahead', late: 0, early: 0 };
    return now < to
      ? { state: 'awaited', late: lateness(now - from), early: 0 }
      : { state: 'absent', late: 0, early: 0 };
  }
  const end = Math.max(...there.map((span) => span.to));
  // A desk left open says nothing of when somebody went.
  const isLeft = now >= to && !shift.after && there.every(({ open }) => !open);
  return {
    state: 'worked',
    late: shift.before ? 0 : lateness(first.from - from),
    early: isLeft ? lateness(to - end) : 0,
  };
}

function lateness(ms: number): number {
  const minutes = Math.round(ms / MINUTE);
  return minutes < GRACE ? 0 : minutes;
}

/** Stretches as few that do not touch, from sorted ones. */
function union(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const { from, to } of stretches) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

function overlap(span: Stretch, stretches: readonly Stretch[]): number {
  return stretches.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)),
    0,
  );
}

function length(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}

function firstMinute({ planned, spans }: OfficerDay): number {
  return Math.min(planned[0]?.from ?? Infinity, spans[0]?.from ?? Infinity);
}
