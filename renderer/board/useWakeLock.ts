import { useEffect } from 'react';

/** Keeps the display from going dark, where the browser can; it gives the lock up whenever the page is hidden. */
export function useWakeLock(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let stopped = false;
    const hold = async () => {
      if (document.visibilityState !== 'visible') return;
      // Refused on an empty battery or without HTTPS: the screen works all the same.
      const held = await navigator.wakeLock.request('screen').catch(() => null);
      if (stopped) void held?.release();
      else lock = held;
    };
    void hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      stopped = true;
      document.removeEventListener('visibilitychange', hold);
      void lock?.release();
    };
  }, []);
}
