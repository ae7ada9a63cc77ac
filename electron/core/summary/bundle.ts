import { Decrypter, Encrypter } from 'age-encryption';
import { inflateSync, zipSync } from 'fflate';
import type { Hasher, Signer } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { type SigningKey, signedBytes } from '../kernel/signed.ts';
import type { ServiceDay } from '../kernel/time.ts';
import {
  BUNDLE_LIMIT,
  bundleName,
  type Manifest,
  manifestSchema,
  manifestSignatureSchema,
  parseBundleName,
} from './exchange.ts';
import { summaryCsv } from './formats.ts';
import { type Summary, summarySchema } from './summary.ts';

/** A bundle whose every byte was checked. */
export type OpenedBundle = {
  manifest: Manifest;
  /** SHA-256 of the manifest's exact bytes: what receipts name. */
  manifestHash: string;
  /** The key that signed it. */
  keyId: string;
  summary: Summary;
  /** The files as they were, by name. */
  files: ReadonlyMap<string, Uint8Array>;
};

export type BundleFailure = {
  type: /** The name is not that of a bundle, or says another station, day or number than the manifest. */
    | 'NameInvalid'
    | 'NameDiffers'
    | 'TooLarge'
    /** Cut short, damaged, or not encrypted to this superior office. */
    | 'NotForUs'
    /** Not a zip, a climbing or doubled name, more inside than a bundle may hold. */
    | 'NotABundle'
    | 'ManifestInvalid'
    | 'UnknownStation'
    /** Signed by a key that is not (or not on that day) the station's. */
    | 'UnknownKey'
    | 'SignatureWrong'
    /** A file is missing, extra or changed. */
    | 'FilesDiffer'
    | 'SummaryInvalid';
};

/** Which public key a station's key id means on a day; why not, when it means none. */
export type KeyLookup = (
  station: string,
  keyId: string,
  day: ServiceDay,
) => Result<string, { type: 'UnknownStation' | 'UnknownKey' }>;

/** A signed zip; the same files and manifest give the same bytes again. */
export type BuiltBundle = { manifest: Manifest; manifestHash: string; zip: Uint8Array };

/** Signs and packs a day's files. `sealBundle` makes of it what may leave the office. */
export function buildBundle(
  deps: { hasher: Hasher; signer: Signer },
  of: Omit<Manifest, 'format' | 'files'>,
  files: ReadonlyMap<string, Uint8Array>,
  key: SigningKey,
): BuiltBundle {
  const { station, day, epoch, epochFrom, sequence, previous, replaces, madeAt, log } = of;
  const manifest: Manifest = {
    ...{ format: 1, station, day, epoch, epochFrom, sequence, previous, replaces, madeAt, log },
    files: [...files].map(([name, bytes]) => ({ name, size: bytes.length, sha256: deps.hasher.sha256(bytes) })),
  };
  const bytes = text(`${JSON.stringify(manifest, null, 2)}\n`);
  const signature = deps.signer.sign(key.privateKey, signedBytes('daily-export', bytes));
  const signed = { version: 1, keyId: key.keyId, signature };
  const entries = { [MANIFEST]: bytes, [SIGNATURE]: text(`${JSON.stringify(signed)}\n`), ...Object.fromEntries(files) };
  // A zip keeps local time: noon of the day is the same bytes in every time zone.
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const zip = zipSync(entries, { level: 9, mtime: new Date(year, month - 1, date, 12) });
  return { manifest, manifestHash: deps.hasher.sha256(bytes), zip };
}

/** Encrypts a bundle's zip to a superior office (`age1…`). Each time gives other bytes, by age's own key for each file. */
export async function sealBundle(zip: Uint8Array, recipient: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(zip);
}

/**
 * Opens a bundle in the order of code-anchors section 6: size, name, decryption, zip within bounds, key, signature, then
 * the very bytes that were verified, files, summary. `identities` are the superior office's age keys (`AGE-SECRET-KEY-…`).
 * Whatever the bytes are it answers with a Result and never throws.
 */
export async function openBundle(
  deps: { hasher: Hasher; signer: Signer; identities: readonly string[]; keyOf: KeyLookup },
  name: string,
  bytes: Uint8Array,
): Promise<Result<OpenedBundle, BundleFailure>> {
  if (bytes.length > BUNDLE_LIMIT) return fail({ type: 'TooLarge' });
  if (parseBundleName(name) === null) return fail({ type: 'NameInvalid' });
  const zip = await unseal(bytes, deps.identities);
  if (zip === null) return fail({ type: 'NotForUs' });
  return openZip(deps, name, zip);
}

/** The checks after decryption; for a bundle as its own office keeps it. */
export function openZip(
  { hasher, signer, keyOf }: { hasher: Hasher; signer: Signer; keyOf: KeyLookup },
  name: string,
  zip: Uint8Array,
): Result<OpenedBundle, BundleFailure> {
  const entries = unzip(zip);
  if (entries === null) return fail({ type: 'NotABundle' });
  const manifestBytes = entries.get(MANIFEST);
  const manifest = manifestSchema.safeParse(parse(manifestBytes));
  const signed = manifestSignatureSchema.safeParse(parse(entries.get(SIGNATURE)));
  if (!manifestBytes || !manifest.success || !signed.success) return fail({ type: 'ManifestInvalid' });
  const { station, day, files } = manifest.data;

  const publicKey = keyOf(station, signed.data.keyId, day);
  if (!publicKey.ok) return publicKey;
  if (!signer.verify(publicKey.value, signedBytes('daily-export', manifestBytes), signed.data.signature))
    return fail({ type: 'SignatureWrong' });
  if (bundleName(manifest.data) !== name) return fail({ type: 'NameDiffers' });

  const data = new Map([...entries].filter(([entry]) => entry !== MANIFEST && entry !== SIGNATURE));
  const whole = files.every(({ name: file, size, sha256 }) => {
    const found = data.get(file);
    return found?.length === size && hasher.sha256(found) === sha256;
  });
  if (!whole || data.size !== files.length || new Set(files.map((file) => file.name)).size !== files.length)
    return fail({ type: 'FilesDiffer' });

  const summary = summarySchema.safeParse(parse(data.get('summary.json')));
  if (!summary.success || summary.data.station !== station || summary.data.day !== day || summary.data.closed === null)
    return fail({ type: 'SummaryInvalid' });
  // Whoever opens the CSV in a spreadsheet must see the figures that are counted here. Its bytes belong to format 1.
  const csv = data.get('summary.csv');
  if (!csv || hasher.sha256(csv) !== hasher.sha256(text(summaryCsv(summary.data))))
    return fail({ type: 'SummaryInvalid' });
  return ok({
    manifest: manifest.data,
    manifestHash: hasher.sha256(manifestBytes),
    keyId: signed.data.keyId,
    summary: summary.data,
    files: data,
  });
}

const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.sig';

/** The manifest, its signature and at most ten files. */
const MAX_ENTRIES = 12;
const MAX_ENTRY_BYTES = 200_000;

async function unseal(bytes: Uint8Array, identities: readonly string[]): Promise<Uint8Array | null> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(bytes);
  } catch {
    // Damaged and "for somebody else" cannot be told apart: the header is authenticated by what only its reader knows.
    return null;
  }
}

/**
 * The entries of a plain zip by name; null for one that holds anything but a few small files: folders, links, encrypted,
 * zip64 or doubled entries, names that could leave a folder, bytes before, between or after the entries, a size that is
 * not the real one. All of it is refused by the directory alone, before a byte is inflated.
 */
function unzip(zip: Uint8Array): Map<string, Uint8Array> | null {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50 || view.getUint16(end + 20, true) !== 0) return null;
  const count = view.getUint16(end + 10, true);
  const directory = view.getUint32(end + 16, true);
  if (count > MAX_ENTRIES || view.getUint16(end + 8, true) !== count || view.getUint32(end + 4, true) !== 0)
    return null;
  if (directory + view.getUint32(end + 12, true) !== end) return null;

  const found = new Map<string, { size: number; deflated: boolean; data: Uint8Array }>();
  let at = directory;
  let local = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) return null;
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [nameLength, extra] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
    const [comment, disk] = [view.getUint16(at + 32, true), view.getUint16(at + 34, true)];
    const attributes = view.getUint32(at + 38, true);
    const next = at + 46 + nameLength + extra;
    if (nameLength > 41 || next > end || local + 30 + nameLength > directory) return null;
    const name = ascii(zip.subarray(at + 46, at + 46 + nameLength));
    // Only the bits that say how hard it was compressed, and UTF-8, which these names have in common with ASCII.
    if ((flags & ~0x0806) !== 0 || (method !== 0 && method !== 8) || comment !== 0 || disk !== 0) return null;
    // Unix' kind of file, where it is given, and DOS' bit for a folder.
    if (![0, 0o10].includes(attributes >>> 28) || (attributes & 0x10) !== 0) return null;
    if (!/^[a-z0-9][a-z0-9.-]{0,40}$/.test(name) || found.has(name) || size > MAX_ENTRY_BYTES) return null;

    // The entry itself begins where the one before ended and says the same.
    if (view.getUint32(at + 42, true) !== local || view.getUint32(local, true) !== 0x04034b50) return null;
    if (view.getUint16(local + 6, true) !== flags || view.getUint16(local + 8, true) !== method) return null;
    if (view.getUint32(local + 18, true) !== packed || view.getUint32(local + 22, true) !== size) return null;
    if (view.getUint16(local + 26, true) !== nameLength) return null;
    if (ascii(zip.subarray(local + 30, local + 30 + nameLength)) !== name) return null;
    const start = local + 30 + nameLength + view.getUint16(local + 28, true);
    if (start + packed > directory) return null;
    found.set(name, { size, deflated: method === 8, data: zip.subarray(start, start + packed) });
    local = start + packed;
    at = next;
  }
  if (at !== end || local !== directory) return null;

  const files = new Map<string, Uint8Array>();
  for (const [name, { size, deflated, data }] of found) {
    const bytes = deflated ? inflate(data, size) : data;
    if (bytes?.length !== size) return null;
    files.set(name, bytes);
  }
  return files;
}

/** At most one byte more than was declared: fflate writes no further than the room it is given, whatever comes. */
function inflate(data: Uint8Array, size: number): Uint8Array | null {
  try {
    return inflateSync(data, { out: new Uint8Array(size + 1) });
  } catch {
    return null;
  }
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function text(of: string): Uint8Array {
  return new TextEncoder().encode(of);
}

/** What JSON bytes say; undefined when they are not JSON or not UTF-8. */
function parse(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
