import type { QueueRules } from '../office/settings.ts';
import type { OrderReason, Turn } from './types.ts';

/** What the calling order looks at. A `Ticket` is one; the estimator runs the same rules on lighter copies. */
export type LineTicket = {
  id: string;
  service: string;
  issuedAt: number;
  counter: number;
  priority: unknown;
  appointment: { at: number } | null;
  forDesk: string | null;
  overtaken: number;
  backAt: number | null;
  returnAt: number | null;
};

export type CallingDesk = { id: string; services: ReadonlySet<string> };

export type Pick<T extends LineTicket> = {
  ticket: T;
  reason: OrderReason;
  /** Waiting tickets this desk could have called that came earlier: each is now overtaken once more. */
  overtook: T[];
  turn: { key: string; turn: Turn } | null;
};

const MINUTE = 60_000;

/** Waiting tickets in the order of arrival: the form in which `pickNext` wants the line. */
export function byArrival(a: LineTicket, b: LineTicket): number {
  return a.issuedAt - b.issuedAt || a.counter - b.counter || (a.id < b.id ? -1 : 1);
}

/** Desks that serve the same services share one round of priority and regular calls. */
function turnKey(services: ReadonlySet<string>): string {
  let key = turnKeys.get(services);
  if (key === undefined) {
    key = [...services].sort().join(' ');
    turnKeys.set(services, key);
  }
  return key;
}

const turnKeys = new WeakMap<ReadonlySet<string>, string>();

/** Whether a ticket has a right of its own besides its arrival and its class. */
export function isSpecial(ticket: LineTicket): boolean {
  return ticket.returnAt !== null || ticket.appointment !== null || ticket.backAt !== null;
}

function isDue(ticket: LineTicket, rules: QueueRules, now: number): boolean {
  return (
    ticket.appointment !== null &&
    now >= ticket.appointment.at - rules.appointmentEarly * MINUTE &&
    now <= ticket.appointment.at + rules.appointmentLate * MINUTE
  );
}

/**
 * The ticket a desk calls next and why (design.md section 3), or null when nobody waits for it.
 * Order: appointments due; a ticket already overtaken `overtakeLimit` times; returned tickets whose turn has come;
 * then priority and regular by the ratio, each led by those back with their papers; last, appointments not yet due
 * and returned tickets whose turn has not come, rather than an idle desk.
 * `line` holds the waiting tickets by arrival; `calls` is how many calls the office has made today.
 * `candidates` may leave out tickets of the line that cannot be chosen: all special ones and, of the others, the
 * first of each class that the desk serves are enough.
 */
export function pickNext<T extends LineTicket>(
  line: readonly T[],
  desk: CallingDesk,
  rules: QueueRules,
  now: number,
  calls: number,
  turns: ReadonlyMap<string, Turn>,
  candidates: Iterable<T> = line,
): Pick<T> | null {
  let due: T | null = null;
  let limited: T | null = null;
  let returned: T | null = null;
  let priority: T | null = null;
  let regular: T | null = null;
  let early: T | null = null;
  let later: T | null = null;

  for (const ticket of candidates) {
    if (!canCall(desk, ticket)) continue;
    if (ticket.returnAt !== null) {
      if (calls >= ticket.returnAt) {
        if (returned === null || ticket.returnAt < (returned.returnAt ?? 0)) returned = ticket;
      } else if (later === null || ticket.returnAt < (later.returnAt ?? 0)) later = ticket;
      continue;
    }
    if (ticket.appointment !== null) {
      if (isDue(ticket, rules, now)) {
        if (due === null || ticket.appointment.at < (due.appointment?.at ?? 0)) due = ticket;
        continue;
      }
      if (now < ticket.appointment.at) {
        if (early === null || ticket.appointment.at < (early.appointment?.at ?? 0)) early = ticket;
        continue;
      }
    }
    if (ticket.overtaken >= rules.overtakeLimit && (limited === null || byArrival(ticket, limited) < 0))
      limited = ticket;
    if (ticket.priority !== null) priority = before(ticket, priority) ? ticket : priority;
    else regular = before(ticket, regular) ? ticket : regular;
  }

  if (due !== null) return { ticket: due, reason: 'appointment', overtook: [], turn: null };

  const key = turnKey(desk.services);
  const turn = turns.get(key) ?? { priority: 0, regular: 0 };
  const chosen = returned ?? byRatio(priority, regular, rules, turn) ?? early ?? later;
  if (chosen === null) return null;

  // The bound: whoever has been overtaken as often as allowed goes before any later arrival.
  const bounded = limited !== null && byArrival(limited, chosen) < 0;
  const ticket = bounded && limited !== null ? limited : chosen;
  const reason: OrderReason = bounded
    ? 'overtaken'
    : ticket === returned || ticket === later
      ? 'returned'
      : ticket === early
        ? 'appointment'
        : ticket.backAt !== null
          ? 'parkedBack'
          : priority === null || regular === null
            ? 'oldest'
            : ticket === priority
              ? 'priorityTurn'
              : 'regularTurn';
  const countsForTurn = ticket !== returned && ticket !== later && ticket !== early;
  return {
    ticket,
    reason,
    overtook: overtaken(line, ticket, desk, now),
    turn: countsForTurn ? { key, turn: nextTurn(turn, ticket.priority !== null, rules) } : null,
  };
}

/** Whether a desk serves a ticket's service, and the ticket was not sent to another desk. */
export function canCall(desk: CallingDesk, ticket: LineTicket): boolean {
  return desk.services.has(ticket.service) && (ticket.forDesk === null || ticket.forDesk === desk.id);
}

/** Parked people who are back lead their class in the order of coming back; the others by arrival. */
function before<T extends LineTicket>(a: T, b: T | null): boolean {
  if (b === null) return true;
  if (a.backAt !== null || b.backAt !== null) {
    return (a.backAt ?? Number.POSITIVE_INFINITY) < (b.backAt ?? Number.POSITIVE_INFINITY);
  }
  return byArrival(a, b) < 0;
}

function byRatio<T>(priority: T | null, regular: T | null, rules: QueueRules, turn: Turn): T | null {
  if (priority === null || regular === null) return priority ?? regular;
  if (rules.policy === 'strict') return priority;
  return turn.priority < rules.ratio.priority ? priority : regular;
}

/** A round begins with a priority call, so that regular calls made while no priority waited do not count against it. */
function nextTurn(turn: Turn, priority: boolean, rules: QueueRules): Turn {
  if (priority) return { priority: turn.priority + 1, regular: turn.regular };
  if (turn.priority < rules.ratio.priority) return turn;
  const regular = turn.regular + 1;
  return regular >= rules.ratio.regular ? { priority: 0, regular: 0 } : { priority: turn.priority, regular };
}

/** Earlier arrivals this desk passes over; those with a later right (not yet due, returned) are not passed over. */
function overtaken<T extends LineTicket>(line: readonly T[], ticket: T, desk: CallingDesk, now: number): T[] {
  const result: T[] = [];
  for (const other of line) {
    if (other === ticket) break;
    if (other.returnAt !== null || (other.appointment !== null && now < other.appointment.at)) continue;
    if (canCall(desk, other)) result.push(other);
  }
  return result;
}
