import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDistrict } from '../../core/district/district.ts';
import { createBundleDoor } from '../../core/district/door.ts';
import type { DistrictStore } from '../../core/district/store.ts';
import { readDocument } from '../../core/kernel/signed.ts';
import { HOUR, instantOf } from '../../core/kernel/time.ts';
import { BUNDLE_LIMIT, returnSchema } from '../../core/summary/exchange.ts';
import { createClock, value } from '../../core/testing/station.ts';
import { signer } from '../signer.ts';
import { hasher } from '../system.ts';
import { createMaker, enrol, type Maker, newKey } from '../testing/maker.ts';
import { openDistrictFile } from './store.ts';

const MONDAY = '2026-11-23';
let dir = '';
let store: DistrictStore;
let maker: Maker;
let knock: ReturnType<typeof createBundleDoor>;
const clock = createClock(instantOf('2026-11-24', 8 * 60));
const receiptKey = newKey();
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'toiluot-door-'));
  store = value(await openDistrictFile(join(dir, 'district.db'), null));
  const identity = await generateIdentity();
  maker = await enrol(store, createMaker('S1', await identityToRecipient(identity)));
  const keys = { identities: () => [identity], receiptKey: () => receiptKey };
  const district = createDistrict({ ...{ store, keys, hasher, signer, now: clock.now }, dueAt: () => '12:00' });
  knock = createBundleDoor({ district, now: clock.now, changed: () => {} });
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const rubbish = (i: number) => knock(`S1-2026-11-23-${i + 100}.zip.age`, Buffer.from(`rubbish ${i}`), '10.0.0.9');
const statuses = (answers: { status: number }[]) => [...new Set(answers.map(({ status }) => status))].sort();

test('answers a bundle with a signed receipt, the same one again, and what it does not take with the reason', async () => {
  const { name, bytes, ref } = await maker.make(MONDAY);
  const [first, again] = [await knock(name, bytes, '10.0.0.2'), await knock(name, bytes, '10.0.0.2')];
  expect(first.status).toBe(200);
  expect(again).toEqual(first);
  const read = readDocument(signer, 'return', first.body, returnSchema, () => receiptKey.publicKey);
  expect(value(read).receipts).toMatchObject([ref]);
  expect(await knock('S1-2026-11-23-2.zip.age', bytes, '10.0.0.2')).toEqual({
    status: 422,
    body: '{"type":"NameDiffers"}',
  });
  expect(await knock(name, new Uint8Array(BUNDLE_LIMIT + 1), '10.0.0.2')).toMatchObject({ status: 413 });
});

test('whoever sends rubbish waits an hour, also when all of it comes at once; nobody else does', async () => {
  const flood = await Promise.all(Array.from({ length: 200 }, (_, i) => rubbish(i)));
  expect(flood.filter(({ status }) => status === 422)).toHaveLength(60);
  expect(statuses(flood)).toEqual([422, 429]);
  const { name, bytes } = await maker.make(MONDAY);
  expect(await knock(name, bytes, '10.0.0.9')).toMatchObject({ status: 429 });
  expect(await knock(name, bytes, '10.0.0.2')).toMatchObject({ status: 200 });
  clock.pass(HOUR);
  expect(await rubbish(200)).toMatchObject({ status: 422 });
});

test('however many whole bundles come from one address, none has to wait', async () => {
  const night = [];
  for (let i = 0; i < 70; i++) night.push(await maker.make(MONDAY, i));
  const answers = [];
  for (const { name, bytes } of night) answers.push(await knock(name, bytes, '10.0.0.2'));
  expect(statuses(answers)).toEqual([200]);
});
