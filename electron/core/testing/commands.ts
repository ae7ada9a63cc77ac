import fc from 'fast-check';
import type { Settings } from '../office/settings.ts';
import type { QueueCommand } from '../queue/commands.ts';
import type { QueueState, Ticket } from '../queue/types.ts';

/** A step of a random day: time passes, then somebody wants something (of whatever is there at that moment). */
export type Step = { seconds: number; officer: number; what: number; pick: number; other: number };

/** Days of up to `length` random steps, most of them sensible, some wrong. */
export function days(length: number): fc.Arbitrary<Step[]> {
  return fc.array(
    fc.record({
      seconds: fc.oneof(
        { weight: 80, arbitrary: fc.integer({ min: 0, max: 200 }) },
        { weight: 60, arbitrary: fc.integer({ min: 0, max: 8 }) },
        { weight: 1, arbitrary: fc.integer({ min: 3600, max: 40_000 }) },
      ),
      officer: fc.integer({ min: 0, max: 3 }),
      what: fc.integer({ min: 0, max: 107 }),
      pick: fc.nat(),
      other: fc.nat(),
    }),
    // Without a size fast-check tries about ten steps, which is no day.
    { minLength: 1, maxLength: length, size: 'max' },
  );
}

const PRIORITIES = [null, null, null, 'elderly', 'disability', 'pregnant', 'other'] as const;

/** Turns a step of an officer (`o0` … `o3`) into a command that fits the present state more often than not. */
export function commandOf(
  step: Step,
  state: QueueState,
  settings: Settings,
  now: number,
  officer = `o${step.officer}`,
): QueueCommand {
  const { what, pick, other } = step;
  const one = <T>(list: readonly T[]): T | undefined => list[pick % Math.max(1, list.length)];
  const open = [...state.desks.values()].filter((d) => d.status !== 'closed');
  const own = open.find((d) => d.officer === officer);
  const free = settings.desks.find((d) => open.every(({ id }) => id !== d.id));
  // One's own desk, mostly; now and then whatever desk, a colleague's too.
  const desk = (other % 5 > 0 ? (own ?? free)?.id : settings.desks[other % settings.desks.length]?.id) ?? 'd1';
  const service = one(settings.services)?.id ?? 'card';
  const priority = PRIORITIES[other % PRIORITIES.length] ?? null;
  const tickets = [...state.tickets.values()];
  const aim = (ticket: Ticket | undefined) => ({
    ticket: ticket?.id ?? 'nothing',
    // Now and then a screen is stale.
    version: (ticket?.version ?? 0) - (other % 11 === 0 ? 1 : 0),
  });
  const mine = tickets.find((t) => t.id === state.desks.get(desk)?.ticket);
  const inState = (wanted: Ticket['state']) => one(tickets.filter((t) => t.state === wanted)) ?? one(tickets);

  const undo = state.undo.get(desk);
  if (undo && now - undo.at < settings.queue.undoSeconds * 1000 && other % 7 === 0) return { type: 'undo', desk };
  // A closed desk refuses nearly everything; a day in which it stays closed proves little.
  const status = state.desks.get(desk)?.status ?? 'closed';
  const closed = status === 'closed';
  if (status === 'paused' && other % 2 === 0) return { type: 'resumeDesk', desk };
  if (closed && what >= 30 && other % 3 !== 0) return { type: 'openDesk', desk };
  if (state.closedAt !== null && other % 3 === 0) return { type: 'reopenDay' };
  if (state.countersUnknown && other % 3 === 0) {
    return { type: 'setCounters', counters: { A: (state.counters.get('A') ?? 0) + (pick % 3) } };
  }
  if (what < 25) return { type: 'take.issue', service, people: 1 + (other % 3), priority, person: null };
  if (what < 30) {
    return {
      type: 'issue',
      service,
      people: 1,
      priority,
      priorityReason: other % 2 === 0 ? 'urgent' : null,
      person: null,
      print: true,
    };
  }
  if (what < 34) return { type: 'openDesk', desk };
  // Whoever has somebody at the desk goes on with that person, mostly.
  const goesOn = what < 52 && other % 4 > 0 ? mine?.state : undefined;
  if (what < 52 && goesOn === undefined) return { type: 'callNext', desk };
  if (goesOn === 'called' || (what >= 52 && what < 58)) {
    return { type: other % 4 === 1 ? 'recall' : 'start', desk, ...aim(mine) };
  }
  if (goesOn === 'serving' || what < 66) {
    const procedure = settings.services[0]?.procedures[0] ?? '';
    const work = { procedure, count: 1, ageBand: '14+', outcome: 'collected', reason: null } as const;
    return { type: 'done', desk, ...aim(mine), work: [work] };
  }
  if (what < 69) return { type: 'recall', desk, ...aim(mine) };
  if (what < 73) return { type: 'absent', desk, ...aim(mine) };
  if (what < 76) return { type: 'park', desk, ...aim(mine) };
  if (what < 79) return { type: 'transfer', desk, ...aim(mine), service, forDesk: other % 3 === 0 ? desk : null };
  if (what < 82) return { type: 'back', ...aim(inState('parked')) };
  if (what < 85) return { type: 'return', ...aim(inState('no_show')) };
  if (what < 88) return { type: 'undo', desk };
  if (what < 89) return { type: 'call', desk, ...aim(inState('waiting')), reason: 'emergency' };
  if (what < 90) return { type: 'cancel', ...aim(inState('waiting')), reason: 'citizenLeft' };
  if (what < 91) return { type: 'void', ...aim(inState('waiting')), reason: 'test' };
  if (what < 92) return { type: 'pauseDesk', desk, reason: 'break' };
  if (what < 93) return { type: 'resumeDesk', desk };
  if (what < 94) return { type: 'closeDesk', desk };
  if (what < 95) return { type: 'closeDay' };
  if (what < 96) return { type: 'reopenDay' };
  if (what < 97) {
    const at = Math.ceil((now + 1) / 900_000) * 900_000 + (other % 20) * 900_000;
    return { type: 'book', service, people: 1, day: new Date(at + 7 * 3_600_000).toISOString().slice(0, 10), at };
  }
  if (what < 98) {
    return {
      type: 'arrive',
      code: one([...state.appointments.values()].filter((a) => a.state === 'booked'))?.code ?? '0000',
    };
  }
  if (what < 99) {
    const number = `${one(settings.services)?.letter ?? 'A'}${String(1 + (other % 60)).padStart(3, '0')}`;
    return {
      type: 'paper',
      number,
      service,
      people: 1,
      priority: null,
      time: '07:05',
      served: other % 2 ? '07:06' : null,
    };
  }
  if (what < 100) return { type: 'setCounters', counters: { A: other % 100 } };
  if (what < 102) return { type: 'handOver', desk };
  if (what < 103) {
    return { type: 'change', ...aim(one(tickets)), people: 2, priority, priorityReason: other % 2 ? 'urgent' : null };
  }
  if (what < 104) return { type: 'attach', ticket: one(tickets)?.id ?? 'nothing', person: 'p1' };
  if (what < 105) return { type: 'cancelAppointment', appointment: one([...state.appointments.keys()]) ?? 'nothing' };
  if (what < 106) return { type: 'reprint', ...aim(one(tickets)) };
  if (what < 107) return { type: 'take.printFailed', ticket: one(tickets)?.id ?? 'nothing' };
  return { type: 'restored' };
}

/** What must hold after every command; returns the first sentence that does not, or null. */
export function brokenInvariant(state: QueueState, settings: Settings): string | null {
  const tickets = [...state.tickets.values()];
  const numbers = tickets.filter((t) => t.state !== 'void').map((t) => t.number);
  if (new Set(numbers).size !== numbers.length) return 'two tickets have the same number';
  for (const t of tickets) {
    if (t.overtaken > settings.queue.overtakeLimit) return `${t.number} was overtaken ${t.overtaken} times`;
    const standing = [...state.desks.values()].filter((desk) => desk.ticket === t.id);
    if (standing.length > 1) return `${t.number} stands at two desks`;
    const atDesk = t.state === 'called' || t.state === 'serving';
    if (atDesk !== (standing.length === 1)) return `${t.number} is ${t.state} but stands at ${standing.length} desks`;
    if (atDesk && standing[0]?.id !== t.desk) return `${t.number} is at ${t.desk}, the desk says otherwise`;
    if (t.state === 'waiting' && (t.desk !== null || t.startedAt !== null)) return `${t.number} waits but is at a desk`;
    if (t.state === 'waiting' && t.forDesk !== null && state.desks.get(t.forDesk)?.status === 'closed')
      return `${t.number} waits for a closed desk`;
    // Of a paper served in the dark only the end is known.
    const timed = (t.startedAt !== null || t.source === 'paper') && t.endedAt !== null;
    if (t.state === 'done' && !timed) return `${t.number} is done without times`;
    if (t.counter > (state.counters.get(t.letter) ?? 0)) return `${t.number} is above its counter`;
    if (t.firstCalledAt !== null && t.firstCalledAt < t.issuedAt) return `${t.number} was called before it was issued`;
  }
  const officers = [...state.desks.values()].filter((d) => d.status !== 'closed').map((d) => d.officer);
  if (new Set(officers).size !== officers.length) return 'an officer is at two desks';
  return null;
}
