import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { district } from '../../renderer/ui/strings/vi/district.ts';
import { signin } from '../../renderer/ui/strings/vi/signin.ts';
import { type Answer, type Caller, MONDAY_0730, setUpDemo, startHost } from '../host.ts';
import { StaffPage } from '../page-models/staff.ts';
import { ADMINISTRATOR, ask, DEMO_PIN, expect, expectAccessible, test } from './fixtures.ts';

const TODAY = '2026-11-23';

test('the superior office sees whose day came and whose did not, by keys alone', async ({ office }) => {
  const province = await startHost({ at: MONDAY_0730, role: 'district' });
  try {
    const page = await office.machine({ width: 1366, height: 768 });
    const staff = new StaffPage(page);
    await page.goto(`${province.url}/district`);
    await staff.setUpDemo(province.setupCode);
    await expect(page.getByPlaceholder(signin.search)).toBeFocused();
    await staff.type(ADMINISTRATOR.slice(0, 6));
    await staff.press('ArrowDown', 'Enter');
    await staff.type(DEMO_PIN);
    await staff.press('Enter');

    await expect(page.getByRole('heading', { name: district.emptyTitle })).toBeVisible();
    await expectAccessible(page);

    const { administrator: commune } = await setUpDemo(office.host);
    const send = await enrol(page, commune, '2026-11-20');
    await page.getByRole('tab', { name: district.tabs.week }).click();
    await page.getByRole('tab', { name: district.tabs.communes }).click();
    const sentence = page.locator('h2').first();
    await expect(sentence).toContainText(district.due(1, '12:00 ngày 23/11'));
    // Two days ago is late by now.
    await staff.press('ArrowLeft');
    await expect(sentence).toContainText(district.missing(1));

    await send(office.host.dir, office.host.env, province.url);
    await staff.press('ArrowRight', 'ArrowRight');
    await expect(sentence).toContainText(district.all(1));
    await expectAccessible(page);
    await page.getByRole('listbox').focus();
    await staff.press('Enter');
    const panel = page.getByRole('complementary');
    await expect(panel.getByText(district.nothing)).toBeVisible();
    await expect(panel.getByRole('row', { name: district.vias.https })).toBeVisible();
    await expectAccessible(page);
    await staff.press('Escape');
    await expect(panel).toBeHidden();
    await expect(page.getByRole('listbox')).toBeFocused();
    await staff.press('1');
    await expect(page.getByText(district.nothingFound)).toBeVisible();

    for (const tab of ['week', 'compare', 'rollUp', 'todo'] as const) {
      await page.getByRole('tab', { name: district.tabs[tab] }).click();
      await expect(page.getByRole('tabpanel').getByRole('heading').first()).toBeVisible();
      await expectAccessible(page);
    }
    await expect(page.getByText(district.missingTitle(1))).toBeVisible();
    await page.getByRole('tab', { name: district.tabs.rollUp }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: district.save }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.xlsx$/);
  } finally {
    await province.remove();
  }
});

/** Each has the other's file; gives what closes a day at the commune and brings its bundle. */
async function enrol(page: StaffPage['page'], commune: Caller, expectedFrom: string) {
  const wish = { name: 'Công an tỉnh Mẫu', https: null, sftp: null, validFrom: TODAY, keys: 'succeed' };
  const issued = await ask<Answer<{ text: string }>>(page, 'staff', 'district.issueFile', wish);
  const { answer } = value(await commune.call<Answer<{ answer: { text: string } }>>('superior.answer', value(issued)));
  value(await ask<Answer<unknown>>(page, 'staff', 'district.askStation', { text: answer.text }));
  value(await ask<Answer<unknown>>(page, 'staff', 'district.confirmStation', { text: answer.text, expectedFrom }));
  value(await commune.call<Answer<unknown>>('superior.confirm'));
  return async (dir: string, env: NodeJS.ProcessEnv, url: string) => {
    value(await commune.call<Answer<unknown>>('summary.close', { day: TODAY }));
    const out = join(dir, '..', 'stick');
    mkdirSync(out);
    const cli = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'toiluot.ts');
    execFileSync(process.execPath, [cli, 'export', '--date', TODAY, '--to', out, '--data', dir], { env });
    const [name = ''] = readdirSync(join(out, 'up'));
    const body = new Uint8Array(readFileSync(join(out, 'up', name)));
    const sent = await fetch(`${url}/bundles/${name}`, { method: 'POST', headers: { origin: url }, body });
    expect(sent.status).toBe(200);
  };
}

function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.error.type);
  return answer.value;
}
