import type { Page } from '@playwright/test';
import type { RosterView } from '../../electron/core/roster/views.ts';
import { roster, ruleNames } from '../../renderer/ui/strings/vi/roster.ts';
import { rosterPeople as words } from '../../renderer/ui/strings/vi/rosterPeople.ts';
import { newKey } from '../host.ts';
import { ask, DEMO_PIN, expect, expectAccessible, test } from './fixtures.ts';

const CHIEF = 'Nguyễn Văn Mẫu';
const MONDAY = '2026-11-23';
const MONTH = { from: '2026-11-01', to: '2026-11-30' };

test('a chief sets up officers, leave, wishes and rules, and prints on one page', async ({
  office: { host, staff },
}) => {
  const { page } = staff;
  const view = () => ask<RosterView>(page, 'staff', 'roster.view', MONTH);
  const profile = async (name: string) => (await view()).people.find((person) => person.name === name);
  const part = (name: string) => page.getByRole('button', { name, exact: true });
  await staff.open(host.url);
  await staff.setUpDemo(host.setupCode ?? '');
  await staff.signIn(CHIEF, DEMO_PIN);
  await staff.tab('roster');
  await part(roster.screens.people).click();

  await test.step('all into the standing team at one touch, then duties by the keyboard', async () => {
    await page.getByRole('button', { name: words.steps.allInto('Tổ thường trực') }).click();
    await expect(page.getByText(words.steps.lead)).toBeVisible();
    await expect.poll(async () => (await view()).people.every(({ teams }) => teams[0] === 'standing')).toBe(true);
    await page.getByRole('checkbox', { name: words.profiles.of('Phạm Thị Mẫu', 'Tổ thường trực') }).focus();
    await staff.press('ArrowRight', 'Space', 'ArrowRight', 'Space', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Space');
    await staff.press('ArrowRight', 'Space');
    await expect
      .poll(() => profile('Phạm Thị Mẫu'))
      .toMatchObject({ teams: ['standing', 'mobile'], skills: ['collect', 'lead'], far: true });
    await expect(page.getByText(words.steps.lead)).toHaveCount(0);
    await expectAccessible(page);
  });

  await test.step('leave is refused backward and on other leave, and says which published shifts it empties', async () => {
    const id = (await profile('Trần Thị Mẫu'))?.id ?? '';
    const place = { day: '2026-11-25', shift: 'morning', team: 'standing', officer: id, byHand: true };
    await run(page, { type: 'change', how: 'moved', off: [], on: [place] });
    await run(page, { type: 'publish', from: MONDAY, to: '2026-11-29' });
    await part(words.parts.leave).click();
    await page.getByRole('combobox', { name: words.leave.officer }).selectOption(id);
    const enter = async (from: string, to: string) => {
      await page.getByLabel(words.leave.from).fill(from);
      await page.getByLabel(words.leave.to).fill(to);
      await page.getByRole('button', { name: words.leave.add, exact: true }).click();
    };
    await enter('26/11/2026', '24/11/2026');
    await expect(page.getByText(words.leave.backward('2026-11-26', '2026-11-24'))).toBeVisible();
    await enter('24/11/2026', '26/11/2026');
    await expect(staff.dialog).toContainText(words.leave.shift('2026-11-25', 'Ca sáng', 'Tổ thường trực'));
    await expect(staff.dialog).toContainText(words.leave.alone);
    await staff.dialog.getByRole('button', { name: words.leave.addAnyway }).click();
    const bar = page.getByRole('button', {
      name: words.leave.bar('Trần Thị Mẫu', 'leave', '2026-11-24', '2026-11-26'),
    });
    await expect(bar).toBeVisible();
    await enter('26/11/2026', '27/11/2026');
    await expect(
      page.getByText(words.leave.overlap('Trần Thị Mẫu', 'leave', '2026-11-24', '2026-11-26')),
    ).toBeVisible();
    await expectAccessible(page);
    await bar.focus();
    await staff.press('Enter');
    await expect(staff.dialog).toContainText(words.leave.removeTitle);
    await staff.dialog.getByRole('button', { name: words.leave.remove }).click();
    await expect(bar).toHaveCount(0);
  });

  await test.step('wishes by the keyboard: a whole day off, and a shift wanted very much', async () => {
    await part(words.parts.wishes).click();
    await page
      .getByRole('button', { name: new RegExp(`^${words.wishes.cell('2026-11-27', words.wishes.wholeDay)}`) })
      .focus();
    await staff.press('-', 'ArrowRight', 'ArrowDown', '+', '3');
    const me = (await profile(CHIEF))?.id;
    await expect
      .poll(async () => (await view()).situation.wishes)
      .toEqual([
        { officer: me, day: '2026-11-27', shift: null, want: 'off', weight: 2 },
        { officer: me, day: '2026-11-28', shift: 'morning', want: 'on', weight: 3 },
      ]);
    await expectAccessible(page);
  });

  await test.step('rules that contradict themselves are not saved; doubtful ones after a second look', async () => {
    await part(roster.screens.rules).click();
    await part(words.rules.pages.rules).click();
    const least = page.getByLabel(
      `${words.rules.rules.number(ruleNames.weekHours)}, ${words.rules.rules.weekHours[0]}`,
    );
    await least.fill('50');
    await staff.press('Tab');
    await expect(page.getByText(words.rules.wrong.hours)).toBeVisible();
    await expect(part(words.rules.save)).toBeDisabled();
    await least.fill('16');
    await staff.press('Tab');
    await part(words.rules.pages.cover).click();
    await page
      .getByRole('button', { name: new RegExp(`^${words.rules.cover.cell('Tổ thường trực', 'Ca sáng', 'thứ Hai')}`) })
      .click();
    await staff.press('9');
    await expect(page.getByText(words.rules.wrong.tooMany('Tổ thường trực, Ca sáng, thứ Hai', 9, 6))).toBeVisible();
    await expectAccessible(page);
    // Looking elsewhere loses nothing.
    await part(roster.screens.people).click();
    await part(roster.screens.rules).click();
    await part(words.rules.save).click();
    await part(words.rules.saveAnyway).click();
    await expect(page.getByText(words.rules.saved)).toBeVisible();
    const { settings } = (await view()).situation;
    expect(settings.rules.weekHours.least).toBe(16);
    expect(settings.cover.find(({ team, days }) => team === 'standing' && days.length === 1)?.people).toBe(9);
  });

  await test.step('a week, and a month of thirty officers, stand on one page each', async () => {
    const chief = (await profile(CHIEF))?.id;
    await page.route('**/api/staff/roster.view', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { result: { data: RosterView } };
      crowd(body.result.data);
      await route.fulfill({ json: body });
    });
    // A change makes the page ask again for what it has read already.
    const wish = { type: 'setWish', day: '2026-11-29', shift: null, want: null, weight: 1 };
    await run(page, { ...wish, officer: chief });
    const sheet = page.getByTestId('roster-sheet');
    for (const kind of ['month', 'week'] as const) {
      await page.getByRole('radio', { name: roster.kinds[kind] }).click();
      const shown = kind === 'month' ? roster.period.month(MONTH.from) : roster.period.week(MONDAY, '2026-11-29');
      await expect(page.getByRole('heading', { name: shown })).toBeVisible();
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      await expect(sheet).toContainText(kind === 'month' ? 'Tháng 11 năm 2026' : 'Tuần từ 23/11/2026');
      await expect(sheet).toContainText('Nguyễn Hoàng Phương Thảo 30 Mẫu');
      await expect(sheet).toContainText('CÔNG AN TỈNH THANH HÓA');
      const over = await sheet.evaluate((each) => {
        const { bottom, right } = each.firstElementChild?.getBoundingClientRect() ?? { bottom: 0, right: 0 };
        const edge = each.getBoundingClientRect();
        return [bottom - edge.bottom > 1, right - edge.right > 1];
      });
      expect(over).toEqual([false, false]);
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      await expect(sheet).toHaveCount(0);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
      // Across: the browser drew the sheet by itself, and not the screen.
      expect(pdf).toMatch(/\/MediaBox\s*\[\s*0 0 84[12][.\d]* 59[456]/);
    }
    await page.unroute('**/api/staff/roster.view');
  });

  await test.step('the week is saved for Excel; an officer gets a calendar of themselves alone', async () => {
    await staff.press('F10');
    const save = page.getByRole('button', { name: `${words.files.save}: ${words.files.excel}` });
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
    expect(download.suggestedFilename()).toBe('lich-truc-2026-11-23-2026-11-29.xlsx');
    await expect(page.getByText(words.files.saved(download.suggestedFilename()))).toBeVisible();
    await staff.press('Escape', 'Alt+k');
    await staff.signIn('Hoàng Văn Mẫu', DEMO_PIN);
    const file = { ...MONTH, form: 'ics', officer: null };
    const made = await ask<{ value: { name: string; base64: string } }>(page, 'staff', 'roster.file', file);
    expect(made.value.name).toBe('lich-truc-rieng-2026-11.ics');
    expect(Buffer.from(made.value.base64, 'base64').toString()).not.toContain('BEGIN:VEVENT');
  });
});

async function run(page: Page, command: object): Promise<void> {
  expect(await ask(page, 'staff', 'roster.run', { key: newKey(), command })).toEqual({ ok: true, value: null });
}

/** Thirty officers with long names, each on duty nearly every day. */
function crowd(view: RosterView): void {
  const [first] = view.people;
  if (!first) return;
  view.people = Array.from({ length: 30 }, (_, i) => ({
    ...first,
    ...{ id: `o${i}`, rank: 'Thượng úy', name: `Nguyễn Hoàng Phương Thảo ${i + 1} Mẫu` },
  }));
  const shifts = ['morning', 'afternoon', 'evening'];
  view.places = view.situation.calendar.flatMap(({ day }, d) =>
    view.people.flatMap(({ id }, i) =>
      (d + i) % 5 === 0
        ? []
        : [
            {
              day,
              officer: id,
              shift: shifts[(d + i) % 3] ?? '',
              team: i % 2 === 0 ? 'standing' : 'mobile',
              byHand: false,
              mark: (d + i) % 7 === 0 ? 'added' : 'published',
            } as const,
          ],
    ),
  );
}
