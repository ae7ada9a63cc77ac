import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Drives } from '../../core/kernel/ports.ts';
import { createDrives } from '../drives/drives.ts';
import { linuxMachine } from '../drives/linux.ts';

import { asIfPulled, type FakeUsb, makeBlockDevice, makeUsb } from '../testing/disks.ts';
import { createCarrier } from './carrier.ts';

import { openDriveTarget, takeStick } from './drive.ts';
import { listBundles, putReturns } from './folder.ts';
import type { Target } from './target.ts';

const NAME = 'SA1-2026-11-24-12.zip.age';
const BYTES = randomBytes(20_000);
const never = new AbortController().signal;

/** Real block devices, a real kernel that mounts them; only /sys says that they are sticks. */
const undo: (() => void)[] = [];
let usb: FakeUsb;
let drives: Drives;
let refused: string | null = null;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-usb-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  usb = makeUsb(folder);
  drives = createDrives(linuxMachine(usb.roots));
  refused = plugIn('sdx');
});
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

describe('a stick', () => {
  test('is mounted, written, read back, ejected and pulled', async ({ skip }) => {
    if (refused !== null) return skip(refused);
    expect(await states()).toEqual(['unmounted']);
    const target = await opened();
    expect(await states()).toEqual(['busy']);
    const folder = join(mountOf('sdx'), 'TOILUOT');
    expect(await put(target)).toEqual({
      steps: ['writing', 'written', 'verified'],
      result: { ok: true, value: { answer: null } },
    });
    expect(readdirSync(folder).sort()).toEqual(['.dang-ghi', 'up']);
    expect(await putReturns(folder, new Map([['SA1', '{}']]), never)).toEqual({ ok: true, value: 1 });
    expect(await target.readReturn('SA1', never)).toEqual({ ok: true, value: '{}' });
    expect(await target.close()).toEqual({ ok: true, value: null });
    expect(readdirSync(folder).sort()).toEqual(['down', 'up']);
    expect(await states()).toEqual(['mounted']);
    expect(await drives.eject('sdx')).toEqual({ ok: true, value: null });
    expect(existsSync(mountOf('sdx'))).toBe(false);
    expect(await states()).toEqual(['ejected']);
    expect(await openDriveTarget(drives)).toEqual({ ok: false, error: { type: 'TargetMissing' } });
    usb.pull('sdx');
    expect(await states()).toEqual([]);
    plug('sdx');
    const again = await opened();
    expect(again.brokenOff).toBe(undefined);
    expect(await put(again)).toMatchObject({ steps: ['verified'] });
    await again.close();
  });

  test('carries enrolment files both ways', async ({ skip }) => {
    if (refused !== null) return skip(refused);
    const carrier = createCarrier(drives);
    const file = { name: 'TH01.superior.json', text: '{}' };
    expect(await carrier.write(file)).toEqual({ ok: true, value: null });
    expect(await drives.eject('sdx')).toEqual({ ok: true, value: null });
    usb.pull('sdx');
    expect(await carrier.read('.superior.json')).toEqual({ ok: false, error: { type: 'TargetMissing' } });
    plug('sdx');
    expect(await carrier.read('.superior.json')).toEqual({ ok: true, value: [file] });
    expect(await states()).toEqual(['mounted']);
  });

  test('that keeps something else than it was given is found out, though this machine remembers the right bytes', async ({
    skip,
  }) => {
    if (refused !== null) return skip(refused);
    const target = await opened();
    const spoil = (reached: string) => reached === 'written' && spoilOnMedium('sdx', BYTES.subarray(8192, 12_288));
    expect(await target.put(NAME, BYTES, spoil, never)).toEqual({ ok: false, error: { type: 'ReadBackDiffers' } });
    expect(await put(target)).toMatchObject({ steps: ['writing', 'written', 'verified'] });
    await target.close();
    expect((await opened()).brokenOff).toBe(true);
  });

  test('whose plug is pulled at any step has the whole bundle from "written" on, and before that nothing', async ({
    skip,
  }) => {
    if (refused !== null) return skip(refused);
    const target = await opened();
    const found: Record<string, object> = {};
    const look = (reached: string) => {
      found[reached] = asIfPulled(devices.get('sdx')?.image ?? '', (path) => {
        const folder = join(path, 'TOILUOT');
        const up = join(folder, 'up');
        const names = existsSync(up) ? readdirSync(up).filter((name) => !name.startsWith('.')) : [];
        const whole = names.includes(NAME) && readFileSync(join(up, NAME)).equals(BYTES);
        return { marker: existsSync(join(folder, '.dang-ghi')), names, whole };
      });
    };
    expect(await target.put(NAME, BYTES, look, never)).toMatchObject({ ok: true });
    expect(await target.close()).toEqual({ ok: true, value: null });
    look('closed');
    expect(found).toEqual({
      writing: { marker: true, names: [], whole: false },
      written: { marker: true, names: [NAME], whole: true },
      verified: { marker: true, names: [NAME], whole: true },
      closed: { marker: false, names: [NAME], whole: true },
    });
  });

  test('pulled in the middle of a round is known by its marker', async ({ skip }) => {
    if (refused !== null) return skip(refused);
    const target = await opened();
    const writing = target.put(NAME, randomBytes(2 << 20), () => {}, never);
    const up = join(mountOf('sdx'), 'TOILUOT', 'up');
    while (!(existsSync(up) && readdirSync(up).length > 0)) await new Promise(setImmediate);
    usb.pull('sdx');
    // What the next look does with the mount that is left behind.
    expect(await states()).toEqual([]);
    expect(await writing).toEqual({ ok: false, error: { type: 'TargetGone' } });
    expect((await put(target)).result).toEqual({ ok: false, error: { type: 'TargetGone' } });
    expect((await target.close()).ok).toBe(false);
    plug('sdx');
    const again = await opened();
    expect(again.brokenOff).toBe(true);
    expect(await listBundles(join(mountOf('sdx'), 'TOILUOT'), never)).toMatchObject({ ok: true, value: { files: [] } });
    expect(await put(again)).toMatchObject({ steps: ['writing', 'written', 'verified'] });
    expect(await again.close()).toEqual({ ok: true, value: null });
    expect(readFileSync(join(mountOf('sdx'), 'TOILUOT', 'up', NAME)).equals(BYTES)).toBe(true);
    expect((await opened()).brokenOff).toBe(undefined);
  });

  test('with something open on it is not said to be ejected', async ({ skip }) => {
    if (refused !== null) return skip(refused);
    await (await opened()).close();
    const held = openSync(join(mountOf('sdx'), 'TOILUOT'), 'r');
    expect(await drives.eject('sdx')).toEqual({ ok: false, error: { type: 'DriveInUse' } });
    closeSync(held);
    expect(await drives.eject('sdx')).toEqual({ ok: true, value: null });
  });

  test('among several is the one with our folder; without one, none is written', async ({ skip }) => {
    if (refused !== null) return skip(refused);
    const second = plugIn('sdy');
    if (second !== null) return skip(second);
    expect(await openDriveTarget(drives)).toEqual({ ok: false, error: { type: 'TargetUnusable' } });
    expect(readdirSync(mountOf('sdx'))).toEqual(['lost+found']);
    mkdirSync(join(mountOf('sdy'), 'TOILUOT'));
    const stick = await takeStick(drives);
    if (!stick.ok) throw new Error(stick.error.type);
    expect(stick.value.folder).toBe(join(mountOf('sdy'), 'TOILUOT'));
    expect(await stick.value.close()).toEqual({ ok: true, value: null });
    expect(await states()).toEqual(['mounted', 'mounted']);
  });

  test('that nobody can use says why', async () => {
    usb.pull('sdx');
    expect(await openDriveTarget(drives)).toEqual({ ok: false, error: { type: 'TargetMissing' } });
    usb.plug('sdx', { sdx1: { fileSystem: 'vfat' }, sdx2: { fileSystem: 'vfat' } });
    expect(await openDriveTarget(drives)).toEqual({ ok: false, error: { type: 'TargetUnusable' } });
  });
});

const devices = new Map<string, { device: string; image: string }>();

function plugIn(disk: string): string | null {
  const made = makeBlockDevice();
  if (typeof made === 'string') {
    plug(disk);
    return made;
  }
  undo.push(() => {
    spawnSync('umount', ['-l', mountOf(disk)]);
    made.remove();
    devices.delete(disk);
  });
  devices.set(disk, made);
  plug(disk);
  return null;
}

function plug(disk: string): void {
  const device = devices.get(disk)?.device;
  usb.plug(disk, { [`${disk}1`]: { fileSystem: 'ext4', ...(device ? { device } : {}) } });
}

function mountOf(disk: string): string {
  return join(usb.roots.media, `toiluot-${disk}1`);
}

async function states() {
  return (await drives.list()).map(({ state }) => state.type);
}

async function opened(): Promise<Target> {
  const target = await openDriveTarget(drives);
  if (!target.ok) throw new Error(target.error.type);
  return target.value;
}

async function put(target: Target) {
  const steps: string[] = [];
  return { steps, result: await target.put(NAME, BYTES, (reached) => steps.push(reached), never) };
}

/** Changes a byte where it lies on the medium, behind the back of the file system. */
function spoilOnMedium(disk: string, bytes: Uint8Array): void {
  const image = devices.get(disk)?.image ?? '';
  const at = readFileSync(image).indexOf(bytes);
  if (at < 0) throw new Error('it is not on the medium');
  const file = openSync(image, 'r+');
  writeSync(file, Buffer.from([bytes[0]! ^ 1]), 0, 1, at);
  closeSync(file);
}
