import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCommandLine } from './commandLine.ts';

test('an installed program is a kiosk, one from the checkout has windows, unless it is said', () => {
  expect(readCommandLine(['toiluot'], true)).toEqual({
    dir: null,
    port: 7700,
    lan: false,
    network: null,
    kiosk: true,
    demo: false,
    given: [],
  });
  expect(readCommandLine(['electron', '.'], false).kiosk).toBe(false);
  expect(readCommandLine(['electron', '.', '--kiosk'], false).kiosk).toBe(true);
  expect(readCommandLine(['toiluot', '--no-kiosk'], true).kiosk).toBe(false);
  expect(readCommandLine(['toiluot', '--demo'], true)).toMatchObject({ demo: true, kiosk: false });
  expect(readCommandLine(['toiluot', '--demo', '--kiosk'], true).kiosk).toBe(true);
});

test('keeps what was given for the next start, and leaves Chromium its own switches', () => {
  const argv = [
    'toiluot',
    '--lan',
    '--network',
    'eth1',
    '--disable-gpu',
    '--data',
    '/srv/office',
    '--port=8000',
    '--no-browser',
    'x',
  ];
  expect(readCommandLine(argv, true)).toEqual({
    dir: '/srv/office',
    port: 8000,
    lan: true,
    network: 'eth1',
    kiosk: true,
    demo: false,
    given: ['--lan', '--network', 'eth1', '--data', '/srv/office', '--port', '8000'],
  });
});

test('a folder given from here is the same folder from elsewhere', () => {
  const { dir, given } = readCommandLine(['toiluot', '--data', 'office'], true);
  expect(dir).toBe(join(process.cwd(), 'office'));
  expect(given).toEqual(['--data', dir]);
});

test.each(['0', '-1', '65535', 'x', '80.5'])('port %s is the usual one', (port) => {
  expect(readCommandLine(['toiluot', `--port=${port}`], true).port).toBe(7700);
});
