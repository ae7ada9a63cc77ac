import type { EventLog } from '../kernel/log.ts';
import type { Db, Hasher, Ids, Signer, StoreFailure } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { readDocument } from '../kernel/signed.ts';
import { instantOf, MINUTE, parseClock, type ServiceDay, serviceDay } from '../kernel/time.ts';
import type { TargetSetting } from '../office/settings.ts';
import { receiptKey, superiorOn } from './enrolment.ts';
import { type BundleRef, parseBundleName, type ReturnDocument, returnSchema } from './exchange.ts';
import type { MadeBundle, SummaryProjection } from './tables.ts';

/**
 * Where a bundle is on one way up. `written`: flushed there. `verified`: read back from there and compared.
 * `acknowledged`: a signed receipt of the superior office names its manifest.
 */
export type DeliveryState = 'pending' | 'writing' | 'written' | 'verified' | 'acknowledged';

export type Delivery = {
  manifest: string;
  target: string;
  state: DeliveryState;
  /** Failures in a row, by which the delay grows. */
  attempts: number;
  /** Due from this instant (UTC ms) on; earlier when the way is open anyway. */
  nextAt: number;
  /** Why the last attempt failed. */
  failure: string | null;
  changedAt: number;
};

export type DeliveryStep =
  | { type: 'begun' }
  | { type: 'written' }
  | { type: 'verified' }
  /** `jitter` in [0, 1): a thousand stations must not come back in the same second. */
  | { type: 'failed'; failure: string; jitter: number }
  /** The program ended meanwhile; nobody's fault, so without delay. */
  | { type: 'interrupted' }
  | { type: 'receipt' }
  /** Asked for once more: by the superior office, or by whoever lost the stick. */
  | { type: 'again' }
  /** A stick was plugged in, or "Gửi ngay". */
  | { type: 'hurried' };

/** The only ways from one state to the next; what is not here does not happen. */
export const ARROWS: Readonly<Record<DeliveryStep['type'], Partial<Record<DeliveryState, DeliveryState>>>> = {
  begun: { pending: 'writing' },
  written: { writing: 'written' },
  // It lay there already with the same bytes.
  verified: { writing: 'verified', written: 'verified' },
  failed: { pending: 'pending', writing: 'pending', written: 'pending' },
  interrupted: { writing: 'pending', written: 'pending' },
  receipt: {
    pending: 'acknowledged',
    writing: 'acknowledged',
    written: 'acknowledged',
    verified: 'acknowledged',
  },
  again: { verified: 'pending', acknowledged: 'pending' },
  hurried: { pending: 'pending' },
};

/** One step on; null when there is no arrow for it, as when a receipt came by another way in the middle of writing. */
export function stepOn(delivery: Delivery, step: DeliveryStep, now: number): Delivery | null {
  const state = ARROWS[step.type][delivery.state];
  if (state === undefined) return null;
  if (step.type === 'failed') {
    const attempts = delivery.attempts + 1;
    const nextAt = now + retryDelay(attempts, step.jitter);
    return { ...delivery, state, attempts, nextAt, failure: step.failure, changedAt: now };
  }
  if (step.type === 'begun') return { ...delivery, state, changedAt: now };
  return { ...delivery, state, attempts: 0, nextAt: 0, failure: null, changedAt: now };
}

/** After so many failures in a row, how long to wait (ms): 1, 2, 5, 15, 60 minutes, 3 hours, then 6, and up to a tenth more. */
export function retryDelay(attempts: number, jitter: number): number {
  const minutes = DELAYS[Math.min(attempts, DELAYS.length) - 1] ?? 0;
  return Math.round(minutes * MINUTE * (1 + jitter / 10));
}

/**
 * What goes next on one way that is open: oldest first, and nothing before what it replaces. A delay after a fault of
 * the way itself is over once the way is open; one after a fault of the bundle is kept. Null: nothing (more) to do.
 */
function nextToSend(
  deliveries: readonly Delivery[],
  bundles: ReadonlyMap<string, MadeBundle>,
  now: number,
  tried: ReadonlySet<string> = new Set(),
): MadeBundle | null {
  const byManifest = new Map(deliveries.map((each) => [each.manifest, each]));
  const ready = deliveries.flatMap((delivery) => {
    const bundle = bundles.get(delivery.manifest);
    if (!bundle || delivery.state !== 'pending' || tried.has(delivery.manifest)) return [];
    if (delivery.nextAt > now && isOfTheBundle(delivery.failure)) return [];
    const before = bundle.replaces === null ? undefined : byManifest.get(bundle.replaces.manifest);
    // One that can never be sent must not hold back its correction for ever.
    const waits = before && UNDER_WAY.has(before.state) && !isOfTheBundle(before.failure);
    return waits ? [] : [bundle];
  });
  return ready.sort((a, b) => a.epoch - b.epoch || a.sequence - b.sequence)[0] ?? null;
}

/** What the superior office's answer changed here. */
type AnswerRead = { receipts: number; missing: number; refused: number; isNew: boolean };

type AnswerFailure = {
  type: /** Cut, or not an answer at all. */
    | 'AnswerUnreadable'
    /** Not signed by the superior office this station is enrolled with, or changed after it was signed. */
    | 'AnswerForged'
    | 'AnswerOfOtherStation';
};

/** What is shown of one bundle. */
type BundleRow = BundleRef & {
  day: ServiceDay;
  madeAt: number;
  isCorrection: boolean;
  receivedAt: number | null;
  /** By target; none where it was never meant to go, because the receipt came before. */
  deliveries: Record<string, { state: DeliveryState; failure: string | null; nextAt: number }>;
};

type OutboxView = {
  /** The day of the newest bundle; null while there is none. */
  until: ServiceDay | null;
  /** Days without receipt: not yet whole on any way, and whole on some way. Oldest first. */
  unsent: ServiceDay[];
  unconfirmed: ServiceDay[];
  rows: BundleRow[];
  /** What the superior office could not take and has not got otherwise since. */
  refused: { name: string; day: ServiceDay | null; reason: string }[];
};

/** The USB stick before this machine. */
export type DriveState =
  | { type: 'none' }
  | { type: 'ready'; label: string }
  /** It can be pulled. */
  | { type: 'ejected' }
  | { type: 'unusable'; reason: string };

/** What a way is doing, kept while the program runs. */
export type WayState = {
  /** A round is under way: so many bundles of so many are there. */
  progress: { done: number; of: number } | null;
  /** Why the last round stopped early. */
  failure: string | null;
  /** Why the superior office's answer that lies there was not taken in. */
  answer: string | null;
  /** When it was last open to the end (UTC ms). */
  lookedAt: number | null;
  /** How many bundles the last round put there. */
  done: number;
};

/** What the screen "Đường gửi" shows. */
export type WayUpView = OutboxView & {
  now: number;
  /** The superior office bundles are encrypted to today; null before enrolment. */
  superior: string | null;
  sendAt: string;
  drive: DriveState;
  ways: (WayState & {
    id: string;
    name: string;
    type: TargetSetting['type'];
    pending: number;
    unconfirmed: number;
    /** When it is tried again; null when nothing waits for it, 0 when it is due. */
    nextAt: number | null;
  })[];
};

export type Outbox = {
  /** The superior office bundles are encrypted to today; null while none is enrolled. */
  superior(): { name: string; recipient: string } | null;
  /**
   * Gives every bundle without a receipt its place on each way, due in the night of its own day: at once when that has
   * gone by. Forgets ways that are no longer set.
   */
  queueUp(): Result<null, StoreFailure>;
  /** What was being written when the program ended is written again. */
  recover(target: string): Result<null, StoreFailure>;
  next(target: string, tried: ReadonlySet<string>): MadeBundle | null;
  /** How many bundles wait for this way. */
  pending(target: string): number;
  /** How many lie there without a receipt. */
  unconfirmed(target: string): number;
  /** Whether the way is to be opened now. */
  isDue(target: string): boolean;
  /** When the way is tried again; null when nothing waits for it, 0 when it is due. */
  nextAt(target: string): number | null;
  step(manifest: string, target: string, step: Exclude<DeliveryStep, { type: 'failed' }>): Result<null, StoreFailure>;
  /** An attempt failed. By a fault of the way itself (`manifest` null) everything that waits for it waits longer. */
  fail(manifest: string | null, target: string, failure: string): Result<null, StoreFailure>;
  /** Forgets the delays of one way, or of all. */
  hurry(target: string | null): Result<null, StoreFailure>;
  /** What lies there without a receipt is to be sent once more (the stick was lost). */
  sendAgain(target: string): Result<null, StoreFailure>;
  /** Reads the superior office's return document. One that is not newer than the last changes nothing. */
  readAnswer(text: string): Result<AnswerRead, AnswerFailure | StoreFailure | { type: 'ClockDoubtful' }>;
  view(limit: number): OutboxView;
};

/** Where each bundle is on its way up, and what the superior office answered. `targets` are the ids of the ways set now. */
export function createOutbox(deps: {
  db: Db;
  log: EventLog;
  projection: SummaryProjection;
  signer: Signer;
  hasher: Hasher;
  ids: Ids;
  targets: () => readonly string[];
  /** When the night's bundles are sent, `HH:MM`. */
  sendAt: () => string;
}): Outbox {
  const { db, log, projection, signer, hasher, ids, targets, sendAt } = deps;

  const of = (target: string, states: string) =>
    db.all<Delivery>(`${DELIVERY} WHERE target = ? AND state IN (${states})`, target);
  const pendingOf = (target: string) => of(target, "'pending'");

  function put({ manifest, target, state, attempts, nextAt, failure, changedAt }: Delivery): void {
    db.run(
      'REPLACE INTO outbox (manifest, target, state, attempts, next_at, failure, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      manifest,
      target,
      state,
      attempts,
      nextAt,
      failure,
      changedAt,
    );
  }

  /** Takes each delivery one step on; within a transaction. */
  function stepAll(deliveries: readonly Delivery[], step: () => DeliveryStep, now: number): number {
    let count = 0;
    for (const delivery of deliveries) {
      const next = stepOn(delivery, step(), now);
      if (next === null) continue;
      put(next);
      count += 1;
    }
    return count;
  }

  const change = (deliveries: readonly Delivery[], step: () => DeliveryStep): Result<null, StoreFailure> =>
    deliveries.length === 0
      ? ok(null)
      : db.transaction(() => {
          stepAll(deliveries, step, log.now());
          return ok(null);
        });

  /** The bundles these deliveries are of, with what they replace. */
  function bundlesOf(deliveries: readonly Delivery[]): Map<string, MadeBundle> {
    const bundles = deliveries.flatMap(({ manifest }) => projection.bundle(manifest) ?? []);
    return new Map(bundles.map((bundle) => [bundle.manifest, bundle]));
  }

  function lastAnswer(): { issuedAt: number; document: ReturnDocument } | null {
    const row = db.get<{ issued_at: number; document: string }>('SELECT issued_at, document FROM answer');
    return row ? { issuedAt: row.issued_at, document: JSON.parse(row.document) as ReturnDocument } : null;
  }

  return {
    superior() {
      const enrolled = superiorOn(projection.superiors(), serviceDay(log.now()));
      return enrolled && { name: enrolled.file.name, recipient: enrolled.file.recipient };
    },
    queueUp() {
      const set = targets();
      const marks = set.map(() => '?').join(', ');
      const minute = parseClock(sendAt());
      return db.transaction(() => {
        db.run(`DELETE FROM outbox WHERE target NOT IN (${marks})`, ...set);
        for (const target of set) {
          const fresh = db.all<{ manifest: string; day: ServiceDay }>(
            `SELECT manifest, day FROM bundle b
             WHERE NOT EXISTS (SELECT 1 FROM receipt r WHERE r.manifest = b.manifest)
               AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.manifest = b.manifest AND o.target = ?)`,
            target,
          );
          for (const { manifest, day } of fresh) {
            const at = { nextAt: instantOf(day, minute), changedAt: log.now() };
            put({ manifest, target, state: 'pending', attempts: 0, failure: null, ...at });
          }
        }
        return ok(null);
      });
    },
    recover: (target) => change(of(target, "'writing', 'written'"), () => ({ type: 'interrupted' })),
    next(target, tried) {
      const deliveries = of(target, UNFINISHED);
      return nextToSend(deliveries, bundlesOf(deliveries), log.now(), tried);
    },
    pending: (target) => of(target, UNFINISHED).length,
    unconfirmed: (target) => of(target, "'verified'").length,
    isDue: (target) => pendingOf(target).some(({ nextAt }) => nextAt <= log.now()),
    nextAt(target) {
      const waiting = pendingOf(target);
      return waiting.length === 0 ? null : Math.min(...waiting.map(({ nextAt }) => nextAt));
    },
    step(manifest, target, step) {
      return change(db.all<Delivery>(`${DELIVERY} WHERE manifest = ? AND target = ?`, manifest, target), () => step);
    },
    fail: (manifest, target, failure) =>
      change(
        of(target, UNFINISHED).filter((each) => manifest === null || each.manifest === manifest),
        () => ({ type: 'failed', failure, jitter: ids.integer(1000) / 1000 }),
      ),
    hurry(target) {
      const set = target === null ? targets() : [target];
      return change(set.flatMap(pendingOf), () => ({ type: 'hurried' }));
    },
    sendAgain: (target) => change(of(target, "'verified'"), () => ({ type: 'again' })),

    readAnswer(text) {
      const read = readDocument(signer, 'return', text, returnSchema, (keyId) =>
        receiptKey(hasher, projection.superiors(), keyId),
      );
      if (!read.ok)
        return fail({ type: read.error.type === 'NotOurFormat' ? 'AnswerUnreadable' : 'AnswerForged' } as const);
      const document = read.value;
      if (document.station !== log.station) return fail({ type: 'AnswerOfOtherStation' } as const);
      const last = lastAnswer();
      if (last !== null && document.issuedAt <= last.issuedAt)
        return ok({ receipts: 0, missing: 0, refused: document.refused.length, isNew: false });

      return log.write({ actor: null, device: null, key: null }, (now) => {
        let missing = 0;
        for (const { epoch, from, to } of document.missing) {
          for (const bundle of between(db, epoch, from, to)) {
            const there = db.all<Delivery>(`${DELIVERY} WHERE manifest = ?`, bundle);
            // One with a receipt that the superior office has lost since may have no place on a new way yet.
            for (const target of targets()) {
              if (there.every((each) => each.target !== target))
                put({
                  manifest: bundle,
                  target,
                  state: 'pending',
                  attempts: 0,
                  nextAt: 0,
                  failure: null,
                  changedAt: now,
                });
            }
            stepAll(there, () => ({ type: 'again' }), now);
            missing += 1;
          }
        }
        const events: { type: 'receipt.read'; data: BundleRef & { day: ServiceDay; acceptedAt: number } }[] = [];
        for (const { epoch, sequence, manifest, day, acceptedAt } of document.receipts) {
          const rows = db.all<Delivery>(`${DELIVERY} WHERE manifest = ?`, manifest);
          stepAll(rows, () => ({ type: 'receipt' }), now);
          if (projection.receipt(manifest)?.acceptedAt !== acceptedAt)
            events.push({ type: 'receipt.read', data: { epoch, sequence, manifest, day, acceptedAt } });
        }
        db.run('DELETE FROM answer');
        db.run(
          'INSERT INTO answer (issued_at, document) VALUES (?, ?)',
          document.issuedAt,
          JSON.stringify({ ...document, receipts: [] }),
        );
        return ok({
          events,
          value: { receipts: events.length, missing, refused: document.refused.length, isNew: true },
        });
      });
    },

    view(limit) {
      const bundles = db.all<BundleRef & { day: ServiceDay }>(
        `SELECT epoch, sequence, manifest, day FROM bundle b
         WHERE NOT EXISTS (SELECT 1 FROM receipt r WHERE r.manifest = b.manifest) ORDER BY day`,
      );
      const arrived = new Set(
        db
          .all<{ manifest: string }>("SELECT DISTINCT manifest FROM outbox WHERE state = 'verified'")
          .map(({ manifest }) => manifest),
      );
      const days = (whole: boolean) => [
        ...new Set(bundles.filter(({ manifest }) => arrived.has(manifest) === whole).map(({ day }) => day)),
      ];
      return {
        until: db.get<{ day: string | null }>('SELECT max(day) AS day FROM bundle')?.day ?? null,
        unsent: days(false),
        unconfirmed: days(true),
        rows: projection.lastBundles(limit).map((bundle) => {
          const { epoch, sequence, manifest, day, madeAt, replaces } = bundle;
          const deliveries = db.all<Delivery>(`${DELIVERY} WHERE manifest = ?`, manifest);
          return {
            epoch,
            sequence,
            manifest,
            day,
            madeAt,
            isCorrection: replaces !== null,
            receivedAt: projection.receipt(manifest)?.acceptedAt ?? null,
            deliveries: Object.fromEntries(
              deliveries.map(({ target, state, failure, nextAt }) => [target, { state, failure, nextAt }]),
            ),
          };
        }),
        refused: (lastAnswer()?.document.refused ?? []).flatMap(({ name, reason }) => {
          const said = parseBundleName(name);
          const bundle = said ? projection.bundleAt(said.epoch, said.sequence) : undefined;
          if (bundle && projection.receipt(bundle.manifest)) return [];
          return [{ name, day: said?.day ?? null, reason }];
        }),
      };
    },
  };
}

const DELAYS = [1, 2, 5, 15, 60, 180, 360];

const UNDER_WAY: ReadonlySet<DeliveryState> = new Set(['pending', 'writing', 'written']);
const UNFINISHED = "'pending', 'writing', 'written'";

/** Faults of one bundle: the others can be sent, so the way goes on. */
export function isOfTheBundle(failure: string | null): boolean {
  return failure === 'BundleRefused' || failure === 'BundleMissing' || failure === 'RecipientInvalid';
}

const DELIVERY =
  'SELECT manifest, target, state, attempts, next_at AS nextAt, failure, changed_at AS changedAt FROM outbox';

/** The manifests of a run of sequences, by the index: a document may name ten million of them. */
function between(db: Db, epoch: number, from: number, to: number): string[] {
  return db
    .all<{ manifest: string }>(
      'SELECT manifest FROM bundle WHERE epoch = ? AND sequence >= ? AND sequence <= ? ORDER BY sequence',
      epoch,
      from,
      to,
    )
    .map(({ manifest }) => manifest);
}
