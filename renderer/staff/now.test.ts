import { afterEach, expect, test, vi } from 'vitest';
import { realMs, serverNow, setServerTime } from './now.ts';

afterEach(() => vi.useRealTimers());

test('the time on screen goes on at the pace of the host, and a stretch of it is told in the time a person has', () => {
  vi.useFakeTimers({ now: 5000 });
  setServerTime({ now: 1_000_000, pace: 1 });
  vi.advanceTimersByTime(2000);
  expect([serverNow(), realMs(10_000)]).toEqual([1_002_000, 10_000]);
  setServerTime({ now: 1_002_000, pace: 30 });
  vi.advanceTimersByTime(2000);
  expect([serverNow(), realMs(60_000)]).toEqual([1_062_000, 2000]);
  // Paused: what is left stays, what is over is over.
  setServerTime({ now: 1_062_000, pace: 0 });
  vi.advanceTimersByTime(2000);
  expect([serverNow(), realMs(10_000), realMs(-1)]).toEqual([1_062_000, Number.POSITIVE_INFINITY, -1]);
});
