import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looksLikeMrz, readMrz } from './mrz.ts';

const LINES = ['IDVNM0900000177038090000017<<4', '9002144M3002142VNM<<<<<<<<<<<2', 'LE<<VAN<MAU<<<<<<<<<<<<<<<<<<<'];
const CARD = LINES.join('\r\n');
const PERSON = {
  personalNumber: '038090000017',
  formerIdNumber: null,
  fullName: 'LE VAN MAU',
  birthDate: '1990-02-14',
  sex: 'male',
  address: null,
  idCardIssued: null,
  idCardExpires: '2030-02-14',
  source: 'mrz',
};

/** ICAO 9303, written apart from the code under test: A = 10, `<` = 0, weights 7-3-1. */
function withCheck(text: string): string {
  return text + checkOf(text);
}

function checkOf(text: string): number {
  const values = [...text].map((c) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(c)).map((v) => Math.max(v, 0));
  return values.reduce((sum, value, i) => sum + value * ([7, 3, 1][i % 3] ?? 0), 0) % 10;
}

function write(number: string, birth: string, sex: string, expires: string, name: string): string {
  const line1 = `IDVNM${withCheck(number.slice(3))}${withCheck(`${number}<<`)}`;
  const front = `${withCheck(birth)}${sex}${withCheck(expires)}`;
  const composite = checkOf(line1.slice(5) + withCheck(birth) + withCheck(expires) + '<'.repeat(11));
  return `${line1}${front}VNM${'<'.repeat(11)}${composite}${name.padEnd(30, '<')}`;
}

const personOf = (text: string) => {
  const result = readMrz(text);
  return result.ok ? result.value.person : result.error;
};

describe('the back of a card', () => {
  test.each(['\r\n', '\n', '\r', '\t', ' ', ''])('is read with %j between the lines', (separator) => {
    expect(personOf(LINES.join(separator) + separator)).toEqual(PERSON);
  });

  test('is read with the caps lock on', () => {
    expect(personOf(CARD.toLowerCase())).toEqual(PERSON);
  });

  test('takes the century from the personal number', () => {
    const birthOf = (number: string, birth: string) => personOf(write(number, birth, 'F', '991231', 'LE<<THI<MAU'));
    expect(birthOf('038304000001', '040229')).toMatchObject({ birthDate: '2004-02-29', idCardExpires: '2099-12-31' });
    // The number may disagree by a year; the person is still not born in 2099.
    expect(birthOf('038300000001', '991231')).toMatchObject({ birthDate: '1999-12-31' });
    expect(birthOf('038199000001', '000101')).toMatchObject({ birthDate: '2000-01-01' });
  });

  test('with an unknown day of birth leaves the date open', () => {
    expect(personOf(write('038150000001', '50<<<<', 'F', '991231', 'LE<<THI<MAU'))).toMatchObject({
      personalNumber: '038150000001',
      birthDate: null,
    });
  });

  test.each([
    ['documentNumberCheckDigit', 'IDVNM090000017', 'IDVNM090000018'],
    ['documentNumberCheckDigit', 'IDVNM0900000177', 'IDVNM090000017<'],
    ['optional1CheckDigit', '7038090000017<<4', '7038190000017<<4'],
    ['birthDateCheckDigit', '9002144M', '9002154M'],
    ['expirationDateCheckDigit', 'M3002142', 'M3102142'],
    ['compositeCheckDigit', '<2\r\n', '<3\r\n'],
  ])('with a wrong %s says so', (field, from, to) => {
    expect(readMrz(CARD.replace(from, to))).toEqual({ ok: false, error: { type: 'MrzCheckDigit', field } });
  });

  test.each([
    ['ScanTruncated', CARD.slice(0, -1)],
    ['ScanTruncated', CARD.slice(3)],
    ['ScanTooLong', CARD + CARD],
    ['ScanMangledByTelex', CARD.replace('IDVNM09', 'IĐVNM0')],
    ['ScanReplacementCharacter', CARD.replace('LE<<', 'L\uFFFD<<')],
    ['ScanNotACard', CARD.replace('IDVNM', 'IDFRA')],
    ['ScanNotACard', `P<VNMLE<<VAN<MAU${'<'.repeat(28)}X000000174VNM9002144M3002142${'<'.repeat(14)}02`],
  ])('is refused as %s', (type, text) => {
    expect(looksLikeMrz(text)).toBe(true);
    expect(readMrz(text)).toEqual({ ok: false, error: { type } });
  });

  test('is never confused with what else is scanned', () => {
    const others = [
      'A012',
      'TL:A012',
      'TH:4821',
      '038090000017',
      '038090000017||Lê Văn Mẫu|14021990|Nam|Thôn 1|01032022',
    ];
    expect(others.filter(looksLikeMrz)).toEqual([]);
  });
});

describe('for any card', () => {
  const two = (n: number) => String(n).padStart(2, '0');
  const card = fc
    .record({
      year: fc.integer({ min: 1920, max: 2025 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
      female: fc.boolean(),
      random: fc.integer({ min: 0, max: 999 }),
    })
    .map(({ year, month, day, female, random }) => ({
      number: `038${(year >= 2000 ? 2 : 0) + (female ? 1 : 0)}${two(year % 100)}000${String(random).padStart(3, '0')}`,
      birthDate: `${year}-${two(month)}-${two(day)}`,
      sex: female ? 'female' : 'male',
    }))
    .map((person) => ({
      ...person,
      text: write(
        person.number,
        person.birthDate.slice(2).replaceAll('-', ''),
        person.sex === 'female' ? 'F' : 'M',
        '301231',
        'NGUYEN<<THI<MAU',
      ),
    }));

  test('what was written is what is read', () => {
    fc.assert(
      fc.property(card, ({ text, number, birthDate, sex }) => {
        expect(personOf(text)).toEqual({
          ...PERSON,
          personalNumber: number,
          fullName: 'NGUYEN THI MAU',
          birthDate,
          sex,
          idCardExpires: '2030-12-31',
        });
      }),
    );
  });

  test('one wrong digit in a checked field is never taken', () => {
    // Line 1 from the document number on, birth date, expiry and the composite: sex and country have no check digit.
    const checked = [...Array(25).keys()]
      .map((i) => i + 5)
      .concat([30, 31, 32, 33, 34, 35, 36, 38, 39, 40, 41, 42, 43, 44, 59]);
    fc.assert(
      fc.property(card, fc.constantFrom(...checked), fc.integer({ min: 1, max: 9 }), ({ text }, at, shift) => {
        const was = text[at] ?? '';
        fc.pre(was !== '<');
        const spoilt = text.slice(0, at) + String((Number(was) + shift) % 10) + text.slice(at + 1);
        expect(readMrz(spoilt)).toMatchObject({ ok: false, error: { type: 'MrzCheckDigit' } });
      }),
    );
  });

  test('no text of its alphabet throws', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9<]{60,100}$/), fc.boolean(), (text, headed) => {
        const result = readMrz(headed ? `IDVNM${text.slice(0, 85)}` : text);
        expect(result).toMatchObject({ ok: false });
      }),
    );
  });
});
