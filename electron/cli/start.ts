import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StationRole } from '../core/api/contract.ts';
import { findChromium, openChromium } from '../node/chromium.ts';
import { DEMO_PIN, openDemoHost } from '../node/demo.ts';
import { fileFailure, writeFileSafely } from '../node/files.ts';
import { failureText, type Host, type HostFailure, openHost } from '../node/host.ts';
import { type Door, openDoor } from '../node/http.ts';
import { type Lan, openLan } from '../node/lan.ts';
import { createTroublePage } from '../node/trouble.ts';

export type StartOptions = {
  dir: string;
  port: number;
  lan: boolean;
  network: string | null;
  browser: boolean;
  demo: boolean;
  role: StationRole | null;
  database: string | null;
};

/**
 * Starts the station host: the loopback door, the HTTPS door when LAN is on, and a browser when there is one.
 * Returns an exit code when it could not start, null when it is running.
 */
export async function start(options: StartOptions): Promise<number | null> {
  const hosts = new Set<string>();
  let lan: Lan | null = null;
  const allowsHost = (host: string) => hosts.has(host) || lan?.answersTo(host) === true;
  const hostOptions = {
    ...{ dir: options.dir, allowsHost, role: options.role, database: options.database },
    lan: () => (lan === null ? null : { urls: lan.urls(), pin: lan.pin }),
  };
  const opened = options.demo ? await openDemoHost(hostOptions) : openHost(hostOptions);
  if (!opened.ok) {
    const text = failureText(opened.error);
    if (opened.error.type === 'FolderInUse') {
      const url = runningUrl(options.dir);
      console.error(url === null ? text : `${text} Địa chỉ: ${url}/staff`);
      return 1;
    }
    console.error(text);
    // A demo has nothing that could be put back, and a folder of another role nothing that is damaged.
    if (options.demo || opened.error.type === 'RoleDiffers') return 1;
    // A screen must say it too: whoever stands before it does not see this terminal.
    return showTrouble(options, opened.error);
  }
  const host = opened.value;
  const doors: Door[] = [];
  const local = await openDoor({ handler: host.handler, host: '127.0.0.1', port: options.port });
  if (!local.ok) {
    host.close();
    console.error(failureText(local.error));
    return 1;
  }
  doors.push(local.value);
  for (const name of ['localhost', '127.0.0.1']) hosts.add(`${name}:${local.value.port}`);

  if (options.lan) {
    const { handler, log } = host;
    const opened = await openLan({
      handler,
      station: log.station,
      port: local.value.port + 1,
      network: options.network,
    });
    if (!opened.ok) {
      await local.value.close();
      host.close();
      console.error(failureText(opened.error));
      return 1;
    }
    lan = opened.value;
    doors.push(lan.door);
    announceLan(lan, host.role === 'district' ? 'district' : 'board');
  }

  tellOthers(options.dir, local.value.url);
  announce(host, local.value.url);
  if (options.demo) console.log(demoText(options.dir, host.role));
  openBrowser(options, local.value.url, host.role);

  const stop = async () => {
    for (const door of doors) await door.close();
    rmSync(join(options.dir, 'host.json'), { force: true });
    await host.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return null;
}

/** For a second start on the folder; on a full disk that one does without the address. */
function tellOthers(dir: string, url: string): void {
  try {
    writeFileSafely(join(dir, 'host.json'), JSON.stringify({ pid: process.pid, url }));
  } catch (error) {
    console.error(failureText(fileFailure(error)));
  }
}

function announce(host: Host, url: string): void {
  console.log(
    host.role === 'district'
      ? `Tới Lượt đang chạy: đơn vị cấp trên.\n  Các xã:        ${url}/district`
      : `Tới Lượt đang chạy.
  Cán bộ:        ${url}/staff
  Bảng gọi số:   ${url}/board
  Lấy số:        ${url}/take`,
  );
  if (host.setupCode !== null) console.log(`Mã cài đặt (dùng một lần): ${host.setupCode}`);
}

/** What a newcomer needs beside the addresses. */
function demoText(dir: string, role: StationRole): string {
  const what =
    role === 'district'
      ? `Bản dùng thử: công an tỉnh mẫu với báo cáo 30 ngày của 166 xã, phường; mọi số liệu đều là số giả định.
  Thời gian đứng ở 8 giờ sáng hôm nay. Các ngày trước hiện dần trong ít giây đầu.`
      : 'Bản dùng thử: một đơn vị mẫu đang làm việc, thời gian trôi nhanh gấp 30 lần. Không có người nào là thật.';
  return `${what}
  PIN của mọi cán bộ: ${DEMO_PIN}
  Dữ liệu tạm: ${dir} (làm mới mỗi lần mở)`;
}

function announceLan({ urls, pin }: Lan, page: string): void {
  console.log('Máy khác trong mạng mở Chromium như sau:');
  for (const url of urls()) {
    console.log(`  chromium --user-data-dir=toiluot --ignore-certificate-errors-spki-list=${pin} --app=${url}/${page}`);
  }
}

function openBrowser(options: StartOptions, url: string, role: StationRole = 'office'): void {
  const display = process.platform === 'win32' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!options.browser || !display) return;
  const chromium = findChromium();
  if (chromium === null) console.log('Không tìm thấy Chromium: xin mở các địa chỉ trên bằng trình duyệt của máy.');
  else {
    // A demo shows both sides of the counter at once.
    for (const page of role === 'district' ? ['district'] : options.demo ? ['board', 'staff'] : ['staff'])
      openChromium(chromium, `${url}/${page}`, join(options.dir, 'browser'));
  }
}

function runningUrl(dir: string): string | null {
  try {
    return (JSON.parse(readFileSync(join(dir, 'host.json'), 'utf8')) as { url: string }).url;
  } catch {
    return null;
  }
}

/** Instead of the office: one page that says what is wrong and puts a backup in place. */
async function showTrouble(options: StartOptions, failure: HostFailure): Promise<number | null> {
  const trouble = createTroublePage({ dir: options.dir, failure, done: () => process.exit(0) });
  const door = await openDoor({ handler: trouble.handler, host: '127.0.0.1', port: options.port });
  if (!door.ok) return 1;
  console.error(`Màn hình hướng dẫn: ${door.value.url}/`);
  if (trouble.code !== null) console.error(`Mã khôi phục (dùng một lần): ${trouble.code}`);
  openBrowser(options, door.value.url);
  const stop = () => process.exit(1);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return null;
}
