import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Api } from '../../api/client.ts';
import { Failure } from '../../ui/form.tsx';
import { signin } from '../../ui/strings/vi/signin.ts';
import css from './signin.module.css';

/** A machine that may not be used yet: its code, until an administrator approves it. */
export function Pairing({ api, onPaired }: { api: Api; onPaired: () => void }) {
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
    </main>
  );
}
