import { lstat, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Drives } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { run } from '../drives/drives.ts';
import { attempt, type Medium, openFolderTarget, ownFolder } from './folder.ts';
import { type Target, TargetError, type TargetFailure } from './target.ts';

/** A stick that is kept for one round. `folder` is ours on it, with `up` and `down`. */
export type Stick = {
  folder: string;
  /** Flushes and lets the next one have it; it stays mounted until it is ejected. */
  close(): Promise<Result<null, TargetFailure>>;
};

/**
 * Takes the stick that is plugged in and makes our folder on it. Of several sticks the one that has it already; where
 * that does not tell which, none: nobody's private stick is written on a guess.
 */
export async function takeStick(drives: Drives): Promise<Result<Stick, TargetFailure>> {
  const taken = await takeDrive(drives);
  if (!taken.ok) return taken;
  const { path, release } = taken.value;
  const made = await attempt(AbortSignal.timeout(FLUSH_MS), 'middle', () => ownFolder(path, STICK_FOLDER, 'make'));
  if (!made.ok || made.value === null) {
    release();
    return made.ok ? fail({ type: 'TargetGone' }) : made;
  }
  return ok({
    folder: made.value,
    async close() {
      try {
        return await attempt(AbortSignal.timeout(FLUSH_MS), 'middle', () => flushAll(path));
      } finally {
        release();
      }
    },
  });
}

/**
 * A stick as a way up. A marker lies on it from before the first bundle until after the last flush: who finds one knows
 * that the round was broken off (`brokenOff`).
 */
export async function openDriveTarget(drives: Drives): Promise<Result<Target, TargetFailure>> {
  const taken = await takeStick(drives);
  if (!taken.ok) return taken;
  const stick = taken.value;
  const marker = join(stick.folder, MARKER);
  const opened = await openFolderTarget(stick.folder, MEDIUM);
  if (!opened.ok) {
    await stick.close();
    return opened;
  }
  const brokenOff = await lstat(marker).then(
    () => true,
    () => false,
  );
  let state: 'untouched' | 'whole' | 'broken' = 'untouched';
  return ok({
    ...opened.value,
    ...(brokenOff ? { brokenOff } : {}),
    async put(name, bytes, step, signal) {
      const marked = state === 'untouched' ? await attempt(signal, 'middle', () => writeMarker(marker)) : ok(null);
      const put = marked.ok ? await opened.value.put(name, bytes, step, signal) : marked;
      if (!put.ok) state = 'broken';
      else if (state === 'untouched') state = 'whole';
      return put;
    },
    async close() {
      if (state !== 'whole') return stick.close();
      const cleared = await attempt(AbortSignal.timeout(FLUSH_MS), 'middle', async () => {
        await flushAll(stick.folder);
        await rm(marker);
      });
      const closed = await stick.close();
      return cleared.ok ? closed : cleared;
    },
  });
}

/** Our folder on a stick, beside whatever else people keep there. */
export const STICK_FOLDER = 'TOILUOT';
const MARKER = '.dang-ghi';
/** A slow stick may have much of somebody else's in its queue. */
const FLUSH_MS = 120_000;

/**
 * On Linux a file is read back from memory, also where a stick of false size has lost it: so memory is made to forget it.
 * On Windows each file is flushed by itself, and the system writes through to removable drives.
 */
const MEDIUM: Medium =
  process.platform === 'linux'
    ? {
        flush: flushAll,
        async forget(path) {
          await run('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
        },
      }
    : {};

async function takeDrive(drives: Drives) {
  const all = await drives.list();
  const sticks = all.filter(({ state }) => ['unmounted', 'mounted', 'busy'].includes(state.type));
  if (sticks.length === 0) {
    return fail({
      type: all.some(({ state }) => state.type === 'unusable') ? 'TargetUnusable' : 'TargetMissing',
    } as const);
  }
  if (sticks.length === 1) return drives.take(sticks[0]?.id ?? '');
  const ours: { path: string; release(): void }[] = [];
  for (const { id } of sticks) {
    const taken = await drives.take(id);
    if (!taken.ok) continue;
    const has = await stat(join(taken.value.path, STICK_FOLDER)).catch(() => null);
    if (has) ours.push(taken.value);
    else taken.value.release();
  }
  const [one, ...others] = ours;
  if (one && others.length === 0) return ok(one);
  for (const { release } of ours) release();
  return fail({ type: 'TargetUnusable' } as const);
}

async function writeMarker(path: string): Promise<null> {
  const handle = await open(path, 'w');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return null;
}

/** Everything on the file system that holds `path`, also folders and what other programs wrote. */
async function flushAll(path: string): Promise<null> {
  if (process.platform !== 'linux') return null;
  if ((await run('sync', ['-f', path], FLUSH_MS)) !== null) return null;
  throw new TargetError('TargetGone');
}
