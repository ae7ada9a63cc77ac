import { useState } from 'react';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Ask, Field, NewPin, type PinPair, pairReady } from '../../ui/form.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { signin } from '../../ui/strings/vi/signin.ts';

/** The signed-in officer's own PIN: the old one once more, because the screen may have been left open. */
export function ChangePin({ api, onClose }: { api: Api; onClose: () => void }) {
  const [oldPin, setOldPin] = useState('');
  const [pair, setPair] = useState<PinPair>({ pin: '', again: '' });
  const [done, setDone] = useState(false);
  const act = useAct(({ type, left }) => (type === 'PinWrong' && left !== undefined ? signin.pinWrong(left) : null));
  const change = async () => {
    if (await act.run(() => api.officers.changeOwnPin.mutate({ oldPin, newPin: pair.pin }))) setDone(true);
  };
  return (
    <Ask
      title={signin.changeTitle}
      onClose={onClose}
      failure={act.failure}
      foot={
        done ? (
          <Action tone="main" onPress={onClose} autoFocus>
            {form.close}
          </Action>
        ) : (
          <>
            <Action onPress={onClose}>{form.cancel}</Action>
            <Action tone="main" onPress={() => void change()} disabled={oldPin === '' || !pairReady(pair)}>
              {signin.change}
            </Action>
          </>
        )
      }
    >
      {done ? (
        <p role="status">{signin.changeDone}</p>
      ) : (
        <>
          <Field
            label={signin.oldPin}
            value={oldPin}
            onChange={setOldPin}
            maxLength={12}
            kind="secret"
            required
            autoFocus
          />
          <NewPin value={pair} onChange={setPair} />
        </>
      )}
    </Ask>
  );
}
