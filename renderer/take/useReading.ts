import { useEffect, useMemo, useState } from 'react';
import { type Clip, issuedClips, servicesClips } from '../../electron/core/queue/announcement.ts';
import type { TakeView } from '../../electron/core/queue/views.ts';
import { createAnnouncer } from '../ui/sound/announcer.ts';
import type { Page } from './page.ts';

/**
 * Reads the page aloud for somebody who cannot read it; a second touch stops, and a new page too.
 * `toggle` is null where there is nothing to read.
 */
export function useReading(page: Page, view: TakeView): { reading: boolean; toggle: (() => void) | null } {
  const [reading, setReading] = useState(false);
  const announcer = useMemo(() => createAnnouncer(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page ends the reading of the old one
  useEffect(
    () => () => {
      announcer.stop();
      setReading(false);
    },
    [announcer, page],
  );
  const clips = pageClips(page, view);
  if (clips === null || view.sound.volume === 0) return { reading: false, toggle: null };
  return {
    reading,
    toggle() {
      if (reading) return announcer.stop();
      setReading(true);
      void announcer.play({ volume: view.sound.volume, chime: false, clips, times: 1 }).then(() => setReading(false));
    },
  };
}

function pageClips(page: Page, view: TakeView): Clip[] | null {
  switch (page.at) {
    case 'start':
      return view.status === 'open' ? servicesClips(view.services) : null;
    case 'question':
      return ['question'];
    case 'issued':
      return issuedClips(page.issued);
    default:
      return null;
  }
}
