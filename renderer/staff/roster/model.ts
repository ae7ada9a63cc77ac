import type { RefObject } from 'react';
import type { Hello } from '../../../electron/core/api/contract.ts';
import { addDays, type ServiceDay, weekday } from '../../../electron/core/kernel/time.ts';
import type { Finding, Place, RosterPlace } from '../../../electron/core/roster/model.ts';
import type { RosterCommand, RosterView } from '../../../electron/core/roster/views.ts';
import type { Api } from '../../api/client.ts';
import type { roster } from '../../ui/strings/vi/roster.ts';

/** The days on screen: a week from Monday to Sunday, or a calendar month. */
export type Period = { kind: 'week' | 'month'; from: ServiceDay; to: ServiceDay };

/** Somewhere on the board: a day, and within it a team's shift, an officer, or both. */
export type Spot = { day: ServiceDay; team: string | null; shift: string | null; officer: string | null };

/** What every part of the tab gets. */
export type RosterScreen = {
  api: Api;
  session: NonNullable<Hello['session']>;
  kiosk: boolean;
  view: RosterView;
  /** The service day it is now. */
  today: ServiceDay;
  period: Period;
  setPeriod: (period: Period) => void;
  /** Who is on duty in the period: `view.places` without those that were withdrawn. */
  places: readonly RosterPlace[];
  /** The rules broken by these places; empty for whoever does not plan. */
  findings: readonly Finding[];
  /** Whether the person signed in may plan (a leader and above); the host checks it again. */
  plans: boolean;
  /**
   * Carries out a command, one after the other, and asks again for the roster; false when it was refused, which the
   * frame says in a line under its header. A dialog, which covers that line, says it itself: `useAct` over `api.roster.run`.
   */
  run: (command: RosterCommand) => Promise<boolean>;
  /** Opens the board with the cursor there, on a period that holds the day. */
  show: (spot: Spot) => void;
  /** Opens another part of the tab. */
  open: (screen: keyof typeof roster.screens) => void;
  /** Where `show` was last asked to go; a new object each time. */
  spot: Spot | null;
  /** What this person changed on the board since they signed in, last one last: what "undo" takes back. */
  history: RefObject<Edit[]>;
  /** Room for a part's own buttons, at the right of the period: filled through a portal. */
  bar: HTMLElement | null;
};

/** A place with whether a person put it there. */
export type HandPlace = Place & { byHand: boolean };

/** A change of the roster: places taken away and places filled, together. */
export type Edit = { off: HandPlace[]; on: HandPlace[] };

/** The week from Monday to Sunday that holds a day. */
export function weekOf(day: ServiceDay): Period {
  const from = addDays(day, -((weekday(day) + 6) % 7));
  return { kind: 'week', from, to: addDays(from, 6) };
}

/** The calendar month that holds a day. */
export function monthOf(day: ServiceDay): Period {
  const from = `${day.slice(0, 7)}-01`;
  // The 1st of the next month: 31 days on from any 1st always lies in it.
  const next = `${addDays(from, 31).slice(0, 7)}-01`;
  return { kind: 'month', from, to: addDays(next, -1) };
}

/** The period after (`by` 1) or before (−1) this one. */
export function stepPeriod({ kind, from, to }: Period, by: 1 | -1): Period {
  const day = by === 1 ? addDays(to, 1) : addDays(from, -1);
  return kind === 'week' ? weekOf(day) : monthOf(day);
}

/** The same days as a week or a month: today's where it lies in them, else the first one's. */
export function periodAs(kind: Period['kind'], { from, to }: Omit<Period, 'kind'>, today: ServiceDay): Period {
  const day = from <= today && today <= to ? today : from;
  return kind === 'week' ? weekOf(day) : monthOf(day);
}
