import { describe, expect, test } from 'vitest';
import { clockTime, instantOf, MINUTE } from '../kernel/time.ts';
import { dutiesOf, isExpected, plannedDesks, sitsAtDesk } from './duty.ts';
import type { Place } from './model.ts';
import { defaultRoster } from './settings.ts';

const DAY = '2026-11-23';
const at = (clock: string, day = DAY) => instantOf(day, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));
const place = (shift: string, officer: string, team = 'standing', day = DAY): Place => ({ day, shift, team, officer });

/** What the roster opens after a time, as "12:10 2". */
function plan(
  places: readonly Place[],
  now: string,
  of: { closesAt?: string | null; most?: number; settings?: typeof defaultRoster } = {},
) {
  const { closesAt = '22:00', most = 4, settings = defaultRoster } = of;
  const duties = dutiesOf(places, settings);
  return plannedDesks(duties, { day: DAY, closesAt: closesAt === null ? null : at(closesAt), most }, at(now)).map(
    ({ from, desks }) => `${clockTime(from)} ${desks}`,
  );
}

describe('the desks of the coming hours', () => {
  const full = [
    place('morning', 'a'),
    place('morning', 'b'),
    place('afternoon', 'c'),
    place('afternoon', 'd'),
    place('afternoon', 'e'),
    place('evening', 'f'),
  ];

  test('are as many as people on duty from each change of shift on, soon after it', () => {
    // The first call comes a little after a shift begins; whoever goes serves on a little.
    expect(plan(full, '06:00')).toEqual(['07:05 2', '12:05 3', '17:10 1']);
    expect(plan(full, '07:06')).toEqual(['12:05 3', '17:10 1']);
    expect(plan(full, '12:03')).toEqual(['12:05 3', '17:10 1']);
    expect(plan(full, '17:11')).toEqual([]);
  });

  test('are never more than the office has, and a person in two teams or shifts at once is one', () => {
    expect(plan(full, '07:30', { most: 2 })).toEqual(['12:10 2', '17:10 1']);
    expect(plan([...full, place('afternoon', 'c', 'other')], '07:30')[0]).toBe('12:05 3');
  });

  test('are none while nobody is on duty; after the last numbers were given out nobody goes home before they are called', () => {
    expect(plan(full.slice(0, 5), '07:30')).toEqual(['12:05 3', '17:10 0']);
    expect(plan([place('morning', 'a'), place('evening', 'f')], '07:30')).toEqual(['12:10 0', '17:05 1']);
    expect(plan(full.slice(0, 2), '07:30', { closesAt: '12:00' })).toEqual([]);
    // On a day on which the office is closed by its hours the last shift's end is the end.
    expect(plan(full.slice(0, 5), '07:30', { closesAt: null })).toEqual(['12:05 3']);
    expect(plan([], '07:30')).toEqual([]);
  });

  test('know of a night before, and leave out what was taken out of the settings', () => {
    const night = { id: 'night', name: 'Ca đêm', from: '22:00', to: '07:30', night: true };
    const settings = { ...defaultRoster, shifts: [...defaultRoster.shifts, night] };
    const places = [place('night', 'n', 'standing', '2026-11-22'), place('morning', 'a')];
    expect(plan(places, '06:00', { settings })).toEqual(['07:05 2', '07:40 1', '12:10 0']);
    expect(dutiesOf([place('gone', 'a'), place('morning', 'a', 'gone')], defaultRoster)).toEqual([]);
  });
});

test('whoever can take files or e-ID sits at a desk; of whom nothing is written down it is believed', () => {
  expect(sitsAtDesk({ skills: ['collect'] })).toBe(true);
  expect(sitsAtDesk({ skills: ['drive', 'eid'] })).toBe(true);
  expect(sitsAtDesk({ skills: ['drive', 'lead'] })).toBe(false);
  expect(sitsAtDesk({ skills: [] })).toBe(true);
});

test('an officer is expected from half an hour before their shift until its end', () => {
  const duties = dutiesOf([place('afternoon', 'a')], defaultRoster);
  const noon = at('12:00');
  expect(isExpected(duties, 'a', noon - 31 * MINUTE)).toBe(false);
  expect(isExpected(duties, 'a', noon - 30 * MINUTE)).toBe(true);
  expect(isExpected(duties, 'a', at('16:59'))).toBe(true);
  expect(isExpected(duties, 'a', at('17:00'))).toBe(false);
  expect(isExpected(duties, 'b', at('13:00'))).toBe(false);
});
