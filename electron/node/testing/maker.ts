import type { Incoming } from '../../core/district/accept.ts';
import type { DistrictStore, StationRow } from '../../core/district/store.ts';
import { keyIdOf, type SigningKey } from '../../core/kernel/signed.ts';
import { instantOf } from '../../core/kernel/time.ts';
import { buildBundle, sealBundle } from '../../core/summary/bundle.ts';
import { type BundleRef, bundleName, type Manifest } from '../../core/summary/exchange.ts';
import { summaryCsv, summaryJson } from '../../core/summary/formats.ts';
import type { Summary } from '../../core/summary/summary.ts';
import { testSummary } from '../../core/testing/summary.ts';
import { signer } from '../signer.ts';
import { hasher } from '../system.ts';

export type Maker = ReturnType<typeof createMaker>;

/** A made-up station that signs with its own key; what it makes chains by itself. */
export function createMaker(id: string, recipient: string, key = newKey()) {
  let last: { manifest: string; sequence: number } | null = null;
  let run: { epoch: number; from: BundleRef | null } = { epoch: 0, from: null };
  return {
    id,
    key,
    row: (of: Partial<StationRow> = {}): StationRow => ({
      id,
      name: `Xã ${id}`,
      commune: '',
      state: 'active',
      expectedFrom: '2026-10-14',
      endedOn: null,
      file: '',
      askedAt: 0,
      confirmedAt: 0,
      ...of,
    }),
    /** What a restore from a backup does: numbering begins again from a receipt. */
    restore(epoch: number, from: BundleRef | null) {
      run = { epoch, from };
      last = null;
    },
    /** Goes on from another history, as a copied disk does. */
    rewind(to: { manifest: string; sequence: number } | null) {
      last = to;
    },
    async make(day: string, collected = 3, of: Partial<Manifest> = {}, more: Partial<Summary> = {}) {
      const sequence = (last?.sequence ?? 0) + 1;
      const manifest = {
        station: id,
        day,
        epoch: run.epoch,
        epochFrom: run.from,
        sequence,
        previous: last?.manifest ?? run.from?.manifest ?? null,
        replaces: null,
        madeAt: instantOf(day, 22 * 60 + 30),
        log: [{ station: id, seq: sequence, hash: hasher.sha256(`${id}${sequence}`) }],
        ...of,
      };
      const summary = testSummary({
        station: id,
        day,
        nothing: collected === 0,
        idCards: {
          collected,
          byAge: { '0-5': 0, '6-13': 0, '14+': collected },
          byKind: { issue: collected, change: 0, reissue: 0, other: 0 },
          handedOut: 1,
          refused: 0,
        },
        ...more,
      });
      const content = new Map([
        ['summary.json', Buffer.from(summaryJson(summary))],
        ['summary.csv', Buffer.from(summaryCsv(summary))],
      ]);
      const built = buildBundle({ hasher, signer }, manifest, content, key);
      last = { manifest: built.manifestHash, sequence: manifest.sequence };
      const ref: BundleRef = { epoch: manifest.epoch, sequence: manifest.sequence, manifest: built.manifestHash };
      const incoming: Incoming = {
        name: bundleName(manifest),
        bytes: await sealBundle(built.zip, recipient),
        via: 'folder',
      };
      return { ...incoming, ref, zip: built.zip };
    },
  };
}

export function newKey(): SigningKey & { publicKey: string } {
  const { publicKey, privateKey } = signer.newKey();
  return { keyId: keyIdOf(hasher, publicKey), publicKey, privateKey };
}

/** As after the telephone call. */
export async function enrol(store: DistrictStore, maker: Maker, of: Partial<StationRow> = {}): Promise<Maker> {
  const done = await store.transaction(async (tx) => {
    await tx.saveStation(maker.row(of));
    const { keyId, publicKey } = maker.key;
    const validFrom = '2026-01-01';
    await tx.saveKey({ station: maker.id, keyId, publicKey, validFrom, validTo: null, confirmedAt: 0 });
  });
  if (!done.ok) throw new Error(done.error.type);
  return maker;
}
