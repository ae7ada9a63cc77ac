import { MINUTE } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { servicesOf, waitingLine } from '../queue/decide.ts';
import type { DeskState, QueueEvent, QueueState } from '../queue/types.ts';
import { type Calibration, createCalibration } from './calibrate.ts';
import type { Duration } from './distribution.ts';
import {
  type DeskNow,
  type Distribution,
  type Estimates,
  estimate,
  type OfficeNow,
  type WaitingTicket,
} from './estimate.ts';
import { createLearning, type Model } from './learn.ts';

/** Waiting times that learn: everything the queue does is shown to it, and it says when each number will be called. */
export type Estimator = {
  /** `before` is the state in which the event happened. */
  observe(before: QueueState, event: QueueEvent, at: number): void;
  /** Times to the call of everybody who waits, and of who would come now, as of `now`. */
  estimates(state: QueueState, now: number, draws: number): Estimates;
  /** What has been learned so far. */
  readonly model: Model;
};

/** What a trace of another office does differently from the rules of this one. */
export type Replayed = {
  /** A waiting ticket as that office's calling order looks at it. */
  line: (ticket: WaitingTicket) => WaitingTicket;
  /** When somebody with priority who comes at an instant counts as having come. */
  arrival: NonNullable<Parameters<typeof estimate>[4]>;
  /** Where desks are only counted, nobody knows who sits there. */
  isOfficer: (id: string) => boolean;
  /** One for all lines: few people a day come to each. */
  calibration: Calibration;
};

export function createEstimator(deps: {
  settings: () => Settings;
  /** What is believed of a service's time before any was seen. */
  prior: (service: string) => Duration;
  /** How many desks the roster opens in the rest of the day, from when on; empty where there is no roster. */
  plan: (now: number) => OfficeNow['plan'];
  replayed?: Replayed;
}): Estimator {
  const { settings, plan, replayed } = deps;
  const learning = createLearning(deps.prior, replayed?.isOfficer);
  const calibration = replayed?.calibration ?? createCalibration();
  /** The first estimate of each number that waits, to be compared with what came of it. */
  const promised = new Map<string, { at: number; estimate: Distribution; first: boolean }>();

  return {
    model: learning.model,
    observe(before, event, at) {
      learning.observe(before, event, at);
      switch (event.type) {
        // What became of a call: until then it may be taken back, and the person waits as before.
        case 'ticket.started':
        case 'ticket.done':
        case 'ticket.absent':
        case 'ticket.parked':
        case 'ticket.transferred':
        case 'ticket.cancelled':
        case 'ticket.voided': {
          const promise = promised.get(event.data.ticket);
          const calledAt = before.tickets.get(event.data.ticket)?.firstCalledAt ?? null;
          if (promise && calledAt !== null) calibration.learn(promise.estimate, promise.first, calledAt - promise.at);
          promised.delete(event.data.ticket);
          return;
        }
        case 'ticket.changed':
          // It waits in another class than the one of which the promise was made.
          if (before.tickets.get(event.data.ticket)?.priority !== event.data.priority)
            promised.delete(event.data.ticket);
          return;
        case 'day.opened':
          promised.clear();
          return;
        default:
          return;
      }
    },
    estimates(state, now, draws) {
      const all = settings();
      const office = officeNow(state, all, now, learning.freeSince, plan(now), replayed);
      const raw = estimate(office, learning.model, now, draws, replayed?.arrival);
      const { tickets: first, services: empty } = firstInLine(office, raw.order);
      for (const [id, each] of raw.tickets) {
        const ticket = state.tickets.get(id);
        // Somebody who was called before and waits again says nothing of waiting from the door.
        if (ticket && !promised.has(id) && ticket.firstCalledAt === null && now - ticket.issuedAt < MINUTE / 2)
          promised.set(id, { at: now, estimate: each, first: first.has(id) });
      }
      const adjusted = (waits: ReadonlyMap<string, Distribution>, firsts: ReadonlySet<string>) =>
        new Map([...waits].map(([id, each]) => [id, calibration.adjust(each, firsts.has(id))]));
      return {
        tickets: adjusted(raw.tickets, first),
        services: adjusted(raw.services, empty),
        order: raw.order,
      };
    },
  };
}

/** Whom nobody goes before at the desks that may call them, and the services for which nobody waits at theirs. */
function firstInLine(office: OfficeNow, order: Estimates['order']): { tickets: Set<string>; services: Set<string> } {
  const serviceOf = new Map(office.line.map(({ id, service }) => [id, service]));
  const tickets = new Set<string>();
  const seen = new Set<string>();
  /** The services of all desks at which somebody waits. */
  const behind = new Set<string>();
  for (const { ticket } of order) {
    const service = serviceOf.get(ticket) ?? '';
    if (!behind.has(service)) tickets.add(ticket);
    if (seen.has(service)) continue;
    seen.add(service);
    // Before the first desk opens those of the roster are taken to serve everything.
    if (office.desks.length === 0) for (const each of office.services) behind.add(each);
    for (const desk of office.desks) if (desk.services.has(service)) for (const each of desk.services) behind.add(each);
  }
  return { tickets, services: new Set(office.services.filter((service) => !behind.has(service))) };
}

/** What an estimate may know of a state. */
function officeNow(
  state: QueueState,
  settings: Settings,
  now: number,
  freeSince: (desk: string) => number | undefined,
  plan: OfficeNow['plan'],
  replayed: Replayed | undefined,
): OfficeNow {
  const waiting: WaitingTicket[] = waitingLine(state);
  return {
    line: replayed
      ? waiting.map(replayed.line).sort((a, b) => a.issuedAt - b.issuedAt || a.counter - b.counter)
      : waiting,
    desks: [...state.desks.values()]
      .filter((desk) => desk.status !== 'closed' && settings.desks.some((each) => each.id === desk.id))
      .map((desk) => ({
        id: desk.id,
        services: servicesOf(settings, desk.id),
        officer: desk.officer,
        now: deskNow(state, desk, freeSince(desk.id) ?? desk.openedAt ?? now),
      })),
    expected: replayed ? [] : expected(state, now),
    plan,
    rules: settings.queue,
    calls: state.calls,
    turns: state.turns,
    services: replayed ? [] : settings.services.map((service) => service.id),
  };
}

function deskNow(state: QueueState, desk: DeskState, freeSince: number): DeskNow {
  const ticket = desk.ticket === null ? undefined : state.tickets.get(desk.ticket);
  if (ticket) {
    const { service, people, calledAt, issuedAt } = ticket;
    return { type: 'busy', service, people, since: calledAt ?? issuedAt };
  }
  if (desk.status === 'paused') return { type: 'paused', reason: desk.pauseReason, since: desk.pausedAt ?? freeSince };
  return { type: 'free', since: freeSince };
}

/** Appointments of today whose people may still come; they are called when they are due. */
function expected(state: QueueState, now: number): WaitingTicket[] {
  const list: WaitingTicket[] = [];
  for (const { id, day, at, service, people, state: is } of state.appointments.values()) {
    if (is !== 'booked' || day !== state.day || at < now) continue;
    list.push({
      id,
      service,
      people,
      issuedAt: at,
      counter: 0,
      priority: null,
      appointment: { at },
      forDesk: null,
      overtaken: 0,
      backAt: null,
      returnAt: null,
    });
  }
  return list;
}
