import { expect, test } from 'vitest';
import { defaultSettings } from '../office/settings.ts';
import { noRules } from '../testing/roster.ts';
import { calendarOf, needsOf } from './calendar.ts';
import { defaultRoster, type RosterSettings } from './settings.ts';

const open = defaultSettings.hours;
const none = { collect: 0, eid: 0, drive: 0, lead: 0 };

/** The public holidays of so many days: `01-21 Tết Nguyên đán*`, Tết marked. */
function holidays(from: string, days: number, roster: RosterSettings = defaultRoster) {
  return calendarOf(roster, open, from, days).flatMap(({ day, holiday, tet }) =>
    holiday === null ? [] : [`${day.slice(5)} ${holiday}${tet ? '*' : ''}`],
  );
}

function withHoliday(holiday: Partial<RosterSettings['holidays'][number]>): RosterSettings {
  const plain = { name: 'Lễ', calendar: 'solar', month: 1, day: 1, before: 0, after: 0, tet: false } as const;
  return { ...defaultRoster, holidays: [{ ...plain, ...holiday }] };
}

test.each([
  ['1985', '1985-01-21'],
  ['2007', '2007-02-17'],
  ['2030', '2030-02-02'],
  ['2053', '2053-02-18'],
])('in %s Tết is on the day of Vietnam, also where China has another', (year, day) => {
  const tet = calendarOf(withHoliday({ calendar: 'lunar', tet: true }), open, `${year}-01-01`, 365);
  expect(tet.filter(({ tet }) => tet).map(({ day }) => day)).toEqual([day]);
});

test('a year has the holidays of the labour code', () => {
  expect(holidays('2026-01-01', 365)).toEqual([
    '01-01 Tết Dương lịch',
    '02-16 Tết Nguyên đán*',
    '02-17 Tết Nguyên đán*',
    '02-18 Tết Nguyên đán*',
    '02-19 Tết Nguyên đán*',
    '02-20 Tết Nguyên đán*',
    '04-26 Giỗ Tổ Hùng Vương',
    '04-30 Ngày Chiến thắng',
    '05-01 Quốc tế Lao động',
    '09-02 Quốc khánh',
    '09-03 Quốc khánh',
  ]);
});

test('days off around a holiday reach over the ends of months and years, and into a calendar that begins within them', () => {
  const newYear = withHoliday({ before: 3, after: 1 });
  expect(holidays('2026-12-01', 40, newYear)).toEqual(['12-29 Lễ', '12-30 Lễ', '12-31 Lễ', '01-01 Lễ', '01-02 Lễ']);
  expect(holidays('2027-01-02', 5, newYear)).toEqual(['01-02 Lễ']);
  expect(holidays('2026-12-25', 5, newYear)).toEqual(['12-29 Lễ']);
  expect(holidays('2026-04-28', 9, withHoliday({ month: 4, day: 30, after: 2 }))).toEqual([
    '04-30 Lễ',
    '05-01 Lễ',
    '05-02 Lễ',
  ]);
});

test('a lunar holiday is not kept a second time in a leap month', () => {
  // 2025 has two sixth months: from 25 June and, the leap one, from 25 July.
  expect(holidays('2025-06-01', 100, withHoliday({ calendar: 'lunar', month: 6, day: 8 }))).toEqual(['07-02 Lễ']);
});

test('the 30th of a month that has fewer days is its last one', () => {
  const lunar = withHoliday({ calendar: 'lunar', month: 12, day: 30 });
  // The twelfth month of Giáp Thìn had 29 days, that of Quý Mão 30.
  expect(holidays('2025-01-01', 60, lunar)).toEqual(['01-28 Lễ']);
  expect(holidays('2024-01-01', 60, lunar)).toEqual(['02-09 Lễ']);
  expect(holidays('2027-02-01', 40, withHoliday({ month: 2, day: 31 }))).toEqual(['02-28 Lễ']);
});

test('where two holidays meet, Tết names the day', () => {
  const roster: RosterSettings = {
    ...defaultRoster,
    holidays: [
      ...withHoliday({ name: 'Khác', month: 2, day: 17 }).holidays,
      ...withHoliday({ name: 'Tết', calendar: 'lunar', tet: true }).holidays,
      ...withHoliday({ name: 'Sau', month: 2, day: 17 }).holidays,
    ],
  };
  expect(holidays('2026-02-10', 10, roster)).toEqual(['02-17 Tết*']);
});

test('a day is closed by the week or by the list of closed days', () => {
  const week = open.week.map((spans, day) => (day === 0 ? [] : spans));
  const calendar = calendarOf(defaultRoster, { week, holidays: [{ day: '2026-11-25', name: '' }] }, '2026-11-23', 7);
  expect(calendar.filter(({ closed }) => closed).map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-29']);
});

const row = { team: 'standing', shift: 'morning', days: [1, 2, 3, 4, 5], people: 2, skills: { ...none, collect: 1 } };

test('people are needed on the days that a row names, the most that any row asks', () => {
  const cover = [row, { ...row, days: [2], people: 3, skills: { ...none, drive: 1 } }, { ...row, shift: 'gone' }];
  const needs = needsOf({ ...noRules, cover }, calendarOf(defaultRoster, open, '2026-11-22', 3), []);
  expect(needs.map(({ day, people, skills }) => [day, people, skills])).toEqual([
    ['2026-11-23', 2, { ...none, collect: 1 }],
    ['2026-11-24', 3, { ...none, collect: 1, drive: 1 }],
  ]);
});

test('on a public holiday the rows for holidays hold where a team and shift has any, else those of the weekday', () => {
  // Thursday 30 April and Friday 1 May 2026.
  const calendar = calendarOf(defaultRoster, open, '2026-04-29', 3);
  const cover = [row, { ...row, days: [7], people: 1, skills: none }, { ...row, shift: 'evening' }];
  const needs = needsOf({ ...noRules, cover }, calendar, []);
  expect(needs.map(({ day, shift, people }) => `${day.slice(5)} ${shift} ${people}`)).toEqual([
    '04-29 morning 2',
    '04-29 evening 2',
    '04-30 morning 1',
    '04-30 evening 2',
    '05-01 morning 1',
    '05-01 evening 2',
  ]);
});

test('a closed day needs nobody, unless somebody says so for that day', () => {
  const calendar = calendarOf(defaultRoster, { ...open, holidays: [{ day: '2026-11-23', name: '' }] }, '2026-11-23', 3);
  const override = { team: 'standing', shift: 'morning' };
  const needs = needsOf({ ...noRules, cover: [{ ...row, skills: { ...none, collect: 2 } }] }, calendar, [
    { ...override, day: '2026-11-23', people: 4 },
    { ...override, day: '2026-11-24', people: 0 },
    { ...override, day: '2026-11-25', people: 1 },
    { ...override, day: '2026-11-25', shift: 'evening', people: 2 },
  ]);
  expect(needs.map(({ day, shift, people, skills }) => `${day.slice(8)} ${shift} ${people} ${skills.collect}`)).toEqual(
    ['23 morning 4 0', '25 morning 1 1', '25 evening 2 0'],
  );
});
