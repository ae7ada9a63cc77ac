import { useCallback, useRef, useState } from 'react';
import { refusal } from '../api/client.ts';

/** What the host answers: done, or an expected failure. */
type Answer<T> = { ok: true; value: T } | { ok: false; error: { type: string } };

export type Send = {
  /** Something is on its way: nothing else may be touched until it is known how it ended. */
  busy: boolean;
  /** Type of the failure, 'offline' when the host could not be reached; null when all is well. */
  problem: string | null;
  /** Asks once; a second call while the first is on its way does nothing. `ask` is asked again as it is after a lost connection. */
  run: <T>(ask: Ask<T>, done: (value: T) => void) => void;
  /** The same request again, with the same key; null when there is nothing to repeat. */
  retry: (() => void) | null;
  clear: () => void;
};

type Ask<T> = (signal: AbortSignal) => Promise<Answer<T>>;

/** Pauses before each further try, ms: a host that restarts is back within these. */
const PAUSES = [300, 700, 1500, 3000];
/** A host that does not answer within this is taken for lost, ms. */
const PATIENCE = 8000;

/** One request at a time from a public screen where people tap twice. */
export function useSend(): Send {
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [again, setAgain] = useState<(() => void) | null>(null);

  const clear = useCallback(() => {
    setProblem(null);
    setAgain(null);
  }, []);

  const run = useCallback(
    <T>(ask: Ask<T>, done: (value: T) => void) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      clear();
      persist(ask, PAUSES)
        .then(
          (answer) => {
            if (answer.ok) done(answer.value);
            else setProblem(answer.error.type);
          },
          (error: unknown) => {
            setProblem(refusal(error) === null ? 'offline' : 'refused');
            setAgain(() => () => run(ask, done));
          },
        )
        .finally(() => {
          running.current = false;
          setBusy(false);
        });
    },
    [clear],
  );

  return { busy, problem, run, retry: again, clear };
}

/** Asks again after each pause as long as the host cannot be reached; any answer of the host ends it. */
export async function persist<T>(ask: (signal: AbortSignal) => Promise<T>, pauses: readonly number[]): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask(AbortSignal.timeout(PATIENCE));
    } catch (error) {
      if (refusal(error) !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask(AbortSignal.timeout(PATIENCE));
}
