import { useEffect, useRef } from 'react';

/** Keys at most this many milliseconds apart come from a card reader: nobody types that fast. */
const GAP_MS = 35;
/** So many such keys in a row are a scan; two or three can be a hand rolling over the keys. */
const LEAST = 4;
/** Quiet after the last key that ends a scan. Enter does not: a reader of the machine-readable zone ends each line with it. */
const QUIET_MS = 80;

/** What is longer than any code of ours is cut here, where the host still says that it is too long. */
const LONGEST = 1000;

/** The keys of one burst so far and when the last of them came (ms). */
export type Burst = { text: string; last: number };

/** The burst after one more key (a character, or Enter as a line feed); a key that comes too late begins a new one. */
export function nextBurst(burst: Burst, key: string, at: number): Burst {
  return { text: at - burst.last <= GAP_MS ? burst.text + key : key, last: at };
}

/** Whether so many keys that fast are a card reader. */
export function isScan(burst: Burst): boolean {
  return burst.text.replaceAll('\n', '').length >= LEAST;
}

/**
 * Listens to a card reader that types like a keyboard, whatever has the focus, and hands over what it typed.
 * No key of a scan reaches a field, a button or a command; a field that had the focus gets back the text and
 * the cursor it had before the first keys were known to be a scan.
 */
export function useScanner(onScan: (raw: string) => void, enabled = true): void {
  const latest = useRef(onScan);
  useEffect(() => {
    latest.current = onScan;
  });
  useEffect(() => {
    if (!enabled) return;
    let burst: Burst = { text: '', last: Number.NEGATIVE_INFINITY };
    let restore: () => void = nothing;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const listen = (event: KeyboardEvent) => {
      // A key held down repeats as fast as a card reader types.
      if (event.repeat) return;
      const key = event.key === 'Enter' || event.key === 'Tab' ? '\n' : event.key;
      if (key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) return;
      const before = burst;
      burst = nextBurst(burst, key, event.timeStamp);
      if (burst.text.length === 1) restore = keeper(event.target);
      if (!isScan(burst)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!isScan(before)) restore();
      clearTimeout(timer);
      timer = setTimeout(() => {
        const raw = burst.text.trim().slice(0, LONGEST);
        burst = { text: '', last: Number.NEGATIVE_INFINITY };
        latest.current(raw);
      }, QUIET_MS);
    };
    window.addEventListener('keydown', listen, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', listen, true);
    };
  }, [enabled]);
}

/** Remembers a field as it is now; calling the result puts that back. */
function keeper(target: EventTarget | null): () => void {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return nothing;
  const { value, selectionStart, selectionEnd } = target;
  return () => {
    if (target.value === value) return;
    // React notices only what goes through the element's own setter and an input event.
    const prototype = target instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(target, value);
    target.dispatchEvent(new Event('input', { bubbles: true }));
    if (selectionStart !== null) target.setSelectionRange(selectionStart, selectionEnd);
  };
}

function nothing(): void {}
