import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StationsView } from '../../../electron/core/api/contract.ts';
import type { Role } from '../../../electron/core/queue/views.ts';
import type { Api } from '../../api/client.ts';
import { PlainPage } from '../../staff/settings/Page.tsx';
import css from '../../staff/settings/settings.module.css';
import { Failure } from '../../ui/form.tsx';
import { below as text } from '../../ui/strings/vi/below.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { Asked } from './Asked.tsx';
import own from './below.module.css';
import { IntakePage } from './Intake.tsx';
import { OwnFile } from './OwnFile.tsx';
import { Stations } from './Stations.tsx';

/** What each page of "Cấp dưới" works with. */
export type BelowProps = { api: Api; view: StationsView; kiosk: boolean; administrator: boolean };

const PAGES = { intake: IntakePage, stations: Stations, asked: Asked, own: OwnFile } as const;
type Page = keyof typeof PAGES;

/** The stations below a superior office: their enrolment, and how their reports come in. */
export function Below({ api, kiosk, role }: { api: Api; kiosk: boolean; role: Role }) {
  const query = useQuery({
    queryKey: ['below'],
    queryFn: () => api.district.stations.query(),
    refetchInterval: (each) => (each.state.status === 'error' || each.state.data?.ok === false ? 5000 : false),
  });
  const [chosen, setChosen] = useState<Page | null>(null);
  const answer = query.data;
  if (!answer) return <p className={css.loading}>{query.isError ? form.notLoaded : form.loading}</p>;
  if (!answer.ok)
    return (
      <PlainPage title={text.tab} lead="">
        <Failure>{failures[answer.error.type] ?? form.notLoaded}</Failure>
      </PlainPage>
    );
  const view = answer.value;
  const waiting = view.stations.filter(({ state }) => state === 'asked').length;
  const page = chosen ?? (view.issued.length === 0 ? 'own' : view.stations.length === 0 ? 'asked' : 'intake');
  // Only where it opens: the first file made or the first station read would else turn the page away from what was
  // just done, and from the button that saves the file.
  if (chosen === null) setChosen(page);
  const Shown = PAGES[page];
  return (
    <div className={css.frame}>
      <nav className={css.nav} aria-label={text.navigation}>
        <ul>
          {(Object.keys(PAGES) as Page[]).map((each) => (
            <li key={each}>
              <button
                type="button"
                className={css.navItem}
                onClick={() => setChosen(each)}
                {...(each === page ? { 'aria-current': 'page' as const } : {})}
              >
                {text.pages[each]}
                {each === 'asked' && waiting > 0 && <span className={own.count}>{text.waiting(waiting)}</span>}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <Shown api={api} view={view} kiosk={kiosk} administrator={role === 'administrator'} />
    </div>
  );
}
