import type { BrowserWindowConstructorOptions } from 'electron';
import type { Screen } from '../core/api/contract.ts';

/** The shell's own scheme and the one host on it. */
export const SCHEME = 'toiluot';
export const ORIGIN = `${SCHEME}://app`;

/** Registered once, before ready. Never `bypassCSP`: the policy of our pages is what keeps them ours. */
export const PRIVILEGES = { standard: true, secure: true, supportFetchAPI: true, stream: true };

/** A window's session: its own for each screen, in memory only, so that nothing a page held outlives the program. */
export const partitionOf = (role: Screen | 'paper') => `toiluot-${role}`;

/** How every window is made; `kiosk` takes away its frame. Windows are shown only once they are in their place. */
export function windowOptions(
  role: Screen | 'paper',
  { packaged, kiosk }: { packaged: boolean; kiosk: boolean },
): BrowserWindowConstructorOptions {
  return {
    show: false,
    width: 1366,
    height: 768,
    frame: !kiosk,
    title: 'Tới Lượt',
    backgroundColor: role === 'board' ? '#0E2A1F' : '#FAF8F2',
    autoHideMenuBar: true,
    webPreferences: {
      partition: partitionOf(role),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      devTools: !packaged,
      spellcheck: false,
      autoplayPolicy: 'no-user-gesture-required',
      // The big screen calls and counts on while nobody touches it, or while it has no display.
      backgroundThrottling: role !== 'board',
    },
  };
}

/** Whether a URL is one of our pages, by its parsed parts: a name that begins like ours is somebody else's. */
export function isOurs(url: string): boolean {
  try {
    const { protocol, host, username, password } = new URL(url);
    return `${protocol}//${host}` === ORIGIN && username === '' && password === '';
  } catch {
    return false;
  }
}
