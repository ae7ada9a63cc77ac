import { execFile } from 'node:child_process';
import type { Drive, Drives } from '../../core/kernel/ports.ts';
import { fail, ok } from '../../core/kernel/result.ts';
import { linuxMachine } from './linux.ts';
import { windowsMachine } from './windows.ts';

/** A drive as the system shows it. */
export type Plugged = {
  id: string;
  /** Changes each time it is plugged in, where the system tells. */
  plug: string;
  label: string;
  size: number;
  state: Extract<Drive['state'], { type: 'unusable' | 'unmounted' | 'mounted' }>;
};

/** What is done differently on each system. */
export type Machine = {
  scan(): Promise<Plugged[]>;
  /** Mounts it; where it lies afterwards is found by the next scan. */
  mount(drive: Plugged): Promise<void>;
  /** Flushes and unmounts. False when something on it is still open. */
  eject(drive: Plugged): Promise<boolean>;
  /** How often to look (ms) while somebody watches. */
  every: number;
};

/**
 * The drives of this machine. None on systems other than Linux and Windows. The disks that hold one of the `kept` folders
 * are never offered: our own data, and a second place of the backups that is always plugged in.
 */
export function openDrives(kept: () => string[]): Drives {
  switch (process.platform) {
    case 'linux':
      return createDrives(linuxMachine({ kept }));
    case 'win32':
      return createDrives(windowsMachine(kept));
    default:
      return createDrives({ scan: async () => [], mount: async () => {}, eject: async () => false, every: 60_000 });
  }
}

/** Keeps what the system does not know: who is busy with a drive, and which ones may be pulled. */
export function createDrives(machine: Machine): Drives {
  /** The last thing being done at each drive. */
  const queues = new Map<string, Promise<void>>();
  const busy = new Set<string>();
  /** By drive, the plugging in that was ended. */
  const ejected = new Map<string, string>();
  const listeners = new Set<(drives: Drive[]) => void>();
  let told = '';
  let timer: NodeJS.Timeout | null = null;
  let looking: 'no' | 'yes' | 'again' = 'no';

  const scan = async (): Promise<Plugged[]> => {
    const plugged = await machine.scan();
    for (const [id, plug] of ejected) {
      if (!plugged.some((drive) => drive.id === id && drive.plug === plug)) ejected.delete(id);
    }
    return plugged;
  };
  const list = async (): Promise<Drive[]> =>
    (await scan()).map(({ id, label, size, state }) => {
      if (busy.has(id)) return { id, label, size, state: { type: 'busy' } };
      if (ejected.has(id)) return { id, label, size, state: { type: 'ejected' } };
      return { id, label, size, state };
    });

  const look = async (): Promise<void> => {
    if (looking !== 'no') {
      looking = 'again';
      return;
    }
    looking = 'yes';
    const drives = await list().catch((): Drive[] => []);
    const again = looking === ('again' as typeof looking);
    looking = 'no';
    const now = JSON.stringify(drives);
    if (now !== told) {
      told = now;
      for (const listener of listeners) listener(drives);
    }
    if (again) await look();
  };
  /** After what we did ourselves nobody should have to wait for the next look. */
  const changed = () => {
    if (listeners.size > 0) void look();
  };

  /** Waits for its turn at a drive; the turn lasts until what it returns is called. */
  const turn = async (id: string): Promise<() => void> => {
    const before = queues.get(id);
    let end = () => {};
    const mine = new Promise<void>((resolve) => {
      end = resolve;
    });
    const last = (before ?? Promise.resolve()).then(() => mine);
    queues.set(id, last);
    await before;
    busy.add(id);
    changed();
    return () => {
      if (queues.get(id) === last) queues.delete(id);
      busy.delete(id);
      changed();
      end();
    };
  };

  return {
    list,
    watch(listener) {
      listeners.add(listener);
      // inotify sees nothing in /sys, and Windows tells only windows: so we look.
      timer ??= setInterval(look, machine.every).unref();
      told = '';
      void look();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
    async take(id) {
      const release = await turn(id);
      const found = async () => (await scan()).find((drive) => drive.id === id && !ejected.has(id));
      let drive = await found();
      if (drive?.state.type === 'unmounted') {
        await machine.mount(drive);
        drive = await found();
      }
      if (drive?.state.type === 'mounted') return ok({ path: drive.state.path, release });
      release();
      return fail({ type: drive === undefined ? 'TargetMissing' : 'TargetUnusable' });
    },
    async eject(id) {
      const release = await turn(id);
      try {
        const drive = (await scan()).find((one) => one.id === id);
        if (drive === undefined) return fail({ type: 'TargetMissing' });
        if (ejected.has(id)) return ok(null);
        if (!(await machine.eject(drive))) return fail({ type: 'DriveInUse' });
        ejected.set(id, drive.plug);
        return ok(null);
      } finally {
        release();
      }
    },
  };
}

/**
 * Runs a program of the system without a shell. Null when it is not there, fails, or takes longer than `ms`; else what it
 * printed. One that hangs in the kernel on a dead stick cannot even be killed: nobody waits for it.
 */
export function run(program: string, args: string[], ms = 30_000): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { windowsHide: true, encoding: 'utf8' }, (error, stdout) => {
      clearTimeout(late);
      resolve(error ? null : stdout);
    });
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      child.unref();
      resolve(null);
    }, ms);
  });
}
