import { describe, expect, test } from 'vitest';
import { clockTime, HOUR, instantOf, MINUTE } from '../kernel/time.ts';
import { createStation, setUp, signIn, value } from '../testing/station.ts';
import { dutiesOf, isExpected, plannedDesks, sitsAtDesk } from './duty.ts';
import type { Place } from './model.ts';
import { defaultRoster } from './settings.ts';
import type { RosterCommand } from './views.ts';

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

/** An office of the roster: one officer of each role; a and b sit at desks, the chief is in no team. */
async function rostered() {
  const station = createStation();
  const { token, officers } = await setUp(station);
  let keys = 0;
  const done = (command: RosterCommand) =>
    value(station.roster.run(command, { actor: officers.leader, device: 'd', key: `key-${++keys}` }));
  const profile = { teams: ['standing'], skills: ['collect' as const], far: false };
  for (const officer of [officers.officer, officers.leader]) done({ type: 'setProfile', officer, profile });
  const put = (...places: Place[]) =>
    done({ type: 'change', how: 'moved', off: [], on: places.map((each) => ({ ...each, byHand: true })) });
  const publish = () => done({ type: 'publish', from: DAY, to: DAY });
  const hello = async (officer: string) => station.app.hello((await signIn(station, token, officer)).caller, {});
  const order = () => station.app.session.officers().map(({ id, onShift }) => [id, onShift] as const);
  return { station, token, officers, put, publish, hello, order };
}

describe('a published day', () => {
  test('says on the board which shift it is and how many are on duty, never who; a draft says nothing', async () => {
    const { station, officers, put, publish } = await rostered();
    const shift = () => station.app.board.view().shift;
    put(place('morning', officers.officer), place('morning', officers.leader), place('evening', officers.leader));
    const byHours = { name: 'Ca sáng', from: '07:00', to: '12:00', people: null };
    expect(shift()).toEqual(byHours);
    publish();
    expect(shift()).toEqual({ ...byHours, people: 2 });
    station.clock.pass(6 * HOUR);
    expect(shift()).toEqual({ name: 'Ca chiều', from: '12:00', to: '17:00', people: 0 });
    station.clock.pass(5 * HOUR);
    expect(shift()?.people).toBe(1);
    // Tomorrow nothing is published: the hours say it.
    station.clock.pass(14 * HOUR);
    expect(shift()).toEqual(byHours);
  });

  test('puts those on duty first at the sign-in, and tells the desks who is there and how many should be open', async () => {
    const { station, token, officers, put, publish, order } = await rostered();
    const before = order();
    expect(before.every(([, onShift]) => !onShift)).toBe(true);
    put(place('morning', officers.officer));
    publish();
    expect(order()[0]).toEqual([officers.officer, true]);
    expect(order().filter(([, onShift]) => onShift)).toHaveLength(1);
    // The others stand in the order of their names, as before.
    expect(
      order()
        .map(([id]) => id)
        .slice(1),
    ).toEqual(before.map(([id]) => id).filter((id) => id !== officers.officer));
    const { caller } = await signIn(station, token, officers.leader);
    expect(station.app.staff.view(null, caller).duty).toEqual({
      shift: { name: 'Ca sáng', to: '12:00' },
      people: ['Trần officer Mẫu'],
      desks: 1,
    });
  });

  test('asks once whoever belongs to a team and is not on duty now; nobody else, and nobody is kept out', async () => {
    const { station, token, officers, put, publish, hello } = await rostered();
    put(place('afternoon', officers.officer), place('morning', officers.leader));
    expect((await hello(officers.officer)).why).toBeNull();
    publish();
    expect((await hello(officers.leader)).why).toBeNull();
    expect((await hello(officers.chief)).why).toBeNull();
    expect((await hello(officers.officer)).why).toEqual({ shift: 'Ca sáng' });
    const { caller } = await signIn(station, token, officers.officer);
    expect(station.app.staff.run('key-at-the-desk-00', { type: 'openDesk', desk: 'd1' }, caller).ok).toBe(true);
    value(station.app.roster.givePresence('reinforcement', caller));
    expect((await hello(officers.officer)).why).toBeNull();
    // Half an hour before the afternoon the officer is expected, and after it asked anew.
    station.clock.pass(4.6 * HOUR);
    expect((await hello(officers.officer)).why).toBeNull();
    station.clock.pass(5.5 * HOUR);
    expect((await hello(officers.officer)).why).toEqual({ shift: 'Ca tối' });
    expect(station.log.between(0, Number.MAX_SAFE_INTEGER, 'roster.presence').map(({ data }) => data)).toEqual([
      { officer: officers.officer, day: DAY, shift: 'morning', reason: 'reinforcement' },
    ]);
  });

  test('is what the waiting times believe of the coming hours, as soon as it is published and as it is changed', async () => {
    const { station, officers, put, publish } = await rostered();
    const author = { actor: officers.officer, device: null, key: null };
    const people = { people: 1, priority: null, priorityReason: null, person: null, print: false };
    for (const desk of ['d1']) value(station.queue.run({ type: 'openDesk', desk }, author));
    station.clock.pass(4 * HOUR);
    for (let i = 0; i < 20; i++) value(station.queue.run({ type: 'issue', service: 'card', ...people }, author));
    const last = () => [...station.queue.picture().waits.tickets.values()].at(-1);
    const waiting = () => station.queue.picture().waits.tickets.size;
    const offered = () => station.app.take.view().services.find(({ id }) => id === 'card')?.open;
    while (station.queue.learn());
    const alone = last()!.p50;
    expect(offered()).toBe(true);
    put(place('morning', officers.officer));
    publish();
    // Nobody is on duty from noon on: those far behind are not called any more, and that is what they are told.
    expect(waiting()).toBeLessThan(16);
    expect(waiting()).toBeGreaterThan(4);
    // Nor is anybody given a number who would wait in vain.
    expect(offered()).toBe(false);
    put(place('afternoon', officers.officer), place('afternoon', officers.leader));
    expect(waiting()).toBe(20);
    expect(offered()).toBe(true);
    expect(last()!.p50).toBeLessThan(alone - 30 * MINUTE);
  });
});

test('the need of a week is worked out from the office’s own log', async () => {
  const { station, officers, put } = await rostered();
  const author = { actor: officers.officer, device: null, key: null };
  const people = { people: 2, priority: null, priorityReason: null, person: null, print: false };
  for (let day = 0; day < 8; day++) {
    for (let i = 0; i < 9; i++) {
      station.clock.pass(6 * MINUTE);
      value(station.queue.run({ type: 'issue', service: 'card', ...people }, author));
    }
    station.clock.pass(24 * HOUR - 54 * MINUTE);
  }
  put({ ...place('morning', officers.officer), day: '2026-12-02' });
  const hours = await station.app.roster.need('2026-12-01', '2026-12-02');
  const at = (day: string, hour: number) => hours.find((each) => each.day === day && each.hour === hour);
  // Of the day of the set-up nothing is counted; Tuesday is the first whole one.
  expect(at('2026-12-01', 7)?.arrivals).toBeGreaterThan(12);
  expect(at('2026-12-01', 7)?.arrivals).toBeLessThan(24);
  expect(at('2026-12-01', 7)).toMatchObject({ planned: 0, short: false });
  expect(at('2026-12-01', 7)?.desks).toBeGreaterThan(1);
  expect(at('2026-12-01', 20)).toMatchObject({ arrivals: 0, desks: 0 });
  // A draft counts as planned: need is shown to those who plan.
  expect(at('2026-12-02', 7)?.planned).toBe(1);
});
