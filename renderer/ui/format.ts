import { clockTime, type ServiceDay, serviceDay, weekday } from '../../electron/core/kernel/time.ts';
import type { Range, WaitRange } from '../../electron/core/queue/views.ts';
import { common } from './strings/vi/common.ts';

export { clockTime };

/** A date the short way, `23/11/2026`. */
export function shortDate(day: ServiceDay): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** A date with its weekday, `Thứ Hai, 23/11/2026`. */
export function longDate(day: ServiceDay): string {
  return `${common.weekdays[weekday(day)]}, ${shortDate(day)}`;
}

/** The date in Vietnam of an instant (UTC ms), with its weekday. */
export function longDateOf(at: number): string {
  return longDate(serviceDay(at));
}

/** A range on the clock, `09:45–09:55`; one time where both ends are the same, nothing where there is none. */
export function clockRange(range: Range): string {
  if (range === null) return '';
  const from = clockTime(range.from);
  const to = clockTime(range.to);
  return from === to ? from : `${from}–${to}`;
}

/** A wait in minutes, `25–40 phút`, `dưới 5 phút`; nothing where nobody can say. */
export function waitText(wait: WaitRange): string {
  if (wait === null) return '';
  if (wait.low === 0) return common.under(wait.high);
  return wait.low === wait.high ? common.minutes(wait.low) : common.minutesRange(wait.low, wait.high);
}
