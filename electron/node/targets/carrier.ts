import { dirname } from 'node:path';
import type { Carrier, Drives } from '../../core/kernel/ports.ts';
import { ok, type Result } from '../../core/kernel/result.ts';
import { takeStick } from './drive.ts';
import { putCarried, putDocument, readCarried } from './folder.ts';
import type { TargetFailure } from './target.ts';

/**
 * Enrolment files and reports on the stick that is plugged in: read from its root and our folder, written into our
 * folder.
 */
export function createCarrier(drives: Drives): Carrier {
  /** `work` with our folder on the stick; flushed and free for the next one afterwards, whatever happens. */
  async function onStick<T>(
    work: (folder: string, signal: AbortSignal) => Promise<Result<T, TargetFailure>>,
  ): Promise<Result<T, TargetFailure>> {
    const taken = await takeStick(drives);
    if (!taken.ok) return taken;
    let closed: Result<null, TargetFailure> = ok(null);
    let done: Result<T, TargetFailure>;
    try {
      done = await work(taken.value.folder, AbortSignal.timeout(TIMEOUT_MS));
    } finally {
      closed = await taken.value.close();
    }
    return done.ok && !closed.ok ? closed : done;
  }

  return {
    read: (suffix) =>
      onStick(async (folder, signal) => {
        const own = await readCarried(folder, suffix, signal);
        if (!own.ok) return own;
        // People copy a file to where a stick opens.
        const root = await readCarried(dirname(folder), suffix, signal);
        return root.ok ? ok([...own.value, ...root.value]) : root;
      }),
    write: (file) => onStick((folder, signal) => putCarried(folder, file, signal)),
    saveDocument: ({ name, base64 }) =>
      onStick((folder, signal) => putDocument(folder, { name, bytes: Buffer.from(base64, 'base64') }, signal)),
  };
}

const TIMEOUT_MS = 30_000;
