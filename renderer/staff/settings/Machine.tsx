import { useQuery } from '@tanstack/react-query';
import { Choose, Failure, Toggle } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { useModel } from './model.ts';
import { Block, FormPage } from './Page.tsx';
import css from './settings.module.css';

/** What this kiosk does by itself: the printer of its tickets, its start, its displays, its door for other machines. */
export function MachinePage() {
  const { api } = useModel();
  const text = words.machine;
  const state = useQuery({ queryKey: ['kiosk'], queryFn: () => api.kiosk.state.query() });
  const known = state.data?.printers ?? [];
  const lan = state.data?.lan ?? null;
  return (
    <FormPage title={words.pages.machine} lead={text.lead} sections={['machine']}>
      {({ machine }, change) => {
        const set = (part: Partial<typeof machine>) => change({ machine: { ...machine, ...part } });
        const gone = machine.printer !== '' && state.data !== undefined && !known.includes(machine.printer);
        const names = gone ? [machine.printer, ...known] : known;
        return (
          <>
            <Choose
              label={text.printer}
              value={machine.printer}
              onChange={(printer) => set({ printer })}
              options={[
                { value: '', label: text.defaultPrinter },
                ...names.map((name) => ({ value: name, label: name })),
              ]}
            />
            {gone && <Failure>{text.printerGone}</Failure>}
            {state.data?.printers.length === 0 && <Failure>{text.noPrinter}</Failure>}
            <Toggle on={machine.startWithSystem} onChange={(startWithSystem) => set({ startWithSystem })}>
              <strong>{text.start}</strong>
              <span className={css.note}>{text.startNote}</span>
            </Toggle>
            <Toggle on={machine.takeByTouch} onChange={(takeByTouch) => set({ takeByTouch })}>
              <strong>{text.touch}</strong>
              <span className={css.note}>{text.touchNote}</span>
            </Toggle>
            <Toggle on={machine.lan} onChange={(on) => set({ lan: on })}>
              <strong>{text.lan}</strong>
              <span className={css.note}>{text.lanNote}</span>
            </Toggle>
            {lan && (
              <Block title={text.lanOpen} lead={text.lanHow}>
                {lan.urls.map((url) => (
                  <p key={url} className={css.note}>
                    <code>
                      chromium --user-data-dir=toiluot --ignore-certificate-errors-spki-list={lan.pin} --app={url}/staff
                    </code>
                  </p>
                ))}
              </Block>
            )}
          </>
        );
      }}
    </FormPage>
  );
}
