import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../kernel/time.ts';
import { defaultSettings } from '../office/settings.ts';
import { MORNING } from '../testing/office.ts';
import { lognormalBetween } from './distribution.ts';
import { type DeskNow, estimate, type OfficeNow, type WaitingTicket } from './estimate.ts';
import type { Model } from './learn.ts';

const NOW = MORNING + 2 * HOUR;
const DRAWS = 400;
const certain = (minutes: number) => lognormalBetween(minutes * MINUTE, minutes * MINUTE * 1.001);

/** Ten minutes a person, half a minute between two, everybody comes and stays, nobody else comes. */
const model: Model = {
  service: () => certain(10),
  officerShift: (officer) => (officer === 'slow' ? Math.log(2) : 0),
  hourShift: (hour) => (hour === 10 ? Math.log(1.5) : 0),
  pace: 0,
  gap: certain(0.5),
  absent: certain(2),
  absentShare: () => 0,
  pause: () => certain(15),
  leaving: 0,
  priorityPerHour: () => 0,
  priorityServices: [],
};

function waiting(id: string, change: Partial<WaitingTicket> = {}): WaitingTicket {
  return {
    id,
    service: 'card',
    issuedAt: NOW - HOUR + Number(id.slice(1)) * 1000,
    counter: Number(id.slice(1)),
    priority: null,
    appointment: null,
    forDesk: null,
    overtaken: 0,
    backAt: null,
    returnAt: null,
    people: 1,
    ...change,
  };
}

const line = (count: number) => Array.from({ length: count }, (_, i) => waiting(`t${i + 1}`));
const desk = (id: string, now: DeskNow, officer = 'usual', services = ['card']) => ({
  id,
  services: new Set(services),
  officer,
  now,
});
const busy = (minutes: number): DeskNow => ({
  type: 'busy',
  service: 'card',
  people: 1,
  since: NOW - minutes * MINUTE,
});

function office(change: Partial<OfficeNow>): OfficeNow {
  return {
    line: [],
    desks: [],
    expected: [],
    plan: [],
    rules: defaultSettings.queue,
    calls: 0,
    turns: new Map(),
    services: [],
    ...change,
  };
}

const minutes = (now: Partial<OfficeNow>, id: string, how: Partial<Model> = {}) => {
  const found = estimate(office(now), { ...model, ...how }, NOW, DRAWS).tickets.get(id);
  return (
    found && { p10: found.p10 / MINUTE, p50: found.p50 / MINUTE, p90: found.p90 / MINUTE, mean: found.mean / MINUTE }
  );
};

describe('a person waits', () => {
  test('for the rest of the service in progress, the less the longer it has lasted', () => {
    expect(minutes({ line: line(1), desks: [desk('d1', busy(0))] }, 't1')?.p50).toBeCloseTo(10.5, 1);
    expect(minutes({ line: line(1), desks: [desk('d1', busy(7))] }, 't1')?.p50).toBeCloseTo(3.5, 1);
  });

  test('for those before, at as many desks as there are', () => {
    const one = minutes({ line: line(5), desks: [desk('d1', busy(5))] }, 't5');
    const two = minutes({ line: line(5), desks: [desk('d1', busy(5)), desk('d2', busy(5))] }, 't5');
    expect(one?.p50).toBeCloseTo(5.5 + 4 * 10.5, 0);
    expect(two?.p50).toBeCloseTo(5.5 + 2 * 10.5, 0);
  });

  test('longer at the desk of a slow officer, in a slow hour, behind a family', () => {
    const slow = minutes({ line: line(2), desks: [desk('d1', busy(5), 'slow')] }, 't2');
    expect(slow?.p50).toBeCloseTo(15.5 + 20.5, 0);
    // 60 minutes from now it is ten: what begins then takes half as long again.
    const hour = minutes({ line: line(9), desks: [desk('d1', busy(5))] }, 't9');
    expect(hour?.p50).toBeGreaterThan(5.5 + 8 * 10.5 + 8);
    const family = [waiting('t1', { people: 4 }), waiting('t2')];
    expect(minutes({ line: family, desks: [desk('d1', busy(5))] }, 't2')?.p50).toBeCloseTo(5.5 + 31.5, 0);
  });

  test('less when many do not come or give up', () => {
    const now = { line: line(6), desks: [desk('d1', busy(5))] };
    expect(minutes(now, 't6', { absentShare: () => 0.5 })?.mean).toBeCloseTo(5.5 + 5 * (0.5 * 10 + 0.5 * 2 + 0.5), 0);
    const leaving = minutes(now, 't6', { leaving: 1 / (20 * MINUTE) });
    expect(leaving?.mean).toBeLessThan(35);
  });

  test('for a desk that pauses until it is back, or for ever when there is none', () => {
    const paused: DeskNow = { type: 'paused', reason: 'break', since: NOW - 5 * MINUTE };
    expect(minutes({ line: line(1), desks: [desk('d1', paused)] }, 't1')?.p50).toBeCloseTo(10.5, 1);
    expect(minutes({ line: line(1), desks: [] }, 't1')).toBeUndefined();
    expect(minutes({ line: line(1), desks: [desk('d1', busy(1), 'usual', ['eid'])] }, 't1')).toBeUndefined();
  });

  test('as the roster opens and closes desks', () => {
    const plan = [{ from: NOW + 20 * MINUTE, desks: 3 }];
    const now = { line: line(6), desks: [desk('d1', busy(5))] };
    expect(minutes({ ...now, plan }, 't6')?.p50).toBeLessThan((minutes(now, 't6')?.p50 ?? 0) - 20);
    const closing = { line: line(6), desks: [desk('d1', busy(5)), desk('d2', busy(5))] };
    const closed = minutes({ ...closing, plan: [{ from: NOW + 10 * MINUTE, desks: 1 }] }, 't6');
    expect(closed?.p50).toBeGreaterThan((minutes(closing, 't6')?.p50 ?? 0) + 10);
    expect(minutes({ line: line(1), plan: [{ from: NOW + 30 * MINUTE, desks: 1 }] }, 't1')?.p50).toBeCloseTo(30, 0);
  });

  test('for those with priority and appointments who are still to come', () => {
    const now = { line: line(6), desks: [desk('d1', busy(5))] };
    const usual = minutes(now, 't6')?.mean ?? 0;
    const share = [{ service: 'card', share: 1 }];
    const more = minutes(now, 't6', { priorityPerHour: () => 3, priorityServices: share });
    expect(more?.mean).toBeGreaterThan(usual + 10);
    const at = NOW + 10 * MINUTE;
    const expected = [waiting('t90', { issuedAt: at, appointment: { at } })];
    expect(Math.abs((minutes({ ...now, expected }, 't6')?.mean ?? 0) - usual - 0.85 * 10.5)).toBeLessThan(1);
    expect(minutes({ ...now, expected }, 't1')?.mean).toBeCloseTo(minutes(now, 't1')?.mean ?? 0, 5);
  });
});

test('a range is as wide as times differ: eight of ten of its own futures lie in it', () => {
  const wide = { service: () => lognormalBetween(5 * MINUTE, 20 * MINUTE), pace: 0.3 };
  const narrow = { service: () => lognormalBetween(9 * MINUTE, 11 * MINUTE) };
  const now = { line: line(8), desks: [desk('d1', busy(5)), desk('d2', busy(2))] };
  const width = (how: Partial<Model>) => {
    const found = minutes(now, 't8', how);
    return (found?.p90 ?? 0) - (found?.p10 ?? 0);
  };
  expect(width(narrow)).toBeLessThan(6);
  expect(width(wide)).toBeGreaterThan(20);
  expect(width({ service: wide.service })).toBeLessThan(width(wide));
});

test('a number that hardly any future calls before the desks close gets no time, and the others keep theirs', () => {
  const wide = { ...model, service: () => lognormalBetween(5 * MINUTE, 20 * MINUTE) };
  const plan = [{ from: NOW + HOUR, desks: 0 }];
  const { tickets } = estimate(office({ line: line(12), desks: [desk('d1', busy(1))], plan }), wide, NOW, DRAWS);
  // A few of these futures would get as far as the ninth.
  expect([...tickets.keys()]).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
  const open = estimate(office({ line: line(12), desks: [desk('d1', busy(1))] }), wide, NOW, DRAWS).tickets;
  expect(tickets.get('t1')).toEqual(open.get('t1'));
  expect(open.size).toBe(12);
});

test('the same office gives the same answer, and a minute later nearly the same clock time', () => {
  const wide = { ...model, service: () => lognormalBetween(5 * MINUTE, 20 * MINUTE) };
  const now = office({ line: line(20), desks: [desk('d1', busy(5)), desk('d2', busy(2))], services: ['card'] });
  const first = estimate(now, wide, NOW, 40);
  expect(estimate(now, wide, NOW, 40)).toEqual(first);
  const later = estimate(now, wide, NOW + MINUTE, 40);
  for (const [id, { p50 }] of first.tickets) {
    expect(Math.abs((later.tickets.get(id)?.p50 ?? 0) + MINUTE - p50)).toBeLessThan(2.5 * MINUTE);
  }
  // Somebody who would come now is called after the last of the line.
  expect(first.services.get('card')?.p50).toBeGreaterThan(first.tickets.get('t19')?.p50 ?? 0);
});

test('the order is that of the most likely future, with the reason of each place', () => {
  const people = [waiting('t1'), waiting('t2'), waiting('t3'), waiting('t4', { priority: 'elderly' })];
  const { order } = estimate(office({ line: people, desks: [desk('d1', busy(5))] }), model, NOW, 1);
  expect(order).toEqual([
    { ticket: 't4', reason: 'priorityTurn' },
    { ticket: 't1', reason: 'oldest' },
    { ticket: 't2', reason: 'oldest' },
    { ticket: 't3', reason: 'oldest' },
  ]);
});
