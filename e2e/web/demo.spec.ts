import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { demo } from '../../renderer/ui/strings/vi/demo.ts';
import { figures } from '../../renderer/ui/strings/vi/figures.ts';
import { staff as staffWords } from '../../renderer/ui/strings/vi/staff.ts';
import { BoardPage } from '../page-models/board.ts';
import { StaffPage } from '../page-models/staff.ts';
import { TakePage } from '../page-models/take.ts';
import { expect, expectAccessible, expectNoScroll, listen, test as office, openOffice, showPages } from './fixtures.ts';

type Demo = { staff: StaffPage; board: BoardPage; take: TakePage };

/** A demo in a process of its own, as a newcomer starts it, and its three screens. */
const test = office.extend<{ demo: Demo }>({
  demo: async ({ browser }, use, testInfo) => {
    const root = mkdtempSync(join(tmpdir(), 'toiluot-e2e-demo-'));
    const { child, url } = await start(root);
    const open = async (path: string, width: number, height: number): Promise<Page> => {
      const context = await browser.newContext({ viewport: { width, height }, hasTouch: path === 'take' });
      const page = await context.newPage();
      await page.goto(`${url}/${path}`);
      return page;
    };
    await use({
      board: new BoardPage(await open('board', 1920, 1080)),
      take: new TakePage(await open('take', 1080, 1920)),
      staff: new StaffPage(await open('staff', 1366, 768)),
    });
    await showPages(browser, testInfo);
    for (const context of browser.contexts()) await context.close();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    rmSync(root, { recursive: true, force: true });
  },
});

test('a demo lives from the first second, and its speed, pause and further desk do what they say', async ({
  demo: { board, take, staff },
}) => {
  const clock = () => board.page.locator('time').innerText();
  const desks = async () => Number(/(\d+) quầy/.exec(await board.page.locator('footer').innerText())?.[1]);
  const knob = (name: string) => board.page.getByTestId(`demo-${name}`);
  // A line, a number called, a ticket screen that nobody had to pair.
  await expect(board.page.getByTestId('called-number')).toBeVisible({ timeout: 5000 });
  await expect(board.page.getByTestId('next-row').first()).toBeVisible();
  await expect(take.page.getByTestId('service-card')).toBeVisible();
  const began = await clock();
  await expect.poll(clock).not.toBe(began);

  await knob('pause').click();
  await expect(knob('pause')).toHaveText(demo.goOn);
  const [stood, called] = [await clock(), await board.page.getByTestId('called-number').innerText()];
  await board.page.waitForTimeout(3000);
  expect([await clock(), await board.page.getByTestId('called-number').innerText()]).toEqual([stood, called]);

  const before = await desks();
  await knob('add').click();
  await expect.poll(desks).toBe(before + 1);
  await expect(knob('wait').locator('s')).toBeVisible();

  await knob('speed-60').click();
  await expect(knob('speed-60')).toHaveAttribute('aria-pressed', 'true');
  expect(await clock()).toBe(stood);
  await knob('pause').click();
  await expect.poll(clock).not.toBe(stood);
  // The other screens show the same knobs, and nothing is hidden behind them.
  await expect(staff.page.getByTestId('demo-speed-60')).toHaveAttribute('aria-pressed', 'true');
  for (const { page } of [board, take, staff]) {
    await expectNoScroll(page);
    const bar = await page.getByTestId('demo-bar').boundingBox();
    const size = page.viewportSize();
    expect(bar && bar.y + bar.height).toBe(size?.height);
    const content = await page.locator('#root > :first-child').boundingBox();
    expect(content && bar && content.y + content.height).toBeLessThanOrEqual(bar?.y ?? 0);
  }
  await board.page.getByTestId('demo-pause').click();
  for (const { page } of [board, take, staff]) await expectAccessible(page);
});

test('while the time runs fast only the chime sounds, for the newest call', async ({ demo: { board } }) => {
  const played = await listen(board.page);
  await board.page.getByTestId('demo-speed-60').click();
  await expect.poll(async () => (await played()).length, { timeout: 30_000 }).toBeGreaterThan(3);
  // The voice would be clips of many lengths.
  expect(new Set(await played()).size).toBe(1);
  await board.page.getByTestId('demo-speed-3').click();
  // A desk that opens calls somebody within seconds.
  await board.page.getByTestId('demo-add').click();
  await expect.poll(async () => new Set(await played()).size, { timeout: 30_000 }).toBeGreaterThan(2);
});

test('a visitor signs in by one key and works at a desk beside the played officers', async ({
  demo: { board, staff },
}) => {
  const { page } = staff;
  await expect(page.getByText('482915')).toBeVisible();
  await page.getByTestId('demo-speed-1').click();
  await expect(page.getByRole('button', { name: demo.signIn })).toBeVisible();
  await page.getByRole('button', { name: demo.signIn }).focus();
  await staff.press('Enter');
  await expect(page.getByRole('radio', { checked: true })).toBeVisible();
  await staff.press('F2');
  await expect(staff.nextNumber).toBeVisible();
  await staff.press('F2');
  const number = await staff.atDesk.innerText();
  await expect(board.page.getByText(number).first()).toBeVisible();
  await staff.serve();
  // The played officers leave this desk alone: nobody is called to it but by its officer.
  await page.getByTestId('demo-speed-60').click();
  await page.waitForTimeout(3000);
  await expect(staff.callNext).toBeVisible();
  // Behind a click on the tab ← is the day before, as the page says, not the tab beside it.
  await page.getByRole('tab', { name: staffWords.tabs.figures }).click();
  const heading = page.getByRole('heading', { name: figures.title });
  await expect(heading).toBeVisible();
  const today = await heading.locator('..').innerText();
  await staff.press('ArrowLeft');
  await expect(heading).toBeVisible();
  await expect(heading.locator('..')).not.toHaveText(today, { useInnerText: true });
  await page.getByRole('tab', { name: staffWords.tabs.desk }).click();
  // Whoever only watches is not sent back to the sign-in.
  await page.clock.install();
  await page.clock.fastForward('06:00');
  await page.clock.runFor(2000);
  await expect(staff.callNext).toBeVisible();
});

office('an ordinary office has no demo bar', async ({ office: real }) => {
  await openOffice(real);
  for (const { page } of [real.staff, real.take, real.board]) await expect(page.getByTestId('demo-bar')).toHaveCount(0);
});

function start(root: string): Promise<{ child: ChildProcess; url: string }> {
  const cli = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'toiluot.ts');
  const args = ['start', '--demo', '--data', join(root, 'data'), '--port', '0', '--no-browser'];
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, XDG_CONFIG_HOME: join(root, 'keys') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      const url = /http:\/\/localhost:\d+/.exec(text)?.[0];
      if (url && text.includes('482915')) resolve({ child, url });
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
}
