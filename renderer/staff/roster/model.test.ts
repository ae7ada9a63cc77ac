import { expect, test } from 'vitest';
import { monthOf, periodAs, stepPeriod, weekOf } from './model.ts';

test('a week begins on Monday, a month on its 1st', () => {
  const week = { kind: 'week', from: '2026-11-23', to: '2026-11-29' };
  expect(['2026-11-23', '2026-11-26', '2026-11-29'].map(weekOf)).toEqual([week, week, week]);
  expect(monthOf('2028-02-29')).toEqual({ kind: 'month', from: '2028-02-01', to: '2028-02-29' });
});

test('steps lead from one period to the next and back, over a year’s end', () => {
  const december = monthOf('2026-12-31');
  expect(stepPeriod(december, 1)).toEqual({ kind: 'month', from: '2027-01-01', to: '2027-01-31' });
  expect(stepPeriod(stepPeriod(december, 1), -1)).toEqual(december);
  expect(stepPeriod(weekOf('2026-12-30'), 1)).toEqual({ kind: 'week', from: '2027-01-04', to: '2027-01-10' });
});

test('a month becomes the week of today where it holds today, else its first one', () => {
  expect(periodAs('week', monthOf('2026-11-02'), '2026-11-25').from).toBe('2026-11-23');
  expect(periodAs('week', monthOf('2027-02-02'), '2026-11-25').from).toBe('2027-02-01');
  expect(periodAs('month', weekOf('2026-11-25'), '2026-11-25')).toEqual(monthOf('2026-11-25'));
});
