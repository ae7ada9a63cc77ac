import type { Caller } from '../api/router.ts';
import { addDays, parseClock, type ServiceDay, weekday } from '../kernel/time.ts';
import type { Place, Profile } from '../roster/model.ts';
import type { Roster } from '../roster/roster.ts';
import { defaultRoster, type RosterSettings } from '../roster/settings.ts';
import type { RosterCommand } from '../roster/views.ts';
import { OPENS } from './figures.ts';
import { createChance } from './random.ts';

/** How far ahead a made-up roster goes. */
export const DEMO_DAYS = 14;

/** The days on which the made-up mobile team goes out: Monday, Wednesday, Friday. */
const OUT = [1, 3, 5];

/** How many desks are most often open in each of the usual shifts, of those of each quarter of an hour from 07:00. */
export function deskCover(desks: readonly number[]): number[] {
  return defaultRoster.shifts.map(({ from, to }) =>
    mostOften(desks.slice((parseClock(from) - OPENS) / 15, (parseClock(to) - OPENS) / 15)),
  );
}

/** The rules of a made-up office: so many people at desks in each of the usual shifts, and two in the hamlets. */
export function demoRules(people: readonly number[]): RosterSettings {
  const none = { collect: 0, eid: 0, drive: 0, lead: 0 };
  const cover = defaultRoster.shifts.map(({ id }, i) => ({
    ...{ team: 'standing', shift: id, days: [0, 1, 2, 3, 4, 5, 6], people: people[i] ?? 0 },
    skills: { ...none, collect: 1 },
  }));
  const mobile = { team: 'mobile', shift: 'afternoon', days: OUT, people: 2, skills: { ...none, drive: 1 } };
  return { ...defaultRoster, cover: [...cover, mobile] };
}

/**
 * Gives everybody a profile and a published roster of [from, to], dealt out in turn: the same seed gives the same one.
 * Some leave and two wishes lie around `today`. Every hard rule is kept; where too few are left, a place stays empty.
 */
export function layRoster(deps: {
  roster: Pick<Roster, 'run'>;
  rules: RosterSettings;
  /** By id, those who plan first. */
  officers: readonly string[];
  from: ServiceDay;
  to: ServiceDay;
  today: ServiceDay;
  seed: string;
}): void {
  const { officers, from, to, today } = deps;
  const run = runner(deps.roster, officers[0] ?? null);
  const profiles = new Map(officers.map((officer, i) => [officer, profileOf(i)]));
  for (const [officer, profile] of profiles) run({ type: 'setProfile', officer, profile });
  const nth = (i: number) => officers[i % officers.length] ?? '';
  const leave = [
    { officer: nth(7), from: addDays(today, -1), to: today, kind: 'training' },
    { officer: nth(4), from: addDays(today, 3), to: addDays(today, 7), kind: 'leave' },
    { officer: nth(2), from: addDays(today, 9), to: addDays(today, 10), kind: 'mission' },
  ] as const;
  for (const each of leave) if (each.from >= from) run({ type: 'setLeave', ...each });
  const places = deal({ ...deps, profiles, leave });
  for (let first = from; first <= to; first = addDays(first, CHUNK)) {
    const end = addDays(first, CHUNK - 1);
    const last = end < to ? end : to;
    const on = places.filter(({ day }) => first <= day && day <= last).map((place) => ({ ...place, byHand: false }));
    run({ type: 'change', how: 'moved', off: [], on });
    run({ type: 'publish', from: first, to: last });
  }
  run({ type: 'setWish', officer: nth(6), day: addDays(today, 6), shift: null, want: 'off', weight: 2 });
  run({ type: 'setWish', officer: nth(3), day: addDays(today, 8), shift: 'morning', want: 'on', weight: 1 });
}

/** Two officers agree to exchange a shift of the next days; a leader has still to say yes. */
export function askSwap(roster: Pick<Roster, 'run' | 'placesOf' | 'view'>, today: ServiceDay): void {
  const days = [1, 2, 3, 4, 5].map((days) => roster.placesOf(addDays(today, days)));
  const has = (officer: string, places: readonly Place[]) => places.some((place) => place.officer === officer);
  for (const [i, first] of days.entries()) {
    for (const second of days.slice(i + 1)) {
      for (const give of first) {
        const take = second.find(
          ({ team, shift, officer }) =>
            team === give.team && shift === give.shift && !has(officer, first) && !has(give.officer, second),
        );
        if (take === undefined) continue;
        runner(roster, give.officer)({ type: 'askSwap', give, to: take.officer, take });
        for (const { id, state } of roster.view(give.day, take.day, LEADER).swaps)
          if (state === 'asked') runner(roster, take.officer)({ type: 'answerSwap', swap: id, agreed: true });
        return;
      }
    }
  }
}

/** Sees the draft too. */
export const LEADER: Caller = {
  ...{ screen: 'staff', loopback: true, device: null, kiosk: false },
  session: { id: '', officer: '', role: 'leader' },
};

/** So many days are changed and published at once. */
const CHUNK = 28;

/** What is refused is not done, as with all that is played. */
function runner(roster: Pick<Roster, 'run'>, actor: string | null) {
  return (command: RosterCommand) => void roster.run(command, { actor, device: null, key: null });
}

function mostOften(numbers: readonly number[]): number {
  const times = (n: number) => numbers.filter((each) => each === n).length;
  return numbers.reduce((best, n) => (times(n) > times(best) ? n : best), numbers[0] ?? 0);
}

function profileOf(i: number): Profile {
  const isMobile = i % 3 !== 0;
  return {
    teams: isMobile ? ['standing', 'mobile'] : ['standing'],
    skills: [
      'collect',
      ...(i % 2 === 1 ? (['eid'] as const) : []),
      ...(isMobile && i % 2 === 0 ? (['drive'] as const) : []),
      ...(i < 4 || i % 3 === 0 ? (['lead'] as const) : []),
    ],
    far: i % 5 === 4,
  };
}

/** How somebody stands while the roster is dealt out. */
type Hand = { shifts: number; nights: number; weekends: number; run: number; off: number; last: string | null };

/** Day by day each place goes to whoever may have it and whose turn it is most. */
function deal(of: {
  rules: RosterSettings;
  profiles: ReadonlyMap<string, Profile>;
  leave: readonly { officer: string; from: ServiceDay; to: ServiceDay }[];
  from: ServiceDay;
  to: ServiceDay;
  seed: string;
}): Place[] {
  const { rules, profiles } = of;
  const chance = createChance(`roster ${of.seed}`);
  const hands = new Map(
    [...profiles.keys()].map((officer): [string, Hand] => [
      officer,
      { shifts: 0, nights: 0, weekends: 0, run: 0, off: 2, last: null },
    ]),
  );
  const nights = new Set(rules.shifts.filter(({ night }) => night).map(({ id }) => id));
  // What fewest can do is dealt first.
  const order = ({ team, shift }: { team: string; shift: string }) =>
    team === 'mobile' ? 0 : nights.has(shift) ? 1 : 2;
  const places: Place[] = [];
  for (let day = of.from; day <= of.to; day = addDays(day, 1)) {
    const isWeekend = weekday(day) === 0 || weekday(day) === 6;
    const today = new Map<string, string>();
    const onLeave = new Set(of.leave.filter(({ from, to }) => from <= day && day <= to).map(({ officer }) => officer));
    const turn = (officer: string, hand: Hand, shift: string) =>
      3 * hand.shifts +
      (nights.has(shift) ? 4 * hand.nights + (nights.has(hand.last ?? '') ? 12 : 0) : 0) +
      (nights.has(shift) && profiles.get(officer)?.far ? 15 : 0) +
      (isWeekend ? 3 * hand.weekends : 0) +
      // One day off is a second one due; a run goes on, but not for ever.
      (hand.off === 1 ? 6 : 0) +
      (hand.run >= 5 ? 8 : hand.run > 0 ? -3 : 0) +
      chance.next();
    const put = (team: string, shift: string, skill: Profile['skills'][number] | null) => {
      let best: { officer: string; turn: number } | null = null;
      for (const [officer, hand] of hands) {
        const profile = profiles.get(officer);
        if (!profile?.teams.includes(team) || (skill !== null && !profile.skills.includes(skill))) continue;
        if (today.has(officer) || onLeave.has(officer) || hand.run >= rules.rules.longestWork.days) continue;
        if (hand.last !== null && tooSoon(rules, hand.last, shift)) continue;
        const theirs = turn(officer, hand, shift);
        if (best === null || theirs < best.turn) best = { officer, turn: theirs };
      }
      if (best === null) return;
      today.set(best.officer, shift);
      places.push({ day, shift, team, officer: best.officer });
    };
    const rows = rules.cover.filter(({ days }) => days.includes(weekday(day)));
    for (const { team, shift, people } of rows.sort((a, b) => order(a) - order(b))) {
      const isMobile = team === 'mobile';
      const before = places.length;
      for (let n = 0; n < people; n++) put(team, shift, n > 0 ? null : isMobile ? 'drive' : 'lead');
      // One alone, or without a driver, is no mobile team.
      if (isMobile && places.length < before + people)
        for (const { officer } of places.splice(before)) today.delete(officer);
    }
    for (const [officer, hand] of hands) {
      const shift = today.get(officer) ?? null;
      hand.last = shift;
      hand.run = shift === null ? 0 : hand.run + 1;
      hand.off = shift === null ? hand.off + 1 : 0;
      if (shift === null) continue;
      hand.shifts += 1;
      if (nights.has(shift)) hand.nights += 1;
      if (isWeekend) hand.weekends += 1;
    }
  }
  return places;
}

/** Whether a shift begins too soon after one of the day before. */
function tooSoon({ shifts, rules }: RosterSettings, before: string, next: string): boolean {
  const [ended, begins] = [shifts.find(({ id }) => id === before)?.to, shifts.find(({ id }) => id === next)?.from];
  if (ended === undefined || begins === undefined) return false;
  return parseClock(begins) + 24 * 60 - parseClock(ended) < rules.rest.hours * 60;
}
