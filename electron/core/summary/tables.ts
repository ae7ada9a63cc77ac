import type { Projection, StoredEvent } from '../kernel/log.ts';
import type { Db } from '../kernel/ports.ts';
import type { ServiceDay } from '../kernel/time.ts';
import type { SummaryEvent } from './events.ts';
import type { BundleRef } from './exchange.ts';
import { type EnteredFigures, nothingEntered } from './summary.ts';

/** What was typed for a day and whether it is closed. */
export type ReportDay = {
  day: ServiceDay;
  entered: EnteredFigures;
  remark: string;
  closed: { at: number; by: 'officer' | 'clock'; seq: number } | null;
  /** It was closed before and is being corrected. */
  reopened: boolean;
  /** Of its report, counted within the year; null before the first closing, kept by a correction. */
  number: number | null;
};

export type MadeBundle = BundleRef & {
  day: ServiceDay;
  previous: string | null;
  replaces: BundleRef | null;
  content: string;
  madeAt: number;
};

type Receipt = BundleRef & { day: ServiceDay; acceptedAt: number; readAt: number };

type Epoch = {
  epoch: number;
  from: BundleRef | null;
  lostFrom: ServiceDay;
  lostTo: ServiceDay;
  openedAt: number;
};

export type EnrolledSuperior = {
  superior: string;
  /** Its signed file, as it was read. */
  file: string;
  validFrom: ServiceDay;
  /** From this day on it is no more; null while no end is known. */
  validTo: ServiceDay | null;
  enrolledAt: number;
};

export type SummaryProjection = Projection & {
  day(day: ServiceDay): ReportDay;
  /** The days of [from, to] about which anything is known, oldest first. */
  days(from: ServiceDay, to: ServiceDay): ReportDay[];
  lastClosedDay(): ServiceDay | null;
  /** Closed days without a bundle, or closed again since their newest one, oldest first. */
  closedSinceBundle(): ReportDay[];
  /** All bundles of a day, oldest first. */
  bundlesOf(day: ServiceDay): MadeBundle[];
  /** The newest bundles, newest first. */
  lastBundles(limit: number): MadeBundle[];
  bundle(manifest: string): MadeBundle | undefined;
  bundleAt(epoch: number, sequence: number): MadeBundle | undefined;
  receipt(manifest: string): Receipt | undefined;
  receiptsOf(day: ServiceDay): Receipt[];
  /** The receipt of the bundle that was made last, of those that have one. */
  lastReceipt(): Receipt | undefined;
  /** The epoch new bundles belong to; null in the first one. */
  epoch(): Epoch | null;
  epochs(): Epoch[];
  /** The station's public keys, oldest first. */
  keys(): { keyId: string; publicKey: string; validFrom: ServiceDay; madeAt: number }[];
  superiors(): EnrolledSuperior[];
};

/** Keeps the tables of the day's summary and of what was made of it. */
export function createSummaryProjection(db: Db, station: string): SummaryProjection {
  const toDay = (row: DayRow): ReportDay => ({
    day: row.day,
    entered: JSON.parse(row.entered) as EnteredFigures,
    remark: row.remark,
    closed:
      row.closed_at === null || row.closed_by === null || row.closed_seq === null
        ? null
        : { at: row.closed_at, by: row.closed_by, seq: row.closed_seq },
    reopened: row.reopened === 1,
    number: row.number,
  });
  return {
    tables: ['summary_day', 'bundle', 'receipt', 'epoch', 'station_key', 'superior'],
    // Nothing is kept in memory.
    mark: () => () => {},
    apply(event) {
      // A mobile station's own days and keys are its own; what it did is counted by its tickets.
      if (event.station === station) applyToTables(db, event as unknown as SummaryEvent, event);
    },
    day(day) {
      const row = db.get<DayRow>('SELECT * FROM summary_day WHERE day = ?', day);
      return row
        ? toDay(row)
        : { day, entered: nothingEntered, remark: '', closed: null, reopened: false, number: null };
    },
    days: (from, to) =>
      db.all<DayRow>('SELECT * FROM summary_day WHERE day >= ? AND day <= ? ORDER BY day', from, to).map(toDay),
    lastClosedDay: () =>
      db.get<{ day: string | null }>('SELECT max(day) AS day FROM summary_day WHERE closed_at IS NOT NULL')?.day ??
      null,
    closedSinceBundle: () =>
      db
        .all<DayRow>(
          `SELECT * FROM summary_day d WHERE closed_at IS NOT NULL
           AND closed_at >= coalesce((SELECT max(made_at) FROM bundle b WHERE b.day = d.day), 0) ORDER BY day`,
        )
        .map(toDay),
    bundlesOf: (day) =>
      db.all<BundleRow>(`${BUNDLE} WHERE day = ? ORDER BY made_at, epoch, sequence`, day).map(rowToBundle),
    lastBundles: (limit) =>
      db.all<BundleRow>(`${BUNDLE} ORDER BY epoch DESC, sequence DESC LIMIT ?`, limit).map(rowToBundle),
    bundle: (manifest) => db.all<BundleRow>(`${BUNDLE} WHERE manifest = ?`, manifest).map(rowToBundle)[0],
    bundleAt: (epoch, sequence) =>
      db.all<BundleRow>(`${BUNDLE} WHERE epoch = ? AND sequence = ?`, epoch, sequence).map(rowToBundle)[0],
    receipt: (manifest) => db.get<Receipt>(`${RECEIPT} WHERE manifest = ?`, manifest),
    receiptsOf: (day) => db.all<Receipt>(`${RECEIPT} WHERE day = ? ORDER BY epoch, sequence`, day),
    lastReceipt: () => db.get<Receipt>(`${RECEIPT} ORDER BY epoch DESC, sequence DESC LIMIT 1`),
    epoch: () => epochs(db).at(-1) ?? null,
    epochs: () => epochs(db),
    keys: () =>
      db.all(
        'SELECT key_id AS keyId, public_key AS publicKey, valid_from AS validFrom, made_at AS madeAt FROM station_key ORDER BY valid_from, made_at',
      ),
    superiors: () =>
      db.all(
        'SELECT superior, file, valid_from AS validFrom, valid_to AS validTo, enrolled_at AS enrolledAt FROM superior ORDER BY valid_from, enrolled_at',
      ),
  };
}

type DayRow = {
  day: string;
  entered: string;
  remark: string;
  closed_at: number | null;
  closed_by: 'officer' | 'clock' | null;
  closed_seq: number | null;
  reopened: number;
  number: number | null;
};
type BundleRow = Omit<MadeBundle, 'replaces'> & { replaces: string | null };

const BUNDLE = 'SELECT epoch, sequence, manifest, day, previous, replaces, content, made_at AS madeAt FROM bundle';
const RECEIPT = 'SELECT epoch, sequence, manifest, day, accepted_at AS acceptedAt, read_at AS readAt FROM receipt';

function applyToTables(db: Db, event: SummaryEvent, { at, seq }: StoredEvent): void {
  switch (event.type) {
    case 'summary.entered':
      touchDay(db, event.data.day);
      db.run('UPDATE summary_day SET entered = ? WHERE day = ?', JSON.stringify(event.data.entered), event.data.day);
      return;
    case 'summary.remarked':
      touchDay(db, event.data.day);
      db.run('UPDATE summary_day SET remark = ? WHERE day = ?', event.data.remark, event.data.day);
      return;
    case 'summary.closed':
      touchDay(db, event.data.day);
      db.run(
        `UPDATE summary_day SET closed_at = ?, closed_by = ?, closed_seq = ?, reopened = 0, number = coalesce(number,
          (SELECT coalesce(max(number), 0) + 1 FROM summary_day WHERE substr(day, 1, 4) = ?)) WHERE day = ?`,
        at,
        event.data.by,
        seq,
        event.data.day.slice(0, 4),
        event.data.day,
      );
      return;
    case 'summary.reopened':
      db.run(
        'UPDATE summary_day SET closed_at = NULL, closed_by = NULL, closed_seq = NULL, reopened = 1 WHERE day = ?',
        event.data.day,
      );
      return;
    case 'bundle.made': {
      const { epoch, sequence, manifest, day, previous, replaces, content } = event.data;
      db.run(
        'INSERT INTO bundle (epoch, sequence, manifest, day, previous, replaces, content, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        epoch,
        sequence,
        manifest,
        day,
        previous,
        replaces === null ? null : JSON.stringify(replaces),
        content,
        at,
      );
      return;
    }
    case 'receipt.read': {
      const { epoch, sequence, manifest, day, acceptedAt } = event.data;
      db.run(
        'REPLACE INTO receipt (manifest, epoch, sequence, day, accepted_at, read_at) VALUES (?, ?, ?, ?, ?, ?)',
        manifest,
        epoch,
        sequence,
        day,
        acceptedAt,
        at,
      );
      return;
    }
    case 'epoch.opened':
      db.run(
        'REPLACE INTO epoch (epoch, from_bundle, lost_from, lost_to, opened_at) VALUES (?, ?, ?, ?, ?)',
        event.data.epoch,
        event.data.from === null ? null : JSON.stringify(event.data.from),
        event.data.lostFrom,
        event.data.lostTo,
        at,
      );
      return;
    case 'stationKey.made':
      db.run(
        'INSERT INTO station_key (key_id, public_key, valid_from, made_at) VALUES (?, ?, ?, ?)',
        event.data.keyId,
        event.data.publicKey,
        event.data.validFrom,
        at,
      );
      return;
    case 'superior.enrolled':
      db.run(
        'REPLACE INTO superior (superior, valid_from, file, valid_to, enrolled_at) VALUES (?, ?, ?, NULL, ?)',
        event.data.superior,
        event.data.validFrom,
        event.data.file,
        at,
      );
      return;
    case 'superior.ended':
      db.run(
        'UPDATE superior SET valid_to = ? WHERE superior = ? AND valid_to IS NULL',
        event.data.validTo,
        event.data.superior,
      );
      return;
    default:
      // Another feature's event.
      return;
  }
}

function touchDay(db: Db, day: ServiceDay): void {
  db.run(
    "INSERT INTO summary_day (day, entered, remark, reopened) VALUES (?, ?, '', 0) ON CONFLICT (day) DO NOTHING",
    day,
    JSON.stringify(nothingEntered),
  );
}

function epochs(db: Db): Epoch[] {
  return db
    .all<Omit<Epoch, 'from'> & { from_bundle: string | null }>(
      'SELECT epoch, from_bundle, lost_from AS lostFrom, lost_to AS lostTo, opened_at AS openedAt FROM epoch ORDER BY epoch',
    )
    .map(({ from_bundle, ...epoch }) => ({
      ...epoch,
      from: from_bundle === null ? null : (JSON.parse(from_bundle) as BundleRef),
    }));
}

function rowToBundle(row: BundleRow): MadeBundle {
  return { ...row, replaces: row.replaces === null ? null : (JSON.parse(row.replaces) as BundleRef) };
}
