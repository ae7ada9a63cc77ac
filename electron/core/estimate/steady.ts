import { MINUTE } from '../kernel/time.ts';

/** A P10–P90 range as it is shown: ms, both ends whole 5 minutes. */
export type Shown = { from: number; to: number };

/** Every range is rounded outward to this, ms. */
const STEP = 5 * MINUTE;
/** An estimate trembles by this much without anything's having happened, ms. */
const TREMOR = 2.5 * MINUTE;

/**
 * The range to show at `now`: the one that was shown, as long as it is still true and still says enough. It moves when
 * somebody who trusts it could come too late (the early end lies before it), when its time could pass without a call,
 * and when a range narrower by fifteen minutes can be given. People plan by a time; one that jumps is believed by
 * nobody. A time that has passed is no longer expected: the early end goes with the clock.
 */
export function steady(shown: Shown | undefined, { p10, p90 }: { p10: number; p90: number }, now: number): Shown {
  const earliest = Math.floor(now / STEP) * STEP;
  const from = Math.max(Math.floor(p10 / STEP) * STEP, earliest);
  // Not a point: a call at exactly ten is "10:00–10:05".
  const to = Math.max(Math.ceil(p90 / STEP) * STEP, from + STEP);
  if (shown === undefined) return { from, to };
  const tooEarly = p10 < shown.from - TREMOR;
  const tooLate = p90 > shown.to + TREMOR;
  const narrower = shown.to - Math.max(shown.from, earliest) - (to - from) >= 3 * STEP;
  if (tooEarly || tooLate || narrower || shown.to <= earliest) return { from, to };
  return shown.from < earliest ? { from: earliest, to: shown.to } : shown;
}
