import { createChance } from '../electron/core/demo/random.ts';

export type Size = {
  seed: string;
  people: number;
  types: number;
  days?: number /** Demand as a share of what people can give. */;
  tightness?: number;
};

/** Shift types of which the first so many are taken; nobody comes earlier on the next day than the rest in between allows. */
const TYPES = [
  { id: 'E', minutes: 480, share: 0.34 },
  { id: 'D', minutes: 480, share: 0.26 },
  { id: 'L', minutes: 480, share: 0.24 },
  { id: 'N', minutes: 600, share: 0.16 },
] as const;
const ORDER: Readonly<Record<number, readonly string[]>> = {
  2: ['E', 'L'],
  3: ['E', 'D', 'L'],
  4: ['E', 'D', 'L', 'N'],
};

/** A made-up instance in the public format: contracts, wishes and cover that people can just about give. */
export function makeInstance({ seed, people, types, days = 28, tightness = 1 }: Size): string {
  const chance = createChance(`${seed} ${people} ${types} ${days}`);
  const shifts = TYPES.filter(({ id }) => (ORDER[types] ?? []).includes(id));
  const weeks = days / 7;
  const lines = ['SECTION_HORIZON', `${days}`, '', 'SECTION_SHIFTS'];
  for (const [i, { id, minutes }] of shifts.entries())
    lines.push(
      `${id},${minutes},${shifts
        .slice(0, i)
        .map((earlier) => earlier.id)
        .join('|')}`,
    );

  lines.push('', 'SECTION_STAFF');
  const off: string[] = [];
  const staff = Array.from({ length: people }, (_, i) => {
    const id = i < 26 ? String.fromCharCode(65 + i) : `A${String.fromCharCode(65 + i - 26)}`;
    const full = chance.happens(0.7);
    const most = full ? 4.5 : chance.integer(2) + 2.25;
    // Some do not work one of the types, some only a few of it.
    const never = shifts.length > 2 && chance.happens(0.3) ? chance.integer(shifts.length) : -1;
    const seldom = chance.happens(0.25) ? chance.integer(shifts.length) : -1;
    const limits = shifts.map(({ id }, s) => {
      const limit = s === never ? 0 : s === seldom ? 2 + chance.integer(6) : days;
      return `${id}=${limit}`;
    });
    const maxMinutes = Math.round(most * weeks) * 480;
    const minMinutes = maxMinutes - 480 * (full ? 2 : 3) - 240 * chance.integer(2);
    const [maxRun, minRun, minOff] = full
      ? [5 + chance.integer(2), 2, 2 + chance.integer(2)]
      : [5, 1 + chance.integer(2), 1 + chance.integer(2)];
    const weekends = Math.max(1, Math.floor(weeks / 2) + (chance.happens(0.3) ? 1 : 0));
    lines.push(`${id},${limits.join('|')},${maxMinutes},${minMinutes},${maxRun},${minRun},${minOff},${weekends}`);
    const away = new Set(
      Array.from({ length: 1 + chance.integer(Math.max(1, weeks / 2)) }, () => chance.integer(days)),
    );
    off.push(`${id},${[...away].sort((a, b) => a - b).join(',')}`);
    return { id, maxMinutes, minMinutes, able: shifts.filter((_, s) => s !== never), away };
  });
  lines.push('', 'SECTION_DAYS_OFF', ...off);

  const wishes = (on: boolean) =>
    staff.flatMap(({ id, able, away }) => {
      const list: string[] = [];
      for (let block = 0; block < weeks / (on ? 1.3 : 2); block++) {
        const first = chance.integer(days);
        const weight = 1 + chance.integer(3);
        const shift = able[chance.integer(able.length)] ?? able[0];
        for (let day = first; day < Math.min(days, first + 1 + chance.integer(4)); day++) {
          if (!away.has(day) && !list.some((line) => line.startsWith(`${id},${day},`)))
            list.push(`${id},${day},${shift?.id},${weight}`);
        }
      }
      return list;
    });
  lines.push('', 'SECTION_SHIFT_ON_REQUESTS', ...wishes(true), '', 'SECTION_SHIFT_OFF_REQUESTS', ...wishes(false));

  lines.push('', 'SECTION_COVER');
  const given = staff.reduce((sum, { maxMinutes, minMinutes }) => sum + (maxMinutes + minMinutes) / 2 / 480, 0) / days;
  const total = shifts.reduce((sum, { share }) => sum + share, 0);
  for (let day = 0; day < days; day++) {
    for (const { id, share } of shifts) {
      const mean = (tightness * given * share * (day % 7 >= 5 ? 0.8 : 1.08)) / total;
      lines.push(`${day},${id},${Math.max(1, Math.floor(mean + chance.next()))},100,1`);
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
