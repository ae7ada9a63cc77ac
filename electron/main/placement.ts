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
  const taken = new Set<Spot>();
  const claim = (spot: Spot | null | undefined): Spot | null => {
    if (!spot) return null;
    taken.add(spot);
    return spot;
  };
  const left = () => free.filter((spot) => !taken.has(spot));
  // Those that are remembered first: while one cable is out the other screen stays where it is.
  const touched = claim(takeByTouch ? free.find(({ touch }) => touch) : null);
  const known = {
    board: claim(recall(left(), remembered.board)),
    take: touched ?? claim(recall(left(), remembered.take)),
  };
  const board = known.board ?? claim(left()[0]);
  const take = known.take ?? claim(left()[0]);
  return { staff, board, take };
}

/**
 * What to remember after placing: the display each screen has now. One that is only unplugged keeps its place, or a
 * loose cable would swap two screens for good.
 */
export function remember(
  before: Remembered,
  placed: Record<Screen, Spot | null>,
  displays: readonly Spot[],
): Remembered {
  const after: Remembered = { ...before };
  for (const role of ['board', 'take'] as const) {
    const [spot, last] = [placed[role], before[role]];
    const unplugged = last !== undefined && displays.every(({ label }) => label !== last.label);
    if (spot && !unplugged) after[role] = { label: spot.label, bounds: spot.bounds };
  }
  return after;
}

/** The display remembered: the same label at the same place, else the same label. */
function recall(spots: readonly Spot[], last: { label: string; bounds: Bounds } | undefined): Spot | undefined {
  if (last === undefined) return undefined;
  const labelled = spots.filter(({ label }) => label === last.label);
  return labelled.find(({ bounds }) => sameBounds(bounds, last.bounds)) ?? labelled[0];
}

export function sameBounds(a: Bounds, b: Bounds): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function overlaps(a: Bounds, b: Bounds): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
