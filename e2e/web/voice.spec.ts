import type { Page } from '@playwright/test';
import { expect, openOffice, setSettings, test } from './fixtures.ts';

/** Notes what is played in a page before it is loaded: the seconds of each sound, in order. */
async function listen(page: Page): Promise<() => Promise<number[]>> {
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

test('calls are spoken one after the other: chime, then the number and its desk twice', async ({ office }) => {
  const { staff, take, board } = office;
  await openOffice(office);
  const played = await listen(board.page);
  for (const _ of ['A001', 'A002']) {
    await take.take('card');
    await take.backToStart();
  }
  await staff.press('F2');
  await expect(staff.nextNumber).toHaveText('A001');
  await staff.press('F2');
  await board.expectCalled('A001', '1');
  // "Mời công dân có số" A 0 0 1 "đến quầy số" một: seven clips, twice, after the chime.
  await expect.poll(async () => (await played()).length).toBe(15);
  await staff.press('F8');
  await expect(staff.page.getByTestId('done')).toBeVisible();
  await staff.press('F8');
  await expect(staff.nextNumber).toHaveText('A002');
  await staff.press('F2');
  await expect(staff.atDesk).toHaveText('A002');
  // The first call is still being spoken: its number stays on the wall until that has ended.
  await expect(board.page.getByTestId('called-number')).toHaveText('A001');
  await board.expectCalled('A002', '1');
  await expect.poll(async () => (await played()).length).toBe(30);
  expect(Math.min(...(await played()))).toBeGreaterThan(0.1);
});

test('without the voice there is still the chime, and at volume 0 nothing', async ({ office }) => {
  const { staff, take, board } = office;
  await openOffice(office);
  await setSettings(staff.page, 'sound', (sound: object) => ({ ...sound, voice: false }));
  const played = await listen(board.page);
  await take.take('card');
  await staff.press('F2');
  await expect(staff.nextNumber).toHaveText('A001');
  await staff.press('F2');
  await board.expectCalled('A001', '1');
  await expect.poll(async () => (await played()).length).toBe(1);
  await setSettings(staff.page, 'sound', (sound: object) => ({ ...sound, volume: 0 }));
  await staff.press('F4');
  await expect(board.page.getByText('Gọi lần 2')).toBeVisible();
  expect((await played()).length).toBe(1);
});

test('take reads its page aloud, and stops when touched again', async ({ office }) => {
  const { take } = office;
  await openOffice(office);
  const played = await listen(take.page);
  await take.tap('read-aloud');
  await expect.poll(async () => (await played()).length).toBeGreaterThan(6);
  await expect(take.page.getByTestId('read-aloud')).toContainText('Dừng đọc');
  await take.tap('read-aloud');
  await expect(take.page.getByTestId('read-aloud')).toContainText('Đọc cho tôi nghe');
  await take.take('card');
  const before = (await played()).length;
  await take.tap('read-aloud');
  await expect.poll(async () => (await played()).length).toBeGreaterThan(before + 5);
  await take.tap('english');
  await expect(take.page.getByTestId('read-aloud')).toHaveCount(0);
});
