import { describe, expect, test } from 'vitest';
import { hasher } from '../../node/system.ts';
import { createOfficeProjection } from '../office/tables.ts';
import { createQueueProjection } from '../queue/tables.ts';
import { createRosterProjection } from '../roster/tables.ts';
import { createSummaryProjection } from '../summary/tables.ts';
import { MORNING } from '../testing/office.ts';
import { createStation, events, memory, rowCounts, type Station, setUp, value, verify } from '../testing/station.ts';
import { OUTSIDE_THE_LOG, openLog } from './log.ts';
import { type Failure, fail, ok, type Result } from './result.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

const NOBODY = { actor: null, device: null, key: null };
const TAKE = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;

/** An office with three numbers given out: settings, officers and a device in the first events, tickets in the last. */
async function office(): Promise<Station> {
  const station = createStation();
  await setUp(station);
  for (let i = 0; i < 3; i++) value(station.queue.run(TAKE, NOBODY));
  return station;
}

function reopen({ db, clock, name }: Station) {
  return openLog({ db, clock, hasher, station: name, projections: [] });
}

describe('a log that was changed by hand', () => {
  // Event 5 is one in the middle: the first officer.
  test.each([
    ['what an event says', `UPDATE event SET data = replace(data, 'administrator', 'officer') WHERE seq = 5`, 5],
    ['who did it', `UPDATE event SET actor = 'somebody' WHERE seq = 5`, 5],
    ['when it was', 'UPDATE event SET at = at + 1 WHERE seq = 5', 5],
    ['a hash', `UPDATE event SET hash = hex(randomblob(32)) WHERE seq = 5`, 5],
    [
      'the order of two events',
      'UPDATE event SET seq = 99 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq = 6; UPDATE event SET seq = 6 WHERE seq = 99',
      5,
    ],
    ['an event taken out', 'DELETE FROM event WHERE seq = 5', 6],
    ['the first event taken out', 'DELETE FROM event WHERE seq = 1', 2],
  ])('%s: named by verify-log and at the next start', async (_, sql, seq) => {
    const station = await office();
    station.db.exec(sql);
    expect(verify(station)).toEqual({ ok: false, error: { type: 'ChainBroken', station: 'S1', seq } });
    expect(reopen(station)).toEqual({ ok: false, error: { type: 'ChainBroken', seq } });
  });

  test('the last event taken out: its ticket stands in the table only', async () => {
    const station = await office();
    const last = events(station.db).at(-1);
    station.db.exec(`DELETE FROM event WHERE seq = ${last?.seq}`);
    expect(verify(station)).toMatchObject({ ok: false, error: { type: 'TableDiffers', table: 'ticket' } });
  });

  test('a start looks at the last links only, verify-log at all', async () => {
    const station = await office();
    station.db.exec('UPDATE event SET actor = NULL, at = at - 1 WHERE seq = 2');
    expect(openLog({ ...station, hasher, station: 'S1', projections: [] }, 3).ok).toBe(true);
    expect(verify(station)).toEqual({ ok: false, error: { type: 'ChainBroken', station: 'S1', seq: 2 } });
  });
});

describe('a table that was changed by hand', () => {
  test.each([
    ['ticket', "UPDATE ticket SET priority = 'elderly' WHERE number = 'A002'"],
    ['ticket', "DELETE FROM ticket WHERE number = 'A003'"],
    ['desk', "INSERT INTO desk (station, id, status) VALUES ('S1', 'd9', 'open')"],
    ['queue_day', 'UPDATE queue_day SET counters = \'{"A":7}\''],
    ['setting', "UPDATE setting SET value = '[]' WHERE section = 'desks'"],
    ['officer', "UPDATE officer SET role = 'administrator' WHERE role = 'officer'"],
    ['device', "UPDATE device SET screen = 'board'"],
    ['station', 'UPDATE station SET demo = 1'],
  ])('%s is named', async (table, sql) => {
    const station = await office();
    expect(verify(station)).toEqual({ ok: true, value: { events: station.log.head().seq, tables: 23 } });
    station.db.exec(sql);
    expect(verify(station)).toMatchObject({ ok: false, error: { type: 'TableDiffers', table } });
  });
});

describe('the clock', () => {
  test('set back: time goes on from the last event, and that is said', async () => {
    const { clock, log, queue, db } = await office();
    const before = log.head().at;
    clock.set(before - HOUR);
    expect(log.clockState()).toEqual({ type: 'back', byMs: HOUR });
    clock.pass(5 * MINUTE);
    value(queue.run(TAKE, NOBODY));
    expect(log.head().at).toBe(before + 5 * MINUTE);
    expect(log.clockState()).toEqual({ type: 'back', byMs: HOUR });
    const times = events(db).map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    clock.pass(HOUR);
    expect(log.clockState()).toEqual({ type: 'right' });
  });

  test('leaps ahead by more than 20 days: numbers wait until the date is confirmed, each time', async () => {
    const { clock, log, queue, db } = await office();
    const { at, seq } = log.head();
    clock.set(at + 20 * DAY);
    expect(log.clockState()).toEqual({ type: 'right' });
    clock.set(at + 20 * DAY + 1);
    expect(log.clockState()).toEqual({ type: 'doubtful', lastAt: at });
    expect(queue.run(TAKE, NOBODY)).toEqual({ ok: false, error: { type: 'ClockDoubtful' } });
    expect(queue.tick()).toEqual({ ok: false, error: { type: 'ClockDoubtful' } });
    expect(log.head().seq).toBe(seq);
    log.confirmClock();
    value(queue.run(TAKE, NOBODY));
    expect(events(db).at(-1)).toMatchObject({ type: 'ticket.issued', at: at + 20 * DAY + 1 });
    clock.pass(21 * DAY);
    expect(log.clockState()).toEqual({ type: 'doubtful', lastAt: at + 20 * DAY + 1 });
  });

  test('while the date is doubtful, what cannot wait is written at the last sure time', async () => {
    const station = await office();
    const { clock, log, queue } = station;
    const { at } = log.head();
    clock.pass(MINUTE);
    clock.set(at + 4000 * DAY);
    value(queue.run({ type: 'restored' }, NOBODY));
    expect(log.head().at).toBe(at + MINUTE);
    clock.set(at + 2 * MINUTE);
    expect(log.clockState()).toEqual({ type: 'right' });
    expect(queue.run(TAKE, NOBODY)).toEqual({ ok: false, error: { type: 'CountersUnknown' } });
    expect(verify(station).ok).toBe(true);
  });

  test('has nothing to be compared with before the first event', () => {
    const { log, clock } = createStation();
    clock.set(MORNING + 4000 * DAY);
    expect(log.clockState()).toEqual({ type: 'right' });
  });
});

describe('a write that fails', () => {
  test.each([
    ['because the work refuses', () => fail({ type: 'No' }), { ok: false, error: { type: 'No' } }],
    [
      'because the work has a bug',
      () => {
        throw new Error('bug');
      },
      'bug',
    ],
    [
      'because its second event has one',
      () => {
        const second = { type: 'ticket.started', data: { ticket: 'nothing' } };
        return ok({ events: [{ type: 'counters.unknown', data: {} }, second], value: null });
      },
      'event for an unknown ticket nothing',
    ],
  ])('%s leaves tables and memory as they were', async (_, work, outcome) => {
    const station = await office();
    const { db, log, queue, projection } = station;
    const before = [rowCounts(db), log.head(), queue.state(), projection.settings()];
    let heard = 0;
    log.onChange(() => heard++);
    const write = () => log.write(NOBODY, () => work() as never);
    if (typeof outcome === 'string') expect(write).toThrow(outcome);
    else expect(write()).toEqual(outcome);
    expect([rowCounts(db), log.head(), queue.state(), projection.settings()]).toEqual(before);
    expect(heard).toBe(0);
    expect(value(queue.run(TAKE, NOBODY))).toMatchObject({ ticket: expect.any(String) });
    expect([heard, verify(station).ok]).toEqual([1, true]);
  });

  test('because the disk is full says so, and goes on when there is room again', async () => {
    const station = await office();
    const { db, log, queue } = station;
    const pages = db.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    db.exec(`PRAGMA max_page_count = ${pages}`);
    let head = log.head();
    let state = queue.state();
    let refused = queue.run(TAKE, NOBODY);
    for (let i = 0; i < 1000 && refused.ok; i++) {
      head = log.head();
      state = queue.state();
      refused = queue.run(TAKE, NOBODY);
    }
    expect(refused).toEqual({ ok: false, error: { type: 'DiskFull' } });
    expect(log.head()).toEqual(head);
    expect(queue.state()).toBe(state);
    db.exec('PRAGMA max_page_count = 100000');
    value(queue.run(TAKE, NOBODY));
    expect(log.head().seq).toBe(head.seq + 1);
    expect(verify(station).ok).toBe(true);
  });

  test('at the very commit, when memory has moved on already, is taken back there too', async () => {
    const db = memory();
    let full = false;
    const station = createStation({
      db: {
        ...db,
        transaction: <T, E extends Failure>(work: () => Result<T, E>) =>
          db.transaction<T, E | { type: 'DiskFull' }>(() => {
            const done = work();
            return done.ok && full ? fail({ type: 'DiskFull' }) : done;
          }),
      },
    });
    await setUp(station);
    const { log, queue, projection } = station;
    const before = [rowCounts(db), log.head(), queue.state(), projection.settings()];
    full = true;
    expect(queue.run(TAKE, NOBODY)).toEqual({ ok: false, error: { type: 'DiskFull' } });
    expect([rowCounts(db), log.head(), queue.state(), projection.settings()]).toEqual(before);
    full = false;
    value(queue.run(TAKE, NOBODY));
    expect(queue.byNumber('A001')).toBeDefined();
    expect(verify(station).ok).toBe(true);
  });

  test('is not what a bug of a listener is: what is on the disk stays in memory', async () => {
    const station = await office();
    const { log, queue } = station;
    const off = log.onChange(() => {
      throw new Error('a screen broke');
    });
    expect(() => queue.run(TAKE, NOBODY)).toThrow('a screen broke');
    off();
    expect(queue.byNumber('A004')).toBeDefined();
    value(queue.run(TAKE, NOBODY));
    expect(queue.byNumber('A005')).toBeDefined();
    expect(verify(station).ok).toBe(true);
  });
});

test('events of a day are found by their time and the beginning of their type', async () => {
  const { log, queue, clock } = await office();
  const author = { actor: 'o1', device: null, key: null };
  for (const type of ['openDesk', 'closeDesk', 'openDesk'] as const) {
    clock.pass(HOUR);
    value(queue.run({ type, desk: 'd1' }, author));
  }
  const found = log.between(MORNING + 2 * HOUR, MORNING + 3 * HOUR, 'desk.');
  expect(found.map(({ type, at }) => [type, at])).toEqual([['desk.closed', MORNING + 2 * HOUR]]);
  expect(log.between(MORNING + 3 * HOUR, MORNING + DAY, 'ticket.')).toEqual([]);
  expect(log.between(0, MORNING + DAY, 'ticket.')).toHaveLength(3);
});

test('every table is derived from the log, or named with the reason why not', async () => {
  const { db, name } = await office();
  const derived = [
    createOfficeProjection(db),
    createQueueProjection(db, name),
    createSummaryProjection(db, name),
    createRosterProjection(db),
  ].flatMap(({ tables }) => tables);
  const named = [...derived, ...Object.keys(OUTSIDE_THE_LOG).filter((table) => table !== 'sqlite_sequence')];
  expect(Object.keys(rowCounts(db)).sort()).toEqual(named.sort());
});
