import { useEffect, useState } from 'react';
import type { BoardView } from '../../electron/core/queue/views.ts';
import { type Calls, callKey, endAnnouncement, firstCalls, receiveCalls } from './calls.ts';

/** A call stays in the panel at least this long, also without sound. */
const LEAST_MS = 4000;

/** What the panel shows now, and whether the browser keeps the sound back until somebody touches the screen. */
export function useAnnouncements(view: BoardView): { calls: Calls; blocked: boolean } {
  const [seen, setSeen] = useState(view);
  const [calls, setCalls] = useState(() => firstCalls(view));
  // While drawing, not afterwards: a call is painted with the picture it came in.
  if (seen !== view) {
    setSeen(view);
    setCalls(receiveCalls(calls, view));
  }
  const announced = calls.ringing && calls.shown ? callKey(calls.shown) : null;
  useEffect(() => {
    if (announced === null) return;
    const timer = setTimeout(() => setCalls(endAnnouncement), LEAST_MS);
    return () => clearTimeout(timer);
  }, [announced]);
  return { calls, blocked: false };
}
