import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..', 'node_modules', 'electron');
/** Stands after a try to get Electron that failed, so that the next start does not wait again. */
const FAILED = join(import.meta.dirname, '..', 'out', 'electron-failed');
const TRY_MS = 120_000;

/** Electron's program on this machine, or null. Never downloads. */
export function findElectron(): string | null {
  try {
    const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(PACKAGE, 'dist');
    const path = join(dist, readFileSync(join(PACKAGE, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** As `findElectron`; where there is none its download is tried once, for at most 120 s. */
export function getElectron(): string | null {
  const found = findElectron();
  if (found !== null) return found;
  const version = (JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }).version;
  if (existsSync(FAILED) && readFileSync(FAILED, 'utf8') === version) return null;
  console.log('Đang lấy Electron (nhiều nhất hai phút, chỉ thử một lần)…');
  spawnSync(process.execPath, [join(PACKAGE, 'install.js')], {
    stdio: 'ignore',
    timeout: TRY_MS,
    killSignal: 'SIGKILL',
  });
  const got = findElectron();
  if (got === null) {
    try {
      mkdirSync(join(FAILED, '..'), { recursive: true });
      writeFileSync(FAILED, version);
    } catch {
      // Where nothing may be written the next start tries again.
    }
  }
  return got;
}

/** Why Electron's windows cannot be opened by this person on this machine; null when they can. */
export function noWindows(): 'noDisplay' | 'root' | null {
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'noDisplay';
  // Chromium's sandbox refuses root, and without it the kiosk must not run.
  return process.getuid?.() === 0 ? 'root' : null;
}

/** Why the tests of the real shell cannot run here, in one sentence; null when they can. */
export function whyNoElectron(): string | null {
  if (findElectron() === null)
    return "Electron's program is not on this machine (npm start gets it where it can be had)";
  const unable = noWindows();
  if (unable === null) return null;
  return unable === 'root' ? "Chromium's sandbox does not run as root" : 'there is no display (try xvfb-run npm test)';
}
