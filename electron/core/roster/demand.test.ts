import { expect, test } from 'vitest';
import { lognormalBetween } from '../estimate/distribution.ts';
import type { Model } from '../estimate/learn.ts';
import { addDays, DAY, instantOf, MINUTE, type ServiceDay, weekday } from '../kernel/time.ts';
import type { Arrival } from '../queue/types.ts';
import { testSettings } from '../testing/office.ts';
import { createDemand } from './demand.ts';
import type { RosterPlace } from './model.ts';
import { defaultRoster, type RosterSettings } from './settings.ts';

const TODAY = '2026-11-23';
const NOW = instantOf(TODAY, 10 * 60);

const times = lognormalBetween(5 * MINUTE, 15 * MINUTE);
const model: Model = {
  service: () => times,
  officerShift: () => 0,
  hourShift: () => 0,
  pace: 0.1,
  gap: lognormalBetween(5000, 40_000),
  absent: times,
  absentShare: () => 0,
  pause: () => times,
  leaving: 0,
  priorityPerHour: () => 0,
  priorityServices: [],
};

const holiday = (day: ServiceDay): RosterSettings['holidays'][number] => ({
  name: 'Lễ',
  calendar: 'solar',
  month: Number(day.slice(5, 7)),
  day: Number(day.slice(8)),
  before: 0,
  after: 0,
  tet: false,
});

/** An office that began so many days ago and gave out `count` numbers a day, an hour's worth between eight and nine. */
function createOffice(of: {
  began?: number;
  count?: (day: ServiceDay) => number;
  lost?: readonly { lostFrom: ServiceDay; lostTo: ServiceDay }[];
  holidays?: readonly ServiceDay[];
  places?: readonly RosterPlace[];
  desks?: number;
}) {
  const { began = 60, count = () => 20, lost = [], holidays = [], places = [], desks = 3 } = of;
  const asked: string[] = [];
  let now = NOW;
  const settings = testSettings({
    desks: Array.from({ length: desks }, (_, i) => ({ id: `d${i}`, label: `${i}`, services: [] })),
    roster: { ...defaultRoster, holidays: holidays.map(holiday) },
  });
  const demand = createDemand({
    queue: {
      model,
      arrivals(from, to) {
        asked.push(`${from} ${to}`);
        const list: Arrival[] = [];
        for (let day = from; day <= to; day = addDays(day, 1)) {
          const n = count(day);
          for (let i = 0; i < n; i++)
            list.push({ day, at: instantOf(day, 8 * 60) + (i * 60 * MINUTE) / n, service: 'card', people: 1 });
        }
        return list;
      },
    },
    log: { beganAt: () => instantOf(addDays(TODAY, -began), 9 * 60), now: () => now },
    projection: { places: (from, to) => places.filter(({ day }) => from <= day && day <= to) },
    lost: () => lost,
    settings: () => settings,
  });
  const at = async (day: ServiceDay, hour: number) =>
    (await demand.need(day, day)).find((each) => each.day === day && each.hour === hour);
  return {
    demand,
    at,
    asked,
    pass(ms: number) {
      now += ms;
    },
  };
}

test('the days gone by say how many people come in which hour, and how many desks they need', async () => {
  const { at, demand } = createOffice({});
  expect((await at('2026-11-24', 8))?.arrivals).toBeGreaterThan(17);
  expect((await at('2026-11-24', 8))?.arrivals).toBeLessThan(23);
  expect((await at('2026-11-24', 8))?.desks).toBeGreaterThan(1);
  expect(await at('2026-11-24', 15)).toEqual({
    day: '2026-11-24',
    hour: 15,
    arrivals: 0,
    desks: 0,
    inShift: 0,
    short: false,
    planned: 0,
  });
  const week = await demand.need('2026-11-23', '2026-11-29');
  expect(week).toHaveLength(7 * 15);
  expect(week.map(({ day }) => day)).toEqual([...week.map(({ day }) => day)].sort());
  expect((await createOffice({ count: () => 200, desks: 2 }).at('2026-11-24', 8))?.short).toBe(true);
});

test('nothing is made up: a new office, a weekday on which nobody ever came, a holiday like none before', async () => {
  expect(await createOffice({ began: 0 }).at('2026-11-24', 8)).toMatchObject({ arrivals: null, desks: null });
  // The day on which the office was set up is half a day.
  expect(await createOffice({ began: 1 }).at('2026-11-24', 8)).toMatchObject({ arrivals: null, desks: null });
  const { at } = createOffice({ count: (day) => (weekday(day) === 0 ? 0 : 20), holidays: ['2026-12-01'] });
  expect(await at('2026-11-29', 8)).toMatchObject({ arrivals: null, desks: null, inShift: null });
  expect(await at('2026-12-01', 8)).toMatchObject({ arrivals: null, desks: null });
  expect((await at('2026-11-24', 8))?.desks).toBeGreaterThan(0);
});

test('a day that lost its log and a holiday are no ordinary days', async () => {
  const mondays = (day: ServiceDay) => (weekday(day) === 1 ? 20 : 40);
  const odd = ['2026-11-02', '2026-11-09', '2026-11-16'];
  const usual = await createOffice({ count: mondays }).at('2026-11-30', 8);
  const count = (day: ServiceDay) => (odd.includes(day) ? 1 : mondays(day));
  const counted = await createOffice({ count }).at('2026-11-30', 8);
  const lost = await createOffice({ count, lost: odd.map((day) => ({ lostFrom: day, lostTo: day })) }).at(
    '2026-11-30',
    8,
  );
  const holiday = await createOffice({ count, holidays: odd }).at('2026-11-30', 8);
  expect(counted?.arrivals).toBeLessThan(15);
  expect(Math.abs((lost?.arrivals ?? 0) - (usual?.arrivals ?? 0))).toBeLessThan(3);
  expect(Math.abs((holiday?.arrivals ?? 0) - (usual?.arrivals ?? 0))).toBeLessThan(3);
  const next = createOffice({ count, holidays: [...odd, '2026-12-01'] });
  expect((await next.at('2026-12-01', 8))?.arrivals).toBeLessThan(3);
});

test('planned are the people of standing teams as the roster stands, each once, of a night before too', async () => {
  const place = (shift: string, officer: string, team = 'standing', day = '2026-11-24') => ({
    ...{ day, shift, team, officer, byHand: false },
    mark: 'draft' as const,
  });
  const { at } = createOffice({
    places: [place('morning', 'a'), place('morning', 'b'), place('afternoon', 'c'), place('afternoon', 'd', 'mobile')],
  });
  expect((await at('2026-11-24', 8))?.planned).toBe(2);
  expect((await at('2026-11-24', 13))?.planned).toBe(1);
  expect((await at('2026-11-24', 18))?.planned).toBe(0);
});

test('a day gone by is read once, and what was worked out serves until the day or the rules change', async () => {
  const { demand, asked, pass } = createOffice({ began: 800 });
  const first = await demand.need('2026-11-23', '2026-11-29');
  const pieces = asked.length;
  expect(pieces).toBeGreaterThan(100);
  for (const piece of asked)
    expect(instantOf(piece.slice(11), 0) - instantOf(piece.slice(0, 10), 0)).toBeLessThan(7 * DAY);
  expect(await demand.need('2026-11-23', '2026-11-29')).toEqual(first);
  expect(asked).toHaveLength(pieces);
  pass(DAY);
  await demand.need('2026-11-24', '2026-11-24');
  // Yesterday is new, and read with the week in which it falls.
  expect(asked.length - pieces).toBeLessThan(3);
});
