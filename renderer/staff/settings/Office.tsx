import { Plus, X } from 'lucide-react';
import { Action, Area, Field } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { FormPage } from './Page.tsx';
import css from './settings.module.css';

/** The office's name and numbers. */
export function OfficePage() {
  const text = words.office;
  return (
    <FormPage title={words.pages.office} lead={text.lead} sections={['office']}>
      {({ office }, change) => {
        const set = (part: Partial<typeof office>) => change({ office: { ...office, ...part } });
        return (
          <>
            <Field label={text.name} value={office.name} onChange={(name) => set({ name })} maxLength={60} required />
            <Field
              label={text.superior}
              value={office.superior}
              onChange={(superior) => set({ superior })}
              maxLength={80}
            />
            <div className={css.two}>
              <Field
                label={text.phone}
                hint={text.phoneHint}
                value={office.phone}
                onChange={(phone) => set({ phone })}
                maxLength={20}
                kind="phone"
              />
              <Field
                label={text.communeCode}
                hint={text.communeCodeHint}
                value={office.communeCode}
                onChange={(communeCode) => set({ communeCode: communeCode.trim() })}
                maxLength={5}
                kind="digits"
              />
            </div>
          </>
        );
      }}
    </FormPage>
  );
}

const MOST_NOTICES = 6;
const NOTICE_LENGTH = 140;

/** What runs along the foot of the big screen. */
export function NoticesPage() {
  const text = words.notices;
  return (
    <FormPage title={words.pages.notices} lead={text.lead} sections={['notices']}>
      {({ notices }, change) => (
        <>
          {notices.length === 0 && <p className={css.note}>{text.none}</p>}
          {notices.map((notice, index) => (
            <div key={index} className={css.notice}>
              <Area
                label={text.nth(index + 1)}
                value={notice}
                onChange={(next) => change({ notices: notices.with(index, next.replaceAll('\n', ' ')) })}
                maxLength={NOTICE_LENGTH}
                hint={text.left(NOTICE_LENGTH - notice.length)}
                rows={2}
              />
              <Action
                tone="quiet"
                label={text.remove(index + 1)}
                onPress={() => change({ notices: notices.toSpliced(index, 1) })}
              >
                <X size={18} aria-hidden="true" />
              </Action>
            </div>
          ))}
          <div>
            <Action onPress={() => change({ notices: [...notices, ''] })} disabled={notices.length >= MOST_NOTICES}>
              <Plus size={18} aria-hidden="true" /> {text.add}
            </Action>
          </div>
          <p className={css.note}>{text.noName}</p>
        </>
      )}
    </FormPage>
  );
}
