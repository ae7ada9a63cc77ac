import type { Clock, Db, Hasher, StoreFailure } from './ports.ts';
import { type Failure, fail, ok, type Result } from './result.ts';
import { DAY } from './time.ts';

/**
 * The event log: the truth from which every table can be derived again.
 * An event carries no personal data: people are referred to by a random id (see design.md section 2).
 */
type NewEvent = { readonly type: string; readonly data: object };

export type StoredEvent = {
  station: string;
  /** 1, 2, 3 … without a gap, for each station. */
  seq: number;
  /** UTC ms; never smaller than that of the event before it, whatever the clock of the machine does. */
  at: number;
  type: string;
  data: object;
  /** Officer id, or null for the program itself and for citizens. */
  actor: string | null;
  device: string | null;
  /** The command this event answers; the same command sent again finds its events by it. */
  key: string | null;
  hash: string;
};

/** Up to where a station's log was read. */
export type LogPosition = { station: string; seq: number; hash: string };

/** A feature's share of the tables. `apply` is used both live and when the tables are derived again. */
export type Projection = {
  /** The tables it fills from events alone; compared by `verify-log`. */
  readonly tables: readonly string[];
  /** Folds one event into the tables (and into what is kept in memory). */
  apply(event: StoredEvent): void;
  /** Remembers what is in memory; the function returned puts it back after a rollback. */
  mark(): () => void;
};

export type Author = { actor: string | null; device: string | null; key: string | null };

export type ClockState =
  | { type: 'right' }
  /** The machine's clock stands before the last event; time goes on from that event. */
  | { type: 'back'; byMs: number }
  /** The clock leapt far ahead of the last event: nothing is written until a leader confirms the date. */
  | { type: 'doubtful'; lastAt: number };

export type EventLog = {
  readonly station: string;
  /** The machine's time, UTC ms; while its clock stands before the last event, time goes on from that event. */
  now(): number;
  clockState(): ClockState;
  /** A leader looked at the date and says it is right. */
  confirmClock(): void;
  head(): { seq: number; hash: string; at: number };
  /** Events of an earlier command with this key, oldest first. */
  byKey(key: string): StoredEvent[];
  /** When this station's first event was written; null while there is none. */
  beganAt(): number | null;
  /** Where the log of each station in it stands, by name: this one's, and those of the mobile ones merged here. */
  positions(): LogPosition[];
  /**
   * A station's events of [from, to) up to a position whose type begins with `prefix`, oldest first; without a position
   * all of this station's.
   */
  between(from: number, to: number, prefix: string, upTo?: Omit<LogPosition, 'hash'>): StoredEvent[];
  /** This station's events of one of the seldom types, from an instant on, up to position `upTo`, oldest first. */
  ofType(type: SeldomType, from: number, upTo: number): StoredEvent[];
  /**
   * Runs `work` in one transaction; the events it returns are appended and folded into every projection.
   * `undated` is also done while the clock is doubtful, at the last sure time: without signing in nobody could
   * confirm the date.
   */
  write<T, E extends Failure>(
    author: Author,
    work: (now: number) => Result<{ events: readonly NewEvent[]; value: T }, E>,
    undated?: boolean,
  ): Result<T, E | StoreFailure | { type: 'ClockDoubtful' }>;
  /** Calls `listener` after each change that was written. Returns the function that ends it. */
  onChange(listener: (events: readonly StoredEvent[]) => void): () => void;
};

/** Tables and columns that live outside the log, each with its reason; `verify-log` does not compare them. */
export const OUTSIDE_THE_LOG: Readonly<Record<string, string>> = {
  event: 'is the log',
  person: 'personal data, purged on schedule',
  officer_secret: "officers' names and PIN hashes",
  device_secret: 'device keys',
  station_secret: 'private keys and passwords',
  bundle_file: 'bytes of bundles on their way up',
  outbox: 'where each bundle is on its way up',
  answer: 'what the superior office last said of the bundles',
  sqlite_sequence: "SQLite's own",
};

/**
 * Few in ten years, and asked for by what they are rather than when they were: they have an index of their own, in
 * whose words this has to be said (migration 20).
 */
const SELDOM = [
  'settings.changed',
  'summary.entered',
  'summary.remarked',
  'summary.closed',
  'summary.reopened',
] as const;
type SeldomType = (typeof SELDOM)[number];

const GENESIS = '0'.repeat(64);

/** An office may be closed for Tết and a flood; a longer leap is more likely an empty clock battery. */
const DOUBTFUL_LEAP = 20 * DAY;

const SELDOM_SQL = SELDOM.map((type) => `'${type}'`).join(', ');

type EventRow = Omit<StoredEvent, 'data'> & { data: string };

/** The bytes that are hashed: every column, in this order, after the hash of the event before. */
export function eventHash(hasher: Hasher, previous: string, event: Omit<EventRow, 'hash'>): string {
  const { station, seq, at, type, data, actor, device, key } = event;
  return hasher.sha256(JSON.stringify([previous, station, seq, at, type, actor, device, key, data]));
}

/** Opens the log of `station` and checks the last `links` of its chain; `ChainBroken` names the first wrong one. */
export function openLog(
  deps: { db: Db; clock: Clock; hasher: Hasher; station: string; projections: readonly Projection[] },
  links = 1000,
): Result<EventLog, { type: 'ChainBroken'; seq: number }> {
  const { db, clock, hasher, station, projections } = deps;
  const tail = db
    .all<EventRow>('SELECT * FROM event WHERE station = ? ORDER BY seq DESC LIMIT ?', station, links + 1)
    .reverse();
  const broken = brokenLink(hasher, tail, tail.length <= links);
  if (broken !== null) return fail({ type: 'ChainBroken', seq: broken });

  const last = tail.at(-1);
  let head = { seq: last?.seq ?? 0, hash: last?.hash ?? GENESIS, at: last?.at ?? 0 };
  // Time since the last event, by a clock that does not jump: keeps durations right while the wall clock is behind.
  let headMonotonic = clock.monotonic();
  let confirmed = false;
  const listeners = new Set<(events: readonly StoredEvent[]) => void>();

  /** What time it is at least, by the last event. */
  const sureTime = () => head.at + Math.floor(clock.monotonic() - headMonotonic);
  const elapsedNow = () => Math.max(clock.now(), sureTime());

  function clockState(): ClockState {
    const wall = clock.now();
    if (head.seq > 0 && wall < head.at - 2000) return { type: 'back', byMs: head.at - wall };
    if (head.seq > 0 && !confirmed && wall > head.at + DOUBTFUL_LEAP) return { type: 'doubtful', lastAt: head.at };
    return { type: 'right' };
  }

  /** The first event not before an instant, by halving: `at` grows with `seq`, so no index is needed. */
  function firstSeqAt(at: number, of = { station, seq: head.seq }): number {
    let low = 1;
    let high = of.seq + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = db.get<{ at: number }>('SELECT at FROM event WHERE station = ? AND seq = ?', of.station, middle);
      if (row && row.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return ok({
    station,
    now: elapsedNow,
    clockState,
    confirmClock() {
      confirmed = true;
    },
    head: () => head,
    byKey: (key) =>
      db.all<EventRow>('SELECT * FROM event WHERE key = ? AND station = ? ORDER BY seq', key, station).map(rowToEvent),
    beganAt: () => db.get<{ at: number }>('SELECT at FROM event WHERE station = ? AND seq = 1', station)?.at ?? null,
    positions() {
      const found: LogPosition[] = [];
      // From name to name: grouping would read every event of ten years.
      for (let after = ''; ; ) {
        const row = db.get<LogPosition>(
          'SELECT station, seq, hash FROM event WHERE station = (SELECT min(station) FROM event WHERE station > ?) ORDER BY seq DESC LIMIT 1',
          after,
        );
        if (!row) return found;
        found.push(row);
        after = row.station;
      }
    },
    between(from, to, prefix, upTo) {
      const of = upTo ?? { station, seq: head.seq };
      return db
        .all<EventRow>(
          'SELECT * FROM event WHERE station = ? AND seq >= ? AND seq < ?',
          of.station,
          firstSeqAt(from, of),
          firstSeqAt(to, of),
        )
        .filter((row) => row.type.startsWith(prefix))
        .map(rowToEvent);
    },
    // Named, because SQLite would rather read all of the station's events than trust an index of few.
    ofType: (type, from, upTo) =>
      db
        .all<EventRow>(
          `SELECT * FROM event INDEXED BY event_seldom WHERE type IN (${SELDOM_SQL}) AND type = ? AND station = ? AND seq >= ? AND seq <= ? ORDER BY seq`,
          type,
          station,
          from === 0 ? 1 : firstSeqAt(from),
          upTo,
        )
        .map(rowToEvent),
    write<T, E extends Failure>(
      author: Author,
      work: (now: number) => Result<{ events: readonly NewEvent[]; value: T }, E>,
      undated = false,
    ) {
      const doubtful = clockState().type === 'doubtful';
      if (doubtful && !undated) return fail({ type: 'ClockDoubtful' as const });
      const headBefore = head;
      const restores = projections.map((projection) => projection.mark());
      const stored: StoredEvent[] = [];
      const undo = () => {
        head = headBefore;
        for (const restore of restores) restore();
      };
      let result: Result<T, E | StoreFailure>;
      try {
        result = db.transaction<T, E>(() => {
          const now = doubtful ? sureTime() : elapsedNow();
          const decided = work(now);
          if (!decided.ok) return decided;
          for (const event of decided.value.events) {
            const row = {
              station,
              seq: head.seq + 1,
              at: now,
              type: event.type,
              data: JSON.stringify(event.data),
              ...author,
            };
            const hash = eventHash(hasher, head.hash, row);
            db.run(
              'INSERT INTO event (station, seq, at, type, data, actor, device, key, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
              row.station,
              row.seq,
              row.at,
              row.type,
              row.data,
              row.actor,
              row.device,
              row.key,
              hash,
            );
            head = { seq: row.seq, hash, at: now };
            const complete = { ...row, data: event.data, hash };
            stored.push(complete);
            for (const projection of projections) projection.apply(complete);
          }
          return ok(decided.value.value);
        });
      } catch (bug) {
        undo();
        throw bug;
      }
      if (!result.ok) undo();
      else if (stored.length > 0) {
        headMonotonic = clock.monotonic();
        // The next leap has to be confirmed again.
        if (!doubtful) confirmed = false;
        // Outside the try: a listener's bug must not undo in memory what is on the disk.
        for (const listener of listeners) listener(stored);
      }
      return result;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
}

export type Verification =
  | { type: 'ChainBroken'; station: string; seq: number }
  | { type: 'TableDiffers'; table: string; row: string };

/**
 * Proves the log: every link of every station's chain, then every table derived again from the events alone
 * into `scratch` (an empty database with the same schema) and compared row by row.
 */
export function verifyLog(deps: {
  db: Db;
  scratch: Db;
  hasher: Hasher;
  projections: (db: Db) => readonly Projection[];
}): Result<{ events: number; tables: number }, Verification> {
  const { db, scratch, hasher } = deps;
  const stations = db
    .all<{ station: string }>('SELECT DISTINCT station FROM event ORDER BY station')
    .map((row) => row.station);
  for (const station of stations) {
    let previous: EventRow[] = [];
    for (const rows of pages(db, station)) {
      const broken = brokenLink(hasher, [...previous, ...rows], previous.length === 0);
      if (broken !== null) return fail({ type: 'ChainBroken', station, seq: broken });
      previous = rows.slice(-1);
    }
  }

  const projections = deps.projections(scratch);
  let count = 0;
  scratch.transaction(() => {
    // Stations are merged by (at, station, seq): `at` never falls within a station, so a merge of the heads is exact.
    const sources = stations.map((station) => events(db, station));
    const heads = sources.map((source) => source.next().value);
    for (;;) {
      let next = -1;
      for (const [i, event] of heads.entries()) {
        const best = heads[next];
        if (event && (!best || event.at < best.at)) next = i;
      }
      const event = heads[next];
      if (!event) return ok(null);
      for (const projection of projections) projection.apply(event);
      count += 1;
      heads[next] = sources[next]?.next().value;
    }
  });

  const tables = projections.flatMap((projection) => projection.tables);
  for (const table of tables) {
    const differing = firstDifference(db, scratch, table);
    if (differing !== null) return fail({ type: 'TableDiffers', table, row: differing });
  }
  return ok({ events: count, tables: tables.length });
}

function rowToEvent(row: EventRow): StoredEvent {
  return { ...row, data: JSON.parse(row.data) as object };
}

/** The first row of a run whose hash, number or time does not follow from the row before; null when all do. */
function brokenLink(hasher: Hasher, rows: readonly EventRow[], fromStart = rows[0]?.seq === 1): number | null {
  let previous = fromStart ? undefined : rows[0];
  for (const row of fromStart ? rows : rows.slice(1)) {
    const expected = eventHash(hasher, previous?.hash ?? GENESIS, row);
    if (row.hash !== expected || row.seq !== (previous?.seq ?? 0) + 1 || row.at < (previous?.at ?? 0)) return row.seq;
    previous = row;
  }
  return null;
}

function* pages(db: Db, station: string): Generator<EventRow[], undefined> {
  let after = 0;
  for (;;) {
    const rows = db.all<EventRow>(
      'SELECT * FROM event WHERE station = ? AND seq > ? ORDER BY seq LIMIT 10000',
      station,
      after,
    );
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.seq ?? after;
  }
}

function* events(db: Db, station: string): Generator<StoredEvent, undefined> {
  for (const rows of pages(db, station)) for (const row of rows) yield rowToEvent(row);
}

/** The first row (as JSON) that stands in one of two tables only; null when they are equal. */
function firstDifference(a: Db, b: Db, table: string): string | null {
  const size = 20_000;
  const keys = a
    .all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)
    .map((column) => column.name)
    .join(', ');
  for (let offset = 0; ; offset += size) {
    const sql = `SELECT * FROM ${table} ORDER BY ${keys} LIMIT ${size} OFFSET ${offset}`;
    const left = a.all(sql).map((row) => JSON.stringify(row));
    const right = b.all(sql).map((row) => JSON.stringify(row));
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      if (left[i] !== right[i]) return left[i] ?? right[i] ?? '';
    }
    if (left.length < size) return null;
  }
}
