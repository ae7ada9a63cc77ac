import type { EventLog } from '../kernel/log.ts';
import type { Db, Hasher, Signer, StoreFailure } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { createSecrets } from '../kernel/secrets.ts';
import { keyIdOf, type SigningKey } from '../kernel/signed.ts';
import { type ServiceDay, serviceDay } from '../kernel/time.ts';
import { buildBundle, type KeyLookup, sealBundle } from './bundle.ts';
import type { SummaryEvent } from './events.ts';
import { type BundleRef, bundleName, type Manifest } from './exchange.ts';
import { summaryCsv, summaryJson } from './formats.ts';
import type { Summary } from './summary.ts';
import type { MadeBundle, SummaryProjection } from './tables.ts';

export type BundlesFailure = StoreFailure | { type: 'ClockDoubtful' };

/** A key of this station: it signs the bundles of the days from `validFrom` to that of the key after it. */
export type StationKey = SigningKey & { publicKey: string; validFrom: ServiceDay };

export type Bundles = {
  /**
   * Makes the bundle of every closed day that has none as it is now; those made, oldest day first; at most `limit`, for
   * whoever has other work to do between them.
   */
  makeDue(limit?: number): Result<MadeBundle[], BundlesFailure>;
  /**
   * A bundle's file for a superior office (`age1…`). It is encrypted once and kept, so that every way up carries the
   * same file and what was read back can be compared; for another recipient it is encrypted anew.
   */
  seal(
    manifest: string,
    recipient: string,
  ): Promise<
    Result<{ name: string; bytes: Uint8Array }, StoreFailure | { type: 'BundleMissing' | 'RecipientInvalid' }>
  >;
  /**
   * The office was put back from a backup at `at` (UTC ms by the machine's clock): opens a new epoch, so that numbers
   * given since that backup are not given again to other bundles. Called again with the same `at` it changes nothing.
   */
  restored(at: number): Result<null, BundlesFailure>;
  /** The key that signs today; made at first need. */
  key(): Result<StationKey, BundlesFailure>;
  /** A new key for the days from `validFrom`, which is to come; `before` signs that it follows. */
  changeKey(
    validFrom: ServiceDay,
  ): Result<{ key: StationKey; before: StationKey }, BundlesFailure | { type: 'KeyTooEarly' }>;
};

/** What goes up of each closed day. `summaryOf` is the day as it is now and up to where the logs were read for it. */
export function createBundles(deps: {
  db: Db;
  log: EventLog;
  projection: SummaryProjection;
  hasher: Hasher;
  signer: Signer;
  summaryOf: (day: ServiceDay) => { summary: Summary; log: Manifest['log'] };
}): Bundles {
  const { db, log, projection, hasher, signer, summaryOf } = deps;
  const secrets = createSecrets(db);
  /** Closings that were looked at and changed nothing, by day: they are not computed again every minute. */
  const unchanged = new Map<ServiceDay, number>();

  function makeOne(day: ServiceDay): Result<MadeBundle | null, BundlesFailure> {
    return log.write<MadeBundle | null, never>(PROGRAM, (now) => {
      const { summary, log: positions } = summaryOf(day);
      const content = hasher.sha256(summaryJson({ ...summary, closed: null }));
      const newest = projection.bundlesOf(day).at(-1);
      if (newest?.content === content) return ok({ events: [], value: null });
      const { key, events } = keyOn(day, now);
      const built = buildBundle(
        { hasher, signer },
        {
          ...{ station: log.station, day },
          ...nextInEpoch(),
          replaces: latest(newest, projection.receiptsOf(day).at(-1)),
          ...{ madeAt: now, log: positions },
        },
        new Map([
          ['summary.json', text(summaryJson(summary))],
          ['summary.csv', text(summaryCsv(summary))],
        ]),
        key,
      );
      const { epoch, sequence, previous, replaces } = built.manifest;
      const made = { epoch, sequence, manifest: built.manifestHash, day, previous, replaces, content };
      db.run('INSERT INTO bundle_file (manifest, zip) VALUES (?, ?)', made.manifest, toBase64(built.zip));
      return ok({ events: [...events, { type: 'bundle.made', data: made }], value: { ...made, madeAt: now } });
    });
  }

  function nextInEpoch(): Pick<Manifest, 'epoch' | 'epochFrom' | 'sequence' | 'previous'> {
    const { epoch, from } = projection.epoch() ?? { epoch: 0, from: null };
    const [last] = projection.lastBundles(1);
    const isFirst = last?.epoch !== epoch;
    return {
      epoch,
      epochFrom: from,
      sequence: isFirst ? 1 : last.sequence + 1,
      previous: isFirst ? (from?.manifest ?? null) : last.manifest,
    };
  }

  /** The key of a day; the first one is good for all the days before it was needed. Inside `log.write`. */
  function keyOn(day: ServiceDay, now: number): { key: StationKey; events: SummaryEvent[] } {
    const found = keyOfDay(projection.keys(), day);
    // No day of this office is older than its log.
    if (!found) return makeKey(serviceDay(log.beganAt() ?? now));
    const { keyId, publicKey, validFrom } = found;
    const privateKey = secrets.get(secretName(keyId));
    if (privateKey === null) throw new Error(`the private key ${keyId} is missing`);
    return { key: { keyId, publicKey, validFrom, privateKey }, events: [] };
  }

  function makeKey(validFrom: ServiceDay): { key: StationKey; events: SummaryEvent[] } {
    const { publicKey, privateKey } = signer.newKey();
    const keyId = keyIdOf(hasher, publicKey);
    secrets.put(secretName(keyId), privateKey);
    const events: SummaryEvent[] = [{ type: 'stationKey.made', data: { keyId, publicKey, validFrom } }];
    return { key: { keyId, publicKey, privateKey, validFrom }, events };
  }

  return {
    makeDue(limit) {
      const made: MadeBundle[] = [];
      for (const { day, closed } of projection.closedSinceBundle()) {
        if (made.length === limit) break;
        if (unchanged.get(day) === closed?.seq) continue;
        const one = makeOne(day);
        if (!one.ok) return one;
        if (one.value) made.push(one.value);
        else if (closed) unchanged.set(day, closed.seq);
      }
      return ok(made);
    },

    async seal(manifest, recipient) {
      const bundle = projection.bundle(manifest);
      const file = bundleFile(db, manifest);
      if (!bundle || !file) return fail({ type: 'BundleMissing' });
      const name = bundleName({ station: log.station, ...bundle });
      if (file.sealed?.recipient === recipient) return ok({ name, bytes: file.sealed.bytes });
      const sealed = await sealBundle(file.zip, recipient).catch(() => null);
      if (sealed === null) return fail({ type: 'RecipientInvalid' });
      return db.transaction(() => {
        // Another way up may have asked at the same time: the first file is the one that both carry.
        const first = bundleFile(db, manifest)?.sealed;
        if (first?.recipient === recipient) return ok({ name, bytes: first.bytes });
        db.run(
          'UPDATE bundle_file SET sealed = ?, recipient = ? WHERE manifest = ?',
          toBase64(sealed),
          recipient,
          manifest,
        );
        return ok({ name, bytes: sealed });
      });
    },

    restored(at) {
      const key = `restored:${at}`;
      return log.write<null, never>(
        { ...PROGRAM, key },
        () => {
          if (log.byKey(key).length > 0) return ok({ events: [], value: null });
          const lastDay = serviceDay(log.head().at);
          const today = serviceDay(at);
          const receipt = projection.lastReceipt();
          const data = {
            // Grows even where the machine's clock was put back.
            epoch: Math.max(Math.floor(at / 1000), (projection.epoch()?.epoch ?? 0) + 1),
            from: receipt ? toRef(receipt) : null,
            lostFrom: lastDay,
            lostTo: today < lastDay ? lastDay : today,
          };
          return ok({ events: [{ type: 'epoch.opened', data }], value: null });
        },
        // The backup may be older than the leap of time that a leader has to confirm.
        true,
      );
    },

    key: () =>
      log.write<StationKey, never>(PROGRAM, (now) => {
        const { key, events } = keyOn(serviceDay(now), now);
        return ok({ events, value: key });
      }),

    changeKey: (validFrom) =>
      log.write(PROGRAM, (now) => {
        const before = keyOn(serviceDay(now), now);
        const last = projection.keys().at(-1)?.validFrom ?? before.key.validFrom;
        // Days that were closed may have gone up, signed by the key they had.
        if (validFrom <= serviceDay(now) || validFrom <= last) return fail({ type: 'KeyTooEarly' });
        const made = makeKey(validFrom);
        return ok({ events: [...before.events, ...made.events], value: { key: made.key, before: before.key } });
      }),
  };
}

/** A bundle as this office keeps it: the signed zip, and as it was last encrypted and for whom; null when there is none. */
export function bundleFile(
  db: Db,
  manifest: string,
): { zip: Uint8Array; sealed: { recipient: string; bytes: Uint8Array } | null } | null {
  const row = db.get<{ zip: string; sealed: string | null; recipient: string | null }>(
    'SELECT zip, sealed, recipient FROM bundle_file WHERE manifest = ?',
    manifest,
  );
  if (!row) return null;
  const { zip, sealed, recipient } = row;
  const isSealed = sealed !== null && recipient !== null;
  return { zip: fromBase64(zip), sealed: isSealed ? { recipient, bytes: fromBase64(sealed) } : null };
}

/** By which keys a station checks its own bundles. */
export function ownKeys(station: string, projection: Pick<SummaryProjection, 'keys'>): KeyLookup {
  return (of, keyId, day) => {
    if (of !== station) return fail({ type: 'UnknownStation' });
    const key = keyOfDay(projection.keys(), day);
    return key?.keyId === keyId ? ok(key.publicKey) : fail({ type: 'UnknownKey' });
  };
}

const PROGRAM = { actor: null, device: null, key: null };

/** The newest key of that day; the first one is good for all days before it. */
function keyOfDay<T extends { validFrom: ServiceDay }>(keys: readonly T[], day: ServiceDay): T | undefined {
  return keys.findLast(({ validFrom }) => validFrom <= day) ?? keys[0];
}

const secretName = (keyId: string) => `signing:${keyId}`;

/** What a new bundle of the day replaces: the newest here, or a later one that only its receipt tells of. */
function latest(bundle: BundleRef | undefined, receipt: BundleRef | undefined): BundleRef | null {
  if (!receipt || !bundle) return bundle || receipt ? toRef((bundle ?? receipt) as BundleRef) : null;
  const isLater = receipt.epoch - bundle.epoch || receipt.sequence - bundle.sequence;
  return toRef(isLater > 0 ? receipt : bundle);
}

function toRef({ epoch, sequence, manifest }: BundleRef): BundleRef {
  return { epoch, sequence, manifest };
}

function text(of: string): Uint8Array {
  return new TextEncoder().encode(of);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(of: string): Uint8Array {
  return Uint8Array.from(atob(of), (character) => character.charCodeAt(0));
}
