import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { connect as connectPlain, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { spkiPin, stationCertificate } from './certificate.ts';
import { type Door, type Handler, openDoor } from './http.ts';

const doors: Door[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
});

async function door(handler: Handler, tls?: { key: string; cert: string }): Promise<Door> {
  const opened = await openDoor({ handler, host: '127.0.0.1', port: 0, ...(tls ? { tls } : {}) });
  if (!opened.ok) throw new Error(opened.error.type);
  doors.push(opened.value);
  return opened.value;
}

test('a body over 64 KiB is refused before the handler sees it, with its length said or not', async () => {
  let handled = 0;
  const { url } = await door(async (asked) => {
    handled += 1;
    return new Response(String((await asked.text()).length));
  });
  const post = (body: BodyInit) => fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
  expect(await (await post('x'.repeat(64 * 1024))).text()).toBe('65536');
  expect((await post('x'.repeat(64 * 1024 + 1))).status).toBe(413);
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(16 * 1024)),
  });
  expect(
    await post(endless).then(
      ({ status }) => status,
      () => 'closed',
    ),
  ).toSatisfy((answer) => answer === 413 || answer === 'closed');
  expect(handled).toBe(1);
});

test('a change of the roster may be longer, for it may name every place of two months', async () => {
  const { url } = await door(async (asked) => new Response(String((await asked.text()).length)));
  const post = (path: string, length: number) => fetch(`${url}${path}`, { method: 'POST', body: 'x'.repeat(length) });
  const officer = 'x'.repeat(26);
  const place = { day: '2026-11-23', shift: 'afternoon', team: 'standing', officer, byHand: false };
  const longest = JSON.stringify(Array.from({ length: 4000 }, () => place)).length;
  expect(await (await post('/api/staff/roster.run', longest)).text()).toBe(String(longest));
  expect((await post('/api/staff/roster.run', 512 * 1024 + 1)).status).toBe(413);
  expect((await post('/api/take/roster.run', longest)).status).toBe(413);
});

test('the handler is told whether the request came from this machine', async () => {
  const { url } = await door(async (_, from) => Response.json(from));
  // What a request says of itself does not count.
  const headers = { 'x-forwarded-for': '10.0.0.1', forwarded: 'for=10.0.0.1', 'x-real-ip': '10.0.0.1' };
  expect(await (await fetch(url, { headers })).json()).toEqual({ loopback: true, address: '127.0.0.1' });
});

test('a port that is taken is a value, not an exception', async () => {
  const { port } = await door(async () => new Response(''));
  const second = await openDoor({ handler: async () => new Response(''), host: '127.0.0.1', port });
  expect(second).toEqual({ ok: false, error: { type: 'PortInUse' } });
});

test('an event stream ends when the door closes, and tells the handler when its reader leaves', async () => {
  let left = false;
  const { url, close } = await door(async (asked) => {
    asked.signal.addEventListener('abort', () => {
      left = true;
    });
    return new Response(
      new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')) }),
    );
  });
  const leaver = new AbortController();
  await (await fetch(url, { signal: leaver.signal })).body?.getReader().read();
  leaver.abort();
  await expect.poll(() => left).toBe(true);
  const reader = (await fetch(url)).body?.getReader();
  await reader?.read();
  const ended = reader?.read().then(
    () => 'ended',
    () => 'ended',
  );
  await close();
  expect(await ended).toBe('ended');
});

test('one machine that opens connections without end keeps no other machine out', async ({ skip }) => {
  if (process.platform !== 'linux') return skip('another address of this machine is needed');
  const root = mkdtempSync(join(tmpdir(), 'toiluot-tls-'));
  process.env.XDG_CONFIG_HOME = root;
  const open: Socket[] = [];
  try {
    const tls = await stationCertificate('S1');
    const { port } = await door(async () => new Response('safe'), tls);
    /** Says nothing and waits, as whoever wants to use them up does; whether it was let in. */
    const knock = (localAddress: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connectPlain({ port, host: '127.0.0.1', localAddress });
        open.push(socket);
        socket.on('error', () => {});
        socket.once('close', () => resolve(false));
        // The server's part of the handshake shows that it listens.
        const shaken = connect({ socket, rejectUnauthorized: false }, () => resolve(true));
        shaken.on('error', () => resolve(false));
      });
    const greedy = await Promise.all(Array.from({ length: 110 }, () => knock('127.0.0.2')));
    expect(greedy.filter((isIn) => isIn)).toHaveLength(100);
    expect(await knock('127.0.0.3')).toBe(true);
    for (const socket of open.splice(0)) socket.destroy();
    // Once they are closed it may come again.
    while (!(await knock('127.0.0.2'))) await new Promise(setImmediate);
  } finally {
    for (const socket of open) socket.destroy();
    rmSync(root, { recursive: true });
  }
});

test("over HTTPS the certificate is the station's own and has the pin that Chromium is given", async () => {
  const root = mkdtempSync(join(tmpdir(), 'toiluot-tls-'));
  process.env.XDG_CONFIG_HOME = root;
  try {
    const tls = await stationCertificate('S1');
    expect(await stationCertificate('S1')).toEqual(tls);
    const { port } = await door(async () => new Response('safe'), tls);
    const peer = await new Promise<PeerCertificate>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate());
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(peer.subjectaltname).toContain('DNS:localhost');
    expect(createHash('sha256').update(peer.raw).digest('hex')).toHaveLength(64);
    const body = await new Promise<string>((resolve, reject) => {
      request({ port, host: 'localhost', ca: tls.cert }, (answer) => {
        answer.once('data', (part: Buffer) => resolve(part.toString()));
      })
        .on('error', reject)
        .end();
    });
    expect(body).toBe('safe');
    expect(spkiPin(tls.cert)).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  } finally {
    rmSync(root, { recursive: true });
  }
});
