import fc from 'fast-check';
import { addDays, type ServiceDay } from '../kernel/time.ts';
import { defaultSettings } from '../office/settings.ts';
import { calendarOf, needsOf } from '../roster/calendar.ts';
import { balancesOf, sharesOf } from '../roster/fairness.ts';
import type { Place, RosterOfficer, Shares, Situation } from '../roster/model.ts';
import type { Plan, Problem } from '../roster/problem.ts';
import { defaultRoster, type RosterSettings, SKILLS } from '../roster/settings.ts';
import { spanOf } from '../roster/shifts.ts';

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

/** An office before a generation: what it is judged by, the places that are kept, and the first day that is planned. */
export type Office = { situation: Situation; kept: Place[]; today: ServiceDay };

export type OfficeSize = {
  officers: { min: number; max: number };
  days: { min: number; max: number };
  /** Rules that may be hard: all, or none but those that always are. */
  hard: boolean;
  /** Some days may be over. */
  past: boolean;
};

/** A place before it is known which days, shifts and officers there are. */
type Drawn = { officer: number; day: number; shift: number; team: string };

const SHIFTS: RosterSettings['shifts'] = [
  { id: 'morning', name: 'Ca sáng', from: '07:00', to: '12:00', night: false },
  { id: 'evening', name: 'Ca tối', from: '17:00', to: '22:00', night: true },
  { id: 'long', name: 'Ca ngày', from: '07:30', to: '16:15', night: false },
  { id: 'night', name: 'Ca đêm', from: '22:00', to: '07:30', night: true },
];

/** Some Mondays and other days, Tết and other holidays among them. */
const STARTS = ['2026-11-23', '2026-11-26', '2026-11-29', '2026-02-13', '2026-04-25', '2026-12-28'];

/** Random small offices: every rule off, soft or hard; leave, wishes, what was before, what is published and kept. */
export function offices({ officers, days, hard, past }: OfficeSize): fc.Arbitrary<Office> {
  const weight = fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }) },
    { weight: hard ? 1 : 0, arbitrary: fc.constant('hard' as const) },
  );
  const cost = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 }));
  const small = (max: number) => fc.integer({ min: 0, max });
  const skills = fc.record({ collect: small(1), eid: small(2), drive: small(1), lead: small(1) });
  const both = ['standing', 'mobile'];
  const team = fc.constantFrom(...both);
  const place = fc.record({ officer: small(9), day: small(30), shift: small(9), team });
  const rules = fc.record({
    shiftsPerDay: fc.constantFrom(1, 1, 2, 3),
    rest: fc.record({ hours: fc.constantFrom(0, 8, 11, 14, 24), weight }),
    successions: fc.record({
      pairs: fc
        .array(fc.tuple(small(3), small(3)), { maxLength: 3 })
        .map((pairs) => pairs.map(([a, b]) => ({ shift: SHIFTS[a]?.id ?? '', next: SHIFTS[b]?.id ?? '' }))),
      weight,
    }),
    longestWork: fc.record({ days: fc.integer({ min: 1, max: 4 }), weight }),
    shortestWork: fc.record({ days: fc.integer({ min: 1, max: 4 }), weight }),
    shortestOff: fc.record({ days: fc.integer({ min: 1, max: 3 }), weight }),
    weekends: fc.record({ most: small(3), weight }),
    weekHours: fc.record({ least: fc.constantFrom(0, 0, 5, 17), most: fc.constantFrom(9, 15, 20, 40), weight }),
    team: fc.record({ weight }),
    leader: fc.record({ weight }),
    far: fc.record({ after: fc.constantFrom('12:00', '20:00', '23:00'), weight }),
    cover: fc.record({ under: weight, over: cost }),
    skills: fc.record({ weight }),
    fairness: fc.record({
      nights: cost,
      weekends: cost,
      holidays: cost,
      tet: cost,
      hours: cost,
      months: fc.constant(6),
      years: fc.constant(3),
    }),
    wishes: fc.record({ cost }),
    changes: fc.record({ cost }),
  });
  return fc
    .record({
      from: fc.constantFrom(...STARTS),
      days: fc.integer(days),
      over: past ? fc.integer({ min: 1, max: 4 }) : fc.constant(0),
      shifts: fc.shuffledSubarray(SHIFTS, { minLength: 1, maxLength: 3 }),
      least: fc.integer({ min: 1, max: 3 }),
      driver: fc.boolean(),
      teams: fc.integer({ min: 1, max: 2 }),
      rules,
      people: fc.array(
        fc.record({
          teams: fc.constantFrom<string[]>(['standing'], both, both, ['mobile'], []),
          skills: fc.subarray([...SKILLS]),
          far: fc.boolean(),
          since: fc.constantFrom(-99, -99, -99, 2),
          until: fc.constantFrom(null, null, null, 3),
          carried: fc.integer({ min: -6, max: 6 }),
        }),
        { minLength: officers.min, maxLength: officers.max },
      ),
      cover: fc.array(
        fc.record({
          team,
          shift: small(2),
          days: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 3 }),
          people: small(3),
          skills,
        }),
        { minLength: 1, maxLength: 5 },
      ),
      leave: fc.array(fc.record({ officer: small(9), from: fc.integer({ min: -4, max: 9 }), days: small(3) }), {
        maxLength: 3,
      }),
      wishes: fc.array(
        fc.record({
          officer: small(9),
          day: small(9),
          shift: fc.option(small(2)),
          want: fc.constantFrom('on' as const, 'off' as const),
          weight: fc.constantFrom(1 as const, 2 as const, 3 as const),
        }),
        { maxLength: 6 },
      ),
      before: fc.oneof(fc.constant<Drawn[]>([]), fc.array(place, { minLength: 1, maxLength: 25 })),
      done: fc.array(place, { maxLength: past ? 12 : 0 }),
      kept: fc.array(place, { maxLength: 4 }),
      published: fc.array(place, { maxLength: 5 }),
      publishedDays: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]),
    })
    .map((drawn): Office => {
      const { from, shifts } = drawn;
      const at = (day: number) => addDays(from, day);
      const ids = drawn.people.map((_, i) => `o${i}`);
      const of = <T>(list: readonly T[], pick: number) => list[pick % list.length] as T;
      const settings: RosterSettings = {
        ...defaultRoster,
        shifts,
        teams: [
          { id: 'standing', name: 'Tổ thường trực', kind: 'standing' as const, least: 1, driver: false },
          { id: 'mobile', name: 'Tổ lưu động', kind: 'mobile' as const, least: drawn.least, driver: drawn.driver },
        ].slice(0, drawn.teams),
        cover: drawn.cover.map((row) => ({ ...row, shift: of(shifts, row.shift).id })),
        rules: drawn.rules,
      };
      const calendar = calendarOf(settings, defaultSettings.hours, from, drawn.days);
      const officers = drawn.people.map(({ since, until, carried: _, ...person }, i) => ({
        ...person,
        id: ids[i] ?? '',
        since: at(since),
        until: until === null ? null : at(until),
      }));
      const leave = drawn.leave.map(({ officer, from, days }, i) => ({
        id: `${i}`,
        officer: of(ids, officer),
        from: at(from),
        to: at(from + days),
        kind: 'leave' as const,
      }));
      const needs = needsOf(settings, calendar, []);
      const toPlace = (days: number, first: number) => (place: Drawn) => ({
        day: at(first + (place.day % days)),
        shift: of(shifts, place.shift).id,
        team: place.team,
        officer: of(ids, place.officer),
      });
      const over = Math.min(drawn.over, drawn.days - 1);
      const done = over > 0 ? drawn.done.map(toPlace(over, 0)) : [];
      const published = drawn.published.map(toPlace(drawn.days, 0));
      const carried = drawn.people.map(({ carried }, i) => {
        const had = { nights: carried, weekends: -carried, holidays: 1, tet: 0, hours: 3 * carried };
        return [ids[i] ?? '', { had, fair: noShares }] as const;
      });
      return {
        situation: {
          settings,
          calendar,
          officers,
          leave,
          wishes: drawn.wishes.map(({ officer, day, shift, ...wish }) => ({
            ...wish,
            officer: of(ids, officer),
            day: at(day),
            shift: shift === null ? null : of(shifts, shift).id,
          })),
          needs,
          before: drawn.before.map(toPlace(14, -14)),
          shares: sharesOf({ settings, officers, leave, calendar, needs }, Object.fromEntries(carried)),
          published,
          publishedDays: drawn.publishedDays.map(at),
        },
        kept: apart([...done, ...published.slice(0, 3), ...drawn.kept.map(toPlace(drawn.days, 0))], settings),
        today: at(over),
      };
    });
}

/** The places that do not overlap with one before them, and are not beyond what an officer may have on a day. */
function apart(places: readonly Place[], { shifts, rules }: RosterSettings): Place[] {
  const taken: Place[] = [];
  const span = (id: string) => spanOf(shifts.find((shift) => shift.id === id) ?? { from: '00:00', to: '00:00' });
  for (const place of places) {
    const same = taken.filter(({ day, officer }) => day === place.day && officer === place.officer);
    const { begin, end } = span(place.shift);
    const overlaps = same.some(({ shift }) => span(shift).begin < end && begin < span(shift).end);
    if (!overlaps && same.length < rules.shiftsPerDay) taken.push(place);
  }
  return taken;
}

/** A random plan of the office: `picks` are taken in turn, for each person and day. */
export function randomPlan({ people }: Problem, picks: readonly number[]): Plan {
  let next = 0;
  return people.map(({ days }) =>
    days.map(({ duties, dayOff }) => {
      const choices: (number | null)[] = dayOff ? [null, ...duties] : [...duties];
      next += 1;
      return choices[(picks[next % picks.length] ?? 0) % choices.length] ?? null;
    }),
  );
}

/**
 * An office of 15 officers in two teams with three shifts, over four weeks with the new year in them, under the default
 * rules: made up, and busy enough that everybody has four shifts a week.
 */
export function officeMonth(): Office {
  const from = '2026-12-07';
  const at = (day: number) => addDays(from, day);
  const ids = Array.from({ length: 15 }, (_, i) => `o${String(i + 1).padStart(2, '0')}`);
  const officers = ids.map((id, i) =>
    officer(id, {
      teams: i < 9 ? ['standing'] : i < 13 ? ['standing', 'mobile'] : ['mobile'],
      skills: [
        ...(i % 3 !== 2 ? (['collect'] as const) : []),
        ...(i % 2 === 0 ? (['eid'] as const) : []),
        ...(i > 8 && i % 3 !== 2 ? (['drive'] as const) : []),
        ...(i % 2 === 1 || i === 0 ? (['lead'] as const) : []),
      ],
      far: i % 5 === 3,
      ...(i === 6 ? { since: at(-40) } : {}),
    }),
  );
  const everyDay = [0, 1, 2, 3, 4, 5, 6];
  const none = { collect: 0, eid: 0, drive: 0, lead: 0 };
  const row = (team: string, shift: string, days: number[], people: number, skills: Partial<typeof none> = {}) => ({
    team,
    shift,
    days,
    people,
    skills: { ...none, ...skills },
  });
  const settings: RosterSettings = {
    ...defaultRoster,
    cover: [
      row('standing', 'morning', [1, 2, 3, 4, 5], 3, { collect: 2, eid: 1 }),
      row('standing', 'afternoon', [1, 2, 3, 4, 5], 3, { collect: 2, eid: 1 }),
      row('standing', 'morning', [0, 6, 7], 2, { collect: 1 }),
      row('standing', 'afternoon', [0, 6, 7], 2, { collect: 1 }),
      row('standing', 'evening', everyDay, 1, { collect: 1 }),
      row('mobile', 'afternoon', [1, 2, 3, 4, 5], 2, { drive: 1 }),
      row('mobile', 'evening', [2, 4], 2, { drive: 1 }),
    ],
  };
  const calendar = calendarOf(settings, defaultSettings.hours, from, 28);
  const away = [
    [2, 0, 4, 'leave'],
    [5, 7, 9, 'training'],
    [9, 9, 15, 'leave'],
    [13, 18, 20, 'mission'],
    [7, 24, 27, 'leave'],
    [0, 12, 12, 'other'],
  ] as const;
  const leave = away.map(([who, first, last, kind], i) => ({
    id: `leave${i}`,
    officer: ids[who] ?? '',
    from: at(first),
    to: at(last),
    kind,
  }));
  const needs = needsOf(settings, calendar, [{ day: at(10), team: 'standing', shift: 'morning', people: 5 }]);
  const wishes = Array.from({ length: 24 }, (_, i) => ({
    officer: ids[(i * 7) % 15] ?? '',
    day: at((i * 5 + 3) % 28),
    shift: i % 3 === 0 ? null : (settings.shifts[i % 3]?.id ?? null),
    want: i % 4 === 1 ? ('on' as const) : ('off' as const),
    weight: ((i % 3) + 1) as 1 | 2 | 3,
  }));
  // Five days, two days off, each a day later than the one before; another shift each day.
  const before = Array.from({ length: 14 }, (_, i) => i - 14).flatMap((day) =>
    officers.flatMap(({ id, teams }, i): Place[] => {
      if ((day + 21 + i) % 7 > 4) return [];
      const shift = settings.shifts[(i + 14 - day) % 3]?.id ?? '';
      return [{ day: at(day), shift, team: teams[0] ?? '', officer: id }];
    }),
  );
  const past = calendarOf(settings, defaultSettings.hours, at(-14), 14);
  const behind = balancesOf({ settings, officers, leave, calendar: past }, from, before);
  return {
    situation: {
      settings,
      calendar,
      officers,
      leave,
      wishes,
      needs,
      before,
      shares: sharesOf({ settings, officers, leave, calendar, needs }, behind),
      published: [],
      publishedDays: [],
    },
    kept: [],
    today: from,
  };
}
