import type { Input } from 'electron';
import type { Page, Partition } from './electron.ts';
import { isOurs } from './windows.ts';

/** Keeps a page on our own pages: no other window, no other site, nothing embedded. */
export function guardPage(page: Pick<Page, 'on' | 'setWindowOpenHandler'>, log: (event: string) => void): void {
  page.setWindowOpenHandler(() => {
    log('window.openDenied');
    return { action: 'deny' };
  });
  const stay = (details: { url: string; preventDefault: () => void }) => {
    if (isOurs(details.url)) return;
    details.preventDefault();
    log('window.leaveDenied');
  };
  page.on('will-navigate', stay);
  page.on('will-frame-navigate', stay);
  page.on('will-redirect', stay);
  page.on('will-attach-webview', (event) => event.preventDefault());
}

/** No page is ever given a permission or a device; without these handlers Electron says yes to all. */
export function denyAll(partition: Partition): void {
  partition.setPermissionRequestHandler((_page, _permission, answer) => answer(false));
  partition.setPermissionCheckHandler(() => false);
  partition.setDevicePermissionHandler(() => false);
  partition.on('will-download', (event) => event.preventDefault());
}

/**
 * What the shell does with a key before the page sees it. In the kiosk the keys that leave, reload or close a page do
 * nothing. Ctrl+Alt+Q asks the staff screen for a leader's PIN; `open`: there is no PIN yet, so it ends the program.
 */
export function kioskKey(
  input: Pick<Input, 'type' | 'code' | 'key' | 'control' | 'alt' | 'shift' | 'meta'>,
  state: { kiosk: boolean; open: boolean },
): 'pass' | 'block' | 'leave' {
  if (input.type !== 'keyDown') return 'pass';
  const command = input.control || input.meta;
  if (input.control && input.alt && input.code === 'KeyQ') return state.open ? 'leave' : 'pass';
  if (!state.kiosk) return 'pass';
  if (['F5', 'F11', 'F12', 'BrowserBack', 'BrowserForward', 'BrowserRefresh', 'BrowserHome'].includes(input.key))
    return 'block';
  // The blank opens the window's menu, with its “minimise”.
  if (input.alt && !command && ['F4', ' ', 'ArrowLeft', 'ArrowRight', 'Home'].includes(input.key)) return 'block';
  if (
    command &&
    !input.alt &&
    ['KeyW', 'KeyR', 'KeyN', 'KeyT', 'KeyP', 'KeyO', 'KeyS', 'KeyU', 'KeyQ', 'F4'].includes(input.code)
  )
    return 'block';
  if (command && ['+', '-', '=', '0'].includes(input.key)) return 'block';
  if (command && input.shift && ['KeyI', 'KeyJ', 'KeyC'].includes(input.code)) return 'block';
  return 'pass';
}
