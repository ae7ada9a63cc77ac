import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { fail, ok, type Result } from '../core/kernel/result.ts';

export type Handler = (request: Request, from: { loopback: boolean; address: string }) => Promise<Response>;

export type Door = { port: number; url: string; close(): Promise<void> };

/** No request of a screen is larger than a few kilobytes. */
const BODY_LIMIT = 64 * 1024;
/** But for one: undoing a generated roster names each place of two months. */
const LONG = { path: '/api/staff/roster.run', limit: 512 * 1024 };

const CONNECTIONS = 500;
/** Of one other machine; a page keeps six. Else a single one could hold all of them, and no counter's screen comes in. */
const CONNECTIONS_OF_ONE = 100;

/**
 * Opens the handler on an address. Port 0 takes a free one. With `tls` it speaks HTTPS.
 * A body over 64 KiB (512 for a change of the roster) is answered 413 before the handler sees it, whether it says its length or not.
 */
export async function openDoor(options: {
  handler: Handler;
  host: string;
  port: number;
  tls?: { key: string; cert: string };
  /** Whether a connection may come in by this address of the machine; one that may not is dropped unheard. */
  accepts?: (address: string) => boolean;
}): Promise<Result<Door, { type: 'PortInUse' }>> {
  const { handler, host, port, tls, accepts = () => true } = options;
  const listener = getRequestListener(
    async (request, env) => {
      const { incoming } = env as unknown as { incoming: IncomingMessage };
      const address = incoming.socket.remoteAddress ?? '';
      const body = await boundedBody(request);
      if (body === 'too large')
        return new Response('Payload Too Large', { status: 413, headers: { connection: 'close' } });
      const { url, method, headers, signal } = request;
      const bounded = body === null ? request : new Request(url, { method, headers, body, signal });
      return handler(bounded, { loopback: isLoopback(address), address });
    },
    { overrideGlobalObjects: false },
  );
  const onRequest = (request: IncomingMessage, response: ServerResponse) => void listener(request, response);
  const server: Server = tls ? createHttpsServer(tls, onRequest) : createHttpServer(onRequest);
  const connections = new Map<string, number>();
  server.on('connection', (socket) => {
    const from = socket.remoteAddress ?? '';
    const open = (connections.get(from) ?? 0) + 1;
    if (!accepts(socket.localAddress ?? '') || (tls && open > CONNECTIONS_OF_ONE)) return socket.destroy();
    connections.set(from, open);
    socket.once('close', () => {
      const left = (connections.get(from) ?? 1) - 1;
      if (left === 0) connections.delete(from);
      else connections.set(from, left);
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 20_000;
  server.keepAliveTimeout = 75_000;
  server.maxConnections = CONNECTIONS;

  const listening = await new Promise<Result<null, { type: 'PortInUse' }>>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(fail({ type: 'PortInUse' }));
      else reject(error);
    });
    server.listen(port, host, () => resolve(ok(null)));
  });
  if (!listening.ok) return listening;
  const taken = (server.address() as AddressInfo).port;
  const name = host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host;
  return ok({
    port: taken,
    url: `${tls ? 'https' : 'http'}://${name}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Event streams never end by themselves.
        server.closeAllConnections();
      }),
  });
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

/** The body of a request, null when it has none, or 'too large'. */
export async function boundedBody(request: Request): Promise<Buffer<ArrayBuffer> | null | 'too large'> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const limit = new URL(request.url).pathname === LONG.path ? LONG.limit : BODY_LIMIT;
  if (Number(request.headers.get('content-length') ?? 0) > limit) return 'too large';
  const reader = request.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      return 'too large';
    }
    parts.push(value);
  }
  return Buffer.concat(parts);
}
