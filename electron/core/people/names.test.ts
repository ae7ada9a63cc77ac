import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldName, matchesFolded, nameSortKey } from './names.ts';

describe('folding', () => {
  test.each([
    ['Nguyễn  Thị Đào', 'nguyen thi dao'],
    ['HOẰNG HOÁ', 'hoang hoa'],
    ['Hoằng Hóa', 'hoang hoa'],
    ['Thuý', 'thuy'],
    ['Thúy', 'thuy'],
    ['\tLê\u00A0Văn   Mẫu ', 'le van mau'],
    ['Mẫu'.normalize('NFD'), 'mau'],
    ["Y'Mẫu", 'y mau'],
    ['', ''],
  ])('%j is searched for as %j', (text, folded) => {
    expect(foldName(text)).toBe(folded);
  });

  test('is stable, and the same for composed and decomposed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const folded = foldName(text);
        expect(foldName(folded)).toBe(folded);
        expect(foldName(text.normalize('NFD'))).toBe(foldName(text.normalize('NFC')));
      }),
    );
  });
});

describe('sorting', () => {
  test('goes by given name, then surname, then the words between, letters before tones', () => {
    const sorted = [
      'Trần Văn An',
      'Lê Văn Ân',
      'Lê Thị Da',
      'Lê Thị Đa',
      'Bùi Thị Hà',
      'Lê Thị Hà',
      'Lê Văn Hà',
      'Bùi Thị Hạ',
      'An Thị Hải',
      'Đỗ Văn Mẫu',
      'Lê Văn Mẫu',
      'Lê Văn Oanh',
      'Lê Văn Ổn',
      'Lê Văn Uy',
      'Lê Văn Ưng',
    ];
    const shuffled = [...sorted].sort();
    expect(shuffled.sort((a, b) => (nameSortKey(a) < nameSortKey(b) ? -1 : 1))).toEqual(sorted);
  });

  test('does not see case, blanks or the way accents are stored', () => {
    expect(nameSortKey(' LÊ  VĂN MẪU ')).toBe(nameSortKey('Lê Văn Mẫu'.normalize('NFD')));
    expect([nameSortKey(''), nameSortKey('  ')]).toEqual(['', '']);
  });
});

describe('search', () => {
  const folded = `${foldName('Nguyễn Thị Đào')} 038190000024`;
  test.each([
    ['dao', true],
    ['Đào', true],
    ['thi ng', true],
    ['đào nguyễn', true],
    ['03819', true],
    ['038 190 000 024', true],
    ['0024', true],
    ['dao 0024', true],
    ['ao', false],
    ['dao le', false],
    ['190', false],
    ['', false],
    [' . ', false],
  ])('%j: %s', (query, found) => {
    expect(matchesFolded(query, folded)).toBe(found);
  });

  test('every beginning of every word finds the name', () => {
    const word = fc.constantFrom('Nguyễn', 'Thị', 'Đào', 'Hoà', 'Mẫu', 'Quý');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(), (words, pick, cut) => {
        const chosen = words[pick % words.length] ?? '';
        expect(matchesFolded(chosen.slice(0, 1 + (cut % chosen.length)), foldName(words.join(' ')))).toBe(true);
      }),
    );
  });
});
