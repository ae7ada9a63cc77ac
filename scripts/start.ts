/**
 * `npm start`: builds what has changed, then opens the kiosk where Electron runs, else the station host, with the
 * arguments given.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_FLAGS } from '../electron/cli/flags.ts';
import { getElectron, noWindows } from './electron.ts';

const SOURCES = ['renderer', 'electron', 'resources', 'electron.vite.config.ts', 'package-lock.json'];
const BUILT = ['out/main', 'out/renderer'];

if (Math.min(...BUILT.map(newest)) < Math.max(...SOURCES.map(newest))) {
  console.log('Đang dựng các màn hình…');
  const built = spawnSync(join('node_modules', '.bin', 'electron-vite'), ['build', '--logLevel', 'error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

const given = process.argv.slice(2);
// Whoever wants no browser wants no windows either: the host alone.
// A superior office has no kiosk: its screen is a page.
const isSuperior = given.some((argument) => /^(--role=)?district$/.test(argument));
const unable = given.includes('--no-browser') ? 'hostOnly' : isSuperior ? 'superior' : noWindows();
const electron = unable === null ? getElectron() : null;
const program = electron === null ? openHost() : spawn(electron, ['.', ...given], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => program.kill(signal));
program.on('exit', (code) => process.exit(code ?? 1));

function openHost() {
  const why = {
    hostOnly: 'Không mở Electron (--no-browser): chỉ mở trạm chủ.',
    superior: 'Đơn vị cấp trên làm việc trong trình duyệt.',
    none: 'Chưa có Electron trên máy này: mở trạm chủ và dùng trình duyệt.',
    noDisplay: 'Không có màn hình cho Electron: mở trạm chủ và dùng trình duyệt.',
    root: 'Electron không chạy bằng quyền root: mở trạm chủ và dùng trình duyệt.',
  }[unable ?? 'none'];
  console.log(why);
  return spawn(process.execPath, [...HOST_FLAGS, 'electron/cli/toiluot.ts', 'start', ...given], { stdio: 'inherit' });
}

/** The newest change of a file or of anything in a folder, ms; 0 when there is none. */
function newest(path: string): number {
  try {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.mtimeMs;
    return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
  } catch {
    return 0;
  }
}
