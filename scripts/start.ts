/** `npm start`: builds what has changed, then starts the station host with the arguments given. */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_FLAGS } from '../electron/cli/flags.ts';

const SOURCES = ['renderer', 'electron/core', 'resources', 'vite.config.ts', 'package-lock.json'];

if (newest('out/renderer') < Math.max(...SOURCES.map(newest))) {
  console.log('Đang dựng các màn hình…');
  const built = spawnSync(join('node_modules', '.bin', 'vite'), ['build', '--logLevel', 'warn'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
// The Electron kiosk is the next step of this project; until then the station host is the whole product.
console.log('Chưa có Electron trên máy này: mở trạm chủ và dùng trình duyệt.');
const host = spawn(process.execPath, [...HOST_FLAGS, 'electron/cli/toiluot.ts', 'start', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => host.kill(signal));
host.on('exit', (code) => process.exit(code ?? 1));

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
