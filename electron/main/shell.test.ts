import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../core/kernel/ports.ts';
import { openFolder } from '../node/folder.ts';
import { keyFile, recoveryKeyToSecret, type Secret, secretToRecoveryKey } from '../node/keys.ts';
import { startShell } from './shell.ts';
import { createFakeElectron, display, type FakeOptions, type FakeWindow } from './testing/fakeElectron.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PIN = '482915';
const LEADER = 'Trần Chỉ Huy Mẫu';

type Answer = { ok: boolean; value?: unknown; error?: { type: string } };
type Fake = ReturnType<typeof createFakeElectron>;

let root: string;
let dir: string;
let environment: NodeJS.ProcessEnv;
const running: Fake[] = [];

beforeAll(() => {
  // The pages themselves are built by `npm run build`; this test is about the way to them.
  expect(existsSync(join(ROOT, 'out', 'renderer', 'staff', 'index.html')), 'npm run build first').toBe(true);
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-shell-'));
  dir = join(root, 'data');
  environment = { ...process.env };
  process.env.XDG_CONFIG_HOME = join(root, 'config');
  delete process.env.TOILUOT_KEY;
});
afterEach(() => {
  for (const fake of running.splice(0)) fake.events.app.emit('will-quit');
  process.env = environment;
  rmSync(root, { recursive: true, force: true });
});

/** Boots the whole shell over a real folder. */
async function boot(
  options: Partial<FakeOptions> = {},
  args: string[] = [],
  { platform = 'linux', clock = createClock() }: { platform?: NodeJS.Platform; clock?: Clock } = {},
) {
  const fake = createFakeElectron({ appPath: ROOT, packaged: true, displays: [display(1), display(2)], ...options });
  running.push(fake);
  const argv = ['toiluot', ...(fake.electron.app.isPackaged ? [] : ['.']), '--data', dir, ...args];
  const bugs: ((error: unknown) => void)[] = [];
  const onBug = (listener: (error: unknown) => void) => void bugs.push(listener);
  const started = await startShell({
    electron: fake.electron,
    argv,
    platform,
    onBug,
    hungAfter: 50,
    settle: 20,
    clock,
  });
  return { fake, started, bugs, ...fake };
}

/** The time of the machine, set forward by hand. */
function createClock() {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    monotonic: () => performance.now() + ahead,
    advance(ms: number) {
      ahead += ms;
    },
  };
}

/** Asks the API as the window's page does. */
async function ask<T = Answer>(window: FakeWindow, procedure: string, input?: unknown, screen = 'staff'): Promise<T> {
  const answer = await window.fetch(`/api/${screen}/${procedure}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(input === undefined ? {} : { body: JSON.stringify(input) }),
  });
  const body = (await answer.json()) as { result?: { data: T }; error?: { message: string } };
  if (!body.result) throw new Error(`${procedure}: ${answer.status} ${body.error?.message}`);
  return body.result.data;
}

async function setUp(window: FakeWindow) {
  const made = await ask(window, 'setup.complete', {
    code: '',
    office: { name: 'Công an xã Mẫu', superior: '', communeCode: '', phone: '' },
    services: ['card'],
    desks: 1,
    administrator: { name: 'Lê Quản Trị Mẫu', rank: '', pin: PIN },
    officers: [
      { name: LEADER, rank: '', role: 'leader', pin: PIN },
      { name: 'Trần Cán Bộ Mẫu', rank: '', role: 'officer', pin: PIN },
    ],
  });
  expect(made.ok).toBe(true);
}

async function signIn(window: FakeWindow, name: string) {
  const officers = await ask<{ id: string; name: string }[]>(window, 'session.officers');
  const officer = officers.find((each) => each.name === name)?.id;
  expect((await ask(window, 'session.signIn', { officer, pin: PIN })).ok).toBe(true);
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The office's secret as the fake's key store would give it back. */
function unwrapped(): Secret {
  const { id } = JSON.parse(readFileSync(join(dir, 'office.json'), 'utf8')) as { id: string };
  const [, text = ''] = readFileSync(keyFile(id, 'wrapped'), 'utf8').split(':');
  const secret = recoveryKeyToSecret([...text].reverse().join(''));
  if (!secret.ok) throw new Error(secret.error.type);
  return secret.value;
}

const give = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null };
const key = (n: number) => `key-${String(n).padStart(20, '0')}`;
const logged = () =>
  readFileSync(join(dir, 'log', `${new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10)}.log`), 'utf8');

describe('boot', () => {
  test('takes the lock, the sandbox, the menu and the scheme before ready, and the windows after', async () => {
    const { did, windows } = await boot();
    expect(did.slice(0, 5)).toEqual([
      `setPath userData ${join(root, 'config', 'toiluot', 'shell')}`,
      'lock',
      'enableSandbox',
      'menu null',
      'scheme [{"scheme":"toiluot","privileges":{"standard":true,"secure":true,"supportFetchAPI":true,"stream":true}}]',
    ]);
    expect(did).toContain('awake prevent-display-sleep');
    expect(windows.map(({ options }) => options.webPreferences?.partition)).toEqual(['toiluot-staff', 'toiluot-board']);
  });

  test('every window is made by the one function and shows its own page with its policy', async () => {
    const { window, windows } = await boot({ displays: [display(1), display(2), display(3)] });
    for (const role of ['staff', 'board', 'take'] as const) {
      const made = window(role);
      await vi.waitFor(() => expect(made.status).toBe(200));
      expect(made.url).toBe(`toiluot://app/${role}`);
      expect(made.doc).toContain('<meta property="csp-nonce"');
      expect(made.options.webPreferences).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        devTools: false,
        backgroundThrottling: role !== 'board',
      });
    }
    const page = await windows[0]?.fetch('/staff');
    expect(page?.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; .*'nonce-/);
    expect(page?.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a second program ends at once, and the first one comes to the front', async () => {
    const { started, did, windows } = await boot({ second: true });
    expect([started, did.at(-1), windows.length]).toEqual([null, 'quit', 0]);
    const first = await boot();
    first.window('staff').focused = false;
    first.events.app.emit('second-instance');
    expect(first.window('staff').focused).toBe(true);
  });

  test('from the checkout it has windows that may be closed, and closing the officer’s ends it', async () => {
    const { window, did } = await boot({ packaged: false, displays: [display(1)] });
    expect(['staff', 'board', 'take'].map((role) => window(role as 'staff').visible)).toEqual([true, true, true]);
    expect([window('staff').kiosk, window('staff').closes()]).toEqual([false, true]);
    window('board').emitter.emit('closed');
    expect(did).not.toContain('exit 0');
    window('staff').emitter.emit('closed');
    expect(did).toContain('exit 0');
  });
});

describe('the guards', () => {
  test('bite on every page: no window, no other site, nothing embedded', async () => {
    const { windows } = await boot();
    for (const window of windows) {
      expect(window.opens('toiluot://app/staff')).toBe(false);
      for (const how of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
        expect(window.goes('toiluot://app/staff', how)).toBe(true);
        expect(window.goes('toiluot://app.evil.vn/staff', how)).toBe(false);
        expect(window.goes('https://evil.vn/?toiluot://app', how)).toBe(false);
      }
      expect(window.attachesWebview()).toBe(false);
    }
  });

  test('every session refuses every permission, device and download, also the one nothing uses', async () => {
    const { sessions, fake } = await boot();
    await ask(fake.window('staff'), 'hello');
    expect([...sessions.keys()].sort()).toEqual([
      '',
      'toiluot-board',
      'toiluot-paper',
      'toiluot-staff',
      'toiluot-take',
    ]);
    for (const session of sessions.values()) {
      const asked = vi.fn();
      session.request?.(null as never, 'media' as never, asked, null as never);
      expect(asked).toHaveBeenCalledExactlyOnceWith(false);
      expect(session.check?.(null, 'screen-wake-lock' as never, '', null as never)).toBe(false);
      expect(session.device?.(null as never)).toBe(false);
      const download = { preventDefault: vi.fn() };
      session.emitter.emit('will-download', download);
      expect(download.preventDefault).toHaveBeenCalledOnce();
    }
  });

  test('the API answers our own page only, each window for its own screen', async () => {
    const { window } = await boot();
    const headers = { 'content-type': 'application/json' };
    const hello = (init: RequestInit = {}) => ({ method: 'POST', headers, ...init });
    const staff = window('staff');
    expect((await staff.fetch('/api/staff/hello', hello())).status).toBe(200);
    for (const initiator of ['https://evil.vn', 'null', 'toiluot://app.evil.vn']) {
      expect((await staff.fetch('/api/staff/hello', hello(), initiator)).status).toBe(403);
      expect((await staff.fetch('/staff', {}, initiator)).status).toBe(403);
    }
    expect((await staff.session.ask('toiluot://app/api/staff/hello', hello())).status).toBe(403);
    expect((await staff.session.ask('toiluot://app/api/staff/changes')).status).toBe(403);
    expect((await staff.session.ask('toiluot://other/staff')).status).toBe(404);
    expect((await staff.fetch('/api/board/hello', hello())).status).toBe(403);
    expect((await window('board').fetch('/api/staff/hello', hello())).status).toBe(403);
    expect((await window('board').fetch('/staff')).status).toBe(403);
    expect((await staff.fetch('/api/staff/hello', hello({ body: 'x'.repeat(70_000) }))).status).toBe(413);
  });

  test('in the kiosk the keys that leave or reload a page do nothing; the office’s own keys pass', async () => {
    const { window } = await boot();
    const staff = window('staff');
    await setUp(staff);
    expect(staff.press({ key: 'F5' })).toBe(false);
    expect(staff.press({ key: 'r', code: 'KeyR', control: true })).toBe(false);
    expect(staff.press({ key: 'F4', alt: true })).toBe(false);
    expect(staff.press({ key: 'F2' })).toBe(true);
    expect(staff.press({ key: 'k', code: 'KeyK', control: true })).toBe(true);
    expect(staff.press({ key: 'q', code: 'KeyQ', control: true, alt: true })).toBe(true);
    expect(staff.closes()).toBe(false);
  });
});

describe('the office', () => {
  test('is set up at the kiosk without a code; its three screens are devices then, the session stays with the shell', async () => {
    const { window, events } = await boot({ displays: [display(1), display(2), display(3)] });
    const staff = window('staff');
    expect(await ask(staff, 'hello')).toMatchObject({ setUp: false, kiosk: true, loopback: true });
    await setUp(staff);
    expect(await ask(staff, 'hello')).toMatchObject({ setUp: true, paired: true, session: null });
    expect(await ask(window('take'), 'hello', undefined, 'take')).toMatchObject({ paired: true, kiosk: true });
    await signIn(staff, LEADER);
    expect(await ask(staff, 'hello')).toMatchObject({ session: { role: 'leader' } });
    const answer = await staff.fetch('/api/staff/hello', { method: 'POST' });
    expect(answer.headers.getSetCookie()).toEqual([]);
    await ask(staff, 'session.signOut');
    expect(await ask(staff, 'hello')).toMatchObject({ session: null });

    events.app.emit('will-quit');
    const again = await boot();
    expect(await ask(again.window('staff'), 'hello')).toMatchObject({ setUp: true, paired: true });
  });

  test('after sleep every window asks again', async () => {
    const { window, events } = await boot();
    await setUp(window('staff'));
    const stream = await window('board').fetch('/api/board/changes');
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = 0;
    const listening = (async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        heard += part.value.match(/data: \d/g)?.length ?? 0;
      }
    })();
    await vi.waitFor(() => expect(heard).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = heard;
    events.power.emit('resume');
    await vi.waitFor(() => expect(heard).toBe(before + 1), 5000);
    await reader.cancel();
    await listening;
  });

  test('a leader leaves by PIN, an officer does not', async () => {
    const { window, did } = await boot();
    const staff = window('staff');
    await setUp(staff);
    await expect(ask(staff, 'kiosk.leave', { pin: PIN })).rejects.toThrow('401');
    await signIn(staff, 'Trần Cán Bộ Mẫu');
    await expect(ask(staff, 'kiosk.leave', { pin: PIN })).rejects.toThrow('403');
    await signIn(staff, LEADER);
    expect(await ask(staff, 'kiosk.leave', { pin: '135790' })).toMatchObject({ error: { type: 'PinWrong' } });
    expect(did).not.toContain('exit 0');
    expect(await ask(staff, 'kiosk.leave', { pin: PIN })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(did).toContain('exit 0'));
    // The folder is free for the next start.
    const opened = openFolder(dir, {}, { read: () => ({ ok: false, error: { type: 'KeyMissing' } }), write: () => {} });
    expect(opened).toEqual({ ok: false, error: { type: 'KeyMissing' } });
  });

  test('before there is an office, Ctrl+Alt+Q ends it, since there is no PIN to ask for', async () => {
    const { window, did } = await boot();
    expect(window('staff').press({ code: 'KeyQ', control: true, alt: true })).toBe(false);
    expect(did).toContain('exit 0');
  });
});

describe('the displays', () => {
  test('staff on the first, board on the second, take on the third, each filling it in kiosk mode', async () => {
    const { window } = await boot({ displays: [display(1), display(2), display(3)] });
    const shown = (['staff', 'board', 'take'] as const).map((role) => {
      const { bounds, kiosk, visible } = window(role);
      return [bounds?.x, kiosk, visible];
    });
    expect(shown).toEqual([
      [0, true, true],
      [1920, true, true],
      [3840, true, true],
    ]);
    expect(window('board').focused).toBe(false);
  });

  test('with no second display the board hides and never covers staff; plugged in again it comes back', async () => {
    const { window, state, events } = await boot();
    const board = window('board');
    state.displays = [display(1)];
    for (let i = 0; i < 5; i++) events.screen.emit('display-removed');
    await vi.waitFor(() => expect(board.visible).toBe(false));
    expect(window('staff').visible).toBe(true);
    state.displays = [display(1), display(7, { bounds: { x: 1920, y: 0, width: 1280, height: 720 } })];
    events.screen.emit('display-added');
    await vi.waitFor(() => expect([board.visible, board.bounds?.width]).toEqual([true, 1280]));
    state.displays = [display(1), display(7, { bounds: { x: 1920, y: 0, width: 800, height: 600 } })];
    events.screen.emit('display-metrics-changed');
    await vi.waitFor(() => expect(board.bounds?.width).toBe(800));
  });

  test('the board comes back to the display it was on, whatever its number is after a restart', async () => {
    const first = await boot({ displays: [display(1), display(2), display(3)] });
    expect(first.window('board').bounds?.x).toBe(1920);
    first.events.app.emit('will-quit');
    const swapped = [display(1), { ...display(3), id: 2 }, { ...display(2), id: 3 }];
    const second = await boot({ displays: swapped });
    expect(second.window('board').bounds?.x).toBe(1920);
  });

  test('a display that is back before anybody looked gets its window back', async () => {
    const { window, events } = await boot();
    const board = window('board');
    events.screen.emit('display-removed');
    // What the system does with the windows of a display that went.
    board.bounds = display(1).bounds;
    events.screen.emit('display-added');
    await vi.waitFor(() => expect(board.bounds).toEqual(display(2).bounds));
    expect([board.kiosk, board.visible, board.focused]).toEqual([true, true, false]);
  });

  test('take goes to a touch display once the settings say so', async () => {
    const { window, windows } = await boot({ displays: [display(1), display(2, { touchSupport: 'available' })] });
    const staff = window('staff');
    expect(windows).toHaveLength(2);
    await setUp(staff);
    await signIn(staff, 'Lê Quản Trị Mẫu');
    const machine = { printer: '', startWithSystem: true, takeByTouch: true, lan: false };
    expect((await ask(staff, 'settings.set', { section: 'machine', value: machine })).ok).toBe(true);
    await vi.waitFor(() => expect(windows).toHaveLength(3));
    expect([window('take').bounds?.x, window('take').visible, window('board').visible]).toEqual([1920, true, false]);
  });
});

describe('recovery', () => {
  const crash = (window: FakeWindow) =>
    window.pageEmitter.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });

  test('a crashed window is loaded again three times in five minutes; the fourth time the program starts anew, once an hour', async () => {
    const clock = createClock();
    const { window, did } = await boot({}, [], { clock });
    const board = window('board');
    const crashTimes = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const before = board.loads;
        crash(board);
        await vi.waitFor(() => expect([board.loads, board.status]).toEqual([before + 1, 200]));
      }
    };
    await crashTimes(3);
    // A program that has only just started would be started anew for ever.
    crash(board);
    expect([board.loads, did.includes('relaunch')]).toEqual([4, false]);
    clock.advance(60 * 60_000);
    await crashTimes(3);
    crash(board);
    expect(board.loads).toBe(7);
    expect(did.slice(-2)).toEqual(['relaunch', 'exit 0']);
    expect(logged()).toContain('"event":"window.crashed"');
  });

  test('a window that ended by itself is left alone', async () => {
    const { window } = await boot();
    window('board').pageEmitter.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(window('board').loads).toBe(1);
  });

  test('a hung window is ended and loaded again; one that answers in time is not', async () => {
    const { window } = await boot();
    const board = window('board');
    board.pageEmitter.emit('unresponsive');
    board.pageEmitter.emit('responsive');
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([board.crashes, board.loads]).toEqual([0, 1]);
    board.pageEmitter.emit('unresponsive');
    await vi.waitFor(() => expect([board.crashes, board.loads]).toEqual([1, 2]));
  });

  test('a page that did not load is asked for again; a process that is gone is written down', async () => {
    const { window, events, bugs } = await boot();
    window('board').pageEmitter.emit('did-fail-load', {}, -3, '', '', true);
    window('board').pageEmitter.emit('did-fail-load', {}, -2, '', '', false);
    window('board').pageEmitter.emit('did-fail-load', {}, -2, '', '', true);
    await vi.waitFor(() => expect(window('board').loads).toBe(2), 5000);
    for (const bug of bugs) bug(new Error('nobody caught me'));
    expect(logged()).toContain('nobody caught me');
    events.app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 1 });
    expect(logged()).toContain('"event":"process.gone","type":"GPU"');
  });
});

describe('printing', () => {
  const PAPER = { html: '<article>A001</article>', styles: ['/assets/x.css'], heightMm: 120 };

  test('prints silently from a hidden window, and the callback decides', async () => {
    const { window, world } = await boot({ displays: [display(1), display(2), display(3)] });
    const [staff, take] = [window('staff'), window('take')];
    await setUp(staff);
    await signIn(staff, 'Lê Quản Trị Mẫu');
    const machine = { printer: 'Ticket_80', startWithSystem: true, takeByTouch: false, lan: false };
    await ask(staff, 'settings.set', { section: 'machine', value: machine });
    expect(await ask(staff, 'kiosk.state')).toEqual({ printers: ['Ticket_80'], lan: null });
    const issued = await ask<{ value: { ticket: string } }>(take, 'take.run', { key: key(1), command: give }, 'take');
    const print = () => ask(take, 'kiosk.print', { ...PAPER, ticket: issued.value.ticket }, 'take');
    const alerts = async () => (await ask<{ alerts: object[] }>(staff, 'staff.view', { desk: null })).alerts;

    expect(await print()).toEqual({ ok: true, value: null });
    const paper = window('paper');
    expect(paper.printed).toEqual([
      {
        silent: true,
        deviceName: 'Ticket_80',
        margins: { marginType: 'none' },
        pageSize: { width: 80_000, height: 120_000 },
      },
    ]);
    expect([paper.visible, paper.destroyed, paper.url]).toEqual([false, false, 'toiluot://app/paper']);
    expect(await print()).toEqual({ ok: true, value: null });
    expect(window('paper')).toBe(paper);
    expect(paper.doc).toContain('<link rel="stylesheet" href="/assets/x.css">');
    expect(paper.doc).toContain('<article>A001</article>');
    expect(await alerts()).not.toContainEqual(expect.objectContaining({ type: 'printFailed' }));

    world.works = false;
    expect(await print()).toEqual({ ok: false, error: { type: 'PrinterFailed' } });
    expect(paper.destroyed).toBe(true);
    expect(await alerts()).toContainEqual(expect.objectContaining({ type: 'printFailed', number: 'A001' }));
    world.printers = ['Other'];
    expect(await print()).toEqual({ ok: false, error: { type: 'PrinterMissing' } });
  });

  test('the paper’s page runs nothing and reaches nothing but the screens’ own files', async () => {
    const { sessions } = await boot();
    const paper = sessions.get('toiluot-paper')!;
    const page = await paper.ask('toiluot://app/paper');
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; /,
    );
    expect((await paper.ask('toiluot://app/api/staff/hello', { method: 'POST' }, 'toiluot://app')).status).toBe(404);
    expect((await paper.ask('toiluot://app/staff')).status).toBe(404);
    expect((await paper.ask('toiluot://app/paper', { method: 'POST' })).status).toBe(404);
    expect((await paper.ask('toiluot://app/assets/sounds/chime.ogg')).status).toBe(200);
  });
});

describe('the LAN door', () => {
  test('is opened by the main process over the same handler, with the station’s certificate', async () => {
    const port = (await freePort()) - 1;
    const { window } = await boot({}, ['--lan', '--port', String(port)]);
    const staff = window('staff');
    await setUp(staff);
    await signIn(staff, 'Lê Quản Trị Mẫu');
    const { lan } = await ask<{ lan: { urls: string[]; pin: string } }>(staff, 'kiosk.state');
    expect(lan.pin).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    const get = (path: string, headers: Record<string, string> = {}) =>
      new Promise<number>((resolve, reject) => {
        const asked = request(
          { host: '127.0.0.1', port: port + 1, path, headers, rejectUnauthorized: false },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          },
        );
        asked.on('error', reject);
        asked.end();
      });
    expect(await get('/board')).toBe(200);
    expect(await get('/board', { host: 'evil.vn' })).toBe(421);
    expect(await get('/board', { origin: 'https://evil.vn' })).toBe(403);
  });

  test('stays shut unless it is asked for', async () => {
    const { window } = await boot();
    await setUp(window('staff'));
    await signIn(window('staff'), 'Lê Quản Trị Mẫu');
    expect(await ask(window('staff'), 'kiosk.state')).toMatchObject({ lan: null });
  });
});

describe('the key', () => {
  const office = () => (JSON.parse(readFileSync(join(dir, 'office.json'), 'utf8')) as { id: string }).id;

  test('is wrapped by the system outside the data folder, and unwrapped at the next start', async () => {
    const first = await boot();
    await setUp(first.window('staff'));
    const wrapped = keyFile(office(), 'wrapped');
    expect(wrapped.startsWith(dir)).toBe(false);
    expect(statSync(wrapped).mode & 0o777).toBe(0o600);
    expect(existsSync(keyFile(office(), 'key'))).toBe(false);
    first.events.app.emit('will-quit');
    const second = await boot();
    expect(await ask(second.window('staff'), 'hello')).toMatchObject({ setUp: true });
  });

  test('is wrapped anew when the system asks for it', async () => {
    const first = await boot();
    first.events.app.emit('will-quit');
    const before = readFileSync(keyFile(office(), 'wrapped'), 'utf8');
    await boot({ keyNumber: 2 });
    expect([before.slice(0, 2), readFileSync(keyFile(office(), 'wrapped'), 'utf8').slice(0, 2)]).toEqual(['1:', '2:']);
  });

  test('that cannot be wrapped anew, or moved in, for want of room opens the office all the same', async () => {
    const host = openFolder(dir);
    if (!host.ok) throw new Error(host.error.type);
    host.value.close();
    // Where the wrapped key would be written there is no room.
    mkdirSync(`${keyFile(office(), 'wrapped')}.new`, { recursive: true });
    const first = await boot();
    expect(first.started).toEqual({ trouble: false });
    expect(existsSync(keyFile(office(), 'key'))).toBe(true);
    first.events.app.emit('will-quit');
    rmSync(`${keyFile(office(), 'wrapped')}.new`, { recursive: true });
    const second = await boot();
    second.events.app.emit('will-quit');
    mkdirSync(`${keyFile(office(), 'wrapped')}.new`, { recursive: true });
    const third = await boot({ keyNumber: 2 });
    expect(third.started).toEqual({ trouble: false });
  });

  test('stays in its plain file where the system does not give back what it wrapped', async () => {
    const host = openFolder(dir);
    if (!host.ok) throw new Error(host.error.type);
    host.value.close();
    const { started } = await boot({ keyring: 'forgetful' });
    expect([started, existsSync(keyFile(office(), 'key'))]).toEqual([{ trouble: false }, true]);
  });

  test.each(['basic_text', 'none', 'fallback', 'locked'] as const)(
    'is not made where the key store is %s; the screen says why',
    async (keyring) => {
      const { started, window } = await boot({ keyring });
      expect(started).toEqual({ trouble: true });
      await vi.waitFor(() => expect(window('staff').doc).toContain('chưa có kho khóa của hệ điều hành'));
      expect(existsSync(join(dir, 'office.json'))).toBe(false);
    },
  );

  test('a host’s folder opens, its plain key file is wrapped and removed; the host then says what to do', async () => {
    const host = openFolder(dir);
    if (!host.ok) throw new Error(host.error.type);
    const recovery = secretToRecoveryKey(host.value.secret);
    host.value.close();
    const { started, events } = await boot();
    expect(started).toEqual({ trouble: false });
    expect([existsSync(keyFile(office(), 'key')), existsSync(keyFile(office(), 'wrapped'))]).toEqual([false, true]);
    events.app.emit('will-quit');
    expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'KeyWrapped' } });
    process.env.TOILUOT_KEY = recovery;
    const again = openFolder(dir);
    expect(again.ok).toBe(true);
    if (again.ok) again.value.close();
  });

  test('a folder brought from elsewhere asks for its recovery key on the screen, and takes no other', async () => {
    const host = openFolder(dir);
    if (!host.ok) throw new Error(host.error.type);
    const recovery = secretToRecoveryKey(host.value.secret);
    host.value.close();
    rmSync(keyFile(office(), 'key'));
    const { started, window, did } = await boot();
    expect(started).toEqual({ trouble: true });
    const staff = window('staff');
    await vi.waitFor(() => expect(staff.doc).toContain('Nhập khóa khôi phục'));
    const send = async (typed: string) =>
      (await staff.fetch('/key', { method: 'POST', body: new URLSearchParams({ key: typed }) })).text();
    expect(await send(recovery.replace(/^..../, 'AAAA'))).toContain('role="alert"');
    expect(did).not.toContain('relaunch');
    expect(await send(recovery)).toContain('Đã nhận khóa khôi phục');
    await vi.waitFor(() => expect(did).toContain('relaunch'));
    expect((await boot()).started).toEqual({ trouble: false });
  });
});

describe('start with the system', () => {
  const desktop = () => join(root, 'config', 'autostart', 'toiluot.desktop');

  test('an installed office starts with the system until a setting says otherwise', async () => {
    const { window } = await boot({}, ['--lan', '--port', '30001']);
    const staff = window('staff');
    expect(existsSync(desktop())).toBe(false);
    await setUp(staff);
    await vi.waitFor(() =>
      expect(readFileSync(desktop(), 'utf8')).toContain(`"--data" "${dir}" "--lan" "--port" "30001"`),
    );
    await signIn(staff, 'Lê Quản Trị Mẫu');
    const machine = { printer: '', startWithSystem: false, takeByTouch: false, lan: false };
    await ask(staff, 'settings.set', { section: 'machine', value: machine });
    await vi.waitFor(() => expect(existsSync(desktop())).toBe(false));
  });

  test('on Windows by a login item; from the checkout never', async () => {
    const windows = await boot({}, [], { platform: 'win32' });
    await setUp(windows.window('staff'));
    await vi.waitFor(() => expect(windows.state.loginItem).toMatchObject({ openAtLogin: true }));
    windows.events.app.emit('will-quit');
    const checkout = await boot({ packaged: false });
    await ask(checkout.window('staff'), 'hello');
    expect([checkout.state.loginItem, existsSync(desktop())]).toEqual([null, false]);
  });
});

test('a start that fails by a bug is written down before the program ends', async () => {
  mkdirSync(dir);
  mkdirSync(join(dir, 'office.json'));
  await expect(boot()).rejects.toThrow('EISDIR');
  expect(logged()).toContain('"event":"shell.bug"');
});

test('when the system shuts down the office is closed in order, whatever a page still holds', async () => {
  const { window, did, events } = await boot();
  const held = () => {
    let holds = true;
    window('staff').pageEmitter.emit('will-prevent-unload', { preventDefault: () => (holds = false) });
    return holds;
  };
  expect(held()).toBe(true);
  events.app.emit('before-quit');
  expect([held(), window('staff').closes()]).toEqual([false, true]);
  events.power.emit('shutdown');
  expect(did).toContain('exit 0');
  const second = await boot();
  expect(second.started).toEqual({ trouble: false });
  // What Windows says instead.
  second.window('board').emitter.emit('session-end');
  expect(second.did).toContain('exit 0');
  expect((await boot()).started).toEqual({ trouble: false });
});

test('the demo runs behind the same windows, without a key store and without starting with the system', async () => {
  const { started, window, did } = await boot({ keyring: 'none' }, ['--demo']);
  expect(started).toEqual({ trouble: false });
  expect([window('staff').kiosk, window('board').visible, window('take').visible]).toEqual([false, true, true]);
  expect(await ask(window('staff'), 'hello')).toMatchObject({ setUp: true, paired: true, kiosk: true, demo: true });
  const { called } = await ask<{ called: object[] }>(window('board'), 'board.view', undefined, 'board');
  expect(called.length).toBeGreaterThan(0);
  expect(existsSync(join(root, 'config', 'autostart', 'toiluot.desktop'))).toBe(false);
  expect(did).not.toContain('relaunch');
});

test('a folder that cannot be opened is explained on the screen, and a backup put in place with the recovery key', async () => {
  const first = await boot();
  await setUp(first.window('staff'));
  await signIn(first.window('staff'), LEADER);
  const recovery = secretToRecoveryKey(unwrapped());
  expect((await ask(first.window('staff'), 'backup.now')).ok).toBe(true);
  first.events.app.emit('will-quit');
  writeFileSync(join(dir, 'office.db'), 'no database');
  const { started, window, did } = await boot();
  expect(started).toEqual({ trouble: true });
  const staff = window('staff');
  await vi.waitFor(() => expect(staff.doc).toContain('Khôi phục bản sao lưu'));
  expect([staff.kiosk, staff.visible, staff.doc.includes('dòng lệnh')]).toEqual([true, true, false]);
  const file = /value="([^"]+\.backup)"/.exec(staff.doc)?.[1] ?? '';
  const send = async (key: string) =>
    (await staff.fetch('/restore', { method: 'POST', body: new URLSearchParams({ file, key }) })).text();
  expect(await send('AAAA')).toContain('role="alert"');
  expect(await send(recovery)).toContain('Đã khôi phục');
  await vi.waitFor(() => expect(did).toContain('relaunch'));
  const again = await boot();
  expect(await ask(again.window('staff'), 'hello')).toMatchObject({ setUp: true, paired: true });
});
