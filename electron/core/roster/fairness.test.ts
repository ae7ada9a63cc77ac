import { expect, test } from 'vitest';
import { defaultSettings } from '../office/settings.ts';
import { MONDAY, noRules, noShares, officer, placesOf } from '../testing/roster.ts';
import { calendarOf, needsOf } from './calendar.ts';
import { type Behind, balancesOf, countOf, firstDayBehind, type Sharing, sharesOf } from './fairness.ts';
import { SHARED, type Shares } from './model.ts';
import type { RosterSettings } from './settings.ts';

const none = { collect: 0, eid: 0, drive: 0, lead: 0 };
const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** An evening a day by the standing team, and two more at the weekend; an afternoon by the mobile one from Monday to Friday. */
const settings: RosterSettings = {
  ...noRules,
  cover: [
    { team: 'standing', shift: 'evening', days: everyDay, people: 1, skills: none },
    { team: 'standing', shift: 'morning', days: [0, 6], people: 2, skills: none },
    { team: 'mobile', shift: 'afternoon', days: [1, 2, 3, 4, 5], people: 2, skills: none },
  ],
};

function sharing(change: Partial<Sharing> & { from?: string; days?: number } = {}) {
  const { from = MONDAY, days = 28 } = change;
  const calendar = calendarOf(change.settings ?? settings, defaultSettings.hours, from, days);
  const all = { settings, officers: ['a', 'b', 'c', 'd'].map((id) => officer(id)), leave: [], calendar, ...change };
  return { ...all, needs: needsOf(all.settings, calendar, []) };
}

function nights(shares: Record<string, Shares>) {
  return Object.fromEntries(Object.entries(shares).map(([id, share]) => [id, Math.round(share.nights * 1e6) / 1e6]));
}

function behind(carried: Record<string, Partial<Shares>>): Record<string, Behind> {
  return Object.fromEntries(
    Object.entries(carried).map(([id, had]) => [id, { had: { ...noShares, ...had }, fair: noShares }]),
  );
}

test('what the period needs is shared out evenly among those who are there all the time', () => {
  // 28 evenings; 8 weekend days with one evening and two mornings; 28 + 16 + 40 shifts of 5 hours.
  for (const share of Object.values(sharesOf(sharing(), {})))
    for (const [shared, expected] of Object.entries({ nights: 7, weekends: 6, holidays: 0, tet: 0, hours: 105 }))
      expect(share[shared as keyof Shares], shared).toBeCloseTo(expected, 6);
});

test('shares add up to what the period needs, whoever is away and whatever they carry', () => {
  const all = sharing({
    from: '2026-02-02',
    leave: [{ id: '1', officer: 'a', from: '2026-02-05', to: '2026-02-15', kind: 'training' }],
    officers: [
      officer('a'),
      officer('b', { since: '2026-02-10' }),
      officer('c', { until: '2026-02-20', teams: ['standing'] }),
      officer('d', { teams: ['mobile'] }),
      officer('e', { teams: [] }),
    ],
  });
  const carried = behind({ a: { nights: 9, hours: 50 }, b: { nights: -20, tet: 2 }, c: { hours: -70 } });
  const shares = Object.values(sharesOf(all, carried));
  const needed = { ...noShares };
  for (const { day, team, shift, people } of all.needs) {
    const { x } = countOf(settings, all.calendar, [{ day, team, shift, officer: 'x' }]);
    for (const shared of SHARED) needed[shared] += people * (x?.[shared] ?? 0);
  }
  expect(needed).toMatchObject({ nights: 28, tet: 15 });
  for (const shared of SHARED) {
    expect(
      shares.reduce((sum, share) => sum + share[shared], 0),
      shared,
    ).toBeCloseTo(needed[shared], 6);
    expect(Math.min(...shares.map((share) => share[shared])), shared).toBeGreaterThanOrEqual(0);
  }
  expect(sharesOf(all, carried).e).toEqual(noShares);
});

test('who is away for half of the days has half of the share, and the others have what is left', () => {
  const shares = sharesOf(
    sharing({
      leave: [{ id: '1', officer: 'a', from: '2026-11-23', to: '2026-12-06', kind: 'leave' }],
      officers: ['a', 'b', 'c'].map((id) => officer(id)),
    }),
    {},
  );
  // 14 evenings for two, 14 for three.
  expect(nights(shares)).toEqual({ a: 4.666667, b: 11.666667, c: 11.666667 });
});

test('who cannot do nights has no share of them', () => {
  const far = { ...settings, rules: { ...settings.rules, far: { after: '20:00', weight: 'hard' as const } } };
  const officers = [officer('a'), officer('b', { teams: ['mobile'] }), officer('c', { far: true }), officer('d')];
  expect(nights(sharesOf(sharing({ officers }), {}))).toEqual({ a: 9.333333, b: 0, c: 9.333333, d: 9.333333 });
  const soft = { ...settings, rules: { ...settings.rules, far: { after: '20:00', weight: 5 } } };
  expect(nights(sharesOf(sharing({ officers, settings: soft }), {}))).toEqual({ a: 14, b: 0, c: 0, d: 14 });
  const allFar = officers.map((each) => ({ ...each, far: true }));
  expect(nights(sharesOf(sharing({ officers: allFar, settings: soft }), {})).a).toBeCloseTo(28 / 3, 5);
  expect(nights(sharesOf(sharing({ officers: allFar, settings: far }), {})).a).toBe(0);
  expect(nights(sharesOf(sharing({ officers, settings: far }), {}))).toEqual({ a: 14, b: 0, c: 0, d: 14 });
});

test('those whom only one team can use do its work first, so that hours are as even as can be', () => {
  const officers = [
    officer('a'),
    officer('b'),
    officer('m', { teams: ['mobile'] }),
    officer('n', { teams: ['mobile'] }),
  ];
  const shares = sharesOf(sharing({ officers, days: 5 }), {});
  // Five evenings and ten afternoons: 75 hours for four, of which a and b may do all.
  for (const id of ['a', 'b', 'm', 'n']) expect(shares[id]?.hours).toBeCloseTo(18.75, 6);
  const weekend = sharesOf(sharing({ officers, days: 7 }), {});
  // And two days with three shifts that only a and b can do.
  expect(weekend.a?.hours).toBeCloseTo(18.75 + 15, 6);
  expect(weekend.m?.hours).toBeCloseTo(18.75, 6);
});

test('what was too much or too little behind is evened out, at most down to half and up to half again', () => {
  expect(nights(sharesOf(sharing(), behind({ a: { nights: 2 }, b: { nights: -2 } })))).toEqual({
    a: 5,
    b: 9,
    c: 7,
    d: 7,
  });
  const much = nights(sharesOf(sharing(), behind({ a: { nights: 40 }, b: { nights: -40 } })));
  expect(much).toEqual({ a: 3.5, b: 10.5, c: 7, d: 7 });
  // Somebody left, and with them the other side of what is carried: the level makes up for it.
  expect(nights(sharesOf(sharing(), behind({ a: { nights: 2 } })))).toEqual({ a: 5.5, b: 7.5, c: 7.5, d: 7.5 });
});

test('behind, what was done on a day is evened out among those who were there', () => {
  const before = sharing({ from: '2026-11-09', days: 14 });
  const places = [...placesOf('a', '-14e -13e -12e -11e -4e'), ...placesOf('b', '-3e -2m')];
  const officers = [officer('a'), officer('b'), officer('new', { since: '2026-11-20' })];
  const leave = [{ id: '1', officer: 'a', from: '2026-11-11', to: '2026-11-11', kind: 'other' as const }];
  const balances = balancesOf({ ...before, officers, leave }, MONDAY, places);
  expect(balances.a?.had).toEqual({ ...noShares, nights: 5, hours: 25 });
  expect(balances.b?.had).toEqual({ ...noShares, nights: 1, weekends: 1, hours: 10 });
  // Of five nights while two were there one was done by somebody on leave, theirs alone; of the sixth all three have a third.
  expect(balances.a?.fair.nights).toBeCloseTo(3 / 2 + 1 + 1 / 2 + 1 / 3, 6);
  expect(balances.b?.fair.nights).toBeCloseTo(3 / 2 + 1 / 2 + 1 / 3, 6);
  expect(balances.new?.fair.nights).toBeCloseTo(1 / 3, 6);
  expect(balances.new?.fair.weekends).toBeCloseTo(1 / 3, 6);
  // Who came last month is not made to catch up on the months before: a third of a night, not six thirds.
  expect(nights(sharesOf({ ...sharing(), officers }, balances)).new).toBeLessThan(28 / 3 + 1);
});

test('nights are counted over the months set, holidays over the years', () => {
  expect(firstDayBehind(settings, '2026-11-23')).toBe('2023-11-23');
  const short = { ...settings, rules: { ...settings.rules, fairness: { ...settings.rules.fairness, years: 0 } } };
  expect(firstDayBehind(short, '2026-08-31')).toBe('2026-02-28');
  const all = sharing({ from: '2025-12-25', days: 365 });
  const at = (day: string) => ({ day, shift: 'evening', team: 'standing', officer: 'a' });
  const places = ['2026-01-01', '2026-02-17', '2026-05-23', '2026-05-24', MONDAY].map(at);
  expect(balancesOf(all, MONDAY, places).a?.had).toEqual({
    nights: 2,
    weekends: 2,
    holidays: 1,
    tet: 1,
    hours: 10,
  });
});

test('places of officers whom nobody knows any more are nobody’s', () => {
  const balances = balancesOf(sharing({ from: '2026-11-09', days: 14 }), MONDAY, placesOf('stranger', '-3e'));
  expect(balances.a?.fair.nights).toBe(0);
  expect(balances.stranger).toBeUndefined();
});
