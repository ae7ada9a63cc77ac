import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { rosterPeople as words } from '../../../ui/strings/vi/rosterPeople.ts';
import { type Period, periodAs, type RosterScreen } from '../model.ts';
import { LeavePart } from './Leave.tsx';
import { Profiles } from './Profiles.tsx';
import css from './people.module.css';
import { Wishes } from './Wishes.tsx';

const PARTS = { profiles: Profiles, leave: LeavePart, wishes: Wishes } as const;
type Part = keyof typeof PARTS;

/** Who may be on duty where, who is away when, and who would rather. */
export function People(screen: RosterScreen) {
  const { period, setPeriod, today, plans, bar } = screen;
  const { kind, from, to } = period;
  const [part, setPart] = useState<Part>(plans ? 'profiles' : 'wishes');
  // Leave and wishes are looked at by the month, also when the board shows a week; the week is back when the board is.
  const needsMonth = part !== 'profiles' && kind === 'week';
  const week = useRef<Period | null>(null);
  useEffect(() => {
    if (!needsMonth) return;
    week.current = { kind: 'week', from, to };
    setPeriod(periodAs('month', { from, to }, today));
  }, [needsMonth, from, to, setPeriod, today]);
  const shown = useRef({ period, setPeriod });
  shown.current = { period, setPeriod };
  useEffect(
    () => () => {
      const { period: last, setPeriod: back } = shown.current;
      const before = week.current;
      if (before && last.from <= before.to && before.from <= last.to) back(before);
    },
    [],
  );
  const Shown = PARTS[part];
  const parts = (
    <nav className={css.parts} aria-label={words.partsLabel}>
      {(Object.keys(PARTS) as Part[]).map((each) => (
        <button
          key={each}
          type="button"
          className={css.partTab}
          onClick={() => setPart(each)}
          {...(each === part ? { 'aria-current': 'true' as const } : {})}
        >
          {words.parts[each]}
        </button>
      ))}
    </nav>
  );
  return (
    <>
      {bar && createPortal(parts, bar)}
      <Shown {...screen} />
    </>
  );
}
