import { QueryClientProvider } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Hello, PairingRequest, Screen } from '../../electron/core/api/contract.ts';
import { type Api, createApi, createQueries, followChanges } from '../api/client.ts';
import css from './connection.module.css';
import { DemoBar } from './demo/DemoBar.tsx';
import { common } from './strings/vi/common.ts';
import { printThrough } from './ticket/index.tsx';

/** Whether the host is out of reach, and what it last said of this screen. */
export type Connection = { lost: boolean; hello: Hello };

/** The connection of the ScreenRoot above. */
export function useConnection(): Connection {
  const connection = useContext(Context);
  if (connection === null) throw new Error('no ScreenRoot above');
  return connection;
}

/**
 * One screen: its client and queries, kept fresh by the host's changes. The children are shown once the host knows
 * this screen; before that, the page that says what to do (not reachable, not set up, not paired).
 */
export function ScreenRoot({ screen, children }: { screen: Screen; children: (api: Api) => ReactNode }) {
  const [api] = useState(() => createApi(screen));
  const [asked, setAsked] = useState(0);
  const [queries] = useState(() => createQueries(() => setAsked((n) => n + 1)));
  const [hello, setHello] = useState<Hello | null>(null);
  const [online, setOnline] = useState(true);
  const [stream, setStream] = useState(0);
  const [failed, setFailed] = useState(false);
  const paired = hello !== null && (hello.paired || (screen === 'board' && hello.loopback));
  const follows = hello?.setUp === true && paired;
  const lost = useLost(online && !failed);

  useEffect(() => {
    // An event stream that was answered with an error never starts again by itself: a new one for each `stream`.
    if (follows && stream >= 0) return followChanges(api, queries, setOnline);
  }, [api, queries, follows, stream]);

  useEffect(() => {
    let stopped = false;
    const ask = async () => {
      try {
        const answer = await api.hello.query();
        if (stopped) return;
        printThrough(answer.kiosk ? api : null);
        setHello(answer);
        setFailed(false);
        if (!online) setStream((n) => n + 1);
      } catch {
        if (!stopped) setFailed(true);
      }
    };
    if (online || asked > 0) void ask();
    // A connected screen asks now and then as well: a revoked device must not stay on the wall with an old picture.
    const timer = setInterval(ask, follows && online && !failed ? 30_000 : 3000);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [api, follows, online, failed, asked]);

  if (hello === null) {
    return failed ? <Message title={common.unreachable} note={common.unreachableNote} /> : <div className={css.page} />;
  }
  if (!hello.setUp && screen !== 'staff') return <Message title={common.notSetUp} note={common.notSetUpNote} />;
  if (hello.setUp && !paired) return <Pairing api={api} />;
  return (
    <QueryClientProvider client={queries}>
      <Context value={{ lost, hello }}>{children(api)}</Context>
      {hello.play && hello.role !== 'district' && <DemoBar api={api} />}
    </QueryClientProvider>
  );
}

/**
 * Says calmly that the host is out of reach; nothing while all is well. It fills the box around it and takes the
 * size of the text there.
 */
export function ConnectionBand() {
  const { lost } = useConnection();
  return (
    <div role="status" className={css.bandBox} data-testid="connection">
      {lost && (
        <p className={css.band}>
          <WifiOff aria-hidden="true" className={css.icon} />
          {common.lost}
        </p>
      )}
    </div>
  );
}

const Context = createContext<Connection | null>(null);

/** A reconnect of a moment is nobody's business: lost only after three seconds without the host. */
function useLost(online: boolean): boolean {
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (online) return setLost(false);
    const timer = setTimeout(() => setLost(true), 3000);
    return () => clearTimeout(timer);
  }, [online]);
  return lost;
}

function Message({ title, note }: { title: string; note: string }) {
  return (
    <main className={css.page}>
      <h1 className={css.title}>{title}</h1>
      <p className={css.note}>{note}</p>
    </main>
  );
}

/** A screen the administrator has not accepted yet: its code, asked anew when it runs out. */
function Pairing({ api }: { api: Api }) {
  const [request, setRequest] = useState<PairingRequest | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    let current: PairingRequest | null = null;
    const step = async () => {
      let delay = 2000;
      try {
        if (current === null) {
          const asked = await api.pairing.ask.mutate();
          current = asked.ok ? asked.value : null;
          if (!asked.ok) delay = 5000;
          if (!stopped) setFailed(!asked.ok);
        } else {
          const state = await api.pairing.claim.mutate({ request: current.id });
          if (state === 'paired' && !stopped) return location.reload();
          if (state === 'gone') {
            current = null;
            delay = 0;
          }
        }
        if (!stopped && delay > 0) setRequest(current);
      } catch {
        if (!stopped) setFailed(current === null);
      }
      if (!stopped) timer = setTimeout(step, delay);
    };
    void step();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [api]);
  return (
    <main className={css.page}>
      <h1 className={css.title}>{common.pairTitle}</h1>
      <p className={css.note}>{common.pairNote}</p>
      {request && (
        <p className={css.code} data-testid="pairing-code">
          <span className={css.spoken}>{common.pairCode}: </span>
          {request.code}
        </p>
      )}
      <p className={css.quiet} role="status">
        {failed ? common.pairFailed : common.pairWaiting}
      </p>
    </main>
  );
}
