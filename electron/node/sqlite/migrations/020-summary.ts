import type { Db } from '../../../core/kernel/ports.ts';

/** The day's summary, its bundles and their way up. What is outside the log is named in kernel/log.ts. */
export const version = 20;

export function up(db: Db): void {
  db.exec(SQL);
}

const SQL = `
-- The few events that are asked for by their type (kernel/log.ts): of ten years' log, a page or two.
CREATE INDEX event_seldom ON event (station, type, seq)
  WHERE type IN ('settings.changed', 'summary.entered', 'summary.remarked', 'summary.closed', 'summary.reopened');

-- Of this station; derived from the log.
CREATE TABLE summary_day (
  day TEXT PRIMARY KEY,
  entered TEXT NOT NULL,
  remark TEXT NOT NULL,
  -- Null while the day is open.
  closed_at INTEGER,
  closed_by TEXT,
  -- Position of the event that closed it.
  closed_seq INTEGER,
  -- It was closed before and is being corrected.
  reopened INTEGER NOT NULL,
  -- Of its report, counted within the year; given at the first closing and kept ever after.
  number INTEGER
) WITHOUT ROWID;

CREATE TABLE bundle (
  epoch INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  manifest TEXT NOT NULL,
  day TEXT NOT NULL,
  previous TEXT,
  replaces TEXT,
  content TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (epoch, sequence)
) WITHOUT ROWID;
CREATE INDEX bundle_day ON bundle (day);

CREATE TABLE receipt (
  manifest TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  day TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  read_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX receipt_day ON receipt (day);

CREATE TABLE epoch (
  epoch INTEGER PRIMARY KEY,
  from_bundle TEXT,
  lost_from TEXT NOT NULL,
  lost_to TEXT NOT NULL,
  opened_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE station_key (
  key_id TEXT PRIMARY KEY,
  public_key TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  made_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE superior (
  superior TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  file TEXT NOT NULL,
  valid_to TEXT,
  enrolled_at INTEGER NOT NULL,
  PRIMARY KEY (superior, valid_from)
) WITHOUT ROWID;

-- Outside the log: private keys and passwords ('signing:<key id>', 'age:<recipient>', 'target:<target id>').
CREATE TABLE station_secret (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Outside the log: the signed zip (base64), and as it was last encrypted, for whom.
CREATE TABLE bundle_file (
  manifest TEXT PRIMARY KEY,
  zip TEXT NOT NULL,
  sealed TEXT,
  recipient TEXT
) WITHOUT ROWID;

-- Outside the log: where each bundle is on its way. A target is one of the settings' section wayUp.
CREATE TABLE outbox (
  manifest TEXT NOT NULL,
  target TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  failure TEXT,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (manifest, target)
) WITHOUT ROWID;

-- Outside the log: the last return document that was read, without its receipts.
CREATE TABLE answer (
  issued_at INTEGER PRIMARY KEY,
  document TEXT NOT NULL
);
`;
