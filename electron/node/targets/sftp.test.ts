import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TargetSetting } from '../../core/office/settings.ts';
import { fillDisk, makeDisk } from '../testing/disks.ts';
import { type Sshd, startSshd } from '../testing/sshd.ts';
import { putReturns } from './folder.ts';
import { openTarget } from './index.ts';
import { openSftpTarget } from './sftp.ts';
import type { Target } from './target.ts';

const NAME = 'SA1-2026-11-24-12.zip.age';
const BYTES = randomBytes(60_000);
const never = new AbortController().signal;
const failed = (type: string) => ({ ok: false, error: { type } });
const whole = { steps: ['writing', 'written', 'verified'], result: { ok: true, value: { answer: null } } };

let sshd: Sshd | string;
beforeAll(async () => {
  sshd = await startSshd();
  if (typeof sshd === 'string') console.log(`SFTP is not tested: ${sshd}`);
});
afterAll(() => {
  if (typeof sshd !== 'string') sshd.stop();
});
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  if (typeof sshd !== 'string')
    for (const name of readdirSync(sshd.folder)) rmSync(join(sshd.folder, name), { recursive: true });
});

describe('a real OpenSSH server', () => {
  test('takes a bundle into a folder that is made, by password, and gives the answer back', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    const folder = join(sshd.folder, 'tinh', 'xa');
    const target = await opened({ ...setting(sshd), folder: `${folder}/` }, sshd.password);
    expect(await put(target)).toEqual(whole);
    expect(readdirSync(join(folder, 'up'))).toEqual([NAME]);
    expect(readFileSync(join(folder, 'up', NAME)).equals(BYTES)).toBe(true);
    expect(await put(target)).toMatchObject({ steps: ['verified'] });
    expect(await target.readReturn('SA1', never)).toEqual({ ok: true, value: null });
    await putReturns(folder, new Map([['SA1', '{"of":"Hoằng Sơn"}']]), never);
    expect(await target.readReturn('SA1', never)).toEqual({ ok: true, value: '{"of":"Hoằng Sơn"}' });
    writeFileSync(join(folder, 'down', 'SA1.return.json'), Buffer.alloc(256 * 1024 + 1, 32));
    expect(await target.readReturn('SA1', never)).toEqual(failed('TargetFault'));
  });

  test('lets in by key, shows the kind of host key that is pinned, and replaces what lies under the name', async ({
    skip,
  }) => {
    if (typeof sshd === 'string') return skip(sshd);
    mkdirSync(join(sshd.folder, 'up'));
    sshd.give(join(sshd.folder, 'up'));
    const half = join(sshd.folder, 'up', `.${NAME}.0a1b2c3d.part`);
    const other = join(sshd.folder, 'up', '.SB2-2026-11-24-1.zip.age.0a1b2c3d.part');
    for (const path of [join(sshd.folder, 'up', NAME), half, other]) {
      writeFileSync(path, 'other bytes');
      sshd.give(path);
    }
    const target = await opened({ ...setting(sshd), auth: 'key', hostKey: sshd.fingerprint('rsa') }, sshd.privateKey);
    expect(await put(target)).toEqual(whole);
    expect(readFileSync(join(sshd.folder, 'up', NAME)).equals(BYTES)).toBe(true);
    expect([existsSync(half), existsSync(other)]).toEqual([false, true]);
  });

  test('with another host key gets neither password nor bundle', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    const before = setting(sshd);
    expect(await put(await opened(before, sshd.password))).toEqual(whole);
    await sshd.changeKeys();
    expect(await openSftpTarget(before, sshd.password)).toEqual(failed('HostKeyChanged'));
    expect(await put(await opened(setting(sshd), sshd.password))).toMatchObject({ steps: ['verified'] });
  });

  test('without extensions replaces what lies under the name as well', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    await sshd.changeKeys(['posix-rename', 'fsync', 'statvfs']);
    undo.push(() => typeof sshd !== 'string' && sshd.changeKeys());
    mkdirSync(join(sshd.folder, 'up'));
    writeFileSync(join(sshd.folder, 'up', NAME), 'other bytes');
    sshd.give(join(sshd.folder, 'up'));
    expect(await put(await opened(setting(sshd), sshd.password))).toEqual(whole);
    expect(readFileSync(join(sshd.folder, 'up', NAME)).equals(BYTES)).toBe(true);
    expect(readdirSync(join(sshd.folder, 'up'))).toEqual([NAME]);
  });

  test('refuses a wrong password, a strange key and what is no key', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    expect(await openSftpTarget(setting(sshd), 'wrong')).toEqual(failed('SignInRefused'));
    expect(await openSftpTarget({ ...setting(sshd), auth: 'key' }, 'not a key')).toEqual(failed('SignInRefused'));
    expect(await openSftpTarget({ ...setting(sshd), user: 'nobody-mau' }, sshd.password)).toEqual(
      failed('SignInRefused'),
    );
    const drives = { list: async () => [], watch: () => () => {}, take: never_, eject: never_ };
    expect(await openTarget(setting(sshd), null, drives)).toEqual(failed('SecretMissing'));
  });

  test('killed in mid-transfer leaves nothing under the name, and takes it next time', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    const server = sshd;
    const up = join(server.folder, 'up');
    const target = await opened(setting(server), server.password);
    const sent = target.put(NAME, randomBytes(8 << 20), () => {}, never);
    while (!(existsSync(up) && readdirSync(up).length > 0)) await new Promise(setImmediate);
    server.signalSessions('SIGKILL');
    expect(await sent).toEqual(failed('TargetGone'));
    expect(readdirSync(up)).toEqual([expect.stringMatching(/^\..*\.part$/)]);
    expect((await put(target)).result).toEqual(failed('TargetGone'));
    expect(await target.readReturn('SA1', never)).toEqual(failed('TargetGone'));
    expect(await target.close()).toEqual({ ok: true, value: null });
    expect(await put(await opened(setting(server), server.password))).toEqual(whole);
    expect(readdirSync(up)).toEqual([NAME]);
  });

  test('that keeps something else than it was given is found out', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    const path = join(sshd.folder, 'up', NAME);
    const target = await opened(setting(sshd), sshd.password);
    const spoil = (reached: string) => reached === 'written' && writeFileSync(path, BYTES.toReversed());
    expect(await target.put(NAME, BYTES, spoil, never)).toEqual(failed('ReadBackDiffers'));
    expect(await put(target)).toEqual(whole);
    expect(readFileSync(path).equals(BYTES)).toBe(true);
    await target.close();
  });

  test('that stands still in mid-transfer is given up', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    const server = sshd;
    const target = await opened(setting(server), server.password, { connect: 20_000, answer: 1000 });
    const sent = target.put(NAME, randomBytes(8 << 20), () => {}, never);
    const up = join(server.folder, 'up');
    while (!(existsSync(up) && readdirSync(up).length > 0)) await new Promise(setImmediate);
    server.signalSessions('SIGSTOP');
    expect(await sent).toEqual(failed('TargetGone'));
    server.signalSessions('SIGKILL');
    expect(existsSync(join(up, NAME))).toBe(false);
  });

  test('is left at an abort, and the half goes with it', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    const target = await opened(setting(sshd), sshd.password);
    const stop = new AbortController();
    const sent = target.put(NAME, randomBytes(8 << 20), () => {}, stop.signal);
    const up = join(sshd.folder, 'up');
    while (!(existsSync(up) && readdirSync(up).length > 0)) await new Promise(setImmediate);
    stop.abort();
    expect(await sent).toEqual(failed('TargetGone'));
    expect(readdirSync(up)).toEqual([]);
    expect(await put(target)).toEqual(whole);
  });

  test('whose disk is full, may only be read, or is not ours says so', async ({ skip }) => {
    if (typeof sshd === 'string') return skip(sshd);
    const disk = makeDisk({ tmpfs: '2m' });
    if (typeof disk === 'string') return skip(disk);
    undo.push(disk.remove);
    chmodSync(join(disk.path, '..'), 0o755);
    sshd.give(disk.path);
    const target = await opened({ ...setting(sshd), folder: disk.path }, sshd.password);
    expect(await put(target)).toEqual(whole);
    rmSync(join(disk.path, 'up', NAME));
    fillDisk(disk.path);
    expect((await put(target)).result).toEqual(failed('TargetFull'));
    expect(readdirSync(join(disk.path, 'up'))).toEqual([]);
    rmSync(join(disk.path, 'filler'));
    disk.remount('ro');
    expect((await put(target)).result).toEqual(failed('TargetReadOnly'));
    disk.remount('rw');
    expect(await put(target)).toEqual(whole);
    const foreign = await opened({ ...setting(sshd), folder: '/usr' }, sshd.password);
    expect((await put(foreign)).result).toEqual(failed('TargetReadOnly'));
  });
});

test('a host that is not there, or that is no SSH server, is missing', async () => {
  const silent = createServer((socket) => socket.resume().end('220 mail\r\n'));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()));
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const at = {
    id: 'a',
    name: 'a',
    type: 'sftp',
    host: '127.0.0.1',
    user: 'mau',
    folder: '',
    auth: 'password',
  } as const;
  const hostKey = `SHA256:${'A'.repeat(43)}`;
  expect(await openSftpTarget({ ...at, port, hostKey }, 'x')).toEqual(failed('TargetMissing'));
  await new Promise((resolve) => silent.close(resolve));
  expect(await openSftpTarget({ ...at, port, hostKey }, 'x')).toEqual(failed('TargetMissing'));
});

type SftpSetting = Extract<TargetSetting, { type: 'sftp' }>;

function setting(server: Sshd): SftpSetting {
  return {
    id: 'tinh',
    name: 'Công an tỉnh',
    type: 'sftp',
    host: '127.0.0.1',
    port: server.port,
    user: server.user,
    folder: server.folder,
    hostKey: server.fingerprint('ed25519'),
    auth: 'password',
  };
}

async function opened(to: SftpSetting, secret: string, times?: { connect: number; answer: number }): Promise<Target> {
  const target = await openSftpTarget(to, secret, times);
  if (!target.ok) throw new Error(target.error.type);
  undo.push(target.value.close);
  return target.value;
}

async function put(target: Target) {
  const steps: string[] = [];
  return { steps, result: await target.put(NAME, BYTES, (reached) => steps.push(reached), never) };
}

async function never_(): Promise<never> {
  throw new Error('no drive is asked');
}
