import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppDeps } from '../core/api/app.ts';
import type { StationRole } from '../core/api/contract.ts';
import type { Caller } from '../core/api/router.ts';
import { createDemoClock, type DemoClock } from '../core/demo/clock.ts';
import { type DemoFigures, readFigures } from '../core/demo/figures.ts';
import { createPlayer, type Player } from '../core/demo/player.ts';
import { PROVINCE_DUE, PROVINCE_STANDS } from '../core/demo/province.ts';
import { createChance } from '../core/demo/random.ts';
import { askSwap, DEMO_DAYS, demoRules, deskCover, LEADER, layRoster } from '../core/demo/roster.ts';
import type { DemoSpeed } from '../core/demo/speeds.ts';
import type { Ids, StoreFailure } from '../core/kernel/ports.ts';
import { fail, ok, type Result } from '../core/kernel/result.ts';
import {
  addDays,
  instantOf,
  MINUTE,
  minuteOfDay,
  parseClock,
  type ServiceDay,
  serviceDay,
} from '../core/kernel/time.ts';
import { demoOffice } from '../core/office/demo.ts';
import type { Office } from '../core/office/office.ts';
import { takeView } from '../core/queue/screens.ts';
import type { WaitRange } from '../core/queue/views.ts';
import type { SummaryEvent } from '../core/summary/events.ts';
import { openProvinceDemo } from './district/demo.ts';
import {
  databasePath,
  defaultDataDir,
  isEmptyFolder,
  lockFolder,
  type OfficeFolder,
  openFolder,
  prepareFolder,
} from './folder.ts';
import { type Core, type Host, type HostFailure, type HostOptions, openCore, openHost, purge, ROOT } from './host.ts';
import { recoveryKeyToSecret, type Secret } from './keys.ts';
import { storeFailure } from './sqlite/db.ts';
import { createFileLog, createPins, sortableId, systemClock } from './system.ts';

/** Where `start --demo` plays unless `--data` says otherwise: beside the real office, never in it. */
export const demoDataDir = (role: StationRole | null = null) =>
  `${defaultDataDir()}-demo${role === 'district' ? '-district' : ''}`;

/** The PIN of everybody in a demo office. */
export const DEMO_PIN = demoOffice([]).pin;

export type Filled = { days: number; tickets: number; people: number; events: number; pin: string };

/**
 * Makes an office with `days` made-up past days, ending the day before `today`, in a new or empty folder.
 * The same seed on the same day gives the same bytes in every file.
 */
export async function fillDemo(
  dir: string,
  options: { days: number; seed: string; today?: ServiceDay },
): Promise<Result<Filled, HostFailure>> {
  if (!isEmptyFolder(dir)) return fail({ type: 'FolderTaken' });
  const filled = await fill(dir, { ...options, enrol: true });
  // Half an office would stand in the way of the next try.
  if (!filled.ok && existsSync(dir)) clear(dir, readdirSync(dir));
  return filled;
}

/**
 * A host that plays a demo: a throw-away office with some past days, today's morning played already, then the day
 * going on at 30 times speed; or a superior office with a province's month behind it, where it stays 8 in the morning.
 * Everything in `dir` is made anew; a folder with anything but an earlier demo is refused.
 */
export async function openDemoHost(
  options: Pick<HostOptions, 'dir' | 'allowsHost' | 'root' | 'kiosk' | 'role'>,
): Promise<Result<Host, HostFailure>> {
  const { dir } = options;
  const today = serviceDay(systemClock.now());
  const holds = existsSync(dir) ? readdirSync(dir).filter((name) => !STAYS.has(name)) : [];
  if (holds.length > 0) {
    if (!holds.includes(DEMO_MARK)) return fail({ type: 'FolderTaken' });
    const lock = lockFolder(dir);
    if (!lock.ok) return lock;
    lock.value.release();
    const cleared = clear(
      dir,
      holds.filter((name) => name !== DEMO_MARK),
    );
    if (!cleared.ok) return cleared;
  }
  // It stands before anything else and longer: a start that is cut short leaves a folder that the next one may clear.
  const marked = mark(dir);
  if (!marked.ok) return marked;
  return options.role === 'district' ? openProvince(options, today) : openOffice(options, today);
}

type DemoOptions = Parameters<typeof openDemoHost>[0];

async function openOffice(options: DemoOptions, today: ServiceDay): Promise<Result<Host, HostFailure>> {
  const { dir, root = ROOT } = options;
  const filled = await fill(dir, { days: PAST_DAYS, seed: `${PLAYED_SEED} before`, today, root });
  if (!filled.ok) return filled;
  const clock = createDemoClock(instantOf(today, 0), systemClock.monotonic);
  let stop = () => {};
  const host = openHost({
    ...options,
    clock,
    play(core) {
      // Nobody will miss what a power cut takes from here.
      core.folder.db.exec('PRAGMA synchronous = OFF');
      const player = playerOf(core, clock, PLAYED_SEED, today, root);
      playUntil(player, clock, instantOf(today, BEGINS));
      const demo = control(core, clock, player);
      stop = demo.stop;
      return demo;
    },
  });
  if (!host.ok) return host;
  return ok({
    ...host.value,
    async close() {
      stop();
      await host.value.close();
    },
  });
}

async function openProvince(options: DemoOptions, today: ServiceDay): Promise<Result<Host, HostFailure>> {
  const { dir, root = ROOT } = options;
  const filled = await fill(dir, { days: 0, seed: `${PLAYED_SEED} before`, today, root, role: 'district' });
  if (!filled.ok) return filled;
  const clock = createDemoClock(instantOf(today, PROVINCE_STANDS), systemClock.monotonic);
  const made: { demo: ReturnType<typeof openProvinceDemo> | null } = { demo: null };
  const host = openHost({
    ...options,
    clock,
    play({ folder, office, settings, district, changed }) {
      if (district === null) throw new Error('no superior office');
      folder.db.exec('PRAGMA synchronous = OFF');
      const { name } = settings().office;
      const { store } = district;
      made.demo = openProvinceDemo({ folder, store, name, today, seed: PLAYED_SEED, root, changed });
      return { pace: clock.pace, play: visitorOf(office), control: null };
    },
  });
  if (!host.ok) return host;
  const demo = await made.demo;
  if (demo === null) throw new Error('not played');
  if (!demo.ok) {
    await host.value.close();
    // Its figures lie in its own file.
    if (demo.error.type === 'DatabaseUnreachable') throw new Error(demo.error.type);
    return fail(demo.error);
  }
  let stopped = false;
  const filling = demo.value
    .fill(() => stopped)
    .then((done) => {
      if (!done.ok) createFileLog(join(dir, 'log'), systemClock).write('demo.notFilled', { failure: done.error.type });
    });
  return ok({
    ...host.value,
    async close() {
      stopped = true;
      await filling;
      await host.value.close();
    },
  });
}

/** Every weekday was there once: of each it is known how many desks it needs. */
const PAST_DAYS = 8;
/** The demo of every start is the same, so that what is said of it holds: with this seed all kinds of people wait … */
const PLAYED_SEED = 'k';
/** … when the visitor comes in, at half past eleven. */
const BEGINS = 11 * 60 + 30;
const FIRST_SPEED: DemoSpeed = 30;
/** How often the played people look at the clock, real ms. */
const TICK_MS = 50;
/** How long the wait before a further desk is shown beside the new one, real ms … */
const COMPARED_MS = 30_000;
/** … and of the office's time: later the line has grown or shrunk by itself, and a desk would seem to make it longer. */
const COMPARED_OFFICE_MS = 10 * MINUTE;

/** Stands in a folder that may be thrown away … */
const DEMO_MARK = 'demo';
/** … but for what belongs to no office: the program's log, and windows that may still stand open on their profile. */
const STAYS = new Set(['log', 'browser']);

function mark(dir: string): Result<null, StoreFailure> {
  return attempt(() => {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileSync(join(dir, DEMO_MARK), '');
  });
}

function clear(dir: string, names: readonly string[]): Result<null, StoreFailure> {
  return attempt(() => {
    for (const name of names) rmSync(join(dir, name), { recursive: true, force: true });
  });
}

/** File-system faults as what they mean to people. */
function attempt(work: () => void): Result<null, StoreFailure> {
  try {
    work();
    return ok(null);
  } catch (error) {
    return fail(storeFailure(error));
  }
}

type Filling = {
  days: number;
  seed: string;
  today?: ServiceDay;
  root?: string;
  /** At the made-up superior office. */
  enrol?: boolean;
  role?: StationRole;
};

async function fill(dir: string, options: Filling): Promise<Result<Filled, HostFailure>> {
  const secret = secretOf(options.seed);
  if (!secret.ok) return secret;
  const prepared = prepareFolder(dir, digest(`office ${options.seed}`).toString('hex').slice(0, 12), secret.value);
  if (!prepared.ok) return prepared;
  const opened = openFolder(dir, { cipher: 'aes256cbc' });
  if (!opened.ok) return opened;
  const { db } = opened.value;
  const path = databasePath(dir);
  let filled: Result<Filled, HostFailure>;
  try {
    // Nothing is promised to anybody while an office is made up.
    db.exec('PRAGMA synchronous = OFF');
    filled = await makeUp(opened.value, options);
    // Written once in order, so that where a row lies does not tell how it came there.
    if (filled.ok) db.exec(`VACUUM INTO '${path.replaceAll("'", "''")}.new'`);
  } catch (error) {
    filled = fail(storeFailure(error));
  } finally {
    opened.value.close();
  }
  if (!filled.ok) return filled;
  const placed = attempt(() => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    renameSync(`${path}.new`, path);
  });
  return placed.ok ? filled : placed;
}

async function makeUp(
  folder: OfficeFolder,
  { days, seed, today = serviceDay(systemClock.now()), root = ROOT, enrol = false, role = 'office' }: Filling,
): Promise<Result<Filled, HostFailure>> {
  const first = addDays(today, -days);
  const clock = createDemoClock(instantOf(first, 6 * 60), () => 0);
  let salts = 0;
  const pins = createPins(() => digest(`salt ${seed} ${++salts}`).subarray(0, 16));
  const core = openCore({ folder, clock, ids: seededIds(seed), pins, root, role });
  if (!core.ok) return core;
  await setUp(core.value, root);
  if (role === 'office') {
    const { roster, settings, office } = core.value;
    const to = addDays(today, DEMO_DAYS);
    layRoster({ roster, rules: settings().roster, officers: crewOf(office), from: first, to, today, seed });
  }
  if (enrol) enrolAtDemoSuperior(core.value, first, root);
  if (role === 'office') {
    const player = playerOf(core.value, clock, seed, first, root);
    for (let day = first; day < today; day = addDays(day, 1)) {
      // As the host's clockwork does every evening.
      playUntil(player, clock, instantOf(day, parseClock(core.value.settings().report.closeAt) + 1));
      const closed = core.value.summary.closeDue();
      if (!closed.ok) throw new Error(closed.error.type);
    }
    // The morning after belongs to whoever opens the office.
    playUntil(player, clock, instantOf(today, 0) - MINUTE);
    askSwap(core.value.roster, today);
  }
  purge(core.value);
  const count = (table: string) => folder.db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
  return ok({ days, tickets: count('ticket'), people: count('person'), events: count('event'), pin: DEMO_PIN });
}

/**
 * So that its days can be exported: their bundles are opened with the identity in the same file, which is no secret
 * (resources/demo/superior.json). A played demo has none; nobody would send it a receipt.
 */
function enrolAtDemoSuperior({ log }: Core, validFrom: ServiceDay, root: string): void {
  const { file } = JSON.parse(readFileSync(join(root, 'resources', 'demo', 'superior.json'), 'utf8')) as {
    file: string;
  };
  const enrolled: SummaryEvent = { type: 'superior.enrolled', data: { superior: 'CAPDEMO', file, validFrom } };
  const written = log.write({ actor: null, device: null, key: null }, () => ok({ events: [enrolled], value: null }));
  if (!written.ok) throw new Error(written.error.type);
}

/** The demo office, with more desks and officers than a first look needs: they come in three shifts. */
async function setUp({ office, settings, setupCode, role }: Core, root: string): Promise<void> {
  const caller: Caller = { screen: 'staff', loopback: true, device: null, kiosk: false, session: null };
  const must = (result: Result<unknown>) => {
    if (!result.ok) throw new Error(result.error.type);
  };
  must(await office.setUpDemo(setupCode ?? '', {}));
  // The machine that set it up is made up too: the first that opens the office takes its place.
  for (const { id } of office.devices()) must(office.revokeDevice(id, caller));
  if (role === 'district') {
    // At 8, where its demo stands, it is known whose report is missing.
    must(office.setSection('report', { ...settings().report, dueAt: PROVINCE_DUE }, caller));
    return;
  }
  const more = ['5', '6'].map((label) => ({ id: `d${label}`, label, services: [] }));
  must(office.setSection('desks', [...settings().desks, ...more], caller));
  // At 30 times speed ten seconds are over before a finger is lifted.
  must(office.setSection('queue', { ...settings().queue, undoSeconds: 60 }, caller));
  must(office.setSection('roster', demoRules(deskCover(figuresOf(root).desks)), caller));
  for (const [name, rank] of MORE_OFFICERS) {
    must(await office.addOfficer({ name, rank, role: 'officer', pin: DEMO_PIN }, caller));
  }
}

const MORE_OFFICERS = [
  ['Bùi Văn Mẫu', 'Trung úy'],
  ['Đỗ Thị Mẫu', 'Thiếu úy'],
  ['Ngô Văn Mẫu', 'Thượng úy'],
  ['Đặng Thị Mẫu', 'Trung úy'],
  ['Phan Văn Mẫu', 'Đại úy'],
  ['Đinh Thị Mẫu', 'Thiếu úy'],
  ['Trịnh Văn Mẫu', 'Thượng úy'],
  ['Lương Thị Mẫu', 'Trung úy'],
  ['Mai Văn Mẫu', 'Thượng sĩ'],
  ['Hà Thị Mẫu', 'Thiếu úy'],
  ['Cao Văn Mẫu', 'Trung sĩ'],
] as const;

/** The administrator is the visitor's. */
function crewOf(office: Office): string[] {
  return office
    .officers()
    .filter(({ role }) => role !== 'administrator')
    .map(({ id }) => id);
}

function figuresOf(root: string): DemoFigures {
  return readFigures(JSON.parse(readFileSync(join(root, 'resources', 'demo', 'warsaw-mokotow.json'), 'utf8')));
}

function playerOf(
  { queue, settings, office, people, catalogue, log, roster }: Core,
  clock: DemoClock,
  seed: string,
  day: ServiceDay,
  root: string,
): Player {
  const note = (type: 'officer.signedIn' | 'officer.signedOut') => (officer: string) =>
    void log.write({ actor: null, device: null, key: null }, () =>
      ok({ events: [{ type, data: { officer } }], value: null }),
    );
  const crew = crewOf(office);
  return createPlayer({
    queue,
    settings,
    procedures: catalogue.procedures,
    figures: figuresOf(root),
    seed,
    day,
    now: clock.now,
    crew,
    onDuty() {
      const today = serviceDay(clock.now());
      const { shifts, teams } = settings().roster;
      // In the order of the shifts, whatever the officers' ids are: who is late is drawn in this order.
      const order = new Map(shifts.map(({ id }, i) => [id, i]));
      const places = roster.placesOf(today).sort((a, b) => (order.get(a.shift) ?? 0) - (order.get(b.shift) ?? 0));
      const atDesks = places.filter(({ team }) => teams.some(({ id, kind }) => id === team && kind === 'standing'));
      // Desks are opened a minute before the hour.
      const minute = minuteOfDay(clock.now()) + 1;
      const runs = shifts.filter(({ from, to }) => parseClock(from) <= minute && minute < parseClock(to));
      return {
        now: atDesks.filter(({ shift }) => runs.some(({ id }) => id === shift)).map(({ officer }) => officer),
        today: atDesks.map(({ officer }) => officer),
        off() {
          const { leave } = roster.view(today, today, LEADER).situation;
          return crew.filter((officer) => [...places, ...leave].every((each) => each.officer !== officer));
        },
      };
    },
    givePresence: (officer, reason) => void roster.givePresence(reason, { actor: officer, device: null, key: null }),
    present: office.present,
    signIn: note('officer.signedIn'),
    signOut: note('officer.signedOut'),
    keepPerson: (person) => people.store(person, [], clock.now()),
  });
}

/** Plays as fast as the machine can; afterwards the clock shows `until`. */
function playUntil(player: Player, clock: DemoClock, until: number): void {
  for (let at = player.next(); at <= until; at = player.next()) {
    clock.set(at);
    player.step();
  }
  clock.set(until);
}

/** Lets the demo run with the clock, and gives the knobs of the bar. */
function control(
  { queue, office, changed }: Core & { changed: () => void },
  clock: DemoClock,
  player: Player,
): NonNullable<AppDeps['demo']> & { stop(): void } {
  let speed: DemoSpeed = FIRST_SPEED;
  let before: { service: string; wait: WaitRange; until: number; officeUntil: number } | null = null;
  clock.setPace(speed);
  const timer = setInterval(() => {
    if (clock.pace() === 0) return;
    const now = clock.now();
    while (player.next() <= now) player.step();
    // Nobody looks at an empty office for a night.
    const morning = player.morning();
    if (morning !== null) clock.set(morning - MINUTE);
  }, TICK_MS);
  const waits = () => takeView(queue.picture(), false).services;
  const slowest = () => waits().sort((a, b) => (b.wait?.high ?? 0) - (a.wait?.high ?? 0))[0];
  return {
    pace: clock.pace,
    play: visitorOf(office),
    control: {
      state() {
        // What is compared stays the same service, also when another has the longest wait meanwhile.
        const compared =
          before !== null && systemClock.now() < before.until && clock.now() < before.officeUntil ? before : null;
        const shown = compared ? waits().find(({ id }) => id === compared.service) : slowest();
        const { state, settings } = queue.picture();
        const isOpen = ({ id }: { id: string }) => (state.desks.get(id)?.status ?? 'closed') !== 'closed';
        return {
          now: clock.now(),
          pace: clock.pace(),
          speed,
          allOpen: settings.desks.every(isOpen),
          longest: shown ? { service: shown.name.vi, wait: shown.wait, before: compared?.wait ?? null } : null,
        };
      },
      setSpeed(chosen) {
        speed = chosen;
        if (clock.pace() !== 0) clock.setPace(speed);
        changed();
      },
      pause(paused) {
        clock.setPace(paused ? 0 : speed);
        changed();
      },
      addDesk() {
        const longest = slowest();
        if (player.addDesk() === null) return fail({ type: 'AllDesksOpen' });
        if (longest) {
          const until = systemClock.now() + COMPARED_MS;
          before = { service: longest.id, wait: longest.wait, until, officeUntil: clock.now() + COMPARED_OFFICE_MS };
        }
        return ok(null);
      },
    },
    stop: () => clearInterval(timer),
  };
}

/** How the visitor comes in by one touch. */
function visitorOf(office: Office): { officer: string; pin: string } {
  return { officer: office.officers().find(({ role }) => role === 'administrator')?.id ?? '', pin: DEMO_PIN };
}

/** Ids that are the same for the same seed; nobody real is protected by them. */
function seededIds(seed: string): Ids {
  const chance = createChance(`ids ${seed}`);
  let secrets = 0;
  return {
    next: (at) => sortableId(at, () => chance.integer(256)),
    secret: () => digest(`secret ${seed} ${++secrets}`).toString('base64url'),
    integer: (below) => chance.integer(below),
  };
}

function secretOf(seed: string): Result<Secret, { type: 'RecoveryKeyWrong' }> {
  if (process.env.TOILUOT_KEY) return recoveryKeyToSecret(process.env.TOILUOT_KEY);
  return ok(digest(`key ${seed}`).subarray(0, 20));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(`toiluot/demo/${text}`).digest();
}
