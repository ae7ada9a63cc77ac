import type { StoredEvent } from '../kernel/log.ts';
import { addDays, DAY, instantOf, MINUTE, type ServiceDay } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { AGE_BANDS, type AgeBand } from '../people/age.ts';
import { emptyQueue, evolve, isKnown, isLive, isQueueEvent } from '../queue/evolve.ts';
import type { QueueEvent, Ticket, WorkLine } from '../queue/types.ts';
import { type DeskSpan, deskSpans } from '../roster/actual.ts';
import { type DeskChange, deskChanges, endedOn, row, waitsOf, workOf } from './figures.ts';
import { type Duty, type EnteredFigures, LEFT_REASONS, type Rate, type Summary, TARGET_KINDS } from './summary.ts';

/** What the log says of a day's queue. */
export type DayFacts = {
  /** Every number issued on the day or kept into it, as it stood when the day ended or where the log was read to. */
  tickets: Ticket[];
  /** Calls of those that were then marked absent, repeated ones included. */
  absentCalls: number;
  /** Openings and closings; a desk is named with its station, because two stations may both have a desk 1. */
  changes: DeskChange[];
  /** Who was at them; a desk left open counts until `lastAt`, as it does in the report. */
  spans: DeskSpan[];
  /** When the queue last did something on the day; null when it did nothing. */
  lastAt: number | null;
};

/** A day closed before the one that is summarised: what its pace is measured by. */
export type ClosedDay = { day: ServiceDay; idCards: number; entered: EnteredFigures };

/**
 * Folds the day from the logs (one list of events a station, oldest first) by the queue's own rules. `kept` names the
 * numbers of earlier days that were kept into this one: of earlier events only theirs count, so the lists begin on the
 * day the oldest of them was issued. The day ends at midnight: what the turn of the day does to those left over is not
 * of this day, and a number kept overnight ends on the day it is served.
 */
export function foldDay(
  day: ServiceDay,
  logs: readonly (readonly StoredEvent[])[],
  kept: ReadonlySet<string>,
): DayFacts {
  const start = instantOf(day, 0);
  const end = start + DAY;
  const tickets: Ticket[] = [];
  const desks: StoredEvent[] = [];
  let absentCalls = 0;
  let lastAt: number | null = null;
  for (const log of logs) {
    let state = emptyQueue;
    // What is finished lies aside until it is spoken of again: every event copies the state, and a day of 600 numbers
    // would be copied 600 times over.
    const aside = new Map<string, Ticket>();
    for (const stored of log) {
      if (stored.at >= end) break;
      if (!isQueueEvent(stored.type)) continue;
      const event = stored as unknown as QueueEvent;
      const ticket = 'ticket' in event.data ? event.data.ticket : null;
      const today = stored.at >= start;
      if (!today && event.type !== 'day.opened' && (ticket === null || !kept.has(ticket))) continue;
      if (event.type === 'day.opened') aside.clear();
      const back = ticket === null ? undefined : aside.get(ticket);
      if (back && aside.delete(back.id)) state = { ...state, tickets: new Map(state.tickets).set(back.id, back) };
      // The turn of the day also speaks of numbers that were not kept.
      if (!isKnown(state, event)) continue;
      if (today) {
        const calls = ticket === null ? 0 : (state.tickets.get(ticket)?.calls ?? 0);
        if (event.type === 'ticket.absent') absentCalls += calls;
        if (event.type === 'action.undone' && event.data.action === 'absent') absentCalls -= calls;
        lastAt = Math.max(lastAt ?? 0, stored.at);
      }
      state = evolve(state, event, stored.at, stored.actor, stored.station);
      const after = ticket === null ? undefined : state.tickets.get(ticket);
      if (after && !isLive(after)) {
        aside.set(after.id, after);
        const left = new Map(state.tickets);
        left.delete(after.id);
        state = { ...state, tickets: left };
      }
    }
    const station = log[0]?.station ?? '';
    for (const event of log) {
      if (!event.type.startsWith('desk.') || event.at < start || event.at >= end) continue;
      desks.push({ ...event, data: { ...event.data, desk: `${station} ${(event.data as { desk: string }).desk}` } });
    }
    const all = [...aside.values(), ...state.tickets.values()];
    tickets.push(...all.filter((t) => t.day === day || t.inDay === day));
  }
  return { tickets, absentCalls, changes: deskChanges(desks), spans: deskSpans(desks, lastAt ?? 0), lastAt };
}

/**
 * The day's summary, a function of what the log says and nothing else. Of the lines of "Xong":
 * - a card file is a line "collected" of a card procedure (CC_* but CC_PICKUP): CC_NEW_* a first issue, CC_CHANGE a
 *   change, CC_REISSUE a re-issue, the rest (certificates, biometrics, integration) other; refused is one that ended so;
 * - a card handed out is CC_PICKUP "handed out";
 * - e-ID: EID_L1 and EID_L2 "collected"; an activation guided is EID_ACTIVATE however it ended, but for a refusal;
 * - whatever else was not refused is other work, under the group its procedure has in the catalogue.
 * `tickets` and `waits` are the very figures of the staff's screen (figures.ts). Cancelled are those cancelled on the
 * day; whoever is not finished with when it ends (or when it is closed) is "waiting" here and nowhere else. A desk left open counts until the queue
 * last did something that day, or a forgotten one would work all night.
 */
export function summarize(of: {
  station: string;
  day: ServiceDay;
  settings: Pick<Settings, 'office' | 'report'>;
  facts: DayFacts;
  entered: EnteredFigures;
  remark: string;
  /** Null where no roster of the day was published. */
  duty: Duty | null;
  closed: Summary['closed'];
  /** The last closed days before this one, newest first. */
  before: readonly ClosedDay[];
  /** The catalogue's group of a procedure. */
  groupOf: (procedure: string) => string;
}): Summary {
  const { station, day, settings, facts, remark, duty, closed } = of;
  const { tickets } = facts;
  const entered = inOrder(of.entered);
  const total = row('total', '', tickets, day, true);
  const work = workOf(tickets, day);
  const cancelled = tickets.filter((t) => t.state === 'cancelled' && endedOn(t, day)).length;
  const issued = tickets.filter((t) => t.state !== 'void' && t.day === day);
  const typed = [
    ...[entered.eidApproved, entered.eidActivated].flatMap(({ level1, level2 }) => [level1, level2]),
    entered.visits,
  ];
  const happened = total.issued + total.served + total.absent + total.waiting + cancelled + work.length;
  return {
    format: 1,
    station,
    office: {
      name: settings.office.name,
      communeCode: settings.office.communeCode,
      superior: superiorName(settings, day),
    },
    day,
    nothing: happened === 0 && typed.every((figure) => figure === null || figure === 0),
    ...workFigures(work, of.groupOf),
    work: summed(work),
    tickets: {
      issued: total.issued,
      people: issued.reduce((sum, t) => sum + t.people, 0),
      served: total.served,
      absent: total.absent,
      cancelled,
      waiting: total.waiting,
    },
    absentCalls: facts.absentCalls,
    waits: { counted: waitsOf(tickets, day).length, medianMinutes: total.waitMedian, p90Minutes: total.waitP90 },
    desks: deskTime(facts),
    entered,
    rates: entered.targets.map((target) => rate(target, day, pace(target, day, of.before))),
    remark,
    ...(duty === null ? {} : { duty }),
    closed,
  };
}

/** The superior office on a day: the last one whose day has come, or the one named in the office's own section. */
export function superiorName({ office, report }: Pick<Settings, 'office' | 'report'>, day: ServiceDay): string {
  const since = report.superiors.filter(({ from }) => from <= day).sort((a, b) => (a.from < b.from ? -1 : 1));
  return since.at(-1)?.name ?? office.superior;
}

/** What was typed, in one order, so that the same figures are the same bytes. */
export function inOrder(entered: EnteredFigures): EnteredFigures {
  const place = <T>(order: readonly T[], of: T) => order.indexOf(of);
  const levels = ({ level1, level2 }: EnteredFigures['eidApproved']) => ({ level1, level2 });
  return {
    eidApproved: levels(entered.eidApproved),
    eidActivated: levels(entered.eidActivated),
    targets: entered.targets
      .map(({ kind, target, done, base, baseDate, due }) => ({ kind, target, done, base, baseDate, due }))
      .sort((a, b) => place(TARGET_KINDS, a.kind) - place(TARGET_KINDS, b.kind)),
    leftByReason: Object.fromEntries(
      LEFT_REASONS.map((reason) => [reason, entered.leftByReason[reason] ?? null]),
    ) as EnteredFigures['leftByReason'],
    visits: entered.visits,
    teams:
      entered.teams
        ?.map(({ team, officers, shifts }) => ({ team, officers, shifts }))
        .sort((a, b) => place(['standing', 'mobile'], a.team) - place(['standing', 'mobile'], b.team)) ?? null,
  };
}

/** How far a target is on a day. `pace`: so many in so many days. */
export function rate(
  { kind, target, done, base, baseDate, due }: EnteredFigures['targets'][number],
  day: ServiceDay,
  pace: { done: number; days: number } | null,
): Rate {
  const left = Math.max(0, target - done);
  const days = due === null ? 0 : daysBetween(day, due);
  return {
    kind,
    target,
    done,
    percentHundredths: Math.floor((done * 20_000 + target) / (2 * target)),
    left,
    base,
    baseDate,
    due,
    perDay: days > 0 ? Math.ceil(left / days) : null,
    forecast: forecast(day, left, pace),
  };
}

/** What a pace is measured over. */
export const PACE_DAYS = 14;

/** Of cards the log's own count a day; of e-ID what was typed, of the same base, between the first day known and this one. */
function pace(
  { kind, base, done }: EnteredFigures['targets'][number],
  day: ServiceDay,
  before: readonly ClosedDay[],
): { done: number; days: number } | null {
  const last = before.slice(0, PACE_DAYS);
  if (kind === 'idCard') return { done: last.reduce((sum, each) => sum + each.idCards, 0), days: last.length };
  const typed = last.flatMap((each) =>
    each.entered.targets.flatMap((t) => (t.kind === kind && t.base === base ? [{ day: each.day, done: t.done }] : [])),
  );
  const first = typed.at(-1);
  return first === undefined ? null : { done: done - first.done, days: daysBetween(first.day, day) };
}

function forecast(day: ServiceDay, left: number, pace: { done: number; days: number } | null): ServiceDay | null {
  if (left === 0) return day;
  if (pace === null || pace.done <= 0) return null;
  const days = Math.ceil((left * pace.days) / pace.done);
  // A date beyond a century says nothing but "never".
  return days > 36_500 ? null : addDays(day, days);
}

function daysBetween(from: ServiceDay, to: ServiceDay): number {
  return Math.round((instantOf(to, 0) - instantOf(from, 0)) / DAY);
}

const isCardFile = (procedure: string) => procedure.startsWith('CC_') && procedure !== 'CC_PICKUP';

/** The figures that follow from the lines of "Xong"; `groupOf` gives the catalogue's group of a procedure. */
export function workFigures(
  work: readonly WorkLine[],
  groupOf: (procedure: string) => string,
): Pick<Summary, 'idCards' | 'eid' | 'otherWork'> {
  const idCards: Summary['idCards'] = {
    collected: 0,
    byAge: Object.fromEntries(AGE_BANDS.map((band) => [band, 0])) as Record<AgeBand, number>,
    byKind: { issue: 0, change: 0, reissue: 0, other: 0 },
    handedOut: 0,
    refused: 0,
  };
  const eid: Summary['eid'] = { collected: { level1: 0, level2: 0 }, activationsGuided: 0 };
  const others = new Map<string, number>();
  for (const { procedure, outcome, ageBand, count } of work) {
    if (outcome === 'refused') {
      if (isCardFile(procedure)) idCards.refused += count;
    } else if (procedure === 'CC_PICKUP' && outcome === 'handedOut') idCards.handedOut += count;
    else if (isCardFile(procedure) && outcome === 'collected') {
      idCards.collected += count;
      idCards.byAge[ageBand] += count;
      idCards.byKind[cardKind(procedure)] += count;
    } else if (procedure === 'EID_L1' && outcome === 'collected') eid.collected.level1 += count;
    else if (procedure === 'EID_L2' && outcome === 'collected') eid.collected.level2 += count;
    else if (procedure === 'EID_ACTIVATE') eid.activationsGuided += count;
    else others.set(groupOf(procedure), (others.get(groupOf(procedure)) ?? 0) + count);
  }
  const otherWork = [...others].map(([group, count]) => ({ group, count }));
  return { idCards, eid, otherWork: otherWork.sort((a, b) => (a.group < b.group ? -1 : 1)) };
}

function cardKind(procedure: string): keyof Summary['idCards']['byKind'] {
  if (procedure.startsWith('CC_NEW_')) return 'issue';
  if (procedure === 'CC_CHANGE') return 'change';
  return procedure === 'CC_REISSUE' ? 'reissue' : 'other';
}

/** Equal lines as one, in one order wherever and in whatever language the program runs. */
function summed(work: readonly WorkLine[]): Summary['work'] {
  const lines = new Map<string, Summary['work'][number]>();
  for (const { procedure, ageBand, outcome, reason, count } of work) {
    const key = [procedure, ageBand, outcome, reason ?? ''].join(' ');
    lines.set(key, { procedure, ageBand, outcome, reason, count: (lines.get(key)?.count ?? 0) + count });
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

function deskTime({ changes, lastAt }: DayFacts): Summary['desks'] {
  const since = new Map<string, number>();
  const opened = new Set<string>();
  let ms = 0;
  const shut = (desk: string, at: number) => {
    ms += at - (since.get(desk) ?? at);
    since.delete(desk);
  };
  for (const { desk, at, open } of changes) {
    if (!open) shut(desk, at);
    else if (!since.has(desk)) {
      since.set(desk, at);
      opened.add(desk);
    }
  }
  for (const desk of [...since.keys()]) shut(desk, lastAt ?? 0);
  return { opened: opened.size, openMinutes: Math.round(ms / MINUTE) };
}
