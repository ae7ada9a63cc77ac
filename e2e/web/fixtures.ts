import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, test as base, expect, type Page, type TestInfo } from '@playwright/test';
import { MONDAY_0730, startHost, type TestHost } from '../host.ts';
import { BoardPage } from '../page-models/board.ts';
import { StaffPage } from '../page-models/staff.ts';
import { TakePage } from '../page-models/take.ts';

export { expect };

/** The office of one test: its host, and a browser of its own for each of the three machines. */
export type Office = {
  host: TestHost;
  staff: StaffPage;
  take: TakePage;
  board: BoardPage;
  /** A further machine with an empty browser. */
  machine(size: { width: number; height: number }, touch?: boolean): Promise<Page>;
};

export const DEMO_PIN = '482915';
export const ADMINISTRATOR = 'Lê Quản Trị Mẫu';

export const test = base.extend<{ office: Office }>({
  office: async ({ browser }, use, testInfo) => {
    const host = await startHost({ at: MONDAY_0730 });
    const contexts: BrowserContext[] = [];
    const problems: string[] = [];
    const machine = async (size: { width: number; height: number }, touch = false) => {
      const context = await browser.newContext({
        viewport: size,
        hasTouch: touch,
        locale: 'vi-VN',
        timezoneId: 'Asia/Ho_Chi_Minh',
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(error.message));
      // A blocked style or script would only show as a console message.
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
      });
      return page;
    };
    await use({
      host,
      staff: new StaffPage(await machine({ width: 1366, height: 768 })),
      take: new TakePage(await machine({ width: 1080, height: 1920 }, true)),
      board: new BoardPage(await machine({ width: 1920, height: 1080 })),
      machine,
    });
    await showPages(browser, testInfo);
    for (const context of contexts) await context.close();
    await host.remove();
    expect(problems).toEqual([]);
  },
});

/** Prints what stands on every page when a test has failed: CI keeps the text alone, and Playwright tells of one page. */
export async function showPages(browser: Browser, { status, expectedStatus }: TestInfo): Promise<void> {
  if (status === expectedStatus) return;
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    const shown = await page
      .locator('body')
      .ariaSnapshot({ timeout: 3000 })
      .catch((error: Error) => error.message);
    console.log([page.url(), ...shown.split('\n').slice(0, 60)].join('\n  '));
  }
}

/** Demo office, administrator signed in, `take` paired, all three pages open. */
export async function openOffice({ host, staff, take, board }: Office): Promise<{ recoveryKey: string }> {
  await staff.open(host.url);
  const recoveryKey = await staff.setUpDemo(host.setupCode ?? '');
  await staff.signIn(ADMINISTRATOR, DEMO_PIN);
  await take.open(host.url);
  await staff.approveDevice(await take.pairingCode(), 'Cửa vào');
  await expect(take.page.getByTestId('find')).toBeVisible();
  await board.open(host.url);
  await staff.tab('desk');
  return { recoveryKey };
}

/** Changes a section of the settings as the signed-in administrator, without walking through the pages. */
export async function setSettings<T>(page: Page, section: string, change: (now: T) => T): Promise<void> {
  const { settings } = await ask<{ settings: Record<string, T> }>(page, 'staff', 'settings.get');
  const value = change(settings[section] as T);
  expect(await ask(page, 'staff', 'settings.set', { section, value })).toEqual({ ok: true, value: null });
}

/** Calls a procedure of the host as the screen in this page. */
export function ask<T>(page: Page, screen: 'staff' | 'take', procedure: string, input?: unknown): Promise<T> {
  return page.evaluate(
    async ([path, body]) => {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await response.json()).result.data;
    },
    [`/api/${screen}/${procedure}`, input] as const,
  );
}

/** Notes what is played in a page before it is loaded: the seconds of each sound, in order. */
export async function listen(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const played: number[] = [];
    Object.assign(window, { played });
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (...when) {
      played.push(this.buffer?.duration ?? 0);
      return start.apply(this, when);
    };
  });
  await page.reload();
  return () => page.evaluate(() => (window as unknown as { played: number[] }).played);
}

/** No accessibility rule is broken on this screen as it is now, or once what is fading in has come. */
export async function expectAccessible(page: Page): Promise<void> {
  await expect(async () => {
    const axe = new AxeBuilder({ page });
    // Behind a dialog the page is hidden from readers on purpose, its heading and landmark with it.
    if ((await page.getByRole('dialog').count()) > 0) axe.disableRules(['landmark-one-main', 'page-has-heading-one']);
    const { violations } = await axe.analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
    expect(found).toEqual([]);
  }).toPass({ timeout: 8000 });
}

/** Nothing is cut off at the edge of a screen that does not scroll. */
export async function expectNoScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
    return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
  });
  expect(over).toEqual({ x: 0, y: 0 });
}
