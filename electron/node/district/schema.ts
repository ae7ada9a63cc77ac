import type {
  BundleRow,
  DayRow,
  EpochRow,
  GapRow,
  HeadRow,
  HeldRow,
  KeyRow,
  MonthRow,
  RefusedRow,
  ReturnRow,
  StationRow,
  SummaryRow,
} from '../../core/district/store.ts';

export type Schema = {
  district_schema: { version: number };
  district_station: StationRow;
  district_key: KeyRow;
  district_bundle: BundleRow;
  district_epoch: EpochRow;
  district_gap: GapRow;
  district_day: DayRow;
  district_summary: SummaryRow;
  district_month: MonthRow;
  district_head: HeadRow;
  district_held: HeldRow;
  district_refused: RefusedRow;
  district_return: ReturnRow;
};

/**
 * Every step in order, the same statements for SQLite and PostgreSQL: text and integers, a primary key that begins with
 * the station, indexes, nothing else. A day's rows come in one night and lie together; that is why the grid is quick.
 */
export const steps: readonly { version: number; statements: readonly string[] }[] = [
  {
    version: 10,
    statements: [
      `CREATE TABLE district_station (
        id text PRIMARY KEY, name text NOT NULL, commune text NOT NULL, state text NOT NULL,
        "expectedFrom" text NOT NULL, "endedOn" text, file text NOT NULL, "askedAt" bigint NOT NULL, "confirmedAt" bigint)`,
      `CREATE TABLE district_key (
        station text NOT NULL, "keyId" text NOT NULL, "publicKey" text NOT NULL,
        "validFrom" text NOT NULL, "validTo" text, "confirmedAt" bigint NOT NULL,
        PRIMARY KEY (station, "keyId"))`,
      `CREATE TABLE district_bundle (
        station text NOT NULL, epoch bigint NOT NULL, sequence integer NOT NULL, manifest text NOT NULL,
        day text NOT NULL, previous text, replaces text, "keyId" text NOT NULL,
        "madeAt" bigint NOT NULL, "receivedAt" bigint NOT NULL, via text NOT NULL, sealed text NOT NULL,
        PRIMARY KEY (station, epoch, sequence))`,
      'CREATE INDEX district_bundle_previous ON district_bundle (station, previous)',
      'CREATE INDEX district_bundle_day ON district_bundle (station, day)',
      'CREATE INDEX district_bundle_received ON district_bundle (station, "receivedAt")',
      `CREATE TABLE district_epoch (
        station text NOT NULL, epoch bigint NOT NULL, "fromManifest" text, highest integer NOT NULL, "seenAt" bigint NOT NULL,
        PRIMARY KEY (station, epoch))`,
      `CREATE TABLE district_gap (
        station text NOT NULL, epoch bigint NOT NULL, first integer NOT NULL, last integer NOT NULL,
        PRIMARY KEY (station, epoch, first))`,
      `CREATE TABLE district_day (
        station text NOT NULL, day text NOT NULL, manifest text NOT NULL, epoch bigint NOT NULL, sequence integer NOT NULL,
        "receivedAt" bigint NOT NULL, "madeAt" bigint NOT NULL, versions integer NOT NULL,
        "nothing" integer NOT NULL, "clockOff" integer NOT NULL,
        collected integer NOT NULL, age0 integer NOT NULL, age6 integer NOT NULL, age14 integer NOT NULL,
        "handedOut" integer NOT NULL, refused integer NOT NULL, eid1 integer NOT NULL, eid2 integer NOT NULL,
        "eidApproved" integer, "eidActivated" integer,
        people integer NOT NULL, served integer NOT NULL, absent integer NOT NULL, waiting integer NOT NULL,
        "absentCalls" integer NOT NULL, "waitMedian" integer, "waitP90" integer, "deskMinutes" integer NOT NULL,
        visits integer, "cardTarget" integer, "cardDone" integer, "eidTarget" integer, "eidDone" integer,
        PRIMARY KEY (station, day))`,
      'CREATE INDEX district_day_day ON district_day (day, station)',
      `CREATE TABLE district_summary (
        station text NOT NULL, day text NOT NULL, json text NOT NULL,
        PRIMARY KEY (station, day))`,
      `CREATE TABLE district_month (
        station text NOT NULL, month text NOT NULL, days integer NOT NULL,
        PRIMARY KEY (station, month))`,
      'CREATE INDEX district_month_month ON district_month (month, station)',
      `CREATE TABLE district_head (
        station text PRIMARY KEY, "lastDay" text NOT NULL, "lastAt" bigint NOT NULL)`,
      `CREATE TABLE district_held (
        station text NOT NULL, manifest text NOT NULL, kind text NOT NULL, epoch bigint NOT NULL, sequence integer NOT NULL,
        day text NOT NULL, name text NOT NULL, sealed text NOT NULL, "manifestJson" text NOT NULL, json text NOT NULL,
        "keyId" text NOT NULL, via text NOT NULL, "heldAt" bigint NOT NULL,
        PRIMARY KEY (station, manifest))`,
      `CREATE TABLE district_refused (
        station text NOT NULL, name text NOT NULL, sha256 text NOT NULL, reason text NOT NULL,
        epoch bigint, sequence integer, at bigint NOT NULL,
        PRIMARY KEY (station, name, sha256))`,
      `CREATE TABLE district_return (
        station text PRIMARY KEY, document text NOT NULL, "issuedAt" bigint NOT NULL)`,
    ],
  },
];
