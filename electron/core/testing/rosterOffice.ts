import type { Caller } from '../api/router.ts';
import { addDays } from '../kernel/time.ts';
import type { Role } from '../queue/views.ts';
import type { Place } from '../roster/model.ts';
import type { RosterCommand } from '../roster/views.ts';
import { createStation, setUp, value } from './station.ts';

/** The Monday on which every test begins, at 7:00. */
export const TODAY = '2026-11-23';
export const TOMORROW = '2026-11-24';
export const YESTERDAY = '2026-11-22';

/**
 * The whole core with an office of which three are rostered, each fit for everything; the others have no team. Commands
 * come from the leader unless it is said, each with a key of its own.
 */
export async function rosterOffice(options: Parameters<typeof createStation>[0] = {}) {
  const station = createStation(options);
  const { caller: device, officers } = await setUp(station);
  const administrator = as('administrator', officers.administrator);
  const add = async (name: string) =>
    value(await station.office.addOfficer({ name, rank: '', role: 'officer', pin: '482915' }, device)).id;
  const [an, binh, chi] = [await add('Nguyễn An Mẫu'), await add('Trần Bình Mẫu'), await add('Lê Chi Mẫu')];
  let keys = 0;
  const run = (command: RosterCommand, officer: string = officers.leader, key = `key-${++keys}`) =>
    station.roster.run(command, { actor: officer, device: 'd', key });
  /** As `run`, for what must succeed. */
  const done = (command: RosterCommand, officer?: string, key?: string) => value(run(command, officer, key));
  for (const officer of [an, binh, chi])
    done({
      type: 'setProfile',
      officer,
      profile: { teams: ['standing', 'mobile'], skills: ['collect', 'drive', 'lead'], far: false },
    });
  const put = (...on: Place[]) =>
    done({ type: 'change', how: 'moved', off: [], on: on.map((place) => ({ ...place, byHand: true })) });
  const take = (...off: Place[]) => done({ type: 'change', how: 'moved', off, on: [] });
  const leader = as('leader', officers.leader);
  const view = (caller = leader, from = TODAY, to = addDays(TODAY, 6)) => station.roster.view(from, to, caller);
  return { station, officers, administrator, leader, an, binh, chi, run, done, put, take, view };
}

/** Who asks, at a staff screen. */
export function as(role: Role, officer: string): Caller {
  return { screen: 'staff', loopback: true, device: 'd', kiosk: false, session: { id: 's', officer, role } };
}

/** Somebody on duty: in the morning, with the standing team, unless it is said. */
export function place(day: string, officer: string, shift = 'morning', team = 'standing'): Place {
  return { day, shift, team, officer };
}
