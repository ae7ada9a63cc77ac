import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createStation,
  createWindow,
  PIN,
  pair,
  SETUP,
  type Station,
  setUp,
  signIn,
  value,
} from '../testing/station.ts';
import type { From } from './handler.ts';

const LOCAL: From = { loopback: true, address: '127.0.0.1' };
const LAN: From = { loopback: false, address: '192.168.1.20' };
const HOST = 'http://localhost:8080';

let station: Station;
beforeEach(() => {
  station = createStation();
});

/** A plain request as a browser of this machine sends it; `headers` are added to the Host. */
function request(method: string, path: string, headers: Record<string, string> = {}, from = LOCAL, body?: string) {
  const init = { method, headers: { host: 'localhost:8080', ...headers }, ...(body === undefined ? {} : { body }) };
  return station.handler(new Request(HOST + path, init), from);
}

/** A stream that says why, and ends. */
const REFUSED_STREAM = /event: serialized-error\ndata: .*"code":"PRECONDITION_FAILED","httpStatus":412\}\}\n+$/;
const JSON_POST = { origin: HOST, 'content-type': 'application/json' };

describe('the door', () => {
  test.each([
    ['a foreign Host', 'GET', '/staff', { host: 'evil.example' }, 421],
    ['our Host at another port', 'GET', '/staff', { host: 'localhost:80' }, 421],
    ['a foreign Origin', 'POST', '/api/staff/hello', { origin: 'http://evil.example' }, 403],
    ['an Origin that is null', 'POST', '/api/staff/hello', { origin: 'null' }, 403],
    ['our Origin with another scheme', 'POST', '/api/staff/hello', { origin: 'https://localhost:8080' }, 403],
    ['a POST without Origin', 'POST', '/api/staff/hello', {}, 403],
    [
      'an event stream asked for by a foreign page',
      'GET',
      '/api/board/changes',
      { 'sec-fetch-site': 'cross-site' },
      403,
    ],
    ['a GET of the API', 'GET', '/api/staff/hello', {}, 405],
    ['a question in a URL', 'GET', '/api/staff/staff.search?input=%7B%22text%22%3A%22Lan%22%7D', {}, 405],
    ['a question in the URL of the stream', 'GET', '/api/board/changes?input=1', {}, 405],
    ['a screen there is not', 'POST', '/api/kitchen/hello', JSON_POST, 404],
    ['a procedure there is not', 'POST', '/api/staff/nothing', JSON_POST, 404],
    ['a page there is not', 'GET', '/nothing', {}, 404],
    ['a page by POST', 'POST', '/staff', { origin: HOST }, 405],
    ['a form instead of JSON', 'POST', '/api/staff/hello', { origin: HOST, 'content-type': 'text/plain' }, 415],
  ])('refuses %s', async (_, method, path, headers, status) => {
    const body = method === 'POST' ? '{}' : undefined;
    const response = await request(method, path, headers as Record<string, string>, LOCAL, body);
    expect(response.status).toBe(status);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test('lets its own pages in', async () => {
    const response = await request('POST', '/api/staff/hello', JSON_POST);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });

  test('answers the icon browsers ask for with nothing', async () => {
    expect((await request('GET', '/favicon.ico')).status).toBe(204);
  });

  test('says who came by a wrong name or from a foreign page, without what they asked', async () => {
    await request('GET', '/staff?name=Lan', { host: 'evil.example' });
    await request('POST', '/api/staff/hello', { origin: 'http://evil.example' });
    expect(station.written).toEqual(['door.foreignHost {}', 'door.foreignOrigin {}']);
  });
});

describe('pages', () => {
  test.each(['/', '/staff', '/staff/', '/board', '/take', '/district'])(
    '%s has a policy with a fresh nonce and nothing inline',
    async (path) => {
      const nonces = new Set<string>();
      for (let i = 0; i < 2; i++) {
        const response = await request('GET', path);
        const policy = response.headers.get('content-security-policy') ?? '';
        const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
        nonces.add(nonce);
        expect(policy).toBe(
          `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; ` +
            "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        );
        expect(await response.text()).toContain(`<head><meta property="csp-nonce" nonce="${nonce}">`);
      }
      expect(nonces.size).toBe(2);
    },
  );

  test("whoever signs in finds their station's page under each of its addresses", async () => {
    for (const role of ['office', 'district'] as const) {
      const { handler } = createStation({ role });
      const titles = ['/', '/staff', '/district'].map(async (path) => {
        const page = await handler(new Request(`http://localhost:8080${path}`), {
          loopback: true,
          address: '127.0.0.1',
        });
        return /<title>(.*)<\/title>/.exec(await page.text())?.[1];
      });
      const front = role === 'office' ? 'staff' : 'district';
      expect(await Promise.all(titles)).toEqual([front, front, front]);
    }
  });

  test.each([
    ['GET', '/staff', 200],
    ['GET', '/assets/app.js', 200],
    ['GET', '/nothing', 404],
    ['GET', '/favicon.ico', 204],
    ['POST', '/api/staff/hello', 200],
    ['POST', '/api/staff/staff.view', 412],
  ])('%s %s: every answer has the headers that keep a browser strict', async (method, path, status) => {
    const response = await request(method, path, method === 'POST' ? JSON_POST : {});
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src 'none'(?!.*unsafe).*frame-ancestors 'none'$/),
    });
  });

  test('an asset the browser still has is not sent again', async () => {
    const first = await request('GET', '/assets/app.js');
    expect([first.headers.get('content-type'), await first.text()]).toEqual(['text/javascript', 'export {};']);
    const again = await request('GET', '/assets/app.js', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });
});

describe('cookies', () => {
  const setUpBy = (host: string) =>
    station.handler(
      new Request(`${host}/api/staff/setup.complete`, {
        method: 'POST',
        headers: { host: 'localhost:8080', origin: host, 'content-type': 'application/json' },
        body: JSON.stringify(SETUP),
      }),
      LOCAL,
    );

  test.each([
    ['http://localhost:8080', ''],
    ['https://localhost:8080', '; Secure'],
  ])('over %s cannot be read by a page nor sent from another', async (host, secure) => {
    const response = await setUpBy(host);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        new RegExp(`^device=[\\w-]{43}; Path=/api/staff; Max-Age=315360000; HttpOnly; SameSite=Strict${secure}$`),
      ),
    ]);
  });

  test('are gone after signing out', async () => {
    const { officers, token } = await setUp(station);
    const window = createWindow(station, 'staff');
    window.cookies.set('device', token);
    expect(await window.ask('session.signIn', { officer: officers.officer, pin: PIN })).toMatchObject({ status: 200 });
    expect((await window.ask('staff.view', { desk: 'd1' })).status).toBe(200);
    const session = window.cookies.get('session') ?? '';
    await window.ask('session.signOut');
    expect(window.cookies.get('session')).toBe('');
    window.cookies.set('session', session);
    expect((await window.ask('staff.view', { desk: 'd1' })).code).toBe('UNAUTHORIZED');
  });
});

describe('what is sent', () => {
  const KEY = 'k'.repeat(24);
  const TAKE = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null };

  test.each([
    ['a text that is too long', 'take.scan', { raw: 'x'.repeat(1001) }],
    ['a list that is too long', 'setup.complete', { ...SETUP, officers: Array(31).fill(SETUP.officers[0]) }],
    ['a number that is too large', 'take.run', { key: KEY, command: { ...TAKE, people: 13 } }],
    ['a command there is not', 'take.run', { key: KEY, command: { ...TAKE, type: 'callNext', desk: 'd1' } }],
    ['a key that is none', 'take.run', { key: 'k', command: TAKE }],
    ['nothing', 'take.run', undefined],
  ])('%s is refused before anything is done', async (_, procedure, input) => {
    const { caller } = await setUp(station);
    const screen = procedure.startsWith('take') ? 'take' : 'staff';
    const window = createWindow(station, screen);
    window.cookies.set('device', pair(station, screen, caller));
    const before = station.log.head();
    expect(await window.ask(procedure, input)).toEqual({ status: 400, data: null, code: 'BAD_REQUEST' });
    expect(station.log.head()).toEqual(before);
    expect(station.written).toEqual([]);
  });

  test('JSON that is none is refused, and told to nobody', async () => {
    const response = await request('POST', '/api/staff/pairing.claim', JSON_POST, LOCAL, '{"request":"Lan');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { data: { code: 'BAD_REQUEST' } } });
    expect(station.written).toEqual([]);
  });

  test('an expected failure is a value with a type; a bug is written down without naming files to the asker', async () => {
    const { caller } = await setUp(station);
    const window = createWindow(station, 'take');
    window.cookies.set('device', pair(station, 'take', caller));
    expect(await window.ask('take.run', { key: KEY, command: { ...TAKE, service: 'none' } })).toEqual({
      status: 200,
      data: { ok: false, error: { type: 'UnknownService' } },
      code: null,
    });
    station.db.exec('DROP TABLE ticket');
    const bug = await request(
      'POST',
      '/api/take/take.run',
      { ...JSON_POST, cookie: `device=${window.cookies.get('device')}` },
      LOCAL,
      JSON.stringify({ key: KEY, command: TAKE }),
    );
    expect(bug.status).toBe(500);
    expect(await bug.text()).not.toMatch(/stack|\.ts\b|electron\//);
    expect(station.written).toEqual([expect.stringMatching(/^api\.bug \{"path":"take\.run".*no such table: ticket/)]);
  });
});

describe('a screen that is not paired', () => {
  test('on the LAN may only say hello and ask to be paired; it cannot set an office up', async () => {
    const window = createWindow(station, 'staff', LAN);
    expect((await window.ask('setup.options')).code).toBe('FORBIDDEN');
    expect((await window.ask('setup.complete', SETUP)).code).toBe('FORBIDDEN');
    await setUp(station);
    expect(await window.ask('hello')).toMatchObject({ data: { setUp: true, paired: false, loopback: false } });
    expect((await window.ask('pairing.ask')).status).toBe(200);
    for (const screen of ['staff', 'take', 'board'] as const) {
      const stranger = createWindow(station, screen, LAN);
      const wanted = screen === 'staff' ? 'session.officers' : `${screen}.view`;
      expect((await stranger.ask(wanted)).code).toBe('PRECONDITION_FAILED');
      expect(await (await stranger.follow()).text()).toMatch(REFUSED_STREAM);
    }
  });

  test('on this machine shows the board, and nothing but the board', async () => {
    await setUp(station);
    expect((await createWindow(station, 'board').ask('board.view')).data).toMatchObject({ waiting: 0, called: [] });
    expect((await createWindow(station, 'take').ask('take.view')).code).toBe('PRECONDITION_FAILED');
    expect((await createWindow(station, 'staff').ask('staff.view', { desk: null })).code).toBe('PRECONDITION_FAILED');
  });

  test('is let in over the whole way: asks, is approved, claims its cookie', async () => {
    const { officers, token } = await setUp(station);
    const { caller } = await signIn(station, token, officers.administrator);
    const window = createWindow(station, 'take', LAN);
    const { data } = await window.ask('pairing.ask');
    const { id } = value(data as { ok: true; value: { id: string } });
    expect((await window.ask('pairing.claim', { request: id })).data).toBe('waiting');
    value(station.office.approvePairing(id, 'Máy lấy số', null, caller));
    expect((await window.ask('pairing.claim', { request: id })).data).toBe('paired');
    expect((await window.ask('take.view')).status).toBe(200);
  });
});

describe('the event stream', () => {
  const TAKE = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;
  const give = () => value(station.queue.run(TAKE, { actor: null, device: null, key: null }));

  /** Reads a stream event by event: `next` gives the version, or null once the host has ended it. */
  function versions(response: Response) {
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      async next(): Promise<number | null> {
        for (;;) {
          const event = /(?:^|\n)data: (\d+)\n/.exec(text);
          if (event) {
            text = text.slice(event.index + event[0].length);
            return Number(event[1]);
          }
          const { done, value: more } = await reader.read();
          if (done) return null;
          text += more;
        }
      },
      stop: () => reader.cancel(),
    };
  }

  test('says the version at once and after each change, and is forgotten when the window goes', async () => {
    await setUp(station);
    const response = await createWindow(station, 'board').follow();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const stream = versions(response);
    const { seq } = station.log.head();
    expect(await stream.next()).toBe(seq);
    give();
    expect(await stream.next()).toBe(station.log.head().seq);
    give();
    expect(await stream.next()).toBe(station.log.head().seq);
    expect(station.streams()).toBe(1);
    await stream.stop();
    await vi.waitFor(() => expect(station.streams()).toBe(0), 20_000);
  });

  test('leaves nothing behind when the connection breaks', async () => {
    await setUp(station);
    const connections = Array.from({ length: 10 }, () => new AbortController());
    const streams = await Promise.all(
      connections.map(async ({ signal }) => versions(await createWindow(station, 'board').follow(signal))),
    );
    for (const stream of streams) await stream.next();
    expect(station.streams()).toBe(10);
    for (const connection of connections) connection.abort();
    await vi.waitFor(() => expect(station.streams()).toBe(0), 20_000);
  });

  test('tells a revoked device once more, and ends', async () => {
    const { caller } = await setUp(station);
    const window = createWindow(station, 'board', LAN);
    window.cookies.set('device', pair(station, 'board', caller));
    const stream = versions(await window.follow());
    await stream.next();
    const board = station.office.devices().find(({ screen }) => screen === 'board');
    value(station.office.revokeDevice(board?.id ?? '', caller));
    expect(await stream.next()).toBe(station.log.head().seq);
    expect(await stream.next()).toBeNull();
    expect(station.streams()).toBe(0);
    expect((await window.ask('board.view')).code).toBe('PRECONDITION_FAILED');
    expect(await (await window.follow()).text()).toMatch(REFUSED_STREAM);
  });
});
