import { describe, expect, test } from 'vitest';
import { MINUTE } from '../kernel/time.ts';
import { type Duration, lognormalBetween, quantileOf, restOf, shapeOf, uniform } from './distribution.ts';

const grid = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);

test('one in ten is shorter than the low minutes and one in ten longer than the high ones', () => {
  const times = lognormalBetween(5 * MINUTE, 20 * MINUTE);
  expect(quantileOf(times, 0.1) / MINUTE).toBeCloseTo(5, 6);
  expect(quantileOf(times, 0.5) / MINUTE).toBeCloseTo(10, 6);
  expect(quantileOf(times, 0.9) / MINUTE).toBeCloseTo(20, 6);
  expect(quantileOf(times, 0.5, Math.log(2)) / MINUTE).toBeCloseTo(20, 6);
});

describe('what is left of a time', () => {
  const usual = lognormalBetween(5 * MINUTE, 20 * MINUTE);
  const skewed: Duration = { ...usual, shape: shapeOf(Float64Array.from(grid, (u) => -1 - Math.log(1 - u))) };

  test.each([
    ['of the normal curve', usual, 0],
    ['of a shape that was seen', skewed, 0],
    ['of a slow officer', usual, 0.5],
  ])('%s is as long as among all that last at least so long', (_, times, shift) => {
    for (const elapsed of [3 * MINUTE, 12 * MINUTE]) {
      const all = grid.map((u) => quantileOf(times, u, shift));
      const longer = all.filter((ms) => ms > elapsed);
      for (const more of [MINUTE, 6 * MINUTE]) {
        const expected = longer.filter((ms) => ms > elapsed + more).length / longer.length;
        const drawn = grid.filter((u) => restOf(times, elapsed, u, shift) > more).length / grid.length;
        expect(Math.abs(drawn - expected)).toBeLessThan(0.02);
      }
    }
  });

  test('a forgotten "Xong" ends any moment now, and never in the past', () => {
    for (const u of [0.01, 0.5, 0.99]) {
      const rest = restOf(usual, 10 * 60 * MINUTE, u);
      expect(rest).toBeGreaterThan(0);
      expect(rest).toBeLessThan(MINUTE);
    }
  });
});

test('a shape follows what was seen, and the normal curve while little was', () => {
  const seen = (count: number) => Float64Array.from({ length: count }, (_, i) => -Math.log(1 - (i + 0.5) / count) - 1);
  const times = (count: number): Duration => ({ mu: 0, sigma: 1, shape: shapeOf(seen(count)) });
  // The median of an exponential time is ln 2; that of the normal curve nought.
  expect(Math.log(quantileOf(times(2000), 0.5))).toBeCloseTo(Math.log(2) - 1, 1);
  expect(Math.abs(Math.log(quantileOf(times(3), 0.5)))).toBeLessThan(0.05);
});

test('a draw belongs to its key: the same each time, another for another, and spread evenly', () => {
  expect(uniform(3, 77)).toBe(uniform(3, 77));
  expect(new Set(grid.map((_, i) => uniform(i, 77))).size).toBe(grid.length);
  for (const by of [(i: number) => uniform(i, 77), (i: number) => uniform(5, i * 1000)]) {
    const share = grid.filter((_, i) => by(i) < 0.3).length / grid.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(0.04);
  }
});
