import { expect, test } from 'vitest';
import { nothingEntered } from '../../../electron/core/summary/summary.ts';
import { fullSummary } from '../../../electron/core/testing/summary.ts';
import { report } from '../../ui/strings/vi/report.ts';
import { fromDraft, hasEarlier, toDraft, untyped, withEarlier } from './draft.ts';

const { entered } = fullSummary;

test('what was written comes back as it was, and an empty form is nothing', () => {
  expect(fromDraft(toDraft(entered))).toEqual({ entered, wrong: new Map() });
  expect(fromDraft({})).toEqual({ entered: nothingEntered, wrong: new Map() });
  expect(fromDraft(toDraft(nothingEntered)).entered).toEqual(nothingEntered);
});

test('an empty field is unknown and a typed nought is nought', () => {
  const { entered } = fromDraft({ visits: '', approved1: '0', 'left.sick': ' 1.200 ' });
  expect([entered.visits, entered.eidApproved.level1, entered.leftByReason.sick]).toEqual([null, 0, 1200]);
});

test('each wrong field says what is wrong with it', () => {
  const { wrong } = fromDraft({
    visits: 'mười',
    approved1: '-3',
    'left.away': '99999999',
    'target.idCard.target': '0',
    'target.idCard.baseDate': '31/2/2026',
    'team.mobile.shifts': '2',
  });
  expect(Object.fromEntries(wrong)).toEqual({
    visits: report.form.count,
    approved1: report.form.count,
    'left.away': report.form.tooLarge,
    'target.idCard.target': report.form.notZero,
    'target.idCard.done': report.form.needed,
    'target.idCard.base': report.form.needed,
    'target.idCard.baseDate': report.form.date,
    'team.mobile.officers': report.form.needed,
  });
});

test('an earlier day gives what goes on from day to day, and never what was done on it', () => {
  const draft = withEarlier({ approved1: '5', 'left.away': '1' }, { ...entered, visits: 7 });
  const { entered: taken } = fromDraft(draft);
  expect(taken).toMatchObject({ targets: entered.targets, teams: entered.teams, visits: null });
  expect([taken.eidApproved.level1, taken.eidActivated.level2, taken.leftByReason.away]).toEqual([5, null, 120]);
  expect(hasEarlier(nothingEntered)).toBe(false);
  expect(hasEarlier({ ...nothingEntered, visits: 3 })).toBe(false);
  expect(hasEarlier(entered)).toBe(true);
});

test('teams are filled in from the roster, follow it until somebody types another figure, and an earlier day does not', () => {
  const actual = { worked: null, extraMinutes: null };
  const duty = {
    standing: { officers: 9, shifts: 3, ...actual },
    mobile: { officers: 2, shifts: 1, ...actual },
    unplanned: { officers: 0, minutes: 0 },
  };
  const draft = toDraft(nothingEntered, duty);
  expect(draft).toMatchObject({ 'team.standing.officers': '9', 'team.mobile.shifts': '1' });
  expect(fromDraft(draft, duty)).toEqual({ entered: nothingEntered, wrong: new Map() });
  const corrected = fromDraft({ ...draft, 'team.standing.officers': '8' }, duty).entered;
  expect(corrected.teams).toEqual([{ team: 'standing', officers: 8, shifts: 3 }]);
  expect(toDraft(corrected, duty)).toMatchObject({ 'team.standing.officers': '8', 'team.mobile.officers': '2' });
  expect(withEarlier(draft, entered, duty)).toMatchObject({ 'team.mobile.officers': '2', 'left.away': '120' });
  expect(untyped({ entered: nothingEntered, duty })).toBe(5 + 9 + 3);
});

test('what nobody typed is counted: a figure, a target, a team', () => {
  expect(untyped({ entered: nothingEntered })).toBe(5 + 9 + 3 + 2);
  expect(untyped({ entered })).toBe(2 + 7 + 2 + 1);
});
