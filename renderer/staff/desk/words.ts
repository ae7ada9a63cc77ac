import type { StaffScan } from '../../../electron/core/api/contract.ts';
import { clockTime, minuteOfDay, serviceDay, weekday } from '../../../electron/core/kernel/time.ts';
import type { Service } from '../../../electron/core/office/settings.ts';
import type { WorkLine } from '../../../electron/core/queue/types.ts';
import type { AsideRow, LineRow, PersonView, Range, StaffView } from '../../../electron/core/queue/views.ts';
import { procedureNames, staff } from '../../ui/strings/vi/staff.ts';

type Ranked = Pick<LineRow, 'priority' | 'age' | 'appointmentAt'>;

/** Name of a service; its identifier when it was taken out of the settings since. */
export function serviceName(services: readonly Service[], id: string): string {
  return services.find((service) => service.id === id)?.name.vi ?? id;
}

/** Short name of a procedure; its code when it has none. */
export function procedureName(code: string): string {
  return procedureNames[code] ?? code;
}

/** Whole minutes from one instant to another, as words; never negative. */
export function span(from: number, to: number): string {
  return staff.minutes(Math.max(0, Math.floor((to - from) / 60_000)));
}

/** A running time `MM:SS`, `H:MM:SS` from an hour on. */
export function running(from: number, to: number): string {
  const seconds = Math.max(0, Math.floor((to - from) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** `09:50–10:05`. */
export function rangeText(range: Range): string {
  return range ? `${clockTime(range.from)}–${clockTime(range.to)}` : staff.noDesk;
}

/** `Thứ ba 24/11/2026`. */
export function dayText(day: string): string {
  return `${staff.weekdays[weekday(day)]} ${dateText(day)}`;
}

/** `24/11/2026` of `2026-11-24`. */
export function dateText(day: string): string {
  return day.split('-').reverse().join('/');
}

/** `09:42 ngày 24/11/2026`. */
export function momentText(at: number): string {
  return `${clockTime(at)} ${staff.yesterday(dateText(serviceDay(at)))}`;
}

/** The group a person stands in, short: age or reason of priority, the appointment, or the regular line. */
export function groupText(row: Ranked): { text: string; special: boolean } {
  if (row.appointmentAt !== null) return { text: staff.appointmentAt(clockTime(row.appointmentAt)), special: true };
  if (row.priority === 'elderly' && row.age !== null) return { text: staff.age(row.age), special: true };
  if (row.priority !== null) return { text: staff.prioritiesShort[row.priority], special: true };
  return { text: staff.regular, special: false };
}

/** What "Xong" is about to record: `cấp đổi thẻ căn cước, 14+, 1 hồ sơ`. */
export function workText(work: readonly WorkLine[]): string {
  const [first, ...rest] = work;
  if (!first) return '';
  const name = procedureName(first.procedure);
  const text = `${name.charAt(0).toLowerCase()}${name.slice(1)}, ${staff.ageBandsShort[first.ageBand]}, ${staff.counted(first.outcome, first.count)}`;
  return rest.length === 0 ? text : text + staff.andMore(rest.length);
}

/** `1990 · Nữ`, as far as known. */
export function personFacts(person: PersonView): string {
  return [person.birthDate?.slice(0, 4), person.sex && staff.sex[person.sex]].filter(Boolean).join(' · ');
}

/** `DD/MM/YYYY` (also with dots or single digits) as `YYYY-MM-DD`; null when it is no date, undefined when empty. */
export function parseDate(text: string): string | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(trimmed);
  if (!parts) return null;
  const [, day = '', month = '', year = ''] = parts;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso;
}

/** The longest wait of both lines, so that a strict priority rule is seen to starve nobody. */
export function longestWaits(line: readonly LineRow[], now: number): string {
  const oldest = (rows: readonly LineRow[]) =>
    rows.length === 0 ? null : Math.min(...rows.map((row) => row.issuedAt));
  const waiting = line.filter((row) => row.appointmentAt === null);
  const priority = oldest(waiting.filter((row) => row.priority !== null));
  const regular = oldest(waiting.filter((row) => row.priority === null));
  if (priority !== null && regular !== null) return staff.longestBoth(span(priority, now), span(regular, now));
  const one = priority ?? regular;
  return one === null ? '' : staff.longest(span(one, now));
}

/** The hour of the day an instant lies in. */
export function hourOf(at: number): number {
  return Math.floor(minuteOfDay(at) / 60);
}

/** A ticket an action is about. */
export type Target = { ticket: string; version: number; number: string; state: TicketTargetState; row: LineRow | null };
type TicketTargetState = Extract<StaffScan, { kind: 'ticket' }>['state'];

export function targetOfRow(row: LineRow): Target {
  return { ticket: row.ticket, version: row.version, number: row.number, state: 'waiting', row };
}

export function targetOfAside(row: AsideRow): Target {
  return { ticket: row.ticket, version: row.version, number: row.number, state: row.state, row: null };
}

/** The same ticket as it stands in the newest picture, where it is still in a list. */
export function freshTarget(target: Target, view: StaffView): Target {
  const row = view.line.find((each) => each.ticket === target.ticket);
  if (row) return targetOfRow(row);
  const aside = view.aside.find((each) => each.ticket === target.ticket);
  return aside ? targetOfAside(aside) : target;
}
