import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { fail, ok } from '../core/kernel/result.ts';
import { DAY, HOUR, MINUTE, serviceDay } from '../core/kernel/time.ts';
import type { TargetSetting } from '../core/office/settings.ts';
import { DOWN, returnName, UP } from '../core/summary/exchange.ts';
import { createClock, events, memory, value } from '../core/testing/station.ts';
import { createDrives } from './drives/drives.ts';
import { linuxMachine } from './drives/linux.ts';
import { openFolderTarget } from './targets/folder.ts';
import { openTarget } from './targets/index.ts';
import type { Target, TargetFailure } from './targets/target.ts';
import { makeBlockDevice, makeUsb } from './testing/disks.ts';
import { createSending, handDrives, type SuperiorKeys, superiorKeys } from './testing/sending.ts';

let superior: SuperiorKeys;
beforeAll(async () => {
  superior = await superiorKeys();
});
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-wayUp-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function place(name: string): TargetSetting & { path: string } {
  mkdirSync(join(root, name), { recursive: true });
  return { id: name, name, type: 'folder', path: join(root, name) };
}

function files(name: string): string[] {
  try {
    return readdirSync(join(root, name, UP)).sort();
  } catch {
    return [];
  }
}

function answerAt(name: string, text: string): void {
  mkdirSync(join(root, name, DOWN), { recursive: true });
  writeFileSync(join(root, name, DOWN, returnName('S1')), text);
}

/** Lets the ticks' own preparations and the rounds they began come to their end. */
async function settled(station: ReturnType<typeof createSending>) {
  await new Promise((resolve) => setImmediate(resolve));
  await station.engine.idle();
}

const states = (station: ReturnType<typeof createSending>) =>
  Object.fromEntries(
    station.engine
      .view()
      .rows.map(({ sequence, deliveries }) => [
        sequence,
        Object.fromEntries(Object.entries(deliveries).map(([target, { state }]) => [target, state])),
      ]),
  );

test('the night sends every closed day on every way, and receipts found on one of them end all', async () => {
  const clock = createClock();
  const station = createSending({ db: memory(), clock, superior, targets: [place('share'), place('other')] });
  station.closeDays(3);
  station.makeBundles();
  station.engine.tick();
  await settled(station);
  const names = ['S1-2026-11-01-1.zip.age', 'S1-2026-11-02-2.zip.age', 'S1-2026-11-03-3.zip.age'];
  expect([files('share'), files('other')]).toEqual([names, names]);
  for (const [i, name] of names.entries()) {
    const bytes = readFileSync(join(root, 'share', UP, name));
    expect(bytes.equals(readFileSync(join(root, 'other', UP, name)))).toBe(true);
    expect(await station.openAbove(name, bytes)).toBe(station.bundles()[i]?.manifest);
  }
  const both = { share: 'verified', other: 'verified' };
  expect(states(station)).toEqual({ 1: both, 2: both, 3: both });

  answerAt('other', station.answer({ receipts: station.receiptsFor(station.bundles().slice(0, 2)) }));
  // Without receipts the ways are looked at now and then.
  clock.pass(16 * MINUTE);
  station.engine.tick();
  await settled(station);
  const done = { share: 'acknowledged', other: 'acknowledged' };
  expect(states(station)).toEqual({ 1: done, 2: done, 3: both });
  expect(station.engine.view()).toMatchObject({ unsent: [], unconfirmed: ['2026-11-03'], until: '2026-11-03' });
  station.engine.close();
});

test('a closed day waits for its hour; a night that was missed is made up for at the start', async () => {
  const clock = createClock();
  const options = { db: memory(), clock, superior, targets: [place('share')] };
  const station = createSending(options);
  station.closeDays(1, serviceDay(clock.now()));
  station.makeBundles();
  station.engine.tick();
  await settled(station);
  expect(files('share')).toEqual([]);
  // From 07:00 to a minute before, and then to the hour.
  clock.pass(15 * HOUR + 44 * MINUTE);
  station.engine.tick();
  await settled(station);
  expect(files('share')).toEqual([]);
  clock.pass(MINUTE);
  station.engine.tick();
  await settled(station);
  expect(files('share')).toHaveLength(1);

  clock.pass(DAY - 2 * HOUR);
  station.closeDays(1);
  station.makeBundles();
  station.engine.close();
  clock.pass(DAY);
  const later = createSending(options);
  later.engine.tick();
  await settled(later);
  expect(files('share')).toHaveLength(2);
  later.engine.close();
});

test('a way that is not there is tried again later and later, and "Gửi ngay" does not wait', async () => {
  const clock = createClock();
  const db = memory();
  const options = { db, clock, superior, targets: [place('share')] };
  const station = createSending(options);
  station.closeDays(2);
  station.makeBundles();
  rmSync(join(root, 'share'), { recursive: true });
  const minutes: number[] = [];
  for (let minute = 0; minute < 30; minute++) {
    const before = station.written.length;
    station.engine.tick();
    await settled(station);
    if (station.written.slice(before).some((line) => line.startsWith('wayUp.failed'))) minutes.push(minute);
    clock.pass(MINUTE);
  }
  // 1, 2, 5 and 15 minutes, each with up to a tenth more, rounded up to the next tick.
  expect(minutes).toEqual([0, 2, 5, 11, 28]);
  expect(station.engine.view().ways).toMatchObject([{ failure: 'TargetMissing', pending: 2 }]);
  expect(station.engine.view().ways[0]?.nextAt).toBeGreaterThan(clock.now());
  station.engine.close();

  // A restart forgets no delay.
  place('share');
  const later = createSending(options);
  const waiting = later.engine.view().ways[0]?.nextAt ?? 0;
  expect(waiting).toBeGreaterThan(clock.now());
  value(await later.engine.sendNow(null));
  await settled(later);
  expect(files('share')).toHaveLength(2);
  expect(later.engine.view().ways).toMatchObject([{ failure: null, pending: 0, done: 2, nextAt: null }]);
  later.engine.close();
});

test('two exports at once are one: each bundle is put once on each way', async () => {
  const puts: string[] = [];
  let open = 0;
  let most = 0;
  const station = createSending({
    db: memory(),
    clock: createClock(),
    superior,
    targets: [place('share')],
    async open(setting) {
      const target = value(await openFolderTarget('path' in setting ? setting.path : ''));
      open += 1;
      most = Math.max(most, open);
      return ok({
        ...target,
        put: (name, ...rest) => {
          puts.push(name);
          return target.put(name, ...rest);
        },
        async close() {
          open -= 1;
          return target.close();
        },
      } satisfies Target);
    },
  });
  station.closeDays(2);
  station.makeBundles();
  await Promise.all([station.engine.sendNow(null), station.engine.sendNow('share'), station.engine.sendNow(null)]);
  await settled(station);
  expect({ puts, most, open }).toEqual({
    puts: ['S1-2026-11-01-1.zip.age', 'S1-2026-11-02-2.zip.age'],
    most: 1,
    open: 0,
  });
  station.engine.close();
});

/** A real folder that fails once at the given bundle. */
function failingOnce(nth: number, failure: TargetFailure['type']) {
  let puts = 0;
  return async (setting: TargetSetting) => {
    const target = value(await openFolderTarget('path' in setting ? setting.path : ''));
    return ok({
      ...target,
      put: async (...args: Parameters<Target['put']>) => {
        puts += 1;
        if (puts !== nth) return target.put(...args);
        args[2]('writing');
        return fail({ type: failure });
      },
    } satisfies Target);
  };
}

test('a way that goes away in the middle keeps what was verified; the rest follows when it is back', async () => {
  const options = { db: memory(), clock: createClock(), superior, targets: [place('share')] };
  const station = createSending({ ...options, open: failingOnce(2, 'TargetGone') });
  station.closeDays(3);
  station.makeBundles();
  value(await station.engine.sendNow(null));
  await settled(station);
  expect(states(station)).toEqual({ 1: { share: 'verified' }, 2: { share: 'pending' }, 3: { share: 'pending' } });
  expect(station.engine.view()).toMatchObject({
    unsent: ['2026-11-02', '2026-11-03'],
    ways: [{ failure: 'TargetGone' }],
  });
  options.clock.pass(2 * MINUTE);
  station.engine.tick();
  await settled(station);
  expect(files('share')).toHaveLength(3);
  station.engine.close();
});

test('one bundle that is refused does not hold back the others', async () => {
  const options = { db: memory(), clock: createClock(), superior, targets: [place('share')] };
  const station = createSending({ ...options, open: failingOnce(1, 'BundleRefused') });
  station.closeDays(3);
  station.makeBundles();
  value(await station.engine.sendNow(null));
  await settled(station);
  expect(states(station)).toEqual({ 1: { share: 'pending' }, 2: { share: 'verified' }, 3: { share: 'verified' } });
  expect(station.engine.view().rows.at(-1)?.deliveries.share?.failure).toBe('BundleRefused');
  station.engine.close();
});

test('an answer that cannot be trusted is said and changes nothing; the next good one is read', async () => {
  const clock = createClock();
  const db = memory();
  const station = createSending({ db, clock, superior, targets: [place('share')] });
  station.closeDays(1);
  station.makeBundles();
  value(await station.engine.sendNow(null));
  await settled(station);
  const good = station.answer({ receipts: station.receiptsFor(station.bundles()) });
  const before = events(db);
  for (const [text, failure] of [
    [good.slice(0, 200), 'AnswerUnreadable'],
    [good.replace('S1', 'S2'), 'AnswerForged'],
    [station.answer({ receipts: [], station: 'S2' }), 'AnswerOfOtherStation'],
  ] as const) {
    answerAt('share', text);
    value(await station.engine.sendNow(null));
    await settled(station);
    expect(station.engine.view().ways).toMatchObject([{ answer: failure, unconfirmed: 1 }]);
  }
  expect(events(db)).toEqual(before);
  answerAt('share', good);
  value(await station.engine.sendNow(null));
  await settled(station);
  expect(station.engine.view()).toMatchObject({ unconfirmed: [], ways: [{ answer: null, unconfirmed: 0 }] });
  station.engine.close();
});

test('a stick is written when it comes, not looked for when it is away, and written again when it was lost', async () => {
  const drives = handDrives();
  const stick = { id: 'd1', label: 'USB', size: 1, state: { type: 'unmounted' as const } };
  const path = place('stick').path;
  let opened = 0;
  const station = createSending({
    db: memory(),
    clock: createClock(),
    superior,
    targets: [{ id: 'usb', name: 'USB', type: 'drive' }],
    drives,
    async open() {
      opened += 1;
      return openFolderTarget(path);
    },
  });
  station.closeDays(2);
  station.makeBundles();
  station.engine.tick();
  await settled(station);
  expect(opened).toBe(0);
  expect(station.engine.view()).toMatchObject({ drive: { type: 'none' }, ways: [{ pending: 2, failure: null }] });
  drives.plug([stick]);
  await settled(station);
  expect(files('stick')).toHaveLength(2);
  expect(station.engine.view()).toMatchObject({
    drive: { type: 'ready', label: 'USB' },
    ways: [{ pending: 0, done: 2 }],
  });
  value(await station.engine.eject());
  expect(station.engine.view().drive).toEqual({ type: 'ejected' });

  rmSync(join(path, UP), { recursive: true });
  drives.plug([]);
  drives.plug([stick]);
  await settled(station);
  // Another stick: what was written once is not written again unless somebody asks.
  expect(files('stick')).toEqual([]);
  value(await station.engine.sendAgain('usb'));
  await settled(station);
  expect(files('stick')).toHaveLength(2);
  station.targets.length = 0;
  station.engine.targetsChanged();
  expect(drives.watchers()).toBe(0);
  station.engine.close();
});

test('what the last flush did not reach, and what a broken round left on a stick, is sent once more', async () => {
  const clock = createClock();
  const path = place('share').path;
  let round = 0;
  const station = createSending({
    ...{ db: memory(), clock, superior, targets: [place('share')] },
    async open() {
      round += 1;
      const target = value(await openFolderTarget(path));
      if (round === 1) return ok({ ...target, close: async () => fail({ type: 'TargetGone' as const }) });
      return ok(round === 3 ? { ...target, brokenOff: true as const } : target);
    },
  });
  station.closeDays(2);
  station.makeBundles();
  const lose = () => rmSync(join(path, UP), { recursive: true });
  value(await station.engine.sendNow(null));
  await settled(station);
  expect(station.engine.view()).toMatchObject({
    unsent: ['2026-11-01', '2026-11-02'],
    ways: [{ failure: 'TargetGone' }],
  });
  lose();
  for (const found of [2, 2]) {
    clock.pass(HOUR);
    value(await station.engine.sendNow(null));
    await settled(station);
    expect(files('share')).toHaveLength(found);
    expect(station.engine.view().unsent).toEqual([]);
    lose();
  }
  station.engine.close();
});

test('closing in the middle of a round stops it; the next start goes on where it was', async () => {
  const options = { db: memory(), clock: createClock(), superior, targets: [place('share')] };
  let reached = () => {};
  const inTheMiddle = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const station = createSending({
    ...options,
    async open(setting) {
      const target = value(await openFolderTarget('path' in setting ? setting.path : ''));
      return ok({
        ...target,
        async put(name, bytes, step, signal) {
          reached();
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          return target.put(name, bytes, step, signal);
        },
      } satisfies Target);
    },
  });
  station.closeDays(2);
  station.makeBundles();
  value(await station.engine.sendNow(null));
  await inTheMiddle;
  station.engine.close();
  await station.engine.idle();
  expect(files('share')).toEqual([]);
  expect(states(station)[1]).toEqual({ share: 'writing' });
  const later = createSending(options);
  later.engine.tick();
  await settled(later);
  expect(files('share')).toHaveLength(2);
  later.engine.close();
});

test('nothing leaves before there is a superior office; then everything does', async () => {
  const options = { db: memory(), clock: createClock(), targets: [place('share')] };
  const station = createSending({ ...options, superior: null });
  station.closeDays(2);
  station.makeBundles();
  station.engine.tick();
  await settled(station);
  expect(await station.engine.sendNow(null)).toEqual({ ok: false, error: { type: 'NoSuperior' } });
  expect(station.engine.view()).toMatchObject({ superior: null, unsent: ['2026-11-01', '2026-11-02'] });
  expect(files('share')).toEqual([]);
  station.engine.close();
  const enrolled = createSending({ ...options, superior });
  enrolled.engine.tick();
  await settled(enrolled);
  expect(files('share')).toHaveLength(2);
  enrolled.engine.close();
});

test('a password goes to its way, is never shown, stands in no log, and goes with the way', async () => {
  const db = memory();
  const given: (string | null)[] = [];
  const station = createSending({
    db,
    clock: createClock(),
    superior,
    targets: [place('share')],
    async open(setting, secret) {
      given.push(secret);
      return openFolderTarget('path' in setting ? setting.path : '');
    },
  });
  value(station.engine.setSecret('share', 'mat-khau-mau'));
  expect(station.engine.ways().secrets).toEqual(['share']);
  station.closeDays(1);
  station.makeBundles();
  value(await station.engine.sendNow(null));
  await settled(station);
  value(await station.engine.test(place('share'), null));
  expect(given).toEqual(['mat-khau-mau', 'mat-khau-mau']);
  expect(JSON.stringify([station.engine.view(), station.written, events(db)])).not.toContain('mat-khau-mau');
  station.targets.length = 0;
  station.engine.targetsChanged();
  expect(station.engine.ways().secrets).toEqual([]);
  expect(db.all('SELECT * FROM station_secret WHERE name LIKE ?', 'target:%')).toEqual([]);
  station.engine.close();
});

test('a real stick: plugged in, written by itself, ejected; its answer is read when it comes back', async ({
  skip,
}) => {
  const device = makeBlockDevice();
  if (typeof device === 'string') return skip(device);
  const usb = makeUsb(root);
  const drives = createDrives(linuxMachine(usb.roots));
  const station = createSending({
    db: memory(),
    clock: createClock(),
    superior,
    targets: [{ id: 'usb', name: 'USB', type: 'drive' }],
    drives,
    open: (setting, secret) => openTarget(setting, secret, drives),
  });
  const plug = () => usb.plug('sdx', { sdx1: { fileSystem: 'ext4', device: device.device } });
  const drive = () => station.engine.view().drive.type;
  try {
    station.closeDays(2);
    station.makeBundles();
    plug();
    await until(() => station.engine.view().unconfirmed.length === 2);
    await station.engine.idle();
    expect(station.engine.view().ways).toMatchObject([{ failure: null, pending: 0, done: 2, progress: null }]);
    value(await station.engine.eject());
    await until(() => drive() === 'ejected');
    usb.pull('sdx');
    await until(() => drive() === 'none');

    const above = join(root, 'above');
    mkdirSync(above);
    const mounted = spawnSync('mount', [device.device, above]);
    expect(mounted.status).toBe(0);
    expect(readdirSync(join(above, 'TOILUOT', UP))).toHaveLength(2);
    mkdirSync(join(above, 'TOILUOT', DOWN));
    const answer = station.answer({ receipts: station.receiptsFor(station.bundles()) });
    writeFileSync(join(above, 'TOILUOT', DOWN, returnName('S1')), answer);
    expect(spawnSync('umount', [above]).status).toBe(0);

    plug();
    await until(() => station.engine.view().unconfirmed.length === 0);
    await station.engine.idle();
    expect(states(station)).toEqual({ 1: { usb: 'acknowledged' }, 2: { usb: 'acknowledged' } });
    value(await station.engine.eject());
  } finally {
    station.engine.close();
    await station.engine.idle();
    spawnSync('umount', ['-l', device.device]);
    device.remove();
  }
});

/** Waits for what comes from the machine itself. */
async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => setTimeout(resolve, 20));
}
