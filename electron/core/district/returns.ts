import type { Signer } from '../kernel/ports.ts';
import { ok, type Result } from '../kernel/result.ts';
import { type SigningKey, signDocument } from '../kernel/signed.ts';
import type { ReturnDocument } from '../summary/exchange.ts';
import { manifestOf } from './accept.ts';
import type { DistrictFailure, DistrictReads, DistrictStore, ReturnRow } from './store.ts';

/**
 * The answers to stations: receipts, what could not be taken, what is missing; a signed text each, by station. As long
 * as nothing changes the very same text comes again, so that a stick or folder is not written for nothing. Stations
 * that are not active get none.
 */
export function createReturns(deps: { store: DistrictStore; signer: Signer; now: () => number }) {
  /** Some at a time: a transaction must not keep the office's own screens waiting. */
  async function issueSome(stations: readonly string[], key: SigningKey, documents: Map<string, string>) {
    return deps.store.transaction(async (tx) => {
      const known = (await tx.stationsOf(stations)).filter(({ state }) => state !== 'asked').map(({ id }) => id);
      await tx.lock(known);
      const bodies = await bodiesOf(tx, known);
      const before = new Map((await tx.returns(known)).map((row) => [row.station, row]));
      const changed: ReturnRow[] = [];
      for (const body of bodies) {
        const { station } = body;
        const last = before.get(station);
        const sign = (issuedAt: number) =>
          signDocument(deps.signer, 'return', { ...body, issuedAt } satisfies ReturnDocument, key);
        // Ed25519 signs the same bytes always alike: the same key, the same content.
        if (last !== undefined && sign(last.issuedAt) === last.document) {
          documents.set(station, last.document);
          continue;
        }
        // Newer than the one before even when our clock was set back, or the station would keep the old one.
        const issuedAt = Math.max(deps.now(), (last?.issuedAt ?? 0) + 1);
        const document = sign(issuedAt);
        changed.push({ station, document, issuedAt });
        documents.set(station, document);
      }
      await tx.saveReturns(changed);
    });
  }

  return {
    /** The documents of these stations as they are now, signed by `key` where something is new. */
    async issue(stations: readonly string[], key: SigningKey): Promise<Result<Map<string, string>, DistrictFailure>> {
      const documents = new Map<string, string>();
      const all = [...new Set(stations)];
      for (let i = 0; i < all.length; i += BATCH) {
        const done = await issueSome(all.slice(i, i + BATCH), key, documents);
        if (!done.ok) return done;
      }
      return ok(documents);
    },
  };
}

const BATCH = 100;
/** As many of each as one document may hold (exchange.ts). */
const RECEIPTS = 400;
const OTHERS = 50;

type Body = Omit<ReturnDocument, 'issuedAt'>;

async function bodiesOf(reads: DistrictReads, stations: readonly string[]): Promise<Body[]> {
  const held = grouped(await reads.held(stations));
  const refused = grouped(await reads.refused(stations));
  const gaps = grouped(await reads.gaps(stations));
  const bodies: Body[] = [];
  for (const station of stations) {
    const bundles = await reads.lastBundles(station, RECEIPTS);
    const waiting = held.get(station) ?? [];
    // A held epoch waits for the bundle it names.
    const awaited = waiting.flatMap((row) => {
      const from = row.kind === 'epoch' ? manifestOf(row).epochFrom : null;
      return from === null ? [] : [{ epoch: from.epoch, from: from.sequence, to: from.sequence }];
    });
    const missing = (gaps.get(station) ?? []).map(({ epoch, first, last }) => ({ epoch, from: first, to: last }));
    const asked = new Map([...missing, ...awaited].map((one) => [`${one.epoch} ${one.from}`, one]));
    bodies.push({
      format: 1,
      station,
      receipts: bundles.map(({ epoch, sequence, manifest, day, receivedAt }) => ({
        epoch,
        sequence,
        manifest,
        day,
        acceptedAt: receivedAt,
      })),
      refused: [
        ...waiting.map(({ name, sealed, kind }) => ({
          name,
          sha256: sealed,
          reason: kind === 'fork' ? 'Fork' : 'EpochUnknown',
        })),
        ...(refused.get(station) ?? []).map(({ name, sha256, reason }) => ({ name, sha256, reason })),
      ].slice(0, OTHERS),
      missing: [...asked.values()].slice(0, OTHERS),
    });
  }
  return bodies;
}

function grouped<T extends { station: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.station, [...(groups.get(row.station) ?? []), row]);
  return groups;
}
