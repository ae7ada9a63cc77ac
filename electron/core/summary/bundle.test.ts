import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { deflateSync, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import { signer } from '../../node/signer.ts';
import { hasher } from '../../node/system.ts';
import { keyIdOf, signedBytes } from '../kernel/signed.ts';
import { dutySummary, fullSummary, testSummary } from '../testing/summary.ts';
import { type BuiltBundle, buildBundle, type KeyLookup, openBundle, openZip, sealBundle } from './bundle.ts';
import { BUNDLE_LIMIT, bundleName, type Manifest } from './exchange.ts';
import { summaryCsv, summaryJson } from './formats.ts';
import type { Summary } from './summary.ts';

const OF = {
  station: 'S1',
  day: '2026-11-23',
  ...{ epoch: 0, epochFrom: null, sequence: 7, previous: 'a'.repeat(64), replaces: null },
  madeAt: 1_795_500_000_000,
  log: [{ station: 'S1', seq: 12, hash: 'b'.repeat(64) }],
};
const NAME = bundleName(OF);

const pair = signer.newKey();
const key = { keyId: keyIdOf(hasher, pair.publicKey), privateKey: pair.privateKey };
/** The key is the station's from 1 November. */
const keyOf: KeyLookup = (station, keyId, day) => {
  if (station !== 'S1') return { ok: false, error: { type: 'UnknownStation' } };
  if (keyId !== key.keyId || day < '2026-11-01') return { ok: false, error: { type: 'UnknownKey' } };
  return { ok: true, value: pair.publicKey };
};

const DEPS = { hasher, signer, keyOf };

let identity = '';
let recipient = '';
let built: BuiltBundle;
let sealed: Uint8Array;
beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  built = build();
  sealed = await sealBundle(built.zip, recipient);
});

test('a bundle opens as what it was built of, and the same day is the same zip again', async () => {
  const opened = await open(NAME, sealed);
  expect(opened).toEqual({
    ok: true,
    value: {
      manifest: built.manifest,
      manifestHash: built.manifestHash,
      keyId: key.keyId,
      summary: testSummary(),
      files: files(),
    },
  });
  const zone = process.env.TZ;
  process.env.TZ = 'America/Los_Angeles';
  expect(build().zip).toEqual(built.zip);
  process.env.TZ = zone;
});

test('whatever a day has counted and the chief has remarked goes up', async () => {
  // Half a letter, as a keyboard may leave one behind, has no bytes of its own.
  for (const remark of ['', 'Mất điện; "sáng"\r\n=1+1', '\ud83d', 'ế'.normalize('NFD')]) {
    const summary = { ...fullSummary, remark };
    const of = { ...OF, day: summary.day };
    const bytes = await sealBundle(build({ of, files: files(summary) }).zip, recipient);
    expect(await open(bundleName(of), bytes)).toMatchObject({ ok: true, value: { summary } });
  }
});

test('it opens with any of the identities, and with none but its own', async () => {
  const other = await generateX25519Identity();
  expect(await open(NAME, sealed, [other, identity])).toMatchObject({ ok: true });
  expect(await open(NAME, sealed, [other])).toEqual({ ok: false, error: { type: 'NotForUs' } });
  expect(await open(NAME, sealed, [])).toEqual({ ok: false, error: { type: 'NotForUs' } });
});

test('a byte changed anywhere in the file is noticed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      expect(await open(NAME, flipped(sealed, at, by))).toEqual({ ok: false, error: { type: 'NotForUs' } });
    }),
    { numRuns: 300 },
  );
});

test('cut short at any length, or with something after it, it is noticed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), async (length) => {
      expect(await open(NAME, sealed.subarray(0, length))).toEqual({ ok: false, error: { type: 'NotForUs' } });
    }),
    { numRuns: 300 },
  );
  expect(await open(NAME, concat(sealed, strToU8('x')))).toEqual({ ok: false, error: { type: 'NotForUs' } });
});

test('a byte changed anywhere in the zip is refused, or changes nothing that is read', () => {
  let same = 0;
  for (let at = 0; at < built.zip.length; at++) {
    const opened = openZip(DEPS, NAME, flipped(built.zip, at, 1 << (at % 8)));
    if (!opened.ok) continue;
    same += 1;
    expect(opened.value).toMatchObject({ manifestHash: built.manifestHash, keyId: key.keyId, files: files() });
  }
  // Versions, dates, check sums and owners' bits of four entries, said twice each.
  expect(same).toBeLessThan(200);
});

test('the zip cut short at any length, and any bytes at all, are refused', () => {
  for (let length = 0; length < built.zip.length; length++)
    expect(openZip(DEPS, NAME, built.zip.subarray(0, length))).toEqual({ ok: false, error: { type: 'NotABundle' } });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(openZip(DEPS, NAME, bytes).ok).toBe(false);
      expect(openZip(DEPS, NAME, concat(bytes, built.zip.subarray(built.zip.length - 22))).ok).toBe(false);
    }),
  );
});

test('a name that is none, or says another station, day or number', async () => {
  for (const name of ['', 'x.zip.age', `../${NAME}`, NAME.toUpperCase(), `${NAME}.part`, NAME.replace('.age', '')])
    expect(await open(name, sealed)).toEqual({ ok: false, error: { type: 'NameInvalid' } });
  for (const other of [{ station: 'S2' }, { day: '2026-11-24' }, { sequence: 8 }, { epoch: 5 }])
    expect(await open(bundleName({ ...OF, ...other }), sealed)).toEqual({ ok: false, error: { type: 'NameDiffers' } });
  // Two spellings of one number.
  expect(await open(NAME.replace('-7.', '-07.'), sealed)).toEqual({ ok: false, error: { type: 'NameDiffers' } });
});

test('signed by a stranger, under another name, too early, or for another purpose', async () => {
  const stranger = signer.newKey();
  const strange = { keyId: keyIdOf(hasher, stranger.publicKey), privateKey: stranger.privateKey };
  expect(await reseal(build({ key: strange }))).toBe('UnknownKey');
  expect(await reseal(build({ key: { ...strange, keyId: key.keyId } }))).toBe('SignatureWrong');
  expect(await reseal(build({ of: { ...OF, station: 'S2' } }))).toBe('UnknownStation');
  expect(await reseal(build({ of: { ...OF, day: '2026-10-31' } }))).toBe('UnknownKey');
  const entries = unzipSync(built.zip);
  for (const kind of ['superior', 'station', 'return'] as const) {
    const signature = signer.sign(key.privateKey, signedBytes(kind, entries['manifest.json'] ?? new Uint8Array()));
    const sig = strToU8(JSON.stringify({ version: 1, keyId: key.keyId, signature }));
    expect(await reseal({ zip: zipSync({ ...entries, 'manifest.sig': sig }) })).toBe('SignatureWrong');
  }
});

test('a file that is missing, extra, doubled in the manifest or changed', async () => {
  const { 'summary.csv': csv, ...without } = unzipSync(built.zip);
  expect(await reseal({ zip: zipSync(without) })).toBe('FilesDiffer');
  const all = unzipSync(built.zip);
  expect(await reseal({ zip: zipSync({ ...all, 'more.txt': strToU8('x') }) })).toBe('FilesDiffer');
  expect(await reseal({ zip: zipSync({ ...all, 'summary.csv': strToU8('x'.repeat(csv?.length ?? 0)) }) })).toBe(
    'FilesDiffer',
  );
  const { 'manifest.sig': sig, ...unsigned } = all;
  expect(sig).toBeDefined();
  expect(await reseal({ zip: zipSync(unsigned) })).toBe('ManifestInvalid');
  expect(await reseal({ zip: signedZip({ ...built.manifest, files: twice(built.manifest.files) }) })).toBe(
    'FilesDiffer',
  );
});

test('a manifest or summary that is not what it should be, though signed', async () => {
  expect(await reseal({ zip: signedZip({ ...built.manifest, sequence: 0 }) })).toBe('ManifestInvalid');
  expect(await reseal({ zip: signedZip('nonsense') })).toBe('ManifestInvalid');
  for (const summary of [
    testSummary({ station: 'S2' }),
    testSummary({ day: '2026-11-22' }),
    testSummary({ closed: null }),
    testSummary({ absentCalls: -1 }),
  ])
    expect(await reseal(build({ files: files(summary) }))).toBe('SummaryInvalid');
  const csv = strToU8(summaryCsv(testSummary({ absentCalls: 1 })));
  expect(await reseal(build({ files: files().set('summary.csv', csv) }))).toBe('SummaryInvalid');
  expect(await reseal(build({ files: new Map([['other.json', strToU8('{}')]]) }))).toBe('SummaryInvalid');
});

test('whatever its own station signs, a bundle is opened or refused and never throws: it comes among those of a hundred others', () => {
  const tried = { opened: 0, refused: 0 };
  const anyDay = { ...DEPS, keyOf: () => ({ ok: true, value: pair.publicKey }) as const };
  const look = (manifest: Manifest, summary: Summary) => {
    const { ok } = openZip(anyDay, bundleName(manifest), hostileZip(manifest, summary));
    tried[ok ? 'opened' : 'refused'] += 1;
  };
  for (const manifest of variants<Manifest>({ ...OF, format: 1, files: [] })) look(manifest, testSummary());
  for (const summary of variants<Summary>({ ...dutySummary, day: OF.day }))
    look({ ...OF, format: 1, files: [] }, summary);
  expect(tried.opened).toBeGreaterThan(20);
  expect(tried.refused).toBeGreaterThan(1000);
});

test('a day or an instant that no calendar has is refused, though signed', () => {
  const refusal = (manifest: Partial<Manifest>, summary: Partial<Summary> = {}) => {
    const of = { ...OF, format: 1 as const, files: [], ...manifest };
    const opened = openZip(DEPS, bundleName(of), hostileZip(of, testSummary({ day: of.day, ...summary })));
    return opened.ok ? 'opened' : opened.error.type;
  };
  expect(refusal({})).toBe('opened');
  for (const day of ['2026-11-00', '2026-11-31', '2026-13-01']) expect(refusal({ day })).toBe('ManifestInvalid');
  for (const madeAt of [-1, 253_402_300_800_000, Number.MAX_SAFE_INTEGER])
    expect(refusal({ madeAt })).toBe('ManifestInvalid');
  for (const at of [-1, Number.MAX_SAFE_INTEGER])
    expect(refusal({}, { closed: { at, by: 'clock' } })).toBe('SummaryInvalid');
});

test('names that climb, folders, links and doubled entries never come as far as the manifest', async () => {
  const entries = unzipSync(built.zip);
  for (const name of ['../up.json', '/etc/x', 'a/b.json', 'a\\b.json', 'C:x', 'UPPER.json', '.hidden', 'é.json', ''])
    expect(await reseal({ zip: zipSync({ ...entries, [name]: strToU8('x') }) })).toBe('NotABundle');
  expect(await reseal({ zip: zipSync({ ...entries, folder: {} }) })).toBe('NotABundle');
  const unix = (mode: number): [Uint8Array, { os: number; attrs: number }] => [
    strToU8('/etc/passwd'),
    { os: 3, attrs: (mode << 16) >>> 0 },
  ];
  expect(await reseal({ zip: zipSync({ ...entries, link: unix(0o120777) }) })).toBe('NotABundle');
  expect(await reseal({ zip: zipSync({ ...entries, device: unix(0o020666) }) })).toBe('NotABundle');
  // `summary.csw` is given the name of the file beside it, in both places.
  const doubled = zipSync({ ...entries, 'summary.csw': entries['summary.csv'] ?? new Uint8Array() });
  expect(await reseal({ zip: replaced(doubled, 'summary.csw', 'summary.csv') })).toBe('NotABundle');
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, strToU8('x')]));
  expect(await reseal({ zip: zipSync({ ...entries, ...many }) })).toBe('NotABundle');
  for (const zip of [concat(built.zip, strToU8('x')), concat(strToU8('x'), built.zip)])
    expect(await reseal({ zip })).toBe('NotABundle');
});

test('an encrypted, streamed, zip64 or otherwise packed entry is refused by the directory', async () => {
  const fields = [
    { at: 8, value: 1 },
    { at: 8, value: 8 },
    { at: 10, value: 12 },
    { at: 20, value: 0xffff },
    { at: 24, value: 0xffff },
    { at: 32, value: 1 },
    { at: 34, value: 1 },
    { at: 42, value: 1 },
  ];
  for (const { at, value } of fields) {
    const zip = built.zip.slice();
    const view = new DataView(zip.buffer);
    view.setUint16(view.getUint32(zip.length - 6, true) + at, value, true);
    expect(await reseal({ zip })).toBe('NotABundle');
  }
});

test('a zip bomb is stopped by what it declares, and one that lies by the room it is given', async () => {
  const entries = unzipSync(built.zip);
  const bomb = new Uint8Array(30_000_000);
  const honest = zipSync({ ...entries, bomb: [bomb, { level: 9 }] });
  expect(honest.length).toBeLessThan(BUNDLE_LIMIT);
  expect(await reseal({ zip: honest })).toBe('NotABundle');
  for (const declared of [0, 10, 200_000, 29_999_999]) {
    const lying = honest.slice();
    const size = [0, 1, 2, 3].map((byte) => (bomb.length >>> (8 * byte)) & 255);
    const at = positions(lying, size);
    expect(at).toHaveLength(2);
    for (const place of at) new DataView(lying.buffer).setUint32(place, declared, true);
    expect(await reseal({ zip: lying })).toBe('NotABundle');
  }
  // One that declares more than comes.
  const lying = zipSync({ ...entries, small: [new Uint8Array(1000), { level: 9 }] });
  for (const place of positions(lying, [1000 & 255, 1000 >> 8, 0, 0]))
    new DataView(lying.buffer).setUint32(place, 1001, true);
  expect(await reseal({ zip: lying })).toBe('NotABundle');
  expect(deflateSync(bomb, { level: 9 }).length).toBeLessThan(BUNDLE_LIMIT);
  expect(await open(NAME, new Uint8Array(BUNDLE_LIMIT + 1))).toEqual({ ok: false, error: { type: 'TooLarge' } });
});

function files(summary: Summary = testSummary()): Map<string, Uint8Array> {
  return new Map([
    ['summary.json', new TextEncoder().encode(summaryJson(summary))],
    ['summary.csv', new TextEncoder().encode(summaryCsv(summary))],
  ]);
}

/** A zip that its station signed whatever is in it. */
function hostileZip(manifest: Manifest, summary: Summary): Uint8Array {
  const data = new Map([['summary.json', strToU8(JSON.stringify(summary))]]);
  try {
    data.set('summary.csv', strToU8(summaryCsv(summary)));
  } catch {
    // What our own program cannot write, somebody else's may still send.
    data.set('summary.csv', strToU8(''));
  }
  const files = [...data].map(([name, bytes]) => ({ name, size: bytes.length, sha256: hasher.sha256(bytes) }));
  const bytes = strToU8(JSON.stringify({ ...manifest, files }));
  const signature = signer.sign(key.privateKey, signedBytes('daily-export', bytes));
  const sig = strToU8(JSON.stringify({ version: 1, keyId: key.keyId, signature }));
  return zipSync({ 'manifest.json': bytes, 'manifest.sig': sig, ...Object.fromEntries(data) });
}

/** Each with one value in it that is as far out as JSON can say. */
function variants<T>(of: T): T[] {
  if (Array.isArray(of)) return of.flatMap((one, i) => variants(one).map((other) => of.with(i, other) as T));
  if (typeof of === 'object' && of !== null) {
    return Object.entries(of).flatMap(([name, one]) => variants(one).map((other) => ({ ...of, [name]: other })));
  }
  return FAR_OUT as T[];
}

const FAR_OUT = [
  ...[null, true, '', [], {}, -1, 0, 1, 0.5, 10_000_000, 8.64e15 + 1, Number.MAX_SAFE_INTEGER, 1e300],
  ...['2026-11-31', '9999-99-99', '0000-01-01', '=1+1', '\u0000\ud800', '\u202e', '__proto__', 'x'.repeat(3000)],
];

function build(other: { of?: typeof OF; key?: typeof key; files?: Map<string, Uint8Array> } = {}): BuiltBundle {
  return buildBundle({ hasher, signer }, other.of ?? OF, other.files ?? files(), other.key ?? key);
}

function open(name: string, bytes: Uint8Array, identities = [identity]) {
  return openBundle({ ...DEPS, identities }, name, bytes);
}

/** Encrypts a zip and says why it is not taken, under the name its manifest asks for. */
async function reseal({ zip, manifest }: { zip: Uint8Array; manifest?: Manifest }): Promise<string> {
  const opened = await open(bundleName(manifest ?? OF), await sealBundle(zip, recipient));
  return opened.ok ? 'opened' : opened.error.type;
}

/** The bundle's files under another manifest, signed by the station itself. */
function signedZip(manifest: object | string): Uint8Array {
  const bytes = strToU8(JSON.stringify(manifest));
  const signature = signer.sign(key.privateKey, signedBytes('daily-export', bytes));
  const sig = strToU8(JSON.stringify({ version: 1, keyId: key.keyId, signature }));
  return zipSync({ ...unzipSync(built.zip), 'manifest.json': bytes, 'manifest.sig': sig });
}

function flipped(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ by;
  return changed;
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Where these bytes stand. */
function positions(bytes: Uint8Array, what: readonly number[]): number[] {
  return [...bytes.keys()].filter((at) => what.every((byte, i) => bytes[at + i] === byte));
}

function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const changed = bytes.slice();
  for (const at of positions(changed, [...strToU8(from)])) changed.set(strToU8(to), at);
  return changed;
}

function twice<T>(of: readonly T[]): T[] {
  return [...of, ...of];
}
