import { expect, test } from 'vitest';
import { instantOf, MINUTE } from '../kernel/time.ts';
import type { QueueCommand } from '../queue/commands.ts';
import type { WorkLine } from '../queue/types.ts';
import { testSettings } from '../testing/office.ts';
import { createStation, type Station, setUp, value, verify } from '../testing/station.ts';
import { nothingEntered, summarySchema } from './summary.ts';

const TODAY = '2026-11-23';

/** An office that was set up on a Monday at 07:00; its services do what those of a real one do. */
async function office(overnight: 'keep' | 'cancel' = 'keep') {
  const card = ['CC_CHANGE', 'CC_NEW_14', 'CC_NEW_6_13', 'CC_REISSUE', 'CC_CERT_NEW', 'CC_PICKUP'];
  const { services, queue } = testSettings();
  const settings = testSettings({
    services: services.map((service) => ({
      ...service,
      procedures: service.id === 'card' ? card : ['EID_L1', 'EID_L2', 'EID_ACTIVATE', 'CT_STAY'],
    })),
    desks: [{ id: 'd1', label: '1', services: [] }],
    queue: { ...queue, overnight, noShowGapSeconds: 0 },
  });
  const station = createStation({ settings: () => settings });
  const { caller, officers } = await setUp(station);
  const run = (command: QueueCommand, officer = officers.officer) =>
    value(station.queue.run(command, { actor: officer, device: 'dev', key: null }));
  const take = (service = 'card', people = 1) =>
    run({ type: 'take.issue', service, people, priority: null, person: null }).ticket ?? '';
  const at = (ticket: string) => ({
    desk: 'd1',
    ticket,
    version: station.queue.state().tickets.get(ticket)?.version ?? 0,
  });
  /** Calls the next number at desk 1 and finishes with it. */
  function serve(work: WorkLine[] = [line('CC_CHANGE')]) {
    run({ type: 'callNext', desk: 'd1' });
    const ticket = station.queue.state().desks.get('d1')?.ticket ?? '';
    run({ type: 'start', ...at(ticket) });
    run({ type: 'done', ...at(ticket), work });
  }
  const to = (day: string, minute: number) => station.clock.set(instantOf(day, minute));
  return { ...station, station, caller, run, take, at, serve, to };
}

function line(procedure: string, count = 1, more: Partial<WorkLine> = {}): WorkLine {
  return { procedure, count, ageBand: '14+', outcome: 'collected', reason: null, ...more };
}

/** The same office as another program would open it: nothing in memory but what the database says. */
const again = ({ db, clock, name }: Station) => createStation({ db, clock, name });

test('a day of every kind of work, closed and recomputed after all that came later', async () => {
  const { station, run, take, at, serve, to, summary, clock } = await office();
  run({ type: 'openDesk', desk: 'd1' });
  for (const service of ['card', 'card', 'eid', 'card', 'card', 'card']) take(service, 2);
  clock.pass(10 * MINUTE);
  serve([line('CC_NEW_6_13', 2, { ageBand: '6-13' }), line('CC_REISSUE'), line('CC_CERT_NEW')]);
  clock.pass(20 * MINUTE);
  serve([
    line('CC_PICKUP', 3, { outcome: 'handedOut' }),
    line('CC_CHANGE', 1, { outcome: 'refused', reason: 'papersMissing' }),
  ]);
  serve([
    line('EID_L2'),
    line('EID_ACTIVATE', 2, { outcome: 'guided' }),
    line('CT_STAY', 4),
    line('CC_CHANGE', 1, { outcome: 'guided' }),
  ]);
  run({ type: 'callNext', desk: 'd1' });
  const absent = station.queue.state().desks.get('d1')?.ticket ?? '';
  run({ type: 'recall', ...at(absent) });
  run({ type: 'recall', ...at(absent) });
  run({ type: 'absent', ...at(absent) });
  const [, , , , cancelled = ''] = [...station.queue.state().tickets.keys()];
  run({ type: 'cancel', ...at(cancelled), reason: 'citizenLeft' });
  clock.pass(30 * MINUTE);
  to(TODAY, 22 * 60 + 30);
  expect(value(summary.closeDue())).toEqual([TODAY]);
  const closed = summary.of(TODAY);
  expect(closed.summary).toEqual({
    format: 1,
    station: 'S1',
    office: { name: 'Công an xã Mẫu', communeCode: '', superior: '' },
    day: TODAY,
    nothing: false,
    idCards: {
      collected: 4,
      byAge: { '0-5': 0, '6-13': 2, '14+': 2 },
      byKind: { issue: 2, change: 0, reissue: 1, other: 1 },
      handedOut: 3,
      refused: 1,
    },
    eid: { collected: { level1: 0, level2: 1 }, activationsGuided: 2 },
    otherWork: [{ group: 'khac', count: 5 }],
    work: [
      line('CC_CERT_NEW'),
      line('CC_CHANGE', 1, { outcome: 'guided' }),
      line('CC_CHANGE', 1, { outcome: 'refused', reason: 'papersMissing' }),
      line('CC_NEW_6_13', 2, { ageBand: '6-13' }),
      line('CC_PICKUP', 3, { outcome: 'handedOut' }),
      line('CC_REISSUE'),
      line('CT_STAY', 4),
      line('EID_ACTIVATE', 2, { outcome: 'guided' }),
      line('EID_L2'),
    ],
    tickets: { issued: 6, people: 12, served: 3, absent: 1, cancelled: 1, waiting: 1 },
    absentCalls: 3,
    waits: { counted: 4, medianMinutes: 30, p90Minutes: 30 },
    // Left open: until the last thing the queue did, not until the day was closed.
    desks: { opened: 1, openMinutes: 30 },
    entered: nothingEntered,
    rates: [],
    remark: '',
    closed: { at: instantOf(TODAY, 22 * 60 + 30), by: 'clock' },
  });
  expect(summarySchema.safeParse(closed.summary).success).toBe(true);

  // The number kept overnight is served on the next day, and the office gets another name.
  to('2026-11-24', 8 * 60);
  take();
  run({ type: 'openDesk', desk: 'd1' });
  serve([line('CC_NEW_14')]);
  expect(again(station).summary.at(TODAY, closed.log)).toEqual(closed.summary);
  expect(summary.of('2026-11-24').summary.tickets).toMatchObject({ issued: 1, served: 1, waiting: 1 });
  expect(verify(station).ok).toBe(true);
});
