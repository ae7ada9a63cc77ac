import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import SftpClient from 'ssh2-sftp-client';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import type { TargetSetting } from '../../core/office/settings.ts';
import { DOWN, parseBundleName, UP } from '../../core/summary/exchange.ts';
import { RETURN_LIMIT, stationReturn, type Target, TargetError, type TargetFailure } from './target.ts';

type SftpSetting = Extract<TargetSetting, { type: 'sftp' }>;
type Sftp = Awaited<ReturnType<SftpClient['connect']>>;

/** Milliseconds until a host that does not connect, and one that does not answer a request, is given up. */
const TIMES = { connect: 20_000, answer: 30_000 };

/**
 * An SFTP drop as a way up. Name and password, or key, leave this machine only after the host has proved to hold the
 * pinned key. `secret` is the password, or the text of a private key without passphrase; it is never logged.
 */
export async function openSftpTarget(
  setting: SftpSetting,
  secret: string,
  times = TIMES,
): Promise<Result<Target, TargetFailure>> {
  let refused: TargetFailure = { type: 'TargetFault' };
  // A fingerprint does not say of which kind of key it is, and a host holds one of each kind and shows what is asked for.
  for (const kind of HOST_KEYS) {
    const session = await signIn(setting, secret, kind, times);
    if (session.ok) return ok(targetOf(session.value, setting.folder, times.answer));
    if (session.error.type === 'NoSuchHostKey') continue;
    refused = { type: session.error.type };
    if (refused.type !== 'HostKeyChanged') break;
  }
  return fail(refused);
}

type Session = { client: SftpClient; sftp: Sftp; socket: Socket };

const HOST_KEYS = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
] as const;
const SLICE = 32 * 1024;
/** SFTP status codes: draft-ietf-secsh-filexfer-02, section 7. */
const STATUS = { eof: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 };

async function signIn(
  setting: SftpSetting,
  secret: string,
  kind: (typeof HOST_KEYS)[number],
  times: typeof TIMES,
): Promise<Result<Session, { type: TargetFailure['type'] | 'NoSuchHostKey' }>> {
  const socket = await connected(setting.host, setting.port, times.connect);
  if (socket === null) return fail({ type: 'TargetMissing' });
  let shown: 'nothing' | 'pinned' | 'other' = 'nothing';
  let cause: { level?: string; message?: string } = {};
  const client = new SftpClient('', { error: () => {}, end: () => {}, close: () => {} });
  client.on('error', (error) => {
    cause = error;
  });
  try {
    const sftp = await client.connect({
      sock: socket,
      username: setting.user,
      ...(setting.auth === 'key' ? { privateKey: secret } : { password: secret }),
      algorithms: { serverHostKey: [...kind] },
      hostHash: 'sha256',
      hostVerifier: (hash: string) => {
        shown = fingerprint(hash) === setting.hostKey ? 'pinned' : 'other';
        return shown === 'pinned';
      },
      readyTimeout: times.connect,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
    });
    return ok({ client, sftp, socket });
  } catch (error) {
    socket.destroy();
    const { message } = error as Error;
    if (shown === ('other' as typeof shown)) return fail({ type: 'HostKeyChanged' });
    if (message.includes('no matching host key')) return fail({ type: 'NoSuchHostKey' });
    if (cause.level === 'client-authentication' || /privateKey|private key/i.test(message))
      return fail({ type: 'SignInRefused' });
    if (cause.level === 'client-socket' || cause.level === 'client-timeout' || shown === 'nothing')
      return fail({ type: 'TargetMissing' });
    return fail({ type: 'TargetFault' });
  }
}

function targetOf(session: Session, folder: string, answerMs: number): Target {
  const { client, sftp, socket } = session;
  const base = folder.replace(/\/+$/, '') || (folder.startsWith('/') ? '/' : '.');
  let gone = false;
  sftp.once('close', () => {
    gone = true;
  });

  /** One request: it ends with an answer, or when the host is silent for too long, hangs up, or `signal` says so. */
  const ask = <T>(
    signal: AbortSignal,
    request: (done: (error?: Error | null, value?: T) => void) => void,
    ms = answerMs,
  ) => {
    let clear = () => {};
    return new Promise<T>((resolve, reject) => {
      const left = () => reject(new TargetError('TargetGone'));
      if (gone || socket.destroyed || signal.aborted) return left();
      const silent = setTimeout(() => {
        socket.destroy();
        left();
      }, ms);
      socket.once('close', left);
      sftp.once('close', left);
      signal.addEventListener('abort', left);
      clear = () => {
        clearTimeout(silent);
        socket.off('close', left);
        sftp.off('close', left);
        signal.removeEventListener('abort', left);
      };
      request((error, value) => (error ? reject(error) : resolve(value as T)));
    }).finally(() => clear());
  };

  const isFolder = (path: string, signal: AbortSignal) =>
    ask<{ isDirectory(): boolean }>(signal, (done) => sftp.stat(path, done)).then((found) => found.isDirectory(), none);

  /** Makes the folder and those above it where they are missing. */
  const makeFolder = async (path: string, signal: AbortSignal): Promise<void> => {
    if (await isFolder(path, signal)) return;
    const above = path.slice(0, path.lastIndexOf('/'));
    if (above !== '') await makeFolder(above, signal);
    await ask<void>(signal, (done) => sftp.mkdir(path, done)).catch(async (error) => {
      if (!(await isFolder(path, signal))) throw error;
    });
  };

  const read = async (path: string, limit: number, signal: AbortSignal): Promise<Uint8Array | null> => {
    const handle = await ask<Buffer>(signal, (done) => sftp.open(path, 'r', done)).catch(none);
    if (handle === null) return null;
    try {
      const buffer = Buffer.alloc(limit + 1);
      let length = 0;
      while (length < buffer.length) {
        const size = Math.min(SLICE, buffer.length - length);
        const got = await ask<number>(signal, (done) => sftp.read(handle, buffer, length, size, length, done)).catch(
          atEnd,
        );
        if (got === 0) break;
        length += got;
      }
      return buffer.subarray(0, length);
    } finally {
      await ask<void>(signal, (done) => sftp.close(handle, done)).catch(() => {});
    }
  };

  const readBack = async (path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> => {
    const found = await read(path, bytes.length, signal);
    if (found === null) throw new TargetError('TargetGone');
    if (Buffer.compare(found, bytes) !== 0) throw new TargetError('ReadBackDiffers');
  };

  const write = async (path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> => {
    const handle = await ask<Buffer>(signal, (done) => sftp.open(path, 'wx', done));
    try {
      const buffer = Buffer.from(bytes);
      for (let at = 0; at < buffer.length; at += SLICE) {
        const size = Math.min(SLICE, buffer.length - at);
        await ask<void>(signal, (done) => sftp.write(handle, buffer, at, size, at, done));
      }
      await ask<void>(signal, (done) => sftp.ext_openssh_fsync(handle, done)).catch(unlessUnknown);
    } catch (error) {
      await ask<void>(signal, (done) => sftp.close(handle, done)).catch(() => {});
      throw error;
    }
    // Some servers say only here that the bytes did not fit.
    await ask<void>(signal, (done) => sftp.close(handle, done));
  };

  /** Replaces what is there in one step where the server can; plain SFTP refuses to rename onto a file. */
  const rename = async (from: string, to: string, signal: AbortSignal): Promise<void> => {
    const replaced = await ask<void>(signal, (done) => sftp.ext_openssh_rename(from, to, done)).then(
      () => true,
      (error) => {
        unlessUnknown(error);
        return false;
      },
    );
    if (replaced) return;
    await ask<void>(signal, (done) => sftp.unlink(to, done)).catch(none);
    await ask<void>(signal, (done) => sftp.rename(from, to, done));
  };

  const put = async (name: string, bytes: Uint8Array, step: Parameters<Target['put']>[2], signal: AbortSignal) => {
    const up = `${base}/${UP}`;
    await makeFolder(up, signal);
    // Half files of a broken connection; other stations' files in a shared drop are left alone.
    const there = await ask<{ filename: string }[]>(signal, (done) => sftp.readdir(up, done));
    for (const { filename } of there) {
      if (!filename.startsWith(`.${name}.`) || !filename.endsWith('.part')) continue;
      await ask<void>(signal, (done) => sftp.unlink(`${up}/${filename}`, done)).catch(none);
    }
    const path = `${up}/${name}`;
    const found = await read(path, bytes.length, signal);
    if (found !== null && Buffer.compare(found, bytes) === 0) return step('verified');
    step('writing');
    const part = `${up}/.${name}.${randomBytes(4).toString('hex')}.part`;
    try {
      await write(part, bytes, signal);
      await readBack(part, bytes, signal);
      await rename(part, path, signal);
    } catch (error) {
      await ask<void>(AbortSignal.timeout(3000), (done) => sftp.unlink(part, done)).catch(() => {});
      throw error;
    }
    step('written');
    await readBack(path, bytes, signal);
    step('verified');
  };

  /** OpenSSH says "failure" of a full disk and of one that may only be read: the disk itself tells which it is. */
  const whyFailed = async (needed: number): Promise<TargetFailure['type']> => {
    type Disk = { f_frsize: number | bigint; f_bavail: number | bigint; f_flag: number | bigint };
    const disk = await ask<Disk>(AbortSignal.timeout(3000), (done) => sftp.ext_openssh_statvfs(base, done)).catch(
      () => null,
    );
    if (disk === null) return gone || socket.destroyed ? 'TargetGone' : 'TargetFault';
    if (Number(disk.f_flag) & 1) return 'TargetReadOnly';
    return Number(disk.f_bavail) * Number(disk.f_frsize) < needed + 4096 ? 'TargetFull' : 'TargetFault';
  };

  const attempt = async <T>(needed: number, work: () => Promise<T>): Promise<Result<T, TargetFailure>> => {
    try {
      return ok(await work());
    } catch (error) {
      if (error instanceof TargetError) return fail({ type: error.type });
      const status = statusOf(error);
      if (gone || socket.destroyed || status === STATUS.noSuchFile) return fail({ type: 'TargetGone' });
      if (status === STATUS.permissionDenied) return fail({ type: 'TargetReadOnly' });
      if (status === STATUS.failure) return fail({ type: await whyFailed(needed) });
      if (status === null && !/no response|closed|not connected/i.test((error as Error).message)) throw error;
      return fail({ type: status === null ? 'TargetGone' : 'TargetFault' });
    }
  };

  return {
    async put(name, bytes, step, signal) {
      if (parseBundleName(name) === null) throw new Error(`not the name of a bundle: ${name}`);
      const done = await attempt(bytes.length, () => put(name, bytes, step, signal));
      return done.ok ? ok({ answer: null }) : done;
    },
    readReturn(station, signal) {
      const path = `${base}/${DOWN}/${stationReturn(station)}`;
      return attempt(0, async () => {
        const bytes = await read(path, RETURN_LIMIT, signal);
        if (bytes === null) return null;
        if (bytes.length > RETURN_LIMIT) throw new TargetError('TargetFault');
        return Buffer.from(bytes).toString('utf8');
      });
    },
    async close() {
      const waited = AbortSignal.timeout(3000);
      await Promise.race([
        client.end().catch(() => {}),
        new Promise((resolve) => waited.addEventListener('abort', resolve, { once: true })),
      ]);
      socket.destroy();
      return ok(null);
    },
  };
}

/** null when the host does not answer. */
function connected(host: string, port: number, ms: number): Promise<Socket | null> {
  const socket = connect({ host, port, timeout: ms });
  return new Promise((resolve) => {
    const refused = () => {
      socket.destroy();
      resolve(null);
    };
    socket.once('error', refused);
    socket.once('timeout', refused);
    socket.once('connect', () => {
      socket.off('error', refused);
      socket.off('timeout', refused);
      socket.setTimeout(0).setNoDelay(true);
      // Whoever awaits an answer is told by 'close'.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

/** As OpenSSH prints it, of the hash in hex. */
function fingerprint(hash: string): string {
  return `SHA256:${Buffer.from(hash, 'hex').toString('base64').replace(/=+$/, '')}`;
}

function statusOf(error: unknown): number | null {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'number' ? code : null;
}

function none(error: unknown): null {
  if (statusOf(error) === STATUS.noSuchFile) return null;
  throw error;
}

function atEnd(error: unknown): 0 {
  if (statusOf(error) === STATUS.eof) return 0;
  throw error;
}

/** Not every server knows OpenSSH's extensions. */
function unlessUnknown(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes('does not support')) throw error;
}
