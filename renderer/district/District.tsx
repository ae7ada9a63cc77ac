import { useState } from 'react';
import { addDays, serviceDay } from '../../electron/core/kernel/time.ts';
import { Frame, type ScreenProps, type View } from '../staff/App.tsx';
import { useMinute } from '../staff/now.ts';
import { Settings, type Page as SettingsPage } from '../staff/settings/index.tsx';
import { below } from '../ui/strings/vi/below.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import { staff } from '../ui/strings/vi/staff.ts';
import { Below } from './below/index.tsx';
import { Communes } from './Communes.tsx';
import { Compare } from './Compare.tsx';
import { RollUpView } from './RollUp.tsx';
import { Todo } from './Todo.tsx';
import { type Office, OfficeProvider } from './useView.ts';
import { Week } from './Week.tsx';

/** The settings that a superior office has as well. */
const SETTINGS: readonly SettingsPage[] = ['office', 'machine', 'devices', 'officers', 'intake', 'data'];

/** The views of a superior office. */
export function District({ api, hello, session, lock }: ScreenProps) {
  const [tab, setTab] = useState('communes');
  const [settingsPage, setSettingsPage] = useState<SettingsPage>('office');
  const today = serviceDay(useMinute());
  /** Null: yesterday, whose summaries came in the night, also on a screen that stays open for days. */
  const [chosenDay, setChosenDay] = useState<string | null>(null);
  const [station, setStation] = useState<string | null>(null);
  const yesterday = addDays(today, -1);
  const office: Office = {
    api,
    role: session.role,
    still: hello.play !== null,
    day: chosenDay ?? yesterday,
    today,
    goDay: (day) => setChosenDay(day === yesterday ? null : day),
    open: (to) => {
      setStation(to);
      setTab('communes');
    },
  };
  const views: View[] = [
    { id: 'communes', name: words.tabs.communes, least: 'officer', panel: <Communes chosen={station} /> },
    { id: 'week', name: words.tabs.week, least: 'officer', panel: <Week /> },
    { id: 'compare', name: words.tabs.compare, least: 'officer', panel: <Compare /> },
    { id: 'rollUp', name: words.tabs.rollUp, least: 'officer', panel: <RollUpView /> },
    { id: 'todo', name: words.tabs.todo, least: 'officer', panel: <Todo /> },
    {
      id: 'below',
      name: below.tab,
      least: 'leader',
      panel: <Below api={api} kiosk={hello.kiosk} role={session.role} />,
    },
    {
      id: 'settings',
      name: staff.tabs.settings,
      least: 'administrator',
      panel: (
        <Settings
          api={api}
          kiosk={hello.kiosk}
          session={session}
          page={settingsPage}
          onPage={setSettingsPage}
          pages={SETTINGS}
        />
      ),
    },
  ];
  return (
    <OfficeProvider value={office}>
      <Frame api={api} hello={hello} session={session} lock={lock} views={views} tab={tab} onTab={setTab} />
    </OfficeProvider>
  );
}
