import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { failures } from '../../renderer/ui/strings/vi/failures.ts';
import { report } from '../../renderer/ui/strings/vi/report.ts';
import { staff as words } from '../../renderer/ui/strings/vi/staff.ts';
import { DEMO_PIN, expect, expectAccessible, openOffice, test } from './fixtures.ts';

const CHIEF = 'Nguyễn Văn Mẫu';
const DAY = '23/11/2026';

test('the chief closes the day, corrects it and saves the report by the keyboard alone', async ({ office }) => {
  await openOffice(office);
  const { staff, take } = office;
  const { page } = staff;
  /** Opens a dialog by its key, waits as a person does until it is there, and goes on. */
  const open = async (key: string, ...then: string[]) => {
    await staff.press(key);
    await expect(staff.dialog.locator(':focus')).toBeVisible();
    await staff.press(...then);
  };
  const toReport = async () => {
    await staff.press('Tab');
    await page.getByRole('tab', { name: words.tabs.desk }).focus();
    await staff.press('ArrowRight', 'ArrowRight', 'ArrowRight');
    await expect(page.getByText(report.meanings.running)).toBeVisible();
  };
  await take.take('card');
  await staff.press('Alt+k');
  await staff.signIn(CHIEF, DEMO_PIN);
  await staff.press('F2');
  await expect(staff.nextNumber).toHaveText('A001');
  await staff.press('F2');
  await expect(staff.atDesk).toHaveText('A001');

  await test.step('not while somebody is at a desk', async () => {
    await toReport();
    await open('F8', 'Enter');
    await staff.expectFailure('DayStillRunning');
    await expectAccessible(page);
    await staff.press('Escape', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
    await staff.serve();
    await expect(staff.atDesk).toHaveCount(0);
    await toReport();
  });

  await test.step('figures are typed; what is wrong in them is said in its place', async () => {
    await staff.press('F2');
    await expect(page.getByLabel(report.form.approved1)).toBeFocused();
    await staff.type('12');
    await staff.press('Tab');
    await staff.type('mười');
    await staff.press('Enter');
    await expect(page.getByText(report.form.wrong(1))).toBeVisible();
    await expect(page.getByLabel(report.form.approved2)).toBeFocused();
    await expectAccessible(page);
    await staff.press('Escape');
    await expect(page.getByText(report.unsaved)).toBeVisible();
    await staff.press('Control+a', 'Delete', 'Enter');
    await expect(page.getByText(report.done.entered)).toBeVisible();
  });

  await test.step("a remark with a person's number is refused, and stays to be mended", async () => {
    await open('F4');
    await staff.type('Mất điện, hồ sơ 038090000017.');
    await staff.press('Tab', 'Tab', 'Enter');
    await expect(page.getByText(failures.RemarkHasNumber ?? '')).toBeVisible();
    await staff.press('Shift+Tab', 'Shift+Tab', 'End', ...Array.from({ length: 21 }, () => 'Backspace'), 'Tab', 'Tab');
    await staff.press('Enter');
    await expect(page.getByText(report.done.remarked)).toBeVisible();
  });

  await test.step('the day is closed', async () => {
    await staff.press('F8');
    await expect(staff.dialog).toContainText(report.closing.untyped(18));
    await staff.press('Enter');
    await expect(page.getByText(report.done.closed(DAY))).toBeVisible();
    await expect(page.getByText(report.acts.close, { exact: true })).toHaveCount(0);
    await expectAccessible(page);
  });

  await test.step('the saved Word file has the figures', async () => {
    const text = await savedDocument(page);
    expect(text).toContain('Số: 01/BC-CAX');
    expect(text).toContain('Hồ sơ đã thu nhận|hồ sơ|1|');
    expect(text).toContain('Tài khoản mức 1 được phê duyệt|tài khoản|12|nhập tay');
    expect(text).toContain('Tài khoản mức 2 được phê duyệt|tài khoản|chưa có số liệu|');
    expect(text).toContain('Ý kiến của chỉ huy: Mất điện|');
  });

  await test.step('a correction has the same number and the new figure', async () => {
    await open('F9', 'Tab', 'Enter');
    await expect(page.getByText(report.done.reopened(DAY))).toBeVisible();
    await open('F2', 'Control+a');
    await staff.type('15');
    await staff.press('Enter');
    await expect(page.getByText(report.done.entered)).toBeVisible();
    await open('F8', 'Enter');
    await expect(page.getByText(report.done.closed(DAY))).toBeVisible();
    const text = await savedDocument(page);
    expect(text).toContain('Số: 01/BC-CAX');
    expect(text).toContain('Tài khoản mức 1 được phê duyệt|tài khoản|15|nhập tay');
  });
});

/** The text of the first file the dialog offers, cells and paragraphs divided by `|`. */
async function savedDocument(page: Page): Promise<string> {
  await page.keyboard.press('F10');
  await expect(page.getByRole('dialog').getByRole('button').first()).toBeFocused();
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toBe('bao-cao-2026-11-23.docx');
  await expect(page.getByText(report.done.saved(download.suggestedFilename()))).toBeVisible();
  const parts = unzipSync(readFileSync(await download.path()));
  const xml = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
  return xml
    .split('</w:p>')
    .map((each) => each.replaceAll(/<[^>]*>/g, ''))
    .join('|');
}
