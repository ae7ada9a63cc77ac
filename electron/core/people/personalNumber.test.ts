import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberWarnings, parseFormerId, parsePersonalNumber } from './personalNumber.ts';
import { PLACES } from './places.ts';

describe('a personal number', () => {
  test.each([
    ['038090000017', 'Thanh Hóa', 'male', 1990],
    ['038190000024', 'Thanh Hóa', 'female', 1990],
    ['001 204 000 001', 'Hà Nội', 'male', 2004],
    ['096.305.000.002', 'Cà Mau', 'female', 2005],
    ['999499000001', null, 'male', 2199],
    ['038999000001', 'Thanh Hóa', 'female', 2399],
  ])('%s says place, sex and year', (text, placeName, sex, birthYear) => {
    const number = text.replaceAll(/\D/g, '');
    expect(parsePersonalNumber(text)).toEqual({
      ok: true,
      value: { number, place: number.slice(0, 3), placeName, sex, birthYear },
    });
  });

  test.each(['', '03809000001', '0380900000177', '03809000001O', '٠٣٨٠٩٠٠٠٠٠١٧', '038-090-000-017'])(
    '%j is none',
    (text) => {
      expect(parsePersonalNumber(text)).toEqual({ ok: false, error: { type: 'NotTwelveDigits' } });
    },
  );

  test('any twelve digits are taken, whatever they say', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), (number) => {
        expect(parsePersonalNumber(number)).toMatchObject({ ok: true, value: { number } });
      }),
    );
  });
});

test('the former number is nine digits', () => {
  expect(parseFormerId('170 000 024')).toEqual({ ok: true, value: '170000024' });
  for (const text of ['', '17000002', '1700000245', '17000002A'])
    expect(parseFormerId(text)).toEqual({ ok: false, error: { type: 'NotNineDigits' } });
});

describe('warnings', () => {
  const warningsOf = (text: string, sex: 'male' | 'female' | null, birthDate: string | null) => {
    const number = parsePersonalNumber(text);
    return number.ok ? numberWarnings(number.value, { sex, birthDate }, '2026-11-24') : null;
  };

  test('name everything that does not fit, and only that', () => {
    expect(warningsOf('038090000017', 'male', '1990-02-14')).toEqual([]);
    expect(warningsOf('038090000017', null, null)).toEqual([]);
    expect(warningsOf('003090000017', 'male', '1990-02-14')).toEqual(['unknownPlace']);
    expect(warningsOf('038090000017', 'female', '1990-02-14')).toEqual(['sexMismatch']);
    expect(warningsOf('038090000017', 'male', '1991-02-14')).toEqual(['yearMismatch']);
    expect(warningsOf('038227000017', null, null)).toEqual(['birthYearInFuture']);
    expect(warningsOf('038226000017', null, null)).toEqual([]);
  });
});

test('there are 63 places', () => {
  expect(Object.keys(PLACES)).toHaveLength(63);
});
