import { useEffect, useState } from 'react';

/** Seconds without a touch after which the next person finds the first page again. */
const SECONDS = 20;

/**
 * Counts down while `active` and calls `onEnd` at nought; each touch or key begins anew, and so does a new `page`.
 * Returns the seconds left, null while it does not count.
 */
export function useIdle(active: boolean, page: unknown, onEnd: () => void): number | null {
  const [left, setLeft] = useState(SECONDS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page begins anew
  useEffect(() => {
    if (!active) return;
    let until = Date.now() + SECONDS * 1000;
    const again = () => {
      until = Date.now() + SECONDS * 1000;
      setLeft(SECONDS);
    };
    again();
    const timer = setInterval(() => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      setLeft(Math.max(0, seconds));
      if (seconds <= 0) {
        clearInterval(timer);
        onEnd();
      }
    }, 250);
    window.addEventListener('pointerdown', again, true);
    window.addEventListener('keydown', again, true);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pointerdown', again, true);
      window.removeEventListener('keydown', again, true);
    };
  }, [active, page, onEnd]);
  return active ? left : null;
}
