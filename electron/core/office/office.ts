import type {
  DeviceRow,
  Hello,
  OfficerRow,
  PairingRequest,
  ProcedureRow,
  Screen,
  SetupInput,
  StationRole,
} from '../api/contract.ts';
import type { Caller, Grants } from '../api/router.ts';
import type { Author, EventLog } from '../kernel/log.ts';
import type { Db, Hasher, Ids, Pins } from '../kernel/ports.ts';
import { fail, ok, type Result } from '../kernel/result.ts';
import { DAY, HOUR, MINUTE } from '../kernel/time.ts';
import { nameSortKey } from '../people/names.ts';
import type { Role } from '../queue/views.ts';
import { wrongRule } from '../roster/settings.ts';
import type { Catalogue } from './catalogue.ts';
import { demoDistrict, demoOffice } from './demo.ts';
import type { OfficeEvent } from './events.ts';
import { defaultSettings, type Section, type Settings } from './settings.ts';
import type { OfficeProjection, OfficerState } from './tables.ts';

/** Who works here, on which screens, and how they get in (design.md section 5). */
export type Office = {
  hello(caller: Caller): Hello;
  setupOptions(): { settings: Settings; procedures: ProcedureRow[] };
  /** `kiosk`: asked by the shell's own window, where there is no terminal that could show the code. */
  setUp(input: SetupInput, grants: Grants, kiosk?: boolean): Promise<Result<{ recoveryKey: string }>>;
  setUpDemo(code: string, grants: Grants, kiosk?: boolean): Promise<Result<{ recoveryKey: string; pin: string }>>;
  askPairing(screen: Screen): Result<PairingRequest>;
  claimPairing(request: string, grants: Grants): 'waiting' | 'paired' | 'gone';
  /** Makes the asking staff screen a device when no other is left to approve it: a new machine after a restore. */
  recoverPairing(recoveryKey: string, caller: Caller, grants: Grants): Result<null>;
  pairingRequests(): PairingRequest[];
  approvePairing(request: string, name: string, desk: string | null, caller: Caller): Result<null>;
  refusePairing(request: string): void;
  signInNames(): { id: string; name: string; rank: string }[];
  signIn(officer: string, pin: string, caller: Caller, grants: Grants): Promise<Result<{ role: Role }>>;
  signOut(caller: Caller, grants: Grants): void;
  resetAdministrator(recoveryKey: string, pin: string): Promise<Result<null>>;
  officerName(id: string): string;
  officers(): OfficerRow[];
  addOfficer(
    input: { name: string; rank: string; role: Role; pin: string },
    caller: Caller,
  ): Promise<Result<{ id: string }>>;
  changeOfficer(
    input: { id: string; name: string; rank: string; role: Role; active: boolean },
    caller: Caller,
  ): Result<null>;
  resetPin(officer: string, pin: string, caller: Caller): Promise<Result<null>>;
  changeOwnPin(oldPin: string, newPin: string, caller: Caller): Promise<Result<null>>;
  /** Lets a leader out of the kiosk by PIN, under the same lock as a sign-in. */
  leaveKiosk(pin: string, caller: Caller): Promise<Result<null>>;
  devices(): DeviceRow[];
  /** Makes the kiosk's windows devices where they are not yet: an office the station host began, or a restored one. */
  adoptKiosk(): Result<null>;
  revokeDevice(device: string, caller: Caller): Result<null>;
  setSection<S extends Section>(section: S, value: Settings[S], caller: Caller): Result<null>;
  /** The officers who are signed in on some screen now. */
  present(): ReadonlySet<string>;
  /** Whether a screen may still read: not once its device was revoked. */
  admits(caller: Caller): boolean;
  /** Turns the tokens of a request into who is asking. */
  resolveCaller(who: {
    screen: Screen;
    loopback: boolean;
    deviceToken: string | null;
    sessionToken: string | null;
  }): Caller;
};

type Session = { officer: string; device: string; openedAt: number; seenAt: number };
type Pairing = PairingRequest & { approved: { token: string } | null };

/** Wrong PINs before the first lock, and how the lock grows: 1, 2, 4 … minutes, at most an hour. */
const TRIES = 5;
const longestLock = HOUR;
const SESSION_LENGTH = 12 * HOUR;
/** The screen locks itself after 5 minutes; the host a minute later, should the screen have died. */
const SESSION_IDLE = 6 * MINUTE;
const IDLE_ACCOUNT = 45 * DAY;
const PAIRING_LENGTH = 10 * MINUTE;
const RECOVERY_TRIES = 5;

export function createOffice(deps: {
  db: Db;
  log: EventLog;
  projection: OfficeProjection;
  pins: Pins;
  ids: Ids;
  hasher: Hasher;
  catalogue: Catalogue;
  /** What a folder that is not set up yet becomes. */
  role: StationRole;
  /** The recovery key as people write it down. */
  recoveryKey: string;
  isRecoveryKey: (text: string) => boolean;
  /** The one-time code that was printed on the terminal; null once the office is set up. */
  setupCode: string | null;
  /** The time of the person before the screen, UTC ms: sessions, locks and codes last as long while a demo runs fast. */
  now: () => number;
  /** The device tokens of the kiosk's own windows; absent on the station host. */
  kiosk?: Readonly<Record<Screen, string>>;
}): Office {
  const { db, log, projection, pins, ids, hasher, catalogue } = deps;
  const sessions = new Map<string, Session>();
  const pairings = new Map<string, Pairing>();
  const lastSeen = new Map<string, number>();
  let setupCode = deps.setupCode;
  let setupTries = 0;
  let recoveryTries: number[] = [];
  let pinDoor: Promise<unknown> = Promise.resolve();

  const by = (caller: Caller | null): Author => ({
    actor: caller?.session?.officer ?? null,
    device: caller?.device ?? null,
    key: null,
  });

  /** Writes events together with rows outside the log, in one transaction; also while the clock is doubtful. */
  function write(caller: Caller | null, events: readonly OfficeEvent[], rows: () => void = () => {}): Result<null> {
    return log.write<null, never>(
      by(caller),
      () => {
        rows();
        return ok({ events, value: null });
      },
      true,
    );
  }

  /** PINs are tried one after the other: side by side all would be tried before the first had locked the door. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = pinDoor.then(work);
    pinDoor = done.catch(() => {});
    return done;
  }

  function insertOfficer(officer: { id: string; name: string; rank: string; pinHash: string }): void {
    db.run(
      'INSERT INTO officer_secret (officer, name, rank, pin_hash, failures, locked_until) VALUES (?, ?, ?, ?, 0, NULL)',
      officer.id,
      officer.name,
      officer.rank,
      officer.pinHash,
    );
  }

  function newDevice(screen: Screen, name: string, desk: string | null, token = ids.secret()) {
    const id = ids.next(log.now());
    const event: OfficeEvent = { type: 'device.paired', data: { device: id, screen, name, desk } };
    const rows = () =>
      db.run(
        'INSERT INTO device_secret (device, token_hash, failures, locked_until) VALUES (?, ?, 0, NULL)',
        id,
        hasher.sha256(token),
      );
    return { token, event, rows };
  }

  /** The kiosk's windows that are no devices yet. */
  function newKioskDevices() {
    return (Object.entries(deps.kiosk ?? {}) as [Screen, string][])
      .filter(([, token]) => deviceOf(hasher.sha256(token)) === undefined)
      .map(([screen, token]) => newDevice(screen, 'Máy này', null, token));
  }

  function deviceOf(tokenHash: string): string | undefined {
    return db.get<{ device: string }>('SELECT device FROM device_secret WHERE token_hash = ?', tokenHash)?.device;
  }

  function isKioskDevice(device: string): boolean {
    return Object.values(deps.kiosk ?? {}).some((token) => deviceOf(hasher.sha256(token)) === device);
  }

  function checkSetupCode(code: string, kiosk: boolean): Result<null> {
    if (projection.station() !== null || setupCode === null) return fail({ type: 'AlreadySetUp' });
    if (kiosk) return ok(null);
    if (setupTries >= 5) return fail({ type: 'SetupCodeUsedUp' });
    if (code.replaceAll(/\D/g, '') !== setupCode) {
      setupTries += 1;
      return fail({ type: 'SetupCodeWrong' });
    }
    return ok(null);
  }

  /** The key opens everything, so it may be guessed at only a few times an hour. */
  function checkRecoveryKey(recoveryKey: string): Result<null> {
    const now = deps.now();
    recoveryTries = recoveryTries.filter((at) => now - at < HOUR);
    if (recoveryTries.length >= RECOVERY_TRIES) return fail({ type: 'TooManyRequests' });
    if (deps.isRecoveryKey(recoveryKey)) return ok(null);
    recoveryTries.push(now);
    return fail({ type: 'RecoveryKeyWrong' });
  }

  /** Everything a new office begins with, in one transaction, and the asking browser as its first staff screen. */
  async function begin(
    office: {
      demo: boolean;
      settings: Partial<Settings>;
      officers: { name: string; rank: string; role: Role; pin: string }[];
    },
    grants: Grants,
  ): Promise<Result<{ recoveryKey: string }>> {
    for (const officer of office.officers) if (isTooSimple(officer.pin)) return fail({ type: 'PinTooSimple' });
    const officers: { id: string; name: string; rank: string; role: Role; pinHash: string }[] = [];
    for (const officer of office.officers) {
      const { name, rank, role, pin } = officer;
      officers.push({ id: ids.next(log.now()), name, rank, role, pinHash: await pins.hash(pin) });
    }
    // A second tap came in while the PINs were hashed.
    if (projection.station() !== null) return fail({ type: 'AlreadySetUp' });
    const devices = deps.kiosk ? newKioskDevices() : [newDevice('staff', 'Máy cài đặt', null)];
    const events: OfficeEvent[] = [
      { type: 'station.created', data: { role: deps.role, demo: office.demo } },
      ...(Object.entries(office.settings) as [Section, unknown][]).map(
        ([section, value]): OfficeEvent => ({ type: 'settings.changed', data: { section, value } }),
      ),
      ...officers.map(({ id, role }): OfficeEvent => ({ type: 'officer.added', data: { officer: id, role } })),
      ...devices.map(({ event }) => event),
    ];
    const written = write(null, events, () => {
      for (const officer of officers) insertOfficer(officer);
      for (const device of devices) device.rows();
    });
    if (!written.ok) return written;
    setupCode = null;
    if (!deps.kiosk && devices[0]) grants.device = devices[0].token;
    return ok({ recoveryKey: deps.recoveryKey });
  }

  function endSessions(match: (session: Session, id: string) => boolean): void {
    for (const [id, session] of sessions) if (match(session, id)) sessions.delete(id);
  }

  type Lock = { failures: number; lockedUntil: number | null };
  const lockOf = (table: 'officer_secret' | 'device_secret', key: string): Lock | undefined =>
    db.get<Lock>(
      `SELECT failures, locked_until AS lockedUntil FROM ${table} WHERE ${table === 'officer_secret' ? 'officer' : 'device'} = ?`,
      key,
    );
  const setLock = (table: 'officer_secret' | 'device_secret', key: string, lock: Lock) =>
    db.run(
      `UPDATE ${table} SET failures = ?, locked_until = ? WHERE ${table === 'officer_secret' ? 'officer' : 'device'} = ?`,
      lock.failures,
      lock.lockedUntil,
      key,
    );
  const failed = (lock: Lock | undefined, now: number): Lock => {
    const failures = (lock?.failures ?? 0) + 1;
    const over = failures - TRIES;
    return { failures, lockedUntil: over < 0 ? null : now + Math.min(MINUTE * 2 ** over, longestLock) };
  };

  /** Until when a lock holds; null when it does not. One from a clock that stood years ahead holds nobody for years. */
  const heldUntil = (lock: Lock | undefined, now: number): number | null =>
    lock?.lockedUntil && lock.lockedUntil > now && lock.lockedUntil <= now + longestLock ? lock.lockedUntil : null;

  const administrators = () => projection.officers().filter((o) => o.role === 'administrator' && o.active);

  /** Closed by an administrator, or by 45 days without use; when that would leave no administrator, all of them can come in. */
  function isClosed(officer: OfficerState): boolean {
    const idle = (o: OfficerState) => log.now() - (o.lastSignIn ?? o.createdAt) > IDLE_ACCOUNT;
    if (!officer.active) return true;
    if (!idle(officer)) return false;
    return officer.role !== 'administrator' || administrators().some((other) => !idle(other));
  }

  function secretOf(officer: string) {
    return db.get<{ name: string; rank: string; pin_hash: string }>(
      'SELECT name, rank, pin_hash FROM officer_secret WHERE officer = ?',
      officer,
    );
  }

  /** The signed-in officer's PIN once more, because the screen may have been left open. */
  async function checkOwnPin(pin: string, caller: Caller): Promise<Result<{ officer: string }>> {
    const officer = caller.session?.officer ?? '';
    const secret = secretOf(officer);
    const now = deps.now();
    const held = heldUntil(lockOf('officer_secret', officer), now);
    if (held !== null) return fail({ type: 'OfficerLocked', until: held });
    if (secret && (await pins.verify(pin, secret.pin_hash))) return ok({ officer });
    const next = failed(lockOf('officer_secret', officer), now);
    const refused = write(caller, [{ type: 'officer.refused', data: { officer } }], () =>
      setLock('officer_secret', officer, next),
    );
    return refused.ok ? fail({ type: 'PinWrong', left: Math.max(0, TRIES - next.failures) }) : refused;
  }

  async function setPin(
    officer: string,
    pin: string,
    how: 'self' | 'administrator' | 'recoveryKey',
    caller: Caller | null,
  ): Promise<Result<null>> {
    if (isTooSimple(pin)) return fail({ type: 'PinTooSimple' });
    if (!projection.officer(officer)) return fail({ type: 'UnknownOfficer' });
    const pinHash = await pins.hash(pin);
    const written = write(caller, [{ type: 'officer.pinChanged', data: { officer, by: how } }], () =>
      db.run(
        'UPDATE officer_secret SET pin_hash = ?, failures = 0, locked_until = NULL WHERE officer = ?',
        pinHash,
        officer,
      ),
    );
    // Whoever came in with the old PIN elsewhere may be why it was changed.
    if (written.ok) endSessions((session, id) => session.officer === officer && id !== caller?.session?.id);
    return written;
  }

  function livePairings(): Pairing[] {
    const now = deps.now();
    for (const [id, pairing] of pairings) if (now - pairing.askedAt > PAIRING_LENGTH) pairings.delete(id);
    return [...pairings.values()];
  }

  return {
    hello(caller) {
      const station = projection.station();
      const session = caller.session;
      const secret = session === null ? undefined : secretOf(session.officer);
      return {
        setUp: station !== null,
        role: station?.role ?? deps.role,
        office: projection.settings().office.name,
        screen: caller.screen,
        paired: caller.device !== null || (caller.screen === 'board' && caller.loopback),
        loopback: caller.loopback,
        kiosk: caller.kiosk,
        session:
          session && secret
            ? { officer: session.officer, name: secret.name, rank: secret.rank, role: session.role }
            : null,
        why: null,
        demo: station?.demo ?? false,
        play: null,
      };
    },

    setupOptions: () => ({
      settings: { ...defaultSettings, services: catalogue.services },
      procedures: catalogue.procedures,
    }),

    async setUp(input, grants, kiosk = false) {
      const code = checkSetupCode(input.code, kiosk);
      if (!code.ok) return code;
      const officers: Parameters<typeof begin>[0]['officers'] = [
        { ...input.administrator, role: 'administrator' },
        ...input.officers,
      ];
      // A superior office has no line of its own.
      if (deps.role === 'district') return begin({ demo: false, settings: { office: input.office }, officers }, grants);
      const services = catalogue.services.filter((service) => input.services.includes(service.id));
      if (services.length === 0) return fail({ type: 'SettingInvalid', field: 'services' });
      if (input.desks === 0) return fail({ type: 'SettingInvalid', field: 'desks' });
      return begin(
        {
          demo: false,
          settings: {
            office: input.office,
            services,
            desks: Array.from({ length: input.desks }, (_, i) => ({
              id: `d${i + 1}`,
              label: String(i + 1),
              services: [],
            })),
          },
          officers,
        },
        grants,
      );
    },

    async setUpDemo(code, grants, kiosk = false) {
      const checked = checkSetupCode(code, kiosk);
      if (!checked.ok) return checked;
      const office = deps.role === 'district' ? demoDistrict() : demoOffice(catalogue.services);
      const begun = await begin({ demo: true, ...office }, grants);
      return begun.ok ? ok({ ...begun.value, pin: office.pin }) : begun;
    },

    askPairing(screen) {
      const open = livePairings();
      if (open.length >= 20) return fail({ type: 'TooManyRequests' });
      const taken = new Set(open.map((pairing) => pairing.code));
      let code = String(ids.integer(10_000)).padStart(4, '0');
      while (taken.has(code)) code = String(ids.integer(10_000)).padStart(4, '0');
      const now = deps.now();
      const request = { id: ids.secret().slice(0, 32), screen, code, askedAt: now };
      pairings.set(request.id, { ...request, approved: null });
      return ok(request);
    },

    claimPairing(request, grants) {
      livePairings();
      const pairing = pairings.get(request);
      if (!pairing) return 'gone';
      if (pairing.approved === null) return 'waiting';
      grants.device = pairing.approved.token;
      pairings.delete(request);
      return 'paired';
    },

    recoverPairing(recoveryKey, caller, grants) {
      const checked = checkRecoveryKey(recoveryKey);
      if (!checked.ok) return checked;
      const device = newDevice('staff', 'Máy ghép bằng khóa khôi phục', null);
      const written = write(caller, [device.event], device.rows);
      if (written.ok) grants.device = device.token;
      return written;
    },

    pairingRequests: () =>
      livePairings()
        .filter((pairing) => pairing.approved === null)
        .map(({ approved: _, ...request }) => request),

    approvePairing(request, name, desk, caller) {
      livePairings();
      const pairing = pairings.get(request);
      if (!pairing || pairing.approved !== null) return fail({ type: 'PairingGone' });
      const device = newDevice(pairing.screen, name, desk);
      const written = write(caller, [device.event], device.rows);
      if (written.ok) pairing.approved = { token: device.token };
      return written;
    },

    refusePairing: (request) => void pairings.delete(request),

    signInNames: () =>
      projection
        .officers()
        .filter((officer) => officer.active)
        .flatMap(({ id }) => {
          const secret = secretOf(id);
          return secret ? [{ id, name: secret.name, rank: secret.rank }] : [];
        })
        .sort((a, b) => (nameSortKey(a.name) < nameSortKey(b.name) ? -1 : 1)),

    signIn: (id, pin, caller, grants) =>
      inTurn<Result<{ role: Role }>>(async () => {
        const now = deps.now();
        const device = caller.device ?? '';
        const deviceHeld = heldUntil(lockOf('device_secret', device), now);
        if (deviceHeld !== null) return fail({ type: 'DeviceLocked', until: deviceHeld });
        const officer = projection.officer(id);
        const secret = officer && secretOf(id);
        const held = heldUntil(lockOf('officer_secret', id), now);
        if (held !== null) return fail({ type: 'OfficerLocked', until: held });
        if (officer && isClosed(officer)) return fail({ type: 'AccountClosed' });
        // An unknown officer takes as long as a wrong PIN.
        const right = await pins.verify(pin, secret?.pin_hash ?? (await dummyHash(pins)));
        if (!officer || !right) {
          const officerLock = failed(lockOf('officer_secret', id), now);
          const refused = write(
            caller,
            [{ type: 'officer.refused', data: { officer: officer ? id : 'unknown' } }],
            () => {
              setLock('officer_secret', id, officerLock);
              setLock('device_secret', device, failed(lockOf('device_secret', device), now));
            },
          );
          if (!refused.ok) return refused;
          if (officerLock.lockedUntil !== null) return fail({ type: 'OfficerLocked', until: officerLock.lockedUntil });
          return fail({ type: 'PinWrong', left: TRIES - officerLock.failures });
        }
        const written = write(caller, [{ type: 'officer.signedIn', data: { officer: id } }], () => {
          setLock('officer_secret', id, { failures: 0, lockedUntil: null });
          setLock('device_secret', device, { failures: 0, lockedUntil: null });
        });
        if (!written.ok) return written;
        const token = ids.secret();
        // One officer a screen: whoever was signed in here before has gone.
        endSessions((session) => session.device === device);
        sessions.set(hasher.sha256(token), { officer: id, device, openedAt: now, seenAt: now });
        grants.session = token;
        return ok({ role: officer.role });
      }),

    signOut(caller, grants) {
      grants.session = null;
      if (!caller.session) return;
      sessions.delete(caller.session.id);
      write(caller, [{ type: 'officer.signedOut', data: { officer: caller.session.officer } }]);
    },

    async resetAdministrator(recoveryKey, pin) {
      const checked = checkRecoveryKey(recoveryKey);
      if (!checked.ok) return checked;
      const administrator = administrators().find((o) => !isClosed(o));
      return administrator ? setPin(administrator.id, pin, 'recoveryKey', null) : fail({ type: 'UnknownOfficer' });
    },

    officerName(id) {
      const secret = secretOf(id);
      return secret ? `${secret.rank} ${secret.name}`.trim() : '';
    },

    officers: () =>
      projection.officers().map((officer) => {
        const secret = secretOf(officer.id);
        return {
          id: officer.id,
          name: secret?.name ?? '',
          rank: secret?.rank ?? '',
          role: officer.role,
          active: !isClosed(officer),
          lastSignIn: officer.lastSignIn,
          lockedUntil: heldUntil(lockOf('officer_secret', officer.id), deps.now()),
        };
      }),

    async addOfficer({ name, rank, role, pin }, caller) {
      if (isTooSimple(pin)) return fail({ type: 'PinTooSimple' });
      const id = ids.next(log.now());
      const pinHash = await pins.hash(pin);
      const written = write(caller, [{ type: 'officer.added', data: { officer: id, role } }], () =>
        insertOfficer({ id, name, rank, pinHash }),
      );
      return written.ok ? ok({ id }) : written;
    },

    changeOfficer({ id, name, rank, role, active }, caller) {
      if (!projection.officer(id)) return fail({ type: 'UnknownOfficer' });
      if ((role !== 'administrator' || !active) && administrators().every((other) => other.id === id))
        return fail({ type: 'LastAdministrator' });
      const written = write(caller, [{ type: 'officer.changed', data: { officer: id, role, active } }], () =>
        db.run('UPDATE officer_secret SET name = ?, rank = ? WHERE officer = ?', name, rank, id),
      );
      if (written.ok && !active) endSessions((session) => session.officer === id);
      return written;
    },

    resetPin: (officer, pin, caller) => setPin(officer, pin, 'administrator', caller),

    changeOwnPin: (oldPin, newPin, caller) =>
      inTurn(async () => {
        const checked = await checkOwnPin(oldPin, caller);
        return checked.ok ? setPin(checked.value.officer, newPin, 'self', caller) : checked;
      }),

    leaveKiosk: (pin, caller) =>
      inTurn(async () => {
        const checked = await checkOwnPin(pin, caller);
        return checked.ok ? write(caller, [{ type: 'kiosk.left', data: checked.value }]) : checked;
      }),

    devices: () =>
      projection.devices().map((device) => ({
        id: device.id,
        screen: device.screen as Screen,
        name: device.name,
        desk: device.desk,
        pairedAt: device.pairedAt,
        lastSeen: lastSeen.get(device.id) ?? null,
        revoked: device.revokedAt !== null,
      })),

    adoptKiosk() {
      const devices = newKioskDevices();
      if (devices.length === 0) return ok(null);
      return write(
        null,
        devices.map(({ event }) => event),
        () => {
          for (const device of devices) device.rows();
        },
      );
    },

    revokeDevice(device, caller) {
      if (device === caller.device || isKioskDevice(device)) return fail({ type: 'OwnDevice' });
      if (!projection.device(device)) return fail({ type: 'UnknownDevice' });
      const written = write(caller, [{ type: 'device.revoked', data: { device } }]);
      if (written.ok) endSessions((session) => session.device === device);
      return written;
    },

    setSection(section, value, caller) {
      const wrong = wrongField({ ...projection.settings(), [section]: value }, section, catalogue);
      if (wrong !== null) return fail({ type: 'SettingInvalid', field: wrong });
      return write(caller, [{ type: 'settings.changed', data: { section, value } }]);
    },

    present() {
      const now = deps.now();
      for (const [id, session] of sessions) if (isOver(session, now)) sessions.delete(id);
      return new Set([...sessions.values()].map((session) => session.officer));
    },

    admits: ({ screen, loopback, device }) =>
      device === null ? screen === 'board' && loopback : projection.device(device)?.revokedAt === null,

    resolveCaller({ screen, loopback, deviceToken, sessionToken }) {
      const now = deps.now();
      const device = deviceToken === null ? null : findDevice(db, projection, hasher.sha256(deviceToken), screen);
      if (device !== null) lastSeen.set(device, log.now());
      const key = sessionToken === null ? '' : hasher.sha256(sessionToken);
      const kiosk = loopback && deviceToken !== null && deps.kiosk?.[screen] === deviceToken;
      const asker = { screen, loopback, device, kiosk };
      const session = sessions.get(key);
      if (!session || device === null || session.device !== device) return { ...asker, session: null };
      const officer = projection.officer(session.officer);
      if (isOver(session, now) || !officer?.active) {
        sessions.delete(key);
        return { ...asker, session: null };
      }
      session.seenAt = now;
      return { ...asker, session: { id: key, officer: session.officer, role: officer.role } };
    },
  };
}

function isOver(session: Session, now: number): boolean {
  return now - session.openedAt > SESSION_LENGTH || now - session.seenAt > SESSION_IDLE;
}

/** All the same digit, or a run up or down: the first things anybody tries. */
export function isTooSimple(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i]));
  return !/^\d{6,12}$/.test(pin) || [-1, 0, 1].some((step) => steps.every((s) => s === step));
}

/** The first setting that does not fit the others, or null. */
function wrongField(settings: Settings, section: Section, catalogue: Catalogue): string | null {
  const twice = (values: string[]) => new Set(values).size !== values.length;
  const { services, desks, hours } = settings;
  if (section === 'services') {
    if (twice(services.map((service) => service.id))) return 'services.id';
    const known = new Set(catalogue.procedures.map((procedure) => procedure.code));
    if (services.some((service) => service.procedures.some((code) => !known.has(code)))) return 'services.procedures';
  }
  if (section === 'desks') {
    if (twice(desks.map((desk) => desk.id)) || twice(desks.map((desk) => desk.label))) return 'desks.label';
    const known = new Set(services.map((service) => service.id));
    if (desks.some((desk) => desk.services.some((id) => !known.has(id)))) return 'desks.services';
  }
  if (section === 'hours') {
    const wrong = hours.week.some((spans) =>
      spans.some((span, i) => span.from >= span.to || (i > 0 && span.from < (spans[i - 1]?.to ?? ''))),
    );
    if (wrong) return 'hours.week';
  }
  if (section === 'roster') return wrongRule(settings.roster);
  return null;
}

function findDevice(db: Db, projection: OfficeProjection, tokenHash: string, screen: Screen): string | null {
  const row = db.get<{ device: string }>('SELECT device FROM device_secret WHERE token_hash = ?', tokenHash);
  const device = row && projection.device(row.device);
  return device && device.revokedAt === null && device.screen === screen ? device.id : null;
}

let dummy: Promise<string> | null = null;
function dummyHash(pins: Pins): Promise<string> {
  dummy ??= pins.hash('000000');
  return dummy;
}
