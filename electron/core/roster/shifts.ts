import { parseClock } from '../kernel/time.ts';
import type { CalendarDay, Shared } from './model.ts';
import type { RosterSettings, ShiftType } from './settings.ts';

/** Begin and end of a shift in minutes since midnight of its day; an end on the day after is beyond 1440. */
export function spanOf(shift: Pick<ShiftType, 'from' | 'to'>): { begin: number; end: number } {
  const begin = parseClock(shift.from);
  const end = parseClock(shift.to);
  return { begin, end: end > begin ? end : end + 1440 };
}

/** How long a shift is, h. */
export function hoursOf(shift: Pick<ShiftType, 'from' | 'to'>): number {
  const { begin, end } = spanOf(shift);
  return (end - begin) / 60;
}

/** Whether a shift is too late for those who live far away. */
export function isLate(shift: Pick<ShiftType, 'from' | 'to'>, after: string): boolean {
  return spanOf(shift).end > parseClock(after);
}

/** How much a place in this shift on this day counts as: hours, or 1 or 0. Tết is not among the holidays, a weekend may be. */
export function countsAs(shared: Shared, shift: ShiftType, day: Omit<CalendarDay, 'day' | 'closed'>): number {
  switch (shared) {
    case 'hours':
      return hoursOf(shift);
    case 'nights':
      return shift.night ? 1 : 0;
    case 'weekends':
      return day.weekday === 0 || day.weekday === 6 ? 1 : 0;
    case 'holidays':
      return day.holiday !== null && !day.tet ? 1 : 0;
    case 'tet':
      return day.tet ? 1 : 0;
  }
}

/** What an officer may have without cost: the share rounded either way; of hours, half of the longest shift on either side, then rounded. */
export function bandOf(shared: Shared, share: number, settings: RosterSettings): { least: number; most: number } {
  if (shared === 'hours') {
    const half = Math.max(...settings.shifts.map(hoursOf)) / 2;
    return { least: Math.floor(share - half + 1e-6), most: Math.ceil(share + half - 1e-6) };
  }
  // Shares are sums of fractions: 2.9999999 is meant to be 3.
  return { least: Math.floor(share + 1e-6), most: Math.ceil(share - 1e-6) };
}
