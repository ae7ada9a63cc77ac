import type { Page } from '@playwright/test';
import type { Place } from '../../electron/core/roster/model.ts';
import type { RosterCommand, RosterView } from '../../electron/core/roster/views.ts';
import { form } from '../../renderer/ui/strings/vi/form.ts';
import { ruleNames, roster as words } from '../../renderer/ui/strings/vi/roster.ts';
import { plan } from '../../renderer/ui/strings/vi/rosterPlan.ts';
import { addScreen, type Caller, newKey, setUpDemo, type TestHost } from '../host.ts';
import { RosterPage } from '../page-models/roster.ts';
import { expect, expectAccessible, expectNoScroll, test } from './fixtures.ts';

/** Where pictures go when somebody wants to look at them; nowhere in a plain run. */
const PICTURES = process.env.TOILUOT_PICTURES;

/** Rows of the board: the standing team's shifts come first. */
const [MORNING, AFTERNOON, EVENING, FREE] = [0, 1, 2, 7];
const [MONDAY, TUESDAY, WEDNESDAY, THURSDAY] = [0, 1, 2, 3];
const WEEK = { from: '2026-11-23', to: '2026-11-29' };

async function look(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png` });
}

async function run(caller: Caller, command: RosterCommand): Promise<void> {
  expect(await caller.call('roster.run', { key: newKey(), command })).toEqual({ ok: true, value: null });
}

/** Opens the staff screen as the paired and signed-in device that a caller is. */
async function openAs(page: Page, host: TestHost, caller: Caller): Promise<RosterPage> {
  await page.context().addCookies(caller.cookies.map(([name, value]) => ({ name, value, url: host.url })));
  await page.goto(`${host.url}/staff`);
  const roster = new RosterPage(page);
  await roster.open();
  return roster;
}

test('a chief plans a week on the board', async ({ office }) => {
  const { host, staff, machine } = office;
  const demo = await setUpDemo(host);
  const chief = await addScreen(host, demo, 'staff', 'Nguyễn Văn Mẫu');
  const leader = await addScreen(host, demo, 'staff', 'Phạm Thị Mẫu');
  const { people } = await chief.call<RosterView>('roster.view', WEEK);
  const place = (name: string, day: number, shift: string): Place & { byHand: boolean } => ({
    ...{ officer: people.find((each) => each.name === name)?.id ?? '', day: `2026-11-${23 + day}` },
    ...{ shift, team: 'standing', byHand: false },
  });
  for (const { id } of people) {
    const skills = ['collect', 'drive', 'lead'] as const;
    await run(chief, {
      ...{ type: 'setProfile', officer: id },
      profile: { teams: ['standing', 'mobile'], skills: [...skills], far: false },
    });
  }
  const { officer } = place('Vũ Thị Mẫu', 0, '');
  await run(chief, { type: 'setLeave', officer, from: '2026-11-26', to: '2026-11-27', kind: 'leave' });
  await run(chief, {
    ...{ type: 'change', how: 'moved', off: [] },
    on: [
      place('Trần Thị Mẫu', TUESDAY, 'morning'),
      place('Hoàng Văn Mẫu', TUESDAY, 'evening'),
      place('Vũ Thị Mẫu', WEDNESDAY, 'evening'),
    ],
  });

  const board = await openAs(staff.page, host, chief);
  const { page } = staff;
  await expect(board.person(MORNING, TUESDAY, 'Trần Thị Mẫu')).toBeVisible();
  await expectAccessible(page);
  await expectNoScroll(page);
  await look(page, 'roster-week');

  // Carried to where a rule is broken: the rule is named before the drop, and asked for once.
  await board.carry(board.person(EVENING, TUESDAY, 'Hoàng Văn Mẫu'), board.cell(MORNING, WEDNESDAY));
  await expect(board.detail).not.toContainText(ruleNames.rest);
  await page.mouse.up();
  await expect(board.person(MORNING, WEDNESDAY, 'Hoàng Văn Mẫu')).toBeVisible();
  await board.carry(board.person(EVENING, WEDNESDAY, 'Vũ Thị Mẫu'), board.cell(EVENING, TUESDAY));
  await board.drop();
  await expect(board.person(EVENING, TUESDAY, 'Vũ Thị Mẫu')).toBeVisible();
  await board.carry(board.person(MORNING, WEDNESDAY, 'Hoàng Văn Mẫu'), board.person(EVENING, TUESDAY, 'Vũ Thị Mẫu'));
  await expect(board.detail).toContainText(words.swapWith('Thiếu úy Vũ Thị Mẫu', '').slice(0, 20));
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(board.said).toHaveText(words.said.cancelled);

  // Somebody free is dragged in after an evening: rest.
  await board.carry(board.person(FREE, WEDNESDAY, 'Vũ Thị Mẫu'), board.cell(MORNING, WEDNESDAY));
  await expect(board.detail).toContainText(`${words.must}: ${ruleNames.rest}`);
  await look(page, 'roster-drag');
  await board.drop();
  await expect(staff.dialog).toContainText(ruleNames.rest);
  await look(page, 'roster-confirm');
  await page.keyboard.press('Escape');
  await expect(board.person(MORNING, WEDNESDAY, 'Vũ Thị Mẫu')).toHaveCount(0);

  // On leave: refused in words, not asked.
  await board.drag(board.person(EVENING, TUESDAY, 'Vũ Thị Mẫu'), board.cell(MORNING, THURSDAY));
  await expect(board.said).toContainText(ruleNames.leave);
  await expect(board.person(EVENING, TUESDAY, 'Vũ Thị Mẫu')).toBeVisible();

  // By keys: pick up, walk, swap; then take it back, and back again.
  await board.person(MORNING, TUESDAY, 'Trần Thị Mẫu').click();
  await board.press('Enter', 'ArrowRight', 's');
  await expect(board.person(MORNING, WEDNESDAY, 'Trần Thị Mẫu')).toBeFocused();
  await expect(board.person(MORNING, TUESDAY, 'Hoàng Văn Mẫu')).toBeVisible();
  await board.press('Control+z');
  await expect(board.person(MORNING, TUESDAY, 'Trần Thị Mẫu')).toBeFocused();
  await expect(board.person(MORNING, WEDNESDAY, 'Hoàng Văn Mẫu')).toBeVisible();
  await board.press('Control+z', 'Control+z');
  await expect(board.person(EVENING, TUESDAY, 'Hoàng Văn Mẫu')).toBeVisible();
  await expect(board.person(EVENING, WEDNESDAY, 'Vũ Thị Mẫu')).toBeVisible();

  // Typed to be found, put in, taken out: all without the mouse.
  await board.cell(AFTERNOON, MONDAY).click();
  await board.press('F2');
  await expect(staff.dialog.getByRole('searchbox')).toBeFocused();
  await look(page, 'roster-add');
  await staff.type('tran thi');
  await expect(staff.dialog.getByRole('option')).toHaveCount(1);
  await board.press('ArrowDown', 'Enter');
  await expect(board.person(AFTERNOON, MONDAY, 'Trần Thị Mẫu')).toBeFocused();
  await board.press('Delete');
  await expect(board.person(AFTERNOON, MONDAY, 'Trần Thị Mẫu')).toHaveCount(0);

  // Two desks at the same shift: whoever comes second is told, and sees what the first one did.
  await board.carry(board.person(MORNING, TUESDAY, 'Trần Thị Mẫu'), board.cell(AFTERNOON, TUESDAY));
  await run(leader, {
    ...{ type: 'change', how: 'moved' },
    off: [place('Trần Thị Mẫu', TUESDAY, 'morning')],
    on: [{ ...place('Trần Thị Mẫu', MONDAY, 'morning'), byHand: true }],
  });
  await expect(board.person(MORNING, MONDAY, 'Trần Thị Mẫu')).toBeVisible();
  await board.drop();
  await staff.expectFailure('RosterMoved');
  await expect(board.person(AFTERNOON, TUESDAY, 'Trần Thị Mẫu')).toHaveCount(0);

  // The rest is generated around what was put by hand, which stays; then it is published.
  await board.press('F7');
  await staff.dialog.getByRole('button', { name: plan.generate.start }).click();
  // An empty week costs more than 42,000: 42 people missing. What is stopped below this has filled most of it.
  const reached = async () => (await chief.call<RosterView>('roster.view', WEEK)).generation?.progress.objective;
  await expect.poll(reached, { timeout: 30_000 }).toBeLessThan(25_000);
  const band = page.getByTestId('generation');
  // It may be found to be good enough while the button is on its way.
  await band
    .getByRole('button', { name: plan.generate.stop })
    .click({ timeout: 2000 })
    .catch(() => undefined);
  await expect(band.getByRole('heading', { name: plan.generate.done(plan.dates(WEEK.from, WEEK.to)) })).toBeVisible();
  await expect(board.person(MORNING, MONDAY, 'Trần Thị Mẫu')).toBeVisible();
  expect((await chief.call<RosterView>('roster.view', WEEK)).places.length).toBeGreaterThan(20);
  await look(page, 'roster-generated');
  await board.press('F8');
  await staff.dialog.getByRole('button', { name: plan.publish.confirm }).click();
  await staff.dialog.getByRole('button', { name: form.close }).click();
  await expect(board.grid.getByText(words.published)).toHaveCount(7);

  // What is published is what an officer sees: their own shifts first, nothing to move.
  const own = await openAs(
    await machine({ width: 1366, height: 768 }),
    host,
    await addScreen(host, demo, 'staff', 'Trần Thị Mẫu'),
  );
  await expect(own.cell(0, MONDAY)).toContainText('Ca sáng');
  await expect(own.grid).toHaveAttribute('aria-readonly', 'true');
  await look(own.page, 'roster-officer');

  await board.see('month');
  await expect(board.grid.getByRole('columnheader')).toHaveCount(31);
  await expectAccessible(page);
  await look(page, 'roster-month');
  await board.layout('officers');
  await expect(board.grid.getByRole('rowheader')).toHaveCount(6);
  await look(page, 'roster-month-officers');

  // Laid out for paper only while it is printed.
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByTestId('roster-sheet')).toBeVisible();
  await expect(board.grid).toBeHidden();
});
