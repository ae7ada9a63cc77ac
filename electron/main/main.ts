import {
  app,
  BrowserWindow,
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
  app.exit(1);
});
