import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MONDAY_0730, setUpDemo, signIn, startHost, type TestHost } from '../../e2e/host.ts';
import { HOST_FLAGS } from '../cli/flags.ts';
import { openZip } from '../core/summary/bundle.ts';
import { bundleFile, ownKeys } from '../core/summary/bundles.ts';
import { bundleName } from '../core/summary/exchange.ts';
import { nothingEntered } from '../core/summary/summary.ts';
import { createSummaryProjection } from '../core/summary/tables.ts';
import { value } from '../core/testing/station.ts';
import { backupTo, restoreBackup } from './backup.ts';
import { openFolderReadonly, openSecret } from './folder.ts';
import { stationId } from './host.ts';
import { signer } from './signer.ts';
import { hasher, ids } from './system.ts';

const MONDAY = '2026-11-23';
const MAIN = join(import.meta.dirname, '..', '..', 'e2e', 'host.main.ts');

let host: TestHost;
beforeEach(async () => {
  host = await startHost({ at: MONDAY_0730 });
  process.env.XDG_CONFIG_HOME = host.env.XDG_CONFIG_HOME;
});
afterEach(() => host.remove());

test('a closing that was cut short gets its bundle at the next start; a restored office opens one epoch and goes on', async () => {
  const { administrator, officers, pin } = await setUpDemo(host);
  const restart = async () => {
    await host.restart();
    await signIn(administrator, officers, 'Lê Quản Trị Mẫu', pin);
  };
  const close = async (visits: number) => {
    value(await administrator.call('summary.enter', { day: MONDAY, entered: { ...nothingEntered, visits } }));
    value(await administrator.call('summary.close', { day: MONDAY }));
  };
  await close(1);
  await host.kill('SIGKILL');
  await restart();
  const [first] = await made(1);
  expect(first).toMatchObject({ epoch: 0, sequence: 1, replaces: null });

  const secret = value(openSecret(host.dir));
  const backup = join(host.dir, '..', 'monday.backup');
  const db = value(openFolderReadonly(host.dir));
  value(backupTo(db, secret, backup));
  db.close();
  value(await administrator.call('summary.reopen', { day: MONDAY }));
  await close(2);
  expect(await made(2)).toMatchObject([{}, { epoch: 0, sequence: 2, replaces: { sequence: 1 } }]);

  await host.kill('SIGTERM');
  value(restoreBackup(backup, secret, host.dir, Date.now()));
  for (const ms of [200, 350, 500, 650]) await startAndKill(ms);
  await restart();
  value(await administrator.call('summary.reopen', { day: MONDAY }));
  await close(3);
  const [, again] = await made(2);
  const { epochs } = look();
  expect(epochs).toMatchObject([{ from: null, lostFrom: MONDAY }]);
  expect(again).toMatchObject({ epoch: epochs[0]?.epoch, sequence: 1, previous: null, replaces: { sequence: 1 } });
}, 120_000);

/** The bundles once there are so many; each opens, as what its event says. */
async function made(count: number) {
  for (;;) {
    const { bundles } = look();
    if (bundles.length >= count) return bundles;
    await sleep(50);
  }
}

/** What is in the database now, beside the running host. */
function look() {
  const db = value(openFolderReadonly(host.dir));
  const station = stationId(db, ids);
  const projection = createSummaryProjection(db, station);
  const bundles = projection.lastBundles(10).reverse();
  for (const bundle of bundles) {
    const zip = bundleFile(db, bundle.manifest)?.zip ?? new Uint8Array();
    const keyOf = ownKeys(station, projection);
    const opened = value(openZip({ hasher, signer, keyOf }, bundleName({ station, ...bundle }), zip));
    expect(opened.manifestHash).toBe(bundle.manifest);
  }
  const epochs = projection.epochs();
  db.close();
  return { bundles, epochs };
}

async function startAndKill(ms: number): Promise<void> {
  const offset = String(MONDAY_0730 - Date.now());
  const child: ChildProcess = spawn(process.execPath, [...HOST_FLAGS, MAIN, host.dir, '0', offset], {
    env: host.env,
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await sleep(ms);
  child.kill('SIGKILL');
  await gone;
}
