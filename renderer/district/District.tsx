import { useState } from 'react';
import { Frame, type ScreenProps, type View } from '../staff/App.tsx';
import { Settings, type Page as SettingsPage } from '../staff/settings/index.tsx';
import { staff } from '../ui/strings/vi/staff.ts';

/** The settings that a superior office has as well. */
const SETTINGS: readonly SettingsPage[] = ['office', 'machine', 'devices', 'officers', 'data'];

/** The views of a superior office. */
export function District({ api, hello, session, lock }: ScreenProps) {
  const [tab, setTab] = useState('settings');
  const [settingsPage, setSettingsPage] = useState<SettingsPage>('office');
  const views: View[] = [
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
  return <Frame api={api} hello={hello} session={session} lock={lock} views={views} tab={tab} onTab={setTab} />;
}
