import type { Screen } from '../core/api/contract.ts';

export type Bounds = { x: number; y: number; width: number; height: number };
/** A display as far as placing windows goes. */
export type Spot = { id: number; label: string; bounds: Bounds; touch: boolean };
/** Where `board` and `take` stood last, so that they come back there whatever number the system gives the display. */
export type Remembered = Partial<Record<'board' | 'take', { label: string; bounds: Bounds }>>;

/**
 * Which display each screen gets; null: none, so it hides. `staff` has the first (the system's primary one) for itself,
 * `board` the second, `take` the third. `takeByTouch`: `take` goes to a touch display before `board` gets one.
 */
export function placeScreens(
  displays: readonly Spot[],
  primary: number,
  remembered: Remembered,
  takeByTouch: boolean,
): Record<Screen, Spot | null> {
  const staff = displays.find(({ id }) => id === primary) ?? displays[0] ?? null;
  // Two displays with the same bounds are mirrored: one on them would cover the staff screen.
  const free = displays.filter(({ bounds }) => staff === null || !overlaps(bounds, staff.bounds));
  const touched = takeByTouch ? (free.find(({ touch }) => touch) ?? null) : null;
  const board =
    pick(
      free.filter((spot) => spot !== touched),
      remembered.board,
    ) ?? null;
  const take =
    touched ??
    pick(
      free.filter((spot) => spot !== board),
      remembered.take,
    ) ??
    null;
  return { staff, board, take };
}

/** The display remembered: the same label at the same place, else the same label, else the first. */
function pick(spots: readonly Spot[], last: { label: string; bounds: Bounds } | undefined): Spot | undefined {
  if (last === undefined) return spots[0];
  const labelled = spots.filter(({ label }) => label === last.label);
  return labelled.find(({ bounds }) => sameBounds(bounds, last.bounds)) ?? labelled[0] ?? spots[0];
}

export function sameBounds(a: Bounds, b: Bounds): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function overlaps(a: Bounds, b: Bounds): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
