import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { createReplay, type Prediction, type TracePlan, type TraceRow } from '../core/estimate/replay.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';

export type ReplayOptions = { trace: string; history: string | null; plan: string | null; out: string };
export type ReplayFailure = { type: 'TraceUnreadable' | 'PlanUnreadable'; file: string; line: number };

/** Futures drawn for each arrival: an office draws fewer, because 300 people wait for its answer at once. */
const DRAWS = 200;

/** Runs a recorded queue through the estimator and writes one prediction a line for every arrival. Returns how many. */
export async function replay(
  options: ReplayOptions,
): Promise<Result<{ predictions: number; days: number }, ReplayFailure>> {
  let plan: TracePlan | null = null;
  if (options.plan !== null) {
    const read = readPlan(options.plan);
    if (!read.ok) return read;
    plan = read.value;
  }
  const day = createReplay(plan, DRAWS);
  if (options.history !== null) {
    const learned = await eachDay(options.history, (rows) => day(rows));
    if (!learned.ok) return learned;
  }
  // Read to its end before anything is written: a half file would be scored as a whole one.
  const all: Prediction[][] = [];
  const run = await eachDay(options.trace, (rows) => void all.push(day(rows)));
  if (!run.ok) return run;
  const out = createWriteStream(options.out);
  for (const predictions of all) {
    const text = predictions.map((prediction) => `${JSON.stringify(prediction)}\n`).join('');
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return ok({ predictions: all.reduce((sum, { length }) => sum + length, 0), days: all.length });
}

const COLUMNS = [
  'day',
  'customer_id',
  'service_type',
  'priority',
  'arrival_s',
  'start_s',
  'end_s',
  'outcome',
  'server',
];

/** Calls `work` with each day of a trace (CSV, plain or .gz; columns of shared/traces/README.md), its rows by arrival. */
async function eachDay(file: string, work: (rows: TraceRow[]) => void): Promise<Result<null, ReplayFailure>> {
  if (!existsSync(file)) return fail({ type: 'TraceUnreadable', file, line: 0 });
  const days = new Map<string, TraceRow[]>();
  const bytes = createReadStream(file);
  const lines = createInterface({ input: file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes });
  let names: string[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (number === 1) {
      names = line.split(',');
      if (COLUMNS.some((name) => !names.includes(name))) return fail({ type: 'TraceUnreadable', file, line: 1 });
      continue;
    }
    if (line === '') continue;
    const cells = line.split(',');
    const row = cells.length === names.length ? readRow((name) => cells[names.indexOf(name)] ?? '') : null;
    if (row === null) return fail({ type: 'TraceUnreadable', file, line: number });
    const rows = days.get(row.day);
    if (rows) rows.push(row);
    else days.set(row.day, [row]);
  }
  // A day's rows need not be sorted; the days are taken as they come, as the scorer does.
  for (const rows of days.values()) work(rows.sort((a, b) => a.arrival - b.arrival));
  return ok(null);
}

function readRow(cell: (name: string) => string): TraceRow | null {
  const time = (name: string) => (cell(name) === '' ? null : Number(cell(name)));
  const arrival = Number(cell('arrival_s'));
  const [start, end, openServers] = [time('start_s'), time('end_s'), time('open_servers')];
  const served = cell('outcome') === 'served';
  const wrong = [arrival, start, end, openServers].some((value) => value !== null && !Number.isFinite(value));
  if (wrong || cell('arrival_s') === '' || !/^\d{4}-\d{2}-\d{2}$/.test(cell('day'))) return null;
  return {
    day: cell('day'),
    id: cell('customer_id'),
    service: cell('service_type'),
    priority: cell('priority') === '1',
    arrival,
    start: served ? start : null,
    end,
    queue: cell('queue') || 'main',
    server: cell('server'),
    openServers,
  };
}

function readPlan(file: string): Result<TracePlan, ReplayFailure> {
  if (!existsSync(file)) return fail({ type: 'PlanUnreadable', file, line: 0 });
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  if (head?.trim() !== 'from_s,open_servers') return fail({ type: 'PlanUnreadable', file, line: 1 });
  const plan: { from: number; desks: number }[] = [];
  for (const [i, line] of lines.entries()) {
    const [from, desks] = line.split(',').map(Number);
    const before = plan.at(-1);
    const whole = Number.isFinite(from) && Number.isInteger(desks) && desks !== undefined && desks >= 0;
    if (from === undefined || !whole || (before && from <= before.from))
      return fail({ type: 'PlanUnreadable', file, line: i + 2 });
    plan.push({ from, desks });
  }
  return ok(plan);
}
