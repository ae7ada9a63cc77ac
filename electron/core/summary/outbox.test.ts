import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signer } from '../../node/signer.ts';
import { hasher, ids } from '../../node/system.ts';
import { openLog } from '../kernel/log.ts';
import { keyIdOf, signDocument } from '../kernel/signed.ts';
import { addDays, MINUTE } from '../kernel/time.ts';
import { createClock, events, memory, type TestClock, value } from '../testing/station.ts';
import { type BundleRef, bundleName, type ReturnDocument } from './exchange.ts';
import { ARROWS, createOutbox, type Delivery, type DeliveryState, retryDelay, stepOn } from './outbox.ts';
import { createSummaryProjection } from './tables.ts';

const STATION = 'S1';
const FIRST_DAY = '2026-11-20';

/** A station with bundles, two ways up and an enrolled superior office, whose receipts are signed for real. */
function createBench(options: { targets?: string[]; clock?: TestClock } = {}) {
  const db = memory();
  const clock = options.clock ?? createClock();
  const targets = options.targets ?? ['stick', 'net'];
  const projection = createSummaryProjection(db, STATION);
  const log = value(openLog({ db, clock, hasher, station: STATION, projections: [projection] }));
  const key = signer.newKey();
  const superior = {
    format: 1,
    id: 'PMAU38',
    name: 'Công an tỉnh Mẫu',
    recipient: `age1${'q'.repeat(58)}`,
    receiptKey: key.publicKey,
    https: null,
    sftp: null,
    validFrom: '2026-01-01',
    succession: null,
    issuedAt: 0,
  };
  const signWith = (pair: typeof key) => ({ keyId: keyIdOf(hasher, pair.publicKey), privateKey: pair.privateKey });
  const write = (type: string, data: object) =>
    value(log.write({ actor: null, device: null, key: null }, () => ok({ type, data })));
  write('superior.enrolled', {
    superior: superior.id,
    file: signDocument(signer, 'superior', superior, signWith(key)),
    validFrom: superior.validFrom,
  });
  const outbox = createOutbox({
    db,
    log,
    projection,
    signer,
    hasher,
    ids,
    targets: () => targets,
    sendAt: () => '22:45',
  });
  let sequence = 0;
  let issued = 0;
  return {
    db,
    clock,
    log,
    outbox,
    targets,
    projection,
    key,
    superior,
    write,
    /** Makes the next bundle: of a new day, or one that corrects another. */
    make(replaces: BundleRef | null = null, day = addDays(FIRST_DAY, sequence)): BundleRef {
      sequence += 1;
      const ref = { epoch: 0, sequence, manifest: hasher.sha256(`manifest ${sequence}`) };
      write('bundle.made', { ...ref, day, previous: null, replaces, content: hasher.sha256(day) });
      value(outbox.queueUp());
      return ref;
    },
    /** A return document; `pair` may be a stranger's key. */
    answer(part: Partial<ReturnDocument>, pair = key): string {
      issued += 1;
      const body = {
        format: 1,
        station: STATION,
        issuedAt: clock.now() + issued,
        receipts: [],
        refused: [],
        missing: [],
      };
      return signDocument(signer, 'return', { ...body, ...part }, signWith(pair));
    },
    receipt: (ref: BundleRef) => ({ ...ref, day: projection.bundle(ref.manifest)?.day ?? FIRST_DAY, acceptedAt: 7 }),
    states(): Record<string, string> {
      const rows = db.all<Delivery>('SELECT * FROM outbox ORDER BY target, manifest');
      return Object.fromEntries(
        rows.map(({ manifest, target, state }) => [`${projection.bundle(manifest)?.sequence} ${target}`, state]),
      );
    },
    send(ref: BundleRef, target: string, ...steps: ('begun' | 'written' | 'verified')[]) {
      for (const type of steps) value(outbox.step(ref.manifest, target, { type }));
    },
    receipts: () => events(db).filter(({ type }) => type === 'receipt.read').length,
  };
}

const ok = (event: { type: string; data: object }) => ({ ok: true as const, value: { events: [event], value: null } });
const NONE: ReadonlySet<string> = new Set();

test('delays grow from a minute to six hours, with at most a tenth more', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((n) => retryDelay(n, 0) / MINUTE);
  expect(minutes).toEqual([1, 2, 5, 15, 60, 180, 360, 360, 360]);
  expect(retryDelay(7, 0.999) / MINUTE).toBeLessThan(396);
});

test('whatever happens, a delivery moves along the arrows only, and nothing but a receipt acknowledges it', () => {
  const step = fc.oneof(
    fc.constantFrom('begun', 'written', 'verified', 'interrupted', 'receipt', 'again', 'hurried').map((type) => ({
      type: type as Exclude<keyof typeof ARROWS, 'failed'>,
    })),
    fc.record({
      type: fc.constant('failed' as const),
      failure: fc.constantFrom('TargetGone', 'BundleRefused'),
      jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let delivery: Delivery = {
        manifest: 'm',
        target: 't',
        state: 'pending',
        attempts: 0,
        nextAt: 0,
        failure: null,
        changedAt: 0,
      };
      const seen: DeliveryState[] = ['pending'];
      for (const [at, each] of steps.entries()) {
        const next = stepOn(delivery, each, at + 1);
        if (next === null) expect(ARROWS[each.type][delivery.state]).toBeUndefined();
        else {
          // Whole there means: begun in this very attempt.
          if (next.state === 'verified') expect(['writing', 'written']).toContain(delivery.state);
          if (next.state === 'acknowledged') expect(each.type).toBe('receipt');
          expect(next.nextAt === 0 || each.type === 'failed' || each.type === 'begun').toBe(true);
          delivery = next;
          seen.push(next.state);
        }
      }
      if (seen.includes('acknowledged')) expect(steps.some(({ type }) => type === 'receipt')).toBe(true);
    }),
  );
});

type Act =
  | { act: 'make' | 'crash' | 'hurry' }
  | { act: 'send'; upTo: number; target: number; fault: string | null }
  | { act: 'answer'; has: number[]; missing: number | null; pair: 'superior' | 'stranger' };

test('any order of failures, crashes and receipts loses no bundle and acknowledges none without its receipt', () => {
  const act: fc.Arbitrary<Act> = fc.oneof(
    fc.constantFrom<Act>({ act: 'make' }, { act: 'make' }, { act: 'crash' }, { act: 'hurry' }),
    fc.record({
      act: fc.constant('send' as const),
      upTo: fc.integer({ min: 0, max: 3 }),
      target: fc.integer({ min: 0, max: 1 }),
      fault: fc.constantFrom(null, 'TargetGone', 'TargetFull', 'BundleRefused', 'BundleMissing'),
    }),
    fc.record({
      act: fc.constant('answer' as const),
      has: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
      missing: fc.option(fc.integer({ min: 1, max: 6 })),
      pair: fc.constantFrom('superior' as const, 'superior' as const, 'stranger' as const),
    }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const bench = createBench();
      const { outbox, targets, projection } = bench;
      const stranger = signer.newKey();
      const made: BundleRef[] = [];
      const receipts = new Set<number>();
      for (const each of acts) {
        bench.clock.pass(MINUTE);
        if (each.act === 'make') made.push(bench.make());
        if (each.act === 'crash') for (const target of targets) value(outbox.recover(target));
        if (each.act === 'hurry') value(outbox.hurry(null));
        if (each.act === 'send') {
          const target = targets[each.target] ?? '';
          const next = outbox.next(target, NONE);
          if (next === null) continue;
          bench.send(next, target, ...(['begun', 'written', 'verified'] as const).slice(0, each.upTo));
          if (each.fault !== null && each.upTo < 3) {
            const whole = each.fault.startsWith('Target');
            value(outbox.fail(whole ? null : next.manifest, target, each.fault));
          }
        }
        if (each.act === 'answer') {
          const of = (n: number) => made.find(({ sequence }) => sequence === n);
          const has = each.has.flatMap((n) => of(n) ?? []);
          const read = outbox.readAnswer(
            bench.answer(
              {
                receipts: has.map(bench.receipt),
                missing: each.missing === null ? [] : [{ epoch: 0, from: each.missing, to: each.missing }],
              },
              each.pair === 'stranger' ? stranger : bench.key,
            ),
          );
          expect(read.ok).toBe(each.pair === 'superior');
          if (read.ok) for (const { sequence } of has) receipts.add(sequence);
        }
        for (const [of, state] of Object.entries(bench.states())) {
          if (state === 'acknowledged') expect(receipts).toContain(Number.parseInt(of, 10));
        }
        // Every bundle is on every way, or has its receipt.
        for (const { sequence, manifest } of made) {
          if (receipts.has(sequence)) expect(projection.receipt(manifest)).toBeDefined();
          else for (const target of targets) expect(bench.states()).toHaveProperty(`${sequence} ${target}`);
        }
      }
      // When the faults are over, everything without a receipt gets there.
      bench.clock.pass(400 * MINUTE);
      for (const target of targets) {
        value(outbox.recover(target));
        for (let next = outbox.next(target, NONE); next !== null; next = outbox.next(target, NONE))
          bench.send(next, target, 'begun', 'written', 'verified');
        expect(outbox.pending(target)).toBe(0);
      }
      for (const state of Object.values(bench.states())) expect(['verified', 'acknowledged']).toContain(state);
    }),
    { numRuns: 60 },
  );
});

test('a receipt is for the bundle: it ends the sending on every way, and a new way does not get it any more', () => {
  const bench = createBench();
  const [first, second] = [bench.make(), bench.make()];
  bench.send(first, 'net', 'begun', 'written', 'verified');
  expect(bench.outbox.readAnswer(bench.answer({ receipts: [bench.receipt(first)] }))).toEqual({
    ok: true,
    value: { receipts: 1, missing: 0, refused: 0, isNew: true },
  });
  bench.targets.push('later');
  value(bench.outbox.queueUp());
  expect(bench.states()).toEqual({
    '1 net': 'acknowledged',
    '1 stick': 'acknowledged',
    '2 net': 'pending',
    '2 stick': 'pending',
    '2 later': 'pending',
  });
  bench.targets.splice(0, 2);
  value(bench.outbox.queueUp());
  expect(bench.states()).toEqual({ '2 later': 'pending' });
  expect(bench.outbox.view(10)).toMatchObject({ until: '2026-11-21', unsent: ['2026-11-21'], unconfirmed: [] });
  expect(bench.outbox.next('later', NONE)?.manifest).toBe(second.manifest);
});

test('receipts of bundles this log no longer knows are kept: their events say where the next epoch begins', () => {
  const bench = createBench();
  const lost = { epoch: 0, sequence: 9, manifest: 'a'.repeat(64), day: '2026-11-22', acceptedAt: 5 };
  value(bench.outbox.readAnswer(bench.answer({ receipts: [lost] })));
  expect(bench.projection.lastReceipt()).toMatchObject(lost);
  value(bench.outbox.readAnswer(bench.answer({ receipts: [lost] })));
  expect(bench.receipts()).toBe(1);
});

test('what the superior office misses goes out again on every way, also what had a receipt', () => {
  const bench = createBench();
  const [first, second] = [bench.make(), bench.make()];
  for (const ref of [first, second]) bench.send(ref, 'net', 'begun', 'written', 'verified');
  value(bench.outbox.readAnswer(bench.answer({ receipts: [bench.receipt(first), bench.receipt(second)] })));
  value(
    bench.outbox.readAnswer(
      bench.answer({ missing: [{ epoch: 0, from: 1, to: 10_000_000 }], receipts: [bench.receipt(second)] }),
    ),
  );
  expect(bench.states()).toEqual({
    '1 net': 'pending',
    '1 stick': 'pending',
    '2 net': 'acknowledged',
    '2 stick': 'acknowledged',
  });
});

test('an answer that is older, cut, forged or of another station changes nothing', () => {
  const bench = createBench();
  const ref = bench.make();
  const old = bench.answer({ receipts: [bench.receipt(ref)] });
  const refused = [
    {
      name: bundleName({ station: STATION, day: FIRST_DAY, epoch: 0, sequence: 1 }),
      sha256: 'b'.repeat(64),
      reason: 'FilesDiffer',
    },
  ];
  value(bench.outbox.readAnswer(bench.answer({ refused })));
  const before = [bench.states(), events(bench.db), bench.outbox.view(10)];

  const good = bench.answer({ receipts: [bench.receipt(ref)] });
  const read = (text: string) => {
    const result = bench.outbox.readAnswer(text);
    return result.ok ? result.value : result.error.type;
  };
  expect(read(old)).toEqual({ receipts: 0, missing: 0, refused: 0, isNew: false });
  expect(read(bench.answer({ receipts: [bench.receipt(ref)], station: 'S2' }))).toBe('AnswerOfOtherStation');
  expect(read(bench.answer({ receipts: [bench.receipt(ref)] }, signer.newKey()))).toBe('AnswerForged');
  expect(read(good.replace('acceptedAt\\":7', 'acceptedAt\\":8'))).toBe('AnswerForged');
  for (let length = 0; length < good.length - 1; length += 13)
    expect(read(good.slice(0, length))).toBe('AnswerUnreadable');
  expect([bench.states(), events(bench.db), bench.outbox.view(10)]).toEqual(before);
  expect(bench.outbox.view(10).refused).toEqual([{ name: refused[0]?.name, day: FIRST_DAY, reason: 'FilesDiffer' }]);

  // Taken after all: what was refused before is not shown any more.
  value(bench.outbox.readAnswer(bench.answer({ refused, receipts: [bench.receipt(ref)] })));
  expect(bench.outbox.view(10).refused).toEqual([]);
  // The very same once more asks for nothing twice.
  const again = bench.answer({ missing: [{ epoch: 0, from: 1, to: 1 }] });
  expect([read(again), read(again)]).toMatchObject([
    { missing: 1, isNew: true },
    { missing: 0, isNew: false },
  ]);
});

test('a correction waits for what it replaces, but not for what can never be sent', () => {
  const bench = createBench({ targets: ['net'] });
  const first = bench.make();
  const correction = bench.make(first, FIRST_DAY);
  const other = bench.make();
  const next = (tried: BundleRef[] = []) =>
    bench.outbox.next('net', new Set(tried.map(({ manifest }) => manifest)))?.sequence;
  expect(next()).toBe(first.sequence);
  value(bench.outbox.fail(first.manifest, 'net', 'BundleRefused'));
  // The delay is the bundle's own; the way goes on.
  expect(next()).toBe(correction.sequence);
  value(bench.outbox.hurry('net'));
  expect(next([first])).toBe(other.sequence);
  value(bench.outbox.fail(null, 'net', 'TargetGone'));
  expect(bench.outbox.isDue('net')).toBe(false);
  bench.clock.pass(2 * MINUTE);
  expect(bench.outbox.isDue('net')).toBe(true);
});
