import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINUTE } from '../kernel/time.ts';
import { type Shown, steady } from './steady.ts';

const at = (minutes: number) => minutes * MINUTE;
const range = (from: number, to: number) => ({ from: at(from), to: at(to) });
const fresh = (p10: number, p90: number) => ({ p10: at(p10), p90: at(p90) });

test('the first range is rounded outward to five minutes and is never a point', () => {
  expect(steady(undefined, fresh(12, 31), 0)).toEqual(range(10, 35));
  expect(steady(undefined, fresh(10, 10), 0)).toEqual(range(10, 15));
});

test.each([
  ['trembles', fresh(14, 31), range(15, 30), range(15, 30)],
  ['is a little surer', fresh(17, 28), range(15, 30), range(15, 30)],
  ['may come before the shown time', fresh(12, 29), range(15, 30), range(10, 30)],
  ['may come after it', fresh(18, 36), range(15, 30), range(15, 40)],
  ['is much surer', fresh(16, 24), range(15, 40), range(15, 25)],
])('when the estimate %s', (_, estimate, shown, then) => {
  expect(steady(shown, estimate, 0)).toEqual(then);
});

test('through any course of estimates nobody who trusts the shown time comes too late, and little moves it', () => {
  const courses = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 90 }), width: fc.integer({ min: 0, max: 60 }) }),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(courses, (course) => {
      let shown: Shown | undefined;
      for (const [now, { after, width }] of course.entries()) {
        const p10 = now + after;
        const before = shown;
        shown = steady(shown, fresh(p10, p10 + width), at(now));
        expect(shown.from).toBeLessThanOrEqual(at(p10) + 2.5 * MINUTE);
        expect(shown.to).toBeGreaterThanOrEqual(at(p10 + width) - 2.5 * MINUTE);
        expect(shown.to).toBeGreaterThan(shown.from);
        expect(shown.from).toBeGreaterThan(at(now) - 5 * MINUTE);
        // The same estimate again never moves what it has just made.
        expect(steady(shown, fresh(p10, p10 + width), at(now))).toBe(shown);
        if (before && shown !== before) expect(shown).not.toEqual(before);
      }
    }),
  );
});

test('a time that has passed is no longer expected', () => {
  expect(steady(range(15, 35), fresh(23, 34), at(22))).toEqual(range(20, 35));
  expect(steady(range(15, 20), fresh(21, 22), at(20))).toEqual(range(20, 25));
});
