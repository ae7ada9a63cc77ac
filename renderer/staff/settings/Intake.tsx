import { Field } from '../../ui/form.tsx';
import { below } from '../../ui/strings/vi/below.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { FormPage } from './Page.tsx';
import css from './settings.module.css';

const text = below.settings;

/** Where a superior office looks for bundles by itself. */
export function IntakePage() {
  return (
    <FormPage title={words.pages.intake} lead={text.lead} sections={['intake']}>
      {({ intake }, change) => (
        <>
          <Field
            label={text.folder}
            hint={text.folderHint}
            value={intake.folder}
            onChange={(folder) => change({ intake: { folder } })}
            maxLength={300}
          />
          <p className={css.note}>{text.cleared}</p>
        </>
      )}
    </FormPage>
  );
}
