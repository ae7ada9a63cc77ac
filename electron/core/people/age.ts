import { type ServiceDay, serviceDay } from '../kernel/time.ts';

/** The age bands of the daily report (domain README, "Report"). */
export const AGE_BANDS = ['0-5', '6-13', '14+'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** Whole years of somebody born on `birthDate` (`YYYY-MM-DD`) at an instant in UTC ms, by Vietnam's date. */
export function ageAt(birthDate: string, now: number): number {
  return ageOn(birthDate, serviceDay(now));
}

/** Whole years on a day; who was born on 29 February turns on 1 March of a common year. */
export function ageOn(birthDate: string, day: ServiceDay): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

export function ageBand(age: number): AgeBand {
  return age < 6 ? '0-5' : age < 14 ? '6-13' : '14+';
}

/** The age band that a procedure is for by its name (resources/procedures.json); null when it is for every age. */
export function procedureAge(code: string): AgeBand | null {
  return OF_PROCEDURE[code] ?? null;
}

const OF_PROCEDURE: Record<string, AgeBand> = { CC_NEW_U6: '0-5', CC_NEW_6_13: '6-13', CC_NEW_14: '14+' };

/** `YYYY-MM-DD` from its parts in digits (4, 2, 2); null when the calendar has no such day. */
export function dateFrom(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month}-${day}`;
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return null;
  const time = Date.parse(`${iso}T00:00:00Z`);
  // Date.parse rolls 31 February over into March instead of refusing it.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso ? null : iso;
}
