import { useState } from 'react';
import { useAct } from '../../ui/act.ts';
import { Action, Amount, Failure, Field, TimeField } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { useModel } from './model.ts';
import { Block, FormPage } from './Page.tsx';
import css from './settings.module.css';

const text = words.data;

/** Backups, how long people's data is kept, and what to do when the machine is gone. */
export function DataPage() {
  return (
    <FormPage title={words.pages.data} lead={text.lead} sections={['backup', 'privacy']}>
      {({ backup, privacy }, change, dirty) => {
        const set = (part: Partial<typeof backup>) => change({ backup: { ...backup, ...part } });
        return (
          <>
            <Block title={text.backup}>
              <div className={css.two}>
                <TimeField label={text.time} value={backup.time} onChange={(time) => set({ time })} />
                <Amount
                  label={text.keep}
                  value={backup.keep}
                  onChange={(keep) => set({ keep })}
                  min={2}
                  max={60}
                  unit={text.copies}
                />
              </div>
              <Field
                label={text.second}
                hint={text.secondHint}
                value={backup.secondFolder}
                onChange={(secondFolder) => set({ secondFolder })}
                maxLength={300}
              />
              <BackupNow dirty={dirty} />
            </Block>
            <Block title={text.privacy}>
              <Amount
                label={text.days}
                value={privacy.personDays}
                onChange={(personDays) => change({ privacy: { personDays } })}
                min={1}
                max={365}
                unit={text.daysUnit}
              />
              <p className={css.note}>{text.daysNote(privacy.personDays)}</p>
            </Block>
            <Block title={text.restore}>
              <ol className={css.stepsList}>
                {text.restoreSteps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
              <code className={css.command}>{text.restoreCommand}</code>
            </Block>
          </>
        );
      }}
    </FormPage>
  );
}

function BackupNow({ dirty }: { dirty: boolean }) {
  const { api } = useModel();
  const [file, setFile] = useState<string | null>(null);
  const act = useAct();
  const run = async () => {
    setFile(null);
    const done = await act.run(() => api.backup.now.mutate());
    if (done) setFile(done.value.file);
  };
  return (
    <div className={css.tools}>
      <Action onPress={() => void run()} disabled={dirty}>
        {act.busy ? text.working : text.now}
      </Action>
      {act.failure !== null ? (
        <Failure>{act.failure}</Failure>
      ) : (
        <p className={css.status} role="status">
          {dirty ? text.nowDirty : file !== null ? text.done(file) : ''}
        </p>
      )}
    </div>
  );
}
