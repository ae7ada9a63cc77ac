import type { Signer } from '../kernel/ports.ts';
import type { Result } from '../kernel/result.ts';
import { type SigningKey, signDocument } from '../kernel/signed.ts';
import type { ReturnDocument } from '../summary/exchange.ts';
import { manifestOf } from './accept.ts';
import type { DistrictFailure, DistrictReads, DistrictStore } from './store.ts';

/**
 * The answers to stations: receipts, what could not be taken, what is missing; a signed text each, by station. As long
 * as nothing changes the very same text comes again, so that a stick or folder is not written for nothing. Stations
 * that are not active get none.
 */
export function createReturns(deps: { store: DistrictStore; signer: Signer; now: () => number }) {
  return {
    /** The documents of these stations as they are now, signed by `key` where something is new. */
    issue(stations: readonly string[], key: SigningKey): Promise<Result<Map<string, string>, DistrictFailure>> {
      return deps.store.transaction(async (tx) => {
        const documents = new Map<string, string>();
        const known = await tx.stationsOf([...new Set(stations)]);
        await tx.lock(known.map(({ id }) => id));
        for (const { id, state } of known) {
          if (state === 'asked') continue;
          const body = await bodyOf(tx, id);
          // Signed again when the key is another one: what it replaced may be revoked.
          const content = JSON.stringify({ keyId: key.keyId, ...body });
          const last = await tx.return(id);
          if (last?.content === content) {
            documents.set(id, last.document);
            continue;
          }
          // Newer than the one before even when our clock was set back, or the station would keep the old one.
          const issuedAt = Math.max(deps.now(), (last?.issuedAt ?? 0) + 1);
          const document = signDocument(deps.signer, 'return', { ...body, issuedAt } satisfies ReturnDocument, key);
          await tx.saveReturn({ station: id, content, document, issuedAt });
          documents.set(id, document);
        }
        return documents;
      });
    },
  };
}

/** As many of each as one document may hold (exchange.ts). */
const RECEIPTS = 400;
const OTHERS = 50;

async function bodyOf(reads: DistrictReads, station: string): Promise<Omit<ReturnDocument, 'issuedAt'>> {
  const bundles = await reads.lastBundles(station, RECEIPTS);
  const held = await reads.held([station]);
  const refused = await reads.refused([station]);
  const gaps = await reads.gaps([station]);
  // A held epoch waits for the bundle it names.
  const awaited = held.flatMap((row) => {
    const from = row.kind === 'epoch' ? manifestOf(row).epochFrom : null;
    return from === null ? [] : [{ epoch: from.epoch, from: from.sequence, to: from.sequence }];
  });
  const missing = [...gaps.map(({ epoch, first, last }) => ({ epoch, from: first, to: last })), ...awaited];
  const asked = new Map(missing.map((one) => [`${one.epoch} ${one.from}`, one]));
  return {
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
      ...held.map(({ name, sealed, kind }) => ({
        name,
        sha256: sealed,
        reason: kind === 'fork' ? 'Fork' : 'EpochUnknown',
      })),
      ...refused.map(({ name, sha256, reason }) => ({ name, sha256, reason })),
    ].slice(0, OTHERS),
    missing: [...asked.values()].slice(0, OTHERS),
  };
}
