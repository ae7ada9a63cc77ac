import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openLog } from '../../core/kernel/log.ts';
import type { Clock, Drive, Drives } from '../../core/kernel/ports.ts';
import type { Result } from '../../core/kernel/result.ts';
import { ok } from '../../core/kernel/result.ts';
import { createSecrets } from '../../core/kernel/secrets.ts';
import { keyIdOf, signDocument } from '../../core/kernel/signed.ts';
import { addDays } from '../../core/kernel/time.ts';
import type { TargetSetting } from '../../core/office/settings.ts';
import { openBundle } from '../../core/summary/bundle.ts';
import { createBundles } from '../../core/summary/bundles.ts';
import type { SummaryEvent } from '../../core/summary/events.ts';
import type { BundleRef, ReturnDocument } from '../../core/summary/exchange.ts';
import { createOutbox } from '../../core/summary/outbox.ts';
import { createSummaryProjection } from '../../core/summary/tables.ts';
import { value } from '../../core/testing/station.ts';
import { testSummary } from '../../core/testing/summary.ts';
import { createWayUp } from '../outbox.ts';
import { signer } from '../signer.ts';
import type { OpenDb } from '../sqlite/db.ts';
import { hasher, ids } from '../system.ts';
import { openFolderTarget } from '../targets/folder.ts';
import type { Target, TargetFailure } from '../targets/target.ts';

const STATION = 'S1';
const FIRST_DAY = '2026-11-01';

/** The superior office's keys, as text that another process can be given. */
export type SuperiorKeys = { identity: string; recipient: string; publicKey: string; privateKey: string };

export async function superiorKeys(): Promise<SuperiorKeys> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity), ...signer.newKey() };
}

/**
 * A station that sends: real log, bundles, outbox and engine over a real database, its days closed by hand. On a
 * database that was used before it is the same station after a restart.
 */
export function createSending(options: {
  db: OpenDb;
  clock: Clock;
  superior: SuperiorKeys | null;
  targets: TargetSetting[];
  /** Stands before the real way, to break it. */
  open?: (setting: TargetSetting, secret: string | null) => Promise<Result<Target, TargetFailure>>;
  drives?: Drives;
}) {
  const { db, clock, superior, targets } = options;
  const projection = createSummaryProjection(db, STATION);
  const log = value(openLog({ db, clock, hasher, station: STATION, projections: [projection] }));
  const write = (event: SummaryEvent) =>
    void value(log.write({ actor: null, device: null, key: null }, () => ok({ events: [event], value: null })));
  const receiptKey = superior && { keyId: keyIdOf(hasher, superior.publicKey), privateKey: superior.privateKey };
  if (superior && receiptKey && projection.superiors().length === 0) {
    const file = {
      format: 1,
      id: 'PMAU38',
      name: 'Công an tỉnh Mẫu',
      recipient: superior.recipient,
      receiptKey: superior.publicKey,
      ...{ https: null, sftp: null, validFrom: FIRST_DAY, succession: null, issuedAt: 0 },
    };
    write({
      type: 'superior.enrolled',
      data: {
        superior: file.id,
        file: signDocument(signer, 'superior', file, receiptKey),
        validFrom: file.validFrom,
      },
    });
  }
  const bundles = createBundles({
    db,
    log,
    projection,
    hasher,
    signer,
    summaryOf(day) {
      const { closed } = projection.day(day);
      const { seq, hash } = log.head();
      return {
        summary: testSummary({ station: STATION, day, closed: closed && { at: closed.at, by: closed.by } }),
        log: [{ station: STATION, seq, hash }],
      };
    },
  });
  const settings = { sendAt: '22:45', targets };
  const outbox = createOutbox({
    db,
    log,
    projection,
    signer,
    hasher,
    // The longest delay, so that a test can say when the next try is.
    ids: { ...ids, integer: (below) => below - 1 },
    targets: () => targets.map(({ id }) => id),
    sendAt: () => settings.sendAt,
  });
  const written: string[] = [];
  const engine = createWayUp({
    secrets: createSecrets(db),
    outbox,
    station: STATION,
    now: log.now,
    settings: () => settings,
    ready: () => true,
    makeDue: async () => bundles.makeDue(),
    seal: bundles.seal,
    offered: () => [],
    open: options.open ?? (async (setting) => openFolderTarget('path' in setting ? setting.path : '')),
    drives: options.drives ?? noDrives,
    log: { write: (event, fields) => void written.push(`${event} ${JSON.stringify(fields ?? {})}`) },
    changed: () => {},
  });
  return {
    engine,
    outbox,
    projection,
    log,
    targets,
    /** Lines of the program's log. */
    written,
    /** Closes the next `count` days. */
    closeDays(count: number, first = FIRST_DAY) {
      for (let n = 0; n < count; n++) {
        const last = projection.lastClosedDay();
        const day = last === null ? first : addDays(last, 1);
        write({ type: 'summary.closed', data: { day, by: 'officer', others: [], nothing: true, idCards: 0 } });
      }
    },
    /** As the host does every minute. */
    makeBundles: () => value(bundles.makeDue()),
    bundles: () => projection.lastBundles(10_000).reverse(),
    /** The superior office's answer, newer than all before it. */
    answer(part: Partial<ReturnDocument> & { receipts: (BundleRef & { day: string; acceptedAt: number })[] }): string {
      if (!receiptKey) throw new Error('no superior office');
      const body = { format: 1, station: STATION, issuedAt: log.now(), refused: [], missing: [], ...part };
      return signDocument(signer, 'return', body, receiptKey);
    },
    receiptsFor: (bundles: readonly (BundleRef & { day: string })[]) =>
      bundles.map(({ epoch, sequence, manifest, day }) => ({ epoch, sequence, manifest, day, acceptedAt: log.now() })),
    /** Opens a bundle's file as the superior office does; the manifest's hash. */
    async openAbove(name: string, bytes: Uint8Array): Promise<string> {
      const keyOf = (_: string, keyId: string) => {
        const key = projection.keys().find((each) => each.keyId === keyId);
        return key ? ok(key.publicKey) : { ok: false as const, error: { type: 'UnknownKey' as const } };
      };
      const deps = { hasher, signer, identities: [superior?.identity ?? ''], keyOf };
      return value(await openBundle(deps, name, bytes)).manifestHash;
    },
  };
}

/** Sticks that are plugged in by hand. */
export function handDrives() {
  let sticks: Drive[] = [];
  const listeners = new Set<(drives: Drive[]) => void>();
  const plug = (now: Drive[]) => {
    sticks = now;
    for (const listener of listeners) listener(sticks);
  };
  return {
    list: async () => sticks,
    watch(listener: (drives: Drive[]) => void) {
      listeners.add(listener);
      listener(sticks);
      return () => listeners.delete(listener);
    },
    async take() {
      return { ok: false as const, error: { type: 'TargetMissing' as const } };
    },
    async eject(id: string) {
      plug(sticks.map((stick) => (stick.id === id ? { ...stick, state: { type: 'ejected' } } : stick)));
      return ok(null);
    },
    plug,
    watchers: () => listeners.size,
  } satisfies Drives & Record<string, unknown>;
}

const noDrives: Drives = handDrives();
