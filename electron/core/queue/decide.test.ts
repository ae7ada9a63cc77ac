import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenInvariant, commandOf, days } from '../testing/commands.ts';
import { createBench, MORNING, testSettings } from '../testing/office.ts';
import { usualWork } from './decide.ts';
import { emptyQueue, evolve } from './evolve.ts';

describe('any sequence of commands', () => {
  test('keeps every invariant, changes nothing when refused, and is told again by its events', () => {
    const plain = testSettings();
    // A low limit, so that random days reach it.
    const settings = { ...plain, queue: { ...plain.queue, overtakeLimit: 2 } };
    fc.assert(
      fc.property(days(250), (steps) => {
        const bench = createBench(settings);
        let seconds = 0;
        for (const step of steps) {
          seconds += step.seconds;
          bench.at(seconds);
          const before = bench.state();
          const result = bench.try(commandOf(step, before, settings, bench.now()), `o${step.officer}`);
          if (!result.ok) expect(bench.state()).toBe(before);
          expect(brokenInvariant(bench.state(), settings)).toBeNull();
        }
        const told = bench.events.reduce((s, { event, at, actor }) => evolve(s, event, at, actor, 'S1'), emptyQueue);
        expect(told).toEqual(bench.state());
      }),
      { numRuns: 150 },
    );
  });
});

describe('a service day', () => {
  test('ends what was left when the date turns, and starts numbers again', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    for (let i = 0; i < 3; i++) bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    bench.do({ type: 'start', desk: 'd1', ticket: bench.ticket('A001').id, version: 2 }, 'o1');
    const yesterday = [...bench.state().tickets.values()].map((t) => t.id);
    bench.at(86_400);
    expect(bench.take('card')).toBe('A001');
    const ended = bench.events.filter((e) => e.at === bench.now()).map((e) => e.event.type);
    expect(ended).toEqual([
      'ticket.done',
      'ticket.cancelled',
      'ticket.cancelled',
      'desk.closed',
      'day.opened',
      'ticket.issued',
    ]);
    expect(yesterday.some((id) => bench.state().tickets.has(id))).toBe(false);
  });

  test('keeps a queue overnight with its numbers, and counts on above them', () => {
    const settings = testSettings();
    const bench = createBench({ ...settings, queue: { ...settings.queue, overnight: 'keep' } });
    for (let i = 0; i < 3; i++) bench.take('card');
    bench.at(86_400);
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    expect(bench.take('card')).toBe('A004');
    expect(bench.serve('d1', 'o1')).toBe('A001');
    expect(bench.ticket('A001')).toMatchObject({ day: '2026-11-23', inDay: '2026-11-24' });
  });

  test('gives no numbers on a holiday, after hours, or after the chief closed it', () => {
    const settings = testSettings();
    const bench = createBench({
      ...settings,
      hours: { ...settings.hours, holidays: [{ day: '2026-11-24', name: 'Nghỉ' }] },
    });
    const command = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;
    bench.do({ type: 'closeDay' }, 'o1');
    expect(bench.try(command)).toEqual({ ok: false, error: { type: 'IssuingClosed' } });
    bench.do({ type: 'reopenDay' }, 'o1');
    bench.do(command);
    bench.at(15 * 3600);
    expect(bench.try(command)).toEqual({ ok: false, error: { type: 'OfficeClosed' } });
    bench.at(86_400 + 3600);
    expect(bench.try(command)).toEqual({ ok: false, error: { type: 'OfficeClosed' } });
  });

  test('after a restore waits for the last paper numbers and counts on above them', () => {
    const bench = createBench();
    bench.take('card');
    bench.do({ type: 'restored' });
    const command = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;
    expect(bench.try(command)).toEqual({ ok: false, error: { type: 'CountersUnknown' } });
    expect(bench.try({ type: 'setCounters', counters: { A: 0 } }, 'o1')).toEqual({
      ok: false,
      error: { type: 'CountersBelow' },
    });
    bench.do({ type: 'setCounters', counters: { A: 41 } }, 'o1');
    expect(bench.take('card')).toBe('A042');
  });
});

describe('the result filled in for “Xong”', () => {
  const child = {
    ...testSettings().services[0]!,
    procedures: ['CC_NEW_6_13', 'CC_NEW_U6', 'CC_CHANGE'],
    ageBand: '0-5' as const,
  };
  test.each([
    ['a child of four', 4, 'CC_NEW_U6', '0-5'],
    ['a child of nine', 9, 'CC_NEW_6_13', '6-13'],
    ['nobody known', null, 'CC_NEW_6_13', '6-13'],
    ['a parent for the child', 36, 'CC_NEW_6_13', '6-13'],
  ])('%s: procedure and age agree', (_, age, procedure, ageBand) => {
    expect(usualWork(child, 2, age)).toMatchObject([{ procedure, ageBand, count: 2 }]);
  });

  test('a procedure for every age takes the age of the card, else that of the service', () => {
    const any = { ...child, procedures: ['CC_CHANGE', 'CC_NEW_14'] };
    expect(usualWork(any, 1, 36)).toMatchObject([{ procedure: 'CC_CHANGE', ageBand: '14+' }]);
    expect([usualWork(any, 1, 70)[0]?.ageBand, usualWork(any, 1, null)[0]?.ageBand]).toEqual(['14+', '0-5']);
  });
});

describe('taking back', () => {
  test('a call within ten seconds leaves everything as it was', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.take('card');
    bench.take('card', 'elderly');
    const before = bench.state();
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    expect(bench.ticket('A001').overtaken).toBe(1);
    bench.at(10);
    bench.do({ type: 'undo', desk: 'd1' }, 'o1');
    const { version: _, ...ticket } = bench.ticket('A002');
    const { version: __, ...old } = [...before.tickets.values()][1]!;
    expect(ticket).toEqual(old);
    expect(bench.ticket('A001')).toEqual([...before.tickets.values()][0]);
    expect({ turns: bench.state().turns.get('card child'), calls: bench.state().calls }).toEqual({
      turns: { priority: 0, regular: 0 },
      calls: before.calls,
    });
  });

  test('is refused after ten seconds, by another officer, and twice', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    expect(bench.try({ type: 'undo', desk: 'd1' }, 'o2')).toEqual({ ok: false, error: { type: 'DeskTaken' } });
    bench.at(11);
    expect(bench.try({ type: 'undo', desk: 'd1' }, 'o1')).toEqual({ ok: false, error: { type: 'UndoTooLate' } });
    bench.at(5);
    bench.do({ type: 'undo', desk: 'd1' }, 'o1');
    expect(bench.try({ type: 'undo', desk: 'd1' }, 'o1')).toEqual({ ok: false, error: { type: 'NothingToUndo' } });
  });
});

describe('refusals', () => {
  test('a stale screen changes nothing', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    const { id } = bench.ticket('A001');
    expect(bench.try({ type: 'start', desk: 'd1', ticket: id, version: 1 }, 'o1')).toEqual({
      ok: false,
      error: { type: 'StaleTicket' },
    });
  });

  test('an officer works at one desk, a desk has one officer, and hand-over changes only the officer', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    expect(bench.try({ type: 'openDesk', desk: 'd2' }, 'o1')).toEqual({
      ok: false,
      error: { type: 'OfficerAtOtherDesk' },
    });
    expect(bench.try({ type: 'openDesk', desk: 'd1' }, 'o2')).toEqual({ ok: false, error: { type: 'DeskTaken' } });
    bench.do({ type: 'handOver', desk: 'd1' }, 'o2');
    expect(bench.state().desks.get('d1')).toMatchObject({
      officer: 'o2',
      ticket: bench.ticket('A001').id,
      openedAt: MORNING,
    });
  });

  test('a hand-written number must be free and not from the future', () => {
    const bench = createBench();
    bench.at(3600);
    bench.take('card');
    const paper = { type: 'paper', service: 'card', people: 1, priority: null, served: null } as const;
    expect(bench.try({ ...paper, number: 'A001', time: '07:10' }, 'o1')).toEqual({
      ok: false,
      error: { type: 'PaperNumberTaken' },
    });
    expect(bench.try({ ...paper, number: 'A002', time: '09:00' }, 'o1')).toEqual({
      ok: false,
      error: { type: 'PaperTimeInvalid' },
    });
    expect(bench.try({ ...paper, number: 'A002', time: '07:30', served: '07:20' }, 'o1')).toEqual({
      ok: false,
      error: { type: 'PaperTimeInvalid' },
    });
    bench.do({ ...paper, number: 'A002', time: '07:10', served: '07:25', people: 2 }, 'o1');
    expect(bench.ticket('A002')).toMatchObject({
      state: 'done',
      issuedAt: MORNING + 10 * 60_000,
      endedAt: MORNING + 25 * 60_000,
      officer: 'o1',
      work: [{ procedure: 'CARD_1', count: 2, ageBand: '14+', outcome: 'collected', reason: null }],
    });
    bench.do({ ...paper, number: 'A014', time: '07:10' }, 'o1');
    expect(bench.take('card')).toBe('A015');
  });
});
