import { type RefObject, useEffect, useRef } from 'react';

/** Where the pointer is on the board: a cell by its row and column, and the person in it, if it is over one. */
export type Hit = { row: number; col: number; item: string | null };

type Handlers = {
  /** Whether what is pressed may be carried; begins to carry it. */
  begin: (hit: Hit) => boolean;
  /** The pointer has come to another cell or person, or (null) off the board. */
  over: (hit: Hit | null) => void;
  drop: (hit: Hit | null) => void;
  cancel: () => void;
};

/** Less than this, px, is a click of an unsteady hand. */
const SLACK = 6;
/** This near to the edge, px, the board scrolls along. */
const EDGE = 36;

/**
 * Carries people over the board with the mouse, a pen or a finger: pointer events alone, because HTML's own dragging
 * knows no touch. `board` is the part that scrolls; `ghost` follows the pointer without being drawn anew.
 * Give the returned function to `onPointerDown`; it says whether a drag has just ended, whose click is not meant.
 */
export function useDrag(
  board: RefObject<HTMLElement | null>,
  ghost: RefObject<HTMLElement | null>,
  handlers: Handlers,
): { onPointerDown: (event: React.PointerEvent) => void; wasDragged: () => boolean } {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const end = useRef<(() => void) | null>(null);
  const dragged = useRef(false);
  useEffect(() => () => end.current?.(), []);

  const onPointerDown = (event: React.PointerEvent) => {
    dragged.current = false;
    const start = hitOf(event.target);
    if (event.button !== 0 || !event.isPrimary || start?.item == null) return;
    const from = { x: event.clientX, y: event.clientY };
    let at = from;
    let isCarrying = false;
    let last = '';
    let scrolling = 0;

    const place = () => {
      const element = ghost.current;
      if (element) {
        // On the side of the pointer where there is room; not measured, for that would lay the page out at every move.
        const [x, y] = [Math.round(at.x), Math.round(at.y)];
        const left = x > window.innerWidth / 2 ? `${x - 14}px - 100%` : `${x + 14}px`;
        const top = y > window.innerHeight / 2 ? `${y - 12}px - 100%` : `${y + 14}px`;
        element.style.transform = `translate(calc(${left}), calc(${top}))`;
      }
      const hit = hitOf(document.elementFromPoint(at.x, at.y));
      const key = JSON.stringify(hit);
      if (key === last) return;
      last = key;
      latest.current.over(hit);
    };
    const box = board.current?.getBoundingClientRect();
    const scroll = () => {
      const by = !box ? 0 : at.y < box.top + EDGE ? -10 : at.y > box.bottom - EDGE ? 10 : 0;
      if (by !== 0) {
        board.current?.scrollBy(0, by);
        place();
      }
      scrolling = requestAnimationFrame(scroll);
    };
    const move = (next: PointerEvent) => {
      if (next.pointerId !== event.pointerId) return;
      at = { x: next.clientX, y: next.clientY };
      if (!isCarrying) {
        if (Math.hypot(at.x - from.x, at.y - from.y) < SLACK) return;
        if (!latest.current.begin(start)) return stop();
        isCarrying = true;
        dragged.current = true;
        scrolling = requestAnimationFrame(scroll);
      }
      place();
    };
    const stop = () => {
      cancelAnimationFrame(scrolling);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', press, true);
      end.current = null;
    };
    const up = (next: PointerEvent) => {
      if (next.pointerId !== event.pointerId) return;
      stop();
      if (isCarrying) latest.current.drop(hitOf(document.elementFromPoint(next.clientX, next.clientY)));
    };
    const cancel = () => {
      stop();
      if (isCarrying) latest.current.cancel();
    };
    const press = (key: KeyboardEvent) => {
      if (key.key !== 'Escape') return;
      key.preventDefault();
      key.stopPropagation();
      cancel();
    };
    end.current = stop;
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', press, true);
  };
  return { onPointerDown, wasDragged: () => dragged.current };
}

/** What an element of the board stands for; null off the board. */
export function hitOf(target: EventTarget | null): Hit | null {
  if (!(target instanceof Element)) return null;
  const cell = target.closest<HTMLElement>('[data-row][data-col]');
  if (!cell) return null;
  return {
    row: Number(cell.dataset.row),
    col: Number(cell.dataset.col),
    item: target.closest<HTMLElement>('[data-item]')?.dataset.item ?? null,
  };
}
