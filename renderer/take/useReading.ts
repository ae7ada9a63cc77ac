import { useEffect, useMemo, useRef, useState } from 'react';
import { type Clip, issuedClips, questionClips, servicesClips } from '../../electron/core/queue/announcement.ts';
import type { TakeView } from '../../electron/core/queue/views.ts';
import { createAnnouncer } from '../ui/sound/announcer.ts';
import type { Page } from './page.ts';

/**
 * Reads the page aloud for somebody who cannot read it, and the pages after it until the first comes back; a second
 * touch stops. `page` is null where there is no voice, `toggle` where there is nothing to read.
 */
export function useReading(
  page: Page | null,
  view: TakeView,
  elderly: boolean,
): { reading: boolean; toggle: (() => void) | null } {
  const [reading, setReading] = useState(false);
  const announcer = useMemo(() => createAnnouncer(), []);
  const wanted = useRef(false);
  const turn = useRef(0);
  const clips = page && view.sound.volume > 0 ? pageClips(page, view, elderly) : null;

  const read = async () => {
    if (clips === null) return;
    turn.current += 1;
    const mine = turn.current;
    setReading(true);
    await announcer.play({ volume: view.sound.volume, chime: false, clips, times: 1 });
    // The page before ends while the next one has begun.
    if (turn.current === mine) setReading(false);
  };
  const latest = useRef(read);
  latest.current = read;

  useEffect(() => {
    if (page === null || page.at === 'start') wanted.current = false;
    // After the end of the page before, which silences the voice as it goes.
    if (wanted.current) void latest.current();
    return announcer.stop;
  }, [announcer, page]);

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

function pageClips(page: Page, view: TakeView, elderly: boolean): Clip[] | null {
  switch (page.at) {
    case 'start':
      return view.status === 'open' ? servicesClips(view.services) : null;
    case 'question': {
      const service = view.services.find(({ id }) => id === page.service);
      return service ? questionClips(service, elderly) : null;
    }
    case 'issued':
      return issuedClips(page.issued);
    default:
      return null;
  }
}
