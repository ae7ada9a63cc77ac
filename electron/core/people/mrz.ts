import { parse } from 'mrz';
import { fail, ok, type Result } from '../kernel/result.ts';
import { dateFrom } from './age.ts';
import { type PersonalNumber, parsePersonalNumber } from './personalNumber.ts';
import type { PersonInput } from './scan.ts';

/** The check digit that does not fit: the package's own field names, and `optional1CheckDigit` of the full number. */
type MrzCheckField =
  | 'documentNumberCheckDigit'
  | 'optional1CheckDigit'
  | 'birthDateCheckDigit'
  | 'expirationDateCheckDigit'
  | 'compositeCheckDigit';

export type MrzFailure =
  | { type: 'ScanNotACard' | 'ScanMangledByTelex' | 'ScanReplacementCharacter' | 'ScanTruncated' | 'ScanTooLong' }
  | { type: 'MrzCheckDigit'; field: MrzCheckField };

/** True when a scan is meant as the back of a card, however damaged: no QR and no text of ours holds runs of `<`. */
export function looksLikeMrz(text: string): boolean {
  return /^I.{0,2}VNM/i.test(text) || /<\s*<\s*</.test(text);
}

/**
 * Reads the three lines (TD1, 3 × 30) of a Vietnamese card, with any line breaks or none. Vietnam prints the last
 * nine digits as the document number and all twelve in the optional field, with a check digit of their own at its end.
 */
export function readMrz(text: string): Result<{ number: PersonalNumber; person: PersonInput }, MrzFailure> {
  if (text.includes('\uFFFD')) return fail({ type: 'ScanReplacementCharacter' });
  const compact = text.replaceAll(/\s/g, '').toUpperCase();
  // VNI turns D9 into Đ and swallows the digit: nothing in these lines is ever outside A-Z, 0-9 and <.
  if (/[^A-Z0-9<]/.test(compact)) return fail({ type: 'ScanMangledByTelex' });
  if (!/^I[A-Z<]VNM/.test(compact)) {
    // A slow computer loses the first keys of a scan; a passport (P) or another country's card is complete.
    const cut = compact.length < 90 && compact.includes('VNM') && !compact.startsWith('P');
    return fail({ type: cut ? 'ScanTruncated' : 'ScanNotACard' });
  }
  if (compact.length < 90) return fail({ type: 'ScanTruncated' });
  // Two cards in one scan: the first must not be taken while the second is lost unseen.
  if (compact.length > 90) return fail({ type: 'ScanTooLong' });
  const line1 = compact.slice(0, 30);
  const line2 = compact.slice(30, 60);
  const { details, fields } = parse([line1, line2, compact.slice(60)]);
  const fits = (field: MrzCheckField) => details.some((detail) => detail.field === field && detail.valid);
  const wrong = CHECKED.find((field) =>
    field === 'optional1CheckDigit' ? String(checkDigit(line1.slice(15, 29))) !== line1[29] : !fits(field),
  );
  if (wrong) return fail({ type: 'MrzCheckDigit', field: wrong });
  const number = parsePersonalNumber(line1.slice(15, 27));
  if (!number.ok) return fail({ type: 'ScanNotACard' });
  return ok({
    number: number.value,
    person: {
      personalNumber: number.value.number,
      formerIdNumber: null,
      // Without accents, as printed; `source` tells the screen that the name wants a look.
      fullName: [fields.lastName, fields.firstName].filter(Boolean).join(' ') || null,
      birthDate: dateFrom(birthYear(line2.slice(0, 2), number.value), line2.slice(2, 4), line2.slice(4, 6)),
      sex: line2[7] === 'F' ? 'female' : line2[7] === 'M' ? 'male' : null,
      address: null,
      idCardIssued: null,
      // The cards began in 2021 and end at 60 at the latest, or are written 991231 when they have no end.
      idCardExpires: dateFrom(`20${line2.slice(8, 10)}`, line2.slice(10, 12), line2.slice(12, 14)),
      source: 'mrz',
    },
  });
}

/** In the order of the lines, so that the first wrong one is where the damage is; the composite fails with any. */
const CHECKED = [
  'documentNumberCheckDigit',
  'optional1CheckDigit',
  'birthDateCheckDigit',
  'expirationDateCheckDigit',
  'compositeCheckDigit',
] as const satisfies MrzCheckField[];

/** Weights 7-3-1 of ICAO 9303; the package knows no check digit inside the optional field. */
function checkDigit(text: string): number {
  let sum = 0;
  for (const [i, char] of [...text].entries()) {
    const value = char === '<' ? 0 : Number.parseInt(char, 36);
    sum += value * (i % 3 === 0 ? 7 : i % 3 === 1 ? 3 : 1);
  }
  return sum % 10;
}

/** The year with these last two digits nearest to the number's: 99 beside a number of 2000 is 1999, not 2099. */
function birthYear(yy: string, number: PersonalNumber): string {
  const years = [-100, 0, 100].map((shift) => Math.floor(number.birthYear / 100) * 100 + shift + Number(yy));
  const distance = (year: number) => Math.abs(year - number.birthYear);
  return String(years.reduce((best, year) => (distance(year) < distance(best) ? year : best)));
}
