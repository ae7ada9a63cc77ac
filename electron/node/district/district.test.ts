import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAcceptance, type Incoming, type Taken } from '../../core/district/accept.ts';
import { createReturns } from '../../core/district/returns.ts';
import type { DistrictStore, StationRow } from '../../core/district/store.ts';
import { createDistrictViews } from '../../core/district/views.ts';
import { keyIdOf, readDocument, type SigningKey } from '../../core/kernel/signed.ts';
import { addDays, instantOf } from '../../core/kernel/time.ts';
import { buildBundle, sealBundle } from '../../core/summary/bundle.ts';
import { type BundleRef, bundleName, type Manifest, returnSchema } from '../../core/summary/exchange.ts';
import { createClock, value } from '../../core/testing/station.ts';
import { testSummary } from '../../core/testing/summary.ts';
import { signer } from '../signer.ts';
import { hasher } from '../system.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../testing/postgres.ts';
import { openDistrictFile, openDistrictStore } from './store.ts';

const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const KEY = Buffer.alloc(32, 7);

let identity = '';
let recipient = '';
beforeAll(async () => {
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
});

const noPostgres = whyNoPostgres();
let postgres: TestPostgres | null = null;
let root = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-district-'));
  if (noPostgres === null) postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(root, { recursive: true, force: true });
});

let files = 0;
const ADAPTERS = [
  { adapter: 'SQLite', open: () => openDistrictFile(join(root, `${++files}.db`), KEY), skip: null },
  {
    adapter: 'PostgreSQL',
    open: async () => openDistrictStore(root, (await postgres?.newDatabase()) ?? ''),
    skip: noPostgres,
  },
];

/** A made-up station that signs with its own key; what it makes chains by itself. */
function createMaker(id: string, key = newKey()) {
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
      expectedFrom: addDays(MONDAY, -40),
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
    async make(day: string, collected = 3, of: Partial<Manifest> = {}) {
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
      });
      const content = new Map([['summary.json', Buffer.from(JSON.stringify(summary))]]);
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

function newKey(): SigningKey & { publicKey: string } {
  const { publicKey, privateKey } = signer.newKey();
  return { keyId: keyIdOf(hasher, publicKey), publicKey, privateKey };
}

const reasons = (taken: Taken[]) => taken.map((one) => (one.type === 'quarantined' ? one.reason : one.type));

describe.each(ADAPTERS)('the superior office in $adapter', ({ open, skip }) => {
  let store: DistrictStore;
  const clock = createClock(instantOf(TUESDAY, 8 * 60));
  const receiptKey = newKey();
  beforeEach(async ({ skip: leaveOut }) => {
    if (skip !== null) leaveOut(skip);
    clock.set(instantOf(TUESDAY, 8 * 60));
    store = value(await open());
  });
  afterEach(async () => {
    await store?.close();
  });

  const office = (of = store) => {
    const acceptance = createAcceptance({
      store: of,
      hasher,
      signer,
      identities: () => [identity],
      now: clock.now,
    });
    const take = async (...incoming: Incoming[]) => value(await acceptance.takeAll(incoming));
    return { ...acceptance, take };
  };
  const views = () => createDistrictViews({ store, now: clock.now, dueAt: () => '12:00' });
  const answer = async (station: string) => {
    const issued = value(await createReturns({ store, signer, now: clock.now }).issue([station], receiptKey));
    const document = issued.get(station) ?? '';
    return value(
      readDocument(signer, 'return', document, returnSchema, (keyId) =>
        keyId === receiptKey.keyId ? receiptKey.publicKey : null,
      ),
    );
  };
  async function enrol(maker: ReturnType<typeof createMaker>, of: Partial<StationRow> = {}) {
    value(
      await store.transaction(async (tx) => {
        await tx.saveStation(maker.row(of));
        const { keyId, publicKey } = maker.key;
        await tx.saveKey({
          station: maker.id,
          keyId,
          publicKey,
          validFrom: '2026-01-01',
          validTo: null,
          confirmedAt: 0,
        });
      }),
    );
    return maker;
  }
  const cell = async (station: string, day = MONDAY) =>
    value(await views().grid(day)).cells.find((one) => one.station === station);

  test('takes a day once, whatever comes again, and receipts name it', async () => {
    const maker = await enrol(createMaker('S1'));
    const monday = await maker.make(MONDAY, 7);
    const { take } = office();
    expect(await take(monday, monday)).toMatchObject([
      { type: 'accepted', station: 'S1', day: MONDAY, epoch: 0, sequence: 1, clockOff: false, restored: false },
      { type: 'already', station: 'S1', day: MONDAY },
    ]);
    // Encrypted once more the bytes are others, the manifest is the same.
    const again = { ...monday, bytes: await sealBundle(monday.zip, recipient) };
    expect(reasons(await take(again))).toEqual(['already']);
    expect(reasons(await take(monday))).toEqual(['already']);
    expect(await answer('S1')).toEqual({
      format: 1,
      station: 'S1',
      issuedAt: clock.now(),
      receipts: [{ ...monday.ref, day: MONDAY, acceptedAt: clock.now() }],
      refused: [],
      missing: [],
    });
    expect(await cell('S1')).toMatchObject({ state: 'received', figures: { collected: 7 }, missingDays: 0 });
    expect(value(await views().day('S1', MONDAY))?.summary?.idCards.collected).toBe(7);
  });
});
