import { afterEach, expect, test, vi } from 'vitest';
import { createStation, KIOSK_TOKENS, setUp } from '../core/testing/station.ts';
import { type Door, type Handler, openDoor } from '../node/http.ts';
import { createBridge } from './bridge.ts';

const NO_LOG = { write: () => {} };
const ORIGIN = 'toiluot://app';
const doors: Door[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
});

const asked = (path: string, init: RequestInit = {}, initiatorOrigin: string | null = ORIGIN) =>
  Object.assign(new Request(ORIGIN + path, init), { initiatorOrigin });

/** The same real handler behind both doors; gives a function that opens the board's event stream. */
const TRANSPORTS = {
  'protocol.handle': async (handler: Handler) => {
    const bridge = createBridge({ handler, screen: 'board', token: null, log: NO_LOG });
    return async () => {
      const reader = (await bridge(asked('/api/board/changes'))).body?.getReader();
      return { reader, close: async () => reader?.cancel() };
    };
  },
  http: async (handler: Handler) => {
    const opened = await openDoor({ handler, host: '127.0.0.1', port: 0 });
    if (!opened.ok) throw new Error(opened.error.type);
    doors.push(opened.value);
    return async () => {
      const leaving = new AbortController();
      const answer = await fetch(`${opened.value.url}/api/board/changes`, { signal: leaving.signal });
      return { reader: answer.body?.getReader(), close: async () => leaving.abort() };
    };
  },
};

test.each(Object.keys(TRANSPORTS) as (keyof typeof TRANSPORTS)[])(
  'over %s a stream that is opened, read and closed leaves no listener behind',
  async (transport) => {
    const station = createStation();
    await setUp(station);
    const open = await TRANSPORTS[transport]((request, from) => {
      // The only name the test's handler answers to.
      const headers = new Headers(request.headers);
      headers.set('host', 'localhost:8080');
      headers.delete('origin');
      return station.handler(new Request(request.url, { headers, signal: request.signal }), from);
    });
    const before = station.streams();
    for (let i = 0; i < 5; i++) {
      const { reader, close } = await open();
      expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
      expect(station.streams()).toBe(before + 1);
      await close();
      await vi.waitFor(() => expect(station.streams()).toBe(before), 20_000);
    }
  },
);

test('the shell says who asks; what the page says of itself does not count', async () => {
  let seen: Record<string, string> = {};
  const bridge = createBridge({
    handler: async (request, from) => {
      seen = Object.fromEntries(request.headers);
      return Response.json(from, { headers: { 'set-cookie': 'session=secret; Path=/api/staff; HttpOnly' } });
    },
    screen: 'staff',
    token: KIOSK_TOKENS.staff,
    log: NO_LOG,
  });
  const forged = { cookie: 'device=other; session=stolen', host: 'evil.vn', origin: 'https://evil.vn' };
  const first = await bridge(asked('/api/staff/hello', { method: 'POST', headers: forged, body: '{}' }));
  expect(await first.json()).toEqual({ loopback: true, address: 'shell' });
  expect(first.headers.get('set-cookie')).toBeNull();
  expect(seen).toMatchObject({ cookie: 'device=kiosk-staff', origin: ORIGIN });
  expect(seen.host).toBeUndefined();
  await bridge(asked('/api/staff/hello', { method: 'POST', body: '{}' }));
  expect(seen.cookie).toBe('device=kiosk-staff; session=secret');

  // An opaque origin is somebody else's page, whichever way it is told.
  expect((await bridge(asked('/staff', {}, null))).status).toBe(403);

  // The page that stands in for an office that does not open has no token: then none is believed.
  const handler: Handler = async (request) => {
    seen = Object.fromEntries(request.headers);
    return new Response();
  };
  await createBridge({ handler, screen: 'staff', token: null, log: NO_LOG })(asked('/', { headers: forged }));
  expect(seen.cookie).toBeUndefined();
});

test('a body over 64 KiB never reaches the handler', async () => {
  const handler = vi.fn(async () => new Response());
  const bridge = createBridge({ handler, screen: 'staff', token: null, log: NO_LOG });
  const body = 'x'.repeat(64 * 1024 + 1);
  expect((await bridge(asked('/api/staff/hello', { method: 'POST', body }))).status).toBe(413);
  expect(handler).not.toHaveBeenCalled();
  // But for a change of the roster (node/http.ts).
  expect((await bridge(asked('/api/staff/roster.run', { method: 'POST', body }))).status).toBe(200);
});

test('an answer that breaks off is an error to its reader, not to the program', async () => {
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
  const bridge = createBridge({ handler: async () => new Response(broken), screen: 'staff', token: null, log: NO_LOG });
  await expect((await bridge(asked('/staff'))).text()).rejects.toThrow('gone');
});
