import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Disk = {
  /** Where it is mounted. */
  path: string;
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
    pull: () => must('umount', '-l', path),
    plug: () => must('mount', ...mount),
    remount: (option) => must('mount', '-o', `remount,${option}`, path),
    remove: () => {
      run('umount', '-l', path);
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
