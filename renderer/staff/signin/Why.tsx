import { useState } from 'react';
import { PRESENCE_REASONS, type PresenceReason } from '../../../electron/core/roster/events.ts';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Ask } from '../../ui/form.tsx';
import { signin } from '../../ui/strings/vi/signin.ts';
import { useKeys } from '../keys.ts';
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
  useKeys(Object.fromEntries(PRESENCE_REASONS.map((reason, i) => [String(i + 1), () => void give(reason)])));
  const later = mayWait || failed;
  return (
    <Ask
      title={signin.whyTitle}
      onClose={() => later && onClose()}
      failure={act.failure}
      testId="why"
      foot={later && <Action onPress={onClose}>{signin.whyLater}</Action>}
    >
      <p>{signin.whyText(shift)}</p>
      <ol className={css.reasons}>
        {PRESENCE_REASONS.map((reason, i) => (
          <li key={reason}>
            <Action onPress={() => void give(reason)} autoFocus={i === 0}>
              <kbd>{i + 1}</kbd> {signin.why[reason]}
            </Action>
          </li>
        ))}
      </ol>
    </Ask>
  );
}
