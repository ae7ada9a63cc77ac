import { describe, expect, test } from 'vitest';
import { stretcher } from '../../node/system.ts';
import { WORDS, wordsOf } from './words.ts';

/** A word as a bad line carries it: no tones, no vowel marks, and what some region says alike written alike. */
function sound(word: string): string {
  return word
    .split(' ')
    .map((syllable) =>
      syllable
        .replaceAll('đ', 'D')
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .replace(/^ngh?/, 'N')
        .replace(/^nh/, 'J')
        .replace(/^ph/, 'F')
        .replace(/^th/, 'T')
        .replace(/^kh/, 'K')
        .replace(/^(ch|tr)/, 'C')
        .replace(/^gh/, 'g')
        .replace(/^(gi(?=[aeiouy])|[drv])/, 'z')
        .replace(/^l/, 'n')
        .replace(/^x/, 's')
        .replace(/^qu/, 'kw')
        .replace(/^c/, 'k')
        .replace(/(nh|ng|n)$/, 'n')
        .replace(/(ch|c|t)$/, 't')
        .replaceAll('y', 'i'),
    )
    .join(' ');
}

/** How many letters must be put in, left out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

describe('the list', () => {
  test('has 256 words of two syllables, different also without accents', () => {
    const folded = WORDS.map((word) => word.replaceAll('đ', 'd').normalize('NFD').replace(/\p{M}/gu, ''));
    expect([WORDS.length, new Set(WORDS).size, new Set(folded).size]).toEqual([256, 256, 256]);
    expect(WORDS.filter((word) => !/^\p{L}+ \p{L}+$/u.test(word) || word !== word.normalize('NFC'))).toEqual([]);
  });

  test('has no two words that could be taken for one another by telephone', () => {
    expect(distance(sound('chăn bông'), sound('trăng bóng'))).toBe(0);
    const sounds = WORDS.map(sound);
    const alike = sounds.flatMap((a, i) =>
      sounds.slice(i + 1).flatMap((b, j) => (distance(a, b) < 3 ? [`${WORDS[i]} / ${WORDS[i + 1 + j]}`] : [])),
    );
    expect(alike).toEqual([]);
  });
});

describe('words of two files', () => {
  // Expected: Python's hashlib.scrypt.
  test('are the same for the same two files on any machine', async () => {
    expect(await wordsOf(stretcher, '{"a":1}', '{"b":2}')).toEqual([
      'tường gạch',
      'gương soi',
      'hà mã',
      'đèn pin',
      'xưởng gỗ',
      'khẩu trang',
      'nhạc cụ',
      'địa cầu',
    ]);
  });

  test('differ when either file differs, also where one ends and the other begins', async () => {
    const said = await Promise.all([
      wordsOf(stretcher, 'ab', 'c'),
      wordsOf(stretcher, 'a', 'bc'),
      wordsOf(stretcher, 'ab', 'd'),
      wordsOf(stretcher, 'c', 'ab'),
    ]);
    expect(new Set(said.map((words) => words.join())).size).toBe(4);
    expect(said.flat().every((word) => WORDS.includes(word))).toBe(true);
  });
});
