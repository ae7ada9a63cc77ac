import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Lock, Power } from 'lucide-react';
import { type ComponentType, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Button, type Key, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Hello } from '../../electron/core/api/contract.ts';
import { clockTime, serviceDay } from '../../electron/core/kernel/time.ts';
import type { Role } from '../../electron/core/queue/views.ts';
import { type Api, followChanges } from '../api/client.ts';
import { DemoBar } from '../ui/demo/DemoBar.tsx';
import { staff } from '../ui/strings/vi/staff.ts';
import { printThrough } from '../ui/ticket/index.tsx';
import css from './App.module.css';
import { Desk } from './desk/index.tsx';
import { Figures } from './figures/index.tsx';
import { useKeys } from './keys.ts';
import { Leave } from './Leave.tsx';
import { setServerTime, useMinute } from './now.ts';
import { Report } from './report/index.tsx';
import { Roster } from './roster/index.tsx';
import { type Edit, weekOf } from './roster/model.ts';
import { swapsWaiting } from './roster/plan/plan.ts';
import { Settings, type Page as SettingsPage } from './settings/index.tsx';
import { Setup } from './setup/index.tsx';
import { ChangePin } from './signin/ChangePin.tsx';
import { SignIn } from './signin/index.tsx';
import { Why } from './signin/Why.tsx';
import { Waiting } from './Waiting.tsx';

/** A screen nobody touches for this long locks itself: citizens stand a metre away. A playing demo is for watching, and holds nobody real. */
const IDLE_MS = 5 * 60_000;

const rank: Record<Role, number> = { officer: 0, leader: 1, chief: 2, administrator: 3 };

/** A view of the signed-in screen; `least`: the lowest role that sees its tab. */
export type View = { id: string; name: string; least: Role; panel: ReactNode; waiting?: number };

/** What a signed-in screen knows of its officer and its connection. */
export type ScreenProps = {
  api: Api;
  hello: Hello;
  session: NonNullable<Hello['session']>;
  online: boolean;
  lock: () => void;
  signedOut: () => void;
};

/** The screen of people who sign in: set-up, sign-in, or `Signed`, its tabs. */
export function App({ api, Signed = Office }: { api: Api; Signed?: ComponentType<ScreenProps> }) {
  const queries = useQueryClient();
  const [online, setOnline] = useState(true);
  /** Set at once when the screen locks, so that a lost connection cannot keep it open. */
  const [locked, setLocked] = useState(false);
  /** The host knows the session no more though nobody locked the screen: its officer is told why. */
  const [ended, setEnded] = useState(false);
  const wasIn = useRef(false);
  const hello = useQuery({
    queryKey: ['hello'],
    queryFn: () => api.hello.query(),
    // Until the first answer there is no event stream to say that the host is back.
    refetchInterval: (query) => (query.state.status === 'error' ? 2000 : false),
  });
  const known = hello.data;
  const follows = known?.setUp === true && known.paired;

  useEffect(() => (follows ? followChanges(api, queries, setOnline) : undefined), [api, queries, follows]);

  const refresh = useCallback(() => {
    // Only once the host has said who is signed in now: the picture of the officer before must not flash up.
    void queries.invalidateQueries().then(() => {
      setLocked(false);
      setEnded(false);
    });
  }, [queries]);

  const lock = useCallback(() => {
    setLocked(true);
    wasIn.current = false;
    // What was read of a card must not stay in the memory of an unattended screen.
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'hello' });
    api.session.signOut
      .mutate()
      .catch(() => undefined)
      .finally(() => void queries.invalidateQueries({ queryKey: ['hello'] }));
  }, [api, queries]);

  const signedOut = useCallback(() => {
    setEnded(true);
    lock();
  }, [lock]);

  useEffect(() => printThrough(known?.kiosk ? api : null), [api, known?.kiosk]);

  const isIn = known ? known.session !== null : null;
  useEffect(() => {
    if (isIn) wasIn.current = true;
    else if (isIn === false && wasIn.current) setEnded(true);
  }, [isIn]);

  if (!known) {
    return <p className={css.wait}>{hello.isError ? staff.unreachable : staff.loading}</p>;
  }
  if (!known.setUp) return <Setup api={api} hello={known} onDone={refresh} />;
  return (
    <>
      {locked || !known.session ? (
        <SignIn api={api} ended={ended} onDone={refresh} />
      ) : (
        <Signed api={api} hello={known} session={known.session} online={online} lock={lock} signedOut={signedOut} />
      )}
      {known.play && known.role !== 'district' && <DemoBar api={api} onTime={setServerTime} />}
    </>
  );
}

/** The views of an office's officer. */
function Office({ api, hello, session, online, lock, signedOut }: ScreenProps) {
  const [tab, setTab] = useState('desk');
  const [settingsPage, setSettingsPage] = useState<SettingsPage>('office');
  /** Here, so that another tab does not make the roster forget what can be undone; gone when the screen locks. */
  const rosterEdits = useRef<Edit[]>([]);
  /** The week the roster opens on: whoever is asked to swap sees so beside the tab, without looking for it. */
  const week = weekOf(serviceDay(useMinute()));
  const roster = useQuery({
    queryKey: ['roster', 'view', week.from, week.to],
    queryFn: () => api.roster.view.query({ from: week.from, to: week.to }),
  });
  const views: View[] = [
    {
      id: 'desk',
      name: staff.tabs.desk,
      least: 'officer',
      panel: (
        <Desk
          api={api}
          session={session}
          online={online}
          onSignedOut={signedOut}
          onBackupSettings={() => {
            setSettingsPage('data');
            setTab('settings');
          }}
          onReport={() => setTab('report')}
        />
      ),
    },
    {
      id: 'roster',
      name: staff.tabs.roster,
      least: 'officer',
      waiting: swapsWaiting(roster.data?.swaps ?? [], session.officer, rank[session.role] >= rank.leader),
      panel: <Roster api={api} session={session} kiosk={hello.kiosk} history={rosterEdits} />,
    },
    { id: 'figures', name: staff.tabs.figures, least: 'leader', panel: <Figures api={api} /> },
    {
      id: 'report',
      name: staff.tabs.report,
      least: 'leader',
      panel: <Report api={api} role={session.role} kiosk={hello.kiosk} />,
    },
    {
      id: 'settings',
      name: staff.tabs.settings,
      least: 'administrator',
      panel: <Settings api={api} kiosk={hello.kiosk} session={session} page={settingsPage} onPage={setSettingsPage} />,
    },
  ];
  return <Frame api={api} hello={hello} session={session} lock={lock} views={views} tab={tab} onTab={setTab} />;
}

type FrameProps = Pick<ScreenProps, 'api' | 'hello' | 'session' | 'lock'> & {
  views: readonly View[];
  tab: string;
  onTab: (tab: string) => void;
};

/** The bar with the tabs this role may see, who is signed in, the lock, and below it the chosen view. */
export function Frame({ api, hello, session, lock, views, tab, onTab }: FrameProps) {
  const now = useMinute();
  const [changingPin, setChangingPin] = useState(false);
  const [leaving, setLeaving] = useState(false);
  // As it was at the sign-in: a shift that ends while somebody is served asks nothing.
  const [why, setWhy] = useState(hello.why);
  useIdle(lock, hello.play === null);
  const leave = hello.kiosk && rank[session.role] >= rank.leader ? () => setLeaving(true) : undefined;
  useKeys({ 'Alt+K': lock, 'Ctrl+Alt+Q': leave });
  const seen = views.filter(({ least }) => rank[session.role] >= rank[least]);
  return (
    <>
      <Tabs className={css.screen ?? ''} selectedKey={tab} onSelectionChange={(key: Key) => onTab(String(key))}>
        <header className={css.bar}>
          <h1 className={css.product}>{staff.product}</h1>
          <TabList className={css.tabs ?? ''} aria-label={staff.views} items={seen}>
            {({ id, name, waiting = 0 }) => (
              <Tab id={id} className={css.tab ?? ''}>
                {name}
                {waiting > 0 && <Waiting count={waiting} />}
              </Tab>
            )}
          </TabList>
          {hello.demo && <span className={css.demo}>{staff.demo}</span>}
          <Button className={css.who ?? ''} aria-haspopup="dialog" onPress={() => setChangingPin(true)}>
            {[session.rank, session.name].filter(Boolean).join(' ')}
          </Button>
          <time className={css.time}>{clockTime(now)}</time>
          <Button className={css.lock ?? ''} onPress={(event) => event.pointerType !== 'keyboard' && lock()}>
            <Lock size={16} aria-hidden="true" /> {staff.lock} <kbd>Alt+K</kbd>
          </Button>
          {leave && (
            <Button className={css.lock ?? ''} aria-haspopup="dialog" aria-keyshortcuts="Control+Alt+Q" onPress={leave}>
              <Power size={16} aria-hidden="true" /> {staff.leave}
            </Button>
          )}
        </header>
        <main className={css.main}>
          {seen.map(({ id, panel }) => (
            <TabPanel key={id} id={id} className={css.panel ?? ''}>
              {panel}
            </TabPanel>
          ))}
        </main>
      </Tabs>
      {changingPin && <ChangePin api={api} onClose={() => setChangingPin(false)} />}
      {leaving && <Leave api={api} onClose={() => setLeaving(false)} />}
      {why && (
        <Why api={api} shift={why.shift} mayWait={rank[session.role] >= rank.chief} onClose={() => setWhy(null)} />
      )}
    </>
  );
}

/** Calls `lock` once after five minutes without a key, the mouse or a touch; also when the machine slept that long. */
function useIdle(lock: () => void, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return;
    let last = Date.now();
    const touch = () => {
      last = Date.now();
    };
    const events = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
    for (const event of events) window.addEventListener(event, touch, { capture: true, passive: true });
    const timer = setInterval(() => {
      if (Date.now() - last >= IDLE_MS) lock();
    }, 1000);
    return () => {
      clearInterval(timer);
      for (const event of events) window.removeEventListener(event, touch, { capture: true });
    };
  }, [lock, enabled]);
}
