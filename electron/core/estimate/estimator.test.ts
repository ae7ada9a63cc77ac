import { describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../kernel/time.ts';
import { evolve } from '../queue/evolve.ts';
import { createBench, MORNING, testSettings } from '../testing/office.ts';
import { lognormalBetween, uniform } from './distribution.ts';
import { createEstimator } from './estimator.ts';

/** The test office, its estimator, and what that is told of its promises: how long each wait was, in minutes. */
function createOffice() {
  const office = createBench();
  const kept: { first: boolean; minutes: number }[] = [];
  const estimator = createEstimator({
    settings: () => testSettings(),
    prior: () => lognormalBetween(5 * MINUTE, 15 * MINUTE),
    plan: () => [],
    replayed: {
      line: (ticket) => ticket,
      arrival: (at) => ({ issuedAt: at, priority: true }),
      isOfficer: () => true,
      calibration: {
        learn: (_, first, actual) => void kept.push({ first, minutes: actual / MINUTE }),
        adjust: (each) => each,
      },
    },
  });
  let seen = 0;
  let before = office.state();
  const run: typeof office.do = (command, officer) => {
    office.do(command, officer);
    for (; seen < office.events.length; seen++) {
      const { event, at } = office.events[seen]!;
      estimator.observe(before, event, at);
    }
    before = office.state();
    estimator.estimates(office.state(), office.now(), 10);
  };
  const aim = (desk: string) => {
    const ticket = office.state().desks.get(desk)?.ticket ?? '';
    return { desk, ticket, version: office.state().tickets.get(ticket)?.version ?? 0 };
  };
  const take = (service: string) =>
    run({ type: 'issue', service, people: 1, priority: null, priorityReason: null, person: null, print: false });
  return { at: (minute: number) => office.at(minute * 60), run, aim, take, kept };
}

test('a call that is taken back keeps no promise: the person waits on and is called later', () => {
  const { at, run, aim, take, kept } = createOffice();
  run({ type: 'openDesk', desk: 'd1' }, 'a');
  take('card');
  at(2);
  run({ type: 'callNext', desk: 'd1' }, 'a');
  run({ type: 'undo', desk: 'd1' }, 'a');
  expect(kept).toEqual([]);
  at(12);
  run({ type: 'callNext', desk: 'd1' }, 'a');
  run({ type: 'start', ...aim('d1') }, 'a');
  expect(kept).toEqual([{ first: true, minutes: 12 }]);
});

test('a promise made to the regular line is not held against the priority line', () => {
  const { at, run, aim, take, kept } = createOffice();
  run({ type: 'openDesk', desk: 'd1' }, 'a');
  take('card');
  at(1);
  run({ type: 'change', ticket: 't1', version: 1, people: 1, priority: 'elderly', priorityReason: null }, 'a');
  at(2);
  run({ type: 'callNext', desk: 'd1' }, 'a');
  run({ type: 'start', ...aim('d1') }, 'a');
  expect(kept).toEqual([]);
});

test('whoever is first at their own desk is first, however many wait at another', () => {
  const { at, run, aim, take, kept } = createOffice();
  run({ type: 'openDesk', desk: 'd1' }, 'a');
  run({ type: 'openDesk', desk: 'd3' }, 'c');
  take('card');
  take('card');
  take('eid');
  at(1);
  for (const [desk, officer] of [
    ['d3', 'c'],
    ['d1', 'a'],
  ] as const) {
    run({ type: 'callNext', desk }, officer);
    run({ type: 'start', ...aim(desk) }, officer);
  }
  expect(kept.map(({ first }) => first)).toEqual([true, true]);
});

/** Nine o'clock in minutes after the opening at seven. */
const NINE = 120;

/** An estimator of the test office that knows a roster, or none; desks by minutes after the opening of the day. */
function planning(plan: readonly { from: number; desks: number }[]) {
  return createEstimator({
    settings: () => testSettings(),
    prior: () => lognormalBetween(5 * MINUTE, 15 * MINUTE),
    plan: (now) => {
      const opening = MORNING + Math.floor((now - MORNING) / DAY) * DAY;
      return plan.map(({ from, desks }) => ({ from: opening + from * MINUTE, desks })).filter(({ from }) => from > now);
    },
  });
}

describe('a published roster', () => {
  /** Twelve wait at one desk at half past eight. */
  function waiting(plan: readonly { from: number; desks: number }[], desks = ['d1']) {
    const office = createBench();
    const estimator = planning(plan);
    office.at(80 * 60);
    for (const desk of desks) office.do({ type: 'openDesk', desk }, desk);
    for (let i = 0; i < 12; i++) office.take('card');
    office.at(90 * 60);
    return estimator.estimates(office.state(), office.now(), 60);
  }

  test('that doubles the desks shortens the waits of those far behind, and of nobody before', () => {
    const [without, doubled] = [waiting([]), waiting([{ from: NINE, desks: 2 }])];
    const p90 = (of: typeof without, id: string) => of.tickets.get(id)!.p90 / MINUTE;
    expect(p90(doubled, 't2')).toBe(p90(without, 't2'));
    expect(p90(doubled, 't12')).toBeLessThan(p90(without, 't12') - 25);
    expect(doubled.services.get('card')!.p50).toBeLessThan(without.services.get('card')!.p50);
  });

  test('with nobody on duty later gives no time to those who would not be called, and only to those', () => {
    const { tickets, services } = waiting([{ from: NINE, desks: 0 }]);
    expect(tickets.has('t1')).toBe(true);
    expect(tickets.has('t2')).toBe(true);
    expect(tickets.has('t12')).toBe(false);
    expect(services.has('card')).toBe(false);
    const later = waiting([
      { from: NINE, desks: 0 },
      { from: NINE + 240, desks: 1 },
    ]);
    // Not today's morning: after those four hours.
    expect(later.tickets.get('t12')!.p10 / MINUTE).toBeGreaterThan(270);
  });

  test('says when somebody is called who comes before the first desk opens', () => {
    const none = waiting([], []);
    const opening = waiting([{ from: NINE, desks: 1 }], []);
    expect(none.tickets.size).toBe(0);
    expect(opening.tickets.get('t1')!.p50 / MINUTE).toBeCloseTo(30, 0);
    expect(opening.tickets.get('t12')!.p50 / MINUTE).toBeGreaterThan(100);
  });

  test('brings the estimate nearer to what comes of it than none does', () => {
    const roster = planning([{ from: NINE, desks: 2 }]);
    const blind = planning([]);
    const errors = { roster: 0, blind: 0, people: 0 };
    const office = createBench();
    let seen = 0;
    let before = office.state();
    const observe = () => {
      for (; seen < office.events.length; seen++) {
        const { event, at, actor } = office.events[seen]!;
        for (const each of [roster, blind]) each.observe(before, event, at);
        before = evolve(before, event, at, actor, 'S1');
      }
    };
    for (let day = 0; day < 6; day++) {
      const told = new Map<string, { at: number; roster: number; blind: number }>();
      const free = new Map<string, number>([['d1', 0]]);
      let comes = 0;
      for (let minute = 0; minute < 400; minute++) {
        office.at((day * 24 * 60 + minute) * 60);
        if (minute === 0) office.do({ type: 'openDesk', desk: 'd1' }, 'd1');
        if (minute === NINE) {
          office.do({ type: 'openDesk', desk: 'd2' }, 'd2');
          free.set('d2', NINE);
        }
        if (minute < 180 && minute >= comes) {
          comes += 3 + 6 * uniform(day, minute);
          const number = office.take('card');
          observe();
          const { id } = office.ticket(number);
          const [state, now] = [office.state(), office.now()];
          told.set(id, {
            at: minute,
            roster: roster.estimates(state, now, 30).tickets.get(id)!.p50 / MINUTE,
            blind: blind.estimates(state, now, 30).tickets.get(id)!.p50 / MINUTE,
          });
        }
        for (const [desk, until] of free) {
          if (until > minute) continue;
          const { ticket } = office.state().desks.get(desk)!;
          const version = office.state().tickets.get(ticket ?? '')?.version ?? 0;
          if (ticket !== null) office.do({ type: 'start', desk, ticket, version }, desk);
          if (ticket !== null) {
            const work = [
              { procedure: 'CARD_1', count: 1, ageBand: '14+', outcome: 'collected', reason: null } as const,
            ];
            office.do({ type: 'done', desk, ticket, version: version + 1, work }, desk);
          }
          if (![...office.state().tickets.values()].some(({ state }) => state === 'waiting')) continue;
          office.do({ type: 'callNext', desk }, desk);
          const called = office.state().desks.get(desk)?.ticket ?? '';
          free.set(desk, minute + Math.round(6 + 9 * uniform(day, minute * 31)));
          const promise = told.get(called);
          if (!promise || day < 2) continue;
          errors.people += 1;
          errors.roster += Math.abs(minute - promise.at - promise.roster);
          errors.blind += Math.abs(minute - promise.at - promise.blind);
        }
        observe();
      }
      for (const desk of free.keys()) office.do({ type: 'closeDesk', desk }, desk);
    }
    expect(errors.people).toBeGreaterThan(80);
    expect(errors.roster).toBeLessThan(errors.blind * 0.7);
  });
});
