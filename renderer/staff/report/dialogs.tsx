import { useState } from 'react';
import { showValue } from '../../../electron/core/summary/paper.ts';
import type { Summary } from '../../../electron/core/summary/summary.ts';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { download } from '../../ui/download.ts';
import { Action, Area, Ask, Choices, showDate } from '../../ui/form.tsx';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { report as words } from '../../ui/strings/vi/report.ts';
import { untyped } from './draft.ts';
import { useLeaving } from './leaving.ts';
import css from './report.module.css';

type Props = { api: Api; day: string; onClose: () => void; onDone: () => void };

const MOST_REMARK = 500;

/** The chief's own words at the foot of the report. */
export function RemarkDialog({ api, day, remark, onClose, onDone }: Props & { remark: string }) {
  const [text, setText] = useState(remark);
  const act = useAct();
  const leaving = useLeaving(text !== remark, onClose);
  const save = async () => {
    if (await act.run(() => api.summary.remark.mutate({ day, text }))) onDone();
  };
  return (
    <Ask
      title={words.remarkDialog.title(showDate(day))}
      onClose={leaving.ask}
      failure={act.failure ?? leaving.warning}
      foot={
        <>
          <Action onPress={leaving.ask}>{form.cancel}</Action>
          <Action tone="main" onPress={() => void save()}>
            {words.remarkDialog.save}
          </Action>
        </>
      }
    >
      <p>{words.remarkDialog.lead}</p>
      <Area
        label={words.remark}
        value={text}
        onChange={(next) => {
          act.clear();
          leaving.stay();
          setText(next);
        }}
        maxLength={MOST_REMARK}
        hint={words.remarkDialog.left(MOST_REMARK - text.length)}
        rows={5}
        autoFocus
        bare
      />
    </Ask>
  );
}

/** Says what will stand in the report and what follows, before the day is closed. */
export function CloseDialog({ api, day, summary, onClose, onDone }: Props & { summary: Summary }) {
  const act = useAct();
  const { idCards, eid, tickets, nothing } = summary;
  const missing = untyped(summary);
  const texts = words.closing;
  return (
    <Ask
      title={texts.title(showDate(day))}
      onClose={onClose}
      failure={act.failure}
      foot={
        <>
          <Action onPress={onClose}>{form.cancel}</Action>
          <Action
            tone="main"
            autoFocus
            onPress={async () => {
              if (await act.run(() => api.summary.close.mutate({ day }))) onDone();
            }}
          >
            {texts.confirm}
          </Action>
        </>
      }
    >
      <p>
        {nothing
          ? texts.nothing
          : texts.figures(
              showValue(idCards.collected),
              showValue(eid.collected.level1 + eid.collected.level2),
              showValue(tickets.served),
            )}
      </p>
      {missing > 0 && <p className={css.missing}>{texts.untyped(missing)}</p>}
      <p>{texts.next}</p>
    </Ask>
  );
}

/** Opens a closed day for a correction. */
export function ReopenDialog({ api, day, onClose, onDone }: Props) {
  const act = useAct();
  const texts = words.reopening;
  return (
    <Ask
      title={texts.title(showDate(day))}
      onClose={onClose}
      failure={act.failure}
      foot={
        <>
          <Action onPress={onClose} autoFocus>
            {form.cancel}
          </Action>
          <Action
            tone="main"
            onPress={async () => {
              if (await act.run(() => api.summary.reopen.mutate({ day }))) onDone();
            }}
          >
            {texts.confirm}
          </Action>
        </>
      }
    >
      <p>{texts.text}</p>
      <p>{texts.sent}</p>
    </Ask>
  );
}

type Form = keyof typeof words.files.forms;

/** The day's report as files for this machine. */
export function FilesDialog({
  api,
  day,
  draft,
  kiosk,
  onClose,
  onDone,
}: Omit<Props, 'onDone'> & { draft: boolean; kiosk: boolean; onDone: (said: string) => void }) {
  const texts = words.files;
  const act = useAct(({ type, field }) =>
    type === 'TemplateBroken' ? texts.broken(field ?? null) : (failures[`${type}.drive`] ?? null),
  );
  // The kiosk's window can save nothing itself.
  const [where, setWhere] = useState<'machine' | 'stick'>(kiosk ? 'stick' : 'machine');
  const save = async (as: Form) => {
    if (where === 'stick') {
      const saved = await act.run(() => api.summary.toStick.mutate({ day, form: as }));
      if (saved) onDone(words.done.onStick(saved.value.name));
      return;
    }
    const made = await act.run(() => api.summary.document.query({ day, form: as }));
    if (!made) return;
    download(made.value);
    onDone(words.done.saved(made.value.name));
  };
  const button = (as: Form, autoFocus = false) => (
    <Action onPress={() => void save(as)} autoFocus={autoFocus}>
      {texts.forms[as]}
    </Action>
  );
  return (
    <Ask
      title={texts.title(showDate(day))}
      onClose={onClose}
      failure={act.failure}
      foot={<Action onPress={onClose}>{form.close}</Action>}
    >
      {draft && <p className={css.missing}>{texts.draft}</p>}
      {!kiosk && (
        <Choices
          label={texts.where}
          value={where}
          columns={2}
          options={[
            { value: 'machine', label: texts.machineHere },
            { value: 'stick', label: texts.stick },
          ]}
          onChange={setWhere}
        />
      )}
      {where === 'stick' && <p>{texts.stickNote}</p>}
      <div className={css.file}>
        <h3>{texts.superior}</h3>
        {button('docx', true)}
        {button('xlsx')}
      </div>
      <div className={css.file}>
        <h3>{texts.party}</h3>
        {button('partyDocx')}
        {button('partyXlsx')}
      </div>
      <div className={css.file}>
        <h3>{texts.machine}</h3>
        {button('json')}
        {button('csv')}
      </div>
    </Ask>
  );
}
