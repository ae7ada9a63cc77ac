import { expect, test } from 'vitest';
import { MINUTE } from '../kernel/time.ts';
import { createCalibration } from './calibrate.ts';
import { quantileOf, uniform } from './distribution.ts';
import type { Distribution } from './estimate.ts';

const guess = (minutes: number): Distribution => ({
  p10: minutes * 0.9 * MINUTE,
  p50: minutes * MINUTE,
  p90: minutes * 1.1 * MINUTE,
  mean: minutes * MINUTE,
});
/** What really comes of a guess: half as long again in the middle, and far wider than it says. */
const actual = (minutes: number, i: number) =>
  quantileOf({ mu: Math.log(minutes * 1.5 * MINUTE), sigma: 0.5, shape: null }, uniform(i, 99));

test('a guess that is too narrow and too low becomes a range that holds eight of ten', () => {
  const calibration = createCalibration();
  const inside: boolean[] = [];
  let error = 0;
  for (let i = 0; i < 6000; i++) {
    const minutes = 4 + (i % 40);
    const stated = calibration.adjust(guess(minutes), false);
    const wait = actual(minutes, i);
    expect(stated.p10).toBeLessThanOrEqual(stated.p50);
    expect(stated.p50).toBeLessThanOrEqual(stated.p90);
    if (i >= 2000) {
      inside.push(stated.p10 <= wait && wait <= stated.p90);
      error += Math.log(wait / stated.p50) / 4000;
    }
    calibration.learn(guess(minutes), false, wait);
  }
  const share = inside.filter(Boolean).length / inside.length;
  expect(share).toBeGreaterThan(0.77);
  expect(share).toBeLessThan(0.84);
  expect(Math.abs(error)).toBeLessThan(0.06);
});

test('what is not yet known is left as it was estimated; who is first is learned apart from those behind', () => {
  const calibration = createCalibration();
  for (let i = 0; i < 9; i++) calibration.learn(guess(10), false, 20 * MINUTE);
  expect(calibration.adjust(guess(10), false)).toEqual(guess(10));
  for (let i = 0; i < 91; i++) calibration.learn(guess(10), false, 20 * MINUTE);
  expect(calibration.adjust(guess(10), false).p50).toBeGreaterThan(15 * MINUTE);
  expect(calibration.adjust(guess(10), true)).toEqual(guess(10));
  expect(calibration.adjust(guess(40), false)).toEqual(guess(40));
});

test('where one in five is called at once the range begins now', () => {
  const calibration = createCalibration();
  for (let i = 0; i < 200; i++) calibration.learn(guess(1), true, i % 5 === 0 ? 0 : 2 * MINUTE);
  expect(calibration.adjust(guess(1), true).p10).toBe(0);
});

test('the mean lies above the middle as far as long waits were seen to come, and no further', () => {
  const drawn: Distribution = { p10: 5 * MINUTE, p50: 10 * MINUTE, p90: 30 * MINUTE, mean: 20 * MINUTE };
  const after = (wait: (i: number) => number) => {
    const calibration = createCalibration();
    for (let i = 0; i < 3000; i++) calibration.learn(drawn, false, wait(i) * MINUTE);
    const { p50, mean } = calibration.adjust(drawn, false);
    return (mean - p50) / MINUTE;
  };
  expect(createCalibration().adjust(drawn, false).mean).toBe(20 * MINUTE);
  expect(after((i) => 8 + (i % 5))).toBeLessThan(1.5);
  expect(after((i) => (i % 5 === 4 ? 60 : 10))).toBeGreaterThan(8);
});
