import { signin } from '../../renderer/ui/strings/vi/signin.ts';
import { staff as words } from '../../renderer/ui/strings/vi/staff.ts';
import { newKey } from '../host.ts';
import { ADMINISTRATOR, ask, DEMO_PIN, expect, expectAccessible, expectNoScroll, test } from './fixtures.ts';

const DAY = '2026-11-23';

test('the published roster stands on the board and at the sign-in; who is not in it says why with one key', async ({
  office: { host, staff, board },
}) => {
  const { page } = staff;
  await staff.open(host.url);
  await staff.setUpDemo(host.setupCode ?? '');
  const officers = await ask<{ id: string; name: string }[]>(page, 'staff', 'session.officers');
  const administrator = officers.find(({ name }) => name === ADMINISTRATOR)?.id;
  await ask(page, 'staff', 'session.signIn', { officer: administrator, pin: DEMO_PIN });
  await page.reload();
  const others = officers.filter(({ name }) => name !== ADMINISTRATOR);
  const run = async (command: object) =>
    expect(await ask(page, 'staff', 'roster.run', { key: newKey(), command })).toEqual({ ok: true, value: null });
  const profile = { teams: ['standing'], skills: ['collect'], far: false };
  for (const { id } of others) await run({ type: 'setProfile', officer: id, profile });
  // Those whose names come last, so that they would not stand first by themselves.
  const onDuty = others.slice(-2);
  const [absent] = others;
  const on = onDuty.map(({ id }) => ({ day: DAY, shift: 'morning', team: 'standing', officer: id, byHand: true }));
  await run({ type: 'change', how: 'moved', off: [], on });

  await board.open(host.url);
  const shift = board.page.getByTestId('shift');
  await expect(shift).toHaveText('Ca sáng 07:00–12:00');
  await run({ type: 'publish', from: DAY, to: DAY });
  await expect(shift).toHaveText('Ca sáng 07:00–12:00 · 2 cán bộ trực');
  for (const { name } of onDuty) await expect(board.page.getByText(name)).toHaveCount(0);
  await expectNoScroll(board.page);

  const duty = page.getByTestId('duty');
  for (const { name } of onDuty) await expect(duty).toContainText(name);
  await expect(duty).toContainText(words.duty.shift('Ca sáng', '12:00'));
  await expect(duty).toContainText(words.duty.desks(2, 0));

  await staff.press('Alt+K');
  const names = page.getByRole('option');
  for (const i of [0, 1]) await expect(names.nth(i)).toContainText(signin.onShift);
  await expect(names.nth(2)).not.toContainText(signin.onShift);
  await expectAccessible(page);

  await staff.signIn(absent?.name ?? '', DEMO_PIN);
  const why = page.getByTestId('why');
  await expect(why).toContainText('Ca sáng');
  await expectAccessible(page);
  // A card read meanwhile answers nothing.
  await staff.scan('038090000012');
  await expect(why).toBeVisible();
  await page.waitForTimeout(150);
  await staff.press('2');
  await expect(why).toBeHidden();
  await page.reload();
  await expect(duty).toBeVisible();
  await expect(why).toBeHidden();
});
