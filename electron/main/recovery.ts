import type { Page } from './electron.ts';

const MINUTES_5 = 5 * 60_000;
const HOUR = 60 * 60_000;
const MOST_RELOADS = 3;
/** A window that does not answer for this long is taken for hung, ms. */
export const HUNG_AFTER = 10_000;

/** A window that goes on crashing is loaded again after this long, ms. */
const PATIENT = 30_000;

/**
 * After a crash: the crashes of the last five minutes, this one with them, and what to do about it. Times are ms since
 * the program started: one that did so within the hour is not started anew, which would not help, and would cut off
 * every other desk and screen of the office again and again for the sake of one.
 */
export function afterCrash(
  crashes: readonly number[],
  now: number,
): { crashes: number[]; act: 'reload' | 'relaunch' | 'wait' } {
  const recent = [...crashes.filter((at) => now - at < MINUTES_5), now];
  if (recent.length <= MOST_RELOADS) return { crashes: recent, act: 'reload' };
  return { crashes: recent, act: now < HOUR ? 'wait' : 'relaunch' };
}

/** How long to wait before a page that did not load is asked for again, ms: soon, then seldom. */
export function retryDelay(failures: number): number {
  return Math.min(1000 * 2 ** failures, 30_000);
}

/** Brings a window back that crashed, hung or did not load; otherwise it would just stay blank. */
export function recover(
  page: Page,
  deps: {
    /** Since the program started, ms. */
    now: () => number;
    hungAfter: number;
    log: (event: string, fields: Record<string, string | number>) => void;
    relaunch: () => void;
    load: () => void;
  },
): void {
  const { now, hungAfter, log, relaunch, load } = deps;
  let crashes: readonly number[] = [];
  let failures = 0;
  let hung: ReturnType<typeof setTimeout> | undefined;
  /** We ended the page ourselves: the news of it is no second crash. */
  let ended = false;

  function bringBack(): void {
    const decided = afterCrash(crashes, now());
    crashes = decided.crashes;
    if (decided.act === 'relaunch') relaunch();
    else if (decided.act === 'wait') loadIn(PATIENT);
    else load();
  }

  function loadIn(ms: number): void {
    setTimeout(() => {
      if (!page.isDestroyed()) load();
    }, ms);
  }

  page.on('render-process-gone', (_event, { reason, exitCode }) => {
    clearTimeout(hung);
    if (reason === 'clean-exit' || page.isDestroyed()) return;
    log('window.crashed', { reason, exitCode });
    if (!ended) bringBack();
    ended = false;
  });
  page.on('unresponsive', () => {
    clearTimeout(hung);
    hung = setTimeout(() => {
      if (page.isDestroyed()) return;
      log('window.hung', {});
      ended = true;
      page.forcefullyCrashRenderer();
      bringBack();
    }, hungAfter);
  });
  page.on('responsive', () => clearTimeout(hung));
  page.on('did-finish-load', () => {
    failures = 0;
  });
  page.on('did-fail-load', (_event, code, _text, _url, isMainFrame) => {
    // -3: another load took its place.
    if (!isMainFrame || code === -3) return;
    log('window.notLoaded', { code });
    loadIn(retryDelay(failures++));
  });
}
