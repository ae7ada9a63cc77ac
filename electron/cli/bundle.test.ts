import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setUpDemo, startHost } from '../../e2e/host.ts';
import { openLog } from '../core/kernel/log.ts';
import { createSecrets } from '../core/kernel/secrets.ts';
import { keyIdOf, signDocument } from '../core/kernel/signed.ts';
import { serviceDay } from '../core/kernel/time.ts';
import { createBundles } from '../core/summary/bundles.ts';
import type { SuperiorFile } from '../core/summary/exchange.ts';
import { createSummaryProjection } from '../core/summary/tables.ts';
import { createClock, value } from '../core/testing/station.ts';
import { testSummary } from '../core/testing/summary.ts';
import { openDistrictStore } from '../node/district/store.ts';
import { openFolder } from '../node/folder.ts';
import { signer } from '../node/signer.ts';
import { hasher } from '../node/system.ts';
import { exportDay, verifyBundle } from './bundle.ts';

const CLI = join(import.meta.dirname, 'toiluot.ts');
let root = '';
let dir = '';
let path = '';
let keyFile = '';
let recipient = '';

/** An office that has made one bundle, which lies beside it as on a stick, and the superior office's key. */
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-bundle-'));
  dir = join(root, 'data');
  process.env.XDG_CONFIG_HOME = join(root, 'keys');
  keyFile = join(root, 'key.txt');
  const identity = await generateX25519Identity();
  writeFileSync(keyFile, `# created\n${identity}\n`);
  recipient = await identityToRecipient(identity);
  const folder = value(openFolder(dir));
  const { db } = folder;
  const projection = createSummaryProjection(db, 'S1');
  const log = value(openLog({ db, clock: createClock(), hasher, station: 'S1', projections: [projection] }));
  const bundles = createBundles({
    ...{ db, log, projection, hasher, signer },
    summaryOf: (day) => ({ summary: testSummary({ day }), log: [{ station: 'S1', ...log.head() }] }),
  });
  db.run("INSERT INTO station VALUES ('S1', 'office', 0, 0)");
  const closed = {
    type: 'summary.closed',
    data: { day: '2026-11-23', by: 'officer', others: [], nothing: true, idCards: 0 },
  };
  value(
    log.write({ actor: null, device: null, key: null }, () => ({ ok: true, value: { events: [closed], value: null } })),
  );
  const [made] = value(bundles.makeDue());
  const { name, bytes } = value(await bundles.seal(made?.manifest ?? '', recipient));
  path = join(root, name);
  writeFileSync(path, bytes);
  folder.close();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const verify = (of: string, key: string | null = null) => verifyBundle({ dir, path: of, keyFile: key, database: null });
const refused = (type: string) => ({ ok: false, error: { type, text: expect.stringMatching(/^\p{Lu}[^\n]+\.$/u) } });

test('the office knows its own file, the superior office opens it', async () => {
  const own = await verify(path);
  expect(own).toMatchObject({ ok: true, value: { json: { station: 'S1', day: '2026-11-23', sequence: 1 } } });
  const above = await verify(path, keyFile);
  expect(above.ok && own.ok && above.value.json).toEqual(own.ok && own.value.json);
  expect(own.ok && own.value.text).toMatch(/^Gói đúng: trạm S1, ngày 23\/11\/2026, số 1\.\n/);
});

test('a superior office opens it with its own keys and those it knows of the station', async () => {
  const above = join(root, 'above');
  const folder = value(openFolder(above));
  folder.db.run("INSERT INTO station VALUES ('S9', 'district', 0, 0)");
  createSecrets(folder.db).put(`age:${recipient}`, readFileSync(keyFile, 'utf8').split('\n')[1] ?? '');
  folder.close();
  const verify = () => verifyBundle({ dir: above, path, keyFile: null, database: null });
  expect(await verify()).toEqual(refused('UnknownStation'));
  const office = value(openFolder(dir));
  const [key] = createSummaryProjection(office.db, 'S1').keys();
  office.close();
  if (!key) throw new Error('no key');
  const row = { id: 'S1', name: 'Công an xã Mẫu', commune: '', state: 'active', expectedFrom: '2026-11-01' } as const;
  const store = value(await openDistrictStore(above, null));
  const know = (validTo: string | null) =>
    store.transaction(async (tx) => {
      await tx.saveStation({ ...row, endedOn: null, file: '', askedAt: 0, confirmedAt: 0 });
      const { keyId, publicKey, validFrom } = key;
      await tx.saveKey({ station: 'S1', keyId, publicKey, validFrom, validTo, confirmedAt: 0 });
    });
  value(await know(null));
  expect(await verify()).toMatchObject({ ok: true, value: { json: { station: 'S1', sequence: 1 } } });
  value(await know('2026-11-23'));
  expect(await verify()).toEqual(refused('UnknownKey'));
  await store.close();
});

test('whatever is wrong with it is one line', async () => {
  const bytes = readFileSync(path);
  bytes[700] = (bytes[700] ?? 0) ^ 1;
  const changed = join(root, 'changed');
  rmSync(changed, { force: true });
  writeFileSync(changed, bytes);
  expect(await verify(join(root, 'none'))).toEqual(refused('FileMissing'));
  expect(await verify(changed, keyFile)).toEqual(refused('NameInvalid'));
  copyFileSync(path, join(root, 'S1-2026-11-24-1.zip.age'));
  expect(await verify(join(root, 'S1-2026-11-24-1.zip.age'), keyFile)).toEqual(refused('NameDiffers'));
  expect(await verify(join(root, 'S1-2026-11-24-1.zip.age'))).toEqual(refused('NameDiffers'));
  copyFileSync(path, join(root, 'S2-2026-11-23-1.zip.age'));
  expect(await verify(join(root, 'S2-2026-11-23-1.zip.age'))).toEqual(refused('UnknownStation'));
  copyFileSync(changed, path);
  expect(await verify(path)).toEqual(refused('NotForUs'));
  expect(await verify(path, keyFile)).toEqual(refused('NotForUs'));
  // A letter that no such key has.
  writeFileSync(keyFile, readFileSync(keyFile, 'utf8').replace(/.\n$/, 'B\n'));
  expect(await verify(path, keyFile)).toEqual(refused('KeyInvalid'));
});

test('a closed day is exported beside a running host and without one, and is the same bundle each time', async () => {
  const host = await startHost();
  try {
    process.env.XDG_CONFIG_HOME = host.env.XDG_CONFIG_HOME;
    const day = serviceDay(Date.now());
    // A stick that is not plugged in: its folder is not there, nor what it would be in.
    const to = join(root, 'media', 'stick');
    const exported = () => exportDay({ dir: host.dir, day, to });
    const { administrator } = await setUpDemo(host);
    expect(await exported()).toEqual(refused('NoSuperior'));
    value(await administrator.call('superior.answer', { text: superiorFile(day) }));
    value(await administrator.call('superior.confirm'));
    expect(await exported()).toEqual(refused('DayNotClosed'));
    value(await administrator.call('summary.close', { day }));
    // The host makes it in the next moments.
    await expect.poll(exported, { timeout: 30_000 }).toEqual(refused('TargetMissing'));
    // A new folder in one that is there.
    mkdirSync(join(root, 'media'));
    const beside = value(await exported()).json as { file: string; manifest: string };
    expect(beside).toMatchObject({ day, epoch: 0, sequence: 1, file: expect.stringContaining(`${to}/up/S`) });
    expect(await verifyBundle({ dir: host.dir, path: beside.file, keyFile, database: null })).toMatchObject({
      ok: true,
      value: { json: { manifest: beside.manifest } },
    });
    await host.kill('SIGTERM');
    const alone = value(await exported());
    expect(alone.json).toEqual(beside);
    const bytes = readFileSync(beside.file);
    const cli = spawnSync(process.execPath, [CLI, 'export', '--data', host.dir, '--date', day, '--to', to], {
      env: host.env,
      encoding: 'utf8',
    });
    expect(cli).toMatchObject({ status: 0, stderr: '', stdout: `${alone.text}\n` });
    // Encrypted once and kept.
    expect(readFileSync(beside.file)).toEqual(bytes);
    expect(readdirSync(join(to, 'up'))).toHaveLength(1);
    expect(await verifyBundle({ dir: host.dir, path: beside.file, keyFile: null, database: null })).toMatchObject({
      ok: true,
    });
  } finally {
    await host.remove();
  }
}, 120_000);

test('a date that is none is answered by how it is done', () => {
  const cli = spawnSync(process.execPath, [CLI, 'export', '--data', dir, '--date', '2026-02-30', '--to', root]);
  expect({ status: cli.status, text: cli.stderr.toString().split('\n')[0] }).toEqual({
    status: 1,
    text: '--date phải là một ngày, ví dụ 2026-11-23.',
  });
});

/** The superior office's signed file, to whose key (`keyFile`) bundles are encrypted. */
function superiorFile(validFrom: string): string {
  const { publicKey, privateKey } = signer.newKey();
  const file: SuperiorFile = {
    ...{ format: 1, id: 'TH01', name: 'Công an tỉnh Mẫu', recipient, receiptKey: publicKey },
    ...{ https: null, sftp: null, validFrom, succession: null, issuedAt: Date.now() },
  };
  return signDocument(signer, 'superior', file, { keyId: keyIdOf(hasher, publicKey), privateKey });
}
