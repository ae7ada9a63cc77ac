import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SCREENS, type Screen } from '../core/api/contract.ts';
import type { Clock, Kiosk } from '../core/kernel/ports.ts';
import { fail, type Result } from '../core/kernel/result.ts';
import { demoDataDir, openDemoHost } from '../node/demo.ts';
import { defaultDataDir } from '../node/folder.ts';
import { type Host, type HostFailure, openHost } from '../node/host.ts';
import type { Handler } from '../node/http.ts';
import { type KeyStore, keyFolder } from '../node/keys.ts';
import { type Lan, openLan } from '../node/lan.ts';
import { createFileLog, systemClock } from '../node/system.ts';
import { createTroublePage } from '../node/trouble.ts';
import { applyAutostart, autostart } from './autostart.ts';
import { createBridge } from './bridge.ts';
import { type CommandLine, readCommandLine } from './commandLine.ts';
import type { Electron, Window } from './electron.ts';
import { denyAll, guardPage, kioskKey } from './guards.ts';
import { keysHolding, openKeyring } from './keyring.ts';
import { readMemory, writeMemory } from './memory.ts';
import { type Bounds, placeScreens, remember, sameBounds } from './placement.ts';
import { createPrinting } from './printing.ts';
import { HUNG_AFTER, recover } from './recovery.ts';
import { ORIGIN, PRIVILEGES, partitionOf, SCHEME, windowOptions } from './windows.ts';

export type ShellOptions = {
  electron: Electron;
  argv: readonly string[];
  platform: NodeJS.Platform;
  /** Told of what nothing else caught. */
  onBug?: (listener: (error: unknown) => void) => void;
  /** Other waits than the real ones, for tests. */
  hungAfter?: number;
  settle?: number;
  clock?: Clock;
};

/** Displays are plugged in and out in bursts: they are looked at once they have been quiet this long, ms. */
const SETTLE = 500;

/** The name the handler knows the windows by; a door's name always has a port. */
const APP_HOST = new URL(ORIGIN).host;

/**
 * The composition root of the Electron shell: the same host as the station's, its windows, and what keeps them ours.
 * Resolves once the windows are loading; to null when another Tới Lượt is running already.
 */
export async function startShell(options: ShellOptions): Promise<{ trouble: boolean } | null> {
  const { electron, platform, hungAfter = HUNG_AFTER, settle = SETTLE, clock = systemClock } = options;
  const { app, BrowserWindow, Menu, powerMonitor, powerSaveBlocker, protocol, safeStorage, screen, session } = electron;
  const started = clock.monotonic();
  const packaged = app.isPackaged;
  const line = readCommandLine(options.argv, packaged);
  const dir = line.dir ?? (line.demo ? demoDataDir() : defaultDataDir());
  const home = join(keyFolder(), 'shell');

  // Outside the data folder and every backup of it: on Windows the key store keeps its own key here.
  mkdirSync(home, { recursive: true, mode: 0o700 });
  app.setPath('userData', home);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return null;
  }
  app.enableSandbox();
  Menu.setApplicationMenu(null);
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: PRIVILEGES }]);

  const log = createFileLog(join(dir, 'log'), clock);
  const logBug = (error: unknown) =>
    log.write('shell.bug', { stack: error instanceof Error ? (error.stack ?? '') : String(error) });
  // Electron would put a dialog over the kiosk, and the office could work on.
  options.onBug?.(logBug);
  const windows = new Map<Screen, Window>();
  const placed = new Map<Screen, Bounds | null>();
  let host: Host | null = null;
  let lan: Lan | null = null;
  let leaving = false;

  app.on('web-contents-created', (_event, page) => guardPage(page, (event) => log.write(event)));
  app.on('second-instance', () => {
    windows.get('staff')?.show();
    windows.get('staff')?.focus();
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode, name = '' }) =>
    log.write('process.gone', { type, reason, exitCode, name }),
  );
  app.on('before-quit', () => {
    leaving = true;
  });
  app.on('will-quit', shut);
  await app.whenReady();
  denyAll(session.defaultSession);

  const printing = createPrinting({
    BrowserWindow,
    session,
    packaged,
    handler: () => host?.handler ?? (async () => new Response(null, { status: 404 })),
    log: (event, fields) => log.write(event, fields),
  });
  const kiosk: Kiosk = {
    ...printing,
    lan: () => (lan === null ? null : { urls: lan.urls(), pin: lan.pin }),
    // After the answer has left.
    leave: () => void setTimeout(leave, 300),
  };

  try {
    const opened = await openOffice();
    if (opened.ok) await work(opened.value);
    else showTrouble(opened.error);
    return { trouble: !opened.ok };
  } catch (error) {
    logBug(error);
    throw error;
  }

  async function openOffice(): Promise<Result<Host, HostFailure | { type: 'NoKeyring' }>> {
    const allowsHost = (name: string) => name === APP_HOST || lan?.answersTo(name) === true;
    const options = { dir, allowsHost, root: app.getAppPath(), kiosk };
    // Nothing in a demo is anybody's secret: it needs no key store.
    if (line.demo) return openDemoHost(options);
    const keys = await openKeyring(safeStorage, dir, platform);
    return keys.ok ? openHost({ ...options, clock, keys: keys.value }) : fail(keys.error);
  }

  async function work(running: Host): Promise<void> {
    host = running;
    for (const role of SCREENS) serve(role, running.handler, running.kioskToken(role));
    if (line.lan || running.settings().machine.lan) lan = await openLanDoor(running);
    place();
    let settling: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      clearTimeout(settling);
      settling = setTimeout(() => !leaving && place(), settle);
    };
    // The system moves the windows of a display that went, and leaves them there when it is back before anybody looked:
    // a monitor that only slept would leave the big screen over the officer's.
    const plugged = () => {
      placed.clear();
      moved();
    };
    screen.on('display-added', plugged);
    screen.on('display-removed', plugged);
    screen.on('display-metrics-changed', moved);
    powerSaveBlocker.start('prevent-display-sleep');
    powerMonitor.on('resume', () => running.refresh());
    powerMonitor.on('shutdown', leave);
    followMachine(running, moved);
  }

  /** The office works on without it; the settings page shows that it is shut. */
  async function openLanDoor({ handler, log: { station } }: Host): Promise<Lan | null> {
    try {
      const opened = await openLan({ handler, station, port: line.port + 1, network: line.network });
      if (opened.ok) return opened.value;
      log.write('lan.shut', { reason: opened.error.type });
    } catch (error) {
      log.write('lan.shut', { reason: error instanceof Error ? error.message : '' });
    }
    return null;
  }

  /** What the settings say of this machine: started with the system, and where `take` goes. */
  function followMachine(running: Host, moved: () => void): void {
    let known = '';
    const follow = () => {
      const machine = JSON.stringify([running.isSetUp(), running.settings().machine]);
      if (machine === known) return;
      known = machine;
      if (running.isSetUp() && !line.demo) startWithSystem(running.settings().machine.startWithSystem, line);
      moved();
    };
    follow();
    running.onChange(follow);
  }

  function startWithSystem(on: boolean, { given }: CommandLine): void {
    const program = process.env.APPIMAGE ?? process.execPath;
    const configHome = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
    try {
      applyAutostart(autostart(on, { platform, packaged, program, args: given, configHome }), app);
    } catch (error) {
      // Less than an office that does not open.
      log.write('autostart.failed', { reason: error instanceof Error ? error.message : '' });
    }
  }

  function showTrouble(failure: HostFailure | { type: 'NoKeyring' }): void {
    log.write('shell.trouble', { type: failure.type });
    const keysFor = (secret: Parameters<KeyStore['write']>[1]) => keysHolding(safeStorage, secret);
    const trouble = createTroublePage({ dir, failure, keysFor, kiosk: true, done: relaunch });
    serve('staff', trouble.handler, null);
    const window = open('staff');
    if (line.kiosk) window.setKiosk(true);
    window.show();
  }

  /** Answers a window's requests on its own session, as this screen and no other. */
  function serve(role: Screen, handler: Handler, token: string | null): void {
    const partition = session.fromPartition(partitionOf(role));
    denyAll(partition);
    partition.protocol.handle(SCHEME, createBridge({ handler, screen: role, token, log }));
  }

  function open(role: Screen): Window {
    const window = new BrowserWindow(windowOptions(role, { packaged, kiosk: line.kiosk }));
    windows.set(role, window);
    const page = window.webContents;
    const load = () => {
      // The reason is told by did-fail-load, which asks again.
      window.loadURL(`${ORIGIN}/${host === null ? '' : role}`).catch(() => undefined);
    };
    recover(page, {
      now: () => clock.monotonic() - started,
      hungAfter,
      log: (event, fields) => log.write(event, { role, ...fields }),
      relaunch,
      load,
    });
    page.on('before-input-event', (event, input) => {
      const act = kioskKey(input, { kiosk: line.kiosk, open: host?.isSetUp() !== true });
      if (act !== 'pass') event.preventDefault();
      if (act === 'leave') leave();
    });
    window.on('close', (event) => {
      // Alt+F4 and the window list end no kiosk.
      if (line.kiosk && !leaving) event.preventDefault();
    });
    // Windows closes nothing in order: the log is closed while there is time.
    window.on('session-end', leave);
    // What is not saved keeps a page open, but never the whole program.
    page.on('will-prevent-unload', (event) => leaving && event.preventDefault());
    window.on('closed', () => {
      windows.delete(role);
      placed.delete(role);
      if (role === 'staff' && !leaving) leave();
    });
    load();
    return window;
  }

  /** Puts every screen on its display. The big screen exists also without one: people still hear it call. */
  function place(): void {
    const displays = screen.getAllDisplays().map(({ id, label, bounds, touchSupport }) => ({
      id,
      label,
      bounds,
      touch: touchSupport === 'available',
    }));
    const memory = readMemory(home);
    const takeByTouch = host?.settings().machine.takeByTouch ?? false;
    const spots = placeScreens(displays, screen.getPrimaryDisplay().id, memory, takeByTouch);
    for (const role of SCREENS) {
      const spot = spots[role];
      const known = windows.get(role);
      // In windows, not a kiosk: every screen is there to be looked at.
      if (spot === null && !known && role === 'take' && line.kiosk) continue;
      const window = known ?? open(role);
      const before = placed.get(role);
      placed.set(role, spot?.bounds ?? null);
      if (spot === null && line.kiosk) window.hide();
      else if (before === undefined || !same(before, spot?.bounds ?? null)) put(window, role, spot?.bounds ?? null);
    }
    writeMemory(home, remember(memory, spots, displays));
  }

  function put(window: Window, role: Screen, bounds: Bounds | null): void {
    if (line.kiosk && bounds) {
      // A window in kiosk mode stays on the display it is on.
      window.setKiosk(false);
      window.setBounds(bounds);
      window.setKiosk(true);
    } else if (bounds && role !== 'staff') {
      window.setBounds(bounds);
    }
    // The keyboard stays with the officer.
    if (role === 'staff') window.show();
    else window.showInactive();
  }

  function leave(): void {
    shut();
    app.exit(0);
  }

  function relaunch(): void {
    log.write('shell.relaunch');
    shut();
    const { APPIMAGE } = process.env;
    app.relaunch(APPIMAGE ? { execPath: APPIMAGE, args: line.given } : {});
    app.exit(0);
  }

  function shut(): void {
    leaving = true;
    void lan?.door.close();
    lan = null;
    host?.close();
    host = null;
  }
}

function same(a: Bounds | null, b: Bounds | null): boolean {
  return a === null || b === null ? a === b : sameBounds(a, b);
}
