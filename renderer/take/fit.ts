import { type RefObject, useLayoutEffect } from 'react';

/** Steps from full size to the smallest: `data-fit` 1 leaves out the second lines, the later ones shrink the letters. */
const STEPS = 7;

/** Chooses the largest letters with which everything inside fits: nothing scrolls and nothing is cut off on this screen. */
export function useFit(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const adjust = () => {
      for (let step = 0; step < STEPS; step += 1) {
        box.dataset.fit = String(step);
        if ([box, ...box.querySelectorAll('[data-fits]')].every(fits)) return;
      }
    };
    adjust();
    void document.fonts.ready.then(adjust);
    window.addEventListener('resize', adjust);
    return () => window.removeEventListener('resize', adjust);
  });
}

/** A part marked `data-fits` is asked too: what runs out of it under its neighbour does not make the page itself larger. */
function fits(box: Element): boolean {
  return box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth;
}
