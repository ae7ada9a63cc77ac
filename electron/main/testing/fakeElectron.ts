import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type { BrowserWindowConstructorOptions, Display, Input, PrinterInfo, WebContentsPrintOptions } from 'electron';
import type { Electron, Page, Partition, Window } from '../electron.ts';
import type { Bounds } from '../placement.ts';

type Handle = (request: Request) => Response | Promise<Response>;

/** A session that answers its pages through what `protocol.handle` was given, as Chromium would ask it. */
export class FakeSession {
  readonly emitter = new EventEmitter();
  handle: Handle | null = null;
  request: Parameters<Partition['setPermissionRequestHandler']>[0] = null;
  check: Parameters<Partition['setPermissionCheckHandler']>[0] = null;
  device: Parameters<Partition['setDevicePermissionHandler']>[0] = null;

  readonly on = listenTo<Partition['on']>(this.emitter);
  readonly protocol: Partition['protocol'] = {
    handle: (_scheme, handler) => {
      this.handle = handler;
    },
  };
  setPermissionRequestHandler: Partition['setPermissionRequestHandler'] = (handler) => {
    this.request = handler;
  };
  setPermissionCheckHandler: Partition['setPermissionCheckHandler'] = (handler) => {
    this.check = handler;
  };
  setDevicePermissionHandler: Partition['setDevicePermissionHandler'] = (handler) => {
    this.device = handler;
  };

  /** Asks as web content of `initiator` would; undefined: as the browser itself does. */
  async ask(url: string, init: RequestInit = {}, initiator?: string): Promise<Response> {
    if (this.handle === null) throw new Error(`nothing handles ${url}`);
    const request = new Request(url, init);
    return this.handle(initiator === undefined ? request : Object.assign(request, { initiatorOrigin: initiator }));
  }
}

/** A window and its page. `doc` is the text of the page it shows. */
export class FakeWindow {
  readonly emitter = new EventEmitter();
  readonly pageEmitter = new EventEmitter();
  readonly options: BrowserWindowConstructorOptions;
  readonly session: FakeSession;
  url = '';
  status = 0;
  doc = '';
  loads = 0;
  crashes = 0;
  bounds: Bounds | null = null;
  kiosk = false;
  visible = false;
  focused = false;
  destroyed = false;
  printed: WebContentsPrintOptions[] = [];
  readonly #world: World;
  #open: Parameters<Page['setWindowOpenHandler']>[0] | null = null;

  constructor(options: BrowserWindowConstructorOptions, world: World) {
    if (!world.ready) throw new Error('a window before ready');
    this.options = options;
    this.#world = world;
    this.session = world.session(options.webPreferences?.partition ?? '');
    world.windows.push(this);
    world.app.emit('web-contents-created', {}, this.webContents);
  }

  readonly on = listenTo<Window['on']>(this.emitter);
  setBounds: Window['setBounds'] = (bounds) => {
    if (this.kiosk) throw new Error('a window in kiosk mode was moved');
    this.bounds = { x: 0, y: 0, width: 0, height: 0, ...bounds };
  };
  setKiosk: Window['setKiosk'] = (flag) => {
    this.kiosk = flag;
  };
  show: Window['show'] = () => {
    this.visible = true;
    this.focused = true;
  };
  showInactive: Window['showInactive'] = () => {
    this.visible = true;
  };
  hide: Window['hide'] = () => {
    this.visible = false;
  };
  focus: Window['focus'] = () => {
    this.focused = true;
  };
  destroy: Window['destroy'] = () => {
    this.destroyed = true;
  };
  isDestroyed: Window['isDestroyed'] = () => this.destroyed;
  loadURL: Window['loadURL'] = async (url) => {
    this.url = url;
    this.loads += 1;
    try {
      const answer = await this.session.ask(url);
      this.status = answer.status;
      this.doc = await answer.text();
      this.pageEmitter.emit('did-finish-load');
    } catch (error) {
      this.pageEmitter.emit('did-fail-load', {}, -2, String(error), url, true);
      throw error;
    }
  };

  readonly webContents: Page = {
    on: listenTo<Page['on']>(this.pageEmitter),
    setWindowOpenHandler: (handler) => {
      this.#open = handler;
    },
    forcefullyCrashRenderer: () => {
      this.crashes += 1;
      this.pageEmitter.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
    },
    isDestroyed: () => this.destroyed,
    executeJavaScript: async () => true,
    getPrintersAsync: async () => {
      await this.#world.spooler;
      return this.#world.printers.map(
        (name): PrinterInfo => ({ name, displayName: name, description: '', options: {} as never }),
      );
    },
    print: (options = {}, done) => {
      this.printed.push(options);
      const { works } = this.#world;
      setImmediate(() => done?.(works, works ? '' : 'Invalid printer settings'));
    },
  };

  /** What the page asks of the handler, from itself or (`initiator`) from a page of somebody else. */
  fetch(path: string, init: RequestInit = {}, initiator = 'toiluot://app'): Promise<Response> {
    return this.session.ask(new URL(path, 'toiluot://app/').href, init, initiator);
  }

  /** Whether the page may go there; `how` is the event. */
  goes(url: string, how: 'will-navigate' | 'will-frame-navigate' | 'will-redirect' = 'will-navigate'): boolean {
    return this.#allowed(this.pageEmitter, how, { url });
  }

  opens(url: string): boolean {
    return this.#open === null || this.#open({ url } as never).action !== 'deny';
  }

  attachesWebview(): boolean {
    return this.#allowed(this.pageEmitter, 'will-attach-webview', {});
  }

  /** Whether the page gets to see the key. */
  press(input: Partial<Input>): boolean {
    let seen = true;
    const event = { preventDefault: () => (seen = false) };
    const none = { type: 'keyDown', key: '', code: '', control: false, alt: false, shift: false, meta: false };
    this.pageEmitter.emit('before-input-event', event, { ...none, ...input });
    return seen;
  }

  /** Whether it may be closed. */
  closes(): boolean {
    return this.#allowed(this.emitter, 'close', {});
  }

  #allowed(emitter: EventEmitter, name: string, details: object): boolean {
    let allowed = true;
    emitter.emit(name, { ...details, preventDefault: () => (allowed = false) });
    return allowed;
  }
}

type World = {
  ready: boolean;
  windows: FakeWindow[];
  printers: string[];
  works: boolean;
  /** What asking for the printers waits for. */
  spooler: Promise<void>;
  app: EventEmitter;
  session(partition: string): FakeSession;
};

export type FakeOptions = {
  appPath: string;
  packaged?: boolean;
  /** Another program holds the lock. */
  second?: boolean;
  displays?: Display[];
  printers?: string[];
  /** `fallback`: the key store does not answer; `locked`: it refuses to wrap; `forgetful`: it never unwraps. */
  keyring?: 'gnome_libsecret' | 'basic_text' | 'none' | 'fallback' | 'locked' | 'forgetful';
  /** The number of the system's key; a new one makes what older ones wrapped want wrapping again. */
  keyNumber?: number;
};

/** A typed stand-in for the part of Electron that the shell uses. What is called too early throws, as Electron does. */
export function createFakeElectron(options: FakeOptions) {
  const { keyring = 'gnome_libsecret', keyNumber = 1 } = options;
  const sessions = new Map<string, FakeSession>();
  const events = { app: new EventEmitter(), screen: new EventEmitter(), power: new EventEmitter() };
  const did: string[] = [];
  const state = {
    displays: options.displays ?? [display(1)],
    loginItem: null as Parameters<Electron['app']['setLoginItemSettings']>[0] | null,
  };
  const session = (partition: string) => {
    if (!world.ready) throw new Error('a session before ready');
    const known = sessions.get(partition) ?? new FakeSession();
    sessions.set(partition, known);
    return known;
  };
  const world: World = {
    ready: false,
    windows: [],
    printers: options.printers ?? ['Ticket_80'],
    works: true,
    spooler: Promise.resolve(),
    app: events.app,
    session,
  };
  const onlyBefore = (what: string) => {
    did.push(what);
    if (world.ready) throw new Error(`${what} after ready`);
  };
  const onlyAfter = (what: string) => {
    if (!world.ready) throw new Error(`${what} before ready`);
  };

  const electron: Electron = {
    app: {
      isPackaged: options.packaged ?? false,
      on: listenTo<Electron['app']['on']>(events.app),
      setPath: (name, path) => {
        if (!existsSync(path)) throw new Error(`no folder ${path}`);
        did.push(`setPath ${name} ${path}`);
      },
      requestSingleInstanceLock: () => {
        onlyBefore('lock');
        return options.second !== true;
      },
      enableSandbox: () => onlyBefore('enableSandbox'),
      whenReady: async () => {
        world.ready = true;
      },
      quit: () => void did.push('quit'),
      exit: (code) => void did.push(`exit ${code}`),
      relaunch: () => void did.push('relaunch'),
      getAppPath: () => options.appPath,
      setLoginItemSettings: (settings) => {
        state.loginItem = settings;
      },
    },
    BrowserWindow: class extends FakeWindow {
      constructor(made: BrowserWindowConstructorOptions) {
        super(made, world);
      }
    },
    Menu: { setApplicationMenu: (menu) => void did.push(`menu ${menu}`) },
    powerMonitor: { on: listenTo<Electron['powerMonitor']['on']>(events.power) },
    powerSaveBlocker: {
      start: (type) => {
        onlyAfter('powerSaveBlocker');
        return did.push(`awake ${type}`);
      },
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes) => onlyBefore(`scheme ${JSON.stringify(schemes)}`),
    },
    safeStorage: {
      isAsyncEncryptionAvailable: async () => {
        onlyAfter('safeStorage');
        return keyring !== 'none';
      },
      getSelectedStorageBackend: () =>
        keyring === 'none' ? 'unknown' : keyring === 'basic_text' ? keyring : 'gnome_libsecret',
      encryptStringAsync: async (text) => {
        if (keyring === 'locked') throw new Error('Error while encrypting the text');
        const mark = keyring === 'fallback' ? 'v10' : keyNumber;
        return Buffer.from(`${mark}:${[...text].reverse().join('')}`);
      },
      decryptStringAsync: async (bytes) => {
        const [number = '', text = ''] = bytes.toString().split(':');
        if (!/^\d+$/.test(number) || keyring === 'forgetful') throw new Error('Error while decrypting the ciphertext');
        return { result: [...text].reverse().join(''), shouldReEncrypt: Number(number) !== keyNumber };
      },
    },
    screen: {
      on: listenTo<Electron['screen']['on']>(events.screen),
      getAllDisplays: () => state.displays,
      getPrimaryDisplay: () => state.displays[0] ?? display(1),
    },
    session: {
      fromPartition: session,
      get defaultSession() {
        return session('');
      },
    },
  };

  return {
    electron,
    events,
    sessions,
    state,
    world,
    /** What was done that can only be told by its having been done, in order. */
    did,
    windows: world.windows,
    /** The window of a screen, `paper` being the one that prints. */
    window(role: 'staff' | 'board' | 'take' | 'paper'): FakeWindow {
      const found = world.windows.findLast((each) => each.options.webPreferences?.partition === `toiluot-${role}`);
      if (!found) throw new Error(`no window ${role}`);
      return found;
    },
  };
}

/** A display of 1920×1080, each right of the one before. */
export function display(id: number, more: Partial<Display> = {}): Display {
  const bounds = { x: (id - 1) * 1920, y: 0, width: 1920, height: 1080 };
  return { id, label: `D${id}`, bounds, workArea: bounds, touchSupport: 'unavailable', ...more } as Display;
}

/** An `on` with all of Electron's overloads; what it returns is not used by the shell. */
function listenTo<On>(emitter: EventEmitter): On {
  return ((name: string, listener: (...args: unknown[]) => void) => emitter.on(name, listener)) as On;
}
