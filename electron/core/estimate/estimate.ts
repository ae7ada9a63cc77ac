import { HOUR, minuteOfDay } from '../kernel/time.ts';
import type { QueueRules } from '../office/settings.ts';
import { byArrival, type CallingDesk, canCall, isSpecial, type LineTicket, pickNext } from '../queue/order.ts';
import type { OrderReason, PauseReason, Turn } from '../queue/types.ts';
import { type Duration, quantileOf, restOf, standardQuantile, uniform } from './distribution.ts';
import { type Model, peopleShift } from './learn.ts';

export type WaitingTicket = LineTicket & { people: number };

/** What a desk does at this moment. */
export type DeskNow =
  /** `since` is the call: walking to the desk is part of the time it is taken. */
  | { type: 'busy'; service: string; people: number; since: number }
  | { type: 'free'; since: number }
  | { type: 'paused'; reason: PauseReason | null; since: number };

/** The office as it stands at one instant: all that an estimate may use. Times in UTC ms. */
export type OfficeNow = {
  /** Waiting tickets by arrival. */
  line: readonly WaitingTicket[];
  /** Desks that are open or paused now. */
  desks: readonly (CallingDesk & { officer: string | null; now: DeskNow })[];
  /** People with an appointment who have not come yet. */
  expected: readonly WaitingTicket[];
  /** How many desks the roster says are open from an instant on, in order; empty: they stay as they are. */
  plan: readonly { from: number; desks: number }[];
  rules: QueueRules;
  calls: number;
  turns: ReadonlyMap<string, Turn>;
  /** Services for which somebody might come now. */
  services: readonly string[];
};

/** Time from now to the call, ms. */
export type Distribution = { p10: number; p50: number; p90: number; mean: number };

export type Estimates = {
  /** By ticket id; a ticket that no open desk can serve, or that the roster leaves without one, is missing. */
  tickets: ReadonlyMap<string, Distribution>;
  /** By service, for somebody who would come now. */
  services: ReadonlyMap<string, Distribution>;
  /** The line in the order of the most likely future, with the reason for each place. */
  order: readonly { ticket: string; reason: OrderReason }[];
};

/**
 * Runs the real calling order forward from now, `draws` times with drawn times and once with typical ones. A draw
 * belongs to its ticket, not to the moment, so a number does not flicker when nothing has happened.
 * `arrivalOf` says when somebody with priority who comes at an instant counts as having come (that instant, mostly).
 */
export function estimate(
  office: OfficeNow,
  model: Model,
  now: number,
  draws: number,
  arrivalOf: (at: number) => Pick<LineTicket, 'issuedAt' | 'priority'> = (at) => ({ issuedAt: at, priority: true }),
): Estimates {
  const ghosts = office.services.map((service, index) => somebody(`ghost ${index}`, service, now + 1, index));
  const line: Simulated[] = [
    ...office.line.map((ticket): Simulated => ({ ...ticket, role: 'waits', waits: [] })),
    ...ghosts,
  ].sort(byArrival);
  const overtaken = line.map((ticket) => ticket.overtaken);
  const begin = () => {
    // The same copies serve every future: 30 times 300 new ones would keep the garbage collector busy.
    for (const [i, ticket] of line.entries()) ticket.overtaken = overtaken[i]!;
    return line;
  };
  const rates = ratesOf(model, now);
  const known: Known = {
    services: new Map(),
    leaving: model.leaving,
    gap: model.gap,
    absent: model.absent,
    hours: Array.from({ length: 24 }, (_, hour) => model.hourShift(hour)),
    pace: 0,
  };
  const { pace } = model;

  for (let draw = 0; draw < draws; draw++) {
    known.pace = pace * standardQuantile(null, (draw + 0.5) / draws);
    run(office, begin(), arrivals(office, rates, now, draw, arrivalOf), model, known, now, draw, (ticket, at) =>
      ticket.waits.push(at - now),
    );
  }
  known.pace = 0;
  const order: { ticket: string; reason: OrderReason }[] = [];
  run(office, begin(), NOBODY, model, known, now, null, (ticket, _, reason) => {
    if (ticket.role === 'waits') order.push({ ticket: ticket.id, reason });
  });

  const tickets = new Map<string, Distribution>();
  const services = new Map<string, Distribution>();
  for (const ticket of line) {
    // Called in so few futures, because the roster has nobody on duty later, that the time would be a false hope.
    if (ticket.waits.length <= draws * HARDLY_CALLED) continue;
    if (ticket.role === 'ghost') services.set(ticket.service, distribution(ticket.waits));
    else tickets.set(ticket.id, distribution(ticket.waits));
  }
  return { tickets, services, order };
}

const HARDLY_CALLED = 0.1;

/**
 * Those who wait now are asked after; a ghost is somebody who might come now and takes no desk from them; those who
 * come later do, if the order lets them. `waits` are the times to the call in each future, ms.
 */
type Simulated = WaitingTicket & { role: 'waits' | 'ghost' | 'comes'; waits: number[] };
type Coming = { at: number; ticket: Simulated };
/** What of the model is asked for at every call, fetched once. */
type Known = {
  services: Map<string, { time: Duration; absent: number }>;
  leaving: number;
  gap: Duration;
  absent: Duration;
  /** By which each hour of the day (0–23) is slower. */
  hours: number[];
  /** How much faster or slower everything goes in this future (to be added to the logarithm). */
  pace: number;
};
type Called = (ticket: Simulated, at: number, reason: OrderReason) => void;
type RunningDesk = CallingDesk & { shift: number; freeAt: number; key: number };

/** One future: every call until nobody is left who waits now. `draw` null takes typical times. */
function run(
  office: OfficeNow,
  all: readonly Simulated[],
  coming: Arrivals,
  model: Model,
  known: Known,
  now: number,
  draw: number | null,
  called: Called,
): void {
  const line = [...all];
  const kinds = kindsOf(line);
  const desks: RunningDesk[] = office.desks.map((desk, key) => ({
    id: desk.id,
    services: desk.services,
    shift: model.officerShift(desk.officer),
    freeAt: freeAt(desk, office, model, known, now, draw, key),
    key,
  }));
  const turns = new Map(office.turns);
  let calls = office.calls;
  let left = line.length;
  let next = coming.next();
  let planned = 0;
  let open = desks.length;

  while (left > 0) {
    let first = -1;
    for (let i = 0; i < desks.length; i++) if (first < 0 || desks[i]!.freeAt < desks[first]!.freeAt) first = i;
    const at = desks[first]?.freeAt ?? Number.POSITIVE_INFINITY;
    const change = office.plan[planned];
    if (change && change.from <= at) {
      planned += 1;
      open = change.desks;
      for (let key = desks.length; key < open; key++) desks.push(further(office, change.from, key));
      continue;
    }
    const desk = desks[first];
    if (!desk) return;
    // A desk that the roster closes goes once it is free.
    if (desks.length > open) {
      desks.splice(first, 1);
      continue;
    }
    for (; next !== null && next.at <= at; next = coming.next()) {
      insert(line, next.ticket);
      insert(kinds[kindOf(next.ticket)]!, next.ticket);
    }
    const pick = pickNext(line, desk, office.rules, at, calls, turns, candidates(kinds, desk));
    if (pick === null) {
      if (next !== null && desks.length > 1) desk.freeAt = next.at;
      else desks.splice(first, 1);
      continue;
    }
    const { ticket } = pick;
    remove(line, ticket);
    remove(kinds[kindOf(ticket)]!, ticket);
    called(ticket, at, pick.reason);
    if (ticket.role !== 'comes') left -= 1;
    // Somebody who might come takes no desk from those who are here.
    if (ticket.role === 'ghost') continue;
    // Who has left by then is called for those who would have stayed, but takes no time.
    if (draw !== null && uniform(draw, ticket.issuedAt ^ 0x3c6ef372) < 1 - Math.exp(-known.leaving * (at - now)))
      continue;
    for (const other of pick.overtook) other.overtaken += 1;
    if (pick.turn !== null) turns.set(pick.turn.key, pick.turn.turn);
    calls += 1;
    desk.freeAt = at + timeAtDesk(ticket, desk, at, model, known, draw) + pauseBetween(known, draw, ticket.issuedAt);
  }
}

/** When a desk is free to call. */
function freeAt(
  desk: OfficeNow['desks'][number],
  office: OfficeNow,
  model: Model,
  known: Known,
  now: number,
  draw: number | null,
  key: number,
): number {
  const { now: doing } = desk;
  const u = draw === null ? 0.5 : uniform(draw, doing.since ^ (key * 104_729));
  switch (doing.type) {
    case 'busy': {
      const shift = model.officerShift(desk.officer) + hourShift(known, doing.since) + peopleShift(doing.people);
      const elapsed = now - doing.since;
      return (
        now + restOf(serviceOf(doing.service, model, known).time, elapsed, u, shift) + pauseBetween(known, draw, key)
      );
    }
    case 'paused': {
      const elapsed = now - doing.since;
      return now + restOf(model.pause(doing.reason), elapsed, u) + pauseBetween(known, draw, key);
    }
    case 'free': {
      // Nobody waited for it: it calls as soon as somebody comes, as it does.
      const oldest = office.line.find((ticket) => canCall(desk, ticket));
      if (!oldest) return now + pauseBetween(known, draw, key);
      return now + restOf(known.gap, now - Math.max(doing.since, oldest.issuedAt), u);
    }
  }
}

function timeAtDesk(
  ticket: Simulated,
  desk: RunningDesk,
  at: number,
  model: Model,
  known: Known,
  draw: number | null,
): number {
  const key = ticket.issuedAt ^ (ticket.counter * 7919);
  const u = draw === null ? 0.5 : uniform(draw, key);
  const service = serviceOf(ticket.service, model, known);
  if (draw !== null && uniform(draw, key ^ 0x1b873593) < service.absent) {
    return quantileOf(known.absent, u);
  }
  const shift = desk.shift + hourShift(known, at) + peopleShift(ticket.people);
  return quantileOf(service.time, u, shift);
}

/** By the hour, and by the pace of this future. */
function hourShift(known: Known, at: number): number {
  return known.hours[Math.floor(minuteOfDay(at) / 60)]! + known.pace;
}

function pauseBetween(known: Known, draw: number | null, key: number): number {
  return quantileOf(known.gap, draw === null ? 0.5 : uniform(draw, key ^ 0x5bd1e995));
}

function serviceOf(service: string, model: Model, known: Known) {
  let found = known.services.get(service);
  if (!found) {
    found = { time: model.service(service), absent: model.absentShare(service) };
    known.services.set(service, found);
  }
  return found;
}

/** A desk of the roster that is not open yet: whoever sits there serves what the others serve and what people wait for. */
function further(office: OfficeNow, from: number, key: number): RunningDesk {
  const services = new Set(office.line.map((ticket) => ticket.service));
  for (const desk of office.desks) for (const service of desk.services) services.add(service);
  return {
    id: `planned ${key}`,
    services,
    shift: 0,
    freeAt: from,
    key,
  };
}

/**
 * Who comes in one future, in order, made as it is asked for: most of those with an appointment, and priority numbers
 * as often as they were taken in that hour on other days.
 */
type Arrivals = { next(): Coming | null };

const KEPT_APPOINTMENTS = 0.85;
const HORIZON = 4 * HOUR;
const NOBODY: Arrivals = { next: () => null };

function arrivals(
  office: OfficeNow,
  rates: Rates,
  now: number,
  draw: number,
  arrivalOf: (at: number) => Pick<LineTicket, 'issuedAt' | 'priority'>,
): Arrivals {
  const booked: Coming[] = [];
  for (const [i, ticket] of office.expected.entries()) {
    if (uniform(draw, ticket.issuedAt ^ (i * 15_485_863)) < KEPT_APPOINTMENTS) {
      booked.push({ at: ticket.issuedAt, ticket: { ...ticket, role: 'comes', waits: [] } });
    }
  }
  booked.sort((a, b) => a.at - b.at);
  let i = 0;
  let at = now;
  let walkIn = nextWalkIn();

  // Thinned from the busiest of the coming hours, so that a quiet one is not leapt over into a busy one.
  function nextWalkIn(): Coming | null {
    while (rates.most > 0) {
      i += 1;
      at -= (Math.log(uniform(draw, 0x2545f491 ^ (i * 7_368_787))) / rates.most) * HOUR;
      if (at > now + HORIZON) return null;
      const rate = rates.hours[Math.floor((at - rates.from) / HOUR)] ?? 0;
      if (uniform(draw, 0x9e3779b1 ^ (i * 49_979_687)) * rates.most > rate) continue;
      const ticket = somebody(`coming ${i}`, serviceBy(rates.shares, uniform(draw, i * 86_028_121)), at, 900 + i);
      return { at, ticket: { ...ticket, ...arrivalOf(at), role: 'comes' } };
    }
    return null;
  }

  return {
    next() {
      const first = booked[0];
      if (first && (walkIn === null || first.at <= walkIn.at)) return booked.shift() ?? null;
      const coming = walkIn;
      if (coming) walkIn = nextWalkIn();
      return coming;
    },
  };
}

/** Priority numbers an hour, for each hour from the one that has begun. */
type Rates = { from: number; hours: number[]; most: number; shares: Model['priorityServices'] };

function ratesOf(model: Model, now: number): Rates {
  const from = Math.floor(now / HOUR) * HOUR;
  const hours = Array.from({ length: HORIZON / HOUR + 1 }, (_, i) => model.priorityPerHour(from + i * HOUR));
  const shares = model.priorityServices;
  return { from, hours, most: shares.length > 0 ? Math.max(...hours) : 0, shares };
}

function serviceBy(shares: readonly { service: string; share: number }[], u: number): string {
  let rest = u;
  for (const { service, share } of shares) {
    rest -= share;
    if (rest <= 0) return service;
  }
  return shares[0]?.service ?? '';
}

function insert(line: Simulated[], ticket: Simulated): void {
  let place = line.length;
  while (place > 0 && byArrival(ticket, line[place - 1]!) < 0) place -= 1;
  line.splice(place, 0, ticket);
}

function remove(line: Simulated[], ticket: Simulated): void {
  line.splice(line.indexOf(ticket), 1);
}

/** Those among whom the rules may choose: looking at 300 tickets for each of 300 calls of 30 futures takes too long. */
function candidates([specials = [], ...plain]: readonly (readonly Simulated[])[], desk: CallingDesk): Simulated[] {
  const list = [...specials];
  for (const kind of plain) {
    const head = kind.find((ticket) => canCall(desk, ticket));
    if (head) list.push(head);
  }
  return list;
}

/** Tickets by arrival in three lists: with a right of their own, priority, regular. */
function kindsOf(line: readonly Simulated[]): Simulated[][] {
  const kinds: Simulated[][] = [[], [], []];
  for (const ticket of line) kinds[kindOf(ticket)]!.push(ticket);
  return kinds;
}

function kindOf(ticket: Simulated): 0 | 1 | 2 {
  return isSpecial(ticket) ? 0 : ticket.priority !== null ? 1 : 2;
}

function somebody(id: string, service: string, issuedAt: number, counter: number): Simulated {
  return {
    id,
    service,
    issuedAt,
    counter,
    priority: null,
    appointment: null,
    forDesk: null,
    overtaken: 0,
    backAt: null,
    returnAt: null,
    people: 1,
    role: 'ghost',
    waits: [],
  };
}

function distribution(times: readonly number[]): Distribution {
  const sorted = Float64Array.from(times).sort();
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.round(p * (sorted.length - 1)))]!;
  return {
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    mean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length,
  };
}
