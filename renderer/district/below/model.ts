import type { IntakeState, KioskState, StationsView } from '../../../electron/core/api/contract.ts';
import { foldName } from '../../../electron/core/people/names.ts';
import { below } from '../../ui/strings/vi/below.ts';

const text = below.intake;

/** Those whose name or commune code has every word of what was typed, with or without accents. */
export function matching<T extends { name: string; commune: string }>(all: readonly T[], typed: string): T[] {
  const words = foldName(typed).split(' ').filter(Boolean);
  return all.filter(({ name, commune }) => {
    const folded = `${foldName(name)} ${commune}`;
    return words.every((word) => folded.includes(word));
  });
}

/** As a Vietnamese list is read; 9 before 10. */
export function byName(a: { name: string }, b: { name: string }): number {
  return order.compare(a.name, b.name);
}

/** Made once: for 3,321 names a new one at each comparison takes seconds. */
const order = new Intl.Collator('vi', { numeric: true });

/** How the ways in stand, as one sentence; the worst comes first. */
export function standing(
  view: Pick<StationsView, 'issued'> & { stations: readonly { state: string }[] },
  { folder, sticks }: IntakeState,
  lan: KioskState['lan'],
): { well: boolean; sentence: string } {
  const wrong = (sentence: string) => ({ well: false, sentence });
  if (view.issued.length === 0) return wrong(text.notIssued);
  if (view.stations.every(({ state }) => state === 'asked')) return wrong(text.noStations);
  if (folder?.last?.failure != null) return wrong(text.folderWrong);
  if (sticks.some(({ state, last }) => state.type === 'unusable' || last?.failure != null))
    return wrong(text.stickWrong);
  if ([folder?.last, ...sticks.map(({ last }) => last)].some((round) => (round?.refused ?? 0) > 0))
    return wrong(text.someRefused);
  return { well: true, sentence: folder === null && lan === null ? text.stickOnly : text.well };
}
