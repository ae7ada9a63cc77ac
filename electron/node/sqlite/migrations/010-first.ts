import type { Db } from '../../../core/kernel/ports.ts';

/** The first schema. Times are UTC milliseconds; what is outside the log is named in kernel/log.ts. */
export const version = 10;

export function up(db: Db): void {
  db.exec(SQL);
}

const SQL = `
CREATE TABLE event (
  station TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  actor TEXT,
  device TEXT,
  key TEXT,
  hash TEXT NOT NULL,
  PRIMARY KEY (station, seq)
) WITHOUT ROWID;
CREATE INDEX event_key ON event (key) WHERE key IS NOT NULL;

CREATE TABLE station (
  id TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  demo INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
  section TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE officer (
  id TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  active INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_sign_in INTEGER
) WITHOUT ROWID;

CREATE TABLE device (
  id TEXT PRIMARY KEY,
  screen TEXT NOT NULL,
  name TEXT NOT NULL,
  desk TEXT,
  paired_at INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID;

CREATE TABLE ticket (
  id TEXT NOT NULL,
  station TEXT NOT NULL,
  day TEXT NOT NULL,
  letter TEXT NOT NULL,
  counter INTEGER NOT NULL,
  number TEXT NOT NULL,
  service TEXT NOT NULL,
  people INTEGER NOT NULL,
  priority TEXT,
  priority_reason TEXT,
  appointment TEXT,
  appointment_at INTEGER,
  source TEXT NOT NULL,
  printing TEXT NOT NULL,
  person TEXT,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  first_called_at INTEGER,
  called_at INTEGER,
  calls INTEGER NOT NULL,
  last_call_at INTEGER,
  started_at INTEGER,
  ended_at INTEGER,
  desk TEXT,
  officer TEXT,
  for_desk TEXT,
  overtaken INTEGER NOT NULL,
  back_at INTEGER,
  return_at INTEGER,
  order_reason TEXT,
  end_reason TEXT,
  work TEXT,
  in_day TEXT NOT NULL,
  -- A day lies together and needs no index of its own: each index is a further page to write for every ticket.
  PRIMARY KEY (in_day, id)
) WITHOUT ROWID;
-- Only what was kept overnight.
CREATE INDEX ticket_kept ON ticket (day) WHERE day <> in_day;
CREATE INDEX ticket_person ON ticket (person) WHERE person IS NOT NULL;

CREATE TABLE desk (
  station TEXT NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL,
  officer TEXT,
  opened_at INTEGER,
  paused_at INTEGER,
  pause_reason TEXT,
  ticket TEXT,
  PRIMARY KEY (station, id)
) WITHOUT ROWID;

CREATE TABLE appointment (
  station TEXT NOT NULL,
  id TEXT NOT NULL,
  code TEXT NOT NULL,
  day TEXT NOT NULL,
  at INTEGER NOT NULL,
  service TEXT NOT NULL,
  people INTEGER NOT NULL,
  state TEXT NOT NULL,
  ticket TEXT,
  PRIMARY KEY (station, id)
) WITHOUT ROWID;
CREATE INDEX appointment_day ON appointment (station, day);

CREATE TABLE queue_day (
  station TEXT PRIMARY KEY,
  day TEXT,
  counters TEXT NOT NULL,
  calls INTEGER NOT NULL,
  turns TEXT NOT NULL,
  closed_at INTEGER,
  counters_unknown INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  personal_number TEXT,
  former_id_number TEXT,
  full_name TEXT,
  folded_name TEXT,
  birth_date TEXT,
  sex TEXT,
  address TEXT,
  id_card_issued TEXT,
  id_card_expires TEXT,
  source TEXT NOT NULL,
  warnings TEXT NOT NULL,
  read_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_read_at ON person (read_at);

CREATE TABLE officer_secret (
  officer TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  rank TEXT NOT NULL,
  pin_hash TEXT NOT NULL,
  failures INTEGER NOT NULL,
  locked_until INTEGER
) WITHOUT ROWID;

CREATE TABLE device_secret (
  device TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  failures INTEGER NOT NULL,
  locked_until INTEGER
) WITHOUT ROWID;
`;
