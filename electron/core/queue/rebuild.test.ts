import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Author } from '../kernel/log.ts';
import { HOUR } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { brokenInvariant, commandOf, days } from '../testing/commands.ts';
import { testSettings } from '../testing/office.ts';
import {
  createClock,
  createStation,
  events,
  memory,
  rowCounts,
  type Station,
  setUp,
  value,
  verify,
} from '../testing/station.ts';
import type { QueueCommand } from './commands.ts';
import type { QueueDone } from './queue.ts';
import type { QueueState } from './types.ts';

/** What an administrator may do to the settings while the queue runs. */
const CHANGES: readonly ((settings: Settings) => Partial<Settings>)[] = [
  ({ queue }) => ({ queue: { ...queue, overnight: queue.overnight === 'keep' ? 'cancel' : 'keep' } }),
  ({ queue }) => ({ queue: { ...queue, policy: queue.policy === 'strict' ? 'interleaved' : 'strict' } }),
  ({ queue }) => ({ queue: { ...queue, noShowGapSeconds: 60 - queue.noShowGapSeconds } }),
  ({ desks }) => ({
    desks: desks.map((desk, i) => (i === 0 ? { ...desk, services: desk.services.length > 0 ? [] : ['card'] } : desk)),
  }),
  () => ({ notices: ['Xin chuẩn bị sẵn giấy tờ.'] }),
];

describe('any sequence of commands at two stations', () => {
  test('is rebuilt from the log table by table; a restart changes nothing, a refusal writes nothing, a key counts once', async () => {
    const seen = new Set<string>();
    let mostDays = 0;
    await fc.assert(
      fc.asyncProperty(days(250), fc.nat(250), async (steps, restartAt) => {
        const db = memory();
        const clock = createClock();
        const open = (name: string) => createStation({ db, clock, name, settings: () => office.settings() });
        let office: Station = createStation({ db, clock });
        let mobile = open('S2');
        const { caller } = await setUp(office);
        value(office.office.setSection('desks', testSettings().desks, caller));
        const answered: { station: string; command: QueueCommand; author: Author; value: QueueDone }[] = [];

        for (const [i, step] of steps.entries()) {
          // Now and then the night passes.
          clock.pass(step.other % 50 === 0 ? 15 * HOUR : step.seconds * 1000);
          if (i === restartAt) {
            const before = [office, mobile].map((station) => running(station.queue.state()));
            office = createStation({ db, clock });
            mobile = open('S2');
            expect([office, mobile].map((station) => running(station.queue.state()))).toEqual(before);
          }
          const change = step.pick % 25 === 0 ? CHANGES[step.other % CHANGES.length] : undefined;
          if (change) {
            const [section, changed] = Object.entries(change(office.settings()))[0] ?? [];
            value(office.office.setSection(section as keyof Settings, changed as never, caller));
          }

          const station = step.other % 4 === 0 ? mobile : office;
          const { queue, log, settings } = station;
          const before = { state: queue.state(), rows: rowCounts(db), heads: [office.log.head(), mobile.log.head()] };
          const command = commandOf(step, before.state, settings(), log.now());
          const author = { actor: `o${step.officer}`, device: 'dev', key: `${station.name}-${i}` };
          const done = queue.run(command, author);
          const after = { state: queue.state(), rows: rowCounts(db), heads: [office.log.head(), mobile.log.head()] };
          if (done.ok) {
            const wrote = log.byKey(author.key).length > 0;
            expect(after.rows.event !== before.rows.event).toBe(wrote);
            if (wrote) answered.push({ station: station.name, command, author, value: done.value });
          } else {
            expect(after).toEqual(before);
            expect(after.state).toBe(before.state);
          }
          expect(brokenInvariant(queue.state(), settings())).toBeNull();

          const retried = step.pick % 3 === 0 ? answered[step.other % answered.length] : undefined;
          if (retried) {
            const { queue: again } = retried.station === 'S1' ? office : mobile;
            expect(again.run(retried.command, retried.author)).toEqual({ ok: true, value: retried.value });
            expect([office.log.head(), mobile.log.head()]).toEqual(after.heads);
          }
        }
        const all = events(db);
        for (const { type } of all) seen.add(type);
        const opened = all.filter(({ type, station }) => type === 'day.opened' && station === office.name);
        mostDays = Math.max(mostDays, opened.length);
        expect(verify(office)).toEqual({ ok: true, value: { events: all.length, tables: 23 } });
        db.close();
      }),
      // Shrinking 250 steps would outlast the test; the seed it prints repeats the failure.
      { numRuns: 200, endOnFailure: true },
    );
    // The property says little about what never happened.
    expect(mostDays).toBeGreaterThan(2);
    expect([...seen].filter((type) => !/^(officer|device|station)/.test(type)).sort()).toEqual([
      'action.undone',
      'appointment.booked',
      'appointment.cancelled',
      'counters.set',
      'counters.unknown',
      'day.closed',
      'day.opened',
      'day.reopened',
      'desk.closed',
      'desk.handedOver',
      'desk.opened',
      'desk.paused',
      'desk.resumed',
      'settings.changed',
      'ticket.absent',
      'ticket.back',
      'ticket.called',
      'ticket.cancelled',
      'ticket.changed',
      'ticket.done',
      'ticket.issued',
      'ticket.parked',
      'ticket.printing',
      'ticket.recalled',
      'ticket.returned',
      'ticket.servedOnPaper',
      'ticket.started',
      'ticket.transferred',
      'ticket.voided',
    ]);
  });
});

test('a queue kept overnight is rebuilt to the letter, also when the program was restarted before midnight', async () => {
  for (let i = 0; i < 5; i++) {
    const before = createStation();
    const { caller } = await setUp(before);
    value(before.office.setSection('queue', { ...before.settings().queue, overnight: 'keep' }, caller));
    // Ids of one instant sort at random, so after the restart the tickets stand in another order.
    for (const service of ['eid', 'child', 'card', 'eid', 'child', 'card']) {
      const command = { type: 'take.issue', service, people: 1, priority: null, person: null } as const;
      value(before.queue.run(command, { actor: null, device: null, key: null }));
    }
    const after = createStation({ db: before.db, clock: before.clock });
    after.clock.pass(24 * HOUR);
    value(after.queue.tick());
    expect(verify(after).ok).toBe(true);
  }
});

/** What must outlive the program: all but the ten seconds of undo, and appointments that can no longer be kept. */
function running(state: QueueState): QueueState {
  const appointments = [...state.appointments].filter(([, a]) => a.state === 'booked' || a.day === state.day);
  return { ...state, appointments: new Map(appointments), undo: new Map() };
}
