import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DemoState } from '../core/api/contract.ts';
import { CLOSES, OPENS, readFigures } from '../core/demo/figures.ts';
import { addDays, minuteOfDay, serviceDay } from '../core/kernel/time.ts';
import type { BoardView } from '../core/queue/views.ts';
import { backupTo, quickCheck, restoreBackup } from './backup.ts';
import { DEMO_PIN, fillDemo, openDemoHost } from './demo.ts';
import { openFolder, openFolderReadonly } from './folder.ts';
import { openHost, ROOT } from './host.ts';

const TODAY = '2026-11-23';
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-demo-'));
  process.env.XDG_CONFIG_HOME = join(root, 'keys');
  delete process.env.TOILUOT_KEY;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function fill(name: string, seed: string, days: number) {
  const dir = join(root, name);
  const filled = await fillDemo(dir, { days, seed, today: TODAY });
  if (!filled.ok) throw new Error(filled.error.type);
  return { dir, ...filled.value };
}

/** Every file of a folder by name, with its bytes. */
function bytes(dir: string): [string, string][] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => [name, readFileSync(join(dir, name)).toString('base64')]);
}

test('the same seed makes the same files to the last byte, another seed another office, and none can be read', async () => {
  const a = await fill('a', 'one', 3);
  const b = await fill('b', 'one', 3);
  const c = await fill('c', 'two', 3);
  expect(bytes(a.dir)).toEqual(bytes(b.dir));
  expect(bytes(a.dir).map(([name]) => name)).toEqual(['lock.db', 'office.db', 'office.json']);
  const office = readFileSync(join(a.dir, 'office.db'));
  expect(office.equals(readFileSync(join(c.dir, 'office.db')))).toBe(false);
  // At rest nothing of it is text: neither a name nor a word of the schema.
  for (const text of ['Mẫu', 'ticket', 'CREATE TABLE']) expect(office.includes(text)).toBe(false);
});

test('the first officer to open a made-up office on this machine is let in, nobody after and nobody from elsewhere', async () => {
  const { dir } = await fill('opened', 'one', 1);
  const host = openHost({ dir, allowsHost: () => true });
  if (!host.ok) throw new Error(host.error.type);
  const hello = async (loopback: boolean, screen: string) => {
    const headers = { 'content-type': 'application/json', origin: 'http://localhost', host: 'localhost' };
    const request = new Request(`http://localhost/api/${screen}/hello`, { method: 'POST', headers });
    const response = await host.value.handler(request, { loopback, address: '' });
    const { result } = (await response.json()) as { result: { data: { paired: boolean; play: object | null } } };
    return { paired: result.data.paired, play: result.data.play, cookies: response.headers.getSetCookie().length };
  };
  const refused = { paired: false, play: null, cookies: 0 };
  expect(await hello(false, 'staff')).toEqual(refused);
  expect(await hello(true, 'take')).toEqual(refused);
  expect(await hello(true, 'staff')).toEqual({ paired: true, play: null, cookies: 1 });
  expect(await hello(true, 'staff')).toEqual(refused);
  host.value.close();
});

test('whatever happens in a real office happens over some weeks, as often as the figures say', async () => {
  const DAYS = 24;
  const { dir, tickets, people } = await fill('weeks', 'one', DAYS);
  expect({ tickets: tickets > DAYS * 200, people: people > DAYS * 100 }).toEqual({ tickets: true, people: true });
  const opened = openFolderReadonly(dir);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  const kinds = new Set(db.all<{ type: string }>('SELECT DISTINCT type FROM event').map((row) => row.type));
  const source = readFileSync(join(ROOT, 'electron', 'core', 'queue', 'types.ts'), 'utf8');
  const all = [...source.matchAll(/type: '((?:day|counters|ticket|desk|action|appointment)\.[A-Za-z]+)'/g)].map(
    (m) => m[1] ?? '',
  );
  expect(all.length).toBeGreaterThan(25);
  expect(all.filter((type) => !kinds.has(type))).toEqual([]);

  const { arrivals } = readFigures(JSON.parse(readFileSync(join(ROOT, 'resources/demo/warsaw-mokotow.json'), 'utf8')));
  const came = new Array<number>((CLOSES - OPENS) / 60).fill(0);
  const rows = db.all<{ at: number }>("SELECT issued_at AS at FROM ticket WHERE source IN ('take', 'staff')");
  for (const { at } of rows) {
    const hour = Math.floor((minuteOfDay(at) - OPENS) / 60);
    came[hour] = (came[hour] ?? 0) + 1;
  }
  for (const [hour, count] of came.entries()) {
    const expected = arrivals
      .slice(hour * 4, hour * 4 + 4)
      .reduce((sum, mix) => sum + Object.values(mix).reduce((a, b) => a + b, 0), 0);
    // Poisson: five standard deviations of the sum over all days. After the last number nobody comes.
    if (hour < came.length - 1) {
      expect(Math.abs(count - expected * DAYS), `hour ${hour}`).toBeLessThan(5 * Math.sqrt(expected * DAYS));
    }
  }
  db.close();
});

test('a folder that holds anything is left as it is', async () => {
  const dir = join(root, 'taken');
  mkdirSync(dir);
  writeFileSync(join(dir, 'letter.txt'), 'mine');
  expect(await fillDemo(dir, { days: 1, seed: '1' })).toEqual({ ok: false, error: { type: 'FolderTaken' } });
  expect(bytes(dir)).toEqual([['letter.txt', Buffer.from('mine').toString('base64')]]);
});

test('a playing demo lets this machine in without a word, gives its knobs to nobody else, and is made anew each time', async () => {
  const dir = join(root, 'played');
  const open = async () => {
    const opened = await openDemoHost({ dir, allowsHost: () => true });
    if (!opened.ok) throw new Error(opened.error.type);
    return opened.value;
  };
  const host = await open();
  const ask = async (procedure: string, loopback: boolean, input?: unknown, screen = 'take') => {
    const request = new Request(`http://localhost/api/${screen}/${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://localhost', host: 'localhost' },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
    });
    const response = await host.handler(request, { loopback, address: '' });
    const body = (await response.json()) as { result?: { data: unknown } };
    return { status: response.status, cookie: response.headers.getSetCookie()[0], data: body.result?.data };
  };
  expect(await ask('hello', true)).toMatchObject({
    cookie: expect.stringMatching(/^device=/),
    data: { paired: true, demo: true, play: { pin: '482915' } },
  });
  expect(await ask('hello', false)).toMatchObject({ cookie: undefined, data: { paired: false, play: null } });
  for (const procedure of ['demo.state', 'demo.addDesk']) expect((await ask(procedure, false)).status).toBe(403);
  expect((await ask('demo.speed', true, { speed: 1000 })).status).toBe(400);

  const state = async () => (await ask('demo.state', true)).data as DemoState;
  const board = async () => (await ask('board.view', true, undefined, 'board')).data as BoardView;
  const before = await board();
  expect(before.waiting).toBeGreaterThan(5);
  expect(await state()).toMatchObject({ speed: 30, pace: 30, allOpen: false, longest: { before: null } });
  await ask('demo.pause', true, { paused: true });
  await ask('demo.speed', true, { speed: 3 });
  expect((await ask('demo.addDesk', true)).data).toEqual({ ok: true, value: null });
  const after = await state();
  expect(after).toMatchObject({ speed: 3, pace: 0 });
  expect(await board()).toMatchObject({ pace: 0, desksOpen: before.desksOpen + 1 });
  // The promise of the knob: people wait less with one desk more.
  expect(after.longest?.wait?.high).toBeLessThan(after.longest?.before?.high ?? 0);
  while (!(await state()).allOpen) await ask('demo.addDesk', true);
  expect((await ask('demo.addDesk', true)).data).toEqual({ ok: false, error: { type: 'AllDesksOpen' } });

  const second = await openDemoHost({ dir, allowsHost: () => true });
  expect(second).toEqual({ ok: false, error: { type: 'FolderInUse' } });
  host.close();
  (await open()).close();
  // An office that is not one to throw away stays.
  const { dir: kept } = await fill('kept', 'one', 1);
  const files = bytes(kept);
  expect(await openDemoHost({ dir: kept, allowsHost: () => true })).toEqual({
    ok: false,
    error: { type: 'FolderTaken' },
  });
  expect(bytes(kept)).toEqual(files);
});

test('a superior office is played beside real ones: its grid is asked by one touch, while the month still fills', async () => {
  const dir = join(root, 'province');
  const play = async () => {
    const opened = await openDemoHost({ dir, allowsHost: () => true, role: 'district' });
    if (!opened.ok) throw new Error(opened.error.type);
    const cookies: string[] = [];
    const ask = async (path: string, input: unknown = {}) => {
      const headers = { 'content-type': 'application/json', origin: 'http://localhost', host: 'localhost' };
      const request = new Request(`http://localhost/api/staff/${path}`, {
        method: 'POST',
        headers: { ...headers, cookie: cookies.join('; ') },
        body: JSON.stringify(input),
      });
      const response = await opened.value.handler(request, { loopback: true, address: '' });
      cookies.push(...response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? ''));
      const { result } = (await response.json()) as { result: { data: unknown } };
      return result.data;
    };
    return { host: opened.value, ask };
  };
  const { host, ask } = await play();
  const hello = (await ask('hello')) as { role: string; paired: boolean; play: { officer: string; pin: string } };
  expect(hello).toMatchObject({ role: 'district', paired: true, play: { pin: DEMO_PIN } });
  expect(await ask('session.signIn', hello.play)).toMatchObject({ ok: true });
  const yesterday = addDays(serviceDay(host.log.now()), -1);
  expect(minuteOfDay(host.log.now())).toBe(8 * 60);
  const grid = (await ask('district.grid', { day: yesterday })) as { value: { cells: { state: string }[] } };
  expect(grid.value.cells).toHaveLength(166);
  // Left in the middle of its filling, and made anew.
  await host.close();
  await (await play()).host.close();
});

test('a made-up office is backed up and restored like any other', async () => {
  const { dir } = await fill('office', 'one', 1);
  const opened = openFolder(dir);
  if (!opened.ok) throw new Error(opened.error.type);
  const { db, secret } = opened.value;
  const file = join(root, 'copy.backup');
  const made = backupTo(db, secret, file);
  expect(made).toMatchObject({ ok: true });
  opened.value.close();
  expect(await quickCheck(dir, secret)).toBe('ok');
  expect(restoreBackup(file, secret, dir, Date.now())).toMatchObject({ ok: true, value: made.ok ? made.value : {} });
  const again = openFolder(dir);
  if (again.ok) again.value.close();
  expect(again.ok).toBe(true);
});
