import { expect, test } from 'vitest';
import { noRules } from '../testing/roster.ts';
import { bandOf, hoursOf, spanOf } from './shifts.ts';

test('a shift that ends not later than it begins ends on the day after', () => {
  expect(spanOf({ from: '22:00', to: '06:30' })).toEqual({ begin: 1320, end: 1830 });
  expect(spanOf({ from: '07:00', to: '07:00' })).toEqual({ begin: 420, end: 1860 });
  expect(hoursOf({ from: '07:15', to: '12:00' })).toBe(4.75);
});

test('a share is a band: the numbers around it, of hours half of the longest shift around it', () => {
  expect(bandOf('nights', 2.4, noRules)).toEqual({ least: 2, most: 3 });
  // A sum of fractions that is meant to be 3.
  expect(bandOf('nights', 2.9999999999, noRules)).toEqual({ least: 3, most: 3 });
  const long = {
    ...noRules,
    shifts: [...noRules.shifts, { id: 'l', name: 'L', from: '07:00', to: '16:00', night: false }],
  };
  expect(bandOf('hours', 30.2, long)).toEqual({ least: 25, most: 35 });
});
