import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAcceptance, type Incoming, type Taken } from '../../core/district/accept.ts';
import { createReturns } from '../../core/district/returns.ts';
import type { DistrictStore, StationRow } from '../../core/district/store.ts';
import { createDistrictViews } from '../../core/district/views.ts';
import { readDocument } from '../../core/kernel/signed.ts';
import { addDays, DAY, instantOf, MINUTE } from '../../core/kernel/time.ts';
import { sealBundle } from '../../core/summary/bundle.ts';
import { bundleName, returnSchema } from '../../core/summary/exchange.ts';
import { createClock, value } from '../../core/testing/station.ts';
import { dutySummary } from '../../core/testing/summary.ts';
import { signer } from '../signer.ts';
import { openDb } from '../sqlite/db.ts';
import { hasher } from '../system.ts';
import { enrol as enrolIn, type Maker, createMaker as make, newKey } from '../testing/maker.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../testing/postgres.ts';
import { openDistrictFile, openDistrictPostgres } from './store.ts';

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
}, 60_000);
afterAll(async () => {
  await postgres?.stop();
  rmSync(root, { recursive: true, force: true });
}, 60_000);

let files = 0;
const ADAPTERS = [
  {
    adapter: 'SQLite',
    place: async () => join(root, `${++files}.db`),
    open: (path: string) => openDistrictFile(path, KEY),
    copy: async (path: string) => {
      const copy = join(root, `${++files}.db`);
      copyFileSync(path, copy);
      return copy;
    },
    skip: null,
  },
  {
    adapter: 'PostgreSQL',
    place: async () => (await postgres?.newDatabase()) ?? '',
    open: (url: string) => openDistrictPostgres(url),
    copy: async (url: string) => (await postgres?.newDatabase(url)) ?? '',
    skip: noPostgres,
  },
];

/** What a restart of the database does to everybody who is connected. */
async function cutConnections(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
}

/** What a later program does first. */
async function newer(where: string): Promise<void> {
  const mark = 'INSERT INTO district_schema (version) VALUES (990)';
  if (where.startsWith('postgres:')) {
    const client = new pg.Client({ connectionString: where });
    await client.connect();
    await client.query(mark);
    return client.end();
  }
  const db = value(openDb(where, KEY));
  db.exec(mark);
  db.close();
}

const reasons = (taken: Taken[]) => taken.map((one) => (one.type === 'quarantined' ? one.reason : one.type));

describe.each(ADAPTERS)('the superior office in $adapter', ({ place, open, copy, skip }) => {
  let store: DistrictStore;
  let where = '';
  const clock = createClock(instantOf(TUESDAY, 8 * 60));
  const receiptKey = newKey();
  beforeEach(async ({ skip: leaveOut }) => {
    if (skip !== null) leaveOut(skip);
    clock.set(instantOf(TUESDAY, 8 * 60));
    where = await place();
    store = value(await open(where));
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
  const createMaker = (id: string, key = newKey()) => make(id, recipient, key);
  const enrol = (maker: Maker, of: Partial<StationRow> = {}) => enrolIn(store, maker, of);
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

  test('a day with a published roster is taken like any other, and who was on duty is read there as it was signed', async () => {
    const maker = await enrol(createMaker('S1'));
    const { duty } = dutySummary;
    expect(reasons(await office().take(await maker.make(MONDAY, 7, {}, { duty })))).toEqual(['accepted']);
    expect(value(await views().day('S1', MONDAY))?.summary?.duty).toEqual(duty);
    // The day before had none, and says nothing of it.
    expect(reasons(await office().take(await maker.make(TUESDAY)))).toEqual(['accepted']);
    expect(Object.keys(value(await views().day('S1', TUESDAY))?.summary ?? {})).not.toContain('duty');
  });

  test('days that come out of order close their gaps, and what is missing is asked for', async () => {
    const maker = await enrol(createMaker('S1'));
    const [one, two, three, four, five, six] = [
      await maker.make(addDays(MONDAY, -5)),
      await maker.make(addDays(MONDAY, -4)),
      await maker.make(addDays(MONDAY, -3)),
      await maker.make(addDays(MONDAY, -2)),
      await maker.make(addDays(MONDAY, -1)),
      await maker.make(MONDAY),
    ];
    const { take } = office();
    await take(five);
    expect((await answer('S1')).missing).toEqual([{ epoch: 0, from: 1, to: 4 }]);
    expect(await cell('S1')).toMatchObject({ marks: ['gap'], completeness: { came: 1, expected: 30 } });
    await take(three, six);
    expect((await answer('S1')).missing).toEqual([
      { epoch: 0, from: 1, to: 2 },
      { epoch: 0, from: 4, to: 4 },
    ]);
    await take(one, four);
    expect((await answer('S1')).missing).toEqual([{ epoch: 0, from: 2, to: 2 }]);
    expect(value(await views().missing())).toMatchObject([
      { station: 'S1', gaps: [{ first: 2, last: 2 }], lastDay: MONDAY },
    ]);
    expect(await cell('S1')).toMatchObject({ week: [false, true, false, true, true, true, true] });
    await take(two);
    const all = await answer('S1');
    expect(all.missing).toEqual([]);
    expect(all.receipts.map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await cell('S1')).toMatchObject({ marks: [], week: [false, true, true, true, true, true, true] });
  });

  test('a correction replaces the day, an older one that comes late never does', async () => {
    const maker = await enrol(createMaker('S1'));
    const first = await maker.make(MONDAY, 3);
    const second = await maker.make(MONDAY, 5, { replaces: first.ref });
    const third = await maker.make(MONDAY, 9, { replaces: second.ref });
    const { take } = office();
    await take(first);
    const { receivedAt } = (await cell('S1')) ?? {};
    clock.pass(DAY);
    await take(third);
    await take(second);
    expect(await cell('S1')).toMatchObject({
      state: 'received',
      receivedAt,
      corrected: true,
      figures: { collected: 9, versions: 3 },
    });
    const day = value(await views().day('S1', MONDAY));
    expect(day?.summary?.idCards.collected).toBe(9);
    expect(day?.bundles.map(({ sequence, replaces }) => [sequence, replaces])).toEqual([
      [1, null],
      [2, first.ref.manifest],
      [3, second.ref.manifest],
    ]);
  });

  test('the same bundle on two ways at once is taken once', async () => {
    const maker = await enrol(createMaker('S1'));
    const monday = await maker.make(MONDAY);
    const second = value(await open(where));
    try {
      const both = [office(), office(second)];
      const taken = await Promise.all(both.flatMap(({ take }) => [take(monday), take(monday)]));
      expect(reasons(taken.flat()).sort()).toEqual(['accepted', 'already', 'already', 'already']);
    } finally {
      await second.close();
    }
    expect((await answer('S1')).receipts).toHaveLength(1);
    expect(await cell('S1')).toMatchObject({ figures: { versions: 1 } });
  });

  test('two histories of one station: the first stands, the other is kept and shown', async () => {
    const maker = await enrol(createMaker('S1'));
    const sunday = await maker.make(addDays(MONDAY, -1));
    const monday = await maker.make(MONDAY, 3);
    const { take } = office();
    await take(sunday, monday);
    // A disk that was copied goes on from Sunday, too.
    maker.rewind({ manifest: sunday.ref.manifest, sequence: 1 });
    const other = await maker.make(MONDAY, 8);
    const after = await maker.make(TUESDAY, 8);
    expect(reasons(await take(other))).toEqual(['Fork']);
    expect(reasons(await take(other, after, after))).toEqual(['Fork', 'Fork', 'Fork']);
    expect(await cell('S1')).toMatchObject({ marks: ['fork'], figures: { collected: 3, versions: 1 } });
    expect(value(await views().troubles())).toMatchObject({ held: [{ kind: 'fork' }, { kind: 'fork' }], refused: [] });
    expect(await answer('S1')).toMatchObject({
      receipts: [{ sequence: 2 }, { sequence: 1 }],
      // Refused at the same instant.
      refused: expect.arrayContaining([
        { name: other.name, sha256: hasher.sha256(other.bytes), reason: 'Fork' },
        { name: after.name, sha256: hasher.sha256(after.bytes), reason: 'Fork' },
      ]),
    });
    // Where it is a clone that came first is for people to say; the station goes on in a new epoch.
    clock.pass(DAY);
    maker.restore(1_795_600_000, monday.ref);
    expect(await take(await maker.make(TUESDAY, 4))).toMatchObject([{ type: 'accepted', restored: true }]);
    expect(await cell('S1', TUESDAY)).toMatchObject({ marks: ['restored'], figures: { collected: 4 } });
  });

  test('two successors of one bundle are a fork whichever numbers they have', async () => {
    const maker = await enrol(createMaker('S1'));
    const sunday = await maker.make(addDays(MONDAY, -1));
    const monday = await maker.make(MONDAY);
    const { take } = office();
    await take(monday);
    maker.rewind({ manifest: sunday.ref.manifest, sequence: 4 });
    expect(reasons(await take(await maker.make(TUESDAY)))).toEqual(['Fork']);
    // It came later than the one after it and is not what that one follows on.
    maker.rewind(null);
    expect(reasons(await take(await maker.make(addDays(MONDAY, -1), 99)))).toEqual(['Fork']);
    expect(reasons(await take(sunday))).toEqual(['accepted']);
  });

  test('a station restored from its backup opens an epoch from its last receipt: shown, no fork', async () => {
    const maker = await enrol(createMaker('S1'));
    const sunday = await maker.make(addDays(MONDAY, -1), 2);
    const monday = await maker.make(MONDAY, 3);
    const { take } = office();
    await take(sunday, monday);
    // Yesterday's backup knows Sunday's receipt only; Monday is made once more.
    maker.restore(1_795_572_000, sunday.ref);
    const again = await maker.make(MONDAY, 4);
    const tuesday = await maker.make(TUESDAY, 6);
    expect(await take(again, tuesday)).toMatchObject([
      { type: 'accepted', epoch: 1_795_572_000, sequence: 1, restored: true },
      { type: 'accepted', sequence: 2, restored: false },
    ]);
    expect(await cell('S1')).toMatchObject({ marks: ['restored'], figures: { collected: 4, versions: 2 } });
    expect(await answer('S1')).toMatchObject({ refused: [], missing: [] });
    // Before its first receipt a station may begin an epoch from nothing.
    const fresh = await enrol(createMaker('S2'));
    fresh.restore(1_795_572_001, null);
    expect(await take(await fresh.make(MONDAY))).toMatchObject([{ type: 'accepted', restored: true }]);
    // An epoch that began elsewhere than it says in its other bundles.
    const wrong = { epochFrom: monday.ref };
    expect(reasons(await take(await maker.make(TUESDAY, 1, wrong)))).toEqual(['Fork']);
  });

  test('restored twice from the same backup: two runs after one receipt, the later restore counts in whatever order they come', async () => {
    const maker = await enrol(createMaker('S1'));
    const sunday = await maker.make(addDays(MONDAY, -1), 2);
    maker.restore(1_795_572_000, sunday.ref);
    const [once, onceMore] = [await maker.make(MONDAY, 4), await maker.make(TUESDAY, 5)];
    maker.restore(1_795_580_000, sunday.ref);
    const twice = await maker.make(MONDAY, 7);
    const { take } = office();
    expect(reasons(await take(sunday, twice, once, onceMore))).toEqual(Array(4).fill('accepted'));
    expect(await cell('S1')).toMatchObject({ marks: ['restored'], figures: { collected: 7, versions: 2 } });
    expect(await cell('S1', TUESDAY)).toMatchObject({ figures: { collected: 5 } });
    // What the station lost twice it learns again: a receipt of every run.
    const { receipts, missing, refused } = await answer('S1');
    expect(receipts.map(({ epoch, sequence }) => [epoch, sequence]).sort()).toEqual([
      [0, 1],
      [1_795_572_000, 1],
      [1_795_572_000, 2],
      [1_795_580_000, 1],
    ]);
    expect([missing, refused]).toEqual([[], []]);
  });

  test('an epoch from a receipt that is not here waits for that bundle, or for a person', async () => {
    const maker = await enrol(createMaker('S1'));
    const sunday = await maker.make(addDays(MONDAY, -1), 2);
    maker.restore(1_795_572_000, sunday.ref);
    const monday = await maker.make(MONDAY, 4);
    const tuesday = await maker.make(TUESDAY, 6);
    const { take, confirmEpoch } = office();
    expect(reasons(await take(tuesday, monday))).toEqual(['EpochUnknown', 'EpochUnknown']);
    expect(await cell('S1')).toMatchObject({ marks: ['epoch'], figures: null });
    expect(await answer('S1')).toMatchObject({
      receipts: [],
      refused: [{ reason: 'EpochUnknown' }, { reason: 'EpochUnknown' }],
      missing: [{ epoch: 0, from: 1, to: 1 }],
    });
    expect(reasons(await take(sunday))).toEqual(['accepted']);
    expect(await cell('S1')).toMatchObject({ marks: ['restored'], figures: { collected: 4 } });
    const healed = await answer('S1');
    expect(healed.receipts.map(({ manifest }) => manifest).sort()).toEqual(
      [sunday, monday, tuesday].map(({ ref }) => ref.manifest).sort(),
    );
    expect(healed).toMatchObject({ refused: [], missing: [] });

    maker.restore(1_795_580_000, { epoch: 1_795_572_000, sequence: 9, manifest: hasher.sha256('lost on both sides') });
    const lost = await maker.make(TUESDAY, 7);
    expect(reasons(await take(lost))).toEqual(['EpochUnknown']);
    expect(await confirmEpoch('S1', 1)).toEqual({ ok: false, error: { type: 'NothingHeld' } });
    expect(await confirmEpoch('S1', 1_795_580_000)).toEqual({ ok: true, value: { accepted: 1 } });
    expect(await cell('S1', TUESDAY)).toMatchObject({ figures: { collected: 7 } });
    expect(reasons(await take(lost))).toEqual(['already']);
  });

  test('both sides restored from backups of yesterday: everything heals by what is asked for', async () => {
    const [one, two] = [await enrol(createMaker('S1')), await enrol(createMaker('S2'))];
    const { take } = office();
    const first = [await one.make(addDays(MONDAY, -2), 1), await two.make(addDays(MONDAY, -2), 1)];
    await take(...first);
    await store.close();
    const backup = await copy(where);
    store = value(await open(where));
    const lost = [await one.make(addDays(MONDAY, -1), 2), await two.make(addDays(MONDAY, -1), 2)] as const;
    expect(reasons(await office().take(...lost))).toEqual(['accepted', 'accepted']);
    await store.close();
    store = value(await open(backup));

    // S1 lost Sunday as well; S2 goes on as if nothing had happened.
    one.restore(1_795_572_000, first[0]?.ref ?? null);
    const after = [await one.make(addDays(MONDAY, -1), 5), await one.make(MONDAY, 6), await two.make(MONDAY, 3)];
    expect(reasons(await office().take(...after))).toEqual(['accepted', 'accepted', 'accepted']);
    expect((await answer('S1')).missing).toEqual([]);
    expect((await answer('S2')).missing).toEqual([{ epoch: 0, from: 2, to: 2 }]);
    expect(reasons(await office().take(lost[1]))).toEqual(['accepted']);
    expect((await answer('S2')).missing).toEqual([]);
    // What S1 sent before its restore may still come on a stick.
    expect(reasons(await office().take(lost[0]))).toEqual(['accepted']);
    expect(await cell('S1', addDays(MONDAY, -1))).toMatchObject({ marks: ['restored'], figures: { collected: 5 } });
    expect(value(await views().missing())).toMatchObject([{ gaps: [] }, { gaps: [] }]);
  });

  test('what cannot be taken gets a reason, and of an unknown station only name and hash are kept', async () => {
    const maker = await enrol(createMaker('S1'));
    const stranger = createMaker('S1', newKey());
    const unknown = createMaker('S9');
    await enrol(createMaker('S2'), { state: 'asked' });
    const whole = await maker.make(MONDAY);
    const changed = { ...whole, bytes: whole.bytes.map((byte, i) => (i === 300 ? byte ^ 1 : byte)) };
    const renamed = { ...whole, name: bundleName({ station: 'S1', day: TUESDAY, epoch: 0, sequence: 1 }) };
    const forged = await stranger.make(MONDAY);
    const theirs = await unknown.make(MONDAY);
    const future = await maker.make(addDays(TUESDAY, 1), 3, { sequence: 7 });
    const odd = { ...theirs, name: 'Nguyễn Văn Mẫu 038090000017.zip.age' };
    const { take } = office();
    expect(reasons(await take(changed, renamed, forged, theirs, future, odd))).toEqual([
      'NotForUs',
      'NameDiffers',
      'UnknownKey',
      'UnknownStation',
      'DayInFuture',
      'NameInvalid',
    ]);
    const { refused } = value(await views().troubles());
    const bySha = (one: Incoming) => refused.find(({ sha256 }) => sha256 === hasher.sha256(one.bytes));
    expect(refused).toHaveLength(6);
    expect(JSON.stringify(refused)).not.toContain('038090000017');
    expect(refused.find(({ station }) => station === 'S9')).toBeUndefined();
    expect(bySha(changed)).toMatchObject({ station: 'S1', name: whole.name, reason: 'NotForUs', at: clock.now() });
    expect(refused.filter(({ station }) => station === '').map(({ name, reason }) => [name, reason])).toContainEqual([
      theirs.name,
      'UnknownStation',
    ]);
    expect((await answer('S1')).refused.map(({ reason }) => reason).sort()).toEqual([
      'DayInFuture',
      'NameDiffers',
      'NotForUs',
      'UnknownKey',
    ]);
    expect(await cell('S1')).toMatchObject({ state: 'due', marks: ['refused'], figures: null });
    // The whole one comes, and nothing of its number is trouble any more.
    expect(reasons(await take(whole))).toEqual(['accepted']);
    expect((await answer('S1')).refused.map(({ reason }) => reason)).toEqual(['DayInFuture']);
  });

  test('a numbering that does not begin where it says is refused', async () => {
    const maker = await enrol(createMaker('S1'));
    const { ref } = await maker.make(addDays(MONDAY, -1));
    const hash = hasher.sha256('another');
    const wrong = [
      { sequence: 1, previous: hash },
      { sequence: 2, previous: null },
      { sequence: 1, epochFrom: ref, previous: ref.manifest },
      { sequence: 1, epoch: 5, epochFrom: ref, previous: hash },
      { sequence: 1, epoch: 5, epochFrom: { ...ref, epoch: 5 }, previous: ref.manifest },
    ];
    for (const of of wrong)
      expect(reasons(await office().take(await maker.make(MONDAY, 1, of)))).toEqual(['ChainDiffers']);
    expect(await cell('S1')).toMatchObject({ figures: null });
  });

  test('clocks that are off are marked, and nothing is lost by them', async () => {
    const maker = await enrol(createMaker('S1'));
    const { take } = office();
    const ahead = await maker.make(MONDAY, 1, { madeAt: clock.now() + 11 * MINUTE });
    const slightly = await maker.make(TUESDAY, 1, { madeAt: clock.now() + 9 * MINUTE });
    const before = await maker.make(addDays(MONDAY, -1), 1, { madeAt: instantOf(addDays(MONDAY, -1), 0) - 1 });
    expect((await take(ahead, slightly, before)).map((one) => one.type === 'accepted' && one.clockOff)).toEqual([
      true,
      false,
      true,
    ]);
    expect(await cell('S1')).toMatchObject({ clockOff: true, state: 'received' });
    expect(await cell('S1', TUESDAY)).toMatchObject({ clockOff: false });
  });

  test('keys and stations end on a day', async () => {
    const maker = await enrol(createMaker('S1'), { endedOn: TUESDAY, state: 'ended' });
    value(
      await store.transaction(async (tx) => {
        const [key] = await tx.keys(['S1']);
        if (key) await tx.saveKey({ ...key, validFrom: addDays(MONDAY, -1) });
      }),
    );
    const [early, monday, tuesday] = [
      await maker.make(addDays(MONDAY, -2)),
      await maker.make(MONDAY),
      await maker.make(TUESDAY),
    ];
    expect(reasons(await office().take(early, monday, tuesday))).toEqual(['UnknownKey', 'accepted', 'StationEnded']);
    expect(await cell('S1', TUESDAY)).toMatchObject({ state: 'notExpected' });
    // One whose key ended on Monday, and one that nobody has telephoned yet.
    const stolen = await enrol(createMaker('S2'));
    const asked = await enrol(createMaker('S3'), { state: 'asked' });
    value(
      await store.transaction(async (tx) => {
        const [key] = await tx.keys(['S2']);
        if (key) await tx.saveKey({ ...key, validTo: MONDAY });
      }),
    );
    const [sunday, later] = [await stolen.make(addDays(MONDAY, -1)), await stolen.make(MONDAY)];
    expect(reasons(await office().take(sunday, later, await asked.make(MONDAY)))).toEqual([
      'accepted',
      'UnknownKey',
      'UnknownStation',
    ]);
  });

  test('an answer is signed anew only when it says something new or the key is another', async () => {
    const maker = await enrol(createMaker('S1'));
    await office().take(await maker.make(MONDAY));
    const issue = async (key = receiptKey) =>
      value(await createReturns({ store, signer, now: clock.now }).issue(['S1', 'S7'], key));
    const first = await issue();
    expect([...first.keys()]).toEqual(['S1']);
    clock.pass(MINUTE);
    expect(await issue()).toEqual(first);
    expect(await issue(newKey())).not.toEqual(first);
    const again = await issue();
    clock.set(instantOf(MONDAY, 0));
    await office().take(await maker.make(MONDAY, 5));
    const { issuedAt } = JSON.parse((JSON.parse((await issue()).get('S1') ?? '') as { body: string }).body);
    expect(issuedAt).toBeGreaterThan(JSON.parse((JSON.parse(again.get('S1') ?? '') as { body: string }).body).issuedAt);
  });

  test('the grid says of every commune how fresh and how complete it is', async () => {
    const { take } = office();
    const makers = [];
    for (const id of ['S1', 'S2', 'S3', 'S4', 'S5'])
      makers.push(await enrol(createMaker(id), { expectedFrom: id === 'S5' ? TUESDAY : addDays(MONDAY, -9) }));
    const [punctual, late, away] = makers as [(typeof makers)[0], (typeof makers)[0], (typeof makers)[0]];
    await take(await punctual.make(MONDAY, 10), await away.make(addDays(MONDAY, -5)));
    expect(value(await views().grid(MONDAY)).counts).toEqual({
      received: 1,
      late: 0,
      due: 3,
      missing: 0,
      never: 0,
      notExpected: 1,
    });
    clock.set(instantOf(TUESDAY, 12 * 60) + 1);
    await take(await late.make(MONDAY, 4));
    const grid = value(await views().grid(MONDAY));
    expect(grid.cells.map(({ station, state, missingDays }) => [station, state, missingDays])).toEqual([
      ['S4', 'never', 10],
      ['S3', 'missing', 5],
      ['S2', 'late', 0],
      ['S1', 'received', 0],
      ['S5', 'notExpected', 0],
    ]);
    expect(grid.totals).toMatchObject({ collected: 14, handedOut: 2 });
    expect(grid.cells.find(({ station }) => station === 'S3')).toMatchObject({
      lastDay: addDays(MONDAY, -5),
      week: [false, true, false, false, false, false, false],
      completeness: { came: 1, expected: 10 },
    });
    expect(value(await views().missing()).map(({ station, days }) => [station, days])).toEqual([
      ['S1', [{ from: addDays(MONDAY, -9), to: addDays(MONDAY, -1) }]],
      ['S2', [{ from: addDays(MONDAY, -9), to: addDays(MONDAY, -1) }]],
      [
        'S3',
        [
          { from: addDays(MONDAY, -9), to: addDays(MONDAY, -6) },
          { from: addDays(MONDAY, -4), to: MONDAY },
        ],
      ],
      ['S4', [{ from: addDays(MONDAY, -9), to: MONDAY }]],
    ]);
    const week = value(await views().week(TUESDAY));
    expect(week.map(({ day }) => day)).toEqual([-6, -5, -4, -3, -2, -1, 0].map((by) => addDays(TUESDAY, by)));
    expect(week.at(-2)).toMatchObject({
      counts: { received: 1, late: 1, missing: 1, never: 1 },
      sums: { days: 2, collected: 14 },
    });
    expect(week.at(-1)).toMatchObject({ counts: { due: 5 }, sums: null });
    const roll = value(await views().rollUp(addDays(MONDAY, -6), TUESDAY));
    expect(roll.total).toMatchObject({ days: 3, collected: 17, visits: 0, visitDays: 0, expected: 4 * 8 + 1 });
    expect(roll.stations.find(({ station }) => station === 'S1')).toMatchObject({
      expected: 8,
      sums: { days: 1, collected: 10 },
    });
  });

  test('a commune far from the others is named', async () => {
    const { take } = office();
    for (const [i, collected] of [10, 11, 9, 10, 12, 8, 200].entries())
      await take(await (await enrol(createMaker(`S${i + 1}`))).make(MONDAY, collected));
    const [collected, handedOut] = value(await views().comparisons(MONDAY));
    expect(collected).toMatchObject({
      figure: 'collected',
      counted: 7,
      median: 10,
      mad: 1,
      outliers: [{ station: 'S7', value: 200 }],
    });
    expect(handedOut).toMatchObject({ median: 1, mad: 0, outliers: [] });
  });

  test('rubbish of strangers never fills the disk', async () => {
    const rows = Array.from({ length: 1100 }, (_, i) => ({
      station: '',
      name: `S9-2026-11-23-${i}.zip.age`,
      sha256: hasher.sha256(String(i)),
      reason: 'UnknownStation',
      epoch: 0,
      sequence: i,
      at: i,
    }));
    value(await store.transaction((tx) => tx.addRefused(rows)));
    value(await store.transaction((tx) => tx.addRefused([{ ...rows[0]!, at: 5000 }])));
    const { refused } = value(await views().troubles());
    expect(refused).toHaveLength(1000);
    expect(refused[0]).toMatchObject({ name: rows[0]?.name, at: 5000 });
  });

  test('a station whose key is in other hands fills no disk: a hundred of its bundles wait for a person, of more only the names', async () => {
    const maker = await enrol(createMaker('S1'));
    const other = await enrol(createMaker('S2'));
    const lost = { epoch: 0, sequence: 9, manifest: hasher.sha256('nowhere') };
    const waiting: Incoming[] = [];
    for (let i = 1; i <= 103; i++) {
      maker.restore(1_795_572_000 + i, lost);
      waiting.push(await maker.make(MONDAY));
    }
    const { take, confirmEpoch } = office();
    expect(new Set(reasons(await take(...waiting)))).toEqual(new Set(['EpochUnknown']));
    expect(reasons(await take(...waiting.slice(0, 1), await other.make(MONDAY)))).toEqual(['EpochUnknown', 'accepted']);
    const { held, refused } = value(await views().troubles());
    expect([held.length, refused.length]).toEqual([100, 3]);
    expect((await answer('S1')).refused).toHaveLength(50);
    // The station has them still: once there is room they are taken like any other.
    expect(await confirmEpoch('S1', 1_795_572_001)).toMatchObject({ ok: true });
    expect(reasons(await take(...waiting.slice(100)))).toEqual(['EpochUnknown', 'EpochUnknown', 'EpochUnknown']);
    expect(value(await views().troubles()).held).toHaveLength(100);
  });

  test('rubbish under the name of a commune marks it for a month and not for good', async () => {
    await enrol(createMaker('S1'));
    await office().take({ name: 'S1-2026-11-23-9999.zip.age', bytes: Buffer.from('rubbish'), via: 'https' });
    expect(await cell('S1')).toMatchObject({ marks: ['refused'] });
    clock.pass(31 * DAY);
    expect(await cell('S1', addDays(TUESDAY, 31))).toMatchObject({ marks: [] });
  });

  test('the farthest numbers a bundle may hold are shown, summed and answered', async () => {
    const maker = await enrol(createMaker('S1'), { expectedFrom: '2000-01-01' });
    const most = 10_000_000;
    const files = [
      await maker.make(MONDAY, most, { sequence: most, previous: hasher.sha256('before') }),
      await maker.make('2026-01-01', most, { epoch: 999_999_999_999, sequence: 1, previous: null, madeAt: 0 }),
      await maker.make(TUESDAY, 1, {
        epoch: 999_999_999_998,
        sequence: 1,
        previous: null,
        madeAt: 253_402_275_599_999,
      }),
    ];
    expect(reasons(await office().take(...files))).toEqual(['accepted', 'accepted', 'accepted']);
    const shown = views();
    for (const day of [MONDAY, TUESDAY]) {
      value(await shown.grid(day));
      value(await shown.week(day));
      value(await shown.comparisons(day));
      expect(value(await shown.day('S1', day))).toMatchObject({ state: 'received' });
    }
    expect(value(await shown.rollUp('2026-01-01', TUESDAY)).total).toMatchObject({ days: 3, collected: 2 * most + 1 });
    expect(value(await shown.missing())).toMatchObject([{ gaps: [{ epoch: 0, first: 1, last: most - 1 }] }]);
    expect(await answer('S1')).toMatchObject({ missing: [{ epoch: 0, from: 1, to: most - 1 }] });
  });

  test('a transaction that throws leaves nothing behind', async () => {
    const maker = createMaker('S1');
    await expect(
      store.transaction(async (tx) => {
        await tx.saveStation(maker.row());
        throw new Error('bug');
      }),
    ).rejects.toThrow('bug');
    expect(await store.read((reads) => reads.stations())).toEqual({ ok: true, value: [] });
  });

  test('lets nobody else in while it writes: the office shares the file and its thread', async () => {
    if (where.startsWith('postgres:')) return;
    const maker = createMaker('S1');
    let elsewhere = false;
    setImmediate(() => {
      elsewhere = true;
    });
    value(
      await store.transaction(async (tx) => {
        await tx.lock(['S1']);
        await tx.saveStation(maker.row());
        await tx.addRefused([]);
        await tx.stationsOf(['S1']);
        expect(elsewhere).toBe(false);
      }),
    );
    expect(elsewhere).toBe(false);
  });

  test('a connection that is lost in the middle keeps nothing, and the next one works', async () => {
    if (!where.startsWith('postgres:')) return;
    const maker = createMaker('S1');
    const lost = await store.transaction(async (tx) => {
      await tx.saveStation(maker.row());
      await cutConnections(where);
      await tx.saveStation({ ...maker.row(), name: 'Xã khác' });
    });
    expect(lost).toEqual({ ok: false, error: { type: 'DatabaseUnreachable' } });
    expect(await store.read((reads) => reads.stations())).toEqual({ ok: true, value: [] });
    await cutConnections(where);
    expect(value(await store.read((reads) => reads.stations()))).toEqual([]);
  });

  test('tables of a newer program are refused', async () => {
    await store.transaction((tx) => tx.saveStation(createMaker('S1').row()));
    await store.close();
    await newer(where);
    expect(await open(where)).toEqual({ ok: false, error: { type: 'SchemaTooNew', found: 990, known: 10 } });
    store = value(await open(await place()));
  });
});
