import type { App } from '../core/api/router.ts';
import type { Drive, Drives, Log } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import type { Secrets } from '../core/kernel/secrets.ts';
import { MINUTE } from '../core/kernel/time.ts';
import type { Settings, TargetSetting } from '../core/office/settings.ts';
import { type DriveState, isOfTheBundle, type Outbox, type WayState } from '../core/summary/outbox.ts';
import type { Target, TargetFailure } from './targets/target.ts';

export type WayUp = App['wayUp'] & {
  /** Once a minute and at the start: the night when its hour has come or was missed, retries, a look for receipts. */
  tick(): void;
  /** Ways were added or taken away: forgets what belongs to those that are gone. */
  targetsChanged(): void;
  /** Resolves when no round is under way. */
  idle(): Promise<void>;
  close(): void;
};

/**
 * The engine of the way up: opens each way once a round, one round at a time a way, and writes down every step before
 * the next. Whatever stops it, what was not verified is sent again.
 */
export function createWayUp(deps: {
  /** Passwords and keys of the ways, by `target:<id>`. */
  secrets: Secrets;
  outbox: Outbox;
  station: string;
  now: () => number;
  settings: () => Settings['wayUp'];
  /** Whether there is an office yet. */
  ready: () => boolean;
  /** Makes the bundles of all days that are closed and have none as they are now. */
  makeDue: () => Promise<Result<unknown>>;
  /** A bundle's file, encrypted to the superior office. */
  seal: (manifest: string, recipient: string) => Promise<Result<{ name: string; bytes: Uint8Array }>>;
  /** Ways that the superior office's file offers and that are not set yet. */
  offered: () => TargetSetting[];
  open: (setting: TargetSetting, secret: string | null) => Promise<Result<Target, TargetFailure>>;
  drives: Drives;
  log: Log;
  changed: () => void;
}): WayUp {
  const { secrets, outbox, station, now, settings, drives, log, changed } = deps;
  const closing = new AbortController();
  const { signal } = closing;
  const rounds = new Map<string, Promise<void>>();
  const ways = new Map<string, WayState>();
  let sticks: Drive[] = [];
  let unwatch: (() => void) | null = null;

  const way = (target: string): WayState =>
    ways.get(target) ?? { progress: null, failure: null, answer: null, lookedAt: null, done: 0 };
  const show = (target: string, part: Partial<WayState>) => {
    ways.set(target, { ...way(target), ...part });
    changed();
  };
  const { superior } = outbox;
  const secretOf = (target: string) => secrets.get(SECRET + target);
  const withSecret = () => secrets.list(SECRET).map(({ name }) => name.slice(SECRET.length));

  /** Opens a way; one that is open already takes what was added since along. */
  function start(target: TargetSetting): Promise<void> {
    const running = rounds.get(target.id);
    if (running) return running;
    const round = run(target)
      .catch((error: unknown) => {
        log.write('wayUp.bug', { stack: error instanceof Error ? (error.stack ?? '') : String(error) });
      })
      .finally(() => {
        rounds.delete(target.id);
        if (!signal.aborted) show(target.id, { progress: null });
      });
    rounds.set(target.id, round);
    return round;
  }

  async function run(target: TargetSetting): Promise<void> {
    const { id, type } = target;
    const reached = outbox.recover(id);
    if (!reached.ok) return show(id, { failure: reached.error.type });
    show(id, { progress: { done: 0, of: outbox.pending(id) }, done: 0 });
    const opened = await deps.open(target, secretOf(id));
    if (signal.aborted) {
      if (opened.ok) await opened.value.close();
      return;
    }
    if (!opened.ok) {
      const { type: failure } = opened.error;
      // Nobody has plugged a stick in: that is no fault, and it needs no delay.
      const isWaiting = type === 'drive' && failure === 'TargetMissing';
      if (!isWaiting) {
        outbox.fail(null, id, failure);
        log.write('wayUp.failed', { target: id, type, failure });
      }
      return show(id, { failure: isWaiting ? null : failure });
    }
    show(id, { failure: null });
    const sent: string[] = [];
    let failure: string | null = null;
    try {
      // An HTTPS door answers only to a bundle.
      if (opened.value.brokenOff || type === 'https') outbox.sendAgain(id);
      failure = await sendAll(id, opened.value, sent);
      if (!signal.aborted && failure === null) failure = await lookForAnswer(id, opened.value);
    } finally {
      const closed = await opened.value.close();
      if (!closed.ok && !signal.aborted) {
        failure = closed.error.type;
        // What could not be flushed at the end may not be there when the stick is read elsewhere.
        outbox.sendAgain(id);
        outbox.fail(null, id, failure);
      }
    }
    if (signal.aborted) return;
    log.write('wayUp.round', { target: id, type, sent: sent.length, failure });
    show(id, { failure, done: failure === null ? sent.length : 0, lookedAt: now() });
  }

  /** Puts bundle after bundle; gives why it stopped before the end, else null. */
  async function sendAll(target: string, open: Target, sent: string[]): Promise<string | null> {
    const tried = new Set<string>();
    for (;;) {
      const office = superior();
      const bundle = office === null ? null : outbox.next(target, tried);
      if (office === null || bundle === null) return null;
      const { manifest } = bundle;
      tried.add(manifest);
      show(target, { progress: { done: sent.length, of: Math.max(tried.size, sent.length + outbox.pending(target)) } });
      const sealed = await deps.seal(manifest, office.recipient);
      if (signal.aborted) return null;
      if (!sealed.ok) {
        const { type } = sealed.error;
        log.write('wayUp.notSealed', { manifest, failure: type });
        if (!isOfTheBundle(type)) return type;
        outbox.fail(manifest, target, type);
        continue;
      }
      const begun = outbox.step(manifest, target, { type: 'begun' });
      if (!begun.ok) return begun.error.type;
      const { name, bytes } = sealed.value;
      const put = await open.put(
        name,
        bytes,
        (step) => {
          if (step !== 'writing' && !signal.aborted) outbox.step(manifest, target, { type: step });
        },
        signal,
      );
      // What was not verified stays as it stands, and is sent again at the next start.
      if (signal.aborted) return null;
      if (!put.ok) {
        const { type } = put.error;
        const goesOn = isOfTheBundle(type);
        outbox.fail(goesOn ? manifest : null, target, type);
        log.write('wayUp.notSent', { target, name, failure: type });
        if (goesOn) continue;
        return type;
      }
      sent.push(manifest);
      log.write('wayUp.sent', { target, name });
      if (put.value.answer !== null) takeIn(target, put.value.answer);
    }
  }

  async function lookForAnswer(target: string, open: Target): Promise<string | null> {
    const answer = await open.readReturn(station, signal);
    if (signal.aborted) return null;
    if (!answer.ok) return answer.error.type;
    if (answer.value !== null) takeIn(target, answer.value);
    return null;
  }

  function takeIn(target: string, text: string): void {
    const read = outbox.readAnswer(text);
    if (read.ok) {
      if (read.value.isNew)
        log.write('wayUp.answer', { target, receipts: read.value.receipts, missing: read.value.missing });
      show(target, { answer: null });
      return;
    }
    if (way(target).answer !== read.error.type) log.write('wayUp.answerRefused', { target, failure: read.error.type });
    show(target, { answer: read.error.type });
  }

  function isDue(target: TargetSetting): boolean {
    if (!canOpen(target) || superior() === null) return false;
    if (outbox.isDue(target.id)) return true;
    // A stick brings its answer when it is plugged in; elsewhere it may have come meanwhile.
    const { lookedAt } = way(target.id);
    return target.type !== 'drive' && outbox.unconfirmed(target.id) > 0 && now() - (lookedAt ?? 0) >= LOOK_EVERY;
  }

  /** A way that is only a stick is not opened without one. */
  const canOpen = (target: TargetSetting) => target.type !== 'drive' || sticks.some(isUsable);

  async function goNow(target: string | null): Promise<Result<null>> {
    if (superior() === null) return fail({ type: 'NoSuperior' });
    const made = await deps.makeDue();
    if (signal.aborted || !made.ok) return made.ok ? ok(null) : made;
    const queued = outbox.queueUp();
    const hurried = queued.ok ? outbox.hurry(target) : queued;
    if (!hurried.ok) return hurried;
    for (const each of settings().targets) if (target === null || each.id === target) void start(each);
    return ok(null);
  }

  function plugged(now: Drive[]): void {
    const known = new Set(sticks.filter(isUsable).map(({ id }) => id));
    const came = now.some((stick) => isUsable(stick) && !known.has(stick.id));
    const gone = known.size > 0 && !now.some(isUsable);
    sticks = now;
    for (const target of settings().targets) {
      if (target.type !== 'drive') continue;
      // What is said of a stick is said of the one that is plugged in.
      if (came || gone) ways.set(target.id, { ...way(target.id), done: 0, failure: null, answer: null });
      if (!came || !deps.ready() || superior() === null) continue;
      outbox.queueUp();
      outbox.hurry(target.id);
      void start(target);
    }
    changed();
  }

  /** Looking for sticks costs something, so it is done only while a way needs one. */
  function watchWhenNeeded(): void {
    const isNeeded = settings().targets.some(({ type }) => type === 'drive');
    if (isNeeded) unwatch ??= drives.watch(plugged);
    else {
      unwatch?.();
      unwatch = null;
      sticks = [];
    }
  }

  watchWhenNeeded();

  return {
    view() {
      const { sendAt, targets } = settings();
      return {
        now: now(),
        superior: superior()?.name ?? null,
        sendAt,
        drive: driveState(sticks),
        ways: targets.map(({ id, name, type }) => ({
          id,
          name,
          type,
          ...way(id),
          pending: outbox.pending(id),
          unconfirmed: outbox.unconfirmed(id),
          nextAt: outbox.nextAt(id),
        })),
        ...outbox.view(SHOWN),
      };
    },
    tick() {
      if (!deps.ready() || signal.aborted) return;
      outbox.queueUp();
      for (const target of settings().targets) if (isDue(target)) void start(target);
    },
    sendNow: (target) => goNow(target),
    async sendAgain(target) {
      const again = outbox.sendAgain(target);
      return again.ok ? goNow(target) : again;
    },
    ways: () => ({ secrets: withSecret(), offered: deps.offered() }),
    hostKey: async (host, port) => (await import('./targets/hostKey.ts')).readHostKey(host, port),
    async test(setting, secret) {
      const opened = await deps.open(setting, secret ?? secretOf(setting.id));
      if (!opened.ok) return opened;
      const answer = await opened.value.readReturn(station, signal);
      const closed = await opened.value.close();
      if (!answer.ok) return answer;
      return closed.ok ? ok(null) : closed;
    },
    async eject() {
      await Promise.all(settings().targets.flatMap(({ id, type }) => (type === 'drive' ? (rounds.get(id) ?? []) : [])));
      let result: Result<null> = ok(null);
      for (const { id } of sticks.filter(isUsable)) {
        const ejected = await drives.eject(id);
        if (!ejected.ok) result = ejected;
      }
      log.write('wayUp.ejected', { failure: result.ok ? null : result.error.type });
      changed();
      return result;
    },
    setSecret(target, value) {
      const kept = secrets.atOnce(() => secrets.put(SECRET + target, value));
      if (kept.ok) log.write('wayUp.secretSet', { target });
      return kept;
    },
    targetsChanged() {
      const { targets } = settings();
      const kept = new Set(targets.map(({ id }) => id));
      for (const id of ways.keys()) if (!kept.has(id)) ways.delete(id);
      const gone = withSecret().filter((id) => !kept.has(id));
      secrets.atOnce(() => {
        for (const id of gone) secrets.remove(SECRET + id);
      });
      outbox.queueUp();
      watchWhenNeeded();
      changed();
    },
    async idle() {
      while (rounds.size > 0) await Promise.all(rounds.values());
    },
    close() {
      closing.abort();
      unwatch?.();
    },
  };
}

const isUsable = ({ state }: Drive) => state.type === 'unmounted' || state.type === 'mounted' || state.type === 'busy';

function driveState(sticks: readonly Drive[]): DriveState {
  const usable = sticks.find(isUsable);
  if (usable) return { type: 'ready', label: usable.label };
  const [other] = sticks;
  if (!other) return { type: 'none' };
  return other.state.type === 'unusable' ? { type: 'unusable', reason: other.state.reason } : { type: 'ejected' };
}

/** What the names of the ways' passwords and keys begin with. */
const SECRET = 'target:';

/** How often a way is opened only to see whether a receipt has come (ms). */
const LOOK_EVERY = 15 * MINUTE;

/** How many bundles the list shows. */
const SHOWN = 60;
