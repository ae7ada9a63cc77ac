import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createReplay, type TracePlan, type TraceRow } from '../core/estimate/replay.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { addDays } from '../core/kernel/time.ts';
import { openOut } from './out.ts';

export type ReplayOptions = { trace: string; history: string | null; plan: string | null; out: string };
/** `line` is where a file is wrong; 0 where it cannot be read at all. */
export type ReplayFailure =
  | { type: 'TraceUnreadable' | 'PlanUnreadable'; file: string; line: number }
  | { type: 'OutUnwritable'; file: string };

/** Futures drawn for each arrival: an office draws fewer, because 300 people wait for its answer at once. */
const DRAWS = 200;

/** Runs a recorded queue through the estimator and writes one prediction a line for every arrival. Returns how many. */
export function replay(options: ReplayOptions): Result<{ predictions: number; days: number }, ReplayFailure> {
  let plan: TracePlan | null = null;
  if (options.plan !== null) {
    const read = readPlan(options.plan);
    if (!read.ok) return read;
    plan = read.value;
  }
  const history = options.history === null ? ok([]) : readTrace(options.history);
  if (!history.ok) return history;
  const trace = readTrace(options.trace);
  if (!trace.ok) return trace;
  // Opened before the work of a minute, so that a folder that is not there is told at once.
  const out = openOut(options.out);
  if (out === null) return fail({ type: 'OutUnwritable', file: options.out });
  try {
    const day = createReplay(plan, DRAWS);
    for (const rows of history.value) day(rows);
    let predictions = 0;
    for (const rows of trace.value) {
      const lines = day(rows);
      predictions += lines.length;
      if (!out.write(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
        return fail({ type: 'OutUnwritable', file: options.out });
    }
    if (!out.keep()) return fail({ type: 'OutUnwritable', file: options.out });
    return ok({ predictions, days: trace.value.length });
  } finally {
    out.close();
  }
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

/** A customer may not be called two days later: such a time is a mistake of the record, s. */
const LATEST = 2 * 86_400;

/** The days of a trace by date (CSV, plain or .gz; columns of shared/traces/README.md), the rows of each by arrival. */
function readTrace(file: string): Result<TraceRow[][], ReplayFailure> {
  const lines = readLines(file);
  if (lines === null) return fail({ type: 'TraceUnreadable', file, line: 0 });
  const names = cellsOf(lines[0] ?? '');
  if (COLUMNS.some((name) => !names.includes(name))) return fail({ type: 'TraceUnreadable', file, line: 1 });
  const places = new Map(names.map((name, i) => [name, i]));
  const days = new Map<string, TraceRow[]>();
  for (let i = 1; i < lines.length; i++) {
    if (lines[i] === '') continue;
    const cells = cellsOf(lines[i]!);
    const row = cells.length === names.length ? readRow((name) => cells[places.get(name) ?? -1] ?? '') : null;
    if (row === null) return fail({ type: 'TraceUnreadable', file, line: i + 1 });
    const rows = days.get(row.day);
    if (rows) rows.push(row);
    else days.set(row.day, [row]);
  }
  // Neither days nor rows need be sorted; what is learned of a day must not serve an earlier one.
  const sorted = [...days.keys()].sort().map((day) => days.get(day)!);
  return ok(sorted.map((rows) => rows.sort((a, b) => a.arrival - b.arrival)));
}

/** The lines of a text file as any program writes it: packed or not, with a byte-order mark, with CRLF. */
function readLines(file: string): string[] | null {
  try {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return text.replace(/^\uFEFF/, '').split(/\r?\n/);
  } catch {
    return null;
  }
}

/** The cells of a line; one in quotes may hold commas. */
function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells = `,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

function readRow(cell: (name: string) => string): TraceRow | null {
  const number = (name: string) => (cell(name).trim() === '' ? null : Number(cell(name)));
  const [arrival, start, end, openServers] = [
    number('arrival_s'),
    number('start_s'),
    number('end_s'),
    number('open_servers'),
  ];
  const [day, outcome] = [cell('day'), cell('outcome')];
  const isTime = (value: number | null) => value === null || (value >= 0 && value < LATEST);
  if (arrival === null || ![arrival, start, end].every(isTime)) return null;
  if (openServers !== null && !(openServers >= 0 && openServers < 1000)) return null;
  if (!isDay(day) || (outcome !== 'served' && outcome !== 'abandoned')) return null;
  return {
    day,
    id: cell('customer_id'),
    service: cell('service_type'),
    priority: cell('priority') === '1',
    arrival,
    start: outcome === 'served' ? start : null,
    end,
    queue: cell('queue') || 'main',
    server: cell('server'),
    openServers,
  };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

function readPlan(file: string): Result<TracePlan, ReplayFailure> {
  const all = readLines(file);
  if (all === null) return fail({ type: 'PlanUnreadable', file, line: 0 });
  const [head, ...lines] = all;
  if (head !== 'from_s,open_servers') return fail({ type: 'PlanUnreadable', file, line: 1 });
  const plan: { from: number; desks: number }[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '') continue;
    const cells = line.split(',');
    const [from = Number.NaN, desks = Number.NaN] = cells.map((cell) =>
      cell.trim() === '' ? Number.NaN : Number(cell),
    );
    const inOrder = from > (plan.at(-1)?.from ?? Number.NEGATIVE_INFINITY);
    const whole = Number.isFinite(from) && Number.isInteger(desks) && desks >= 0 && desks < 1000;
    if (cells.length !== 2 || !whole || !inOrder) return fail({ type: 'PlanUnreadable', file, line: i + 2 });
    plan.push({ from, desks });
  }
  return ok(plan);
}
