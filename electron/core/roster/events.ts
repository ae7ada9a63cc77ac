import type { ServiceDay } from '../kernel/time.ts';
import type { Leave, Place, Profile, Wish } from './model.ts';

export const PRESENCE_REASONS = ['replacing', 'reinforcement', 'swapped', 'office', 'other'] as const;
/** Why somebody works who is not on the roster now; a fixed list, because free text would invite names and health. */
export type PresenceReason = (typeof PRESENCE_REASONS)[number];

/** How a change of the roster came about. */
export type ChangeKind = 'generated' | 'moved' | 'undone' | 'swapped';

/** The roster's events: officers by id, never by name. */
export type RosterEvent =
  | { type: 'roster.profileSet'; data: { officer: string } & Profile }
  | { type: 'roster.leaveSet'; data: Leave }
  | { type: 'roster.leaveRemoved'; data: { id: string } }
  /** `want` null takes the wish back. */
  | { type: 'roster.wishSet'; data: Omit<Wish, 'want'> & { want: Wish['want'] | null } }
  /** Another number of people than the settings say, on one day; null takes it back. */
  | { type: 'roster.needSet'; data: { day: ServiceDay; team: string; shift: string; people: number | null } }
  | {
      type: 'roster.changed';
      data: { how: ChangeKind; off: Place[]; on: (Place & { byHand: boolean })[] };
    }
  | { type: 'roster.published'; data: { from: ServiceDay; to: ServiceDay } }
  /** `give` is the asker's place; `take` the other's, null where that one simply takes over. */
  | { type: 'roster.swapAsked'; data: { swap: string; give: Place; to: string; take: Place | null } }
  | { type: 'roster.swapAnswered'; data: { swap: string; agreed: boolean } }
  | { type: 'roster.swapDecided'; data: { swap: string; approved: boolean } }
  | { type: 'roster.swapWithdrawn'; data: { swap: string } }
  /** `shift`: the one that was running; null between shifts. */
  | {
      type: 'roster.presenceGiven';
      data: { officer: string; day: ServiceDay; shift: string | null; reason: PresenceReason };
    };
