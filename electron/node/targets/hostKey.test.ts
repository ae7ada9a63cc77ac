import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sshd, startSshd } from '../testing/sshd.ts';
import { readHostKey } from './hostKey.ts';
import { openTarget } from './index.ts';

let sshd: Sshd | string;
beforeAll(async () => {
  sshd = await startSshd();
  if (typeof sshd === 'string') console.log(`Host keys are not tested: ${sshd}`);
});
afterAll(() => {
  if (typeof sshd !== 'string') sshd.stop();
});

test('the key that is shown before anybody signs in is the one that is pinned then', async ({ skip }) => {
  if (typeof sshd === 'string') return skip(sshd);
  const key = await readHostKey('127.0.0.1', sshd.port);
  expect(key).toEqual({ ok: true, value: sshd.fingerprint('ed25519') });
  const setting = {
    ...{ id: 'w1', name: 'SFTP', type: 'sftp' as const, host: '127.0.0.1', port: sshd.port, user: sshd.user },
    ...{ folder: sshd.folder, hostKey: key.ok ? key.value : '', auth: 'password' as const },
  };
  const noDrives = { list: async () => [], watch: () => () => {}, take: missing, eject: missing };
  const opened = await openTarget(setting, sshd.password, noDrives);
  expect(opened.ok).toBe(true);
  if (opened.ok) await opened.value.close();
  expect(await openTarget(setting, 'sai', noDrives)).toEqual({ ok: false, error: { type: 'SignInRefused' } });
});

test('where nobody listens, or nobody speaks SSH, it is said', async () => {
  const server = createServer((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { port: number };
  expect(await readHostKey('127.0.0.1', port)).toEqual({ ok: false, error: { type: 'TargetMissing' } });
  await new Promise((resolve) => server.close(resolve));
  expect(await readHostKey('127.0.0.1', port)).toEqual({ ok: false, error: { type: 'TargetMissing' } });
});

async function missing() {
  return { ok: false as const, error: { type: 'TargetMissing' as const } };
}
