import { beforeEach, describe, expect, test } from 'vitest';
import { pins } from '../../node/system.ts';
import type { Caller, Grants } from '../api/router.ts';
import { DAY, HOUR, MINUTE } from '../kernel/time.ts';
import { MORNING, testSettings } from '../testing/office.ts';
import {
  createStation,
  events,
  PIN,
  pair,
  resolve,
  SETUP,
  SETUP_CODE,
  type Station,
  setUp,
  signIn,
  value,
  verify,
} from '../testing/station.ts';
import { isTooSimple } from './office.ts';

let station: Station;
let token: string;
let caller: Caller;
let officers: Awaited<ReturnType<typeof setUp>>['officers'];

beforeEach(async () => {
  station = createStation();
  ({ token, caller, officers } = await setUp(station));
});

/** Tries a PIN at the first staff screen; gives what it came to. */
async function tryPin(pin: string, officer = officers.officer, device = token) {
  const result = await station.office.signIn(officer, pin, resolve(station, device, null), {});
  return result.ok ? 'in' : result.error;
}

describe('set-up', () => {
  const begin = (code: string, grants: Grants = {}) => createStation().office.setUp({ ...SETUP, code }, grants);

  test('begins an office with everything in the log but names, PINs and keys', () => {
    const { db, projection } = station;
    expect(projection.station()).toEqual({ role: 'office', demo: false });
    expect(projection.settings().desks.map(({ label }) => label)).toEqual(['1', '2', '3']);
    expect(station.office.officers().map(({ name, role, active }) => [name, role, active])).toEqual(
      expect.arrayContaining([
        ['Lê Quản Trị Mẫu', 'administrator', true],
        ['Trần officer Mẫu', 'officer', true],
      ]),
    );
    expect(station.office.devices().map(({ screen, revoked }) => [screen, revoked])).toEqual([['staff', false]]);
    expect(JSON.stringify(events(db))).not.toMatch(new RegExp(`Quản Trị|Trần|${PIN}|${token}`));
    expect(verify(station).ok).toBe(true);
  });

  test('needs the one-time code, and takes five wrong ones only', async () => {
    const fresh = createStation();
    for (let i = 0; i < 5; i++) {
      expect(await fresh.office.setUp({ ...SETUP, code: '000000' }, {})).toEqual({
        ok: false,
        error: { type: 'SetupCodeWrong' },
      });
    }
    expect(await fresh.office.setUp(SETUP, {})).toEqual({ ok: false, error: { type: 'SetupCodeUsedUp' } });
    expect(events(fresh.db)).toEqual([]);
    expect((await begin(SETUP_CODE)).ok).toBe(true);
    // As people type it from a terminal.
    expect((await begin('271-828 ')).ok).toBe(true);
  });

  test('happens once, also when asked twice at once or after a restart', async () => {
    const again = { ok: false, error: { type: 'AlreadySetUp' } };
    expect(await station.office.setUp(SETUP, {})).toEqual(again);
    expect(await station.office.setUpDemo(SETUP_CODE, {})).toEqual(again);
    expect(await createStation({ db: station.db, clock: station.clock }).office.setUp(SETUP, {})).toEqual(again);
    const fresh = createStation();
    const both = await Promise.all([fresh.office.setUp(SETUP, {}), fresh.office.setUp(SETUP, {})]);
    expect(both).toEqual([{ ok: true, value: { recoveryKey: 'AAAA-BBBB' } }, again]);
    expect(fresh.projection.officers()).toHaveLength(4);
  });

  test('of a demo office lets everybody in with the PIN it shows', async () => {
    station = createStation();
    const grants: Grants = {};
    const { pin } = value(await station.office.setUpDemo(SETUP_CODE, grants));
    const names = station.office.signInNames();
    expect(names).toHaveLength(6);
    for (const { id } of names) expect(await tryPin(pin, id, grants.device)).toBe('in');
    expect(station.office.hello(caller).demo).toBe(true);
  });

  test('of a superior office takes neither services nor desks', async () => {
    const province = createStation({ role: 'district' });
    expect(province.office.hello(caller)).toMatchObject({ setUp: false, role: 'district' });
    const { services: _, ...input } = SETUP;
    value(await province.office.setUp({ ...input, services: [], desks: 0 }, {}));
    expect(province.office.hello(caller)).toMatchObject({ setUp: true, role: 'district' });
    expect(events(province.db)[0]).toMatchObject({ type: 'station.created', data: { role: 'district', demo: false } });
    expect(province.projection.settings().services).toEqual([]);
    for (const [field, change] of [
      ['services', { services: [] as string[] }],
      ['desks', { desks: 0 }],
    ] as const) {
      const refused = { ok: false, error: { type: 'SettingInvalid', field } };
      expect(await createStation().office.setUp({ ...SETUP, ...change }, {})).toEqual(refused);
    }
  });

  test('shows nothing of the office afterwards', () => {
    value(station.office.setSection('backup', { time: '12:05', keep: 14, secondFolder: '/media/stick' }, caller));
    expect(station.office.setupOptions().settings.backup.secondFolder).toBe('');
  });
});

describe('a PIN', () => {
  test.each(['12345', '123456', '654321', '111111', '1234567', '48291a', '', '1234567890123'])(
    '%j is refused',
    (pin) => {
      expect(isTooSimple(pin)).toBe(true);
    },
  );

  test('of six to twelve digits in no plain order is taken', () => {
    expect(['482915', '112233', '0482915736'].map(isTooSimple)).toEqual([false, false, false]);
  });

  test('that is too simple is refused wherever one is set', async () => {
    const simple = { ok: false, error: { type: 'PinTooSimple' } };
    const { office } = station;
    const { caller: me } = await signIn(station, token, officers.officer);
    const administrator = { ...SETUP.administrator, pin: '111111' };
    expect(await createStation().office.setUp({ ...SETUP, administrator }, {})).toEqual(simple);
    expect(await office.addOfficer({ name: 'Vũ Thị Mẫu', rank: '', role: 'officer', pin: '123456' }, caller)).toEqual(
      simple,
    );
    expect(await office.resetPin(officers.officer, '654321', caller)).toEqual(simple);
    expect(await office.changeOwnPin(PIN, '000000', me)).toEqual(simple);
    expect(await office.resetAdministrator('AAAA-BBBB', '999999')).toEqual(simple);
  });

  test('is kept as a salted slow hash', async () => {
    const [one, two] = [await pins.hash(PIN), await pins.hash(PIN)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
    expect(one).not.toBe(two);
    expect([await pins.verify(PIN, one), await pins.verify('482916', one), await pins.verify(PIN, '')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('is changed by its owner with the old one, and by an administrator; other screens of the owner are left', async () => {
    const { office } = station;
    const other = pair(station, 'staff', caller);
    const here = await signIn(station, token, officers.officer);
    const there = await signIn(station, other, officers.officer);
    expect(await office.changeOwnPin('000111', '739164', here.caller)).toEqual({
      ok: false,
      error: { type: 'PinWrong', left: 4 },
    });
    value(await office.changeOwnPin(PIN, '739164', here.caller));
    expect(resolve(station, token, here.session).session).not.toBeNull();
    expect(resolve(station, other, there.session).session).toBeNull();
    value(await office.resetPin(officers.officer, '826401', caller));
    expect(resolve(station, token, here.session).session).toBeNull();
    expect([await tryPin('739164'), await tryPin('826401')]).toEqual([{ type: 'PinWrong', left: 4 }, 'in']);
  });
});

describe('wrong PINs', () => {
  test('lock the officer for 1, 2, 4 … minutes, at most an hour; the right PIN is refused meanwhile and taken after', async () => {
    // From one screen after another, so that only the officer's own lock holds.
    const tries: unknown[] = [];
    for (let i = 0; i < 13; i++) {
      const device = pair(station, 'staff', caller);
      const now = station.clock.now();
      const answer = await tryPin('000111', officers.officer, device);
      if (answer !== 'in' && 'until' in answer) {
        const until = Number(answer.until);
        tries.push((until - now) / MINUTE);
        station.clock.set(until - 1);
        expect(await tryPin(PIN, officers.officer, device)).toEqual({ type: 'OfficerLocked', until });
        station.clock.set(until);
      } else tries.push(answer);
    }
    const left = (n: number) => ({ type: 'PinWrong', left: n });
    expect(tries).toEqual([left(4), left(3), left(2), left(1), 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await tryPin(PIN)).toBe('in');
    expect(await tryPin('000111')).toEqual(left(4));
  });

  test('lock the screen they are typed at, whoever they are for', async () => {
    for (const role of ['officer', 'leader', 'chief', 'administrator', 'officer'] as const) {
      await tryPin('000111', officers[role]);
    }
    expect(await tryPin(PIN, officers.leader)).toEqual({ type: 'DeviceLocked', until: MORNING + MINUTE });
    expect(await tryPin(PIN, officers.leader, pair(station, 'staff', caller))).toBe('in');
  });

  test('are counted one after the other, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => tryPin('000111')));
    expect(answers.map((answer) => (answer === 'in' ? answer : answer.type))).toEqual([
      ...Array(4).fill('PinWrong'),
      'OfficerLocked',
      ...Array(5).fill('DeviceLocked'),
    ]);
  });

  test('stay counted over a restart, and are in the log', async () => {
    for (let i = 0; i < 5; i++) await tryPin('000111');
    const refused = events(station.db).filter(({ type }) => type === 'officer.refused');
    expect(refused.map(({ data }) => data)).toEqual(Array(5).fill({ officer: officers.officer }));
    station = createStation({ db: station.db, clock: station.clock });
    expect(await tryPin(PIN)).toEqual({ type: 'DeviceLocked', until: MORNING + MINUTE });
  });

  test('at a clock that stood years ahead lock nobody for years', async () => {
    station.clock.set(MORNING + 4000 * DAY);
    for (let i = 0; i < 5; i++) await tryPin('000111', officers.administrator);
    expect(await tryPin(PIN, officers.administrator)).toMatchObject({ type: 'DeviceLocked' });
    station.clock.set(MORNING);
    expect(await tryPin(PIN, officers.administrator)).toBe('in');
  });

  test('for an officer who does not exist say no more than for one who does', async () => {
    expect(await tryPin('000111', 'nobody')).toEqual({ type: 'PinWrong', left: 4 });
  });

  test('in the box of the old PIN count as well', async () => {
    const { caller: me } = await signIn(station, token, officers.officer);
    for (let i = 0; i < 5; i++) await station.office.changeOwnPin('000111', '739164', me);
    expect(await station.office.changeOwnPin(PIN, '739164', me)).toEqual({
      ok: false,
      error: { type: 'OfficerLocked', until: MORNING + MINUTE },
    });
  });
});

describe('a session', () => {
  test('ends after six idle minutes', async () => {
    const { session } = await signIn(station, token, officers.officer);
    station.clock.pass(6 * MINUTE);
    expect(resolve(station, token, session).session).toMatchObject({ officer: officers.officer, role: 'officer' });
    station.clock.pass(6 * MINUTE + 1);
    expect(resolve(station, token, session).session).toBeNull();
  });

  test('and its locks go by the time of the people before the screen, also where the office plays a day in minutes', async () => {
    let real = 0;
    station = createStation({ now: () => real });
    ({ token, officers } = await setUp(station));
    const { session } = await signIn(station, token, officers.officer);
    expect([...station.office.present()]).toEqual([officers.officer]);
    station.clock.pass(12 * 60 * MINUTE);
    expect(resolve(station, token, session).session).toMatchObject({ officer: officers.officer });
    for (let i = 0; i < 4; i++) await tryPin('111222', officers.leader);
    expect(await tryPin('111222', officers.leader)).toEqual({ type: 'OfficerLocked', until: MINUTE });
    station.clock.pass(60 * MINUTE);
    expect(await tryPin(PIN, officers.leader)).toEqual({ type: 'DeviceLocked', until: MINUTE });
    real = 6 * MINUTE + 1;
    expect([...station.office.present()]).toEqual([]);
    expect(resolve(station, token, session).session).toBeNull();
    expect(await tryPin(PIN, officers.leader)).toBe('in');
  });

  test('ends after twelve hours, however busy', async () => {
    const { session } = await signIn(station, token, officers.officer);
    for (let minutes = 0; minutes < 12 * 60; minutes += 5) {
      expect(resolve(station, token, session).session).not.toBeNull();
      station.clock.pass(5 * MINUTE);
    }
    expect(resolve(station, token, session).session).not.toBeNull();
    station.clock.pass(1);
    expect(resolve(station, token, session).session).toBeNull();
  });

  test('belongs to its screen, and one screen has one', async () => {
    const other = pair(station, 'staff', caller);
    const { session } = await signIn(station, token, officers.officer);
    expect(resolve(station, other, session).session).toBeNull();
    expect(resolve(station, null, session).session).toBeNull();
    await signIn(station, token, officers.leader);
    expect(resolve(station, token, session).session).toBeNull();
  });

  test('ends with signing out, a restart, and the closing of the account', async () => {
    const { caller: me, session } = await signIn(station, token, officers.officer);
    const grants: Grants = {};
    station.office.signOut(me, grants);
    expect([grants, resolve(station, token, session).session]).toEqual([{ session: null }, null]);

    const second = await signIn(station, token, officers.officer);
    expect(resolve(createStation({ db: station.db, clock: station.clock }), token, second.session).session).toBeNull();
    const closed = { id: officers.officer, name: 'Trần Mẫu', rank: '', role: 'officer', active: false } as const;
    value(station.office.changeOfficer(closed, caller));
    expect(resolve(station, token, second.session).session).toBeNull();
    expect(await tryPin(PIN)).toEqual({ type: 'AccountClosed' });
    expect(station.office.signInNames()).not.toContainEqual(expect.objectContaining({ id: officers.officer }));
  });

  test('has the role the officer has now', async () => {
    const { session } = await signIn(station, token, officers.leader);
    const officer = { id: officers.leader, name: 'Trần Mẫu', rank: '', role: 'officer', active: true } as const;
    value(station.office.changeOfficer(officer, caller));
    expect(resolve(station, token, session).session?.role).toBe('officer');
  });
});

describe('an account unused for 45 days', () => {
  /** The office goes on working meanwhile, so that the clock is in no doubt. */
  const pass = async (days: number) => {
    for (let i = 0; i < days; i += 15) {
      station.clock.pass(15 * DAY);
      value(station.queue.tick());
    }
  };

  test('is closed, and open again for 45 days when an administrator says so', async () => {
    expect(await tryPin(PIN)).toBe('in');
    await pass(45);
    expect(await tryPin(PIN)).toBe('in');
    await pass(45);
    station.clock.pass(1);
    expect(await tryPin(PIN)).toEqual({ type: 'AccountClosed' });
    expect(station.office.officers().find(({ id }) => id === officers.officer)?.active).toBe(false);
    const change = { id: officers.officer, name: 'Trần Mẫu', rank: '', role: 'officer' } as const;
    value(station.office.changeOfficer({ ...change, active: false }, caller));
    value(station.office.changeOfficer({ ...change, active: true }, caller));
    expect(await tryPin(PIN)).toBe('in');
  });

  test('is not closed when no administrator would be left', async () => {
    const second = value(
      await station.office.addOfficer({ name: 'Vũ Thị Mẫu', rank: '', role: 'administrator', pin: PIN }, caller),
    );
    await pass(60);
    expect(await tryPin(PIN)).toEqual({ type: 'AccountClosed' });
    expect(await tryPin(PIN, second.id)).toBe('in');
    expect(await tryPin(PIN, officers.administrator)).toEqual({ type: 'AccountClosed' });
  });
});

describe('after weeks of standing still, with the date in doubt', () => {
  test('people sign in, confirm the date, and numbers go on', async () => {
    const TAKE = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;
    station.clock.set(MORNING + 30 * DAY);
    expect(await tryPin(PIN, officers.leader)).toBe('in');
    expect(station.queue.run(TAKE, { actor: null, device: null, key: null })).toEqual({
      ok: false,
      error: { type: 'ClockDoubtful' },
    });
    const { caller: leader, session } = await signIn(station, token, officers.leader);
    value(station.app.staff.confirmClock(leader));
    expect(events(station.db).at(-1)).toMatchObject({ type: 'clock.confirmed', actor: officers.leader });
    expect(resolve(station, token, session).session).not.toBeNull();
    value(station.queue.run(TAKE, { actor: null, device: null, key: null }));
    expect(verify(station).ok).toBe(true);
  });
});

describe('administrators', () => {
  test('the last one can be neither closed nor made anything else', async () => {
    const { office } = station;
    const change = { id: officers.administrator, name: 'Lê Mẫu', rank: '' };
    const last = { ok: false, error: { type: 'LastAdministrator' } };
    expect(office.changeOfficer({ ...change, role: 'administrator', active: false }, caller)).toEqual(last);
    expect(office.changeOfficer({ ...change, role: 'chief', active: true }, caller)).toEqual(last);
    value(await office.addOfficer({ name: 'Vũ Thị Mẫu', rank: '', role: 'administrator', pin: PIN }, caller));
    value(office.changeOfficer({ ...change, role: 'chief', active: true }, caller));
  });

  test("an administrator's PIN is set with the recovery key, which may be guessed at five times an hour", async () => {
    const { office, clock } = station;
    for (let i = 0; i < 5; i++) await tryPin('000111', officers.administrator);
    expect(await office.resetAdministrator('AAAA-CCCC', '739164')).toEqual({
      ok: false,
      error: { type: 'RecoveryKeyWrong' },
    });
    value(await office.resetAdministrator('AAAA-BBBB', '739164'));
    clock.pass(MINUTE);
    expect(await tryPin('739164', officers.administrator)).toBe('in');
    expect(await tryPin(PIN, officers.administrator)).toEqual({ type: 'PinWrong', left: 4 });

    for (let i = 0; i < 4; i++) await office.resetAdministrator('AAAA-CCCC', '739164');
    const tooMany = { ok: false, error: { type: 'TooManyRequests' } };
    expect(await office.resetAdministrator('AAAA-BBBB', '739164')).toEqual(tooMany);
    expect(office.recoverPairing('AAAA-BBBB', caller, {})).toEqual(tooMany);
    clock.pass(HOUR);
    value(await office.resetAdministrator('AAAA-BBBB', '739164'));
  });
});

describe('screens', () => {
  test('are paired by the code they show, once, within ten minutes', () => {
    const { office, clock } = station;
    const request = value(office.askPairing('board'));
    expect(office.pairingRequests()).toEqual([{ ...request, code: expect.stringMatching(/^\d{4}$/) }]);
    const grants: Grants = {};
    expect(office.claimPairing(request.id, grants)).toBe('waiting');
    value(office.approvePairing(request.id, 'Bảng gọi số', null, caller));
    expect(office.claimPairing(request.id, grants)).toBe('paired');
    expect(office.claimPairing(request.id, {})).toBe('gone');
    const board = resolve(station, grants.device ?? '', null, 'board').device;
    expect(office.devices().find(({ id }) => id === board)).toMatchObject({ screen: 'board', name: 'Bảng gọi số' });
    // The token of one kind of screen opens no other.
    expect(resolve(station, grants.device ?? '', null, 'staff').device).toBeNull();

    const late = value(office.askPairing('take'));
    clock.pass(10 * MINUTE + 1);
    expect(office.approvePairing(late.id, '', null, caller)).toEqual({ ok: false, error: { type: 'PairingGone' } });
    const refused = value(office.askPairing('take'));
    office.refusePairing(refused.id);
    expect(office.claimPairing(refused.id, {})).toBe('gone');
  });

  test('may ask twenty at a time, each with a code of its own', () => {
    const asked = Array.from({ length: 20 }, () => value(station.office.askPairing('take')).code);
    expect(new Set(asked).size).toBe(20);
    expect(station.office.askPairing('take')).toEqual({ ok: false, error: { type: 'TooManyRequests' } });
  });

  test('revoked, are refused at once with whoever is signed in there; never one’s own', async () => {
    const { office } = station;
    const other = pair(station, 'staff', caller);
    const { caller: there, session } = await signIn(station, other, officers.officer);
    expect(office.admits(there)).toBe(true);
    value(office.revokeDevice(there.device ?? '', caller));
    expect(resolve(station, other, session)).toMatchObject({ device: null, session: null });
    expect(office.admits(there)).toBe(false);
    expect(office.revokeDevice(caller.device ?? '', caller)).toEqual({ ok: false, error: { type: 'OwnDevice' } });
    expect(office.revokeDevice('nothing', caller)).toEqual({ ok: false, error: { type: 'UnknownDevice' } });
  });

  test('are let in with the recovery key when none is left to approve', () => {
    const grants: Grants = {};
    const stranger = resolve(station, null, null);
    expect(station.office.recoverPairing('AAAA-CCCC', stranger, grants)).toEqual({
      ok: false,
      error: { type: 'RecoveryKeyWrong' },
    });
    value(station.office.recoverPairing('AAAA-BBBB', stranger, grants));
    expect(resolve(station, grants.device ?? '', null).device).not.toBeNull();
  });
});

describe('settings', () => {
  const { services, desks, hours } = testSettings();
  const [card, child] = [services[0]!, services[1]!];
  const overlapping = [
    { from: '07:00', to: '12:00', name: '' },
    { from: '11:00', to: '17:00', name: '' },
  ];

  test.each([
    ['services', [card, { ...child, id: card.id }], 'services.id'],
    ['services', [{ ...card, procedures: ['NONE'] }], 'services.procedures'],
    ['desks', [desks[0], { ...desks[1], label: '1' }], 'desks.label'],
    ['desks', [{ id: 'd1', label: '1', services: ['none'] }], 'desks.services'],
    ['hours', { ...hours, week: [overlapping, [], [], [], [], [], []] }, 'hours.week'],
    ['hours', { ...hours, week: [[{ from: '12:00', to: '07:00', name: '' }], [], [], [], [], [], []] }, 'hours.week'],
  ] as const)('%s that do not fit the rest are refused and named', (section, wrong, field) => {
    const before = station.projection.settings();
    expect(station.office.setSection(section, wrong as never, caller)).toEqual({
      ok: false,
      error: { type: 'SettingInvalid', field },
    });
    expect(station.projection.settings()).toBe(before);
  });

  test('are there after a restart', () => {
    value(station.office.setSection('notices', ['Nghỉ lễ ngày 02/9.'], caller));
    const after = createStation({ db: station.db, clock: station.clock });
    expect(after.settings()).toEqual(station.settings());
    expect(after.settings().notices).toEqual(['Nghỉ lễ ngày 02/9.']);
  });
});
