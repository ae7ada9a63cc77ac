import type { BoardView } from '../../electron/core/queue/views.ts';

export type Call = BoardView['called'][number];

/**
 * What the big panel shows and what is still to be announced. A call waits its turn here while another is being
 * announced, so that no citizen's number is overwritten before it was seen and heard.
 */
export type Calls = {
  /** The host's list, newest first. */
  called: readonly Call[];
  /** In the panel; null when nobody was called yet. */
  shown: Call | null;
  /** The one in the panel is being announced now. */
  ringing: boolean;
  /** Oldest first. */
  pending: Call[];
  /** The newest call known, so that one coming back by an undo does not ring again. */
  newest: number;
  /** Those made at that very instant: two desks may call in the same millisecond. */
  atNewest: string[];
};

/** A call older than this is shown but not announced: after a lost connection it would send people to a busy desk. */
const FRESH_MS = 90_000;

/** The host lists only the newest calls; in a full list the older ones have merely dropped off the end. */
const LISTED = 4;

/** The first picture after loading: the last call is shown and nothing is announced. */
export function firstCalls({ called }: Pick<BoardView, 'called'>): Calls {
  return { called, shown: called[0] ?? null, ringing: false, pending: [], ...newestOf(called) };
}

/** A new picture of the host: new calls and recalls line up, withdrawn ones leave. */
export function receiveCalls(calls: Calls, { called, now }: Pick<BoardView, 'called' | 'now'>): Calls {
  const fresh = called
    .filter((call) => isNew(call, calls))
    .filter((call) => now - call.call < FRESH_MS)
    .reverse();
  const pending = [
    ...calls.pending.filter((call) => isListed(call, called) && !fresh.some(({ number }) => number === call.number)),
    ...fresh,
  ];
  const ringing = calls.ringing && calls.shown !== null && stillCalled(calls.shown, called);
  return advance({ called, shown: calls.shown, ringing, pending, ...later(calls, newestOf(called)) });
}

/** A new picture while the time of a demo runs too fast to announce each call: the newest takes the panel at once. */
export function newestCall(calls: Calls, { called }: Pick<BoardView, 'called'>): Calls {
  const shown = called[0] ?? null;
  const same = shown !== null && calls.shown !== null && callKey(shown) === callKey(calls.shown);
  const ringing = shown !== null && (isNew(shown, calls) || (same && calls.ringing));
  return { called, shown, ringing, pending: [], ...later(calls, newestOf(called)) };
}

/** The announcement in the panel has ended: the next one takes its place, or the newest call stays. */
export function endAnnouncement(calls: Calls): Calls {
  return advance({ ...calls, ringing: false });
}

/** Names one announcement; a recall of the same number is another one. */
export function callKey(call: Call): string {
  return `${call.number} ${call.call}`;
}

/** The calls under the panel: the newest first, without the one in the panel. */
export function lastCalls({ called, shown }: Calls): Call[] {
  return called.filter(({ number }) => number !== shown?.number).slice(0, 3);
}

function advance(calls: Calls): Calls {
  if (calls.ringing) return calls;
  const [next, ...pending] = calls.pending;
  if (next) return { ...calls, shown: next, ringing: true, pending };
  return { ...calls, shown: calls.called[0] ?? null };
}

function isNew(call: Call, { newest, atNewest }: Pick<Calls, 'newest' | 'atNewest'>): boolean {
  return call.call >= newest && !(call.call === newest && atNewest.includes(call.number));
}

function isListed(call: Call, called: readonly Call[]): boolean {
  if (called.some((other) => callKey(other) === callKey(call))) return true;
  return called.length >= LISTED && call.call <= (called.at(-1)?.call ?? 0);
}

/** A number recalled meanwhile is still called; one undone, parked or absent is not. */
function stillCalled(call: Call, called: readonly Call[]): boolean {
  return called.some(({ number }) => number === call.number) || isListed(call, called);
}

function newestOf(called: readonly Call[]): Pick<Calls, 'newest' | 'atNewest'> {
  const newest = Math.max(0, ...called.map(({ call }) => call));
  return { newest, atNewest: called.filter(({ call }) => call === newest).map(({ number }) => number) };
}

function later(a: Pick<Calls, 'newest' | 'atNewest'>, b: Pick<Calls, 'newest' | 'atNewest'>) {
  if (a.newest !== b.newest) {
    const { newest, atNewest } = a.newest > b.newest ? a : b;
    return { newest, atNewest };
  }
  return { newest: a.newest, atNewest: [...new Set([...a.atNewest, ...b.atNewest])] };
}
