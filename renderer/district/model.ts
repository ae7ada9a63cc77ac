import type { Cell, DayState, Grid, MissingSummaries } from '../../electron/core/district/views.ts';
import { clockTime, DAY, HOUR, MINUTE, type ServiceDay, serviceDay } from '../../electron/core/kernel/time.ts';
import { foldName, matchesFolded } from '../../electron/core/people/names.ts';
import { shortDate } from '../ui/format.ts';
import { district as words } from '../ui/strings/vi/district.ts';

export type Filter = keyof typeof words.filters;
export type Order = keyof typeof words.orders;
export type Mark = keyof typeof words.marks;

/** `Công an xã Hà Trung` as people say it: `Xã Hà Trung`. */
export function plainName(name: string): string {
  const plain = name.trim().replace(/^công an\s+/i, '');
  return plain === '' ? name : plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** As it fits a tile: `Hà Trung`, `P. Hạc Thành`. */
export function tileName(name: string): string {
  return plainName(name)
    .replace(/^Xã\s+/i, '')
    .replace(/^Phường\s+/i, 'P. ')
    .replace(/^Thị trấn\s+/i, 'TT. ')
    .replace(/^Đặc khu\s+/i, 'ĐK. ');
}

/** A count as Vietnamese write it: 1.234. */
export function count(value: number): string {
  return value.toLocaleString('vi-VN');
}

/** `23/11`. */
export function dayMonth(day: ServiceDay): string {
  return shortDate(day).slice(0, 5);
}

/** `08:00 ngày 24/11`. */
export function moment(at: number): string {
  return `${clockTime(at)} ngày ${dayMonth(serviceDay(at))}`;
}

/** How long something took, in the one unit people would say; never nought. */
export function span(ms: number): string {
  if (ms < HOUR) return words.span.minutes(Math.max(1, Math.round(ms / MINUTE)));
  if (ms < 2 * DAY) return words.span.hours(Math.round(ms / HOUR));
  return words.span.days(Math.round(ms / DAY));
}

/** What stands on a tile beside its sign. */
export function stateText(cell: Cell, dueAt: number): string {
  const { tile } = words;
  if (cell.state === 'missing') return tile.missing(cell.missingDays);
  if (cell.state === 'late') return tile.late(span((cell.receivedAt ?? dueAt) - dueAt));
  if (cell.state === 'received' && cell.nothing) return tile.nothing;
  return tile[cell.state];
}

/** A tile in one sentence, for those who do not see it and for the mouse that rests on it. */
export function cellSentence(cell: Cell, dueAt: number): string {
  const { came, expected } = completenessOf(cell);
  return [
    plainName(cell.name),
    cell.state === 'missing' || cell.state === 'late'
      ? `${words.states[cell.state]}, ${stateText(cell, dueAt)}`
      : words.states[cell.state],
    ...(cell.receivedAt === null ? [] : [words.receivedAt(moment(cell.receivedAt))]),
    ...(cell.state === 'missing' && cell.lastDay !== null ? [words.lastSeen(dayMonth(cell.lastDay))] : []),
    ...(cell.state === 'notExpected' ? [] : [words.completeness(came, expected)]),
    ...marksOf(cell).map((mark) => words.marks[mark].toLowerCase()),
  ].join(', ');
}

/** Of the last thirty days: how many came, of how many; a day that still has time is not counted as lacking. */
export function completenessOf({ completeness, state }: Cell): Cell['completeness'] {
  const { came, expected } = completeness;
  return { came, expected: state === 'due' ? expected - 1 : expected };
}

export function marksOf(cell: Cell): Mark[] {
  return cell.clockOff ? [...cell.marks, 'clockOff'] : cell.marks;
}

const FILTERED: Record<Exclude<Filter, 'all' | 'marked'>, readonly DayState[]> = {
  missing: ['never', 'missing'],
  late: ['late'],
  due: ['due'],
  received: ['received'],
};

export function passes(cell: Cell, filter: Filter): boolean {
  if (filter === 'all') return true;
  return filter === 'marked' ? marksOf(cell).length > 0 : FILTERED[filter].includes(cell.state);
}

/** The communes whose name or code matches what was typed, accents or not. */
export function createFinder<T extends { name: string; commune: string }>(): (
  all: readonly T[],
  text: string,
) => readonly T[] {
  // 3,321 names are not folded anew at every letter.
  const folded = new Map<string, string>();
  return (all, text) => {
    if (text.trim() === '') return all;
    return all.filter(({ name, commune }) => {
      const key = `${name} ${commune}`;
      const known = folded.get(key) ?? foldName(key);
      folded.set(key, known);
      return matchesFolded(text, known);
    });
  };
}

export type Group = { state: DayState | null; cells: readonly Cell[] };

/** Worst first in groups, longest missing first; or one group; each by the names' own word, as in a Vietnamese list. */
export function groupCells(cells: readonly Cell[], order: Order): Group[] {
  const named = cells
    .map((cell) => ({ cell, name: tileName(cell.name).replace(/^\S+\.\s/, '') }))
    .sort((a, b) => collator.compare(a.name, b.name))
    .map(({ cell }) => cell);
  if (order === 'name') return [{ state: null, cells: named }];
  const groups: { state: DayState; cells: Cell[] }[] = [];
  for (const cell of named.sort((a, b) => rank(a) - rank(b) || b.missingDays - a.missingDays)) {
    const last = groups.at(-1);
    if (last?.state === cell.state) last.cells.push(cell);
    else groups.push({ state: cell.state, cells: [cell] });
  }
  return groups;
}

const WORST: readonly DayState[] = ['never', 'missing', 'late', 'due', 'received', 'notExpected'];
const rank = ({ state }: Cell) => WORST.indexOf(state);
const collator = new Intl.Collator('vi');

export type Saying = {
  text: string;
  names: readonly Cell[];
  others: number;
  tone: 'good' | 'late' | 'missing' | 'due';
};

/** The day in one sentence, in parts: what the duty officer says to the chief. */
export function sayDay({ cells, counts, dueAt }: Grid): Saying[] {
  const expected = cells.length - counts.notExpected;
  const missing = counts.missing + counts.never;
  if (expected === 0) return [{ text: words.none, names: [], others: 0, tone: 'due' }];
  if (counts.received === expected) return [{ text: words.all(expected), names: [], others: 0, tone: 'good' }];
  const say = counts.due > 0 ? words.inTimeSoFar : words.inTime;
  const saying: Saying[] = [{ text: say(counts.received, expected), names: [], others: 0, tone: 'good' }];
  if (counts.late > 0) saying.push({ text: words.late(counts.late), names: [], others: 0, tone: 'late' });
  if (counts.due > 0) saying.push({ text: words.due(counts.due, moment(dueAt)), names: [], others: 0, tone: 'due' });
  if (missing > 0) {
    const who = cells.filter((cell) => passes(cell, 'missing'));
    // Where very many are missing, some names say nothing; the grid begins with them all.
    const names = who.length > 2 * NAMED ? [] : who.slice(0, who.length > NAMED ? NAMED - 1 : NAMED);
    const others = names.length === 0 ? 0 : who.length - names.length;
    saying.push({ text: words.missing(missing), names, others, tone: 'missing' });
  }
  return saying;
}

/** More names than this make no sentence. */
const NAMED = 6;

/** Those that lack most days first: they are called first. */
export function longestFirst(missing: readonly MissingSummaries[]): MissingSummaries[] {
  const lacking = ({ days }: MissingSummaries) => days.reduce((sum, run) => sum + runLength(run), 0);
  return [...missing].sort((a, b) => lacking(b) - lacking(a) || collator.compare(plainName(a.name), plainName(b.name)));
}

function runLength({ from, to }: MissingSummaries['days'][number]): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
}

/** What one commune's missing days are called. */
export function missingText({ days }: Pick<MissingSummaries, 'days'>): string {
  return days
    .map((run) =>
      run.from === run.to
        ? words.oneDay(dayMonth(run.from))
        : words.days(dayMonth(run.from), dayMonth(run.to), runLength(run)),
    )
    .join(', ');
}

/** Missing summaries as a list to telephone from. */
export function phoneList(missing: readonly MissingSummaries[], now: number): string {
  return [
    words.phoneTitle(`${clockTime(now)} ${shortDate(serviceDay(now))}`),
    ...missing.map((one) =>
      words.phoneLine(plainName(one.name), [missingText(one), gapsText(one)].filter(Boolean).join('; ')),
    ),
  ].join('\n');
}

/** Numbers of which later ones came, in words; nothing where there are none. */
export function gapsText({ gaps }: Pick<MissingSummaries, 'gaps'>): string {
  return gaps
    .map(({ epoch, first, last }) => {
      const gap = words.gap(first, last);
      return epoch === 0 ? gap : words.gapOfEpoch(gap, epochText(epoch));
    })
    .join(', ')
    .toLowerCase();
}

/** When an epoch was opened: its number is the Unix time (s) of the restore. */
export function epochText(epoch: number): string {
  return `${clockTime(epoch * 1000)} ${shortDate(serviceDay(epoch * 1000))}`;
}
