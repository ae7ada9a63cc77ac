import { expect, test } from 'vitest';
import { defaultSettings } from '../office/settings.ts';
import { byArrival, type LineTicket, pickNext } from '../queue/order.ts';
import type { Turn } from '../queue/types.ts';
import { uniform } from './distribution.ts';
import { type CallingRule, createRuleLearning, lineOf } from './rule.ts';

const usual = defaultSettings.queue;
const free = { ...usual, overtakeLimit: 1_000_000 };

/** Two thousand calls of a system with that rule, watched from outside: a third of the people have priority. */
function watch({ credit, rules }: CallingRule): CallingRule {
  const learning = createRuleLearning(usual);
  const turns = new Map<string, Turn>();
  let line: LineTicket[] = [];
  for (let i = 0; i < 2000; i++) {
    const at = i * 60_000;
    while (line.length < 6) line.push(ticket(`${i} ${line.length}`, at + line.length, uniform(line.length, i) < 0.33));
    const seen = line.map((each) => lineOf(each, { credit, rules })).sort(byArrival);
    const pick = pickNext(seen, { id: 'd', services: new Set(['s']) }, rules, at, 0, turns);
    if (!pick) throw new Error('nobody waits');
    if (pick.turn) turns.set(pick.turn.key, pick.turn.turn);
    learning.observe(line, pick.ticket.id, at);
    line = line.filter(({ id }) => id !== pick.ticket.id);
  }
  return learning.rule();
}

function ticket(id: string, issuedAt: number, priority: boolean): LineTicket {
  return {
    id,
    service: 's',
    issuedAt,
    counter: 0,
    priority: priority ? 'merit' : null,
    appointment: null,
    forDesk: null,
    overtaken: 0,
    backAt: null,
    returnAt: null,
  };
}

test.each([
  ['by arrival', { credit: 0, rules: free }],
  ['priority counts as 90 s earlier', { credit: 90_000, rules: free }],
  ['priority counts as 300 s earlier', { credit: 300_000, rules: free }],
  ['priority first', { credit: null, rules: { ...free, policy: 'strict' as const } }],
  ['one priority, two regular', { credit: null, rules: { ...free, ratio: { priority: 1, regular: 2 } } }],
])('learns: %s', (_, rule) => {
  const { credit, rules } = watch(rule);
  expect({ credit, policy: rules.policy, ratio: rules.ratio }).toEqual({
    credit: rule.credit,
    policy: rule.rules.policy,
    ratio: rule.rules.ratio,
  });
});

test('believes in the order of arrival until it has seen a choice', () => {
  const learning = createRuleLearning(usual);
  learning.observe([ticket('a', 1, false), ticket('b', 2, false)], 'b', 3);
  expect(learning.rule().credit).toBe(0);
});
