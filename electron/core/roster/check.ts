import { addDays, type ServiceDay } from '../kernel/time.ts';
import type { CalendarDay, Finding, Need, Place, RosterOfficer, Rule, Shared, Situation } from './model.ts';
import { type ShiftType, SKILLS, type Team } from './settings.ts';
import { bandOf, countsAs, hoursOf, isLate, spanOf } from './shifts.ts';

/**
 * What the roster breaks, rule by rule, as docs/roster.md counts it; the solver's model is not asked. Places outside the
 * period are passed over. Quick enough to be asked at every drag.
 */
export function check(situation: Situation, places: readonly Place[]): Finding[] {
  const reading = read(situation, places);
  return Object.entries(CHECKS).flatMap(([rule, found]) => {
    const findings: Finding[] = [];
    const report: Report = (weight, amount, { times = 1, ...where }) => {
      if (weight === 0 || amount < 1e-6) return;
      const hard = weight === 'hard';
      const none = { officer: null, day: null, team: null, shift: null, skill: null };
      findings.push({ rule: rule as Rule, hard, cost: hard ? 0 : weight * amount * times, amount, ...none, ...where });
    };
    found(reading, report);
    return findings;
  });
}

/** What a roster costs; hard rules cost nothing and are looked for by their name. */
export function costOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { cost }) => sum + cost, 0);
}

/** What a change of the roster would break that holds now, or break further. */
export function wouldBreak(
  situation: Situation,
  places: readonly Place[],
  change: { off: readonly Place[]; on: readonly Place[] },
): Finding[] {
  const off = new Set(change.off.map(placeKey));
  const changed = [...places.filter((place) => !off.has(placeKey(place))), ...change.on];
  const present = new Map(check(situation, places).map((finding) => [findingKey(finding), finding.amount]));
  return check(situation, changed).filter((finding) => finding.amount > (present.get(findingKey(finding)) ?? 0) + 1e-6);
}

type Report = (weight: number | 'hard', amount: number, where: Partial<Finding> & { times?: number }) => void;

type Shift = ShiftType & { begin: number; end: number; hours: number; late: boolean };
type Post = { day: ServiceDay; team: Team; shift: Shift; officers: Officer[]; need: Need | null };
/** A place that counts, its times in minutes from the start of the period. */
type Seat = { place: Place; day: number; shift: Shift; begin: number; end: number };

/** Days are numbers from the start of the period on; those before it are negative. */
type Officer = RosterOfficer & {
  id: string;
  there(day: number): boolean;
  seats: Map<number, Seat[]>;
};

type Reading = {
  situation: Situation;
  rules: Situation['settings']['rules'];
  days: number;
  calendar: readonly CalendarDay[];
  /** How many days before the period are known: 14 or none. */
  known: number;
  dayOf(day: number): ServiceDay;
  /** Those who are in a team, with their places that count. */
  officers: Officer[];
  /** Places of the period as they stand, each with what speaks against it. */
  places: { place: Place; void: 'leave' | 'notInTeam' | 'gone' | null }[];
  /** Where somebody is on duty or needed. */
  posts: Post[];
};

/** How many days before the period are looked at. */
const BEFORE = 14;

function read(situation: Situation, places: readonly Place[]): Reading {
  const { settings, calendar, leave, before } = situation;
  const shifts = new Map(
    settings.shifts.map((shift): [string, Shift] => [
      shift.id,
      { ...shift, ...spanOf(shift), hours: hoursOf(shift), late: isLate(shift, settings.rules.far.after) },
    ]),
  );
  const teams = new Map(settings.teams.map((team) => [team.id, team]));
  const first = calendar[0]?.day ?? '';
  const number = new Map(calendar.map(({ day }, i) => [day, i]));
  for (let day = -BEFORE; day < 0 && first !== ''; day++) number.set(addDays(first, day), day);
  const names = new Map([...number].map(([day, i]) => [i, day]));
  const dayOf = (day: number) => names.get(day) ?? '';

  const leaves = Map.groupBy(leave, ({ officer }) => officer);
  const isAway = (officer: string, day: ServiceDay) =>
    leaves.get(officer)?.some(({ from, to }) => from <= day && day <= to) ?? false;
  const isGone = ({ since, until }: RosterOfficer, day: ServiceDay) => day < since || (until !== null && until < day);
  const officers = new Map(
    situation.officers.map((officer): [string, Officer] => {
      const there = (day: number) => !isGone(officer, dayOf(day)) && !isAway(officer.id, dayOf(day));
      return [officer.id, { ...officer, there, seats: new Map() }];
    }),
  );
  const seat = (officer: Officer, place: Place, day: number, shift: Shift) => {
    const seats = officer.seats.get(day) ?? [];
    officer.seats.set(day, seats);
    seats.push({ place, day, shift, begin: day * 1440 + shift.begin, end: day * 1440 + shift.end });
  };
  for (const place of before) {
    const [officer, shift, day] = [officers.get(place.officer), shifts.get(place.shift), number.get(place.day)];
    if (officer && shift && day !== undefined && day < 0) seat(officer, place, day, shift);
  }

  const posts = new Map<string, Post>();
  const post = (day: ServiceDay, team: Team, shift: Shift) => {
    const key = `${day} ${team.id} ${shift.id}`;
    const known = posts.get(key) ?? { day, team, shift, officers: [], need: null };
    posts.set(key, known);
    return known;
  };
  for (const need of situation.needs) {
    const [team, shift] = [teams.get(need.team), shifts.get(need.shift)];
    if (team && shift && number.has(need.day)) post(need.day, team, shift).need = need;
  }
  const standing: Reading['places'] = [];
  for (const place of places) {
    const day = number.get(place.day) ?? -1;
    if (day < 0) continue;
    const [officer, team, shift] = [officers.get(place.officer), teams.get(place.team), shifts.get(place.shift)];
    if (!officer || isGone(officer, place.day)) standing.push({ place, void: 'gone' });
    else if (!team || !shift || !officer.teams.includes(team.id)) standing.push({ place, void: 'notInTeam' });
    else if (isAway(officer.id, place.day)) standing.push({ place, void: 'leave' });
    else {
      standing.push({ place, void: null });
      seat(officer, place, day, shift);
      post(place.day, team, shift).officers.push(officer);
    }
  }
  return {
    situation,
    rules: settings.rules,
    days: calendar.length,
    calendar,
    known: before.some(({ day }) => (number.get(day) ?? 0) < 0) ? BEFORE : 0,
    dayOf,
    officers: [...officers.values()].filter((officer) => officer.teams.some((team) => teams.has(team))),
    places: standing,
    posts: [...posts.values()],
  };
}

const CHECKS: Record<Rule, (reading: Reading, report: Report) => void> = {
  twoPlaces({ officers, days }, report) {
    for (const officer of officers)
      eachDay(days, (day) => {
        const seats = officer.seats.get(day) ?? [];
        const others = [...(officer.seats.get(day - 1) ?? []), ...seats];
        for (const seat of seats)
          for (const other of others) {
            if (other === seat) break;
            if (other.begin < seat.end && seat.begin < other.end) report('hard', 1, seat.place);
          }
      });
  },

  shiftsPerDay({ officers, days, dayOf, rules }, report) {
    for (const { id, seats } of officers)
      eachDay(days, (day) => {
        const beyond = (seats.get(day)?.length ?? 0) - rules.shiftsPerDay;
        report('hard', beyond, { officer: id, day: dayOf(day) });
      });
  },

  leave: voided('leave'),
  notInTeam: voided('notInTeam'),
  gone: voided('gone'),

  rest({ officers, days, rules }, report) {
    for (const { seats } of officers)
      eachDay(days, (day) => {
        const first = seats.get(day)?.reduce((a, b) => (b.begin < a.begin ? b : a));
        const end = Math.max(...(seats.get(day - 1) ?? []).map(({ end }) => end));
        const rest = first ? first.begin - end : Number.POSITIVE_INFINITY;
        // Less than none is two places at once.
        if (first && rest >= 0 && rest < rules.rest.hours * 60) report(rules.rest.weight, 1, first.place);
      });
  },

  successions({ officers, days, rules: { successions } }, report) {
    for (const { seats } of officers)
      eachDay(days, (day) => {
        for (const { place, shift } of seats.get(day) ?? [])
          for (const last of seats.get(day - 1) ?? [])
            if (successions.pairs.some((pair) => pair.shift === last.shift.id && pair.next === shift.id))
              report(successions.weight, 1, place);
      });
  },

  longestWork({ officers, days, known, dayOf, rules: { longestWork } }, report) {
    for (const officer of officers)
      for (const { work, from, to } of runsOf(officer, known, days)) {
        const beyond = to - Math.max(0, from + longestWork.days) + 1;
        if (work) report(longestWork.weight, beyond, { officer: officer.id, day: dayOf(to) });
      }
  },

  shortestWork: shortest('shortestWork', true),
  shortestOff: shortest('shortestOff', false),

  weekends({ officers, days, calendar, rules: { weekends } }, report) {
    const most = Math.ceil((weekends.most * days) / 28);
    for (const { id, seats } of officers) {
      const worked = new Set<number>();
      eachDay(days, (day) => {
        const weekday = calendar[day]?.weekday;
        if (!seats.has(day)) return;
        if (weekday === 6) worked.add(day);
        if (weekday === 0) worked.add(day - 1);
      });
      report(weekends.weight, worked.size - most, { officer: id });
    }
  },

  weekHours({ officers, days, calendar, known, dayOf, rules: { weekHours } }, report) {
    const monday = -(((calendar[0]?.weekday ?? 0) + 6) % 7);
    for (let start = monday; start < days; start += 7) {
      const whole = start >= -known && start + 6 < days;
      const day = dayOf(Math.min(start + 6, days - 1));
      for (const { id, seats, there } of officers) {
        const [before, within, available] = [0, 1, 2, 3, 4, 5, 6].reduce(
          ([before = 0, within = 0, available = 0], i) => {
            const hours = (seats.get(start + i) ?? []).reduce((sum, { shift }) => sum + shift.hours, 0);
            const inside = start + i >= 0 && start + i < days;
            return [
              before + (inside ? 0 : hours),
              within + (inside ? hours : 0),
              available + (there(start + i) ? 1 : 0),
            ];
          },
          [0, 0, 0],
        ) as [number, number, number];
        report(weekHours.weight, Math.min(within, before + within - weekHours.most), { officer: id, day });
        if (whole)
          report(weekHours.weight, Math.floor((weekHours.least * available) / 7) - before - within, {
            officer: id,
            day,
          });
      }
    }
  },

  teamSize({ posts, rules }, report) {
    for (const { day, team, shift, officers } of posts)
      if (officers.length > 0)
        report(rules.team.weight, team.least - officers.length, { day, team: team.id, shift: shift.id });
  },

  driver({ posts, rules }, report) {
    for (const { day, team, shift, officers } of posts)
      if (team.driver && officers.length > 0 && !officers.some(({ skills }) => skills.includes('drive')))
        report(rules.team.weight, 1, { day, team: team.id, shift: shift.id });
  },

  leader({ posts, rules }, report) {
    const shifts = Map.groupBy(posts, ({ day, shift }) => `${day} ${shift.id}`);
    for (const [{ day, shift }, officers] of [...shifts.values()].map(together))
      if (officers.length > 0 && !officers.some(({ skills }) => skills.includes('lead')))
        report(rules.leader.weight, 1, { day, shift: shift.id });
  },

  far({ officers, rules }, report) {
    for (const officer of officers) {
      if (!officer.far) continue;
      for (const { day, place, shift } of [...officer.seats.values()].flat())
        if (day >= 0 && shift.late) report(rules.far.weight, 1, place);
    }
  },

  coverUnder({ posts, rules }, report) {
    for (const { day, team, shift, officers, need } of posts)
      report(rules.cover.under, (need?.people ?? 0) - officers.length, { day, team: team.id, shift: shift.id });
  },

  coverOver({ posts, rules }, report) {
    for (const { day, team, shift, officers, need } of posts)
      report(rules.cover.over, officers.length - (need?.people ?? 0), { day, team: team.id, shift: shift.id });
  },

  skills({ posts, rules }, report) {
    for (const { day, team, shift, officers, need } of posts) {
      if (need === null) continue;
      for (const skill of SKILLS) {
        const missing = need.skills[skill] - officers.filter(({ skills }) => skills.includes(skill)).length;
        report(rules.skills.weight, missing, { day, team: team.id, shift: shift.id, skill });
      }
    }
  },

  nights: fair('nights', 'nights'),
  weekendShifts: fair('weekends', 'weekends'),
  holidays: fair('holidays', 'holidays'),
  tet: fair('tet', 'tet'),
  hours: fair('hours', 'hours'),

  wishes({ situation, officers, rules: { wishes } }, report) {
    const byId = new Map(officers.map((officer) => [officer.id, officer]));
    const number = new Map(situation.calendar.map(({ day }, i) => [day, i]));
    for (const { officer: id, day, shift, want, weight } of situation.wishes) {
      const [officer, on] = [byId.get(id), number.get(day)];
      if (officer === undefined || on === undefined || !officer.there(on)) continue;
      const has = (officer.seats.get(on) ?? []).some((seat) => shift === null || seat.shift.id === shift);
      if (has !== (want === 'on')) report(wishes.cost, weight, { officer: id, day, shift });
    }
  },

  changes({ situation, places, rules: { changes } }, report) {
    const days = new Set(situation.publishedDays);
    const published = new Map(situation.published.map((place) => [placeKey(place), place]));
    const present = new Map(places.map(({ place }) => [placeKey(place), place]));
    const inPeriod = new Set(situation.calendar.map(({ day }) => day));
    const gone = [...published.values()].filter((place) => inPeriod.has(place.day) && !present.has(placeKey(place)));
    const added = [...present.values()].filter((place) => !published.has(placeKey(place)));
    for (const { day, shift, team, officer } of [...gone, ...added])
      if (days.has(day)) report(changes.cost, 1, { day, shift, team, officer });
  },
};

/** Places that cannot be held at all: they count for no other rule. */
function voided(reason: 'leave' | 'notInTeam' | 'gone') {
  return ({ places }: Reading, report: Report) => {
    for (const { place, void: why } of places) if (why === reason) report('hard', 1, place);
  };
}

function shortest(rule: 'shortestWork' | 'shortestOff', kind: boolean) {
  return ({ officers, days, known, dayOf, rules }: Reading, report: Report) => {
    const { days: least, weight } = rules[rule];
    for (const officer of officers)
      for (const { work, from, to } of runsOf(officer, known, days)) {
        // Where it touches an edge beyond which nothing is known, it may be longer.
        if (work !== kind || to === days - 1 || (from === 0 && known === 0)) continue;
        report(weight, least - (to - from + 1), { officer: officer.id, day: dayOf(Math.max(0, to)) });
      }
  };
}

function fair(shared: Shared, weight: Shared) {
  return ({ situation, officers, calendar, rules }: Reading, report: Report) => {
    for (const { id, seats } of officers) {
      const share = situation.shares[id]?.[shared];
      if (share === undefined) continue;
      const { least, most } = bandOf(shared, share, situation.settings);
      let had = 0;
      for (const [i, day] of calendar.entries())
        for (const { shift } of seats.get(i) ?? []) had += countsAs(shared, shift, day);
      report(rules.fairness[weight], Math.max(least - had, had - most), { officer: id });
    }
  };
}

/**
 * An officer's runs of days with and without a place, from the first day that is known on, that end on the eve of the
 * period or later; `from` and `to` are their first and last day.
 */
function runsOf({ seats }: Officer, known: number, days: number): { work: boolean; from: number; to: number }[] {
  const runs: { work: boolean; from: number; to: number }[] = [];
  for (let day = -known; day < days; day++) {
    const last = runs.at(-1);
    if (last?.work === seats.has(day)) last.to = day;
    else runs.push({ work: seats.has(day), from: day, to: day });
  }
  return runs.filter(({ to }) => to >= -1);
}

function together(posts: readonly Post[]): [Pick<Post, 'day' | 'shift'>, Officer[]] {
  return [posts[0] as Post, posts.flatMap(({ officers }) => officers)];
}

function eachDay(days: number, visit: (day: number) => void): void {
  for (let day = 0; day < days; day++) visit(day);
}

function placeKey({ day, shift, team, officer }: Place): string {
  return `${day} ${shift} ${team} ${officer}`;
}

function findingKey({ rule, officer, day, team, shift, skill }: Finding): string {
  return [rule, officer, day, team, shift, skill].join(' ');
}
