import type { BoardView } from '../../electron/core/queue/views.ts';
import type { Calls } from './calls.ts';

/** What the big panel says when no number stands in it. */
export type Idle = 'ready' | 'opening' | 'paused' | 'off' | 'ended';

/** A number just called stays in the panel this long, even when its desk pauses at once. */
const STAYS_MS = 3 * 60_000;

/** Why there is no number in the big panel; null when there is one. */
export function idleState(
  { now, desksOpen, waiting, shift, closed }: Pick<BoardView, 'now' | 'desksOpen' | 'waiting' | 'shift' | 'closed'>,
  { shown, ringing }: Pick<Calls, 'shown' | 'ringing'>,
): Idle | null {
  if (ringing) return null;
  if (shown && (desksOpen > 0 || now - shown.call < STAYS_MS)) return null;
  if (closed && waiting === 0) return 'ended';
  // Somebody is still being served after hours: no "come back another time" over their heads.
  if (shift === null && desksOpen === 0) return 'off';
  if (desksOpen > 0) return 'ready';
  // By the roster nobody comes to open a desk in this shift.
  if (shift?.people === 0) return waiting > 0 ? 'paused' : 'off';
  return shown ? 'paused' : 'opening';
}
