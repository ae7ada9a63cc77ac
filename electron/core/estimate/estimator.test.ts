import { expect, test } from 'vitest';
import { MINUTE } from '../kernel/time.ts';
import { createBench, testSettings } from '../testing/office.ts';
import { lognormalBetween } from './distribution.ts';
import { createEstimator } from './estimator.ts';

/** The test office, its estimator, and what that is told of its promises: how long each wait was, in minutes. */
function createOffice() {
  const office = createBench();
  const kept: { first: boolean; minutes: number }[] = [];
  const estimator = createEstimator({
    settings: () => testSettings(),
    prior: () => lognormalBetween(5 * MINUTE, 15 * MINUTE),
    replayed: {
      plan: () => [],
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
