import type { Result } from '../../core/kernel/result.ts';

/** A way up that is open for one round: bundles go out, the superior office's answer comes back. */
export type Target = {
  /**
   * Puts a bundle under its name: temporary name, flush, rename, then read back and compared. `step` tells what is
   * reached; what was already there with the same bytes is 'verified' at once. `answer` is a return document that came
   * with it (HTTPS), else null.
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
  type: /** No stick is plugged in, the folder is not there, the host does not answer. */
    | 'TargetMissing'
    /** A stick that must not be used: the system disk, several partitions, a file system we do not know. */
    | 'TargetUnusable'
    | 'TargetFull'
    | 'TargetReadOnly'
    /** It was there and went away in the middle. */
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
