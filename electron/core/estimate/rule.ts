import type { QueueRules } from '../office/settings.ts';
import { byArrival, type LineTicket, pickNext } from '../queue/order.ts';
import type { Turn } from '../queue/types.ts';

/**
 * In which order another system calls. `credit` is by how many ms a priority arrival counts as having come earlier;
 * null where priority is a class of its own, called by `rules`.
 */
export type CallingRule = { credit: number | null; rules: QueueRules };

/** Learns a system's calling rule by watching whom it calls. */
export type RuleLearning = {
  /** Of these, by arrival, `called` was called. */
  observe(line: readonly LineTicket[], called: string, at: number): void;
  rule(): CallingRule;
};

/** Watches several rules at once and believes in the one that foretold most calls; by arrival until one is better. */
export function createRuleLearning(usual: QueueRules): RuleLearning {
  // A system that is only watched has no bound of ours.
  const free = { ...usual, overtakeLimit: 1_000_000 };
  const ratios = [1, 2, 3].flatMap((regular) => [1, 2].map((priority) => ({ priority, regular })));
  const watched: (CallingRule & { right: number; turns: Map<string, Turn> })[] = [
    ...[0, 15, 30, 60, 90, 120, 180, 300, 600].map((seconds) => ({ credit: seconds * 1000, rules: free })),
    { credit: null, rules: { ...free, policy: 'strict' as const } },
    ...ratios.map((ratio) => ({ credit: null, rules: { ...free, policy: 'interleaved' as const, ratio } })),
  ].map((rule) => ({ ...rule, right: 0, turns: new Map() }));
  let best = watched[0]!;

  return {
    observe(line, called, at) {
      const actual = line.find((ticket) => ticket.id === called);
      // Only a choice between the classes tells anything.
      if (!actual || line.every((ticket) => (ticket.priority !== null) === (actual.priority !== null))) return;
      for (const one of watched) {
        const seen = line.map((ticket) => lineOf(ticket, one)).sort(byArrival);
        const desk = { id: '', services: new Set(seen.map((ticket) => ticket.service)) };
        const pick = pickNext(seen, desk, one.rules, at, 0, one.turns);
        one.right *= 0.999;
        if (pick?.ticket.id === called) {
          one.right += 1;
          if (pick.turn) one.turns.set(pick.turn.key, pick.turn.turn);
        }
        if (one.right > best.right) best = one;
      }
    },
    rule: () => best,
  };
}

/** A ticket as that rule looks at it. */
export function lineOf<T extends LineTicket>(ticket: T, { credit }: CallingRule): T {
  if (credit === null || ticket.priority === null) return ticket;
  return { ...ticket, issuedAt: ticket.issuedAt - credit, priority: null };
}
