import { useRef, useState } from 'react';
import { REASON_WORDS, TARGET_WORDS, TEAM_WORDS } from '../../../electron/core/summary/paper.ts';
import {
  type EnteredFigures,
  LEFT_REASONS,
  type Summary,
  TARGET_KINDS,
} from '../../../electron/core/summary/summary.ts';
import type { Api } from '../../api/client.ts';
import { useAct } from '../../ui/act.ts';
import { Action, Ask, Field, showDate } from '../../ui/form.tsx';
import { form } from '../../ui/strings/vi/form.ts';
import { report as words } from '../../ui/strings/vi/report.ts';
import { useKeys } from '../keys.ts';
import { type Draft, fromDraft, hasEarlier, leftField, targetField, teamField, toDraft, withEarlier } from './draft.ts';
import { useLeaving } from './leaving.ts';
import css from './report.module.css';

const text = words.form;

type Props = {
  api: Api;
  day: string;
  summary: Summary;
  /** The last day before on which anything was typed. */
  earlier: { day: string; entered: EnteredFigures } | null;
  onClose: () => void;
  onDone: () => void;
};

/** The closing form: figures that this program does not count. Worked by Tab, Enter and F4 alone. */
export function EnterForm({ api, day, summary: { entered, duty }, earlier, onClose, onDone }: Props) {
  const [draft, setDraft] = useState<Draft>(() => toDraft(entered, duty));
  const leaving = useLeaving(JSON.stringify(draft) !== JSON.stringify(toDraft(entered, duty)), onClose);
  const [tried, setTried] = useState(false);
  const [taken, setTaken] = useState(false);
  const body = useRef<HTMLFormElement>(null);
  const act = useAct();
  const { entered: read, wrong } = fromDraft(draft, duty);
  const before = earlier !== null && hasEarlier(earlier.entered) ? earlier : null;

  const type = (name: string) => (value: string) => {
    leaving.stay();
    setDraft((now) => ({ ...now, [name]: value }));
  };
  const take = () => {
    if (before === null) return;
    leaving.stay();
    setDraft((now) => withEarlier(now, before.entered, duty));
    setTaken(true);
  };
  const save = async () => {
    setTried(true);
    if (wrong.size > 0) {
      // Once drawn as wrong: whoever works by the keyboard stands in the first field that needs them.
      setTimeout(() => body.current?.querySelector<HTMLElement>('[data-invalid] input, input[data-invalid]')?.focus());
      return;
    }
    if (await act.run(() => api.summary.enter.mutate({ day, entered: read }))) onDone();
  };
  useKeys({ F4: before ? take : undefined });

  const field = (name: string, label: string, maxLength = 10) => (
    <Field
      label={label}
      value={draft[name] ?? ''}
      onChange={type(name)}
      maxLength={maxLength}
      wrong={tried ? (wrong.get(name) ?? null) : null}
    />
  );
  const digits = (name: string, label: string, bare = false) => (
    <Field
      label={label}
      kind="digits"
      value={draft[name] ?? ''}
      onChange={type(name)}
      maxLength={10}
      wrong={tried ? (wrong.get(name) ?? null) : null}
      bare={bare}
      autoFocus={name === 'approved1'}
    />
  );

  return (
    <Ask
      title={text.title(showDate(day))}
      onClose={leaving.ask}
      wide
      failure={act.failure ?? leaving.warning ?? (tried && wrong.size > 0 ? text.wrong(wrong.size) : null)}
      testId="enter-form"
      foot={
        <>
          {before && (
            <span className={css.before}>
              <Action onPress={take}>
                <kbd>F4</kbd> {text.before(showDate(before.day))}
              </Action>
            </span>
          )}
          <Action onPress={leaving.ask}>{form.cancel}</Action>
          <Action tone="main" onPress={() => void save()}>
            {text.save}
          </Action>
        </>
      }
    >
      <form
        ref={body}
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p role="status">
          {taken && before ? text.taken(showDate(before.day)) : text.lead}
          {!taken && before && <span className={css.quiet}> {text.beforeNote}</span>}
        </p>
        <fieldset className={css.four}>
          <legend>{text.eid}</legend>
          {digits('approved1', text.approved1)}
          {digits('approved2', text.approved2)}
          {digits('activated1', text.activated1)}
          {digits('activated2', text.activated2)}
        </fieldset>
        {TARGET_KINDS.map((kind) => (
          <fieldset key={kind} className={css.target}>
            <legend>
              {text.targets}: {TARGET_WORDS[kind]}
            </legend>
            {digits(targetField(kind, 'target'), text.target)}
            {digits(targetField(kind, 'done'), text.targetDone)}
            {field(targetField(kind, 'base'), text.base, 80)}
            {field(targetField(kind, 'baseDate'), text.baseDate)}
            {field(targetField(kind, 'due'), text.due)}
          </fieldset>
        ))}
        <fieldset className={css.three}>
          <legend>{text.left}</legend>
          {LEFT_REASONS.map((reason) => (
            <div key={reason}>{digits(leftField(reason), REASON_WORDS[reason])}</div>
          ))}
        </fieldset>
        <fieldset className={css.five}>
          <legend>
            {text.forces}
            {duty && <span className={css.quiet}> {text.rostered}</span>}
          </legend>
          {digits('visits', text.visits)}
          {digits(teamField('standing', 'officers'), text.officers(TEAM_WORDS.standing))}
          {digits(teamField('standing', 'shifts'), text.shifts(TEAM_WORDS.standing))}
          {digits(teamField('mobile', 'officers'), text.officers(TEAM_WORDS.mobile))}
          {digits(teamField('mobile', 'shifts'), text.shifts(TEAM_WORDS.mobile))}
        </fieldset>
        <button type="submit" hidden />
      </form>
    </Ask>
  );
}
