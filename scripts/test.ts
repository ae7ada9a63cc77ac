/**
 * `npm test`: everything a change must pass, in the order in which it fails fastest.
 * Ends with one line `N passed, N failed`, which CI reads.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTestBrowser } from './browser.ts';
import { whyNoElectron } from './electron.ts';

const reports = mkdtempSync(join(tmpdir(), 'toiluot-test-'));
const bin = (name: string) => join('node_modules', '.bin', name);
let passed = 0;
let failed = 0;
let skipped = 0;

check('format and lint', bin('biome'), ['ci', '--colors=off', '.']);
check('types of the core', bin('tsc'), ['-p', 'electron/core']);
check('types of the host', bin('tsc'), ['-p', '.']);
check('types of the shell', bin('tsc'), ['-p', 'electron/main']);
check('types of the screens', bin('tsc'), ['-p', 'renderer']);
check('dead code', bin('knip'), []);
check('build', bin('electron-vite'), ['build', '--logLevel', 'error']);
unit();
e2e();

rmSync(reports, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

function run(command: string, args: string[], env: Record<string, string> = {}): boolean {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

function check(name: string, command: string, args: string[]): void {
  const ok = run(command, args);
  console.log(`${ok ? 'ok' : 'FAILED'}  ${name}`);
  if (ok) passed += 1;
  else failed += 1;
}

function unit(): void {
  const report = join(reports, 'unit.json');
  const ok = run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) {
    failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numFailedTestSuites: number;
  };
  passed += result.numPassedTests;
  skipped += result.numPendingTests;
  // A file that does not even load has no failed test of its own.
  failed += result.numFailedTests > 0 || ok ? result.numFailedTests : Math.max(1, result.numFailedTestSuites);
}

function e2e(): void {
  const browser = findTestBrowser();
  if (browser === null) {
    console.log('FAILED  e2e: no Chromium on this machine and none could be installed');
    failed += 1;
    return;
  }
  const why = whyNoElectron();
  if (why !== null) console.log(`SKIPPED  e2e/electron: ${why}`);
  const report = join(reports, 'e2e.json');
  const ok = run(bin('playwright'), ['test'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report, TOILUOT_CHROMIUM: browser });
  if (!existsSync(report)) {
    failed += 1;
    return;
  }
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  passed += stats.expected;
  skipped += stats.skipped;
  failed += stats.unexpected + stats.flaky > 0 || ok ? stats.unexpected + stats.flaky : 1;
}
