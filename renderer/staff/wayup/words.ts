import { clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import type { WayUpView } from '../../../electron/core/summary/outbox.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { wayUp as words } from '../../ui/strings/vi/wayUp.ts';

export type Tone = 'good' | 'waiting' | 'bad';
export type Way = WayUpView['ways'][number];

/** The one sentence at the top: whether all is well, and if not, what and why. */
export function headline(view: WayUpView): { tone: Tone; text: string } {
  const year = serviceDay(view.now).slice(0, 4);
  const { unsent, unconfirmed } = view;
  const refused = [...new Set(view.refused.flatMap(({ day }) => day ?? []))];
  if (view.superior === null) return { tone: 'bad', text: words.noSuperior };
  if (view.ways.length === 0) return { tone: 'bad', text: words.noWays };
  if (view.refused.length > 0)
    return { tone: 'bad', text: words.refused(view.refused.length, daysText(refused, year)) };
  if (unsent.length > 0) {
    const days = daysText(unsent, year);
    if (view.ways.some(({ progress }) => progress))
      return { tone: 'waiting', text: words.sending(unsent.length, days) };
    const failed = view.ways.find(({ failure }) => failure !== null);
    const byStick = view.ways.every(({ type }) => type === 'drive') && view.drive.type !== 'ready';
    const why = failed ? failureText(failed) : byStick ? words.plugIn : null;
    const next = Math.min(...view.ways.flatMap(({ nextAt }) => nextAt ?? []));
    if (!failed && !byStick && next > view.now && Number.isFinite(next))
      return { tone: 'waiting', text: words.scheduled(unsent.length, days, clockTime(next)) };
    const text = words.unsent(unsent.length, days);
    return { tone: failed ? 'bad' : 'waiting', text: why === null ? text : `${text} ${why}` };
  }
  if (unconfirmed.length > 0)
    return { tone: 'waiting', text: words.unconfirmed(unconfirmed.length, daysText(unconfirmed, year)) };
  if (view.until === null) return { tone: 'waiting', text: words.nothingYet(view.sendAt) };
  return { tone: 'good', text: words.allReceived(dayText(view.until, year)) };
}

/** What a way is doing or needs, in a sentence or two. */
export function wayText(way: Way, view: Pick<WayUpView, 'drive' | 'now'>): string {
  const { type, progress, failure, pending, unconfirmed, nextAt } = way;
  const stick = type === 'drive';
  if (progress !== null) {
    if (progress.of === 0) return words.way.opening;
    const say = stick ? words.way.writing : words.way.sending;
    return say(Math.min(progress.done + 1, progress.of), progress.of);
  }
  if (stick && view.drive.type === 'ejected') return words.way.ejected;
  if (stick && view.drive.type === 'unusable') return failures[view.drive.reason] ?? failures.TargetUnusable ?? '';
  if (failure !== null) {
    const again =
      pending === 0 || nextAt === null
        ? ''
        : nextAt <= view.now + 60_000
          ? ` ${words.way.retryNow}`
          : ` ${words.way.retryAt(clockTime(nextAt))}`;
    return failureText(way) + again;
  }
  if (stick) {
    if (view.drive.type === 'ready') {
      if (pending > 0) return words.way.waiting(pending);
      return way.done > 0 ? words.way.written : words.way.complete;
    }
    if (pending > 0) return words.way.plugIn(pending);
    return unconfirmed > 0 ? words.way.onStick(unconfirmed) : words.way.noStick;
  }
  if (pending > 0)
    return nextAt !== null && nextAt > view.now
      ? words.way.scheduled(pending, clockTime(nextAt))
      : words.way.waiting(pending);
  return unconfirmed > 0 ? words.way.unconfirmed(unconfirmed) : words.way.done;
}

/** Why a way did not work, in the words of its kind. */
function failureText({ type, failure }: Pick<Way, 'type' | 'failure'>): string {
  const kind = `${failure}.${type}`;
  return failures[kind] ?? failures[failure ?? ''] ?? form.failed;
}

/** "ngày 21/11, 22/11 và 23/11"; of many the first and how many more. */
export function daysText(days: readonly string[], year: string): string {
  const shown = days.length > 4 ? days.slice(0, 3) : days;
  const texts = shown.map((day) => dayText(day, year));
  if (days.length > shown.length) texts.push(words.more(days.length - shown.length));
  const last = texts.pop() ?? '';
  return words.dayOf(texts.length === 0 ? last : texts.join(', ') + words.and + last);
}

/** A day without its year when that is this one. */
export function dayText(day: string, year: string): string {
  const [y = '', month = '', date = ''] = day.split('-');
  return y === year ? `${date}/${month}` : `${date}/${month}/${y}`;
}
