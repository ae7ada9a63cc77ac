import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, serviceDay } from '../kernel/time.ts';
import { ageAt, ageBand, ageOn, dateFrom } from './age.ts';

test('somebody turns a year older at midnight in Vietnam, not in Greenwich', () => {
  expect(ageAt('2012-11-24', Date.parse('2026-11-23T16:59:59.999Z'))).toBe(13);
  expect(ageAt('2012-11-24', Date.parse('2026-11-23T17:00:00Z'))).toBe(14);
});

test('who was born on 29 February turns on 1 March of a common year', () => {
  expect([ageOn('2004-02-29', '2029-02-28'), ageOn('2004-02-29', '2029-03-01')]).toEqual([24, 25]);
});

test('bands change at 6 and at 14', () => {
  expect([0, 5, 6, 13, 14, 90].map(ageBand)).toEqual(['0-5', '0-5', '6-13', '6-13', '14+', '14+']);
});

test('any day of the calendar is a date and no other is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
      const day = serviceDay(days * DAY);
      const [year = '', month = '', date = ''] = day.split('-');
      expect(dateFrom(year, month, date)).toBe(day);
    }),
  );
  expect([dateFrom('2026', '02', '29'), dateFrom('2026', '13', '01'), dateFrom('2026', '1', '01')]).toEqual([
    null,
    null,
    null,
  ]);
});
