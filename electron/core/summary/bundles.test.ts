import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import { signer } from '../../node/signer.ts';
import { hasher } from '../../node/system.ts';
import { openLog, verifyLog } from '../kernel/log.ts';
import { DAY, MINUTE, serviceDay } from '../kernel/time.ts';
import { MORNING } from '../testing/office.ts';
import { createClock, memory, value } from '../testing/station.ts';
import { testSummary } from '../testing/summary.ts';
import { openBundle } from './bundle.ts';
import { createBundles, ownKeys } from './bundles.ts';
import type { SummaryEvent } from './events.ts';
import { type BundleRef, parseBundleName } from './exchange.ts';
import type { Summary } from './summary.ts';
import { createSummaryProjection, type MadeBundle } from './tables.ts';

const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const WEDNESDAY = '2026-11-25';
const AUTHOR = { actor: null, device: null, key: null };

let identity = '';
let recipient = '';
beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
});

describe('a closed day', () => {
  test('gets one bundle, which opens at the superior office, and none again while it is unchanged', async () => {
    const office = station();
    expect(office.bundles.makeDue()).toEqual({ ok: true, value: [] });
    office.close(MONDAY, 5);
    const [made] = office.made();
    expect(made).toMatchObject({ epoch: 0, sequence: 1, day: MONDAY, previous: null, replaces: null });
    expect(office.made()).toEqual([]);
    office.close(MONDAY);
    expect(office.made()).toEqual([]);
    const opened = await office.open(made);
    expect(opened.manifest.log).toEqual([{ station: 'S1', seq: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(opened.summary.tickets.issued).toBe(5);
    office.proveLog();
  });

  test('that was corrected takes the next number and names the one it replaces', async () => {
    const office = station();
    office.close(MONDAY, 5);
    const [first] = office.made();
    office.close(TUESDAY, 7);
    const [second] = office.made();
    office.write({ type: 'summary.reopened', data: { day: MONDAY } });
    expect(office.made()).toEqual([]);
    office.close(MONDAY, 6);
    const [third] = office.made();
    expect(second).toMatchObject({ sequence: 2, previous: first?.manifest, replaces: null });
    expect(third).toMatchObject({ sequence: 3, previous: second?.manifest, replaces: ref(first) });
    const { manifest, summary } = await office.open(third);
    expect(manifest).toMatchObject({ previous: second?.manifest, replaces: ref(first) });
    expect(summary.tickets.issued).toBe(6);
  });

  test('corrected to what it was before is another bundle: above stands the one between', () => {
    const office = station();
    for (const issued of [5, 6, 5]) office.close(MONDAY, issued, true);
    expect(office.projection.bundlesOf(MONDAY).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  test('days that were missed are made up for, oldest first', () => {
    const office = station();
    for (const day of [WEDNESDAY, MONDAY, TUESDAY]) office.close(day, 1);
    expect(value(office.bundles.makeDue(1)).map(({ day }) => day)).toEqual([MONDAY]);
    expect(office.made().map(({ day, sequence }) => [day, sequence])).toEqual([
      [TUESDAY, 2],
      [WEDNESDAY, 3],
    ]);
  });

  test('waits while the clock is doubtful', () => {
    const office = station();
    office.close(MONDAY, 5);
    office.clock.set(MORNING + 40 * DAY);
    expect(office.bundles.makeDue()).toEqual({ ok: false, error: { type: 'ClockDoubtful' } });
    office.clock.set(MORNING);
    expect(office.made()).toHaveLength(1);
  });

  test('is there whole or not at all', () => {
    const office = station();
    office.close(MONDAY, 5);
    office.db.exec('ALTER TABLE bundle RENAME TO away');
    expect(() => office.bundles.makeDue()).toThrow('bundle');
    office.db.exec('ALTER TABLE away RENAME TO bundle');
    const counts = ['bundle_file', 'station_secret', 'station_key'].map((table) => office.count(table));
    expect(counts).toEqual([0, 0, 0]);
    expect(office.made()).toMatchObject([{ sequence: 1 }]);
    office.proveLog();
  });
});

describe('the sealed file', () => {
  test('is the same for every way up, also when two ask at once and after a restart', async () => {
    const office = station();
    office.close(MONDAY, 5);
    const [made] = office.made();
    const { manifest = '' } = made ?? {};
    const both = await Promise.all([
      office.bundles.seal(manifest, recipient),
      office.bundles.seal(manifest, recipient),
    ]);
    const again = value(await office.restarted().bundles.seal(manifest, recipient));
    expect(both.map(value)).toEqual([again, again]);
    expect(parseBundleName(again.name)).toEqual({ station: 'S1', day: MONDAY, epoch: 0, sequence: 1 });

    const other = await identityToRecipient(await generateX25519Identity());
    const anew = value(await office.bundles.seal(manifest, other));
    expect(anew.name).toBe(again.name);
    expect(anew.bytes).not.toEqual(again.bytes);
    expect(value(await office.bundles.seal(manifest, other))).toEqual(anew);
  });

  test('of a bundle that is not there, or for nobody, is a failure', async () => {
    const office = station();
    office.close(MONDAY, 5);
    const [made] = office.made();
    expect(await office.bundles.seal('f'.repeat(64), recipient)).toEqual({
      ok: false,
      error: { type: 'BundleMissing' },
    });
    const mistyped = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`;
    for (const nobody of [mistyped, 'age1', ''])
      expect(await office.bundles.seal(made?.manifest ?? '', nobody)).toEqual({
        ok: false,
        error: { type: 'RecipientInvalid' },
      });
  });
});

describe('after a restore', () => {
  test('a new epoch begins after the last receipt, once, and counts from 1', async () => {
    const office = station();
    office.close(MONDAY, 5);
    const [monday] = office.made();
    office.receipt(monday, MONDAY);
    office.close(TUESDAY, 5);
    office.made();
    const at = MORNING + 2 * DAY;
    office.clock.pass(2 * DAY);
    expect(office.bundles.restored(at)).toEqual({ ok: true, value: null });
    office.clock.pass(5 * MINUTE);
    expect(office.restarted().bundles.restored(at)).toEqual({ ok: true, value: null });
    const epoch = at / 1000;
    expect(office.projection.epochs()).toMatchObject([
      { epoch, from: ref(monday), lostFrom: MONDAY, lostTo: WEDNESDAY },
    ]);
    office.close(WEDNESDAY, 3);
    const [first] = office.made();
    office.close(serviceDay(at + DAY), 4);
    const [second] = office.made();
    expect(first).toMatchObject({ epoch, sequence: 1, previous: monday?.manifest });
    expect(second).toMatchObject({ epoch, sequence: 2, previous: first?.manifest });
    const opened = await office.open(second);
    expect(opened.manifest.epochFrom).toEqual(ref(monday));
    office.proveLog();
  });

  test('two restores are two epochs, also where the clock was put back, or is doubtful', () => {
    const office = station();
    office.close(MONDAY, 5);
    const at = MORNING + 40 * DAY;
    office.clock.set(at);
    expect(office.log.clockState().type).toBe('doubtful');
    value(office.bundles.restored(at));
    value(office.bundles.restored(at - DAY));
    expect(office.projection.epochs().map(({ epoch }) => epoch)).toEqual([at / 1000, at / 1000 + 1]);
    expect(office.projection.epochs()[0]).toMatchObject({ from: null, lostFrom: MONDAY, lostTo: serviceDay(at) });
  });

  test('what is known above from before is named as replaced', () => {
    const office = station();
    const lost = { epoch: 0, sequence: 4, manifest: 'c'.repeat(64) };
    office.receipt(lost, MONDAY);
    office.close(MONDAY, 7);
    expect(office.made()).toMatchObject([{ replaces: lost }]);
  });
});

describe("the station's key", () => {
  test('is made once, at first need, and is good from the first day of the log', async () => {
    const office = station();
    office.write({ type: 'summary.remarked', data: { day: MONDAY, remark: '' } });
    office.clock.pass(DAY);
    const key = value(office.bundles.key());
    expect(key.validFrom).toBe(MONDAY);
    expect(value(office.restarted().bundles.key())).toEqual(key);
    office.close(MONDAY, 1);
    const [made] = office.made();
    expect((await office.open(made)).keyId).toBe(key.keyId);
    office.proveLog();
  });

  test('changes for the days to come; days before keep theirs, also when corrected later', async () => {
    const office = station();
    office.close(MONDAY, 1);
    office.made();
    expect(office.bundles.changeKey(MONDAY)).toEqual({ ok: false, error: { type: 'KeyTooEarly' } });
    const { key, before } = value(office.bundles.changeKey(TUESDAY));
    expect(value(office.bundles.key())).toEqual(before);
    office.clock.pass(DAY);
    expect(value(office.bundles.key())).toEqual(key);
    office.close(TUESDAY, 1);
    office.close(MONDAY, 2);
    const [monday, tuesday] = office.made();
    expect((await office.open(monday)).keyId).toBe(before.keyId);
    expect((await office.open(tuesday)).keyId).toBe(key.keyId);
  });
});

/** A station over a real log in memory whose days are made by hand. */
function station(db = memory(), clock = createClock(), counts = new Map<string, number>()) {
  const projection = createSummaryProjection(db, 'S1');
  const log = value(openLog({ db, clock, hasher, station: 'S1', projections: [projection] }));
  const summaryOf = (day: string): { summary: Summary; log: [{ station: string; seq: number; hash: string }] } => {
    const { closed } = projection.day(day);
    const issued = counts.get(day) ?? 0;
    const { seq, hash } = log.head();
    return {
      summary: testSummary({
        ...{ day, nothing: issued === 0 },
        tickets: { ...testSummary().tickets, issued },
        closed: closed && { at: closed.at, by: closed.by },
      }),
      log: [{ station: 'S1', seq, hash }],
    };
  };
  const bundles = createBundles({ db, log, projection, hasher, signer, summaryOf });
  const write = (event: SummaryEvent) =>
    void value(log.write(AUTHOR, () => ({ ok: true, value: { events: [event], value: null } })));
  const keyOf = ownKeys('S1', projection);
  return {
    ...{ db, clock, log, projection, bundles, write },
    made: () => value(bundles.makeDue()),
    close(day: string, issued = counts.get(day) ?? 0, make = false) {
      counts.set(day, issued);
      clock.pass(MINUTE);
      write({ type: 'summary.closed', data: { day, by: 'officer', others: [], nothing: issued === 0, idCards: 0 } });
      if (make) value(bundles.makeDue());
    },
    receipt(of: BundleRef | undefined, day: string) {
      if (of) write({ type: 'receipt.read', data: { ...ref(of), day, acceptedAt: clock.now() } });
    },
    async open(of: MadeBundle | undefined) {
      const { name, bytes } = value(await bundles.seal(of?.manifest ?? '', recipient));
      const opened = value(await openBundle({ hasher, signer, identities: [identity], keyOf }, name, bytes));
      expect(opened.manifestHash).toBe(of?.manifest);
      return opened;
    },
    restarted: () => station(db, clock, counts),
    count: (table: string) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n,
    proveLog() {
      const projections = (target: typeof db) => [createSummaryProjection(target, 'S1')];
      expect(
        verifyLog({ db, scratch: memory(), hasher, projections: (target) => projections(target as typeof db) }),
      ).toMatchObject({ ok: true });
    },
  };
}

function ref(of: BundleRef | undefined): BundleRef {
  const { epoch = -1, sequence = -1, manifest = '' } = of ?? {};
  return { epoch, sequence, manifest };
}
