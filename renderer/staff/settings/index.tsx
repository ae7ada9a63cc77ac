import { useQuery } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Hello } from '../../../electron/core/api/contract.ts';
import type { Api } from '../../api/client.ts';
import { Action, Ask } from '../../ui/form.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { DataPage } from './Data.tsx';
import { DesksPage } from './Desks.tsx';
import { DevicesPage } from './Devices.tsx';
import { HoursPage } from './Hours.tsx';
import { IntakePage } from './Intake.tsx';
import { MachinePage } from './Machine.tsx';
import { type Held, type Model, ModelProvider } from './model.ts';
import { NoticesPage, OfficePage } from './Office.tsx';
import { OfficersPage } from './Officers.tsx';
import { PaperPage, SoundPage } from './Output.tsx';
import { QueuePage } from './Queue.tsx';
import { ReportPage } from './Report.tsx';
import { ServicesPage } from './Services.tsx';
import { SuperiorPage } from './Superior.tsx';
import css from './settings.module.css';
import { WayUpPage } from './WayUp.tsx';

const PAGES = {
  office: OfficePage,
  services: ServicesPage,
  desks: DesksPage,
  hours: HoursPage,
  notices: NoticesPage,
  queue: QueuePage,
  report: ReportPage,
  sound: SoundPage,
  paper: PaperPage,
  machine: MachinePage,
  devices: DevicesPage,
  officers: OfficersPage,
  superior: SuperiorPage,
  wayUp: WayUpPage,
  intake: IntakePage,
  data: DataPage,
} as const;
export type Page = keyof typeof PAGES;

const OFFICE_PAGES = (Object.keys(PAGES) as Page[]).filter((page) => page !== 'intake');

type Props = {
  api: Api;
  kiosk: boolean;
  session: NonNullable<Hello['session']>;
  page: Page;
  onPage: (page: Page) => void;
  /** Those a superior office needs; by default those of an office. */
  pages?: readonly Page[];
};

/** The administrator's settings: a page at a time, each saved as a whole. */
export function Settings({ api, kiosk, session, page, onPage, pages = OFFICE_PAGES }: Props) {
  const query = useQuery({
    queryKey: ['settings'],
    queryFn: () => api.settings.get.query(),
    refetchInterval: (each) => (each.state.status === 'error' ? 2000 : false),
  });
  const [held, hold] = useState<Held | null>(null);
  /** Where the person wanted to go when something was not saved yet. */
  const [going, setGoing] = useState<(() => void) | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const ask = useCallback((go: () => void) => setGoing(() => go), []);
  useGuard(held !== null && going === null, frame, ask);

  const data = query.data;
  const model: Model | null =
    useMemo(() => data && { api, kiosk, session, ...data, hold }, [api, kiosk, session, data]) ?? null;
  if (!model) return <p className={css.loading}>{query.isError ? form.notLoaded : form.loading}</p>;

  const open = (to: Page) => {
    if (held && to !== page) ask(() => onPage(to));
    else onPage(to);
  };
  const leave = () => {
    const go = going;
    setGoing(null);
    // After the page has let go of its changes, so that the guard is gone.
    setTimeout(() => go?.());
  };
  const Shown = PAGES[page];
  return (
    <ModelProvider value={model}>
      <div className={css.frame} ref={frame}>
        <nav className={css.nav} aria-label={words.navigation}>
          <ul>
            {pages
              .filter((each) => kiosk || each !== 'machine')
              .map((each) => (
                <li key={each}>
                  <button
                    type="button"
                    className={css.navItem}
                    onClick={() => open(each)}
                    {...(each === page ? { 'aria-current': 'page' as const } : {})}
                  >
                    {words.pages[each]}
                  </button>
                </li>
              ))}
          </ul>
        </nav>
        <Shown key={page} />
      </div>
      {going && (
        <Ask
          title={words.unsavedTitle}
          onClose={() => setGoing(null)}
          foot={
            <>
              <Action
                tone="danger"
                onPress={() => {
                  held?.drop();
                  leave();
                }}
              >
                {words.drop}
              </Action>
              <Action onPress={() => setGoing(null)}>{words.stay}</Action>
              <Action
                tone="main"
                autoFocus
                onPress={async () => {
                  // Refused: the page stays and says why beside its button.
                  if (!held || (await held.save())) leave();
                  else setGoing(null);
                }}
              >
                {words.leaveSaving}
              </Action>
            </>
          }
        >
          <p>{words.unsavedText}</p>
        </Ask>
      )}
    </ModelProvider>
  );
}

/**
 * While changes are not saved, asks before another tab of the screen is opened or the window is closed.
 * The tabs belong to the screen around the settings, so their presses are caught on the way.
 */
function useGuard(on: boolean, frame: RefObject<HTMLElement | null>, ask: (go: () => void) => void): void {
  useEffect(() => {
    if (!on) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    const press = (event: Event) => {
      const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="tab"]') : null;
      if (!tab || frame.current?.contains(tab) || tab.getAttribute('aria-selected') === 'true') return;
      event.preventDefault();
      event.stopPropagation();
      if (event.type === 'click') ask(() => tab.click());
    };
    const keys = (event: KeyboardEvent) => {
      const inTabs = event.target instanceof Element && event.target.closest('[role="tablist"]');
      if (!inTabs || !/^(Arrow|Home|End)/.test(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      ask(() => undefined);
    };
    const presses = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'] as const;
    window.addEventListener('beforeunload', hold);
    window.addEventListener('keydown', keys, true);
    for (const each of presses) window.addEventListener(each, press, true);
    return () => {
      window.removeEventListener('beforeunload', hold);
      window.removeEventListener('keydown', keys, true);
      for (const each of presses) window.removeEventListener(each, press, true);
    };
  }, [on, frame, ask]);
}
