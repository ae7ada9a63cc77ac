import { useEffect, useState } from 'react';

/** Judging a cell takes about a millisecond, and a month has 250: in slices this long, ms, so that the pointer never waits. */
const SLICE = 8;

/**
 * What `judge` says of each of `ids`, filled in little by little in their order; empty where it is null. Both are kept
 * by the caller for as long as the question is the same.
 */
export function useMarks<T>(ids: readonly string[], judge: ((id: string) => T) | null): ReadonlyMap<string, T> {
  const [marks, setMarks] = useState<ReadonlyMap<string, T>>(new Map());
  useEffect(() => {
    if (judge === null) return;
    const found = new Map<string, T>();
    let next = 0;
    let timer: ReturnType<typeof setTimeout>;
    const slice = () => {
      const end = performance.now() + SLICE;
      do {
        const id = ids[next++];
        if (id !== undefined) found.set(id, judge(id));
      } while (next < ids.length && performance.now() < end);
      setMarks(new Map(found));
      // Not a microtask: what the pointer did meanwhile comes first.
      if (next < ids.length) timer = setTimeout(slice, 16);
    };
    timer = setTimeout(slice, 0);
    return () => {
      clearTimeout(timer);
      setMarks(new Map());
    };
  }, [ids, judge]);
  return marks;
}
