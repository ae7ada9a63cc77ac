import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../kernel/time.ts';
import { createBench, MORNING } from '../testing/office.ts';
import { lognormalBetween, quantileOf } from './distribution.ts';
import { createLearning, type Model } from './learn.ts';

const PRIOR = lognormalBetween(5 * MINUTE, 20 * MINUTE);
const median = (model: Model, service = 'card') => quantileOf(model.service(service), 0.5) / MINUTE;

/** An office whose every event is shown to the learner; times in minutes after seven. */
function createOffice(prior = PRIOR) {
  const office = createBench();
  const learning = createLearning(() => prior);
  let seen = 0;
  let before = office.state();
  const follow = () => {
    for (; seen < office.events.length; seen++) {
      const { event, at } = office.events[seen]!;
      learning.observe(before, event, at);
    }
    before = office.state();
  };
  const at = (minute: number) => office.at(minute * 60);
  const run: typeof office.do = (command, officer) => {
    office.do(command, officer);
    follow();
  };
  const aim = (desk: string) => {
    const ticket = office.state().desks.get(desk)?.ticket ?? '';
    return { desk, ticket, version: office.state().tickets.get(ticket)?.version ?? 0 };
  };
  const take = (service = 'card', priority: 'elderly' | null = null, people = 1) =>
    run({ type: 'issue', service, people, priority, priorityReason: null, person: null, print: false });
  return {
    model: learning.model,
    at,
    run,
    aim,
    take,
    /** Somebody comes at `minute`, is called at once and stays for so many minutes. */
    serve(desk: string, officer: string, minute: number, minutes: number, people = 1) {
      at(minute);
      take('card', null, people);
      run({ type: 'callNext', desk }, officer);
      run({ type: 'start', ...aim(desk) }, officer);
      at(minute + minutes);
      const work = { procedure: 'CARD_1', count: 1, ageBand: '14+', outcome: 'collected', reason: null } as const;
      run({ type: 'done', ...aim(desk), work: [work] }, officer);
    },
  };
}

describe('a service', () => {
  test('takes what came with the program until times are seen, and what was seen afterwards', () => {
    const office = createOffice();
    office.run({ type: 'openDesk', desk: 'd1' }, 'a');
    expect(median(office.model)).toBeCloseTo(10, 5);
    for (let i = 0; i < 6; i++) office.serve('d1', 'a', i * 10, 3);
    // Six cases weigh as much as the belief.
    const after = median(office.model) * Math.exp(office.model.officerShift('a') + office.model.hourShift(7));
    expect(after).toBeGreaterThan(2.9);
    expect(after).toBeLessThan(6);
    for (let i = 6; i < 80; i++) office.serve('d1', 'a', i * 10, 3);
    const usual = median(office.model) * Math.exp(office.model.officerShift('a'));
    expect(usual).toBeGreaterThan(2.7);
    expect(usual).toBeLessThan(3.4);
    // Another service was never seen.
    expect(median(office.model, 'eid')).toBeCloseTo(10, 5);
  });

  test('a mother with three children counts as the time of one', () => {
    const office = createOffice();
    office.run({ type: 'openDesk', desk: 'd1' }, 'a');
    for (let i = 0; i < 60; i++) office.serve('d1', 'a', i * 14, 4 * 3.1, 4);
    const usual = median(office.model) * Math.exp(office.model.officerShift('a'));
    expect(usual).toBeGreaterThan(3.6);
    expect(usual).toBeLessThan(4.6);
  });

  test('one whose "Xong" was forgotten overnight teaches nothing', () => {
    const office = createOffice();
    office.run({ type: 'openDesk', desk: 'd1' }, 'a');
    office.take();
    office.run({ type: 'callNext', desk: 'd1' }, 'a');
    office.run({ type: 'start', ...office.aim('d1') }, 'a');
    office.at(24 * 60);
    office.take();
    expect(median(office.model)).toBeCloseTo(10, 5);
  });
});

describe('what is taken back, or was never seen,', () => {
  const work = { procedure: 'CARD_1', count: 1, ageBand: '14+', outcome: 'collected', reason: null } as const;

  test('teaches nothing: a mistaken "Xong" counts as little as if it had not been pressed', () => {
    const [plain, mistaken] = [createOffice(), createOffice()];
    for (const office of [plain, mistaken]) {
      office.run({ type: 'openDesk', desk: 'd1' }, 'a');
      for (let i = 0; i < 20; i++) {
        office.at(i * 20);
        office.take();
        office.run({ type: 'callNext', desk: 'd1' }, 'a');
        office.run({ type: 'start', ...office.aim('d1') }, 'a');
        office.at(i * 20 + 1);
        if (office === mistaken) {
          office.run({ type: 'done', ...office.aim('d1'), work: [work] }, 'a');
          office.run({ type: 'undo', desk: 'd1' }, 'a');
        }
        office.at(i * 20 + 10);
        office.run({ type: 'done', ...office.aim('d1'), work: [work] }, 'a');
      }
    }
    expect(median(mistaken.model)).toBe(median(plain.model));
  });

  test('is no pause between two people: who is cancelled at the desk, and who was sent on from another', () => {
    const office = createOffice();
    const usual = quantileOf(office.model.gap, 0.5);
    office.run({ type: 'openDesk', desk: 'd1' }, 'a');
    office.run({ type: 'openDesk', desk: 'd3' }, 'c');
    for (let i = 0; i < 10; i++) {
      office.at(i * 40);
      office.take();
      office.run({ type: 'callNext', desk: 'd1' }, 'a');
      office.take();
      office.at(i * 40 + 12);
      office.run({ type: 'cancel', ...office.aim('d1'), reason: 'citizenLeft' }, 'a');
      office.at(i * 40 + 12.1);
      office.run({ type: 'callNext', desk: 'd1' }, 'a');
      office.at(i * 40 + 30);
      office.run({ type: 'transfer', ...office.aim('d1'), service: 'eid', forDesk: null }, 'a');
      office.at(i * 40 + 30.1);
      office.run({ type: 'callNext', desk: 'd3' }, 'c');
      office.run({ type: 'start', ...office.aim('d3') }, 'c');
      office.at(i * 40 + 35);
      const eid = { ...work, procedure: 'EID_1' };
      office.run({ type: 'done', ...office.aim('d3'), work: [eid] }, 'c');
    }
    expect(quantileOf(office.model.gap, 0.5)).toBeLessThanOrEqual(usual);
  });

  test('is no absence: whoever stood called when the day ended did not fail to come all night', () => {
    const office = createOffice();
    office.run({ type: 'openDesk', desk: 'd1' }, 'a');
    office.take();
    office.run({ type: 'callNext', desk: 'd1' }, 'a');
    const before = [quantileOf(office.model.absent, 0.5), office.model.absentShare('card')];
    office.at(24 * 60);
    office.take();
    office.at(24 * 60 + 10);
    office.take();
    expect([quantileOf(office.model.absent, 0.5), office.model.absentShare('card')]).toEqual(before);
  });

  test('is no day without priority: one on which nobody came', () => {
    const office = createOffice();
    for (const day of [0, 1, 4]) {
      office.at(day * 1440);
      office.take('card', 'elderly');
    }
    const often = office.model.priorityPerHour(MORNING);
    const open = createOffice();
    for (const day of [0, 1, 2, 3, 4]) {
      open.at(day * 1440);
      if (day === 2 || day === 3) open.run({ type: 'openDesk', desk: 'd1' }, 'a');
      else open.take('card', 'elderly');
    }
    expect(open.model.priorityPerHour(MORNING)).toBe(often);
  });
});

test('an officer who takes twice as long is known as such, a new one is not', () => {
  const office = createOffice();
  office.run({ type: 'openDesk', desk: 'd1' }, 'quick');
  office.run({ type: 'openDesk', desk: 'd2' }, 'slow');
  for (let i = 0; i < 50; i++) {
    office.serve('d1', 'quick', i * 15, 4);
    office.serve('d2', 'slow', i * 15 + 4, 8);
  }
  const { model } = office;
  const times = Math.exp(model.officerShift('slow') - model.officerShift('quick'));
  expect(times).toBeGreaterThan(1.6);
  expect(times).toBeLessThan(2.1);
  const between = model.officerShift('new');
  expect(between).toBeGreaterThan(model.officerShift('quick'));
  expect(between).toBeLessThan(model.officerShift('slow'));
});

test('a slow hour is known as such', () => {
  const office = createOffice();
  office.run({ type: 'openDesk', desk: 'd1' }, 'a');
  for (let day = 0; day < 12; day++) {
    for (let i = 0; i < 6; i++) office.serve('d1', 'a', day * 1440 + i * 10, 4);
    for (let i = 0; i < 6; i++) office.serve('d1', 'a', day * 1440 + 300 + i * 10, 7);
    office.run({ type: 'closeDesk', desk: 'd1' }, 'a');
    office.at((day + 1) * 1440);
    office.run({ type: 'openDesk', desk: 'd1' }, 'a');
  }
  expect(Math.exp(office.model.hourShift(12) - office.model.hourShift(7))).toBeGreaterThan(1.35);
  expect(office.model.hourShift(15)).toBe(0);
});

test('who does not come, who leaves, how long a break is, and how many come with priority', () => {
  const office = createOffice();
  office.run({ type: 'openDesk', desk: 'd1' }, 'a');
  const never = office.model.absentShare('card');
  for (let i = 0; i < 30; i++) {
    office.serve('d1', 'a', i * 20, 4);
    office.at(i * 20 + 6);
    office.take('card', 'elderly');
    office.run({ type: 'callNext', desk: 'd1' }, 'a');
    office.at(i * 20 + 8);
    office.run({ type: 'recall', ...office.aim('d1') }, 'a');
    office.at(i * 20 + 10);
    office.run({ type: 'absent', ...office.aim('d1') }, 'a');
  }
  expect(never).toBeCloseTo(0.03, 5);
  expect(office.model.absentShare('card')).toBeGreaterThan(0.35);
  expect(office.model.absentShare('eid')).toBeCloseTo(0.03, 5);
  expect(quantileOf(office.model.absent, 0.5) / MINUTE).toBeCloseTo(4, 0);

  // Three an hour between seven and five, on the only day there is; a second one is believed in beside it.
  expect(office.model.priorityPerHour(MORNING + 2 * HOUR)).toBeCloseTo(1.5, 5);
  expect(office.model.priorityPerHour(MORNING - 3 * HOUR)).toBe(0);
  expect(office.model.priorityServices).toEqual([{ service: 'card', share: 1 }]);

  const before = office.model.leaving;
  office.at(700);
  office.take();
  office.at(730);
  office.run({ type: 'cancel', ticket: 't61', version: 1, reason: 'citizenLeft' }, 'a');
  expect(office.model.leaving).toBeGreaterThan(before);

  const usual = quantileOf(office.model.pause('break'), 0.5);
  for (let i = 0; i < 9; i++) {
    office.at(740 + i * 30);
    office.run({ type: 'pauseDesk', desk: 'd1', reason: 'break' }, 'a');
    office.at(765 + i * 30);
    office.run({ type: 'resumeDesk', desk: 'd1' }, 'a');
  }
  expect(usual / MINUTE).toBeCloseTo(10, 5);
  expect(quantileOf(office.model.pause('break'), 0.5) / MINUTE).toBeGreaterThan(17);
  expect(quantileOf(office.model.pause('meal'), 0.5) / MINUTE).toBeCloseTo(45, 5);
});

test('that whole stretches go faster and slower together is known once it is seen', () => {
  const office = createOffice(lognormalBetween(MINUTE, 2 * MINUTE));
  office.run({ type: 'openDesk', desk: 'd1' }, 'a');
  const steadyOffice = createOffice(lognormalBetween(MINUTE, 2 * MINUTE));
  steadyOffice.run({ type: 'openDesk', desk: 'd1' }, 'a');
  for (let i = 0; i < 400; i++) {
    const chance = [3, 4, 5, 4][i % 4] ?? 4;
    steadyOffice.serve('d1', 'a', i * 2, chance / 3);
    office.serve('d1', 'a', i * 2, (chance / 3) * (Math.floor(i / 40) % 2 === 0 ? 0.6 : 1.3));
  }
  expect(steadyOffice.model.pace).toBeLessThan(0.12);
  expect(office.model.pace).toBeGreaterThan(0.15);
});
