import { serviceDay } from '../kernel/time.ts';

/** The age bands of the daily report (domain README, "Report"). */
export type AgeBand = '0-5' | '6-13' | '14+';

/** Whole years of somebody born on `birthDate` (`YYYY-MM-DD`) at an instant in UTC ms, by Vietnam's date. */
export function ageAt(birthDate: string, now: number): number {
  const today = serviceDay(now);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

export function ageBand(age: number): AgeBand {
  return age < 6 ? '0-5' : age < 14 ? '6-13' : '14+';
}
