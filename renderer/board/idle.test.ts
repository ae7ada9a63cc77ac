import { expect, test } from 'vitest';
import type { Call } from './calls.ts';
import { idleState } from './idle.ts';

const now = 10 * 60_000;
const called = (at: number): { shown: Call; ringing: boolean } => ({
  shown: { number: 'A001', desk: '1', call: at, times: 1, kind: 'call' },
  ringing: false,
});
const nobody = { shown: null, ringing: false };
const shift = { name: 'Ca sáng', from: '07:00', to: '12:00', people: null };
const open = { now, desksOpen: 2, waiting: 3, shift, closed: null };
const paused = { ...open, desksOpen: 0 };
const closed = { lastNumbers: ['A057'] };

test('a number stays in the panel while a desk is open, and for three minutes after its call', () => {
  expect(idleState(open, called(0))).toBe(null);
  expect(idleState(paused, called(now - 179_999))).toBe(null);
  expect(idleState(paused, called(now - 180_000))).toBe('paused');
  expect(idleState(paused, { ...called(0), ringing: true })).toBe(null);
});

test('without a number the panel says why', () => {
  expect(idleState(open, nobody)).toBe('ready');
  expect(idleState(paused, nobody)).toBe('opening');
  expect(idleState({ ...paused, shift: null }, nobody)).toBe('off');
  expect(idleState({ ...paused, shift: null }, called(0))).toBe('off');
  expect(idleState({ ...open, shift: null }, nobody)).toBe('ready');
});

test('nobody is told that the desks open soon in a shift without anybody on duty', () => {
  const unmanned = { ...paused, shift: { ...shift, people: 0 } };
  expect(idleState({ ...unmanned, waiting: 0 }, nobody)).toBe('off');
  expect(idleState(unmanned, nobody)).toBe('paused');
  expect(idleState({ ...unmanned, desksOpen: 1 }, nobody)).toBe('ready');
  expect(idleState({ ...paused, shift: { ...shift, people: 2 } }, nobody)).toBe('opening');
});

test('the end of the day is said only when nobody waits any more', () => {
  expect(idleState({ ...paused, closed, waiting: 0 }, called(0))).toBe('ended');
  expect(idleState({ ...paused, closed }, called(0))).toBe('paused');
  expect(idleState({ ...open, closed, waiting: 0 }, called(0))).toBe(null);
});
