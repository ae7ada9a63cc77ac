import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inSlices } from './marks.ts';

let now = 0;
const asked: string[] = [];
/** Each answer takes 4 ms. */
const slowly = (id: string) => {
  now += 4;
  asked.push(id);
  return Number(id);
};
const ids = Array.from({ length: 20 }, (_, i) => String(i));

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  asked.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('asks about all in their order, a few at a time, so that the pointer is answered in between', () => {
  const slices: (readonly (readonly [string, number])[])[] = [];
  inSlices(ids, slowly, (found) => slices.push(found));
  expect(asked).toEqual([]);
  vi.runAllTimers();
  expect(slices.flat()).toEqual(ids.map((id) => [id, Number(id)]));
  expect(Math.max(...slices.map(({ length }) => length))).toBe(2);
});

test('asks nothing more once it was ended', () => {
  const end = inSlices(ids, slowly, () => {});
  vi.advanceTimersToNextTimer();
  end();
  vi.runAllTimers();
  expect(asked).toEqual(['0', '1']);
});
