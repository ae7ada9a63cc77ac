import type { Clock } from '../kernel/ports.ts';

/** What an office clock showed at some moment: `now` (UTC ms) when the machine's clock showed `at`, and its pace since. */
export type Reading = { now: number; at: number; pace: number };

/** The office's time (UTC ms) when the machine's clock shows `at`. */
export function timeAt(reading: Reading, at: number): number {
  return Math.floor(reading.now + (at - reading.at) * reading.pace);
}

/** A clock for a made-up office: stands still until it is given a pace, and may be set forward. */
export type DemoClock = Clock & {
  /** Demo milliseconds in a real one; 0 while it is paused. */
  pace(): number;
  setPace(pace: number): void;
  /** Moves to a later instant (UTC ms); an earlier one is ignored, because the log never goes back. */
  set(at: number): void;
};

export function createDemoClock(start: number, real: Clock['monotonic']): DemoClock {
  let reading: Reading = { now: start, at: real(), pace: 0 };
  const now = () => timeAt(reading, real());
  return {
    now,
    // Both hands move together, so that a jump over the night is no clock fault to the log.
    monotonic: () => now() - start,
    pace: () => reading.pace,
    setPace(pace) {
      reading = { now: now(), at: real(), pace };
    },
    set(at) {
      if (at > now()) reading = { now: at, at: real(), pace: reading.pace };
    },
  };
}
