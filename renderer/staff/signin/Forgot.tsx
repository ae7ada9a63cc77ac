import { useState } from 'react';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Area, Ask, NewPin, type PinPair, pairReady } from '../../ui/form.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { signin } from '../../ui/strings/vi/signin.ts';

type Props = { api: Api; onClose: () => void; onReset: () => void };

/** A forgotten PIN: whom to ask; for the administrator, the recovery key. */
export function Forgot({ api, onClose, onReset }: Props) {
  const [byKey, setByKey] = useState(false);
  const [recoveryKey, setRecoveryKey] = useState('');
  const [pair, setPair] = useState<PinPair>({ pin: '', again: '' });
  const act = useAct();
  const reset = async () => {
    const done = await act.run(() => api.session.resetAdministrator.mutate({ recoveryKey, pin: pair.pin }));
    if (done) onReset();
  };
  if (!byKey) {
    return (
      <Ask
        title={signin.forgotTitle}
        onClose={onClose}
        foot={
          <>
            <Action onPress={() => setByKey(true)}>{signin.useKey}</Action>
            <Action tone="main" onPress={onClose} autoFocus>
              {form.close}
            </Action>
          </>
        }
      >
        <p>{signin.forgotOfficer}</p>
        <p>{signin.forgotAdministrator}</p>
      </Ask>
    );
  }
  return (
    <Ask
      title={signin.keyTitle}
      onClose={onClose}
      failure={act.failure}
      foot={
        <>
          <Action onPress={onClose}>{form.cancel}</Action>
          <Action tone="main" onPress={() => void reset()} disabled={recoveryKey.trim() === '' || !pairReady(pair)}>
            {signin.reset}
          </Action>
        </>
      }
    >
      <Area
        label={signin.key}
        hint={signin.keyHint}
        value={recoveryKey}
        onChange={setRecoveryKey}
        maxLength={80}
        rows={2}
        required
      />
      <NewPin value={pair} onChange={setPair} />
    </Ask>
  );
}
