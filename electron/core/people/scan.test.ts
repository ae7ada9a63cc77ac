import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScan, ticketCode } from './scan.ts';

const NOW = Date.parse('2026-11-24T02:00:00Z');
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
};

/** The value, or the error, of a scan. */
function read(raw: string) {
  const result = readScan(raw, NOW);
  return result.ok ? result.value : result.error;
}

/** The demo card with some of its fields replaced by their position. */
function card(changes: Record<number, string>): string {
  return CARD.split('|')
    .map((field, i) => changes[i] ?? field)
    .join('|');
}

describe('our own codes', () => {
  test.each([
    ['TL:A012:20261122', { kind: 'ticket', number: 'A012', day: '2026-11-22' }],
    ['tl:a012:20261122\r\n', { kind: 'ticket', number: 'A012', day: '2026-11-22' }],
    ['TL:A012', { kind: 'ticket', number: 'A012', day: null }],
    ['tl:b7\r\n', { kind: 'ticket', number: 'B007', day: null }],
    ['A012', { kind: 'ticket', number: 'A012', day: null }],
    [' a12 ', { kind: 'ticket', number: 'A012', day: null }],
    ['TH:4821', { kind: 'appointment', code: '4821' }],
    ['038090000017', { kind: 'number', personalNumber: '038090000017' }],
    ['038 090 000 017', { kind: 'number', personalNumber: '038090000017' }],
  ])('%j', (raw, scan) => {
    expect(read(raw)).toEqual(scan);
  });

  test('a ticket is read back with its day, the one in Vietnam; half a day is not believed', () => {
    const code = ticketCode({ number: 'A012', issuedAt: Date.parse('2026-11-22T17:30:00Z') });
    expect(read(code)).toEqual({ kind: 'ticket', number: 'A012', day: '2026-11-23' });
    for (const cut of ['TL:A012:', 'TL:A012:2026', 'TL:A012:2026112', 'TL:A012:20261341'])
      expect(read(cut)).toEqual({ type: 'ScanTruncated' });
  });
});

describe('the QR of a card', () => {
  test('has seven fields since 2021, eleven since 2024, and may gain more', () => {
    for (const more of ['', '|', '||||', '|x|x|x|x', '|||||||'])
      expect(read(`${CARD}${more}\r\n`)).toEqual({ kind: 'card', person: PERSON, warnings: [] });
  });

  test('names the former number when there was one', () => {
    const raw = '038190000024|170000024|Trần Thị Mẫu|05111990|Nữ|Thôn 2, Hoằng Sơn, Thanh Hóa|01092025||||';
    expect(read(raw)).toEqual({
      kind: 'card',
      person: {
        ...PERSON,
        personalNumber: '038190000024',
        formerIdNumber: '170000024',
        fullName: 'Trần Thị Mẫu',
        birthDate: '1990-11-05',
        sex: 'female',
        address: 'Thôn 2, Hoằng Sơn, Thanh Hóa',
        idCardIssued: '2025-09-01',
      },
      warnings: [],
    });
  });

  test('is the same when the scanner sends decomposed letters', () => {
    expect(read(CARD.normalize('NFD'))).toEqual(read(CARD));
  });

  test('warns of every disagreement and refuses none', () => {
    expect(read('999190000024||Trần Thị Mẫu|05111950|Nam|Thôn 2|01092005')).toMatchObject({
      kind: 'card',
      warnings: ['unknownPlace', 'sexMismatch', 'yearMismatch', 'cardExpired'],
    });
  });

  test.each([
    ['', []],
    ['1950', ['textUnreadable']],
    ['31021990', ['textUnreadable']],
    ['1402\uFFFD990', ['textUnreadable']],
  ])('with the birth date %j leaves it open', (birth, warnings) => {
    expect(read(card({ 3: birth }))).toEqual({ kind: 'card', person: { ...PERSON, birthDate: null }, warnings });
  });
});

describe('the end of a card', () => {
  const warnings = (birth: string, issued: string, number = '038001000017') => {
    const scan = read(card({ 0: number, 3: birth, 6: issued }));
    return 'warnings' in scan ? scan.warnings : scan;
  };

  test('is the birthday of 14, 25, 40 and 60, that day included', () => {
    expect(warnings('24112001', '01032022', '038201000017')).toEqual([]);
    expect(warnings('23112001', '01032022', '038201000017')).toEqual(['cardExpired']);
    expect(warnings('23111986', '01032022', '038086000017')).toEqual(['cardExpired']);
    expect(warnings('23111966', '01032022', '038066000017')).toEqual(['cardExpired']);
    expect(warnings('23112012', '01072025', '038212000017')).toEqual([]);
    expect(warnings('23112012', '01072024', '038212000017')).toEqual(['cardExpired']);
  });

  test('is the next limit when it was given within two years before one, and never after 58', () => {
    expect(warnings('23111986', '23112024', '038086000017')).toEqual([]);
    expect(warnings('23111986', '22112024', '038086000017')).toEqual(['cardExpired']);
    expect(warnings('23111940', '23111998', '038040000017')).toEqual([]);
  });

  test('is what the MRZ says', () => {
    const mrz = 'IDVNM0900000177038090000017<<49002144M3002142VNM<<<<<<<<<<<2LE<<VAN<MAU<<<<<<<<<<<<<<<<<<<';
    const at = (day: string) => {
      const scan = readScan(mrz, Date.parse(`${day}T12:00:00+07:00`));
      return scan.ok && scan.value.kind === 'card' ? scan.value.warnings : scan;
    };
    expect([at('2030-02-14'), at('2030-02-15')]).toEqual([[], ['cardExpired']]);
  });
});

describe('text that an input tool or a code page has spoilt', () => {
  test.each([
    ['Telex keys', 'Lee Vawn Maaux', 'Thoon 1, Hoawngf Sown, Thanh Hoas'],
    ['VNI keys', 'Le6 Va8n Ma64u', 'Tho6n 1, Hoa82ng So7n, Thanh Ho1a'],
    ['Telex keys, letters only', 'Lee Dee Mau', 'Thoon 1, Hoong Son'],
    ['Telex keys, tones only', 'Vi Hafo Maux', 'Banr 1, Thanh Hoas'],
  ])('%s: the digits stand, the text goes', (_, name, address) => {
    expect(read(card({ 2: name, 5: address }))).toEqual({
      kind: 'card',
      person: { ...PERSON, fullName: null, address: null },
      warnings: ['nameMangled'],
    });
  });

  test('half turned into letters is spoilt too', () => {
    for (const name of ['Lê Vawn Mẫu', 'Ddỗ Văn Mẫu', 'Lê Van8 Mẫu'])
      expect(read(card({ 2: name }))).toMatchObject({ person: { fullName: null }, warnings: ['nameMangled'] });
  });

  test.each([
    ['U+FFFD', 'L\uFFFD V\uFFFDn M\uFFFDu', 'Th\uFFFDn 1'],
    ['question marks', 'L? V?n M?u', 'Th?n 1'],
    ['UTF-8 taken for a western code page', 'LÃª VÄƒn Máº«u', 'ThÃ´n 1'],
  ])('%s: the digits stand, the text goes', (_, name, address) => {
    expect(read(card({ 2: name, 5: address }))).toEqual({
      kind: 'card',
      person: { ...PERSON, fullName: null, address: null },
      warnings: ['textUnreadable'],
    });
  });

  test('in the address alone costs only the address', () => {
    for (const address of ['Th\uFFFDn 1', 'Tho6n 1'])
      expect(read(card({ 5: address }))).toEqual({
        kind: 'card',
        person: { ...PERSON, address: null },
        warnings: ['textUnreadable'],
      });
  });

  test.each([
    'Moong Văn Mẫu',
    'Ksor Thị Mẫu',
    'Giàng A Mẫu',
    'H’Mẫu Niê',
    'Y Mẫu Kđăm',
    'VÃNG THỊ MẪU',
    'Vi Van Mau',
    'Đoàn Quý Mẫu',
  ])('is not seen in the true name %s', (name) => {
    expect(read(card({ 2: name }))).toEqual({ kind: 'card', person: { ...PERSON, fullName: name }, warnings: [] });
  });

  test.each(['Số 12A, ngõ 3', 'Khu A1, tổ 5', 'km5 QL1A, Hoằng Sơn', 'Tổ dân phố 3, Buôn Ma Thuột'])(
    'is not seen in the true address %s',
    (address) => {
      expect(read(card({ 5: address }))).toEqual({ kind: 'card', person: { ...PERSON, address }, warnings: [] });
    },
  );

  test('leaves "Nữ" readable', () => {
    const sexes = ['Nữ', 'NỮ', 'Nu', 'Nuwx', 'Nwx', 'Nu74', 'N\uFFFD', 'N?', 'Ná»¯', 'Nam', 'nam', 'N', ''].map(
      (sex) => {
        const scan = read(card({ 4: sex }));
        return 'person' in scan ? scan.person.sex : scan;
      },
    );
    expect(sexes).toEqual([...Array(9).fill('female'), 'male', 'male', null, null]);
  });

  test.each([
    ['digits of the number swallowed', card({ 0: '03809đ00017' })],
    ['digits as the Vietnamese keyboard layout types them', card({ 0: 'đêđ\u0323đđđđđă\u0303' })],
    ['digits of the birth date swallowed', card({ 3: '1402199á' })],
    ['bars swallowed', CARD.replaceAll('|', '')],
    ['bars turned into other signs', CARD.replaceAll('|', '~')],
    ['a ticket of ours through VNI', 'TL:À2'],
    ['a ticket of ours with its day through VNI', 'TL:À2:20261122'],
    ['the same, typed', 'À'],
    ['the MRZ through VNI', 'IĐVNM000000177038090000017<<4'],
  ])('%s: explained, not guessed', (_, raw) => {
    expect(read(raw)).toEqual({ type: 'ScanMangledByTelex' });
  });

  test('in the number itself is a failure', () => {
    expect(read(card({ 0: '0380\uFFFD0000017' }))).toEqual({ type: 'ScanReplacementCharacter' });
    expect(read('TL:\uFFFD012')).toEqual({ type: 'ScanReplacementCharacter' });
  });
});

describe('what is no card', () => {
  test.each([
    ['', 'ScanEmpty'],
    [' \r\n\t', 'ScanEmpty'],
    ['x'.repeat(601), 'ScanTooLong'],
    [`${CARD}|${'x'.repeat(600)}`, 'ScanTooLong'],
    ['https://example.vn/?id=0380900000171234', 'ScanNotACard'],
    ['00020101021238570010A00000072701270006970436', 'ScanNotACard'],
    ['GD4380000000000|4c65|01/01/1990|1|4d617520|38 - 001|x|01/01/2026', 'ScanNotACard'],
    ['a|b|c|d|e|f|g', 'ScanNotACard'],
    ['A1234', 'ScanNotACard'],
    ['TH:48', 'ScanNotACard'],
    ['170000024', 'ScanNotACard'],
    [CARD.slice(1), 'ScanTruncated'],
  ])('%j is %s', (raw, type) => {
    expect(read(raw)).toEqual({ type });
  });

  test('a card cut short is never taken for a whole one', () => {
    // Up to the last bar; a card without a date of issue is let through, nothing of the person is missing.
    for (let length = 13; length < CARD.length; length++) {
      if (CARD[length - 1] === '|' && CARD.length - length === 8) continue;
      expect(read(CARD.slice(0, length))).toEqual({ type: 'ScanTruncated' });
    }
  });
});

describe('for any text', () => {
  const piece = fc.constantFrom(
    '|',
    '||',
    '<',
    '<<<',
    '\uFFFD',
    'IDVNM',
    'VNM',
    'TL:',
    'TH:',
    'Nam',
    'Nữ',
    '\r\n',
    'đ',
    '?',
  );
  const digits = fc.stringMatching(/^\d{1,14}$/);
  const like = fc.array(fc.oneof(piece, digits, fc.string({ maxLength: 8 })), { maxLength: 24 }).map((p) => p.join(''));
  const damaged = fc
    .tuple(fc.nat(CARD.length), fc.nat(3), fc.string({ unit: 'binary', maxLength: 3 }))
    .map(([at, gone, put]) => CARD.slice(0, at) + put + CARD.slice(at + gone));

  test('the answer is a value, and does not hold the scan', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), like, damaged), (raw) => {
        const result = readScan(raw, NOW);
        expect(typeof result.ok).toBe('boolean');
        if (raw.trim().length > 12) expect(Object.values(flat(result))).not.toContain(raw.trim());
      }),
      { numRuns: 2000 },
    );
  });

  test('a person always has twelve digits, real dates, and no spoilt letter', () => {
    fc.assert(
      fc.property(fc.oneof(like, damaged), (raw) => {
        const scan = read(raw);
        if (!('person' in scan)) return;
        const { person } = scan;
        expect(person.personalNumber).toMatch(/^\d{12}$/);
        expect(`${person.fullName}${person.address}`).not.toMatch(/[\uFFFD?|]/);
        for (const date of [person.birthDate, person.idCardIssued, person.idCardExpires])
          if (date !== null) expect(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10)).toBe(date);
      }),
      { numRuns: 2000 },
    );
  });

  test('a card that was written is the card that is read', () => {
    const two = (n: number) => String(n).padStart(2, '0');
    const surname = fc.constantFrom('Nguyễn', 'Trần', 'Lê', 'Đỗ', 'Quách', 'Hoàng', 'Moong', 'Lò', 'Giàng');
    const middle = fc.constantFrom('Văn', 'Thị', 'Đức', 'Xuân', 'Hữu', 'Quý', 'Thuỳ', 'Thúy', 'A');
    const written = fc.record({
      random: fc.integer({ min: 0, max: 999 }),
      birth: fc.tuple(
        fc.integer({ min: 1930, max: 2020 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
      ),
      female: fc.boolean(),
      name: fc.tuple(surname, middle).map(([s, m]) => `${s} ${m} Mẫu`),
      former: fc.option(fc.stringMatching(/^17\d{4}000$/), { nil: '' }),
      address: fc.constantFrom(
        'Thôn 1, Hoằng Sơn, Thanh Hóa',
        'Số 12A, tổ 3, Hạc Thành, Thanh Hóa',
        'Bản Mới, Mường Lát',
      ),
      more: fc.constantFrom('', '||||', '|'),
    });
    fc.assert(
      fc.property(written, ({ random, birth: [year, month, day], female, name, former, address, more }) => {
        const century = (year >= 2000 ? 2 : 0) + (female ? 1 : 0);
        const number = `038${century}${two(year % 100)}000${String(random).padStart(3, '0')}`;
        const fields = [
          number,
          former,
          name,
          `${two(day)}${two(month)}${year}`,
          female ? 'Nữ' : 'Nam',
          address,
          '01102026',
        ];
        expect(read(fields.join('|') + more)).toEqual({
          kind: 'card',
          person: {
            personalNumber: number,
            formerIdNumber: former || null,
            fullName: name,
            birthDate: `${year}-${two(month)}-${two(day)}`,
            sex: female ? 'female' : 'male',
            address,
            idCardIssued: '2026-10-01',
            idCardExpires: null,
            source: 'qr',
          },
          // Given last month, it can only have ended for who turned 14, 25, 40 or 60 since; two years' grace covers that.
          warnings: [],
        });
      }),
    );
  });
});

function flat(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null ? Object.entries(flat(inner)) : [[key, inner]],
    ),
  );
}
