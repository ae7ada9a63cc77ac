import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Cron } from 'croner';
import { type AppDeps, createApp } from '../core/api/app.ts';
import type { Screen, StationRole } from '../core/api/contract.ts';
import { createHandler } from '../core/api/handler.ts';
import { type EventLog, openLog } from '../core/kernel/log.ts';
import type { Clock, Db, Ids, Kiosk, Log, Pins } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import { createSecrets } from '../core/kernel/secrets.ts';
import { DAY, HOUR, serviceDay } from '../core/kernel/time.ts';
import { type Catalogue, readCatalogue, serviceMinutes } from '../core/office/catalogue.ts';
import { createOffice, type Office } from '../core/office/office.ts';
import type { Settings } from '../core/office/settings.ts';
import { createOfficeProjection } from '../core/office/tables.ts';
import { createPeople, type People } from '../core/people/people.ts';
import { createQueue, type Queue } from '../core/queue/queue.ts';
import { createQueueProjection } from '../core/queue/tables.ts';
import { createDemand, type Demand } from '../core/roster/demand.ts';
import { createDutyNow, type DutyNow } from '../core/roster/duty.ts';
import { createRoster, type Roster } from '../core/roster/roster.ts';
import { createRosterProjection } from '../core/roster/tables.ts';
import { type Bundles, createBundles } from '../core/summary/bundles.ts';
import { createSummary, type Summaries } from '../core/summary/closing.ts';
import { createEnrolment, type Enrolment } from '../core/summary/enrolment.ts';
import { createOutbox, type Outbox } from '../core/summary/outbox.ts';
import { createSummaryProjection } from '../core/summary/tables.ts';
import { createAssets } from './assets.ts';
import { type BackupFailure, checkBackup, createBackups, quickCheck, secondPlaceOverdue } from './backup.ts';
import { type DistrictHost, openDistrict } from './district/host.ts';

import type { createDocuments } from './documents.ts';
import { openDrives } from './drives/drives.ts';

import { writeFileSafely } from './files.ts';
import { damagedMark, databasePath, type OfficeFolder, openFolder, restoredMark } from './folder.ts';
import type { Handler } from './http.ts';
import { type KeyStore, kioskToken, recoveryKeyToSecret, secretToRecoveryKey } from './keys.ts';
import { createWayUp } from './outbox.ts';
import { solver } from './roster/solver.ts';
import type { rosterFile as makeRosterFile } from './rosterFiles.ts';
import { signer } from './signer.ts';
import { storeFailure } from './sqlite/db.ts';
import { createFileLog, hasher, ids, pins, stretcher, systemClock } from './system.ts';
import { createCarrier } from './targets/carrier.ts';
import { openTarget } from './targets/index.ts';

/** Of the checkout; the packaged program says where its own lies. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** How the command line is called on this machine: an installed one says its own name. */
export const COMMAND = process.env.TOILUOT_COMMAND ?? 'npm run -s toiluot --';

export type HostFailure =
  | BackupFailure
  | { type: 'FolderTaken' }
  | { type: 'ChainBroken'; seq: number }
  | { type: 'NotMarked' }
  /** The folder is that of a station with another role. */
  | { type: 'RoleDiffers'; found: StationRole };

export type Host = {
  handler: Handler;
  folder: OfficeFolder;
  log: EventLog;
  role: StationRole;
  /** Printed once on the terminal while there is no office yet; null afterwards. */
  setupCode: string | null;
  settings(): Settings;
  /** Whether there is an office yet. */
  isSetUp(): boolean;
  /** Calls back after each written change and each tick of time; returns the function that ends it. */
  onChange(listener: () => void): () => void;
  /** Makes every screen ask again for what it shows: the machine has slept. */
  refresh(): void;
  /** The device token of one of the kiosk's own windows. */
  kioskToken(screen: Screen): string;
  /** An office is closed when it returns; a superior office's second connection only when the promise is kept. */
  close(): Promise<void>;
};

export type HostOptions = {
  dir: string;
  allowsHost: (host: string) => boolean;
  clock?: Clock;
  /** The folder that holds `out/renderer` and `resources`. */
  root?: string;
  keys?: KeyStore;
  /** What a new folder becomes; null takes what the folder is, an office when it is new. */
  role?: StationRole | null;
  /** Where a superior office keeps its figures (`postgres://…`); null: in its own folder. */
  database?: string | null;
  /** The HTTPS door for other machines, which is opened after the host; null while it is shut. */
  lan?: Kiosk['lan'];
  /** Given by the Electron shell: its windows are then this machine's own devices. */
  kiosk?: Kiosk;
  /** Plays a demo on what was opened. Its clock is not that of the people before the screens: theirs stays the machine's. */
  play?: (
    core: Core & { folder: OfficeFolder; district: DistrictHost | null; changed: () => void },
  ) => NonNullable<AppDeps['demo']>;
};

/** The features over one log, without doors, backups and clockwork. */
export type Core = {
  log: EventLog;
  queue: Queue;
  office: Office;
  people: People;
  summary: Summaries;
  bundles: Bundles;
  outbox: Outbox;
  enrolment: Enrolment;
  roster: Roster;
  duty: DutyNow;
  demand: Demand;
  catalogue: Catalogue;
  settings: () => Settings;
  /** Whether the office is set up. */
  ready: () => boolean;
  role: StationRole;
  setupCode: string | null;
};

/**
 * The composition root of the station host: opens the office in `dir`, puts core and adapters together and starts
 * the clockwork (day turn, backup, purge, check). `allowsHost` is the door's.
 */
export function openHost(options: HostOptions): Result<Host, HostFailure> {
  const clock = options.clock ?? systemClock;
  const fileLog = createFileLog(join(options.dir, 'log'), clock);
  const opened = openFolder(options.dir, { log: fileLog }, options.keys);
  if (!opened.ok) return opened;
  let host: Result<Host, HostFailure>;
  try {
    host = assemble(opened.value, options, clock, fileLog);
  } catch (error) {
    // A bad page is met by whoever first reads it.
    opened.value.close();
    return fail(storeFailure(error));
  }
  if (!host.ok) opened.value.close();
  return host;
}

/** Puts the features together over an open folder. `now` is the time by which sessions and locks run (see office.ts). */
export function openCore(deps: {
  folder: OfficeFolder;
  clock: Clock;
  ids: Ids;
  pins: Pins;
  now?: () => number;
  root?: string;
  role?: StationRole | null;
  /** The device tokens of the kiosk's own windows. */
  kiosk?: Readonly<Record<Screen, string>>;
  /** Makes every screen ask again for what it shows. */
  changed?: () => void;
}): Result<Core, Extract<HostFailure, { type: 'ChainBroken' | 'RoleDiffers' | 'NotMarked' }>> {
  const { folder, clock, ids, pins, kiosk } = deps;
  const { db, secret } = folder;
  const station = stationId(db, ids);
  const officeTables = createOfficeProjection(db);
  const queueTables = createQueueProjection(db, station);
  const summaryTables = createSummaryProjection(db, station);
  const rosterTables = createRosterProjection(db);
  const found = officeTables.station()?.role ?? null;
  if (found !== null && deps.role && deps.role !== found) return fail({ type: 'RoleDiffers', found });
  const role = found ?? deps.role ?? 'office';
  const projections = [officeTables, queueTables, summaryTables, rosterTables];
  const openedLog = openLog({ db, clock, hasher, station, projections });
  if (!openedLog.ok) return openedLog;
  const log = openedLog.value;
  const catalogue = loadCatalogue(deps.root);
  const settings = () => officeTables.settings();
  const setupCode = officeTables.station() === null ? String(ids.integer(1_000_000)).padStart(6, '0') : null;

  const people = createPeople(db, ids);
  const queue = createQueue({
    db,
    log,
    projection: queueTables,
    settings,
    minutes: (service) => serviceMinutes(service, catalogue.procedures),
    plan: (now) => duty.plan(now),
    ids,
  });
  const office = createOffice({
    db,
    log,
    projection: officeTables,
    pins,
    ids,
    hasher,
    catalogue,
    role,
    recoveryKey: secretToRecoveryKey(secret),
    isRecoveryKey: (text) => {
      const read = recoveryKeyToSecret(text);
      return read.ok && read.value.equals(secret);
    },
    setupCode,
    now: deps.now ?? log.now,
    ...(kiosk ? { kiosk } : {}),
  });
  const { procedures } = catalogue;
  const roster = createRoster({
    ...{ log, projection: rosterTables, settings, officers: office.officers, ids, solver },
    changed: deps.changed ?? (() => {}),
  });
  const summary = createSummary({ log, projection: summaryTables, queue, settings, procedures, roster });
  const bundles = createBundles({ db, log, projection: summaryTables, hasher, signer, summaryOf: summary.of });
  const restored = statSync(restoredMark(folder.dir), { throwIfNoEntry: false });
  // Before anything else is written: what was lost begins at the last event of the backup. The mark stays for the host.
  if (restored && role !== 'district' && !bundles.restored(Math.floor(restored.mtimeMs)).ok)
    return fail({ type: 'NotMarked' });
  const enrolment = createEnrolment({
    ...{ log, tables: summaryTables, secrets: createSecrets(db), signer, hasher, ids, stretcher, bundles, settings },
  });
  const outbox = createOutbox({
    ...{ db, log, projection: summaryTables, signer, hasher, ids },
    targets: () => settings().wayUp.targets.map(({ id }) => id),
    sendAt: () => settings().wayUp.sendAt,
  });
  const duty = createDutyNow({ log, roster, projection: rosterTables, settings });
  const demand = createDemand({ queue, log, projection: rosterTables, lost: summaryTables.epochs, settings });
  const ready = () => officeTables.station() !== null;
  return ok({
    log,
    queue,
    office,
    people,
    summary,
    bundles,
    outbox,
    enrolment,
    roster,
    duty,
    demand,
    catalogue,
    settings,
    ready,
    role,
    setupCode,
  });
}

function assemble(
  folder: OfficeFolder,
  { allowsHost, play, root = ROOT, kiosk, lan = kiosk?.lan, role = null, database = null }: HostOptions,
  clock: Clock,
  fileLog: Log,
): Result<Host, HostFailure> {
  const { db, secret, dir } = folder;
  if (existsSync(damagedMark(dir))) {
    const checked = checkBackup(databasePath(dir), secret);
    if (!checked.ok)
      return fail(checked.error.type === 'BackupUnreadable' ? { type: 'DatabaseDamaged' } : checked.error);
    rmSync(damagedMark(dir));
  }

  const tokens: Record<Screen, string> = {
    staff: kioskToken(secret, 'staff'),
    board: kioskToken(secret, 'board'),
    take: kioskToken(secret, 'take'),
  };
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const opened = openCore({
    changed,
    folder,
    clock,
    ids,
    pins,
    root,
    role,
    ...(kiosk ? { kiosk: tokens } : {}),
    ...(play ? { now: systemClock.now } : {}),
  });
  if (!opened.ok) return opened;
  const core = opened.value;
  const { log, queue, office, people, summary, bundles, outbox, enrolment, roster, duty, demand } = core;
  const { catalogue, settings, ready, setupCode } = core;
  /** A superior office has no line of its own. */
  const hasLine = core.role !== 'district';
  const backups = createBackups({ db, secret, dir: folder.dir, settings: () => settings().backup, log: fileLog });

  const names = new Map(catalogue.procedures.map(({ code, name }) => [code, name.vi]));
  // Word and Excel take 30 MiB of memory that most days nobody needs.
  const document: ReturnType<typeof createDocuments> = async (form, day) => {
    const { createDocuments } = await import('./documents.ts');
    return createDocuments({ root, dir, procedureName: (code) => names.get(code) ?? code })(form, day);
  };

  const rosterFile: typeof makeRosterFile = async (...of) => {
    const { rosterFile: make } = await import('./rosterFiles.ts');
    return make(...of);
  };

  log.onChange(changed);

  let isClosed = false;
  const drives = openDrives(() => [dir, settings().backup.secondFolder].filter(Boolean));
  const carrier = createCarrier(drives);
  const district = hasLine
    ? null
    : openDistrict({
        ...{ folder, database, now: log.now, settings, drives, carrier, log: fileLog, changed },
        lan: () => lan?.() ?? null,
      });
  const wayUp = createWayUp({
    ...{ secrets: createSecrets(db), outbox, station: log.station, now: log.now, drives, log: fileLog, changed },
    settings: () => settings().wayUp,
    ready: () => ready() && hasLine,
    makeDue: makeBundles,
    seal: bundles.seal,
    offered: () => enrolment.state().suggestions,
    open: (setting, password) => openTarget(setting, password, drives),
  });

  const demo = play?.({ ...core, folder, district, changed }) ?? null;
  const app = createApp({
    db,
    log,
    queue,
    office,
    people,
    summary,
    document,
    rosterFile,
    procedures: catalogue.procedures,
    settings,
    enrolment,
    roster,
    duty,
    demand,
    carrier,
    backup: {
      state: () =>
        existsSync(damagedMark(dir)) ? { ...backups.state(), failure: 'DatabaseDamaged' } : backups.state(),
      // What a demo holds is worth no copy.
      overdue: demo ? () => null : secondPlaceOverdue,
      now: backups.now,
    },
    district: district?.control ?? null,
    wayUp,
    demo,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...(kiosk ? { kiosk } : {}),
  });

  const handler = createHandler({
    app,
    assets: createAssets({
      '/': join(root, 'out', 'renderer'),
      '/assets/voice/': join(root, 'resources', 'voice'),
      '/assets/sounds/': join(root, 'resources', 'sounds'),
    }),
    resolveCaller: office.resolveCaller,
    allowsHost,
    nonce: () => ids.secret().slice(0, 22),
    takeBundle: district?.takeBundle ?? null,
    front: () => (hasLine ? 'staff' : 'district'),
    log: fileLog,
  });

  if (ready() && hasLine) queue.tick();
  if (ready() && kiosk) {
    const adopted = office.adoptKiosk();
    if (!adopted.ok) return fail({ type: 'DiskFault' });
  }
  if (existsSync(restoredMark(dir))) {
    // What a superior office has lost by it, it asks for again: its returns name the sequences that are missing.
    const author = { actor: null, device: null, key: null };
    if (hasLine && !queue.run({ type: 'restored' }, author).ok) return fail({ type: 'NotMarked' });
    rmSync(restoredMark(dir));
  }

  async function backUpWhenDue(): Promise<void> {
    if (!ready() || demo) return;
    const last = backups.state().lastAt;
    const [hour = 0, minute = 0] = settings().backup.time.split(':').map(Number);
    const now = log.now();
    const dueToday = Date.parse(`${serviceDay(now)}T00:00:00Z`) - 7 * HOUR + (hour * 60 + minute) * 60_000;
    // At the set time, and as soon as the program runs again when that time was missed for a day.
    if (last === null || (now >= dueToday && last < dueToday) || now - last > DAY) {
      const made = await backups.now(now);
      // It reads every page.
      if (!made.ok && made.error.type === 'DatabaseDamaged') distrust();
    }
  }

  /** The office works on, with a warning on its screens, until it is closed: then the last backup is offered. */
  function distrust(): void {
    writeFileSafely(damagedMark(dir), '');
    changed();
  }

  async function check(): Promise<void> {
    const answer = await quickCheck(folder.dir, secret);
    fileLog.write('database.check', { answer });
    if (answer === 'damaged') distrust();
  }

  // A fault of the clockwork is found in the log; the queue goes on without it.
  const stumbled = (error: unknown) =>
    fileLog.write('clockwork.bug', { stack: error instanceof Error ? (error.stack ?? '') : String(error) });
  // Here too, or one fault in a day's figures would keep the office shut.
  const closeDays = () => {
    if (!ready() || !hasLine) return;
    try {
      const closed = summary.closeDue();
      if (!closed.ok) fileLog.write('summary.notClosed', { failure: closed.error.type });
    } catch (error) {
      stumbled(error);
    }
  };
  /** Days that were closed get their bundles, one at a time: somebody may be waiting for a number. */
  async function makeBundles(): Promise<Result<unknown>> {
    while (ready() && hasLine && !isClosed) {
      const made = bundles.makeDue(1);
      if (!made.ok) fileLog.write('bundle.notMade', { failure: made.error.type });
      if (!made.ok || made.value.length === 0) return made;
      await setImmediate();
    }
    return ok(null);
  }
  // Not within the change that asks for it.
  const makeSoon = () => void setImmediate().then(makeBundles).catch(stumbled);
  makeSoon();
  log.onChange((events) => {
    if (events.some(({ type }) => type === 'summary.closed')) makeSoon();
  });
  const everyMinute = new Cron('0 * * * * *', { protect: true, catch: stumbled }, async () => {
    if (!ready()) return;
    if (hasLine) queue.tick();
    closeDays();
    await makeBundles().catch(stumbled);
    wayUp.tick();
    await backUpWhenDue();
  });
  // Ranges move with time even when nothing happens.
  const everyHalfMinute = new Cron('*/30 * * * * *', { catch: stumbled }, changed);
  const nightly = new Cron('0 30 2 * * *', { timezone: 'Asia/Ho_Chi_Minh', catch: stumbled }, async () => {
    if (ready()) purge(core);
    await check();
  });
  // Waiting times are learned from the month behind, in pauses: meanwhile those that came with the program are shown.
  const learnMore = () => {
    try {
      if (queue.learn()) learning = setTimeout(learnMore, PAUSE_MS);
      else changed();
    } catch (error) {
      stumbled(error);
    }
  };
  let learning = hasLine ? setTimeout(learnMore, PAUSE_MS) : undefined;
  // After a restore has said which days it lost: those are not closed by the clock.
  closeDays();
  if (ready()) {
    if (folder.uncleanStop) check().catch(stumbled);
    backUpWhenDue().catch(stumbled);
  }
  // The password of a way that was never saved is forgotten; a night that was missed is made up for.
  wayUp.targetsChanged();
  wayUp.tick();
  fileLog.write('host.start', { uncleanStop: folder.uncleanStop });

  return ok({
    handler,
    folder,
    log,
    role: core.role,
    setupCode,
    settings,
    isSetUp: ready,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: changed,
    kioskToken: (screen) => tokens[screen],
    async close() {
      for (const job of [everyMinute, everyHalfMinute, nightly]) job.stop();
      clearTimeout(learning);
      isClosed = true;
      wayUp.close();
      roster.close();
      fileLog.write('host.stop');
      // The last connection tidies the file up: the log's own, which the next start looks at.
      if (district) await district.close();
      folder.close();
    },
  });
}

/**
 * Forgets everybody who was read longer ago than the settings say. By the log's clock: while that is doubtful nothing
 * is purged, or one wrong date would forget everybody.
 */
export function purge({ log, people, settings }: Core): void {
  log.write({ actor: null, device: null, key: null }, (now) => {
    const count = people.purge(now - settings().privacy.personDays * DAY);
    return ok({ events: count > 0 ? [{ type: 'people.purged', data: { count } }] : [], value: null });
  });
}

/** Between two pieces of long work, so that a key pressed meanwhile is answered at once. */
const PAUSE_MS = 1;

export function loadCatalogue(root = ROOT): Catalogue {
  const read = (name: string) => JSON.parse(readFileSync(join(root, 'resources', name), 'utf8')) as unknown;
  return readCatalogue(read('procedures.json'), read('services.json'));
}

/** This station's name in the log: that of the first event, or a new one. */
export function stationId(db: Db, ids: Ids): string {
  const known = db.get<{ station: string }>('SELECT id AS station FROM station LIMIT 1');
  return (
    known?.station ??
    `S${ids
      .secret()
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 9)}`
  );
}

/** A failure of starting or of a backup, as one line of Vietnamese for the terminal. */
export function failureText(failure: HostFailure | { type: 'PortInUse' | 'NoKeyring' }): string {
  switch (failure.type) {
    case 'FolderInUse':
      return 'Thư mục dữ liệu đang được một chương trình Tới Lượt khác sử dụng. Xin đóng chương trình đó trước.';
    case 'FolderEmpty':
      return 'Trong thư mục này chưa có dữ liệu của đơn vị nào. Kiểm tra lại --data.';
    case 'FolderTaken':
      return 'Thư mục này đã có dữ liệu. Bản dùng thử chỉ được tạo trong thư mục mới hoặc trống: xin chọn thư mục khác bằng --data.';
    case 'KeyMissing':
      return 'Không tìm thấy khóa của cơ sở dữ liệu trên máy này. Đặt biến TOILUOT_KEY bằng khóa khôi phục rồi chạy lại.';
    case 'KeyWrapped':
      return 'Khóa của đơn vị này do ứng dụng Tới Lượt giữ trong kho khóa của hệ điều hành. Xin mở bằng ứng dụng, hoặc đặt biến TOILUOT_KEY bằng khóa khôi phục rồi chạy lại.';
    case 'NoKeyring':
      return 'Máy này chưa có kho khóa của hệ điều hành, hoặc kho khóa đang khóa, nên chưa giữ được khóa dữ liệu. Xin đăng xuất, đăng nhập lại bằng mật khẩu rồi mở chương trình. Trên Linux cần phiên làm việc có GNOME Keyring hoặc KWallet.';
    case 'WrongKey':
      return 'Khóa không khớp với cơ sở dữ liệu này. Kiểm tra khóa khôi phục.';
    case 'RecoveryKeyWrong':
      return 'Khóa khôi phục viết sai. Kiểm tra từng nhóm bốn ký tự.';
    case 'SchemaTooNew':
      return `Dữ liệu do phiên bản mới hơn tạo ra (${failure.found} > ${failure.known}). Xin cài phiên bản mới của chương trình.`;
    case 'DatabaseDamaged':
      return 'Tệp dữ liệu bị hỏng. Xin khôi phục bản sao lưu gần nhất.';
    case 'ChainBroken':
      return `Nhật ký bị sửa hoặc hỏng tại dòng ${failure.seq}. Xin khôi phục bản sao lưu gần nhất và báo cấp trên.`;
    case 'NotMarked':
      return 'Bản sao lưu đã ở đúng chỗ nhưng chưa ghi được rằng số phiếu cần nhập lại. Xin kiểm tra ổ đĩa rồi chạy lại.';
    case 'DiskFull':
      return 'Ổ đĩa đã đầy. Xin giải phóng dung lượng rồi chạy lại.';
    case 'ReadOnly':
      return 'Không ghi được vào thư mục dữ liệu (chỉ đọc). Xin kiểm tra quyền truy cập.';
    case 'DiskFault':
      return 'Ổ đĩa báo lỗi khi đọc hoặc ghi. Xin kiểm tra ổ đĩa.';
    case 'BackupUnreadable':
      return 'Bản sao lưu này không mở được bằng khóa đã cho hoặc đã hỏng; dữ liệu hiện tại giữ nguyên.';
    case 'BackupFolderMissing':
      return 'Không thấy thư mục để lưu bản sao. Xin cắm ổ hoặc nối lại thư mục mạng.';
    case 'RoleDiffers':
      return `Thư mục này là của ${failure.found === 'district' ? 'một đơn vị cấp trên' : 'một công an xã'}. Bỏ --role, hoặc chọn thư mục khác bằng --data.`;
    case 'PortInUse':
      return 'Cổng mạng đang được chương trình khác sử dụng. Chọn cổng khác bằng --port.';
  }
}
