import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { spkiPin } from '../certificate.ts';
import { openHttpsTarget } from './https.ts';

const NAME = 'SA1-2026-11-24-12.zip.age';
const BYTES = randomBytes(60_000);
const never = new AbortController().signal;
const failed = (type: string) => ({ ok: false, error: { type } });

let own: { key: string; cert: string };
let stranger: { key: string; cert: string };
beforeAll(async () => {
  own = await certificate();
  stranger = await certificate();
});
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

describe('a real HTTPS server with a certificate of its own', () => {
  test('takes the bundle and answers with the return document', async () => {
    const seen: object[] = [];
    const url = await serve(own, async (request, response) => {
      const { method, url: path, headers } = request;
      const got = await body(request);
      seen.push({ method, path, origin: headers.origin, host: headers.host, whole: got.equals(BYTES) });
      response.end('{"of":"Hoằng Sơn"}');
    });
    expect(await put(url, spkiPin(own.cert))).toEqual({
      steps: ['writing', 'written', 'verified'],
      result: { ok: true, value: { answer: '{"of":"Hoằng Sơn"}' } },
    });
    const host = url.slice('https://'.length);
    expect(seen).toEqual([{ method: 'POST', path: `/bundles/${NAME}`, origin: url, host, whole: true }]);
  });

  test('that holds another key gets no byte of the request', async () => {
    let asked = 0;
    let bytes = 0;
    const url = await serve(
      stranger,
      () => {
        asked += 1;
      },
      (server) =>
        server.on('secureConnection', (socket) => {
          socket.on('data', (part: Buffer) => {
            bytes += part.length;
          });
        }),
    );
    expect(await put(url, spkiPin(own.cert))).toEqual({ steps: [], result: failed('CertificateChanged') });
    expect({ asked, bytes }).toEqual({ asked: 0, bytes: 0 });
  });

  test('that does not take it, or not now, says so', async () => {
    let status = 0;
    const url = await serve(own, async (request, response) => {
      await body(request);
      response.writeHead(status, { location: 'https://example.org/' }).end('{"type":"SignatureWrong"}');
    });
    const answers: Record<number, string> = {};
    for (status of [413, 422, 429, 503, 302, 403, 404, 500]) {
      const { result } = await put(url, spkiPin(own.cert));
      answers[status] = result.ok ? 'ok' : result.error.type;
    }
    expect(answers).toEqual({
      413: 'BundleRefused',
      422: 'BundleRefused',
      429: 'TargetMissing',
      503: 'TargetMissing',
      302: 'TargetFault',
      403: 'TargetFault',
      404: 'TargetFault',
      500: 'TargetFault',
    });
  });

  test('that ends in the middle of the request or of the answer is gone, and nothing counts as verified', async () => {
    const early = await serve(own, (request) => request.socket.destroy());
    expect(await put(early, spkiPin(own.cert))).toEqual({ steps: ['writing'], result: failed('TargetGone') });
    const half = await serve(own, async (request, response) => {
      await body(request);
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{"of":');
      setImmediate(() => request.socket.destroy());
    });
    expect(await put(half, spkiPin(own.cert))).toEqual({ steps: ['writing'], result: failed('TargetGone') });
  });

  test('that never ends its answer, or sends more than an answer holds, is left', async () => {
    const silent = await serve(own, () => {});
    expect((await put(silent, spkiPin(own.cert), { connect: 20_000, answer: 300 })).result).toEqual(
      failed('TargetGone'),
    );
    const flood = await serve(own, async (request, response) => {
      await body(request);
      const part = Buffer.alloc(64 * 1024, 32);
      const more = () => {
        while (!response.destroyed && response.write(part));
      };
      response.on('drain', more);
      more();
    });
    expect((await put(flood, spkiPin(own.cert))).result).toEqual(failed('TargetFault'));
    const stop = new AbortController();
    const target = openHttpsTarget(setting(silent, spkiPin(own.cert)));
    const aborted = target.put(NAME, BYTES, () => setImmediate(() => stop.abort()), stop.signal);
    expect(await aborted).toEqual(failed('TargetGone'));
  });

  test('that is not there, is silent, or speaks no TLS is told apart', async () => {
    const gone = await serve(own, () => {});
    undo.splice(0).forEach((step) => {
      step();
    });
    expect((await put(gone, spkiPin(own.cert))).result).toEqual(failed('TargetMissing'));
    const deaf = await listen(createTcpServer((socket) => socket.on('error', () => {}).resume()));
    expect((await put(deaf, spkiPin(own.cert), { connect: 300, answer: 300 })).result).toEqual(failed('TargetMissing'));
    const plain = await listen(createTcpServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n')));
    expect((await put(plain, spkiPin(own.cert))).result).toEqual(failed('TargetFault'));
  });
});

function certificate() {
  return generate([{ name: 'commonName', value: 'cap-tren.example' }], { keyType: 'ec', algorithm: 'sha256' }).then(
    (made) => ({ key: made.private, cert: made.cert }),
  );
}

async function serve(
  tls: { key: string; cert: string },
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  more?: (server: Server) => unknown,
): Promise<string> {
  const server = createServer(tls, answer);
  more?.(server);
  return listen(server);
}

async function listen(server: ReturnType<typeof createTcpServer>): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  undo.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  return `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

async function body(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function setting(url: string, pin: string) {
  return { id: 'tinh', name: 'Công an tỉnh', type: 'https', url, pin } as const;
}

async function put(url: string, pin: string, times?: { connect: number; answer: number }) {
  const steps: string[] = [];
  const target = openHttpsTarget(setting(url, pin), times);
  return { steps, result: await target.put(NAME, BYTES, (reached) => steps.push(reached), never) };
}
