import { failures } from '../../renderer/ui/strings/vi/failures.ts';
import { form } from '../../renderer/ui/strings/vi/form.ts';
import { signin } from '../../renderer/ui/strings/vi/signin.ts';
import { staff as words } from '../../renderer/ui/strings/vi/staff.ts';
import { Caller } from '../host.ts';
import { StaffPage } from '../page-models/staff.ts';
import { ADMINISTRATOR, DEMO_PIN, expect, openOffice, test } from './fixtures.ts';

const OFFICE_PC = { width: 1366, height: 768 };

/** A second officer's machine, paired and signed in. */
async function secondDesk(office: Parameters<typeof openOffice>[0], officer: string): Promise<StaffPage> {
  const page = await office.machine(OFFICE_PC);
  const second = new StaffPage(page);
  await second.open(office.host.url);
  const code = (
    await page
      .getByText(/^\D*\d{4}$/)
      .first()
      .innerText()
  ).replaceAll(/\D/g, '');
  await office.staff.approveDevice(code, 'Máy quầy 2');
  await office.staff.tab('desk');
  await second.signIn(officer, DEMO_PIN);
  return second;
}

test('two desks: one number each, a screen that is behind changes nothing, a desk is handed over', async ({
  office,
}) => {
  const { staff, take, board } = office;
  await openOffice(office);
  const second = await secondDesk(office, 'Trần Thị');
  for (let i = 0; i < 3; i++) {
    await take.take('card');
    await take.backToStart();
  }
  await staff.press('F2');
  await expect(staff.nextNumber).toHaveText('A001');
  await second.press('ArrowDown', 'F2');
  await expect(second.nextNumber).toHaveText('A001');
  await Promise.all([staff.press('F2'), second.press('F2')]);
  await expect(staff.atDesk).toBeVisible();
  await expect(second.atDesk).toBeVisible();
  const got = [await staff.atDesk.innerText(), await second.atDesk.innerText()].sort();
  expect(got).toEqual(['A001', 'A002']);

  // The second machine is cut off; what it would do to A003 was done elsewhere meanwhile.
  await second.press('ArrowDown', 'Alt+x');
  await expect(second.dialog).toContainText('A003');
  await second.page.route('**/api/staff/changes', (route) => route.abort());
  await staff.press('ArrowDown', 'Alt+c');
  await expect(staff.dialog).toContainText('A003');
  await staff.press('ArrowUp', 'F8');
  await expect(staff.dialog).toHaveCount(0);
  await second.press('F8');
  await expect(second.dialog.getByRole('alert')).toHaveText(failures.StaleTicket ?? '');
  await second.press('Escape');
  await board.expectNext('A003');

  // Hand-over in the middle of a ticket: asked once more, then the number goes on at the same desk.
  const number = await second.atDesk.innerText();
  await staff.serve();
  await expect(staff.atDesk).toHaveCount(0);
  await staff.press('Alt+m');
  await expect(staff.page.getByRole('menu')).toBeVisible();
  await staff.press('ArrowDown', 'ArrowDown', 'Enter');
  await expect(staff.dialog).toBeVisible();
  await staff.press('F8');
  await expect(staff.page.getByText(words.deskClosed)).toBeVisible();
  await staff.press('Alt+q');
  await expect(staff.page.getByText(words.chooseDesk).first()).toBeVisible();
  await staff.press('ArrowDown', 'F2');
  await expect(staff.callNext).toContainText(words.takeOver('2'));
  await staff.press('F2');
  await expect(staff.dialog).toContainText(words.takeOver('2'));
  await staff.press('F8');
  await expect(staff.atDesk).toHaveText(number);
  await expect(second.callNext).toContainText(words.takeOver('2'));
});

test('F8 pressed twice starts and does not finish; a dialog never goes over to the next person', async ({ office }) => {
  const { staff, take } = office;
  await openOffice(office);
  for (let i = 0; i < 2; i++) {
    await take.take(i === 0 ? 'card' : 'pickup');
    await take.backToStart();
  }
  await staff.press('F2');
  await expect(staff.nextNumber).toHaveText('A001');
  await staff.press('F2');
  await expect(staff.atDesk).toHaveText('A001');
  await staff.press('F8');
  await expect(staff.page.getByTestId('done')).toBeVisible();
  await staff.press('F8');
  await staff.page.waitForTimeout(900);
  await expect(staff.atDesk).toHaveText('A001');

  // The same officer in a second window goes on while the first still asks what A001 came to.
  await staff.press('Shift+F8');
  await expect(staff.dialog).toContainText('A001');
  const window = new StaffPage(await staff.page.context().newPage());
  await window.open(office.host.url);
  await expect(window.atDesk).toHaveText('A001');
  await window.press('F8');
  await expect(window.atDesk).toHaveCount(0);
  await window.press('F2');
  await expect(window.atDesk).toHaveText('E001');
  await window.press('F8');
  await expect(window.page.getByTestId('done')).toBeVisible();
  await staff.page.bringToFront();
  await expect(staff.atDesk).toHaveText('E001');
  await expect(staff.dialog).toContainText('A001');
  await staff.press('F8');
  await expect(staff.dialog.getByRole('alert')).toHaveText(failures.StaleTicket ?? '');
  await staff.press('Escape');
  await expect(staff.atDesk).toHaveText('E001');
  await expect(staff.page.getByTestId('done')).toBeVisible();
});

test('what was pressed while the host was away is done once, and the officer is told', async ({ office }) => {
  const { staff, board, host } = office;
  await openOffice(office);
  await staff.press('F2');
  await expect(staff.callNext).toContainText(words.nobodyWaiting);
  await staff.press('Alt+n');
  await expect(staff.dialog).toBeVisible();
  // The command reaches the host; its answer does not come back.
  await staff.page.route('**/api/staff/staff.run*', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await staff.press('F8');
  await expect(staff.dialog.getByRole('alert')).toHaveText(form.offline);
  await board.expectNext('A001');
  await staff.page.unroute('**/api/staff/staff.run*');
  await staff.press('F8');
  await expect(staff.dialog).toHaveCount(0);
  await expect(staff.notice).toContainText('A001');
  await board.expectNext('A001');
  // The same number for the next person is a new one.
  await staff.press('Alt+n');
  await expect(staff.dialog).toBeVisible();
  await staff.press('F8');
  await board.expectNext('A001', 'A002');
  await host.kill('SIGKILL');
  await host.restart();
  await expect(staff.page.getByText(signin.ended)).toBeVisible({ timeout: 30_000 });
});

test('a finger that slips on its key has chosen, and a double tap is one number', async ({ office }) => {
  const { take, board } = office;
  await openOffice(office);
  const card = await take.page.getByTestId('service-card').boundingBox();
  if (!card) throw new Error('no service');
  const finger = await take.page.context().newCDPSession(take.page);
  const at = (slip: number) => [{ x: card.x + card.width / 2 + slip, y: card.y + card.height / 2 + slip }];
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (const slip of [10, 20, 30]) {
    await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(slip) });
  }
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  const none = take.page.getByTestId('priority-none');
  // A page just opened takes no touch for a moment.
  await none.tap({ trial: true });
  const box = await none.boundingBox();
  if (!box) throw new Error('no button');
  await take.page.touchscreen.tap(box.x + 40, box.y + 40);
  await take.page.touchscreen.tap(box.x + 40, box.y + 40);
  await expect(take.number).toHaveText('A001');
  await take.backToStart();
  await board.expectNext('A001');
});

test('ten wrong PINs lock the officer, a good one then waits too, and nobody learns why', async ({ office }) => {
  const { staff } = office;
  await openOffice(office);
  await staff.press('Alt+k');
  await expect(staff.page.getByRole('option').first()).toBeVisible();
  await staff.type('Trần');
  await expect(staff.page.getByRole('option')).toHaveCount(1);
  await staff.press('ArrowDown', 'Enter');
  for (let i = 0; i < 10; i++) {
    await staff.type('902817');
    await staff.press('Enter');
    await expect(
      staff.page
        .getByRole('alert')
        .or(staff.page.getByText(/tạm khóa/))
        .first(),
    ).toBeVisible();
    if ((await staff.page.getByText(/tạm khóa đến/).count()) > 0) break;
  }
  await expect(staff.page.getByText(/tạm khóa đến/)).toBeVisible();
  await staff.type(DEMO_PIN);
  await staff.press('Enter');
  await expect(staff.page.getByText(/tạm khóa đến/)).toBeVisible();
  await expect(staff.callNext).toHaveCount(0);
});

test('a scan while a field has the focus leaves the field as it was', async ({ office }) => {
  const { staff, take } = office;
  await openOffice(office);
  await take.take('card');
  await staff.press('F2');
  await expect(staff.nextNumber).toHaveText('A001');
  await staff.press('F2');
  await expect(staff.atDesk).toHaveText('A001');
  await staff.press('Alt+p');
  const field = staff.dialog.getByRole('textbox').first();
  await expect(field).toBeFocused();
  await staff.type('0380');
  await staff.scan('038060000017||Lê Văn Mẫu|14021960|Nam|Thôn 1, Hoằng Sơn, Thanh Hóa|01032022');
  await expect(staff.page.getByText(words.scan.attached('A001')).first()).toBeVisible();
  await expect(field).toHaveValue('0380');
});

test('a revoked screen goes dark at once, and a foreign page gets nothing', async ({ office }) => {
  const { host, staff, take } = office;
  await openOffice(office);
  await staff.settingsPage('devices');
  await staff.page.getByRole('button', { name: 'Thu hồi Cửa vào' }).click();
  await staff.dialog.getByRole('button', { name: 'Thu hồi', exact: true }).click();
  await expect(take.page.getByTestId('pairing-code')).toBeVisible();

  const answer = await fetch(`${host.url}/api/staff/staff.view`, {
    method: 'POST',
    headers: { origin: 'http://other.example', 'content-type': 'application/json' },
    body: '{"desk":null}',
  });
  expect(answer.status).toBe(403);
  const stranger = new Caller('staff', () => host.url);
  await expect(stranger.call('staff.view', { desk: null })).rejects.toThrow('412');
});

test('a lost browser is let in again with the recovery key', async ({ office }) => {
  const { host, staff } = office;
  const { recoveryKey } = await openOffice(office);
  const page = await office.machine(OFFICE_PC);
  await page.goto(`${host.url}/staff`);
  await page.getByRole('button', { name: 'Không còn máy nào duyệt được?' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(recoveryKey.toLowerCase());
  await page.getByRole('dialog').getByRole('button', { name: 'Duyệt máy này' }).click();
  await new StaffPage(page).signIn(ADMINISTRATOR, DEMO_PIN);
  await expect(staff.callNext).toBeVisible();
});
