import { expect, test } from 'vitest';
import { canClose, standingOf } from './standing.ts';

const day = { day: '2026-11-24', state: 'closed', changed: false, overdue: false, receivedAt: null } as const;

test.each([
  ['running', { state: 'running' }],
  ['open', { state: 'open' }],
  ['closed', {}],
  ['received', { receivedAt: 1 }],
  ['changed', { changed: true, receivedAt: 1 }],
  ['correcting', { state: 'reopened', receivedAt: 1 }],
  ['overdue', { overdue: true }],
  // Whoever forgets to close a corrected day again still sees that it is awaited above.
  ['overdue', { overdue: true, state: 'reopened' }],
  ['lost', { overdue: true, state: 'lost' }],
] as const)('a day is %s', (standing, of) => {
  expect(standingOf({ ...day, ...of }, false)).toBe(standing);
});

test('a report that lies whole on its way is sent, until it is received', () => {
  expect(standingOf(day, true)).toBe('sent');
  expect(standingOf({ ...day, receivedAt: 1 }, true)).toBe('received');
});

test('only a day that is not closed, or that changed since, can be closed', () => {
  expect(canClose(day)).toBe(false);
  expect(canClose({ ...day, changed: true })).toBe(true);
  expect((['running', 'open', 'reopened', 'lost'] as const).every((state) => canClose({ ...day, state }))).toBe(true);
});
