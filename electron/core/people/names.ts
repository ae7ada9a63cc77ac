/**
 * A name as it is searched for: without accents, đ as d, lower case, single blanks; other signs count as blanks.
 * Folding all accents away also makes oà and òa, uý and úy equal.
 */
export function foldName(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * A text whose plain order (SQLite's BINARY) is that of a Vietnamese list: by given name (the last word), then
 * surname, then the words between; letters before tones, so that every Hà stands before every Hạ.
 */
export function nameSortKey(fullName: string): string {
  const words = fullName
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);
  const given = words.pop();
  return given === undefined ? '' : [given, ...words].map(wordSortKey).join(' ');
}

/**
 * True when every word of the query begins a word of the folded text, in any order. Digits, with or without blanks,
 * may also end a number, because people say the last digits of theirs.
 */
export function matchesFolded(query: string, folded: string): boolean {
  const words = folded.split(' ');
  const wanted = /^[\d\s.]+$/.test(query) ? [query.replaceAll(/\D/g, '')] : foldName(query).split(' ');
  return wanted.every(
    (part) =>
      part !== '' &&
      words.some((word) => word.startsWith(part) || (/^\d+$/.test(part) && /^\d+$/.test(word) && word.endsWith(part))),
  );
}

/** In the order of the alphabet's tones: none, huyền, hỏi, ngã, sắc, nặng. */
const TONES = '\u0300\u0309\u0303\u0301\u0323';

/** `{` and `|` come after z, so that ă follows a and its whole section, and â follows ă. */
const AFTER: Readonly<Record<string, string>> = {
  ă: 'a{',
  â: 'a|',
  đ: 'd{',
  ê: 'e{',
  ô: 'o{',
  ơ: 'o|',
  ư: 'u{',
};

function wordSortKey(word: string): string {
  let tone = 0;
  const letters = word
    .normalize('NFD')
    .replaceAll(/[\u0300\u0309\u0303\u0301\u0323]/g, (mark) => {
      tone = TONES.indexOf(mark) + 1;
      return '';
    })
    .normalize('NFC')
    .replaceAll(/[ăâđêôơư]/g, (letter) => AFTER[letter] ?? letter);
  // A blank sorts before any letter, so a shorter word comes before the longer one it begins.
  return `${letters} ${tone}`;
}
