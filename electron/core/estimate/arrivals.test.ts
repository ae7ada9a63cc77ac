import { describe, expect, test } from 'vitest';
import { addDays, type ServiceDay, weekday } from '../kernel/time.ts';
import { type DaySeen, learnArrivals } from './arrivals.ts';
import { uniform } from './distribution.ts';

const TODAY = '2026-11-23';

/** The days before today as an office would have seen them; `count` says how many numbers each gave out. */
function seen(days: number, count: (day: ServiceDay, back: number) => number, of: Partial<DaySeen> = {}): DaySeen[] {
  const list: DaySeen[] = [];
  for (let back = 1; back <= days; back++) {
    const day = addDays(TODAY, -back);
    const n = Math.round(count(day, back));
    if (n === 0) continue;
    const hours = Array.from({ length: 24 }, () => 0);
    for (let i = 0; i < n; i++) hours[7 + (i % 5)]! += 1;
    list.push({
      day,
      kind: weekday(day),
      month: Number(day.slice(5, 7)),
      hours,
      kinds: [{ service: 'card', people: 1, count: n }],
      ...of,
    });
  }
  return list;
}

const total = (hours: readonly number[] | undefined) => (hours ?? []).reduce((sum, n) => sum + n, 0);
/** A count as chance makes it of a mean. */
const chance = (mean: number, key: number) =>
  Math.max(1, mean + Math.sqrt(mean) * 3.46 * (uniform(1, key * 7919) - 0.5));

describe('arrivals', () => {
  test('of a busy Monday and a quiet Tuesday stay apart, after three weeks already', () => {
    const known = learnArrivals(
      seen(21, (day, back) => (weekday(day) === 0 ? 0 : chance(weekday(day) === 1 ? 600 : 5, back))),
      TODAY,
    );
    expect(total(known(1, 11)?.hours)).toBeGreaterThan(500);
    expect(total(known(1, 11)?.hours)).toBeLessThan(700);
    expect(total(known(2, 11)?.hours)).toBeGreaterThan(3);
    expect(total(known(2, 11)?.hours)).toBeLessThan(9);
    // Nobody has seen a Sunday or a holiday here: no figure is made up.
    expect(known(0, 11)).toBeNull();
    expect(known(7, 11)).toBeNull();
    expect(learnArrivals([], TODAY)(1, 11)).toBeNull();
  });

  test('of a weekday nobody has seen yet are like those of the others, but a weekend is not', () => {
    // Last Wednesday and Thursday.
    const known = learnArrivals(
      seen(5, (day) => (weekday(day) === 3 ? 90 : weekday(day) === 4 ? 110 : 0)),
      TODAY,
    );
    expect(total(known(1, 11)?.hours)).toBeGreaterThan(85);
    expect(total(known(1, 11)?.hours)).toBeLessThan(115);
    expect(known(6, 11)).toBeNull();
  });

  test('of one odd day are drawn towards the other weekdays where these are alike', () => {
    const known = learnArrivals(
      seen(40, (day, back) => (weekday(day) === 6 ? (back < 7 ? 200 : 0) : chance(100, back))),
      TODAY,
    );
    expect(total(known(6, 11)?.hours)).toBeGreaterThan(100);
    expect(total(known(6, 11)?.hours)).toBeLessThan(185);
    expect(total(known(3, 11)?.hours)).toBeGreaterThan(85);
    expect(total(known(3, 11)?.hours)).toBeLessThan(125);
  });

  test('follow what has changed in the last weeks', () => {
    const known = learnArrivals(
      seen(200, (_, back) => (back > 84 ? 50 : 100)),
      TODAY,
    );
    expect(total(known(3, 11)?.hours)).toBeGreaterThan(75);
  });

  test('have a season only once a year was seen, and more of it with the years', () => {
    const summer = (day: ServiceDay) => (day.slice(5, 7) === '07' ? 300 : 100);
    const july = (days: number) => total(learnArrivals(seen(days, summer), TODAY)(3, 7)?.hours);
    expect(july(200)).toBeLessThan(130);
    expect(july(370)).toBeGreaterThan(140);
    expect(july(740)).toBeGreaterThan(july(370));
    expect(july(740)).toBeLessThan(300);
    expect(total(learnArrivals(seen(740, summer), TODAY)(3, 11)?.hours)).toBeGreaterThan(75);
    expect(total(learnArrivals(seen(740, summer), TODAY)(3, 11)?.hours)).toBeLessThan(115);
  });

  test('come in the hours and for the services of their weekday', () => {
    const usual = seen(30, (day) => (weekday(day) === 6 ? 0 : 80));
    const school = seen(30, (day) => (weekday(day) === 6 ? 80 : 0), {
      hours: Array.from({ length: 24 }, (_, hour) => (hour === 18 ? 80 : 0)),
      kinds: [{ service: 'child', people: 3, count: 80 }],
    });
    const saturday = learnArrivals([...usual, ...school], TODAY)(6, 11);
    expect(saturday?.hours[18]).toBeGreaterThan(50);
    expect(saturday?.kinds.find(({ people }) => people === 3)?.share).toBeGreaterThan(0.8);
    expect(saturday?.kinds.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    const monday = learnArrivals([...usual, ...school], TODAY)(1, 11);
    expect(monday?.hours[18]).toBeLessThan(5);
    expect(monday?.hours[8]).toBeGreaterThan(10);
  });

  test('differ from day to day as much as was seen, beyond chance', () => {
    const even = learnArrivals(
      seen(60, (_, back) => chance(100, back)),
      TODAY,
    )(3, 11);
    const wild = learnArrivals(
      seen(60, (_, back) => (back % 2 === 0 ? 40 : 200)),
      TODAY,
    )(3, 11);
    expect(even?.spread).toBeLessThan(0.12);
    expect(wild?.spread).toBeGreaterThan(0.4);
    expect(total(wild?.hours)).toBeGreaterThan(90);
    expect(total(wild?.hours)).toBeLessThan(160);
  });
});
