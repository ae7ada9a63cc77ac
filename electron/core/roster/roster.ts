import type { Caller } from '../api/router.ts';
import type { Author, EventLog, StoredEvent } from '../kernel/log.ts';
import type { Ids, StoreFailure } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { addDays, instantOf, type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { OfficeEvent } from '../office/events.ts';
import type { Settings } from '../office/settings.ts';
import { calendarOf, needsOf } from './calendar.ts';
import { daysOf, isPeriod } from './commands.ts';
import type { PresenceReason, RosterEvent } from './events.ts';
import { type Behind, balancesOf, countOf, firstDayBehind, sharesOf } from './fairness.ts';
import { createGenerations } from './generation.ts';
import type { Place, RosterOfficer, RosterPlace, Shares } from './model.ts';
import { toProblem } from './plan.ts';
import type { Solver } from './problem.ts';
import type { RosterSettings, ShiftType } from './settings.ts';
import { spanOf } from './shifts.ts';
import { bare, placeText, type RosterProjection, without } from './tables.ts';
import type { OnDuty, RosterCommand, RosterFailure, RosterPerson, RosterView, Swap } from './views.ts';

export type Roster = {
  /** The days from `from` to `to`, of which there are at most 62, as the asker may see them. */
  view(from: ServiceDay, to: ServiceDay, caller: Caller): RosterView;
  /** Does a command once: the same `author.key` again changes nothing. Who may ask for what, `mayRun` says. */
  run(command: RosterCommand, author: Author): Result<null, RosterFailure | StoreFailure | { type: 'ClockDoubtful' }>;
  /**
   * Begins to generate, for at most so many seconds; the roster goes into the draft when the search ends or is stopped.
   * Until then its days are not changed by anybody else. One at a time.
   */
  generate(
    from: ServiceDay,
    to: ServiceDay,
    seconds: number,
    caller: Caller,
  ): Result<null, RosterFailure | { type: 'ClockDoubtful' }>;
  stop(): void;
  /** Whether new rules would leave out a shift or a team on which somebody is on duty from today on, or is being put. */
  leavesOut(rules: RosterSettings): { type: 'ShiftInUse' | 'TeamInUse' | 'RosterBusy' } | null;
  /** Who is on duty by the published roster. */
  onDuty(at: number): OnDuty;
  isPublished(day: ServiceDay): boolean;
  /** Who is on duty on a published day; nobody on any other. */
  placesOf(day: ServiceDay): Place[];
  /** Why somebody works now who is not on the roster; null until they say so. Asked anew in each shift. */
  presence(officer: string, at: number): PresenceReason | null;
  givePresence(reason: PresenceReason, author: Author): Result<null, StoreFailure | { type: 'ClockDoubtful' }>;
  /** Ends a search under way, whose roster is lost. */
  close(): void;
};

/** The roster's use cases over the log. */
export function createRoster(deps: {
  log: EventLog;
  projection: RosterProjection;
  settings: () => Settings;
  /** Everybody of the office by name. */
  officers: () => Pick<RosterPerson, 'id' | 'name' | 'rank' | 'active'>[];
  ids: Ids;
  solver: Solver;
  /** Makes every screen ask again for what it shows. */
  changed: () => void;
}): Roster {
  const { log, projection, settings, ids, solver, changed } = deps;
  const generations = createGenerations({ solver, now: log.now, changed });
  const behinds = new Map<string, { from: ServiceDay; behind: Record<string, Behind> }>();

  const rules = () => settings().roster;
  const isPublished = (day: ServiceDay) => projection.published(day, day).length > 0;
  const dutyOf = (day: ServiceDay): Place[] => (isPublished(day) ? projection.places(day, day).filter(isStanding) : []);

  /** What a command means now, as events. */
  function decide(
    command: RosterCommand,
    { actor, today, now }: { actor: string | null; today: ServiceDay; now: number },
  ): Result<RosterEvent[], RosterFailure> {
    switch (command.type) {
      case 'change': {
        const { how, off, on } = command;
        const wrong = refusedChange(off, on, today);
        return wrong ?? ok(off.length + on.length === 0 ? [] : [{ type: 'roster.changed', data: { how, off, on } }]);
      }
      case 'publish': {
        const { from, to } = command;
        if (!isPeriod(from, to)) return fail({ type: 'PeriodInvalid' });
        if (to < today) return fail({ type: 'DayPast' });
        if (isGenerated(from, to)) return fail({ type: 'RosterBusy' });
        // What is over stays as it was said then.
        return ok([{ type: 'roster.published', data: { from: from < today ? today : from, to } }]);
      }
      case 'setProfile': {
        const { officer, profile } = command;
        if (!projection.officer(officer)) return fail({ type: 'UnknownOfficer' });
        if (profile.teams.some((team) => !hasTeam(team))) return fail({ type: 'UnknownTeam' });
        const { teams, skills, far } = profile;
        return ok([
          { type: 'roster.profileSet', data: { officer, teams: unique(teams), skills: unique(skills), far } },
        ]);
      }
      case 'setLeave': {
        const { officer, from, to, kind } = command;
        if (!projection.officer(officer)) return fail({ type: 'UnknownOfficer' });
        if (from > to || daysOf(from, to) > LONGEST_LEAVE) return fail({ type: 'PeriodInvalid' });
        if (to < today) return fail({ type: 'DayPast' });
        return ok([{ type: 'roster.leaveSet', data: { id: ids.next(now), officer, from, to, kind } }]);
      }
      case 'removeLeave': {
        const leave = projection.leaveOf(command.id);
        if (!leave) return fail({ type: 'UnknownLeave' });
        if (leave.to < today) return fail({ type: 'DayPast' });
        return ok([{ type: 'roster.leaveRemoved', data: { id: leave.id } }]);
      }
      case 'setWish': {
        const { officer, day, shift, want, weight } = command;
        if (!projection.officer(officer)) return fail({ type: 'UnknownOfficer' });
        if (shift !== null && !hasShift(shift)) return fail({ type: 'UnknownShift' });
        if (day < today) return fail({ type: 'DayPast' });
        return ok([{ type: 'roster.wishSet', data: { officer, day, shift, want, weight } }]);
      }
      case 'setNeed': {
        const { day, team, shift, people } = command;
        if (!hasTeam(team)) return fail({ type: 'UnknownTeam' });
        if (!hasShift(shift)) return fail({ type: 'UnknownShift' });
        if (day < today) return fail({ type: 'DayPast' });
        return ok([{ type: 'roster.needSet', data: { day, team, shift, people } }]);
      }
      case 'askSwap': {
        const { give, to, take } = command;
        if (give.officer !== actor || (take !== null && take.officer !== to)) return fail({ type: 'SwapNotYours' });
        if (to === actor || !isHere(to)) return fail({ type: 'UnknownOfficer' });
        const swap: Swap = { id: ids.next(now), by: actor, give, to, take, state: 'asked', askedAt: now };
        const { off, on } = exchange(swap);
        // What was not published is known to nobody yet.
        if (off.some((place) => projection.place(place)?.mark === 'draft')) return fail({ type: 'RosterMoved' });
        const wrong = refusedChange(off, on, today);
        return wrong ?? ok([{ type: 'roster.swapAsked', data: { swap: swap.id, give, to, take } }]);
      }
      case 'answerSwap': {
        const swap = projection.swap(command.swap);
        if (!swap) return fail({ type: 'UnknownSwap' });
        if (swap.to !== actor) return fail({ type: 'SwapNotYours' });
        if (swap.state !== 'asked') return fail({ type: 'SwapOver' });
        if (command.agreed && firstDay(swap) < today) return fail({ type: 'DayPast' });
        return ok([{ type: 'roster.swapAnswered', data: { swap: swap.id, agreed: command.agreed } }]);
      }
      case 'decideSwap': {
        const swap = projection.swap(command.swap);
        if (!swap) return fail({ type: 'UnknownSwap' });
        if (!isOpen(swap)) return fail({ type: 'SwapOver' });
        const decided: RosterEvent = {
          type: 'roster.swapDecided',
          data: { swap: swap.id, approved: command.approved },
        };
        if (!command.approved) return ok([decided]);
        if (swap.state !== 'agreed') return fail({ type: 'SwapNotAgreed' });
        if (!isHere(swap.by) || !isHere(swap.to)) return fail({ type: 'UnknownOfficer' });
        const { off, on } = exchange(swap);
        const wrong = refusedChange(off, on, today);
        return wrong ?? ok([decided, { type: 'roster.changed', data: { how: 'swapped', off, on } }]);
      }
      case 'withdrawSwap': {
        const swap = projection.swap(command.swap);
        if (!swap) return fail({ type: 'UnknownSwap' });
        if (swap.by !== actor) return fail({ type: 'SwapNotYours' });
        if (!isOpen(swap)) return fail({ type: 'SwapOver' });
        return ok([{ type: 'roster.swapWithdrawn', data: { swap: swap.id } }]);
      }
    }
  }

  /** All of a change or nothing of it: why nothing. */
  function refusedChange(
    off: readonly Place[],
    on: readonly Place[],
    today: ServiceDay,
  ): { ok: false; error: RosterFailure } | null {
    if ([...off, ...on].some(({ day }) => day < today)) return fail({ type: 'DayPast' });
    if ([...off, ...on].some(({ day }) => isGenerated(day, day))) return fail({ type: 'RosterBusy' });
    for (const { officer, shift, team } of on) {
      if (!projection.officer(officer)) return fail({ type: 'UnknownOfficer' });
      if (!hasShift(shift)) return fail({ type: 'UnknownShift' });
      if (!hasTeam(team)) return fail({ type: 'UnknownTeam' });
    }
    const stands = (place: Place) => (projection.place(place)?.mark ?? 'withdrawn') !== 'withdrawn';
    const leaving = new Set(off.map(placeText));
    const coming = new Set(on.map(placeText));
    if (leaving.size < off.length || coming.size < on.length || !off.every(stands))
      return fail({ type: 'RosterMoved' });
    if (on.some((place) => stands(place) && !leaving.has(placeText(place)))) return fail({ type: 'RosterMoved' });
    return null;
  }

  /** Whether a roster of any of these days is being generated: it would overwrite what is done meanwhile. */
  function isGenerated(from: ServiceDay, to: ServiceDay): boolean {
    const busy = generations.busy();
    return busy !== null && from <= busy.to && to >= busy.from;
  }

  /** Puts a generated roster in the place of the one that stands; false when it cannot be written. */
  function land(from: ServiceDay, to: ServiceDay, places: readonly Place[], author: Author): boolean {
    return log.write<null, never>(author, (now) => {
      // The day may have turned since the search began.
      const today = serviceDay(now);
      const wanted = places.filter(({ day }) => day >= today);
      const standing = projection.places(from, to).filter((place) => isStanding(place) && place.day >= today);
      const off = without(standing, wanted).map(bare);
      const on = without(wanted, standing).map((place) => ({ ...bare(place), byHand: false }));
      const landed: RosterEvent = { type: 'roster.changed', data: { how: 'generated', off, on } };
      return ok({ events: off.length + on.length === 0 ? [] : [landed], value: null });
    }).ok;
  }

  /** Everybody, with the teams of which there are still some: a profile may name one that the rules no longer have. */
  function officersNow(): RosterOfficer[] {
    const known = new Set(rules().teams.map(({ id }) => id));
    return projection.officers().map((each) => ({ ...each, teams: each.teams.filter((team) => known.has(team)) }));
  }

  /** What everybody had in the months before a day: years of the roster, so it is kept until one of its events comes. */
  function behindOf(from: ServiceDay, plans: boolean): Record<string, Behind> {
    const key = `${from} ${plans}`;
    const kept = behinds.get(key);
    if (kept) return kept.behind;
    const start = firstDayBehind(rules(), from);
    const last = addDays(from, -1);
    const places = projection.places(start, last);
    const calendar = calendarOf(rules(), settings().hours, start, daysOf(start, last));
    const sharing = { settings: rules(), officers: officersNow(), leave: projection.leave(start, last), calendar };
    const behind = balancesOf(sharing, from, (plans ? places : publicOf(places)).filter(isStanding));
    if (behinds.size >= MOST_KEPT) behinds.clear();
    behinds.set(key, { from, behind });
    return behind;
  }

  log.onChange((events) => {
    for (const event of events) {
      const first = firstTouched(event);
      if (first !== null) for (const [key, { from }] of behinds) if (first < from) behinds.delete(key);
    }
  });

  const hasShift = (id: string) => rules().shifts.some((shift) => shift.id === id);
  const hasTeam = (id: string) => rules().teams.some((team) => team.id === id);
  const isHere = (id: string) => projection.officer(id)?.until === null;

  /** The shifts that run at an instant, each with the day on which it began; the last one to begin comes last. */
  function running(at: number): { day: ServiceDay; shift: ShiftType; from: number }[] {
    const today = serviceDay(at);
    return [addDays(today, -1), today]
      .flatMap((day) =>
        rules().shifts.map((shift) => {
          const { begin, end } = spanOf(shift);
          return { day, shift, from: instantOf(day, begin), to: instantOf(day, end) };
        }),
      )
      .filter(({ from, to }) => from <= at && at < to)
      .sort((a, b) => a.from - b.from);
  }

  /** For which shift somebody is there who says so now. */
  function presenceAt(at: number): { day: ServiceDay; shift: string | null } {
    const last = running(at).at(-1);
    return last ? { day: last.day, shift: last.shift.id } : { day: serviceDay(at), shift: null };
  }

  const roster: Roster = {
    view(from, to, caller) {
      const now = log.now();
      const me = caller.session?.officer ?? '';
      const plans = (caller.session?.role ?? 'officer') !== 'officer';
      const seen = plans ? (places: RosterPlace[]) => places : publicOf;
      const places = seen(projection.places(from, to));
      const standing = places.filter(isStanding);
      const named = new Set(places.map(({ officer }) => officer));
      const everybody = officersNow();
      // Who left before the period is there as long as the roster names them.
      const officers = everybody.filter(
        ({ id, since, until }) => (since <= to && (until === null || until >= from)) || named.has(id),
      );
      const leave = projection.leave(from, to);
      const calendar = calendarOf(rules(), settings().hours, from, daysOf(from, to));
      const needs = needsOf(rules(), calendar, projection.needs(from, to));
      const published = projection.published(from, to);
      const behind = behindOf(from, plans);
      const shares = sharesOf({ settings: rules(), officers, leave, calendar, needs }, behind);
      const counts = countOf(rules(), calendar, standing);
      const names = new Map(deps.officers().map((each) => [each.id, each]));
      return {
        now,
        from,
        to,
        situation: {
          settings: rules(),
          calendar,
          officers,
          leave,
          wishes: projection.wishes(from, to).filter(({ officer }) => plans || officer === me),
          needs,
          before: seen(projection.places(addDays(from, -14), addDays(from, -1)))
            .filter(isStanding)
            .map(bare),
          shares,
          published: places.filter(({ mark }) => mark === 'published' || mark === 'withdrawn').map(bare),
          publishedDays: published.map(({ day }) => day),
        },
        places,
        people: everybody.map((officer) => {
          const { name = '', rank = '', active = false } = names.get(officer.id) ?? {};
          return { ...officer, name, rank, active };
        }),
        publishedAt: Object.fromEntries(published.map(({ day, at }) => [day, at])),
        balances: officers
          .filter(({ teams }) => teams.length > 0)
          .map(({ id }) => {
            const { had, fair } = behind[id] ?? { had: NOTHING, fair: NOTHING };
            return { officer: id, had, fair, inPeriod: counts[id] ?? NOTHING };
          }),
        swaps: projection.swaps(from, to, serviceDay(now)).filter(({ by, to }) => plans || by === me || to === me),
        generation: plans ? generations.state() : null,
        changes: projection.changes(from, to).slice(0, 50),
      };
    },
    run: (command, author) =>
      log.write<null, RosterFailure>(author, (now) => {
        if (author.key !== null && log.byKey(author.key).length > 0) return ok({ events: [], value: null });
        const decided = decide(command, { actor: author.actor, today: serviceDay(now), now });
        return decided.ok ? ok({ events: decided.value, value: null }) : decided;
      }),
    generate(from, to, seconds, caller) {
      const today = serviceDay(log.now());
      if (!isPeriod(from, to)) return fail({ type: 'PeriodInvalid' });
      if (to < today) return fail({ type: 'DayPast' });
      if (generations.busy()) return fail({ type: 'RosterBusy' });
      // Found out at the end, it would cost the whole roster.
      if (log.clockState().type === 'doubtful') return fail({ type: 'ClockDoubtful' });
      const { situation, places } = roster.view(from, to, caller);
      if (situation.officers.every(({ teams }) => teams.length === 0)) return fail({ type: 'NobodyToRoster' });
      const standing = places.filter(isStanding);
      const kept = standing.filter(({ day, byHand, mark }) => day < today || byHand || mark !== 'draft');
      const planning = toProblem(situation, { kept: kept.map(bare), today });
      const by = caller.session?.officer ?? '';
      generations.begin({
        ...{ from, to, by, seconds },
        problem: planning.problem,
        // A start without a draft would only be mended shift by shift: the solver has better ones.
        start: standing.length > kept.length ? planning.fromPlaces(standing.map(bare)) : null,
        clashOf: planning.clashOf,
        land: (plan) => land(from, to, planning.toPlaces(plan), { actor: by, device: caller.device, key: null }),
      });
      return ok(null);
    },
    stop: generations.stop,
    leavesOut({ shifts, teams }) {
      if (generations.busy()) return { type: 'RosterBusy' };
      const used = projection.usedFrom(serviceDay(log.now()));
      if (used.some(({ shift }) => shifts.every(({ id }) => id !== shift))) return { type: 'ShiftInUse' };
      if (used.some(({ team }) => teams.every(({ id }) => id !== team))) return { type: 'TeamInUse' };
      return null;
    },
    onDuty(at) {
      const runs = running(at).filter(({ day }) => isPublished(day));
      const last = runs.at(-1);
      if (!last) return isPublished(serviceDay(at)) ? { shift: null, officers: [], atDesks: 0 } : null;
      const places = runs.flatMap(({ day, shift }) => dutyOf(day).filter((place) => place.shift === shift.id));
      const standing = new Set(rules().teams.flatMap(({ id, kind }) => (kind === 'standing' ? [id] : [])));
      const { id, name, from, to } = last.shift;
      return {
        shift: { id, name, from, to },
        officers: unique(places.map(({ officer }) => officer)),
        atDesks: unique(places.filter(({ team }) => standing.has(team)).map(({ officer }) => officer)).length,
      };
    },
    isPublished,
    placesOf: (day) => dutyOf(day).map(bare),
    presence(officer, at) {
      const { day, shift } = presenceAt(at);
      return projection.presence(day, officer, shift);
    },
    givePresence: (reason, author) =>
      log.write<null, never>(author, (now) => {
        const officer = author.actor ?? '';
        const { day, shift } = presenceAt(now);
        const known = projection.presence(day, officer, shift) === reason;
        const given: RosterEvent = { type: 'roster.presenceGiven', data: { officer, day, shift, reason } };
        return ok({ events: known ? [] : [given], value: null });
      }),
    close: generations.close,
  };
  return roster;
}

/** Periods whose months behind are kept at once: those of a few screens. */
const MOST_KEPT = 8;

const NOTHING: Shares = { nights: 0, weekends: 0, holidays: 0, tet: 0, hours: 0 };

/** A year, and the days around it. */
const LONGEST_LEAVE = 400;

/** The first day on which an event changes what is counted of who was on duty; null: none. */
function firstTouched(event: StoredEvent): ServiceDay | null {
  const { type, data } = event as unknown as RosterEvent | OfficeEvent;
  switch (type) {
    case 'roster.changed':
      return [...data.off, ...data.on].map(({ day }) => day).sort()[0] ?? null;
    case 'roster.published':
    case 'roster.leaveSet':
      return data.from;
    case 'settings.changed':
      return data.section === 'roster' || data.section === 'hours' ? ALWAYS : null;
    case 'roster.leaveRemoved':
    case 'roster.profileSet':
    case 'officer.added':
    case 'officer.changed':
      return ALWAYS;
    default:
      return null;
  }
}

/** Before every day there is. */
const ALWAYS: ServiceDay = '';

/** What changes hands in a swap. */
function exchange({ by, give, to, take }: Swap): { off: Place[]; on: (Place & { byHand: boolean })[] } {
  const on = [{ ...give, officer: to, byHand: true }];
  if (take) on.push({ ...take, officer: by, byHand: true });
  return { off: take ? [give, take] : [give], on };
}

function isOpen({ state }: Swap): boolean {
  return state === 'asked' || state === 'agreed';
}

function firstDay({ give, take }: Swap): ServiceDay {
  return take && take.day < give.day ? take.day : give.day;
}

/** What everybody may see: days that were published. */
function publicOf(places: RosterPlace[]): RosterPlace[] {
  return places.filter(({ mark }) => mark !== 'draft');
}

function isStanding({ mark }: RosterPlace): boolean {
  return mark !== 'withdrawn';
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
