import { expect, test } from 'vitest';
import { addDays } from '../kernel/time.ts';
import { lognormalBetween, quantileOf, uniform } from './distribution.ts';
import { createReplay, type Prediction, type TraceRow } from './replay.ts';

const DRAWS = 60;
const TIMES = { card: lognormalBetween(6 * 60, 18 * 60), pickup: lognormalBetween(60, 240) };

/**
 * Days of an office that does what it says: two services, one in eight with priority, who come first; two desks,
 * a third from nine o'clock. Nothing of it is known to the replay but the rows.
 */
function days(count: number): TraceRow[][] {
  return Array.from({ length: count }, (_, d) => {
    const people: TraceRow[] = [];
    let at = 7 * 3600;
    for (let i = 0; at < 14 * 3600; i++) {
      at += -Math.log(uniform(d, i)) * 200;
      const service = uniform(d, i ^ 0x51ab3) < 0.6 ? 'card' : 'pickup';
      const priority = uniform(d, i ^ 0x7f3d1) < 0.125;
      const id = `${i + 1}`;
      const day = addDays('2026-03-02', d);
      const who = { day, id, service, priority, arrival: Math.round(at), queue: 'main', openServers: null };
      people.push({ ...who, start: null, end: null, server: '' });
    }
    const free = [7 * 3600, 7 * 3600, 9 * 3600];
    const waiting = [...people];
    while (waiting.length > 0) {
      const desk = free.indexOf(Math.min(...free));
      const now = Math.max(free[desk]!, Math.min(...waiting.map(({ arrival }) => arrival)));
      const here = waiting.filter(({ arrival }) => arrival <= now);
      const next = here.find(({ priority }) => priority) ?? here[0]!;
      waiting.splice(waiting.indexOf(next), 1);
      next.start = now;
      next.server = `S${desk + 1}`;
      next.end = Math.round(now + quantileOf(TIMES[next.service as 'card'], uniform(d * 1000 + Number(next.id), 5)));
      free[desk] = next.end;
    }
    return people;
  });
}

type Row = { wait: number; prediction: Prediction };

function replayed(record: TraceRow[][], from = 0): Row[] {
  const replay = createReplay(null, DRAWS);
  return record.flatMap((rows, d) => {
    const predictions = new Map(replay(rows).map((prediction) => [prediction.customer_id, prediction]));
    return d < from
      ? []
      : rows.map((row) => ({ wait: row.start! - row.arrival, prediction: predictions.get(row.id)! }));
  });
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('every arrival of every day gets one range, in order', () => {
  const record = days(3);
  const replay = createReplay(null, DRAWS);
  for (const rows of record) {
    const predictions = replay(rows);
    expect(predictions.map(({ customer_id }) => customer_id)).toEqual(rows.map(({ id }) => id));
    for (const { day, p10_s, p50_s, p90_s, mean_s } of predictions) {
      expect(day).toBe(rows[0]?.day);
      expect(p10_s).toBeGreaterThanOrEqual(0);
      expect(p50_s).toBeGreaterThanOrEqual(p10_s);
      expect(p90_s).toBeGreaterThanOrEqual(p50_s);
      expect(Number.isFinite(mean_s)).toBe(true);
    }
  }
});

test('nothing of the future is used: the rows still to come may be anything, or nothing', () => {
  const [first = [], second = []] = days(2);
  const now = second[Math.floor(second.length / 2)]!.arrival;
  // What is not yet known at that moment: who comes later, who is called later, what ends later.
  const known = second
    .filter(({ arrival }) => arrival <= now)
    .map((row) => ({
      ...row,
      start: row.start !== null && row.start <= now ? row.start : null,
      server: row.start !== null && row.start <= now ? row.server : '',
      end: row.start !== null && row.end !== null && row.end <= now ? row.end : null,
    }));
  const run = (rows: TraceRow[]) => {
    const replay = createReplay(null, DRAWS);
    replay(first);
    return replay(rows);
  };
  expect(run(known)).toEqual(run(second).slice(0, known.length));
});

test('one line does not know in its morning what another learns in its afternoon', () => {
  const [rows = []] = days(1);
  const first = rows.map((row) => ({ ...row, queue: 'a' }));
  const second = rows.map((row) => ({ ...row, id: `b${row.id}`, queue: 'b' }));
  const noon = second[20]!.arrival;
  const later = first.map((row) =>
    row.start === null || row.start < noon ? row : { ...row, start: row.start + 3000, end: row.end! + 3000 },
  );
  const told = (other: TraceRow[]) =>
    createReplay(
      null,
      DRAWS,
    )([...other, ...second].sort((a, b) => a.arrival - b.arrival))
      .filter(({ customer_id }) => customer_id.startsWith('b'))
      .slice(0, 20);
  expect(told(later)).toEqual(told(first));
});

test('a count of desks is that of the coming, not of the call: those called since keep their desks', () => {
  const row = (minute: number, start: number | null, openServers: number): TraceRow => ({
    day: '2026-03-02',
    id: `${minute}`,
    service: 'card',
    priority: false,
    arrival: 7 * 3600 + minute * 60,
    start: start === null ? null : 7 * 3600 + start * 60,
    end: null,
    queue: 'main',
    server: '',
    openServers,
  });
  const rows = [0, 1, 2, 3].map((minute) => row(minute, 21, 1));
  const told = createReplay(null, DRAWS)([...rows, row(20, null, 4), row(21.5, null, 4)]);
  expect(told.at(-1)?.p50_s).toBeGreaterThan(120);
});

test('who is called in the very second of coming is not known to those of the same second', () => {
  const [rows = []] = days(1);
  const quiet = rows.find(({ start, arrival }, i) => i > 20 && start === arrival)!;
  const twin = { ...quiet, id: 'twin', start: null, server: '', end: null };
  const place = rows.indexOf(quiet);
  const at = (list: TraceRow[], id: string) =>
    createReplay(null, DRAWS)(list).find(({ customer_id }) => customer_id === id);
  const both = [...rows.slice(0, place + 1), twin];
  const called = at(both, 'twin');
  const notCalled = at([...rows.slice(0, place), { ...quiet, start: null, server: '', end: null }, twin], 'twin');
  expect(called).toEqual(notCalled);
});

test('learns times, rule and desks of an office it does not know, and its ranges hold eight of ten', () => {
  const rows = replayed(days(16), 6);
  const error = mean(rows.map(({ wait, prediction }) => Math.abs(wait - prediction.p50_s)));
  const usual = mean(rows.map(({ wait }) => wait));
  const naive = mean(rows.map(({ wait }) => Math.abs(wait - usual)));
  const inside = mean(
    rows.map(({ wait, prediction: { p10_s, p90_s } }) => Number(p10_s <= wait + 0.5 && wait <= p90_s + 0.5)),
  );
  expect(rows.length).toBeGreaterThan(1000);
  expect(error).toBeLessThan(naive * 0.55);
  expect(inside).toBeGreaterThan(0.74);
  expect(inside).toBeLessThan(0.9);
});

test('a known roster is used: who comes before a desk opens is told when it will', () => {
  const arrival = 7 * 3600;
  const row = {
    day: '2026-03-02',
    id: '1',
    service: 'card',
    priority: false,
    arrival,
    queue: 'main',
    openServers: null,
  };
  const rows: TraceRow[] = [{ ...row, start: arrival + 1800, end: arrival + 2400, server: 'S1' }];
  const [told] = createReplay([{ from: arrival + 1800, desks: 1 }], DRAWS)(rows);
  expect(told?.p50_s).toBeGreaterThan(1790);
  expect(told?.p50_s).toBeLessThan(1900);
});

test('a record without desks and ends is replayed with what it has, the desks it counts among it', () => {
  const record = days(8).map((rows) =>
    rows.map((row) => ({ ...row, end: null, server: '', openServers: row.arrival < 9 * 3600 ? 2 : 3 })),
  );
  const rows = replayed(record, 4);
  const error = mean(rows.map(({ wait, prediction }) => Math.abs(wait - prediction.p50_s)));
  const usual = mean(rows.map(({ wait }) => wait));
  expect(error).toBeLessThan(mean(rows.map(({ wait }) => Math.abs(wait - usual))) * 0.75);
});

test('those who give up leave the line', () => {
  const [rows = []] = days(1);
  const left = rows.map((row, i) => (i % 5 === 4 ? { ...row, start: null, server: '', end: row.arrival + 240 } : row));
  expect(createReplay(null, DRAWS)(left)).toHaveLength(rows.length);
});
