import type { Db } from '../../../core/kernel/ports.ts';
import { type ServiceDay, serviceDay } from '../../../core/kernel/time.ts';

/** The roster: who may be on duty, who is away, who is on duty, and what changed. All of it derived from the log. */
export const version = 30;

export function up(db: Db): void {
  db.exec(SQL);
  addOfficers(db);
}

const SQL = `
CREATE TABLE roster_officer (
  officer TEXT PRIMARY KEY,
  -- JSON arrays.
  teams TEXT NOT NULL,
  skills TEXT NOT NULL,
  far INTEGER NOT NULL,
  -- First and last day on which they may be rostered; no end while it is null.
  since TEXT NOT NULL,
  until TEXT
) WITHOUT ROWID;

CREATE TABLE roster_leave (
  id TEXT PRIMARY KEY,
  officer TEXT NOT NULL,
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  kind TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX roster_leave_to ON roster_leave (to_day);

-- An empty shift is the whole day.
CREATE TABLE roster_wish (
  day TEXT NOT NULL,
  officer TEXT NOT NULL,
  shift TEXT NOT NULL,
  want TEXT NOT NULL,
  weight INTEGER NOT NULL,
  PRIMARY KEY (day, officer, shift)
) WITHOUT ROWID;

CREATE TABLE roster_need (
  day TEXT NOT NULL,
  team TEXT NOT NULL,
  shift TEXT NOT NULL,
  people INTEGER NOT NULL,
  PRIMARY KEY (day, team, shift)
) WITHOUT ROWID;

-- About 15,000 a year.
CREATE TABLE roster_place (
  day TEXT NOT NULL,
  officer TEXT NOT NULL,
  shift TEXT NOT NULL,
  team TEXT NOT NULL,
  by_hand INTEGER NOT NULL,
  mark TEXT NOT NULL,
  PRIMARY KEY (day, officer, shift, team)
) WITHOUT ROWID;

CREATE TABLE roster_published (
  day TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;

-- What changed on a published day since it was published; places as JSON arrays.
CREATE TABLE roster_change (
  day TEXT NOT NULL,
  station TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT,
  how TEXT NOT NULL,
  taken_off TEXT NOT NULL,
  put_on TEXT NOT NULL,
  PRIMARY KEY (day, station, seq)
) WITHOUT ROWID;

-- Places as JSON.
CREATE TABLE roster_swap (
  id TEXT PRIMARY KEY,
  asked_by TEXT NOT NULL,
  give TEXT NOT NULL,
  give_day TEXT NOT NULL,
  asked_of TEXT NOT NULL,
  take TEXT,
  take_day TEXT,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX roster_swap_open ON roster_swap (state) WHERE state IN ('asked', 'agreed');
CREATE INDEX roster_swap_give ON roster_swap (give_day);
CREATE INDEX roster_swap_take ON roster_swap (take_day);

-- Why somebody works who is not on the roster; an empty shift is the time between shifts.
CREATE TABLE roster_presence (
  day TEXT NOT NULL,
  officer TEXT NOT NULL,
  shift TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (day, officer, shift)
) WITHOUT ROWID;
`;

/** The officers of an office that is older than its roster: since when each is there, and until when. */
function addOfficers(db: Db): void {
  const officers = new Map<string, { since: ServiceDay; until: ServiceDay | null }>();
  const rows = db.all<{ at: number; type: string; data: string }>(
    "SELECT at, type, data FROM event WHERE type IN ('officer.added', 'officer.changed') ORDER BY at, station, seq",
  );
  for (const { at, type, data } of rows) {
    const { officer, active } = JSON.parse(data) as { officer: string; active?: boolean };
    const known = officers.get(officer);
    if (type === 'officer.added') officers.set(officer, { since: serviceDay(at), until: null });
    else if (known) known.until = active ? null : (known.until ?? serviceDay(at));
  }
  for (const [officer, { since, until }] of officers) {
    db.run("INSERT INTO roster_officer VALUES (?, '[]', '[]', 0, ?, ?)", officer, since, until);
  }
}
