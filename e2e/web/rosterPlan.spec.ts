import type { Page } from '@playwright/test';
import { type RosterSettings, SKILLS } from '../../electron/core/roster/settings.ts';
import type { RosterView } from '../../electron/core/roster/views.ts';

import { form } from '../../renderer/ui/strings/vi/form.ts';
import { roster } from '../../renderer/ui/strings/vi/roster.ts';
import { plan } from '../../renderer/ui/strings/vi/rosterPlan.ts';
import { newKey } from '../host.ts';
import { StaffPage } from '../page-models/staff.ts';
import { ADMINISTRATOR, ask, DEMO_PIN, expect, expectAccessible, test } from './fixtures.ts';

const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const SUNDAY = '2026-11-29';
const WEEK = plan.dates(MONDAY, SUNDAY);
const ROSTERED = ['Trần Thị Mẫu', 'Hoàng Văn Mẫu', 'Vũ Thị Mẫu'];

test('a week is generated, taken back, generated again, published, and a shift of it swapped', async ({ office }) => {
  const { host, staff } = office;
  const { page } = staff;
  await staff.open(host.url);
  await staff.setUpDemo(host.setupCode ?? '');
  await staff.signIn(ADMINISTRATOR, DEMO_PIN);
  await rosterThree(page);
  await staff.tab('roster');
  const band = page.getByTestId('generation');
  const generate = async () => {
    await expect(page.getByRole('button', { name: plan.generate.act })).toBeEnabled();
    await staff.press('F7');
    await page.getByRole('button', { name: plan.generate.start }).click();
    await expect(page.getByTestId('generate')).toHaveCount(0);
    await expect(band).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    await expect(band).toContainText(WEEK);
  };

  await test.step('the roster found goes into the draft, and out of it again', async () => {
    await generate();
    await expect(band).toContainText(plan.generate.noneMissing);
    expect((await view(page)).places).toHaveLength(14);
    await band.getByRole('button', { name: plan.generate.undo }).click();
    await expect(band).toContainText(plan.generate.undone);
    expect((await view(page)).places).toEqual([]);
    await generate();
  });

  await test.step('it is published once it was said what is broken', async () => {
    await staff.press('F8');
    const dialog = page.getByTestId('publish');
    await expect(dialog).toContainText(plan.publish.places(14, 3, 7));
    // From tomorrow on: whoever signs in today is not asked why they work without being on the roster.
    await dialog.getByText(plan.period.dates).click();
    await dialog.getByLabel(plan.period.from).fill('24/11/2026');
    await expect(dialog).toContainText(plan.publish.places(12, 3, 6));
    await expectAccessible(page);
    await dialog.getByRole('button', { name: plan.publish.confirm }).click();
    await expect(dialog).toContainText(plan.publish.done(plan.dates(TUESDAY, SUNDAY)));
    await dialog.getByRole('button', { name: form.close }).click();
    expect(Object.keys((await view(page)).publishedAt)).toHaveLength(6);
  });

  const other = new StaffPage(await office.machine({ width: 1366, height: 768 }));
  const [asker = '', asked = ''] = ROSTERED;
  await test.step('an officer asks, the other one agrees', async () => {
    await other.open(host.url);
    await approve(page);
    await other.signIn(asker, DEMO_PIN);
    await toSwaps(other.page);
    const card = other.page.getByTestId('ask-swap');
    await card.getByLabel(plan.swaps.whom).selectOption({ label: `Trung úy ${asked}` });
    await card.getByRole('button', { name: plan.swaps.send }).click();
    const row = other.page.getByTestId('swap');
    await expect(row).toContainText(plan.swaps.states.asked(`Trung úy ${asked}`));
    await expectAccessible(other.page);
    await other.press('Alt+k');
    await other.signIn(asked, DEMO_PIN);
    // Said beside the tab, or nobody would look there.
    await expect(other.page.getByRole('tab', { name: roster.title, exact: true })).toContainText('1');
    await toSwaps(other.page);
    await row.getByRole('button', { name: plan.swaps.agree }).click();
    await expect(row).toContainText(plan.swaps.states.agreed());
  });

  await test.step('the leader approves, and everybody sees what changed', async () => {
    await toSwaps(page);
    await page.getByRole('button', { name: plan.swaps.approve, exact: true }).click();
    await expect(page.getByTestId('swap')).toContainText(plan.swaps.states.approved());
    await expect(other.page.getByTestId('swap')).toContainText(plan.swaps.states.approved());
    await other.page.getByRole('button', { name: roster.screens.board, exact: true }).click();
    await other.page.getByRole('button', { name: plan.changes.title }).click();
    const changes = other.page.getByTestId('changes');
    await expect(changes).toContainText(plan.changes.how.swapped);
    await expect(changes).toContainText(`Trung úy ${asked} thay Thượng úy ${asker}`);
  });
});

/** Two shifts a day that one person takes, and three officers for them. */
async function rosterThree(page: Page): Promise<void> {
  const { people, situation } = await view(page);
  for (const { id } of people.filter(({ name }) => ROSTERED.includes(name))) {
    const profile = { teams: ['standing'], skills: [...SKILLS], far: false };
    const command = { type: 'setProfile', officer: id, profile };
    expect(await ask(page, 'staff', 'roster.run', { key: newKey(), command })).toMatchObject({ ok: true });
  }
  const days = [0, 1, 2, 3, 4, 5, 6];
  const skills = { collect: 1, eid: 0, drive: 0, lead: 1 };
  const value: RosterSettings = {
    ...situation.settings,
    cover: ['morning', 'afternoon'].map((shift) => ({ team: 'standing', shift, days, people: 1, skills })),
  };
  expect(await ask(page, 'staff', 'roster.setRules', { value })).toMatchObject({ ok: true });
}

function view(page: Page): Promise<RosterView> {
  return ask(page, 'staff', 'roster.view', { from: MONDAY, to: SUNDAY });
}

/** Lets the one machine in that asks for it. */
async function approve(page: Page): Promise<void> {
  await expect(async () => {
    const [request] = await ask<{ id: string }[]>(page, 'staff', 'devices.requests');
    const wish = { request: request?.id, name: 'Quầy 2', desk: null };
    expect(await ask(page, 'staff', 'devices.approve', wish)).toMatchObject({ ok: true });
  }).toPass();
}

async function toSwaps(page: Page): Promise<void> {
  await new StaffPage(page).tab('roster');
  await page.getByRole('button', { name: roster.screens.swaps, exact: true }).click();
}
