import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ComponentType, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Hello } from '../../../electron/core/api/contract.ts';
import { clockTime, serviceDay } from '../../../electron/core/kernel/time.ts';
import type { Role } from '../../../electron/core/queue/views.ts';
import { check } from '../../../electron/core/roster/check.ts';
import type { Finding } from '../../../electron/core/roster/model.ts';
import type { RosterCommand, RosterView } from '../../../electron/core/roster/views.ts';
import { type Api, commandKey, refresh } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Failure } from '../../ui/form.tsx';
import { roster as words } from '../../ui/strings/vi/roster.ts';
import { plan } from '../../ui/strings/vi/rosterPlan.ts';
import { useKeys } from '../keys.ts';
import { useMinute } from '../now.ts';
import { Waiting } from '../Waiting.tsx';
import { Board } from './board/index.tsx';
import { type Edit, type Period, periodAs, type RosterScreen, type Spot, stepPeriod, weekOf } from './model.ts';
import { People } from './people/index.tsx';
import { Rules } from './people/Rules.tsx';
import { Balances } from './plan/Balances.tsx';
import { Demand } from './plan/Demand.tsx';
import { GenerateTool, GenerationBand } from './plan/Generate.tsx';
import { PublishTool } from './plan/Publish.tsx';
import { swapsWaiting } from './plan/plan.ts';
import { Swaps } from './plan/Swaps.tsx';
import { Files } from './print/index.tsx';
import css from './roster.module.css';

type ScreenId = keyof typeof words.screens;

/** The parts of the tab, in order; `least`: the lowest role that sees it. */
const SCREENS: readonly { id: ScreenId; least: Role; Screen: ComponentType<RosterScreen> }[] = [
  { id: 'board', least: 'officer', Screen: Board },
  { id: 'people', least: 'officer', Screen: People },
  { id: 'balances', least: 'officer', Screen: Balances },
  { id: 'need', least: 'leader', Screen: Demand },
  { id: 'swaps', least: 'officer', Screen: Swaps },
  { id: 'rules', least: 'chief', Screen: Rules },
];

/** What stands at the right of the header whichever part is open: planning, publishing, files. */
const TOOLS: readonly { id: string; least: Role; Tool: ComponentType<RosterScreen> }[] = [
  { id: 'files', least: 'officer', Tool: Files },
  { id: 'generate', least: 'leader', Tool: GenerateTool },
  { id: 'publish', least: 'leader', Tool: PublishTool },
];

const NONE: readonly Finding[] = [];

const rank: Record<Role, number> = { officer: 0, leader: 1, chief: 2, administrator: 3 };

type Props = { api: Api; session: NonNullable<Hello['session']>; kiosk: boolean; history: RefObject<Edit[]> };

/** The roster: who is on duty when. Its parts share one period, one view, and one line for what the host refused. */
export function Roster({ api, session, kiosk, history }: Props) {
  const today = serviceDay(useMinute());
  const [screen, setScreen] = useState<ScreenId>('board');
  /** Null: the week it is, so that a screen left open over the weekend goes on. */
  const [chosen, setChosen] = useState<Period | null>(null);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [bar, setBar] = useState<HTMLElement | null>(null);
  const asked = chosen ?? weekOf(today);
  const query = useQuery({
    queryKey: ['roster', 'view', asked.from, asked.to],
    queryFn: () => api.roster.view.query({ from: asked.from, to: asked.to }),
    placeholderData: keepPreviousData,
    refetchInterval: (each) => (each.state.status === 'error' ? 2000 : false),
  });
  const view = query.data;
  const { run, failure } = useRun(api);
  const setPeriod = useCallback(
    (period: Period) => setChosen(period.kind === 'week' && period.from === weekOf(today).from ? null : period),
    [today],
  );
  const show = useCallback(
    (to: Spot) => {
      setScreen('board');
      setSpot(to);
      if (to.day < asked.from || to.day > asked.to)
        setPeriod(periodAs(asked.kind, { from: to.day, to: to.day }, to.day));
    },
    [asked.kind, asked.from, asked.to, setPeriod],
  );
  const step = (by: 1 | -1) => {
    // Under a dialog the period it speaks of must not change.
    if (!document.querySelector('[role="dialog"]')) setPeriod(stepPeriod(asked, by));
  };
  useKeys({ 'Alt+←': () => step(-1), 'Alt+→': () => step(1) });

  const plans = rank[session.role] >= rank.leader;
  const places = useMemo(() => view?.places.filter(({ mark }) => mark !== 'withdrawn') ?? [], [view?.places]);
  const situation = view?.situation;
  const findings = useMemo(() => (situation && plans ? check(situation, places) : NONE), [situation, places, plans]);
  const waiting = swapsWaiting(view?.swaps ?? [], session.officer, plans);
  const seen = SCREENS.filter(({ least }) => rank[session.role] >= rank[least]);
  const Shown = seen.find(({ id }) => id === screen)?.Screen;
  /** What is on screen: while another period is on its way still the one before. */
  const shown: Period = view ? { kind: periodKind(view), from: view.from, to: view.to } : asked;
  const props: RosterScreen | null = view
    ? {
        api,
        session,
        kiosk,
        view,
        today,
        period: shown,
        setPeriod,
        places,
        findings,
        plans,
        run,
        show,
        open: setScreen,
        spot,
        history,
        bar,
      }
    : null;

  return (
    <div className={css.frame}>
      <header className={css.head}>
        <nav className={css.parts} aria-label={words.parts}>
          {seen.map(({ id }) => (
            <button
              key={id}
              type="button"
              className={css.part}
              onClick={() => setScreen(id)}
              {...(id === 'swaps' && waiting > 0 ? { title: plan.swaps.waiting(waiting) } : {})}
              {...(id === screen ? { 'aria-current': 'page' as const } : {})}
            >
              {words.screens[id]}
              {id === 'swaps' && waiting > 0 && <Waiting count={waiting} />}
            </button>
          ))}
        </nav>
        <div className={css.tools}>
          {props &&
            TOOLS.map(({ id, least, Tool }) => rank[session.role] >= rank[least] && <Tool key={id} {...props} />)}
        </div>
      </header>
      <div className={css.bar}>
        <Picker period={shown} today={today} onPeriod={setPeriod} />
        <div className={css.slot} ref={setBar} />
      </div>
      {props && plans && <GenerationBand {...props} />}
      {failure !== null && <Failure>{failure}</Failure>}
      {query.isError && (
        <p className={css.stale} role="status">
          {view ? words.stale(clockTime(query.dataUpdatedAt)) : words.offline}
        </p>
      )}
      <div className={css.shown} aria-busy={query.isPlaceholderData}>
        {props && Shown ? <Shown {...props} /> : !query.isError && <p className={css.loading}>{words.loading}</p>}
      </div>
    </div>
  );
}

type PickerProps = { period: Period; today: string; onPeriod: (period: Period) => void };

function Picker({ period, today, onPeriod }: PickerProps) {
  const { kind, from, to } = period;
  const now = periodAs(kind, { from: today, to: today }, today);
  return (
    <>
      <div className={css.picker}>
        <Action tone="quiet" label={`${words.before[kind]}, Alt+←`} onPress={() => onPeriod(stepPeriod(period, -1))}>
          <ChevronLeft size={18} aria-hidden="true" /> <kbd>Alt+←</kbd>
        </Action>
        <h1>{words.period[kind](from, to)}</h1>
        <Action tone="quiet" label={`${words.after[kind]}, Alt+→`} onPress={() => onPeriod(stepPeriod(period, 1))}>
          <kbd>Alt+→</kbd> <ChevronRight size={18} aria-hidden="true" />
        </Action>
        <Action tone="quiet" onPress={() => onPeriod(now)} disabled={from === now.from}>
          {words.today}
        </Action>
      </div>
      <ToggleButtonGroup
        className={css.kinds ?? ''}
        aria-label={words.kind}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[kind]}
        onSelectionChange={(keys) => onPeriod(periodAs([...keys][0] as Period['kind'], period, today))}
      >
        {(['week', 'month'] as const).map((each) => (
          <ToggleButton key={each} id={each} className={css.kind ?? ''}>
            {words.kinds[each]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </>
  );
}

/** Commands one after the other: a second drop while the first one is on its way must not be lost. */
function useRun(api: Api): { run: RosterScreen['run']; failure: string | null } {
  const queries = useQueryClient();
  const act = useAct();
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  const line = useRef<Promise<boolean>>(Promise.resolve(true));
  const run = useCallback(
    (command: RosterCommand) => {
      line.current = line.current.then(async () => {
        const key = commandKey();
        const done = await latest.current.run(() => api.roster.run.mutate({ key, command }));
        // Also when refused: somebody else was quicker, and what they did belongs on the screen.
        await refresh(queries, ['roster']);
        return done !== null;
      });
      return line.current;
    },
    [api, queries],
  );
  const { failure } = act;
  useEffect(() => {
    if (failure === null) return;
    // Read by then: whoever goes on needs the room.
    const clear = () => latest.current.clear();
    window.addEventListener('pointerdown', clear, true);
    window.addEventListener('keydown', clear, true);
    return () => {
      window.removeEventListener('pointerdown', clear, true);
      window.removeEventListener('keydown', clear, true);
    };
  }, [failure]);
  return { run, failure };
}

function periodKind({ from, to }: RosterView): Period['kind'] {
  return weekOf(from).to === to ? 'week' : 'month';
}
