import { expect, test } from 'vitest';
import { calendarOf, needsOf } from '../../../../electron/core/roster/calendar.ts';
import type { Finding, Place, RosterPlace, Situation } from '../../../../electron/core/roster/model.ts';
import { defaultRoster } from '../../../../electron/core/roster/settings.ts';
import type { HourNeed } from '../../../../electron/core/roster/views.ts';
import {
  byRule,
  changeParts,
  editBetween,
  fairOf,
  gapOf,
  hourSpan,
  isToCome,
  missingPeople,
  mostMissing,
  needCommands,
  periodFits,
  shortages,
  stillToCome,
  swapChange,
  swapsWaiting,
  undoing,
  wantedByHours,
} from './plan.ts';

const MONDAY = '2026-11-23';
const open = { week: Array.from({ length: 7 }, () => [{ from: '07:00', to: '22:00', name: 'Cả ngày' }]), holidays: [] };

function finding(part: Partial<Finding>): Finding {
  return {
    rule: 'rest',
    hard: false,
    cost: 0,
    amount: 1,
    officer: null,
    day: null,
    team: null,
    shift: null,
    skill: null,
    ...part,
  };
}

function place(officer: string, part: Partial<RosterPlace> = {}): RosterPlace {
  return { day: MONDAY, shift: 'morning', team: 'standing', officer, byHand: false, mark: 'draft', ...part };
}

function situation(days: number, settings = defaultRoster): Situation {
  const calendar = calendarOf(settings, open, MONDAY, days);
  return {
    settings,
    calendar,
    officers: [],
    leave: [],
    wishes: [],
    needs: needsOf(settings, calendar, []),
    before: [],
    shares: {},
    published: [],
    publishedDays: [],
  };
}

const hour = (at: number, desks: number | null, planned: number, day = MONDAY): HourNeed => ({
  day,
  hour: at,
  arrivals: desks === null ? null : desks * 8,
  desks,
  inShift: desks,
  short: false,
  planned,
});

test('only days from today on are generated and published, and no more than two months', () => {
  expect(stillToCome({ from: '2026-11-23', to: '2026-11-29' }, '2026-11-25')).toEqual({
    from: '2026-11-25',
    to: '2026-11-29',
  });
  expect(stillToCome({ from: '2026-11-23', to: '2026-11-29' }, '2026-11-30')).toBeNull();
  expect(periodFits({ from: '2026-11-25', to: '2026-11-25' }, '2026-11-25')).toBe(true);
  expect(periodFits({ from: '2026-11-24', to: '2026-11-25' }, '2026-11-25')).toBe(false);
  expect(periodFits({ from: '2026-11-26', to: '2026-11-25' }, '2026-11-25')).toBe(false);
  expect(periodFits({ from: '2026-12-01', to: '2027-01-31' }, '2026-11-25')).toBe(true);
  expect(periodFits({ from: '2026-12-01', to: '2027-02-01' }, '2026-11-25')).toBe(false);
});

test('missing people come first, then hard rules, then what costs most; in a rule the worst first', () => {
  const groups = byRule([
    finding({ rule: 'wishes', cost: 3 }),
    finding({ rule: 'nights', cost: 20 }),
    finding({ rule: 'nights', cost: 40, amount: 2 }),
    finding({ rule: 'rest', hard: true, day: '2026-11-25' }),
    finding({ rule: 'rest', hard: true, day: '2026-11-24' }),
    finding({ rule: 'coverUnder', cost: 10 }),
  ]);
  expect(groups.map(({ rule }) => rule)).toEqual(['coverUnder', 'rest', 'nights', 'wishes']);
  expect(groups[1]?.findings.map(({ day }) => day)).toEqual(['2026-11-24', '2026-11-25']);
  expect(groups[2]?.findings.map(({ cost }) => cost)).toEqual([40, 20]);
  expect(missingPeople([finding({ rule: 'coverUnder', amount: 2 }), finding({ rule: 'coverOver', amount: 5 })])).toBe(
    2,
  );
});

test('how far the best roster may be is what is proven, and nothing before anything is', () => {
  expect(gapOf({ seconds: 1, objective: null, bound: 3 })).toBeNull();
  expect(gapOf({ seconds: 1, objective: 200, bound: null })).toBeNull();
  expect(gapOf({ seconds: 1, objective: 200, bound: 5 })).toBeNull();
  expect(gapOf({ seconds: 1, objective: 200, bound: 150 })).toBe(0.25);
  expect(gapOf({ seconds: 1, objective: 0, bound: 0 })).toBe(0);
  // A bound of a little more than the objective is a rounding of the solver.
  expect(gapOf({ seconds: 1, objective: 100, bound: 100.001 })).toBe(0);
  expect([mostMissing(3200, 1000), mostMissing(999, 1000), mostMissing(5, 'hard'), mostMissing(5, 0)]).toEqual([
    3,
    0,
    0,
    null,
  ]);
});

test('what generating did is what is there now and was not, and the other way round', () => {
  const before = [place('a', { byHand: true }), place('b', { byHand: true }), place('c', { mark: 'withdrawn' })];
  const after = [place('a', { byHand: true }), place('d')];
  expect(editBetween(before, after)).toEqual({
    off: [{ day: MONDAY, shift: 'morning', team: 'standing', officer: 'b', byHand: true }],
    on: [{ day: MONDAY, shift: 'morning', team: 'standing', officer: 'd', byHand: false }],
  });
  expect(editBetween(before, before)).toBeNull();
  expect(undoing(editBetween(before, after)!)).toEqual({
    type: 'change',
    how: 'undone',
    off: [{ day: MONDAY, shift: 'morning', team: 'standing', officer: 'd' }],
    on: [{ day: MONDAY, shift: 'morning', team: 'standing', officer: 'b', byHand: true }],
  });
});

test('a change is said in as few parts as there are', () => {
  const at = (officer: string, shift = 'morning', day = MONDAY): Place => ({ day, shift, team: 'standing', officer });
  expect(changeParts({ off: [at('a')], on: [at('b')] })).toEqual([
    { type: 'replaced', on: 'b', off: 'a', place: at('b') },
  ]);
  // A swap: each in the other's place.
  expect(
    changeParts({ off: [at('a'), at('b', 'evening')], on: [at('b'), at('a', 'evening')] }).map(({ type }) => type),
  ).toEqual(['replaced', 'replaced']);
  expect(changeParts({ off: [at('a')], on: [at('a', 'evening')] })).toEqual([
    { type: 'moved', officer: 'a', off: at('a'), on: at('a', 'evening') },
  ]);
  expect(changeParts({ off: [at('a')], on: [at('b', 'evening')] }).map(({ type }) => type)).toEqual([
    'added',
    'removed',
  ]);
});

test('a swap puts each into the place of the other; a takeover moves one place', () => {
  const give = { day: MONDAY, shift: 'morning', team: 'standing', officer: 'a' };
  const take = { day: '2026-11-25', shift: 'evening', team: 'standing', officer: 'b' };
  expect(swapChange({ by: 'a', give, to: 'b', take })).toEqual({
    off: [give, take],
    on: [
      { ...give, officer: 'b' },
      { ...take, officer: 'a' },
    ],
  });
  expect(swapChange({ by: 'a', give, to: 'b', take: null })).toEqual({ off: [give], on: [{ ...give, officer: 'b' }] });
});

test('a shift is to come until it begins', () => {
  const at = (time: string) => ({ now: Date.parse(`${MONDAY}T${time}+07:00`), situation: situation(1) });
  expect(isToCome(place('a'), at('06:59'))).toBe(true);
  expect(isToCome(place('a'), at('07:00'))).toBe(false);
  expect(isToCome(place('a', { shift: 'gone' }), at('06:59'))).toBe(false);
});

test('somebody with a share of 1.4 nights has their part with 1 or 2, not with 3 or 0', () => {
  const zero = { nights: 0, weekends: 0, holidays: 0, tet: 0, hours: 0 };
  const shares = { a: { ...zero, nights: 1.4, hours: 20 } };
  const of = (nights: number, hours = 20) => {
    const balance = { officer: 'a', had: zero, fair: zero, inPeriod: { ...zero, nights, hours } };
    return [
      fairOf(balance, { ...situation(7), shares }, 'nights'),
      fairOf(balance, { ...situation(7), shares }, 'hours'),
    ];
  };
  expect([0, 1, 2, 3].map((n) => of(n)[0]?.leaning)).toEqual(['less', 'even', 'even', 'more']);
  expect(of(3)[0]?.difference).toBeCloseTo(1.6);
  // Of hours half of the longest shift, two and a half hours, either way, to whole hours.
  expect([16, 17, 23, 24].map((n) => of(1, n)[1]?.leaning)).toEqual(['less', 'even', 'even', 'more']);
});

test('shortages are said by day: neighbouring hours as one with the least and the most, hours over left out', () => {
  const hours = [
    hour(8, 2, 1),
    hour(9, 3, 1),
    hour(10, 2, 1),
    hour(12, null, 0),
    hour(13, 1, 2),
    hour(14, 3, 2),
    hour(9, 2, 1, '2026-11-24'),
  ];
  expect(shortages(hours, { day: MONDAY, hour: 0 })).toEqual([
    {
      day: MONDAY,
      lacks: [
        { from: 8, to: 11, least: 1, most: 2 },
        { from: 14, to: 15, least: 1, most: 1 },
      ],
      beyond: [],
    },
    { day: '2026-11-24', lacks: [{ from: 9, to: 10, least: 1, most: 1 }], beyond: [] },
  ]);
  expect(shortages(hours, { day: MONDAY, hour: 10 })[0]?.lacks[0]).toEqual({ from: 10, to: 11, least: 1, most: 1 });
  expect(shortages(hours, { day: '2026-11-25', hour: 0 })).toEqual([]);
  const full = [9, 10].map((at) => ({ ...hour(at, 4, 4), short: true }));
  expect(shortages(full, { day: MONDAY, hour: 0 })).toEqual([{ day: MONDAY, lacks: [], beyond: [[9, 11]] }]);
});

test('a shift needs what its busiest hour needs; unknown hours change nothing, and taking it back leaves no trace', () => {
  const now = situation(1);
  const hours = [7, 8, 9, 10, 11].map((at) => hour(at, at === 9 ? 4 : 2, 2)).concat(hour(13, 2, 2), hour(18, 0, 1));
  const wanted = wantedByHours(now, hours, MONDAY);
  // The evening keeps its one person though nobody is expected.
  expect(wanted).toEqual([{ day: MONDAY, team: 'standing', shift: 'morning', before: 2, people: 4 }]);
  expect(needCommands(wanted, now, false)).toEqual([
    { type: 'setNeed', day: MONDAY, team: 'standing', shift: 'morning', people: 4 },
  ]);
  expect(needCommands(wanted, now, true)).toEqual([
    { type: 'setNeed', day: MONDAY, team: 'standing', shift: 'morning', people: null },
  ]);
  // A number of the day's own comes back as it was.
  const own = {
    ...now,
    needs: needsOf(now.settings, now.calendar, [{ day: MONDAY, team: 'standing', shift: 'morning', people: 3 }]),
  };
  expect(needCommands(wantedByHours(own, hours, MONDAY), own, true)[0]?.people).toBe(3);
  expect(wantedByHours(now, [hour(9, null, 2)], MONDAY)).toEqual([]);
  expect(wantedByHours(now, hours, '2026-11-24')).toEqual([]);
  expect(
    wantedByHours({ ...now, calendar: now.calendar.map((day) => ({ ...day, closed: true })) }, hours, MONDAY),
  ).toEqual([]);
});

test('a second standing team takes its people off what the first one needs', () => {
  const [standing, mobile] = defaultRoster.teams;
  if (!standing || !mobile) throw new Error('two teams');
  const settings = {
    ...defaultRoster,
    teams: [standing, { ...standing, id: 'second' }, mobile],
    cover: [...defaultRoster.cover, { ...defaultRoster.cover[0]!, team: 'second', people: 1 }],
  };
  expect(wantedByHours(situation(1, settings), [hour(9, 4, 3)], MONDAY)).toEqual([
    { day: MONDAY, team: 'standing', shift: 'morning', before: 2, people: 3 },
  ]);
});

test('a night shift is judged by the hours after midnight too', () => {
  const settings = {
    ...defaultRoster,
    shifts: [{ id: 'night', name: 'Ca đêm', from: '22:00', to: '02:30', night: true }],
    cover: [{ ...defaultRoster.cover[0]!, shift: 'night', people: 1 }],
  };
  const hours = [hour(23, 1, 1), hour(2, 2, 1, '2026-11-24'), hour(3, 5, 1, '2026-11-24')];
  expect(wantedByHours(situation(1, settings), hours, MONDAY)).toEqual([
    { day: MONDAY, team: 'standing', shift: 'night', before: 1, people: 2 },
  ]);
  expect(hourSpan(settings.shifts)).toEqual({ from: 22, to: 24 });
  expect(hourSpan(defaultRoster.shifts)).toEqual({ from: 7, to: 22 });
});

test('a request waits for whoever is asked, and once agreed for those who plan', () => {
  const swap = (state: 'asked' | 'agreed' | 'approved', to: string) => ({
    ...{ id: `${state} ${to}`, by: 'c', to, state, take: null, askedAt: 0 },
    give: { officer: 'c', day: MONDAY, shift: 'morning', team: 'standing' },
  });
  const swaps = [swap('asked', 'a'), swap('asked', 'b'), swap('agreed', 'a'), swap('approved', 'a')];
  expect([swapsWaiting(swaps, 'a', false), swapsWaiting(swaps, 'd', true), swapsWaiting(swaps, 'b', true)]).toEqual([
    1, 1, 2,
  ]);
  expect(swapsWaiting(swaps, 'c', false)).toBe(0);
});
