import { useEffect, useRef, useState } from 'react';
import { PRESENCE_REASONS, type PresenceReason } from '../../../electron/core/roster/events.ts';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Ask } from '../../ui/form.tsx';
import { signin } from '../../ui/strings/vi/signin.ts';
import css from './signin.module.css';

type Props = { api: Api; shift: string | null; mayWait: boolean; onClose: () => void };

/**
 * Asked once of somebody who works though this shift's roster does not have them: one key, and nothing written, so that
 * no name and no illness gets in. It never stands between an officer and the desk: who leads may put it off, and so may
 * anybody when the host does not take the answer.
 */
export function Why({ api, shift, mayWait, onClose }: Props) {
  const act = useAct();
  const [failed, setFailed] = useState(false);
  const give = async (reason: PresenceReason) => {
    if (act.busy) return;
    if (await act.run(() => api.roster.presence.mutate({ reason }))) onClose();
    else setFailed(true);
  };
  useDigits((digit) => {
    const reason = PRESENCE_REASONS[digit - 1];
    if (reason) void give(reason);
  });
  const later = mayWait || failed;
  return (
    <Ask
      title={signin.whyTitle}
      onClose={() => later && onClose()}
      failure={act.failure}
      testId="why"
      foot={
        <>
          <p className={css.digits}>{signin.whyKeys}</p>
          {later && <Action onPress={onClose}>{signin.whyLater}</Action>}
        </>
      }
    >
      <p>{signin.whyText(shift)}</p>
      <ol className={css.reasons}>
        {PRESENCE_REASONS.map((reason, i) => (
          <li key={reason}>
            <Action onPress={() => void give(reason)}>
              <kbd>{i + 1}</kbd> {signin.why[reason]}
            </Action>
          </li>
        ))}
      </ol>
    </Ask>
  );
}

/** A card read now comes as keys one right after the other: only a digit after which nothing follows is an answer. */
const ALONE_MS = 70;

function useDigits(act: (digit: number) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const listen = ({ key, timeStamp, repeat, ctrlKey, altKey }: KeyboardEvent) => {
      clearTimeout(timer);
      const alone = timeStamp - last > ALONE_MS;
      last = timeStamp;
      if (alone && /^[1-9]$/.test(key) && !repeat && !ctrlKey && !altKey)
        timer = setTimeout(() => latest.current(Number(key)), ALONE_MS);
    };
    window.addEventListener('keydown', listen, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', listen, true);
    };
  }, []);
}
