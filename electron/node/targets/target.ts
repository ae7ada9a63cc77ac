import type { Result } from '../../core/kernel/result.ts';
import { returnName } from '../../core/summary/exchange.ts';

/** A way up that is open for one round: bundles go out, the superior office's answer comes back. */
export type Target = {
  /** The round before was broken off on this stick: what has no receipt is put again. */
  brokenOff?: true;
  /**
   * Puts a bundle under its name: temporary name, flush, rename, then read back and compared. `step` tells what is
   * reached; what was already there with the same bytes is 'verified' at once. `answer` is a return document that came
   * with it (HTTPS), else null. An aborted `signal` ends it as `TargetGone`.
   */
  put(
    name: string,
    bytes: Uint8Array,
    step: (reached: 'writing' | 'written' | 'verified') => void,
    signal: AbortSignal,
  ): Promise<Result<{ answer: string | null }, TargetFailure>>;
  /** The superior office's return document for a station as it lies there; null when there is none. */
  readReturn(station: string, signal: AbortSignal): Promise<Result<string | null, TargetFailure>>;
  /** Ends the round: a stick is flushed once more, a connection closed. */
  close(): Promise<Result<null, TargetFailure>>;
};

/** Why a way up did not work, each with one sentence for the officer. Nothing that was verified before is lost. */
export type TargetFailure = {
  type: /** No stick is plugged in, the folder is not there, the host does not answer or asks to come later. */
    | 'TargetMissing'
    /**
     * A stick that must not be used: several partitions, a file system we do not know, several sticks of which none is
     * ours. Or a link lies where a folder or file of ours should be: following it would write outside.
     */
    | 'TargetUnusable'
    | 'TargetFull'
    | 'TargetReadOnly'
    /** It was there and went away in the middle, or took so long that it was given up. */
    | 'TargetGone'
    | 'TargetFault'
    /** What was read back is not what was written. */
    | 'ReadBackDiffers'
    | 'HostKeyChanged'
    | 'SignInRefused'
    | 'CertificateChanged'
    /** The superior station answered, and did not take it. */
    | 'BundleRefused'
    | 'SecretMissing';
};

/** Carries a failure out of nested calls to the function that returns it; never leaves this folder. */
export class TargetError extends Error {
  readonly type: TargetFailure['type'];
  constructor(type: TargetFailure['type']) {
    super(type);
    this.type = type;
  }
}

/** A return document holds at most 400 receipts; whatever is larger is not one. */
export const RETURN_LIMIT = 256 * 1024;

/** The name of a station's return document; the id is checked once more as it becomes a path. */
export function stationReturn(station: string): string {
  if (!/^S[A-Za-z0-9]{1,12}$/.test(station)) throw new Error('not the id of a station');
  return returnName(station);
}
