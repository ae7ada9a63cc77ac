import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Letterhead, rosterPaper } from '../../../../electron/core/roster/paper.ts';
import { useAct } from '../../../ui/act.ts';
import { download } from '../../../ui/download.ts';
import { Action, Ask, Choices, Choose } from '../../../ui/form.tsx';
import { failures } from '../../../ui/strings/vi/failures.ts';
import { form } from '../../../ui/strings/vi/form.ts';
import { roster } from '../../../ui/strings/vi/roster.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import { useKeys } from '../../keys.ts';
import type { RosterScreen } from '../model.ts';
import css from './files.module.css';
import { Sheet } from './Sheet.tsx';

const words = rosterPeople.files;
const NO_HEAD: Letterhead = { superior: '', office: '', place: '', signer: '' };

/** The shown period on paper and as files, whichever part of the roster is open. */
export function Files(screen: RosterScreen) {
  const { api, view } = screen;
  const [open, setOpen] = useState(false);
  const head = useQuery({ queryKey: ['roster', 'letterhead'], queryFn: () => api.roster.letterhead.query() });
  const [printing, setPrinting] = useState(false);
  // Only while the browser prints: measuring a month of letters takes longer than a frame, and the view is new every second
  // while a roster is made.
  useEffect(() => {
    // Another page prints itself: the shares of "Công bằng".
    const before = () => document.body.dataset.print === undefined && flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  useKeys({ F10: () => setOpen(true) }, !open);
  return (
    <>
      <Action tone="quiet" onPress={() => setOpen(true)}>
        <Printer size={16} aria-hidden="true" /> {words.open} <kbd>F10</kbd>
      </Action>
      {printing && <Sheet paper={rosterPaper(view, head.data ?? NO_HEAD)} />}
      {open && <FilesDialog {...screen} onClose={() => setOpen(false)} />}
    </>
  );
}

const EVERYONE = '';

function FilesDialog({ api, view, period, session, plans, kiosk, onClose }: RosterScreen & { onClose: () => void }) {
  const act = useAct(({ type }) => failures[`${type}.drive`] ?? null);
  // The kiosk's window can save nothing itself.
  const [where, setWhere] = useState<'machine' | 'stick'>(kiosk ? 'stick' : 'machine');
  const [whose, setWhose] = useState(plans ? EVERYONE : session.officer);
  const [said, setSaid] = useState('');
  const { from, to, places } = view;
  const onPaper = places.filter(({ mark }) => mark !== 'withdrawn');
  const published = places.some(({ mark }) => mark !== 'draft');
  const save = async (as: 'xlsx' | 'ics') => {
    setSaid('');
    const file = { from, to, form: as, officer: as === 'ics' && whose !== EVERYONE ? whose : null };
    if (where === 'stick') {
      const saved = await act.run(() => api.roster.toStick.mutate(file));
      if (saved) setSaid(words.onStick(saved.value.name));
      return;
    }
    const made = await act.run(() => api.roster.file.query(file));
    if (!made) return;
    download(made.value);
    setSaid(words.saved(made.value.name));
  };
  const print = () => {
    onClose();
    // Once the dialog is gone, so that the focus is back where it was when the print window closes.
    setTimeout(() => window.print());
  };
  return (
    <Ask
      title={words.title(roster.period[period.kind](from, to))}
      onClose={onClose}
      failure={act.failure}
      foot={<Action onPress={onClose}>{form.close}</Action>}
    >
      {onPaper.length === 0 && <p className={css.missing}>{words.empty}</p>}
      {onPaper.some(({ mark }) => mark === 'draft') && <p className={css.missing}>{words.draft}</p>}
      <div className={css.file}>
        <div>
          <h3>{words.print}</h3>
          <p>{words.printNote[period.kind]}</p>
        </div>
        <Action tone="main" onPress={print} autoFocus>
          {words.printAct}
        </Action>
      </div>
      <div className={css.file}>
        <div>
          <h3>{words.excel}</h3>
          <p>{words.excelNote}</p>
        </div>
        <Action onPress={() => void save('xlsx')} label={`${words.save}: ${words.excel}`}>
          {words.save}
        </Action>
      </div>
      <div className={css.file}>
        <div>
          <h3>{words.calendar}</h3>
          <p>{published ? words.calendarNote : words.nothingPublished}</p>
        </div>
        <Action onPress={() => void save('ics')} disabled={!published} label={`${words.save}: ${words.calendar}`}>
          {words.save}
        </Action>
        {plans && published && (
          <Choose
            label={words.whose}
            value={whose}
            options={[
              { value: EVERYONE, label: words.everyone },
              { value: session.officer, label: words.mine },
              ...view.people
                .filter(({ id }) => id !== session.officer && places.some(({ officer }) => officer === id))
                .map(({ id, name, rank }) => ({ value: id, label: [rank, name].filter(Boolean).join(' ') })),
            ]}
            onChange={setWhose}
          />
        )}
      </div>
      {!kiosk && (
        <Choices
          label={words.where}
          value={where}
          columns={2}
          options={[
            { value: 'machine', label: words.machineHere },
            { value: 'stick', label: words.stick },
          ]}
          onChange={setWhere}
        />
      )}
      {where === 'stick' && <p>{words.stickNote}</p>}
      <p className={css.said} role="status">
        {said}
      </p>
    </Ask>
  );
}
