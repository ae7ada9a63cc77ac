import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { staff as words } from '../../renderer/ui/strings/vi/staff.ts';
import { DEMO_PIN, expect, expectAccessible, expectNoScroll, openOffice, setSettings, test } from './fixtures.ts';

/** A card of an invented person, as its QR code gives it. */
const CARD = '038060000017||Lê Văn Mẫu|14021960|Nam|Thôn 1, Hoằng Sơn, Thanh Hóa|01032022';

test('a whole day: keyboard alone at the desk, touch at the door, the board right after every action', async ({
  office,
}) => {
  test.setTimeout(300_000);
  const { host, staff, take, board } = office;
  await openOffice(office);
  await setSettings(staff.page, 'queue', (queue: object) => ({ ...queue, noShowGapSeconds: 1 }));
  // The spoken call holds its number in the panel for ten seconds; voice.spec.ts has it on.
  await setSettings(staff.page, 'sound', (sound: object) => ({ ...sound, voice: false }));
  await expect(board.page.getByTestId('idle')).toBeVisible();

  const taken: [service: string, priority: string, number: string, next: string[]][] = [
    ['card', 'none', 'A001', ['A001']],
    ['card', 'none', 'A002', ['A001', 'A002']],
    ['card', 'elderly', 'A003', ['A001', 'A002', 'A003']],
    ['eid', 'none', 'C001', ['A001', 'A002', 'A003', 'C001']],
    ['card', 'none', 'A004', ['A001', 'A002', 'A003', 'C001', 'A004']],
  ];
  await test.step('citizens take numbers', async () => {
    for (const [service, priority, number, next] of taken) {
      expect(await take.take(service, priority)).toBe(number);
      await take.backToStart();
      await board.expectNext(...next);
    }
    await take.tap('service-cardChild');
    await take.tap('people-more');
    await take.tap('priority-none');
    await expect(take.number).toHaveText('B001');
    await expectNoScroll(take.page);
    await expectAccessible(take.page);
    await take.backToStart();
    await board.expectNext('A001', 'A002', 'A003', 'C001', 'A004', 'B001');
  });

  await test.step('an officer takes over the machine, opens desk 1 and calls', async () => {
    await staff.press('Alt+k');
    await staff.signIn('Trần Thị', DEMO_PIN);
    await staff.press('F2');
    await expect(staff.nextNumber).toHaveText('A003');
    // The line of desk 1 first, by its own order; nobody is at desk 3 yet.
    await board.expectNext('A003', 'A001', 'A002', 'A004', 'B001', 'C001');
    await staff.press('F2');
    await expect(staff.atDesk).toHaveText('A003');
    await board.expectCalled('A003', '1');
    await board.expectNext('A001', 'A002', 'A004', 'B001', 'C001');
    await expectAccessible(staff.page);
    await expectNoScroll(board.page);
    await expectAccessible(board.page);
  });

  await test.step('a card is read: the person has come, and only the officer sees who', async () => {
    await staff.scan(CARD);
    await expect(staff.page.getByText('Lê Văn Mẫu')).toBeVisible();
    await expect(staff.page.getByTestId('done')).toBeVisible();
    await expect(board.page.getByText('Lê Văn')).toHaveCount(0);
    await staff.finish();
    await expect(staff.atDesk).toHaveCount(0);
    await staff.press('Control+z');
    await expect(staff.atDesk).toHaveText('A003');
    await staff.press('F8');
    await expect(staff.atDesk).toHaveCount(0);
    await board.expectCalled('A003', '1');
  });

  await test.step('somebody does not come, and then does', async () => {
    await staff.press('F2');
    await board.expectCalled('A001', '1');
    await expect(staff.page.getByTestId('absent')).toBeDisabled();
    await staff.press('F4');
    await expect(board.page.getByText('Gọi lần 2')).toBeVisible();
    await expect(staff.page.getByTestId('absent')).toBeEnabled();
    await staff.press('F9');
    await expect(staff.atDesk).toHaveCount(0);
    await board.expectNext('A002', 'A004', 'B001', 'C001');
    await staff.press('ArrowLeft', 'ArrowLeft', 'ArrowDown', 'Alt+b');
    // After the next three.
    await board.expectNext('A002', 'A004', 'B001', 'A001', 'C001');
    await staff.press('ArrowLeft', 'ArrowLeft');
  });

  await test.step('papers are missing, and are brought', async () => {
    await staff.press('F2');
    await board.expectCalled('A002', '1');
    await staff.press('F10');
    await expect(staff.atDesk).toHaveCount(0);
    await board.expectNext('A004', 'B001', 'A001', 'C001');
    await staff.press('ArrowRight', 'ArrowDown', 'Alt+b');
    // A001 comes after three calls, whoever is called.
    await board.expectNext('A002', 'A004', 'A001', 'B001', 'C001');
    await staff.press('ArrowLeft');
    await staff.press('F2');
    await expect(staff.atDesk).toHaveText('A002');
    await staff.press('F8');
    await expect(staff.page.getByTestId('done')).toBeVisible();
    await board.expectCalled('A002', '1');
  });

  await test.step('the plug is pulled in the middle, and nothing is lost', async () => {
    await host.kill('SIGKILL');
    await take.tap('service-card');
    await take.tap('priority-none');
    await expect(take.page.getByTestId('problem')).toBeVisible();
    await expectNoScroll(take.page);
    await expect(board.page.getByText('Mất kết nối')).toBeVisible({ timeout: 15_000 });
    // What was on the wall stays there.
    await board.expectCalled('A002', '1');
    await host.restart();
    await take.tap('retry');
    await expect(take.number).toHaveText('A005');
    await take.backToStart();
    await expect(board.page.getByText('Mất kết nối')).toHaveCount(0, { timeout: 15_000 });
    await board.expectCalled('A002', '1');
    await board.expectNext('A004', 'A001', 'B001', 'A005', 'C001');
    // Sessions live in memory only: after a restart the officer signs in again and stands where she stood.
    await staff.page.reload();
    await staff.signIn('Trần Thị', DEMO_PIN);
    await expect(staff.atDesk).toHaveText('A002');
    await staff.press('F8');
    await expect(staff.atDesk).toHaveCount(0);
  });

  await test.step('a number is called before its turn, with a reason, and sent on to desk 3', async () => {
    await staff.press('ArrowDown', 'ArrowDown', 'ArrowDown', 'Alt+g');
    await expect(staff.dialog).toContainText('B001');
    await staff.press('ArrowDown', 'F8');
    await board.expectCalled('B001', '1');
    await staff.press('F8');
    await expect(staff.page.getByTestId('done')).toBeVisible();
    await staff.press('F7');
    await expect(staff.dialog).toBeVisible();
    // From "cardChild" one down to "eid".
    await staff.press('ArrowDown', 'F8');
    await expect(staff.atDesk).toHaveCount(0);
    // Three calls have passed, so A001 is next again.
    await board.expectNext('A001', 'A004', 'A005', 'C001', 'B001');
  });

  await test.step('a break', async () => {
    await staff.press('Alt+t');
    await expect(staff.dialog).toBeVisible();
    await staff.press('F8');
    await expect(board.page.getByText('chưa có quầy mở')).toBeVisible();
    await expect(staff.callNext).toContainText(words.resume);
    await staff.press('F2');
    await expect(board.page.getByText('1 quầy đang mở')).toBeVisible();
  });

  await test.step('the officer gives a number, and serves the rest of the line', async () => {
    await staff.press('Alt+n');
    await expect(staff.dialog).toBeVisible();
    await staff.press('F8');
    await expect(staff.dialog).toHaveCount(0);
    for (const number of ['A001', 'A004', 'A005', 'A006']) {
      await staff.press('F2');
      await expect(staff.atDesk).toHaveText(number);
      await board.expectCalled(number, '1');
      await staff.serve();
      await expect(staff.atDesk).toHaveCount(0);
    }
    await expect(staff.callNext).toContainText(words.nobodyWaiting);
  });

  await test.step('on to desk 3 for the rest', async () => {
    await staff.press('Alt+m');
    await expect(staff.page.getByRole('menu')).toBeVisible();
    await staff.press('ArrowDown', 'ArrowDown', 'Enter');
    await expect(staff.dialog).toContainText(words.closeDeskTitle('1'));
    await staff.press('F8');
    await expect(staff.page.getByText(words.deskClosed)).toBeVisible();
    await staff.press('Alt+q');
    await expect(staff.page.getByText(words.chooseDesk).first()).toBeVisible();
    await staff.press('ArrowDown', 'ArrowDown', 'F2');
    await expect(staff.nextNumber).toHaveText('C001');
    for (const number of ['C001', 'B001']) {
      await staff.press('F2');
      await expect(staff.atDesk).toHaveText(number);
      await board.expectCalled(number, '3');
      await staff.serve();
      await expect(staff.atDesk).toHaveCount(0);
    }
    await board.expectNext();
  });

  await test.step('the day is closed', async () => {
    await staff.press('Alt+m');
    await expect(staff.page.getByRole('menu')).toBeVisible();
    await staff.type(words.menu.closeDay.slice(0, 2));
    await staff.press('Enter');
    await expect(staff.dialog).toContainText(words.closeDayTitle);
    await staff.press('F8');
    await expect(take.page.getByTestId('status-ended')).toBeVisible();
    await expectNoScroll(take.page);
    await expectAccessible(take.page);
    await expect(board.page.getByText('Số cuối: A006, B001, C001')).toBeVisible();
    await expectNoScroll(board.page);
    await expectAccessible(board.page);
  });

  await test.step('the chief reads the figures', async () => {
    await staff.press('Alt+k');
    await staff.signIn('Nguyễn Văn', DEMO_PIN);
    await staff.tab('figures');
    await expect(staff.page.getByRole('row', { name: /Cả ngày/ }).first()).toContainText('8 / 8');
    await expectAccessible(staff.page);
  });

  await test.step('the log proves the day', async () => {
    const cli = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'toiluot.ts');
    const verified = spawnSync(process.execPath, [cli, 'verify-log', '--data', host.dir], {
      env: host.env,
      encoding: 'utf8',
    });
    expect(verified.stderr).toBe('');
    expect(verified.status).toBe(0);
    expect(verified.stdout).toMatch(/^Nhật ký đúng: \d+ sự kiện/);
  });
});
