import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Settings } from '../../../electron/core/office/settings.ts';
import { Action, Area, DateField, Field, showDate, TimeField } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { Block, FormPage } from './Page.tsx';
import css from './settings.module.css';

const text = words.report;

/** When the day closes, how the report is numbered and signed, and who gets it. */
export function ReportPage() {
  return (
    <FormPage title={words.pages.report} lead={text.lead} sections={['report']}>
      {({ report }, change) => {
        const set = (part: Partial<typeof report>) => change({ report: { ...report, ...part } });
        return (
          <>
            <div className={css.rule}>
              <div>
                <strong>{text.closeAt}</strong>
                <p className={css.note}>{text.closeAtNote}</p>
              </div>
              <TimeField label={text.closeAt} value={report.closeAt} onChange={(closeAt) => set({ closeAt })} bare />
            </div>
            <div className={css.rule}>
              <div>
                <strong>{text.dueAt}</strong>
                <p className={css.note}>{text.dueAtNote}</p>
              </div>
              <TimeField label={text.dueAt} value={report.dueAt} onChange={(dueAt) => set({ dueAt })} bare />
            </div>
            <div className={css.two}>
              <Field
                label={text.number}
                hint={text.numberHint(report.number.replace('{n}', '07'))}
                value={report.number}
                onChange={(number) => set({ number })}
                maxLength={40}
              />
              <Field
                label={text.place}
                hint={text.placeHint}
                value={report.place}
                onChange={(place) => set({ place })}
                maxLength={60}
              />
            </div>
            <Area
              label={text.recipients}
              hint={text.recipientsHint}
              value={report.recipients}
              onChange={(recipients) => set({ recipients })}
              maxLength={300}
              rows={4}
            />
            <Superiors superiors={report.superiors} onChange={(superiors) => set({ superiors })} />
          </>
        );
      }}
    </FormPage>
  );
}

type Superior = Settings['report']['superiors'][number];

const MOST_SUPERIORS = 20;

/** The superior office changes with the law, and an old report keeps the one of its day. */
function Superiors({
  superiors,
  onChange,
}: {
  superiors: readonly Superior[];
  onChange: (superiors: Superior[]) => void;
}) {
  const [from, setFrom] = useState('');
  const [name, setName] = useState('');
  const add = () => {
    const others = superiors.filter((each) => each.from !== from);
    onChange([...others, { from, name: name.trim() }].sort((a, b) => a.from.localeCompare(b.from)));
    setFrom('');
    setName('');
  };
  return (
    <Block title={text.superiors} lead={text.superiorsLead}>
      {superiors.length === 0 ? (
        <p className={css.note}>{text.superiorsNone}</p>
      ) : (
        <ul className={css.superiors}>
          {superiors.map((superior) => (
            <li key={superior.from}>
              <span>{text.since(showDate(superior.from))}</span>
              <strong>{superior.name}</strong>
              <Action
                tone="quiet"
                label={text.removeSuperior(superior.name)}
                onPress={() => onChange(superiors.filter((each) => each.from !== superior.from))}
              >
                <X size={16} aria-hidden="true" />
              </Action>
            </li>
          ))}
        </ul>
      )}
      <div className={css.newHoliday}>
        <DateField key={superiors.length} label={text.from} value={from} onChange={setFrom} />
        <Field label={text.superiorName} value={name} onChange={setName} maxLength={80} />
        <Action onPress={add} disabled={from === '' || name.trim() === '' || superiors.length >= MOST_SUPERIORS}>
          <Plus size={18} aria-hidden="true" /> {text.addSuperior}
        </Action>
      </div>
    </Block>
  );
}
