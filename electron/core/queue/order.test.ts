import { describe, expect, test } from 'vitest';
import { createBench, testSettings } from '../testing/office.ts';

function reasonOf(bench: ReturnType<typeof createBench>, number: string) {
  return bench.ticket(number).orderReason;
}

describe('calling order', () => {
  test('one priority, then two regular, as long as both wait', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    for (let i = 0; i < 6; i++) bench.take('card');
    for (let i = 0; i < 3; i++) bench.take('card', 'elderly');
    const called = Array.from({ length: 9 }, () => bench.serve('d1', 'o1'));
    expect(called).toEqual(['A007', 'A001', 'A002', 'A008', 'A003', 'A004', 'A009', 'A005', 'A006']);
    expect(reasonOf(bench, 'A007')).toBe('priorityTurn');
    expect(reasonOf(bench, 'A001')).toBe('regularTurn');
    expect(reasonOf(bench, 'A006')).toBe('oldest');
  });

  test('regular calls made while no priority waits do not earn a second priority turn in a row', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    for (let i = 0; i < 6; i++) bench.take('card');
    bench.serve('d1', 'o1');
    bench.serve('d1', 'o1');
    bench.serve('d1', 'o1');
    bench.take('card', 'pregnant');
    bench.take('card', 'pregnant');
    const called = Array.from({ length: 5 }, () => bench.serve('d1', 'o1'));
    expect(called).toEqual(['A007', 'A004', 'A005', 'A008', 'A006']);
  });

  test('strict policy calls all priority first, but never past the overtaking limit', () => {
    const settings = testSettings();
    const bench = createBench({ ...settings, queue: { ...settings.queue, policy: 'strict', overtakeLimit: 3 } });
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.take('card');
    for (let i = 0; i < 5; i++) bench.take('card', 'merit');
    const called = Array.from({ length: 6 }, () => bench.serve('d1', 'o1'));
    expect(called).toEqual(['A002', 'A003', 'A004', 'A001', 'A005', 'A006']);
    expect(bench.ticket('A001').overtaken).toBe(3);
    expect(reasonOf(bench, 'A001')).toBe('overtaken');
  });

  test('desks call only what they serve', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.do({ type: 'openDesk', desk: 'd3' }, 'o3');
    bench.take('card');
    bench.take('eid');
    expect(bench.serve('d3', 'o3')).toBe('C001');
    expect(bench.try({ type: 'callNext', desk: 'd3' }, 'o3')).toEqual({ ok: false, error: { type: 'NobodyWaiting' } });
    expect(bench.serve('d1', 'o1')).toBe('A001');
    expect(bench.ticket('A001').overtaken).toBe(0);
  });

  test('an absent person who comes back is called after the next three', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    for (let i = 0; i < 6; i++) bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    const at = () => ({ desk: 'd1', ticket: bench.ticket('A001').id, version: bench.ticket('A001').version });
    bench.do({ type: 'recall', ...at() }, 'o1');
    bench.at(59);
    expect(bench.try({ type: 'absent', ...at() }, 'o1')).toEqual({ ok: false, error: { type: 'NoShowTooEarly' } });
    bench.at(60);
    bench.do({ type: 'absent', ...at() }, 'o1');
    bench.do({ type: 'return', ticket: at().ticket, version: at().version }, 'o1');
    const called = Array.from({ length: 6 }, () => bench.serve('d1', 'o1'));
    expect(called).toEqual(['A002', 'A003', 'A004', 'A001', 'A005', 'A006']);
    expect(reasonOf(bench, 'A001')).toBe('returned');
  });

  test('one call is not enough for an absence', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    bench.at(3600);
    const { id, version } = bench.ticket('A001');
    expect(bench.try({ type: 'absent', desk: 'd1', ticket: id, version }, 'o1')).toEqual({
      ok: false,
      error: { type: 'NoShowTooEarly' },
    });
  });

  test('a parked person with the missing papers leads the own class', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    for (let i = 0; i < 3; i++) bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    const at = () => ({ ticket: bench.ticket('A001').id, version: bench.ticket('A001').version });
    bench.do({ type: 'park', desk: 'd1', ...at() }, 'o1');
    expect(bench.serve('d1', 'o1')).toBe('A002');
    bench.do({ type: 'back', ...at() }, 'o1');
    expect(bench.serve('d1', 'o1')).toBe('A001');
    expect(reasonOf(bench, 'A001')).toBe('parkedBack');
  });

  test('an appointment goes first when due, waits while it is not, and is regular when too late', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    const slot = bench.now() + 60 * 60_000;
    bench.do({ type: 'book', service: 'card', people: 1, day: '2026-11-23', at: slot }, 'o1');
    const code = [...bench.state().appointments.values()][0]?.code ?? '';
    for (let i = 0; i < 4; i++) bench.take('card');
    bench.at(1);
    bench.do({ type: 'take.arrive', code });
    expect(bench.serve('d1', 'o1')).toBe('A001');
    bench.at(55 * 60);
    expect(bench.serve('d1', 'o1')).toBe('A005');
    expect(reasonOf(bench, 'A005')).toBe('appointment');
    expect(bench.ticket('A002').overtaken).toBe(0);
  });

  test('an early appointment is served rather than leaving a desk idle', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.do({ type: 'book', service: 'card', people: 1, day: '2026-11-23', at: bench.now() + 60 * 60_000 }, 'o1');
    bench.do({ type: 'take.arrive', code: [...bench.state().appointments.values()][0]?.code ?? '' });
    expect(bench.serve('d1', 'o1')).toBe('A001');
  });

  test('a ticket transferred to a desk is called there only, at its old place', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.do({ type: 'openDesk', desk: 'd2' }, 'o2');
    for (let i = 0; i < 3; i++) bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    const { id, version } = bench.ticket('A001');
    bench.do({ type: 'transfer', desk: 'd1', ticket: id, version, service: 'child', forDesk: 'd2' }, 'o1');
    expect(bench.serve('d1', 'o1')).toBe('A002');
    expect(bench.serve('d2', 'o2')).toBe('A001');
  });

  test('whoever waits for a desk that closes is called by any', () => {
    const bench = createBench();
    bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
    bench.do({ type: 'openDesk', desk: 'd2' }, 'o2');
    bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    const { id, version } = bench.ticket('A001');
    const away = { type: 'transfer', desk: 'd1', ticket: id, version, service: 'card', forDesk: 'd2' } as const;
    bench.do(away, 'o1');
    bench.do({ type: 'closeDesk', desk: 'd2' }, 'o2');
    expect(bench.serve('d1', 'o1')).toBe('A001');
    bench.take('card');
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    const next = bench.ticket('A002');
    expect(bench.try({ ...away, ticket: next.id, version: next.version }, 'o1')).toEqual({
      ok: false,
      error: { type: 'DeskNotOpen' },
    });
  });
});
