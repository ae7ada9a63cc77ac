/** Chance that can be repeated: the same seed gives the same numbers on every machine. */
export type Chance = {
  /** Uniform in [0, 1). */
  next(): number;
  /** A uniform integer in [0, below). */
  integer(below: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** One of the names, each as often as its weight says. */
  weighted(weights: Readonly<Record<string, number>>): string;
  /** How many come when `mean` come on average. */
  poisson(mean: number): number;
  /** Lognormal with these as its P10 and P90. */
  lognormal(low: number, high: number): number;
};

/** P90 of the standard normal distribution. */
const Z90 = 1.2816;

/** Chance from a text (sfc32 over a hash of the text). */
export function createChance(seed: string): Chance {
  let [a, b, c, d] = hash(seed);
  function next(): number {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  for (let i = 0; i < 15; i++) next();
  const integer = (below: number) => Math.floor(next() * below);
  return {
    next,
    integer,
    between: (low, high) => low + next() * (high - low),
    happens: (probability) => next() < probability,
    pick: (list) => list[integer(list.length)] ?? list[0],
    weighted(weights) {
      const entries = Object.entries(weights);
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return entries.at(-1)?.[0] ?? '';
    },
    poisson(mean) {
      // Knuth's product; the means here are a few people a quarter of an hour.
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count += 1;
      return count;
    },
    lognormal(low, high) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      const middle = (Math.log(low) + Math.log(high)) / 2;
      return Math.exp(middle + (normal * (Math.log(high) - Math.log(low))) / (2 * Z90));
    },
  };
}

/** Four 32-bit numbers from a text (cyrb128). */
function hash(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}
