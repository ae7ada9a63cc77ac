import { MINUTE } from '../kernel/time.ts';
import type { QueueRules } from '../office/settings.ts';
import { byArrival, type CallingDesk, type LineTicket, pickNext } from '../queue/order.ts';
import type { OrderReason, Turn } from '../queue/types.ts';

/** The office as it stands at one instant: all that an estimate may use. Times in UTC ms. */
export type OfficeNow = {
  /** Waiting tickets by arrival. */
  line: readonly (LineTicket & { people: number })[];
  /** Desks that are open now. */
  desks: readonly (CallingDesk & { busy: { service: string; people: number; since: number } | null })[];
  rules: QueueRules;
  calls: number;
  turns: ReadonlyMap<string, Turn>;
  /** Services for which somebody might come now. */
  services: readonly string[];
};

/** How long things take. The next version learns it; the seam stays. */
export type EstimateModel = {
  /** Minutes of one file: 10 % are shorter than `low`, 10 % longer than `high`. */
  minutes: (service: string) => { low: number; high: number };
  /** Seconds from one person's leaving to the next one's call. */
  gapSeconds: number;
  /** How many futures are drawn. */
  draws: number;
};

/** Time from now to the call, ms. */
export type Distribution = { p10: number; p50: number; p90: number; mean: number };

export type Estimates = {
  /** By ticket id; a ticket that no open desk can serve is missing. */
  tickets: ReadonlyMap<string, Distribution>;
  /** By service, for somebody who would come now. */
  services: ReadonlyMap<string, Distribution>;
  /** The line in the order of the most likely future, with the reason for each place. */
  order: readonly { ticket: string; reason: OrderReason }[];
};

/**
 * Runs the real calling order forward from now, `draws` times with drawn service times and once with typical ones.
 * A draw belongs to its ticket, not to the moment, so a number does not flicker when nothing has happened.
 * Service times are lognormal between the model's minutes; a service in progress goes on given its elapsed time.
 */
export function estimate(office: OfficeNow, model: EstimateModel, now: number): Estimates {
  const ghosts = office.services.map((service, index) => ghost(service, index, now));
  const all: Simulated[] = [...office.line.map((ticket) => ({ ...ticket, ghost: false })), ...ghosts].sort(byArrival);
  const times = new Map<string, number[]>();

  for (let draw = 0; draw < model.draws; draw++) {
    for (const { ticket, at } of run(office, all, model, now, draw)) {
      const list = times.get(ticket.id);
      if (list) list.push(at - now);
      else times.set(ticket.id, [at - now]);
    }
  }

  const order = run(office, all, model, now, null)
    .filter(({ ticket }) => !ticket.ghost)
    .map(({ ticket, reason }) => ({ ticket: ticket.id, reason }));
  const tickets = new Map<string, Distribution>();
  const services = new Map<string, Distribution>();
  for (const ticket of all) {
    const list = times.get(ticket.id);
    if (!list) continue;
    if (ticket.ghost) services.set(ticket.service, distribution(list));
    else tickets.set(ticket.id, distribution(list));
  }
  return { tickets, services, order };
}

type Simulated = LineTicket & { people: number; ghost: boolean };
type Call = { ticket: Simulated; at: number; reason: OrderReason };

/** One future: every call until nobody is left whom an open desk can serve. `draw` null takes typical times. */
function run(
  office: OfficeNow,
  all: readonly Simulated[],
  model: EstimateModel,
  now: number,
  draw: number | null,
): Call[] {
  const line = all.map((ticket) => ({ ...ticket }));
  const desks = office.desks.map((desk, index) => ({
    desk,
    freeAt: desk.busy === null ? now : now + residual(desk.busy, model, now, draw, index),
  }));
  const turns = new Map(office.turns);
  let calls = office.calls;
  const result: Call[] = [];

  while (line.length > 0 && desks.length > 0) {
    let first = 0;
    for (let i = 1; i < desks.length; i++) if (desks[i]!.freeAt < desks[first]!.freeAt) first = i;
    const { desk, freeAt } = desks[first]!;
    const pick = pickNext(line, desk, office.rules, freeAt, calls, turns);
    if (pick === null) {
      desks.splice(first, 1);
      continue;
    }
    line.splice(line.indexOf(pick.ticket), 1);
    result.push({ ticket: pick.ticket, at: freeAt, reason: pick.reason });
    // Somebody who might come takes no desk from those who are here.
    if (pick.ticket.ghost) continue;
    for (const other of pick.overtook) other.overtaken += 1;
    if (pick.turn !== null) turns.set(pick.turn.key, pick.turn.turn);
    calls += 1;
    desks[first]!.freeAt = freeAt + serviceTime(pick.ticket, model, draw) + model.gapSeconds * 1000;
  }
  return result;
}

function ghost(service: string, index: number, now: number): Simulated {
  return {
    id: `ghost ${service}`,
    service,
    issuedAt: now + 1,
    counter: index,
    priority: null,
    appointment: null,
    forDesk: null,
    overtaken: 0,
    backAt: null,
    returnAt: null,
    people: 1,
    ghost: true,
  };
}

/** Several people on one ticket take longer, but share the greeting and the papers. */
const FURTHER_PERSON = 0.7;

function serviceTime(ticket: Simulated, model: EstimateModel, draw: number | null): number {
  const z = draw === null ? 0 : normal(draw, ticket.issuedAt ^ (ticket.counter * 7919));
  return lognormal(ticket.service, ticket.people, model, z);
}

/** What is left of a service that has already taken some time: a draw among those that last longer than it has. */
function residual(
  busy: { service: string; people: number; since: number },
  model: EstimateModel,
  now: number,
  draw: number | null,
  desk: number,
): number {
  const elapsed = now - busy.since;
  const { mu, sigma } = parameters(busy.service, busy.people, model);
  const survived = cumulative((Math.log(Math.max(elapsed, 1)) - mu) / sigma);
  const u = draw === null ? 0.5 : uniform(draw, busy.since ^ (desk * 104_729));
  // Far beyond the usual, the tail of the lognormal is numerically empty: a forgotten "Xong" ends any minute now.
  const z = quantile(Math.min(survived + u * (1 - survived), 0.9999));
  return Math.max(Math.exp(mu + sigma * z) - elapsed, MINUTE / 4);
}

function lognormal(service: string, people: number, model: EstimateModel, z: number): number {
  const { mu, sigma } = parameters(service, people, model);
  return Math.exp(mu + sigma * z);
}

const Z90 = 1.2815515655446004;

function parameters(service: string, people: number, model: EstimateModel): { mu: number; sigma: number } {
  const { low, high } = model.minutes(service);
  const factor = MINUTE * (1 + FURTHER_PERSON * (people - 1));
  const a = Math.log(low * factor);
  const b = Math.log(high * factor);
  return { mu: (a + b) / 2, sigma: Math.max((b - a) / (2 * Z90), 0.05) };
}

function distribution(times: number[]): Distribution {
  const sorted = times.sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.round(p * (sorted.length - 1)))]!;
  return {
    p10: at(0.1),
    p50: at(0.5),
    p90: at(0.9),
    mean: sorted.reduce((sum, time) => sum + time, 0) / sorted.length,
  };
}

/** A uniform number in (0, 1) that depends on the draw and the key alone (a 32-bit mixing function). */
function uniform(draw: number, key: number): number {
  let h = (Math.imul(draw + 1, 0x9e3779b1) ^ Math.imul(key | 0, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (((h ^ (h >>> 16)) >>> 0) + 0.5) / 4_294_967_296;
}

function normal(draw: number, key: number): number {
  return quantile(uniform(draw, key));
}

/** Standard normal quantile by Newton steps on `cumulative` from a logistic start; error below 1e-6 for p in [1e-4, 1-1e-4]. */
function quantile(p: number): number {
  let z = Math.log(p / (1 - p)) / 1.702;
  for (let i = 0; i < 6; i++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    if (density < 1e-12) break;
    const step = (cumulative(z) - p) / density;
    z -= Math.max(-0.5, Math.min(0.5, step));
  }
  return z;
}

/** Standard normal distribution function, Abramowitz & Stegun 26.2.17, error below 7.5e-8. */
function cumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
