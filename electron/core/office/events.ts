import type { StationRole } from '../api/contract.ts';
import type { Role } from '../queue/views.ts';
import type { Section } from './settings.ts';

/** The office's events. Names, PINs and device keys are never in them. */
export type OfficeEvent =
  | { type: 'station.created'; data: { role: StationRole; demo: boolean } }
  | { type: 'settings.changed'; data: { section: Section; value: unknown } }
  | { type: 'officer.added'; data: { officer: string; role: Role } }
  | { type: 'officer.changed'; data: { officer: string; role: Role; active: boolean } }
  | { type: 'officer.signedIn'; data: { officer: string } }
  | { type: 'officer.signedOut'; data: { officer: string } }
  | { type: 'officer.refused'; data: { officer: string } }
  | { type: 'officer.pinChanged'; data: { officer: string; by: 'self' | 'administrator' | 'recoveryKey' } }
  | { type: 'device.paired'; data: { device: string; screen: string; name: string; desk: string | null } }
  | { type: 'device.revoked'; data: { device: string } }
  | { type: 'kiosk.left'; data: { officer: string } }
  | { type: 'clock.confirmed'; data: Record<string, never> }
  | { type: 'people.purged'; data: { count: number } };
