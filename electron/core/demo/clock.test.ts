import { expect, test } from 'vitest';
import { createDemoClock, timeAt } from './clock.ts';

test('a screen goes on from the last reading at the pace of the office', () => {
  const reading = { now: 1_000_000, at: 500, pace: 30 };
  expect([timeAt(reading, 500), timeAt(reading, 600), timeAt({ ...reading, pace: 0 }, 9999)]).toEqual([
    1_000_000, 1_003_000, 1_000_000,
  ]);
});

test('the demo clock stands still until it has a pace, keeps what has passed when the pace changes, and never goes back', () => {
  let real = 0;
  const clock = createDemoClock(1000, () => real);
  const shows = (ms: number) => {
    real += ms;
    return [clock.now(), clock.monotonic()];
  };
  expect(shows(50)).toEqual([1000, 0]);
  clock.setPace(30);
  expect(shows(10)).toEqual([1300, 300]);
  clock.setPace(1);
  expect(shows(10)).toEqual([1310, 310]);
  clock.setPace(0);
  expect(shows(1000)).toEqual([1310, 310]);
  clock.set(9000);
  clock.set(2000);
  // Both hands leap together: to the log a night that was left out is no fault of the clock.
  expect(shows(0)).toEqual([9000, 8000]);
  clock.setPace(60);
  expect(shows(1)).toEqual([9060, 8060]);
});
