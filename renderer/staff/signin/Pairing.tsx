import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Area, Ask, Failure } from '../../ui/form.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { signin } from '../../ui/strings/vi/signin.ts';
import css from './signin.module.css';

/** A machine that may not be used yet: its code, until an administrator approves it. */
export function Pairing({ api, loopback, onPaired }: { api: Api; loopback: boolean; onPaired: () => void }) {
  const [recovering, setRecovering] = useState(false);
  const asked = useQuery({
    queryKey: ['pairing', 'ask'],
    queryFn: () => api.pairing.ask.mutate(),
    gcTime: 0,
    refetchInterval: (query) => (query.state.data?.ok ? false : 5000),
  });
  const request = asked.data?.ok ? asked.data.value : null;
  const claim = useQuery({
    queryKey: ['pairing', 'claim', request?.id],
    queryFn: () => api.pairing.claim.mutate({ request: request?.id ?? '' }),
    enabled: request !== null,
    gcTime: 0,
    refetchInterval: 2000,
  });
  const state = claim.data;
  const { refetch } = asked;
  useEffect(() => {
    if (state === 'paired') onPaired();
    // The code has run out, or was refused: a new one is shown.
    if (state === 'gone') void refetch();
  }, [state, onPaired, refetch]);
  return (
    <main className={css.pairing}>
      <h1 className={css.title}>{signin.pairTitle}</h1>
      <p>{signin.pairLead}</p>
      {request ? (
        <>
          <p className={css.code}>
            <span className={css.spoken}>{signin.pairCode}: </span>
            {request.code}
          </p>
          <p role="status">{signin.pairWaiting}</p>
        </>
      ) : (
        (asked.isError || asked.data) && <Failure>{signin.pairFailed}</Failure>
      )}
      {loopback && (
        <Action tone="quiet" onPress={() => setRecovering(true)}>
          {signin.pairRecover}
        </Action>
      )}
      {recovering && <Recover api={api} onClose={() => setRecovering(false)} onDone={onPaired} />}
    </main>
  );
}

/** The office's own machine may let itself in again with the key that opens everything. */
function Recover({ api, onClose, onDone }: { api: Api; onClose: () => void; onDone: () => void }) {
  const [recoveryKey, setRecoveryKey] = useState('');
  const act = useAct();
  const recover = async () => {
    if (await act.run(() => api.pairing.recover.mutate({ recoveryKey }))) onDone();
  };
  return (
    <Ask
      title={signin.pairRecoverTitle}
      onClose={onClose}
      failure={act.failure}
      foot={
        <>
          <Action onPress={onClose}>{form.cancel}</Action>
          <Action tone="main" onPress={() => void recover()} disabled={recoveryKey.trim() === ''}>
            {signin.pairRecoverDo}
          </Action>
        </>
      }
    >
      <p>{signin.pairRecoverNote}</p>
      <Area
        label={signin.key}
        hint={signin.keyHint}
        value={recoveryKey}
        onChange={setRecoveryKey}
        maxLength={80}
        rows={2}
        required
      />
    </Ask>
  );
}
