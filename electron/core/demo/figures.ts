import { z } from 'zod';
import { parseClock } from '../kernel/time.ts';

/** resources/demo/: when people come to a real document office, for what, and how many counters are open. */
const schema = z.object({
  provenance: z.object({
    source: z.string(),
    office: z.string(),
    days: z.array(z.string()),
    computed: z.string(),
    ours: z.string(),
  }),
  /** A line of that office, and the share of it that each service of ours stands for. */
  lines: z.record(z.string(), z.object({ label: z.string(), services: z.record(z.string(), z.number()) })),
  /** Means over its days. */
  quarters: z.array(
    z.object({
      from: z.string(),
      arrivals: z.record(z.string(), z.number()),
      counters: z.number(),
    }),
  ),
});

export type DemoFigures = {
  /** Expected people, by service, of each quarter of an hour from 07:00 to 22:00. */
  arrivals: readonly Readonly<Record<string, number>>[];
  /** Desks to be open in each of these quarters. */
  desks: readonly number[];
};

/** The demo office's day in minutes since midnight. */
export const OPENS = 7 * 60;
export const CLOSES = 22 * 60;
const QUARTERS = (CLOSES - OPENS) / 15;

/** Below this nobody would serve some service. */
const LEAST_DESKS = 2;

/**
 * Reads the file and spreads that office's day evenly over 07:00–22:00: as many people a day, at a gentler rate.
 * The file comes with the program, so a fault in it is a bug.
 */
export function readFigures(file: unknown): DemoFigures {
  const { lines, quarters } = schema.parse(file);
  const first = parseClock(quarters[0]?.from ?? '');
  const stretch = (CLOSES - OPENS) / (quarters.length * 15);
  const arrivals: Record<string, number>[] = [];
  const desks: number[] = [];
  for (let i = 0; i < QUARTERS; i++) {
    const [from, to] = [i / stretch, (i + 1) / stretch];
    const here: Record<string, number> = {};
    let counters = 0;
    for (const quarter of quarters) {
      const position = (parseClock(quarter.from) - first) / 15;
      const share = Math.max(0, Math.min(to, position + 1) - Math.max(from, position));
      if (share === 0) continue;
      counters += (quarter.counters * share) / (to - from);
      for (const [line, count] of Object.entries(quarter.arrivals)) {
        for (const [service, part] of Object.entries(lines[line]?.services ?? {})) {
          here[service] = (here[service] ?? 0) + count * share * part;
        }
      }
    }
    arrivals.push(here);
    desks.push(Math.max(LEAST_DESKS, Math.round(counters)));
  }
  return { arrivals, desks };
}
