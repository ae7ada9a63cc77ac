import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import SftpClient from 'ssh2-sftp-client';
import { fail, ok, type Result } from '../../core/kernel/result.ts';

/**
 * The key an SSH host shows, as OpenSSH prints it (`SHA256:…`), so that a person can compare it before it is pinned.
 * Nothing is sent to the host: the connection ends before anybody signs in.
 */
export async function readHostKey(host: string, port: number): Promise<Result<string, { type: 'TargetMissing' }>> {
  for (const kind of HOST_KEYS) {
    let shown: string | null = null;
    const socket = connect({ host, port });
    const client = new SftpClient('', { error: () => {}, end: () => {}, close: () => {} });
    client.on('error', () => {});
    const tried = client
      .connect({
        ...{ sock: socket, username: 'toiluot', password: '', readyTimeout: ANSWER_MS },
        algorithms: { serverHostKey: [...kind] },
        hostHash: 'sha256',
        hostVerifier: (hash: string) => {
          shown = `SHA256:${Buffer.from(hash, 'hex').toString('base64').replace(/=+$/, '')}`;
          return false;
        },
      })
      .catch(() => {});
    // The library does not always say that its connection has ended.
    await Promise.race([
      tried,
      new Promise((resolve) => socket.once('close', resolve)),
      sleep(ANSWER_MS, null, { ref: false }),
    ]);
    socket.destroy();
    if (shown !== null) return ok(shown);
  }
  return fail({ type: 'TargetMissing' });
}

/** The best kind first; a host need not have every kind. */
const HOST_KEYS = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
] as const;
const ANSWER_MS = 10_000;
