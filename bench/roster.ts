import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChance } from '../electron/core/demo/random.ts';
import { addDays } from '../electron/core/kernel/time.ts';
import { check } from '../electron/core/roster/check.ts';
import { instanceCost, instanceProblem, readInstance } from '../electron/core/roster/instance.ts';
import { toProblem } from '../electron/core/roster/plan.ts';
import type { Problem, Progress, Solution } from '../electron/core/roster/problem.ts';
import { defaultRoster } from '../electron/core/roster/settings.ts';
import { MONDAY, officer, situationOf } from '../electron/core/testing/roster.ts';
import { value } from '../electron/core/testing/station.ts';
import { solver } from '../electron/node/roster/solver.ts';
import { atMost, type Figure, shown } from './measure.ts';

/** The public instances and their proven optima: costs of their best rosters. */
const PUBLIC = { Instance1: 607, Instance2: 828, Instance3: 1001 } as const;

/** Larger ones of the same shape, with the share of their roster that may lie between it and the bound, %. */
const LARGER: readonly (Size & { seconds: number; gap: number })[] = [
  { seed: 'bench', people: 16, types: 2, tightness: 1.1, seconds: 120, gap: 1 },
  { seed: 'bench', people: 20, types: 3, tightness: 1, seconds: 120, gap: 3 },
  { seed: 'bench', people: 30, types: 4, tightness: 1.1, seconds: 180, gap: 20 },
];

/** Public instances from the folder (null: not given), larger made-up ones, and an office's month; each through the whole solver. */
export async function rosters(folder: string | null): Promise<Figure[]> {
  return [...(await publicOnes(folder)), ...(await larger()), ...(await office())];
}

async function publicOnes(folder: string | null): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [name, optimum] of Object.entries(PUBLIC)) {
    const file = folder === null ? null : join(folder, `${name}.txt`);
    const title = `${name}: time to the proven optimum of ${optimum}`;
    if (file === null || !existsSync(file)) {
      const note = folder === null ? 'skipped: no --instances DIR' : `skipped: ${name}.txt is not there`;
      figures.push({ name: title, value: null, unit: 's', budget: 60, ok: null, note });
      continue;
    }
    const solution = await solveText(readFileSync(file, 'utf8'), 60);
    // Another optimum than the known one would be a mistake in how the file is read.
    const right = solution.type === 'found' && solution.objective === optimum && solution.proven;
    figures.push(atMost(title, right ? solution.seconds : Number.POSITIVE_INFINITY, 's', 60));
  }
  return figures;
}

async function larger(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { seconds, gap, ...size } of LARGER) {
    const solution = await solveText(makeInstance(size), seconds);
    const name = `${size.people} people, 28 days, ${size.types} shift types, ≤ ${seconds} s`;
    figures.push(atMost(`${name}: gap to the proven bound`, gapOf(solution) * 100, '%', gap));
    figures.push(shown(`${name}: cost of the roster`, costOf(solution), ''));
    figures.push(shown(`${name}: time it took`, solution.seconds, 's'));
  }
  return figures;
}

async function solveText(text: string, seconds: number): Promise<Solution> {
  const instance = value(readInstance(text));
  const solution = await solver.solve(instanceProblem(instance).problem, { seconds, gap: 0, start: null }).done;
  if (solution.type === 'found') {
    const { cost, broken } = instanceCost(instance, solution.plan);
    if (cost !== solution.objective || broken.length > 0) throw new Error('the roster is not what was counted');
  }
  return solution;
}

/** 15 officers in two teams and three shifts over four weeks, with leave and wishes, about as many as are needed. */
async function office(): Promise<Figure[]> {
  const { problem, isKept } = officeProblem();
  const times = { first: Number.POSITIVE_INFINITY, near: Number.POSITIVE_INFINITY };
  const note = (now: Progress) => {
    if (now.objective === null) return;
    times.first = Math.min(times.first, now.seconds);
    if (now.bound !== null && now.objective - now.bound <= 0.01 * now.objective)
      times.near = Math.min(times.near, now.seconds);
  };
  const solution = await solver.solve(problem, { seconds: 60, gap: 0.01, start: null }, note).done;
  if (solution.type === 'found') {
    if (!isKept(solution.plan)) throw new Error('a hard rule is broken');
    note({ seconds: solution.seconds, objective: solution.objective, bound: solution.bound });
  }
  const name = 'office of 15, 2 teams, 3 shifts, 28 days';
  return [
    atMost(`${name}: first roster with every hard rule kept`, times.first, 's', 5),
    atMost(`${name}: roster within 1 % of the bound`, times.near, 's', 60),
  ];
}

function officeProblem(): { problem: Problem; isKept: (plan: readonly (readonly (number | null)[])[]) => boolean } {
  const chance = createChance('office');
  const ids = Array.from({ length: 15 }, (_, i) => `o${i}`);
  const officers = ids.map((id, i) =>
    officer(id, {
      teams: i % 5 < 2 ? ['standing'] : i % 5 < 4 ? ['standing', 'mobile'] : ['mobile'],
      skills: [...(i % 2 === 0 ? (['collect'] as const) : []), ...(i % 3 === 0 ? (['drive', 'lead'] as const) : [])],
      far: i % 7 === 3,
    }),
  );
  const day = (i: number) => addDays(MONDAY, i);
  const leave = ids.map((officer, i) => {
    const first = chance.integer(26);
    return { id: `${i}`, officer, from: day(first), to: day(first + chance.integer(3)), kind: 'leave' as const };
  });
  const wishes = ids.flatMap((officer) =>
    [0, 1].map((half) => ({
      officer,
      day: day(14 * half + chance.integer(14)),
      shift: null,
      want: 'off' as const,
      weight: chance.pick<1 | 2 | 3>([1, 2, 3]),
    })),
  );
  const people = { morning: 3, afternoon: 3, evening: 2 } as const;
  const settings = {
    ...defaultRoster,
    cover: defaultRoster.cover.map((row) =>
      row.team === 'standing' ? { ...row, people: people[row.shift as keyof typeof people] } : row,
    ),
  };
  const situation = situationOf({}, { days: 28, settings, officers, leave, wishes });
  const planning = toProblem(situation, { kept: [], today: MONDAY });
  return {
    problem: planning.problem,
    isKept: (plan) => check(situation, planning.toPlaces(plan)).every(({ hard }) => !hard),
  };
}

function costOf(solution: Solution): number {
  return solution.type === 'found' ? solution.objective : Number.POSITIVE_INFINITY;
}

/** Share of the roster's cost that is not proven to be needed. */
function gapOf(solution: Solution): number {
  if (solution.type !== 'found') return Number.POSITIVE_INFINITY;
  const { objective, bound } = solution;
  return objective === 0 ? 0 : (objective - (bound ?? 0)) / objective;
}

export type Size = {
  seed: string;
  people: number;
  types: number;
  days?: number;
  /** What is needed as a share of what people can give. */
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
    // What is left to the rules on runs and weekends, so that everybody has a roster.
    const minMinutes = maxMinutes - 480 * 3 - 240 * chance.integer(2);
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
