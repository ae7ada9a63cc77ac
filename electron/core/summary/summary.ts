import { z } from 'zod';
import type { ServiceDay } from '../kernel/time.ts';
import { AGE_BANDS, type AgeBand } from '../people/age.ts';
import type { Outcome, RefusalReason } from '../queue/types.ts';
import { instant } from './exchange.ts';

/** Why somebody is not reached yet ("left by reason" of the report). Health is only ever a count here. */
export const LEFT_REASONS = [
  'away',
  'elderly',
  'disabled',
  'sick',
  'student',
  'dataWrong',
  'noPhone',
  'refused',
  'other',
] as const;
export type LeftReason = (typeof LEFT_REASONS)[number];

/** What a target counts; each has a base of its own, so no two of them may be added. */
export const TARGET_KINDS = ['idCard', 'eidApproved', 'eidActivated'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

const count = z.int().min(0).max(10_000_000);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const levels = z.object({ level1: count.nullable(), level2: count.nullable() });

/**
 * Figures whose source this program does not have yet: typed on the closing form and marked "nhập tay".
 * Null means "not entered": nothing is ever zero by default.
 */
export const enteredSchema = z.object({
  eidApproved: levels,
  eidActivated: levels,
  targets: z
    .array(
      z.object({
        kind: z.enum(TARGET_KINDS),
        target: count.min(1),
        /** Done so far, of the same base. */
        done: count,
        /** What the percentage is of: "người đủ điều kiện", with the date of that count. */
        base: z.string().trim().min(1).max(80),
        baseDate: day,
        due: day.nullable(),
      }),
    )
    .max(3),
  leftByReason: z.record(z.enum(LEFT_REASONS), count.nullable()),
  visits: count.nullable(),
  teams: z
    .array(z.object({ team: z.enum(['standing', 'mobile']), officers: count.max(500), shifts: count.max(50) }))
    .max(2)
    .nullable(),
});
export type EnteredFigures = z.infer<typeof enteredSchema>;

/** The closing form before anybody typed into it. */
export const nothingEntered: EnteredFigures = {
  eidApproved: { level1: null, level2: null },
  eidActivated: { level1: null, level2: null },
  targets: [],
  leftByReason: Object.fromEntries(LEFT_REASONS.map((reason) => [reason, null])) as Record<LeftReason, null>,
  visits: null,
  teams: null,
};

/** How far a target is: every percentage carries its base and date. */
export type Rate = {
  kind: TargetKind;
  target: number;
  done: number;
  /** Hundredths of a percent, rounded half up: 2674 is 26,74 %. */
  percentHundredths: number;
  left: number;
  base: string;
  baseDate: ServiceDay;
  due: ServiceDay | null;
  /** Needed on each day from tomorrow to the due day, rounded up; null without a due day or after it. */
  perDay: number | null;
  /** At the mean pace of the last 14 closed days; null when that pace is unknown or nought. */
  forecast: ServiceDay | null;
};

/** Who was to be on duty by the published roster and who was at the desks: counts only, nobody is named. */
export type Duty = {
  standing: TeamDuty;
  mobile: TeamDuty;
  /** At desks without a place with a standing team. */
  unplanned: { officers: number; minutes: number };
};

/** All teams of one kind together. */
type TeamDuty = {
  officers: number;
  /** Different shifts, not people: three a day however many are on each. */
  shifts: number;
  /** Of `officers`, how many were at a desk in their shift; null of mobile teams, of which desks say nothing. */
  worked: number | null;
  /** At desks outside their shifts. */
  extraMinutes: number | null;
};

/**
 * A day's summary as it goes up: counts only, derived from the log alone. Its JSON (`summaryJson`) and CSV
 * (`summaryCsv`) are the same bytes whenever the day is computed at the same log positions.
 */
export type Summary = {
  format: 1;
  station: string;
  office: { name: string; communeCode: string; superior: string };
  day: ServiceDay;
  /** "Không có phát sinh": nobody came and nothing was done. */
  nothing: boolean;
  idCards: {
    collected: number;
    byAge: Record<AgeBand, number>;
    byKind: { issue: number; change: number; reissue: number; other: number };
    handedOut: number;
    refused: number;
  };
  eid: { collected: { level1: number; level2: number }; activationsGuided: number };
  /** Everything else that was done, by the catalogue's groups. */
  otherWork: { group: string; count: number }[];
  /** The lines of "Xong" all figures above come from, sorted. */
  work: { procedure: string; ageBand: AgeBand; outcome: Outcome; reason: RefusalReason | null; count: number }[];
  tickets: { issued: number; people: number; served: number; absent: number; cancelled: number; waiting: number };
  /** Calls, repeated ones included, of those who were then marked absent. */
  absentCalls: number;
  /** From taking the number to the first call, in minutes; `counted` tickets. */
  waits: { counted: number; medianMinutes: number | null; p90Minutes: number | null };
  desks: { opened: number; openMinutes: number };
  entered: EnteredFigures;
  rates: Rate[];
  remark: string;
  /** Absent where no roster of the day was published: days from before there were rosters keep their bytes. */
  duty?: Duty | undefined;
  /** Null in a draft. No name: who closed is in the office's own log. */
  closed: { at: number; by: 'officer' | 'clock' } | null;
};

const teamDuty = z.object({
  officers: count,
  shifts: count,
  worked: count.nullable(),
  extraMinutes: count.nullable(),
});

/** The exact bytes of a summary's JSON, checked again by whoever receives them. */
export const summarySchema: z.ZodType<Summary> = z.object({
  format: z.literal(1),
  station: z.string().max(20),
  office: z.object({ name: z.string().max(60), communeCode: z.string().max(5), superior: z.string().max(80) }),
  day,
  nothing: z.boolean(),
  idCards: z.object({
    collected: count,
    byAge: z.record(z.enum(AGE_BANDS), count),
    byKind: z.object({ issue: count, change: count, reissue: count, other: count }),
    handedOut: count,
    refused: count,
  }),
  eid: z.object({ collected: z.object({ level1: count, level2: count }), activationsGuided: count }),
  otherWork: z.array(z.object({ group: z.string().max(30), count })).max(30),
  work: z
    .array(
      z.object({
        procedure: z.string().max(30),
        ageBand: z.enum(AGE_BANDS),
        outcome: z.enum(['collected', 'handedOut', 'guided', 'refused']),
        reason: z.enum(['papersMissing', 'dataMismatch', 'notThisOffice', 'notEligible', 'systemDown']).nullable(),
        count,
      }),
    )
    .max(2000),
  tickets: z.object({
    issued: count,
    people: count,
    served: count,
    absent: count,
    cancelled: count,
    waiting: count,
  }),
  absentCalls: count,
  waits: z.object({ counted: count, medianMinutes: count.nullable(), p90Minutes: count.nullable() }),
  desks: z.object({ opened: count, openMinutes: count }),
  entered: enteredSchema,
  rates: z
    .array(
      z.object({
        kind: z.enum(TARGET_KINDS),
        target: count,
        done: count,
        percentHundredths: count,
        left: count,
        base: z.string().max(80),
        baseDate: day,
        due: day.nullable(),
        perDay: count.nullable(),
        forecast: day.nullable(),
      }),
    )
    .max(3),
  remark: z.string().max(500),
  duty: z
    .object({ standing: teamDuty, mobile: teamDuty, unplanned: z.object({ officers: count, minutes: count }) })
    .optional(),
  closed: z.object({ at: instant, by: z.enum(['officer', 'clock']) }).nullable(),
});
