import type { Projection, StoredEvent } from '../kernel/log.ts';
import type { Db } from '../kernel/ports.ts';
import { type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { OfficeEvent } from '../office/events.ts';
import type { NeedOverride } from './calendar.ts';
import type { PresenceReason, RosterEvent } from './events.ts';
import type { Leave, Place, Profile, RosterOfficer, RosterPlace, Wish } from './model.ts';
import type { RosterView, Swap } from './views.ts';

/** Periods run from a first to a last day, both included. */
export type RosterProjection = Projection & {
  /** Everybody the office ever had, as they came. */
  officers(): RosterOfficer[];
  officer(id: string): RosterOfficer | undefined;
  /** What touches the period. */
  leave(from: ServiceDay, to: ServiceDay): Leave[];
  leaveOf(id: string): Leave | undefined;
  wishes(from: ServiceDay, to: ServiceDay): Wish[];
  needs(from: ServiceDay, to: ServiceDay): NeedOverride[];
  /** Withdrawn ones too. */
  places(from: ServiceDay, to: ServiceDay): RosterPlace[];
  place(place: Place): RosterPlace | undefined;
  /** Shifts and teams on which somebody is on duty from a day on. */
  usedFrom(day: ServiceDay): { shift: string; team: string }[];
  /** The published days, and when each was published last. */
  published(from: ServiceDay, to: ServiceDay): { day: ServiceDay; at: number }[];
  /** Those of the period, and all open ones of `today` and later; newest first. */
  swaps(from: ServiceDay, to: ServiceDay, today: ServiceDay): Swap[];
  swap(id: string): Swap | undefined;
  /** Of published days since they were published, newest first. */
  changes(from: ServiceDay, to: ServiceDay): RosterView['changes'];
  /** `shift` null: between shifts. */
  presence(day: ServiceDay, officer: string, shift: string | null): PresenceReason | null;
};

/** Keeps the tables of the roster. Nothing is kept in memory. */
export function createRosterProjection(db: Db): RosterProjection {
  return {
    tables: [
      'roster_officer',
      'roster_leave',
      'roster_wish',
      'roster_need',
      'roster_place',
      'roster_published',
      'roster_change',
      'roster_swap',
      'roster_presence',
    ],
    mark: () => () => {},
    apply: (event) => applyToTables(db, event as unknown as RosterEvent | OfficerEvent, event),
    officers: () => db.all<OfficerRow>('SELECT * FROM roster_officer ORDER BY since, officer').map(rowToOfficer),
    officer: (id) => db.all<OfficerRow>('SELECT * FROM roster_officer WHERE officer = ?', id).map(rowToOfficer)[0],
    leave: (from, to) => db.all<Leave>(`${LEAVE} WHERE to_day >= ? AND from_day <= ? ORDER BY from_day, id`, from, to),
    leaveOf: (id) => db.get<Leave>(`${LEAVE} WHERE id = ?`, id),
    wishes: (from, to) =>
      db
        .all<Wish & { shift: string }>(
          'SELECT officer, day, shift, want, weight FROM roster_wish WHERE day >= ? AND day <= ? ORDER BY day, officer, shift',
          from,
          to,
        )
        .map((wish) => ({ ...wish, shift: wish.shift === '' ? null : wish.shift })),
    needs: (from, to) =>
      db.all('SELECT day, team, shift, people FROM roster_need WHERE day >= ? AND day <= ?', from, to),
    places: (from, to) =>
      db
        .all<PlaceRow>(`${PLACE} WHERE day >= ? AND day <= ? ORDER BY day, officer, shift, team`, from, to)
        .map(rowToPlace),
    place: (place) => placeOf(db, place),
    usedFrom: (day) =>
      db.all("SELECT DISTINCT shift, team FROM roster_place WHERE day >= ? AND mark <> 'withdrawn'", day),
    published: (from, to) =>
      db.all('SELECT day, at FROM roster_published WHERE day >= ? AND day <= ? ORDER BY day', from, to),
    swaps: (from, to, today) =>
      db
        .all<SwapRow>(
          `SELECT * FROM roster_swap WHERE give_day >= ? AND give_day <= ?
           UNION SELECT * FROM roster_swap WHERE take_day >= ? AND take_day <= ?
           UNION SELECT * FROM roster_swap WHERE state IN ('asked', 'agreed') AND give_day >= ?
           ORDER BY asked_at DESC, id DESC`,
          from,
          to,
          from,
          to,
          today,
        )
        .map(rowToSwap),
    swap: (id) => db.all<SwapRow>('SELECT * FROM roster_swap WHERE id = ?', id).map(rowToSwap)[0],
    changes(from, to) {
      // A row a day: what was done at once is said at once.
      const changes = new Map<string, RosterView['changes'][number]>();
      const rows = db.all<ChangeRow>(
        'SELECT * FROM roster_change WHERE day >= ? AND day <= ? ORDER BY at DESC, station, seq DESC, day',
        from,
        to,
      );
      for (const row of rows) {
        const { at, actor, how } = row;
        const key = `${row.station} ${row.seq}`;
        const change = changes.get(key) ?? { at, by: actor, how, off: [], on: [] };
        change.off.push(...(JSON.parse(row.taken_off) as Place[]));
        change.on.push(...(JSON.parse(row.put_on) as Place[]));
        changes.set(key, change);
      }
      return [...changes.values()];
    },
    presence: (day, officer, shift) =>
      db.get<{ reason: PresenceReason }>(
        'SELECT reason FROM roster_presence WHERE day = ? AND officer = ? AND shift = ?',
        day,
        officer,
        shift ?? '',
      )?.reason ?? null,
  };
}

type OfficerEvent = Extract<OfficeEvent, { type: 'officer.added' | 'officer.changed' }>;
type OfficerRow = {
  officer: string;
  teams: string;
  skills: string;
  far: number;
  since: ServiceDay;
  until: ServiceDay | null;
};
type PlaceRow = Omit<RosterPlace, 'byHand'> & { by_hand: number };
type SwapRow = {
  id: string;
  asked_by: string;
  give: string;
  asked_of: string;
  take: string | null;
  state: Swap['state'];
  asked_at: number;
};
type ChangeRow = {
  station: string;
  seq: number;
  at: number;
  actor: string | null;
  how: RosterView['changes'][number]['how'];
  taken_off: string;
  put_on: string;
};

const LEAVE = 'SELECT id, officer, from_day AS "from", to_day AS "to", kind FROM roster_leave';
const PLACE = 'SELECT day, shift, team, officer, by_hand, mark FROM roster_place';

function applyToTables(db: Db, event: RosterEvent | OfficerEvent, stored: StoredEvent): void {
  switch (event.type) {
    case 'officer.added':
      db.run(
        "INSERT INTO roster_officer (officer, teams, skills, far, since, until) VALUES (?, '[]', '[]', 0, ?, NULL)",
        event.data.officer,
        serviceDay(stored.at),
      );
      return;
    case 'officer.changed':
      db.run(
        'UPDATE roster_officer SET until = CASE WHEN ? = 0 THEN coalesce(until, ?) END WHERE officer = ?',
        event.data.active ? 1 : 0,
        serviceDay(stored.at),
        event.data.officer,
      );
      return;
    case 'roster.profileSet':
      db.run(
        'UPDATE roster_officer SET teams = ?, skills = ?, far = ? WHERE officer = ?',
        JSON.stringify(event.data.teams),
        JSON.stringify(event.data.skills),
        event.data.far ? 1 : 0,
        event.data.officer,
      );
      return;
    case 'roster.leaveSet':
      db.run(
        'INSERT INTO roster_leave (id, officer, from_day, to_day, kind) VALUES (?, ?, ?, ?, ?)',
        event.data.id,
        event.data.officer,
        event.data.from,
        event.data.to,
        event.data.kind,
      );
      return;
    case 'roster.leaveRemoved':
      db.run('DELETE FROM roster_leave WHERE id = ?', event.data.id);
      return;
    case 'roster.wishSet': {
      const { day, officer, shift, want, weight } = event.data;
      if (want === null)
        db.run('DELETE FROM roster_wish WHERE day = ? AND officer = ? AND shift = ?', day, officer, shift ?? '');
      else
        db.run(
          'REPLACE INTO roster_wish (day, officer, shift, want, weight) VALUES (?, ?, ?, ?, ?)',
          day,
          officer,
          shift ?? '',
          want,
          weight,
        );
      return;
    }
    case 'roster.needSet': {
      const { day, team, shift, people } = event.data;
      if (people === null) db.run('DELETE FROM roster_need WHERE day = ? AND team = ? AND shift = ?', day, team, shift);
      else db.run('REPLACE INTO roster_need (day, team, shift, people) VALUES (?, ?, ?, ?)', day, team, shift, people);
      return;
    }
    case 'roster.changed':
      change(db, event.data, stored);
      return;
    case 'roster.published':
      publish(db, event.data, stored.at);
      return;
    case 'roster.swapAsked': {
      const { swap, give, to, take } = event.data;
      db.run(
        "INSERT INTO roster_swap (id, asked_by, give, give_day, asked_of, take, take_day, state, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'asked', ?)",
        swap,
        give.officer,
        placeText(give),
        give.day,
        to,
        take === null ? null : placeText(take),
        take === null ? null : take.day,
        stored.at,
      );
      return;
    }
    case 'roster.swapAnswered':
      setSwap(db, event.data.swap, event.data.agreed ? 'agreed' : 'refused');
      return;
    case 'roster.swapDecided':
      setSwap(db, event.data.swap, event.data.approved ? 'approved' : 'rejected');
      return;
    case 'roster.swapWithdrawn':
      setSwap(db, event.data.swap, 'withdrawn');
      return;
    case 'roster.presenceGiven': {
      const { day, officer, shift, reason } = event.data;
      db.run(
        'REPLACE INTO roster_presence (day, officer, shift, reason, at) VALUES (?, ?, ?, ?, ?)',
        day,
        officer,
        shift ?? '',
        reason,
        stored.at,
      );
      return;
    }
    default:
      // Another feature's event.
      return;
  }
}

function change(
  db: Db,
  { how, off, on }: Extract<RosterEvent, { type: 'roster.changed' }>['data'],
  { station, seq, at, actor }: StoredEvent,
): void {
  for (const place of off) {
    const row = placeOf(db, place);
    if (row?.mark === 'published') setPlace(db, { ...row, mark: 'withdrawn' });
    else if (row && row.mark !== 'withdrawn') deletePlace(db, place);
  }
  const days = [...new Set([...off, ...on].map(({ day }) => day))].sort();
  const published = new Set(
    days.filter((day) => db.get('SELECT day FROM roster_published WHERE day = ?', day) !== undefined),
  );
  for (const place of on) {
    const back = placeOf(db, place)?.mark === 'withdrawn';
    const mark = back ? 'published' : published.has(place.day) ? 'added' : 'draft';
    setPlace(db, { ...place, mark });
  }
  // A place that only changed who put it there is no change of who is on duty.
  const taken = without(off, on);
  const put = without(on, off);
  for (const day of published) {
    const ofDay = (places: readonly Place[]) => places.filter((place) => place.day === day).map(bare);
    const [takenOff, putOn] = [ofDay(taken), ofDay(put)];
    if (takenOff.length + putOn.length === 0) continue;
    db.run(
      'INSERT INTO roster_change (day, station, seq, at, actor, how, taken_off, put_on) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      day,
      station,
      seq,
      at,
      actor,
      how,
      JSON.stringify(takenOff),
      JSON.stringify(putOn),
    );
  }
  // Who asked to be relieved of a place that is gone has nothing to give any more.
  if (taken.length > 0) {
    const gone = JSON.stringify(taken.map(placeText));
    db.run(
      `UPDATE roster_swap SET state = 'void' WHERE state IN ('asked', 'agreed')
       AND (give IN (SELECT value FROM json_each(?)) OR take IN (SELECT value FROM json_each(?)))`,
      gone,
      gone,
    );
  }
}

function publish(db: Db, { from, to }: { from: ServiceDay; to: ServiceDay }, at: number): void {
  db.run("DELETE FROM roster_place WHERE day >= ? AND day <= ? AND mark = 'withdrawn'", from, to);
  db.run("UPDATE roster_place SET mark = 'published' WHERE day >= ? AND day <= ?", from, to);
  db.run('DELETE FROM roster_change WHERE day >= ? AND day <= ?', from, to);
  db.run(
    `WITH RECURSIVE days (day) AS (SELECT ? UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < ?)
     REPLACE INTO roster_published (day, at) SELECT day, ? FROM days`,
    from,
    to,
    at,
  );
}

function setSwap(db: Db, swap: string, state: Swap['state']): void {
  db.run('UPDATE roster_swap SET state = ? WHERE id = ?', state, swap);
}

function placeOf(db: Db, { day, officer, shift, team }: Place): RosterPlace | undefined {
  return db
    .all<PlaceRow>(`${PLACE} WHERE day = ? AND officer = ? AND shift = ? AND team = ?`, day, officer, shift, team)
    .map(rowToPlace)[0];
}

function setPlace(db: Db, { day, officer, shift, team, byHand, mark }: RosterPlace): void {
  db.run(
    'REPLACE INTO roster_place (day, officer, shift, team, by_hand, mark) VALUES (?, ?, ?, ?, ?, ?)',
    day,
    officer,
    shift,
    team,
    byHand ? 1 : 0,
    mark,
  );
}

function deletePlace(db: Db, { day, officer, shift, team }: Place): void {
  db.run(
    'DELETE FROM roster_place WHERE day = ? AND officer = ? AND shift = ? AND team = ?',
    day,
    officer,
    shift,
    team,
  );
}

/** A place without what else is said of it, its parts in one order. */
export function bare({ day, shift, team, officer }: Place): Place {
  return { day, shift, team, officer };
}

/** A place as text: two are the same when these are. */
export function placeText(place: Place): string {
  return JSON.stringify(bare(place));
}

/** The places that are not among the others. */
export function without(places: readonly Place[], others: readonly Place[]): Place[] {
  const known = new Set(others.map(placeText));
  return places.filter((place) => !known.has(placeText(place)));
}

function rowToPlace({ by_hand, ...place }: PlaceRow): RosterPlace {
  return { ...place, byHand: by_hand === 1 };
}

function rowToOfficer({ officer, teams, skills, far, since, until }: OfficerRow): RosterOfficer {
  return {
    id: officer,
    teams: JSON.parse(teams) as string[],
    skills: JSON.parse(skills) as Profile['skills'],
    far: far === 1,
    since,
    until,
  };
}

function rowToSwap({ id, asked_by, give, asked_of, take, state, asked_at }: SwapRow): Swap {
  return {
    id,
    by: asked_by,
    give: JSON.parse(give) as Place,
    to: asked_of,
    take: take === null ? null : (JSON.parse(take) as Place),
    state,
    askedAt: asked_at,
  };
}
