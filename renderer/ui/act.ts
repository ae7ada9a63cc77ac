import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { refusal } from '../api/client.ts';
import { failures } from './strings/vi/failures.ts';
import { form } from './strings/vi/form.ts';

/** What the host answers to a command: done, or an expected failure. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: Refused };
export type Refused = { type: string; field?: string; until?: number; left?: number };

/** A command being carried out, and why the last one was not. */
type Act = {
  busy: boolean;
  failure: string | null;
  /**
   * Asks the host once; null when it was refused or out of reach (then `failure` says why), or while one is under way:
   * a button stays enabled meanwhile, because disabling the focused one would throw the keyboard out of its dialog.
   */
  run: <T>(ask: () => Promise<Answer<T>>) => Promise<{ value: T } | null>;
  clear: () => void;
};

/** Carries out commands one at a time; `words` may say a failure better than the common table. */
export function useAct(words: (error: Refused) => string | null = () => null): Act {
  const queries = useQueryClient();
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  return {
    busy,
    failure,
    clear: () => setFailure(null),
    async run(ask) {
      if (running.current) return null;
      running.current = true;
      setBusy(true);
      setFailure(null);
      try {
        const answer = await ask();
        if (answer.ok) return { value: answer.value };
        setFailure(words(answer.error) ?? failures[answer.error.type] ?? form.failed);
      } catch (error) {
        const why = refusal(error);
        // Signed out elsewhere or by time: the first question shows the sign-in page.
        if (why === 'UNAUTHORIZED') void queries.invalidateQueries({ queryKey: ['hello'] });
        setFailure(why === null ? form.offline : form.refused[why]);
      } finally {
        running.current = false;
        setBusy(false);
      }
      return null;
    },
  };
}
