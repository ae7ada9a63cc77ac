import { useRef, useState } from 'react';

/**
 * Changes that are seen at once and sent one after the other. A further change to the same thing before it was sent
 * takes its place: whoever walks through fifteen officers with the keyboard is not held up by the host.
 */
export function usePending<T>(send: (key: string, value: T) => Promise<boolean>): {
  /** What was entered and is not known to the host yet. */
  of: (key: string) => T | undefined;
  put: (key: string, value: T) => void;
} {
  const values = useRef(new Map<string, T>());
  const latest = useRef(send);
  latest.current = send;
  const sending = useRef(false);
  const [, setDrawn] = useState(0);
  const draw = () => setDrawn((n) => n + 1);

  const pump = async () => {
    if (sending.current) return;
    sending.current = true;
    for (let next = first(values.current); next; next = first(values.current)) {
      const [key, value] = next;
      const done = await latest.current(key, value).catch(() => false);
      // Refused: what the host holds is shown again, and the frame says why. Changed meanwhile: it is sent once more.
      if (!done || values.current.get(key) === value) values.current.delete(key);
      draw();
    }
    sending.current = false;
  };

  return {
    of: (key) => values.current.get(key),
    put: (key, value) => {
      values.current.set(key, value);
      draw();
      void pump();
    },
  };
}

function first<K, V>(map: Map<K, V>): [K, V] | undefined {
  return map.entries().next().value;
}
