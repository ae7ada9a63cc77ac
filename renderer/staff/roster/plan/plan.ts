import { addDays, instantOf, parseClock, type ServiceDay } from '../../../../electron/core/kernel/time.ts';
import { needsOf } from '../../../../electron/core/roster/calendar.ts';
import type { Finding, Place, RosterPlace, Rule, Shared, Situation } from '../../../../electron/core/roster/model.ts';
import type { Progress } from '../../../../electron/core/roster/problem.ts';
import { bandOf, spanOf } from '../../../../electron/core/roster/shifts.ts';
import type { Balance, HourNeed, RosterCommand, RosterView, Swap } from '../../../../electron/core/roster/views.ts';

import type { Edit, HandPlace } from '../model.ts';

/** The days that are generated or published. */
export type Days = { from: ServiceDay; to: ServiceDay };
type SetNeed = Extract<RosterCommand, { type: 'setNeed' }>;

/** A period is generated or published from today on, and never for longer than a view shows. */
const MOST_DAYS = 62;

/** What is left of a period from today on; null when all of it is over. */
export function stillToCome({ from, to }: Days, today: ServiceDay): Days | null {
  return to < today ? null : { from: from < today ? today : from, to };
}

/** Whether a period can be generated or published. */
export function periodFits({ from, to }: Days, today: ServiceDay): boolean {
  return from >= today && from <= to && addDays(from, MOST_DAYS) > to;
}

export type RuleGroup = { rule: Rule; hard: boolean; findings: Finding[] };

/** Findings by rule: missing people first, then what is hard, then what costs most; in a group the worst first, then by day. */
export function byRule(findings: readonly Finding[]): RuleGroup[] {
  const groups = new Map<Rule, RuleGroup>();
  for (const finding of findings) {
    const group = groups.get(finding.rule) ?? { rule: finding.rule, hard: false, findings: [] };
    group.hard ||= finding.hard;
    group.findings.push(finding);
    groups.set(finding.rule, group);
  }
  const cost = (group: RuleGroup) => group.findings.reduce((sum, finding) => sum + finding.cost, 0);
  for (const group of groups.values()) {
    group.findings.sort((a, b) => b.cost - a.cost || b.amount - a.amount || (a.day ?? '').localeCompare(b.day ?? ''));
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(b.rule === 'coverUnder') - Number(a.rule === 'coverUnder') ||
      Number(b.hard) - Number(a.hard) ||
      cost(b) - cost(a),
  );
}

/** People missing to the needs, all together. */
export function missingPeople(findings: readonly Finding[]): number {
  return findings.reduce((sum, { rule, amount }) => (rule === 'coverUnder' ? sum + amount : sum), 0);
}

/**
 * How far the best roster so far may be from the best one, as a share of what it costs; null while nothing is proven, or
 * hardly anything: "at most 97 % off" says nothing.
 */
export function gapOf({ objective, bound }: Progress): number | null {
  if (objective === null || bound === null) return null;
  if (objective <= 0) return 0;
  const gap = Math.max(0, (objective - bound) / objective);
  return gap > 0.9 ? null : gap;
}

/**
 * How many people are missing at most in a roster of this cost: each one alone costs the weight. 0 where no roster may
 * miss anybody, null where that costs nothing and so nothing can be said.
 */
export function mostMissing(objective: number, under: number | 'hard'): number | null {
  if (under === 'hard') return 0;
  return under === 0 ? null : Math.floor(objective / under);
}

/** A roster's places on which somebody is on duty: without those taken back since their day was published. */
export function onDuty(places: readonly RosterPlace[]): RosterPlace[] {
  return places.filter(({ mark }) => mark !== 'withdrawn');
}

export function samePlace(a: Place, b: Place): boolean {
  return a.day === b.day && a.shift === b.shift && a.team === b.team && a.officer === b.officer;
}

/** What was done to a roster to make it another one; null where they are the same. */
export function editBetween(before: readonly RosterPlace[], after: readonly RosterPlace[]): Edit | null {
  const then = onDuty(before);
  const now = onDuty(after);
  const off = then.filter((place) => !now.some((each) => samePlace(each, place))).map(asHand);
  const on = now.filter((place) => !then.some((each) => samePlace(each, place))).map(asHand);
  return off.length + on.length === 0 ? null : { off, on };
}

/** The command that takes such a change back. */
export function undoing({ off, on }: Edit): RosterCommand {
  return { type: 'change', how: 'undone', off: on.map(({ byHand: _, ...place }) => place), on: off };
}

/** What a swap changes. */
export function swapChange({ by, give, to, take }: Pick<Swap, 'by' | 'give' | 'to' | 'take'>): {
  off: Place[];
  on: Place[];
} {
  return {
    off: take ? [give, take] : [give],
    on: [{ ...give, officer: to }, ...(take ? [{ ...take, officer: by }] : [])],
  };
}

/** How many requests to swap wait for this officer: those to answer, and for whoever plans also those to decide. */
export function swapsWaiting(swaps: readonly Swap[], officer: string, plans: boolean): number {
  return swaps.filter(({ state, to }) => (state === 'asked' && to === officer) || (state === 'agreed' && plans)).length;
}

/** Whether a place's shift has not begun. */
export function isToCome(
  { day, shift }: Place,
  { now, situation: { settings } }: Pick<RosterView, 'now' | 'situation'>,
): boolean {
  const from = settings.shifts.find(({ id }) => id === shift)?.from;
  return from !== undefined && instantOf(day, parseClock(from)) > now;
}

/** A change of published days as its parts: who stands in for whom, who moved, who is new or gone. */
export type ChangePart =
  | { type: 'replaced'; on: string; off: string; place: Place }
  | { type: 'moved'; officer: string; off: Place; on: Place }
  | { type: 'added'; place: Place }
  | { type: 'removed'; place: Place };

/** Says a change in as few parts as there are: an officer in another's place first, then the same officer elsewhere. */
export function changeParts({ off, on }: Pick<RosterView['changes'][number], 'off' | 'on'>): ChangePart[] {
  const parts: ChangePart[] = [];
  const left = [...off];
  const take = (fits: (place: Place) => boolean) => {
    const index = left.findIndex(fits);
    return index < 0 ? null : (left.splice(index, 1)[0] ?? null);
  };
  const rest: Place[] = [];
  for (const place of on) {
    const was = take((each) => each.day === place.day && each.shift === place.shift && each.team === place.team);
    if (was) parts.push({ type: 'replaced', on: place.officer, off: was.officer, place });
    else rest.push(place);
  }
  for (const place of rest) {
    const was = take((each) => each.officer === place.officer);
    parts.push(was ? { type: 'moved', officer: place.officer, off: was, on: place } : { type: 'added', place });
  }
  return [...parts, ...left.map((place): ChangePart => ({ type: 'removed', place }))];
}

/** How an officer stands in one of the things shared out. */
export type Fair = {
  had: number;
  fair: number;
  share: number;
  inPeriod: number;
  /** What the period gives beyond the share: above 0 too much, below too little. */
  difference: number;
  /** Between which differences it is even all the same: nobody can have a part of a shift. */
  band: { least: number; most: number };
  leaning: 'less' | 'even' | 'more';
};

/** Of one officer; `share` is the period's part that evens out the months behind. */
export function fairOf(
  { officer, had, fair, inPeriod }: Balance,
  { settings, shares }: Situation,
  thing: Shared,
): Fair {
  const share = shares[officer]?.[thing] ?? 0;
  const { least, most } = bandOf(thing, share, settings);
  const given = inPeriod[thing];
  return {
    had: had[thing],
    fair: fair[thing],
    share,
    inPeriod: given,
    difference: given - share,
    band: { least: least - share, most: most - share },
    leaning: given < least - 1e-6 ? 'less' : given > most + 1e-6 ? 'more' : 'even',
  };
}

/** The hours of the day that any shift covers, whole ones; over midnight they end with the day. */
export function hourSpan(shifts: Situation['settings']['shifts']): { from: number; to: number } {
  return {
    from: Math.floor(Math.min(...shifts.map((shift) => spanOf(shift).begin)) / 60),
    to: Math.min(24, Math.ceil(Math.max(...shifts.map((shift) => spanOf(shift).end)) / 60)),
  };
}

/** Hours `from` to `to` of a day on which desks are missing, at least and at most so many. */
type Lack = { from: number; to: number; least: number; most: number };

export type Shortage = {
  day: ServiceDay;
  lacks: Lack[];
  /** Hours for which even all the desks there are would not be enough, as spans. */
  beyond: [from: number, to: number][];
};

/** Hours with fewer people at the desks than needed, by day; neighbouring ones are one. Hours that are over are left out. */
export function shortages(hours: readonly HourNeed[], now: { day: ServiceDay; hour: number }): Shortage[] {
  const coming = hours.filter(({ day, hour }) => day > now.day || (day === now.day && hour >= now.hour));
  return [...Map.groupBy(coming, ({ day }) => day)].flatMap(([day, of]): Shortage[] => {
    const lacks: Lack[] = [];
    const beyond: Shortage['beyond'] = [];
    for (const { hour, desks, planned, short } of of) {
      const missing = (desks ?? 0) - planned;
      const last = lacks.at(-1);
      if (missing > 0 && last?.to === hour) {
        last.to = hour + 1;
        last.least = Math.min(last.least, missing);
        last.most = Math.max(last.most, missing);
      } else if (missing > 0) lacks.push({ from: hour, to: hour + 1, least: missing, most: missing });
      const end = beyond.at(-1);
      if (short && end?.[1] === hour) end[1] = hour + 1;
      else if (short) beyond.push([hour, hour + 1]);
    }
    return lacks.length + beyond.length === 0 ? [] : [{ day, lacks, beyond }];
  });
}

/** A shift's number of people as the hours ask for it, and as it was. */
export type Wanted = { day: ServiceDay; team: string; shift: string; before: number; people: number };

/**
 * What each shift of the shown days needs by its busiest hour, where that is not what is set. Two standing teams share
 * the desks: the first one gets what the others leave. A shift on which somebody was needed keeps the team's least number:
 * a quiet evening is not an office without anybody.
 */
export function wantedByHours(situation: Situation, hours: readonly HourNeed[], today: ServiceDay): Wanted[] {
  const { settings, calendar, needs } = situation;
  const [team, ...others] = settings.teams.filter(({ kind }) => kind === 'standing');
  if (!team) return [];
  const needed = (day: string, id: string, shift: string) =>
    needs.find((need) => need.day === day && need.team === id && need.shift === shift)?.people ?? 0;
  const desksAt = new Map(hours.map((each) => [`${each.day} ${each.hour}`, each.inShift]));
  return calendar
    .filter(({ day, closed }) => !closed && day >= today)
    .flatMap(({ day }) =>
      settings.shifts.flatMap((shift): Wanted[] => {
        const desks = hoursOf(day, shift).flatMap((hour) => desksAt.get(hour) ?? []);
        if (desks.length === 0) return [];
        const before = needed(day, team.id, shift.id);
        const elsewhere = others.reduce((sum, each) => sum + needed(day, each.id, shift.id), 0);
        const people = Math.max(before > 0 ? team.least : 0, Math.max(...desks) - elsewhere);
        return people === before ? [] : [{ day, team: team.id, shift: shift.id, before, people }];
      }),
    );
}

/** Sets the needs, or (`back`) what they were: where that was what the settings say, the day's own number is taken away. */
export function needCommands(wanted: readonly Wanted[], { settings, calendar }: Situation, back: boolean): SetNeed[] {
  const usual = needsOf(settings, calendar, []);
  const isUsual = ({ day, team, shift, before }: Wanted) =>
    before === (usual.find((need) => need.day === day && need.team === team && need.shift === shift)?.people ?? 0);
  return wanted.map((each) => ({
    type: 'setNeed',
    day: each.day,
    team: each.team,
    shift: each.shift,
    people: !back ? each.people : isUsual(each) ? null : each.before,
  }));
}

function asHand({ day, shift, team, officer, byHand }: RosterPlace): HandPlace {
  return { day, shift, team, officer, byHand };
}

/** The hours a shift touches, as `day hour`; after midnight those of the day after. */
function hoursOf(day: ServiceDay, shift: { from: string; to: string }): string[] {
  const { begin, end } = spanOf(shift);
  const first = Math.floor(begin / 60);
  return Array.from({ length: Math.ceil(end / 60) - first }, (_, i) => {
    const hour = first + i;
    return hour < 24 ? `${day} ${hour}` : `${addDays(day, 1)} ${hour - 24}`;
  });
}
