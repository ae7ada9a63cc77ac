import { describe, expect, test } from 'vitest';
import type { Cell, DayState, Grid } from '../../electron/core/district/views.ts';
import { HOUR, instantOf, MINUTE } from '../../electron/core/kernel/time.ts';
import {
  cellSentence,
  createFinder,
  groupCells,
  longestFirst,
  passes,
  phoneList,
  plainName,
  sayDay,
  span,
  tileName,
} from './model.ts';

const DAY = '2026-11-23';
const DUE = instantOf('2026-11-24', 8 * 60);

function cell(name: string, state: DayState, of: Partial<Cell> = {}): Cell {
  return {
    station: `S${name}`,
    name: `Công an ${name}`,
    commune: '14812',
    state,
    missingDays: state === 'missing' ? 1 : 0,
    lastDay: '2026-11-22',
    receivedAt: state === 'late' ? DUE + 45 * MINUTE : state === 'received' ? DUE - 9 * HOUR : null,
    week: [true, true, true, true, true, true, state === 'received'],
    completeness: { came: 29, expected: 30 },
    nothing: false,
    corrected: false,
    clockOff: false,
    marks: [],
    figures: null,
    ...of,
  };
}

function grid(cells: Cell[]): Grid {
  const counts = { received: 0, late: 0, due: 0, missing: 0, never: 0, notExpected: 0 };
  for (const { state } of cells) counts[state] += 1;
  const totals = { collected: 0, handedOut: 0, eid1: 0, eid2: 0, served: 0 };
  return { day: DAY, now: DUE + HOUR, dueAt: DUE, cells, counts, totals };
}

const say = (cells: Cell[]) => sayDay(grid(cells)).map(({ text, names, others }) => [text, names.length, others]);

describe('the day in one sentence', () => {
  test('names those that are missing, as many as a sentence bears', () => {
    const missing = (n: number) => Array.from({ length: n }, (_, i) => cell(`xã ${i}`, 'missing'));
    const rest = [cell('xã A', 'received'), cell('xã B', 'late'), cell('xã C', 'notExpected')];
    expect(say([...missing(3), ...rest])).toEqual([
      ['1 trong 5 xã đã gửi đúng hạn', 0, 0],
      ['1 xã gửi muộn', 0, 0],
      ['3 xã chưa gửi', 3, 0],
    ]);
    expect(say([...missing(7), ...rest]).at(-1)).toEqual(['7 xã chưa gửi', 5, 2]);
    expect(say([...missing(13), ...rest]).at(-1)).toEqual(['13 xã chưa gửi', 0, 0]);
  });

  test('says when all came, when there is still time, and when nobody had to', () => {
    expect(say([cell('xã A', 'received'), cell('xã B', 'received')])).toEqual([['cả 2 xã đã gửi đúng hạn', 0, 0]]);
    expect(say([cell('xã A', 'received'), cell('xã B', 'due')])).toEqual([
      ['1 trong 2 xã đã gửi', 0, 0],
      ['1 xã còn hạn đến 08:00 ngày 24/11', 0, 0],
    ]);
    expect(say([cell('xã A', 'notExpected')])).toEqual([['không xã nào phải gửi', 0, 0]]);
  });
});

test('a tile says in words what its colour and sign say', () => {
  expect(cellSentence(cell('xã Hà Trung', 'missing', { missingDays: 3, marks: ['fork'], clockOff: true }), DUE)).toBe(
    'Xã Hà Trung, chưa gửi, thiếu 3 ngày, lần cuối 22/11, 29 trong 30 ngày, hai nhánh số liệu, đồng hồ lệch',
  );
  expect(cellSentence(cell('xã A', 'late'), DUE)).toBe(
    'Xã A, gửi muộn, muộn 45 phút, nhận lúc 08:45 ngày 24/11, 29 trong 30 ngày',
  );
  expect([span(20_000), span(3 * HOUR), span(50 * HOUR)]).toEqual(['1 phút', '3 giờ', '2 ngày']);
});

test('names are shortened for a tile and found without accents, by any word or by code', () => {
  expect(plainName('Công an xã Hà Trung')).toBe('Xã Hà Trung');
  expect(tileName('Công an phường Hạc Thành')).toBe('P. Hạc Thành');
  const cells = [cell('xã Đồng Tiến', 'received'), cell('phường Hạc Thành', 'late', { commune: '14797' })];
  const find = createFinder<Cell>();
  expect(find(cells, 'dong ti')).toEqual([cells[0]]);
  expect(find(cells, '14797')).toEqual([cells[1]]);
  expect(find(cells, ' ')).toBe(cells);
  expect(cells.filter((one) => passes(one, 'late'))).toEqual([cells[1]]);
});

test('worst first: longest missing, then by the name itself in the Vietnamese order', () => {
  const cells = [
    cell('xã Đông', 'missing'),
    cell('phường An', 'missing'),
    cell('xã Yên', 'missing', { missingDays: 4 }),
    cell('xã Dân', 'received'),
    cell('xã Mẫu', 'never'),
  ];
  const names = groupCells(cells, 'worst').map((group) => group.cells.map(({ name }) => tileName(name)));
  expect(names).toEqual([['Mẫu'], ['Yên', 'P. An', 'Đông'], ['Dân']]);
  expect(groupCells(cells, 'name')[0]?.cells.map(({ name }) => tileName(name))).toEqual([
    'P. An',
    'Dân',
    'Đông',
    'Mẫu',
    'Yên',
  ]);
});

test('the list to telephone from has a line a commune, those that lack most first', () => {
  const one = { commune: '', lastDay: null, gaps: [] };
  const missing = longestFirst([
    { ...one, station: 'S1', name: 'Công an xã Một', days: [{ from: DAY, to: DAY }] },
    {
      ...one,
      station: 'S2',
      name: 'Công an xã Hai',
      days: [{ from: '2026-11-20', to: DAY }],
      gaps: [{ station: 'S2', epoch: 0, first: 5, last: 7 }],
    },
  ]);
  expect(phoneList(missing, DUE)).toBe(
    'Các xã còn thiếu số liệu (lúc 08:00 24/11/2026)\n' +
      '- Xã Hai: thiếu 20/11–23/11 (4 ngày); các gói từ số 5 đến số 7\n' +
      '- Xã Một: thiếu ngày 23/11',
  );
});
