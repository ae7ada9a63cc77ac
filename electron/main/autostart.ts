import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileSafely } from '../node/files.ts';
import type { Electron } from './electron.ts';

export type Autostart =
  | { way: 'loginItem'; settings: { openAtLogin: boolean; path: string; args: string[] } }
  | { way: 'file'; path: string; content: string | null };

/** What makes the program start with the system, or no longer; null where it is not installed. */
export function autostart(
  on: boolean,
  of: {
    platform: NodeJS.Platform;
    packaged: boolean;
    /** An AppImage's own file is named by the environment, not by the running program. */
    program: string;
    args: readonly string[];
    configHome: string;
  },
): Autostart | null {
  if (!of.packaged) return null;
  if (of.platform === 'win32') {
    const args = of.args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg));
    return { way: 'loginItem', settings: { openAtLogin: on, path: of.program, args } };
  }
  if (of.platform !== 'linux') return null;
  const command = [of.program, ...of.args].map(quoted).join(' ');
  return {
    way: 'file',
    path: join(of.configHome, 'autostart', 'toiluot.desktop'),
    content: on
      ? `[Desktop Entry]\nType=Application\nName=Tới Lượt\nExec=${command}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n`
      : null,
  };
}

/** Does what `autostart` says. */
export function applyAutostart(what: Autostart | null, app: Pick<Electron['app'], 'setLoginItemSettings'>): void {
  if (what === null) return;
  if (what.way === 'loginItem') {
    app.setLoginItemSettings(what.settings);
  } else if (what.content === null) {
    rmSync(what.path, { force: true });
  } else {
    mkdirSync(dirname(what.path), { recursive: true });
    writeFileSafely(what.path, what.content, 0o644);
  }
}

/** As the desktop entry specification wants an argument: quoted, with a few characters escaped, and no field codes. */
function quoted(arg: string): string {
  return `"${arg.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
}
