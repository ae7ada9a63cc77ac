import { useEffect, useMemo, useRef, useState } from 'react';
import {
  type Clip,
  closedClips,
  FAILURE_CLIPS,
  FIND_CLIPS,
  issuedClips,
  questionClips,
  servicesClips,
} from '../../electron/core/queue/announcement.ts';
import type { IssuedView, TakeView } from '../../electron/core/queue/views.ts';
import { createAnnouncer } from '../ui/sound/announcer.ts';
import type { Page } from './page.ts';

/**
 * Reads the page aloud for somebody who cannot read it, and the pages after it until the first comes back; a second
 * touch stops. The answer to "when is it my turn?" speaks by itself, and again when the number is called: whoever asks
 * may be unable to read it. `page` is null where there is no voice, `toggle` where there is nothing to read; `turn` is
 * the number on the page as it is now.
 */
export function useReading(
  page: Page | null,
  turn: IssuedView | null,
  view: TakeView,
  elderly: boolean,
  problem: string | null,
): { reading: boolean; toggle: (() => void) | null } {
  const [reading, setReading] = useState(false);
  const announcer = useMemo(() => createAnnouncer(), []);
  const wanted = useRef(false);
  const last = useRef(0);
  const wrong = problem === null ? undefined : FAILURE_CLIPS[problem];
  const clips = page && view.sound.volume > 0 ? (wrong ?? pageClips(page, turn, view, elderly)) : null;
  const answers = page !== null && (wrong !== undefined || (page.at === 'issued' && !page.fresh));

  const read = async () => {
    if (clips === null) return;
    last.current += 1;
    const mine = last.current;
    setReading(true);
    await announcer.play({ volume: view.sound.volume, chime: false, clips, times: 1 });
    // The page before ends while the next one has begun.
    if (last.current === mine) setReading(false);
  };
  const latest = useRef(read);
  latest.current = read;
  const speaks = useRef(false);
  speaks.current = answers && view.sound.voice;
  const before = useRef({ page, wrong });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page, or a number that is now called, begins anew; a time that moved does not
  useEffect(() => {
    if (page === null || page.at === 'start') wanted.current = false;
    // A failure goes away when the next paper is scanned: that person must not hear the answer of the one before.
    const cleared = before.current.page === page && before.current.wrong !== undefined && wrong === undefined;
    before.current = { page, wrong };
    // After the end of the page before, which silences the voice as it goes.
    if (wanted.current || (speaks.current && !cleared)) void latest.current();
    return announcer.stop;
  }, [announcer, page, wrong, turn?.state, turn?.desk]);

  if (clips === null) return { reading: false, toggle: null };
  return {
    reading,
    toggle() {
      wanted.current = !reading;
      if (reading) announcer.stop();
      else void read();
    },
  };
}

function pageClips(page: Page, turn: IssuedView | null, view: TakeView, elderly: boolean): readonly Clip[] | null {
  switch (page.at) {
    case 'start':
      return view.status === 'open' ? servicesClips(view.services) : closedClips(view.status);
    case 'question': {
      const service = view.services.find(({ id }) => id === page.service);
      return service ? questionClips(service, elderly) : null;
    }
    case 'issued':
      return turn && issuedClips(turn);
    case 'find':
      return FIND_CLIPS;
    default:
      return null;
  }
}
