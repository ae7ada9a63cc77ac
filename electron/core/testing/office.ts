import { defaultSettings, type Service, type Settings } from '../office/settings.ts';
import type { QueueCommand } from '../queue/commands.ts';
import { type Deciding, decide } from '../queue/decide.ts';
import { emptyQueue, evolve } from '../queue/evolve.ts';
import type { QueueEvent, QueueState, Ticket } from '../queue/types.ts';

/** A Monday, 23 November 2026, 07:00 in Vietnam. */
export const MORNING = Date.parse('2026-11-23T00:00:00Z');

/** Services and desks for tests: card (A) and child (B) at desks 1 and 2, e-ID (C) at desk 3. */
export function testSettings(change: Partial<Settings> = {}): Settings {
  return {
    ...defaultSettings,
    office: { name: 'Công an xã Mẫu', superior: '', communeCode: '', phone: '0237 000 000' },
    services: [service('card', 'A'), service('child', 'B'), service('eid', 'C')],
    desks: [
      { id: 'd1', label: '1', services: ['card', 'child'] },
      { id: 'd2', label: '2', services: ['card', 'child'] },
      { id: 'd3', label: '3', services: ['eid'] },
    ],
    ...change,
  };
}

function service(id: string, letter: string): Service {
  return {
    id,
    letter,
    name: { vi: id, en: id },
    hint: { vi: '', en: '' },
    bring: { vi: '', en: '' },
    pictogram: 'card',
    procedures: [`${id.toUpperCase()}_1`],
    outcome: 'collected',
    ageBand: null,
    offered: true,
  };
}

/** Runs commands on the pure queue with a hand-moved clock; `at` is in seconds after MORNING. */
export function createBench(settings = testSettings()) {
  let state: QueueState = emptyQueue;
  let ids = 0;
  let now = MORNING;
  const events: { event: QueueEvent; at: number; actor: string | null }[] = [];
  return {
    at(seconds: number) {
      now = MORNING + seconds * 1000;
    },
    now: () => now,
    state: () => state,
    events,
    try(command: QueueCommand, officer: string | null = null) {
      const context: Deciding = {
        settings,
        now,
        officer,
        station: 'S1',
        newId: () => `t${++ids}`,
        newCode: () => String(1000 + ++ids),
      };
      const decided = decide(state, command, context);
      if (decided.ok) {
        for (const event of decided.value) {
          state = evolve(state, event, now, officer, 'S1');
          events.push({ event, at: now, actor: officer });
        }
      }
      return decided;
    },
    /** As `try`, for commands that must succeed. */
    do(command: QueueCommand, officer: string | null = null) {
      const result = this.try(command, officer);
      if (!result.ok) throw new Error(`${command.type}: ${result.error.type}`);
    },
    ticket(number: string): Ticket {
      const found = [...state.tickets.values()].filter((t) => t.number === number).at(-1);
      if (!found) throw new Error(`no ${number}`);
      return found;
    },
    take(serviceId: string, priority: Ticket['priority'] = null): string {
      this.do({ type: 'take.issue', service: serviceId, people: 1, priority, person: null });
      return [...state.tickets.values()].at(-1)?.number ?? '';
    },
    /** Calls next at a desk, serves and finishes it `seconds` later; returns the number. */
    serve(desk: string, officer: string, seconds = 0): string {
      this.do({ type: 'callNext', desk }, officer);
      const id = state.desks.get(desk)?.ticket ?? '';
      const at = () => ({ desk, ticket: id, version: state.tickets.get(id)?.version ?? 0 });
      this.do({ type: 'start', ...at() }, officer);
      const number = state.tickets.get(id)?.number ?? '';
      now += seconds * 1000;
      this.do(
        {
          type: 'done',
          ...at(),
          work: [
            {
              procedure: settings.services[0]?.procedures[0] ?? '',
              count: 1,
              ageBand: '14+',
              outcome: 'collected',
              reason: null,
            },
          ],
        },
        officer,
      );
      return number;
    },
  };
}
