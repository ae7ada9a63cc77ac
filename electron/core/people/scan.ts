import { fail, ok, type Result } from '../kernel/result.ts';
import { type ServiceDay, serviceDay } from '../kernel/time.ts';
import { ageOn, dateFrom } from './age.ts';
import { looksLikeMrz, type MrzFailure, readMrz } from './mrz.ts';
import { foldName } from './names.ts';
import {
  type NumberWarning,
  numberWarnings,
  type PersonalNumber,
  parseFormerId,
  parsePersonalNumber,
  type Sex,
} from './personalNumber.ts';

/** What is known of a person, from a card or typed. Dates are `YYYY-MM-DD`. */
export type PersonInput = {
  personalNumber: string | null;
  formerIdNumber: string | null;
  fullName: string | null;
  birthDate: string | null;
  sex: Sex | null;
  address: string | null;
  idCardIssued: string | null;
  /** As printed (MRZ); the QR does not hold it. */
  idCardExpires: string | null;
  source: 'qr' | 'mrz' | 'typed';
};

/** `textUnreadable`: a field was dropped because of lost letters. `nameMangled`: the name came as Telex or VNI keys. */
export type ScanWarning = NumberWarning | 'cardExpired' | 'textUnreadable' | 'nameMangled';

export type Scan =
  | { kind: 'card'; person: PersonInput; warnings: ScanWarning[] }
  | { kind: 'number'; personalNumber: string }
  /** `day`: the service day the number was taken, null when it was typed or the paper is an old one. */
  | { kind: 'ticket'; number: string; day: ServiceDay | null }
  | { kind: 'appointment'; code: string };

export type ScanFailure = { type: 'ScanEmpty' } | MrzFailure;

/** The code on a ticket's paper. Numbers begin anew each day: without its day, yesterday's paper would ask for today's A012. */
export function ticketCode(ticket: { number: string; issuedAt: number }): string {
  return `TL:${ticket.number}:${serviceDay(ticket.issuedAt).replaceAll('-', '')}`;
}

/**
 * Reads what a scanner typed: a card's QR (7 fields of 2021, 11 of 2024), the three MRZ lines, our own ticket or
 * appointment code, or a bare number. Text that an input tool or a wrong code page has spoilt is recognised:
 * what is still certain is kept, with a warning; the raw text is never part of the answer.
 */
export function readScan(raw: string, now: number): Result<Scan, ScanFailure> {
  if (raw.length > LONGEST) return fail({ type: 'ScanTooLong' });
  const text = raw.normalize('NFC').trim();
  if (text === '') return fail({ type: 'ScanEmpty' });
  const today = serviceDay(now);
  if (text.includes('|')) return readQr(text, today);
  if (looksLikeMrz(text)) {
    const card = readMrz(text);
    return card.ok ? ok(toCard(card.value.number, card.value.person, [], today)) : card;
  }
  return readShort(text);
}

/** Characters; a card's QR has at most about 250, so anything longer is another code or two scans in one. */
const LONGEST = 600;

/** Our own codes, a ticket or a personal number typed by hand, and what is left of a card without its bars. */
function readShort(text: string): Result<Scan, ScanFailure> {
  const appointment = text.match(/^TH:(\d{4})$/i)?.[1];
  if (appointment) return ok({ kind: 'appointment', code: appointment });
  const ticket = text.match(/^(?:TL:)?([A-Z])(\d{1,3})$/i) ?? text.match(/^TL:([A-Z])(\d{3}):(\d{0,8})$/i);
  if (ticket?.[1] && ticket[2]) {
    const day =
      ticket[3] === undefined ? null : dateFrom(ticket[3].slice(0, 4), ticket[3].slice(4, 6), ticket[3].slice(6));
    if (ticket[3] !== undefined && day === null) return fail({ type: 'ScanTruncated' });
    return ok({ kind: 'ticket', number: ticket[1].toUpperCase() + ticket[2].padStart(3, '0'), day });
  }
  const number = parsePersonalNumber(text);
  if (number.ok) return ok({ kind: 'number', personalNumber: number.value.number });
  if (text.includes('\uFFFD')) return fail({ type: 'ScanReplacementCharacter' });
  // VNI takes the digits behind A, E, O … as accents: "TL:A012" arrives as "TL:À".
  const spoiltTicket = /^(TL:.*[^ -~].*|(?![a-z])\p{L}\d{0,2})$/iu.test(text);
  // Twelve digits, and later a date with the sex behind it: a card whose bars another keyboard layout changed.
  const spoiltCard = /^\d{12}.*\d{8}[^\p{L}\d]{0,2}n/iu.test(text);
  return fail({ type: spoiltTicket || spoiltCard ? 'ScanMangledByTelex' : 'ScanNotACard' });
}

/** Fields by position; there may be more behind the seventh, they are not decoded and may not be relied on. */
function readQr(text: string, today: ServiceDay): Result<Scan, ScanFailure> {
  const fields = text.split('|').map((field) => field.trim());
  const [numberText = '', formerText = '', nameText = '', birthText = '', sexText = '', addressText = ''] = fields;
  const issuedText = fields[6] ?? '';
  const number = parsePersonalNumber(numberText);
  if (!number.ok) {
    // Other codes use bars too (health insurance): only what else looks like a card may be called a spoilt card.
    if (fields.length < 7 || (readSex(sexText) === null && readDate(birthText) === null))
      return fail({ type: 'ScanNotACard' });
    if (numberText.includes('\uFFFD')) return fail({ type: 'ScanReplacementCharacter' });
    return fail({ type: /^[\d\s.]*$/.test(numberText) ? 'ScanTruncated' : 'ScanMangledByTelex' });
  }
  if (fields.length < 7 || (fields.length === 7 && /^\d{1,7}$/.test(issuedText)))
    return fail({ type: 'ScanTruncated' });
  // Some elders have a year of birth only; any other shape means digits were swallowed, and fields cannot be trusted.
  if (!/^(\d{4}|\d{8}|.*\uFFFD.*|)$/.test(birthText)) return fail({ type: 'ScanMangledByTelex' });
  const birthDate = readDate(birthText);
  const shown = conditionOf(nameText);
  const name = shown === 'clean' && /\d/.test(nameText) ? 'mangled' : shown;
  const address = conditionOf(addressText);
  const warnings: ScanWarning[] = [];
  if (
    name === 'unreadable' ||
    (name === 'clean' && address !== 'clean') ||
    address === 'unreadable' ||
    (birthDate === null && birthText !== '')
  )
    warnings.push('textUnreadable');
  if (name === 'mangled') warnings.push('nameMangled');
  const formerId = parseFormerId(formerText);
  const person: PersonInput = {
    personalNumber: number.value.number,
    formerIdNumber: formerId.ok ? formerId.value : null,
    fullName: name === 'clean' && nameText !== '' ? nameText.replaceAll(/\s+/g, ' ') : null,
    birthDate,
    sex: readSex(sexText),
    address: address === 'clean' && addressText !== '' ? addressText.replaceAll(/\s+/g, ' ') : null,
    idCardIssued: readDate(issuedText),
    idCardExpires: null,
    source: 'qr',
  };
  return ok(toCard(number.value, person, warnings, today));
}

function toCard(number: PersonalNumber, person: PersonInput, warnings: ScanWarning[], today: ServiceDay): Scan {
  const expires = person.idCardExpires ?? expiryByAge(person);
  return {
    kind: 'card',
    person,
    warnings: [
      ...warnings,
      ...numberWarnings(number, person, today),
      ...(expires !== null && expires < today ? (['cardExpired'] as const) : []),
    ],
  };
}

/** `ddMMyyyy` as `YYYY-MM-DD`, null when it is no date. */
function readDate(text: string): string | null {
  return text.length === 8 ? dateFrom(text.slice(4), text.slice(2, 4), text.slice(0, 2)) : null;
}

/** The card knows two words only: what is left of "Nữ" (Nu, Nuwx, Nu74, N\uFFFD) is never taken for "Nam". */
function readSex(text: string): Sex | null {
  if (foldName(text) === 'nam') return 'male';
  return /^n[^a]/.test(text.toLowerCase()) ? 'female' : null;
}

/**
 * Marks of lost letters: U+FFFD, `?` for what a scanner cannot type, and UTF-8 read byte by byte in a western code
 * page ("LÃª VÄƒn"), which leaves signs that no Vietnamese name or address holds.
 */
const LOST = /[\uFFFD?\u0080-\u009F\u00A1-\u00BFÄÅÆ€‚„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]|Ã\u00A0/u;

/**
 * A text that came as Telex or VNI keys ("Lee Vawn Maaux", "Le6 Va8n Ma64u") has no accent left: there, doubled
 * letters, w, and a tone key behind a vowel give it away. Beside an accent only what no name of any people in
 * Vietnam holds counts, for Moong and Ksor are real names.
 */
function conditionOf(text: string): 'clean' | 'mangled' | 'unreadable' {
  if (LOST.test(text)) return 'unreadable';
  // A digit behind a vowel inside a word ("Tho6n", "D9a5t"); "12A", "A1", "km5" in an address are not that.
  const vni = /(^|[^\p{L}\d])(\p{L}+[aeiouyd]\d|d9\p{L})/iu.test(text);
  const telexBesideAccents = /(^|\P{L})[a-z]*([aou]w|dd)/iu.test(text);
  const telexAlone = /^[ -~]*$/.test(text) && /aa|ee|oo|[aeiouy][a-z]*[sfrxj]/i.test(text);
  return vni || telexBesideAccents || telexAlone ? 'mangled' : 'clean';
}

/** Cards end at these ages (Luật Căn cước 2023, điều 21). */
const RENEWAL_AGES = [14, 25, 40, 60];

/** The birthday on which a card ends: one given within two years before a limit is good until the next; null: never. */
function expiryByAge({ birthDate, idCardIssued }: PersonInput): string | null {
  if (birthDate === null || idCardIssued === null) return null;
  const issuedAge = ageOn(birthDate, idCardIssued);
  const limit = RENEWAL_AGES.find((age) => issuedAge < age - 2);
  return limit === undefined ? null : `${Number(birthDate.slice(0, 4)) + limit}${birthDate.slice(4)}`;
}
