import type { Page } from '@playwright/test';
import { ticketCode } from '../../electron/core/people/scan.ts';
import {
  CLIPS,
  type Clip,
  closedClips,
  FAILURE_CLIPS,
  FIND_CLIPS,
  issuedClips,
} from '../../electron/core/queue/announcement.ts';
import type { StaffCommand } from '../../electron/core/queue/commands.ts';
import type { TicketState } from '../../electron/core/queue/types.ts';
import type { IssuedView, StaffView } from '../../electron/core/queue/views.ts';
import { take as en } from '../../renderer/ui/strings/en/take.ts';
import { common } from '../../renderer/ui/strings/vi/common.ts';
import { take as vi } from '../../renderer/ui/strings/vi/take.ts';
import { MONDAY_0730, newKey } from '../host.ts';
import { ADMINISTRATOR, ask, DEMO_PIN, expect, listen, openOffice, setSettings, test } from './fixtures.ts';

/** "When is it my turn?", as somebody asks it who comes back with a paper and cannot read well. */

/** What is heard at the ticket screen. Each call awaits what is said next: whole, in order, and nothing else. */
type Ear = {
  says(clips: readonly Clip[]): Promise<void>;
  /** The answer about a number in this state, as the host gave it to the screen: times move while a test runs. */
  answers(number: string, state: TicketState): Promise<void>;
  /** Nothing more has been said. */
  quiet(): Promise<void>;
};

async function createEar(page: Page): Promise<Ear> {
  const answers: IssuedView[] = [];
  page.on('response', async (response) => {
    if (!/take\.(find|scan)$/.test(new URL(response.url()).pathname)) return;
    // A host that was killed, or the end of the test, takes the answer away.
    const answer = await response.json().catch(() => null);
    const value = answer?.result.data.value;
    if (value) answers.push(value.issued ?? value);
  });
  const played = await listen(page);
  await expect(page.getByTestId('read-aloud')).toBeVisible();
  const lengths = new Map(
    await page.evaluate(async (names) => {
      const audio = new OfflineAudioContext(1, 1, 48_000);
      const length = async (name: string) =>
        (await audio.decodeAudioData(await (await fetch(`/assets/voice/${name}.ogg`)).arrayBuffer())).duration;
      return Promise.all(names.map(async (name) => [name, await length(name)] as const));
    }, Object.keys(CLIPS)),
  );
  let heard = 0;
  const next = async (possible: () => (readonly Clip[])[]) => {
    const written = (clips: readonly Clip[]) => clips.map((clip) => lengths.get(clip)?.toFixed(2)).join(' ');
    await expect(async () => {
      const now = (await played()).slice(heard).map((length) => length.toFixed(2));
      expect(possible().map(written)).toContain(now.join(' '));
    }).toPass({ timeout: 10_000 });
    heard = (await played()).length;
  };
  return {
    says: (clips) => next(() => [clips]),
    answers: (number, state) =>
      next(() => answers.filter((each) => each.number === number && each.state === state).map(issuedClips)),
    quiet: async () => expect((await played()).length).toBe(heard),
  };
}

/** An officer's command without the walk through the dialogs; the officer's screen has tests of its own. */
async function run(page: Page, command: StaffCommand): Promise<void> {
  expect(await ask(page, 'staff', 'staff.run', { key: newKey(), command })).toMatchObject({ ok: true });
}

const staffView = (page: Page, desk: string | null) => ask<StaffView>(page, 'staff', 'staff.view', { desk });

test('a typed number is answered aloud at once, once, and again when it is called while somebody looks', async ({
  office,
}) => {
  const { staff, take } = office;
  await openOffice(office);
  await staff.press('F2');
  await expect(staff.callNext).toBeVisible();
  for (const _ of ['A001', 'A002']) {
    await take.take('card');
    await take.backToStart();
  }
  const ear = await createEar(take.page);
  const key = take.page.getByTestId('read-aloud');

  await take.tap('find');
  // Only letters a number can have, nothing spoken before somebody asks.
  await expect(take.page.locator('[data-testid^="letter-"]')).toHaveText(['A', 'B', 'C', 'D', 'E', 'G']);
  await key.tap();
  await ear.says(FIND_CLIPS);
  await key.tap();
  await expect(key).toHaveText(vi.readAloud);
  await take.tap('letter-A');
  for (const digit of [9, 9, 9]) await take.tap(`key-${digit}`);
  await take.tap('pad-go');
  await expect(take.page.getByTestId('problem')).toHaveText(vi.failures.UnknownTicket ?? '');
  await ear.says(FAILURE_CLIPS.UnknownTicket ?? []);
  // Whoever mistyped types again, without looking for the key that erases.
  await take.tap('key-2');
  await expect(take.page.getByTestId('problem')).toHaveCount(0);
  await expect(take.page.getByTestId('typed')).toHaveText('A2··');
  // Two taps are one question.
  await take.page.getByTestId('pad-go').dblclick();
  await expect(take.number).toHaveText('A002');
  await expect(take.when).toContainText(vi.issued.ahead(1));
  await expect(take.when).toContainText(/phút nữa/);
  await ear.answers('A002', 'waiting');
  await expect(key).toHaveText(vi.stopReading);
  await key.tap();
  await expect(key).toHaveText(vi.readAloud);
  await expect(take.page.getByTestId('countdown')).toBeVisible();
  await key.tap();
  await ear.answers('A002', 'waiting');
  await key.tap();

  // Somebody is called before: the page says so without a word.
  await expect(staff.nextNumber).toHaveText('A001');
  await staff.press('F2');
  await expect(staff.atDesk).toHaveText('A001');
  await expect(take.when).toContainText(vi.issued.ahead(0));
  await staff.serve();
  await expect(staff.nextNumber).toHaveText('A002');
  await ear.quiet();
  await staff.press('F2');
  await expect(take.when).toContainText(vi.issued.states.called);
  await expect(take.when).toContainText(vi.issued.desk('1'));
  await ear.answers('A002', 'called');
  await key.tap();
  // And the next person finds the first page.
  await expect(take.page.getByTestId('find')).toBeVisible({ timeout: 25_000 });
});

test('a scanned paper says what to do with a number in every state', async ({ office }) => {
  const { staff, take } = office;
  await openOffice(office);
  for (const _ of ['A001', 'A002', 'A003', 'A004', 'A005', 'A006']) {
    await take.take('card');
    await take.backToStart();
  }
  await setSettings(staff.page, 'queue', (queue: object) => ({ ...queue, noShowCalls: 1, noShowGapSeconds: 0 }));
  const ear = await createEar(take.page);
  await expect(take.page.getByTestId('find')).toBeVisible();
  /** Lays the paper on the scanner over whatever is shown, the answer to the one before included. */
  const scan = async (number: string, state: TicketState, text: string) => {
    await take.scan(ticketCode({ number, issuedAt: MONDAY_0730 }));
    await expect(take.number).toHaveText(number);
    await expect(take.when).toContainText(text);
    await ear.answers(number, state);
  };
  await scan('A001', 'waiting', vi.issued.expectedUnknown);

  const desks = (await staffView(staff.page, null)).desks;
  const [one, two] = desks.map(({ id }) => id);
  if (!one || !two) throw new Error('the demo office has two desks');
  const officers = await ask<{ id: string; name: string }[]>(staff.page, 'staff', 'session.officers');
  const signIn = (name: string) =>
    ask(staff.page, 'staff', 'session.signIn', {
      officer: officers.find((each) => each.name === name)?.id,
      pin: DEMO_PIN,
    });
  await signIn('Trần Thị Mẫu');
  await run(staff.page, { type: 'openDesk', desk: two });
  await signIn(ADMINISTRATOR);
  const atDesk = async () => {
    const { atDesk } = await staffView(staff.page, one);
    if (!atDesk) throw new Error('nobody at the desk');
    return { desk: one, ticket: atDesk.ticket, version: atDesk.version };
  };
  const call = () => run(staff.page, { type: 'callNext', desk: one });
  await run(staff.page, { type: 'openDesk', desk: one });
  await call();
  await expect(take.when).toContainText(vi.issued.desk('1'));
  await ear.answers('A001', 'called');
  await run(staff.page, { type: 'start', ...(await atDesk()) });
  await expect(take.when).toContainText(vi.issued.atDesk('1'));
  await ear.answers('A001', 'serving');
  await run(staff.page, { type: 'park', ...(await atDesk()) });
  await expect(take.when).toContainText(vi.issued.states.parked);
  await ear.answers('A001', 'parked');

  await call();
  await run(staff.page, { type: 'absent', ...(await atDesk()) });
  await scan('A002', 'no_show', vi.issued.states.no_show);
  await call();
  await run(staff.page, { type: 'start', ...(await atDesk()) });
  const { work } = (await staffView(staff.page, one)).atDesk ?? { work: [] };
  await run(staff.page, { type: 'done', ...(await atDesk()), work });
  await scan('A003', 'done', vi.issued.states.done);
  await call();
  await run(staff.page, { type: 'start', ...(await atDesk()) });
  await run(staff.page, { type: 'transfer', ...(await atDesk()), service: 'card', forDesk: two });
  await scan('A004', 'waiting', vi.issued.waitForCall('2'));
  const row = async (number: string) => {
    const found = (await staffView(staff.page, one)).line.find((each) => each.number === number);
    if (!found) throw new Error(`${number} does not wait`);
    return { ticket: found.ticket, version: found.version };
  };
  await run(staff.page, { type: 'cancel', ...(await row('A005')), reason: 'citizenLeft' });
  await scan('A005', 'cancelled', vi.issued.states.cancelled);
  await run(staff.page, { type: 'void', ...(await row('A006')), reason: 'mistake' });
  await scan('A006', 'void', vi.issued.states.void);

  const slot = (await staffView(staff.page, one)).closesAt ?? 0;
  const booked = await ask<{ ok: boolean }>(staff.page, 'staff', 'staff.run', {
    key: newKey(),
    command: { type: 'book', service: 'card', people: 1, day: '2026-11-23', at: slot - 60 * 60_000 },
  });
  expect(booked.ok).toBe(true);
  const [appointment] = (await staffView(staff.page, one)).appointments;
  if (!appointment) throw new Error('nothing is booked');
  await run(staff.page, { type: 'arrive', code: appointment.code });
  await scan('A007', 'waiting', vi.issued.appointmentAt(appointment.at));

  // Another paper's number: one sentence, spoken, and the scanner goes on.
  await take.scan('TL:A099');
  await expect(take.page.getByTestId('problem')).toHaveText(vi.failures.UnknownTicket ?? '');
  await ear.says(FAILURE_CLIPS.UnknownTicket ?? []);

  // Friday's paper has a number that is called today for somebody else.
  await take.scan('TL:A001:20261120');
  await expect(take.page.getByTestId('problem')).toHaveText(vi.failures.PaperOfOtherDay ?? '');
  await ear.says(FAILURE_CLIPS.PaperOfOtherDay ?? []);
});

test('a paper is read on every page, also when no numbers are given out or the host was away', async ({ office }) => {
  test.setTimeout(180_000);
  const { host, staff, take } = office;
  const { page } = take;
  await openOffice(office);
  await take.take('card');
  await take.backToStart();
  const answers = async () => {
    await take.scan('TL:A001');
    await expect(take.number).toHaveText('A001');
    await take.tap('back-to-start');
  };
  await answers();
  for (const [testId, shown] of [
    ['find', 'pad-go'],
    ['appointment', 'pad-go'],
    ['service-card', 'priority-none'],
  ] as const) {
    await take.tap(testId);
    await expect(page.getByTestId(shown)).toBeVisible();
    await answers();
  }
  await take.scan('TL:A001');
  await expect(take.number).toHaveText('A001');
  await answers();

  await run(staff.page, { type: 'closeDay' });
  await expect(page.getByTestId('status-ended')).toBeVisible();
  const ear = await createEar(page);
  await take.tap('read-aloud');
  await ear.says(closedClips('ended'));
  await answers();
  await take.find('A001');
  await expect(take.number).toHaveText('A001');
  await take.tap('back-to-start');
  await run(staff.page, { type: 'reopenDay' });
  await setSettings(staff.page, 'hours', (hours: { week: object[][] }) => ({
    ...hours,
    week: hours.week.map(() => [{ from: '05:00', to: '06:00', name: 'Sáng' }]),
  }));
  await expect(page.getByTestId('status-closed')).toBeVisible();
  await answers();
  await take.find('A001');
  await expect(take.number).toHaveText('A001');

  await host.kill('SIGKILL');
  await expect(page.getByTestId('connection')).toContainText(common.lost, { timeout: 15_000 });
  await take.scan('TL:A001');
  await expect(page.getByTestId('problem')).toContainText(vi.offline, { timeout: 20_000 });
  await host.restart();
  await take.tap('retry');
  await expect(page.getByTestId('problem')).toHaveCount(0);
  await expect(take.number).toHaveText('A001');
});

test('nothing is spoken to whoever has not asked, in English, without the voice, or at volume 0', async ({
  office,
}) => {
  const { staff, take } = office;
  await openOffice(office);
  const played = await listen(take.page);
  await take.take('card');
  await take.backToStart();
  await take.tap('english');
  await take.find('A001');
  await expect(take.page.getByRole('heading', { name: en.issued.title })).toBeVisible();
  await expect(take.number).toHaveText('A001');
  await take.tap('back-to-start');
  const asked = async (sound: object) => {
    await setSettings(staff.page, 'sound', (before: object) => ({ ...before, ...sound }));
    await take.page.reload();
    await expect(take.page.getByTestId('find')).toBeVisible();
    await take.scan('TL:A001');
    await expect(take.number).toHaveText('A001');
    await take.scan('TL:A099');
    await expect(take.page.getByTestId('problem')).toBeVisible();
    await take.page.waitForTimeout(500);
    return (await played()).length;
  };
  expect(await played()).toEqual([]);
  expect(await asked({ volume: 0 })).toBe(0);
  expect(await asked({ volume: 80, voice: false })).toBe(0);
  expect(await asked({ voice: true })).toBeGreaterThan(0);
});
