import type { SummaryDay, SummaryDayRow, SummaryStanding } from '../../../electron/core/api/contract.ts';
import { clockTime, type ServiceDay, serviceDay } from '../../../electron/core/kernel/time.ts';
import { showDate } from '../../ui/form.tsx';
import { report as words } from '../../ui/strings/vi/report.ts';

/** Where a day is on its way, in one word; `overdue` and `lost` are what somebody has to see to. */
export type Standing = keyof typeof words.states;

/** `sent`: its report lies whole on some way up. */
export function standingOf(of: SummaryStanding & { receivedAt: number | null }, sent: boolean): Standing {
  if (of.state === 'lost') return 'lost';
  // Only a report that somebody above waits for can be overdue, and it stays so while it is corrected.
  if (of.overdue) return 'overdue';
  if (of.state === 'reopened') return 'correcting';
  if (of.changed) return 'changed';
  if (of.state !== 'closed') return of.state;
  if (of.receivedAt !== null) return 'received';
  return sent ? 'sent' : 'closed';
}

/** What the state means and what comes next, in a sentence. */
export function meaningOf(day: SummaryDay, sent: boolean): string {
  const texts = words.meanings;
  const standing = standingOf({ ...day, receivedAt: receivedAt(day) }, sent);
  const number = day.number ?? 0;
  switch (standing) {
    case 'lost':
    case 'overdue':
    case 'correcting':
    case 'changed':
    case 'running':
    case 'open':
      return texts[standing];
    case 'sent':
      return texts.sent(number);
    case 'received':
      return texts.received(number, momentText(receivedAt(day) ?? 0, day.day));
    case 'closed': {
      const { closed } = day.summary;
      const said = closed?.by === 'clock' ? texts.closedByClock : texts.closed;
      return said(number, momentText(closed?.at ?? 0, day.day));
    }
  }
}

/** When the superior office accepted the newest report of the day. */
export function receivedAt({ bundles }: Pick<SummaryDay, 'bundles'>): number | null {
  return bundles.at(-1)?.receivedAt ?? null;
}

/** Whether the chief may close the day now. */
export function canClose({ state, changed }: Pick<SummaryDayRow, 'state' | 'changed'>): boolean {
  return state !== 'closed' || changed;
}

/** The time alone on the day itself, with its date on another. */
function momentText(at: number, day: ServiceDay): string {
  const on = serviceDay(at);
  return on === day ? clockTime(at) : `${clockTime(at)} ${showDate(on)}`;
}
