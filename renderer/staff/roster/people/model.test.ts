import { describe, expect, test } from 'vitest';
import type { Leave, RosterPlace } from '../../../../electron/core/roster/model.ts';
import { defaultRoster } from '../../../../electron/core/roster/settings.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import { emptiedBy, firstSteps, leaveWrong, sameProfile, shownPeople, ticked } from './model.ts';

const words = rosterPeople.leave;
const TODAY = '2026-11-23';

const person = (id: string, change: Partial<RosterPerson> = {}): RosterPerson => ({
  ...{ id, name: `Trần Văn ${id} Mẫu`, rank: '', active: true, since: '2026-01-01', until: null },
  ...{ teams: ['standing'], skills: ['collect', 'lead'], far: false, ...change },
});
const place = (day: string, officer: string, mark: RosterPlace['mark'], shift = 'morning'): RosterPlace => ({
  ...{ day, shift, team: 'standing', officer, mark, byHand: false },
});

describe('what to do first', () => {
  test('an office of one is told where officers come from, and to give them a team', () => {
    expect(firstSteps([person('a', { teams: [] })], defaultRoster).map(({ type }) => type)).toEqual([
      'officers',
      'teams',
    ]);
  });

  test('once all have a team it asks for who leads, and for the driver of a team that somebody is in', () => {
    const people = [person('a', { skills: ['collect'] }), person('b', { teams: ['mobile'], skills: [] })];
    expect(firstSteps(people, defaultRoster)).toEqual([{ type: 'lead' }, { type: 'drive', team: 'Tổ lưu động' }]);
    expect(firstSteps([person('a'), person('b', { teams: ['mobile'], skills: ['drive'] })], defaultRoster)).toEqual([]);
  });

  test('a new officer among others is one step', () => {
    expect(firstSteps([person('a'), person('b', { teams: [] })], defaultRoster)).toEqual([
      { type: 'teams', officers: ['b'] },
    ]);
  });
});

test('who left is shown as long as the period has a day or a shift of theirs', () => {
  const people = [person('a'), person('b', { until: '2026-11-20' }), person('c', { until: '2026-10-01' })];
  const shown = (from: string) =>
    shownPeople(people, [place('2026-11-02', 'c', 'published')], from).map(({ id }) => id);
  expect(shown('2026-11-16')).toEqual(['a', 'b', 'c']);
  expect(shownPeople(people, [], '2026-11-23').map(({ id }) => id)).toEqual(['a']);
});

test('ticks are added and taken away, and a profile is the same in whatever order', () => {
  expect(ticked(['a'], 'b', true)).toEqual(['a', 'b']);
  expect(ticked(['a', 'b'], 'a', false)).toEqual(['b']);
  const [one, other] = [person('a', { teams: ['x', 'y'] }), person('a', { teams: ['y', 'x'] })];
  expect([sameProfile(one, other), sameProfile(one, { ...other, far: true })]).toEqual([true, false]);
});

describe('leave', () => {
  const known: Leave[] = [{ id: 'l', officer: 'a', from: '2026-11-25', to: '2026-11-27', kind: 'training' }];
  const wrong = (from: string, to: string, officer = 'a') =>
    leaveWrong({ officer, from, to }, known, 'Trần Văn Mẫu', TODAY);

  test('is refused in one sentence where it is not whole, backward, over, or lies on another', () => {
    expect(wrong('2026-11-25', '')).toBe(words.needsDays);
    expect(wrong('2026-11-28', '2026-11-26')).toBe(words.backward('2026-11-28', '2026-11-26'));
    expect(wrong('2026-11-01', '2026-11-22')).toBe(words.past);
    expect(wrong('2026-11-28', '2028-01-01')).toBe(words.tooLong);
    expect(wrong('2026-11-27', '2026-11-30')).toBe(
      words.overlap('Trần Văn Mẫu', 'training', '2026-11-25', '2026-11-27'),
    );
  });

  test('may touch another, and lie on that of somebody else', () => {
    expect([wrong('2026-11-28', '2026-11-30'), wrong('2026-11-26', '2026-11-26', 'b')]).toEqual([null, null]);
  });

  test('says which published shifts it would leave without them, and who is left there', () => {
    const places = [
      place('2026-11-25', 'a', 'published'),
      place('2026-11-25', 'b', 'published'),
      place('2026-11-24', 'a', 'added', 'evening'),
      place('2026-11-24', 'c', 'withdrawn', 'evening'),
      place('2026-11-26', 'a', 'draft'),
      place('2026-11-26', 'a', 'withdrawn', 'evening'),
      place('2026-11-30', 'a', 'published'),
    ];
    const found = emptiedBy({ officer: 'a', from: '2026-11-24', to: '2026-11-29' }, places);
    expect(found.map(({ day, shift, others }) => [day, shift, others])).toEqual([
      ['2026-11-24', 'evening', 0],
      ['2026-11-25', 'morning', 1],
    ]);
  });
});
