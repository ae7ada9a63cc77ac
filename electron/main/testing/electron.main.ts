/**
 * Stands in for the module `electron` when the built program is run by plain Node (bundle.test.ts). Once the windows
 * show their pages it prints one line of JSON, and ends like a pulled plug once its log says TOILUOT_UNTIL.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeElectron } from './fakeElectron.ts';

const fake = createFakeElectron({ appPath: process.env.TOILUOT_APP ?? '', packaged: true });
export const { app, BrowserWindow, Menu, powerMonitor, powerSaveBlocker, protocol, safeStorage, screen, session } =
  fake.electron;
export const dialog = { showErrorBox: (title: string, text: string) => console.error(title, text) };

const waiting = setInterval(async () => {
  if (fake.windows.length < 2 || fake.windows.some(({ status }) => status === 0)) return;
  clearInterval(waiting);
  const asked = await fake.window('staff').fetch(`/api/staff/${process.env.TOILUOT_ASK}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: '' }),
  });
  const pages = fake.windows.map(({ url, status }) => [url, status]);
  console.log(JSON.stringify({ pages, answer: await asked.json() }));
  setInterval(() => logged().includes(process.env.TOILUOT_UNTIL ?? '') && process.exit(0), 50);
}, 20);

function logged(): string {
  const folder = process.env.TOILUOT_LOG ?? '';
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}
