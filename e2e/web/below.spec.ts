import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { PendingSuperior } from '../../electron/core/summary/enrolment.ts';
import { below } from '../../renderer/ui/strings/vi/below.ts';
import { enrolment } from '../../renderer/ui/strings/vi/enrolment.ts';
import { failures } from '../../renderer/ui/strings/vi/failures.ts';
import { settings as words } from '../../renderer/ui/strings/vi/settings.ts';
import { staff as staffWords } from '../../renderer/ui/strings/vi/staff.ts';
import { type Answer, MONDAY_0730, setUpDemo, startHost } from '../host.ts';
import { StaffPage } from '../page-models/staff.ts';
import { ADMINISTRATOR, DEMO_PIN, expect, expectAccessible, test } from './fixtures.ts';

const NAME = 'Công an tỉnh Mẫu';

test('a superior office makes its file, enrols a commune by 8 words, and ends it again', async ({ office }) => {
  const province = await startHost({ at: MONDAY_0730, role: 'district' });
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-below-'));
  try {
    const page = await office.machine({ width: 1366, height: 768 });
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const go = (to: keyof typeof below.pages) =>
      page.getByRole('navigation').getByRole('button', { name: below.pages[to] }).click();
    await signIn(page, `${province.url}/district`, province.setupCode);
    await page.getByRole('tab', { name: below.tab }).click();

    // Its own file.
    await expect(page.getByRole('heading', { name: below.own.none })).toBeVisible();
    await expectAccessible(page);
    await go('asked');
    await expect(page.getByText(below.asked.needOwn)).toBeVisible();
    // Opened anew, it stands at the file by itself, and stays there once that is made.
    await page.reload();
    await page.getByRole('tab', { name: below.tab }).click();
    await press(below.own.make);
    await page.getByLabel(below.own.name).fill(NAME);
    await page.getByRole('dialog').getByText(below.own.offerSftp).click();
    await expectAccessible(page);
    await press(below.own.doMake);
    await expect(page.getByText(below.own.wrong.hostKey)).toBeVisible();
    await page.getByRole('dialog').getByText(below.own.offerSftp).click();
    await press(below.own.doMake);
    await expect(page.getByText(below.own.made)).toBeVisible();
    await press(below.toStick);
    await expect(page.getByText(failures['TargetMissing.drive'] ?? '')).toBeVisible();
    const download = page.waitForEvent('download');
    await press(below.save);
    expect((await download).suggestedFilename()).toMatch(/^\w+\.superior\.json$/);
    const superior = readFileSync(await (await download).path(), 'utf8');

    // The commune's answer, twice: the first call fails, and nothing is kept of it. A wrong file harms no other.
    const { administrator: commune } = await setUpDemo(office.host);
    const answer = async () => {
      const made = await commune.call<Answer<PendingSuperior>>('superior.answer', { text: superior });
      if (!made.ok) throw new Error(made.error.type);
      return made.value;
    };
    const choose = async (...files: { name: string; text: string }[]) => {
      const paths = files.map(({ name, text }) => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      });
      const chooser = page.waitForEvent('filechooser');
      await press(below.asked.choose);
      await (await chooser).setFiles(paths);
    };
    const shown = async () => {
      const list = page.getByRole('list', { name: enrolment.words }).locator('li span:last-child');
      await expect(list).toHaveCount(8);
      return list.allInnerTexts();
    };
    const first = await answer();
    await go('asked');
    await choose({ name: 'other.json', text: superior }, first.answer);
    await expect(page.getByText(failures.StationFileInvalid ?? '')).toBeVisible();
    await expect(page.getByText(below.asked.readDone(1))).toBeVisible();
    expect(await shown()).toEqual(first.words);
    await expectAccessible(page);
    await press(enrolment.different);
    await expect(page.getByText(below.asked.none)).toBeVisible();
    await expect(page.getByText(below.asked.differentText[0])).toBeInViewport();
    await press(below.asked.understood);

    await commune.call('superior.drop');
    const second = await answer();
    await choose(second.answer);
    expect(await shown()).toEqual(second.words);
    await press(enrolment.same);
    await expect(page.getByLabel(below.asked.expectDay)).toHaveValue('23/11/2026');
    await press(below.asked.enrol);
    await expect(page.getByText(/^Đã ghi danh /)).toBeVisible();
    // The same once more changes nothing.
    await choose(second.answer);
    await expect(page.getByText(below.asked.trust.known)).toBeVisible();

    // The watched folder is set, and seen.
    const drop = join(folder, 'drop');
    mkdirSync(drop);
    await page.getByRole('tab', { name: staffWords.tabs.settings }).click();
    await page.getByRole('navigation').getByRole('button', { name: words.pages.intake }).click();
    await page.getByLabel(below.settings.folder).fill(drop);
    await press(words.save);
    await expect(page.getByText(words.saved)).toBeVisible();
    await page.getByRole('tab', { name: below.tab }).click();
    await go('intake');
    await expect(page.getByText(drop)).toBeVisible();
    await press(below.intake.lookNow);
    await expect(page.getByText(below.intake.well)).toBeVisible();
    await expectAccessible(page);

    // The list, without accents; a key and then the station end.
    await go('stations');
    await page.getByLabel(below.stations.filter).fill('khong co');
    await expect(page.getByText(below.stations.noMatch)).toBeVisible();
    await page.getByLabel(below.stations.filter).fill('cong an');
    await page.getByRole('table').getByRole('button').click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('table').getByRole('button').click();
    await expect(page.getByText(below.stations.endKeyText)).toBeVisible();
    await press(below.stations.doEndKey);
    await expect(page.getByRole('dialog').getByRole('status')).toContainText('23/11/2026');
    await press(below.stations.end);
    await press(below.stations.doEnd);
    await press('Đóng');
    await expect(page.getByText(below.stations.endedOn('23/11/2026'))).toBeVisible();
  } finally {
    await province.remove();
    rmSync(folder, { recursive: true });
  }
});

async function signIn(page: Page, url: string, code: string | null): Promise<void> {
  const staff = new StaffPage(page);
  await page.goto(url);
  await staff.setUpDemo(code);
  await expect(page.getByRole('option').first()).toBeVisible();
  await staff.type(ADMINISTRATOR.slice(0, 6));
  await staff.press('ArrowDown', 'Enter');
  await staff.type(DEMO_PIN);
  await staff.press('Enter');
}
