import { z } from 'zod';
import { addDays, DAY, instantOf, MINUTE, parseClock, type ServiceDay, weekday } from '../kernel/time.ts';
import { rate, workFigures } from '../summary/summarize.ts';
import { type EnteredFigures, LEFT_REASONS, nothingEntered, type Summary } from '../summary/summary.ts';
import { type Chance, createChance } from './random.ts';

/** resources/demo/communes-thanh-hoa.json. */
const schema = z.object({
  provenance: z.object({ source: z.string(), computed: z.string(), ours: z.string() }),
  communes: z.array(
    z.object({
      code: z.string().regex(/^\d{5}$/),
      name: z.string(),
      kind: z.enum(['phường', 'xã']),
      formerDistricts: z.array(z.string()),
      population: z.int().min(1),
    }),
  ),
});
export type Commune = z.infer<typeof schema>['communes'][number];

/** The file comes with the program, so a fault in it is a bug. */
export function readCommunes(file: unknown): Commune[] {
  return schema.parse(file).communes;
}

/** Where a bundle stands in its station's numbering. */
export type Position = { epoch: number; sequence: number };

/** A day's summary on its way up. */
export type Sending = Position & {
  day: ServiceDay;
  /** The one before it; of the first of an epoch the one that epoch goes on from. */
  previous: Position | null;
  epochFrom: Position | null;
  replaces: Position | null;
  /** By the office's clock, and when it came (both UTC ms). */
  madeAt: number;
  receivedAt: number;
  via: 'https' | 'folder' | 'stick';
  /** 'damaged': a byte was changed on the way. 'unknownKey': signed by a key the superior office was never told of. */
  fault: 'damaged' | 'unknownKey' | null;
  summary: Summary;
};

/** A commune's office and all it sent, in the order of its numbering. */
export type ProvinceStation = {
  station: string;
  name: string;
  commune: string;
  expectedFrom: ServiceDay;
  sent: Sending[];
  /** Taken by its numbering, but it never came and nothing of it is here. */
  lost: Position[];
};

/** What happens to some communes, one each, beside all those that report day by day. */
type Part =
  | 'never'
  /** Nothing for nine days. */
  | 'silent'
  /** Yesterday's has not come … */
  | 'missing'
  /** … came with a byte changed … */
  | 'damaged'
  /** … or signed by a key that is not known. */
  | 'unknownKey'
  /** Put back from a backup four days ago. */
  | 'restored'
  /** Yesterday's was sent again with other figures. */
  | 'revised'
  /** Two histories of one station. */
  | 'fork'
  | 'clockOff'
  /** A day that was missing for three days, and came. */
  | 'caughtUp'
  /** A day that never came though later ones did. */
  | 'gap'
  /** People wait far longer than elsewhere. */
  | 'slow';

export type Province = {
  /** Every enrolled commune. */
  stations: ProvinceStation[];
  /** Somebody who never enrolled, with one bundle. */
  stranger: ProvinceStation;
  /** Which station plays which part. */
  parts: Record<Part, string>;
};

const PROVINCE_DAYS = 30;
/** When the reports of the day before are due … */
export const PROVINCE_DUE = '07:30';
const DUE = parseClock(PROVINCE_DUE);
/** … and when the demo stands, in minutes since midnight. */
export const PROVINCE_STANDS = 8 * 60;
/** Communes whose report of yesterday came, but after the hour. */
const LATE_YESTERDAY = 8;

/**
 * Thirty made-up days of a province, up to the day before `today`: what each commune sent, and the story of the month
 * in `Part`. The same seed on the same day gives the same figures. `groupOf` gives the catalogue's group of a procedure.
 */
export function makeProvince(of: {
  communes: readonly Commune[];
  superior: string;
  today: ServiceDay;
  seed: string;
  groupOf: (procedure: string) => string;
}): Province {
  const { communes, today, seed } = of;
  const chance = createChance(`${seed} story`);
  const middling = shuffled(
    communes.filter(({ population }) => population > 9_000 && population < 45_000),
    chance,
  );
  const partOf = new Map<string, Part>();
  for (const [i, part] of PARTS.entries()) partOf.set(middling[i]?.code ?? '', part);
  const late = new Set(middling.slice(PARTS.length, PARTS.length + LATE_YESTERDAY).map(({ code }) => code));

  const stations = communes.map((commune) =>
    stationOf(commune, { ...of, part: partOf.get(commune.code) ?? null, late: late.has(commune.code) }),
  );
  const parts = Object.fromEntries(
    stations.flatMap(({ station, commune }) => {
      const part = partOf.get(commune);
      return part === undefined ? [] : [[part, station]];
    }),
  ) as Record<Part, string>;
  const [first] = communes;
  if (first === undefined) throw new Error('no communes');
  const stranger = stationOf(
    { ...first, code: '00000', name: 'Mẫu', population: 8_000 },
    { ...of, part: null, late: false },
  );
  return {
    stations,
    stranger: { ...stranger, sent: stranger.sent.filter(({ day }) => day === addDays(today, -1)) },
    parts,
  };
}

const PARTS = [
  'never',
  'silent',
  'missing',
  'damaged',
  'unknownKey',
  'restored',
  'revised',
  'fork',
  'clockOff',
  'caughtUp',
  'gap',
  'slow',
] as const satisfies readonly Part[];

/** So often, for each inhabitant, the hundredth of what `WORK` holds is done on an ordinary day. */
const WORK_A_HEAD = 0.0014;
/** Sunday … Saturday; Sundays there are only campaigns. */
const WEEK = [0.25, 1.3, 1.1, 1, 0.95, 1.05, 0.55] as const;

/** What is done, for whom, how it ends, and how much of it beside the other work. */
const WORK = [
  ['CC_CERT_NEW', '14+', 'collected', 1],
  ['CC_CHANGE', '14+', 'collected', 16],
  ['CC_NEW_14', '14+', 'collected', 12],
  ['CC_NEW_6_13', '6-13', 'collected', 11],
  ['CC_NEW_U6', '0-5', 'collected', 8],
  ['CC_PICKUP', '14+', 'handedOut', 42],
  ['CC_REISSUE', '14+', 'collected', 6],
  ['CT_CONFIRM', '14+', 'collected', 4],
  ['CT_PERMANENT', '14+', 'collected', 3],
  ['CT_TEMPORARY', '14+', 'collected', 4],
  ['DC_CORRECT', '14+', 'collected', 2],
  ['EID_ACTIVATE', '14+', 'guided', 7],
  ['EID_L1', '14+', 'collected', 1],
  ['EID_L2', '14+', 'collected', 8],
] as const satisfies readonly (readonly [string, Summary['work'][number]['ageBand'], string, number])[];

const REMARKS = [
  'Đường truyền chậm trong buổi sáng.',
  'Tổ lưu động đến tận nhà người già, người khuyết tật.',
  'Thu nhận tại trường học buổi chiều.',
] as const;

/** Where a commune's targets stand. */
type Standing = { cards: number; accounts: number; collected: number[]; activated: number[] };

type Making = {
  superior: string;
  today: ServiceDay;
  seed: string;
  groupOf: (procedure: string) => string;
  part: Part | null;
  late: boolean;
};

function stationOf(commune: Commune, making: Making): ProvinceStation {
  const { today, part } = making;
  const chance = createChance(`${making.seed} ${commune.code}`);
  const station = `S${Array.from({ length: 9 }, () => LETTERS[chance.integer(LETTERS.length)]).join('')}`;
  const name = `Công an ${commune.kind} ${commune.name}`;
  const first = addDays(today, -PROVINCE_DAYS);
  const via = chance.weighted({ https: 60, folder: 25, stick: 15 }) as Sending['via'];
  const drawSummary = createSummaries(commune, { station, name, chance, ...making });

  const sent: Sending[] = [];
  const lost: Position[] = [];
  let previous: Position | null = null;
  let epochFrom: Position | null = null;
  let at: Position = { epoch: 0, sequence: 0 };
  for (let i = 0; i < PROVINCE_DAYS; i++) {
    const day = addDays(first, i);
    const back = PROVINCE_DAYS - i;
    if (part === 'restored' && back === 4) {
      epochFrom = at;
      at = { epoch: Math.floor(instantOf(day, 6 * 60 + 40) / 1000), sequence: 0 };
    }
    const summary = drawSummary(day, part === 'slow' && back === 1);
    const closedAt = summary.closed?.at ?? 0;
    const minutes = arrival(chance, via, part === null && (chance.happens(0.02) || (making.late && back === 1)));
    const madeAt = closedAt + 1000 * chance.integer(60);
    const sending: Sending = {
      ...{ day, epoch: at.epoch, sequence: at.sequence + 1, previous, epochFrom, replaces: null },
      ...{ madeAt, via, fault: null, summary },
      receivedAt: Math.max(madeAt + MINUTE, instantOf(addDays(day, 1), 0) + Math.round(minutes * MINUTE)),
    };
    if (part === 'never' || (part === 'silent' && back <= 9) || (part === 'missing' && back === 1)) continue;
    if (part === 'gap' && back === 4) lost.push(sending);
    else sent.push(...told(part, back, sending, making.groupOf));
    const { epoch, sequence } = sent.at(-1)?.day === day ? (sent.at(-1) ?? sending) : sending;
    at = { epoch, sequence };
    previous = at;
  }
  return { station, name, commune: commune.code, expectedFrom: first, sent, lost };
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** Minutes from the midnight after the day until its bundle came; late ones within the half hour before the demo stands. */
function arrival(chance: Chance, via: Sending['via'], late: boolean): number {
  const minute = chance.next();
  if (late) return DUE + 3 + minute * 24;
  if (via === 'stick') return 6 * 60 + 30 + minute * 50;
  return via === 'folder' ? -60 + minute * 30 : -300 + minute * 180;
}

/** What is sent of a day, by the part a commune plays; `back` days before today. */
function told(part: Part | null, back: number, sending: Sending, groupOf: Making['groupOf']): Sending[] {
  const { summary, receivedAt } = sending;
  if (part === 'caughtUp' && back === 12) return [{ ...sending, receivedAt: receivedAt + 3 * DAY }];
  if (back !== 1) return [sending];
  const corrected = (count: number, remark: string) =>
    withWork({ ...summary, remark }, [...summary.work, { ...HANDED_OUT, count }], groupOf);
  switch (part) {
    case 'damaged':
    case 'unknownKey':
      return [{ ...sending, fault: part }];
    case 'clockOff':
      return [{ ...sending, madeAt: receivedAt + 47 * MINUTE }];
    case 'revised': {
      // After the first one, also when that came by stick in the morning.
      const againAt = Math.max(receivedAt + 6 * MINUTE, instantOf(addDays(sending.day, 1), 7 * 60 + 4));
      const again: Sending = {
        ...sending,
        sequence: sending.sequence + 1,
        previous: { epoch: sending.epoch, sequence: sending.sequence },
        replaces: { epoch: sending.epoch, sequence: sending.sequence },
        madeAt: againAt - 2 * MINUTE,
        receivedAt: againAt,
        summary: corrected(12, 'Bổ sung số thẻ đã trả tại nhà văn hóa thôn.'),
      };
      return [sending, again];
    }
    case 'fork':
      return [
        sending,
        {
          ...sending,
          madeAt: sending.madeAt + 9 * MINUTE,
          receivedAt: receivedAt + 9 * MINUTE,
          summary: corrected(3, ''),
        },
      ];
    default:
      return [sending];
  }
}

const HANDED_OUT = { procedure: 'CC_PICKUP', ageBand: '14+', outcome: 'handedOut', reason: null } as const;

/** The summaries of a commune, a day after the other. */
function createSummaries(
  { code, population }: Commune,
  of: Making & { station: string; name: string; chance: Chance },
): (day: ServiceDay, slow: boolean) => Summary {
  const { chance, today, groupOf } = of;
  const first = addDays(today, -PROVINCE_DAYS);
  const busy = chance.lognormal(0.75, 1.35);
  const usualWait = chance.lognormal(8, 22);
  const types = chance.happens(0.85);
  const targets = {
    cards: Math.round(population * 0.74),
    accounts: Math.round(population * 0.62),
    baseDate: `${first.slice(0, 8)}01`,
  };
  const standing: Standing = {
    cards: Math.round(targets.cards * chance.between(0.86, 0.965)),
    accounts: Math.round(targets.accounts * chance.between(0.38, 0.82)),
    collected: [],
    activated: [],
  };
  const left = LEFT_REASONS.map((reason) => [reason, Math.round(population * LEFT[reason] * chance.between(0.6, 1.4))]);

  return (day, slow) => {
    const on = weekday(day);
    // Who plays a part has something to show, also when yesterday was a Sunday.
    const idle =
      of.part === null && chance.happens(on === 0 ? (population < 8_000 ? 0.3 : 0.04) : population < 6_000 ? 0.03 : 0);
    const mean = population * WORK_A_HEAD * busy * (WEEK[on] ?? 1) * chance.between(0.85, 1.15);
    const work = idle ? [] : drawWork(chance, mean);
    const closedAt = instantOf(day, chance.happens(0.85) ? 17 * 60 + 5 + chance.integer(60) : 22 * 60 + 30);
    const by = closedAt === instantOf(day, 22 * 60 + 30) ? 'clock' : 'officer';
    const counted = workFigures(work, groupOf);
    const served = Math.round(work.reduce((sum, { count }) => sum + count, 0) / 1.2);
    const absent = slow ? Math.round(served * 0.3) : chance.poisson(served * 0.05);
    const cancelled = chance.poisson(served * 0.02);
    const issued = served + absent + cancelled;
    const median = Math.max(1, Math.round(slow ? 96 : usualWait * (WEEK[on] ?? 1) * chance.between(0.8, 1.25)));
    const opened = issued === 0 ? 0 : Math.min(9, 1 + Math.floor(issued / 28));
    standing.collected.push(counted.idCards.collected);
    standing.cards = Math.min(targets.cards, standing.cards + counted.idCards.handedOut);
    const activated = idle ? 0 : chance.poisson(counted.eid.activationsGuided + mean * 0.06);
    standing.activated.push(activated);
    standing.accounts = Math.min(targets.accounts, standing.accounts + activated);
    const entered = types && !idle ? typed(chance, mean, activated, day) : { ...nothingEntered };
    entered.targets = targetsOf(targets, standing, first);
    if (types) entered.leftByReason = Object.fromEntries(left) as EnteredFigures['leftByReason'];
    const remark = !idle && chance.happens(0.05) ? chance.pick(REMARKS) : '';
    return {
      format: 1,
      station: of.station,
      office: { name: of.name, communeCode: code, superior: of.superior },
      day,
      nothing: idle,
      ...counted,
      work,
      tickets: { issued, people: issued + chance.poisson(issued * 0.2), served, absent, cancelled, waiting: 0 },
      absentCalls: absent * 2,
      waits:
        issued === 0
          ? { counted: 0, medianMinutes: null, p90Minutes: null }
          : {
              counted: served + absent,
              medianMinutes: median,
              p90Minutes: Math.round(median * chance.between(1.8, 2.5)),
            },
      desks: { opened, openMinutes: opened * (on === 0 || on === 6 ? 230 : 450 + chance.integer(40)) },
      entered,
      rates: entered.targets.map((target) => {
        const pace = (target.kind === 'idCard' ? standing.collected : standing.activated).slice(-15, -1);
        return rate(
          target,
          day,
          pace.length === 0 ? null : { done: pace.reduce((sum, each) => sum + each, 0), days: pace.length },
        );
      }),
      remark,
      closed: { at: closedAt, by },
    };
  };
}

/** Who is left, as a part of all inhabitants. */
const LEFT = {
  away: 0.009,
  elderly: 0.002,
  disabled: 0.0006,
  sick: 0.0005,
  student: 0.003,
  dataWrong: 0.0012,
  noPhone: 0.004,
  refused: 0.0001,
  other: 0.0004,
} as const satisfies Record<(typeof LEFT_REASONS)[number], number>;

function drawWork(chance: Chance, mean: number): Summary['work'] {
  const work: Summary['work'] = [];
  for (const [procedure, ageBand, outcome, share] of WORK) {
    const count = chance.poisson((mean * share) / 100);
    if (count > 0) work.push({ procedure, ageBand, outcome, reason: null, count });
  }
  const refused = chance.poisson(mean * 0.015);
  if (refused > 0)
    work.push({
      ...{ procedure: 'CC_CHANGE', ageBand: '14+', outcome: 'refused', reason: 'papersMissing' },
      count: refused,
    });
  return inOrder(work);
}

/** One line of a kind, sorted as the office's own summary is. */
function inOrder(work: Summary['work']): Summary['work'] {
  const lines = new Map<string, Summary['work'][number]>();
  for (const line of work) {
    const key = [line.procedure, line.ageBand, line.outcome, line.reason ?? ''].join(' ');
    lines.set(key, { ...line, count: (lines.get(key)?.count ?? 0) + line.count });
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** The same day with other work. */
function withWork(summary: Summary, work: Summary['work'], groupOf: Making['groupOf']): Summary {
  const lines = inOrder(work);
  return { ...summary, nothing: false, ...workFigures(lines, groupOf), work: lines };
}

function typed(chance: Chance, mean: number, activated: number, day: ServiceDay): EnteredFigures {
  const level1 = Math.floor(activated * 0.2);
  const mobile = weekday(day) === 0 || weekday(day) === 6;
  return {
    ...nothingEntered,
    eidApproved: { level1: chance.poisson(mean * 0.01), level2: chance.poisson(mean * 0.08) },
    eidActivated: { level1, level2: activated - level1 },
    visits: chance.poisson(mobile ? 5 : 1.5),
    teams: [
      { team: 'standing', officers: 2 + chance.integer(4), shifts: 1 + chance.integer(2) },
      { team: 'mobile', officers: 2 + chance.integer(2), shifts: 1 },
    ],
  };
}

function targetsOf(
  targets: { cards: number; accounts: number; baseDate: ServiceDay },
  standing: Standing,
  first: ServiceDay,
): EnteredFigures['targets'] {
  const { baseDate } = targets;
  const due = addDays(first, 75);
  return [
    {
      ...{ kind: 'idCard', target: targets.cards, done: standing.cards },
      ...{ base: 'công dân từ 14 tuổi đang cư trú', baseDate, due },
    },
    {
      ...{ kind: 'eidActivated', target: targets.accounts, done: standing.accounts },
      ...{ base: 'công dân từ 14 tuổi đã được cấp tài khoản', baseDate, due },
    },
  ];
}

function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  const left = [...list];
  const mixed: T[] = [];
  while (left.length > 0) mixed.push(...left.splice(chance.integer(left.length), 1));
  return mixed;
}
