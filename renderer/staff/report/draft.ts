import { teamsOf } from '../../../electron/core/summary/paper.ts';
import {
  type EnteredFigures,
  LEFT_REASONS,
  type LeftReason,
  nothingEntered,
  type Summary,
  TARGET_KINDS,
  type TargetKind,
} from '../../../electron/core/summary/summary.ts';
import { readDate, showDate } from '../../ui/form.tsx';
import { report as words } from '../../ui/strings/vi/report.ts';

/** The closing form as it is typed: every figure by its name, as text. */
export type Draft = Readonly<Record<string, string>>;

/** What is wrong, by the field's name. */
export type Wrong = ReadonlyMap<string, string>;

const text = words.form;
const MOST = 10_000_000;
const TEAMS = ['standing', 'mobile'] as const;

export const targetField = (kind: TargetKind, part: 'target' | 'done' | 'base' | 'baseDate' | 'due') =>
  `target.${kind}.${part}`;
export const leftField = (reason: LeftReason) => `left.${reason}`;
export const teamField = (team: (typeof TEAMS)[number], part: 'officers' | 'shifts') => `team.${team}.${part}`;

/** What a published roster says of the day's teams. */
export type Rostered = Summary['duty'];

/** The form as it was last written; teams that nobody typed are those of the published roster. */
export function toDraft(entered: EnteredFigures, duty?: Rostered): Draft {
  const draft: Record<string, string> = {
    approved1: count(entered.eidApproved.level1),
    approved2: count(entered.eidApproved.level2),
    activated1: count(entered.eidActivated.level1),
    activated2: count(entered.eidActivated.level2),
    visits: count(entered.visits),
  };
  for (const reason of LEFT_REASONS) draft[leftField(reason)] = count(entered.leftByReason[reason] ?? null);
  for (const { kind, target, done, base, baseDate, due } of entered.targets) {
    draft[targetField(kind, 'target')] = count(target);
    draft[targetField(kind, 'done')] = count(done);
    draft[targetField(kind, 'base')] = base;
    draft[targetField(kind, 'baseDate')] = showDate(baseDate);
    draft[targetField(kind, 'due')] = due === null ? '' : showDate(due);
  }
  for (const { team, officers, shifts } of teamsOf({ entered, duty })) {
    draft[teamField(team, 'officers')] = count(officers);
    draft[teamField(team, 'shifts')] = count(shifts);
  }
  return draft;
}

/**
 * What goes on from an earlier day; what belongs to that day alone (approved, activated, visits) is not taken, nor are
 * teams where this day's roster says who was on duty.
 */
export function withEarlier(draft: Draft, earlier: EnteredFigures, duty?: Rostered): Draft {
  const { targets, leftByReason } = earlier;
  const teams = duty ? null : earlier.teams;
  const taken = Object.entries(toDraft({ ...nothingEntered, targets, leftByReason, teams })).filter(
    ([, value]) => value !== '',
  );
  return { ...draft, ...Object.fromEntries(taken) };
}

/** Whether an earlier day has anything that can be taken over. */
export function hasEarlier({ targets, leftByReason, teams }: EnteredFigures): boolean {
  return targets.length > 0 || teams !== null || Object.values(leftByReason).some((each) => each !== null);
}

/**
 * What was typed as figures, or what is wrong in which field. An empty field is unknown, never nought. A team that stands
 * as the roster has it was not typed: it goes on following the roster.
 */
export function fromDraft(draft: Draft, duty?: Rostered): { entered: EnteredFigures; wrong: Wrong } {
  const wrong = new Map<string, string>();
  const read = (field: string, { least = 0, needed = false, most = MOST } = {}): number | null => {
    const typed = (draft[field] ?? '').replaceAll(/[\s.]/g, '');
    if (typed === '') {
      if (needed) wrong.set(field, text.needed);
      return null;
    }
    const value = /^\d+$/.test(typed) ? Number(typed) : null;
    if (value === null) wrong.set(field, text.count);
    else if (value > most) wrong.set(field, text.tooLarge);
    else if (value < least) wrong.set(field, text.notZero);
    return value;
  };
  const date = (field: string, needed: boolean): string | null => {
    const typed = (draft[field] ?? '').trim();
    if (typed === '' && !needed) return null;
    const value = readDate(typed);
    if (value === null) wrong.set(field, typed === '' ? text.needed : text.date);
    return value;
  };
  const isEmpty = (fields: readonly string[]) => fields.every((field) => (draft[field] ?? '').trim() === '');

  const targets = TARGET_KINDS.flatMap((kind) => {
    const parts = ['target', 'done', 'base', 'baseDate', 'due'] as const;
    if (isEmpty(parts.map((part) => targetField(kind, part)))) return [];
    const base = (draft[targetField(kind, 'base')] ?? '').trim();
    if (base === '') wrong.set(targetField(kind, 'base'), text.needed);
    return [
      {
        kind,
        target: read(targetField(kind, 'target'), { least: 1, needed: true }) ?? 1,
        done: read(targetField(kind, 'done'), { needed: true }) ?? 0,
        base,
        baseDate: date(targetField(kind, 'baseDate'), true) ?? '',
        due: date(targetField(kind, 'due'), false),
      },
    ];
  });
  const teams = TEAMS.flatMap((team) => {
    if (isEmpty([teamField(team, 'officers'), teamField(team, 'shifts')])) return [];
    const officers = read(teamField(team, 'officers'), { needed: true, most: 500 }) ?? 0;
    const shifts = read(teamField(team, 'shifts'), { needed: true, most: 50 }) ?? 0;
    const planned = duty?.[team];
    return planned?.officers === officers && planned.shifts === shifts ? [] : [{ team, officers, shifts }];
  });
  const entered: EnteredFigures = {
    eidApproved: { level1: read('approved1'), level2: read('approved2') },
    eidActivated: { level1: read('activated1'), level2: read('activated2') },
    targets,
    leftByReason: Object.fromEntries(LEFT_REASONS.map((reason) => [reason, read(leftField(reason))])) as Record<
      LeftReason,
      number | null
    >,
    visits: read('visits'),
    teams: teams.length === 0 ? null : teams,
  };
  return { entered, wrong };
}

/** How many of the form's figures nobody knows: neither typed nor in the roster. */
export function untyped(summary: Pick<Summary, 'entered' | 'duty'>): number {
  const { eidApproved, eidActivated, leftByReason, visits, targets } = summary.entered;
  const single = [eidApproved.level1, eidApproved.level2, eidActivated.level1, eidActivated.level2, visits];
  return (
    [...single, ...Object.values(leftByReason)].filter((each) => each === null).length +
    (TARGET_KINDS.length - targets.length) +
    (TEAMS.length - teamsOf(summary).length)
  );
}

function count(value: number | null): string {
  return value === null ? '' : String(value);
}
