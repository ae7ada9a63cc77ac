import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Drive } from '../../core/kernel/ports.ts';
import { type FakeUsb, makeUsb } from '../testing/disks.ts';
import { createDrives, type Plugged } from './drives.ts';
import { linuxMachine, parseMounts, systemDevices } from './linux.ts';
import { parseDisks } from './windows.ts';

let folder = '';
let usb: FakeUsb;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toiluot-usb-'));
  usb = makeUsb(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('on Linux', () => {
  const drives = (mounts = '') => {
    writeFileSync(join(folder, 'mountinfo'), mounts);
    return createDrives(linuxMachine({ ...usb.roots, mounts: join(folder, 'mountinfo') })).list();
  };
  const kingston = (id: string, state: Drive['state'], label = 'Kingston DataTraveler') => [
    { id, label, size: 8 << 20, state },
  ];

  test('a stick is known by being removable, or by being reached through USB', async () => {
    expect(await drives()).toEqual([]);
    usb.plug('sda', { sda1: { fileSystem: 'ext4' } }, { removable: '0', by: 'pci0000:00/0000:00:17.0/ata1' });
    usb.plug('sr0', { sr0: { fileSystem: 'iso9660' } });
    usb.plug('sdb', { sdb1: { fileSystem: 'vfat', label: 'C\\x2bng\\x20an' } }, { by: 'platform/mmc' });
    usb.plug('sdc', { sdc1: { fileSystem: 'exfat' } }, { removable: '0' });
    usb.plug('sdd', { sdd: { fileSystem: 'vfat' } }, { sectors: 0 });
    expect(await drives()).toEqual([
      ...kingston('sdb', { type: 'unmounted' }, 'C+ng an'),
      ...kingston('sdc', { type: 'unmounted' }),
    ]);
    usb.pull('sdb');
    expect(await drives()).toEqual(kingston('sdc', { type: 'unmounted' }));
  });

  test('a stick has exactly one partition of a kind that both sides can read', async () => {
    const state = async (partitions: Parameters<FakeUsb['plug']>[1]) => {
      usb.plug('sdb', partitions);
      const [drive] = await drives();
      usb.pull('sdb');
      return drive?.state;
    };
    expect(await state({ sdb1: { fileSystem: 'vfat' }, sdb2: { fileSystem: 'ntfs' } })).toEqual({
      type: 'unusable',
      reason: 'SeveralPartitions',
    });
    expect(await state({ sdb1: { fileSystem: 'hfsplus' } })).toEqual({ type: 'unusable', reason: 'UnknownFileSystem' });
    expect(await state({})).toEqual({ type: 'unusable', reason: 'UnknownFileSystem' });
    expect(await state({ sdb1: { fileSystem: 'vfat' }, sdb2: { fileSystem: 'squashfs' } })).toEqual({
      type: 'unmounted',
    });
    // Formatted as a whole, as many sticks are.
    expect(await state({ sdb: { fileSystem: 'vfat' } })).toEqual({ type: 'unmounted' });
  });

  test('where the desktop mounted it is found, with blanks in its name', async () => {
    usb.plug('sdb', { sdb1: { fileSystem: 'vfat' } });
    expect(await drives(line('8:17', '/media/mau/USB\\040cua\\040xa', 'vfat', '/dev/sdb1'))).toEqual(
      kingston('sdb', { type: 'mounted', path: '/media/mau/USB cua xa' }),
    );
    // NTFS by FUSE has a device number of its own.
    expect(await drives(line('0:52', '/run/media/mau/NTFS', 'fuseblk', '/dev/sdb1'))).toEqual(
      kingston('sdb', { type: 'mounted', path: '/run/media/mau/NTFS' }),
    );
  });

  test('the disk of the system, of a live stick, of our own data, or in use as a part is never offered', async () => {
    usb.plug('sdb', { sdb1: { fileSystem: 'vfat' }, sdb2: { fileSystem: 'ext4' } });
    const root = line('254:0', '/', 'ext4', '/dev/vda');
    for (const at of ['/', '/boot/efi', '/run/live/medium', '/usr', '/srv/du-lieu']) {
      expect(await drives(`${root}${line('8:17', at, 'vfat', '/dev/sdb1')}`)).toEqual([]);
    }
    usb.pull('sdb');
    usb.plug('sdb', { sdb1: { fileSystem: 'ext4' } });
    const onStick = parseMounts(`${root}${line('8:17', '/mnt/usb', 'ext4', '/dev/sdb1')}`);
    expect(systemDevices(onStick, ['/var/lib/toiluot', '/mnt/usb/sao-luu'], '/media').has('8:17')).toBe(true);
    expect(systemDevices(onStick, ['/var/lib/toiluot', '/mnt/usb-2/sao-luu'], '/media').has('8:17')).toBe(false);
    expect(systemDevices(onStick, [], '/media').has('8:17')).toBe(false);
    const holders = join(usb.roots.sys, 'block', 'sdb', 'sdb1', 'holders');
    expect(await drives(root)).toHaveLength(1);
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(holders, 'dm-0'), { recursive: true });
    expect(await drives(root)).toEqual([]);
  });
});

test('on Windows the removable disks of PowerShell are the sticks', () => {
  const stick = {
    DeviceID: 'E:',
    FileSystem: 'FAT32',
    VolumeName: 'XÃ MẪU',
    VolumeSerialNumber: '5C1A00F3',
    Size: 15_502_147_584,
  };
  const found = {
    id: 'E:',
    plug: '5C1A00F3',
    label: 'XÃ MẪU',
    size: 15_502_147_584,
    state: { type: 'mounted', path: 'E:\\' },
  };
  expect(parseDisks('', ['C:'])).toEqual([]);
  expect(parseDisks(`\uFEFF${JSON.stringify(stick)}\r\n`, ['C:'])).toEqual([found]);
  const reader = { ...stick, DeviceID: 'F:', FileSystem: null, VolumeName: null, VolumeSerialNumber: null, Size: null };
  const odd = { ...stick, DeviceID: 'G:', FileSystem: 'RAW', VolumeName: '' };
  expect(parseDisks(JSON.stringify([stick, reader, odd, { ...stick, DeviceID: 'C:' }]), ['C:'])).toEqual([
    found,
    { ...found, id: 'G:', label: 'G:', state: { type: 'unusable', reason: 'UnknownFileSystem' } },
  ]);
  expect(parseDisks(JSON.stringify(stick), ['C:', 'e:'])).toEqual([]);
  expect(parseDisks(JSON.stringify({ ...stick, DeviceID: "E:'; calc" }), ['C:'])).toEqual([]);
});

describe('each drive', () => {
  const stick: Plugged = {
    id: 'sdb',
    plug: '1',
    label: 'USB',
    size: 1,
    state: { type: 'mounted', path: '/media/usb' },
  };
  const machineWith = (plugged: Plugged[], leaves = true) => ({
    scan: async () => plugged,
    mount: async () => {},
    eject: async () => leaves,
    every: 5,
  });
  const stateOf = (drives: Drive[]) => drives.map(({ state }) => state.type);

  test('does one thing at a time', async () => {
    const drives = createDrives(machineWith([stick]));
    const first = await drives.take('sdb');
    if (!first.ok) throw new Error(first.error.type);
    expect(stateOf(await drives.list())).toEqual(['busy']);
    const order: string[] = [];
    const second = drives.take('sdb').then((taken) => {
      order.push('second');
      if (taken.ok) taken.value.release();
    });
    const third = drives.eject('sdb').then(() => order.push('ejected'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(order).toEqual([]);
    first.value.release();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'ejected']);
  });

  test('stays ejected until it is pulled, and is as new when it comes back', async () => {
    const plugged = [stick];
    const drives = createDrives(machineWith(plugged));
    expect(await drives.eject('sdb')).toEqual({ ok: true, value: null });
    expect(stateOf(await drives.list())).toEqual(['ejected']);
    expect(await drives.take('sdb')).toEqual({ ok: false, error: { type: 'TargetMissing' } });
    expect(await drives.eject('sdb')).toEqual({ ok: true, value: null });
    plugged[0] = { ...stick, plug: '2' };
    expect(stateOf(await drives.list())).toEqual(['mounted']);
    await drives.eject('sdb');
    plugged.length = 0;
    expect(await drives.list()).toEqual([]);
    expect(await drives.eject('sdb')).toEqual({ ok: false, error: { type: 'TargetMissing' } });
    plugged.push({ ...stick, plug: '2' });
    expect(stateOf(await drives.list())).toEqual(['mounted']);
  });

  test('that something else still reads is not said to be ejected', async () => {
    const drives = createDrives(machineWith([stick], false));
    expect(await drives.eject('sdb')).toEqual({ ok: false, error: { type: 'DriveInUse' } });
    expect(stateOf(await drives.list())).toEqual(['mounted']);
  });

  test('is watched: each change is told once', async () => {
    const plugged: Plugged[] = [];
    const drives = createDrives(machineWith(plugged));
    const seen: string[][] = [];
    let tell = () => {};
    const stop = drives.watch((now) => {
      seen.push(stateOf(now));
      tell();
    });
    const next = () => new Promise<void>((resolve) => (tell = resolve));
    await next();
    plugged.push(stick);
    await next();
    const taken = drives.take('sdb');
    await next();
    const kept = await taken;
    if (!kept.ok) throw new Error(kept.error.type);
    const released = next();
    kept.value.release();
    await released;
    const ejected = next();
    void drives.eject('sdb');
    await ejected;
    await next();
    stop();
    plugged.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(seen).toEqual([[], ['mounted'], ['busy'], ['mounted'], ['busy'], ['ejected']]);
  });
});

function line(device: string, path: string, fileSystem: string, source: string): string {
  return `36 35 ${device} / ${path} rw,noatime shared:1 - ${fileSystem} ${source} rw\n`;
}
