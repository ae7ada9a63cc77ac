import type { ProcedureRow } from '../api/contract.ts';
import { addDays, instantOf, MINUTE, minuteOfDay, type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { Settings } from '../office/settings.ts';
import { procedureAge } from '../people/age.ts';
import type { PersonInput } from '../people/scan.ts';
import type { StaffCommand } from '../queue/commands.ts';
import { absentFrom, freeSlots, servicesOf, usualWork, waitingLine } from '../queue/decide.ts';
import { ticketNumber } from '../queue/evolve.ts';
import type { Queue } from '../queue/queue.ts';
import {
  CHOSEN_REASONS,
  type DeskState,
  PAUSE_REASONS,
  type PriorityGroup,
  REFUSAL_REASONS,
  type Ticket,
  type WorkLine,
} from '../queue/types.ts';
import type { PresenceReason } from '../roster/events.ts';
import { CLOSES, type DemoFigures, OPENS } from './figures.ts';
import { madeUpPerson } from './people.ts';
import { createChance } from './random.ts';

/**
 * Plays the citizens and officers of a made-up office, through the same commands as real ones. It never looks at a
 * clock: whoever drives it sets the clock to `next()` and lets it do one step.
 */
export type Player = {
  /** When the next thing happens, UTC ms. */
  next(): number;
  /** Does what is due next, at the office's present time. */
  step(): void;
  /** Opens one desk more than the figures say, until the evening; its id, or null when all are open. */
  addDesk(): string | null;
  /** Nobody is left and nothing is due before this instant (UTC ms): the next morning. Null during the day. */
  morning(): number | null;
};

export type PlayerDeps = {
  queue: Queue;
  settings: () => Settings;
  procedures: readonly ProcedureRow[];
  figures: DemoFigures;
  seed: string;
  /** The first day that is played. */
  day: ServiceDay;
  now: () => number;
  /** Officers who are played, by id. */
  crew: readonly string[];
  /** Those the published roster has at the desks now, all whom it has there on this day, and those who are off. */
  onDuty: () => { now: readonly string[]; today: readonly string[]; off: () => readonly string[] };
  /** Why somebody works outside the roster. */
  givePresence: (officer: string, reason: PresenceReason) => void;
  /** Officers somebody real is signed in as: their desks are left to them. */
  present: () => ReadonlySet<string>;
  signIn: (officer: string) => void;
  signOut: (officer: string) => void;
  /** Keeps a person outside the log and gives the id. */
  keepPerson: (person: PersonInput) => string;
};

/** How likely things are that do not go by the book. */
const ODDS = {
  atTheDesk: 0.25,
  priority: 0.14,
  family: 0.12,
  noShow: 0.06,
  comesAtSecondCall: 0.4,
  returns: 0.5,
  cardRead: 0.7,
  parked: 0.03,
  transferred: 0.025,
  refused: 0.05,
  rareProcedure: 0.3,
  undone: 0.01,
  chosen: 0.01,
  paperJam: 0.02,
  leaves: 0.01,
  mistake: 0.005,
  changed: 0.02,
  powerCut: 0.15,
  closedTooEarly: 0.2,
  afterRestore: 0.05,
  appointmentKept: 0.85,
  appointmentCancelled: 0.08,
  away: 0.03,
  late: 0.06,
} as const;

/** Times of day in minutes: staff come, shifts change, the last number is given, nobody is called any more. */
const ARRIVE = OPENS - 10;
const SHIFTS = [12 * 60, 17 * 60];
const LAST_NUMBER = CLOSES - 20;
const HOME = CLOSES + 20;

/** Desks in the order in which they open: the first two serve everything between them. */
const DESK_ORDER = ['d1', 'd3', 'd4', 'd2', 'd5', 'd6'];

/** For each so many people who wait the leader opens a further desk: our services take longer than those of the figures. */
const CROWD = 14;

type Plan = { key: string; at: number; act: () => void };

export function createPlayer(deps: PlayerDeps): Player {
  const { queue, settings, figures, now } = deps;
  let day = deps.day;
  /** By the number of the day, not by its date: what is told of a demo holds on every day it is shown. */
  let begun = 0;
  let chance = createChance(deps.seed);
  /** What is going to happen, soonest first. */
  const agenda: { at: number; act: () => void }[] = [];
  /** What each played desk does next. */
  const plans = new Map<string, Plan>();
  /** When a ticket at a desk is finished with, and how; drawn once. */
  const visits = new Map<string, Visit>();
  const leaving = new Set<string>();
  /** When each officer takes a break. */
  const breaks = new Map<string, number>();
  /** Before this instant somebody who is on the roster is not there. */
  const comes = new Map<string, number>();
  let extra = 0;
  let worked: string[] = [];

  type Visit = { end: number; how: 'done' | 'park' | 'transfer'; reads: boolean; undo: boolean; work: WorkLine[] };

  const state = () => queue.state();
  const run = (command: Parameters<Queue['run']>[0], actor: string | null) =>
    queue.run(command, { actor, device: null, key: null });
  const later = (minutes: number, act: () => void) => schedule(now() + minutes * MINUTE, act);

  function schedule(at: number, act: () => void): void {
    let low = 0;
    let high = agenda.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((agenda[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    agenda.splice(low, 0, { at, act });
  }

  /** Puts a day on the agenda: everything that does not follow from something else. */
  function beginDay(): void {
    chance = createChance(`${deps.seed} ${begun}`);
    begun += 1;
    visits.clear();
    plans.clear();
    leaving.clear();
    breaks.clear();
    worked = [];
    comes.clear();
    extra = 0;
    const at = (minute: number, act: () => void) => schedule(instantOf(day, minute), act);
    at(ARRIVE, () => {
      queue.tick();
      // Drawn apart: who is late changes nothing of who comes.
      const luck = createChance(`${deps.seed} ${begun} crew`);
      for (const officer of deps.onDuty().today) {
        const draw = luck.next();
        if (draw < ODDS.away) comes.set(officer, Number.POSITIVE_INFINITY);
        else if (draw < ODDS.away + ODDS.late) comes.set(officer, luck.between(10, 35) * MINUTE);
      }
      if (chance.happens(ODDS.afterRestore)) {
        run({ type: 'restored' }, null);
        run({ type: 'setCounters', counters: {} }, someone());
      }
      for (const { code, at: due, day: of, state: booked } of state().appointments.values()) {
        if (of === day && booked === 'booked') comesByAppointment(code, due);
      }
    });
    for (const [i, mix] of figures.arrivals.entries()) {
      const from = OPENS + i * 15;
      at(from - 1, staffDesks);
      for (const [service, mean] of Object.entries(mix)) {
        for (let n = chance.poisson(mean); n > 0; n--) at(from + chance.between(0, 15), () => arrive(service));
      }
    }
    for (const minute of SHIFTS) at(minute, changeShift);
    for (let n = 4 + chance.integer(5); n > 0; n--) at(chance.between(OPENS + 30, CLOSES - 60), book);
    if (chance.happens(ODDS.powerCut)) at(chance.between(OPENS + 120, CLOSES - 120), enterPaper);
    at(LAST_NUMBER, () => run({ type: 'closeDay' }, someone()));
    if (chance.happens(ODDS.closedTooEarly)) {
      at(LAST_NUMBER - 30, () => run({ type: 'closeDay' }, someone()));
      at(LAST_NUMBER - 28, () => run({ type: 'reopenDay' }, someone()));
    }
    for (let minute = CLOSES; minute <= HOME; minute += 5) at(minute, goHome);
  }

  /** Some played officer: one at a desk if there is one. */
  function someone(): string {
    const [atDesk] = played().flatMap(({ officer }) => officer ?? []);
    return atDesk ?? deps.crew[0] ?? '';
  }

  /** Desks in use that are not left to somebody real. */
  function played(): DeskState[] {
    const present = deps.present();
    return [...state().desks.values()].filter(
      (desk) => desk.status !== 'closed' && desk.officer !== null && !present.has(desk.officer),
    );
  }

  /** Somebody the roster has here now, else (`more`) somebody of the day's other shifts. */
  function freeOfficer(more: boolean): string | null {
    const present = deps.present();
    const busy = new Set([...state().desks.values()].filter((d) => d.status !== 'closed').map((d) => d.officer));
    const { now: due, today, off } = deps.onDuty();
    // Whoever has not worked for the longest time.
    const free = (officers: readonly string[]) =>
      deps.crew
        .filter((each) => officers.includes(each) && !busy.has(each) && !present.has(each))
        .sort((a, b) => worked.indexOf(a) - worked.indexOf(b));
    const [rostered] = free(due.filter((officer) => !isMissing(officer)));
    if (rostered !== undefined || !more) return rostered ?? null;
    const isAway = (officer: string) => comes.get(officer) === Number.POSITIVE_INFINITY;
    // For somebody who does not come at all another is called in, and stays the one.
    const away = due.filter(isAway).length;
    const spare = away > 0 ? off() : [];
    const calledIn = spare.filter((officer) => worked.includes(officer));
    const [other] = [
      ...free(calledIn),
      ...(calledIn.length < away ? free(spare) : []),
      ...free(today.filter((officer) => !due.includes(officer) && !isAway(officer))),
    ];
    if (other === undefined) return null;
    deps.givePresence(other, due.some(isMissing) ? 'replacing' : 'reinforcement');
    return other;
  }

  /** Of somebody who is late the time runs from the beginning of their shift. */
  function isMissing(officer: string): boolean {
    const late = comes.get(officer);
    if (late === undefined) return false;
    const minute = minuteOfDay(now());
    const began = SHIFTS.findLast((shift) => shift <= minute) ?? OPENS;
    return (minute - began) * MINUTE < late;
  }

  function takesDesk(officer: string): void {
    if (!worked.includes(officer)) deps.signIn(officer);
    worked = [...worked.filter((each) => each !== officer), officer];
    breaks.set(officer, now() + chance.between(100, 200) * MINUTE);
  }

  function openDesk(): string | null {
    const known = new Set(settings().desks.map((desk) => desk.id));
    const closed = DESK_ORDER.filter((id) => known.has(id) && (state().desks.get(id)?.status ?? 'closed') === 'closed');
    const [desk] = closed;
    const officer = desk === undefined ? null : freeOfficer(true);
    if (desk === undefined || officer === null) return null;
    if (!run({ type: 'openDesk', desk }, officer).ok) return null;
    takesDesk(officer);
    return desk;
  }

  /** As many desks as the figures say for this quarter, and one for each who is on the roster and there. */
  function staffDesks(): void {
    changeShift();
    const due = deps.onDuty().now;
    const quarter = Math.floor((minuteOfDay(now()) + 1 - OPENS) / 15);
    const crowd = Math.floor(waitingLine(state()).length / CROWD);
    const rostered = due.filter((officer) => !isMissing(officer)).length;
    const wanted = Math.max(figures.desks[quarter] ?? 0, rostered) + extra + crowd;
    const staying = played().filter((desk) => !leaving.has(desk.id));
    // Whose shift is over goes first.
    const isOver = ({ officer }: DeskState) => (due.includes(officer ?? '') ? 0 : 1);
    const byOrder = staying
      .sort((a, b) => isOver(a) - isOver(b) || DESK_ORDER.indexOf(a.id) - DESK_ORDER.indexOf(b.id))
      .map((desk) => desk.id);
    for (const id of byOrder.slice(wanted)) leaving.add(id);
    for (let n = byOrder.length; n < wanted; n++) {
      const stays = DESK_ORDER.find((id) => leaving.has(id));
      if (stays !== undefined) leaving.delete(stays);
      else if (openDesk() === null) return;
    }
  }

  /** Whoever is on the roster now takes over from those whose shift is over; a desk in a pause waits for its officer. */
  function changeShift(): void {
    const { now: due } = deps.onDuty();
    for (const desk of played()) {
      if (desk.status !== 'open' || due.includes(desk.officer ?? '')) continue;
      const officer = freeOfficer(false);
      if (officer === null) return;
      const before = desk.officer;
      if (!run({ type: 'handOver', desk: desk.id }, officer).ok) continue;
      takesDesk(officer);
      if (before !== null) deps.signOut(before);
    }
  }

  function goHome(): void {
    const last = minuteOfDay(now()) >= HOME;
    for (const desk of played()) {
      const services = servicesOf(settings(), desk.id);
      const wanted = waitingLine(state()).some((ticket) => services.has(ticket.service));
      if (last || !wanted) leaving.add(desk.id);
    }
  }

  function arrive(service: string): void {
    const people = chance.happens(ODDS.family) ? 2 + chance.integer(3) : 1;
    const group: PriorityGroup | null = chance.happens(ODDS.priority)
      ? (chance.weighted({
          elderly: 6,
          smallChild: 3,
          pregnant: 2,
          disability: 2,
          merit: 1,
          other: 1,
        }) as PriorityGroup)
      : null;
    const atDesk = group === 'other' || chance.happens(ODDS.atTheDesk);
    const issued = atDesk
      ? run(
          {
            type: 'issue',
            service,
            people,
            priority: group,
            priorityReason: group === 'other' ? chance.pick(['farAway', 'urgent', 'officialDuty']) : null,
            person: null,
            print: true,
          },
          someone(),
        )
      : run({ type: 'take.issue', service, people, priority: group, person: null }, null);
    if (issued.ok && issued.value.ticket !== null) oddities(issued.value.ticket);
  }

  /** What may happen to somebody who waits. */
  function oddities(id: string): void {
    const ticket = () => state().tickets.get(id);
    const waiting = (act: (ticket: Ticket) => void) => () => {
      const found = ticket();
      if (found?.state === 'waiting') act(found);
    };
    const version = (found: Ticket) => ({ ticket: found.id, version: found.version });
    if (chance.happens(ODDS.paperJam)) {
      later(0.2, () => run({ type: 'take.printFailed', ticket: id }, null));
      later(
        0.8,
        waiting((found) => run({ type: 'reprint', ...version(found) }, someone())),
      );
    } else if (chance.happens(ODDS.leaves)) {
      later(
        chance.between(5, 20),
        waiting((found) => run({ type: 'cancel', ...version(found), reason: 'citizenLeft' }, someone())),
      );
    } else if (chance.happens(ODDS.mistake)) {
      later(
        chance.between(0.5, 2),
        waiting((found) => run({ type: 'void', ...version(found), reason: 'mistake' }, someone())),
      );
    } else if (chance.happens(ODDS.changed)) {
      later(
        chance.between(1, 5),
        waiting((found) =>
          run(
            {
              type: 'change',
              ...version(found),
              people: Math.min(12, found.people + 1),
              priority: found.priority,
              priorityReason: found.priorityReason,
            },
            someone(),
          ),
        ),
      );
    }
  }

  function comesByAppointment(code: string, due: number): void {
    const draw = chance.next();
    if (draw < ODDS.appointmentKept) {
      schedule(due + chance.between(-15, 8) * MINUTE, () => run({ type: 'take.arrive', code }, null));
    } else if (draw < ODDS.appointmentKept + ODDS.appointmentCancelled) {
      schedule(due - chance.between(20, 60) * MINUTE, () => {
        const found = [...state().appointments.values()].find((a) => a.code === code && a.state === 'booked');
        if (found) run({ type: 'cancelAppointment', appointment: found.id }, someone());
      });
    }
  }

  /** Somebody books for one of the coming days, at the screen or by telephone. */
  function book(): void {
    const of = addDays(day, 1 + chance.integer(3));
    const free = freeSlots(state(), settings(), of, now()).map((slot) => slot.at);
    const at = free[chance.integer(free.length)];
    if (at === undefined) return;
    const service = chance.weighted({ card: 5, cardChild: 2, residence: 3, eid: 2 });
    if (chance.happens(0.5)) run({ type: 'take.book', service, people: 1, day: of, at }, null);
    else run({ type: 'book', service, people: 1, day: of, at }, someone());
  }

  /** The power is back: what was written by hand is typed in, one of them served in the dark. */
  function enterPaper(): void {
    const all = settings().services;
    for (let n = 0; n < 3; n++) {
      const service = all[chance.integer(all.length)];
      if (!service) continue;
      const counter = (state().counters.get(service.letter) ?? 0) + 1;
      const time = (minutesAgo: number) => {
        const minute = Math.floor(minuteOfDay(now()) - minutesAgo);
        return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      };
      run(
        {
          type: 'paper',
          number: ticketNumber(service.letter, counter),
          service: service.id,
          people: 1,
          priority: null,
          time: time(25 - 5 * n),
          served: n === 0 ? time(5) : null,
        },
        someone(),
      );
    }
  }

  /** Draws how a visit goes once the person stands at the desk. */
  function visitOf(ticket: Ticket): Visit {
    const known = visits.get(ticket.id);
    if (known) return known;
    const started = ticket.startedAt ?? now();
    const service = settings().services.find((each) => each.id === ticket.service);
    const codes = service?.procedures ?? [];
    const enabled = codes.filter((code) => deps.procedures.some((p) => p.code === code && p.enabled));
    const rare = enabled[chance.integer(enabled.length)];
    const procedure = chance.happens(ODDS.rareProcedure) && rare !== undefined ? rare : (codes[0] ?? '');
    const { low, high } = deps.procedures.find((p) => p.code === procedure)?.minutes ?? { low: 5, high: 15 };
    const minutes = Math.min(60, chance.lognormal(low, high) * (1 + 0.5 * (ticket.people - 1)));
    const draw = chance.next();
    const how = draw < ODDS.parked ? 'park' : draw < ODDS.parked + ODDS.transferred ? 'transfer' : 'done';
    const usual = service ? usualWork(service, ticket.people, null) : [];
    const work = usual.map((line) => ({
      ...line,
      procedure,
      ageBand: procedureAge(procedure) ?? line.ageBand,
      ...(chance.happens(ODDS.refused)
        ? { outcome: 'refused' as const, reason: REFUSAL_REASONS[chance.integer(REFUSAL_REASONS.length)] ?? null }
        : {}),
    }));
    const end = started + minutes * MINUTE * (how === 'done' ? 1 : 0.4);
    const reads = ticket.person === null && chance.happens(ODDS.cardRead);
    const visit: Visit = { end, how, reads, undo: chance.happens(ODDS.undone), work };
    visits.set(ticket.id, visit);
    return visit;
  }

  /** What a played desk does next and when, from how it stands now. */
  function planFor(desk: DeskState, key: string): Plan {
    const officer = desk.officer ?? '';
    const id = desk.id;
    const plan = (seconds: number, act: () => void): Plan => ({ key, at: now() + seconds * 1000, act });
    const ticket = desk.ticket === null ? undefined : state().tickets.get(desk.ticket);
    if (desk.status === 'paused') {
      const minutes = desk.pauseReason === 'meal' ? chance.between(20, 30) : chance.between(4, 10);
      return plan(minutes * 60, () => run({ type: 'resumeDesk', desk: id }, officer));
    }
    if (!ticket) {
      if (leaving.has(id)) {
        return plan(chance.between(5, 30), () => {
          if (run({ type: 'closeDesk', desk: id }, officer).ok) leaving.delete(id);
        });
      }
      const rest = breaks.get(officer);
      const open = played().filter((other) => other.status === 'open').length;
      if (rest !== undefined && rest < now() && open > 2) {
        breaks.set(officer, now() + chance.between(120, 220) * MINUTE);
        const hour = minuteOfDay(now()) / 60;
        const meal = (hour > 11 && hour < 13) || (hour > 17 && hour < 19);
        const reason = meal ? 'meal' : (PAUSE_REASONS[chance.integer(PAUSE_REASONS.length)] ?? 'break');
        return plan(5, () => run({ type: 'pauseDesk', desk: id, reason }, officer));
      }
      return plan(chance.between(5, 25), () => callSomebody(id, officer));
    }
    const at = { desk: id, ticket: ticket.id, version: ticket.version };
    if (ticket.state === 'called') {
      const missing = ticket.calls === 1 ? ODDS.noShow : 1 - ODDS.comesAtSecondCall;
      const allowed = absentFrom(ticket, settings());
      if (!chance.happens(missing)) return plan(chance.between(10, 45), () => run({ type: 'start', ...at }, officer));
      if (allowed === null) return plan(chance.between(60, 80), () => run({ type: 'recall', ...at }, officer));
      const seconds = Math.max(0, allowed - now()) / 1000 + 2;
      return plan(seconds, () => {
        if (!run({ type: 'absent', ...at }, officer).ok) return;
        if (chance.happens(ODDS.returns)) comesLater(ticket.id, 'no_show', 'return');
      });
    }
    const visit = visitOf(ticket);
    if (visit.undo) {
      return plan(4, () => {
        visit.undo = false;
        if (run({ type: 'undo', desk: id }, officer).ok) visits.delete(ticket.id);
      });
    }
    if (visit.reads) {
      return plan(chance.between(8, 25), () => {
        visit.reads = false;
        const person = deps.keepPerson(madeUpPerson(chance, ageFor(ticket), Number(day.slice(0, 4))));
        run({ type: 'attach', ticket: ticket.id, person }, officer);
      });
    }
    return plan(Math.max(2, (visit.end - now()) / 1000), () => finish(at, visit, ticket, officer));
  }

  function finish(
    at: { desk: string; ticket: string; version: number },
    visit: Visit,
    ticket: Ticket,
    officer: string,
  ): void {
    visits.delete(ticket.id);
    if (visit.how === 'park') {
      if (run({ type: 'park', ...at }, officer).ok) comesLater(ticket.id, 'parked', 'back');
      return;
    }
    if (visit.how === 'transfer') {
      const others = settings().services.filter((service) => service.id !== ticket.service);
      const service = others[chance.integer(others.length)]?.id ?? ticket.service;
      const [other] = played().filter((d) => d.id !== at.desk && servicesOf(settings(), d.id).has(service));
      const forDesk = other && chance.happens(0.5) ? other.id : null;
      run({ type: 'transfer', ...at, service, forDesk }, officer);
      return;
    }
    run({ type: 'done', ...at, work: visit.work }, officer);
  }

  function callSomebody(desk: string, officer: string): void {
    const services = servicesOf(settings(), desk);
    const line = waitingLine(state()).filter((t) => services.has(t.service) && (t.forDesk ?? desk) === desk);
    if (line.length === 0) return;
    const chosen = chance.happens(ODDS.chosen) ? line[2] : undefined;
    const command: StaffCommand = chosen
      ? {
          type: 'call',
          desk,
          ticket: chosen.id,
          version: chosen.version,
          reason: CHOSEN_REASONS[chance.integer(CHOSEN_REASONS.length)] ?? 'emergency',
        }
      : { type: 'callNext', desk };
    run(command, officer);
  }

  /** Somebody who was sent for papers, or was not there, comes back the same day. */
  function comesLater(id: string, from: Ticket['state'], type: 'back' | 'return'): void {
    later(chance.between(8, 45), () => {
      const ticket = state().tickets.get(id);
      if (ticket?.state === from) run({ type, ticket: id, version: ticket.version }, someone());
    });
  }

  function ageFor(ticket: Ticket): number {
    if (ticket.priority === 'elderly') return 61 + chance.integer(30);
    if (ticket.service === 'cardChild') return 6 + chance.integer(8);
    return 18 + chance.integer(42);
  }

  /** Plans what is new at the desks; a desk where nothing has changed keeps its plan. */
  function review(): void {
    const desks = played();
    for (const id of plans.keys()) if (!desks.some((desk) => desk.id === id)) plans.delete(id);
    for (const desk of desks) {
      const ticket = desk.ticket === null ? undefined : state().tickets.get(desk.ticket);
      const key = `${desk.officer} ${desk.status} ${desk.ticket} ${ticket?.version} ${leaving.has(desk.id)}`;
      if (plans.get(desk.id)?.key !== key) plans.set(desk.id, planFor(desk, key));
    }
  }

  function dueDesk(): { id: string; plan: Plan } | null {
    let due: { id: string; plan: Plan } | null = null;
    for (const [id, plan] of plans) if (due === null || plan.at < due.plan.at) due = { id, plan };
    return due;
  }

  function endDay(): void {
    for (const officer of worked) deps.signOut(officer);
    day = addDays(day, 1);
    beginDay();
  }

  beginDay();
  return {
    next() {
      review();
      return Math.min(agenda[0]?.at ?? Number.POSITIVE_INFINITY, dueDesk()?.plan.at ?? Number.POSITIVE_INFINITY);
    },
    step() {
      review();
      const desk = dueDesk();
      const first = agenda[0];
      if (desk && desk.plan.at < (first?.at ?? Number.POSITIVE_INFINITY)) {
        // Done once: whatever came of it, the next look plans anew.
        plans.delete(desk.id);
        desk.plan.act();
      } else if (first) {
        agenda.shift();
        first.act();
      }
      if (agenda.length === 0 && played().length === 0) endDay();
    },
    addDesk() {
      const stays = DESK_ORDER.find((id) => leaving.has(id));
      if (stays !== undefined) leaving.delete(stays);
      const desk = stays ?? openDesk();
      if (desk !== null) extra += 1;
      return desk;
    },
    morning() {
      const first = agenda[0];
      if (!first || serviceDay(now()) === day || played().length > 0) return null;
      return first.at;
    },
  };
}
