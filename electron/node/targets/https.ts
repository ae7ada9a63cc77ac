import { createHash } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import type { TargetSetting } from '../../core/office/settings.ts';
import { parseBundleName } from '../../core/summary/exchange.ts';
import { RETURN_LIMIT, type Target, TargetError, type TargetFailure } from './target.ts';

/** Milliseconds until a station that does not connect, and one that does not answer, is given up. */
const TIMES = { connect: 20_000, answer: 60_000 };

/**
 * A superior station's HTTPS door as a way up. Its certificate may be its own: what counts is the pinned public key,
 * checked before a byte of the request leaves. The answer to a bundle is the return document.
 */
export function openHttpsTarget(setting: Extract<TargetSetting, { type: 'https' }>, times = TIMES): Target {
  const url = new URL(setting.url);
  return {
    async put(name, bytes, step, signal) {
      if (parseBundleName(name) === null) throw new Error(`not the name of a bundle: ${name}`);
      const opened = await secured(url, setting.pin, times.connect, signal);
      if (!opened.ok) return opened;
      step('writing');
      const answered = await post(opened.value, url, name, bytes, times.answer, signal);
      if (!answered.ok) return answered;
      // The superior office answers after it has kept the bundle; that its answer is signed is the caller's check.
      step('written');
      step('verified');
      return ok({ answer: answered.value });
    },
    // It comes with the answer to each bundle; a bundle sent again brings the newest. Without one it is only looked
    // whether the right host is there: whoever sets up this way wants to know at once.
    async readReturn(_station, signal) {
      const opened = await secured(url, setting.pin, times.connect, signal);
      if (!opened.ok) return opened;
      opened.value.destroy();
      return ok(null);
    },
    close: async () => ok(null),
  };
}

/** A connection to whoever holds the pinned key. */
function secured(url: URL, pin: string, ms: number, signal: AbortSignal): Promise<Result<TLSSocket, TargetFailure>> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(fail({ type: 'TargetGone' }));
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) ? {} : { servername: host }),
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      // Certificates of superior stations are their own: no authority vouches for them, the pin does.
      rejectUnauthorized: false,
    });
    const end = (result: Result<TLSSocket, TargetFailure>) => {
      clearTimeout(late);
      signal.removeEventListener('abort', aborted);
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const late = setTimeout(() => end(fail({ type: 'TargetMissing' })), ms);
    const aborted = () => end(fail({ type: 'TargetGone' }));
    signal.addEventListener('abort', aborted);
    // Stays for good: a connection that breaks while nobody asks must not end the program.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end(
        fail({ type: error.code === 'EPROTO' || error.code?.startsWith('ERR_SSL') ? 'TargetFault' : 'TargetMissing' }),
      );
    });
    socket.once('secureConnect', () => {
      const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' });
      const fits = key !== undefined && createHash('sha256').update(key).digest('base64') === pin;
      end(fits ? ok(socket) : fail({ type: 'CertificateChanged' }));
    });
  });
}

async function post(
  socket: TLSSocket,
  url: URL,
  name: string,
  bytes: Uint8Array,
  ms: number,
  signal: AbortSignal,
): Promise<Result<string, TargetFailure>> {
  const whole = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({
        createConnection: () => socket,
        method: 'POST',
        path: `/bundles/${name}`,
        headers: {
          host: url.host,
          // The door refuses what a page of somebody else could have sent.
          origin: url.origin,
          'content-type': 'application/octet-stream',
          'content-length': bytes.length,
          connection: 'close',
        },
        signal: whole,
      });
      asked.once('response', resolve);
      asked.once('error', reject);
      asked.end(bytes);
    });
    const text = await readAnswer(answer);
    switch (answer.statusCode) {
      case 200:
        return ok(text);
      case 413:
      case 422:
        return fail({ type: 'BundleRefused' });
      case 429:
      case 503:
        return fail({ type: 'TargetMissing' });
      default:
        return fail({ type: 'TargetFault' });
    }
  } catch (error) {
    if (error instanceof TargetError) return fail({ type: error.type });
    if (!whole.aborted && !(error instanceof Error && 'code' in error)) throw error;
    return fail({ type: 'TargetGone' });
  } finally {
    socket.destroy();
  }
}

async function readAnswer(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer) {
    size += part.length;
    if (size > RETURN_LIMIT) throw new TargetError('TargetFault');
    parts.push(part);
  }
  if (!answer.complete) throw new TargetError('TargetGone');
  return Buffer.concat(parts).toString('utf8');
}
