import { fail, never, ok, type Result } from '../kernel/result.ts';
import { instantOf, MINUTE, parseClock, type ServiceDay, serviceDay, weekday } from '../kernel/time.ts';
import type { Hours, Service, Settings } from '../office/settings.ts';
import { ageBand, procedureAge } from '../people/age.ts';
import type { QueueCommand } from './commands.ts';
import { deskOf, evolve, isLive, ticketNumber } from './evolve.ts';
import { byArrival, type CallingDesk, pickNext } from './order.ts';
import type {
  Appointment,
  DeskState,
  PriorityGroup,
  QueueEvent,
  QueueFailure,
  QueueState,
  Ticket,
  WorkLine,
} from './types.ts';

/** What a decision needs besides the state: nothing of it is read from the world inside. */
export type Deciding = {
  settings: Settings;
  now: number;
  /** Officer of the session; null for `take` and the program itself. */
  officer: string | null;
  station: string;
  newId: () => string;
  /** Four random digits for an appointment slip. */
  newCode: () => string;
};

const HIGHEST = 999;

/**
 * What a command does, as events; nothing is changed here. When the service day has turned since the last event,
 * the events that close the old day come first.
 */
export function decide(
  state: QueueState,
  command: QueueCommand,
  context: Deciding,
): Result<QueueEvent[], QueueFailure> {
  const turning = turnOfDay(state, context);
  const today = turning.reduce((s, event) => evolve(s, event, context.now, null, context.station), state);
  const decided = decideToday(today, command, context);
  return decided.ok ? ok([...turning, ...decided.value]) : decided;
}

/** The events with which a new service day begins; empty while the day is the same. */
export function turnOfDay(state: QueueState, { settings, now }: Pick<Deciding, 'settings' | 'now'>): QueueEvent[] {
  const day = serviceDay(now);
  if (state.day !== null && day <= state.day) return [];
  const events: QueueEvent[] = [];
  for (const ticket of state.tickets.values()) {
    if (ticket.state === 'serving') {
      events.push({ type: 'ticket.done', data: { ticket: ticket.id, work: [], forgotten: true } });
    } else if (ticket.state === 'called') {
      events.push({ type: 'ticket.absent', data: { ticket: ticket.id } });
    } else if (isLive(ticket) && settings.queue.overnight === 'cancel') {
      events.push({ type: 'ticket.cancelled', data: { ticket: ticket.id, reason: 'dayEnd' } });
    }
  }
  for (const desk of state.desks.values()) {
    if (desk.status !== 'closed') events.push({ type: 'desk.closed', data: { desk: desk.id } });
  }
  events.push({ type: 'day.opened', data: { day } });
  return events;
}

/** Waiting tickets by arrival. */
export function waitingLine(state: QueueState): Ticket[] {
  const line: Ticket[] = [];
  for (const ticket of state.tickets.values()) if (ticket.state === 'waiting') line.push(ticket);
  return line.sort(byArrival);
}

/** The services a desk serves: those chosen for it, or all when none was chosen. */
export function servicesOf(settings: Settings, desk: string): Set<string> {
  const chosen = settings.desks.find((d) => d.id === desk)?.services ?? [];
  const all = settings.services.map((service) => service.id);
  return new Set(chosen.length > 0 ? chosen.filter((id) => all.includes(id)) : all);
}

/** The opening spans of a service day as instants; empty on a holiday and on a closed weekday. */
export function openSpans(hours: Hours, day: ServiceDay): { from: number; to: number; name: string }[] {
  if (hours.holidays.some((holiday) => holiday.day === day)) return [];
  return (hours.week[weekday(day)] ?? []).map((span) => ({
    from: instantOf(day, parseClock(span.from)),
    to: instantOf(day, parseClock(span.to)),
    name: span.name,
  }));
}

/** Free places of each quarter of an hour of a day for appointments; past quarters are left out. */
export function freeSlots(
  state: QueueState,
  settings: Settings,
  day: ServiceDay,
  now: number,
): { at: number; free: number }[] {
  const taken = new Map<number, number>();
  for (const a of state.appointments.values()) {
    if (a.day === day && a.state === 'booked') taken.set(a.at, (taken.get(a.at) ?? 0) + 1);
  }
  const slots: { at: number; free: number }[] = [];
  for (const span of openSpans(settings.hours, day)) {
    for (let at = span.from; at + 15 * MINUTE <= span.to; at += 15 * MINUTE) {
      const free = settings.queue.appointmentsPerQuarter - (taken.get(at) ?? 0);
      if (at > now && free > 0) slots.push({ at, free });
    }
  }
  return slots;
}

function decideToday(state: QueueState, command: QueueCommand, context: Deciding): Result<QueueEvent[], QueueFailure> {
  const { settings, now } = context;
  const rules = settings.queue;
  switch (command.type) {
    case 'take.issue':
      if (openSpans(settings.hours, serviceDay(now)).every((span) => now >= span.to)) {
        return fail({ type: 'OfficeClosed' });
      }
      if (state.closedAt !== null) return fail({ type: 'IssuingClosed' });
      return issue(state, context, {
        ...command,
        priorityReason: null,
        source: 'take',
        printing: 'unknown',
        appointment: null,
      });
    case 'issue':
      if (command.priority === 'other' && command.priorityReason === null) return fail({ type: 'ReasonNeeded' });
      return issue(state, context, {
        ...command,
        priorityReason: command.priority === 'other' ? command.priorityReason : null,
        source: 'staff',
        printing: command.print ? 'unknown' : 'none',
        appointment: null,
      });
    case 'paper':
      return paper(state, command, context);
    case 'take.arrive':
    case 'arrive': {
      const appointment = [...state.appointments.values()].find((a) => a.code === command.code && a.state === 'booked');
      if (!appointment) return fail({ type: 'UnknownAppointment' });
      if (appointment.day !== serviceDay(now)) return fail({ type: 'AppointmentNotToday' });
      return issue(state, context, {
        service: appointment.service,
        people: appointment.people,
        priority: null,
        priorityReason: null,
        person: null,
        source: 'appointment',
        printing: 'unknown',
        appointment,
      });
    }
    case 'take.book':
    case 'book': {
      if (!settings.services.some((s) => s.id === command.service)) return fail({ type: 'UnknownService' });
      const open = openSpans(settings.hours, command.day).some(
        (span) =>
          command.at >= span.from &&
          command.at + 15 * MINUTE <= span.to &&
          (command.at - span.from) % (15 * MINUTE) === 0,
      );
      if (!open || command.at <= now || serviceDay(command.at) !== command.day) return fail({ type: 'SlotInvalid' });
      if (!freeSlots(state, settings, command.day, now).some((slot) => slot.at === command.at)) {
        return fail({ type: 'SlotTaken' });
      }
      const codes = new Set([...state.appointments.values()].filter((a) => a.state === 'booked').map((a) => a.code));
      let code = context.newCode();
      while (codes.has(code)) code = context.newCode();
      const { day, at, service, people } = command;
      return ok([
        { type: 'appointment.booked', data: { appointment: context.newId(), code, day, at, service, people } },
      ]);
    }
    case 'cancelAppointment':
      return state.appointments.get(command.appointment)?.state === 'booked'
        ? ok([{ type: 'appointment.cancelled', data: { appointment: command.appointment } }])
        : fail({ type: 'UnknownAppointment' });
    case 'take.printFailed':
    case 'printed': {
      const ticket = state.tickets.get(command.ticket);
      if (!ticket) return fail({ type: 'UnknownTicket' });
      const printing = command.type === 'printed' ? command.printing : 'failed';
      return ok([{ type: 'ticket.printing', data: { ticket: ticket.id, printing } }]);
    }
    case 'openDesk':
      return openDesk(state, command.desk, context);
    case 'handOver': {
      const desk = deskOf(state, command.desk);
      if (desk.status === 'closed' || context.officer === null) return fail({ type: 'DeskNotOpen' });
      const elsewhere = otherDesk(state, context.officer, desk.id);
      if (elsewhere) return fail({ type: 'OfficerAtOtherDesk' });
      if (desk.officer === context.officer) return ok([]);
      return ok([{ type: 'desk.handedOver', data: { desk: desk.id, officer: context.officer } }]);
    }
    case 'closeDesk':
      return withOwnDesk(state, command.desk, context, (desk) =>
        desk.ticket === null ? ok([{ type: 'desk.closed', data: { desk: desk.id } }]) : fail({ type: 'DeskBusy' }),
      );
    case 'pauseDesk':
      return withOwnDesk(state, command.desk, context, (desk) => {
        if (desk.ticket !== null) return fail({ type: 'DeskBusy' });
        if (desk.status !== 'open') return fail({ type: 'DeskNotOpen' });
        return ok([{ type: 'desk.paused', data: { desk: desk.id, reason: command.reason } }]);
      });
    case 'resumeDesk':
      return withOwnDesk(state, command.desk, context, (desk) =>
        desk.status === 'paused'
          ? ok([{ type: 'desk.resumed', data: { desk: desk.id } }])
          : fail({ type: 'DeskNotOpen' }),
      );
    case 'callNext':
      return withCallingDesk(state, command.desk, context, (calling, officer) => {
        const pick = pickNext(waitingLine(state), calling, rules, now, state.calls, state.turns);
        if (pick === null) return fail({ type: 'NobodyWaiting' });
        return ok([
          {
            type: 'ticket.called',
            data: {
              ticket: pick.ticket.id,
              desk: calling.id,
              officer,
              reason: pick.reason,
              chosen: null,
              overtook: pick.overtook.map((ticket) => ticket.id),
              turn: pick.turn,
            },
          },
        ]);
      });
    case 'call':
      return withCallingDesk(state, command.desk, context, (calling, officer) => {
        const found = current(state, command.ticket, command.version);
        if (!found.ok) return found;
        if (found.value.state !== 'waiting') return fail({ type: 'TicketNotWaiting' });
        return ok([
          {
            type: 'ticket.called',
            data: {
              ticket: command.ticket,
              desk: calling.id,
              officer,
              reason: 'chosen',
              chosen: command.reason,
              overtook: [],
              turn: null,
            },
          },
        ]);
      });
    case 'recall':
      return withTicketAtDesk(state, command, context, (ticket) =>
        ticket.state === 'called'
          ? ok([{ type: 'ticket.recalled', data: { ticket: ticket.id } }])
          : fail({ type: 'TicketNotCalled' }),
      );
    case 'start':
      return withTicketAtDesk(state, command, context, (ticket) =>
        ticket.state === 'called'
          ? ok([{ type: 'ticket.started', data: { ticket: ticket.id } }])
          : fail({ type: 'TicketNotCalled' }),
      );
    case 'done':
      return withTicketAtDesk(state, command, context, (ticket) => {
        if (ticket.state !== 'serving') return fail({ type: 'TicketNotServing' });
        const known = new Set(settings.services.flatMap((service) => service.procedures));
        const valid = command.work.every(
          (line) => known.has(line.procedure) && (line.outcome === 'refused') === (line.reason !== null),
        );
        if (!valid) return fail({ type: 'WorkInvalid' });
        return ok([{ type: 'ticket.done', data: { ticket: ticket.id, work: command.work, forgotten: false } }]);
      });
    case 'absent':
      return withTicketAtDesk(state, command, context, (ticket) => {
        if (ticket.state !== 'called') return fail({ type: 'TicketNotCalled' });
        const from = absentFrom(ticket, settings);
        if (from === null || now < from) return fail({ type: 'NoShowTooEarly' });
        return ok([{ type: 'ticket.absent', data: { ticket: ticket.id } }]);
      });
    case 'park':
      return withTicketAtDesk(state, command, context, (ticket) =>
        ok([{ type: 'ticket.parked', data: { ticket: ticket.id } }]),
      );
    case 'transfer':
      return withTicketAtDesk(state, command, context, (ticket) => {
        if (!settings.services.some((service) => service.id === command.service))
          return fail({ type: 'UnknownService' });
        const { forDesk } = command;
        if (forDesk !== null) {
          if (!settings.desks.some((desk) => desk.id === forDesk)) return fail({ type: 'UnknownDesk' });
          if (deskOf(state, forDesk).status === 'closed') return fail({ type: 'DeskNotOpen' });
          if (!servicesOf(settings, forDesk).has(command.service)) return fail({ type: 'NotServedAtDesk' });
        }
        return ok([{ type: 'ticket.transferred', data: { ticket: ticket.id, service: command.service, forDesk } }]);
      });
    case 'back':
      return withTicket(state, command, (ticket) =>
        ticket.state === 'parked'
          ? ok([{ type: 'ticket.back', data: { ticket: ticket.id } }])
          : fail({ type: 'TicketNotParked' }),
      );
    case 'return':
      return withTicket(state, command, (ticket) =>
        ticket.state === 'no_show'
          ? ok([{ type: 'ticket.returned', data: { ticket: ticket.id, returnAt: state.calls + rules.returnAfter } }])
          : fail({ type: 'TicketNotAbsent' }),
      );
    case 'cancel':
      return withTicket(state, command, (ticket) =>
        isLive(ticket) && ticket.state !== 'serving'
          ? ok([{ type: 'ticket.cancelled', data: { ticket: ticket.id, reason: command.reason } }])
          : fail({ type: 'TicketFinished' }),
      );
    case 'void':
      return withTicket(state, command, (ticket) =>
        isLive(ticket) && ticket.state !== 'serving'
          ? ok([{ type: 'ticket.voided', data: { ticket: ticket.id, reason: command.reason } }])
          : fail({ type: 'TicketFinished' }),
      );
    case 'reprint':
      return withTicket(state, command, (ticket) =>
        ok([{ type: 'ticket.printing', data: { ticket: ticket.id, printing: 'unknown' } }]),
      );
    case 'change':
      return withTicket(state, command, (ticket) => {
        if (!isLive(ticket)) return fail({ type: 'TicketFinished' });
        if (command.priority === 'other' && command.priorityReason === null) return fail({ type: 'ReasonNeeded' });
        const { people, priority } = command;
        const priorityReason = priority === 'other' ? command.priorityReason : null;
        return ok([
          {
            type: 'ticket.changed',
            data: { ticket: ticket.id, people, priority, priorityReason, person: ticket.person },
          },
        ]);
      });
    case 'attach': {
      const ticket = state.tickets.get(command.ticket);
      if (!ticket) return fail({ type: 'UnknownTicket' });
      const { people, priority, priorityReason } = ticket;
      const events: QueueEvent[] = [
        {
          type: 'ticket.changed',
          data: { ticket: ticket.id, people, priority, priorityReason, person: command.person },
        },
      ];
      // The card in the officer's hand says that the person has come.
      if (ticket.state === 'called') events.push({ type: 'ticket.started', data: { ticket: ticket.id } });
      return ok(events);
    }
    case 'undo': {
      const point = state.undo.get(command.desk);
      if (!point) return fail({ type: 'NothingToUndo' });
      const desk = deskOf(state, command.desk);
      if (desk.officer !== context.officer) return fail({ type: 'DeskTaken' });
      if (now > point.at + rules.undoSeconds * 1000) return fail({ type: 'UndoTooLate' });
      const ticket = state.tickets.get(point.ticketBefore.id);
      if (ticket?.version !== point.versionAfter) return fail({ type: 'StaleTicket' });
      // Taking back "Xong" while somebody else already stands at the desk would put two tickets there.
      if (desk.ticket !== null && desk.ticket !== point.ticketBefore.id) return fail({ type: 'DeskBusy' });
      return ok([
        { type: 'action.undone', data: { desk: command.desk, ticket: point.ticketBefore.id, action: point.action } },
      ]);
    }
    case 'closeDay':
      return ok(state.closedAt === null ? [{ type: 'day.closed', data: { at: now } }] : []);
    case 'reopenDay':
      return ok(state.closedAt === null ? [] : [{ type: 'day.reopened', data: {} }]);
    case 'restored':
      return ok([{ type: 'counters.unknown', data: {} }]);
    case 'setCounters': {
      for (const [letter, counter] of Object.entries(command.counters)) {
        if (counter < (state.counters.get(letter) ?? 0)) return fail({ type: 'CountersBelow' });
      }
      return ok([{ type: 'counters.set', data: { counters: command.counters } }]);
    }
    default:
      return never(command);
  }
}

/** "Xong" filled in from service and card: one file of the usual procedure for each person on the ticket. */
export function usualWork(service: Service, people: number, age: number | null): WorkLine[] {
  const read = age === null ? null : ageBand(age);
  const usual = service.procedures[0] ?? '';
  // A first procedure for another age gives way to the one for this age; where there is none, a parent's card was
  // read for a child, and the usual one stands with its own age.
  const other =
    procedureAge(usual) === null ? undefined : service.procedures.find((code) => procedureAge(code) === read);
  const procedure = read === null ? usual : (other ?? usual);
  const band = procedureAge(procedure) ?? read ?? service.ageBand ?? '14+';
  return [{ procedure, count: people, ageBand: band, outcome: service.outcome, reason: null }];
}

/** "Vắng mặt" is allowed from this instant; null until the ticket was called often enough. */
export function absentFrom(ticket: Ticket, settings: Settings): number | null {
  const { noShowCalls, noShowGapSeconds } = settings.queue;
  if (ticket.calls < noShowCalls || ticket.lastCallAt === null) return null;
  return ticket.lastCallAt + noShowGapSeconds * 1000;
}

type NewTicket = {
  service: string;
  people: number;
  priority: PriorityGroup | null;
  priorityReason: Ticket['priorityReason'];
  person: string | null;
  source: Ticket['source'];
  printing: Ticket['printing'];
  appointment: Appointment | null;
};

function issue(state: QueueState, context: Deciding, wanted: NewTicket): Result<QueueEvent[], QueueFailure> {
  const service = context.settings.services.find((s) => s.id === wanted.service);
  if (!service) return fail({ type: 'UnknownService' });
  if (state.countersUnknown) return fail({ type: 'CountersUnknown' });
  const counter = (state.counters.get(service.letter) ?? 0) + 1;
  if (counter > HIGHEST) return fail({ type: 'NumbersExhausted' });
  return ok([
    {
      type: 'ticket.issued',
      data: {
        ticket: context.newId(),
        day: serviceDay(context.now),
        letter: service.letter,
        counter,
        service: service.id,
        people: wanted.people,
        priority: wanted.priority,
        priorityReason: wanted.priorityReason,
        appointment: wanted.appointment?.id ?? null,
        source: wanted.source,
        printing: wanted.printing,
        person: wanted.person,
        issuedAt: context.now,
      },
    },
  ]);
}

/** A number written by hand during a power cut, entered later with its own time. */
function paper(
  state: QueueState,
  command: Extract<QueueCommand, { type: 'paper' }>,
  context: Deciding,
): Result<QueueEvent[], QueueFailure> {
  const service = context.settings.services.find((s) => s.id === command.service);
  if (!service) return fail({ type: 'UnknownService' });
  const letter = command.number.slice(0, 1);
  const counter = Number(command.number.slice(1));
  if (letter !== service.letter || counter === 0) return fail({ type: 'UnknownService' });
  const day = serviceDay(context.now);
  const issuedAt = instantOf(day, parseClock(command.time));
  const servedAt = command.served === null ? null : instantOf(day, parseClock(command.served));
  if (issuedAt > context.now || (servedAt !== null && (servedAt < issuedAt || servedAt > context.now)))
    return fail({ type: 'PaperTimeInvalid' });
  const number = ticketNumber(letter, counter);
  for (const ticket of state.tickets.values()) {
    if (ticket.number === number && ticket.state !== 'void') return fail({ type: 'PaperNumberTaken' });
  }
  const ticket = context.newId();
  const events: QueueEvent[] = [
    {
      type: 'ticket.issued',
      data: {
        ticket,
        day,
        letter,
        counter,
        service: service.id,
        people: command.people,
        priority: command.priority,
        priorityReason: null,
        appointment: null,
        source: 'paper',
        printing: 'none',
        person: null,
        issuedAt,
      },
    },
  ];
  if (servedAt !== null) {
    events.push({
      type: 'ticket.servedOnPaper',
      data: { ticket, at: servedAt, work: usualWork(service, command.people, null) },
    });
  }
  return ok(events);
}

function openDesk(state: QueueState, id: string, context: Deciding): Result<QueueEvent[], QueueFailure> {
  if (!context.settings.desks.some((desk) => desk.id === id)) return fail({ type: 'UnknownDesk' });
  if (context.officer === null) return fail({ type: 'DeskNotOpen' });
  const desk = deskOf(state, id);
  if (otherDesk(state, context.officer, id)) return fail({ type: 'OfficerAtOtherDesk' });
  if (desk.status === 'closed') {
    return ok([{ type: 'desk.opened', data: { desk: id, officer: context.officer } }]);
  }
  if (desk.officer !== context.officer) return fail({ type: 'DeskTaken' });
  return ok([]);
}

function otherDesk(state: QueueState, officer: string, desk: string): DeskState | undefined {
  return [...state.desks.values()].find((d) => d.status !== 'closed' && d.officer === officer && d.id !== desk);
}

function withOwnDesk(
  state: QueueState,
  id: string,
  context: Deciding,
  then: (desk: DeskState) => Result<QueueEvent[], QueueFailure>,
): Result<QueueEvent[], QueueFailure> {
  const desk = deskOf(state, id);
  if (desk.status === 'closed') return fail({ type: 'DeskNotOpen' });
  if (desk.officer !== context.officer) return fail({ type: 'DeskTaken' });
  return then(desk);
}

function withCallingDesk(
  state: QueueState,
  id: string,
  context: Deciding,
  then: (desk: CallingDesk, officer: string) => Result<QueueEvent[], QueueFailure>,
): Result<QueueEvent[], QueueFailure> {
  return withOwnDesk(state, id, context, (desk) => {
    if (desk.status !== 'open' || desk.officer === null) return fail({ type: 'DeskNotOpen' });
    if (desk.ticket !== null) return fail({ type: 'DeskBusy' });
    return then({ id, services: servicesOf(context.settings, id) }, desk.officer);
  });
}

function withTicket(
  state: QueueState,
  command: { ticket: string; version: number },
  then: (ticket: Ticket) => Result<QueueEvent[], QueueFailure>,
): Result<QueueEvent[], QueueFailure> {
  const found = current(state, command.ticket, command.version);
  return found.ok ? then(found.value) : found;
}

function withTicketAtDesk(
  state: QueueState,
  command: { desk: string; ticket: string; version: number },
  context: Deciding,
  then: (ticket: Ticket) => Result<QueueEvent[], QueueFailure>,
): Result<QueueEvent[], QueueFailure> {
  return withOwnDesk(state, command.desk, context, (desk) => {
    const found = current(state, command.ticket, command.version);
    if (!found.ok) return found;
    return desk.ticket === found.value.id ? then(found.value) : fail({ type: 'TicketNotAtDesk' });
  });
}

/** The ticket, if it is still as the screen showed it. */
function current(state: QueueState, id: string, version: number): Result<Ticket, QueueFailure> {
  const ticket = state.tickets.get(id);
  if (!ticket) return fail({ type: 'UnknownTicket' });
  return ticket.version === version ? ok(ticket) : fail({ type: 'StaleTicket' });
}
