import type { ServiceDay } from '../../../../electron/core/kernel/time.ts';
import type { Finding, Place, Situation } from '../../../../electron/core/roster/model.ts';
import type { RosterCommand } from '../../../../electron/core/roster/views.ts';
import type { Edit, HandPlace } from '../model.ts';

/** Somebody picked up: from a place on duty, or (null) from those who are free. */
export type Carried = { officer: string; place: HandPlace | null };

/** Where somebody is put down; `onto`: on a person, which means to change with them. */
export type Target =
  | { type: 'duty'; day: ServiceDay; team: string; shift: string; onto: HandPlace | null }
  /** Among those who are free: taken off duty. */
  | { type: 'free' }
  /** In an officer's row: the shift goes to that officer on that day. */
  | { type: 'officer'; day: ServiceDay; officer: string; onto: HandPlace | null };

/** What a change would break that is not broken now. */
export type Verdict = {
  /** It touches a day that is over. */
  past: boolean;
  /** Nobody can be in two places, on leave, or gone: not even by confirming. */
  refused: Finding[];
  /** Other rules that must hold: done only once it is confirmed. */
  hard: Finding[];
  soft: Finding[];
};

/** What putting somebody down there changes; null where nothing would. */
export function editFor(carried: Carried, target: Target, places: readonly Place[]): Edit | null {
  const edit = wanted(carried, target);
  if (edit === null) return null;
  const off = new Set(edit.off.map(placeKey));
  const on = edit.on.map(placeKey);
  const there = new Set(places.map(placeKey));
  const isTaken = on.some((key) => off.has(key) || there.has(key)) || new Set(on).size < on.length;
  return isTaken ? null : edit;
}

/** Who is on duty once a change is made. */
export function applied<P extends Place>(places: readonly P[], { off, on }: Edit): (P | HandPlace)[] {
  const gone = new Set(off.map(placeKey));
  return [...places.filter((place) => !gone.has(placeKey(place))), ...on];
}

/** The change that takes a change back. */
export function inverse({ off, on }: Edit): Edit {
  return { off: on, on: off };
}

/** A change as the host is asked for it. */
export function changeOf({ off, on }: Edit, how: 'moved' | 'undone'): RosterCommand {
  return { type: 'change', how, off: off.map(({ byHand: _, ...place }) => place), on };
}

/** A place as a part of a change. */
export function asHand({ day, team, shift, officer, byHand }: HandPlace): HandPlace {
  return { day, team, shift, officer, byHand };
}

/** One string for a place: two are the same duty of the same officer when theirs are. */
export function placeKey({ day, team, shift, officer }: Place): string {
  return `${day} ${team} ${shift} ${officer}`;
}

/**
 * Judges a change by what the rules say before (`before`, the findings of `places`) and after it.
 * `check` is the roster's checker; it is asked once.
 */
export function judge(
  check: (situation: Situation, places: readonly Place[]) => Finding[],
  situation: Situation,
  places: readonly Place[],
  before: readonly Finding[],
  edit: Edit,
  today: ServiceDay,
): Verdict {
  const after = check(situation, applied(places, edit));
  const fresh = worse(before, after);
  return {
    past: [...edit.off, ...edit.on].some(({ day }) => day < today),
    refused: fresh.filter(({ rule, hard }) => hard && NEVER.has(rule)),
    hard: fresh.filter(({ rule, hard }) => hard && !NEVER.has(rule)),
    soft: fresh.filter(({ hard }) => !hard).sort((a, b) => b.cost - a.cost),
  };
}

const NEVER = new Set<Finding['rule']>(['twoPlaces', 'leave', 'gone']);

/** The findings of `after` that are not in `before`, or weigh less there. */
function worse(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const known = new Map<string, number>();
  for (const finding of before) {
    const key = findingKey(finding);
    known.set(key, (known.get(key) ?? 0) + finding.amount);
  }
  return after.filter((finding) => {
    const key = findingKey(finding);
    const left = known.get(key) ?? 0;
    known.set(key, left - finding.amount);
    return finding.amount > left;
  });
}

function findingKey({ rule, officer, day, team, shift, skill }: Finding): string {
  return [rule, officer, day, team, shift, skill].join('|');
}

function wanted({ officer, place }: Carried, target: Target): Edit | null {
  const taken = place === null ? [] : [place];
  if (target.type === 'free') return place === null ? null : { off: taken, on: [] };
  const { onto } = target;
  if (onto !== null && onto.officer !== officer) {
    // They change: each takes the other's duty, so that no shift loses anybody.
    const mine = hand({ ...onto, officer });
    if (place === null) return { off: [onto], on: [mine] };
    return { off: [place, onto], on: [mine, hand({ ...place, officer: onto.officer })] };
  }
  if (target.type === 'duty') {
    const { day, team, shift } = target;
    return { off: taken, on: [hand({ day, team, shift, officer })] };
  }
  if (place === null) return null;
  if (onto !== null) {
    // Both are the same officer's: the two duties change their days.
    return { off: [place, onto], on: [hand({ ...place, day: onto.day }), hand({ ...onto, day: place.day })] };
  }
  return { off: taken, on: [hand({ ...place, day: target.day, officer: target.officer })] };
}

function hand({ day, team, shift, officer }: Place): HandPlace {
  return { day, team, shift, officer, byHand: true };
}
