/**
 * The shortest name for each person that nobody else has: the given name (`Tuấn`), else with the middle name before it
 * (`Văn Tuấn`), else with the surname's initial (`L. Văn Tuấn`), else the whole name. By id.
 */
export function shortNames(people: readonly { id: string; name: string }[]): Map<string, string> {
  return firstUnlike(people, (words) => {
    const [surname = ''] = words;
    return [
      words.slice(-1).join(' '),
      words.slice(-2).join(' '),
      `${surname.slice(0, 1)}. ${words.slice(-2).join(' ')}`,
      words.join(' '),
    ];
  });
}

/** As `shortNames`, in at most six letters: a short given name that nobody else has, else initials, numbered where two share them. */
export function tinyNames(people: readonly { id: string; name: string }[]): Map<string, string> {
  return firstUnlike(people, (words) => {
    const given = words.at(-1) ?? '';
    const initials = words.map((word) => word.slice(0, 1).toUpperCase());
    return [given.length <= 5 ? given : initials.join(''), initials.slice(-3).join(''), initials.join('')];
  });
}

/** For each person the first of their candidates that is nobody else's candidate of that rank; else the last one, numbered. */
function firstUnlike(
  people: readonly { id: string; name: string }[],
  candidates: (words: string[]) => string[],
): Map<string, string> {
  const all = people.map(({ id, name }) => ({ id, names: candidates(name.normalize('NFC').trim().split(/\s+/)) }));
  const ranks = Math.max(0, ...all.map(({ names }) => names.length));
  const counts = Array.from({ length: ranks }, (_, rank) => {
    const count = new Map<string, number>();
    for (const { names } of all) count.set(names[rank] ?? '', (count.get(names[rank] ?? '') ?? 0) + 1);
    return count;
  });
  const result = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, names } of all) {
    const last = names.at(-1) ?? '';
    let name = names.find((each, rank) => counts[rank]?.get(each) === 1 && !taken.has(each)) ?? last;
    for (let n = 2; taken.has(name); n++) name = `${last} ${n}`;
    taken.add(name);
    result.set(id, name);
  }
  return result;
}
