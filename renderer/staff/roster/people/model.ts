import type { KeyboardEvent } from 'react';
import { addDays, type ServiceDay } from '../../../../electron/core/kernel/time.ts';
import type { Leave, Profile, RosterPlace } from '../../../../electron/core/roster/model.ts';
import type { RosterSettings, Skill } from '../../../../electron/core/roster/settings.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { skillNames } from '../../../ui/strings/vi/roster.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';

const words = rosterPeople.leave;

/** Those whom the screen shows: who is there, and who left but has a shift in the period or is there until one of its days. */
export function shownPeople(
  people: readonly RosterPerson[],
  places: readonly RosterPlace[],
  from: ServiceDay,
): RosterPerson[] {
  const onDuty = new Set(places.map(({ officer }) => officer));
  return people.filter(({ id, until }) => until === null || until >= from || onDuty.has(id));
}

/** Whether teams and duties of this officer are still to be set: who left keeps what they had. */
export function isHere({ until }: RosterPerson, today: ServiceDay): boolean {
  return until === null || until >= today;
}

/** Something to do before a roster can be made, in the order in which it is done. */
export type Step =
  | { type: 'officers' }
  | { type: 'teams'; officers: string[] }
  | { type: 'lead' }
  | { type: 'drive'; team: string }
  | { type: 'collect'; team: string; skill: string };

/** What still keeps a roster from being made well; empty once nothing does. */
export function firstSteps(people: readonly RosterPerson[], { teams, cover, rules }: RosterSettings): Step[] {
  const steps: Step[] = [];
  if (people.length <= 1) steps.push({ type: 'officers' });
  const without = people.filter((person) => person.teams.length === 0);
  if (without.length > 0) steps.push({ type: 'teams', officers: without.map(({ id }) => id) });
  if (without.length === people.length) return steps;
  const can = (skill: Skill, team: string | null) =>
    people.some((person) => person.skills.includes(skill) && (team === null || person.teams.includes(team)));
  if (rules.leader.weight !== 0 && !can('lead', null)) steps.push({ type: 'lead' });
  for (const { id, name, driver } of teams) {
    if (driver && rules.team.weight !== 0 && people.some((person) => person.teams.includes(id)) && !can('drive', id))
      steps.push({ type: 'drive', team: name });
    for (const skill of ['collect', 'eid'] as const) {
      const asked = cover.some((row) => row.team === id && row.skills[skill] > 0);
      if (asked && rules.skills.weight !== 0 && !can(skill, id))
        steps.push({ type: 'collect', team: name, skill: skillNames[skill] });
    }
  }
  return steps;
}

/** A profile with one more or one less in a list. */
export function ticked<T>(list: readonly T[], item: T, on: boolean): T[] {
  return on ? [...list.filter((each) => each !== item), item] : list.filter((each) => each !== item);
}

export function sameProfile(a: Profile, b: Profile): boolean {
  const sorted = (list: readonly string[]) => [...list].sort().join(' ');
  return a.far === b.far && sorted(a.teams) === sorted(b.teams) && sorted(a.skills) === sorted(b.skills);
}

/** Why a time away cannot be entered, in one sentence; null when it can. `known`: what is entered already. */
export function leaveWrong(
  leave: Omit<Leave, 'id' | 'kind'>,
  known: readonly Leave[],
  name: string,
  today: ServiceDay,
): string | null {
  const { officer, from, to } = leave;
  if (from === '' || to === '') return words.needsDays;
  if (to < from) return words.backward(from, to);
  if (to < today) return words.past;
  if (to > addDays(from, 366)) return words.tooLong;
  const other = known.find((each) => each.officer === officer && each.from <= to && each.to >= from);
  return other ? words.overlap(name, other.kind, other.from, other.to) : null;
}

/** The published shifts that an absence would empty, each with how many others are on duty there. */
export function emptiedBy(
  { officer, from, to }: Omit<Leave, 'id' | 'kind'>,
  places: readonly RosterPlace[],
): (RosterPlace & { others: number })[] {
  return places
    .filter(({ mark }) => mark === 'published' || mark === 'added')
    .filter((place) => place.officer === officer && from <= place.day && place.day <= to)
    .map((place) => ({
      ...place,
      others: places.filter(
        (each) =>
          each.mark !== 'withdrawn' &&
          each.officer !== officer &&
          each.day === place.day &&
          each.shift === place.shift &&
          each.team === place.team,
      ).length,
    }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** What `data-cell` names a cell of a grid that the arrow keys walk through. */
export function cellName(row: number, column: number): string {
  return `${row},${column}`;
}

/** Moves the focus to the next cell in the direction of an arrow key, beyond cells that cannot be reached; true when it did. */
export function walk(event: KeyboardEvent<HTMLElement>): boolean {
  const step = STEPS[event.key];
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cell]') : null;
  if (!step || !cell || event.altKey || event.ctrlKey) return false;
  const [row = 0, column = 0] = (cell.dataset.cell ?? '').split(',').map(Number);
  for (let far = 1; far < 70; far++) {
    const name = cellName(row + step[0] * far, column + step[1] * far);
    const next = event.currentTarget.querySelector<HTMLElement>(`[data-cell="${name}"]:not(:disabled)`);
    if (!next) continue;
    event.preventDefault();
    next.focus();
    return true;
  }
  return false;
}
