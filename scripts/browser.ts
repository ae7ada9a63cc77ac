import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Each way of getting a browser may take this long and no longer. */
const TRY_MS = 120_000;

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/**
 * The Chromium that the tests drive: one on the system, else Debian's package (as root), else Playwright's own
 * download. Prints each command before running it. Returns its path, or null when there is none to be had.
 */
export function findTestBrowser(): string | null {
  const named = process.env.TOILUOT_CHROMIUM;
  if (named && existsSync(named)) return named;
  return onSystem() ?? fromDebian() ?? fromPlaywright();
}

function onSystem(): string | null {
  return SYSTEM.find((path) => existsSync(path)) ?? null;
}

function fromDebian(): string | null {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
  tryRun('apt-get', ['update', '-qq']);
  // Debian may count the package as installed though its program was moved away: it is laid down again then.
  tryRun('apt-get', ['install', '-y', '-qq', '--reinstall', '--no-install-recommends', 'chromium']);
  return onSystem();
}

function fromPlaywright(): string | null {
  tryRun('node_modules/.bin/playwright', ['install', 'chromium']);
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

function tryRun(command: string, args: string[]): void {
  console.log(`$ ${command} ${args.join(' ')}`);
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: TRY_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
