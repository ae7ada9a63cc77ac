import type { Hasher, Signer } from '../kernel/ports.ts';
import type { Result } from '../kernel/result.ts';
import type { ServiceDay } from '../kernel/time.ts';
import type { Manifest } from './exchange.ts';
import type { Summary } from './summary.ts';

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

/**
 * Opens a bundle in the order of code-anchors section 6: size, name, decryption, zip within bounds, key, signature, then
 * the very bytes that were verified, files, summary. `identities` are the superior office's age keys (`AGE-SECRET-KEY-…`).
 */
export type OpenBundle = (
  deps: { hasher: Hasher; signer: Signer; identities: readonly string[]; keyOf: KeyLookup },
  name: string,
  bytes: Uint8Array,
) => Promise<Result<OpenedBundle, BundleFailure>>;
