import { MINUTE } from '../kernel/time.ts';
import type { QueueRules } from '../office/settings.ts';
import { byArrival, type CallingDesk, canCall, isSpecial, type LineTicket, pickNext } from '../queue/order.ts';
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
type Distribution = { p10: number; p50: number; p90: number; mean: number };

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
  const line: Simulated[] = [...office.line.map((ticket) => ({ ...ticket, ghost: false, waits: [] })), ...ghosts];
  line.sort(byArrival);
  const overtaken = line.map((ticket) => ticket.overtaken);
  const again = () => {
    // The same copies serve every future: 60 times 300 new ones would keep the garbage collector busy.
    for (const [i, ticket] of line.entries()) ticket.overtaken = overtaken[i]!;
  };

  for (let draw = 0; draw < model.draws; draw++) {
    again();
    run(office, line, model, now, draw, (ticket, at) => ticket.waits.push(at - now));
  }
  const order: { ticket: string; reason: OrderReason }[] = [];
  again();
  run(office, line, model, now, null, (ticket, _, reason) => {
    if (!ticket.ghost) order.push({ ticket: ticket.id, reason });
  });

  const tickets = new Map<string, Distribution>();
  const services = new Map<string, Distribution>();
  for (const ticket of line) {
    if (ticket.waits.length === 0) continue;
    if (ticket.ghost) services.set(ticket.service, distribution(ticket.waits));
    else tickets.set(ticket.id, distribution(ticket.waits));
  }
  return { tickets, services, order };
}

/** `waits` are the times to the call in each future, ms. */
type Simulated = LineTicket & { people: number; ghost: boolean; waits: number[] };
type Called = (ticket: Simulated, at: number, reason: OrderReason) => void;

/** One future: every call until nobody is left whom an open desk can serve. `draw` null takes typical times. */
function run(
  office: OfficeNow,
  all: readonly Simulated[],
  model: EstimateModel,
  now: number,
  draw: number | null,
  called: Called,
): void {
  const line = [...all];
  const desks = office.desks.map((desk, index) => ({
    desk,
    freeAt: desk.busy === null ? now : now + residual(desk.busy, model, now, draw, index),
  }));
  const kinds = kindsOf(line);
  const turns = new Map(office.turns);
  let calls = office.calls;

  while (line.length > 0 && desks.length > 0) {
    let first = 0;
    for (let i = 1; i < desks.length; i++) if (desks[i]!.freeAt < desks[first]!.freeAt) first = i;
    const { desk, freeAt } = desks[first]!;
    const pick = pickNext(line, desk, office.rules, freeAt, calls, turns, candidates(kinds, desk));
    if (pick === null) {
      desks.splice(first, 1);
      continue;
    }
    line.splice(line.indexOf(pick.ticket), 1);
    const kind = kinds[kindOf(pick.ticket)]!;
    kind.splice(kind.indexOf(pick.ticket), 1);
    called(pick.ticket, freeAt, pick.reason);
    // Somebody who might come takes no desk from those who are here.
    if (pick.ticket.ghost) continue;
    for (const other of pick.overtook) other.overtaken += 1;
    if (pick.turn !== null) turns.set(pick.turn.key, pick.turn.turn);
    calls += 1;
    desks[first]!.freeAt = freeAt + serviceTime(pick.ticket, model, draw) + model.gapSeconds * 1000;
  }
}

/** Those among whom the rules may choose: looking at 300 tickets for each of 300 calls of 60 futures takes too long. */
function candidates([specials = [], ...plain]: readonly (readonly Simulated[])[], desk: CallingDesk): Simulated[] {
  const list = [...specials];
  for (const kind of plain) {
    const head = kind.find((ticket) => canCall(desk, ticket));
    if (head) list.push(head);
  }
  return list;
}

/** Tickets by arrival in three lists: with a right of their own, priority, regular. */
function kindsOf(line: readonly Simulated[]): Simulated[][] {
  const kinds: Simulated[][] = [[], [], []];
  for (const ticket of line) kinds[kindOf(ticket)]!.push(ticket);
  return kinds;
}

function kindOf(ticket: Simulated): 0 | 1 | 2 {
  return isSpecial(ticket) ? 0 : ticket.priority !== null ? 1 : 2;
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
    waits: [],
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

function distribution(times: readonly number[]): Distribution {
  const sorted = Float64Array.from(times).sort();
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

/** Standard normal quantile, P. J. Acklam's rational approximation, relative error below 1.2e-9. */
function quantile(p: number): number {
  if (p < 0.02425) return tailQuantile(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tailQuantile(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (
    (q *
      (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
        30.66479806614716) *
        r +
        2.506628277459239)) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}

function tailQuantile(q: number): number {
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
  );
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
