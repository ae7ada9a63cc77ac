import type { StationRole } from '../api/contract.ts';
import type { Projection, StoredEvent } from '../kernel/log.ts';
import type { Db } from '../kernel/ports.ts';
import type { Role } from '../queue/views.ts';
import type { OfficeEvent } from './events.ts';
import { defaultSettings, type Section, type Settings } from './settings.ts';

type Station = { role: StationRole; demo: boolean };
export type OfficerState = { id: string; role: Role; active: boolean; createdAt: number; lastSignIn: number | null };
type DeviceState = {
  id: string;
  screen: string;
  name: string;
  desk: string | null;
  pairedAt: number;
  revokedAt: number | null;
};

export type OfficeProjection = Projection & {
  /** Null until the office is set up. */
  station(): Station | null;
  settings(): Settings;
  officers(): OfficerState[];
  officer(id: string): OfficerState | undefined;
  devices(): DeviceState[];
  device(id: string): DeviceState | undefined;
};

/** Keeps the tables `station`, `setting`, `officer` and `device`; the settings also in memory, where every view reads them. */
export function createOfficeProjection(db: Db): OfficeProjection {
  let settings = loadSettings(db);
  return {
    tables: ['station', 'setting', 'officer', 'device'],
    mark() {
      const before = settings;
      return () => {
        settings = before;
      };
    },
    apply(event) {
      const office = event as unknown as OfficeEvent;
      applyToTables(db, office, event);
      if (office.type === 'settings.changed') settings = { ...settings, [office.data.section]: office.data.value };
    },
    station() {
      const row = db.get<{ role: StationRole; demo: number }>('SELECT role, demo FROM station LIMIT 1');
      return row ? { role: row.role, demo: row.demo === 1 } : null;
    },
    settings: () => settings,
    officers: () => db.all(`${OFFICER} ORDER BY created_at, id`).map(rowToOfficer),
    officer: (id) => db.all(`${OFFICER} WHERE id = ?`, id).map(rowToOfficer)[0],
    devices: () => db.all<DeviceState>(`${DEVICE} ORDER BY paired_at, id`),
    device: (id) => db.get<DeviceState>(`${DEVICE} WHERE id = ?`, id),
  };
}

const OFFICER = 'SELECT id, role, active, created_at AS createdAt, last_sign_in AS lastSignIn FROM officer';
const DEVICE = 'SELECT id, screen, name, desk, paired_at AS pairedAt, revoked_at AS revokedAt FROM device';

function applyToTables(db: Db, event: OfficeEvent, { at, station }: StoredEvent): void {
  switch (event.type) {
    case 'station.created':
      db.run(
        'INSERT INTO station (id, role, demo, created_at) VALUES (?, ?, ?, ?)',
        station,
        event.data.role,
        event.data.demo ? 1 : 0,
        at,
      );
      return;
    case 'settings.changed':
      db.run(
        'REPLACE INTO setting (section, value, changed_at) VALUES (?, ?, ?)',
        event.data.section,
        JSON.stringify(event.data.value),
        at,
      );
      return;
    case 'officer.added':
      db.run(
        'INSERT INTO officer (id, role, active, created_at, last_sign_in) VALUES (?, ?, 1, ?, NULL)',
        event.data.officer,
        event.data.role,
        at,
      );
      return;
    case 'officer.changed':
      db.run(
        // Somebody let in again has 45 days from now, not from the last time years ago.
        'UPDATE officer SET role = ?, last_sign_in = CASE WHEN active = 0 AND ? = 1 THEN ? ELSE last_sign_in END, active = ? WHERE id = ?',
        event.data.role,
        event.data.active ? 1 : 0,
        at,
        event.data.active ? 1 : 0,
        event.data.officer,
      );
      return;
    case 'officer.signedIn':
      db.run('UPDATE officer SET last_sign_in = ? WHERE id = ?', at, event.data.officer);
      return;
    case 'device.paired':
      db.run(
        'INSERT INTO device (id, screen, name, desk, paired_at, revoked_at) VALUES (?, ?, ?, ?, ?, NULL)',
        event.data.device,
        event.data.screen,
        event.data.name,
        event.data.desk,
        at,
      );
      return;
    case 'device.revoked':
      db.run('UPDATE device SET revoked_at = ? WHERE id = ?', at, event.data.device);
      return;
    default:
      // Kept in the log for who, what and when; no table needs it.
      return;
  }
}

function loadSettings(db: Db): Settings {
  const settings: Settings = { services: [], ...defaultSettings };
  for (const row of db.all<{ section: Section; value: string }>('SELECT section, value FROM setting')) {
    Object.assign(settings, { [row.section]: JSON.parse(row.value) });
  }
  return settings;
}

function rowToOfficer(row: Record<string, unknown>): OfficerState {
  return { ...row, active: row.active === 1 } as OfficerState;
}
