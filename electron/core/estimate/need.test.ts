import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../kernel/time.ts';
import { type Duration, lognormalBetween } from './distribution.ts';
import type { Model } from './learn.ts';
import * as need from './need.ts';

const certain = (minutes: number) => lognormalBetween(minutes * MINUTE, minutes * MINUTE * 1.001);
const nothing: Duration = { mu: 0, sigma: 0.05, shape: null };

/** Nobody stays away, nobody leaves, a desk calls at once, all hours are alike. */
const model = (service: Duration, change: Partial<Model> = {}): Model => ({
  service: () => service,
  officerShift: () => 0,
  hourShift: () => 0,
  pace: 0,
  gap: nothing,
  absent: certain(2),
  absentShare: () => 0,
  pause: () => certain(15),
  leaving: 0,
  priorityPerHour: () => 0,
  priorityServices: [],
  ...change,
});

type DayToServe = need.DayToServe;

/** All steps at once. */
function desksNeeded(...asked: Parameters<typeof need.desksNeeded>): need.DesksOfHour[] {
  const steps = need.desksNeeded(...asked);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Open from seven to ten in the evening in three shifts. */
function day(hours: (hour: number) => number, change: Partial<DayToServe> = {}): DayToServe {
  return {
    expected: {
      hours: Array.from({ length: 24 }, (_, hour) => (hour >= 7 && hour < 22 ? hours(hour) : 0)),
      spread: 0,
      kinds: [{ service: 'card', people: 1, share: 1 }],
    },
    open: [{ from: 7 * HOUR, to: 22 * HOUR }],
    changes: [7, 12, 17, 22].map((hour) => hour * HOUR),
    most: 20,
    limit: 30 * MINUTE,
    ...change,
  };
}

/** Exponential times of a mean, ms: minus the logarithm of a uniform number. */
function exponential(mean: number): Duration {
  const mu = Math.log(mean) - 0.5772;
  const sigma = Math.PI / Math.sqrt(6);
  const shape = Float64Array.from({ length: 64 }, (_, i) => {
    const time = -mean * Math.log(1 - (i + 0.5) / 64);
    return (Math.log(time) - mu) / sigma;
  });
  return { mu, sigma, shape };
}

/** Erlang's formula: the share that waits longer than `limit` at `c` desks (times in units of a mean service). */
function waitsLonger(c: number, load: number, limit: number): number {
  if (load >= c) return 1;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < c; k++) {
    term *= load / k;
    sum += term;
  }
  const busy = ((term * load) / c) * (c / (c - load));
  return (busy / (sum + busy)) * Math.exp(-(c - load) * limit);
}

describe('desks needed', () => {
  test.each([
    [4, 10],
    [9, 10],
    [20, 10],
    [20, 30],
    [45, 5],
    [45, 20],
  ])('by Erlang for %i people an hour who may wait %i minutes, within the error of the simulation', (rate, minutes) => {
    const mean = 10 * MINUTE;
    // One long shift, so that the morning's empty line counts for little.
    const asked = day(() => rate, { limit: minutes * MINUTE, changes: [] });
    const load = (rate * mean) / HOUR;
    for (const { inShift } of desksNeeded(asked, model(exponential(mean)), 1)) {
      expect(waitsLonger(inShift, load, minutes / 10)).toBeLessThan(0.14);
      expect(waitsLonger(inShift - 1, load, minutes / 10)).toBeGreaterThan(0.08);
    }
  });

  test('are none where nobody comes, and none are spoken of on a closed day', () => {
    const idle = desksNeeded(
      day(() => 0),
      model(certain(10)),
      1,
    );
    expect(idle.map(({ hour }) => hour)).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
    for (const each of idle) expect(each).toMatchObject({ desks: 0, inShift: 0, short: false });
    expect(
      desksNeeded(
        day(() => 10, { open: [] }),
        model(certain(10)),
        1,
      ),
    ).toEqual([]);
  });

  test('grow with the people and shrink with the minutes they may wait', () => {
    const total = (people: number, minutes: number) =>
      desksNeeded(
        day((hour) => (hour < 10 ? people : people / 3), { limit: minutes * MINUTE }),
        model(lognormalBetween(5 * MINUTE, 20 * MINUTE), { pace: 0.2 }),
        1,
      ).reduce((sum, { desks, inShift }) => sum + desks + inShift, 0);
    const byPeople = [3, 8, 15, 25, 40, 60].map((people) => total(people, 30));
    const byMinutes = [5, 10, 20, 40, 80].map((minutes) => total(25, minutes));
    expect(byPeople).toEqual([...byPeople].sort((a, b) => a - b));
    expect(new Set(byPeople).size).toBe(byPeople.length);
    expect(byMinutes).toEqual([...byMinutes].sort((a, b) => b - a));
  });

  test('follow the hours: many in the morning, and whoever is left of it is still called', () => {
    const hours = desksNeeded(
      day((hour) => (hour === 9 ? 60 : 3)),
      model(certain(10)),
      1,
    );
    const at = (hour: number) => hours.find((each) => each.hour === hour);
    expect(at(8)?.desks).toBe(1);
    expect(at(9)?.desks).toBeGreaterThan(6);
    expect(at(10)?.desks).toBeGreaterThan(1);
    expect(at(15)?.desks).toBe(1);
    // The whole morning shift has to be manned for its busiest hour, and no more than that.
    expect(at(7)?.inShift).toBeGreaterThan(5);
    expect(at(7)?.inShift).toBeLessThanOrEqual(at(9)?.desks ?? 0);
    expect(at(13)?.inShift).toBe(1);
  });

  test('say when all the desks there are would not be enough', () => {
    const hours = desksNeeded(
      day(() => 40, { most: 3 }),
      model(certain(10)),
      1,
    );
    for (const each of hours) expect(each).toMatchObject({ desks: 3, short: true });
  });

  test('go on being needed by those whom all the desks could not serve in time, and end with them', () => {
    const at = (hour: number, few: number) => {
      const hours = desksNeeded(
        day((each) => (each === 9 ? 60 : each === 21 ? 1 : few), { most: 3 }),
        model(certain(10)),
        1,
      );
      return hours.find((each) => each.hour === hour);
    };
    expect(at(9, 0)).toMatchObject({ desks: 3, short: true });
    // Sixty people are ten hours' work of one desk: three hours after the rush for three of them.
    expect(at(11, 0)?.desks).toBe(3);
    expect(at(12, 0)?.desks).toBeGreaterThan(0);
    expect(at(15, 0)).toMatchObject({ desks: 0, short: false });
    expect(at(11, 0.01)?.desks).toBe(3);
  });

  test('are none in a long break at noon, and whoever comes in it waits from its end on', () => {
    const open = [
      { from: 7 * HOUR, to: 11 * HOUR },
      { from: 14 * HOUR, to: 17 * HOUR },
    ];
    const hours = desksNeeded(
      day(() => 4, { open, limit: 20 * MINUTE }),
      model(certain(10)),
      1,
    );
    const at = (hour: number) => hours.find((each) => each.hour === hour)?.desks;
    expect(at(12)).toBe(0);
    expect(at(14)).toBeGreaterThan(3);
    expect(hours.at(-1)?.hour).toBe(16);
  });

  test('are the same for the same seed, and take more where a day differs more from another', () => {
    const asked = day(() => 25);
    const how = model(lognormalBetween(5 * MINUTE, 20 * MINUTE));
    expect(desksNeeded(asked, how, 7)).toEqual(desksNeeded(asked, how, 7));
    const sum = (spread: number) =>
      desksNeeded({ ...asked, expected: { ...asked.expected, spread } }, how, 7).reduce(
        (all, { desks }) => all + desks,
        0,
      );
    expect(sum(0.6)).toBeGreaterThan(sum(0));
  });

  test('grow with people who do not come, families, slow hours and slow days', () => {
    const plain = model(certain(10));
    const sum = (how: Model, people = 1) => {
      const asked = day(() => 20, { limit: 10 * MINUTE });
      const kinds = [{ service: 'card', people, share: 1 }];
      return desksNeeded({ ...asked, expected: { ...asked.expected, kinds } }, how, 7).reduce(
        (all, { desks }) => all + desks,
        0,
      );
    };
    expect(sum(plain, 3)).toBeGreaterThan(sum(plain));
    expect(sum({ ...plain, hourShift: () => 0.3 })).toBeGreaterThan(sum(plain));
    expect(sum({ ...plain, pace: 0.4 })).toBeGreaterThan(sum(plain));
    expect(sum({ ...plain, gap: certain(3) })).toBeGreaterThan(sum(plain));
    expect(sum({ ...plain, absentShare: () => 0.5 })).toBeLessThan(sum(plain));
    expect(sum({ ...plain, leaving: 1 / (10 * MINUTE) })).toBeLessThanOrEqual(sum(plain));
  });
});
