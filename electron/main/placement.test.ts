import { expect, test } from 'vitest';
import { placeScreens, remember, type Spot } from './placement.ts';

const spot = (id: number, more: Partial<Spot> = {}): Spot => ({
  id,
  label: `D${id}`,
  bounds: { x: id * 1000, y: 0, width: 1000, height: 800 },
  touch: false,
  ...more,
});
const ids = (placed: ReturnType<typeof placeScreens>) => [placed.staff?.id, placed.board?.id, placed.take?.id];

test.each([
  ['one display: staff alone', [spot(1)], 1, [1, undefined, undefined]],
  ['two: board on the second', [spot(1), spot(2)], 1, [1, 2, undefined]],
  ['three: take on the third', [spot(1), spot(2), spot(3)], 1, [1, 2, 3]],
  ['the first display is the primary one', [spot(1), spot(2)], 2, [2, 1, undefined]],
  ['a primary that is gone: the first there is', [spot(1), spot(2)], 9, [1, 2, undefined]],
  ['none at all', [], 1, [undefined, undefined, undefined]],
])('%s', (_, displays, primary, expected) => {
  expect(ids(placeScreens(displays, primary, {}, false))).toEqual(expected);
});

test('a mirrored display is no second one: the board would cover the staff screen', () => {
  const mirror = spot(2, { bounds: spot(1).bounds });
  expect(ids(placeScreens([spot(1), mirror], 1, {}, false))).toEqual([1, undefined, undefined]);
});

test('by touch, take comes before board; without a touch display nothing changes', () => {
  const touch = spot(2, { touch: true });
  expect(ids(placeScreens([spot(1), touch], 1, {}, true))).toEqual([1, undefined, 2]);
  expect(ids(placeScreens([spot(1), touch, spot(3)], 1, {}, true))).toEqual([1, 3, 2]);
  expect(ids(placeScreens([spot(1), spot(2)], 1, {}, true))).toEqual([1, 2, undefined]);
  // The officer's own touch screen is not given away.
  expect(ids(placeScreens([spot(1, { touch: true }), spot(2)], 1, {}, true))).toEqual([1, 2, undefined]);
});

test('a loose cable moves no other screen, and swaps none for good', () => {
  const all = [spot(1), spot(2), spot(3)];
  const first = remember({}, placeScreens(all, 1, {}, false), all);
  expect(first).toMatchObject({ board: { label: 'D2' }, take: { label: 'D3' } });
  const out = [spot(1), spot(3)];
  const without = placeScreens(out, 1, first, false);
  expect(ids(without)).toEqual([1, undefined, 3]);
  const kept = remember(first, without, out);
  expect(kept).toEqual(first);
  expect(ids(placeScreens(all, 1, kept, false))).toEqual([1, 2, 3]);
  // The take screen's cable: the board stays, and take comes back.
  expect(ids(placeScreens([spot(1), spot(2)], 1, kept, false))).toEqual([1, 2, undefined]);
  // A display on another plug is remembered where it is now.
  const moved = [spot(1), spot(2, { bounds: { x: -1000, y: 0, width: 1000, height: 800 } }), spot(3)];
  expect(remember(kept, placeScreens(moved, 1, kept, false), moved).board?.bounds.x).toBe(-1000);
});

test('a screen comes back to the label and place it had, else to the label, else to the first free display', () => {
  const remembered = { board: { label: 'D3', bounds: spot(3).bounds } };
  const three = [spot(1), spot(2), spot(3)];
  expect(ids(placeScreens(three, 1, remembered, false))).toEqual([1, 3, 2]);
  const twins = [spot(1), spot(2, { label: 'D3' }), spot(3)];
  expect(ids(placeScreens(twins, 1, remembered, false))).toEqual([1, 3, 2]);
  const moved = [spot(1), spot(2), spot(3, { bounds: { x: -900, y: 0, width: 900, height: 700 } })];
  expect(ids(placeScreens(moved, 1, remembered, false))).toEqual([1, 3, 2]);
  expect(ids(placeScreens([spot(1), spot(2)], 1, remembered, false))).toEqual([1, 2, undefined]);
  // It has become the primary display: that is the officer's.
  expect(ids(placeScreens(three, 3, remembered, false))).toEqual([3, 1, 2]);
});
