import { SCREENS, type Screen } from '../core/api/contract.ts';
import type { Log } from '../core/kernel/ports.ts';
import { boundedBody, type Handler } from '../node/http.ts';
import { ORIGIN } from './windows.ts';

/** Electron 43 and later say who asked; not in the type of Request yet. Absent when the shell itself asked. */
type Asked = Request & { initiatorOrigin?: string | null };

/**
 * A window's way to the handler: the answer of `protocol.handle` on its session. The shell stamps who asks: this
 * screen, on this machine, with the device token of its window; what the page says of itself does not count. The
 * session of a signed-in officer stays here and is never seen by the page.
 */
export function createBridge(options: {
  handler: Handler;
  screen: Screen;
  /** The window's device token; null on the trouble page, which asks for none. */
  token: string | null;
  log: Log;
}): (request: Request) => Promise<Response> {
  const { handler, screen, token, log } = options;
  let session: string | null = null;

  return async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== ORIGIN) return plain(404);
    const { initiatorOrigin } = request as Asked;
    const api = url.pathname.startsWith('/api/');
    // A page can only have been asked for by us or by the shell; data never by anybody but our page.
    if (initiatorOrigin === undefined ? api : initiatorOrigin !== ORIGIN) {
      log.write('shell.foreignOrigin', { screen });
      return plain(403);
    }
    if (belongsToAnother(url.pathname, screen)) return plain(403);

    const body = await boundedBody(request);
    if (body === 'too large') return plain(413);
    const headers = new Headers(request.headers);
    for (const name of ['cookie', 'host', 'origin', 'sec-fetch-site']) headers.delete(name);
    if (initiatorOrigin) headers.set('origin', ORIGIN);
    const cookies = [token === null ? [] : `device=${token}`, session === null ? [] : `session=${session}`].flat();
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));

    // Electron never aborts `request.signal`; it cancels the body of the answer.
    const closed = new AbortController();
    request.signal.addEventListener('abort', () => closed.abort(), { once: true });
    const { method } = request;
    const asked = new Request(request.url, { method, headers, signal: closed.signal, ...(body ? { body } : {}) });
    const answer = await handler(asked, { loopback: true, address: 'shell' });

    const given = new Headers(answer.headers);
    for (const cookie of answer.headers.getSetCookie()) {
      const value = /^session=([^;]*)/.exec(cookie)?.[1];
      if (value !== undefined) session = value === '' ? null : value;
    }
    given.delete('set-cookie');
    return new Response(answer.body && ownBody(answer.body, closed), { status: answer.status, headers: given });
  };
}

/** A stream we made: its end and its reader's leaving are known, so that no listener is left behind. */
function ownBody(body: ReadableStream<Uint8Array>, closed: AbortController): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let over = false;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (over) return;
        if (!done) return controller.enqueue(value);
        over = true;
        controller.close();
      } catch (error) {
        if (!over) controller.error(error);
        over = true;
      }
    },
    async cancel(reason) {
      over = true;
      closed.abort();
      await reader.cancel(reason).catch(() => undefined);
    },
  });
}

/** Each window has its own page and its own part of the API. */
function belongsToAnother(path: string, screen: Screen): boolean {
  const [, first = '', second = ''] = path.split('/');
  const named = first === 'api' ? second : first;
  if (path === '/') return screen !== 'staff';
  return SCREENS.some((each) => each === named) && named !== screen;
}

function plain(status: number): Response {
  return new Response(null, { status, headers: { 'x-content-type-options': 'nosniff' } });
}
