import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keyIdOf } from '../core/kernel/signed.ts';
import { buildBundle, openBundle, sealBundle } from '../core/summary/bundle.ts';
import { bundleName } from '../core/summary/exchange.ts';
import { summaryCsv, summaryJson } from '../core/summary/formats.ts';
import { testSummary } from '../core/testing/summary.ts';
import { signer } from './signer.ts';
import { hasher } from './system.ts';
import { haveDebian } from './testing/debian.ts';

const missing = haveDebian('age', 'unzip', 'zip');

const OF = {
  ...{ station: 'S1', day: '2026-11-23', epoch: 0, epochFrom: null, sequence: 1, previous: null, replaces: null },
  madeAt: 1_795_500_000_000,
  log: [{ station: 'S1', seq: 12, hash: 'b'.repeat(64) }],
};
const NAME = bundleName(OF);
const FILES = new Map([
  ['summary.json', Buffer.from(summaryJson(testSummary()))],
  ['summary.csv', Buffer.from(summaryCsv(testSummary()))],
]);
const pair = signer.newKey();
const BUILT = buildBundle({ hasher, signer }, OF, FILES, {
  keyId: keyIdOf(hasher, pair.publicKey),
  privateKey: pair.privateKey,
});

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'toiluot-bundle-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe.skipIf(missing !== null)(`Debian's own tools${missing === null ? '' : ` (${missing})`}`, () => {
  test('age and unzip open a bundle', async () => {
    const identity = await generateX25519Identity();
    writeFileSync(join(dir, 'key.txt'), `${identity}\n`);
    writeFileSync(join(dir, NAME), await sealBundle(BUILT.zip, await identityToRecipient(identity)));
    run('age', '-d', '-i', 'key.txt', '-o', 'day.zip', NAME);
    run('unzip', '-q', '-t', 'day.zip');
    run('unzip', '-q', '-o', 'day.zip', '-d', 'day');
    expect(readdirSync(join(dir, 'day')).sort()).toEqual([
      'manifest.json',
      'manifest.sig',
      'summary.csv',
      'summary.json',
    ]);
    for (const [name, bytes] of FILES) expect(readFileSync(join(dir, 'day', name))).toEqual(bytes);
  });

  test('what zip packed and age encrypted opens here', async () => {
    run('age-keygen', '-o', 'key.txt');
    const [identity = ''] = /AGE-SECRET-KEY-\S+/.exec(readFileSync(join(dir, 'key.txt'), 'utf8')) ?? [];
    for (const [name, bytes] of Object.entries(unzipSync(BUILT.zip))) writeFileSync(join(dir, name), bytes);
    const names = Object.keys(unzipSync(BUILT.zip));
    for (const option of ['-9', '-0', '-X']) {
      rmSync(join(dir, 'day.zip'), { force: true });
      run('zip', '-q', option, 'day.zip', ...names);
      run('age', '-r', await identityToRecipient(identity), '-o', NAME, 'day.zip');
      expect(await open(identity)).toMatchObject({ ok: true, value: { manifestHash: BUILT.manifestHash } });
    }
  });

  test('a link or a folder that zip packed is refused', async () => {
    run('age-keygen', '-o', 'key.txt');
    const [identity = ''] = /AGE-SECRET-KEY-\S+/.exec(readFileSync(join(dir, 'key.txt'), 'utf8')) ?? [];
    for (const [name, bytes] of Object.entries(unzipSync(BUILT.zip))) writeFileSync(join(dir, name), bytes);
    const names = Object.keys(unzipSync(BUILT.zip));
    for (const make of [
      ['ln', '-s', '/etc/passwd', 'extra'],
      ['mkdir', 'extra'],
    ]) {
      run(...(make as [string, ...string[]]));
      rmSync(join(dir, 'day.zip'), { force: true });
      run('zip', '-q', '-y', 'day.zip', ...names, 'extra');
      run('age', '-r', await identityToRecipient(identity), '-o', NAME, 'day.zip');
      expect(await open(identity)).toEqual({ ok: false, error: { type: 'NotABundle' } });
      rmSync(join(dir, 'extra'), { recursive: true });
    }
  });
});

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { cwd: dir, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

function open(identity: string) {
  const keyOf = () => ({ ok: true, value: pair.publicKey }) as const;
  return openBundle({ hasher, signer, identities: [identity], keyOf }, NAME, readFileSync(join(dir, NAME)));
}
