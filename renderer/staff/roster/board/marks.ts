import { useEffect, useState } from 'react';

/** Judging a cell takes about a millisecond, and a month has 250: in slices this long, ms, so that the pointer never waits. */
const SLICE = 6;

/**
 * Asks `judge` about each of `ids` in their order, a slice at a time, and reports what each slice found. Returns the
 * function that ends it.
 */
export function inSlices<T>(
  ids: readonly string[],
  judge: (id: string) => T,
  report: (found: readonly (readonly [string, T])[]) => void,
): () => void {
  let next = 0;
  let timer: ReturnType<typeof setTimeout>;
  const slice = () => {
    const end = performance.now() + SLICE;
    const found: [string, T][] = [];
    do {
      const id = ids[next++];
      if (id !== undefined) found.push([id, judge(id)]);
    } while (next < ids.length && performance.now() < end);
    report(found);
    // A frame later: what the pointer did meanwhile comes first.
    if (next < ids.length) timer = setTimeout(slice, 16);
  };
  timer = setTimeout(slice, 16);
  return () => clearTimeout(timer);
}

/** What `judge` says of each of `ids`, filled in little by little; both are kept by the caller as long as the question is the same. */
export function useMarks<T>(ids: readonly string[], judge: (id: string) => T): ReadonlyMap<string, T> {
  const [marks, setMarks] = useState<ReadonlyMap<string, T>>(new Map());
  useEffect(() => inSlices(ids, judge, (found) => setMarks((known) => new Map([...known, ...found]))), [ids, judge]);
  return marks;
}
