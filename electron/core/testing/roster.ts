import { addDays } from '../kernel/time.ts';
import { defaultSettings } from '../office/settings.ts';
import { calendarOf, needsOf } from '../roster/calendar.ts';
import type { Place, RosterOfficer, Shares, Situation } from '../roster/model.ts';
import { defaultRoster, type RosterSettings } from '../roster/settings.ts';

/** A Monday. */
export const MONDAY = '2026-11-23';

/** Settings in which every rule is off and nobody is needed, so that a test sees only what it switches on. */
export const noRules: RosterSettings = {
  ...defaultRoster,
  cover: [],
  rules: {
    shiftsPerDay: 1,
    rest: { hours: 11, weight: 0 },
    successions: { pairs: [], weight: 0 },
    longestWork: { days: 6, weight: 0 },
    shortestWork: { days: 2, weight: 0 },
    shortestOff: { days: 2, weight: 0 },
    weekends: { most: 3, weight: 0 },
    weekHours: { least: 0, most: 40, weight: 0 },
    team: { weight: 0 },
    leader: { weight: 0 },
    far: { after: '20:00', weight: 0 },
    cover: { under: 0, over: 0 },
    skills: { weight: 0 },
    fairness: { nights: 0, weekends: 0, holidays: 0, tet: 0, hours: 0, months: 6, years: 3 },
    wishes: { cost: 0 },
    changes: { cost: 0 },
  },
};

export const noShares: Shares = { nights: 0, weekends: 0, holidays: 0, tet: 0, hours: 0 };

export function officer(id: string, change: Partial<RosterOfficer> = {}): RosterOfficer {
  return { id, teams: ['standing', 'mobile'], skills: [], far: false, since: '2000-01-01', until: null, ...change };
}

/** A situation of two weeks from `MONDAY` on with officers a, b and c, in which only `rules` count. */
export function situationOf(
  rules: Partial<RosterSettings['rules']>,
  { days = 14, from = MONDAY, settings, ...change }: Partial<Situation> & { days?: number; from?: string } = {},
): Situation {
  const roster = settings ?? { ...noRules, rules: { ...noRules.rules, ...rules } };
  const calendar = calendarOf(roster, defaultSettings.hours, from, days);
  return {
    settings: roster,
    calendar,
    officers: ['a', 'b', 'c'].map((id) => officer(id)),
    leave: [],
    wishes: [],
    needs: needsOf(roster, calendar, []),
    before: [],
    shares: {},
    published: [],
    publishedDays: [],
    ...change,
  };
}

/** Places of an officer, written `0m 1a 2e`: the day from `MONDAY` on (negative: before it) and the shift's first letter; `+` for the mobile team. */
export function placesOf(officer: string, text: string): Place[] {
  const shifts = { m: 'morning', a: 'afternoon', e: 'evening', n: 'night' };
  return text.split(' ').map((word) => {
    const [, day, letter, mobile] = /^(-?\d+)([maen])(\+?)$/.exec(word) ?? [];
    return {
      day: addDays(MONDAY, Number(day)),
      shift: shifts[letter as keyof typeof shifts],
      team: mobile ? 'mobile' : 'standing',
      officer,
    };
  });
}
