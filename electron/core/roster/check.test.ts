import { expect, test } from 'vitest';
import { noRules, noShares, officer, placesOf, situationOf } from '../testing/roster.ts';
import { check, costOf, wouldBreak } from './check.ts';
import type { Finding, Place, Situation } from './model.ts';
import type { RosterSettings } from './settings.ts';

type Rules = RosterSettings['rules'];

/** Findings in one line each: rule, officer, day of November or December, team, shift, skill and the amount. */
function found(situation: Situation, places: readonly Place[]) {
  return check(situation, places).map(line);
}

function line({ rule, officer, day, team, shift, skill, amount }: Finding) {
  return [rule, officer, day?.slice(8), team, shift, skill, amount].filter((part) => part != null).join(' ');
}

const pairs = [{ shift: 'evening', next: 'evening' }];
const night: RosterSettings['shifts'][number] = {
  id: 'night',
  name: 'Ca đêm',
  from: '22:00',
  to: '07:30',
  night: true,
};
const withNight = (rules: Partial<Rules>) => ({
  settings: { ...noRules, shifts: [...noRules.shifts, night], rules: { ...noRules.rules, ...rules } },
});
const need = { day: '2026-11-23', team: 'standing', shift: 'morning', people: 2 };
const none = { collect: 0, eid: 0, drive: 0, lead: 0 };

test('an empty roster breaks nothing of what is not asked', () => {
  expect(check(situationOf({}), [])).toEqual([]);
});

test('a hard rule costs nothing and is marked, another costs its weight for each unit, one of weight 0 is off', () => {
  const places = placesOf('a', '0m 1m 2m 3m 4m');
  const findings = (weight: number | 'hard') => check(situationOf({ longestWork: { days: 3, weight } }), places);
  expect(findings('hard')).toMatchObject([{ hard: true, cost: 0, amount: 2, day: '2026-11-27' }]);
  expect(findings(7)).toMatchObject([{ hard: false, cost: 14, amount: 2 }]);
  expect(costOf(findings(7))).toBe(14);
  expect(findings(0)).toEqual([]);
});

test('twoPlaces: places that overlap in time, on a day, over midnight and from the day before the period', () => {
  const situation = situationOf({}, withNight({ shiftsPerDay: 3 }));
  expect(found(situation, placesOf('a', '0m 0a 0e 0n'))).toEqual(['shiftsPerDay a 23 1']);
  expect(found(situation, placesOf('a', '0m 0m+'))).toEqual(['twoPlaces a 23 mobile morning 1']);
  expect(found(situation, placesOf('a', '0n 1m 1a'))).toEqual(['twoPlaces a 24 standing morning 1']);
  expect(found({ ...situation, before: placesOf('a', '-1n') }, placesOf('a', '0m'))).toEqual([
    'twoPlaces a 23 standing morning 1',
  ]);
  expect(found(situation, [...placesOf('a', '0m'), ...placesOf('b', '0m')])).toEqual([]);
});

test('shiftsPerDay: more places on a day than set', () => {
  const places = placesOf('a', '0m 0a 1e 0e');
  expect(found(situationOf({}), places)).toEqual(['shiftsPerDay a 23 2']);
  expect(found(situationOf({ shiftsPerDay: 2 }), places)).toEqual(['shiftsPerDay a 23 1']);
});

test('leave, notInTeam, gone: places that cannot be held, which count for nothing else', () => {
  const situation = situationOf(
    { cover: { under: 1, over: 1 } },
    {
      needs: [{ ...need, people: 1, skills: none }],
      leave: [{ id: '1', officer: 'a', from: '2026-11-22', to: '2026-11-23', kind: 'leave' }],
      officers: [
        officer('a'),
        officer('b', { teams: ['mobile'] }),
        officer('c', { since: '2026-11-24' }),
        officer('d', { until: '2026-11-24' }),
        officer('e', { teams: [] }),
      ],
    },
  );
  const places = ['a', 'b', 'c', 'd', 'e', 'x'].flatMap((id) => placesOf(id, id === 'd' ? '2m' : '0m'));
  expect(found(situation, places)).toEqual([
    'leave a 23 standing morning 1',
    'notInTeam b 23 standing morning 1',
    'notInTeam e 23 standing morning 1',
    'gone c 23 standing morning 1',
    'gone d 25 standing morning 1',
    'gone x 23 standing morning 1',
    'coverUnder 23 standing morning 1',
  ]);
  expect(
    check(situation, places)
      .slice(0, 6)
      .every(({ hard }) => hard),
  ).toBe(true);
  expect(found(situation, [...placesOf('a', '1m'), ...placesOf('c', '1m'), ...placesOf('d', '1m')])).toEqual([
    'coverUnder 23 standing morning 1',
    'coverOver 24 standing morning 3',
  ]);
});

test('a place whose shift or team is no longer set belongs to no team', () => {
  const place = { day: '2026-11-23', officer: 'a' };
  const situation = situationOf({}, { officers: [officer('a', { teams: ['standing', 'old'] })] });
  expect(
    found(situation, [
      { ...place, team: 'standing', shift: 'old' },
      { ...place, team: 'old', shift: 'morning' },
    ]),
  ).toEqual(['notInTeam a 23 standing old 1', 'notInTeam a 23 old morning 1']);
});

test('rest: days that begin too soon after the end of the day before, also of the one before the period', () => {
  const situation = situationOf({ rest: { hours: 11, weight: 1 }, shiftsPerDay: 2 });
  expect(found(situation, placesOf('a', '0e 1m 2a 3m'))).toEqual(['rest a 24 standing morning 1']);
  expect(found(situation, placesOf('a', '0e 0m 1a 1m'))).toEqual(['rest a 24 standing morning 1']);
  expect(found({ ...situation, before: placesOf('a', '-1e') }, placesOf('a', '0m'))).toHaveLength(1);
  // From 7:30 to 12:00.
  const over = withNight({ rest: { hours: 11, weight: 1 } });
  expect(found(situationOf({}, over), placesOf('a', '0n 1a'))).toEqual(['rest a 24 standing afternoon 1']);
  expect(found(situationOf({ rest: { hours: 9, weight: 1 } }), placesOf('a', '0e 1m'))).toEqual([]);
});

test('successions: shifts that must not follow on the next day', () => {
  const situation = situationOf({ successions: { pairs, weight: 3 } }, { before: placesOf('a', '-1e') });
  expect(found(situation, placesOf('a', '0e 1e 3e 4m 5e'))).toEqual([
    'successions a 23 standing evening 1',
    'successions a 24 standing evening 1',
  ]);
  expect(found(situation, placesOf('b', '0e 1e+'))).toEqual(['successions b 24 mobile evening 1']);
});

test('longestWork: days beyond the limit, with the run of the days before', () => {
  const situation = situationOf({ longestWork: { days: 3, weight: 1 } }, { before: placesOf('a', '-2m -1a') });
  expect(found(situation, placesOf('a', '0m 1m 3m 4m 5m 6m'))).toEqual(['longestWork a 24 1', 'longestWork a 29 1']);
  expect(found({ ...situation, before: placesOf('a', '-4m -3m -2m -1m') }, placesOf('a', '0m'))).toEqual([
    'longestWork a 23 1',
  ]);
  expect(found({ ...situation, before: placesOf('a', '-3m -1m') }, placesOf('a', '0m 1m'))).toEqual([]);
});

test('shortestWork: days missing in runs that end, not in one that touches the last day or an edge of which nothing is known', () => {
  const rules = { shortestWork: { days: 3, weight: 1 } };
  expect(found(situationOf(rules), placesOf('a', '0m 2m 3m 5m 12m 13m'))).toEqual([
    'shortestWork a 26 1',
    'shortestWork a 28 2',
  ]);
  const known = situationOf(rules, { before: placesOf('b', '-3m') });
  expect(found(known, placesOf('a', '0m 2m 3m 4m'))).toEqual(['shortestWork a 23 2']);
  // It ended on the eve of the period, which could have gone on with it.
  expect(found(situationOf(rules, { before: placesOf('a', '-1m') }), [])).toEqual(['shortestWork a 23 2']);
  expect(found(situationOf(rules, { before: placesOf('a', '-3m') }), [])).toEqual([]);
});

test('shortestOff: days missing in runs of days off, leave among them', () => {
  const rules = { shortestOff: { days: 3, weight: 1 } };
  const others = placesOf('b', '-9m');
  const work = '0m 1m 3m 6m 7m 8m 9m 10m 11m 12m';
  expect(found(situationOf(rules), placesOf('a', work))).toEqual(['shortestOff a 25 2', 'shortestOff a 28 1']);
  const before = { before: [...placesOf('a', '-2m'), ...others] };
  expect(found(situationOf(rules, before), placesOf('a', '0m'))).toEqual(['shortestOff a 23 2']);
  expect(found(situationOf(rules, { before: others }), placesOf('a', '0m'))).toEqual([]);
  const leave = [{ id: '1', officer: 'a', from: '2026-11-24', to: '2026-11-24', kind: 'leave' as const }];
  expect(found(situationOf(rules, { leave }), placesOf('a', '0m 2m 3m'))).toEqual(['shortestOff a 24 2']);
});

test('weekends: those with a place beyond what four weeks allow, in proportion', () => {
  const rules = { weekends: { most: 2, weight: 1 } };
  expect(found(situationOf(rules), placesOf('a', '5m 6m'))).toEqual([]);
  expect(found(situationOf(rules), placesOf('a', '5m 6m 13m'))).toEqual(['weekends a 1']);
  expect(found(situationOf(rules, { days: 15 }), placesOf('a', '5m 6m 13m'))).toEqual([]);
  expect(found(situationOf(rules, { from: '2026-11-22' }), placesOf('a', '-1m 5m'))).toEqual(['weekends a 1']);
});

test('weekHours: above the most in any week, with the days before; below the least in whole weeks, in proportion', () => {
  const most = situationOf({ weekHours: { least: 0, most: 12, weight: 1 } });
  expect(found(most, placesOf('a', '0m 1m 2m 7m 8m'))).toEqual(['weekHours a 29 3']);
  const tuesday = { from: '2026-11-25', days: 9 };
  const begun = situationOf({ weekHours: { least: 0, most: 12, weight: 1 } }, tuesday);
  expect(found({ ...begun, before: placesOf('a', '0m 1m -1m') }, placesOf('a', '2m'))).toEqual(['weekHours a 29 3']);
  // What was too much already before the period is not the period's.
  const full = { ...begun, before: placesOf('a', '0m 0a 0e 1m') };
  expect(found(full, placesOf('a', '2m'))).toEqual(['weekHours a 29 5']);
  expect(found(full, [])).toEqual([]);

  const least = { weekHours: { least: 14, most: 100, weight: 1 } };
  const only = { officers: [officer('a')] };
  expect(found(situationOf(least, only), placesOf('a', '0m 7m 8m 9m'))).toEqual(['weekHours a 29 9']);
  const leave = [{ id: '1', officer: 'a', from: '2026-11-20', to: '2026-11-25', kind: 'leave' as const }];
  expect(found(situationOf(least, { ...only, leave }), placesOf('a', '4m 7m 8m 9m'))).toEqual(['weekHours a 29 3']);
  expect(found(situationOf(least, { ...only, ...tuesday }), [])).toEqual([]);
  const known = { ...only, ...tuesday, before: placesOf('a', '0m') };
  expect(found(situationOf(least, known), placesOf('a', '3m'))).toEqual(['weekHours a 29 4']);
});

test('teamSize, driver: what a team on duty lacks', () => {
  const officers = [officer('a'), officer('b'), officer('c', { skills: ['drive'] })];
  const situation = situationOf({ team: { weight: 1 } }, { officers });
  expect(found(situation, placesOf('a', '0m+ 1m'))).toEqual([
    'teamSize 23 mobile morning 1',
    'driver 23 mobile morning 1',
  ]);
  expect(found(situation, [...placesOf('a', '0m+'), ...placesOf('c', '0m+')])).toEqual([]);
});

test('leader: shifts with somebody on duty in whatever team and nobody who leads', () => {
  const officers = [officer('a'), officer('b', { skills: ['lead'] })];
  const situation = situationOf({ leader: { weight: 1 }, shiftsPerDay: 2 }, { officers });
  expect(found(situation, [...placesOf('a', '0m 1m 1a+'), ...placesOf('b', '1m+')])).toEqual([
    'leader 23 morning 1',
    'leader 24 afternoon 1',
  ]);
});

test('far: late shifts of those who live far away, also over midnight', () => {
  const officers = [officer('a', { far: true }), officer('b')];
  const situation = situationOf({}, { officers, ...withNight({ far: { after: '20:00', weight: 1 } }) });
  expect(found(situation, [...placesOf('a', '0m 1e 3n'), ...placesOf('b', '0e')])).toEqual([
    'far a 24 standing evening 1',
    'far a 26 standing night 1',
  ]);
});

test('coverUnder, coverOver, skills: people missing, too many, where nobody is needed all, and skills missing', () => {
  const officers = [officer('a', { skills: ['drive', 'eid'] }), officer('b'), officer('c')];
  const situation = situationOf(
    { cover: { under: 10, over: 1 }, skills: { weight: 5 } },
    { officers, needs: [{ ...need, skills: { ...none, eid: 2, lead: 1 } }] },
  );
  expect(found(situation, placesOf('a', '0m'))).toEqual([
    'coverUnder 23 standing morning 1',
    'skills 23 standing morning eid 1',
    'skills 23 standing morning lead 1',
  ]);
  expect(costOf(check(situation, placesOf('a', '0m')))).toBe(20);
  const three = ['a', 'b', 'c'].flatMap((id) => placesOf(id, '0m 1e'));
  expect(found(situation, three)).toContain('coverOver 23 standing morning 1');
  expect(found(situation, three)).toContain('coverOver 24 standing evening 3');
});

test('nights, weekendShifts, holidays, tet, hours: what is below or above the share', () => {
  const shares = { a: { nights: 2.5, weekends: 1, holidays: 1.5, tet: 0.0000001, hours: 17 } };
  const fairness = { ...noRules.rules.fairness, nights: 1, weekends: 1, holidays: 1, tet: 1, hours: 1 };
  // From Monday 26 January to Tết and beyond: the 1st of January is behind, Tết from Monday 16 February on.
  const from = '2026-02-02';
  const situation = situationOf({ fairness }, { from, days: 28, shares });
  const at = (day: number, shift: string) => ({
    day: `2026-02-${String(day).padStart(2, '0')}`,
    shift,
    team: 'standing',
    officer: 'a',
  });
  expect(found(situation, [])).toEqual(['nights a 2', 'weekendShifts a 1', 'holidays a 1', 'hours a 14']);
  // 2 to 3 nights, 1 weekend shift, no holiday to have, no Tết, 14 to 20 hours.
  const places = [at(3, 'evening'), at(4, 'evening'), at(5, 'evening'), at(6, 'evening'), at(7, 'morning')];
  expect(found(situation, [...places, at(8, 'morning'), at(16, 'morning')])).toEqual([
    'nights a 1',
    'weekendShifts a 1',
    'holidays a 1',
    'tet a 1',
    'hours a 15',
  ]);
  expect(found({ ...situation, shares: { a: { ...noShares, nights: 3, hours: 20 } } }, places.slice(0, 4))).toEqual([
    'nights a 1',
  ]);
});

test('wishes: those not met times their weight, of days on which the officer is there', () => {
  const wish = { officer: 'a', day: '2026-11-23', shift: 'morning', want: 'off', weight: 2 } as const;
  const wishes = [
    wish,
    { ...wish, day: '2026-11-24', shift: null, weight: 3 },
    { ...wish, day: '2026-11-25', want: 'on', weight: 1 },
    { ...wish, day: '2026-11-26', want: 'on', shift: null },
    { ...wish, day: '2026-11-27', want: 'on' },
    { ...wish, day: '2027-11-27', want: 'on' },
  ] satisfies Situation['wishes'];
  const leave = [{ id: '1', officer: 'a', from: '2026-11-27', to: '2026-11-27', kind: 'leave' as const }];
  const situation = situationOf({ wishes: { cost: 4 } }, { wishes, leave });
  expect(found(situation, placesOf('a', '0a 2m 3m'))).toEqual([]);
  expect(check(situation, placesOf('a', '0m 1a 2a'))).toMatchObject([
    { cost: 8, amount: 2, day: '2026-11-23', shift: 'morning' },
    { cost: 12, amount: 3, day: '2026-11-24', shift: null },
    { cost: 4, amount: 1, day: '2026-11-25' },
    { cost: 8, amount: 2, day: '2026-11-26' },
  ]);
});

test('changes: places new or gone on published days', () => {
  const situation = situationOf(
    { changes: { cost: 2 } },
    { published: placesOf('a', '-1m 0m 1m'), publishedDays: ['2026-11-22', '2026-11-23', '2026-11-24'] },
  );
  expect(found(situation, placesOf('a', '0m 1a 2m'))).toEqual([
    'changes a 24 standing morning 1',
    'changes a 24 standing afternoon 1',
  ]);
});

test('wouldBreak says what a change adds to what is broken already', () => {
  const situation = situationOf({ successions: { pairs, weight: 1 }, longestWork: { days: 2, weight: 1 } });
  const places = placesOf('a', '0e 1e 4m 5m 6m');
  const [moved] = placesOf('a', '1e');
  const change = { off: moved ? [moved] : [], on: placesOf('a', '7m') };
  expect(wouldBreak(situation, places, change).map(line)).toEqual(['longestWork a 30 2']);
  expect(wouldBreak(situation, places, { off: [], on: placesOf('a', '2e') }).map(line)).toEqual([
    'successions a 25 standing evening 1',
    'longestWork a 25 1',
  ]);
  expect(wouldBreak(situation, places, { off: placesOf('a', '0e'), on: [] })).toEqual([]);
});
