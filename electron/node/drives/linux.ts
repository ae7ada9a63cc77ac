import { mkdir, readdir, readFile, realpath, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Machine, type Plugged, run } from './drives.ts';

export type LinuxRoots = {
  /** Folders whose disks are never offered. */
  kept: () => string[];
  sys?: string;
  mounts?: string;
  /** What udev found out about each device: its file system and the name of its volume. */
  udev?: string;
  dev?: string;
  /** Where root mounts a stick that nobody mounted. */
  media?: string;
};

/** A line of /proc/self/mountinfo. `device` is `major:minor`, `source` the device's path. */
export type Mount = { device: string; root: string; path: string; fileSystem: string; source: string };

/**
 * Sticks on Linux: what /sys calls removable or reaches by USB. Mounted by the desktop where there is one; else by
 * udisks2, or by `mount` when we are root.
 */
export function linuxMachine(roots: LinuxRoots): Machine {
  const { sys = '/sys', mounts = '/proc/self/mountinfo', udev = '/run/udev/data' } = roots;
  const { dev = '/dev', media = '/media', kept } = roots;
  const root = process.getuid?.() === 0;

  const ours = join(media, 'toiluot-');
  const disk = async (drive: Plugged) => readDisk(join(sys, 'block'), drive.id, udev, await readMounts(mounts));

  return {
    every: 2000,
    async scan() {
      const mounted = await readMounts(mounts);
      const folders = await Promise.all(kept().map((folder) => realpath(folder).catch(() => folder)));
      const system = systemDevices(mounted, folders, media);
      const found: Plugged[] = [];
      const there = new Set<string>();
      for (const name of (await readdir(join(sys, 'block')).catch(() => [])).sort()) {
        if (!/^(sd[a-z]+|mmcblk\d+|nvme\d+n\d+)$/.test(name)) continue;
        if (!(await canBePulled(join(sys, 'block', name)))) continue;
        const disk = await readDisk(join(sys, 'block'), name, udev, mounted);
        for (const { device } of disk?.volumes ?? []) there.add(device);
        if (disk === null || disk.volumes.some((volume) => volume.held || isSystem(volume, system))) continue;
        found.push({ id: name, plug: disk.plug, label: disk.label, size: disk.size, state: disk.state });
      }
      // What was pulled without asking leaves its mount behind. The desktop clears its own.
      for (const { path, device } of mounted) {
        if (path.startsWith(ours) && !there.has(device)) await unmount(path, '-l');
      }
      return found;
    },
    async mount(drive) {
      const name = (await disk(drive))?.usable?.name;
      if (name === undefined) return;
      if (!root) {
        await udisks('mount', name);
        return;
      }
      await mkdir(ours + name, { recursive: true });
      await run('mount', ['-o', 'nosuid,nodev,noexec', join(dev, name), ours + name]);
    },
    async eject(drive) {
      const devices = new Map((await disk(drive))?.volumes.map(({ device, name }) => [device, name]));
      // A volume may be mounted more than once: by the desktop and by us.
      for (const { path, device } of await readMounts(mounts)) {
        const name = devices.get(device);
        if (name === undefined) continue;
        await run('sync', ['-f', path]);
        const gone = root ? await unmount(path) : await udisks('unmount', name);
        if (gone === null) return false;
      }
      await udisks('power-off', drive.id);
      return true;
    },
  };

  async function unmount(path: string, ...how: string[]): Promise<string | null> {
    const done = await run('umount', [...how, path]);
    if (path.startsWith(ours)) await rmdir(path).catch(() => {});
    return done;
  }
}

/** By object path: a service with a /dev of its own does not see the devices. */
function udisks(command: string, name: string): Promise<string | null> {
  return run('udisksctl', [command, '-p', `block_devices/${name}`, '--no-user-interaction']);
}

/** The lines of mountinfo, in order: a later one lies over an earlier one of the same path. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ');
    if (after === undefined) return [];
    const [, , device = '', root = '', path = ''] = before.split(' ').map(unescaped);
    const [fileSystem = '', source = ''] = after.split(' ').map(unescaped);
    return [{ device, root, path, fileSystem, source }];
  });
}

/** Devices and sources of what is mounted for the system, and of what holds the `kept` folders. `media` is where we mount. */
export function systemDevices(mounts: Mount[], kept: string[], media: string): Set<string> {
  const isIn = (path: string, folder: string) => folder === '/' || path === folder || path.startsWith(`${folder}/`);
  const holding = kept.flatMap((folder) => {
    const around = mounts.filter(({ path }) => isIn(folder, path));
    const nearest = Math.max(...around.map(({ path }) => path.length));
    // An automount and what it mounted have one path.
    return around.filter(({ path }) => path.length === nearest);
  });
  // Sticks are mounted in few places. Whatever else is mounted belongs to the system, as the medium of a live system does.
  const places = [media, '/media', '/run/media', '/mnt'];
  const system = mounts.filter(({ path }) => !places.some((place) => isIn(path, place)));
  return new Set([...system, ...holding].flatMap(({ device, source }) => [device, source]));
}

/** A partition, or a whole disk without partitions. */
type Volume = {
  name: string;
  device: string;
  /** Part of an encrypted disk, a RAID or LVM that is in use. */
  held: boolean;
  fileSystem: string;
  label: string;
  mountedAt: string | null;
};

const FILE_SYSTEMS = new Set(['vfat', 'exfat', 'ntfs', 'ntfs3', 'fuseblk', 'ext4']);

async function readDisk(block: string, name: string, udev: string, mounts: Mount[]) {
  const folder = join(block, name);
  const size = Number(await text(join(folder, 'size'))) * 512;
  // A card reader without a card.
  if (!(size > 0)) return null;
  const partitions: string[] = [];
  for (const entry of await readdir(folder).catch(() => [])) {
    if (entry.startsWith(name) && (await text(join(folder, entry, 'partition'))) !== '') partitions.push(entry);
  }
  const volumes = await Promise.all(
    (partitions.length > 0 ? partitions.map((entry) => [entry, join(folder, entry)]) : [[name, folder]]).map(
      ([entry = '', path = '']) => readVolume(entry, path, udev, mounts),
    ),
  );
  const supported = volumes.filter(({ fileSystem }) => FILE_SYSTEMS.has(fileSystem));
  const usable = supported.length === 1 ? supported[0] : undefined;
  const make = `${await text(join(folder, 'device', 'vendor'))} ${await text(join(folder, 'device', 'model'))}`.trim();
  const state: Plugged['state'] =
    usable === undefined
      ? { type: 'unusable', reason: supported.length > 1 ? 'SeveralPartitions' : 'UnknownFileSystem' }
      : usable.mountedAt === null
        ? { type: 'unmounted' }
        : { type: 'mounted', path: usable.mountedAt };
  // diskseq counts on with each plugging in (Linux 5.15 and later).
  const plug = `${await text(join(folder, 'diskseq'))} ${await realpath(folder).catch(() => '')}`;
  return { size, volumes, usable, state, plug, label: usable?.label || make || name };
}

async function readVolume(name: string, folder: string, udev: string, mounts: Mount[]): Promise<Volume> {
  const device = await text(join(folder, 'dev'));
  const properties = new Map(
    (await text(join(udev, `b${device}`))).split('\n').flatMap((line) => {
      const [, key, value] = /^E:([A-Z_]+)=(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
  const mount = mounts.findLast((one) => one.root === '/' && (one.device === device || one.source === `/dev/${name}`));
  return {
    name,
    device,
    held: (await readdir(join(folder, 'holders')).catch(() => [])).length > 0,
    fileSystem: mount?.fileSystem ?? properties.get('ID_FS_TYPE') ?? '',
    label: decodeURIComponent((properties.get('ID_FS_LABEL_ENC') ?? '').replace(/\\x([0-9a-f]{2})/g, '%$1')),
    mountedAt: mount?.path ?? null,
  };
}

function isSystem({ device, name }: Volume, system: Set<string>): boolean {
  return system.has(device) || system.has(`/dev/${name}`);
}

async function canBePulled(folder: string): Promise<boolean> {
  return (await text(join(folder, 'removable'))) === '1' || /\/usb\d+\//.test(await realpath(folder).catch(() => ''));
}

async function readMounts(path: string): Promise<Mount[]> {
  return parseMounts(await readFile(path, 'utf8').catch(() => ''));
}

async function text(path: string): Promise<string> {
  return (await readFile(path, 'utf8').catch(() => '')).trim();
}

/** mountinfo writes blanks in names as `\040`. */
function unescaped(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
