import type { Projection } from '../kernel/log.ts';
import type { Db, Row, SqlValue } from '../kernel/ports.ts';
import type { ServiceDay } from '../kernel/time.ts';
import { emptyQueue, evolve, isQueueEvent } from './evolve.ts';
import type { Appointment, Arrival, DeskState, QueueEvent, QueueState, Ticket } from './types.ts';

export type QueueProjection = Projection & {
  /** The running day of this station, as it stands now. */
  state(): QueueState;
};

/** Keeps the running day in memory and in the tables `ticket`, `desk`, `appointment` and `queue_day`. */
export function createQueueProjection(db: Db, station: string): QueueProjection {
  // A merged log holds the days of several stations; each has its own queue.
  let states = new Map<string, QueueState>([[station, loadQueue(db, station)]]);
  return {
    tables: ['ticket', 'desk', 'appointment', 'queue_day'],
    state: () => states.get(station) ?? emptyQueue,
    mark() {
      const before = states;
      return () => {
        states = before;
      };
    },
    apply(event) {
      if (!isQueueEvent(event.type)) return;
      const before = states.get(event.station) ?? emptyQueue;
      const after = evolve(before, event as unknown as QueueEvent, event.at, event.actor, event.station);
      states = new Map([...states, [event.station, after]]);
      writeChanges(db, event.station, before, after);
    },
  };
}

/** Every ticket issued on a service day or kept into it, finished or not, by arrival. */
export function ticketsOfDay(db: Db, day: ServiceDay): Ticket[] {
  return db
    .all(
      `SELECT * FROM ticket WHERE in_day = ?
       UNION ALL SELECT * FROM ticket WHERE day = ? AND day <> in_day ORDER BY issued_at, counter, id`,
      day,
      day,
    )
    .map(rowToTicket);
}

/**
 * The numbers kept overnight into a day's queue, and on which day each was issued. Both never change afterwards, so
 * this is true of the day whenever it is asked.
 */
export function keptInto(db: Db, day: ServiceDay): { id: string; day: ServiceDay }[] {
  return db.all('SELECT id, day FROM ticket WHERE day <> in_day AND day < ? AND in_day >= ?', day, day);
}

/** The numbers a station gave out from a day to another (both included), but for void ones; reads those days only. */
export function arrivalsOf(db: Db, station: string, from: ServiceDay, to: ServiceDay): Arrival[] {
  return db.all(
    `SELECT day, issued_at AS at, service, people FROM ticket
       WHERE in_day >= ? AND in_day <= ? AND day = in_day AND station = ? AND state <> 'void'
     UNION ALL SELECT day, issued_at, service, people FROM ticket
       WHERE day <> in_day AND day >= ? AND day <= ? AND station = ? AND state <> 'void'`,
    from,
    to,
    station,
    from,
    to,
    station,
  );
}

/** The tickets of some people, newest first. */
export function ticketsOfPeople(db: Db, people: readonly string[]): Ticket[] {
  return db
    .all(
      'SELECT * FROM ticket WHERE person IN (SELECT value FROM json_each(?)) ORDER BY issued_at DESC LIMIT 50',
      JSON.stringify(people),
    )
    .map(rowToTicket);
}

function loadQueue(db: Db, station: string): QueueState {
  const row = db.get('SELECT * FROM queue_day WHERE station = ?', station);
  if (!row) return emptyQueue;
  const day = row.day as string | null;
  const tickets = new Map<string, Ticket>();
  const rows = db.all('SELECT * FROM ticket WHERE station = ? AND in_day = ?', station, day);
  for (const ticket of rows.map(rowToTicket)) tickets.set(ticket.id, ticket);
  const counters = new Map(Object.entries(JSON.parse(row.counters as string) as Record<string, number>));
  for (const { letter, counter } of tickets.values())
    counters.set(letter, Math.max(counters.get(letter) ?? 0, counter));
  const desks = db.all('SELECT * FROM desk WHERE station = ?', station).map(rowToDesk);
  const appointments = db
    .all("SELECT * FROM appointment WHERE station = ? AND (state = 'booked' OR day >= ?)", station, day)
    .map(rowToAppointment);
  return {
    day,
    tickets,
    desks: new Map(desks.map((desk) => [desk.id, desk])),
    appointments: new Map(appointments.map((appointment) => [appointment.id, appointment])),
    counters,
    calls: row.calls as number,
    turns: new Map(JSON.parse(row.turns as string) as [string, { priority: number; regular: number }][]),
    // The ten seconds of undo do not outlive the program.
    undo: new Map(),
    closedAt: row.closed_at as number | null,
    countersUnknown: row.counters_unknown === 1,
  };
}

function writeChanges(db: Db, station: string, before: QueueState, after: QueueState): void {
  if (after.tickets !== before.tickets) {
    // Both maps are almost always in one order: comparing in step spares looking up every ticket of the day.
    const step = before.tickets.values();
    for (const ticket of after.tickets.values()) {
      if (step.next().value === ticket) continue;
      const old = before.tickets.get(ticket.id);
      if (old === ticket) continue;
      if (old && old.inDay !== ticket.inDay)
        db.run('DELETE FROM ticket WHERE in_day = ? AND id = ?', old.inDay, old.id);
      upsertTicket(db, ticket);
    }
  }
  if (after.desks !== before.desks) {
    for (const desk of after.desks.values()) if (before.desks.get(desk.id) !== desk) upsertDesk(db, station, desk);
  }
  if (after.appointments !== before.appointments) {
    for (const appointment of after.appointments.values()) {
      if (before.appointments.get(appointment.id) !== appointment) upsertAppointment(db, station, appointment);
    }
  }
  if (
    after.day !== before.day ||
    // A number just given stands on its ticket (see `loadQueue`): one page less to write for every ticket.
    (after.counters !== before.counters && after.tickets.size === before.tickets.size) ||
    after.calls !== before.calls ||
    after.turns !== before.turns ||
    after.closedAt !== before.closedAt ||
    after.countersUnknown !== before.countersUnknown
  ) {
    db.run(
      'REPLACE INTO queue_day (station, day, counters, calls, turns, closed_at, counters_unknown) VALUES (?, ?, ?, ?, ?, ?, ?)',
      station,
      after.day,
      JSON.stringify(Object.fromEntries(byKey(after.counters))),
      after.calls,
      JSON.stringify(byKey(after.turns)),
      after.closedAt,
      after.countersUnknown ? 1 : 0,
    );
  }
}

/** In one order always: that of the map depends on restarts, and `verify-log` compares the text. */
function byKey<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

const TICKET_COLUMNS = [
  'id',
  'station',
  'day',
  'letter',
  'counter',
  'number',
  'service',
  'people',
  'priority',
  'priority_reason',
  'appointment',
  'appointment_at',
  'source',
  'printing',
  'person',
  'state',
  'version',
  'issued_at',
  'first_called_at',
  'called_at',
  'calls',
  'last_call_at',
  'started_at',
  'ended_at',
  'desk',
  'officer',
  'for_desk',
  'overtaken',
  'back_at',
  'return_at',
  'order_reason',
  'end_reason',
  'work',
  'in_day',
] as const;

const TICKET_UPSERT = `REPLACE INTO ticket (${TICKET_COLUMNS.join(', ')}) VALUES (${TICKET_COLUMNS.map(() => '?').join(', ')})`;

function upsertTicket(db: Db, t: Ticket): void {
  const row: Record<(typeof TICKET_COLUMNS)[number], SqlValue> = {
    id: t.id,
    station: t.station,
    day: t.day,
    letter: t.letter,
    counter: t.counter,
    number: t.number,
    service: t.service,
    people: t.people,
    priority: t.priority,
    priority_reason: t.priorityReason,
    appointment: t.appointment?.id ?? null,
    appointment_at: t.appointment?.at ?? null,
    source: t.source,
    printing: t.printing,
    person: t.person,
    state: t.state,
    version: t.version,
    issued_at: t.issuedAt,
    first_called_at: t.firstCalledAt,
    called_at: t.calledAt,
    calls: t.calls,
    last_call_at: t.lastCallAt,
    started_at: t.startedAt,
    ended_at: t.endedAt,
    desk: t.desk,
    officer: t.officer,
    for_desk: t.forDesk,
    overtaken: t.overtaken,
    back_at: t.backAt,
    return_at: t.returnAt,
    order_reason: t.orderReason,
    end_reason: t.endReason,
    work: t.work.length > 0 ? JSON.stringify(t.work) : null,
    in_day: t.inDay,
  };
  db.run(TICKET_UPSERT, ...TICKET_COLUMNS.map((column) => row[column]));
}

function rowToTicket(row: Row): Ticket {
  return {
    id: row.id,
    station: row.station,
    day: row.day,
    letter: row.letter,
    counter: row.counter,
    number: row.number,
    service: row.service,
    people: row.people,
    priority: row.priority,
    priorityReason: row.priority_reason,
    appointment: row.appointment === null ? null : { id: row.appointment, at: row.appointment_at },
    source: row.source,
    printing: row.printing,
    person: row.person,
    state: row.state,
    version: row.version,
    issuedAt: row.issued_at,
    firstCalledAt: row.first_called_at,
    calledAt: row.called_at,
    calls: row.calls,
    lastCallAt: row.last_call_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    desk: row.desk,
    officer: row.officer,
    forDesk: row.for_desk,
    overtaken: row.overtaken,
    backAt: row.back_at,
    returnAt: row.return_at,
    orderReason: row.order_reason,
    endReason: row.end_reason,
    work: row.work === null ? [] : JSON.parse(String(row.work)),
    inDay: row.in_day,
  } as Ticket;
}

function upsertDesk(db: Db, station: string, desk: DeskState): void {
  db.run(
    'REPLACE INTO desk (station, id, status, officer, opened_at, paused_at, pause_reason, ticket) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    station,
    desk.id,
    desk.status,
    desk.officer,
    desk.openedAt,
    desk.pausedAt,
    desk.pauseReason,
    desk.ticket,
  );
}

function rowToDesk(row: Row): DeskState {
  return {
    id: row.id,
    status: row.status,
    officer: row.officer,
    openedAt: row.opened_at,
    pausedAt: row.paused_at,
    pauseReason: row.pause_reason,
    ticket: row.ticket,
  } as DeskState;
}

function upsertAppointment(db: Db, station: string, a: Appointment): void {
  db.run(
    'REPLACE INTO appointment (station, id, code, day, at, service, people, state, ticket) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    station,
    a.id,
    a.code,
    a.day,
    a.at,
    a.service,
    a.people,
    a.state,
    a.ticket,
  );
}

function rowToAppointment(row: Row): Appointment {
  const { station: _, ...appointment } = row;
  return appointment as unknown as Appointment;
}
