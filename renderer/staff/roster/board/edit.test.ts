import { describe, expect, test } from 'vitest';
import type { Finding, Place, Situation } from '../../../../electron/core/roster/model.ts';
import type { HandPlace } from '../model.ts';
import { applied, type Carried, changeOf, editFor, inverse, judge, placeKey, type Target } from './edit.ts';

const place = (officer: string, day = '2026-11-24', shift = 'morning', team = 'standing'): HandPlace => ({
  ...{ day, shift, team, officer },
  byHand: false,
});
const byHand = (each: HandPlace): HandPlace => ({ ...each, byHand: true });
const carry = (each: HandPlace): Carried => ({ officer: each.officer, place: each });
const duty = (day: string, shift: string, onto: HandPlace | null = null): Target => ({
  ...{ type: 'duty', day, team: 'standing', shift, onto },
});

const an = place('an');
const binh = place('binh', '2026-11-25', 'evening');
const chi = place('chi');

describe('what putting somebody down changes', () => {
  test('in another shift: they move there, put by hand', () => {
    expect(editFor(carry(an), duty('2026-11-26', 'evening'), [an, binh])).toEqual({
      off: [an],
      on: [byHand(place('an', '2026-11-26', 'evening'))],
    });
  });

  test('on a person: both take the duty of the other, so that no shift loses anybody', () => {
    expect(editFor(carry(an), duty('2026-11-25', 'evening', binh), [an, binh])).toEqual({
      off: [an, binh],
      on: [byHand(place('an', '2026-11-25', 'evening')), byHand(place('binh'))],
    });
  });

  test('somebody free on a person: that one is replaced', () => {
    expect(editFor({ officer: 'dung', place: null }, duty('2026-11-24', 'morning', an), [an])).toEqual({
      off: [an],
      on: [byHand(place('dung'))],
    });
  });

  test('somebody free in a shift: added; among the free: taken off', () => {
    const free: Carried = { officer: 'dung', place: null };
    expect(editFor(free, duty('2026-11-24', 'morning'), [an])).toEqual({ off: [], on: [byHand(place('dung'))] });
    expect(editFor(free, { type: 'free' }, [an])).toBeNull();
    expect(editFor(carry(an), { type: 'free' }, [an])).toEqual({ off: [an], on: [] });
  });

  test('nothing where they are already, or with somebody of the same shift', () => {
    expect(editFor(carry(an), duty('2026-11-24', 'morning'), [an, chi])).toBeNull();
    expect(editFor(carry(an), duty('2026-11-24', 'morning', chi), [an, chi])).toBeNull();
    const evening = place('an', '2026-11-24', 'evening');
    expect(editFor(carry(an), duty('2026-11-24', 'evening'), [an, evening])).toBeNull();
  });

  test('in an officer’s row: the shift goes to them on that day', () => {
    expect(editFor(carry(an), { type: 'officer', day: '2026-11-27', officer: 'binh', onto: null }, [an, binh])).toEqual(
      {
        off: [an],
        on: [byHand(place('binh', '2026-11-27'))],
      },
    );
  });

  test('on another shift of the same officer: the two change their days', () => {
    const late = place('an', '2026-11-26', 'evening');
    expect(editFor(carry(an), { type: 'officer', day: '2026-11-26', officer: 'an', onto: late }, [an, late])).toEqual({
      off: [an, late],
      on: [byHand(place('an', '2026-11-26')), byHand(place('an', '2026-11-24', 'evening'))],
    });
  });
});

test('a change and its inverse leave every place as it was, put by hand or not', () => {
  const before = [an, binh, byHand(chi)];
  for (const edit of [
    editFor(carry(an), duty('2026-11-25', 'evening', binh), before),
    editFor(carry(byHand(chi)), { type: 'free' }, before),
    editFor(carry(binh), duty('2026-11-29', 'morning'), before),
  ]) {
    if (!edit) throw new Error('nothing changed');
    const after = applied(before, edit);
    expect(after).not.toEqual(before);
    expect(sorted(applied(after, inverse(edit)))).toEqual(sorted(before));
  }
});

test('the host is asked without what it does not know of a place taken away', () => {
  const edit = editFor(carry(an), { type: 'free' }, [an]);
  expect(edit && changeOf(edit, 'moved')).toEqual({
    ...{ type: 'change', how: 'moved', on: [] },
    off: [{ day: '2026-11-24', shift: 'morning', team: 'standing', officer: 'an' }],
  });
});

describe('what a change would break', () => {
  const finding = (rule: Finding['rule'], amount: number, more: Partial<Finding> = {}): Finding => ({
    ...{
      rule,
      amount,
      hard: false,
      cost: amount,
      officer: null,
      day: '2026-11-24',
      team: null,
      shift: null,
      skill: null,
    },
    ...more,
  });
  const situation = {} as Situation;
  const edit = { off: [an], on: [byHand(place('an', '2026-11-26'))] };
  const judged = (before: Finding[], after: Finding[], today = '2026-11-24') =>
    judge(() => after, situation, [an], before, edit, today);

  test('only what is new or worse, by whether it may be done', () => {
    const old = finding('rest', 1, { hard: true, cost: 0, officer: 'an' });
    const worse = finding('coverUnder', 2, { shift: 'morning' });
    const leave = finding('leave', 1, { hard: true, cost: 0, officer: 'an' });
    const team = finding('notInTeam', 1, { hard: true, cost: 0, officer: 'an' });
    const wish = finding('wishes', 5, { officer: 'an' });
    const result = judged([old, finding('coverUnder', 1, { shift: 'morning' })], [old, worse, leave, team, wish]);
    expect(result.refused).toEqual([leave]);
    expect(result.hard).toEqual([team]);
    expect(result.soft).toEqual([wish, worse]);
    expect(result.past).toBe(false);
  });

  test('less of the same is no break; a day that is over is said', () => {
    const result = judged([finding('coverUnder', 2)], [finding('coverUnder', 1)], '2026-11-25');
    expect(result).toEqual({ past: true, refused: [], hard: [], soft: [] });
  });

  test('the checker sees the roster as it would be', () => {
    let seen: readonly Place[] = [];
    judge(
      (_, places) => {
        seen = places;
        return [];
      },
      ...([situation, [an, chi], [], edit, '2026-11-24'] as const),
    );
    expect(seen.map(placeKey).sort()).toEqual([placeKey(chi), placeKey(place('an', '2026-11-26'))].sort());
  });
});

function sorted(places: readonly Place[]): Place[] {
  return [...places].sort((a, b) => placeKey(a).localeCompare(placeKey(b)));
}
