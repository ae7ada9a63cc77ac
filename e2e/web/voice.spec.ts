import { settings } from '../../renderer/ui/strings/vi/settings.ts';
import { expect, listen, openOffice, setSettings, test } from './fixtures.ts';

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
  await staff.serve();
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

test('whoever had a page read aloud has the next ones read too, until the first page comes back', async ({
  office,
}) => {
  const { take } = office;
  await openOffice(office);
  const played = await listen(take.page);
  const key = take.page.getByTestId('read-aloud');
  await take.tap('read-aloud');
  await expect.poll(async () => (await played()).length).toBeGreaterThan(6);
  // All clips of a page are put in line at once, maybe before the test looks: what counts is those before the touch.
  const services = (await played()).length;
  await take.tap('service-card');
  await expect(key).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => (await played()).length).toBeGreaterThan(services + 5);
  const question = (await played()).length;
  await take.tap('priority-none');
  await expect(take.number).toBeVisible();
  await expect.poll(async () => (await played()).length).toBeGreaterThan(question + 5);
  await take.backToStart();
  await expect(key).toHaveAttribute('aria-pressed', 'false');
});

test('a browser that keeps the sound back is told of at once, calls on, and rings from the first touch', async ({
  office,
}) => {
  const { staff, take, board } = office;
  await openOffice(office);
  // Chromium without a window never keeps it back.
  await board.page.addInitScript(() => {
    let touched = false;
    class Kept extends AudioContext {
      constructor() {
        super();
        window.addEventListener('pointerdown', () => {
          touched = true;
          this.dispatchEvent(new Event('statechange'));
        });
      }
      override get state() {
        return touched ? super.state : 'suspended';
      }
      override resume() {
        return touched ? super.resume() : new Promise<void>(() => {});
      }
    }
    Object.assign(window, { AudioContext: Kept });
  });
  const played = await listen(board.page);
  const hint = board.page.getByTestId('sound-hint');
  await expect(hint).toBeVisible();
  await take.take('card');
  await staff.press('F2');
  await expect(staff.nextNumber).toHaveText('A001');
  await staff.press('F2');
  await board.expectCalled('A001', '1');
  await expect(hint).toBeVisible();
  await board.page.mouse.click(500, 500);
  await expect(hint).toHaveCount(0);
  expect(await played()).toEqual([]);
  await staff.press('F4');
  await expect.poll(async () => (await played()).length).toBe(15);
});

test('the settings let an administrator hear chime and voice before saving', async ({ office }) => {
  const { staff } = office;
  await openOffice(office);
  const played = await listen(staff.page);
  await staff.settingsPage('sound');
  await staff.page.getByRole('button', { name: settings.sound.listen }).click();
  await expect.poll(async () => (await played()).length).toBe(8);
});
