import { useEffect, useMemo, useRef, useState } from 'react';
import type { Paced } from '../../electron/core/api/contract.ts';
import { SPOKEN_UP_TO } from '../../electron/core/demo/speeds.ts';
import { callClips } from '../../electron/core/queue/announcement.ts';
import type { BoardView } from '../../electron/core/queue/views.ts';
import { createAnnouncer } from '../ui/sound/announcer.ts';
import { type Calls, callKey, endAnnouncement, firstCalls, newestCall, receiveCalls } from './calls.ts';

/** A call stays in the panel at least this long, also without sound. */
const LEAST_MS = 4000;
/** And at most this long: a sound that never ends must not keep the next number off the wall. */
const MOST_MS = 30_000;

/** What the panel shows now, and whether the browser keeps the sound back until somebody touches the screen. */
export function useAnnouncements(view: Paced<BoardView>): { calls: Calls; blocked: boolean } {
  const [seen, setSeen] = useState(view);
  const [calls, setCalls] = useState(() => firstCalls(view));
  const [blocked, setBlocked] = useState(false);
  const hurried = view.pace > SPOKEN_UP_TO;
  const announcer = useMemo(() => createAnnouncer(setBlocked), []);
  // While drawing, not afterwards: a call is painted with the picture it came in.
  if (seen !== view) {
    setSeen(view);
    setCalls(hurried ? newestCall(calls, view) : receiveCalls(calls, view));
  }
  const ringing = calls.ringing ? calls.shown : null;
  const sounds = view.sound.volume > 0;
  useEffect(() => {
    if (sounds) announcer.prepare();
  }, [announcer, sounds]);
  const latest = useRef({ ringing, sound: view.sound, hurried });
  latest.current = { ringing, sound: view.sound, hurried };
  const announced = ringing && callKey(ringing);
  useEffect(() => {
    const { ringing: call, sound, hurried: silent } = latest.current;
    if (announced === null || call === null) return;
    const clips = sound.voice && !silent ? callClips(call) : [];
    let on = true;
    const timers: ReturnType<typeof setTimeout>[] = [];
    const wait = (ms: number) => new Promise<void>((resolve) => void timers.push(setTimeout(resolve, ms)));
    const spoken = announcer.play({ volume: sound.volume, chime: true, clips, times: 2 });
    void Promise.race([Promise.all([spoken, wait(LEAST_MS)]), wait(MOST_MS)]).then(() => {
      if (on) setCalls(endAnnouncement);
    });
    return () => {
      on = false;
      for (const timer of timers) clearTimeout(timer);
      announcer.stop();
    };
  }, [announced, announcer]);
  return { calls, blocked: blocked && sounds };
}
