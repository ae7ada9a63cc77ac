import type {
  ProcedureRow,
  SummaryBundle,
  SummaryDay,
  SummaryDayRow,
  SummaryStanding,
  SummaryState,
} from '../api/contract.ts';
import type { Author, EventLog, LogPosition, StoredEvent } from '../kernel/log.ts';
import type { StoreFailure } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { addDays, DAY, instantOf, isDay, MINUTE, parseClock, type ServiceDay, serviceDay } from '../kernel/time.ts';
import { defaultSettings, type Settings } from '../office/settings.ts';
import { isLive } from '../queue/evolve.ts';
import type { Queue } from '../queue/queue.ts';
import { actualDay, dutyCounts, planOf } from '../roster/actual.ts';
import type { Roster } from '../roster/roster.ts';
import type { SummaryEvent } from './events.ts';
import { bundleLabel } from './exchange.ts';
import { type ClosedDay, type DayFacts, foldDay, inOrder, PACE_DAYS, summarize } from './summarize.ts';
import { type Duty, type EnteredFigures, nothingEntered, type Summary } from './summary.ts';
import type { ReportDay, SummaryProjection } from './tables.ts';

type DaySummary = { summary: Summary; log: LogPosition[] };

type ClosingFailure =
  | StoreFailure
  | { type: 'ClockDoubtful' }
  /** The day has not come, or was before this office. */
  | { type: 'DayNotYet' | 'DayBeforeOffice' }
  /** A closed day is corrected by opening it again. */
  | { type: 'DayClosed' | 'DayNotClosed' }
  /** Somebody still waits or is being served today. */
  | { type: 'DayStillRunning' }
  /** A number of 9 or 12 digits may be a person's. */
  | { type: 'RemarkHasNumber' | 'RemarkTooLong' }
  | { type: 'EnteredInvalid' };

export type Summaries = {
  /** The day where it was closed; of an open day a draft, up to where the log stands now. */
  of(day: ServiceDay): DaySummary;
  /** The day as it was when the logs stood there, from the events alone: the same bytes whenever it is asked. */
  at(day: ServiceDay, log: readonly LogPosition[]): Summary;
  /** The day's numbers as it ended, or as they stand: what all figures of a past day are counted from. */
  facts(day: ServiceDay): DayFacts;
  /** Types the whole closing form anew. */
  enter(day: ServiceDay, entered: EnteredFigures, author: Author): Result<null, ClosingFailure>;
  remark(day: ServiceDay, text: string, author: Author): Result<null, ClosingFailure>;
  /**
   * The chief closes the day: a day gone by, or today once nobody waits or is served. Whatever happens later on a day
   * that is closed is not lost: the day counts as changed, may be closed again at once, and is closed again by the
   * clock (`closeDue`), which gives a revision.
   */
  close(day: ServiceDay, author: Author): Result<null, ClosingFailure>;
  /** Opens a closed day for a correction: the next closing gives a revision. */
  reopen(day: ServiceDay, author: Author): Result<null, ClosingFailure>;
  /**
   * Closes what nobody closed, to be called every minute and at start: today from `settings.report.closeAt` on, days
   * missed since the last closed one, days opened again once `closeAt` has passed, and days that changed after their
   * closing (at `closeAt`, or when the day is over). Never a lost day, never while the clock is doubtful. Gives the
   * days it closed.
   */
  closeDue(): Result<ServiceDay[], ClosingFailure>;
  /** The last 40 days of this office, newest first. */
  days(): SummaryDayRow[];
  view(day: ServiceDay): Result<SummaryDay, ClosingFailure>;
  /** How many of those days are overdue. */
  overdueDays(): number;
};

/** How far back a pace is looked for; an office that was shut for longer has none. */
const PACE_WINDOW = 60;

/** An office that never closed a day begins with those of its first week, not with months of empty ones. */
const FIRST_DAYS = 7;

/** How many days are listed; days opened again or left out are looked for as far back. */
const LISTED = 40;

const CLOCK: Author = { actor: null, device: null, key: null };

/** The day's summary: derived from the log, reviewed by the chief, closed by the chief or by the clock. */
export function createSummary(deps: {
  log: EventLog;
  projection: SummaryProjection;
  queue: Pick<Queue, 'keptInto' | 'state'>;
  settings: () => Settings;
  procedures: readonly ProcedureRow[];
  roster: Pick<Roster, 'isPublished' | 'placesOf'>;
}): Summaries {
  const { log, projection, queue, settings } = deps;
  /** Overdue days are asked for with every view of every leader's screen. */
  let overdueSeen = { seq: -1, minute: 0, days: 0 };
  /** Closings of days that are over and were found unchanged: nothing can be counted on them any more. */
  const settled = new Set<number>();
  const groups = new Map(deps.procedures.map(({ code, group }) => [code, group]));

  function factsAt(day: ServiceDay, positions: readonly LogPosition[]): DayFacts {
    const kept = queue.keptInto(day);
    const first = kept.reduce((earliest, each) => (each.day < earliest ? each.day : earliest), day);
    return foldDay(
      day,
      positions.map((position) => log.between(instantOf(first, 0), instantOf(day, 0) + DAY, '', position)),
      new Set(kept.map(({ id }) => id)),
    );
  }

  /** Who was on duty, by the roster as it stands now. */
  function dutyNow(day: ServiceDay, { spans }: DayFacts): Duty | null {
    const plan = planOf(deps.roster, settings().roster, day);
    return plan === null ? null : dutyCounts(actualDay({ day, plan, spans, now: log.now() }));
  }

  /** `anew`: for the next closing, with the roster as it stands and not as the last closing kept it. */
  function at(day: ServiceDay, positions: readonly LogPosition[], anew = false): Summary {
    const upTo = positions.find(({ station }) => station === log.station)?.seq ?? 0;
    const since = instantOf(addDays(day, -PACE_WINDOW), 0);
    const entered = enteredByDay(log.ofType('summary.entered', since, upTo));
    const closings = log.ofType('summary.closed', since, upTo);
    const facts = factsAt(day, positions);
    const closed = closedAt(closings, log.ofType('summary.reopened', instantOf(day, 0), upTo), day);
    const kept = closed === null || anew ? null : (last(closings, day) as unknown as Closing).data;
    return summarize({
      station: log.station,
      day,
      settings: settingsAt(log.ofType('settings.changed', 0, upTo)),
      facts,
      entered: entered.get(day) ?? nothingEntered,
      remark: remarkOf(last(log.ofType('summary.remarked', instantOf(day, 0), upTo), day)),
      duty: kept === null ? dutyNow(day, facts) : (kept.duty ?? null),
      closed,
      before: closedBefore(closings, entered, day),
      groupOf: (procedure) => groups.get(procedure) ?? 'khac',
    });
  }

  function positionsOf(day: ServiceDay): LogPosition[] {
    const { closed } = projection.day(day);
    const closing = log.ofType('summary.closed', instantOf(day, 0), closed?.seq ?? 0).at(-1);
    if (closing === undefined) return log.positions();
    const { others } = (closing as unknown as Closing).data;
    return [{ station: log.station, seq: closing.seq, hash: closing.hash }, ...others].sort((a, b) =>
      a.station < b.station ? -1 : 1,
    );
  }

  /** Whether a day can be spoken of at all. */
  function known(day: ServiceDay, now: number): Result<ReportDay, ClosingFailure> {
    if (day > serviceDay(now)) return fail({ type: 'DayNotYet' });
    if (day < serviceDay(log.beganAt() ?? now)) return fail({ type: 'DayBeforeOffice' });
    return ok(projection.day(day));
  }

  /** Writes one event about a day that is open. */
  function change(day: ServiceDay, author: Author, event: SummaryEvent): Result<null, ClosingFailure> {
    return log.write<null, ClosingFailure>(author, (now) => {
      const found = known(day, now);
      if (!found.ok) return found;
      if (found.value.closed !== null) return fail({ type: 'DayClosed' });
      return ok({ events: [event], value: null });
    });
  }

  function closing(day: ServiceDay, by: 'officer' | 'clock'): Closing {
    const positions = log.positions();
    const { nothing, idCards, duty } = at(day, positions, true);
    const others = positions.filter(({ station }) => station !== log.station);
    const figures = { nothing, idCards: idCards.collected, ...(duty === undefined ? {} : { duty }) };
    return { type: 'summary.closed', data: { day, by, others, ...figures } };
  }

  /** Something was counted on the day after it was closed. */
  function isChanged({ day, closed }: ReportDay): boolean {
    const end = instantOf(day, 0) + DAY;
    if (closed === null || closed.at >= end || settled.has(closed.seq)) return false;
    const changed = log.between(closed.at, end, '').some(({ seq, type }) => seq > closed.seq && isCounted(type));
    if (!changed && log.head().at >= end) settled.add(closed.seq);
    return changed;
  }

  /** Lost by a restore: what was recorded then is in no log, so a person has to look before it goes up. */
  function isLost(day: ServiceDay): boolean {
    return projection.epochs().some(({ lostFrom, lostTo }) => lostFrom <= day && day <= lostTo);
  }

  function standing(report: ReportDay, receivedAt: number | null, now: number): SummaryStanding {
    const { day } = report;
    const { dueAt } = settings().report;
    return {
      day,
      state: stateOf(report, isLost(day), serviceDay(now)),
      changed: isChanged(report),
      overdue: isOverdue({ day, now, dueAt, receivedAt, superiors: projection.superiors() }),
    };
  }

  /** Every bundle of a day that is known of, oldest first: those only a receipt still names, then those made here. */
  function bundlesOf(day: ServiceDay): SummaryBundle[] {
    const receipts = projection.receiptsOf(day);
    const made = projection.bundlesOf(day);
    const received = new Map(receipts.map(({ manifest, acceptedAt }) => [manifest, acceptedAt]));
    const lost = receipts.filter(({ manifest }) => made.every((bundle) => bundle.manifest !== manifest));
    return [
      ...lost.map((receipt) => ({
        label: bundleLabel(receipt),
        manifest: receipt.manifest,
        madeAt: null,
        replaces: null,
        receivedAt: receipt.acceptedAt,
      })),
      ...made.map((bundle) => ({
        label: bundleLabel(bundle),
        manifest: bundle.manifest,
        madeAt: bundle.madeAt,
        replaces: bundle.replaces === null ? null : bundleLabel(bundle.replaces),
        receivedAt: received.get(bundle.manifest) ?? null,
      })),
    ];
  }

  function days(): SummaryDayRow[] {
    const now = log.now();
    const today = serviceDay(now);
    const from = [addDays(today, 1 - LISTED), serviceDay(log.beganAt() ?? now)].sort().at(-1) ?? today;
    const closings = log.ofType('summary.closed', instantOf(from, 0), log.head().seq) as unknown as Closing[];
    const nothing = new Map(closings.map(({ data }) => [data.day, data.nothing]));
    const rows: SummaryDayRow[] = [];
    for (let day = today; day >= from; day = addDays(day, -1)) {
      const newest = bundlesOf(day).at(-1);
      const report = projection.day(day);
      rows.push({
        ...standing(report, newest?.receivedAt ?? null, now),
        nothing: report.closed === null ? null : (nothing.get(day) ?? null),
        bundle: newest?.label ?? null,
        receivedAt: newest?.receivedAt ?? null,
      });
    }
    return rows;
  }

  /** Whether the clock closes a day now. */
  function isDue(report: ReportDay, now: number): boolean {
    const { day, closed, reopened } = report;
    const closes = (on: ServiceDay) => instantOf(on, parseClock(settings().report.closeAt));
    if (closed !== null)
      return isChanged(report) && (now >= instantOf(day, 0) + DAY || (now >= closes(day) && closed.at < closes(day)));
    if (isLost(day)) return false;
    const { seq } = log.head();
    const since = reopened ? (last(log.ofType('summary.reopened', instantOf(day, 0), seq), day)?.at ?? 0) : 0;
    // Who opens a day again at night has until the next evening.
    const from = serviceDay(Math.max(since, instantOf(day, 0)));
    return now >= (since > closes(from) ? closes(addDays(from, 1)) : closes(from));
  }

  /** The first day the clock may have to close. */
  function firstDue(today: ServiceDay): ServiceDay {
    const back = addDays(today, 1 - LISTED);
    const closed = projection.days(back, today).find((report) => report.closed !== null || report.reopened);
    const newest = projection.lastClosedDay();
    if (closed !== undefined) return closed.day;
    if (newest !== null) return addDays(newest, 1);
    const began = serviceDay(log.beganAt() ?? log.now());
    return began >= addDays(today, -FIRST_DAYS) ? began : today;
  }

  return {
    of(day) {
      const positions = positionsOf(day);
      return { summary: at(day, positions), log: positions };
    },
    at: (day, positions) => at(day, positions),
    facts: (day) => factsAt(day, log.positions()),
    enter(day, entered, author) {
      const data = { day, entered: inOrder(entered) };
      if (!isSensible(data.entered)) return fail({ type: 'EnteredInvalid' });
      if (entered.targets.some(({ base }) => hasPersonalNumber(base))) return fail({ type: 'RemarkHasNumber' });
      return change(day, author, { type: 'summary.entered', data });
    },
    remark(day, text, author) {
      const remark = text.normalize('NFC').trim();
      if (remark.length > 500) return fail({ type: 'RemarkTooLong' });
      if (hasPersonalNumber(remark)) return fail({ type: 'RemarkHasNumber' });
      return change(day, author, { type: 'summary.remarked', data: { day, remark } });
    },
    close: (day, author) =>
      log.write<null, ClosingFailure>(author, (now) => {
        const found = known(day, now);
        if (!found.ok) return found;
        if (found.value.closed !== null && !isChanged(found.value)) return fail({ type: 'DayClosed' });
        const { day: running, tickets } = queue.state();
        if (day === serviceDay(now) && day === running && [...tickets.values()].some(isLive))
          return fail({ type: 'DayStillRunning' });
        return ok({ events: [closing(day, 'officer')], value: null });
      }),
    reopen: (day, author) =>
      log.write<null, ClosingFailure>(author, (now) => {
        const found = known(day, now);
        if (!found.ok) return found;
        if (found.value.closed === null) return fail({ type: 'DayNotClosed' });
        return ok({ events: [{ type: 'summary.reopened', data: { day } }], value: null });
      }),
    closeDue() {
      const done: ServiceDay[] = [];
      if (log.beganAt() === null || log.clockState().type === 'doubtful') return ok(done);
      const today = serviceDay(log.now());
      for (let day = firstDue(today); day <= today; day = addDays(day, 1)) {
        if (!isDue(projection.day(day), log.now())) continue;
        const closed = log.write<null, ClosingFailure>(CLOCK, () =>
          ok({ events: [closing(day, 'clock')], value: null }),
        );
        if (!closed.ok) return closed;
        done.push(day);
      }
      return ok(done);
    },
    days,
    view(day) {
      const now = log.now();
      const report = known(day, now);
      if (!report.ok) return report;
      const bundles = bundlesOf(day);
      const typed = projection
        .days(addDays(day, -LISTED), addDays(day, -1))
        .findLast(({ entered }) => JSON.stringify(inOrder(entered)) !== JSON.stringify(nothingEntered));
      return ok({
        ...standing(report.value, bundles.at(-1)?.receivedAt ?? null, now),
        summary: at(day, positionsOf(day)),
        number: report.value.number,
        suggestion: typed === undefined ? null : { day: typed.day, entered: typed.entered },
        bundles,
      });
    },
    overdueDays() {
      if (projection.superiors().length === 0) return 0;
      const { seq } = log.head();
      const minute = Math.floor(log.now() / MINUTE);
      if (overdueSeen.seq !== seq || overdueSeen.minute !== minute)
        overdueSeen = { seq, minute, days: days().filter(({ overdue }) => overdue).length };
      return overdueSeen.days;
    },
  };
}

type Closing = Extract<SummaryEvent, { type: 'summary.closed' }>;

/** A summary was due by this time of the day after and has no receipt; only where a superior office waits for it. */
export function isOverdue(of: {
  day: ServiceDay;
  now: number;
  /** `HH:MM`, settings.report.dueAt. */
  dueAt: string;
  /** Of the newest bundle of the day. */
  receivedAt: number | null;
  superiors: readonly { validFrom: ServiceDay; validTo: ServiceDay | null }[];
}): boolean {
  const { day } = of;
  const awaited = of.superiors.some(
    ({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo),
  );
  return awaited && of.receivedAt === null && of.now >= instantOf(addDays(day, 1), parseClock(of.dueAt));
}

/**
 * Whether a text may hold the number of a card (12 digits) or of the former paper (9), in whatever digits, also with
 * blanks, dots or dashes between them. A date is none; of what is left some harmless numbers are refused too, because
 * a person's number that went up cannot be called back.
 */
export function hasPersonalNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replaceAll(DATE, ' x ');
  for (const [run] of plain.matchAll(DIGITS)) {
    const groups = run.split(/[^\p{Nd}]+/u).map((digits) => digits.length);
    for (const from of groups.keys()) {
      let digits = 0;
      for (const length of groups.slice(from)) {
        digits += length;
        if (digits === 9 || digits === 12) return true;
      }
    }
  }
  return false;
}

const DATE = /(?<!\p{Nd})(0?[1-9]|[12]\d|3[01])([./-])(0?[1-9]|1[0-2])\2(19|20)\d\d(?!\p{Nd})/gu;
/**
 * Digits with at most three signs between them that a person would take for one number: blanks, dots, dashes, low lines,
 * and what is not seen; or one comma. No slash, colon or comma with a blank: days (23/11, 24/11) and hours have these.
 */
const DIGITS = /\p{Nd}+(?:(?:[\p{Z}\s.\p{Pd}\p{Pc}\p{Cf}]{1,3}|,)\p{Nd}+)*/gu;

function stateOf({ day, closed, reopened }: ReportDay, lost: boolean, today: ServiceDay): SummaryState {
  if (closed !== null) return 'closed';
  if (reopened) return 'reopened';
  if (lost) return 'lost';
  return day === today ? 'running' : 'open';
}

/** What the schema cannot say: real dates, each target and team once, and a rate that can be written. */
function isSensible({ targets, teams }: EnteredFigures): boolean {
  const once = (names: readonly string[]) => new Set(names).size === names.length;
  const dates = targets.flatMap(({ baseDate, due }) => (due === null ? [baseDate] : [baseDate, due]));
  return (
    once(targets.map(({ kind }) => kind)) &&
    once((teams ?? []).map(({ team }) => team)) &&
    dates.every(isDay) &&
    targets.every(({ target, done }) => done / target < 1000)
  );
}

/** What the numbers of a day depend on. Desks alone are no reason to send a day again: they close after the chief does. */
function isCounted(type: string): boolean {
  return type === 'action.undone' || (type.startsWith('ticket.') && type !== 'ticket.printing');
}

/** The office's own sections as they were; everything else the summary has from what happened. */
function settingsAt(changes: readonly StoredEvent[]): Pick<Settings, 'office' | 'report'> {
  const { office, report } = defaultSettings;
  const settings = { office, report };
  for (const { data } of changes) {
    const { section, value } = data as { section: string; value: never };
    if (section === 'office' || section === 'report') settings[section] = value;
  }
  return settings;
}

function enteredByDay(events: readonly StoredEvent[]): Map<ServiceDay, EnteredFigures> {
  return new Map(
    events.map(({ data }) => {
      const { day, entered } = data as Extract<SummaryEvent, { type: 'summary.entered' }>['data'];
      return [day, entered];
    }),
  );
}

/** The last of these events that is about a day. */
function last(events: readonly StoredEvent[], day: ServiceDay): StoredEvent | undefined {
  return events.findLast(({ data }) => (data as { day?: ServiceDay }).day === day);
}

function closedAt(
  closings: readonly StoredEvent[],
  reopenings: readonly StoredEvent[],
  day: ServiceDay,
): Summary['closed'] {
  const closing = last(closings, day);
  if (closing === undefined || closing.seq < (last(reopenings, day)?.seq ?? 0)) return null;
  return { at: closing.at, by: (closing as unknown as Closing).data.by };
}

function remarkOf(event: StoredEvent | undefined): string {
  return (event as Extract<SummaryEvent, { type: 'summary.remarked' }> | undefined)?.data.remark ?? '';
}

/** The last days before one that were closed, each as it was closed last, newest first. */
function closedBefore(
  closings: readonly StoredEvent[],
  entered: ReadonlyMap<ServiceDay, EnteredFigures>,
  day: ServiceDay,
): ClosedDay[] {
  const byDay = new Map<ServiceDay, number>();
  for (const { data } of closings as unknown as Closing[]) if (data.day < day) byDay.set(data.day, data.idCards);
  return [...byDay]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .slice(0, PACE_DAYS)
    .map(([closed, idCards]) => ({ day: closed, idCards, entered: entered.get(closed) ?? nothingEntered }));
}
