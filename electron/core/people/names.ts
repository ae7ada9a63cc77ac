/**
 * A name as it is searched for: without accents, đ as d, lower case, single blanks.
 * Folding all accents away also makes oà and òa, uý and úy equal.
 */
export function foldName(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** True when every word of the query begins a word of the folded name, in any order. */
export function matchesFolded(query: string, folded: string): boolean {
  const words = folded.split(' ');
  const wanted = foldName(query).split(' ').filter(Boolean);
  return wanted.length > 0 && wanted.every((part) => words.some((word) => word.startsWith(part)));
}
