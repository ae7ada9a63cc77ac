import { parse } from 'mrz';
import { fail, ok, type Result } from '../kernel/result.ts';
import { serviceDay } from '../kernel/time.ts';
import { ageAt } from './age.ts';
import {
  isFormerIdNumber,
  type NumberWarning,
  numberWarnings,
  parsePersonalNumber,
  type Sex,
} from './personalNumber.ts';

/** What is known of a person, from a card or typed. */
export type PersonInput = {
  personalNumber: string | null;
  formerIdNumber: string | null;
  fullName: string | null;
  /** `YYYY-MM-DD` */
  birthDate: string | null;
  sex: Sex | null;
  address: string | null;
  idCardIssued: string | null;
  idCardExpires: string | null;
  source: 'qr' | 'mrz' | 'typed';
};

export type ScanWarning = NumberWarning | 'cardExpired' | 'textUnreadable' | 'nameMangled';

export type Scan =
  | { kind: 'card'; person: PersonInput; warnings: ScanWarning[] }
  | { kind: 'number'; personalNumber: string }
  | { kind: 'ticket'; number: string }
  | { kind: 'appointment'; code: string };

export type ScanFailure =
  | { type: 'ScanEmpty' | 'ScanNotACard' | 'ScanMangledByTelex' | 'ScanTruncated' | 'ScanTooLong' }
  | { type: 'MrzCheckDigit'; field: string };

const LONGEST = 600;

/**
 * Reads what a scanner typed: a card's QR (7 fields of 2021, 11 of 2024), the three MRZ lines, our own ticket or
 * appointment code, or a bare number. Text that an input tool or a wrong code page has spoilt is recognised:
 * what is still certain is kept, with a warning; the raw text is never part of the answer.
 */
export function readScan(raw: string, now: number): Result<Scan, ScanFailure> {
  const text = raw.normalize('NFC').trim();
  if (text === '') return fail({ type: 'ScanEmpty' });
  if (text.length > LONGEST) return fail({ type: 'ScanTooLong' });
  const own = readOwnCode(text);
  if (own) return ok(own);
  if (text.includes('|')) return readQr(text, now);
  const compact = text.toUpperCase().replaceAll(/\s/g, '');
  if (/^I[D<A-Z]VNM/.test(compact)) return readMrz(compact, now);
  const number = parsePersonalNumber(text);
  if (number.ok) return ok({ kind: 'number', personalNumber: number.value.number });
  // A card read through Telex or VNI: its separators or digits were taken as typing commands.
  if (/\d{12}/.test(text) || (text.match(/\d/g) ?? []).length >= 16) return fail({ type: 'ScanMangledByTelex' });
  return fail({ type: 'ScanNotACard' });
}

/** `A012`, `a12`, or what stands in the codes of our own papers (`TL:A012`, `TH:4821`). */
function readOwnCode(text: string): Scan | null {
  const appointment = text.match(/^TH:(\d{4})$/i);
  if (appointment?.[1]) return { kind: 'appointment', code: appointment[1] };
  const ticket = text.match(/^(?:TL:)?([A-Z])(\d{1,3})$/i);
  if (!ticket?.[1] || !ticket[2]) return null;
  return { kind: 'ticket', number: ticket[1].toUpperCase() + ticket[2].padStart(3, '0') };
}

function readQr(text: string, now: number): Result<Scan, ScanFailure> {
  const fields = text.split('|').map((field) => field.trim());
  const [
    numberText = '',
    formerText = '',
    nameText = '',
    birthText = '',
    sexText = '',
    addressText = '',
    issuedText = '',
  ] = fields;
  const number = parsePersonalNumber(numberText);
  if (!number.ok) {
    // Letters among the digits are the mark of an input tool; anything else with bars is some other code.
    return fail({ type: /\d{6,}/.test(numberText) ? 'ScanMangledByTelex' : 'ScanNotACard' });
  }
  if (fields.length < 7) return fail({ type: 'ScanTruncated' });
  const birthDate = readDate(birthText);
  if (birthDate === null) return fail({ type: 'ScanMangledByTelex' });
  const warnings: ScanWarning[] = [];
  const unreadable = (value: string) => value.includes('\uFFFD');
  if (unreadable(nameText) || unreadable(addressText)) warnings.push('textUnreadable');
  const nameMangled = !unreadable(nameText) && looksTyped(nameText);
  if (nameMangled) warnings.push('nameMangled');
  const sex = readSex(sexText);
  const person: PersonInput = {
    personalNumber: number.value.number,
    formerIdNumber: isFormerIdNumber(formerText) ? formerText : null,
    fullName: nameText === '' || unreadable(nameText) || nameMangled ? null : nameText,
    birthDate,
    sex,
    address: addressText === '' || unreadable(addressText) || looksTyped(addressText) ? null : addressText,
    idCardIssued: readDate(issuedText),
    idCardExpires: null,
    source: 'qr',
  };
  warnings.push(...numberWarnings(number.value, person, serviceDay(now)));
  if (expiredByAge(person, now)) warnings.push('cardExpired');
  return ok({ kind: 'card', person, warnings });
}

function readMrz(compact: string, now: number): Result<Scan, ScanFailure> {
  if (compact.length < 90) return fail({ type: 'ScanTruncated' });
  const lines = [compact.slice(0, 30), compact.slice(30, 60), compact.slice(60, 90)];
  let result: ReturnType<typeof parse>;
  try {
    result = parse(lines);
  } catch {
    return fail({ type: 'ScanNotACard' });
  }
  const wrong = result.details.find((detail) => !detail.valid && /CheckDigit/i.test(detail.field ?? ''));
  if (wrong) return fail({ type: 'MrzCheckDigit', field: String(wrong.field) });
  // Vietnam keeps the last nine digits as the document number and the whole number in the optional field.
  const number = parsePersonalNumber(lines[0]?.slice(15, 27) ?? '');
  if (!number.ok) return fail({ type: 'ScanNotACard' });
  const line2 = lines[1] ?? '';
  const birth = `${number.value.birthYear}${line2.slice(2, 6)}`;
  const person: PersonInput = {
    personalNumber: number.value.number,
    formerIdNumber: null,
    // The MRZ has no accents; a name without them would be wrong on every paper.
    fullName: [result.fields.lastName, result.fields.firstName].filter(Boolean).join(' ') || null,
    birthDate: readDate(`${birth.slice(6, 8)}${birth.slice(4, 6)}${birth.slice(0, 4)}`),
    sex: line2[7] === 'F' ? 'female' : line2[7] === 'M' ? 'male' : null,
    address: null,
    idCardIssued: null,
    idCardExpires: readDate(`${line2.slice(12, 14)}${line2.slice(10, 12)}20${line2.slice(8, 10)}`),
    source: 'mrz',
  };
  const warnings: ScanWarning[] = numberWarnings(number.value, person, serviceDay(now));
  if (Number(line2.slice(0, 2)) !== number.value.birthYear % 100) warnings.push('yearMismatch');
  if (person.idCardExpires !== null && person.idCardExpires < serviceDay(now)) warnings.push('cardExpired');
  return ok({ kind: 'card', person, warnings });
}

/** `ddMMyyyy` as `YYYY-MM-DD`, null when it is no date. */
function readDate(text: string): string | null {
  const parts = text.match(/^(\d{2})(\d{2})(\d{4})$/);
  if (!parts) return null;
  const iso = `${parts[3]}-${parts[2]}-${parts[1]}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso ? null : iso;
}

function readSex(text: string): Sex | null {
  const folded = text.toLowerCase();
  if (folded === 'nam') return 'male';
  // "Nữ" as Telex and VNI leave it, and with its accent lost.
  return /^n(ữ|u|ư|ux|uwx|wx|u74|74|\uFFFD)/u.test(folded) ? 'female' : null;
}

/**
 * What Telex ("Lee Vawn") and VNI ("Le6 Va8n") leave of a Vietnamese text: plain letters only, with their marks.
 * A text that still has an accent is as the card has it, whatever letters stand doubled in it.
 */
function looksTyped(text: string): boolean {
  if (/[^ -~]/.test(text)) return false;
  const words = text.replaceAll(/\b(Thon|Xom|To|Ap|Ban|Khu|So)\s*\d+\w*/gi, '');
  return /[a-z]\d/i.test(words) || /\b[a-z]*(aa|ee|oo|dd|uw|ow|aw)[a-z]*\b/i.test(words);
}

/** Cards end at 25, 40 and 60 (Luật Căn cước): the QR has no date of expiry, only of issue. */
function expiredByAge({ birthDate, idCardIssued }: PersonInput, now: number): boolean {
  if (birthDate === null || idCardIssued === null) return false;
  const age = ageAt(birthDate, now);
  const issuedAge = ageAt(birthDate, Date.parse(`${idCardIssued}T05:00:00Z`));
  // A card issued within two years before a limit is good until the next one.
  return [14, 25, 40, 60].some((limit) => age >= limit && issuedAge < limit - 2);
}
