import type { Page } from '@playwright/test';
import { settings } from '../../renderer/ui/strings/vi/settings.ts';
import { staff as words } from '../../renderer/ui/strings/vi/staff.ts';
import { expect, expectAccessible, expectNoScroll, openOffice, setSettings, test } from './fixtures.ts';

/** Where pictures of every state go when somebody wants to look at them; nowhere in a plain run. */
const PICTURES = process.env.TOILUOT_PICTURES;

/** As long as such texts become. */
const LONG_NAME = 'Công an phường Hoằng Sơn Thượng, tỉnh Thanh Hóa';
const BRING =
  'Thẻ căn cước hoặc căn cước công dân cũ\nGiấy khai sinh bản sao có chứng thực\nSổ hộ khẩu cũ (nếu còn giữ)';

async function look(page: Page, name: string, scrolls = false): Promise<void> {
  if (PICTURES) await page.waitForTimeout(300);
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
  await expectAccessible(page);
  if (!scrolls) await expectNoScroll(page);
}

for (const [shape, size] of [
  ['portrait', { width: 1080, height: 1920 }],
  ['landscape', { width: 1920, height: 1080 }],
] as const) {
  test(`take, ${shape}: every page fits and can be read`, async ({ office }) => {
    test.setTimeout(240_000);
    const { host, staff, take } = office;
    await openOffice(office);
    await take.page.setViewportSize(size);
    await setSettings(staff.page, 'services', ([card, ...rest]: { bring: object }[]) => [
      { ...card, bring: { vi: BRING, en: '' } },
      ...rest,
    ]);
    await staff.press('F2');
    const at = (name: string) => `take-${shape}-${name}`;
    await look(take.page, at('start'));
    await take.tap('english');
    await look(take.page, at('start-en'));
    await take.tap('service-card');
    await look(take.page, at('question-en'));
    await take.tap('priority-none');
    await look(take.page, at('issued-en'));
    await take.backToStart();
    await take.tap('service-card');
    await take.tap('people-more');
    await look(take.page, at('question'));
    await take.tap('priority-smallChild');
    await look(take.page, at('issued'));
    await take.tap('reprint');
    await look(take.page, at('reprinted'));
    await take.backToStart();
    await take.tap('find');
    await look(take.page, at('find'));
    await take.tap('back');
    await take.find('A999');
    await expect(take.page.getByTestId('problem')).toBeVisible();
    await look(take.page, at('find-unknown'));
    await take.tap('back');
    await take.find('A001');
    await look(take.page, at('found'));
    await take.tap('english');
    await look(take.page, at('found-en'));
    await take.scan('TL:A002');
    await expect(take.number).toHaveText('A002');
    await staff.press('F2');
    await expect(take.when).toContainText('desk 1');
    await look(take.page, at('found-called-en'));
    await take.tap('english');
    await look(take.page, at('found-called'));
    await take.backToStart();
    await take.tap('appointment');
    await look(take.page, at('appointment'));
    await take.tap('back');
    await staff.press('Alt+m');
    await staff.type('Ngừng'.slice(0, 2));
    await staff.press('Enter', 'F8');
    await expect(take.page.getByTestId('status-ended')).toBeVisible();
    await look(take.page, at('ended'));
    await take.tap('book');
    await look(take.page, at('book-service'));
    await take.tap('service-card');
    await look(take.page, at('slots'));
    await take.tap('slot-0');
    await expect(take.page.getByTestId('booked-code')).toBeVisible();
    await look(take.page, at('booked'));
    await host.kill('SIGKILL');
    await expect(take.page.getByText('Mất kết nối')).toBeVisible({ timeout: 15_000 });
    await look(take.page, at('lost'));
  });
}

test('board: every state fits and can be read from afar', async ({ office }) => {
  test.setTimeout(180_000);
  const { host, staff, take, board } = office;
  await openOffice(office);
  await setSettings(staff.page, 'sound', (sound: object) => ({ ...sound, voice: false }));
  await setSettings(staff.page, 'office', (office: object) => ({ ...office, name: LONG_NAME }));
  await setSettings(staff.page, 'desks', () => [
    { id: 'd1', label: '12', services: [] },
    { id: 'd2', label: 'Trả kết quả', services: [] },
  ]);
  await look(board.page, 'board-morning');
  for (let i = 0; i < 8; i++) {
    await take.take(i % 2 === 0 ? 'card' : 'residence', i % 3 === 0 ? 'elderly' : 'none');
    await take.backToStart();
  }
  await look(board.page, 'board-no-desk');
  await staff.press('F2');
  await expect(staff.nextNumber).toBeVisible();
  for (let i = 0; i < 4; i++) {
    await staff.press('F2');
    await expect(staff.page.getByTestId('start')).toBeVisible();
    if (i === 3) break;
    await staff.serve();
    await expect(staff.atDesk).toHaveCount(0);
  }
  await expect(board.page.getByTestId('last-call')).toHaveCount(3, { timeout: 30_000 });
  await look(board.page, 'board-busy');
  // What a citizen needs is at least 5 % of the screen's height: 54 pixels of 1080. Tags beside a number are not.
  const small = await board.page.evaluate(() => {
    const needed =
      '[data-testid="next-row"] span:not([class*="tag"]), [data-testid="last-call"] span, [data-testid^="called-"]';
    return [...document.querySelectorAll(needed)]
      .map((element) => ({ text: element.textContent, size: Number.parseFloat(getComputedStyle(element).fontSize) }))
      .filter(({ size }) => size < 54);
  });
  expect(small).toEqual([]);
  await host.kill('SIGKILL');
  await expect(board.page.getByText('Mất kết nối')).toBeVisible({ timeout: 15_000 });
  await look(board.page, 'board-lost');
});

test('staff: every list, dialog and page can be read', async ({ office }) => {
  test.setTimeout(240_000);
  const { staff, take } = office;
  const { page } = staff;
  await openOffice(office);
  await look(page, 'staff-choose', true);
  for (let i = 0; i < 12; i++) {
    await take.take(['card', 'eid', 'residence', 'pickup'][i % 4] ?? 'card', i % 5 === 0 ? 'elderly' : 'none');
    await take.backToStart();
  }
  await staff.press('F2');
  await expect(staff.nextNumber).toBeVisible();
  await look(page, 'staff-open', true);
  await staff.press('F2');
  await expect(page.getByTestId('start')).toBeVisible();
  await look(page, 'staff-called', true);
  await staff.scan('038060000017||Lê Văn Mẫu|14021960|Nam|Thôn 1, Hoằng Sơn, Thanh Hóa|01032022');
  await expect(page.getByTestId('done')).toBeVisible();
  await look(page, 'staff-serving', true);
  for (const [name, keys] of Object.entries({
    work: 'Shift+F8',
    transfer: 'F7',
    person: 'Alt+p',
    issue: 'Alt+n',
    book: 'Alt+l',
    search: 'Control+k',
    pause: 'Alt+t',
    paper: 'Alt+v',
    keys: 'Alt+h',
    change: 'Alt+c',
  })) {
    await staff.press(keys);
    await expect(staff.dialog).toBeVisible();
    await look(page, `staff-${name}`, true);
    await staff.press('Escape');
    await expect(staff.dialog).toHaveCount(0);
  }
  await staff.press('ArrowDown', 'Alt+g');
  await expect(staff.dialog).toBeVisible();
  await look(page, 'staff-call', true);
  await staff.press('Escape');
  await staff.press('Alt+x');
  await expect(staff.dialog).toBeVisible();
  await look(page, 'staff-cancel', true);
  await staff.press('Escape');
  await staff.press('Alt+m');
  await expect(page.getByRole('menu')).toBeVisible();
  await look(page, 'staff-menu', true);
  await staff.press('Escape');
  await staff.scan('https://example.vn/khac');
  await staff.expectFailure('ScanNotACard');
  await look(page, 'staff-bad-scan', true);

  // No second place for backups is known: the warning leads to where it is chosen.
  await page.getByRole('button', { name: words.alertActions.chooseSecond }).click();
  await expect(page.getByRole('heading', { name: settings.pages.data, exact: true })).toBeVisible();

  await staff.tab('figures');
  await expect(page.getByRole('row').first()).toBeVisible();
  await look(page, 'staff-figures', true);
  for (const name of Object.keys(settings.pages) as (keyof typeof settings.pages)[]) {
    // Only where the program is a kiosk: kiosk.spec.ts; only at a superior office: below.spec.ts.
    if (name === 'machine' || name === 'intake') continue;
    await staff.settingsPage(name);
    await expect(page.getByRole('heading', { name: settings.pages[name], exact: true })).toBeVisible();
    await look(page, `settings-${name}`, true);
  }
  await page.getByRole('button', { name: 'Đại úy Lê Quản Trị Mẫu' }).click();
  await expect(staff.dialog).toBeVisible();
  await look(page, 'staff-pin', true);
  await staff.press('Escape');
  await staff.press('Alt+k');
  await expect(page.getByRole('option').first()).toBeVisible();
  await look(page, 'sign-in', true);
});
