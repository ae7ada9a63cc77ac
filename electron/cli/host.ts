import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cron } from 'croner';
import { createApp } from '../core/api/app.ts';
import { createHandler } from '../core/api/handler.ts';
import { type EventLog, openLog } from '../core/kernel/log.ts';
import type { Clock, Db } from '../core/kernel/ports.ts';
import { ok, type Result } from '../core/kernel/result.ts';
import { DAY, HOUR, serviceDay } from '../core/kernel/time.ts';
import { type Catalogue, readCatalogue, serviceMinutes } from '../core/office/catalogue.ts';
import { createOffice } from '../core/office/office.ts';
import { createOfficeProjection } from '../core/office/tables.ts';
import { createPeople } from '../core/people/people.ts';
import { createQueue } from '../core/queue/queue.ts';
import { createQueueProjection } from '../core/queue/tables.ts';
import { createAssets } from '../node/assets.ts';
import { type BackupFailure, createBackups, quickCheck, secondPlaceOverdue } from '../node/backup.ts';
import { type FolderFailure, type OfficeFolder, openFolder } from '../node/folder.ts';
import type { Handler } from '../node/http.ts';
import { recoveryKeyToSecret, secretToRecoveryKey } from '../node/keys.ts';
import { createFileLog, hasher, ids, pins, systemClock } from '../node/system.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

export type HostFailure = FolderFailure | { type: 'ChainBroken'; seq: number };

export type Host = {
  handler: Handler;
  folder: OfficeFolder;
  log: EventLog;
  /** Printed once on the terminal while there is no office yet; null afterwards. */
  setupCode: string | null;
  /** After a backup was put in place: numbers wait until an officer has typed the last paper ones. */
  markRestored(): void;
  close(): void;
};

/**
 * The composition root of the station host: opens the office in `dir`, puts core and adapters together and starts
 * the clockwork (day turn, backup, purge, check). `allowsHost` is the door's.
 */
export function openHost(options: {
  dir: string;
  allowsHost: (host: string) => boolean;
  clock?: Clock;
}): Result<Host, HostFailure> {
  const clock = options.clock ?? systemClock;
  const fileLog = createFileLog(join(options.dir, 'log'), clock);
  const opened = openFolder(options.dir, { log: fileLog });
  if (!opened.ok) return opened;
  const folder = opened.value;
  const { db, secret } = folder;

  const station = stationId(db);
  const officeTables = createOfficeProjection(db);
  const queueTables = createQueueProjection(db, station);
  const opened2 = openLog({ db, clock, hasher, station, projections: [officeTables, queueTables] });
  if (!opened2.ok) {
    folder.close();
    return opened2;
  }
  const log = opened2.value;
  const catalogue = loadCatalogue();
  const settings = () => officeTables.settings();
  const setupCode = officeTables.station() === null ? String(ids.integer(1_000_000)).padStart(6, '0') : null;

  const people = createPeople(db, ids);
  const queue = createQueue({
    db,
    log,
    projection: queueTables,
    settings,
    minutes: (service) => serviceMinutes(service, catalogue.procedures),
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
    recoveryKey: secretToRecoveryKey(secret),
    isRecoveryKey: (text) => {
      const read = recoveryKeyToSecret(text);
      return read.ok && read.value.equals(secret);
    },
    setupCode,
  });
  const backups = createBackups({ db, secret, dir: folder.dir, settings: () => settings().backup, log: fileLog });

  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  log.onChange(changed);

  const app = createApp({
    db,
    log,
    queue,
    office,
    people,
    procedures: catalogue.procedures,
    settings,
    backup: { state: backups.state, overdue: secondPlaceOverdue, now: backups.now },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });

  const handler = createHandler({
    app,
    assets: createAssets({
      '/': join(ROOT, 'out', 'renderer'),
      '/assets/voice/': join(ROOT, 'resources', 'voice'),
      '/assets/sounds/': join(ROOT, 'resources', 'sounds'),
    }),
    resolveCaller: office.resolveCaller,
    allowsHost: options.allowsHost,
    nonce: () => ids.secret().slice(0, 22),
    log: fileLog,
  });

  const ready = () => officeTables.station() !== null;

  function purge(): void {
    // By the log's clock: while that is doubtful nothing is purged, or one wrong date would forget everybody.
    log.write({ actor: null, device: null, key: null }, (now) => {
      const count = people.purge(now - settings().privacy.personDays * DAY);
      return ok({ events: count > 0 ? [{ type: 'people.purged', data: { count } }] : [], value: null });
    });
  }

  async function backUpWhenDue(): Promise<void> {
    if (!ready()) return;
    const last = backups.state().lastAt;
    const [hour = 0, minute = 0] = settings().backup.time.split(':').map(Number);
    const now = log.now();
    const dueToday = Date.parse(`${serviceDay(now)}T00:00:00Z`) - 7 * HOUR + (hour * 60 + minute) * 60_000;
    // At the set time, and as soon as the program runs again when that time was missed for a day.
    if (last === null || (now >= dueToday && last < dueToday) || now - last > DAY) await backups.now(now);
  }

  async function check(): Promise<void> {
    const answer = await quickCheck(folder.dir, secret);
    fileLog.write('database.check', { answer });
  }

  const everyMinute = new Cron('0 * * * * *', { protect: true }, async () => {
    if (!ready()) return;
    queue.tick();
    await backUpWhenDue();
  });
  // Ranges move with time even when nothing happens.
  const everyHalfMinute = new Cron('*/30 * * * * *', changed);
  const nightly = new Cron('0 30 2 * * *', { timezone: 'Asia/Ho_Chi_Minh' }, async () => {
    if (ready()) purge();
    await check();
  });
  if (ready()) {
    queue.tick();
    if (folder.uncleanStop) void check();
    void backUpWhenDue();
  }
  fileLog.write('host.start', { uncleanStop: folder.uncleanStop });

  return ok({
    handler,
    folder,
    log,
    setupCode,
    markRestored: () => void queue.run({ type: 'restored' }, { actor: null, device: null, key: null }),
    close() {
      for (const job of [everyMinute, everyHalfMinute, nightly]) job.stop();
      fileLog.write('host.stop');
      folder.close();
    },
  });
}

export function loadCatalogue(): Catalogue {
  const read = (name: string) => JSON.parse(readFileSync(join(ROOT, 'resources', name), 'utf8')) as unknown;
  return readCatalogue(read('procedures.json'), read('services.json'));
}

/** This station's name in the log: that of the first event, or a new one. */
export function stationId(db: Db): string {
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
export function failureText(failure: HostFailure | BackupFailure | { type: 'PortInUse' }): string {
  switch (failure.type) {
    case 'FolderInUse':
      return 'Thư mục dữ liệu đang được một chương trình Tới Lượt khác sử dụng. Xin đóng chương trình đó trước.';
    case 'FolderEmpty':
      return 'Trong thư mục này chưa có dữ liệu của đơn vị nào. Kiểm tra lại --data.';
    case 'KeyMissing':
      return 'Không tìm thấy khóa của cơ sở dữ liệu trên máy này. Đặt biến TOILUOT_KEY bằng khóa khôi phục rồi chạy lại.';
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
    case 'DiskFull':
      return 'Ổ đĩa đã đầy. Xin giải phóng dung lượng rồi chạy lại.';
    case 'ReadOnly':
      return 'Không ghi được vào thư mục dữ liệu (chỉ đọc). Xin kiểm tra quyền truy cập.';
    case 'DiskFault':
      return 'Ổ đĩa báo lỗi khi đọc hoặc ghi. Xin kiểm tra ổ đĩa.';
    case 'BackupUnreadable':
      return 'Bản sao lưu này không mở được bằng khóa đã cho hoặc đã hỏng; dữ liệu hiện tại giữ nguyên.';
    case 'BackupFolderMissing':
      return 'Không thấy nơi lưu thứ hai. Xin cắm ổ hoặc nối lại thư mục mạng.';
    case 'PortInUse':
      return 'Cổng mạng đang được chương trình khác sử dụng. Chọn cổng khác bằng --port.';
  }
}
