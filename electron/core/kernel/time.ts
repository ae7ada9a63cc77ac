/** A date `YYYY-MM-DD` in Asia/Ho_Chi_Minh: the day a ticket belongs to. */
export type ServiceDay = string;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Vietnam has had UTC+7 without daylight saving since 1975, so plain arithmetic is exact and needs no time-zone data. */
const OFFSET = 7 * HOUR;

/** The service day of an instant in UTC milliseconds. */
export function serviceDay(at: number): ServiceDay {
  const number = Math.floor((at + OFFSET) / DAY);
  // Asked several times for every command, and nearly always for the same day.
  if (number !== last.number) last = { number, day: new Date(number * DAY).toISOString().slice(0, 10) };
  return last.day;
}

let last: { number: number; day: ServiceDay } = { number: 0, day: '1970-01-01' };

/** Minutes since local midnight (0–1439.99…) of an instant in UTC milliseconds. */
export function minuteOfDay(at: number): number {
  return ((at + OFFSET) % DAY) / MINUTE;
}

/** The instant (UTC ms) of a minute of a service day. */
export function instantOf(day: ServiceDay, minute: number): number {
  return Date.parse(`${day}T00:00:00Z`) - OFFSET + minute * MINUTE;
}

/** The service day `days` after the given one. */
export function addDays(day: ServiceDay, days: number): ServiceDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Whether the calendar has a day `YYYY-MM-DD`: a pattern alone lets the 31st of February through. */
export function isDay(day: string): boolean {
  return !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && addDays(day, 0) === day;
}

/** Day of the week of a service day, 0 = Sunday … 6 = Saturday. */
export function weekday(day: ServiceDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** `HH:MM` in Vietnam of an instant in UTC milliseconds. */
export function clockTime(at: number): string {
  return new Date(at + OFFSET).toISOString().slice(11, 16);
}

/** Minutes since midnight of `HH:MM`. */
export function parseClock(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}
