import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSuperiorOffice } from '../../electron/core/district/enrolment.ts';
import { createSecrets } from '../../electron/core/kernel/secrets.ts';
import { memory, value } from '../../electron/core/testing/station.ts';
import { openDistrictFile } from '../../electron/node/district/store.ts';
import { signer } from '../../electron/node/signer.ts';
import { hasher, stretcher } from '../../electron/node/system.ts';
import { enrolment } from '../../renderer/ui/strings/vi/enrolment.ts';
import { failures } from '../../renderer/ui/strings/vi/failures.ts';
import { settings as words } from '../../renderer/ui/strings/vi/settings.ts';
import { MONDAY_0730 } from '../host.ts';
import { ADMINISTRATOR, DEMO_PIN, expect, expectAccessible, test } from './fixtures.ts';

const text = enrolment.superior;
const NAME = 'Công an tỉnh Thanh Hóa';

test('an office is enrolled with its superior office by 8 words on the telephone', async ({ office }) => {
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-enrolment-'));
  const store = value(await openDistrictFile(join(folder, 'district.db'), Buffer.alloc(32, 7)));
  const superior = createSuperiorOffice({
    ...{ secrets: createSecrets(memory()), store, signer, hasher, stretcher },
    ...{ newId: () => 'TH01', now: () => MONDAY_0730 },
  });
  const issued = value(
    await superior.issue({
      name: NAME,
      https: { url: 'https://10.38.0.5:7443', pin: 'A'.repeat(43).concat('=') },
      sftp: null,
      validFrom: '2026-11-23',
      keys: 'keep',
    }),
  );
  const path = join(folder, issued.name);

  const { host, staff } = office;
  const { page } = staff;
  const press = (name: string) => page.getByRole('button', { name }).click();
  const choose = async (content: string) => {
    writeFileSync(path, content);
    const chooser = page.waitForEvent('filechooser');
    await press(text.choose);
    await (await chooser).setFiles(path);
  };
  const shown = async () => {
    const list = page.getByRole('list', { name: enrolment.words }).locator('li span:last-child');
    await expect(list).toHaveCount(8);
    return list.allInnerTexts();
  };
  const saveAnswer = async () => {
    const download = page.waitForEvent('download');
    await press(text.save);
    expect((await download).suggestedFilename()).toMatch(/^S\w+\.station\.json$/);
    return readFileSync(await (await download).path(), 'utf8');
  };

  await staff.open(host.url);
  await staff.setUpDemo(host.setupCode ?? '');
  await staff.signIn(ADMINISTRATOR, DEMO_PIN);
  await staff.tab('settings');
  await press(words.pages.superior);
  await expect(page.getByText(text.none)).toBeVisible();
  await expectAccessible(page);

  await choose(issued.text.replace('10.38', '10.39'));
  await expect(page.getByText(failures.SuperiorFileTampered ?? '')).toBeVisible();

  // The first try fails on the telephone: nothing is kept.
  await choose(issued.text);
  await expect(page.getByText(text.trust.words)).toBeVisible();
  await press(text.goOn);
  const first = await shown();
  await expectAccessible(page);
  await press(enrolment.different);
  await expect(page.getByRole('heading', { name: text.differentTitle })).toBeVisible();
  await expectAccessible(page);
  await press(text.understood);
  await expect(page.getByText(text.none)).toBeVisible();

  await choose(issued.text);
  await press(text.goOn);
  const answer = await saveAnswer();
  const asking = value(await superior.ask(answer));
  expect(await shown()).toEqual(asking.words);
  expect(asking.words).not.toEqual(first);
  // The call may come a day later.
  await page.reload();
  await staff.tab('settings');
  await press(words.pages.superior);
  expect(await shown()).toEqual(asking.words);
  await press(enrolment.same);
  await expect(page.getByText(text.confirmed(NAME))).toBeVisible();
  value(await superior.confirm(answer, '2026-11-23'));
  await expectAccessible(page);
  await page.getByRole('button', { name: text.addWay }).click();
  await expect(page.getByText(text.wayAdded)).toBeVisible();

  await choose(issued.text);
  await expect(page.getByText(failures.SuperiorFileKnown ?? '')).toBeVisible();
  await press(text.end);
  await expect(page.getByRole('dialog')).toBeVisible();
  await store.close();
  rmSync(folder, { recursive: true });
});
