import { useSyncExternalStore } from 'react';
import { type Reading, timeAt } from '../../electron/core/demo/clock.ts';

/** What the host's clock last showed, and when by this machine's. Times on screen are the host's, so that two desks agree. */
let reading: Reading = { now: 0, at: 0, pace: 1 };
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

/** Tells the host's present instant and the pace of its time (1, unless a demo is played), as each picture of the day carries them. */
export function setServerTime({ now, pace }: { now: number; pace: number }): void {
  reading = { now, at: Date.now(), pace };
  for (const listener of listeners) listener();
}

/** The host's time (UTC ms) at this moment. */
export function serverNow(): number {
  return timeAt(reading, Date.now());
}

/** How long a stretch of the host's time lasts for the person before the screen; for ever while a demo is paused. */
export function realMs(ms: number): number {
  if (reading.pace === 0) return ms < 0 ? ms : Number.POSITIVE_INFINITY;
  return ms / reading.pace;
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
