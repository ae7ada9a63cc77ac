import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { StationRole } from '../core/api/contract.ts';
import { verifyLog } from '../core/kernel/log.ts';
import { fail, ok } from '../core/kernel/result.ts';
import { createOfficeProjection } from '../core/office/tables.ts';
import { createQueueProjection } from '../core/queue/tables.ts';
import { createRosterProjection } from '../core/roster/tables.ts';
import { createSummaryProjection } from '../core/summary/tables.ts';
import { backupTo, restoreBackup } from '../node/backup.ts';
import { demoDataDir, fillDemo } from '../node/demo.ts';
import { defaultDataDir, openFolderReadonly, openSecret } from '../node/folder.ts';
import { COMMAND, failureText, openHost, stationId } from '../node/host.ts';
import { recoveryKeyToSecret } from '../node/keys.ts';
import { openDb, storeFailure } from '../node/sqlite/db.ts';
import { newestVersion } from '../node/sqlite/migrate.ts';
import { hasher, ids } from '../node/system.ts';
import { exportDay, type Said, verifyBundle } from './bundle.ts';
import { importBundles } from './district.ts';
import { replay } from './replay.ts';
import { solveInstance } from './roster.ts';
import { start } from './start.ts';

const USAGE = `Cách dùng: ${COMMAND} LỆNH [--data THƯ_MỤC] [--json]
  start [--port N] [--lan [--network TÊN]] [--no-browser]
                                            mở trạm chủ
  start --role district [--database postgres://…]
                                            mở trạm của đơn vị cấp trên
  start --demo                              mở bản dùng thử: một đơn vị mẫu đang làm việc, nhanh gấp 30 lần
  start --demo --role district              mở bản dùng thử của cấp trên: 30 ngày của 166 xã, phường mẫu
  demo --data THƯ_MỤC --days N --seed S     tạo một đơn vị mẫu với N ngày đã qua trong thư mục mới
  verify-log                                kiểm tra nhật ký và dựng lại mọi bảng
  backup TỆP                                sao lưu (đã mã hóa) ra một tệp
  restore TỆP                               thay dữ liệu bằng một bản sao lưu
  export --date NGÀY --to THƯ_MỤC           xuất gói số liệu của ngày đã chốt (NĂM-THÁNG-NGÀY) cho cấp trên
  bundle verify TỆP [--key TỆP]             kiểm tra một gói số liệu ngày; --key: khóa age của cấp trên
  district import ĐƯỜNG_DẪN [--database postgres://…]
                                            nhận gói số liệu ngày từ tệp, thư mục hoặc USB (up/, biên nhận vào down/)
  replay TỆP [--history TỆP] [--plan TỆP] --out TỆP
                                            chạy lại một hàng chờ đã ghi và dự kiến giờ cho từng người
  roster solve TỆP [--seconds N] --out TỆP  xếp lịch cho một bài mẫu công khai trong N giây (mặc định 60)`;

/** One line on stderr and exit 1, or a value to print and exit 0. */
type Outcome = Said;

const { positionals, values } = readArguments();
const [command, file, more] = positionals;
/** What can be started so far; a mobile team's station comes with the campaign. */
const ROLES: readonly StationRole[] = ['office', 'district'];
const role = ROLES.find((role) => role === values.role) ?? null;
const dir = resolve(values.data ?? (command === 'start' && values.demo ? demoDataDir(role) : defaultDataDir()));

const startable =
  /^\d{1,5}$/.test(values.port) &&
  Number(values.port) < 65_536 &&
  (values.role === undefined || role !== null) &&
  // Made-up communes have no place in a database of real ones.
  (values.database === undefined || !values.demo);

if (command === 'start' && startable) {
  const code = await start({
    dir,
    port: Number(values.port),
    lan: values.lan,
    network: values.network ?? null,
    browser: !values['no-browser'],
    demo: values.demo,
    database: values.database ?? null,
    role,
  });
  if (code !== null) process.exit(code);
} else {
  const outcome = await run();
  if (outcome.ok) console.log(values.json ? JSON.stringify(outcome.value.json) : outcome.value.text);
  else
    console.error(
      values.json ? JSON.stringify({ error: outcome.error.type, ...outcome.error.json }) : outcome.error.text,
    );
  process.exitCode = outcome.ok ? 0 : 1;
}

function readArguments() {
  const config = {
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
      port: { type: 'string', default: '7700' },
      lan: { type: 'boolean', default: false },
      network: { type: 'string' },
      'no-browser': { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
      role: { type: 'string' },
      database: { type: 'string' },
      days: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      history: { type: 'string' },
      plan: { type: 'string' },
      out: { type: 'string' },
      key: { type: 'string' },
      date: { type: 'string' },
      to: { type: 'string' },
      seconds: { type: 'string', default: '60' },
    },
  } as const;
  try {
    return parseArgs(config);
  } catch {
    // A mistyped option is answered like a mistyped command, never by doing something else.
    return parseArgs({ ...config, args: [] });
  }
}

async function run(): Promise<Outcome> {
  switch (command) {
    case 'verify-log':
      return verify();
    case 'backup':
      return file === undefined ? usage() : backup(resolve(file));
    case 'restore':
      return file === undefined ? usage() : restore(resolve(file));
    case 'demo':
      return demo();
    case 'export':
      if (values.date === undefined || values.to === undefined) return usage();
      if (!isDay(values.date)) return usage('--date phải là một ngày, ví dụ 2026-11-23.\n');
      return exportDay({ dir, day: values.date, to: resolve(values.to) });
    case 'bundle': {
      if (file !== 'verify' || more === undefined) return usage();
      const keyFile = values.key === undefined ? null : resolve(values.key);
      return verifyBundle({ dir, path: resolve(more), keyFile, database: values.database ?? null });
    }
    case 'district':
      if (file !== 'import' || more === undefined) return usage();
      return importBundles({ dir, path: resolve(more), database: values.database ?? null });
    case 'replay':
      return file === undefined || values.out === undefined ? usage() : replayTrace(resolve(file), resolve(values.out));
    case 'roster':
      if (file !== 'solve' || more === undefined || values.out === undefined) return usage();
      if (!(Number(values.seconds) >= 1 && Number(values.seconds) <= 86_400))
        return usage('--seconds phải là một số từ 1 đến 86400.\n');
      return solveInstance({ file: resolve(more), seconds: Number(values.seconds), to: resolve(values.out) });
    default:
      return usage(command === undefined || command === 'start' ? '' : `Không có lệnh “${command}”.\n`);
  }
}

function replayTrace(trace: string, out: string): Outcome {
  const { history, plan } = values;
  const path = (name: string | undefined) => (name === undefined ? null : resolve(name));
  const done = replay({ trace, out, history: path(history), plan: path(plan) });
  if (done.ok) {
    const { predictions, days } = done.value;
    return ok({ text: `Đã dự kiến cho ${predictions} người trong ${days} ngày: ${out}.`, json: done.value });
  }
  const { type, file } = done.error;
  if (type === 'OutUnwritable') return fail({ type, text: `Không ghi được ${file}.` });
  const { line } = done.error;
  const what = type === 'PlanUnreadable' ? 'lịch mở quầy' : 'hàng chờ đã ghi';
  const where = line === 0 ? 'không có hoặc không mở được tệp này' : `dòng ${line} sai`;
  return fail({ type, text: `Không đọc được ${what} ${file}: ${where}.` });
}

/** A date that is in the calendar. */
function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) && text.length === 10;
}

/** `wrong`: what could not be done, above how it is done. */
function usage(wrong = ''): Outcome {
  return fail({ type: 'Usage', text: `${wrong}${USAGE}` });
}

/** Reads a snapshot beside a running host, so it needs neither the host nor its lock. */
function verify(): Outcome {
  const opened = openFolderReadonly(dir);
  if (!opened.ok) return fail({ type: opened.error.type, text: failureText(opened.error) });
  const db = opened.value;
  // Reading migrates nothing, and tables that are not there yet cannot be compared.
  if ((db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0) < newestVersion) {
    db.close();
    return fail({
      type: 'SchemaTooOld',
      text: 'Dữ liệu còn của phiên bản cũ hơn. Xin mở trạm một lần bằng phiên bản này rồi kiểm tra lại.',
    });
  }
  const scratch = openDb(':memory:', null);
  if (!scratch.ok) throw new Error(scratch.error.type);
  db.exec('BEGIN');
  try {
    const station = stationId(db, ids);
    const verified = verifyLog({
      db,
      scratch: scratch.value,
      hasher,
      projections: (target) => [
        createOfficeProjection(target),
        createQueueProjection(target, station),
        createSummaryProjection(target, station),
        createRosterProjection(target),
      ],
    });
    if (verified.ok) {
      const { events, tables } = verified.value;
      return ok({ text: `Nhật ký đúng: ${events} sự kiện, ${tables} bảng dựng lại khớp.`, json: verified.value });
    }
    const text =
      verified.error.type === 'ChainBroken'
        ? `Nhật ký bị sửa hoặc hỏng tại dòng ${verified.error.seq} của trạm ${verified.error.station}.`
        : `Bảng ${verified.error.table} không khớp với nhật ký.`;
    return fail({ type: verified.error.type, text });
  } catch (error) {
    // A bad page is met by whoever first reads it.
    const failure = storeFailure(error);
    return fail({ type: failure.type, text: failureText(failure) });
  } finally {
    db.close();
    scratch.value.close();
  }
}

function backup(target: string): Outcome {
  const opened = openFolderReadonly(dir);
  if (!opened.ok) return fail({ type: opened.error.type, text: failureText(opened.error) });
  const secret = openSecret(dir);
  if (!secret.ok) return fail({ type: secret.error.type, text: failureText(secret.error) });
  const made = backupTo(opened.value, secret.value, target);
  opened.value.close();
  if (!made.ok) return fail({ type: made.error.type, text: `Chưa sao lưu được. ${failureText(made.error)}` });
  return ok({ text: `Đã sao lưu ${made.value.events} sự kiện vào ${target}.`, json: { file: target, ...made.value } });
}

async function restore(source: string): Promise<Outcome> {
  if (!existsSync(source)) return fail({ type: 'BackupMissing', text: `Không có tệp ${source}.` });
  // Where there is nothing yet, a key of its own would not open the backup.
  const known = existsSync(resolve(dir, 'office.json')) ? openSecret(dir) : fail({ type: 'KeyMissing' as const });
  const secret = known.ok ? known : await askRecoveryKey();
  if (!secret.ok) return fail({ type: secret.error.type, text: failureText(secret.error) });
  const restored = restoreBackup(source, secret.value, dir, Date.now());
  if (!restored.ok) return fail({ type: restored.error.type, text: failureText(restored.error) });
  const host = openHost({ dir, allowsHost: () => false });
  if (!host.ok) return fail({ type: host.error.type, text: failureText(host.error) });
  await host.value.close();
  const { events, aside } = restored.value;
  const moved = aside === null ? '' : ` Dữ liệu cũ được giữ ở ${aside}.`;
  return ok({
    text: `Đã khôi phục ${events} sự kiện.${moved} Trước khi phát số, cán bộ nhập số phiếu cuối cùng của từng chữ cái.`,
    json: restored.value,
  });
}

async function demo(): Promise<Outcome> {
  const days = Number(values.days);
  if (values.data === undefined) return usage('Lệnh demo cần --data THƯ_MỤC: một thư mục mới.\n');
  if (!/^\d{1,4}$/.test(values.days) || days < 1) return usage('--days phải là một số từ 1 đến 9999.\n');
  const filled = await fillDemo(dir, { days, seed: values.seed });
  if (!filled.ok) return fail({ type: filled.error.type, text: failureText(filled.error) });
  const { tickets, people, pin } = filled.value;
  return ok({
    text: `Đã tạo đơn vị mẫu trong ${dir}: ${days} ngày, ${tickets} phiếu, ${people} người (không có thật).
PIN của mọi cán bộ: ${pin}
Mở: ${COMMAND} start --data ${dir}`,
    json: { dir, ...filled.value },
  });
}

/** On another machine the key is only on paper: TOILUOT_KEY, or typed here. */
async function askRecoveryKey(): Promise<ReturnType<typeof recoveryKeyToSecret>> {
  if (process.env.TOILUOT_KEY) return recoveryKeyToSecret(process.env.TOILUOT_KEY);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const text = await terminal.question('Khóa khôi phục: ');
  terminal.close();
  return recoveryKeyToSecret(text);
}
