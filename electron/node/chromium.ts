import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LINUX = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/microsoft-edge'];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

/** The Chromium, Chrome or Edge of this machine, or null. */
export function findChromium(): string | null {
  const places =
    process.platform === 'win32'
      ? [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap((base) =>
          base ? WINDOWS.map((path) => join(base, path)) : [],
        )
      : LINUX;
  return places.find((path) => existsSync(path)) ?? null;
}

/**
 * Opens `url` as an own window with an own profile, so that the officer's private browsing never meets the office's.
 * `spkiPin` trusts exactly our certificate, so that nobody learns to click through a warning.
 */
export function openChromium(path: string, url: string, profile: string, spkiPin?: string): void {
  offerNoTranslation(profile);
  const child = spawn(
    path,
    [
      `--app=${url}`,
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
      ...(spkiPin ? [`--ignore-certificate-errors-spki-list=${spkiPin}`] : []),
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { detached: true, stdio: 'ignore' },
  );
  child.on('error', () => {});
  child.unref();
}

/**
 * A Chromium without Vietnamese would offer to translate the screens; no flag of it prevents that. The same file as in
 * packaging/deb/kiosk. A profile that stands already is Chromium's own, and one that cannot be made it reports itself.
 */
function offerNoTranslation(profile: string): void {
  const file = join(profile, 'Default', 'Preferences');
  try {
    mkdirSync(join(profile, 'Default'), { recursive: true, mode: 0o700 });
    writeFileSync(file, '{"translate":{"enabled":false}}\n', { flag: 'wx' });
  } catch {}
}
