import type { ServiceDay } from '../../../../electron/core/kernel/time.ts';
import {
  type CoverRow,
  defaultRoster,
  type RosterSettings,
  SKILLS,
} from '../../../../electron/core/roster/settings.ts';
import { hoursOf } from '../../../../electron/core/roster/shifts.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';

const words = rosterPeople.rules;

/** How firmly a rule is kept, in words. */
export type Strength = 'off' | 'should' | 'try' | 'must';
export type Weight = number | 'hard';

/** The word for a weight; `firm`: the points from which it is called "cố giữ". */
export function strengthOf(weight: Weight, firm: number): Strength {
  if (weight === 'hard') return 'must';
  if (weight === 0) return 'off';
  return weight >= firm ? 'try' : 'should';
}

/** The weight of a word. */
export function weightOf(strength: Strength, points: { should: number; try: number }): Weight {
  if (strength === 'must') return 'hard';
  return strength === 'off' ? 0 : points[strength];
}

/**
 * People needed in a cell of the cover grid: a team's shift on a kind of day (0 = Sunday … 6, 7 = a public holiday).
 * A holiday's cell that is not there asks for what its weekday asks.
 */
export type CoverCell = Pick<CoverRow, 'people' | 'skills'>;
export type CoverGrid = ReadonlyMap<string, CoverCell>;

export const HOLIDAY = 7;
export const NOBODY: CoverCell = { people: 0, skills: { collect: 0, eid: 0, drive: 0, lead: 0 } };

export function cellKey(team: string, shift: string, day: number): string {
  return `${team} ${shift} ${day}`;
}

/** The list of the settings as a grid. Of what two rows ask for the same cell the most counts, as when a roster is made. */
export function coverGrid(cover: readonly CoverRow[]): Map<string, CoverCell> {
  const grid = new Map<string, CoverCell>();
  for (const { team, shift, days, people, skills } of cover) {
    for (const day of days) {
      const key = cellKey(team, shift, day);
      const now = grid.get(key) ?? NOBODY;
      const most = { ...NOBODY.skills };
      for (const skill of SKILLS) most[skill] = Math.max(now.skills[skill], skills[skill]);
      grid.set(key, { people: Math.max(now.people, people), skills: most });
    }
  }
  return grid;
}

/** The grid as the shortest list: the days of a team's shift that ask for the same stand in one row. */
export function coverRows(grid: CoverGrid, { teams, shifts }: Pick<RosterSettings, 'teams' | 'shifts'>): CoverRow[] {
  const rows: CoverRow[] = [];
  for (const { id: team } of teams) {
    for (const { id: shift } of shifts) {
      const alike = new Map<string, CoverRow>();
      for (let day = 0; day <= HOLIDAY; day++) {
        const cell = grid.get(cellKey(team, shift, day));
        if (!cell || (day < HOLIDAY && cell.people === 0)) continue;
        const { people, skills } = cell;
        const same = JSON.stringify([people, ...SKILLS.map((skill) => skills[skill])]);
        const row = alike.get(same) ?? { team, shift, days: [], people, skills };
        row.days.push(day);
        alike.set(same, row);
      }
      rows.push(...alike.values());
    }
  }
  return rows;
}

/** The settings without a shift: what else names it goes with it. */
export function withoutShift(settings: RosterSettings, id: string): RosterSettings {
  const { rules } = settings;
  const pairs = rules.successions.pairs.filter(({ shift, next }) => shift !== id && next !== id);
  return {
    ...settings,
    shifts: settings.shifts.filter((shift) => shift.id !== id),
    cover: settings.cover.filter((row) => row.shift !== id),
    rules: { ...rules, successions: { ...rules.successions, pairs } },
  };
}

/** The settings without a team. */
export function withoutTeam(settings: RosterSettings, id: string): RosterSettings {
  return {
    ...settings,
    teams: settings.teams.filter((team) => team.id !== id),
    cover: settings.cover.filter((row) => row.team !== id),
  };
}

/** A short name that none of the list has. */
export function newId(prefix: string, taken: readonly { id: string }[]): string {
  for (let n = 1; ; n++) {
    const id = `${prefix}${n}`;
    if (taken.every((each) => each.id !== id)) return id;
  }
}

export type RulesPage = keyof typeof words.pages;

/** The settings with one page as it was at the beginning. */
export function withDefaults(settings: RosterSettings, page: RulesPage): RosterSettings {
  switch (page) {
    case 'shifts':
    case 'teams': {
      const back = { ...settings, [page]: defaultRoster[page] };
      const rows = back.cover.filter(
        ({ team, shift }) => back.teams.some(({ id }) => id === team) && back.shifts.some(({ id }) => id === shift),
      );
      const pairs = back.rules.successions.pairs.filter(({ shift, next }) =>
        [shift, next].every((each) => back.shifts.some(({ id }) => id === each)),
      );
      const rules = { ...back.rules, successions: { ...back.rules.successions, pairs } };
      return { ...back, cover: rows, rules };
    }
    case 'cover':
      return {
        ...settings,
        cover: defaultRoster.cover.filter(
          ({ team, shift }) =>
            settings.teams.some(({ id }) => id === team) && settings.shifts.some(({ id }) => id === shift),
        ),
      };
    case 'holidays':
      return { ...settings, holidays: defaultRoster.holidays };
    case 'rules': {
      const { successions } = defaultRoster.rules;
      const pairs = successions.pairs.filter(({ shift, next }) =>
        [shift, next].every((each) => settings.shifts.some(({ id }) => id === each)),
      );
      const rules = { ...defaultRoster.rules, successions: { ...successions, pairs } };
      return { ...settings, rules, waitMinutes: defaultRoster.waitMinutes };
    }
  }
}

/**
 * What can be seen wrong in the rules without making a roster, in sentences: `wrong` cannot be saved, `doubtful` can,
 * but no roster will keep it.
 */
export function contradictions(
  settings: RosterSettings,
  people: readonly RosterPerson[],
  today: ServiceDay,
): { wrong: string[]; doubtful: string[] } {
  const { shifts, teams, cover, holidays, rules } = settings;
  const texts = words.wrong;
  const wrong: string[] = [];
  const doubtful: string[] = [];
  const rostered = people.filter(
    (person) => person.teams.length > 0 && (person.until === null || person.until >= today),
  );
  const on = (weight: Weight) => weight !== 0;

  for (const [list, nth] of [
    [shifts, words.shifts.nth],
    [teams, words.teams.nth],
    [holidays, words.holidays.nth],
  ] as const) {
    for (const [index, { name }] of list.entries()) {
      if (name.trim() === '') wrong.push(texts.nameMissing(capital(nth(index + 1))));
      else if (list.findIndex((each) => each.name.trim() === name.trim()) < index)
        wrong.push(texts.nameTwice(name.trim()));
    }
  }

  for (const { name, calendar, day, month } of holidays) {
    // Lunar months have 29 or 30 days; of the solar ones a leap year is the longest.
    const most = calendar === 'lunar' ? 30 : new Date(Date.UTC(2028, month, 0)).getUTCDate();
    if (day > most) wrong.push(texts.holidayDate(name, day, month));
  }

  const { weekHours, longestWork, shortestWork, successions, rest } = rules;
  if (weekHours.least > weekHours.most) wrong.push(texts.hours);
  if (on(shortestWork.weight) && on(longestWork.weight) && shortestWork.days > longestWork.days)
    wrong.push(texts.runs(shortestWork.days, longestWork.days));
  const known = (id: string) => shifts.some((shift) => shift.id === id);
  if (successions.pairs.some(({ shift, next }) => !known(shift) || !known(next))) wrong.push(texts.unknownShift);
  if (cover.some(({ team, shift }) => !known(shift) || teams.every(({ id }) => id !== team)))
    wrong.push(texts.unknownCover);
  if (cover.length > 120) wrong.push(texts.tooManyRows);

  if (rest.weight === 'hard') {
    for (const a of shifts) {
      // Only where nobody would think of it: a rest so long that a shift can never follow itself.
      if (gapHours(a) < rest.hours) doubtful.push(texts.restLong(rest.hours, a.name, a.name));
    }
  }

  for (const team of teams) {
    const members = rostered.filter((person) => person.teams.includes(team.id));
    if (members.length === 0) continue;
    if (on(rules.team.weight) && members.length < team.least)
      doubtful.push(texts.teamSmall(team.name, team.least, members.length));
    if (on(rules.team.weight) && team.driver && members.every(({ skills }) => !skills.includes('drive')))
      doubtful.push(texts.noDriver(team.name));
  }
  if (rostered.length > 0 && on(rules.leader.weight) && rostered.every(({ skills }) => !skills.includes('lead')))
    doubtful.push(texts.noLeader);

  for (const row of coverRows(coverGrid(cover), settings)) {
    const team = teams.find(({ id }) => id === row.team);
    const shift = shifts.find(({ id }) => id === row.shift);
    if (!team || !shift) continue;
    const where = `${team.name}, ${shift.name}, ${daysText(row.days)}`;
    const members = rostered.filter((person) => person.teams.includes(team.id));
    if (rostered.length > 0 && row.people > members.length)
      doubtful.push(texts.tooMany(where, row.people, members.length));
    if (row.people > 0 && row.people < team.least && on(rules.team.weight))
      doubtful.push(texts.belowLeast(where, row.people, team.least));
    for (const skill of SKILLS) {
      const asked = row.skills[skill];
      const able = members.filter(({ skills }) => skills.includes(skill)).length;
      if (asked > row.people) wrong.push(texts.skills(where, words.cover.skills[skill], asked, row.people));
      else if (rostered.length > 0 && asked > able && row.people <= members.length)
        doubtful.push(texts.tooManySkilled(where, words.cover.skills[skill], asked, able));
    }
  }

  const grid = coverGrid(cover);
  const most = rostered.length * rules.shiftsPerDay;
  for (let day = 0; rostered.length > 0 && day <= 7; day++) {
    const needed = [...grid].reduce((sum, [key, { people: n }]) => sum + (key.endsWith(` ${day}`) ? n : 0), 0);
    if (needed > most) doubtful.push(texts.dayTotal(words.cover.dayNames[day] ?? '', needed, most));
  }
  return { wrong, doubtful };
}

/** "thứ Hai – thứ Sáu", "cả tuần", "Chủ nhật, ngày lễ". */
export function daysText(days: readonly number[]): string {
  const set = new Set(days);
  const has = (list: readonly number[]) => list.every((day) => set.has(day));
  const names: string[] = [];
  if (has([0, 1, 2, 3, 4, 5, 6])) names.push(words.cover.wholeWeek);
  else if (has([1, 2, 3, 4, 5])) {
    names.push(words.cover.workdays);
    for (const day of [6, 0]) if (set.has(day)) names.push(words.cover.dayNames[day] ?? '');
  } else for (const day of [1, 2, 3, 4, 5, 6, 0]) if (set.has(day)) names.push(words.cover.dayNames[day] ?? '');
  if (set.has(7)) names.push(words.cover.dayNames[7] ?? '');
  return names.join(', ');
}

/** Hours between a shift and the same one on the next day. */
function gapHours(shift: RosterSettings['shifts'][number]): number {
  return 24 - hoursOf(shift);
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase('vi') + text.slice(1);
}
