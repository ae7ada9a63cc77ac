import { useState } from 'react';
import { report as words } from '../../ui/strings/vi/report.ts';

/** Asks once before what was typed is dropped: Esc lies beside F1, and thirty figures are typed from a paper. */
export function useLeaving(dirty: boolean, leave: () => void) {
  const [warned, setWarned] = useState(false);
  return {
    ask: () => (dirty && !warned ? setWarned(true) : leave()),
    stay: () => setWarned(false),
    warning: warned ? words.unsaved : null,
  };
}
