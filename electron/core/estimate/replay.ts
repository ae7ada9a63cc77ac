import { addDays, instantOf, MINUTE } from '../kernel/time.ts';
import { defaultSettings, type Service, type Settings } from '../office/settings.ts';
import type { QueueCommand } from '../queue/commands.ts';
import { type Deciding, decide, waitingLine } from '../queue/decide.ts';
import { deskOf, emptyQueue, evolve } from '../queue/evolve.ts';
import type { DeskState, QueueEvent, QueueState } from '../queue/types.ts';
import { type Calibration, createCalibration } from './calibrate.ts';
import { type Duration, lognormalBetween } from './distribution.ts';
import { createEstimator } from './estimator.ts';
import { createRuleLearning, lineOf } from './rule.ts';

/** A customer of a recorded queue; times in seconds since midnight of the day, null where they were not recorded. */
export type TraceRow = {
  day: string;
  id: string;
  service: string;
  priority: boolean;
  arrival: number;
  start: number | null;
  end: number | null;
  /** The waiting line: whoever is in one is in no other. */
  queue: string;
  /** The desk; empty where it was not recorded. */
  server: string;
  openServers: number | null;
};

export type Prediction = {
  day: string;
  customer_id: string;
  p10_s: number;
  p50_s: number;
  p90_s: number;
  mean_s: number;
};

/** From `from` seconds since midnight on so many desks are open: the roster of a simulated office. */
export type TracePlan = readonly { from: number; desks: number }[];

/**
 * Runs recorded days, one after the other, through the queue core and the estimator, and gives an estimate for every
 * arrival from what was known at that instant. What is learned of one day serves the next; a new line begins with
 * what the others have taught.
 */
export function createReplay(plan: TracePlan | null, draws: number): (rows: readonly TraceRow[]) => Prediction[] {
  const lines = new Map<string, Line>();
  const beliefs = createBeliefs();
  return (rows) => {
    for (const queue of new Set(rows.map((row) => row.queue))) {
      const line = lines.get(queue) ?? createLine(plan, draws, beliefs);
      lines.set(queue, line);
      line.begin(rows.filter((row) => row.queue === queue));
    }
    // All lines at once: they learn from each other, and none may know another's afternoon in its own morning.
    return happenings(rows).flatMap((happening) => lines.get(happening.row.queue)?.next(happening) ?? []);
  };
}

/** How long a service takes at other lines; where it is unknown there too, somewhere between two and fifteen minutes. */
type Beliefs = { of(service: string): Duration; learn(service: string, ms: number): void; calibration: Calibration };

function createBeliefs(): Beliefs {
  const calibration = createCalibration();
  const seen = new Map<string, { n: number; mean: number; square: number }>();
  return {
    calibration,
    of(service) {
      const known = seen.get(service) ?? seen.get('');
      if (!known || known.n < 20) return lognormalBetween(2 * MINUTE, 15 * MINUTE);
      return { mu: known.mean, sigma: Math.sqrt(Math.max(known.square, 0.01)), shape: null };
    },
    learn(service, ms) {
      const log = Math.log(Math.max(ms, 1000));
      for (const key of [service, '']) {
        const known = seen.get(key) ?? { n: 0, mean: 0, square: 0 };
        const n = Math.min(known.n + 1, 2000);
        const off = log - known.mean;
        const mean = known.mean + off / n;
        seen.set(key, { n, mean, square: known.square + (off * (log - mean) - known.square) / n });
      }
    },
  };
}

/** A desk that nobody named: of a roster, or of a record that only counts them. */
const UNNAMED = 'desk ';
/** Nobody says when a desk of a record is closed: one that is idle for so long is, ms. */
const IDLE = 15 * MINUTE;

/** One waiting line: the queue core's state of the running day, and what was learned of it before. */
type Line = {
  begin(rows: readonly TraceRow[]): void;
  /** Lets one thing happen; an estimate where it was somebody's coming. */
  next(happening: Happening): Prediction | null;
};

function createLine(plan: TracePlan | null, draws: number, beliefs: Beliefs): Line {
  const usual = { ...defaultSettings.queue, overtakeLimit: 50 };
  let settings: Settings = { ...defaultSettings, services: [], desks: [] };
  let state: QueueState = emptyQueue;
  let midnight = 0;
  let now = 0;
  let ids = 0;
  /** Since when somebody has waited without a break: a desk's time says something only while it was wanted. */
  let wantedSince = 0;
  let named = false;
  let tickets = new Map<TraceRow, string>();
  const lastEnd = new Map<string, number>();
  const rule = createRuleLearning(usual);
  const planned = (plan ?? []).map(({ from, desks }) => ({ ms: from * 1000, desks }));

  const estimator = createEstimator({
    settings: () => settings,
    prior: beliefs.of,
    plan(at) {
      const present = planned.findLast(({ ms }) => midnight + ms <= at)?.desks ?? 0;
      const coming = planned.filter(({ ms }) => midnight + ms > at);
      if (planned.length === 0) return [];
      return [{ from: at, desks: present }, ...coming.map(({ ms, desks }) => ({ from: midnight + ms, desks }))];
    },
    replayed: {
      calibration: beliefs.calibration,
      isOfficer: (id) => !id.startsWith(UNNAMED),
      line: (ticket) => lineOf(ticket, rule.rule()),
      arrival(at) {
        const { credit } = rule.rule();
        return credit === null ? { issuedAt: at, priority: true } : { issuedAt: at - credit, priority: null };
      },
    },
  });

  return {
    begin(rows) {
      const { day } = rows[0]!;
      state = emptyQueue;
      midnight = instantOf(day, 0);
      now = midnight;
      tickets = new Map();
      lastEnd.clear();
      named = rows.some(({ server }) => server !== '');
      const services = new Set([...settings.services.map(({ id }) => id), ...rows.map(({ service }) => service)]);
      settings = { ...settings, services: [...services].map((service) => serviceOf(service, 'A0')) };
      // One day on, so that a record's times after midnight still belong to its day.
      apply({ type: 'day.opened', data: { day: addDays(day, 1) } }, null);
    },
    next({ at, row, what }) {
      now = midnight + at * 1000;
      keepDesks(what === 'arrival' ? row.openServers : null);
      let prediction: Prediction | null = null;
      if (what === 'arrival') prediction = arrive(row);
      else if (what === 'leave') run({ type: 'cancel', ...aim(row), reason: 'citizenLeft' }, null);
      else if (what === 'start') start(row);
      else end(row);
      if (waitingLine(state).length === 0) wantedSince = Number.POSITIVE_INFINITY;
      return prediction;
    },
  };

  function arrive(row: TraceRow): Prediction {
    if (waitingLine(state).length === 0) wantedSince = now;
    const { service, priority } = row;
    // A letter has 999 numbers a day; another system may have had more people.
    const letter = `A${Math.floor(tickets.size / 900)}`;
    if (settings.services[0]?.letter !== letter)
      settings = { ...settings, services: settings.services.map(({ id }) => serviceOf(id, letter)) };
    const who = { people: 1, priority: priority ? ('merit' as const) : null, priorityReason: null, person: null };
    run({ type: 'issue', service, ...who, print: false }, null);
    tickets.set(row, `t${ids}`);
    const estimate = estimator.estimates(state, now, draws).tickets.get(`t${ids}`);
    const seconds = (ms = 0) => Math.round(ms / 100) / 10;
    return {
      day: row.day,
      customer_id: row.id,
      p10_s: seconds(estimate?.p10),
      p50_s: seconds(estimate?.p50),
      p90_s: seconds(estimate?.p90),
      mean_s: seconds(estimate?.mean),
    };
  }

  function start(row: TraceRow): void {
    const desk = deskFor(row);
    const { ticket } = aim(row);
    rule.observe(waitingLine(state), ticket, now);
    settings = { ...settings, queue: rule.rule().rules };
    // By the core's own choice where that is whom the record has; else chosen, as an officer may.
    const next = decide(state, { type: 'callNext', desk }, context(desk));
    const same = next.ok && next.value.some(({ data }) => 'ticket' in data && data.ticket === ticket);
    if (same) for (const event of next.value) apply(event, desk);
    else run({ type: 'call', desk, ...aim(row), reason: 'leaderAsked' }, desk);
    run({ type: 'start', desk, ...aim(row) }, desk);
  }

  function end(row: TraceRow): void {
    const { ticket } = aim(row);
    const desk = openDesks().find((each) => each.ticket === ticket);
    // The record may have the next customer at this desk before the end of this one.
    if (desk) makeFree(desk, false);
  }

  /** The recorded desk, or the one taken longest where none was recorded; free, whatever the record says. */
  function deskFor(row: TraceRow): string {
    const longest = openDesks().sort((a, b) => takenSince(a) - takenSince(b))[0];
    const id = row.server || longest?.id || `${UNNAMED}1`;
    if (deskOf(state, id).status === 'closed') {
      // It is one of those that the roster opened without a name.
      const unnamed = openDesks().find((desk) => desk.id.startsWith(UNNAMED) && desk.ticket === null);
      if (unnamed) run({ type: 'closeDesk', desk: unnamed.id }, unnamed.id);
      openDesk(id);
    }
    const desk = deskOf(state, id);
    // Where no end was recorded the next call is one, if somebody waited all the while.
    if (desk.ticket !== null) makeFree(desk, takenSince(desk) < wantedSince);
    return id;
  }

  function makeFree(desk: DeskState, forgotten: boolean): void {
    const ticket = state.tickets.get(desk.ticket ?? '');
    if (!ticket) return;
    if (!forgotten) beliefs.learn(ticket.service, now - takenSince(desk));
    apply({ type: 'ticket.done', data: { ticket: ticket.id, work: [], forgotten } }, desk.id);
    lastEnd.set(desk.id, now);
  }

  /**
   * Opens and closes desks as far as a roster, a count or their idleness tells. `counted` was seen at somebody's coming:
   * when they are called it is old, and would close desks that have been opened since.
   */
  function keepDesks(counted: number | null): void {
    if (planned.length > 0) setDesks(planned.findLast(({ ms }) => midnight + ms <= now)?.desks ?? 0);
    else if (!named) setDesks(Math.max(1, counted ?? openDesks().length));
    else {
      for (const desk of openDesks()) {
        const since = Math.max(desk.openedAt ?? 0, lastEnd.get(desk.id) ?? 0);
        if (desk.ticket === null && now - since > IDLE) run({ type: 'closeDesk', desk: desk.id }, desk.id);
      }
    }
  }

  function setDesks(count: number): void {
    for (let i = 1; openDesks().length < count; i++) {
      if (deskOf(state, `${UNNAMED}${i}`).status === 'closed') openDesk(`${UNNAMED}${i}`);
    }
    for (const desk of openDesks().sort((a, b) => takenSince(a) - takenSince(b))) {
      if (openDesks().length <= count) return;
      // One that is taken is closed once it is free; where no end is recorded nobody knows whether it is.
      if (desk.ticket !== null && named) continue;
      makeFree(desk, true);
      run({ type: 'closeDesk', desk: desk.id }, desk.id);
    }
  }

  function openDesk(id: string): void {
    if (settings.desks.every((desk) => desk.id !== id)) {
      settings = { ...settings, desks: [...settings.desks, { id, label: id, services: [] }] };
    }
    run({ type: 'openDesk', desk: id }, id);
  }

  function openDesks(): DeskState[] {
    return [...state.desks.values()].filter(({ status }) => status === 'open');
  }

  function takenSince(desk: DeskState): number {
    return state.tickets.get(desk.ticket ?? '')?.calledAt ?? 0;
  }

  function aim(row: TraceRow): { ticket: string; version: number } {
    const ticket = tickets.get(row) ?? '';
    return { ticket, version: state.tickets.get(ticket)?.version ?? 0 };
  }

  function context(officer: string | null): Deciding {
    const newId = () => `t${++ids}`;
    return { settings, now, officer, station: 'replay', newId, newCode: () => '0000' };
  }

  function run(command: QueueCommand, officer: string | null): void {
    const decided = decide(state, command, context(officer));
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.type}`);
    for (const event of decided.value) apply(event, officer);
  }

  function apply(event: QueueEvent, officer: string | null): void {
    estimator.observe(state, event, now);
    state = evolve(state, event, now, officer, 'replay');
  }
}

type Happening = { at: number; rank: number; row: TraceRow; what: 'arrival' | 'leave' | 'start' | 'end' };

/**
 * A day in its order. Within a second: what ends; whom of those who came before it is called; who comes; who is
 * called at once. An immediate start has its arrival's second and must not be known to the others of that second.
 */
function happenings(rows: readonly TraceRow[]): Happening[] {
  const list: Happening[] = [];
  for (const row of rows) {
    const { arrival, start, end } = row;
    list.push({ at: arrival, rank: 2, row, what: 'arrival' });
    const leaves = start ?? end;
    if (leaves !== null) {
      const at = Math.max(leaves, arrival);
      list.push({ at, rank: at === arrival ? 3 : 1, row, what: start === null ? 'leave' : 'start' });
    }
    if (start !== null && end !== null) {
      const at = Math.max(end, start, arrival);
      list.push({ at, rank: at === start ? 4 : 0, row, what: 'end' });
    }
  }
  // The sort is stable: those of one second stay in the order of the record.
  return list.sort((a, b) => a.at - b.at || a.rank - b.rank);
}

function serviceOf(id: string, letter: string): Service {
  const nothing = { vi: '', en: '' };
  return {
    id,
    letter,
    name: { vi: id, en: id },
    hint: nothing,
    bring: nothing,
    pictogram: 'card',
    procedures: [id],
    outcome: 'collected',
    ageBand: null,
    offered: true,
  };
}
