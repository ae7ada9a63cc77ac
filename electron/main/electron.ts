import type { BrowserWindow, BrowserWindowConstructorOptions, Session, WebContents } from 'electron';

type Module = typeof import('electron');

/** What the shell uses of a window and its page: so much a fake must have, and no more. */
export type Page = Pick<
  WebContents,
  | 'on'
  | 'setWindowOpenHandler'
  | 'forcefullyCrashRenderer'
  | 'getPrintersAsync'
  | 'print'
  | 'executeJavaScript'
  | 'isDestroyed'
>;
export type Window = Pick<
  BrowserWindow,
  'on' | 'loadURL' | 'setBounds' | 'setKiosk' | 'show' | 'showInactive' | 'hide' | 'focus' | 'destroy' | 'isDestroyed'
> & { webContents: Page };
export type Partition = Pick<
  Session,
  'on' | 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
> & { protocol: Pick<Session['protocol'], 'handle'> };

/** The part of Electron the shell stands on; given to it, so that a test can stand in for it. */
export type Electron = {
  app: Pick<
    Module['app'],
    | 'on'
    | 'setPath'
    | 'requestSingleInstanceLock'
    | 'enableSandbox'
    | 'whenReady'
    | 'quit'
    | 'exit'
    | 'relaunch'
    | 'getAppPath'
    | 'setLoginItemSettings'
    | 'isPackaged'
  >;
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => Window;
  Menu: Pick<Module['Menu'], 'setApplicationMenu'>;
  powerMonitor: Pick<Module['powerMonitor'], 'on'>;
  powerSaveBlocker: Pick<Module['powerSaveBlocker'], 'start'>;
  protocol: Pick<Module['protocol'], 'registerSchemesAsPrivileged'>;
  safeStorage: Pick<
    Module['safeStorage'],
    'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
  >;
  screen: Pick<Module['screen'], 'on' | 'getAllDisplays' | 'getPrimaryDisplay'>;
  session: { fromPartition(partition: string): Partition; readonly defaultSession: Partition };
};
