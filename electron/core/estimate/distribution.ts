/**
 * How long something takes: the logarithm of its milliseconds has mean `mu` and spread `sigma`; `shape` holds the
 * quantiles of what is left when both are taken away, as they were seen. Null is the normal curve.
 */
export type Duration = { mu: number; sigma: number; shape: Shape | null };
export type Shape = Float64Array;

/** So many quantiles make a shape: u = (i + ½) / 64. */
const POINTS = 64;

/** A duration of which 10 % are shorter than `low` and 10 % longer than `high`, ms. */
export function lognormalBetween(low: number, high: number): Duration {
  const a = Math.log(low);
  const b = Math.log(high);
  return { mu: (a + b) / 2, sigma: Math.max((b - a) / (2 * Z90), 0.05), shape: null };
}

/** The duration (ms) that the share `u` of all does not exceed; `shift` moves the logarithm. */
export function quantileOf({ mu, sigma, shape }: Duration, u: number, shift = 0): number {
  return Math.exp(mu + shift + sigma * standardQuantile(shape, u));
}

/**
 * What is left (ms) of a duration of which `elapsed` ms have passed: the share `u` among those that last longer.
 * Far beyond the usual nothing is left to draw from: a forgotten "Xong" ends any minute now.
 */
export function restOf({ mu, sigma, shape }: Duration, elapsed: number, u: number, shift = 0): number {
  const passed = standardCumulative(shape, (Math.log(Math.max(elapsed, 1)) - mu - shift) / sigma);
  const z = standardQuantile(shape, Math.min(passed + u * (1 - passed), 0.9999));
  return Math.max(Math.exp(mu + shift + sigma * z) - elapsed, SOON);
}

/** The quantiles of standardised values, drawn towards the normal curve while there are few of them. */
export function shapeOf(values: Float64Array): Shape {
  const sorted = values.slice().sort();
  const weight = sorted.length / (sorted.length + 60);
  return Shape.from(NORMAL, (normal, i) => {
    const place = Math.max(0, ((i + 0.5) / POINTS) * sorted.length - 0.5);
    const below = Math.floor(place);
    const a = sorted[below]!;
    const b = sorted[Math.min(below + 1, sorted.length - 1)]!;
    return weight * (a + (b - a) * (place - below)) + (1 - weight) * normal;
  });
}

/** A uniform number in (0, 1) that depends on the draw and the key alone (a 32-bit mixing function). */
export function uniform(draw: number, key: number): number {
  let h = (Math.imul(draw + 1, 0x9e3779b1) ^ Math.imul(key | 0, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (((h ^ (h >>> 16)) >>> 0) + 0.5) / 4_294_967_296;
}

const Z90 = 1.2815515655446004;
/** A desk is never free sooner than this, ms. */
const SOON = 5000;
const Shape = Float64Array;
const NORMAL = Shape.from({ length: POINTS }, (_, i) => normalQuantile((i + 0.5) / POINTS));

/** The standardised value that the share `u` does not exceed: between the points by line, beyond them as the normal curve. */
export function standardQuantile(shape: Shape | null, u: number): number {
  if (shape === null) return normalQuantile(u);
  const place = u * POINTS - 0.5;
  if (place <= 0) return shape[0]! + normalQuantile(u) - NORMAL[0]!;
  if (place >= POINTS - 1) return shape[POINTS - 1]! + normalQuantile(u) - NORMAL[POINTS - 1]!;
  const below = Math.floor(place);
  const a = shape[below]!;
  return a + (shape[below + 1]! - a) * (place - below);
}

function standardCumulative(shape: Shape | null, z: number): number {
  if (shape === null) return normalCumulative(z);
  if (z <= shape[0]!) return normalCumulative(z - shape[0]! + NORMAL[0]!);
  if (z >= shape[POINTS - 1]!) return normalCumulative(z - shape[POINTS - 1]! + NORMAL[POINTS - 1]!);
  let low = 0;
  let high = POINTS - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (shape[middle]! <= z) low = middle;
    else high = middle;
  }
  const step = shape[high]! - shape[low]!;
  return (low + 0.5 + (step > 0 ? (z - shape[low]!) / step : 0)) / POINTS;
}

/** Standard normal quantile, P. J. Acklam's rational approximation, relative error below 1.2e-9. */
function normalQuantile(p: number): number {
  if (p < 0.02425) return tailQuantile(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tailQuantile(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (
    (q *
      (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
        30.66479806614716) *
        r +
        2.506628277459239)) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

function tailQuantile(q: number): number {
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );
}

/** Standard normal distribution function, Abramowitz & Stegun 26.2.17, error below 7.5e-8. */
function normalCumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
