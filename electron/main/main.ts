import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
} from 'electron';
import { startShell } from './shell.ts';

/** The program of the Electron package. Everything it decides is in the files beside it, which are tested. */
startShell({
  electron: { app, BrowserWindow, Menu, powerMonitor, powerSaveBlocker, protocol, safeStorage, screen, session },
  argv: process.argv,
  platform: process.platform,
  onBug(listener) {
    process.on('uncaughtException', listener);
    process.on('unhandledRejection', listener);
  },
}).catch((error: unknown) => {
  console.error(error);
  // An installed kiosk has no terminal: without a word it would seem that nobody had started it.
  dialog.showErrorBox(
    'Tới Lượt chưa mở được',
    `Xin khởi động lại máy. Nếu vẫn thế, xin báo người phụ trách dòng sau:\n\n${error}`,
  );
  app.exit(1);
});
