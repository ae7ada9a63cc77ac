import type { LogPosition } from '../kernel/log.ts';
import type { ServiceDay } from '../kernel/time.ts';
import type { BundleRef } from './exchange.ts';
import type { Duty, EnteredFigures } from './summary.ts';

/** The summary's events. Counts, dates, public keys and hashes only; a remark is checked for numbers of people first. */
export type SummaryEvent =
  /** The whole closing form as it is now. */
  | { type: 'summary.entered'; data: { day: ServiceDay; entered: EnteredFigures } }
  | { type: 'summary.remarked'; data: { day: ServiceDay; remark: string } }
  /**
   * `others`: up to where the logs of the mobile stations merged here were read. The figures are those of this
   * closing: later days are forecast from two of them, and a list of days need not count each again. `duty` is kept here
   * because the plan of a past day is not read from the log again; it is absent where none was published.
   */
  | {
      type: 'summary.closed';
      data: {
        day: ServiceDay;
        by: 'officer' | 'clock';
        others: LogPosition[];
        nothing: boolean;
        idCards: number;
        duty?: Duty;
      };
    }
  | { type: 'summary.reopened'; data: { day: ServiceDay } }
  /** `content`: SHA-256 of the summary without its closing, by which an unchanged day is known. */
  | {
      type: 'bundle.made';
      data: BundleRef & { day: ServiceDay; previous: string | null; replaces: BundleRef | null; content: string };
    }
  /** A receipt for a bundle, also for one made before a restore that this log no longer knows. */
  | { type: 'receipt.read'; data: BundleRef & { day: ServiceDay; acceptedAt: number } }
  /** After a restore: what was made since that backup is lost here and may be known above. */
  | { type: 'epoch.opened'; data: { epoch: number; from: BundleRef | null; lostFrom: ServiceDay; lostTo: ServiceDay } }
  | { type: 'stationKey.made'; data: { keyId: string; publicKey: string; validFrom: ServiceDay } }
  /** The superior office whose words were compared by telephone; `file` is its signed file. */
  | { type: 'superior.enrolled'; data: { superior: string; file: string; validFrom: ServiceDay } }
  | { type: 'superior.ended'; data: { superior: string; validTo: ServiceDay } };
