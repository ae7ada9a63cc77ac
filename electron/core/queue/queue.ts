import type { Model } from '../estimate/learn.ts';
import type { Author, EventLog, StoredEvent } from '../kernel/log.ts';
import type { Db, Ids, StoreFailure } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { Service, Settings } from '../office/settings.ts';
import type { QueueCommand } from './commands.ts';
import { decide, turnOfDay } from './decide.ts';
import type { Picture } from './screens.ts';
import { arrivalsOf, keptInto, type QueueProjection, ticketsOfDay, ticketsOfPeople } from './tables.ts';
import type { Arrival, QueueFailure, QueueState, Ticket } from './types.ts';
import { createWaiting, type OfficePlan } from './waits.ts';

/** What a command left behind: the ticket or appointment it was about. */
export type QueueDone = { ticket: string | null; appointment: string | null };

export type Queue = {
  /** Does a command once: the same `author.key` again answers as the first time and changes nothing. */
  run(
    command: QueueCommand,
    author: Author,
  ): Result<QueueDone, QueueFailure | StoreFailure | { type: 'ClockDoubtful' }>;
  /** Opens the new service day when the date has turned; to be called every minute. */
  tick(): Result<null, StoreFailure | { type: 'ClockDoubtful' }>;
  state(): QueueState;
  /** Learns a little of the waiting times of the days gone by; to be called in pauses until it says false. */
  learn(): boolean;
  /** What all screens are drawn from, made once for each change and each 10 seconds. */
  picture(): Picture;
  /** A ticket of today's queue by its number, and the day it was taken when that is known; a live one before a finished one. */
  byNumber(number: string, day?: ServiceDay | null): Ticket | undefined;
  /** Every ticket issued on a service day or kept into it, by arrival. */
  ofDay(day: ServiceDay): Ticket[];
  /** The numbers kept overnight into a day's queue, with the day each was issued on. */
  keptInto(day: ServiceDay): { id: string; day: ServiceDay }[];
  /** Tickets of these people, newest first. */
  ofPeople(people: readonly string[]): Ticket[];
  /** The numbers this office gave out from a day to another (both included), but for void ones. */
  arrivals(from: ServiceDay, to: ServiceDay): Arrival[];
  /** What has been learned of how long things take here. */
  readonly model: Model;
};

const PICTURE_AGE = 10_000;

/** The queue's use cases over the log. */
export function createQueue(deps: {
  db: Db;
  log: EventLog;
  projection: QueueProjection;
  settings: () => Settings;
  minutes: (service: Service) => { low: number; high: number };
  plan: OfficePlan;
  ids: Ids;
}): Queue {
  const { db, log, projection, settings, minutes, plan, ids } = deps;
  let cached: { seq: number; at: number; picture: Picture } | null = null;
  const waiting = createWaiting({ log, settings, minutes, plan });

  function makePicture(now: number): Picture {
    const state = projection.state();
    const all = settings();
    const waits = waiting.waits(state, now);
    return { state, settings: all, waits, now, minutes };
  }

  return {
    run: (command, author) =>
      log.write<QueueDone, QueueFailure>(
        author,
        (now) => {
          const done = author.key === null ? [] : log.byKey(author.key);
          if (done.length > 0) return ok({ events: [], value: subject(done) });
          const decided = decide(projection.state(), command, {
            settings: settings(),
            now,
            officer: author.actor,
            station: log.station,
            newId: () => ids.next(now),
            newCode: () => String(ids.integer(10_000)).padStart(4, '0'),
          });
          if (!decided.ok) return fail(decided.error);
          return ok({ events: decided.value, value: subject(decided.value) });
        },
        // The backup put in place may be weeks old: unmarked, its numbers would be given a second time.
        command.type === 'restored',
      ),
    tick() {
      if (turnOfDay(projection.state(), { settings: settings(), now: log.now() }).length === 0) return ok(null);
      return log.write<null, never>({ actor: null, device: null, key: null }, (now) =>
        ok({ events: turnOfDay(projection.state(), { settings: settings(), now }), value: null }),
      );
    },
    state: () => projection.state(),
    learn: waiting.learn,
    picture() {
      const now = log.now();
      const { seq } = log.head();
      if (cached === null || cached.seq !== seq || now - cached.at > PICTURE_AGE) {
        cached = { seq, at: now, picture: makePicture(now) };
      }
      return { ...cached.picture, now };
    },
    byNumber(number, day = null) {
      const found = [...projection.state().tickets.values()].filter(
        (ticket) => ticket.number === number && (day === null || serviceDay(ticket.issuedAt) === day),
      );
      return found.sort((a, b) => rank(a) - rank(b) || b.issuedAt - a.issuedAt)[0];
    },
    ofDay: (day) => ticketsOfDay(db, day),
    keptInto: (day) => keptInto(db, day),
    ofPeople: (people) => ticketsOfPeople(db, people),
    arrivals: (from, to) => arrivalsOf(db, log.station, from, to),
    model: waiting.model,
  };
}

/** The ticket or appointment that events speak of: the last one, because the turn of a day comes first. */
function subject(events: readonly Pick<StoredEvent, 'data'>[]): QueueDone {
  const data = (events.at(-1)?.data ?? {}) as { ticket?: string; appointment?: string };
  return { ticket: data.ticket ?? null, appointment: data.appointment ?? null };
}

function rank(ticket: Ticket): number {
  return ticket.state === 'void' || ticket.state === 'cancelled' ? 1 : 0;
}
