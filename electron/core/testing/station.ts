import { join } from 'node:path';
import { createDocuments } from '../../node/documents.ts';
import { createDrives } from '../../node/drives/drives.ts';
import { createWayUp } from '../../node/outbox.ts';
import { solver } from '../../node/roster/solver.ts';
import { rosterFile } from '../../node/rosterFiles.ts';
import { signer } from '../../node/signer.ts';
import { type OpenDb, openDb } from '../../node/sqlite/db.ts';
import { hasher, ids, stretcher } from '../../node/system.ts';
import { openTarget } from '../../node/targets/index.ts';
import { createApp } from '../api/app.ts';
import type { Screen, SetupInput, StationRole } from '../api/contract.ts';
import { createHandler, type From } from '../api/handler.ts';
import type { Caller, Grants } from '../api/router.ts';
import { openLog, type StoredEvent, verifyLog } from '../kernel/log.ts';
import type { Carrier, Clock, Kiosk, Log, Pins } from '../kernel/ports.ts';
import { fail, type Result } from '../kernel/result.ts';
import { createSecrets } from '../kernel/secrets.ts';
import { createOffice } from '../office/office.ts';
import type { Settings } from '../office/settings.ts';
import { createOfficeProjection } from '../office/tables.ts';
import { createPeople } from '../people/people.ts';
import { createQueue } from '../queue/queue.ts';
import { createQueueProjection } from '../queue/tables.ts';
import type { Role } from '../queue/views.ts';
import { createDemand } from '../roster/demand.ts';
import { createDutyNow } from '../roster/duty.ts';
import type { Solver } from '../roster/problem.ts';
import { createRoster } from '../roster/roster.ts';
import { createRosterProjection } from '../roster/tables.ts';
import { createBundles } from '../summary/bundles.ts';
import { createSummary } from '../summary/closing.ts';
import { createEnrolment } from '../summary/enrolment.ts';
import { createOutbox } from '../summary/outbox.ts';
import { createSummaryProjection } from '../summary/tables.ts';
import { MORNING, testSettings } from './office.ts';

/** A clock moved by hand: time passes on both hands, or the wall clock alone is set. */
export function createClock(at = MORNING) {
  let wall = at;
  let monotonic = 0;
  return {
    now: () => wall,
    monotonic: () => monotonic,
    pass(ms: number) {
      wall += ms;
      monotonic += ms;
    },
    set(instant: number) {
      wall = instant;
    },
  } satisfies Clock & Record<string, unknown>;
}

export type TestClock = ReturnType<typeof createClock>;

/** An empty, unencrypted database in memory with the real schema. */
export function memory(): OpenDb {
  return value(openDb(':memory:', null));
}

/** What a Result holds; throws what kind of failure it is otherwise. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

/** Says at once what the real hash says after 60 ms; office.test.ts tries the real one too. */
const quickPins: Pins = {
  hash: async (pin) => `quick:${pin}`,
  verify: async (pin, stored) => stored === `quick:${pin}`,
};

const ROOT = join(import.meta.dirname, '..', '..', '..');

const RECOVERY_KEY = 'AAAA-BBBB';
export const SETUP_CODE = '271828';
/** No run, no repeated digit: what the program lets through. */
export const PIN = '482915';

/** The device tokens of the kiosk's windows, where there is one. */
export const KIOSK_TOKENS = { staff: 'kiosk-staff', board: 'kiosk-board', take: 'kiosk-take' };

/**
 * The whole core on real SQLite, put together as electron/node/host.ts does it, with a clock moved by hand.
 * On a `db` that was used before it is the same office after a restart.
 */
export function createStation(
  options: {
    db?: OpenDb;
    clock?: TestClock;
    name?: string;
    pins?: Pins;
    settings?: () => Settings;
    kiosk?: Kiosk;
    /** The stick that is plugged in; otherwise none is. */
    carrier?: Carrier;
    role?: StationRole;
    /** Who finds rosters, where it is not the program's own. */
    solver?: Solver;
    /** The time of the people before the screens, where it is another than the office's. */
    now?: () => number;
  } = {},
) {
  const { db = memory(), clock = createClock(), name = 'S1', pins = quickPins } = options;
  const projection = createOfficeProjection(db);
  const queueTables = createQueueProjection(db, name);
  const summaryTables = createSummaryProjection(db, name);
  const rosterTables = createRosterProjection(db);
  const projections = [projection, queueTables, summaryTables, rosterTables];
  const log = value(openLog({ db, clock, hasher, station: name, projections }));
  const settings = options.settings ?? (() => projection.settings());
  const people = createPeople(db, ids);
  const queue = createQueue({
    db,
    log,
    projection: queueTables,
    settings,
    minutes: () => ({ low: 5, high: 15 }),
    plan: (now) => duty.plan(now),
    ids,
  });
  const services = testSettings().services;
  const procedures = services.map(({ procedures: [code = ''], name: title, id: group }) => ({
    code,
    name: title,
    group,
    minutes: { low: 5, high: 15 },
    enabled: true,
  }));
  const office = createOffice({
    db,
    log,
    projection,
    pins,
    ids,
    hasher,
    catalogue: { services, procedures },
    role: options.role ?? 'office',
    recoveryKey: RECOVERY_KEY,
    isRecoveryKey: (text) => text === RECOVERY_KEY,
    setupCode: projection.station() === null ? SETUP_CODE : null,
    now: options.now ?? log.now,
    ...(options.kiosk ? { kiosk: KIOSK_TOKENS } : {}),
  });
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  log.onChange(changed);
  const roster = createRoster({
    ...{ log, projection: rosterTables, settings, officers: office.officers, ids, changed },
    solver: options.solver ?? solver,
  });
  const duty = createDutyNow({ log, roster, projection: rosterTables, settings });
  const demand = createDemand({ queue, log, projection: rosterTables, lost: summaryTables.epochs, settings });
  const summary = createSummary({ log, projection: summaryTables, queue, settings, procedures, roster });
  const bundles = createBundles({ db, log, projection: summaryTables, hasher, signer, summaryOf: summary.of });
  const enrolment = createEnrolment({
    ...{ log, tables: summaryTables, secrets: createSecrets(db), signer, hasher, ids, stretcher, bundles, settings },
  });
  const outbox = createOutbox({
    ...{ db, log, projection: summaryTables, signer, hasher, ids },
    targets: () => settings().wayUp.targets.map(({ id }) => id),
    sendAt: () => settings().wayUp.sendAt,
  });
  const drives = createDrives({ scan: async () => [], mount: async () => {}, eject: async () => false, every: 60_000 });
  const written: string[] = [];
  const fileLog: Log = { write: (event, fields) => void written.push(`${event} ${JSON.stringify(fields ?? {})}`) };
  const wayUp = createWayUp({
    ...{ secrets: createSecrets(db), outbox, station: name, now: log.now, drives, log: fileLog },
    settings: () => settings().wayUp,
    ready: () => projection.station() !== null,
    makeDue: async () => bundles.makeDue(),
    seal: bundles.seal,
    offered: () => enrolment.state().suggestions,
    open: (setting, secret) => openTarget(setting, secret, drives),
    changed,
  });
  const app = createApp({
    db,
    log,
    queue,
    office,
    people,
    summary,
    document: createDocuments({ root: ROOT, dir: ROOT, procedureName: (code) => code }),
    rosterFile,
    procedures,
    settings,
    enrolment,
    roster,
    duty,
    demand,
    carrier: options.carrier ?? { read: noStick, write: noStick, saveDocument: noStick },
    wayUp,
    backup: {
      state: () => ({ lastAt: null, secondAt: null, failure: null }),
      overdue: () => null,
      now: async () => ({ ok: true, value: { file: 'toiluot.backup' } }),
    },
    district: null,
    demo: null,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...(options.kiosk ? { kiosk: options.kiosk } : {}),
  });
  let nonces = 0;
  const handler = createHandler({
    app,
    assets: async (path) => PAGES[path] ?? null,
    resolveCaller: office.resolveCaller,
    allowsHost: (host) => host === 'localhost:8080',
    nonce: () => `nonce-${++nonces}`,
    takeBundle: null,
    front: () => (options.role === 'district' ? 'district' : 'staff'),
    log: fileLog,
  });
  return {
    name,
    db,
    clock,
    log,
    projection,
    settings,
    people,
    queue,
    office,
    summary,
    enrolment,
    bundles,
    summaryTables,
    roster,
    app,
    handler,
    /** How many event streams are open. */
    streams: () => listeners.size,
    /** Lines of the program's log file. */
    written,
  };
}

const noStick = async () => fail({ type: 'TargetMissing' });

export type Station = ReturnType<typeof createStation>;

const page = (text: string, type: string) => ({
  body: new TextEncoder().encode(text),
  type,
  etag: '"1"',
  immutable: false,
});

const PAGES: Readonly<Record<string, ReturnType<typeof page>>> = {
  '/staff/index.html': page('<!doctype html><html><head><title>staff</title></head></html>', 'text/html'),
  '/district/index.html': page('<!doctype html><html><head><title>district</title></head></html>', 'text/html'),
  '/board/index.html': page('<!doctype html><html><head><title>board</title></head></html>', 'text/html'),
  '/take/index.html': page('<!doctype html><html><head><title>take</title></head></html>', 'text/html'),
  '/assets/app.js': page('export {};', 'text/javascript'),
};

export const SETUP: SetupInput = {
  code: SETUP_CODE,
  office: testSettings().office,
  services: ['card', 'child', 'eid'],
  desks: 3,
  administrator: { name: 'Lê Quản Trị Mẫu', rank: 'Đại úy', pin: PIN },
  officers: (['chief', 'leader', 'officer'] as const).map((role) => ({
    name: `Trần ${role} Mẫu`,
    rank: '',
    role,
    pin: PIN,
  })),
};

/** Sets the office up with one officer of each role; gives the caller of its first staff screen and who is who. */
export async function setUp(station: Station) {
  const grants: Grants = {};
  value(await station.office.setUp(SETUP, grants));
  const officers = Object.fromEntries(station.projection.officers().map(({ role, id }) => [role, id]));
  const token = grants.device ?? '';
  return { token, caller: resolve(station, token, null), officers: officers as Record<Role, string> };
}

/** Who asks, with these tokens, at a staff screen of this machine. */
export function resolve(
  station: Station,
  deviceToken: string | null,
  sessionToken: string | null,
  screen: Screen = 'staff',
): Caller {
  return station.office.resolveCaller({ screen, loopback: true, deviceToken, sessionToken });
}

/** Pairs a further screen, approved by an administrator; gives its token. */
export function pair(station: Station, screen: Screen, administrator: Caller): string {
  const request = value(station.office.askPairing(screen));
  value(station.office.approvePairing(request.id, 'Màn hình', null, administrator));
  const grants: Grants = {};
  station.office.claimPairing(request.id, grants);
  return grants.device ?? '';
}

/** Signs in at a device; gives the caller with its session, and the session's token. */
export async function signIn(station: Station, token: string, officer: string, pin = PIN) {
  const grants: Grants = {};
  value(await station.office.signIn(officer, pin, resolve(station, token, null), grants));
  return { caller: resolve(station, token, grants.session ?? null), session: grants.session ?? '' };
}

const LOCAL: From = { loopback: true, address: '127.0.0.1' };

/** One window: keeps its cookies by path as a browser does, and asks by POST from its own page. */
export function createWindow(station: Station, screen: Screen, from: From = LOCAL) {
  const cookies = new Map<string, string>();
  const headers = (more: Record<string, string> = {}) => ({
    host: 'localhost:8080',
    cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
    ...more,
  });
  return {
    cookies,
    async ask(procedure: string, input?: unknown): Promise<{ status: number; data: unknown; code: string | null }> {
      const response = await station.handler(
        new Request(`http://localhost:8080/api/${screen}/${procedure}`, {
          method: 'POST',
          headers: headers({ origin: 'http://localhost:8080', 'content-type': 'application/json' }),
          ...(input === undefined ? {} : { body: JSON.stringify(input) }),
        }),
        from,
      );
      for (const cookie of response.headers.getSetCookie()) {
        const [, key = '', token = ''] = /^(\w+)=([^;]*)/.exec(cookie) ?? [];
        cookies.set(key, token);
      }
      const body = (await response.json()) as { result?: { data: unknown }; error?: { data: { code: string } } };
      return { status: response.status, data: body.result?.data ?? null, code: body.error?.data.code ?? null };
    },
    /** Opens the event stream. */
    follow: (signal?: AbortSignal) =>
      station.handler(
        new Request(`http://localhost:8080/api/${screen}/changes`, {
          headers: headers(),
          ...(signal ? { signal } : {}),
        }),
        from,
      ),
  };
}

/** `verify-log`: every table of the station's database derived again from its events, and compared. */
export function verify({ db, name }: Station) {
  const scratch = memory();
  const projections = (to: OpenDb) => [
    createOfficeProjection(to),
    createQueueProjection(to, name),
    createSummaryProjection(to, name),
    createRosterProjection(to),
  ];
  const result = verifyLog({ db, scratch, hasher, projections: () => projections(scratch) });
  scratch.close();
  return result;
}

/** How many rows each table has. */
export function rowCounts(db: OpenDb): Record<string, number> {
  const tables = db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  return Object.fromEntries(
    tables.map(({ name }) => [name, db.get<{ n: number }>(`SELECT count(*) AS n FROM ${name}`)?.n ?? 0]),
  );
}

/** All events of a database, as they are stored. */
export function events(db: OpenDb): StoredEvent[] {
  return db
    .all<Omit<StoredEvent, 'data'> & { data: string }>('SELECT * FROM event ORDER BY at, station, seq')
    .map((row) => ({ ...row, data: JSON.parse(row.data) as object }));
}
