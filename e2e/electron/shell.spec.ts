import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { take as takeWords } from '../../renderer/ui/strings/vi/take.ts';
import { findElectron, whyNoElectron } from '../../scripts/electron.ts';
import { TakePage } from '../page-models/take.ts';
import { test as base, expect } from '../web/fixtures.ts';

const why = whyNoElectron();
const ROOT = join(import.meta.dirname, '..', '..');
const PORT = 17_700;

type Shell = { app: ElectronApplication; window(screen: 'staff' | 'board' | 'take'): Promise<Page> };

/** The built shell as a kiosk over a playing demo: an office at work that needs no key store of the system. */
const test = base.extend<{ shell: Shell }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern.
  shell: async ({}, use) => {
    const root = mkdtempSync(join(tmpdir(), 'toiluot-electron-'));
    const app = await electron.launch({
      executablePath: findElectron() ?? '',
      args: ['.', '--demo', '--kiosk', '--lan', '--port', String(PORT), '--data', join(root, 'data')],
      cwd: ROOT,
      env: { ...process.env, XDG_CONFIG_HOME: join(root, 'config') } as Record<string, string>,
    });
    const window = async (screen: string) => {
      const url = `toiluot://app/${screen}`;
      await expect.poll(() => app.windows().some((page) => page.url() === url)).toBe(true);
      return app.windows().find((page) => page.url() === url) as Page;
    };
    await use({ app, window });
    await app.evaluate(({ app: running }) => running.exit(0)).catch(() => undefined);
    await app.close().catch(() => undefined);
    rmSync(root, { recursive: true, force: true });
  },
});

test.skip(why !== null, why ?? '');

/** What the main process knows of each window. */
function windows({ app }: Shell) {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((each) => ({
      screen: new URL(each.webContents.getURL()).pathname.slice(1),
      kiosk: each.isKiosk(),
      visible: each.isVisible(),
      bounds: each.getBounds(),
    })),
  );
}

/** Makes the system say it has these displays: the first one and copies right of it. */
async function setDisplays({ app }: Shell, count: number): Promise<void> {
  await app.evaluate(({ screen }, n) => {
    const first = screen.getPrimaryDisplay();
    const { x, y, width, height } = first.bounds;
    const all = Array.from({ length: n }, (_, i) => ({
      ...first,
      id: first.id + i,
      label: `D${i}`,
      bounds: { x: x + i * width, y, width, height },
    }));
    screen.getAllDisplays = () => all;
    screen.emit('display-added', {}, all.at(-1));
  }, count);
}

test('boots: each window shows its own page and hears of every change', async ({ shell }) => {
  const staff = await shell.window('staff');
  const board = await shell.window('board');
  await expect(staff).toHaveTitle(/./);
  await expect(board.getByRole('main').first()).toBeVisible();
  expect(await staff.evaluate(() => location.origin)).toBe('toiluot://app');
});

test('is a kiosk: the staff screen fills its display and cannot be closed', async ({ shell }) => {
  await shell.window('staff');
  const staff = async () => (await windows(shell)).find(({ screen }) => screen === 'staff');
  await expect.poll(async () => (await staff())?.kiosk).toBe(true);
  await shell.app.evaluate(({ BrowserWindow }) => {
    for (const each of BrowserWindow.getAllWindows()) each.close();
  });
  expect(await staff()).toMatchObject({ kiosk: true, visible: true });
});

test('guards its pages: no other site, no window, no Node, no permission, no part of another screen', async ({
  shell,
}) => {
  const staff = await shell.window('staff');
  expect(await staff.evaluate(() => window.open('https://example.org'))).toBeNull();
  await staff.evaluate(() => {
    location.href = 'https://example.org';
  });
  await staff.waitForTimeout(500);
  expect(staff.url()).toBe('toiluot://app/staff');
  const seen = await staff.evaluate(async () => {
    const ask = (path: string) => fetch(path, { method: 'POST' }).then(({ status }) => status);
    return {
      node: typeof (globalThis as { require?: unknown }).require,
      other: await ask('/api/board/hello'),
      own: (await ask('/api/staff/hello')) !== 403,
      notifications: await Notification.requestPermission(),
      inline: (() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.head.append(script);
        return 'ran' in window;
      })(),
    };
  });
  expect(seen).toEqual({ node: 'undefined', other: 403, own: true, notifications: 'denied', inline: false });
});

test('with a second display the board goes there; without it hides and never covers staff', async ({ shell }) => {
  await shell.window('board');
  const board = async () => (await windows(shell)).find(({ screen }) => screen === 'board');
  await setDisplays(shell, 1);
  await expect.poll(async () => (await board())?.visible).toBe(false);
  await setDisplays(shell, 2);
  await expect.poll(async () => (await board())?.visible).toBe(true);
  await setDisplays(shell, 1);
  await expect.poll(async () => (await board())?.visible).toBe(false);
});

test('a window that crashes comes back', async ({ shell }) => {
  const board = await shell.window('board');
  const crash = () =>
    shell.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .find((each) => each.webContents.getURL().endsWith('/board'))
        ?.webContents.forcefullyCrashRenderer(),
    );
  const gone = board.waitForEvent('crash');
  await crash();
  await gone;
  await expect
    .poll(() =>
      shell.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .find((each) => each.webContents.getURL().endsWith('/board'))
          ?.webContents.executeJavaScript('document.body.innerText.length > 0'),
      ),
    )
    .toBe(true);
});

test('a ticket that does not print says so to the citizen', async ({ shell }) => {
  await setDisplays(shell, 3);
  const page = await shell.window('take');
  await shell.app.evaluate(({ app }) => {
    app.on('web-contents-created', (_event, contents) => {
      contents.getPrintersAsync = async () => [];
    });
  });
  const take = new TakePage(page);
  await page.getByTestId('service-card').click();
  await page.getByTestId('priority-none').click();
  await expect(take.number).toBeVisible();
  await expect(page.getByTestId('unprinted')).toHaveText(takeWords.issued.unprinted);
});

test('the main process opens the LAN door', async ({ shell }) => {
  await shell.window('staff');
  const get = (host: string) =>
    new Promise<number>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: PORT + 1, path: '/board', headers: { host }, rejectUnauthorized: false },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  await expect.poll(() => get(`localhost:${PORT + 1}`).catch(() => 0)).toBe(200);
  expect(await get('evil.vn')).toBe(421);
});
