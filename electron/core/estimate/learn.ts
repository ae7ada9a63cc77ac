import { HOUR, MINUTE, minuteOfDay, serviceDay } from '../kernel/time.ts';
import type { PauseReason, QueueEvent, QueueState, Ticket } from '../queue/types.ts';
import { type Duration, type Shape, shapeOf } from './distribution.ts';

/** How long things take in this office, as far as it is known: from what came with the program to what was seen. */
export type Model = {
  /**
   * A person's time at a desk, from the call to leaving, for one person on the ticket; the two shifts are to be added
   * to the logarithm: for who sits there (and for today), and for the hour (0–23).
   */
  service(service: string): Duration;
  officerShift(officer: string | null): number;
  hourShift(hour: number): number;
  /**
   * How far a whole stretch of work goes faster or slower than that (spread of the logarithm): the systems are slow
   * today, a colleague helps. Without it long waits would look far surer than they are.
   */
  readonly pace: number;
  /** From a desk's being free with somebody waiting to its call. */
  gap: Duration;
  /** A desk's time with somebody who does not come, and how often that is. */
  absent: Duration;
  absentShare(service: string): number;
  pause(reason: PauseReason | null): Duration;
  /** People who give up while they wait, of those waiting, a millisecond. */
  leaving: number;
  /** Priority numbers to be taken in the hour of an instant, and what share of them each service has. */
  priorityPerHour(at: number): number;
  priorityServices: readonly { service: string; share: number }[];
};

/** Learns from the queue's events, one after the other, as they happen or as the log tells them. */
export type Learning = {
  /** `before` is the state in which the event happened. */
  observe(before: QueueState, event: QueueEvent, at: number): void;
  readonly model: Model;
  /** Since when a desk has been free of the one before; undefined when that was not seen. */
  freeSince(desk: string): number | undefined;
};

/** Several people on one ticket take longer, but share the greeting and the papers. */
const FURTHER_PERSON = 0.7;

export function peopleShift(people: number): number {
  return people === 1 ? 0 : Math.log(1 + FURTHER_PERSON * (people - 1));
}

/**
 * Everything is a mean that forgets and is drawn towards what was believed before (shrinkage): with n cases seen it
 * counts n / (n + k), where k is how many cases the belief is worth. A service's own time first, then how much an
 * officer, an hour of the day and today differ from it. `isOfficer` leaves out stand-ins that mean no one person.
 */
export function createLearning(
  prior: (service: string) => Duration,
  isOfficer: (id: string) => boolean = () => true,
): Learning {
  const services = new Map<string, Kind>();
  const officers = new Map<string, Mean>();
  const hours = Array.from({ length: 24 }, () => mean(200));
  const pauses = new Map<string, Mean>();
  const gap = kind({ mu: Math.log(20_000), sigma: 1, shape: null }, 10);
  const absent = kind({ mu: Math.log(2.5 * MINUTE), sigma: 0.5, shape: null }, 10);
  const calls = new Map<string, Mean>();
  const arrivals = Array.from({ length: 24 }, () => 0);
  const priorityOf = new Map<string, number>();
  /** When a desk became free of the one before. */
  const freeSince = new Map<string, number>();
  /** What the last action at a desk teaches, once it can no longer be taken back: a mistyped "Xong" is no service. */
  const lessons = new Map<string, { at: number; learn: () => void }>();
  let today = mean(15);
  /** What one time differs from another by chance, squared. */
  const chance = mean(400);
  /** The sum of what the last few times differ from what was expected without today; the squares of such means. */
  let stretch = { n: 0, sum: 0 };
  const stretches = mean(80);
  let day = '';
  let lastIssued = '';
  let days = 0;
  let left = 0;
  let waited = 0;

  const serviceOf = (service: string) => {
    let known = services.get(service);
    if (!known) {
      known = kind(prior(service), 6);
      services.set(service, known);
    }
    return known;
  };
  const hourOf = (at: number) => Math.floor(minuteOfDay(at) / 60);
  // How many cases the belief "no different" is worth: the more times differ by chance, and the less officers, hours
  // and days have been seen to differ, the more it takes.
  const variance = () => (chance.n * chance.value + 10 * CHANCE ** 2) / (chance.n + 10);
  const paceVariance = () => Math.max((stretches.n * stretches.value + 10 * PACE ** 2) / (stretches.n + 10), LEAST);
  let worth = worths();
  const officerEffect = (officer: string | null) =>
    officer === null ? 0 : shrunk(officers.get(officer), worth.officer);
  const hourEffect = (hour: number) => shrunk(hours[hour], worth.hour);
  const todayEffect = () => shrunk(today, worth.today);

  function worths() {
    const by = variance();
    return {
      officer: by / differing([...officers.values()], by, OFFICERS ** 2),
      hour: by / differing(hours, by, HOURS ** 2),
      today: by / paceVariance(),
    };
  }

  /** One time at a desk: each part learns from what the others leave unexplained. */
  function learnService(service: string, officer: string | null, at: number, ms: number, people: number): void {
    const own = serviceOf(service);
    const seen = Math.log(Math.max(ms, 1000)) - peopleShift(people);
    const { mu, sigma } = duration(own);
    const hour = hourOf(at);
    const parts = { officer: officerEffect(officer), hour: hourEffect(hour), today: todayEffect() };
    const rest = believable(seen - mu - parts.officer - parts.hour - parts.today, sigma);
    learn(own.log, mu + rest);
    learn(own.square, rest * rest);
    keepShape(own, rest / sigma);
    learn(chance, rest * rest);
    stretch = { n: stretch.n + 1, sum: stretch.sum + rest + parts.today };
    if (stretch.n === STRETCH) {
      // What is more than chance alone would give.
      learn(stretches, (stretch.sum / STRETCH) ** 2 - variance() / STRETCH);
      stretch = { n: 0, sum: 0 };
    }
    if (officer !== null && isOfficer(officer)) {
      let known = officers.get(officer);
      if (!known) {
        known = mean(200);
        officers.set(officer, known);
      }
      learn(known, rest + parts.officer);
    }
    learn(hours[hour]!, rest + parts.hour);
    learn(today, rest + parts.today);
    worth = worths();
  }

  function learnKind(of: Kind, ms: number): void {
    const { mu, sigma } = duration(of);
    const rest = believable(Math.log(Math.max(ms, 1000)) - mu, sigma);
    learn(of.log, mu + rest);
    learn(of.square, rest * rest);
    keepShape(of, rest / sigma);
  }

  function newDay(at: number): void {
    const now = serviceDay(at);
    if (now === day) return;
    day = now;
    today = mean(15);
    stretch = { n: 0, sum: 0 };
    freeSince.clear();
  }

  /** A day on which nobody came (a Sunday, a holiday) does not count. */
  function countDay(): void {
    if (lastIssued === day) return;
    lastIssued = day;
    // Twenty days back a day counts half.
    days = days * FORGET_DAYS + 1;
    for (const [hour, count] of arrivals.entries()) arrivals[hour] = count * FORGET_DAYS;
    left *= FORGET_DAYS;
    waited *= FORGET_DAYS;
  }

  /** Learns what earlier actions taught, but for one that this event takes back. */
  function learnLessons(before: QueueState, event: QueueEvent, at: number): void {
    if (event.type === 'action.undone') lessons.delete(event.data.desk);
    else if ('ticket' in event.data) {
      const acted = 'desk' in event.data ? event.data.desk : before.tickets.get(event.data.ticket)?.desk;
      learnLesson(acted ?? '');
    }
    for (const [desk, lesson] of lessons) if (at - lesson.at > UNDO) learnLesson(desk);
  }

  function learnLesson(desk: string): void {
    lessons.get(desk)?.learn();
    lessons.delete(desk);
  }

  /** The ticket that leaves the desk at which it stands, and the desk. */
  function leaveDesk(
    before: QueueState,
    ticketId: string,
    at: number,
  ): (Ticket & { desk: string; calledAt: number }) | null {
    const ticket = before.tickets.get(ticketId);
    if (!ticket) return null;
    const { desk, calledAt } = ticket;
    if (desk === null || calledAt === null || before.desks.get(desk)?.ticket !== ticketId) return null;
    freeSince.set(desk, at);
    return { ...ticket, desk, calledAt };
  }

  function served(before: QueueState, ticketId: string, at: number): void {
    const gone = leaveDesk(before, ticketId, at);
    if (gone === null) return;
    const { desk, service, officer, calledAt, people } = gone;
    lessons.set(desk, {
      at,
      learn() {
        learnService(service, officer, calledAt, at - calledAt, people);
        learnCall(service, 0);
      },
    });
  }

  /** How long somebody has waited at the door, once: nobody waits at night, and who was called has been heard. */
  function countWait(ticket: Ticket, at: number): void {
    if (ticket.firstCalledAt === null && ticket.day === ticket.inDay) waited += Math.max(0, at - ticket.issuedAt);
  }

  return {
    freeSince: (desk) => freeSince.get(desk),
    observe(before, event, at) {
      learnLessons(before, event, at);
      newDay(at);
      switch (event.type) {
        case 'ticket.issued': {
          const { service, priority, issuedAt } = event.data;
          countDay();
          if (priority === null) return;
          // A paper number is entered later than its person came.
          arrivals[hourOf(issuedAt)]! += 1;
          priorityOf.set(service, (priorityOf.get(service) ?? 0) + 1);
          return;
        }
        case 'ticket.called': {
          const ticket = before.tickets.get(event.data.ticket);
          if (!ticket) return;
          const { desk } = event.data;
          const since = freeSince.get(desk);
          const seen = since !== undefined && ticket.firstCalledAt === null;
          lessons.set(desk, {
            at,
            learn() {
              countWait(ticket, at);
              // Of one who was sent on or is back nobody knows since when the desk could have called.
              if (seen) learnKind(gap, Math.min(at - Math.max(since, ticket.issuedAt), HOUR / 2));
            },
          });
          return;
        }
        case 'ticket.done':
          // Nobody knows when a desk became free whose "Xong" was forgotten.
          if (event.data.forgotten) freeSince.delete(before.tickets.get(event.data.ticket)?.desk ?? '');
          else served(before, event.data.ticket, at);
          return;
        case 'ticket.parked':
        case 'ticket.transferred':
          served(before, event.data.ticket, at);
          return;
        case 'ticket.absent': {
          const gone = leaveDesk(before, event.data.ticket, at);
          // At the turn of a day whoever was called last is said to be absent: nobody stood there all night.
          if (gone === null || serviceDay(gone.calledAt) !== serviceDay(at)) return;
          const { desk, calledAt, service } = gone;
          lessons.set(desk, {
            at,
            learn() {
              learnKind(absent, at - calledAt);
              learnCall(service, 1);
            },
          });
          return;
        }
        case 'ticket.voided':
          leaveDesk(before, event.data.ticket, at);
          return;
        case 'ticket.cancelled': {
          leaveDesk(before, event.data.ticket, at);
          const ticket = before.tickets.get(event.data.ticket);
          if (ticket?.state !== 'waiting' || event.data.reason === 'dayEnd') return;
          left += 1;
          countWait(ticket, at);
          return;
        }
        case 'desk.opened':
          freeSince.set(event.data.desk, at);
          return;
        case 'desk.resumed': {
          const desk = before.desks.get(event.data.desk);
          freeSince.set(event.data.desk, at);
          if (!desk?.pauseReason || desk.pausedAt === null) return;
          let known = pauses.get(desk.pauseReason);
          if (!known) {
            known = mean(40);
            pauses.set(desk.pauseReason, known);
          }
          learn(known, Math.log(Math.max(at - desk.pausedAt, MINUTE)) - Math.log(PAUSES[desk.pauseReason]));
          return;
        }
        case 'desk.closed':
          freeSince.delete(event.data.desk);
          return;
        default:
          return;
      }
    },
    model: {
      get pace() {
        // What today has shown of it already is in the shift; the hours to come may still differ.
        const known = today.n / (today.n + worth.today);
        return Math.sqrt(paceVariance() * (1 - known / 2));
      },
      service: (service) => duration(serviceOf(service)),
      officerShift: (officer) => officerEffect(officer) + todayEffect(),
      hourShift: hourEffect,
      get gap() {
        return duration(gap);
      },
      get absent() {
        return duration(absent);
      },
      absentShare: (service) => {
        const known = calls.get(service);
        return known ? (known.n * known.value + 20 * 0.03) / (known.n + 20) : 0.03;
      },
      pause(reason) {
        const usual = PAUSES[reason ?? 'other'];
        return { mu: Math.log(usual) + shrunk(pauses.get(reason ?? 'other'), 5), sigma: 0.6, shape: null };
      },
      // As if thirty hours had been waited without anybody's leaving.
      get leaving() {
        return left / (waited + 30 * HOUR);
      },
      // As if a day without any had been seen.
      priorityPerHour: (at) => arrivals[hourOf(at)]! / (days + 1),
      get priorityServices() {
        const all = [...priorityOf.values()].reduce((sum, n) => sum + n, 0);
        return [...priorityOf].map(([service, n]) => ({ service, share: n / all }));
      },
    },
  };

  function learnCall(service: string, missed: 0 | 1): void {
    let known = calls.get(service);
    if (!known) {
      known = mean(400);
      calls.set(service, known);
    }
    learn(known, missed);
  }
}

/** Usual lengths before any was seen, ms (A). */
const PAUSES: Readonly<Record<PauseReason, number>> = {
  break: 10 * MINUTE,
  meal: 45 * MINUTE,
  meeting: 40 * MINUTE,
  equipment: 20 * MINUTE,
  training: 60 * MINUTE,
  other: 15 * MINUTE,
};

/** After this nothing can be taken back, whatever the settings say, ms. */
const UNDO = MINUTE;

/** Times further out than so many spreads are learned as if they lay there (winsorized). */
const OUTER = 3;

/** So many services make a stretch. */
const STRETCH = 10;
/** What is believed before any was seen, as spreads of the logarithm (A): of single times, of stretches, officers and hours. */
const CHANCE = 0.5;
const PACE = 0.25;
const OFFICERS = 0.2;
const HOURS = 0.15;
/** A variance is never believed to be nothing. */
const LEAST = 1e-4;

/**
 * What one time differs from what was expected, as far as one time is believed: a number served with two presses in two
 * seconds would else make "up to thirteen hours" of every wait, and the door would be shut at half past seven.
 */
function believable(rest: number, sigma: number): number {
  return Math.max(-OUTER * sigma, Math.min(OUTER * sigma, rest));
}

/** How much groups differ (variance), beyond what chance alone would give; the belief counts as three of them. */
function differing(groups: readonly Mean[], chance: number, believed: number): number {
  let sum = 3 * believed;
  let count = 3;
  for (const { n, value } of groups) {
    if (n < 10) continue;
    sum += value ** 2 - chance / n;
    count += 1;
  }
  return Math.max(sum / count, LEAST);
}

const FORGET_DAYS = 0.966;

/** A mean that forgets: after `memory` cases the oldest count less and less. */
type Mean = { n: number; value: number; memory: number };

/** A kind of duration: what was believed of it, and what was seen. */
type Kind = {
  prior: Duration;
  /** How many cases the belief is worth. */
  worth: number;
  log: Mean;
  square: Mean;
  /** The last standardised values, in a ring. */
  values: Float64Array;
  count: number;
  shape: Shape | null;
};

const RING = 400;

function mean(memory: number): Mean {
  return { n: 0, value: 0, memory };
}

function learn(m: Mean, seen: number): void {
  m.n = Math.min(m.n + 1, m.memory);
  m.value += (seen - m.value) / m.n;
}

function shrunk(m: Mean | undefined, k: number): number {
  return m ? (m.n / (m.n + k)) * m.value : 0;
}

function kind(prior: Duration, worth: number): Kind {
  return {
    prior,
    worth,
    log: mean(400),
    square: mean(400),
    values: new Float64Array(RING),
    count: 0,
    shape: null,
  };
}

function keepShape(of: Kind, z: number): void {
  of.values[of.count % RING] = Math.max(-5, Math.min(5, z));
  of.count += 1;
  // Sorting 400 values for each person who leaves would be work for nothing.
  if (of.count % 20 === 0) of.shape = shapeOf(of.values.subarray(0, Math.min(of.count, RING)));
}

/** The belief and what was seen, weighed. */
function duration({ prior, worth, log, square, shape }: Kind): Duration {
  const mu = (worth * prior.mu + log.n * log.value) / (worth + log.n);
  const variance = (worth * prior.sigma ** 2 + square.n * square.value) / (worth + square.n);
  return { mu, sigma: Math.max(Math.sqrt(variance), 0.05), shape };
}
