import { useSyncExternalStore } from 'react';

/** Milliseconds the host's clock is ahead of this machine's. Times on screen are the host's, so that two desks agree. */
let offset = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

/** Tells the host's present instant, as each picture of the day carries it. */
export function setServerTime(now: number): void {
  offset = now - Date.now();
  for (const listener of listeners) listener();
}

/** The host's time (UTC ms) at this moment. */
export function serverNow(): number {
  return Date.now() + offset;
}

/** The host's time in whole seconds (UTC ms); the component is drawn again each second. */
export function useSecond(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(serverNow() / 1000)) * 1000;
}

/** The host's time in whole minutes (UTC ms); drawn again each minute only, so that 300 rows stay still. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(serverNow() / 60_000)) * 60_000;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}
