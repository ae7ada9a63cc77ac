import { TRPCError } from '@trpc/server';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Kiosk } from '../kernel/ports.ts';
import { serviceDay } from '../kernel/time.ts';
import { ticketCode } from '../people/scan.ts';
import { type StaffCommand, staffCommandSchema, type TakeCommand, takeCommandSchema } from '../queue/commands.ts';
import { commandOf } from '../testing/commands.ts';
import {
  createStation,
  events,
  KIOSK_TOKENS,
  PIN,
  resolve,
  rowCounts,
  SETUP,
  type Station,
  setUp,
  signIn,
  value,
  verify,
} from '../testing/station.ts';
import type { Screen } from './contract.ts';
import { type Caller, router } from './router.ts';

describe('rights', () => {
  const procedures = Object.keys(router._def.procedures).sort();
  const open = ['hello', 'pairing.ask', 'pairing.claim'];
  const local = ['setup.options', 'setup.complete', 'setup.demo', 'pairing.recover'];
  const staff = [
    ...open,
    'changes',
    'session.officers',
    'session.signIn',
    'session.signOut',
    'session.resetAdministrator',
  ];
  const officer = [
    ...staff,
    ...['staff.view', 'staff.run', 'staff.scan', 'staff.typePerson', 'staff.search', 'staff.ticket', 'staff.booked'],
    ...[
      'staff.slots',
      'officers.changeOwnPin',
      'roster.view',
      'roster.run',
      'roster.presence',
      'roster.letterhead',
      'roster.file',
      'roster.toStick',
    ],
  ];
  const leader = [
    ...officer,
    'staff.confirmClock',
    'roster.need',
    'figures.day',
    'backup.now',
    'summary.days',
    'summary.day',
    'summary.document',
    'summary.toStick',
    'wayUp.view',
    ...['roster.generate', 'roster.stop'],
  ];
  const chief = [
    ...leader,
    'summary.enter',
    'summary.remark',
    'summary.close',
    'summary.reopen',
    'roster.setRules',
    'wayUp.sendNow',
    'wayUp.sendAgain',
    'wayUp.eject',
  ];
  const administrator = [
    ...chief,
    ...['settings.get', 'settings.set', 'officers.list', 'officers.add', 'officers.change', 'officers.resetPin'],
    ...['superior.state', 'superior.read', 'superior.answer', 'superior.confirm', 'superior.drop', 'superior.takeOver'],
    ...['superior.end', 'superior.changeKey', 'superior.fromStick', 'superior.toStick'],
    ...['wayUp.ways', 'wayUp.test', 'wayUp.hostKey', 'wayUp.setSecret'],
    ...['devices.list', 'devices.requests', 'devices.approve', 'devices.refuse', 'devices.revoke'],
  ];
  const board = [...open, 'changes', 'board.view'];

  const at = (
    screen: Screen,
    loopback: boolean,
    device: string | null,
    role?: 'officer' | 'leader' | 'chief' | 'administrator',
    kiosk = false,
  ): Caller => ({
    screen,
    loopback,
    device,
    kiosk,
    session: role ? { id: 's', officer: 'o', role } : null,
  });

  test.each<[string, Caller, string[]]>([
    ['a stranger on the LAN', at('staff', false, null), open],
    ['a stranger on the LAN who claims to be a board', at('board', false, null), open],
    ['the browser of this machine before pairing', at('staff', true, null), [...open, ...local]],
    ['a session without a paired device', at('staff', false, null, 'administrator'), open],
    ['a paired staff screen', at('staff', false, 'd'), staff],
    ['an officer', at('staff', false, 'd', 'officer'), officer],
    ['a leader', at('staff', false, 'd', 'leader'), leader],
    ['a chief', at('staff', false, 'd', 'chief'), chief],
    ['an administrator', at('staff', false, 'd', 'administrator'), administrator],
    ['an administrator at this machine', at('staff', true, 'd', 'administrator'), [...administrator, ...local]],
    ['a board', at('board', false, 'd'), board],
    ['a board of this machine, paired or not', at('board', true, null), board],
    ['a board with a stolen session', at('board', false, 'd', 'administrator'), board],
    [
      'a ticket screen',
      at('take', false, 'd'),
      [...open, 'changes', 'take.view', 'take.run', 'take.find', 'take.scan'],
    ],
    ['a ticket screen of this machine before pairing', at('take', true, null), open],
    ["the kiosk's locked staff screen", at('staff', true, 'd', undefined, true), [...staff, ...local]],
    [
      "an officer at the kiosk's staff screen",
      at('staff', true, 'd', 'officer', true),
      [...officer, ...local, 'kiosk.print'],
    ],
    [
      "a leader at the kiosk's staff screen",
      at('staff', true, 'd', 'leader', true),
      [...leader, ...local, 'kiosk.print', 'kiosk.leave'],
    ],
    [
      "an administrator at the kiosk's staff screen",
      at('staff', true, 'd', 'administrator', true),
      [...administrator, ...local, 'kiosk.print', 'kiosk.leave', 'kiosk.state'],
    ],
    [
      "the kiosk's ticket screen",
      at('take', true, 'd', undefined, true),
      [...open, 'changes', 'take.view', 'take.run', 'take.find', 'take.scan', 'kiosk.print'],
    ],
  ])('%s may ask exactly what is listed', async (_, caller, allowed) => {
    const { app } = createStation({ kiosk: NO_KIOSK });
    // Input is checked after the right to ask: what is refused for its input was not refused for its asker.
    const ask = router.createCaller({ app, caller, grants: {} }) as unknown as Record<string, never>;
    const answered = [];
    for (const procedure of procedures) {
      const call = procedure
        .split('.')
        .reduce((node, name) => node[name] as never, ask) as unknown as () => Promise<unknown>;
      try {
        await call();
        answered.push(procedure);
      } catch (error) {
        const code = error instanceof TRPCError ? error.code : String(error);
        if (!['UNAUTHORIZED', 'FORBIDDEN', 'PRECONDITION_FAILED'].includes(code)) answered.push(procedure);
      }
    }
    expect(answered).toEqual([...allowed].sort());
  });

  test('an officer without a session is told to sign in, with too low a role that it is forbidden', async () => {
    const { app } = createStation();
    const asking = (caller: Caller) => router.createCaller({ app, caller, grants: {} }).settings.get();
    await expect(asking(at('staff', false, null))).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
    await expect(asking(at('staff', false, 'd'))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(asking(at('staff', false, 'd', 'chief'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

const NO_KIOSK: Kiosk = {
  printers: async () => [],
  print: async () => ({ ok: false, error: { type: 'PrinterMissing' } }),
  lan: () => null,
  leave: () => {},
};

describe('the kiosk', () => {
  const PAPER = { html: '<p>A001</p>', styles: [], heightMm: 100 };

  async function kiosk(port: Partial<Kiosk> = {}) {
    const station = createStation({ kiosk: { ...NO_KIOSK, ...port } });
    const { officers } = await setUp(station);
    const caller = resolve(station, KIOSK_TOKENS.take, null, 'take');
    return { station, officers, caller, print: station.app.kiosk?.print };
  }

  test('is set up without a code, and its three windows are devices then that nobody can revoke', async () => {
    const station = createStation({ kiosk: NO_KIOSK });
    const window = resolve(station, KIOSK_TOKENS.staff, null);
    const stranger = resolve(station, 'stolen', null);
    const onLan = { screen: 'staff', loopback: false, deviceToken: KIOSK_TOKENS.staff, sessionToken: null } as const;
    const elsewhere = station.office.resolveCaller(onLan);
    expect([window.kiosk, stranger.kiosk, elsewhere.kiosk]).toEqual([true, false, false]);
    const asked = { ...SETUP, code: '' };
    expect(await station.app.setup.complete(asked, stranger, {})).toEqual({
      ok: false,
      error: { type: 'SetupCodeWrong' },
    });
    value(await station.app.setup.complete(asked, window, {}));
    for (const screen of ['staff', 'board', 'take'] as const) {
      const { device, kiosk: own } = resolve(station, KIOSK_TOKENS[screen], null, screen);
      expect([device !== null, own]).toEqual([true, true]);
      expect(station.app.devices.revoke(device ?? '', stranger)).toEqual({ ok: false, error: { type: 'OwnDevice' } });
    }
    expect(station.app.devices.list()).toHaveLength(3);
    expect(verify(station).ok).toBe(true);
  });

  test('takes the windows in where the station host began the office, once', async () => {
    const host = createStation();
    await setUp(host);
    const station = createStation({ db: host.db, clock: host.clock, kiosk: NO_KIOSK });
    value(station.office.adoptKiosk());
    value(station.office.adoptKiosk());
    expect(
      station.app.devices
        .list()
        .map(({ screen }) => screen)
        .sort(),
    ).toEqual(['board', 'staff', 'staff', 'take']);
  });

  test('says of each ticket whether its paper came out, and a failure to the officers', async () => {
    let works = true;
    const printed: unknown[] = [];
    const { station, caller, print } = await kiosk({
      print: async (paper, printer) => {
        printed.push([paper, printer]);
        return works ? { ok: true, value: null } : { ok: false, error: { type: 'PrinterFailed' } };
      },
    });
    const give = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;
    const { ticket } = value(station.app.take.run('key-1234567890123456', give, caller));
    const state = () => station.queue.state().tickets.get(ticket ?? '')?.printing;
    expect(state()).toBe('unknown');
    works = false;
    expect(await print?.({ ...PAPER, ticket }, caller)).toEqual({ ok: false, error: { type: 'PrinterFailed' } });
    expect(state()).toBe('failed');
    expect(station.app.staff.view(null, caller).alerts).toMatchObject([{ type: 'printFailed', number: 'A001' }]);
    works = true;
    expect(await print?.({ ...PAPER, ticket }, caller)).toEqual({ ok: true, value: null });
    expect(state()).toBe('printed');
    expect(printed).toEqual([
      [PAPER, ''],
      [PAPER, ''],
    ]);
    expect(verify(station).ok).toBe(true);
  });

  test('lets a leader out by PIN, and locks who guesses', async () => {
    let left = 0;
    const { station, officers } = await kiosk({ leave: () => void left++ });
    const { caller } = await signIn(station, KIOSK_TOKENS.staff, officers.leader);
    const leave = (pin: string) => station.app.kiosk?.leave(pin, caller);
    expect(await leave('135790')).toEqual({ ok: false, error: { type: 'PinWrong', left: 4 } });
    expect(left).toBe(0);
    expect(await leave(PIN)).toEqual({ ok: true, value: null });
    expect(left).toBe(1);
    expect(events(station.db).at(-1)).toMatchObject({ type: 'kiosk.left', data: { officer: officers.leader } });
    for (let tries = 0; tries < 5; tries++) await leave('135790');
    expect(await leave(PIN)).toMatchObject({ ok: false, error: { type: 'OfficerLocked' } });
    expect(left).toBe(1);
  });
});

test('a desk somebody works at cannot be taken out of the settings', async () => {
  const station = createStation();
  const { token, officers } = await setUp(station);
  const { caller } = await signIn(station, token, officers.officer);
  const { app, settings } = station;
  const [first, ...others] = settings().desks;
  value(app.staff.run('k'.repeat(20), { type: 'openDesk', desk: first?.id ?? '' }, caller));
  expect(app.settings.set('desks', others, caller)).toEqual({ ok: false, error: { type: 'DeskInUse' } });
  expect(app.board.view().desksOpen).toBe(1);
  value(app.staff.run('l'.repeat(20), { type: 'closeDesk', desk: first?.id ?? '' }, caller));
  value(app.settings.set('desks', others, caller));
});

test('a service somebody waits for or has booked cannot be taken out of the settings', async () => {
  const station = createStation();
  const { token, officers } = await setUp(station);
  const { caller } = await signIn(station, token, officers.officer);
  const { app, settings } = station;
  const [first, ...others] = settings().services;
  const service = first?.id ?? '';
  const issue = { type: 'take.issue', service, people: 1, priority: null, person: null } as const;
  const { issued } = value(app.take.run('k'.repeat(20), issue, caller));
  const without = () => app.settings.set('services', others, caller);
  expect(without()).toEqual({ ok: false, error: { type: 'ServiceInUse' } });
  const { ticket = '', version = 0 } = app.staff.view(null, caller).line[0] ?? {};
  expect(issued?.number).toBe('A001');
  value(app.staff.run('l'.repeat(20), { type: 'cancel', ticket, version, reason: 'citizenLeft' }, caller));
  value(without());
});

test('whoever asks after a number hears of the desk it waits for and that it was kept overnight', async () => {
  const station = createStation();
  const { token, officers } = await setUp(station);
  const { caller } = await signIn(station, token, officers.officer);
  const { app, settings, clock } = station;
  value(app.settings.set('queue', { ...settings().queue, overnight: 'keep' }, caller));
  const service = 'card';
  const services = settings().services.map((each) =>
    each.id === service ? { ...each, letter: 'V', offered: false } : each,
  );
  value(app.settings.set('services', services, caller));
  expect(app.take.view().letters).not.toContain('V');
  let keys = 0;
  const run = (command: StaffCommand) => value(app.staff.run(String(keys++).padStart(20, 'k'), command, caller));
  run({ type: 'issue', service, people: 1, priority: null, priorityReason: null, person: null, print: false });
  expect(app.take.view().letters).toContain('V');
  const about = () => {
    const { appointmentAt, kept, desk, state } = value(app.take.find('v1'));
    return { appointmentAt, kept, desk, state };
  };
  expect(about()).toEqual({ appointmentAt: null, kept: false, desk: null, state: 'waiting' });
  const taken = clock.now();
  clock.pass(86_400_000);
  run({ type: 'openDesk', desk: 'd1' });
  // Its paper is still good; papers of other days with the same number are not.
  const paper = (issuedAt: number) => {
    const raw = ticketCode({ number: 'V001', issuedAt });
    const answers = [app.take.find(raw), app.take.scan(raw), app.staff.scan(raw, null, caller)];
    return answers.map((answer) => (answer.ok ? 'found' : answer.error.type));
  };
  expect(paper(taken)).toEqual(['found', 'found', 'found']);
  expect(paper(clock.now())).toEqual(['UnknownTicket', 'UnknownTicket', 'UnknownTicket']);
  expect(paper(taken - 86_400_000)).toEqual(['PaperOfOtherDay', 'PaperOfOtherDay', 'PaperOfOtherDay']);
  expect(about()).toEqual({ appointmentAt: null, kept: true, desk: null, state: 'waiting' });
  run({ type: 'callNext', desk: 'd1' });
  expect(about()).toEqual({ appointmentAt: null, kept: true, desk: '1', state: 'called' });
  const { ticket = '', version = 0 } = app.staff.view('d1', caller).atDesk ?? {};
  run({ type: 'transfer', desk: 'd1', ticket, version, service, forDesk: 'd1' });
  expect(about()).toEqual({ appointmentAt: null, kept: true, desk: '1', state: 'waiting' });
  expect(app.take.find('V099')).toEqual({ ok: false, error: { type: 'UnknownTicket' } });
});

describe('personal data', () => {
  const CARD = '038090000017|173512345|Lê Văn Mẫu|14021990|Nam|Thôn Đoài, Hoằng Sơn, Thanh Hóa|01032022';
  const TYPED = {
    personalNumber: '038185000011',
    fullName: 'Hoàng Thị Mẫu',
    birthDate: '1985-07-29',
    sex: 'female',
  } as const;
  /** Any trace of these two, or of an officer's name or PIN. */
  const TRACES = new RegExp(
    ['038090000017', '173512345', 'văn mẫu', 'van mau', '14021990', '1990-02-14', 'thôn đoài']
      .concat(['038185000011', 'thị mẫu', 'thi mau', '1985-07-29', 'quản trị', 'trần', PIN])
      .join('|'),
    'i',
  );
  const ran = new Set<string>();
  let station: Station;
  let officer: Caller;

  /** A long day in which everything happens, each ticket with somebody's card or typed number behind it. */
  beforeAll(async () => {
    station = createStation();
    const { token, officers } = await setUp(station);
    ({ caller: officer } = await signIn(station, token, officers.officer));
    const { app, clock, queue, settings, log } = station;
    value(app.settings.set('queue', { ...settings().queue, noShowCalls: 1, noShowGapSeconds: 0 }, officer));
    const scanned = value(app.take.scan(CARD));
    const person = scanned.kind === 'card' ? scanned.person : '';
    for (let i = 0; i < 2000; i++) {
      clock.pass((i % 5) * 2000);
      // Few numbers are taken (below 30), so that one officer keeps the line short.
      const step = { seconds: 0, officer: 0, what: 24 + ((i * 29) % 83), pick: i * 7, other: i * 13 };
      const wanted = commandOf(step, queue.state(), settings(), log.now(), officer.session?.officer);
      const command = 'person' in wanted ? { ...wanted, person } : wanted;
      const key = String(i).padStart(20, '0');
      if (command.type === 'attach') {
        const typed = app.staff.typePerson(command.ticket, TYPED, officer);
        if (typed.ok) ran.add('typePerson');
        const read = app.staff.scan(CARD, 'd1', officer);
        if (read.ok) ran.add(`scan ${read.value.kind}`);
        continue;
      }
      if (command.type === 'restored') continue;
      const atTake =
        command.type === 'book' || command.type === 'arrive' ? i % 2 === 0 : command.type.startsWith('take.');
      const done = atTake
        ? app.take.run(key, { ...command, type: `take.${command.type.replace('take.', '')}` } as TakeCommand, officer)
        : app.staff.run(key, command as StaffCommand, officer);
      if (done.ok) ran.add(atTake ? `take.${command.type.replace('take.', '')}` : command.type);
    }
  });

  test('was behind every command there is', () => {
    const commands = [...takeCommandSchema.options, ...staffCommandSchema.options].map(({ shape }) => shape.type.value);
    expect([...ran].sort()).toEqual([...commands, 'typePerson', 'scan attached', 'scan person'].sort());
    expect(rowCounts(station.db).person).toBe(2);
    expect(events(station.db).some(({ data }) => 'person' in data && data.person !== null)).toBe(true);
  });

  test('is in no table but its own and that of the officers’ names and PINs', () => {
    const { db } = station;
    const found = Object.keys(rowCounts(db)).filter((table) =>
      TRACES.test(JSON.stringify(db.all(`SELECT * FROM ${table}`))),
    );
    expect(found).toEqual(['officer_secret', 'person']);
  });

  test('is shown to the officer, and neither on the board nor at the ticket screen nor in the figures', () => {
    const { app, log, written } = station;
    const { shifts, ...figures } = app.figures.day(serviceDay(log.now()));
    // The names there are those of the office's own officers, for its leaders.
    expect(shifts.officers.length).toBeGreaterThan(0);
    const screens = {
      staff: app.staff.search('mẫu'),
      board: app.board.view(),
      take: app.take.view(),
      issued: app.take.find('A001'),
      figures: { ...figures, shifts: shifts.officers.map((officer) => ({ ...officer, name: '' })) },
      summary: app.summary.day(serviceDay(log.now())),
      log: written,
    };
    const shown = Object.entries(screens).filter(([, screen]) => TRACES.test(JSON.stringify(screen)));
    expect(shown.map(([screen]) => screen)).toEqual(['staff']);
  });

  test('is gone after the purge, with every count and time still there', () => {
    const { app, db, log, people, clock } = station;
    const day = serviceDay(log.now());
    const before = [app.figures.day(day), rowCounts(db).ticket];
    expect(people.purge(clock.now() + 1)).toBe(2);
    expect([app.figures.day(day), rowCounts(db).ticket]).toEqual(before);
    expect(app.staff.search('mẫu')).toEqual([]);
    expect(verify(station).ok).toBe(true);
  });
});
