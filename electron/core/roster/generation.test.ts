import { describe, expect, test, vi } from 'vitest';
import { DAY } from '../kernel/time.ts';
import { as, place, rosterOffice, TODAY, TOMORROW, YESTERDAY } from '../testing/rosterOffice.ts';
import { events, value, verify } from '../testing/station.ts';
import { check } from './check.ts';
import type { Place } from './model.ts';
import type { Plan, Progress, Solution, Solver } from './problem.ts';
import { defaultRoster } from './settings.ts';

const SUNDAY = '2026-11-29';

/** A search that goes on until the test ends it: what becomes of the roster meanwhile does not depend on its speed. */
function heldSolver() {
  const held = {
    tell: (_: Progress) => {},
    end: (_: Solution) => {},
    die: () => {},
    start: null as Plan | null,
    stopped: 0,
    problems: 0,
  };
  const solver: Solver = {
    solve(_, { start }, onProgress) {
      held.problems += 1;
      held.start = start;
      held.tell = (progress) => onProgress?.(progress);
      const done = new Promise<Solution>((resolve, reject) => {
        held.end = resolve;
        held.die = () => reject(new Error('the worker died'));
      });
      return { stop: () => void held.stopped++, done };
    },
  };
  return { held, solver };
}

/** What the search says when it stays with the roster it began with. */
function found(plan: Plan | null, proven = true): Solution {
  return { type: 'found', plan: plan ?? [], objective: 0, bound: 0, proven, seconds: 1 };
}

async function ended(view: () => { generation: { state: { type: string } } | null }) {
  await vi.waitFor(() => expect(view().generation?.state.type).not.toBe('running'), { timeout: 60_000, interval: 20 });
}

describe('with the solver', () => {
  test('a week is planned as a draft that keeps every hard rule; what was put by hand stays', async () => {
    const { station, officers, leader, view, put, done, an, binh } = await rosterOffice();
    const pinned = place(TOMORROW, an, 'evening');
    put(pinned);
    done({ type: 'setLeave', officer: binh, from: TODAY, to: TOMORROW, kind: 'training' });
    value(station.roster.generate(TODAY, SUNDAY, 60, leader));
    expect(view().generation).toMatchObject({
      ...{ from: TODAY, to: SUNDAY, by: officers.leader },
      state: { type: 'running' },
    });
    await ended(view);
    expect(view().generation).toMatchObject({ state: { type: 'done', proven: true } });
    const { situation, places } = view();
    expect(check(situation, places).filter(({ hard }) => hard)).toEqual([]);
    expect(places.length).toBeGreaterThan(10);
    expect(places.every(({ mark }) => mark === 'draft')).toBe(true);
    expect(places.filter(({ byHand }) => byHand)).toEqual([{ ...pinned, byHand: true, mark: 'draft' }]);
    expect(places.some(({ officer, day }) => officer === binh && day <= TOMORROW)).toBe(false);
    expect(events(station.db).at(-1)).toMatchObject({
      type: 'roster.changed',
      actor: officers.leader,
      data: { how: 'generated', off: [] },
    });
    expect(verify(station).ok).toBe(true);

    // Undone as one step.
    const on = places.filter(({ byHand }) => !byHand).map(({ mark: _, byHand: __, ...each }) => each);
    done({ type: 'change', how: 'undone', off: on, on: [] });
    expect(view().places).toHaveLength(1);
  });

  test('what is published stays, unless its officer cannot hold it any more', async () => {
    const { station, administrator, leader, view, put, done, an, binh, chi } = await rosterOffice();
    put(place(TODAY, an), place(TOMORROW, binh), place(TOMORROW, chi));
    done({ type: 'publish', from: TODAY, to: TOMORROW });
    done({ type: 'setLeave', officer: binh, from: TOMORROW, to: TOMORROW, kind: 'leave' });
    const gone = { id: chi, name: 'Lê Chi Mẫu', rank: '', role: 'officer', active: false } as const;
    value(station.office.changeOfficer(gone, administrator));
    value(station.roster.generate(TODAY, TOMORROW, 60, leader));
    await ended(view);
    const marks = view().places;
    expect(marks).toContainEqual({ ...place(TODAY, an), byHand: true, mark: 'published' });
    for (const officer of [binh, chi])
      expect(marks).toContainEqual({ ...place(TOMORROW, officer), byHand: true, mark: 'withdrawn' });
    const { situation } = view();
    expect(
      check(
        situation,
        marks.filter(({ mark }) => mark !== 'withdrawn'),
      ).filter(({ hard }) => hard),
    ).toEqual([]);
    expect(view().changes.map(({ how }) => how)).toEqual(['generated']);
  });

  test('rules that cannot all be kept are named, and the roster stays as it was', async () => {
    const { station, leader, view, put, an } = await rosterOffice();
    // From 22:00 to 7:00 are no eleven hours.
    put(place(TODAY, an, 'evening'), place(TOMORROW, an, 'morning'));
    const before = view().places;
    value(station.roster.generate(TODAY, SUNDAY, 60, leader));
    await ended(view);
    const state = view().generation?.state;
    const clash = state?.type === 'clash' ? state.clash : [];
    expect(new Set(clash.map(({ rule }) => rule))).toEqual(new Set(['rest', 'kept']));
    expect(clash.filter(({ rule }) => rule === 'kept').map(({ officer, day, shift }) => [officer, day, shift])).toEqual(
      expect.arrayContaining([
        [an, TODAY, 'evening'],
        [an, TOMORROW, 'morning'],
      ]),
    );
    expect(view().places).toEqual(before);
  });
});

describe('while a roster is generated', () => {
  async function generating() {
    const { held, solver } = heldSolver();
    const all = await rosterOffice({ solver });
    const loose = (...on: Place[]) =>
      all.done({ type: 'change', how: 'moved', off: [], on: on.map((each) => ({ ...each, byHand: false })) });
    // A draft to begin with.
    loose(place(SUNDAY, all.chi, 'evening'));
    const begin = () => all.station.roster.generate(TODAY, SUNDAY, 60, all.leader);
    return { ...all, held, begin, loose };
  }

  test('its days are shut against everything else that would change them, other days are not', async () => {
    const { station, administrator, leader, begin, run, done, put, view, held, an, binh } = await generating();
    put(place(TOMORROW, an), place('2026-11-30', an));
    done({ type: 'publish', from: TODAY, to: TOMORROW });
    done({ type: 'askSwap', give: place(TOMORROW, an), to: binh, take: null }, an);
    const swap = view().swaps[0]?.id ?? '';
    done({ type: 'answerSwap', swap, agreed: true }, binh);
    value(begin());
    const busy = { ok: false, error: { type: 'RosterBusy' } };
    const on = (day: string) => [{ ...place(day, binh), byHand: true }];
    expect(run({ type: 'change', how: 'moved', off: [], on: on(SUNDAY) })).toEqual(busy);
    expect(run({ type: 'change', how: 'moved', off: [place(TOMORROW, an)], on: on('2026-11-30') })).toEqual(busy);
    expect(run({ type: 'publish', from: SUNDAY, to: '2026-12-05' })).toEqual(busy);
    expect(run({ type: 'decideSwap', swap, approved: true })).toEqual(busy);
    expect(station.app.roster.setRules(defaultRoster, administrator)).toEqual(busy);
    expect(station.roster.generate('2026-12-07', '2026-12-08', 60, leader)).toEqual(busy);
    done({ type: 'change', how: 'moved', off: [], on: on('2026-11-30') });
    done({ type: 'setLeave', officer: an, from: TOMORROW, to: TOMORROW, kind: 'leave' });
    held.end(found(held.start));
    await ended(view);
    done({ type: 'decideSwap', swap, approved: true });
    expect(held.problems).toBe(1);
  });

  test('it begins with the roster that stands, and what does not differ is not written', async () => {
    const { station, begin, put, loose, view, held, an, binh } = await generating();
    put(place(TOMORROW, an));
    loose(place(TOMORROW, binh, 'evening'));
    const head = station.log.head();
    value(begin());
    held.end(found(held.start, false));
    await ended(view);
    expect(view().generation?.state).toEqual({ type: 'done', proven: false });
    expect(station.log.head()).toEqual(head);
    expect(view().places).toHaveLength(3);
  });

  test('where there is none yet it begins from nothing, not from an empty roster', async () => {
    const { begin, put, take, held, an, chi } = await generating();
    take(place(SUNDAY, chi, 'evening'));
    put(place(TODAY, an));
    value(begin());
    expect(held.start).toBeNull();
  });

  test('officers are told nothing of it', async () => {
    const { begin, view, an } = await generating();
    value(begin());
    expect([view().generation?.state.type, view(as('officer', an)).generation]).toEqual(['running', null]);
  });

  test('progress is seen, and told at most twice a second', async () => {
    const { station, begin, view, held } = await generating();
    let told = 0;
    value(begin());
    const stop = new AbortController();
    const changes = station.app.changes(as('leader', 'o'), stop.signal);
    void (async () => {
      for await (const _ of changes) told += 1;
    })();
    for (let i = 1; i <= 50; i++) held.tell({ seconds: i / 10, objective: 1000 - i, bound: 900 + i });
    expect(view().generation?.progress).toEqual({ seconds: 5, objective: 950, bound: 950 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    // Once when the stream began, once for the first of the fifty.
    expect(told).toBeLessThanOrEqual(2);
    stop.abort();
  });

  test('it can be stopped, and the best so far is taken', async () => {
    const { station, begin, view, held, put, an } = await generating();
    put(place(TOMORROW, an));
    value(begin());
    station.roster.stop();
    expect(held.stopped).toBe(1);
    held.end(found(held.start, false));
    await ended(view);
    expect(view().generation?.state).toEqual({ type: 'done', proven: false });
    // Nothing is under way any more.
    station.roster.stop();
    expect(held.stopped).toBe(1);
  });

  test('a day that turned meanwhile stays as it was', async () => {
    const { station, begin, view, held, put, loose, an } = await generating();
    loose(place(TODAY, an), place(TOMORROW, an));
    put(place(SUNDAY, an));
    value(begin());
    station.clock.pass(DAY);
    const nobody = held.start?.map((days) => days.map((duty, day) => (day === 6 ? duty : null))) ?? null;
    held.end(found(nobody));
    await ended(view);
    expect(view().places.map(({ day }) => day)).toEqual([TODAY, SUNDAY, SUNDAY]);
    expect(verify(station).ok).toBe(true);
  });

  test.each<[string, (held: ReturnType<typeof heldSolver>['held']) => void, string]>([
    [
      'the time was over before there was any',
      (held) => held.end({ type: 'nothing', bound: null, seconds: 60 }),
      'nothing',
    ],
    ['the worker died', (held) => held.die(), 'failed'],
  ])('%s: the roster stays, and it can be tried again', async (_, happens, state) => {
    const { begin, view, held, put, an } = await generating();
    put(place(TODAY, an));
    const before = view().places;
    value(begin());
    happens(held);
    await ended(view);
    expect([view().generation?.state.type, view().places]).toEqual([state, before]);
    value(begin());
    held.end(found(held.start));
    await ended(view);
    expect(view().generation?.state.type).toBe('done');
  });

  test('what cannot be written at the end is said', async () => {
    const { station, begin, view, held } = await generating();
    value(begin());
    // The clock leapt: nothing is written until a leader has looked at the date.
    station.clock.pass(60 * DAY);
    held.end(found(held.start?.map((days) => days.map(() => 0)) ?? null));
    await ended(view);
    expect(view().generation?.state).toEqual({ type: 'failed' });
    expect(station.roster.generate('2027-01-30', '2027-01-31', 60, as('leader', 'o'))).toEqual({
      ok: false,
      error: { type: 'ClockDoubtful' },
    });
  });

  test('a program that closes ends the search and writes nothing more', async () => {
    const { station, begin, held } = await generating();
    value(begin());
    const head = station.log.head();
    station.roster.close();
    expect(held.stopped).toBe(1);
    held.end(found(held.start?.map((days) => days.map(() => 0)) ?? null));
    await Promise.resolve();
    expect(station.log.head()).toEqual(head);
  });
});

test('only a period that lies ahead is generated, and only for somebody', async () => {
  const { station, leader, done, an, binh, chi } = await rosterOffice();
  const failure = (from: string, to: string) => station.roster.generate(from, to, 1, leader);
  const refused = (type: string) => ({ ok: false, error: { type } });
  expect(failure(TOMORROW, TODAY)).toEqual(refused('PeriodInvalid'));
  expect(failure(TODAY, '2027-01-24')).toEqual(refused('PeriodInvalid'));
  expect(failure(YESTERDAY, YESTERDAY)).toEqual(refused('DayPast'));
  for (const officer of [an, binh, chi])
    done({ type: 'setProfile', officer, profile: { teams: [], skills: [], far: false } });
  expect(failure(TODAY, SUNDAY)).toEqual(refused('NobodyToRoster'));
});
