import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { Decrypter } from 'age-encryption';
import type { Db } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { type BundleFailure, type OpenedBundle, openBundle, openZip } from '../core/summary/bundle.ts';
import { bundleFailures } from '../core/summary/bundleFailures.ts';
import { bundleFile, ownKeys } from '../core/summary/bundles.ts';
import { BUNDLE_LIMIT, bundleLabel, parseBundleName } from '../core/summary/exchange.ts';
import { createSummaryProjection } from '../core/summary/tables.ts';
import { openFolderReadonly } from '../node/folder.ts';
import { failureText, stationId } from '../node/host.ts';
import { signer } from '../node/signer.ts';
import { hasher, ids } from '../node/system.ts';

/** What a command has to say: a text for people, the same for machines. */
export type Said = Result<{ text: string; json: object }, { type: string; text: string }>;

/**
 * Checks a bundle of the office in `dir`. `keyFile` holds an age identity, as the superior office has it; without one
 * the file must be the very one that this office encrypted, and what it kept of it is checked.
 */
export async function verifyBundle(of: { dir: string; path: string; keyFile: string | null }): Promise<Said> {
  const bytes = readBounded(of.path);
  if (bytes === null) return fail({ type: 'FileMissing', text: `Không đọc được tệp ${of.path}.` });
  const identities = of.keyFile === null ? [] : readIdentities(of.keyFile);
  if (identities === null)
    return fail({ type: 'KeyInvalid', text: `Trong ${of.keyFile} không có khóa age (AGE-SECRET-KEY-1…).` });
  const folder = openFolderReadonly(of.dir);
  if (!folder.ok) return fail({ type: folder.error.type, text: failureText(folder.error) });
  const db = folder.value;
  try {
    const name = basename(of.path);
    const opened = of.keyFile === null ? openOwn(db, name, bytes) : await openAs(db, identities, name, bytes);
    if (!opened.ok) return fail({ type: opened.error.type, text: bundleFailures[opened.error.type] });
    return ok(report(opened.value, of.keyFile !== null));
  } finally {
    db.close();
  }
}

function openAs(db: Db, identities: readonly string[], name: string, bytes: Uint8Array) {
  const station = stationId(db, ids);
  const keyOf = ownKeys(station, createSummaryProjection(db, station));
  return openBundle({ hasher, signer, identities, keyOf }, name, bytes);
}

/** Only the superior office can decrypt it: here it is compared with what was encrypted, and that is opened. */
function openOwn(db: Db, name: string, bytes: Uint8Array): Result<OpenedBundle, BundleFailure> {
  if (bytes.length > BUNDLE_LIMIT) return fail({ type: 'TooLarge' });
  const said = parseBundleName(name);
  if (said === null) return fail({ type: 'NameInvalid' });
  const station = stationId(db, ids);
  if (said.station !== station) return fail({ type: 'UnknownStation' });
  const projection = createSummaryProjection(db, station);
  const made = projection.bundleAt(said.epoch, said.sequence);
  const file = made && bundleFile(db, made.manifest);
  if (!file?.sealed || Buffer.compare(file.sealed.bytes, bytes) !== 0) return fail({ type: 'NotForUs' });
  return openZip({ hasher, signer, keyOf: ownKeys(station, projection) }, name, file.zip);
}

function report({ manifest, manifestHash, keyId }: OpenedBundle, decrypted: boolean): { text: string; json: object } {
  const { station, day, epoch, sequence, replaces, files } = manifest;
  const [year, month, date] = day.split('-');
  const corrects = replaces === null ? '' : `, thay gói số ${bundleLabel(replaces)}`;
  return {
    text: `Gói đúng: trạm ${station}, ngày ${date}/${month}/${year}, số ${bundleLabel(manifest)}${corrects}.
Đã kiểm tra: cỡ và tên tệp; ${decrypted ? 'giải mã' : 'đúng tệp đã mã hóa tại đơn vị này'}; tệp nén; chữ ký bằng khóa ${keyId} của trạm; ${files.length} tệp theo bảng kê; số liệu của ngày.
Mã bảng kê (SHA-256): ${manifestHash}`,
    json: { station, day, epoch, sequence, replaces, manifest: manifestHash, keyId, files },
  };
}

/** A file's bytes, at most one more than a bundle may have; null when it cannot be read. */
function readBounded(path: string): Uint8Array | null {
  try {
    const fd = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(BUNDLE_LIMIT + 1);
      let length = 0;
      for (let read = 1; read > 0 && length < buffer.length; length += read)
        read = readSync(fd, buffer, length, buffer.length - length, null);
      return buffer.subarray(0, length);
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** The keys in a file as `age-keygen` writes it; null when there is none. */
function readIdentities(path: string): string[] | null {
  try {
    const found = readFileSync(path, 'utf8').match(/^AGE-SECRET-KEY-1[A-Z0-9]+$/gm);
    // Throws where a letter was mistyped.
    for (const identity of found ?? []) new Decrypter().addIdentity(identity);
    return found && [...found];
  } catch {
    return null;
  }
}
