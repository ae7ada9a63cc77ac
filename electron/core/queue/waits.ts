import { type Duration, lognormalBetween } from '../estimate/distribution.ts';
import type { Estimates, OfficeNow } from '../estimate/estimate.ts';
import { createEstimator } from '../estimate/estimator.ts';
import type { Model } from '../estimate/learn.ts';
import { type Shown, steady } from '../estimate/steady.ts';
import type { EventLog, StoredEvent } from '../kernel/log.ts';
import { HOUR, MINUTE } from '../kernel/time.ts';
import type { Service, Settings } from '../office/settings.ts';
import { emptyQueue, evolve, isKnown, isQueueEvent } from './evolve.ts';
import type { QueueEvent, QueueState } from './types.ts';

/** Waiting times of this office, learned from its own log. */
export type Waits = Estimates & {
  /** The ranges as they are shown: of tickets, instants (UTC ms); of services, for somebody who would come now, ms. */
  shown: ReadonlyMap<string, Shown>;
};

/** How many desks the roster opens in the rest of the day of an instant, from when on; empty where it has no roster. */
export type OfficePlan = (now: number) => OfficeNow['plan'];

export type Waiting = {
  /**
   * Learns a little of the days gone by; false once all of it is learned. To be called until then, in pauses: a month
   * at once would keep an old PC from answering for seconds.
   */
  learn(): boolean;
  /** As of `now`, in this state of the running day. */
  waits(state: QueueState, now: number): Waits;
  /** What has been learned so far. */
  readonly model: Model;
};

/** Draws for P10–P90: the ranges are rounded to 5 minutes, more draws would not show. */
export const DRAWS = 30;
/** For days gone by it is only asked how far estimates err. */
const PAST_DRAWS = 20;
const PAST_DAYS = 30;
const EVENTS_AT_ONCE = 20;

export function createWaiting(deps: {
  log: EventLog;
  settings: () => Settings;
  minutes: (service: Service) => { low: number; high: number };
  plan: OfficePlan;
}): Waiting {
  const { log, settings, minutes, plan } = deps;
  const estimator = createEstimator({
    settings,
    plan,
    prior: (id) => usualTime(settings().services, id, minutes),
  });
  /** The day as far as it has been learned. */
  let state = emptyQueue;
  /** What has happened since the start waits until the past is learned: one day after the other. */
  const pending: StoredEvent[] = [];
  // The head is taken now: what is written before the first piece is read would else be learned twice.
  let past: Iterator<StoredEvent> | null = pastEvents(log, log.head());
  let shown = new Map<string, Shown>();
  log.onChange((events) => void pending.push(...events));

  function follow({ type, data, at, actor, station }: StoredEvent): void {
    const event = { type, data } as QueueEvent;
    if (!isQueueEvent(type) || !isKnown(state, event)) return;
    estimator.observe(state, event, at);
    state = evolve(state, event, at, actor, station);
    if (past !== null && type === 'ticket.issued') estimator.estimates(state, at, PAST_DRAWS);
  }

  return {
    model: estimator.model,
    learn() {
      for (let i = 0; past !== null && i < EVENTS_AT_ONCE; i++) {
        const { done, value } = past.next();
        if (done) past = null;
        else follow(value);
      }
      return past !== null;
    },
    waits(present, now) {
      if (past === null) for (const event of pending.splice(0)) follow(event);
      const estimates = estimator.estimates(present, now, DRAWS);
      const next = new Map<string, Shown>();
      for (const [id, { p10, p90 }] of estimates.tickets) {
        next.set(id, steady(shown.get(id), { p10: now + p10, p90: now + p90 }, now));
      }
      for (const [id, wait] of estimates.services) next.set(id, steady(shown.get(id), wait, 0));
      shown = next;
      return { ...estimates, shown };
    },
  };
}

/** What is believed of a service's time before any was seen: the minutes of its usual procedure. */
export function usualTime(
  services: readonly Service[],
  id: string,
  minutes: (service: Service) => { low: number; high: number },
): Duration {
  const service = services.find((each) => each.id === id);
  const { low, high } = service ? minutes(service) : { low: 5, high: 15 };
  return lognormalBetween(low * MINUTE, high * MINUTE);
}

/** This station's events of the last days, an hour at a time, up to an event. */
function* pastEvents(log: EventLog, { seq, at: end }: { seq: number; at: number }): Generator<StoredEvent, undefined> {
  for (let at = end - PAST_DAYS * 24 * HOUR; at <= end; at += HOUR) {
    for (const event of log.between(at, at + HOUR, '')) if (event.seq <= seq) yield event;
  }
}
