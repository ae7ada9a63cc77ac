import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Decrypter } from 'age-encryption';
import { createKeyLookup } from '../core/district/accept.ts';
import type { DistrictFailure } from '../core/district/store.ts';
import type { Db } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { createSecrets } from '../core/kernel/secrets.ts';
import { type ServiceDay, serviceDay } from '../core/kernel/time.ts';
import { createOfficeProjection } from '../core/office/tables.ts';
import {
  type BundleFailure,
  type KeyLookup,
  type OpenedBundle,
  openBundle,
  openZip,
  sealBundle,
} from '../core/summary/bundle.ts';
import { bundleFailures } from '../core/summary/bundleFailures.ts';
import { type Bundles, type BundlesFailure, bundleFile, ownKeys } from '../core/summary/bundles.ts';
import { superiorOn } from '../core/summary/enrolment.ts';
import { BUNDLE_LIMIT, bundleLabel, bundleName, parseBundleName, UP } from '../core/summary/exchange.ts';
import { createSummaryProjection } from '../core/summary/tables.ts';
import { knownDatabase, openDistrictStore } from '../node/district/store.ts';
import { readAtMost } from '../node/files.ts';
import { damagedMark, type FolderFailure, type OfficeFolder, openFolder, openFolderReadonly } from '../node/folder.ts';
import { failureText, type HostFailure, openCore, stationId } from '../node/host.ts';
import { signer } from '../node/signer.ts';
import { hasher, ids, pins, systemClock } from '../node/system.ts';
import { openFolderTarget } from '../node/targets/folder.ts';
import type { TargetFailure } from '../node/targets/target.ts';

/** What a command has to say: a text for people, the same for machines. */
export type Said = Result<{ text: string; json: object }, { type: string; text: string; json?: object }>;

/**
 * Writes the bundle of a closed day, encrypted to the superior office, into `up` of a folder or stick. It closes no day.
 * Where no host runs, what is due is made first; beside a running host only what it has made is read.
 */
export async function exportDay(of: { dir: string; day: ServiceDay; to: string }): Promise<Said> {
  const beside = openFolderReadonly(of.dir);
  if (!beside.ok) return failed(beside.error);
  const db = beside.value;
  try {
    const alone = openFolder(of.dir);
    if (alone.ok) return await exportAlone(alone.value, of);
    if (alone.error.type !== 'FolderInUse') return failed(alone.error);
    return await exportFrom(db, of, (manifest, recipient) => sealBeside(db, manifest, recipient));
  } finally {
    db.close();
  }
}

async function exportAlone(folder: OfficeFolder, of: { day: ServiceDay; to: string }): Promise<Said> {
  try {
    // A host would check it first.
    if (existsSync(damagedMark(folder.dir))) return failed({ type: 'DatabaseDamaged' });
    const core = openCore({ folder, clock: systemClock, ids, pins });
    if (!core.ok) return failed(core.error);
    const { bundles } = core.value;
    const made = bundles.makeDue();
    if (!made.ok) return failed(made.error);
    return await exportFrom(folder.db, of, bundles.seal);
  } finally {
    folder.close();
  }
}

async function exportFrom(db: Db, { day, to }: { day: ServiceDay; to: string }, seal: Bundles['seal']): Promise<Said> {
  const station = stationId(db, ids);
  const projection = createSummaryProjection(db, station);
  const superior = superiorOn(projection.superiors(), serviceDay(Date.now()));
  if (superior === null) return fail({ type: 'NoSuperior', text: 'Đơn vị chưa ghi danh với cấp trên nào.' });
  if (projection.day(day).closed === null)
    return fail({ type: 'DayNotClosed', text: `Ngày ${shown(day)} chưa chốt số liệu. Xin chốt ngày rồi xuất lại.` });
  const bundle = projection.bundlesOf(day).at(-1);
  if (!bundle)
    return fail({ type: 'BundleNotYet', text: 'Gói của ngày này đang được lập. Xin chạy lại sau một phút.' });
  const sealed = await seal(bundle.manifest, superior.file.recipient);
  if (!sealed.ok) return fail({ type: sealed.error.type, text: 'Chưa mã hóa được gói của ngày này cho cấp trên.' });

  const { name, bytes } = sealed.value;
  makeFolder(to);
  const target = await openFolderTarget(to);
  if (!target.ok) return fail({ type: target.error.type, text: TARGET_WORDS[target.error.type] ?? TARGET_FAULT });
  const put = await target.value.put(name, bytes, () => {}, new AbortController().signal);
  const closed = await target.value.close();
  const failure = put.ok ? closed : put;
  if (!failure.ok) return fail({ type: failure.error.type, text: TARGET_WORDS[failure.error.type] ?? TARGET_FAULT });
  const { epoch, sequence, manifest } = bundle;
  const file = join(to, UP, name);
  return ok({
    text: `Đã xuất gói ngày ${shown(day)}, số ${bundleLabel(bundle)}, cho ${superior.file.name}: ${file}.`,
    json: { file, station, day, epoch, sequence, manifest },
  });
}

/** What the running host has encrypted already, or the same bundle encrypted here: nothing is written beside a host. */
async function sealBeside(db: Db, manifest: string, recipient: string): ReturnType<Bundles['seal']> {
  const station = stationId(db, ids);
  const bundle = createSummaryProjection(db, station).bundle(manifest);
  const file = bundleFile(db, manifest);
  if (!bundle || !file) return fail({ type: 'BundleMissing' });
  const name = bundleName({ station, ...bundle });
  if (file.sealed?.recipient === recipient) return ok({ name, bytes: file.sealed.bytes });
  return ok({ name, bytes: await sealBundle(file.zip, recipient) });
}

/** A new folder beside others is made; where sticks and shares appear, one that is missing is not plugged in. */
function makeFolder(path: string): void {
  const parent = dirname(resolve(path));
  if (existsSync(path) || !existsSync(parent) || /^\/(run\/)?(media|mnt)(\/|$)/.test(parent)) return;
  try {
    mkdirSync(path);
  } catch {
    // Said when it is opened.
  }
}

function failed(error: HostFailure | BundlesFailure): Said & { ok: false } {
  const text =
    error.type === 'ClockDoubtful'
      ? 'Đồng hồ của máy có vẻ sai. Xin kiểm tra ngày giờ, rồi xác nhận trên màn hình cán bộ.'
      : failureText(error);
  return fail({ type: error.type, text });
}

const TARGET_WORDS: Partial<Record<TargetFailure['type'], string>> = {
  TargetMissing: 'Không thấy thư mục đích. Kiểm tra lại --to.',
  TargetUnusable: 'Trong thư mục đích có liên kết hoặc tệp lạ ở chỗ của gói. Xin chọn thư mục khác.',
  TargetFull: 'Nơi nhận đã đầy. Xin xóa bớt tệp rồi xuất lại.',
  TargetReadOnly: 'Không được phép ghi vào thư mục đích.',
  TargetGone: 'Thư mục đích không còn đó khi đang ghi. Xin xuất lại.',
  ReadBackDiffers: 'Đọc lại thấy khác với gói đã ghi. Xin dùng nơi khác.',
};
const TARGET_FAULT = 'Thư mục đích báo lỗi khi ghi. Xin dùng nơi khác.';

function shown(day: ServiceDay): string {
  return day.split('-').reverse().join('/');
}

/**
 * Checks a bundle with what the office in `dir` knows, and takes nothing. A superior office opens it with its own keys
 * and those of its stations; the station itself opens it only with the superior office's age identity (`keyFile`), else
 * the file must be the very one that it encrypted, and what it kept of it is checked.
 */
export async function verifyBundle(of: {
  dir: string;
  path: string;
  keyFile: string | null;
  database: string | null;
}): Promise<Said> {
  const bytes = readAtMost(of.path, BUNDLE_LIMIT + 1);
  if (bytes === null) return fail({ type: 'FileMissing', text: `Không đọc được tệp ${of.path}.` });
  const given = of.keyFile === null ? [] : readIdentities(of.keyFile);
  if (given === null)
    return fail({ type: 'KeyInvalid', text: `Trong ${of.keyFile} không có khóa age (AGE-SECRET-KEY-1…).` });
  const folder = openFolderReadonly(of.dir);
  if (!folder.ok) return failed(folder.error);
  const db = folder.value;
  try {
    const name = basename(of.path);
    const isSuperior = createOfficeProjection(db).station()?.role === 'district';
    if (!isSuperior && of.keyFile === null) return said(openOwn(db, name, bytes), false);
    const known = isSuperior ? await stationKeys(of.dir, of.database ?? knownDatabase(db), name) : ok(officeKeys(db));
    if (!known.ok) return known;
    const own = createSecrets(db).list('age:');
    const identities = of.keyFile === null ? own.map(({ value }) => value) : given;
    return said(await openBundle({ hasher, signer, identities, keyOf: known.value }, name, bytes), true);
  } finally {
    db.close();
  }
}

const NOT_OURS = 'Tệp khác với tệp đã mã hóa tại đơn vị này. Muốn mở ra xem, cần khóa của cấp trên (--key).';

function officeKeys(db: Db): KeyLookup {
  const station = stationId(db, ids);
  return ownKeys(station, createSummaryProjection(db, station));
}

/** The keys that the superior office knows of the station that a bundle's name says. */
async function stationKeys(
  dir: string,
  database: string | null,
  name: string,
): Promise<Result<KeyLookup, { type: string; text: string }>> {
  const opened = await openDistrictStore(dir, database);
  if (!opened.ok) return notRead(opened.error);
  const store = opened.value;
  const station = parseBundleName(name)?.station ?? '';
  const read = await store.read(async (reads) =>
    createKeyLookup(
      new Map((await reads.stationsOf([station])).map((row) => [row.id, row])),
      await reads.keys([station]),
    ),
  );
  await store.close();
  return read.ok ? read : notRead(read.error);
}

function notRead(error: DistrictFailure | FolderFailure): Said & { ok: false } {
  const text =
    error.type === 'DatabaseUnreachable'
      ? 'Không kết nối được cơ sở dữ liệu PostgreSQL. Kiểm tra địa chỉ --database và máy chủ.'
      : failureText(error);
  return fail({ type: error.type, text });
}

/** Only the superior office can decrypt it: here it is compared with what was encrypted, and that is opened. */
function openOwn(db: Db, name: string, bytes: Uint8Array): Result<OpenedBundle, BundleFailure> {
  if (bytes.length > BUNDLE_LIMIT) return fail({ type: 'TooLarge' });
  const said = parseBundleName(name);
  if (said === null) return fail({ type: 'NameInvalid' });
  const station = stationId(db, ids);
  if (said.station !== station) return fail({ type: 'UnknownStation' });
  const made = createSummaryProjection(db, station).bundleAt(said.epoch, said.sequence);
  const file = made && bundleFile(db, made.manifest);
  if (!file?.sealed || Buffer.compare(file.sealed.bytes, bytes) !== 0) return fail({ type: 'NotForUs' });
  return openZip({ hasher, signer, keyOf: officeKeys(db) }, name, file.zip);
}

function said(opened: Result<OpenedBundle, BundleFailure>, decrypted: boolean): Said {
  if (!opened.ok) {
    const { type } = opened.error;
    const text = type === 'NotForUs' && !decrypted ? NOT_OURS : bundleFailures[type];
    return fail({ type, text });
  }
  const { manifest, manifestHash, keyId } = opened.value;
  const { station, day, epoch, sequence, replaces, files } = manifest;
  const corrects = replaces === null ? '' : `, thay gói số ${bundleLabel(replaces)}`;
  return ok({
    text: `Gói đúng: trạm ${station}, ngày ${shown(day)}, số ${bundleLabel(manifest)}${corrects}.
Đã kiểm tra: cỡ và tên tệp; ${decrypted ? 'giải mã' : 'đúng tệp đã mã hóa tại đơn vị này'}; tệp nén; chữ ký bằng khóa ${keyId} của trạm; ${files.length} tệp theo bảng kê; số liệu của ngày.
Mã bảng kê (SHA-256): ${manifestHash}`,
    json: { station, day, epoch, sequence, replaces, manifest: manifestHash, keyId, files },
  });
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
