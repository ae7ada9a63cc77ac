import { describe, expect, test } from 'vitest';
import { defaultRoster, type RosterSettings } from '../../../../electron/core/roster/settings.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import {
  cellKey,
  contradictions,
  coverGrid,
  coverRows,
  daysText,
  HOLIDAY,
  NOBODY,
  strengthOf,
  weightOf,
  withDefaults,
  withoutShift,
} from './rules.ts';

const words = rosterPeople.rules.wrong;
const TODAY = '2026-11-23';

const person = (id: number, skills: RosterPerson['skills'], until: string | null = null): RosterPerson => ({
  ...{ id: `o${id}`, name: `Trần Văn ${id} Mẫu`, rank: '', active: until === null, since: '2026-01-01', until },
  ...{ teams: ['standing', 'mobile'], skills, far: false },
});
const PEOPLE = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => person(id, ['collect', 'drive', 'lead']));
const rules = (change: Partial<RosterSettings['rules']>): RosterSettings => ({
  ...defaultRoster,
  rules: { ...defaultRoster.rules, ...change },
});

describe('the cover as a grid', () => {
  test('comes back as the list it was made of, days that ask for the same in one row', () => {
    expect(coverRows(coverGrid(defaultRoster.cover), defaultRoster)).toEqual(defaultRoster.cover);
  });

  test('takes the most of two rows for the same day, as the roster does', () => {
    const [row] = defaultRoster.cover;
    const grid = coverGrid([
      { ...row!, people: 2, days: [1] },
      { ...row!, people: 3, days: [1], skills: NOBODY.skills },
    ]);
    expect(grid.get(cellKey('standing', 'morning', 1))).toEqual({ people: 3, skills: row!.skills });
  });

  test('keeps a holiday on which nobody is needed apart from one that asks for what its weekday asks', () => {
    const grid = coverGrid(defaultRoster.cover);
    grid.set(cellKey('standing', 'evening', HOLIDAY), NOBODY);
    const rows = coverRows(grid, defaultRoster).filter(({ days }) => days.includes(HOLIDAY));
    expect(rows).toEqual([{ team: 'standing', shift: 'evening', days: [HOLIDAY], ...NOBODY }]);
  });

  test('days are named as people name them', () => {
    expect([daysText([0, 1, 2, 3, 4, 5, 6]), daysText([1, 2, 3, 4, 5, 0]), daysText([2, 0, 7])]).toEqual([
      'cả tuần',
      'thứ Hai – thứ Sáu, Chủ nhật',
      'thứ Ba, Chủ nhật, ngày lễ',
    ]);
  });
});

test('a weight has a word and a word a weight', () => {
  expect([0, 20, 99, 100, 'hard' as const].map((weight) => strengthOf(weight, 100))).toEqual([
    ...['off', 'should', 'should', 'try', 'must'],
  ]);
  const points = { should: 20, try: 100 };
  expect((['off', 'should', 'try', 'must'] as const).map((word) => weightOf(word, points))).toEqual([
    0,
    20,
    100,
    'hard',
  ]);
});

describe('contradictions', () => {
  const of = (settings: RosterSettings, people = PEOPLE) => contradictions(settings, people, TODAY);

  test('the default rules have none in an office with enough officers', () => {
    expect(of(defaultRoster)).toEqual({ wrong: [], doubtful: [] });
  });

  test('an office that has just begun is not told that nobody is there', () => {
    expect(of(defaultRoster, [])).toEqual({ wrong: [], doubtful: [] });
  });

  test('what excludes itself cannot be saved', () => {
    const { weekHours, shortestWork, longestWork, successions } = defaultRoster.rules;
    expect(of(rules({ weekHours: { ...weekHours, least: 50 } })).wrong).toEqual([words.hours]);
    expect(
      of(rules({ shortestWork: { ...shortestWork, days: 5 }, longestWork: { ...longestWork, days: 4 } })).wrong,
    ).toEqual([words.runs(5, 4)]);
    const pairs = [{ shift: 'evening', next: 'night' }];
    expect(of(rules({ successions: { ...successions, pairs } })).wrong).toEqual([words.unknownShift]);
    const [tet] = defaultRoster.holidays;
    expect(of({ ...defaultRoster, holidays: [{ ...tet!, month: 2, day: 30 }] }).wrong).toEqual([
      words.holidayDate(tet!.name, 30, 2),
    ]);
    const [morning] = defaultRoster.shifts;
    expect(of({ ...defaultRoster, shifts: [...defaultRoster.shifts, { ...morning!, id: 'x' }] }).wrong).toEqual([
      words.nameTwice('Ca sáng'),
    ]);
  });

  test('a rule that is switched off contradicts nothing', () => {
    const off = { days: 5, weight: 0 };
    expect(of(rules({ shortestWork: off, longestWork: { days: 4, weight: 100 } })).wrong).toEqual([]);
  });

  test('more people than the team has is said, with where', () => {
    const [row] = defaultRoster.cover;
    const settings = { ...defaultRoster, cover: [{ ...row!, people: 9 }] };
    const where = 'Tổ thường trực, Ca sáng, cả tuần';
    expect(of(settings).doubtful[0]).toBe(words.tooMany(where, 9, 8));
    // Who has left does not count.
    const left = [...PEOPLE.slice(0, 7), person(8, [], '2026-11-01')];
    expect(of({ ...defaultRoster, cover: [{ ...row!, people: 8 }] }, left).doubtful[0]).toBe(
      words.tooMany(where, 8, 7),
    );
  });

  test('skills that nobody has are said', () => {
    const clerks = PEOPLE.map((each) => ({ ...each, skills: ['collect' as const] }));
    expect(of(defaultRoster, clerks).doubtful).toEqual([
      words.noDriver('Tổ lưu động'),
      words.noLeader,
      words.tooManySkilled('Tổ lưu động, Ca chiều, thứ Hai – thứ Sáu', 'Lái xe', 1, 0),
    ]);
  });

  test('a day that needs more shifts than all officers can do is said by its name', () => {
    const few = PEOPLE.slice(0, 6);
    expect(of(defaultRoster, few).doubtful).toEqual(
      [1, 2, 3, 4, 5].map((day) => words.dayTotal(rosterPeople.rules.cover.dayNames[day]!, 7, 6)),
    );
  });
});

test('a shift that is removed takes with it what names it, and the default page brings back only what fits', () => {
  const less = withoutShift(defaultRoster, 'evening');
  expect(less.cover.some(({ shift }) => shift === 'evening')).toBe(false);
  expect(less.rules.successions.pairs).toEqual([]);
  expect(withDefaults(less, 'rules').rules.successions.pairs).toEqual([]);
  expect(contradictions(withDefaults(less, 'cover'), PEOPLE, TODAY).wrong).toEqual([]);
  expect(withDefaults(less, 'shifts').shifts).toEqual(defaultRoster.shifts);
});
