import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileDown, Keyboard, Lock, MessageSquareText, PencilLine, Printer } from 'lucide-react';
import { useState } from 'react';
import type { SummaryPage } from '../../../electron/core/api/contract.ts';
import { weekday } from '../../../electron/core/kernel/time.ts';
import type { Role } from '../../../electron/core/queue/views.ts';
import { noteOf, type PaperGroup, showValue } from '../../../electron/core/summary/paper.ts';
import type { Summary } from '../../../electron/core/summary/summary.ts';
import { type Api, refresh } from '../../api/client.ts';
import { Action, showDate } from '../../ui/form.tsx';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { report as words } from '../../ui/strings/vi/report.ts';
import { useKeys } from '../keys.ts';
import { CloseDialog, FilesDialog, RemarkDialog, ReopenDialog } from './dialogs.tsx';
import { EnterForm } from './Form.tsx';
import { Mark } from './index.tsx';
import css from './report.module.css';
import { Sheet } from './Sheet.tsx';
import { canClose, meaningOf, receivedAt, standingOf } from './standing.ts';

type Open = 'enter' | 'remark' | 'close' | 'reopen' | 'files';

type Props = { api: Api; day: string; today: string; role: Role; kiosk: boolean; sent: boolean };

/** One day as it goes up: what state it is in, its figures, and what the chief may do with it. */
export function Day({ api, day, today, role, kiosk, sent }: Props) {
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState('');
  const query = useQuery({
    queryKey: ['summary', 'day', day],
    queryFn: () => api.summary.day.query({ day }),
    // The running day counts on while somebody looks at it.
    refetchInterval: (each) => (each.state.status === 'error' ? 2000 : day === today ? 60_000 : false),
  });
  const answer = query.data;
  const data = answer?.ok ? answer.value : null;
  const writes = role === 'chief' || role === 'administrator';
  const isOpen = data !== null && data.state !== 'closed';
  const may = {
    enter: writes && isOpen,
    remark: writes && isOpen,
    close: writes && data !== null && canClose(data),
    reopen: writes && data !== null && data.state === 'closed',
    files: data !== null,
  };
  const start = (what: Open) => () => {
    if (!may[what]) return;
    setSaid('');
    setOpen(what);
  };
  const print = () => data !== null && window.print();
  useKeys(
    {
      F2: may.enter ? start('enter') : undefined,
      F4: may.remark ? start('remark') : undefined,
      F7: print,
      F8: may.close ? start('close') : undefined,
      F9: may.reopen ? start('reopen') : undefined,
      F10: start('files'),
    },
    open === null,
  );
  const done = (text: string) => {
    setOpen(null);
    // Said once the page shows it: a key that a sentence just promised must not be deaf.
    void refresh(queries, ['summary']).then(() => setSaid(text));
  };

  if (data === null) {
    const failure = answer && !answer.ok ? (failures[answer.error.type] ?? form.failed) : null;
    return (
      <p className={css.loading} role="status">
        {failure ?? (query.isError ? words.offline : words.loading)}
      </p>
    );
  }
  const standing = standingOf({ ...data, receivedAt: receivedAt(data) }, sent);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          <h1>
            {words.weekdays[weekday(day)]}, {showDate(day)}
          </h1>
          <p className={css.standing}>
            <Mark standing={standing} />
            <span>{meaningOf(data, sent)}</span>
          </p>
        </div>
        <div className={css.tools}>
          <Action onPress={start('files')}>
            <FileDown size={18} aria-hidden="true" /> {words.acts.files} <kbd>F10</kbd>
          </Action>
          <Action onPress={print}>
            <Printer size={18} aria-hidden="true" /> {words.acts.print} <kbd>F7</kbd>
          </Action>
        </div>
      </header>
      {query.isError && (
        <p className={css.stale} role="status">
          {words.offline}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by Tab */}
      <section className={css.scroll} aria-label={words.title} tabIndex={0}>
        <Figures data={data} />
      </section>
      <footer className={css.foot}>
        {may.close && (
          <Action tone="main" onPress={start('close')}>
            <Lock size={18} aria-hidden="true" /> {data.changed ? words.acts.closeAgain : words.acts.close}{' '}
            <kbd>F8</kbd>
          </Action>
        )}
        {may.enter && (
          <Action onPress={start('enter')}>
            <Keyboard size={18} aria-hidden="true" /> {words.acts.enter} <kbd>F2</kbd>
          </Action>
        )}
        {may.remark && (
          <Action onPress={start('remark')}>
            <MessageSquareText size={18} aria-hidden="true" /> {words.acts.remark} <kbd>F4</kbd>
          </Action>
        )}
        {may.reopen && (
          <Action onPress={start('reopen')}>
            <PencilLine size={18} aria-hidden="true" /> {words.acts.reopen} <kbd>F9</kbd>
          </Action>
        )}
        <p className={css.said} role="status">
          {said || (writes ? '' : words.onlyChief)}
        </p>
      </footer>
      <Sheet paper={data.paper} />
      {open === 'enter' && (
        <EnterForm
          api={api}
          day={day}
          summary={data.summary}
          earlier={data.suggestion}
          onClose={() => setOpen(null)}
          onDone={() => done(words.done.entered)}
        />
      )}
      {open === 'remark' && (
        <RemarkDialog
          api={api}
          day={day}
          remark={data.summary.remark}
          onClose={() => setOpen(null)}
          onDone={() => done(words.done.remarked)}
        />
      )}
      {open === 'close' && (
        <CloseDialog
          api={api}
          day={day}
          summary={data.summary}
          onClose={() => setOpen(null)}
          onDone={() => done(words.done.closed(showDate(day)))}
        />
      )}
      {open === 'reopen' && (
        <ReopenDialog
          api={api}
          day={day}
          onClose={() => setOpen(null)}
          onDone={() => done(words.done.reopened(showDate(day)))}
        />
      )}
      {open === 'files' && (
        <FilesDialog
          api={api}
          day={day}
          draft={data.summary.closed === null}
          onClose={() => setOpen(null)}
          kiosk={kiosk}
          onDone={done}
        />
      )}
    </div>
  );
}

/** The big figures first, then all groups as they stand on paper. */
function Figures({ data: { summary, paper, state } }: { data: SummaryPage }) {
  const running = state === 'running';
  return (
    <>
      {summary.nothing ? (
        <div className={css.empty}>
          <p>{running ? words.nothingYet : words.nothing}</p>
          <p className={css.quiet}>{running ? words.nothingYetNote : words.nothingNote}</p>
        </div>
      ) : (
        <Cards summary={summary} />
      )}
      <div className={css.groups}>
        {paper.groups.map((group) => (
          <Group key={group.title} group={group} />
        ))}
        <section className={css.group}>
          <h2>{words.remark}</h2>
          <p className={summary.remark === '' ? css.quiet : css.remark}>{summary.remark || words.remarkNone}</p>
        </section>
      </div>
    </>
  );
}

function Cards({ summary: { idCards, eid, tickets, waits } }: { summary: Summary }) {
  const { level1, level2 } = eid.collected;
  const texts = words.cards;
  return (
    <dl className={css.cards}>
      <Card name={texts.idCards} value={showValue(idCards.collected)} />
      <Card name={texts.handedOut} value={showValue(idCards.handedOut)} />
      <Card name={texts.eid} value={showValue(level1 + level2)} note={texts.levels(level1, level2)} />
      <Card name={texts.served} value={showValue(tickets.served)} note={texts.ofIssued(tickets.issued)} />
      <Card
        name={texts.median}
        value={waits.medianMinutes === null ? texts.none : texts.minutes(waits.medianMinutes)}
        {...(waits.p90Minutes === null ? {} : { note: texts.p90(waits.p90Minutes) })}
      />
    </dl>
  );
}

function Card({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {note !== undefined && <span>{note}</span>}
      </dd>
    </div>
  );
}

function Group({ group: { title, lines } }: { group: PaperGroup }) {
  return (
    <section className={css.group}>
      <h2>{title}</h2>
      <table>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <th scope="row" className={line.inner ? css.inner : undefined}>
                {line.label}
              </th>
              <td>
                {line.value === null ? (
                  <span className={css.unknown}>{showValue(null)}</span>
                ) : (
                  <>
                    {noteOf(line) !== '' && <span className={css.typed}>{noteOf(line)}</span>}
                    <strong>{showValue(line.value)}</strong> {/^[\d.,]+$/.test(showValue(line.value)) && line.unit}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
