import { expect, test } from 'vitest';
import { autostart } from './autostart.ts';

const LINUX = {
  platform: 'linux',
  packaged: true,
  program: '/opt/Tới Lượt/toiluot',
  args: [],
  configHome: '/c',
} as const;

test('on Linux a file of the session that quotes what a path may hold', () => {
  expect(autostart(true, { ...LINUX, args: ['--data', '/srv/50% "a$b'] })).toEqual({
    way: 'file',
    path: '/c/autostart/toiluot.desktop',
    content:
      '[Desktop Entry]\nType=Application\nName=Tới Lượt\nExec="/opt/Tới Lượt/toiluot" "--data" "/srv/50%% \\"a\\$b"\nTerminal=false\nX-GNOME-Autostart-enabled=true\n',
  });
  expect(autostart(false, LINUX)).toMatchObject({ way: 'file', content: null });
});

test('on Windows a login item', () => {
  expect(
    autostart(true, { ...LINUX, platform: 'win32', program: 'C:\\T\\t.exe', args: ['--data', 'D:\\Cơ sở'] }),
  ).toEqual({
    way: 'loginItem',
    settings: { openAtLogin: true, path: 'C:\\T\\t.exe', args: ['--data', '"D:\\Cơ sở"'] },
  });
});

test('a program that is not installed never starts with the system', () => {
  expect(autostart(true, { ...LINUX, packaged: false })).toBeNull();
});
