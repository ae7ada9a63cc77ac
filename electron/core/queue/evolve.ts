import { never } from '../kernel/result.ts';
import type { Appointment, DeskState, QueueEvent, QueueState, Ticket, UndoPoint } from './types.ts';

export const emptyQueue: QueueState = {
  day: null,
  tickets: new Map(),
  desks: new Map(),
  appointments: new Map(),
  counters: new Map(),
  calls: 0,
  turns: new Map(),
  undo: new Map(),
  closedAt: null,
  countersUnknown: false,
};

/** `A012` of a letter and a counter 1–999. */
export function ticketNumber(letter: string, counter: number): string {
  return letter + String(counter).padStart(3, '0');
}

/** States in which a ticket still has somebody behind it. */
export function isLive(ticket: Ticket): boolean {
  return (
    ticket.state === 'waiting' || ticket.state === 'called' || ticket.state === 'serving' || ticket.state === 'parked'
  );
}

/** Whether an event of the log is one of the queue's. */
export function isQueueEvent(type: string): boolean {
  return QUEUE_TYPES.has(type.slice(0, type.indexOf('.')));
}

const QUEUE_TYPES = new Set(['day', 'counters', 'ticket', 'desk', 'action', 'appointment']);

/** Whether an event can be folded where the log is read from the middle: what began before says nothing. */
export function isKnown(state: QueueState, event: QueueEvent): boolean {
  if (event.type === 'ticket.issued' || event.type === 'appointment.booked') return true;
  if (event.type === 'action.undone') return state.undo.get(event.data.desk)?.ticketBefore.id === event.data.ticket;
  if ('ticket' in event.data) return state.tickets.has(event.data.ticket);
  return !('appointment' in event.data) || state.appointments.has(event.data.appointment);
}

/**
 * The state after one event. A pure function of state and event: settings and the clock never enter,
 * so that the same events give the same tables in ten years.
 */
export function evolve(
  state: QueueState,
  event: QueueEvent,
  at: number,
  actor: string | null,
  station: string,
): QueueState {
  switch (event.type) {
    case 'day.opened':
      return openDay(state, event.data.day);
    case 'day.closed':
      return { ...state, closedAt: event.data.at };
    case 'day.reopened':
      return { ...state, closedAt: null };
    case 'counters.unknown':
      return { ...state, countersUnknown: true };
    case 'counters.set':
      return {
        ...state,
        counters: new Map([...state.counters, ...Object.entries(event.data.counters)]),
        countersUnknown: false,
      };
    case 'ticket.issued':
      return issue(state, event.data, station);
    case 'ticket.called': {
      const { ticket, desk, officer, reason, overtook, turn } = event.data;
      const called = withUndo(state, desk, ticket, 'call', at, overtook, turn?.key ?? null, (t) => ({
        ...t,
        state: 'called',
        desk,
        officer,
        firstCalledAt: t.firstCalledAt ?? at,
        calledAt: at,
        lastCallAt: at,
        calls: 1,
        startedAt: null,
        endedAt: null,
        orderReason: reason,
        backAt: null,
        returnAt: null,
        forDesk: null,
      }));
      const tickets = new Map(called.tickets);
      for (const id of overtook) {
        const other = tickets.get(id);
        if (other) tickets.set(id, { ...other, overtaken: other.overtaken + 1 });
      }
      return {
        ...called,
        tickets,
        calls: state.calls + 1,
        turns: turn ? withEntry(state.turns, turn.key, turn.turn) : state.turns,
        desks: patchDesk(called, desk, { ticket }),
      };
    }
    case 'ticket.recalled':
      return patch(state, event.data.ticket, (t) => ({ ...t, calls: t.calls + 1, lastCallAt: at }));
    case 'ticket.started':
      return withUndo(
        state,
        state.tickets.get(event.data.ticket)?.desk ?? '',
        event.data.ticket,
        'start',
        at,
        [],
        null,
        (t) => ({
          ...t,
          state: 'serving',
          startedAt: at,
          officer: actor ?? t.officer,
        }),
      );
    case 'ticket.done':
      return leaveDesk(state, event.data.ticket, 'done', at, (t) => ({
        ...t,
        state: 'done',
        startedAt: t.startedAt ?? t.calledAt,
        endedAt: at,
        officer: actor ?? t.officer,
        work: event.data.work,
        endReason: event.data.forgotten ? 'forgotten' : null,
      }));
    case 'ticket.servedOnPaper':
      return patch(state, event.data.ticket, (t) => ({
        ...t,
        state: 'done',
        endedAt: event.data.at,
        officer: actor,
        work: event.data.work,
      }));
    case 'ticket.absent':
      return leaveDesk(state, event.data.ticket, 'absent', at, (t) => ({ ...t, state: 'no_show', endedAt: at }));
    case 'ticket.parked':
      return leaveDesk(state, event.data.ticket, 'park', at, (t) => ({
        ...t,
        state: 'parked',
        endedAt: at,
        backAt: null,
      }));
    case 'ticket.transferred':
      return leaveDesk(state, event.data.ticket, 'transfer', at, (t) => ({
        ...t,
        state: 'waiting',
        service: event.data.service,
        forDesk: event.data.forDesk,
        desk: null,
        officer: null,
        calledAt: null,
        startedAt: null,
        orderReason: null,
      }));
    case 'ticket.returned':
      return patch(state, event.data.ticket, (t) => ({
        ...waitingAgain(t),
        returnAt: event.data.returnAt,
      }));
    case 'ticket.back':
      return patch(state, event.data.ticket, (t) => ({ ...waitingAgain(t), backAt: at }));
    case 'ticket.cancelled':
      return leaveDesk(state, event.data.ticket, 'cancel', at, (t) => ({
        ...t,
        state: 'cancelled',
        endedAt: at,
        endReason: event.data.reason,
      }));
    case 'ticket.voided':
      return leaveDesk(state, event.data.ticket, 'void', at, (t) => ({
        ...t,
        state: 'void',
        endedAt: at,
        endReason: event.data.reason,
      }));
    case 'ticket.printing':
      return patch(state, event.data.ticket, (t) => ({ ...t, printing: event.data.printing }));
    case 'ticket.changed': {
      const { people, priority, priorityReason, person } = event.data;
      return patch(state, event.data.ticket, (t) => ({ ...t, people, priority, priorityReason, person }));
    }
    case 'desk.opened':
      return {
        ...state,
        desks: patchDesk(state, event.data.desk, {
          status: 'open',
          officer: event.data.officer,
          openedAt: at,
          pausedAt: null,
          pauseReason: null,
        }),
      };
    case 'desk.closed':
      return {
        ...state,
        tickets: releaseWaiting(state.tickets, event.data.desk),
        desks: patchDesk(state, event.data.desk, {
          status: 'closed',
          officer: null,
          openedAt: null,
          pausedAt: null,
          pauseReason: null,
        }),
      };
    case 'desk.paused':
      return {
        ...state,
        desks: patchDesk(state, event.data.desk, { status: 'paused', pausedAt: at, pauseReason: event.data.reason }),
      };
    case 'desk.resumed':
      return {
        ...state,
        desks: patchDesk(state, event.data.desk, { status: 'open', pausedAt: null, pauseReason: null }),
      };
    case 'desk.handedOver': {
      const desks = patchDesk(state, event.data.desk, { officer: event.data.officer });
      const ticket = desks.get(event.data.desk)?.ticket;
      const handed = { ...state, desks };
      return ticket ? patch(handed, ticket, (t) => ({ ...t, officer: event.data.officer })) : handed;
    }
    case 'action.undone':
      return undo(state, event.data.desk);
    case 'appointment.booked': {
      const { appointment, ...rest } = event.data;
      const booked: Appointment = { id: appointment, ...rest, state: 'booked', ticket: null };
      return { ...state, appointments: withEntry(state.appointments, appointment, booked) };
    }
    case 'appointment.cancelled':
      return patchAppointment(state, event.data.appointment, { state: 'cancelled' });
    default:
      return never(event);
  }
}

/** A new service day: what is finished leaves memory, what still waits is kept with its number. */
function openDay(state: QueueState, day: string): QueueState {
  const tickets = new Map<string, Ticket>();
  const counters = new Map<string, number>();
  for (const ticket of state.tickets.values()) {
    if (!isLive(ticket)) continue;
    tickets.set(ticket.id, {
      ...ticket,
      inDay: day,
      returnAt: ticket.returnAt === null ? null : 0,
      version: ticket.version + 1,
    });
    counters.set(ticket.letter, Math.max(counters.get(ticket.letter) ?? 0, ticket.counter));
  }
  const appointments = new Map<string, Appointment>();
  for (const appointment of state.appointments.values()) {
    if (appointment.state !== 'booked') continue;
    appointments.set(appointment.id, appointment.day >= day ? appointment : { ...appointment, state: 'missed' });
  }
  return {
    ...emptyQueue,
    day,
    tickets,
    counters,
    appointments,
    desks: state.desks,
    countersUnknown: state.countersUnknown,
  };
}

function issue(
  state: QueueState,
  data: Extract<QueueEvent, { type: 'ticket.issued' }>['data'],
  station: string,
): QueueState {
  const appointment = data.appointment === null ? undefined : state.appointments.get(data.appointment);
  const ticket: Ticket = {
    id: data.ticket,
    station,
    day: data.day,
    letter: data.letter,
    counter: data.counter,
    number: ticketNumber(data.letter, data.counter),
    service: data.service,
    people: data.people,
    priority: data.priority,
    priorityReason: data.priorityReason,
    appointment: appointment ? { id: appointment.id, at: appointment.at } : null,
    source: data.source,
    printing: data.printing,
    person: data.person,
    state: 'waiting',
    version: 1,
    issuedAt: data.issuedAt,
    firstCalledAt: null,
    calledAt: null,
    calls: 0,
    lastCallAt: null,
    startedAt: null,
    endedAt: null,
    desk: null,
    officer: null,
    forDesk: null,
    overtaken: 0,
    backAt: null,
    returnAt: null,
    orderReason: null,
    endReason: null,
    work: [],
    inDay: data.day,
  };
  const issued: QueueState = {
    ...state,
    tickets: withEntry(state.tickets, ticket.id, ticket),
    counters: withEntry(state.counters, data.letter, Math.max(state.counters.get(data.letter) ?? 0, data.counter)),
  };
  return appointment ? patchAppointment(issued, appointment.id, { state: 'arrived', ticket: ticket.id }) : issued;
}

function waitingAgain(t: Ticket): Ticket {
  return {
    ...t,
    state: 'waiting',
    endedAt: null,
    desk: null,
    officer: null,
    calledAt: null,
    startedAt: null,
    calls: 0,
    orderReason: null,
  };
}

function patch(state: QueueState, id: string, change: (ticket: Ticket) => Ticket): QueueState {
  const ticket = state.tickets.get(id);
  if (!ticket) throw new Error(`event for an unknown ticket ${id}`);
  return { ...state, tickets: withEntry(state.tickets, id, { ...change(ticket), version: ticket.version + 1 }) };
}

/** Whoever waited for this desk alone may now be called by any: nobody waits for a desk that is not there. */
function releaseWaiting(tickets: ReadonlyMap<string, Ticket>, desk: string): ReadonlyMap<string, Ticket> {
  const held = [...tickets.values()].filter((ticket) => ticket.forDesk === desk);
  if (held.length === 0) return tickets;
  const released = new Map(tickets);
  for (const ticket of held) released.set(ticket.id, { ...ticket, forDesk: null, version: ticket.version + 1 });
  return released;
}

function patchDesk(state: QueueState, id: string, change: Partial<DeskState>): Map<string, DeskState> {
  return withEntry(state.desks, id, { ...deskOf(state, id), ...change });
}

function patchAppointment(state: QueueState, id: string, change: Partial<Appointment>): QueueState {
  const appointment = state.appointments.get(id);
  if (!appointment) throw new Error(`event for an unknown appointment ${id}`);
  return { ...state, appointments: withEntry(state.appointments, id, { ...appointment, ...change }) };
}

/** A copy with one entry put in; cloning the map first is several times faster than spreading it. */
function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V): Map<string, V> {
  return new Map(map).set(key, value);
}

/** A desk nobody has opened yet is closed. */
export function deskOf(state: QueueState, id: string): DeskState {
  return (
    state.desks.get(id) ?? {
      id,
      status: 'closed',
      officer: null,
      openedAt: null,
      pausedAt: null,
      pauseReason: null,
      ticket: null,
    }
  );
}

/** Changes the ticket at a desk and remembers how both were, so that the officer can take it back. */
function withUndo(
  state: QueueState,
  desk: string,
  id: string,
  action: string,
  at: number,
  overtook: readonly string[],
  turnKey: string | null,
  change: (ticket: Ticket) => Ticket,
): QueueState {
  const before = state.tickets.get(id);
  const changed = patch(state, id, change);
  if (!before) return changed;
  const point: UndoPoint = {
    desk,
    action,
    at,
    ticketBefore: before,
    versionAfter: before.version + 1,
    deskBefore: deskOf(state, desk),
    overtook,
    turn: turnKey === null ? null : { key: turnKey, before: state.turns.get(turnKey) ?? { priority: 0, regular: 0 } },
  };
  return { ...changed, undo: withEntry(state.undo, desk, point) };
}

/** Ends or sends away a ticket, and frees the desk when it is the one standing there. */
function leaveDesk(
  state: QueueState,
  id: string,
  action: string,
  at: number,
  change: (ticket: Ticket) => Ticket,
): QueueState {
  const desk = state.tickets.get(id)?.desk;
  if (!desk || deskOf(state, desk).ticket !== id) return patch(state, id, change);
  const changed = withUndo(state, desk, id, action, at, [], null, change);
  return { ...changed, desks: patchDesk(changed, desk, { ticket: null }) };
}

function undo(state: QueueState, desk: string): QueueState {
  const point = state.undo.get(desk);
  if (!point) throw new Error(`nothing to undo at desk ${desk}`);
  const tickets = new Map(state.tickets);
  const now = tickets.get(point.ticketBefore.id);
  tickets.set(point.ticketBefore.id, { ...point.ticketBefore, version: (now?.version ?? 0) + 1 });
  for (const id of point.overtook) {
    const other = tickets.get(id);
    if (other) tickets.set(id, { ...other, overtaken: Math.max(0, other.overtaken - 1) });
  }
  const undoPoints = new Map(state.undo);
  undoPoints.delete(desk);
  return {
    ...state,
    tickets,
    desks: patchDesk(state, desk, { ticket: point.deskBefore.ticket }),
    turns: point.turn ? withEntry(state.turns, point.turn.key, point.turn.before) : state.turns,
    calls: point.action === 'call' ? state.calls - 1 : state.calls,
    undo: undoPoints,
  };
}
