import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../kernel/time.ts';
import { createBench, MORNING, testSettings } from '../testing/office.ts';
import { dayFigures, todayFigures } from './figures.ts';

const TODAY = '2026-11-23';

/** Three cards and an e-ID from 07:00; two served at desk 1 (5 and 9 minutes), one absent, one still waiting. */
function morning() {
  const bench = createBench(
    testSettings({ queue: { ...testSettings().queue, overnight: 'keep', noShowGapSeconds: 0 } }),
  );
  for (const service of ['card', 'card', 'card', 'eid']) bench.take(service);
  bench.do({ type: 'openDesk', desk: 'd1' }, 'o1');
  const serve = (from: number, to: number) => {
    bench.at(from);
    bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
    const ticket = bench.state().desks.get('d1')?.ticket ?? '';
    const at = () => ({ desk: 'd1', ticket, version: bench.state().tickets.get(ticket)?.version ?? 0 });
    bench.do({ type: 'start', ...at() }, 'o1');
    bench.at(to);
    const work = [{ procedure: 'CARD_1', count: 2, ageBand: '14+', outcome: 'collected', reason: null }] as const;
    bench.do({ type: 'done', ...at(), work: [...work] }, 'o1');
  };
  serve(10 * 60, 15 * 60);
  serve(61 * 60, 70 * 60);
  bench.at(71 * 60);
  bench.do({ type: 'callNext', desk: 'd1' }, 'o1');
  const absent = bench.ticket('A003');
  bench.do({ type: 'recall', desk: 'd1', ticket: absent.id, version: absent.version }, 'o1');
  bench.do({ type: 'absent', desk: 'd1', ticket: absent.id, version: bench.ticket('A003').version }, 'o1');
  return bench;
}

test('a morning in figures: counts, nearest-rank waits, by service, desk and hour', () => {
  const bench = morning();
  const settings = testSettings();
  const changes = [{ at: MORNING, desk: 'd1', open: true }];
  const figures = dayFigures([...bench.state().tickets.values()], changes, settings, TODAY, MORNING + 2 * HOUR);
  const total = { issued: 4, served: 2, absent: 1, waiting: 1, waitMedian: 61, waitP90: 71, serviceMedian: 5 };
  expect(figures.total).toEqual({ key: 'total', label: '', ...total });
  expect(figures.byService.map(({ key, issued, served }) => [key, issued, served])).toEqual([
    ['card', 3, 2],
    ['eid', 1, 0],
  ]);
  expect(figures.byDesk.map(({ label, served, absent }) => [label, served, absent])).toEqual([['1', 2, 1]]);
  expect(figures.byHour.slice(0, 2).map(({ hour, issued, desks }) => [hour, issued, desks])).toEqual([
    [7, 4, 1],
    [8, 0, 1],
  ]);
  expect(figures.work).toEqual([{ procedure: 'CARD_1', ageBand: '14+', outcome: 'collected', count: 4 }]);
  // 07:00 all four wait; 07:15 the first is called; 08:15 two were served, one was absent, the e-ID still waits.
  expect(figures.curve.slice(0, 6).map(({ waiting }) => waiting)).toEqual([4, 3, 3, 3, 3, 1]);
  const today = todayFigures([...bench.state().tickets.values()], changes, TODAY, MORNING + 2 * HOUR);
  expect(today.byHour.slice(0, 2).map(({ arrived, served }) => [arrived, served])).toEqual([
    [4, 1],
    [0, 1],
  ]);
});

test("a number kept overnight is issued on one day, served on the next, and its night is nobody's wait", () => {
  const bench = morning();
  bench.at((DAY + 30 * MINUTE) / 1000);
  bench.take('card');
  bench.do({ type: 'openDesk', desk: 'd3' }, 'o3');
  expect(bench.serve('d3', 'o3')).toBe('C001');
  const tickets = [...bench.state().tickets.values()];
  const today = dayFigures(tickets, [], testSettings(), '2026-11-24', MORNING + DAY + HOUR);
  expect(today.total).toMatchObject({ issued: 1, served: 1, waiting: 1, waitMedian: null });
  const yesterday = dayFigures(tickets, [], testSettings(), TODAY, MORNING + DAY + HOUR);
  expect(yesterday.total).toMatchObject({ issued: 1, served: 0 });
});

test('an empty day has no percentiles and no curve', () => {
  const figures = dayFigures([], [], testSettings(), TODAY, MORNING + HOUR);
  expect(figures.total).toMatchObject({ issued: 0, waitMedian: null, waitP90: null });
  expect(figures.curve).toEqual([]);
});
