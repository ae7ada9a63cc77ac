import type { Shown } from '../estimate/steady.ts';
import type { ClockState } from '../kernel/log.ts';
import { addDays, clockTime, DAY, MINUTE, serviceDay } from '../kernel/time.ts';
import type { Desk, Service, Settings } from '../office/settings.ts';
import type { OnDuty } from '../roster/views.ts';
import { absentFrom, freeSlots, openSpans, servicesOf, usualWork, waitingLine } from './decide.ts';
import { deskOf } from './evolve.ts';
import { byArrival, pickNext } from './order.ts';
import type { QueueState, Ticket } from './types.ts';
import type {
  Alert,
  AsideRow,
  AtDesk,
  BoardView,
  BookedView,
  DeskRow,
  IssuedView,
  LineRow,
  PersonView,
  Slot,
  StaffView,
  TakeView,
  WaitRange,
} from './views.ts';
import type { Waits } from './waits.ts';

/** What every screen is drawn from; assembled once for each change. */
export type Picture = {
  state: QueueState;
  settings: Settings;
  waits: Waits;
  now: number;
  minutes: (service: Service) => { low: number; high: number };
};

const FIVE = 5 * MINUTE;

/** A wait as minutes of a range in ms, outward to 5; never narrower than 5. */
function waitRange({ from, to }: Shown): NonNullable<WaitRange> {
  const low = Math.max(0, Math.floor(from / FIVE) * 5);
  return { low, high: Math.max(Math.ceil(to / FIVE) * 5, low + 5) };
}

/** `duty`: who is on duty by the published roster, if there is one. */
export function boardView({ state, settings, waits, now }: Picture, duty: OnDuty): BoardView {
  const called = [...state.tickets.values()]
    .filter((t) => t.lastCallAt !== null && ['called', 'serving', 'done'].includes(t.state))
    // A desk taken out of the settings since has no name left to send anybody to.
    .filter((t) => labelOf(settings, t.desk) !== '')
    .sort((a, b) => (b.lastCallAt ?? 0) - (a.lastCallAt ?? 0))
    .slice(0, 4);
  const span = openSpans(settings.hours, serviceDay(now)).find((s) => now >= s.from && now < s.to);
  const line = orderedLine(state, waits);
  return {
    now,
    office: { name: settings.office.name, phone: settings.office.phone },
    called: called.map((t) => ({
      number: t.number,
      desk: labelOf(settings, t.desk),
      call: t.lastCallAt ?? 0,
      times: t.calls,
      kind: t.priority !== null ? 'priority' : 'call',
    })),
    next: line.slice(0, 6).map(({ ticket }) => ({
      number: ticket.number,
      tag: ticket.appointment
        ? 'appointment'
        : ticket.returnAt !== null
          ? 'returned'
          : ticket.priority
            ? 'priority'
            : null,
      range: waits.shown.get(ticket.id) ?? null,
    })),
    waiting: line.length,
    desksOpen: settings.desks.filter((desk) => deskOf(state, desk.id).status === 'open').length,
    shift: shiftNow(duty, span),
    notices: settings.notices,
    closed: state.closedAt === null ? null : { lastNumbers: lastNumbers(state) },
    sound: settings.sound,
  };
}

/** By the roster; between its shifts, and where there is none, by the opening hours. */
function shiftNow(duty: OnDuty, span: ReturnType<typeof openSpans>[number] | undefined): BoardView['shift'] {
  if (duty?.shift) return { name: duty.shift.name, from: duty.shift.from, to: duty.shift.to, people: duty.atDesks };
  return span ? { name: span.name, from: clockTime(span.from), to: clockTime(span.to), people: null } : null;
}

export function takeView({ state, settings, waits, now, minutes }: Picture, blocked: boolean): TakeView {
  const day = serviceDay(now);
  const spans = openSpans(settings.hours, day);
  const closesAt = spans.reduce((last, span) => Math.max(last, span.to), 0);
  const line = waitingLine(state);
  const opens = settings.desks.filter((desk) => deskOf(state, desk.id).status === 'open');
  const services = settings.services
    .filter((service) => service.offered)
    .map((service) => {
      const wait = waits.services.get(service.id);
      const shown = waits.shown.get(service.id);
      // By the roster nobody is on duty any more when they would be called: the desks that are open now would be gone.
      const inVain = !wait && opens.some((desk) => servicesOf(settings, desk.id).has(service.id));
      // The last ticket before closing: the cautious end of the range plus a long service must still fit.
      const fits = !inVain && now + (wait?.p90 ?? 0) + minutes(service).high * MINUTE <= closesAt;
      const { id, letter, name, hint, bring, pictogram } = service;
      return {
        id,
        letter,
        name,
        hint,
        bring,
        pictogram,
        waiting: line.filter((ticket) => ticket.service === service.id).length,
        wait: shown ? waitRange(shown) : null,
        open: fits,
      };
    });
  const status =
    blocked || state.countersUnknown
      ? 'blocked'
      : spans.every((span) => now >= span.to)
        ? 'closed'
        : state.closedAt !== null
          ? 'ended'
          : 'open';
  const slots = status === 'open' && services.every((service) => service.open) ? [] : comingSlots(state, settings, now);
  return {
    now,
    office: { name: settings.office.name, phone: settings.office.phone },
    services,
    letters: [...new Set([...services, ...state.tickets.values()].map(({ letter }) => letter))].sort(),
    status,
    opensAt: status === 'closed' ? nextOpening(settings, now) : null,
    slots,
    sound: settings.sound,
  };
}

export function issuedView({ state, settings, waits, now }: Picture, ticket: Ticket): IssuedView {
  const service = serviceOf(settings, ticket.service);
  const order = waits.order.findIndex((place) => place.ticket === ticket.id);
  const ahead =
    ticket.state !== 'waiting'
      ? 0
      : order >= 0
        ? aheadAtSameDesks(state, settings, waits, ticket, order)
        : countBefore(state, ticket);
  const range = ticket.state === 'waiting' ? (waits.shown.get(ticket.id) ?? null) : null;
  return {
    ticket: ticket.id,
    number: ticket.number,
    service: { id: service.id, name: service.name, bring: service.bring },
    people: ticket.people,
    ahead,
    range,
    wait: range && waitRange({ from: range.from - now, to: range.to - now }),
    issuedAt: ticket.issuedAt,
    office: settings.office.name,
    state: ticket.state,
    desk: labelOf(settings, ticket.state === 'waiting' ? ticket.forDesk : ticket.desk) || null,
    appointmentAt: ticket.appointment?.at ?? null,
    kept: ticket.day !== ticket.inDay,
  };
}

export function bookedView({ state, settings }: Picture, id: string): BookedView | null {
  const appointment = state.appointments.get(id);
  if (!appointment) return null;
  const service = serviceOf(settings, appointment.service);
  const { code, day, at } = appointment;
  return { code, day, at, service: service.name, bring: service.bring, office: settings.office.name };
}

/** What the officer's screen needs of the world besides the picture. */
export type StaffContext = {
  me: StaffView['me'];
  desk: string | null;
  officerName: (id: string) => string;
  person: (id: string) => PersonView | null;
  age: (person: string) => number | null;
  today: StaffView['today'];
  clock: ClockState;
  backup: StaffView['backup'];
  alerts: readonly Alert[];
  duty: StaffView['duty'];
};

export function staffView(picture: Picture, context: StaffContext): StaffView {
  const { state, settings, waits, now } = picture;
  const rows = settings.desks.map((desk) => deskRow(picture, desk, context));
  const mine = rows.find((row) => row.id === context.desk) ?? null;
  const calling = mine === null ? null : { id: mine.id, services: servicesOf(settings, mine.id) };
  const line = orderedLine(state, waits);
  const pick =
    calling === null ? null : pickNext(waitingLine(state), calling, settings.queue, now, state.calls, state.turns);
  const longest = (priority: boolean) => {
    const oldest = line
      .filter(({ ticket }) => (ticket.priority !== null) === priority)
      .map(({ ticket }) => ticket.issuedAt);
    return oldest.length > 0 ? now - Math.min(...oldest) : null;
  };
  const point = context.desk === null ? undefined : state.undo.get(context.desk);
  const undoUntil = point ? point.at + settings.queue.undoSeconds * 1000 : 0;
  const spans = openSpans(settings.hours, serviceDay(now));
  return {
    now,
    office: settings.office.name,
    me: context.me,
    desk: mine,
    atDesk: atDesk(picture, context),
    next: pick && {
      number: pick.ticket.number,
      ticket: pick.ticket.id,
      reason: pick.reason,
      issuedAt: pick.ticket.issuedAt,
    },
    line: line.map(({ ticket, reason }) => lineRow(picture, context, ticket, reason, calling)),
    longest: { priority: longest(true), regular: longest(false) },
    aside: asideRows(state),
    appointments: [...state.appointments.values()]
      .filter((a) => a.state === 'booked' && a.day === serviceDay(now))
      .sort((a, b) => a.at - b.at)
      .map(({ id, code, at, service, people }) => ({ id, code, at, service, people })),
    desks: rows,
    duty: context.duty,
    services: settings.services,
    today: context.today,
    undo:
      point && undoUntil > now ? { action: point.action, number: point.ticketBefore.number, until: undoUntil } : null,
    closed: state.closedAt === null ? null : { at: state.closedAt, lastNumbers: lastNumbers(state) },
    closesAt: spans.length > 0 ? Math.max(...spans.map((span) => span.to)) : null,
    alerts: alerts(picture, context),
    backup: context.backup,
  };
}

/** Free appointment slots of the coming days, at most six, spread over the days. */
function comingSlots(state: QueueState, settings: Settings, now: number): Slot[] {
  const slots: Slot[] = [];
  for (let i = 1; i <= 14 && slots.length < 6; i++) {
    const day = addDays(serviceDay(now), i);
    const free = freeSlots(state, settings, day, now);
    for (const index of [0, Math.floor(free.length / 2)]) {
      const slot = free[index];
      if (slot && slots.length < 6 && !slots.some((s) => s.at === slot.at)) slots.push({ day, at: slot.at });
    }
  }
  return slots;
}

function nextOpening(settings: Settings, now: number): number | null {
  for (let i = 0; i < 30; i++) {
    const next = openSpans(settings.hours, serviceDay(now + i * DAY)).find((span) => span.from > now);
    if (next) return next.from;
  }
  return null;
}

/** Waiting tickets as they will most likely be called; those no open desk serves come last, by arrival. */
function orderedLine(state: QueueState, waits: Waits): { ticket: Ticket; reason: LineRow['reason'] }[] {
  const places = new Map(waits.order.map((place, index) => [place.ticket, { index, reason: place.reason }]));
  return waitingLine(state)
    .map((ticket) => ({ ticket, place: places.get(ticket.id) }))
    .sort((a, b) => (a.place?.index ?? 9999) - (b.place?.index ?? 9999) || byArrival(a.ticket, b.ticket))
    .map(({ ticket, place }) => ({ ticket, reason: place && place.reason !== 'oldest' ? place.reason : null }));
}

function aheadAtSameDesks(state: QueueState, settings: Settings, waits: Waits, ticket: Ticket, place: number): number {
  const shared = new Set<string>();
  for (const desk of state.desks.values()) {
    if (desk.status === 'closed') continue;
    const services = servicesOf(settings, desk.id);
    if (services.has(ticket.service)) for (const service of services) shared.add(service);
  }
  return waits.order.slice(0, place).filter((p) => shared.has(state.tickets.get(p.ticket)?.service ?? '')).length;
}

function countBefore(state: QueueState, ticket: Ticket): number {
  return waitingLine(state).filter((other) => other.service === ticket.service && byArrival(other, ticket) < 0).length;
}

function lineRow(
  { settings, waits }: Picture,
  context: StaffContext,
  ticket: Ticket,
  reason: LineRow['reason'],
  calling: { id: string; services: ReadonlySet<string> } | null,
): LineRow {
  const callable =
    calling === null ||
    (calling.services.has(ticket.service) && (ticket.forDesk === null || ticket.forDesk === calling.id));
  const able = (desk: Desk) =>
    servicesOf(settings, desk.id).has(ticket.service) && (ticket.forDesk === null || ticket.forDesk === desk.id);
  return {
    ticket: ticket.id,
    version: ticket.version,
    number: ticket.number,
    service: ticket.service,
    people: ticket.people,
    priority: ticket.priority,
    priorityReason: ticket.priorityReason,
    age: ticket.person === null ? null : context.age(ticket.person),
    appointmentAt: ticket.appointment?.at ?? null,
    issuedAt: ticket.issuedAt,
    range: waits.shown.get(ticket.id) ?? null,
    reason,
    otherDesks: callable ? [] : settings.desks.filter(able).map((desk) => desk.label),
    kept: ticket.day !== ticket.inDay,
  };
}

function atDesk({ state, settings, minutes }: Picture, context: StaffContext): AtDesk | null {
  const id = context.desk === null ? null : deskOf(state, context.desk).ticket;
  const ticket = id === null ? undefined : state.tickets.get(id);
  if (!ticket || (ticket.state !== 'called' && ticket.state !== 'serving')) return null;
  const service = serviceOf(settings, ticket.service);
  const calledAt = ticket.calledAt ?? ticket.issuedAt;
  return {
    ticket: ticket.id,
    version: ticket.version,
    number: ticket.number,
    service: ticket.service,
    state: ticket.state,
    people: ticket.people,
    priority: ticket.priority,
    priorityReason: ticket.priorityReason,
    issuedAt: ticket.issuedAt,
    calledAt,
    lastCallAt: ticket.lastCallAt ?? calledAt,
    calls: ticket.calls,
    startedAt: ticket.startedAt,
    usual: minutes(service),
    absentFrom: absentFrom(ticket, settings),
    person: ticket.person === null ? null : context.person(ticket.person),
    work: usualWork(service, ticket.people, ticket.person === null ? null : context.age(ticket.person)),
  };
}

function deskRow({ state, settings }: Picture, desk: Desk, { me, officerName }: StaffContext): DeskRow {
  const now = deskOf(state, desk.id);
  const ticket = now.ticket === null ? undefined : state.tickets.get(now.ticket);
  return {
    id: desk.id,
    label: desk.label,
    services: [...servicesOf(settings, desk.id)],
    status: now.status,
    officer: now.officer === null ? null : officerName(now.officer),
    mine: now.officer === me.id,
    pauseReason: now.pauseReason,
    number: ticket?.number ?? null,
    numberState: ticket?.state === 'called' || ticket?.state === 'serving' ? ticket.state : null,
  };
}

function asideRows(state: QueueState): AsideRow[] {
  return [...state.tickets.values()]
    .filter((t) => t.state === 'parked' || t.state === 'no_show')
    .sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
    .map((t) => ({
      ticket: t.id,
      version: t.version,
      number: t.number,
      service: t.service,
      state: t.state as AsideRow['state'],
      since: t.endedAt ?? t.issuedAt,
      people: t.people,
    }));
}

function alerts({ state }: Picture, context: StaffContext): Alert[] {
  const list: Alert[] = [];
  if (context.clock.type === 'back') list.push({ type: 'clockBack', byMs: context.clock.byMs });
  if (context.clock.type === 'doubtful') list.push({ type: 'clockDoubtful', lastAt: context.clock.lastAt });
  if (state.countersUnknown) list.push({ type: 'countersUnknown' });
  for (const t of state.tickets.values()) {
    if (t.printing === 'failed' && t.state === 'waiting') {
      list.push({ type: 'printFailed', number: t.number, ticket: t.id, version: t.version });
    }
  }
  return [...list, ...context.alerts];
}

/** The last number given out of each letter today. */
function lastNumbers(state: QueueState): string[] {
  const last = new Map<string, Ticket>();
  for (const ticket of state.tickets.values()) {
    const known = last.get(ticket.letter);
    if (!known || ticket.counter > known.counter) last.set(ticket.letter, ticket);
  }
  return [...last.values()].map((ticket) => ticket.number).sort();
}

function labelOf(settings: Settings, desk: string | null): string {
  return settings.desks.find((d) => d.id === desk)?.label ?? '';
}

/** A service may have been removed from the settings while its tickets live on. */
function serviceOf(settings: Settings, id: string): Service {
  const found = settings.services.find((service) => service.id === id) ?? settings.services[0];
  if (!found) throw new Error('an office without services');
  return found;
}
