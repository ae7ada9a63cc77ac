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
import { createLearning } from './learn.ts';

/** Waiting times that learn: everything the queue does is shown to it, and it says when each number will be called. */
export type Estimator = {
  /** `before` is the state in which the event happened. */
  observe(before: QueueState, event: QueueEvent, at: number): void;
  /** Times to the call of everybody who waits, and of who would come now, as of `now`. */
  estimates(state: QueueState, now: number, draws: number): Estimates;
};

/** What a trace of another office does differently from the rules of this one. */
export type Replayed = {
  plan: (now: number) => OfficeNow['plan'];
  /** Whether it is only asked for those who wait: nobody looks at a screen. */
  line: (ticket: WaitingTicket) => WaitingTicket;
  arrival: NonNullable<Parameters<typeof estimate>[4]>;
  /** One for all lines: few people a day come to each. */
  calibration: Calibration;
};

export function createEstimator(deps: {
  settings: () => Settings;
  /** What is believed of a service's time before any was seen. */
  prior: (service: string) => Duration;
  replayed?: Replayed;
}): Estimator {
  const { settings, replayed } = deps;
  const learning = createLearning(deps.prior);
  const calibration = replayed?.calibration ?? createCalibration();
  /** The first estimate of each number that waits, to be compared with what came of it. */
  const promised = new Map<string, { at: number; estimate: Distribution; first: boolean }>();

  return {
    observe(before, event, at) {
      learning.observe(before, event, at);
      switch (event.type) {
        case 'ticket.called': {
          const promise = promised.get(event.data.ticket);
          if (promise) calibration.learn(promise.estimate, promise.first, at - promise.at);
          promised.delete(event.data.ticket);
          return;
        }
        case 'ticket.cancelled':
        case 'ticket.voided':
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
      const office = officeNow(state, all, now, learning.freeSince, replayed);
      const raw = estimate(office, learning.model, now, draws, replayed?.arrival);
      const first = raw.order[0]?.ticket;
      for (const [id, each] of raw.tickets) {
        const ticket = state.tickets.get(id);
        // Somebody who was called before and waits again says nothing of waiting from the door.
        if (ticket && !promised.has(id) && ticket.firstCalledAt === null && now - ticket.issuedAt < MINUTE / 2)
          promised.set(id, { at: now, estimate: each, first: id === first });
      }
      const adjusted = (waits: ReadonlyMap<string, Distribution>, isFirst: (id: string) => boolean) =>
        new Map([...waits].map(([id, each]) => [id, calibration.adjust(each, isFirst(id))]));
      return {
        tickets: adjusted(raw.tickets, (id) => id === first),
        services: adjusted(raw.services, () => first === undefined),
        order: raw.order,
      };
    },
  };
}

/** What an estimate may know of a state. */
function officeNow(
  state: QueueState,
  settings: Settings,
  now: number,
  freeSince: (desk: string) => number | undefined,
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
    plan: replayed?.plan(now) ?? [],
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
