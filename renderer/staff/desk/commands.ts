import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { CommandDone } from '../../../electron/core/api/contract.ts';
import type { StaffCommand } from '../../../electron/core/queue/commands.ts';
import { type Api, commandKey, refresh, refusal } from '../../api/client.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { staff } from '../../ui/strings/vi/staff.ts';

/** A sentence for the officer; `bad` when something was not done. */
export type Notice = { tone: 'good' | 'bad'; text: string };

export type Commands = {
  /** Sends one command; null when it was refused (the officer has been told) or is already on its way. */
  run: (command: StaffCommand) => Promise<CommandDone | null>;
  /** Whether a command of this type is on its way. */
  pending: (type: StaffCommand['type']) => boolean;
  /** Tells the officer why a call could not be made at all. */
  unreachable: (error: unknown) => void;
  /** What comes next is something new, even should it look like what was lost before. */
  forget: () => void;
};

/**
 * Runs queue commands one after the other in the order pressed, so that F8 F2 typed fast stay in that order.
 * The same intent pressed again while it is on its way is one command; after a lost connection it is sent
 * again with the same key, so that what had reached the host is not done twice. It is the same intent while the
 * dialog it was given in is open and `standing`, who stands at the desk and how, is the same.
 * `failed` turns a failure type into its sentence.
 */
export function useCommands(
  api: Api,
  say: (notice: Notice | null) => void,
  failed: (type: string) => string,
  onSignedOut: () => void,
  standing: string,
): Commands {
  const queries = useQueryClient();
  const [types, setTypes] = useState<readonly string[]>([]);
  const onTheWay = useRef(new Set<string>());
  const keys = useRef(new Map<string, string>());
  const last = useRef<Promise<unknown>>(Promise.resolve());

  const unreachable = useCallback(
    (error: unknown) => {
      const why = refusal(error);
      if (why === 'UNAUTHORIZED' || why === 'PRECONDITION_FAILED') onSignedOut();
      else
        say({ tone: 'bad', text: why === null ? form.offline : why === 'FORBIDDEN' ? staff.forbidden : staff.failed });
    },
    [onSignedOut, say],
  );

  const run = useCallback(
    async (command: StaffCommand): Promise<CommandDone | null> => {
      const intent = JSON.stringify(command);
      if (onTheWay.current.has(intent)) return null;
      onTheWay.current.add(intent);
      setTypes((all) => [...all, command.type]);
      say(null);
      const same = `${standing} ${intent}`;
      const key = keys.current.get(same) ?? commandKey();
      keys.current.set(same, key);
      const sent = last.current.then(() => api.staff.run.mutate({ key, command }));
      last.current = sent.catch(() => undefined);
      try {
        const result = await sent;
        keys.current.delete(same);
        if (!result.ok) say({ tone: 'bad', text: failed(result.error.type) });
        // Waiting for the new picture keeps a second press from acting on the old one.
        await refresh(queries, ['staff']);
        return result.ok ? result.value : null;
      } catch (error) {
        if (refusal(error) !== null) keys.current.delete(same);
        unreachable(error);
        return null;
      } finally {
        onTheWay.current.delete(intent);
        setTypes((all) => {
          const at = all.indexOf(command.type);
          return all.filter((_, index) => index !== at);
        });
      }
    },
    [api, queries, say, failed, unreachable, standing],
  );

  const pending = useCallback((type: StaffCommand['type']) => types.includes(type), [types]);
  const forget = useCallback(() => keys.current.clear(), []);
  return { run, pending, unreachable, forget };
}

/** The sentence of an expected failure. */
export function failureText(type: string): string {
  return failures[type] ?? staff.failed;
}
