import type { ServiceDay } from '../kernel/time.ts';
import type { CoverRow, RosterSettings, Skill } from './settings.ts';

/** Somebody on duty: this officer, on this day, in this shift, with this team. */
export type Place = { day: ServiceDay; shift: string; team: string; officer: string };

/** A place in the roster as it stands. */
export type RosterPlace = Place & {
  /** Put there by a person: generating anew keeps it. */
  byHand: boolean;
  /**
   * `draft`: of a day not published yet; `published`; `added`: since its day was published; `withdrawn`: was published
   * and is taken back: kept to be shown, nobody is on duty there.
   */
  mark: 'draft' | 'published' | 'added' | 'withdrawn';
};

/** What an officer may do in the roster. */
export type Profile = {
  /** The teams they may be on duty with; none: they are not rostered. */
  teams: string[];
  skills: Skill[];
  /** Lives far away. */
  far: boolean;
};

export const LEAVE_KINDS = ['leave', 'training', 'mission', 'other'] as const;
/** Why somebody is not there; never why they are on leave: an illness is nobody's business here. */
export type LeaveKind = (typeof LEAVE_KINDS)[number];
export type Leave = { id: string; officer: string; from: ServiceDay; to: ServiceDay; kind: LeaveKind };

/** A wish for or against a shift, or (shift null) a whole day. */
export type Wish = { officer: string; day: ServiceDay; shift: string | null; want: 'on' | 'off'; weight: 1 | 2 | 3 };

/** People needed by a team on a shift of one day. */
export type Need = { day: ServiceDay; team: string; shift: string; people: number; skills: CoverRow['skills'] };

export type RosterOfficer = Profile & {
  id: string;
  /** First and last day on which they may be rostered; null: no end. */
  since: ServiceDay;
  until: ServiceDay | null;
};

/** What is shared out fairly; `hours` in hours, the others in shifts. */
export const SHARED = ['nights', 'weekends', 'holidays', 'tet', 'hours'] as const;
export type Shared = (typeof SHARED)[number];

/** An officer's share of the period, so that the months behind it are evened out; fractions, never below 0. */
export type Shares = Record<Shared, number>;

export type CalendarDay = {
  day: ServiceDay;
  /** 0 = Sunday … 6 = Saturday. */
  weekday: number;
  holiday: string | null;
  tet: boolean;
  /** The office is closed (its hours say so): nobody is needed. */
  closed: boolean;
};

/** All that a roster of a period is judged by. */
export type Situation = {
  settings: RosterSettings;
  /** The days of the period, in order, without a gap. */
  calendar: readonly CalendarDay[];
  officers: readonly RosterOfficer[];
  leave: readonly Leave[];
  wishes: readonly Wish[];
  needs: readonly Need[];
  /** Who was on duty in the 14 days before the period. */
  before: readonly Place[];
  /** By officer. */
  shares: Readonly<Record<string, Shares>>;
  /** The plan from which changes are counted: what was published; empty where nothing was. */
  published: readonly Place[];
  /** The days of the period that were published: only there a change counts. */
  publishedDays: readonly ServiceDay[];
};

export type Rule =
  | 'twoPlaces'
  | 'shiftsPerDay'
  | 'leave'
  | 'notInTeam'
  | 'gone'
  | 'rest'
  | 'successions'
  | 'longestWork'
  | 'shortestWork'
  | 'shortestOff'
  | 'weekends'
  | 'weekHours'
  | 'teamSize'
  | 'driver'
  | 'leader'
  | 'far'
  | 'coverUnder'
  | 'coverOver'
  | 'skills'
  | 'nights'
  | 'weekendShifts'
  | 'holidays'
  | 'tet'
  | 'hours'
  | 'wishes'
  | 'changes';

/** A rule as a roster breaks it in one place. */
export type Finding = {
  rule: Rule;
  hard: boolean;
  /** What it costs: weight × amount; 0 when hard. */
  cost: number;
  /** In units of the rule: people missing, days too many, hours. */
  amount: number;
  officer: string | null;
  /** The day on which it shows (of a run: its last day); null: the whole period. */
  day: ServiceDay | null;
  team: string | null;
  shift: string | null;
  /** `skills`: the one that is missing. */
  skill: Skill | null;
};

/** Rules that cannot all be kept: what each one demands, where. A place kept fixed is `kept`. */
export type Clash = (Pick<Finding, 'officer' | 'day' | 'team' | 'shift' | 'skill'> & { rule: Rule | 'kept' })[];
