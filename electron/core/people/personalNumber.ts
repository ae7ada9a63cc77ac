import { fail, ok, type Result } from '../kernel/result.ts';
import type { ServiceDay } from '../kernel/time.ts';
import { PLACES } from './places.ts';

export type Sex = 'male' | 'female';

/** What a 12-digit number says: `PPP C YY RRRRRR` (domain README, "Formats"). It has no check digit. */
export type PersonalNumber = { number: string; place: string; placeName: string | null; sex: Sex; birthYear: number };

/** Things an officer should look at twice. Never a reason to refuse. */
export type NumberWarning = 'unknownPlace' | 'sexMismatch' | 'yearMismatch' | 'birthYearInFuture';

/** Reads a 12-digit personal number; blanks and dots between the digits are let through. */
export function parsePersonalNumber(text: string): Result<PersonalNumber, { type: 'NotTwelveDigits' }> {
  const number = text.replaceAll(/[\s.]/g, '');
  if (!/^\d{12}$/.test(number)) return fail({ type: 'NotTwelveDigits' });
  const place = number.slice(0, 3);
  const century = Number(number[3]);
  // 0/1 the 1900s, 2/3 the 2000s … 8/9 the 2300s; even is male.
  const birthYear = 1900 + Math.floor(century / 2) * 100 + Number(number.slice(4, 6));
  return ok({ number, place, placeName: PLACES[place] ?? null, sex: century % 2 === 0 ? 'male' : 'female', birthYear });
}

/** Reads the former ID paper's number: 9 digits, nothing more is known of it. */
export function parseFormerId(text: string): Result<string, { type: 'NotNineDigits' }> {
  const number = text.replaceAll(/[\s.]/g, '');
  return /^\d{9}$/.test(number) ? ok(number) : fail({ type: 'NotNineDigits' });
}

/** Where the number does not agree with what else is known of the person (`birthDate` as `YYYY-MM-DD`). */
export function numberWarnings(
  number: PersonalNumber,
  person: { sex: Sex | null; birthDate: string | null },
  today: ServiceDay,
): NumberWarning[] {
  const warnings: NumberWarning[] = [];
  if (number.placeName === null) warnings.push('unknownPlace');
  if (person.sex !== null && number.sex !== person.sex) warnings.push('sexMismatch');
  if (person.birthDate !== null && number.birthYear !== Number(person.birthDate.slice(0, 4)))
    warnings.push('yearMismatch');
  if (number.birthYear > Number(today.slice(0, 4))) warnings.push('birthYearInFuture');
  return warnings;
}
