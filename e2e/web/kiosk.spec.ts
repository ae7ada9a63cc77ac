import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { createPrinting } from '../../electron/main/printing.ts';
import { createFakeElectron } from '../../electron/main/testing/fakeElectron.ts';
import { type Host, openHost } from '../../electron/node/host.ts';
import { openDoor } from '../../electron/node/http.ts';
import { settings } from '../../renderer/ui/strings/vi/settings.ts';
import { setup } from '../../renderer/ui/strings/vi/setup.ts';
import { signin } from '../../renderer/ui/strings/vi/signin.ts';
import { staff as words } from '../../renderer/ui/strings/vi/staff.ts';
import { take as takeWords } from '../../renderer/ui/strings/vi/take.ts';
import { MONDAY_0730 } from '../host.ts';
import { StaffPage } from '../page-models/staff.ts';
import { TakePage } from '../page-models/take.ts';
import { ADMINISTRATOR, DEMO_PIN, expect, expectAccessible, setSettings, test } from './fixtures.ts';

/**
 * The kiosk's windows in a real Chromium: the real screens, API and printing; only Electron's own part (the hidden
 * window and its printer) is the typed fake. `window` opens a page that is that window to the host.
 */
async function openKiosk(browser: Browser) {
  const root = mkdtempSync(join(tmpdir(), 'toiluot-kiosk-'));
  process.env.XDG_CONFIG_HOME = join(root, 'keys');
  const fake = createFakeElectron({ appPath: '', printers: ['Ticket_80'] });
  await fake.electron.app.whenReady();
  let left = 0;
  let host: Host | null = null;
  const printing = createPrinting({
    BrowserWindow: fake.electron.BrowserWindow,
    session: fake.electron.session,
    packaged: true,
    handler: () => host!.handler,
    log: () => {},
  });
  let name = '';
  const offset = MONDAY_0730 - Date.now();
  const opened = openHost({
    dir: join(root, 'data'),
    allowsHost: (asked) => asked === name || asked === 'app',
    clock: { now: () => Date.now() + offset, monotonic: () => performance.now() },
    kiosk: { ...printing, lan: () => null, leave: () => void left++ },
  });
  if (!opened.ok) throw new Error(opened.error.type);
  host = opened.value;
  const door = await openDoor({ handler: host.handler, host: '127.0.0.1', port: 0 });
  if (!door.ok) throw new Error(door.error.type);
  name = `localhost:${door.value.port}`;
  const { url } = door.value;
  return {
    fake,
    url,
    left: () => left,
    async window(screen: 'staff' | 'take', size: { width: number; height: number }): Promise<Page> {
      const context = await browser.newContext({ viewport: size, hasTouch: screen === 'take', locale: 'vi-VN' });
      const value = opened.value.kioskToken(screen);
      await context.addCookies([
        { name: 'device', value, domain: 'localhost', path: `/api/${screen}`, httpOnly: true },
      ]);
      return context.newPage();
    },
    async close() {
      for (const context of browser.contexts()) await context.close();
      await door.value.close();
      opened.value.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

test('the kiosk is set up without a code, prints by itself, says what failed, and is left by PIN', async ({
  browser,
}) => {
  const kiosk = await openKiosk(browser);
  try {
    const staff = new StaffPage(await kiosk.window('staff', { width: 1366, height: 768 }));
    await staff.open(kiosk.url);
    await expect(staff.page.getByText(setup.demo)).toBeVisible();
    await expect(staff.page.getByLabel(setup.code)).toHaveCount(0);
    await expectAccessible(staff.page);
    await shoot(staff.page, 'setup');
    await staff.setUpDemo(null);
    await staff.signIn(ADMINISTRATOR, DEMO_PIN);

    const take = new TakePage(await kiosk.window('take', { width: 1080, height: 1920 }));
    await take.open(kiosk.url);
    expect(await take.take('card')).toBe('A001');
    const paper = () => kiosk.fake.window('paper');
    await expect.poll(() => kiosk.fake.windows.filter(({ printed }) => printed.length > 0)).toHaveLength(1);
    const { pageSize, ...options } = paper().printed[0] ?? {};
    const { width, height } = pageSize as { width: number; height: number };
    expect([options, width]).toEqual([{ silent: true, margins: { marginType: 'none' } }, 80_000]);
    await expect(take.page.getByTestId('unprinted')).toHaveCount(0);
    await expectPaper(browser, paper().doc, kiosk.url, height / 1000);
    await take.tap('back-to-start');

    kiosk.fake.world.works = false;
    expect(await take.take('card')).toBe('A002');
    await expect(take.page.getByTestId('unprinted')).toHaveText(takeWords.issued.unprinted);
    await expectAccessible(take.page);
    await shoot(take.page, 'unprinted');
    await expect(staff.page.getByText(words.alerts.printFailed('A002'))).toBeVisible();
    kiosk.fake.world.works = true;
    await take.tap('reprint');
    await expect(take.page.getByTestId('unprinted')).toHaveCount(0);
    await expect(staff.page.getByText(words.alerts.printFailed('A002'))).toHaveCount(0);

    await staff.settingsPage('machine');
    await staff.page.getByLabel(settings.machine.printer).selectOption('Ticket_80');
    await expectAccessible(staff.page);
    await shoot(staff.page, 'machine');
    await staff.page.getByRole('button', { name: settings.save, exact: true }).click();
    await expect(staff.page.getByText(settings.saved)).toBeVisible();
    kiosk.fake.world.printers = [];
    await staff.settingsPage('paper');
    await staff.page.getByRole('button', { name: settings.paper.test }).click();
    await expect(staff.page.getByText(settings.paper.failed)).toBeVisible();
    await setSettings<{ printer: string }>(staff.page, 'machine', (machine) => ({ ...machine, printer: 'Ticket_80' }));

    await staff.tab('desk');
    await staff.press('Control+Alt+q');
    const dialog = staff.page.getByTestId('leave');
    await expectAccessible(staff.page);
    await shoot(staff.page, 'leave');
    await dialog.locator('input').fill('135790');
    await staff.press('Enter');
    await expect(dialog.getByRole('alert')).toHaveText(signin.pinWrong(4));
    expect(kiosk.left()).toBe(0);
    await dialog.locator('input').fill(DEMO_PIN);
    await dialog.getByRole('button', { name: words.leave }).click();
    await expect(dialog.getByText(words.leaving)).toBeVisible();
    expect(kiosk.left()).toBe(1);
  } finally {
    await kiosk.close();
  }
});

/** The printed document as Chromium lays it out: whole, on one page of its own height, in our typeface. */
async function expectPaper(browser: Browser, html: string, url: string, heightMm: number): Promise<void> {
  const page = await (await browser.newContext({ viewport: { width: 303, height: 900 } })).newPage();
  await page.route('**/paper', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await page.goto(`${url}/paper`);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await expect(page.getByText('A001')).toBeVisible();
  const measured = await page.evaluate(() => ({
    height: (document.body.getBoundingClientRect().height * 25.4) / 96,
    width: document.documentElement.scrollWidth,
    typeface: [...document.fonts].some(
      ({ family, status }) => family.includes('Be Vietnam Pro') && status === 'loaded',
    ),
  }));
  expect(measured).toMatchObject({ width: 303, typeface: true });
  expect(Math.abs(measured.height - heightMm)).toBeLessThan(3);
  await shoot(page, 'paper');
}

async function shoot(page: Page, name: string): Promise<void> {
  if (process.env.TOILUOT_SHOTS) await page.screenshot({ path: join(process.env.TOILUOT_SHOTS, `${name}.png`) });
}
