/**
 * `npm run dist`: the Electron packages of this system in out/dist (Windows: NSIS; Linux: deb and AppImage);
 * `-- --win` or `-- --linux` for another. Needs Electron's archive and electron-builder's tools, from the network
 * or their caches; where they cannot be had it says so in one line and ends with 1.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type CliOptions, Platform } from 'electron-builder';
import { licences, ROOT } from './production.ts';

if (import.meta.main) {
  const asked = process.argv.slice(2);
  const platform = asked.includes('--win') ? Platform.WINDOWS : asked.includes('--linux') ? Platform.LINUX : null;
  try {
    const files = await dist({ targets: (platform ?? Platform.current()).createTarget() });
    for (const file of files) console.log(relative(ROOT, file));
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const unreachable = code !== undefined && ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ETIMEDOUT'].includes(code);
    const why = unreachable ? `không tải được Electron từ mạng (${message})` : message;
    console.error(`Chưa dựng được gói Electron trên máy này: ${why}`);
    process.exit(1);
  }
}

/** Runs electron-builder over what is built in out/; gives the files it made. Throws what electron-builder throws. */
export function dist(options: CliOptions): Promise<string[]> {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  writeFileSync(join(ROOT, 'out', 'licences.txt'), licences());
  return build({ projectDir: ROOT, publish: 'never', ...options });
}
