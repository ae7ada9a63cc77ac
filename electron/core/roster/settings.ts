import { z } from 'zod';

/** What a team may need somebody for: taking in files, e-ID, driving, leading a shift. */
export const SKILLS = ['collect', 'eid', 'drive', 'lead'] as const;
export type Skill = (typeof SKILLS)[number];

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const id = z.string().regex(/^[a-zA-Z0-9_-]{1,30}$/);
const name = z.string().trim().min(1).max(40);
/** `hard`: no roster breaks it. A number: what breaking it once costs. 0: the rule is off. */
const weight = z.union([z.literal('hard'), z.int().min(0).max(10_000)]);
const cost = z.int().min(0).max(10_000);
const people = z.int().min(0).max(40);

/** How a roster is made (docs/roster.md says what each rule counts). */
export const rosterSchema = z.object({
  shifts: z
    .array(
      z.object({
        id,
        name,
        from: clock,
        /** Not later than `from`: on the day after. */
        to: clock,
        /** Counts as a night when nights are shared out. */
        night: z.boolean(),
      }),
    )
    .min(1)
    .max(6),
  teams: z
    .array(
      z.object({
        id,
        name,
        /** A standing team sits at the desks; a mobile one goes out. */
        kind: z.enum(['standing', 'mobile']),
        /** When it is on duty at all, at least so many. */
        least: z.int().min(1).max(10),
        /** When it is on duty at all, somebody drives. */
        driver: z.boolean(),
      }),
    )
    .min(1)
    .max(6),
  /** People needed by a team on a shift, of the days it names: 0 = Sunday … 6 = Saturday, 7 = a public holiday (whatever its weekday). */
  cover: z
    .array(
      z.object({
        team: id,
        shift: id,
        days: z.array(z.int().min(0).max(7)).min(1).max(8),
        people,
        skills: z.object({ collect: people, eid: people, drive: people, lead: people }),
      }),
    )
    .max(120),
  holidays: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(60),
        calendar: z.enum(['solar', 'lunar']),
        month: z.int().min(1).max(12),
        day: z.int().min(1).max(31),
        /** Days off before and after that day. */
        before: z.int().min(0).max(9),
        after: z.int().min(0).max(9),
        tet: z.boolean(),
      }),
    )
    .max(30),
  rules: z.object({
    /** More shifts than one a day, where they do not overlap. */
    shiftsPerDay: z.int().min(1).max(3),
    /** Hours between the end of a day's last shift and the first one of the next day. */
    rest: z.object({ hours: z.int().min(0).max(24), weight }),
    /** Shifts that must not follow one another on the next day. */
    successions: z.object({ pairs: z.array(z.object({ shift: id, next: id })).max(36), weight }),
    longestWork: z.object({ days: z.int().min(1).max(14), weight }),
    shortestWork: z.object({ days: z.int().min(1).max(7), weight }),
    shortestOff: z.object({ days: z.int().min(1).max(7), weight }),
    /** Weekends (Saturday and Sunday) with a shift, at most, in four weeks. */
    weekends: z.object({ most: z.int().min(0).max(5), weight }),
    /** Hours in a week from Monday to Sunday. */
    weekHours: z.object({ least: z.int().min(0).max(84), most: z.int().min(1).max(112), weight }),
    /** A team's size and its driver. */
    team: z.object({ weight }),
    /** Somebody who may lead, on each shift on which anybody is on duty. */
    leader: z.object({ weight }),
    /** Of those who live far away: no shift that ends after `after`. */
    far: z.object({ after: clock, weight }),
    /** For each person missing, or more than needed. */
    cover: z.object({ under: weight, over: cost }),
    skills: z.object({ weight }),
    /** For each shift above or below the fair share, rounded; of hours, for each hour beyond half a shift. */
    fairness: z.object({
      nights: cost,
      weekends: cost,
      holidays: cost,
      tet: cost,
      hours: cost,
      /** Months behind the period that are counted; of holidays and Tết `years`. */
      months: z.int().min(0).max(24),
      years: z.int().min(0).max(5),
    }),
    /** For each wish not met, times its weight of 1 to 3. */
    wishes: z.object({ cost }),
    /** When planned anew: for each shift that somebody had and has no more, or has now and had not. */
    changes: z.object({ cost }),
  }),
  /** Desks are enough on a shift when 9 in 10 are called within so many minutes. */
  waitMinutes: z.int().min(5).max(240),
});

export type RosterSettings = z.infer<typeof rosterSchema>;
export type ShiftType = RosterSettings['shifts'][number];
export type Team = RosterSettings['teams'][number];
export type CoverRow = RosterSettings['cover'][number];

const none = { collect: 0, eid: 0, drive: 0, lead: 0 };
const everyDay = [0, 1, 2, 3, 4, 5, 6];

/**
 * Three shifts from 7:00 to 22:00 and two teams, as in 2023 (domain notes, "Roster"); how many people and what each rule
 * weighs are assumptions that an office changes; all weights are multiples of 5, so that two rosters cost the same or
 * differ by 5, and the solver need not prove anything finer. Holidays are those of the labour code, article 112.
 */
export const defaultRoster: RosterSettings = {
  shifts: [
    { id: 'morning', name: 'Ca sáng', from: '07:00', to: '12:00', night: false },
    { id: 'afternoon', name: 'Ca chiều', from: '12:00', to: '17:00', night: false },
    { id: 'evening', name: 'Ca tối', from: '17:00', to: '22:00', night: true },
  ],
  teams: [
    { id: 'standing', name: 'Tổ thường trực', kind: 'standing', least: 1, driver: false },
    { id: 'mobile', name: 'Tổ lưu động', kind: 'mobile', least: 2, driver: true },
  ],
  cover: [
    { team: 'standing', shift: 'morning', days: everyDay, people: 2, skills: { ...none, collect: 1 } },
    { team: 'standing', shift: 'afternoon', days: everyDay, people: 2, skills: { ...none, collect: 1 } },
    { team: 'standing', shift: 'evening', days: everyDay, people: 1, skills: { ...none, collect: 1 } },
    { team: 'mobile', shift: 'afternoon', days: [1, 2, 3, 4, 5], people: 2, skills: { ...none, drive: 1 } },
  ],
  holidays: [
    { name: 'Tết Dương lịch', calendar: 'solar', month: 1, day: 1, before: 0, after: 0, tet: false },
    { name: 'Tết Nguyên đán', calendar: 'lunar', month: 1, day: 1, before: 1, after: 3, tet: true },
    { name: 'Giỗ Tổ Hùng Vương', calendar: 'lunar', month: 3, day: 10, before: 0, after: 0, tet: false },
    { name: 'Ngày Chiến thắng', calendar: 'solar', month: 4, day: 30, before: 0, after: 0, tet: false },
    { name: 'Quốc tế Lao động', calendar: 'solar', month: 5, day: 1, before: 0, after: 0, tet: false },
    { name: 'Quốc khánh', calendar: 'solar', month: 9, day: 2, before: 0, after: 1, tet: false },
  ],
  rules: {
    shiftsPerDay: 1,
    rest: { hours: 11, weight: 'hard' },
    successions: { pairs: [{ shift: 'evening', next: 'evening' }], weight: 20 },
    longestWork: { days: 6, weight: 100 },
    shortestWork: { days: 2, weight: 10 },
    shortestOff: { days: 2, weight: 10 },
    weekends: { most: 3, weight: 20 },
    weekHours: { least: 0, most: 40, weight: 10 },
    team: { weight: 'hard' },
    leader: { weight: 100 },
    far: { after: '20:00', weight: 20 },
    cover: { under: 1000, over: 10 },
    skills: { weight: 300 },
    fairness: { nights: 20, weekends: 15, holidays: 20, tet: 30, hours: 5, months: 6, years: 3 },
    wishes: { cost: 5 },
    changes: { cost: 5 },
  },
  waitMinutes: 30,
};

/** The first field in which rules speak of a shift or a team that they do not have, or have twice; null when all fit. */
export function wrongRule({ shifts, teams, cover, rules }: RosterSettings): string | null {
  const shiftIds = new Set(shifts.map(({ id }) => id));
  const teamIds = new Set(teams.map(({ id }) => id));
  if (shiftIds.size < shifts.length) return 'shifts.id';
  if (teamIds.size < teams.length) return 'teams.id';
  if (cover.some(({ shift }) => !shiftIds.has(shift))) return 'cover.shift';
  if (cover.some(({ team }) => !teamIds.has(team))) return 'cover.team';
  if (rules.successions.pairs.some(({ shift, next }) => !shiftIds.has(shift) || !shiftIds.has(next)))
    return 'rules.successions.pairs';
  return rules.weekHours.least > rules.weekHours.most ? 'rules.weekHours' : null;
}
