import { describe, expect, test } from 'vitest';
import { addDays, weekday } from '../../../../electron/core/kernel/time.ts';
import type { Finding, RosterPlace, Situation } from '../../../../electron/core/roster/model.ts';
import { defaultRoster } from '../../../../electron/core/roster/settings.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { clampCursor, findSpot, gridOf, moveCursor } from './grid.ts';

const MONDAY = '2026-11-23';
const person = (id: string, more: Partial<RosterPerson> = {}): RosterPerson => ({
  ...{ id, name: `Nguyễn Văn ${id}`, rank: 'Đại úy', active: true, since: '2026-01-01', until: null },
  ...{ teams: ['standing'], skills: [], far: false, ...more },
});
const place = (officer: string, day: string, more: Partial<RosterPlace> = {}): RosterPlace => ({
  ...{ officer, day, team: 'standing', shift: 'morning', byHand: false, mark: 'draft', ...more },
});

const people = [
  person('an'),
  person('binh'),
  person('chi'),
  person('gone', { active: false }),
  person('office', { teams: [] }),
];
const calendar = Array.from({ length: 7 }, (_, i) => {
  const day = addDays(MONDAY, i);
  return { day, weekday: weekday(day), holiday: i === 2 ? 'Tết' : null, tet: i === 2, closed: false };
});
const situation: Situation = {
  settings: defaultRoster,
  calendar,
  officers: [],
  leave: [{ id: 'l', officer: 'chi', from: MONDAY, to: addDays(MONDAY, 1), kind: 'leave' }],
  wishes: [],
  needs: [
    { day: MONDAY, team: 'standing', shift: 'morning', people: 2, skills: { collect: 0, eid: 0, drive: 0, lead: 0 } },
  ],
  before: [],
  shares: {},
  published: [],
  publishedDays: [],
};
const places = [
  place('binh', MONDAY),
  place('an', MONDAY),
  place('chi', addDays(MONDAY, 2), { shift: 'evening', mark: 'withdrawn' }),
  place('an', addDays(MONDAY, 2), { shift: 'evening' }),
  place('an', addDays(MONDAY, 5), { shift: 'night' }),
];
const found: Finding = {
  ...{ rule: 'rest', hard: true, cost: 0, amount: 1, officer: 'an', day: MONDAY, team: null, shift: null, skill: null },
};
const view = { situation, places, people };
const rowOf = (grid: ReturnType<typeof gridOf>, id: string) => grid.rows.findIndex((row) => row.id === id);

describe('the board by teams', () => {
  const grid = gridOf({ view, findings: [found], layout: 'teams', mine: null, today: MONDAY });

  test('has a row for each shift of each team, one for a shift that is no more, those away and those free', () => {
    expect(grid.rows.map(({ id }) => id)).toEqual([
      ...['standing morning', 'standing afternoon', 'standing evening'],
      ...['mobile morning', 'mobile afternoon', 'mobile evening', 'standing night', 'away', 'free'],
    ]);
  });

  test('a cell holds people in the order of the office, what is needed and what they break', () => {
    const cell = grid.cells[0]?.[0];
    expect(cell?.items.map(({ officer }) => officer)).toEqual(['an', 'binh']);
    expect(cell?.need).toBe(2);
    expect(cell?.findings).toEqual([found]);
    expect(cell?.items.map(({ findings }) => findings.length)).toEqual([1, 0]);
  });

  test('a day that went by without a roster lacks nobody', () => {
    const later = { findings: [found], layout: 'teams', mine: null, today: addDays(MONDAY, 1) } as const;
    expect(gridOf({ view, ...later }).cells[0]?.[0]?.need).toBe(2);
    const cell = gridOf({ view: { ...view, places: [] }, ...later }).cells[0]?.[0];
    expect([cell?.need, cell?.findings]).toEqual([null, []]);
  });

  test('who was withdrawn comes last and counts as free again', () => {
    const wednesday = grid.cells.map((row) => row[2]);
    expect(wednesday[2]?.items.map(({ officer }) => officer)).toEqual(['an', 'chi']);
    expect(wednesday[rowOf(grid, 'free')]?.items.map(({ officer }) => officer)).toEqual(['binh', 'chi']);
  });

  test('those on leave are away and not free; nobody without a team or no longer here is either', () => {
    const monday = grid.cells.map((row) => row[0]?.items.map(({ officer }) => officer));
    expect(monday[rowOf(grid, 'away')]).toEqual(['chi']);
    expect(monday[rowOf(grid, 'free')]).toEqual([]);
  });

  test('a cell that shows the same has the same sign', () => {
    const again = gridOf({
      view: { ...view, places: [...places, place('binh', addDays(MONDAY, 6))] },
      ...{ findings: [found], layout: 'teams', mine: null, today: MONDAY },
    });
    const changed = grid.cells.flatMap((row, r) => row.filter((cell, c) => cell.sign !== again.cells[r]?.[c]?.sign));
    expect(changed.map(({ id }) => id)).toEqual([
      `standing morning ${addDays(MONDAY, 6)}`,
      `free ${addDays(MONDAY, 6)}`,
    ]);
  });
});

test('by officers: a row each with its sums, whoever was withdrawn counting nothing', () => {
  const grid = gridOf({ view, findings: [], layout: 'officers', mine: null, today: MONDAY });
  expect(grid.rows.map((row) => (row.type === 'officer' ? [row.id, row.totals] : row.id))).toEqual([
    ['an', { shifts: 3, nights: 1, weekends: 1, holidays: 1, hours: 10 }],
    ['binh', { shifts: 1, nights: 0, weekends: 0, holidays: 0, hours: 5 }],
    ['chi', { shifts: 0, nights: 0, weekends: 0, holidays: 0, hours: 0 }],
  ]);
  expect(grid.cells[2]?.[0]?.items.map(({ away }) => away)).toEqual(['leave']);
});

test('an officer sees their own shifts first, and neither who is away nor who is free', () => {
  const grid = gridOf({ view, findings: [], layout: 'teams', mine: 'an', today: MONDAY });
  expect(grid.rows[0]?.type).toBe('mine');
  expect(grid.cells[0]?.map(({ items }) => items.length)).toEqual([1, 0, 1, 0, 0, 1, 0]);
  expect(grid.rows.some(({ type }) => type === 'away' || type === 'free')).toBe(false);
});

test('a spot is found by its officer, else by its row', () => {
  const grid = gridOf({ view, findings: [], layout: 'teams', mine: null, today: MONDAY });
  const spot = { day: MONDAY, team: 'standing', shift: 'morning', officer: 'binh' };
  expect(findSpot(grid, spot)).toEqual({ row: 0, col: 0, item: 1 });
  expect(findSpot(grid, { ...spot, shift: null, team: null })).toEqual({ row: 0, col: 0, item: 1 });
  expect(findSpot(grid, { ...spot, officer: null, team: 'mobile' })).toEqual({ row: 3, col: 0, item: 0 });
  expect(findSpot(grid, { ...spot, officer: null, team: null })).toEqual({ row: 0, col: 0, item: 0 });
  expect(findSpot(grid, { ...spot, day: '2027-01-01' })).toBeNull();
});

describe('the cursor', () => {
  const counts = [
    [2, 0],
    [0, 3],
  ];
  const at = (row: number, col: number, item = 0) => ({ row, col, item });

  test('walks over people and empty cells, and stops at the edges', () => {
    expect(moveCursor(counts, at(0, 0), 'down')).toEqual(at(0, 0, 1));
    expect(moveCursor(counts, at(0, 0, 1), 'down')).toEqual(at(1, 0));
    expect(moveCursor(counts, at(1, 0), 'down')).toEqual(at(1, 0));
    expect(moveCursor(counts, at(1, 0), 'up')).toEqual(at(0, 0, 1));
    expect(moveCursor(counts, at(0, 0), 'up')).toEqual(at(0, 0));
    expect(moveCursor(counts, at(1, 1, 2), 'left')).toEqual(at(1, 0));
    expect(moveCursor(counts, at(0, 0, 1), 'right')).toEqual(at(0, 1));
    expect(moveCursor(counts, at(0, 1), 'right')).toEqual(at(0, 1));
    expect(moveCursor(counts, at(1, 1), 'home')).toEqual(at(1, 0));
    expect(moveCursor(counts, at(1, 0), 'end')).toEqual(at(1, 1));
    expect(moveCursor(counts, at(0, 1), 'last')).toEqual(at(1, 1, 2));
    expect(moveCursor(counts, at(1, 1, 2), 'first')).toEqual(at(0, 1));
  });

  test('stays on the board when somebody else takes its place away', () => {
    expect(clampCursor(counts, at(1, 1, 9))).toEqual(at(1, 1, 2));
    expect(clampCursor(counts, at(9, 9, 9))).toEqual(at(1, 1, 2));
    expect(clampCursor(counts, at(0, 1, 4))).toEqual(at(0, 1));
    expect(clampCursor([], at(3, 3))).toEqual(at(0, 0));
  });
});
