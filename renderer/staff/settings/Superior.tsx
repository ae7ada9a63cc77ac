import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { CarriedFile } from '../../../electron/core/kernel/ports.ts';
import { addDays } from '../../../electron/core/kernel/time.ts';
import type { TargetSetting } from '../../../electron/core/office/settings.ts';
import type {
  EnrolmentState,
  PendingSuperior,
  SuperiorCard,
  SuperiorPreview,
} from '../../../electron/core/summary/enrolment.ts';
import { type Refused, useAct } from '../../ui/act.ts';
import { fileText, saveFile } from '../../ui/enrolment/files.ts';
import { WordList, Words } from '../../ui/enrolment/Words.tsx';
import { Action, Ask, DateField, Failure, showDate } from '../../ui/form.tsx';
import { enrolment } from '../../ui/strings/vi/enrolment.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { momentText, useModel } from './model.ts';
import { Block, PlainPage } from './Page.tsx';
import css from './settings.module.css';

const text = enrolment.superior;

/** Whom the office reports to: enrolment in three steps, and what changes later. */
export function SuperiorPage() {
  const { api } = useModel();
  const state = useQuery({ queryKey: ['superior'], queryFn: () => api.superior.state.query() });
  /** The file that was chosen and looked at. */
  const [chosen, setChosen] = useState<{ file: string; preview: SuperiorPreview } | null>(null);
  /** What was done last; or that the words differed. */
  const [said, setSaid] = useState<string | 'different' | null>(null);
  const data = state.data;
  const [saved, setSaved] = useState(false);
  const step = data?.pending ? (saved ? 2 : 1) : 0;
  return (
    <PlainPage title={words.pages.superior} lead={text.lead} wide={Boolean(data?.pending)}>
      {state.isError && <Failure>{form.notLoaded}</Failure>}
      {said === 'different' && (
        <div className={css.alarm} role="alert">
          <h2>{text.differentTitle}</h2>
          {text.differentText.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <Action onPress={() => setSaid(null)}>{text.understood}</Action>
        </div>
      )}
      {said !== null && said !== 'different' && (
        <p className={css.done} role="status">
          {said}
        </p>
      )}
      {data && said !== 'different' && (
        <>
          {!data.pending && <Present data={data} onSaid={setSaid} />}
          <Block title={data.pending ? text.pendingTitle(data.pending.superior.name) : text.readTitle}>
            <ol className={css.way}>
              {text.steps.map((each, i) => (
                <li key={each} {...(i === step ? { 'aria-current': 'step' as const } : {})}>
                  <span className={css.mark}>{i + 1}</span>
                  {each}
                </li>
              ))}
            </ol>
            {data.pending ? (
              <Call pending={data.pending} saved={saved} onSaved={setSaved} onSaid={setSaid} />
            ) : (
              <Read chosen={chosen} onChosen={setChosen} onSaid={setSaid} />
            )}
          </Block>
          {!data.pending && data.current && <Changes data={data} current={data.current} onSaid={setSaid} />}
        </>
      )}
    </PlainPage>
  );
}

type Said = { onSaid: (what: string | null) => void };

/** Whom bundles go to today, and the ways up its file offers. */
function Present({ data, onSaid }: { data: EnrolmentState } & Said) {
  const { api, settings } = useModel();
  const queries = useQueryClient();
  const act = useAct();
  const { current, next, suggestions } = data;
  const add = async (target: TargetSetting) => {
    const others = settings.wayUp.targets.filter(({ id }) => id !== target.id);
    const value = { ...settings.wayUp, targets: [...others, target] };
    if (await act.run(() => api.settings.set.mutate({ section: 'wayUp', value }))) onSaid(text.wayAdded);
    void queries.invalidateQueries();
  };
  return (
    <Block title={current ? text.now : text.none} {...(current ? {} : { lead: text.noneNote })}>
      {current && (
        <p className={css.big}>
          <strong>{current.name}</strong>
          <span className={css.note}>
            {text.since(showDate(current.validFrom))} · {text.waysLabel} {waysText(current)}
          </span>
          {current.validTo !== null && <span className={css.note}>{text.until(showDate(current.validTo))}</span>}
        </p>
      )}
      {next && <p className={css.note}>{text.nextLine(next.name, showDate(next.validFrom))}</p>}
      {suggestions.length > 0 && <p className={css.note}>{text.suggested}</p>}
      {suggestions.map((target) => (
        <div key={target.id} className={css.tools}>
          <Action onPress={() => void add(target)} label={`${text.addWay}: ${addressOf(target)}`}>
            {text.addWay}
          </Action>
          <span>{addressOf(target)}</span>
        </div>
      ))}
      {act.failure !== null && <Failure>{act.failure}</Failure>}
    </Block>
  );
}

type Chosen = { file: string; preview: SuperiorPreview } | null;

/** Step 1: the file, what is in it, and whether to go on with it. */
function Read({ chosen, onChosen, onSaid }: { chosen: Chosen; onChosen: (chosen: Chosen) => void } & Said) {
  const { api } = useModel();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const act = useAct(ofStick);
  const look = async (file: File | undefined) => {
    onChosen(null);
    onSaid(null);
    act.clear();
    setWrong(null);
    if (!file) return;
    const content = await fileText(file).catch(() => null);
    if (content === null) return setWrong(failures.SuperiorFileInvalid ?? null);
    const read = await act.run(() => api.superior.read.mutate({ text: content }));
    if (read) onChosen({ file: content, preview: read.value });
  };
  const done = (what: string | null) => {
    onSaid(what);
    onChosen(null);
    void queries.invalidateQueries({ queryKey: ['superior'] });
  };
  const goOn = async (file: string) => {
    if (await act.run(() => api.superior.answer.mutate({ text: file }))) done(null);
  };
  const takeOver = async (file: string) => {
    if (await act.run(() => api.superior.takeOver.mutate({ text: file }))) done(text.taken);
  };
  const stick = async () => {
    setWrong(null);
    onSaid(null);
    const read = await act.run(() => api.superior.fromStick.mutate());
    if (read) onChosen({ file: read.value.text, preview: read.value.preview });
  };
  const failure = wrong ?? act.failure;
  return (
    <>
      {!chosen && <p className={css.note}>{text.readNote}</p>}
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => {
          void look(event.target.files?.[0]);
          // The same file may be chosen once more.
          event.target.value = '';
        }}
      />
      {chosen && (
        <dl className={css.facts}>
          <dt>{text.chosen.name}</dt>
          <dd>
            <strong>{chosen.preview.name}</strong>
          </dd>
          <dt>{text.chosen.validFrom}</dt>
          <dd>{showDate(chosen.preview.validFrom)}</dd>
          <dt>{text.chosen.issuedAt}</dt>
          <dd>{momentText(chosen.preview.issuedAt)}</dd>
          <dt>{text.waysLabel}</dt>
          <dd>{waysText(chosen.preview)}</dd>
        </dl>
      )}
      {chosen && (
        <p className={css.note}>
          {chosen.preview.replaces !== null && `${text.replaces(chosen.preview.replaces)} `}
          {text.trust[chosen.preview.trust]}
        </p>
      )}
      <div className={css.tools}>
        {chosen && (
          <Action
            tone="main"
            onPress={() => void (chosen.preview.trust === 'words' ? goOn(chosen.file) : takeOver(chosen.file))}
          >
            {chosen.preview.trust === 'words' ? text.goOn : text.takeOver}
          </Action>
        )}
        {chosen && <Action onPress={() => onChosen(null)}>{text.putAway}</Action>}
        {!chosen && (
          <Action tone="main" onPress={() => void stick()}>
            {act.busy ? text.reading : text.fromStick}
          </Action>
        )}
        {!chosen && <Action onPress={() => input.current?.click()}>{text.choose}</Action>}
      </div>
      {failure !== null && <Failure>{failure}</Failure>}
    </>
  );
}

/** Steps 2 and 3: the answer goes up, then the words are compared. */
function Call({
  pending,
  saved,
  onSaved,
  onSaid,
}: { pending: PendingSuperior; saved: boolean; onSaved: (saved: boolean) => void } & Said) {
  const { api } = useModel();
  const queries = useQueryClient();
  const act = useAct();
  const again = () => {
    onSaved(false);
    void queries.invalidateQueries();
  };
  const confirm = async () => {
    if (await act.run(() => api.superior.confirm.mutate())) onSaid(text.confirmed(pending.superior.name));
    again();
  };
  const drop = async (what: string | null) => {
    if (await act.run(() => api.superior.drop.mutate())) onSaid(what);
    again();
  };
  return (
    <>
      <p className={css.note}>{text.answerNote(pending.answer.name)}</p>
      <Carry what="answer" file={pending.answer} main={!saved} onDone={() => onSaved(true)} />
      <p>{text.callNote}</p>
      <Words
        words={pending.words}
        question={text.question}
        failure={act.failure}
        onSame={() => void confirm()}
        onDifferent={() => void drop('different')}
      />
      <div>
        <Action tone="quiet" onPress={() => void drop(null)}>
          {text.giveUp}
        </Action>
      </div>
    </>
  );
}

/** Gives the person a file to carry: on the stick in the host, or where the browser saves it. */
function Carry({
  what,
  file,
  main = false,
  onDone,
}: {
  what: 'answer' | 'keyChange';
  file: CarriedFile;
  main?: boolean;
  onDone?: () => void;
}) {
  const { api, kiosk } = useModel();
  const act = useAct(ofStick);
  const [written, setWritten] = useState(false);
  const write = async () => {
    setWritten(false);
    if (!(await act.run(() => api.superior.toStick.mutate({ what })))) return;
    setWritten(true);
    onDone?.();
  };
  return (
    <>
      <div className={css.tools}>
        <Action tone={main ? 'main' : 'plain'} onPress={() => void write()}>
          {act.busy ? text.writing : text.toStick}
        </Action>
        {/* The kiosk's window saves nothing on its machine. */}
        {!kiosk && (
          <Action
            onPress={() => {
              saveFile(file);
              onDone?.();
            }}
          >
            {text.save}
          </Action>
        )}
        <p className={css.status} role="status">
          {written ? text.written(file.name) : ''}
        </p>
      </div>
      {act.failure !== null && <Failure>{act.failure}</Failure>}
    </>
  );
}

/** What is done seldom: an end, another key. */
function Changes({
  data,
  current,
  onSaid,
}: { data: EnrolmentState; current: NonNullable<EnrolmentState['current']> } & Said) {
  const { api } = useModel();
  const queries = useQueryClient();
  const act = useAct();
  const [asking, setAsking] = useState<'end' | 'key' | 'again' | null>(null);
  const [day, setDay] = useState(data.today);
  const open = (what: 'end' | 'key' | 'again') => {
    onSaid(null);
    act.clear();
    setDay(what === 'end' ? data.today : addDays(data.today, 7));
    setAsking(what);
  };
  const run = async () => {
    const ask = () => (asking === 'end' ? api.superior.end.mutate({ day }) : api.superior.changeKey.mutate({ day }));
    if (await act.run(ask)) setAsking(null);
    void queries.invalidateQueries({ queryKey: ['superior'] });
  };
  const { key } = data;
  const change = key?.change ?? null;
  return (
    <Block title={text.changes}>
      {key && <p className={css.note}>{text.keyLine(key.keyId, showDate(key.validFrom))}</p>}
      {change && (
        <>
          <p className={css.note}>{text.keyNote(change.name)}</p>
          <Carry what="keyChange" file={change} />
        </>
      )}
      <div className={css.tools}>
        {current.compared && <Action onPress={() => open('again')}>{text.again}</Action>}
        <Action onPress={() => open('key')}>{text.key}</Action>
        {current.validTo === null && <Action onPress={() => open('end')}>{text.end}</Action>}
      </div>
      {asking === 'again' && current.compared && (
        <Ask
          title={text.againTitle}
          wide
          onClose={() => setAsking(null)}
          foot={<Action onPress={() => setAsking(null)}>{form.close}</Action>}
        >
          <p>{text.againText}</p>
          <Carry what="answer" file={current.compared.answer} />
          <WordList words={current.compared.words} />
        </Ask>
      )}
      {(asking === 'end' || asking === 'key') && (
        <Ask
          title={asking === 'end' ? text.endTitle(current.name) : text.keyTitle}
          onClose={() => setAsking(null)}
          failure={act.failure}
          foot={
            <>
              <Action onPress={() => setAsking(null)}>{form.cancel}</Action>
              <Action tone={asking === 'end' ? 'danger' : 'main'} onPress={() => void run()}>
                {asking === 'end' ? text.endDo : text.keyDo}
              </Action>
            </>
          }
        >
          <p>{asking === 'end' ? text.endText : text.keyText}</p>
          <DateField label={asking === 'end' ? text.endDay : text.keyDay} value={day} onChange={setDay} autoFocus />
        </Ask>
      )}
    </Block>
  );
}

/** The sentences of a way up speak of a stick here. */
function ofStick({ type }: Refused): string | null {
  return failures[`${type}.drive`] ?? null;
}

function waysText({ https, sftp }: SuperiorCard): string {
  const { ways } = text;
  return [ways.stick, ...(https === null ? [] : [ways.https]), ...(sftp === null ? [] : [ways.sftp])].join(', ');
}

function addressOf(target: TargetSetting): string {
  if (target.type === 'https') return target.url;
  return target.type === 'sftp' ? `sftp://${target.user}@${target.host}:${target.port}` : target.name;
}
