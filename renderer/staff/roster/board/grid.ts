import { parseClock, type ServiceDay } from '../../../../electron/core/kernel/time.ts';
import type { CalendarDay, Finding, LeaveKind, Place, RosterPlace } from '../../../../electron/core/roster/model.ts';
import type { ShiftType, Team } from '../../../../electron/core/roster/settings.ts';
import { hoursOf } from '../../../../electron/core/roster/shifts.ts';
import type { RosterPerson, RosterView } from '../../../../electron/core/roster/views.ts';
import type { Spot } from '../model.ts';
import { placeKey } from './edit.ts';

export type Layout = 'teams' | 'officers';

export type Row =
  /** The shifts of the officer who looks. */
  | { type: 'mine'; id: string }
  /** `team`, `shift` null: no longer in the settings, and somebody still is on duty there. */
  | { type: 'duty'; id: string; team: Team | null; shift: ShiftType | null; teamId: string; shiftId: string }
  | { type: 'away'; id: string }
  | { type: 'free'; id: string }
  | { type: 'officer'; id: string; officer: RosterPerson; totals: Totals };

export type Totals = { shifts: number; nights: number; weekends: number; holidays: number; hours: number };

/** Somebody in a cell: on duty, away, or free. */
export type Item = {
  key: string;
  officer: string;
  place: RosterPlace | null;
  away: LeaveKind | null;
  findings: readonly Finding[];
};

export type Cell = {
  id: string;
  day: ServiceDay;
  items: readonly Item[];
  /** People needed; null where the row needs nobody by itself. */
  need: number | null;
  /** Of the cell itself and of everybody in it. */
  findings: readonly Finding[];
  /** Equal where the cell shows the same. */
  sign: string;
};

export type Grid = { rows: readonly Row[]; days: readonly CalendarDay[]; cells: readonly (readonly Cell[])[] };

/** Where the cursor stands: a row, a day, and within the cell a person (0 where it is empty). */
export type Cursor = { row: number; col: number; item: number };
export type Step = 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'first' | 'last';

type Input = {
  view: Pick<RosterView, 'situation' | 'places' | 'people'>;
  findings: readonly Finding[];
  layout: Layout;
  /** Whoever looks without planning: their own shifts come first, and nobody is shown as free or away. */
  mine: string | null;
  today: ServiceDay;
};

/** The board as rows of cells. */
export function gridOf({ view, findings, layout, mine, today }: Input): Grid {
  const { situation, places, people } = view;
  const { calendar, settings, leave } = situation;
  const order = new Map(people.map(({ id }, i) => [id, i]));
  const byDay = group(places, ({ day }) => day);
  const found = group(findings, ({ day }) => day ?? '');
  const rows: Row[] = [];
  if (mine !== null) rows.push({ type: 'mine', id: 'mine' });
  if (layout === 'officers') rows.push(...officerRows(view));
  else rows.push(...dutyRows(view));
  if (layout === 'teams' && mine === null) rows.push({ type: 'away', id: 'away' }, { type: 'free', id: 'free' });

  const needs = new Map<string, number>();
  for (const { day, team, shift, people: n } of situation.needs) {
    const key = `${day} ${team} ${shift}`;
    needs.set(key, (needs.get(key) ?? 0) + n);
  }
  const shiftStart = new Map(settings.shifts.map(({ id, from }) => [id, parseClock(from)]));
  const sorted = (items: Item[]) =>
    items.sort(
      (a, b) =>
        Number(a.place?.mark === 'withdrawn') - Number(b.place?.mark === 'withdrawn') ||
        (order.get(a.officer) ?? 999) - (order.get(b.officer) ?? 999) ||
        (shiftStart.get(a.place?.shift ?? '') ?? 0) - (shiftStart.get(b.place?.shift ?? '') ?? 0),
    );

  const cells = rows.map((row) =>
    calendar.map(({ day }): Cell => {
      const onDay = byDay.get(day) ?? [];
      // A day that went by without a roster lacks nobody any more.
      const isOver = day < today && onDay.length === 0;
      const ofDay = isOver ? [] : (found.get(day) ?? []);
      const onDuty = (test: (place: RosterPlace) => boolean) =>
        onDay.filter(test).map((place) => ({
          key: placeKey(place),
          officer: place.officer,
          place,
          away: null,
          findings: place.mark === 'withdrawn' ? [] : ofDay.filter((each) => isOf(each, place)),
        }));
      let items: Item[] = [];
      let own: readonly Finding[] = [];
      let need: number | null = null;
      if (row.type === 'mine') items = onDuty(({ officer }) => officer === mine);
      if (row.type === 'officer') {
        const { id } = row.officer;
        items = onDuty(({ officer }) => officer === id);
        own = ofDay.filter(({ officer }) => officer === id);
        const away = leave.find((each) => each.officer === id && each.from <= day && day <= each.to);
        if (away) items.push({ key: `away ${id}`, officer: id, place: null, away: away.kind, findings: [] });
      }
      if (row.type === 'duty') {
        items = onDuty(({ team, shift }) => team === row.teamId && shift === row.shiftId);
        const isManned = items.some(({ place }) => place?.mark !== 'withdrawn');
        own = ofDay.filter(
          ({ officer, team, shift }) =>
            officer === null &&
            (team === row.teamId || (team === null && isManned)) &&
            (shift === row.shiftId || shift === null),
        );
        need = isOver ? null : (needs.get(`${day} ${row.teamId} ${row.shiftId}`) ?? 0);
      }
      if (row.type === 'away') {
        items = leave
          .filter(({ from, to }) => from <= day && day <= to)
          .map(({ id, officer, kind }) => ({ key: id, officer, place: null, away: kind, findings: [] }));
      }
      if (row.type === 'free') {
        items = freeOn(day, view).map(({ id }) => ({
          key: `${day} ${id}`,
          officer: id,
          place: null,
          away: null,
          findings: ofDay.filter(({ officer }) => officer === id),
        }));
      }
      sorted(items);
      const all = row.type === 'officer' ? own : [...own, ...items.flatMap((item) => item.findings)];
      const seen = [...new Set(all)];
      return { id: `${row.id} ${day}`, day, items, need, findings: seen, sign: JSON.stringify([items, need, seen]) };
    }),
  );
  return { rows, days: calendar, cells };
}

/** Officers with a team who are there on a day, not away and not on duty. */
export function freeOn(day: ServiceDay, { situation, places, people }: Input['view']): RosterPerson[] {
  const busy = new Set<string>();
  for (const place of places) if (place.day === day && place.mark !== 'withdrawn') busy.add(place.officer);
  for (const { officer, from, to } of situation.leave) if (from <= day && day <= to) busy.add(officer);
  return people.filter((each) => isThere(each, day) && each.teams.length > 0 && !busy.has(each.id));
}

/** Whether an officer may be rostered on a day at all. */
export function isThere({ active, since, until }: RosterPerson, day: ServiceDay): boolean {
  return active && since <= day && (until === null || day <= until);
}

/** Where a key moves the cursor, over people and empty cells; it stops at the edges. */
export function moveCursor(counts: readonly (readonly number[])[], at: Cursor, step: Step): Cursor {
  const stops = (row: number, col: number) => Math.max(1, counts[row]?.[col] ?? 0);
  const lastRow = counts.length - 1;
  const lastCol = (counts[0]?.length ?? 1) - 1;
  const across = (col: number) => ({ row: at.row, col, item: Math.min(at.item, stops(at.row, col) - 1) });
  if (step === 'left') return across(Math.max(0, at.col - 1));
  if (step === 'right') return across(Math.min(lastCol, at.col + 1));
  if (step === 'home') return across(0);
  if (step === 'end') return across(lastCol);
  if (step === 'first') return { row: 0, col: at.col, item: 0 };
  if (step === 'last') return { row: lastRow, col: at.col, item: stops(lastRow, at.col) - 1 };
  if (step === 'up') {
    if (at.item > 0) return { ...at, item: at.item - 1 };
    return at.row === 0 ? at : { row: at.row - 1, col: at.col, item: stops(at.row - 1, at.col) - 1 };
  }
  if (at.item < stops(at.row, at.col) - 1) return { ...at, item: at.item + 1 };
  return at.row === lastRow ? at : { row: at.row + 1, col: at.col, item: 0 };
}

/** The cursor as far as the board still has such a place. */
export function clampCursor(counts: readonly (readonly number[])[], at: Cursor): Cursor {
  const row = Math.max(0, Math.min(at.row, counts.length - 1));
  const col = Math.max(0, Math.min(at.col, (counts[row]?.length ?? 1) - 1));
  return { row, col, item: Math.max(0, Math.min(at.item, (counts[row]?.[col] ?? 0) - 1)) };
}

/** Where a spot is on the board: its officer where they are shown, else its row; null where the board has neither. */
export function findSpot({ rows, days, cells }: Grid, { day, team, shift, officer }: Spot): Cursor | null {
  const col = days.findIndex((each) => each.day === day);
  if (col < 0) return null;
  for (const [row, ofRow] of cells.entries()) {
    if (officer === null || rows[row]?.type === 'mine') continue;
    const item = (ofRow[col]?.items ?? []).findIndex(
      ({ officer: who, place }) =>
        who === officer && (team === null || place?.team === team) && (shift === null || place?.shift === shift),
    );
    if (item >= 0) return { row, col, item };
  }
  const row = rows.findIndex((each) => {
    if (each.type === 'officer') return each.id === officer;
    if (each.type !== 'duty' || (team === null && shift === null)) return false;
    return (team === null || each.teamId === team) && (shift === null || each.shiftId === shift);
  });
  return row < 0 ? null : { row, col, item: 0 };
}

function dutyRows({ situation, places }: Input['view']): Row[] {
  const { teams, shifts } = situation.settings;
  const rows: Row[] = teams.flatMap((team) =>
    shifts.map(
      (shift): Row => ({ type: 'duty', id: `${team.id} ${shift.id}`, team, shift, teamId: team.id, shiftId: shift.id }),
    ),
  );
  for (const { team, shift } of places) {
    const id = `${team} ${shift}`;
    if (rows.some((row) => row.id === id)) continue;
    rows.push({
      ...{ type: 'duty', id, teamId: team, shiftId: shift },
      team: teams.find((each) => each.id === team) ?? null,
      shift: shifts.find((each) => each.id === shift) ?? null,
    });
  }
  return rows;
}

function officerRows({ situation, places, people }: Input['view']): Row[] {
  const { settings, calendar } = situation;
  const shifts = new Map(settings.shifts.map((shift) => [shift.id, shift]));
  const days = new Map(calendar.map((day) => [day.day, day]));
  const onDuty = group(
    places.filter(({ mark }) => mark !== 'withdrawn'),
    ({ officer }) => officer,
  );
  return people
    .filter(({ id, active, teams }) => onDuty.has(id) || (active && teams.length > 0))
    .map((officer): Row => {
      const totals = { shifts: 0, nights: 0, weekends: 0, holidays: 0, hours: 0 };
      for (const { day, shift } of onDuty.get(officer.id) ?? []) {
        const type = shifts.get(shift);
        const date = days.get(day);
        totals.shifts++;
        if (type?.night) totals.nights++;
        if (date && (date.weekday === 0 || date.weekday === 6)) totals.weekends++;
        if (date && date.holiday !== null) totals.holidays++;
        if (type) totals.hours += hoursOf(type);
      }
      return { type: 'officer', id: officer.id, officer, totals };
    });
}

/** Whether a finding of that day is about this person in this place. */
function isOf({ officer, team, shift }: Finding, place: Place): boolean {
  return (
    officer === place.officer && (team === null || team === place.team) && (shift === null || shift === place.shift)
  );
}

function group<T>(all: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const found = groups.get(key(each));
    if (found) found.push(each);
    else groups.set(key(each), [each]);
  }
  return groups;
}
