import { fail, ok, type Result } from '../kernel/result.ts';
import type { Person, Plan, Problem, Sum } from './problem.ts';

/** A public shift-scheduling instance as its file says it; days count from 0, a Monday. */
export type Instance = {
  days: number;
  shifts: readonly {
    id: string;
    minutes: number /** What may not come the day after. */;
    forbids: readonly string[];
  }[];
  staff: readonly {
    id: string;
    maxShifts: ReadonlyMap<string, number>;
    maxMinutes: number;
    minMinutes: number;
    maxRun: number;
    minRun: number;
    minDaysOff: number;
    maxWeekends: number;
    daysOff: readonly number[];
  }[];
  /** `on` false: a wish not to. */
  requests: readonly { staff: string; day: number; shift: string; weight: number; on: boolean }[];
  cover: readonly { day: number; shift: string; need: number; under: number; over: number }[];
};

/** `line` counts from 1; 0 is the file as a whole. `section` is the one the line stands in. */
export type InstanceUnreadable = { type: 'InstanceUnreadable'; line: number; section: string; what: Unreadable };

export type Unreadable =
  /** No such section in the file. */
  | 'missing'
  /** Not a section of this format, or one for the second time. */
  | 'unknown'
  /** Too few or too many fields in the line. */
  | 'fields'
  | 'number'
  /** A day outside the horizon. */
  | 'day'
  | 'staff'
  | 'shift'
  /** The same id, or the same cover, a second time. */
  | 'twice'
  /** The file ends before the last day's cover. */
  | 'end';

/** The hard rules of an instance, as a clash names them. */
export type InstanceRule = { staff: string; kind: InstanceRuleKind };
type InstanceRuleKind =
  | 'maxShifts'
  | 'maxMinutes'
  | 'minMinutes'
  | 'maxRun'
  | 'minRun'
  | 'minDaysOff'
  | 'maxWeekends'
  | 'daysOff'
  | 'follow';

const SECTIONS = {
  SECTION_HORIZON: true,
  SECTION_SHIFTS: true,
  SECTION_STAFF: true,
  SECTION_DAYS_OFF: false,
  SECTION_SHIFT_ON_REQUESTS: false,
  SECTION_SHIFT_OFF_REQUESTS: false,
  SECTION_COVER: true,
} as const;
type Section = keyof typeof SECTIONS;

/** Larger than any roster of people, and small enough to be counted in memory. */
const LARGEST = { days: 3660, number: 1e9 };

/** Reads an instance file: CRLF or LF, `#` comments, sections in any order; those of wishes and days off may be absent. */
export function readInstance(text: string): Result<Instance, InstanceUnreadable> {
  try {
    return ok(parse(text));
  } catch (error) {
    if (error instanceof Unread) return fail(error.failure);
    throw error;
  }
}

/** The instance as a problem: people and duties in the order of the file, and what each rule's number stands for. */
export function instanceProblem(instance: Instance): { problem: Problem; rules: readonly InstanceRule[] } {
  const { days, shifts, staff } = instance;
  const rules: InstanceRule[] = [];
  const rule = (staff: string, kind: InstanceRuleKind) => rules.push({ staff, kind }) - 1;
  const dutyOf = new Map(shifts.map(({ id }, duty) => [id, duty]));
  const personOf = new Map(staff.map(({ id }, person) => [id, person]));
  const duty = (id: string) => dutyOf.get(id) ?? -1;
  const person = (id: string) => personOf.get(id) ?? -1;
  const sums: Sum[] = [];
  const everyDay = Array.from({ length: days }, (_, day) => day);
  const weekends = everyDay.filter((day) => day % 7 === 5).map((day) => (day + 1 < days ? [day, day + 1] : [day]));

  const people = staff.map((member, p): Person => {
    const { id } = member;
    const can = shifts.flatMap((shift, duty) => ((member.maxShifts.get(shift.id) ?? 0) > 0 ? [duty] : []));
    const away = rule(id, 'daysOff');
    const most = rule(id, 'maxShifts');
    for (const duty of can) {
      const limit = member.maxShifts.get(shifts[duty]?.id ?? '') ?? 0;
      if (limit >= days) continue;
      const cells = everyDay.map((day) => ({ person: p, day, duty, times: 1 }));
      sums.push({ cells, least: 0, under: 0, most: limit, over: 'hard', rule: most });
    }
    const minutes = shifts.flatMap(({ minutes }, duty) =>
      everyDay.map((day) => ({ person: p, day, duty, times: minutes })),
    );
    const [maxMinutes, minMinutes] = [rule(id, 'maxMinutes'), rule(id, 'minMinutes')];
    sums.push({ cells: minutes, least: 0, under: 0, most: member.maxMinutes, over: 'hard', rule: maxMinutes });
    sums.push({
      cells: minutes,
      least: member.minMinutes,
      under: 'hard',
      most: Number.POSITIVE_INFINITY,
      over: 0,
      rule: minMinutes,
    });
    const follow = rule(id, 'follow');
    return {
      days: everyDay.map((day) =>
        member.daysOff.includes(day)
          ? { duties: [], dayOff: true, rule: away }
          : { duties: can, dayOff: true, rule: most },
      ),
      successions: shifts.flatMap(({ forbids }, duty) =>
        forbids.map((next) => ({ duty, next: dutyOf.get(next) ?? -1, weight: 'hard' as const, rule: follow })),
      ),
      longestWork: { days: member.maxRun, weight: 'hard', rule: rule(id, 'maxRun') },
      shortestWork: { days: member.minRun, weight: 'hard', rule: rule(id, 'minRun') },
      shortestOff: { days: member.minDaysOff, weight: 'hard', rule: rule(id, 'minDaysOff') },
      groups: [{ groups: weekends, most: member.maxWeekends, weight: 'hard', rule: rule(id, 'maxWeekends') }],
      before: null,
    };
  });
  const soft = { rule: -1 };
  for (const { staff, day, shift, weight, on } of instance.requests) {
    const cells = [{ person: person(staff), day, duty: duty(shift), times: 1 }];
    sums.push(
      on
        ? { cells, least: 1, under: weight, most: Number.POSITIVE_INFINITY, over: 0, ...soft }
        : { cells, least: 0, under: 0, most: 0, over: weight, ...soft },
    );
  }
  for (const { day, shift, need, under, over } of instance.cover) {
    const cells = staff.map((_, person) => ({ person, day, duty: duty(shift), times: 1 }));
    sums.push({ cells, least: need, under, most: need, over, ...soft });
  }
  return { problem: { days, duties: shifts.length, people, sums, companies: [], rules: rules.length }, rules };
}

/**
 * What a plan costs and which hard rules it breaks, counted from the words of the format alone and not by way of the
 * problem, so that a mistake in either is seen.
 */
export function instanceCost(instance: Instance, plan: Plan): { cost: number; broken: readonly InstanceRule[] } {
  const { days, shifts, staff, requests, cover } = instance;
  const broken: InstanceRule[] = [];
  const rows = new Map(
    staff.map(({ id }, p) => {
      const ids = (plan[p] ?? []).map((duty) => (duty === null ? '' : (shifts[duty]?.id ?? '?')));
      return [id, Array.from({ length: days }, (_, day) => ids[day] ?? '')];
    }),
  );
  const shiftOf = (id: string) => shifts.find((shift) => shift.id === id);
  for (const member of staff) {
    const row = rows.get(member.id) ?? [];
    const breaks = (kind: InstanceRuleKind, is: boolean) => {
      if (is) broken.push({ staff: member.id, kind });
    };
    const times = (id: string) => row.filter((worked) => worked === id).length;
    const minutes = row.reduce((sum, id) => sum + (shiftOf(id)?.minutes ?? 0), 0);
    // As a line of letters a run is a match; the edges of the horizon bound none that could be too short.
    const line = row.map((id) => (id === '' ? '-' : 'w')).join('');
    const inner = (letter: string, other: string) =>
      [...line.matchAll(new RegExp(`(?<=${other})${letter}+(?=${other})`, 'g'))].map(([run]) => run.length);
    const worked = [...line.matchAll(/w+/g)].map(([run]) => run.length);
    const weeks = Array.from({ length: Math.ceil(days / 7) }, (_, week) => line.slice(week * 7 + 5, week * 7 + 7));
    breaks(
      'maxShifts',
      [...new Set(row)].some((id) => id !== '' && times(id) > (member.maxShifts.get(id) ?? 0)),
    );
    breaks('maxMinutes', minutes > member.maxMinutes);
    breaks('minMinutes', minutes < member.minMinutes);
    breaks('maxRun', Math.max(0, ...worked) > member.maxRun);
    breaks('minRun', Math.min(Number.POSITIVE_INFINITY, ...inner('w', '-')) < member.minRun);
    breaks('minDaysOff', Math.min(Number.POSITIVE_INFINITY, ...inner('-', 'w')) < member.minDaysOff);
    breaks('maxWeekends', weeks.filter((week) => week.includes('w')).length > member.maxWeekends);
    breaks(
      'daysOff',
      member.daysOff.some((day) => row[day] !== ''),
    );
    breaks(
      'follow',
      row.some((id, day) => day > 0 && (shiftOf(row[day - 1] ?? '')?.forbids.includes(id) ?? false)),
    );
  }
  let cost = 0;
  for (const { staff, day, shift, weight, on } of requests)
    if ((rows.get(staff)?.[day] === shift) !== on) cost += weight;
  for (const { day, shift, need, under, over } of cover) {
    const there = [...rows.values()].filter((row) => row[day] === shift).length;
    cost += Math.max(0, need - there) * under + Math.max(0, there - need) * over;
  }
  return { cost, broken };
}

type Line = { number: number; section: Section; fields: readonly string[] };

class Unread extends Error {
  readonly failure: InstanceUnreadable;
  constructor(line: number, section: string, what: Unreadable) {
    super(what);
    this.failure = { type: 'InstanceUnreadable', line, section, what };
  }
}

function parse(text: string): Instance {
  const { sections, last } = sectionsOf(text);
  for (const [name, needed] of Object.entries(SECTIONS))
    if (needed && (sections.get(name as Section) ?? []).length === 0) throw new Unread(last, name, 'missing');
  const linesOf = (name: Section) => sections.get(name) ?? [];

  const [first, second] = linesOf('SECTION_HORIZON');
  if (second !== undefined) throw wrong(second, 'fields');
  const days = numberOf(first as Line, 0, { whole: true, least: 1, most: LARGEST.days });
  if (first?.fields.length !== 1) throw wrong(first as Line, 'fields');

  const shiftLines = linesOf('SECTION_SHIFTS');
  const shiftIds = idsOf(shiftLines);
  const shifts = shiftLines.map((line) => {
    // The list may be empty, and then its comma too.
    if (line.fields.length !== 2) wants(line, 3);
    const forbids = listOf(line.fields[2]);
    if (forbids.some((id) => !shiftIds.has(id))) throw wrong(line, 'shift');
    return { id: line.fields[0] ?? '', minutes: numberOf(line, 1, { least: 0 }), forbids };
  });

  const staffLines = linesOf('SECTION_STAFF');
  const staffIds = idsOf(staffLines);
  const daysOff = new Map<string, number[]>();
  for (const line of linesOf('SECTION_DAYS_OFF')) {
    const id = staffOf(line);
    if (line.fields.length < 2) throw wrong(line, 'fields');
    daysOff.set(id, [...(daysOff.get(id) ?? []), ...line.fields.slice(1).map((_, i) => dayOf(line, i + 1))]);
  }
  const staff = staffLines.map((line) => {
    wants(line, 8);
    const id = line.fields[0] ?? '';
    const whole = (i: number) => numberOf(line, i, { whole: true, least: 0 });
    return {
      id,
      maxShifts: maxShiftsOf(line),
      maxMinutes: numberOf(line, 2, { least: 0 }),
      minMinutes: numberOf(line, 3, { least: 0 }),
      maxRun: whole(4),
      minRun: whole(5),
      minDaysOff: whole(6),
      maxWeekends: whole(7),
      daysOff: daysOff.get(id) ?? [],
    };
  });

  const requestsOf = (name: Section, on: boolean) =>
    linesOf(name).map((line) => {
      wants(line, 4);
      const weight = numberOf(line, 3, { least: 0 });
      return { staff: staffOf(line), day: dayOf(line, 1), shift: shiftOf(line, 2), weight, on };
    });
  const requests = [
    ...requestsOf('SECTION_SHIFT_ON_REQUESTS', true),
    ...requestsOf('SECTION_SHIFT_OFF_REQUESTS', false),
  ];

  const covered = new Set<string>();
  const cover = linesOf('SECTION_COVER').map((line) => {
    wants(line, 5);
    const [day, shift] = [dayOf(line, 0), shiftOf(line, 1)];
    if (covered.has(`${day},${shift}`)) throw wrong(line, 'twice');
    covered.add(`${day},${shift}`);
    const [need, under, over] = [2, 3, 4].map((i) => numberOf(line, i, { least: 0, whole: i === 2 }));
    return { day, shift, need: need ?? 0, under: under ?? 0, over: over ?? 0 };
  });
  // Days that name every shift up to one day, and nothing after it: the rest of the file is gone.
  const full = Array.from({ length: days }, (_, day) => cover.filter((line) => line.day === day).length);
  const end = full.findLastIndex((lines) => lines > 0);
  const allBefore = full.slice(0, end).every((lines) => lines === shifts.length);
  const halfDay = full[end] !== shifts.length && !/[\r\n]\s*$/.test(text);
  if (allBefore && (end < days - 1 || halfDay)) throw new Unread(last, 'SECTION_COVER', 'end');
  return { days, shifts, staff, requests, cover };

  function staffOf(line: Line): string {
    const id = line.fields[0] ?? '';
    if (!staffIds.has(id)) throw wrong(line, 'staff');
    return id;
  }
  function shiftOf(line: Line, i: number): string {
    const id = line.fields[i] ?? '';
    if (!shiftIds.has(id)) throw wrong(line, 'shift');
    return id;
  }
  function dayOf(line: Line, i: number): number {
    const day = numberOf(line, i, { whole: true });
    if (day < 0 || day >= days) throw wrong(line, 'day');
    return day;
  }
  function maxShiftsOf(line: Line): Map<string, number> {
    const most = new Map<string, number>();
    for (const part of listOf(line.fields[1])) {
      const [id = '', count, more] = part.split('=').map((text) => text.trim());
      if (!shiftIds.has(id)) throw wrong(line, 'shift');
      if (most.has(id)) throw wrong(line, 'twice');
      if (count === undefined || more !== undefined) throw wrong(line, 'fields');
      most.set(id, numberOf({ ...line, fields: [count] }, 0, { whole: true, least: 0 }));
    }
    return most;
  }
}

/** The lines with something in them by section, and the number of the last one. */
function sectionsOf(text: string): { sections: Map<Section, Line[]>; last: number } {
  const sections = new Map<Section, Line[]>();
  let section: Section | null = null;
  let last = 0;
  for (const [i, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    last = i + 1;
    if (line.startsWith('SECTION_')) {
      if (!(line in SECTIONS) || sections.has(line as Section)) throw new Unread(last, line.slice(0, 40), 'unknown');
      section = line as Section;
      sections.set(section, []);
    } else if (section === null) throw new Unread(last, 'SECTION_HORIZON', 'missing');
    else {
      const fields = line.split(',').map((field) => field.trim());
      sections.get(section)?.push({ number: last, section, fields });
    }
  }
  return { sections, last };
}

function idsOf(lines: readonly Line[]): Set<string> {
  const ids = new Set<string>();
  for (const line of lines) {
    const id = line.fields[0] ?? '';
    if (id === '') throw wrong(line, 'fields');
    if (ids.has(id)) throw wrong(line, 'twice');
    ids.add(id);
  }
  return ids;
}

function listOf(field: string | undefined): string[] {
  return (field ?? '')
    .split('|')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function wants(line: Line, fields: number): void {
  if (line.fields.length !== fields) throw wrong(line, 'fields');
}

function numberOf(line: Line, i: number, limits: { whole?: boolean; least?: number; most?: number } = {}): number {
  const text = line.fields[i] ?? '';
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const { whole = false, least = -LARGEST.number, most = LARGEST.number } = limits;
  if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) throw wrong(line, 'number');
  return value;
}

function wrong(line: Line, what: Unreadable): Unread {
  return new Unread(line.number, line.section, what);
}
