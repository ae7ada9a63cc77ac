import { useEffect, useRef } from 'react';

export type Keys = Record<string, (() => void) | undefined>;

/** Keys that may be held down; any other command key held down is one press. */
const REPEATING = new Set(['↑', '↓', 'Pg↑', 'Pg↓']);

const SHORT: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Pg↑',
  PageDown: 'Pg↓',
};

/**
 * Listens for keys on the whole window, wherever the focus is, named like `F2`, `Shift+F8`, `Alt+N`, `Ctrl+Z`, `↓`.
 * Letters are read by their place on the keyboard, so that a Vietnamese input tool cannot change them.
 * Keys of a text being written (Ctrl+Z, arrows) stay with the text.
 */
export function useKeys(keys: Keys, enabled = true): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      const name = keyName(event);
      const act = latest.current[name];
      if (!act) return;
      if (isWriting(event.target) && !/^F\d|^Alt\+|^Shift\+F|^Ctrl\+(K|Alt\+)|^Escape/.test(name)) return;
      if ('↑↓←→'.includes(name) && ownsArrows(event.target, name)) return;
      // Also keeps Windows from moving the focus to a menu on F10, and the browser from its own Ctrl+K.
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat || REPEATING.has(name)) act();
    };
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, [enabled]);
}

function keyName(event: KeyboardEvent): string {
  const key = event.code.startsWith('Key') ? event.code.slice(3) : (SHORT[event.key] ?? event.key);
  return `${event.ctrlKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${key}`;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/**
 * Whether the focus came to where it is by a click. Whoever clicked a tab wants its page: there ← is the day before,
 * as the page says, not the tab beside it.
 */
let clicked = false;
const noteClick = () => {
  clicked = true;
};
const noteTab = ({ key }: KeyboardEvent) => {
  if (key === 'Tab') clicked = false;
};
window.addEventListener('pointerdown', noteClick, true);
window.addEventListener('keydown', noteTab, true);

/** A row of tabs reached by the keyboard moves by ← and → itself; a menu or a set of choices by all arrows. */
function ownsArrows(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role="menu"], [role="radiogroup"], [role="listbox"]')) return true;
  return !clicked && (name === '←' || name === '→') && target.closest('[role="tablist"]') !== null;
}
