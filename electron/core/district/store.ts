import type { StoreFailure } from '../kernel/ports.ts';
import type { Result } from '../kernel/result.ts';
import type { ServiceDay } from '../kernel/time.ts';

/**
 * What the superior office keeps of its stations. Two adapters with the same queries: the office's own SQLite file, and
 * PostgreSQL for a province or the country. Every row belongs to a station first, so that an engine that spreads its
 * tables over machines can carry it. Row types are the tables: one name for a thing in program and database.
 */
export type DistrictStore = {
  read<T>(work: (reads: DistrictReads) => Promise<T>): Promise<Result<T, DistrictFailure>>;
  /**
   * Runs `work` in one transaction; when it throws, nothing is kept, and after `ok` all is on the disk. It may be run
   * again after a clash with another writer. Inside only calls of `tx` are awaited: the SQLite file is shared with the
   * office's own log, and whoever waited for anything else would keep every officer waiting.
   */
  transaction<T>(work: (tx: DistrictTransaction) => Promise<T>): Promise<Result<T, DistrictFailure>>;
  close(): Promise<void>;
};

export type DistrictFailure =
  | StoreFailure
  /** PostgreSQL does not answer, refuses the sign-in, or went away. */
  | { type: 'DatabaseUnreachable' }
  | { type: 'SchemaTooNew'; found: number; known: number };

/** 'asked': its file was read, the words are not compared yet. Nothing is accepted from it until it is 'active'. */
export type StationState = 'asked' | 'active' | 'ended';

export type StationRow = {
  id: string;
  name: string;
  /** Five digits, or empty. */
  commune: string;
  state: StationState;
  /** The first day whose summary is expected. */
  expectedFrom: ServiceDay;
  /** From this day on nothing is expected or accepted any more. */
  endedOn: ServiceDay | null;
  /** Its signed answer (`<station>.station.json`), as it was read. */
  file: string;
  askedAt: number;
  confirmedAt: number | null;
};

export type KeyRow = {
  station: string;
  keyId: string;
  publicKey: string;
  validFrom: ServiceDay;
  /** From this day on it signs nothing any more. */
  validTo: ServiceDay | null;
  confirmedAt: number;
};

/** How a bundle came. */
export type Via = 'stick' | 'folder' | 'https';

/** An accepted bundle. */
export type BundleRow = {
  station: string;
  epoch: number;
  sequence: number;
  manifest: string;
  day: ServiceDay;
  previous: string | null;
  /** Manifest of the bundle of the same day that this one corrects. */
  replaces: string | null;
  keyId: string;
  madeAt: number;
  /** When it was accepted: what its receipt says. */
  receivedAt: number;
  via: Via;
  /** SHA-256 of the file as it came, by which the same file is known again without opening it. */
  sealed: string;
};

/** A run of a station's numbering. Epoch 0 is the first; each further one was opened at a restore. */
export type EpochRow = {
  station: string;
  epoch: number;
  /** The receipt it goes on from. */
  fromManifest: string | null;
  /** The highest sequence that came. */
  highest: number;
  seenAt: number;
};

/** Sequences of an epoch that have not come though a later one has; both ends belong to it. */
export type GapRow = { station: string; epoch: number; first: number; last: number };

/** The figures of a day by its newest summary: what grid, week and roll-up need. Null is "not entered". */
export type DayFigures = {
  collected: number;
  age0: number;
  age6: number;
  age14: number;
  handedOut: number;
  refused: number;
  eid1: number;
  eid2: number;
  eidApproved: number | null;
  eidActivated: number | null;
  people: number;
  served: number;
  absent: number;
  waiting: number;
  absentCalls: number;
  waitMedian: number | null;
  waitP90: number | null;
  deskMinutes: number;
  visits: number | null;
  /** Towards the target of ID cards so far, and of activated e-ID. */
  cardTarget: number | null;
  cardDone: number | null;
  eidTarget: number | null;
  eidDone: number | null;
};

export type DayRow = DayFigures & {
  station: string;
  day: ServiceDay;
  manifest: string;
  epoch: number;
  sequence: number;
  /** When the day came first; a correction does not make it late. */
  receivedAt: number;
  /** When the summary shown here was made, by the office's clock. */
  madeAt: number;
  /** Summaries of this day that came. */
  versions: number;
  /** 1: nobody came, nothing was done. */
  nothing: number;
  /** 1: the office's clock and this one's do not agree. */
  clockOff: number;
};

export type SummaryRow = { station: string; day: ServiceDay; json: string };

/** Which days of a month (`2026-11`) came: bit 0 is the 1st. */
export type MonthRow = { station: string; month: string; days: number };

/** The newest of a station. */
export type HeadRow = { station: string; lastDay: ServiceDay; lastAt: number };

/**
 * A bundle that is authentic and still not accepted: of two histories of one station ('fork'), or of an epoch that goes
 * on from a receipt unknown here ('epoch'). A person decides by telephone.
 */
export type HeldRow = {
  station: string;
  manifest: string;
  kind: 'fork' | 'epoch';
  epoch: number;
  sequence: number;
  day: ServiceDay;
  name: string;
  sealed: string;
  /** Manifest and summary as JSON, so that it can be accepted without coming again. */
  manifestJson: string;
  json: string;
  keyId: string;
  via: Via;
  heldAt: number;
};

/** A file that could not be taken. Of an unknown station only name and hash are kept; of nobody its bytes. */
export type RefusedRow = {
  /** Empty when the station is not known here. */
  station: string;
  name: string;
  sha256: string;
  reason: string;
  /** What the name says; null when it is not the name of a bundle. */
  epoch: number | null;
  sequence: number | null;
  at: number;
};

/** The answer to a station as it was last signed. */
export type ReturnRow = { station: string; document: string; issuedAt: number };

type Position = { station: string; epoch: number; sequence: number };

/** What the grid shows of a day; the rest is a drill-down away, and a whole country's night is read at once. */
export const GRID_COLUMNS = [
  'station',
  'receivedAt',
  'versions',
  'nothing',
  'clockOff',
  'collected',
  'handedOut',
  'eid1',
  'eid2',
  'eidActivated',
  'served',
  'absent',
  'waitMedian',
  'cardTarget',
  'cardDone',
  'eidTarget',
  'eidDone',
] as const satisfies readonly (keyof DayRow)[];

/** All stations' rows of one day, unjoined. */
export type GridRows = {
  stations: Pick<StationRow, 'id' | 'name' | 'commune' | 'state' | 'expectedFrom' | 'endedOn'>[];
  days: Pick<DayRow, (typeof GRID_COLUMNS)[number]>[];
  heads: Pick<HeadRow, 'station' | 'lastDay'>[];
  months: MonthRow[];
};

/** What somebody must look at; `count` of that kind at the station, `at` the newest of them (UTC ms). */
export type Attention = {
  station: string;
  kind: 'fork' | 'epoch' | 'refused' | 'gap' | 'restored';
  count: number;
  at: number;
};

export type DistrictReads = {
  stations(): Promise<StationRow[]>;
  station(id: string): Promise<StationRow | undefined>;
  stationsOf(ids: readonly string[]): Promise<StationRow[]>;
  /** Of these stations, or of all. */
  keys(stations?: readonly string[]): Promise<KeyRow[]>;
  /** Every confirmed station, also those that have ended; the figures of that day; the days of these months. */
  grid(day: ServiceDay, months: readonly string[]): Promise<GridRows>;
  /** Of [from, to], oldest first. */
  daysOf(station: string, from: ServiceDay, to: ServiceDay): Promise<DayRow[]>;
  /** Days, sums and last targets of [from, to], a row a station and one a day. */
  sums(from: ServiceDay, to: ServiceDay): Promise<{ byStation: SumRow[]; byDay: SumRow[] }>;
  summary(station: string, day: ServiceDay): Promise<SummaryRow | undefined>;
  bundlesOfDay(station: string, day: ServiceDay): Promise<BundleRow[]>;
  /** The newest, newest first. */
  lastBundles(station: string, limit: number): Promise<BundleRow[]>;
  /** With one of the same number, or the one before or after it. */
  bundlesAround(positions: readonly Position[]): Promise<BundleRow[]>;
  /** Which name one of these as the one before them. */
  successors(of: readonly { station: string; previous: string }[]): Promise<BundleRow[]>;
  epochs(stations?: readonly string[]): Promise<EpochRow[]>;
  gaps(stations?: readonly string[]): Promise<GapRow[]>;
  heads(stations: readonly string[]): Promise<HeadRow[]>;
  months(stations: readonly string[], months: readonly string[]): Promise<MonthRow[]>;
  days(of: readonly { station: string; day: ServiceDay }[]): Promise<DayRow[]>;
  held(stations?: readonly string[]): Promise<HeldRow[]>;
  /** Newest first, at most 1,000; those whose number has been accepted since are left out. */
  refused(stations?: readonly string[]): Promise<RefusedRow[]>;
  /** What somebody must look at, a row a station and kind. */
  attention(): Promise<Attention[]>;
  returns(stations: readonly string[]): Promise<ReturnRow[]>;
};

/** Sums of days that came; `station` or `day` is empty where the sum runs over it. */
export type SumRow = {
  station: string;
  day: ServiceDay;
  days: number;
  collected: number;
  age0: number;
  age6: number;
  age14: number;
  handedOut: number;
  refused: number;
  eid1: number;
  eid2: number;
  people: number;
  served: number;
  absent: number;
  absentCalls: number;
  deskMinutes: number;
  visits: number;
  /** Days on which the figure was entered at all. */
  visitDays: number;
  eidApproved: number;
  eidApprovedDays: number;
  eidActivated: number;
  eidActivatedDays: number;
};

/** What is summed over days … */
export const SUMMED = [
  'collected',
  'age0',
  'age6',
  'age14',
  'handedOut',
  'refused',
  'eid1',
  'eid2',
  'people',
  'served',
  'absent',
  'absentCalls',
  'deskMinutes',
] as const;
/** … and what may not have been entered on some, with the count of those on which it was. */
export const ENTERED = [
  ['visits', 'visitDays'],
  ['eidApproved', 'eidApprovedDays'],
  ['eidActivated', 'eidActivatedDays'],
] as const;

export type DistrictTransaction = DistrictReads & {
  /** Keeps other writers off these stations until the end. */
  lock(stations: readonly string[]): Promise<void>;
  saveStation(row: StationRow): Promise<void>;
  removeStation(id: string): Promise<void>;
  saveKey(row: KeyRow): Promise<void>;
  addBundles(rows: readonly BundleRow[]): Promise<void>;
  saveEpochs(rows: readonly EpochRow[]): Promise<void>;
  /** In the place of all gaps of these epochs. */
  replaceGaps(of: readonly { station: string; epoch: number }[], rows: readonly GapRow[]): Promise<void>;
  saveDays(rows: readonly DayRow[]): Promise<void>;
  saveSummaries(rows: readonly SummaryRow[]): Promise<void>;
  saveMonths(rows: readonly MonthRow[]): Promise<void>;
  saveHeads(rows: readonly HeadRow[]): Promise<void>;
  addHeld(rows: readonly HeldRow[]): Promise<void>;
  removeHeld(of: readonly { station: string; manifest: string }[]): Promise<void>;
  /** Keeps the newest 1,000 of unknown stations: whoever throws rubbish in must not fill the disk. */
  addRefused(rows: readonly RefusedRow[]): Promise<void>;
  saveReturns(rows: readonly ReturnRow[]): Promise<void>;
};
