import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Disk = {
  /** Where it is mounted. */
  path: string;
  /** The medium itself, of ext4. */
  image: string;
  /** Pulls it: the folder is still there, empty, while what was open writes on into nothing. */
  pull(): void;
  /** Plugs the same one in again. */
  plug(): void;
  remount(option: 'ro' | 'rw'): void;
  remove(): void;
};

/** A real file system of its own: a stick (ext4 in an image) or a small disk in memory. A text says why there is none. */
export function makeDisk(kind: 'ext4' | { tmpfs: string }): Disk | string {
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-disk-'));
  const path = join(folder, 'mount');
  const image = join(folder, 'image');
  mkdirSync(path);
  const mount =
    kind === 'ext4' ? ['-o', 'loop', image, path] : ['-t', 'tmpfs', '-o', `size=${kind.tmpfs}`, 'tmpfs', path];
  if (kind === 'ext4') {
    writeFileSync(image, Buffer.alloc(8 << 20));
    run('mkfs.ext4', '-q', '-m', '0', image);
  }
  const refused = run('mount', ...mount);
  if (refused !== null) {
    rmSync(folder, { recursive: true, force: true });
    return `no disk can be mounted here: ${refused}`;
  }
  return {
    path,
    image,
    pull: () => must('umount', '-l', path),
    plug: () => must('mount', ...mount),
    remount: (option) => must('mount', '-o', `remount,${option}`, path),
    remove: () => {
      run('umount', '-l', path);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type FakeUsb = {
  roots: { sys: string; udev: string; dev: string; media: string; kept: () => string[] };
  /** Plugs in a disk: its partitions by name, each with its file system and, where it is real, its block device. */
  plug(
    disk: string,
    partitions: Record<string, { fileSystem: string; device?: string; label?: string }>,
    how?: UsbKind,
  ): void;
  pull(disk: string): void;
};
/** How the system knows that it can be pulled: by its own word, or by the way it is reached. */
type UsbKind = { removable?: '0' | '1'; by?: string; sectors?: number };

/** /sys, /dev and udev's findings of a machine with sticks, in a folder. */
export function makeUsb(folder: string): FakeUsb {
  const root = realpathSync(folder);
  const at = (name: string) => join(root, name);
  const roots = { sys: at('sys'), udev: at('udev'), dev: at('dev'), media: at('media') };
  for (const path of [join(roots.sys, 'block'), ...Object.values(roots)]) mkdirSync(path, { recursive: true });
  let plugged = 0;
  const write = (path: string, files: Record<string, string | number>) => {
    mkdirSync(path, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), `${content}\n`);
  };
  return {
    roots: { ...roots, kept: () => [] },
    plug(disk, partitions, { removable = '1', by = 'pci0000:00/0000:00:14.0/usb1/1-2', sectors = 16_384 } = {}) {
      plugged += 1;
      const device = join(roots.sys, 'devices', by, 'block', disk);
      write(device, { removable, size: sectors, dev: `8:${16 * plugged}`, diskseq: plugged });
      write(join(device, 'device'), { vendor: 'Kingston', model: 'DataTraveler' });
      for (const [index, [name, { fileSystem, device: real, label }]] of Object.entries(partitions).entries()) {
        const whole = name === disk;
        const number = real ? deviceNumber(real) : `8:${16 * plugged + index + 1}`;
        write(whole ? device : join(device, name), { dev: number, ...(whole ? {} : { partition: index + 1 }) });
        write(roots.udev, {
          [`b${number}`]: `E:ID_FS_TYPE=${fileSystem}${label ? `\nE:ID_FS_LABEL_ENC=${label}` : ''}`,
        });
        rmSync(join(roots.dev, name), { force: true });
        if (real) symlinkSync(real, join(roots.dev, name));
      }
      symlinkSync(device, join(roots.sys, 'block', disk));
    },
    pull(disk) {
      const link = join(roots.sys, 'block', disk);
      rmSync(realpathSync(link), { recursive: true });
      rmSync(link);
    },
  };
}

/** A real block device of 8 MiB with ext4 on it, not mounted. A text says why there is none. */
export function makeBlockDevice(): { device: string; image: string; remove(): void } | string {
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-loop-'));
  const image = join(folder, 'image');
  writeFileSync(image, Buffer.alloc(8 << 20));
  run('mkfs.ext4', '-q', '-m', '0', image);
  const made = spawnSync('losetup', ['--find', '--show', image], { encoding: 'utf8' });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (made.status !== 0) {
    remove();
    return `no block device can be made here: ${made.error?.message ?? made.stderr.trim()}`;
  }
  const device = made.stdout.trim();
  return {
    device,
    image,
    remove: () => {
      run('losetup', '-d', device);
      remove();
    },
  };
}

/** Looks at what is on a medium at this moment, as whoever plugs it in elsewhere after its plug was pulled now. */
export function asIfPulled<T>(image: string, look: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-pulled-'));
  const path = join(folder, 'mount');
  mkdirSync(path);
  copyFileSync(image, join(folder, 'image'));
  must('mount', '-o', 'loop', join(folder, 'image'), path);
  try {
    return look(path);
  } finally {
    run('umount', '-l', path);
    rmSync(folder, { recursive: true, force: true });
  }
}

function deviceNumber(path: string): string {
  const { rdev } = statSync(path);
  return `${(rdev >> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >> 12) & 0xfff00)}`;
}

/** Takes every byte that is left on a disk. */
export function fillDisk(path: string): void {
  for (let size = 1 << 20; size >= 512; size /= 2) {
    for (;;) {
      try {
        writeFileSync(join(path, 'filler'), Buffer.alloc(size), { flag: 'a' });
      } catch {
        break;
      }
    }
  }
}

function run(program: string, ...args: string[]): string | null {
  const ran = spawnSync(program, args, { encoding: 'utf8' });
  return ran.status === 0 ? null : (ran.error?.message ?? ran.stderr.trim());
}

function must(program: string, ...args: string[]): void {
  const refused = run(program, ...args);
  if (refused !== null) throw new Error(refused);
}
