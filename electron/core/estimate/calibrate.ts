import { MINUTE } from '../kernel/time.ts';
import type { Distribution } from './estimate.ts';

/**
 * Makes a stated range as honest as it says: of what was estimated alike before, it looks at what came of it
 * (split conformal prediction on the errors, kept apart by the length of the wait: Romano et al. 2019). The mean lies
 * as far above the middle as it was seen to pay: drawn futures have long tails that an office shortens by itself.
 */
export type Calibration = {
  /** What came of an estimate: the wait was `actual` ms. `first`: nobody was before it in the line. */
  learn(estimate: Distribution, first: boolean, actual: number): void;
  adjust(estimate: Distribution, first: boolean): Distribution;
};

export function createCalibration(): Calibration {
  const newBin = (): Bin => ({ errors: new Float64Array(RING), count: 0, quantiles: null });
  const bins = [BOUNDS.map(newBin), BOUNDS.map(newBin)] as const;
  const binOf = (estimate: Distribution, first: boolean) =>
    bins[first ? 1 : 0][BOUNDS.findIndex((bound) => estimate.p50 <= bound)]!;
  /** Least squares of (wait - middle) on (drawn mean - middle), which forgets. */
  const tail = { n: 0, product: 0, square: 0 };
  const tailShare = () => {
    const { n, product, square } = tail;
    if (square === 0) return 1;
    return Math.min(1, Math.max(0, (n * (product / square) + TAIL_WORTH) / (n + TAIL_WORTH)));
  };
  function adjust(estimate: Distribution, first: boolean): Distribution {
    const { quantiles: errors, count } = binOf(estimate, first);
    const weight = count / (count + WORTH);
    const blend = (error: number, plain: number) => {
      const seen = Math.max(0, (estimate.p50 + FLOOR) * Math.exp(error) - FLOOR);
      // Where one in ten is called at once, a range that begins at four seconds leaves all of them out.
      return seen < AT_ONCE ? 0 : weight * seen + (1 - weight) * plain;
    };
    const { p10, p90 } = estimate;
    const p50 = errors === null ? estimate.p50 : blend(errors[1], estimate.p50);
    const mean = Math.max(0, p50 + tailShare() * (estimate.mean - estimate.p50));
    if (errors === null) return { p10, p50, p90, mean };
    return { p10: blend(errors[0], p10), p50, p90: blend(errors[2], p90), mean };
  }

  return {
    adjust,
    learn(estimate, first, actual) {
      const excess = estimate.mean - estimate.p50;
      tail.n = Math.min(tail.n + 1, TAIL_MEMORY);
      const keep = 1 - 1 / TAIL_MEMORY;
      tail.product = keep * tail.product + (actual - adjust(estimate, first).p50) * excess;
      tail.square = keep * tail.square + excess * excess;
      const bin = binOf(estimate, first);
      bin.errors[bin.count % RING] = Math.log((actual + FLOOR) / (estimate.p50 + FLOOR));
      bin.count += 1;
      // Sorting for each person who is called would be work for nothing.
      if (bin.count % 10 === 0) bin.quantiles = quantiles(bin.errors.subarray(0, Math.min(bin.count, RING)));
    },
  };
}

/** The last errors in a ring, and their 10 %, 50 % and 90 % quantiles. */
type Bin = { errors: Float64Array; count: number; quantiles: Quantiles | null };
type Quantiles = [p10: number, p50: number, p90: number];

const RING = 800;
/** So many errors count as much as what was estimated without them. */
const WORTH = 40;
/** So many waits count as much as the drawn mean itself, and so many are remembered. */
const TAIL_WORTH = 200;
const TAIL_MEMORY = 4000;
/** Whoever is called within this has waited for nobody, ms. */
const AT_ONCE = 100;
/** Upper bounds of the bins, ms: waits of a minute and of an hour go wrong in different ways. */
const BOUNDS = [0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 12, 18, 25, 35, 50, 80, Number.POSITIVE_INFINITY].map(
  (minutes) => minutes * MINUTE,
);
/** Errors are ratios, in which a minute of a short wait is as little as ten of a long one; this much is always added, ms. */
const FLOOR = MINUTE;

function quantiles(errors: Float64Array): Quantiles {
  const sorted = errors.slice().sort();
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
  return [at(0.1), at(0.5), at(0.9)];
}
