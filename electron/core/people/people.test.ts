import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDb } from '../../node/sqlite/db.ts';
import { ids } from '../../node/system.ts';
import { ageAt, ageBand } from './age.ts';
import { foldName, matchesFolded } from './names.ts';
import { createPeople } from './people.ts';
import { numberWarnings, parsePersonalNumber } from './personalNumber.ts';
import { readScan } from './scan.ts';

const NOW = Date.parse('2026-11-23T02:00:00Z');
const CARD = '038090000017||Lê Văn Mẫu|14021990|Nam|Thôn 1, Hoằng Sơn, Thanh Hóa|01032022';
const PERSON = {
  personalNumber: '038090000017',
  formerIdNumber: null,
  fullName: 'Lê Văn Mẫu',
  birthDate: '1990-02-14',
  sex: 'male',
  address: 'Thôn 1, Hoằng Sơn, Thanh Hóa',
  idCardIssued: '2022-03-01',
  idCardExpires: null,
  source: 'qr',
} as const;

describe('a card', () => {
  test('of 2021 has seven fields', () => {
    expect(readScan(CARD, NOW)).toEqual({ ok: true, value: { kind: 'card', person: PERSON, warnings: [] } });
  });

  test('of 2024 has eleven, and may still name the former number', () => {
    const raw = '038190000024|170000024|Trần Thị Mẫu|05111990|Nữ|Thôn 2, Hoằng Sơn, Thanh Hóa|01092025||||';
    expect(readScan(raw, NOW)).toMatchObject({
      ok: true,
      value: { person: { personalNumber: '038190000024', formerIdNumber: '170000024', sex: 'female' }, warnings: [] },
    });
  });

  test('read through Telex keeps its digits and drops the spoilt text', () => {
    const raw = '038090000017||Lee Vawn Maaux|14021990|Nam|Thoon 1|01032022';
    expect(readScan(raw, NOW)).toEqual({
      ok: true,
      value: { kind: 'card', person: { ...PERSON, fullName: null, address: null }, warnings: ['nameMangled'] },
    });
  });

  test('whose separators an input tool swallowed is explained, not guessed', () => {
    expect(readScan('038090000017Le Van Mau14021990NamThon 101032022', NOW)).toEqual({
      ok: false,
      error: { type: 'ScanMangledByTelex' },
    });
  });

  test('with replacement characters keeps what is certain', () => {
    const raw = '038190000024||Tr\uFFFDn Th\uFFFD M\uFFFDu|05111990|N\uFFFD|Th\uFFFDn 2|01092025';
    expect(readScan(raw, NOW)).toMatchObject({
      ok: true,
      value: { person: { fullName: null, address: null, sex: 'female' }, warnings: ['textUnreadable'] },
    });
  });

  test('of an expired holder and a mismatching number warns and never refuses', () => {
    const raw = '999190000024||Trần Thị Mẫu|05111950|Nam|Thôn 2|01092005';
    expect(readScan(raw, NOW)).toMatchObject({
      ok: true,
      value: { warnings: ['unknownPlace', 'sexMismatch', 'yearMismatch', 'cardExpired'] },
    });
  });

  test.each([
    ['', 'ScanEmpty'],
    ['   ', 'ScanEmpty'],
    ['https://example.vn/x', 'ScanNotACard'],
    ['038090000017||Lê Văn Mẫu|14021990', 'ScanTruncated'],
    ['a|b|c|d|e|f|g', 'ScanNotACard'],
    ['x'.repeat(601), 'ScanTooLong'],
  ])('%j is refused as %s', (raw, type) => {
    expect(readScan(raw, NOW)).toEqual({ ok: false, error: { type } });
  });
});

describe('the MRZ', () => {
  const lines = ['IDVNM0900000177038090000017<<4', '9002144M3002142VNM<<<<<<<<<<<2', 'LE<<VAN<MAU<<<<<<<<<<<<<<<<<<<'];

  test.each(['\n', '\r\n', '\t', ''])('is read with lines parted by %j', (separator) => {
    expect(readScan(lines.join(separator), NOW)).toEqual({
      ok: true,
      value: {
        kind: 'card',
        person: {
          ...PERSON,
          fullName: 'LE VAN MAU',
          address: null,
          idCardIssued: null,
          idCardExpires: '2030-02-14',
          source: 'mrz',
        },
        warnings: [],
      },
    });
  });

  test('with one wrong character names the check digit that fails', () => {
    expect(readScan(lines.join('\n').replace('9002144M', '9002154M'), NOW)).toEqual({
      ok: false,
      error: { type: 'MrzCheckDigit', field: 'birthDateCheckDigit' },
    });
    expect(readScan(lines.join('\n').replace('M3002142', 'M3102142'), NOW)).toMatchObject({
      error: { type: 'MrzCheckDigit', field: 'expirationDateCheckDigit' },
    });
  });
});

describe('any text', () => {
  test('never throws, and its raw form is never given back', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          fc.constant(CARD).map((c) => c.slice(0, 40)),
        ),
        (raw) => {
          const result = readScan(raw, NOW);
          if (raw.trim().length > 20) expect(JSON.stringify(result)).not.toContain(raw);
        },
      ),
    );
  });

  test('a card that was written is the card that is read', () => {
    const card = fc.record({
      random: fc.integer({ min: 0, max: 999 }),
      year: fc.integer({ min: 1930, max: 2012 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
      female: fc.boolean(),
      name: fc.constantFrom('Nguyễn Văn Mẫu', 'Trần Thị Mẫu', 'Lê Hoàng Mẫu'),
      fields: fc.constantFrom(7, 11),
    });
    fc.assert(
      fc.property(card, ({ random, year, month, day, female, name, fields }) => {
        const two = (n: number) => String(n).padStart(2, '0');
        const century = (year >= 2000 ? 2 : 0) + (female ? 1 : 0);
        const number = `038${century}${two(year % 100)}000${String(random).padStart(3, '0')}`;
        const parts = [number, '', name, two(day) + two(month) + year, female ? 'Nữ' : 'Nam', 'Thôn 1', '01032022'];
        const raw = [...parts, ...Array(fields - 7).fill('')].join('|');
        const result = readScan(raw, NOW);
        expect(result).toMatchObject({
          ok: true,
          value: {
            person: {
              personalNumber: number,
              fullName: name,
              birthDate: `${year}-${two(month)}-${two(day)}`,
              sex: female ? 'female' : 'male',
            },
          },
        });
      }),
    );
  });
});

test('our own codes, typed or scanned', () => {
  const value = (raw: string) => {
    const result = readScan(raw, NOW);
    return result.ok ? result.value : result.error;
  };
  expect([value('a12'), value('TL:B007'), value('TH:4821'), value('038 090 000 017')]).toEqual([
    { kind: 'ticket', number: 'A012' },
    { kind: 'ticket', number: 'B007' },
    { kind: 'appointment', code: '4821' },
    { kind: 'number', personalNumber: '038090000017' },
  ]);
});

test('a number says place, sex and year, and warns where they do not fit', () => {
  expect(parsePersonalNumber('038302000001')).toEqual({
    ok: true,
    value: { number: '038302000001', place: '038', placeName: 'Thanh Hóa', sex: 'female', birthYear: 2002 },
  });
  expect(parsePersonalNumber('03809000001')).toEqual({ ok: false, error: { type: 'NotTwelveDigits' } });
  const future = parsePersonalNumber('038499000001');
  if (!future.ok) throw new Error('a valid number');
  expect(numberWarnings(future.value, { sex: null, birthDate: null }, '2026-11-23')).toEqual(['birthYearInFuture']);
});

test('ages turn on the birthday in Vietnam', () => {
  expect(ageAt('2012-11-24', NOW)).toBe(13);
  expect(ageAt('2012-11-23', NOW)).toBe(14);
  expect(ageAt('2012-11-23', Date.parse('2026-11-22T16:59:59Z'))).toBe(13);
  expect([5, 6, 13, 14].map(ageBand)).toEqual(['0-5', '6-13', '6-13', '14+']);
});

test('names are found without accents, in any order, by the beginnings of their words', () => {
  expect(foldName('Nguyễn  Thị Đào')).toBe('nguyen thi dao');
  expect(foldName('Hoằng Hoá')).toBe(foldName('Hoằng Hóa'));
  expect(matchesFolded('dao ng', foldName('Nguyễn Thị Đào'))).toBe(true);
  expect(matchesFolded('ao', foldName('Nguyễn Thị Đào'))).toBe(false);
  expect(matchesFolded('', foldName('Nguyễn Thị Đào'))).toBe(false);
});

test('people are kept once a day, found, and purged for good', () => {
  const opened = openDb(':memory:', null);
  if (!opened.ok) throw new Error(opened.error.type);
  const people = createPeople(opened.value, ids);
  const id = people.store(PERSON, ['cardExpired'], NOW);
  expect(people.store(PERSON, [], NOW + 1000)).toBe(id);
  expect(people.search('mau le')).toEqual([{ id, name: 'Lê Văn Mẫu' }]);
  expect(people.search('038090')).toEqual([{ id, name: 'Lê Văn Mẫu' }]);
  expect(people.age(id, NOW)).toBe(36);
  expect(people.view(id)).toMatchObject({ fullName: 'Lê Văn Mẫu', readAt: NOW + 1000, warnings: [] });
  expect(people.purge(NOW)).toBe(0);
  expect(people.purge(NOW + 2000)).toBe(1);
  expect(people.view(id)).toBeNull();
});
