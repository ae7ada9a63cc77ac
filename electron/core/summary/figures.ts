import type { StoredEvent } from '../kernel/log.ts';
import { HOUR, instantOf, MINUTE, minuteOfDay, type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { isLive } from '../queue/evolve.ts';
import type { Ticket, WorkLine } from '../queue/types.ts';
import type { DayFigures, FiguresRow, Today } from '../queue/views.ts';

/** A desk's opening or closing, from the log. */
export type DeskChange = { at: number; desk: string; open: boolean };

/** The openings and closings among a day's events of desks; a pause is a closing. */
export function deskChanges(events: readonly StoredEvent[]): DeskChange[] {
  return events.flatMap(({ type, at, data }) => {
    const { desk } = data as { desk: string };
    const open = type === 'desk.opened' || type === 'desk.resumed';
    return open || type === 'desk.closed' || type === 'desk.paused' ? [{ at, desk, open }] : [];
  });
}

/** What was recorded at "Xong" on a day, line by line. */
export function workOf(tickets: readonly Ticket[], day: ServiceDay): WorkLine[] {
  return tickets.flatMap((t) => (t.state === 'done' && endedOn(t, day) ? t.work : []));
}

/** The day in a few figures for the officer's screen. */
export function todayFigures(
  tickets: readonly Ticket[],
  changes: readonly DeskChange[],
  day: ServiceDay,
  now: number,
): Today {
  const total = row('total', '', tickets, day, false);
  return {
    issued: total.issued,
    served: total.served,
    absent: total.absent,
    waiting: total.waiting,
    waitMedian: total.waitMedian,
    waitP90: total.waitP90,
    byHour: hours(tickets, day, now).map((hour) => {
      const end = Math.min(instantOf(day, hour * 60 + 60), now);
      return {
        hour,
        arrived: tickets.filter((t) => t.state !== 'void' && t.day === day && hourOf(t.issuedAt) === hour).length,
        served: tickets.filter((t) => t.state === 'done' && endedOn(t, day) && hourOf(t.endedAt ?? 0) === hour).length,
        waiting: waitingAt(tickets, end),
        desks: desksOpenAt(changes, end),
      };
    }),
  };
}

/**
 * The day's figures (letter G): waits are from taking the number to the first call, services from start to "Xong",
 * both in minutes; percentiles by the nearest rank.
 */
export function dayFigures(
  tickets: readonly Ticket[],
  changes: readonly DeskChange[],
  settings: Settings,
  day: ServiceDay,
  now: number,
): DayFigures {
  const over = now >= instantOf(day, 24 * 60);
  const labels = new Map(settings.desks.map((desk) => [desk.id, desk.label]));
  const byService = settings.services.map((service) =>
    row(
      service.id,
      service.name.vi,
      tickets.filter((t) => t.service === service.id),
      day,
      over,
    ),
  );
  const desks = [...new Set(tickets.flatMap((t) => (t.desk === null ? [] : [t.desk])))].sort();
  const work = new Map<string, DayFigures['work'][number]>();
  for (const line of workOf(tickets, day)) {
    const key = `${line.procedure} ${line.ageBand} ${line.outcome}`;
    const { procedure, ageBand, outcome } = line;
    work.set(key, { procedure, ageBand, outcome, count: (work.get(key)?.count ?? 0) + line.count });
  }
  return {
    day,
    total: row('total', '', tickets, day, over),
    byService: byService.filter((r) => r.issued + r.served + r.absent + r.waiting > 0),
    byDesk: desks.map((desk) =>
      row(
        desk,
        labels.get(desk) ?? desk,
        tickets.filter((t) => t.desk === desk),
        day,
        over,
      ),
    ),
    byHour: hours(tickets, day, now).map((hour) => ({
      ...row(
        String(hour),
        `${hour}`,
        tickets.filter((t) => t.day === day && hourOf(t.issuedAt) === hour),
        day,
        over,
      ),
      hour,
      desks: desksOpenAt(changes, Math.min(instantOf(day, hour * 60 + 30), now)),
    })),
    curve: curve(tickets, changes, day, now),
    work: [...work.values()].sort(
      (a, b) => a.procedure.localeCompare(b.procedure) || a.ageBand.localeCompare(b.ageBand),
    ),
  };
}

/** From taking the number to its first call, in ms, of those issued and called on the day. */
export function waitsOf(tickets: readonly Ticket[], day: ServiceDay): number[] {
  return tickets.flatMap((t) =>
    t.state === 'void' || t.firstCalledAt === null || serviceDay(t.firstCalledAt) !== t.day || t.day !== day
      ? []
      : [t.firstCalledAt - t.issuedAt],
  );
}

/**
 * A number kept overnight was issued on one day and ends on another: each day counts what happened on it. Its wait
 * spans the night and says nothing of either day, so it is left out. Of a day that is `over` everybody counts as waiting
 * who was not finished with; while it runs only the line does, for the others stand at a desk or fetch their papers.
 */
export function row(
  key: string,
  label: string,
  tickets: readonly Ticket[],
  day: ServiceDay,
  over: boolean,
): FiguresRow {
  const counted = tickets.filter((t) => t.state !== 'void');
  const ended = counted.filter((t) => endedOn(t, day));
  const waits = waitsOf(tickets, day);
  const services = ended.flatMap((t) =>
    t.state === 'done' && t.endReason !== 'forgotten' && t.startedAt !== null && t.endedAt !== null
      ? [t.endedAt - t.startedAt]
      : [],
  );
  return {
    key,
    label,
    issued: counted.filter((t) => t.day === day).length,
    served: ended.filter((t) => t.state === 'done').length,
    absent: ended.filter((t) => t.state === 'no_show').length,
    waiting: counted.filter((t) => t.inDay === day && (over ? isLive(t) : t.state === 'waiting')).length,
    waitMedian: percentile(waits, 0.5),
    waitP90: percentile(waits, 0.9),
    serviceMedian: percentile(services, 0.5),
  };
}

export function endedOn(ticket: Ticket, day: ServiceDay): boolean {
  return ticket.endedAt !== null && serviceDay(ticket.endedAt) === day;
}

/** Nearest-rank percentile of times in ms, in whole minutes; null of nothing. */
function percentile(times: readonly number[], p: number): number | null {
  if (times.length === 0) return null;
  const sorted = [...times].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
  return Math.round(Math.max(0, value) / MINUTE);
}

/** The hours from the first to the last thing that happened, at least 7 to 17. */
function hours(tickets: readonly Ticket[], day: ServiceDay, now: number): number[] {
  const seen = tickets
    .flatMap((t) => [t.issuedAt, t.endedAt ?? t.issuedAt])
    .filter((at) => serviceDay(at) === day)
    .map(hourOf);
  const nowHour = now < instantOf(day, 24 * 60) ? hourOf(now) : 16;
  const first = Math.min(7, ...seen);
  const last = Math.max(16, ...seen, seen.length > 0 ? Math.min(nowHour, 21) : 16);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function curve(
  tickets: readonly Ticket[],
  changes: readonly DeskChange[],
  day: ServiceDay,
  now: number,
): DayFigures['curve'] {
  if (tickets.length === 0) return [];
  const span = hours(tickets, day, now);
  const start = instantOf(day, (span[0] ?? 7) * 60);
  const end = Math.min(start + span.length * HOUR, now);
  const points: DayFigures['curve'] = [];
  for (let at = start; at <= end; at += 15 * MINUTE) {
    points.push({ at, waiting: waitingAt(tickets, at), desks: desksOpenAt(changes, at) });
  }
  return points;
}

function waitingAt(tickets: readonly Ticket[], at: number): number {
  return tickets.filter(
    (t) => t.state !== 'void' && t.issuedAt <= at && at < (t.firstCalledAt ?? t.endedAt ?? Infinity),
  ).length;
}

function desksOpenAt(changes: readonly DeskChange[], at: number): number {
  const open = new Map<string, boolean>();
  for (const change of changes) if (change.at <= at) open.set(change.desk, change.open);
  return [...open.values()].filter(Boolean).length;
}

function hourOf(at: number): number {
  return Math.floor(minuteOfDay(at) / 60);
}
