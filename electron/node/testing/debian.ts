import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All tries of one test file together; a machine without a network must not hold the tests up. */
const TRY_MS = 120_000;

let until = 0;

/**
 * Installs those of Debian's packages that are missing, when this test may (as root), and prints the command.
 * Null when all are there; else why not, for `test.skipIf`.
 */
export function haveDebian(...packages: string[]): string | null {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return null;
  const names = missing.join(', ');
  const why = spawnSync('apt-get', ['--version']).status !== 0 ? 'apt-get is not here' : notRoot();
  if (why !== null) return skipped(`${names} not installed: ${why}`);
  until ||= Date.now() + TRY_MS;
  // The lists of a machine may be old or absent: then once more after an update.
  install(missing) || (aptGet('update') && install(missing));
  const left = missing.filter((name) => !isInstalled(name));
  return left.length === 0 ? null : skipped(`${left.join(', ')} could not be installed`);
}

function install(packages: string[]): boolean {
  return aptGet('install', '-y', '--no-install-recommends', ...packages);
}

/** Test files run at the same time, and apt-get gives up where another one runs: each waits for its turn. */
function aptGet(...args: string[]): boolean {
  const command = ['apt-get', '-qq', '-o', 'Acquire::Retries=0', '-o', 'DPkg::Lock::Timeout=60', ...args];
  console.log(`$ ${command.join(' ')}`);
  const done = spawnSync('flock', [join(tmpdir(), 'toiluot-debian.lock'), ...command], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: Math.max(1, until - Date.now()),
    // Debian starts a server as soon as it is installed; the tests start their own, as their own user.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  return done.status === 0;
}

function isInstalled(name: string): boolean {
  return /^Status: install ok installed$/m.test(spawnSync('dpkg', ['-s', name], { encoding: 'utf8' }).stdout ?? '');
}

function notRoot(): string | null {
  return process.getuid?.() === 0 ? null : 'only root may install them';
}

function skipped(reason: string): string {
  console.log(`SKIPPED  ${reason}`);
  return reason;
}
