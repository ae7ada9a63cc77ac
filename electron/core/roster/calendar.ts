import { LunarDate, SolarDate } from '@nghiavuive/lunar_date_vi';
import { addDays, type ServiceDay, weekday } from '../kernel/time.ts';
import type { Hours } from '../office/settings.ts';
import type { CalendarDay, Need } from './model.ts';
import type { CoverRow, RosterSettings } from './settings.ts';

/** Another number of people than the settings say, on one day. */
export type NeedOverride = Pick<Need, 'day' | 'team' | 'shift' | 'people'>;

/**
 * `days` days from `from` on, with their public holidays. A holiday on a day that its month has not (the 30th of a lunar
 * month of 29 days) is on the month's last one; a leap month of the lunar year has none. Where two meet, Tết names the
 * day, else the one that the settings name first.
 */
export function calendarOf(roster: RosterSettings, hours: Hours, from: ServiceDay, days: number): CalendarDay[] {
  const shut = new Set(hours.holidays.map(({ day }) => day));
  const calendar = Array.from({ length: days }, (_, i): CalendarDay => {
    const day = addDays(from, i);
    const number = weekday(day);
    return { day, weekday: number, holiday: null, tet: false, closed: !hours.week[number]?.length || shut.has(day) };
  });
  const far = Math.max(0, ...roster.holidays.flatMap(({ before, after }) => [before, after]));
  const dates = Array.from({ length: days + 2 * far }, (_, i) => datesOf(addDays(from, i - far)));
  for (const { name, calendar: kind, month, day, before, after, tet } of roster.holidays) {
    for (const [i, date] of dates.entries()) {
      const { month: its, day: number, last } = date[kind];
      if (its !== month || !(number === day || (last && day > number))) continue;
      for (let offset = -before; offset <= after; offset++) {
        const entry = calendar[i - far + offset];
        if (entry === undefined || (entry.holiday !== null && (entry.tet || !tet))) continue;
        entry.holiday = name;
        entry.tet = tet;
      }
    }
  }
  return calendar;
}

/**
 * People needed on each day, by day, team and shift as in the settings; where several rows name a day, the largest number
 * of each kind. On a public holiday the rows of a team and shift that name holidays take the place of the others, if
 * there are any. An override counts on a closed day too; skills are never more than people.
 */
export function needsOf(
  settings: RosterSettings,
  calendar: readonly CalendarDay[],
  overrides: readonly NeedOverride[],
): Need[] {
  const changed = new Map(overrides.map(({ day, team, shift, people }) => [`${day} ${team} ${shift}`, people]));
  const posts = settings.teams.flatMap((team) =>
    settings.shifts.map((shift) => {
      const rows = settings.cover.filter((row) => row.team === team.id && row.shift === shift.id);
      return { team: team.id, shift: shift.id, rows, onHolidays: rows.filter(({ days }) => days.includes(7)) };
    }),
  );
  return calendar.flatMap(({ day, weekday, holiday, closed }) =>
    posts.flatMap(({ team, shift, rows, onHolidays }): Need[] => {
      const ordinary = rows.filter(({ days }) => days.includes(weekday));
      const asked = closed ? [] : holiday !== null && onHolidays.length > 0 ? onHolidays : ordinary;
      const people = changed.get(`${day} ${team} ${shift}`) ?? most(asked, (row) => row.people);
      const skill = (of: (row: CoverRow) => number) => Math.min(people, most(asked, of));
      if (people === 0) return [];
      const skills = {
        collect: skill((row) => row.skills.collect),
        eid: skill((row) => row.skills.eid),
        drive: skill((row) => row.skills.drive),
        lead: skill((row) => row.skills.lead),
      };
      return [{ day, team, shift, people, skills }];
    }),
  );
}

function most(rows: readonly CoverRow[], of: (row: CoverRow) => number): number {
  return Math.max(0, ...rows.map(of));
}

/** A day's month and number in both calendars, and whether it is its month's last. A leap month is month 0: no holiday names it. */
function datesOf(day: ServiceDay) {
  const solar = solarOf(day);
  const lunar = lunarOf(day);
  const next = addDays(day, 1);
  return {
    solar: { month: solar.month, day: solar.day, last: solarOf(next).day === 1 },
    lunar: { month: lunar.leap_month ? 0 : lunar.month, day: lunar.day, last: lunarOf(next).day === 1 },
  };
}

function solarOf(day: ServiceDay) {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8)) };
}

function lunarOf(day: ServiceDay) {
  return LunarDate.fromSolarDate(new SolarDate(solarOf(day))).get();
}
