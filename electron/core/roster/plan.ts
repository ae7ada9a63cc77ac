import { addDays, type ServiceDay } from '../kernel/time.ts';
import { type Clash, type Place, type RosterOfficer, SHARED, type Shared, type Situation } from './model.ts';
import type { Cell, Company, Person, Plan, Problem, Run, Sum, Weight } from './problem.ts';
import { type RosterSettings, type ShiftType, SKILLS } from './settings.ts';
import { bandOf, countsAs, hoursOf, isLate, spanOf } from './shifts.ts';

/** A situation as arithmetic, and the way back. */
export type Planning = {
  problem: Problem;
  /** The roster of the whole period: what is past as it was kept, the rest as planned. */
  toPlaces(plan: Plan): Place[];
  /** A roster as far as the problem has it: to begin with. */
  fromPlaces(places: readonly Place[]): Plan;
  clashOf(rules: readonly number[]): Clash;
};

/**
 * The rules of docs/roster.md written down for the solver. Days before `today` are over: they count as `kept` says, and
 * what they cost by themselves is left out. From today on the places of `kept` stay, except those that their officer
 * cannot hold any more; others are planned where somebody is needed, and nowhere else.
 */
export function toProblem(
  situation: Situation,
  { kept, today }: { kept: readonly Place[]; today: ServiceDay },
): Planning {
  const { settings, calendar } = situation;
  const { rules } = settings;
  const office = readOffice(situation, kept, today);
  const { days, duties } = office;
  const names = createRules();
  const sums: Sum[] = [];
  const companies: Company[] = [];

  const addSum = (sum: Sum) => {
    const { cells, least, under, most, over } = sum;
    const tooFew = under !== 0 && least > 0;
    const tooMany = over !== 0 && (most < 0 || highest(cells) > most);
    if (tooFew || tooMany) sums.push(sum);
  };
  const atMost = (most: number, over: Weight) => ({ least: 0, under: 0, most, over }) as const;
  const atLeast = (least: number, under: Weight) =>
    ({ least, under, most: Number.POSITIVE_INFINITY, over: 0 }) as const;

  const people = office.people.map((person): Person => {
    const { officer, cells, eve } = person;
    const rule = (name: Clash[number]['rule']) => names.of({ rule: name, officer: officer.id });
    const run = ({ days, weight }: { days: number; weight: Weight }, name: Clash[number]['rule']): Run | null =>
      weight === 0 ? null : { days, weight, rule: rule(name) };
    return {
      days: cells.map(({ duties, kept, absent }, day) => {
        if (absent !== null) return { duties: [], dayOff: true, rule: names.of({ rule: absent, ...at(person, day) }) };
        if (kept.length === 0) return { duties, dayOff: true, rule: null };
        return { duties, dayOff: false, rule: names.of({ rule: 'kept', ...at(person, day), ...kept[0] }) };
      }),
      successions: successionsOf(person),
      longestWork: run(rules.longestWork, 'longestWork'),
      shortestWork: run(rules.shortestWork, 'shortestWork'),
      shortestOff: run(rules.shortestOff, 'shortestOff'),
      groups: weekendsOf(person),
      before: eve.run === 0 ? null : eve,
    };
  });
  addPosts();
  for (const [p, person] of office.people.entries()) {
    addWeeks(p, person);
    addShares(p, person);
    addFar(p, person);
  }
  addWishes();
  addChanges();

  return {
    problem: { days: days.length, duties: duties.length, people, sums, companies, rules: names.count() },
    toPlaces: (plan) => [
      ...kept.filter(({ day }) => day < today && calendar.some((on) => on.day === day)),
      ...office.people.flatMap(({ officer }, p) =>
        days.flatMap(({ day }, d) => {
          const duty = duties[plan[p]?.[d] ?? -1];
          return (duty?.posts ?? []).map(({ team, shift }) => ({ day, shift: shift.id, team, officer: officer.id }));
        }),
      ),
    ],
    fromPlaces(places) {
      const held = Map.groupBy(places, ({ officer, day }) => `${officer} ${day}`);
      return office.people.map(({ officer, cells }) =>
        cells.map(({ duties: possible, kept }, d) => {
          const here = new Set(
            (held.get(`${officer.id} ${days[d]?.day}`) ?? []).map(({ team, shift }) => `${team} ${shift}`),
          );
          const within = possible.filter((duty) => duties[duty]?.posts.every((post) => here.has(postKey(post))));
          const size = (duty: number) => duties[duty]?.posts.length ?? 0;
          const largest = within.reduce<number | null>((a, b) => (a === null || size(b) > size(a) ? b : a), null);
          return largest ?? (kept.length > 0 ? (possible[0] ?? null) : null);
        }),
      );
    },
    clashOf: (broken) => broken.map(names.named),
  };

  function at({ officer }: Member, day: number) {
    return { officer: officer.id, day: days[day]?.day ?? null };
  }

  /** Those that a sum counts: also what cannot be done while a rule stands, so that a clash finds it without that rule. */
  function dutiesOf(p: number, day: number): number[] {
    const { duties = [], usual = [] } = office.people[p]?.cells[day] ?? {};
    return [...new Set([...duties, ...usual])];
  }

  function cellsOf(p: number, day: number, times: (post: Post) => number): (Cell & { times: number })[] {
    return dutiesOf(p, day).flatMap((duty) => {
      const sum = duties[duty]?.posts.reduce((sum, post) => sum + times(post), 0) ?? 0;
      return sum === 0 ? [] : [{ person: p, day, duty, times: sum }];
    });
  }

  function successionsOf({ officer, cells, eve }: Member): Person['successions'] {
    const seen = new Set<number>();
    const successions: Person['successions'][number][] = [];
    const follow = (duty: number, next: number) => {
      if (seen.has(duty * duties.length + next)) return;
      seen.add(duty * duties.length + next);
      const [first, second] = [duties[duty]?.posts ?? [], duties[next]?.posts ?? []];
      const rest =
        Math.min(...second.map(({ shift }) => shift.begin + 1440)) - Math.max(...first.map(({ shift }) => shift.end));
      const forbidden = first.flatMap((a) =>
        second.filter((b) =>
          rules.successions.pairs.some((pair) => pair.shift === a.shift.id && pair.next === b.shift.id),
        ),
      ).length;
      const prices: { rule: 'twoPlaces' | 'rest' | 'successions'; weight: Weight }[] = [
        { rule: 'twoPlaces', weight: rest < 0 ? 'hard' : 0 },
        { rule: 'rest', weight: rest >= 0 && rest < rules.rest.hours * 60 ? rules.rest.weight : 0 },
        { rule: 'successions', weight: times(rules.successions.weight, forbidden) },
      ];
      const hard = prices.filter(({ weight }) => weight === 'hard');
      // What may not be at all needs no price, and prices of one pair are one price.
      const soft = prices.reduce((sum, { weight }) => sum + (weight === 'hard' ? 0 : weight), 0);
      const priced = prices.filter(({ weight }) => weight !== 0).slice(0, 1);
      for (const { rule, weight } of hard.length > 0 ? hard : priced.map(({ rule }) => ({ rule, weight: soft })))
        successions.push({ duty, next, weight, rule: names.of({ rule, officer: officer.id }) });
    };
    for (const [day, { duties: next }] of cells.entries()) {
      const before = day === 0 ? (eve.duty === null ? [] : [eve.duty]) : (cells[day - 1]?.duties ?? []);
      for (const duty of before) for (const second of next) follow(duty, second);
    }
    return successions;
  }

  function weekendsOf({ officer, past }: Member): Person['groups'] {
    const { most, weight } = rules.weekends;
    const saturdays = Map.groupBy(
      calendar
        .map(({ day, weekday }, i) => ({ day, weekday, i }))
        .filter(({ weekday }) => weekday === 0 || weekday === 6),
      ({ weekday, i }) => (weekday === 6 ? i : i - 1),
    );
    const weekends = [...saturdays.values()].map((weekend) => ({
      worked: weekend.some(({ day }) => day < today && past.has(day)),
      days: weekend.map(({ i }) => i - office.offset).filter((day) => day >= 0),
    }));
    const worked = weekends.filter(({ worked }) => worked).length;
    const groups = weekends.filter(({ worked, days }) => !worked && days.length > 0).map(({ days }) => days);
    const left = Math.max(0, Math.ceil((most * calendar.length) / 28) - worked);
    if (weight === 0 || groups.length <= left) return [];
    return [{ groups, most: left, weight, rule: names.of({ rule: 'weekends', officer: officer.id }) }];
  }

  function addPosts(): void {
    const posts = new Map<string, { day: number; team: string; shift: string; cells: Cell[] }>();
    const post = (day: number, team: string, shift: string) => {
      const key = `${day} ${team} ${shift}`;
      const known = posts.get(key) ?? { day, team, shift, cells: [] };
      posts.set(key, known);
      return known;
    };
    const needs = new Map(office.needs.map((need) => [`${need.on} ${need.team} ${need.shift}`, need]));
    for (const { on, team, shift } of needs.values()) post(on, team, shift);
    for (const [p, { cells }] of office.people.entries())
      for (const day of cells.keys())
        for (const duty of dutiesOf(p, day))
          for (const { team, shift } of duties[duty]?.posts ?? [])
            post(day, team, shift.id).cells.push({ person: p, day, duty });

    const onShift = new Map<string, Cell[]>();
    const able = (cells: readonly Cell[], skill: (typeof SKILLS)[number]) =>
      cells.filter(({ person }) => office.people[person]?.officer.skills.includes(skill));
    const once = (cells: readonly Cell[]) => cells.map((cell) => ({ ...cell, times: 1 }));
    for (const [key, { day, team, shift, cells }] of posts) {
      const where = { day: days[day]?.day ?? null, team, shift };
      const need = needs.get(key);
      const count = need?.people ?? 0;
      addSum({
        cells: once(cells),
        least: count,
        under: rules.cover.under,
        most: count,
        over: rules.cover.over,
        rule: names.of({ rule: 'coverUnder', ...where }),
      });
      for (const skill of SKILLS) {
        if (!need?.skills[skill]) continue;
        const rule = names.of({ rule: 'skills', ...where, skill });
        addSum({ cells: once(able(cells, skill)), ...atLeast(need.skills[skill], rules.skills.weight), rule });
      }
      const { least = 1, driver = false } = settings.teams.find(({ id }) => id === team) ?? {};
      const { weight } = rules.team;
      if (least > 1)
        addCompany({ when: cells, need: cells, least, weight, rule: names.of({ rule: 'teamSize', ...where }) });
      if (driver) {
        const rule = names.of({ rule: 'driver', ...where });
        addCompany({ when: cells, need: able(cells, 'drive'), least: 1, weight, rule });
      }
      const all = onShift.get(`${day} ${shift}`) ?? [];
      onShift.set(`${day} ${shift}`, [...all, ...cells]);
    }
    for (const [key, when] of onShift) {
      const [day, shift = ''] = key.split(' ');
      const rule = names.of({ rule: 'leader', day: days[Number(day)]?.day ?? null, shift });
      addCompany({ when, need: able(when, 'lead'), least: 1, weight: rules.leader.weight, rule });
    }
  }

  function addCompany(company: Company): void {
    const { when, need, least, weight } = company;
    if (weight !== 0 && when.length > 0 && !(least === 1 && when.length === need.length)) companies.push(company);
  }

  function addWeeks(p: number, { officer, cells, past, hours, there }: Member): void {
    const { least, most, weight } = rules.weekHours;
    if (weight === 0) return;
    const first = calendar[0];
    if (first === undefined) return;
    for (let start = -((first.weekday + 6) % 7); start < calendar.length; start += 7) {
      const week = [0, 1, 2, 3, 4, 5, 6].map((i) => ({ i: start + i, day: addDays(first.day, start + i) }));
      const open = week.map(({ i }) => i - office.offset).filter((day) => day >= 0 && day < cells.length);
      if (open.length === 0) continue;
      const done = (of: (i: number) => boolean) =>
        week.reduce((sum, { i, day }) => sum + (of(i) ? hours(past.get(day)) : 0), 0);
      const [before, within] = [done((i) => i < 0), done((i) => i >= 0)];
      const whole = (start >= 0 || office.known) && start + 6 < calendar.length;
      const available = week.filter(({ day }) => there(day)).length;
      addSum({
        cells: open.flatMap((day) => cellsOf(p, day, ({ shift }) => shift.hours)),
        least: whole ? Math.floor((least * available) / 7) - before - within : 0,
        under: weight,
        most: Math.max(0, Math.max(0, most - before) - within),
        over: weight,
        rule: names.of({
          rule: 'weekHours',
          officer: officer.id,
          day: calendar[Math.min(start + 6, calendar.length - 1)]?.day ?? null,
        }),
      });
    }
  }

  function addShares(p: number, { officer, cells, past }: Member): void {
    for (const shared of SHARED) {
      const share = situation.shares[officer.id]?.[shared];
      const cost = rules.fairness[shared];
      if (share === undefined || cost === 0) continue;
      const { least, most } = bandOf(shared, share, settings);
      let had = 0;
      for (const day of calendar)
        for (const { shift } of day.day < today ? (past.get(day.day) ?? []) : []) had += countsAs(shared, shift, day);
      addSum({
        cells: cells.flatMap((_, day) => {
          const on = days[day];
          return on ? cellsOf(p, day, ({ shift }) => countsAs(shared, shift, on)) : [];
        }),
        least: least - had,
        under: cost,
        most: most - had,
        over: cost,
        rule: names.of({ rule: RULE_OF[shared], officer: officer.id }),
      });
    }
  }

  function addFar(p: number, person: Member): void {
    if (!person.officer.far) return;
    for (const day of days.keys()) {
      const cells = cellsOf(p, day, ({ shift }) => (shift.late ? 1 : 0));
      if (cells.length > 0)
        addSum({ cells, ...atMost(0, rules.far.weight), rule: names.of({ rule: 'far', ...at(person, day) }) });
    }
  }

  function addWishes(): void {
    const index = new Map(office.people.map(({ officer }, p) => [officer.id, p]));
    for (const { officer, day, shift, want, weight } of situation.wishes) {
      const p = index.get(officer) ?? -1;
      const d = days.findIndex((on) => on.day === day);
      const person = office.people[p];
      if (person === undefined || d < 0 || !person.there(day)) continue;
      const cells = cellsOf(p, d, (post) => (shift === null || post.shift.id === shift ? 1 : 0)).map((cell) => ({
        ...cell,
        times: 1,
      }));
      const price = rules.wishes.cost * weight;
      const limits = want === 'on' ? atLeast(1, price) : atMost(0, price);
      addSum({ cells, ...limits, rule: names.of({ rule: 'wishes', officer, day, shift }) });
    }
  }

  function addChanges(): void {
    const { cost } = rules.changes;
    const rule = names.of({ rule: 'changes' });
    const publishedDays = new Set(situation.publishedDays);
    const index = new Map(office.people.map(({ officer }, p) => [officer.id, p]));
    const published = new Map<string, Set<string>>();
    let gone = 0;
    for (const { day, team, shift, officer } of situation.published) {
      const [p, d] = [index.get(officer), days.findIndex((on) => on.day === day)];
      if (d < 0 || !publishedDays.has(day)) continue;
      const key = `${officer} ${d}`;
      const here = published.get(key) ?? new Set();
      if (here.has(`${team} ${shift}`)) continue;
      published.set(key, here.add(`${team} ${shift}`));
      const cells = p === undefined ? [] : cellsOf(p, d, (post) => (postKey(post) === `${team} ${shift}` ? 1 : 0));
      if (cells.length === 0) gone += 1;
      else addSum({ cells, ...atLeast(1, cost), rule });
    }
    // Nobody can hold these any more, which costs the same in every roster.
    addSum({ cells: [], ...atLeast(gone, cost), rule });
    for (const [p, { officer }] of office.people.entries())
      for (const [d, { day }] of days.entries()) {
        if (!publishedDays.has(day)) continue;
        const here = published.get(`${officer.id} ${d}`);
        addSum({ cells: cellsOf(p, d, (post) => (here?.has(postKey(post)) ? 0 : 1)), ...atMost(0, cost), rule });
      }
  }
}

type Shift = ShiftType & { begin: number; end: number; hours: number; late: boolean };
type Post = { team: string; shift: Shift };
/** What one person does on one day: posts that do not overlap, or that are kept as they are. */
type Duty = { posts: readonly Post[] };

/** An officer of the problem; days by number are those from today on. */
type Member = {
  officer: RosterOfficer;
  cells: {
    duties: number[];
    /** What could be done if they were there and nothing was kept: by this a clash shows that they are missed. */
    usual: number[];
    kept: { team: string; shift: string }[];
    absent: 'leave' | 'gone' | null;
  }[];
  /** What they did on days that are over, before the period and in it. */
  past: ReadonlyMap<ServiceDay, readonly Post[]>;
  hours(posts: readonly Post[] | undefined): number;
  there(day: ServiceDay): boolean;
  /** The run that the day before ends, days off as a negative number; `open`: it may be longer than is known. */
  eve: { run: number; open: boolean; duty: number | null };
};

const RULE_OF = {
  nights: 'nights',
  weekends: 'weekendShifts',
  holidays: 'holidays',
  tet: 'tet',
  hours: 'hours',
} as const satisfies Record<Shared, string>;

/** How many days before the period are known at most. */
const BEFORE = 14;

function readOffice(situation: Situation, kept: readonly Place[], today: ServiceDay) {
  const { settings, calendar } = situation;
  const days = calendar.filter(({ day }) => day >= today);
  const offset = calendar.length - days.length;
  const first = calendar[0]?.day ?? today;
  const shifts = new Map(
    settings.shifts.map((shift): [string, Shift] => [
      shift.id,
      { ...shift, ...spanOf(shift), hours: hoursOf(shift), late: isLate(shift, settings.rules.far.after) },
    ]),
  );
  const teams = new Set(settings.teams.map(({ id }) => id));
  const duties = createDuties();

  const index = new Map(days.map(({ day }, i) => [day, i]));
  const needs = situation.needs.flatMap((need) => {
    const on = index.get(need.day);
    return on === undefined || !teams.has(need.team) || !shifts.has(need.shift) ? [] : [{ ...need, on }];
  });
  const needed = days.map((_, day): Post[] =>
    needs.flatMap(({ on, team, shift }) => {
      const type = shifts.get(shift);
      return on === day && type ? [{ team, shift: type }] : [];
    }),
  );

  const windowed = situation.before.filter(({ day }) => day < first && day >= addDays(first, -BEFORE));
  const known = windowed.length > 0;
  const leaves = Map.groupBy(situation.leave, ({ officer }) => officer);
  const people = situation.officers
    .filter((officer) => officer.teams.some((team) => teams.has(team)))
    .map((officer): Member => {
      const isGone = (day: ServiceDay) => day < officer.since || (officer.until !== null && officer.until < day);
      const isAway = (day: ServiceDay) =>
        leaves.get(officer.id)?.some(({ from, to }) => from <= day && day <= to) ?? false;
      const there = (day: ServiceDay) => !isGone(day) && !isAway(day);
      const postsOf = (places: readonly Place[]) => {
        const byDay = new Map<ServiceDay, Post[]>();
        for (const { day, team, shift, officer: whose } of places) {
          const type = shifts.get(shift);
          if (whose === officer.id && type) byDay.set(day, [...(byDay.get(day) ?? []), { team, shift: type }]);
        }
        return byDay;
      };
      const stay = kept.filter(
        ({ day, team }) => day >= first && there(day) && officer.teams.includes(team) && teams.has(team),
      );
      const past = new Map([...postsOf(windowed), ...postsOf(stay.filter(({ day }) => day < today))]);
      const planned = postsOf(stay.filter(({ day }) => day >= today));
      const cells = days.map(({ day }, d): Member['cells'][number] => {
        const absent = isGone(day) ? 'gone' : isAway(day) ? 'leave' : null;
        const held = planned.get(day) ?? [];
        const free = (needed[d] ?? []).filter(({ team }) => officer.teams.includes(team));
        const may = (held: readonly Post[]) => combine(held, free, settings.rules.shiftsPerDay).map(duties.of);
        return {
          duties: absent === null ? may(held) : [],
          usual: may([]),
          kept: held.map(({ team, shift }) => ({ team, shift: shift.id })),
          absent,
        };
      });
      const start = known ? -BEFORE : 0;
      const worked = Array.from({ length: Math.max(0, offset - start) }, (_, i) => past.has(addDays(first, start + i)));
      const last = worked.at(-1) ?? false;
      const length = worked.length - 1 - worked.lastIndexOf(!last);
      const eve = past.get(addDays(first, offset - 1));
      return {
        officer,
        cells,
        past,
        hours: (posts = []) => posts.reduce((sum, { shift }) => sum + shift.hours, 0),
        there,
        eve: {
          run: last ? length : -length,
          open: !known && length === worked.length,
          duty: last && eve ? duties.of(eve) : null,
        },
      };
    });
  return { days, offset, needs, known, people, duties: duties.all };
}

/** All that can be done on a day: what is held already, with as many of the free posts as do not overlap, within `most`. */
function combine(held: readonly Post[], free: readonly Post[], most: number): Post[][] {
  const found: Post[][] = held.length > 0 ? [[...held]] : [];
  const extend = (posts: Post[], from: number) => {
    if (posts.length >= most) return;
    for (const [i, post] of free.entries()) {
      if (i < from || posts.some(({ shift }) => shift.begin < post.shift.end && post.shift.begin < shift.end)) continue;
      found.push([...posts, post]);
      extend([...posts, post], i + 1);
    }
  };
  extend([...held], 0);
  return found;
}

function createDuties() {
  const all: Duty[] = [];
  const indices = new Map<string, number>();
  return {
    all: all as readonly Duty[],
    of(posts: readonly Post[]): number {
      const key = posts.map(postKey).sort().join(',');
      const index = indices.get(key) ?? all.push({ posts }) - 1;
      indices.set(key, index);
      return index;
    },
  };
}

function createRules() {
  const all: Clash = [];
  const indices = new Map<string, number>();
  return {
    count: () => all.length,
    named: (index: number) => all[index] as Clash[number],
    of(demand: Partial<Clash[number]> & Pick<Clash[number], 'rule'>): number {
      const whole = { officer: null, day: null, team: null, shift: null, skill: null, ...demand };
      const key = Object.values(whole).join(' ');
      const index = indices.get(key) ?? all.push(whole) - 1;
      indices.set(key, index);
      return index;
    },
  };
}

function postKey({ team, shift }: Post): string {
  return `${team} ${shift.id}`;
}

/** The most that these cells can come to: a person does one thing a day. */
function highest(cells: Sum['cells']): number {
  const largest = new Map<string, number>();
  for (const { person, day, times } of cells)
    largest.set(`${person} ${day}`, Math.max(times, largest.get(`${person} ${day}`) ?? 0));
  return [...largest.values()].reduce((sum, times) => sum + times, 0);
}

function times(weight: RosterSettings['rules']['rest']['weight'], count: number): Weight {
  return count === 0 ? 0 : weight === 'hard' ? 'hard' : weight * count;
}
