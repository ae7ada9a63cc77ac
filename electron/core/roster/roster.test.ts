import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenDb } from '../../node/sqlite/db.ts';
import { router } from '../api/router.ts';
import type { SqlValue } from '../kernel/ports.ts';
import { addDays, DAY, HOUR, instantOf, MINUTE, serviceDay } from '../kernel/time.ts';
import type { Role } from '../queue/views.ts';
import { as, rosterOffice as office, place, TODAY, TOMORROW, YESTERDAY } from '../testing/rosterOffice.ts';
import { createStation, events, memory, value, verify } from '../testing/station.ts';
import type { Place } from './model.ts';
import { defaultRoster } from './settings.ts';
import type { RosterCommand, RosterView } from './views.ts';

const marks = ({ places }: { places: (Place & { mark: string })[] }) =>
  places.map(({ day, officer, mark }) => [day, officer, mark]);

describe('planning', () => {
  test('what is put by hand is a draft that officers do not see until it is published', async () => {
    const { station, view, put, done, an, binh } = await office();
    put(place(TOMORROW, an), place(TOMORROW, binh, 'evening'));
    expect(view().places).toEqual(
      [
        { ...place(TOMORROW, an), byHand: true, mark: 'draft' },
        { ...place(TOMORROW, binh, 'evening'), byHand: true, mark: 'draft' },
      ].sort((a, b) => (a.officer < b.officer ? -1 : 1)),
    );
    const officer = as('officer', an);
    expect(view(officer).places).toEqual([]);
    expect(station.roster.placesOf(TOMORROW)).toEqual([]);
    expect(station.roster.isPublished(TOMORROW)).toBe(false);

    done({ type: 'publish', from: TOMORROW, to: TOMORROW });
    expect(view(officer).places.map(({ mark }) => mark)).toEqual(['published', 'published']);
    expect(view(officer).publishedAt).toEqual({ [TOMORROW]: station.log.now() });
    expect(station.roster.isPublished(TOMORROW)).toBe(true);
    expect(station.roster.placesOf(TOMORROW)).toHaveLength(2);
    expect(verify(station).ok).toBe(true);
  });

  test('a draft of the days before a period is not told to officers either', async () => {
    const { station, officers, put, leader, an } = await office();
    put(place(TODAY, an));
    const seenBefore = (caller: typeof leader) => station.roster.view(TOMORROW, TOMORROW, caller).situation.before;
    expect(seenBefore(leader)).toEqual([place(TODAY, an)]);
    expect(seenBefore(as('officer', officers.officer))).toEqual([]);
  });

  test('after publishing what is new is added, what goes is withdrawn and comes back as it was; all is said', async () => {
    const { station, officers, view, put, take, done, an, binh, chi } = await office();
    put(place(TODAY, an), place(TODAY, binh));
    done({ type: 'publish', from: TODAY, to: TODAY });
    expect(view().changes).toEqual([]);
    put(place(TODAY, chi));
    take(place(TODAY, an));
    const said = Object.fromEntries(view().places.map(({ officer, mark }) => [officer, mark]));
    expect(said).toEqual({ [an]: 'withdrawn', [binh]: 'published', [chi]: 'added' });
    expect(
      station.roster
        .placesOf(TODAY)
        .map(({ officer }) => officer)
        .sort(),
    ).toEqual([binh, chi].sort());
    const by = officers.leader;
    expect(view().changes).toEqual([
      { at: station.log.now(), by, how: 'moved', off: [place(TODAY, an)], on: [] },
      { at: station.log.now(), by, how: 'moved', off: [], on: [place(TODAY, chi)] },
    ]);
    // What changes are counted from stays what was published.
    const { published, publishedDays } = view().situation;
    expect([published.map(({ officer }) => officer).sort(), publishedDays]).toEqual([[an, binh].sort(), [TODAY]]);

    put(place(TODAY, an));
    take(place(TODAY, chi));
    expect(
      view()
        .places.map(({ officer, mark }) => [officer, mark])
        .sort(),
    ).toEqual(
      [
        [an, 'published'],
        [binh, 'published'],
      ].sort(),
    );
    take(place(TODAY, an));
    done({ type: 'publish', from: TODAY, to: TODAY });
    expect(marks(view())).toEqual([[TODAY, binh, 'published']]);
    expect(view().changes).toEqual([]);
    expect(verify(station).ok).toBe(true);
  });

  test('a place that is only pinned is no change of who is on duty, and voids no swap', async () => {
    const { view, put, done, an, binh } = await office();
    put(place(TOMORROW, an));
    done({ type: 'publish', from: TODAY, to: TOMORROW });
    done({ type: 'askSwap', give: place(TOMORROW, an), to: binh, take: null }, an);
    const loose = [{ ...place(TOMORROW, an), byHand: false }];
    done({ type: 'change', how: 'moved', off: [place(TOMORROW, an)], on: loose });
    expect(view().places).toEqual([{ ...place(TOMORROW, an), byHand: false, mark: 'published' }]);
    expect([view().changes, view().swaps[0]?.state]).toEqual([[], 'asked']);
  });

  test('of two desks that drag the same shift the second is refused, and nothing of its change is done', async () => {
    const { view, run, put, done, an, binh, chi } = await office();
    put(place(TODAY, an), place(TODAY, chi, 'evening'));
    const move = (officer: string): RosterCommand => ({
      type: 'change',
      how: 'moved',
      off: [place(TODAY, chi, 'evening'), place(TODAY, an)],
      on: [{ ...place(TODAY, officer, 'evening'), byHand: true }],
    });
    done(move(binh));
    const before = view();
    expect(run(move(an))).toEqual({ ok: false, error: { type: 'RosterMoved' } });
    // A place that is taken by the same officer already, or named twice.
    for (const on of [[place(TODAY, binh, 'evening')], [place(TODAY, an), place(TODAY, an)]])
      expect(run({ type: 'change', how: 'moved', off: [], on: on.map((each) => ({ ...each, byHand: true })) })).toEqual(
        { ok: false, error: { type: 'RosterMoved' } },
      );
    expect(
      run({
        type: 'change',
        how: 'moved',
        off: [place(TODAY, binh, 'evening'), place(TODAY, binh, 'evening')],
        on: [],
      }),
    ).toEqual({ ok: false, error: { type: 'RosterMoved' } });
    expect(view()).toEqual(before);
  });

  test('of many changes the newest fifty are told', async () => {
    const { station, view, put, take, done, an } = await office();
    done({ type: 'publish', from: TODAY, to: TODAY });
    for (let i = 0; i < 26; i++) {
      station.clock.pass(1000);
      put(place(TODAY, an));
      station.clock.pass(1000);
      take(place(TODAY, an));
    }
    const { changes } = view();
    expect([changes.length, changes[0]?.at, changes[0]?.off]).toEqual([50, station.log.now(), [place(TODAY, an)]]);
    expect(changes.at(-1)?.at).toBe(station.log.now() - 49_000);
  });

  test('the same key again changes nothing, whatever it carries', async () => {
    const { station, view, run, done, an, binh } = await office();
    const on = [{ ...place(TODAY, an), byHand: true }];
    done({ type: 'change', how: 'moved', off: [], on }, undefined, 'once');
    const before = [station.log.head(), view()];
    expect(run({ type: 'change', how: 'moved', off: [], on }, undefined, 'once')).toEqual({ ok: true, value: null });
    expect(run({ type: 'removeLeave', id: binh }, undefined, 'once')).toEqual({ ok: true, value: null });
    expect([station.log.head(), view()]).toEqual(before);
  });

  test('undo puts back what was moved, marks and all', async () => {
    const { view, put, done, an, binh } = await office();
    put(place(TODAY, an));
    done({ type: 'publish', from: TODAY, to: TODAY });
    const before = view().places;
    const to = { ...place(TODAY, binh), byHand: true };
    done({ type: 'change', how: 'moved', off: [place(TODAY, an)], on: [to] });
    done({ type: 'change', how: 'undone', off: [to], on: [{ ...place(TODAY, an), byHand: true }] });
    expect(view().places).toEqual(before);
    expect(view().changes.map(({ how }) => how)).toEqual(['undone', 'moved']);
  });

  test('days that are over stay as they are; publishing begins today', async () => {
    const { station, view, run, put, done, an } = await office();
    put(place(TODAY, an));
    station.clock.pass(DAY);
    const moved = { type: 'change', how: 'moved' } as const;
    const past: RosterCommand[] = [
      { ...moved, off: [place(TODAY, an)], on: [] },
      { ...moved, off: [], on: [{ ...place(TODAY, an, 'evening'), byHand: true }] },
      { type: 'publish', from: YESTERDAY, to: TODAY },
      { type: 'setLeave', officer: an, from: YESTERDAY, to: TODAY, kind: 'leave' },
      { type: 'setWish', officer: an, day: TODAY, shift: null, want: 'off', weight: 1 },
      { type: 'setNeed', day: TODAY, team: 'standing', shift: 'morning', people: 3 },
    ];
    for (const command of past) expect(run(command), command.type).toEqual({ ok: false, error: { type: 'DayPast' } });
    done({ type: 'publish', from: TODAY, to: addDays(TODAY, 2) });
    expect(Object.keys(view().publishedAt)).toEqual([TOMORROW, addDays(TODAY, 2)]);
    expect(marks(view())).toEqual([[TODAY, an, 'draft']]);
  });
});

describe('what a roster is made from', () => {
  test('leave may begin in the past, ends in its own time, and is taken back by its id', async () => {
    const { station, view, run, done, an } = await office();
    done({ type: 'setLeave', officer: an, from: YESTERDAY, to: TOMORROW, kind: 'training' });
    const [leave] = view().situation.leave;
    expect(leave).toEqual({ id: leave?.id, officer: an, from: YESTERDAY, to: TOMORROW, kind: 'training' });
    // Seen from any period it touches.
    expect(view(undefined, YESTERDAY, YESTERDAY).situation.leave).toEqual([leave]);
    expect(view(undefined, addDays(TOMORROW, 1), addDays(TOMORROW, 7)).situation.leave).toEqual([]);
    done({ type: 'removeLeave', id: leave?.id ?? '' });
    expect(view().situation.leave).toEqual([]);
    expect(run({ type: 'removeLeave', id: leave?.id ?? '' })).toEqual({ ok: false, error: { type: 'UnknownLeave' } });
    done({ type: 'setLeave', officer: an, from: TODAY, to: TODAY, kind: 'leave' });
    station.clock.pass(DAY);
    const over = view().situation.leave[0]?.id ?? '';
    expect(run({ type: 'removeLeave', id: over })).toEqual({ ok: false, error: { type: 'DayPast' } });
    expect(verify(station).ok).toBe(true);
  });

  test('leave over a published shift leaves the shift where it is, for whoever replans', async () => {
    const { view, put, done, an } = await office();
    put(place(TOMORROW, an));
    done({ type: 'publish', from: TODAY, to: TOMORROW });
    done({ type: 'setLeave', officer: an, from: TOMORROW, to: TOMORROW, kind: 'leave' });
    expect(marks(view())).toEqual([[TOMORROW, an, 'published']]);
    expect(view().situation.leave).toHaveLength(1);
  });

  test('wishes are told to the planner and to who has them; the last one of a day and shift counts', async () => {
    const { view, done, an, binh } = await office();
    const wish = { type: 'setWish', officer: an, day: TOMORROW, weight: 2 } as const;
    done({ ...wish, shift: null, want: 'off' }, an);
    done({ ...wish, shift: 'evening', want: 'on' }, an);
    done({ ...wish, shift: 'evening', want: 'off', weight: 3 }, an);
    const wishes = [
      { officer: an, day: TOMORROW, shift: null, want: 'off', weight: 2 },
      { officer: an, day: TOMORROW, shift: 'evening', want: 'off', weight: 3 },
    ];
    expect(view().situation.wishes).toEqual(wishes);
    expect(view(as('officer', an)).situation.wishes).toEqual(wishes);
    expect(view(as('officer', binh)).situation.wishes).toEqual([]);
    done({ ...wish, shift: null, want: null }, an);
    expect(view().situation.wishes).toEqual([wishes[1]]);
  });

  test('a day may need another number of people than the rules say', async () => {
    const { view, done } = await office();
    const need = { type: 'setNeed', day: TOMORROW, team: 'standing', shift: 'evening' } as const;
    const people = () =>
      view().situation.needs.find(
        ({ day, shift, team }) => [day, shift, team].join() === [TOMORROW, 'evening', 'standing'].join(),
      )?.people;
    expect(people()).toBe(1);
    done({ ...need, people: 4 });
    expect(people()).toBe(4);
    done({ ...need, people: null });
    expect(people()).toBe(1);
  });

  test('an officer who is taken out of the office ends there, keeps what they were given, and may come back', async () => {
    const { station, administrator, view, put, an } = await office();
    station.clock.pass(3 * DAY);
    const later = addDays(TODAY, 5);
    put(place(later, an));
    const change = (active: boolean) =>
      value(
        station.office.changeOfficer(
          { id: an, name: 'Nguyễn An Mẫu', rank: '', role: 'officer', active },
          administrator,
        ),
      );
    const period = () => view().situation.officers.find(({ id }) => id === an);
    expect(period()).toMatchObject({ since: TODAY, until: null });
    change(false);
    station.clock.pass(DAY);
    change(false);
    expect(period()).toMatchObject({ since: TODAY, until: addDays(TODAY, 3) });
    // Still named where the roster names them: somebody has to see it.
    expect(marks(view())).toEqual([[later, an, 'draft']]);
    const after = (to: string) => view(undefined, later, to).situation.officers.some(({ id }) => id === an);
    expect(after(addDays(later, 6))).toBe(true);
    expect(view(undefined, addDays(later, 1), addDays(later, 7)).situation.officers.map(({ id }) => id)).not.toContain(
      an,
    );
    expect(view().people.find(({ id }) => id === an)).toMatchObject({ name: 'Nguyễn An Mẫu', active: false });
    change(true);
    expect(period()).toMatchObject({ since: TODAY, until: null });
    expect(verify(station).ok).toBe(true);
  });

  test('a month with Tết says so, and what has to be shared out with it', async () => {
    const { view } = await office();
    const { calendar, needs } = view(undefined, '2027-02-01', '2027-02-28').situation;
    expect(calendar).toHaveLength(28);
    // The first day of the year of the Goat is the 6th; the day before it and three days after it are off.
    expect(calendar.filter(({ tet }) => tet).map(({ day }) => day)).toEqual([
      '2027-02-05',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2027-02-09',
    ]);
    expect(needs.length).toBeGreaterThan(28 * 3);
  });

  test('only what the rules know can be asked for', async () => {
    const { run, an } = await office();
    const on = (each: Place): RosterCommand => ({
      type: 'change',
      how: 'moved',
      off: [],
      on: [{ ...each, byHand: true }],
    });
    const wish = { type: 'setWish', day: TODAY, want: 'on', weight: 1 } as const;
    const refused: [RosterCommand, string][] = [
      [on(place(TODAY, 'nobody')), 'UnknownOfficer'],
      [on(place(TODAY, an, 'night')), 'UnknownShift'],
      [on(place(TODAY, an, 'morning', 'night')), 'UnknownTeam'],
      [{ type: 'setProfile', officer: 'nobody', profile: { teams: [], skills: [], far: false } }, 'UnknownOfficer'],
      [{ type: 'setProfile', officer: an, profile: { teams: ['night'], skills: [], far: false } }, 'UnknownTeam'],
      [{ type: 'setLeave', officer: 'nobody', from: TODAY, to: TODAY, kind: 'leave' }, 'UnknownOfficer'],
      [{ type: 'setLeave', officer: an, from: TOMORROW, to: TODAY, kind: 'leave' }, 'PeriodInvalid'],
      [{ type: 'setLeave', officer: an, from: TODAY, to: addDays(TODAY, 500), kind: 'leave' }, 'PeriodInvalid'],
      [{ ...wish, officer: 'nobody', shift: null }, 'UnknownOfficer'],
      [{ ...wish, officer: an, shift: 'night' }, 'UnknownShift'],
      [{ type: 'setNeed', day: TODAY, team: 'night', shift: 'morning', people: 1 }, 'UnknownTeam'],
      [{ type: 'setNeed', day: TODAY, team: 'mobile', shift: 'night', people: 1 }, 'UnknownShift'],
      [{ type: 'publish', from: TOMORROW, to: TODAY }, 'PeriodInvalid'],
      [{ type: 'publish', from: TODAY, to: addDays(TODAY, 62) }, 'PeriodInvalid'],
      [{ type: 'removeLeave', id: 'none' }, 'UnknownLeave'],
      [{ type: 'answerSwap', swap: 'none', agreed: true }, 'UnknownSwap'],
      [{ type: 'decideSwap', swap: 'none', approved: true }, 'UnknownSwap'],
      [{ type: 'withdrawSwap', swap: 'none' }, 'UnknownSwap'],
    ];
    for (const [command, type] of refused)
      expect(run(command), JSON.stringify(command)).toEqual({ ok: false, error: { type } });
  });

  test('new rules may not leave out whom somebody waits for, nor speak of what they do not have', async () => {
    const { station, administrator, put, take, an } = await office();
    put(place(TOMORROW, an, 'evening', 'mobile'));
    const set = (rules: Partial<typeof defaultRoster>) =>
      station.app.roster.setRules({ ...defaultRoster, ...rules }, administrator);
    const { shifts, teams, cover, rules } = defaultRoster;
    const withoutEvening = {
      shifts: shifts.filter(({ id }) => id !== 'evening'),
      cover: cover.filter(({ shift }) => shift !== 'evening'),
      rules: { ...rules, successions: { ...rules.successions, pairs: [] } },
    };
    const withoutMobile = {
      teams: teams.filter(({ id }) => id !== 'mobile'),
      cover: cover.filter(({ team }) => team !== 'mobile'),
    };
    expect(set(withoutEvening)).toEqual({ ok: false, error: { type: 'ShiftInUse' } });
    expect(set(withoutMobile)).toEqual({ ok: false, error: { type: 'TeamInUse' } });
    take(place(TOMORROW, an, 'evening', 'mobile'));
    const wrong: [Partial<typeof defaultRoster>, string][] = [
      [{ shifts: [...shifts, ...shifts.slice(0, 1)] }, 'shifts.id'],
      [{ teams: [...teams, ...teams.slice(0, 1)] }, 'teams.id'],
      [{ ...withoutEvening, cover }, 'cover.shift'],
      [{ ...withoutMobile, cover }, 'cover.team'],
      [{ ...withoutEvening, rules }, 'rules.successions.pairs'],
      [{ rules: { ...rules, weekHours: { least: 50, most: 40, weight: 1 } } }, 'rules.weekHours'],
    ];
    for (const [change, field] of wrong)
      expect(set(change), field).toEqual({ ok: false, error: { type: 'SettingInvalid', field } });
    expect(set(withoutMobile)).toEqual({ ok: true, value: null });
    // The profile keeps the team that may come back; the roster does not count on it.
    expect(station.roster.view(TODAY, TODAY, administrator).people.find(({ id }) => id === an)?.teams).toEqual([
      'standing',
    ]);
  });
});

describe('swaps', () => {
  async function published() {
    const all = await office();
    const { put, done, an, binh } = all;
    put(place(TOMORROW, an), place(addDays(TODAY, 2), binh, 'evening'));
    done({ type: 'publish', from: TODAY, to: addDays(TODAY, 6) });
    const give = place(TOMORROW, an);
    const take = place(addDays(TODAY, 2), binh, 'evening');
    const ask = (command: Partial<Extract<RosterCommand, { type: 'askSwap' }>> = {}) => {
      // One after the other, so that the newest is the first in the list.
      all.station.clock.pass(MINUTE);
      done({ type: 'askSwap', give, to: binh, take, ...command }, an);
      return all.view().swaps[0]?.id ?? '';
    };
    const stateOf = (swap: string) => all.view().swaps.find(({ id }) => id === swap)?.state;
    return { ...all, takeOff: all.take, give, take, ask, stateOf };
  }

  test('is asked, agreed, approved, and changes both shifts at once', async () => {
    const { station, officers, view, done, ask, stateOf, an, binh, chi, give, take } = await published();
    const swap = ask();
    expect(view(as('officer', binh)).swaps).toEqual([
      { id: swap, by: an, give, to: binh, take, state: 'asked', askedAt: station.log.now() },
    ]);
    expect(view(as('officer', chi)).swaps).toEqual([]);
    done({ type: 'answerSwap', swap, agreed: true }, binh);
    expect(stateOf(swap)).toBe('agreed');
    done({ type: 'decideSwap', swap, approved: true }, officers.leader);
    expect(stateOf(swap)).toBe('approved');
    expect(station.roster.placesOf(TOMORROW)).toEqual([{ ...give, officer: binh }]);
    expect(station.roster.placesOf(take.day)).toEqual([{ ...take, officer: an }]);
    expect(view().changes.map(({ how, by }) => [how, by])).toEqual([['swapped', officers.leader]]);
    expect(verify(station).ok).toBe(true);
  });

  test('a shift may be given without one in return', async () => {
    const { station, done, ask, binh, give } = await published();
    const swap = ask({ take: null });
    done({ type: 'answerSwap', swap, agreed: true }, binh);
    done({ type: 'decideSwap', swap, approved: true });
    expect(station.roster.placesOf(TOMORROW)).toEqual([{ ...give, officer: binh }]);
  });

  test('each step is its own person’s, and only in its turn', async () => {
    const { run, ask, an, binh, chi, done, stateOf, give, take } = await published();
    const refused = (command: RosterCommand, officer: string, type: string) =>
      expect(run(command, officer), JSON.stringify(command)).toEqual({ ok: false, error: { type } });
    refused({ type: 'askSwap', give, to: chi, take: null }, binh, 'SwapNotYours');
    refused({ type: 'askSwap', give, to: chi, take }, an, 'SwapNotYours');
    refused({ type: 'askSwap', give, to: an, take: null }, an, 'UnknownOfficer');
    refused({ type: 'askSwap', give, to: 'nobody', take: null }, an, 'UnknownOfficer');
    refused({ type: 'askSwap', give: { ...give, shift: 'evening' }, to: binh, take: null }, an, 'RosterMoved');
    const swap = ask();
    refused({ type: 'answerSwap', swap, agreed: true }, chi, 'SwapNotYours');
    refused({ type: 'answerSwap', swap, agreed: true }, an, 'SwapNotYours');
    refused({ type: 'decideSwap', swap, approved: true }, chi, 'SwapNotAgreed');
    refused({ type: 'withdrawSwap', swap }, binh, 'SwapNotYours');
    done({ type: 'answerSwap', swap, agreed: false }, binh);
    expect(stateOf(swap)).toBe('refused');
    for (const [command, officer] of [
      [{ type: 'answerSwap', swap, agreed: true }, binh],
      [{ type: 'decideSwap', swap, approved: true }, chi],
      [{ type: 'withdrawSwap', swap }, an],
    ] as const)
      refused(command, officer, 'SwapOver');

    const again = ask();
    done({ type: 'withdrawSwap', swap: again }, an);
    expect(stateOf(again)).toBe('withdrawn');
    const third = ask();
    done({ type: 'decideSwap', swap: third, approved: false });
    expect(stateOf(third)).toBe('rejected');
  });

  test('of a draft nothing is swapped', async () => {
    const { run, put, an, binh } = await office();
    put(place(TOMORROW, an));
    expect(run({ type: 'askSwap', give: place(TOMORROW, an), to: binh, take: null }, an)).toEqual({
      ok: false,
      error: { type: 'RosterMoved' },
    });
  });

  test('is void once one of its shifts is gone, also by another swap, and stays so', async () => {
    const { station, done, run, ask, stateOf, takeOff, put, an, binh, chi, give, take } = await published();
    const first = ask();
    const second = ask({ to: chi, take: null });
    done({ type: 'answerSwap', swap: second, agreed: true }, chi);
    done({ type: 'decideSwap', swap: second, approved: true });
    expect([stateOf(first), stateOf(second)]).toEqual(['void', 'approved']);
    expect(run({ type: 'answerSwap', swap: first, agreed: true }, binh)).toEqual({
      ok: false,
      error: { type: 'SwapOver' },
    });
    station.clock.pass(MINUTE);
    done({ type: 'askSwap', give: take, to: an, take: null }, binh);
    const third = station.roster.view(TODAY, TODAY, as('chief', an)).swaps[0]?.id ?? '';
    takeOff(take);
    put(take);
    expect(stateOf(third)).toBe('void');
    expect(give.officer).toBe(an);
    expect(verify(station).ok).toBe(true);
  });

  test('of a day that is over nothing is agreed or approved; of who has left neither', async () => {
    const { station, administrator, done, run, ask, binh } = await published();
    const swap = ask({ take: null });
    const change = (active: boolean) =>
      value(
        station.office.changeOfficer(
          { id: binh, name: 'Trần Bình Mẫu', rank: '', role: 'officer', active },
          administrator,
        ),
      );
    done({ type: 'answerSwap', swap, agreed: true }, binh);
    change(false);
    expect(run({ type: 'decideSwap', swap, approved: true })).toEqual({ ok: false, error: { type: 'UnknownOfficer' } });
    change(true);
    const other = ask({ take: null });
    station.clock.pass(2 * DAY);
    expect(run({ type: 'answerSwap', swap: other, agreed: true }, binh)).toEqual({
      ok: false,
      error: { type: 'DayPast' },
    });
    expect(run({ type: 'decideSwap', swap, approved: true })).toEqual({ ok: false, error: { type: 'DayPast' } });
    done({ type: 'decideSwap', swap, approved: false });
  });
});

describe('at the door', () => {
  const grants = {};
  const key = (n: number) => `roster-command-${n}`;

  test('officers may ask for their own wishes and swaps, leaders for everything but the rules, chiefs for these too', async () => {
    const { station, officers, put, done, an, binh } = await office();
    put(place(TOMORROW, an));
    done({ type: 'publish', from: TODAY, to: TOMORROW });
    let n = 0;
    const ask = (role: Role, officer: string, command: RosterCommand) =>
      router
        .createCaller({ app: station.app, caller: as(role, officer), grants })
        .roster.run({ key: key(++n), command });
    const wish = { type: 'setWish', day: TOMORROW, shift: null, want: 'off', weight: 1 } as const;
    const leave = { type: 'setLeave', officer: an, from: TODAY, to: TODAY, kind: 'leave' } as const;
    const swap = { type: 'askSwap', give: place(TOMORROW, an), to: binh, take: null } as const;
    const theirs: RosterCommand[] = [
      { type: 'change', how: 'moved', off: [place(TOMORROW, an)], on: [] },
      { type: 'publish', from: TODAY, to: TODAY },
      { type: 'setProfile', officer: an, profile: { teams: [], skills: [], far: true } },
      leave,
      { type: 'removeLeave', id: 'x' },
      { ...wish, officer: binh },
      { type: 'setNeed', day: TODAY, team: 'standing', shift: 'morning', people: 1 },
      { type: 'decideSwap', swap: 'x', approved: true },
    ];
    const head = station.log.head();
    for (const command of theirs)
      await expect(ask('officer', an, command), command.type).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(station.log.head()).toEqual(head);
    expect(await ask('officer', an, { ...wish, officer: an })).toEqual({ ok: true, value: null });
    expect(await ask('officer', an, swap)).toEqual({ ok: true, value: null });
    const id = station.roster.view(TODAY, TODAY, as('officer', an)).swaps[0]?.id ?? '';
    expect(await ask('officer', binh, { type: 'answerSwap', swap: id, agreed: true })).toEqual({
      ok: true,
      value: null,
    });
    expect(await ask('officer', an, { type: 'withdrawSwap', swap: id })).toEqual({ ok: true, value: null });
    expect(await ask('leader', officers.leader, leave)).toEqual({ ok: true, value: null });
    expect(await ask('leader', officers.leader, { ...wish, officer: an })).toEqual({ ok: true, value: null });
  });

  test('what no screen would send is refused before it is read', async () => {
    const { station, leader, an } = await office();
    const { roster } = router.createCaller({ app: station.app, caller: leader, grants });
    const bad = { code: 'BAD_REQUEST' };
    await expect(roster.view({ from: TODAY, to: addDays(TODAY, 62) })).rejects.toMatchObject(bad);
    await expect(roster.view({ from: TOMORROW, to: TODAY })).rejects.toMatchObject(bad);
    await expect(roster.view({ from: '2026-02-30', to: '2026-03-01' })).rejects.toMatchObject(bad);
    for (const seconds of [0, 601, 1.5])
      await expect(roster.generate({ from: TODAY, to: TODAY, seconds })).rejects.toMatchObject(bad);
    const many = Array.from({ length: 4001 }, (_, i) => place(addDays(TODAY, i), an));
    const command = { type: 'change', how: 'moved', off: many, on: [] } as const;
    await expect(roster.run({ key: key(1), command })).rejects.toMatchObject(bad);
    // No names, and nothing else that nobody asked for, gets into the log.
    const named = { ...place(TODAY, an), byHand: true, name: 'Nguyễn An Mẫu' };
    value(await roster.run({ key: key(2), command: { type: 'change', how: 'moved', off: [], on: [named] } }));
    expect(events(station.db).at(-1)?.data).toEqual({
      ...{ how: 'moved', off: [] },
      on: [{ ...place(TODAY, an), byHand: true }],
    });
    expect(await roster.setRules({ value: { ...defaultRoster, shifts: [] } }).catch(({ code }) => code)).toBe(
      'FORBIDDEN',
    );
    const chief = router.createCaller({ app: station.app, caller: as('chief', an), grants }).roster;
    expect(await chief.setRules({ value: { ...defaultRoster, shifts: [] } })).toEqual({
      ok: false,
      error: { type: 'SettingInvalid', field: 'shifts' },
    });
  });
});

describe('who is on duty', () => {
  test('is said of published days only, in the shift that runs', async () => {
    const { station, put, take, done, an, binh, chi } = await office();
    const { roster } = station;
    put(place(TODAY, an), place(TODAY, binh, 'morning', 'mobile'), place(TODAY, chi, 'evening'));
    const at = (minute: number) => roster.onDuty(instantOf(TODAY, minute));
    expect(at(8 * 60)).toBeNull();
    done({ type: 'publish', from: TODAY, to: TODAY });
    expect(at(8 * 60)).toEqual({
      shift: { id: 'morning', name: 'Ca sáng', from: '07:00', to: '12:00' },
      officers: [an, binh].sort(),
      atDesks: 1,
    });
    expect(at(12 * 60)).toMatchObject({ shift: { id: 'afternoon' }, officers: [], atDesks: 0 });
    expect(at(6 * 60)).toEqual({ shift: null, officers: [], atDesks: 0 });
    take(place(TODAY, an));
    expect(at(8 * 60)).toMatchObject({ officers: [binh], atDesks: 0 });
  });

  test('over midnight a shift belongs to the day on which it began', async () => {
    const { station, administrator, put, done, an } = await office();
    const night = { id: 'night', name: 'Ca đêm', from: '22:00', to: '06:00', night: true };
    value(station.app.roster.setRules({ ...defaultRoster, shifts: [...defaultRoster.shifts, night] }, administrator));
    put(place(TODAY, an, 'night'));
    done({ type: 'publish', from: TODAY, to: TODAY });
    const on = { shift: { id: 'night' }, officers: [an], atDesks: 1 };
    expect(station.roster.onDuty(instantOf(TODAY, 23 * 60))).toMatchObject(on);
    expect(station.roster.onDuty(instantOf(TOMORROW, 5 * 60))).toMatchObject(on);
    expect(station.roster.onDuty(instantOf(TOMORROW, 6 * 60))).toBeNull();
    expect(station.roster.onDuty(instantOf(TODAY, 5 * 60))).toEqual({ shift: null, officers: [], atDesks: 0 });
  });

  test('who works without being on the roster says why, once a shift', async () => {
    const { station, an, binh } = await office();
    const { roster, clock, log } = station;
    const author = { actor: an, device: 'd', key: null };
    expect(roster.presence(an, log.now())).toBeNull();
    value(roster.givePresence('replacing', author));
    const head = log.head();
    value(roster.givePresence('replacing', author));
    expect(log.head()).toEqual(head);
    expect([roster.presence(an, log.now()), roster.presence(binh, log.now())]).toEqual(['replacing', null]);
    value(roster.givePresence('other', author));
    expect(roster.presence(an, log.now())).toBe('other');
    clock.pass(5 * HOUR + MINUTE);
    expect(roster.presence(an, log.now())).toBeNull();
    clock.pass(12 * HOUR);
    value(roster.givePresence('office', author));
    expect(events(station.db).at(-1)?.data).toEqual({ officer: an, day: TOMORROW, shift: null, reason: 'office' });
    expect(roster.presence(an, log.now())).toBe('office');
    expect(verify(station).ok).toBe(true);
  });
});

test('what everybody had before a period is counted anew when it changes, as after a restart', async () => {
  const { station, administrator, leader, view, put, take, done, an, binh, chi } = await office();
  const { roster, clock, db, office: accounts } = station;
  const ahead = [addDays(TODAY, 10), addDays(TODAY, 16)] as const;
  const seen = (from: typeof roster) =>
    [leader, as('officer', an)].map((caller) => from.view(...ahead, caller).balances);
  let before = seen(roster);
  const changes: (() => void)[] = [
    () => put(place(TODAY, an), place(TODAY, binh), place(TODAY, chi), place(TOMORROW, an, 'evening')),
    () => done({ type: 'publish', from: TODAY, to: TODAY }),
    () => done({ type: 'publish', from: TODAY, to: TOMORROW }),
    () => take(place(TODAY, an)),
    () => done({ type: 'setLeave', officer: chi, from: TOMORROW, to: TOMORROW, kind: 'leave' }),
    () => done({ type: 'removeLeave', id: view().situation.leave[0]?.id ?? '' }),
    () => done({ type: 'setProfile', officer: chi, profile: { teams: ['mobile'], skills: [], far: false } }),
    () => {
      const shifts = defaultRoster.shifts.map((shift) => ({ ...shift, night: true }));
      value(station.app.roster.setRules({ ...defaultRoster, shifts }, administrator));
    },
    () => {
      const gone = { id: binh, name: 'Trần Bình Mẫu', rank: '', role: 'officer', active: false } as const;
      value(accounts.changeOfficer(gone, administrator));
    },
  ];
  for (const [i, change] of changes.entries()) {
    change();
    const after = seen(roster);
    expect(after, String(i)).toEqual(seen(createStation({ db, clock }).roster));
    expect(after, String(i)).not.toEqual(before);
    before = after;
  }
});

/** Steps as numbers, so that a failure is printed and repeated. */
const steps = fc.array(fc.record({ kind: fc.nat(21), a: fc.nat(999), b: fc.nat(999), c: fc.nat(999) }), {
  minLength: 60,
  maxLength: 120,
  size: 'max',
});
type Step = { kind: number; a: number; b: number; c: number };

const pick = <Item>(items: readonly Item[], n: number) => items[n % items.length] as Item;

/** What a step means in the roster as it stands, and who asks for it; null: nothing that can be asked for. */
function commandOf(
  { kind, a, b, c }: Step,
  { today, people, leader, view }: { today: string; people: string[]; leader: string; view: RosterView },
): [RosterCommand, string] | null {
  const day = addDays(today, (a % 6) - 1);
  const officer = pick(people, b);
  const shift = pick(['morning', 'afternoon', 'evening'], c);
  const team = pick(['standing', 'mobile'], a + c);
  const on = [{ ...place(day, officer, shift, team), byHand: c % 2 === 0 }];
  const some = view.places.length > 0 ? pick(view.places, a) : null;
  const from = some && place(some.day, some.officer, some.shift, some.team);
  const theirs = view.places.filter((each) => each.officer === officer && each.mark !== 'draft')[0];
  const take = c % 2 === 0 && theirs ? place(theirs.day, officer, theirs.shift, theirs.team) : null;
  const swap = view.swaps.length > 0 ? pick(view.swaps, b) : null;
  if (kind < 5) return [{ type: 'change', how: 'moved', off: [], on }, leader];
  if (kind < 8) return [{ type: 'change', how: 'moved', off: from ? [from] : [], on: kind === 7 ? on : [] }, leader];
  if (kind < 10) return [{ type: 'publish', from: day, to: addDays(day, c % 4) }, leader];
  if (kind === 10) return [{ type: 'setLeave', officer, from: day, to: addDays(day, c % 4), kind: 'leave' }, leader];
  if (kind === 11) {
    const want = pick(['on', 'off', null] as const, c);
    return [{ type: 'setWish', officer, day, shift: a % 2 ? shift : null, want, weight: 1 }, officer];
  }
  if (kind === 12) return [{ type: 'setNeed', day, team, shift, people: c % 3 === 0 ? null : c % 5 }, leader];
  if (kind === 13) {
    const leave = view.situation.leave[0];
    return leave ? [{ type: 'removeLeave', id: leave.id }, leader] : null;
  }
  if (kind < 17) return from && [{ type: 'askSwap', give: from, to: officer, take }, from.officer];
  if (swap === null) return null;
  if (kind === 17) return [{ type: 'withdrawSwap', swap: swap.id }, swap.by];
  if (swap.state === 'asked') return [{ type: 'answerSwap', swap: swap.id, agreed: c % 4 > 0 }, swap.to];
  return [{ type: 'decideSwap', swap: swap.id, approved: c % 4 > 0 }, leader];
}

test('whatever is done, the tables follow from the log, and every place is in one state that can be', async () => {
  const seen = new Set<string>();
  const refused = new Set<string>();
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      const { station, administrator, officers, run, view, an, binh, chi } = await office();
      const { log, clock, roster } = station;
      const people = [an, binh, chi];
      for (const step of list) {
        const { kind, a, b, c } = step;
        const today = serviceDay(log.now());
        const now = view(undefined, today, addDays(today, 8));
        for (const { day, mark } of now.places) expect(mark === 'draft').toBe(!roster.isPublished(day));
        const asked = commandOf(step, { today, people, leader: officers.leader, view: now });
        if (kind === 20) clock.pass((a % 20) * HOUR);
        else if (kind === 21) {
          const changed = { id: pick(people, b), name: 'Mẫu', rank: '', role: 'officer', active: c % 2 === 0 } as const;
          value(station.office.changeOfficer(changed, administrator));
        } else if (asked) {
          const before = log.head();
          const result = run(...asked);
          if (!result.ok) refused.add(result.error.type);
          if (!result.ok) expect(log.head()).toEqual(before);
        }
        for (const { day, officer } of roster.placesOf(today))
          expect([day, people]).toEqual([today, expect.arrayContaining([officer])]);
      }
      for (const { type } of events(station.db)) seen.add(type);
      expect(verify(station).ok).toBe(true);

      station.db.close();
    }),
    { numRuns: 25, endOnFailure: true },
  );
  // The property says little about what never happened.
  expect([...seen].filter((type) => type.startsWith('roster.')).sort()).toEqual([
    'roster.changed',
    'roster.leaveRemoved',
    'roster.leaveSet',
    'roster.needSet',
    'roster.profileSet',
    'roster.published',
    'roster.swapAnswered',
    'roster.swapAsked',
    'roster.swapDecided',
    'roster.swapWithdrawn',
    'roster.wishSet',
  ]);
  expect([...refused]).toEqual(expect.arrayContaining(['DayPast', 'RosterMoved', 'SwapOver']));
});

test('however long the roster grows, every question about it is answered by an index', async () => {
  const asked = new Map<string, SqlValue[]>();
  const db = memory();
  const listening: OpenDb = {
    ...db,
    get: (sql, ...params) => {
      asked.set(sql, params);
      return db.get(sql, ...params);
    },
    all: (sql, ...params) => {
      asked.set(sql, params);
      return db.all(sql, ...params);
    },
  };
  const { station, leader, put, done, an, binh } = await office({ db: listening });
  put(place(TOMORROW, an));
  done({ type: 'publish', from: TODAY, to: TOMORROW });
  done({ type: 'askSwap', give: place(TOMORROW, an), to: binh, take: null }, an);
  asked.clear();
  station.roster.view(TODAY, addDays(TODAY, 30), leader);
  station.roster.onDuty(station.log.now());
  station.roster.placesOf(TODAY);
  station.roster.presence(an, station.log.now());
  station.roster.leavesOut(defaultRoster);
  done({ type: 'change', how: 'moved', off: [place(TOMORROW, an)], on: [] });
  const plans = [...asked].flatMap(([sql, params]) =>
    db.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => detail),
  );
  const scans = plans.filter((detail) => /^SCAN roster_/.test(detail));
  // Of the officers all are wanted; there are some dozens of them.
  expect(new Set(scans)).toEqual(new Set(['SCAN roster_officer']));
  expect(plans.filter((detail) => /^SEARCH roster_place/.test(detail)).length).toBeGreaterThan(2);
});
