import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { AskingFile } from '../../../electron/core/api/contract.ts';
import type { CarriedFile } from '../../../electron/core/kernel/ports.ts';
import type { Api } from '../../api/client.ts';
import { momentText } from '../../staff/settings/model.ts';
import { Block, PlainPage } from '../../staff/settings/Page.tsx';
import css from '../../staff/settings/settings.module.css';
import { useAct } from '../../ui/act.ts';
import { fileText } from '../../ui/enrolment/files.ts';
import { Words } from '../../ui/enrolment/Words.tsx';
import { Action, Ask, DateField, Failure, Field, showDate } from '../../ui/form.tsx';
import { below } from '../../ui/strings/vi/below.ts';
import { failures } from '../../ui/strings/vi/failures.ts';
import { form } from '../../ui/strings/vi/form.ts';
import own from './below.module.css';
import type { BelowProps } from './index.tsx';
import { byName, matching } from './model.ts';
import { ofStick } from './OwnFile.tsx';

const text = below.asked;

/** What became of a batch of files. */
type Batch = { done: number; all: number; failed: { name: string; why: string }[] };

/** What became of a call; `day`: the day typed, said again because the field keeps the day before when it cannot read one. */
type Said = { type: 'done'; name: string; day: string | null } | { type: 'different'; name: string };

/** Files of stations are read, many at once; each waits for its telephone call. */
export function Asked({ api, view }: BelowProps) {
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const act = useAct(ofStick);
  const [batch, setBatch] = useState<Batch | null>(null);
  /** Of stations that are enrolled already: another key, or the same once more. They wait on this page only. */
  const [others, setOthers] = useState<AskingFile[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [said, setSaid] = useState<Said | null>(null);
  const [typed, setTyped] = useState('');
  const outcome = useRef<HTMLDivElement>(null);
  // It stands at the top, and whoever compared the words has scrolled down to them.
  useEffect(() => {
    if (said !== null) outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [said]);
  const reading = batch !== null && batch.done < batch.all;

  const waiting = [
    ...others.map(({ asking }) => ({ id: asking.station, name: asking.name, commune: asking.commune })),
    ...view.stations.filter(
      ({ id, state }) => state === 'asked' && !others.some(({ asking }) => asking.station === id),
    ),
  ];
  const shown = matching(waiting, typed).sort(byName);

  const read = async (files: readonly { name: string; content: () => Promise<string | null> }[]) => {
    if (files.length === 0 || reading) return;
    setSaid(null);
    const now: Batch = { done: 0, all: files.length, failed: [] };
    let first: string | null = null;
    for (const { name, content } of files) {
      setBatch({ ...now });
      const fileContent = await content().catch(() => null);
      const why = (type: string) => failures[type] ?? form.failed;
      if (fileContent === null) now.failed.push({ name, why: why('StationFileInvalid') });
      else {
        const answer = await api.district.askStation.mutate({ text: fileContent }).catch(() => null);
        if (answer === null) now.failed.push({ name, why: form.offline });
        else if (!answer.ok) now.failed.push({ name, why: why(answer.error.type) });
        else {
          const asking = answer.value;
          first ??= asking.station;
          // Its words may be of a file before this one.
          queries.removeQueries({ queryKey: ['asking', asking.station] });
          // What is kept for the call is in the list of all stations; what is enrolled already is kept here.
          if (view.stations.some(({ id, state }) => id === asking.station && state === 'active'))
            setOthers((all) => [
              ...all.filter((each) => each.asking.station !== asking.station),
              { text: fileContent, asking },
            ]);
        }
      }
      now.done += 1;
    }
    await queries.invalidateQueries({ queryKey: ['below'] });
    setBatch({ ...now });
    if (now.all - now.failed.length === 1) setChosen(first);
  };
  const stick = async () => {
    setBatch(null);
    const found = await act.run<CarriedFile[]>(() => api.district.fromStick.mutate());
    if (found) await read(found.value.map(({ name, text: content }) => ({ name, content: async () => content })));
  };
  const finish = (what: Said | null, station: string) => {
    setSaid(what);
    setChosen(null);
    setBatch(null);
    setOthers((all) => all.filter(({ asking }) => asking.station !== station));
    queries.removeQueries({ queryKey: ['asking', station] });
    void queries.invalidateQueries();
  };

  if (view.issued.length === 0)
    return (
      <PlainPage title={below.pages.asked} lead={text.lead}>
        <Block title={text.read} lead={text.needOwn}>
          {null}
        </Block>
      </PlainPage>
    );
  const other = others.find(({ asking }) => asking.station === chosen);
  const isWaiting = waiting.some(({ id }) => id === chosen);
  return (
    <PlainPage title={below.pages.asked} lead={text.lead} wide>
      {said?.type === 'different' && (
        <div className={css.alarm} role="alert" ref={outcome}>
          <h2>{text.differentTitle(said.name)}</h2>
          {text.differentText.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <Action onPress={() => setSaid(null)}>{text.understood}</Action>
        </div>
      )}
      {said?.type === 'done' && (
        <div className={css.done} role="status" ref={outcome}>
          {text.confirmed(said.name)} {said.day !== null && text.expects(showDate(said.day))}
        </div>
      )}
      <Block title={text.read} lead={text.readNote}>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          multiple
          hidden
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            act.clear();
            void read(files.map((file) => ({ name: file.name, content: () => fileText(file) })));
            // The same file may be chosen once more.
            event.target.value = '';
          }}
        />
        <div className={css.tools}>
          <Action tone={waiting.length === 0 ? 'main' : 'plain'} onPress={() => void stick()} disabled={reading}>
            {below.fromStick}
          </Action>
          <Action onPress={() => input.current?.click()} disabled={reading}>
            {text.choose}
          </Action>
          <p className={css.status} role="status">
            {batch === null
              ? ''
              : reading
                ? text.reading(batch.done + 1, batch.all)
                : batch.all > batch.failed.length
                  ? text.readDone(batch.all - batch.failed.length)
                  : ''}
          </p>
        </div>
        {act.failure !== null && <Failure>{act.failure}</Failure>}
        {batch !== null && batch.failed.length > 0 && (
          <div role="alert">
            <p>
              <strong>{text.failedFiles(batch.failed.length)}</strong>
            </p>
            <ul className={own.failed}>
              {batch.failed.map(({ name, why }, i) => (
                <li key={`${i}-${name}`}>
                  <strong>{name}</strong>: {why}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Block>
      <Block title={text.waiting(waiting.length)}>
        {waiting.length === 0 ? (
          <p className={css.note}>{text.none}</p>
        ) : (
          <div className={own.ask}>
            <div className={own.waiting}>
              {waiting.length > 6 && <Field label={text.filter} value={typed} onChange={setTyped} maxLength={60} />}
              {shown.length === 0 ? (
                <p className={css.note}>{text.noMatch}</p>
              ) : (
                <ul>
                  {shown.map(({ id, name, commune }) => (
                    <li key={id}>
                      <button
                        type="button"
                        className={css.sideItem}
                        onClick={() => {
                          setSaid(null);
                          setChosen(id);
                        }}
                        {...(id === chosen ? { 'aria-current': 'true' as const } : {})}
                      >
                        <span className={css.sideText}>
                          {name}
                          <span className={css.note}>{commune || text.noCommune}</span>
                        </span>
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </div>
            {chosen !== null && isWaiting ? (
              <Call
                key={chosen}
                api={api}
                station={chosen}
                known={other ?? null}
                today={view.today}
                onDone={(what) => finish(what, chosen)}
              />
            ) : (
              <p className={css.note}>{text.choosePrompt}</p>
            )}
          </div>
        )}
      </Block>
    </PlainPage>
  );
}

type CallProps = {
  api: Api;
  station: string;
  /** Of a station that is enrolled already; null for one that waits for its call. */
  known: AskingFile | null;
  today: string;
  onDone: (what: Said | null) => void;
};

/** One station's words, and what becomes of them. */
function Call({ api, station, known, today, onDone }: CallProps) {
  const query = useQuery({
    queryKey: ['asking', station],
    queryFn: () => api.district.asking.query({ station }),
    enabled: known === null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const act = useAct(gone);
  const panel = useRef<HTMLDivElement>(null);
  // The answers below the words must be in sight while the telephone is at the ear.
  const isShown = known !== null || query.isSuccess;
  useEffect(() => {
    if (isShown) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [isShown]);
  const [enrolling, setEnrolling] = useState(false);
  const [day, setDay] = useState(today);
  const drop = async (what: { type: 'different'; name: string } | null) => {
    if (known !== null || (await act.run(() => api.district.refuseStation.mutate({ station })))) onDone(what);
  };
  if (known === null && query.data?.ok !== true) {
    const failure = query.data
      ? (failures[query.data.error.type] ?? form.failed)
      : query.isError
        ? form.notLoaded
        : null;
    return (
      <div className={own.call}>
        {failure === null ? <p className={css.note}>{text.wordsLoading}</p> : <Failure>{failure}</Failure>}
        {failure !== null && (
          <div>
            <Action onPress={() => void drop(null)}>{text.drop}</Action>
          </div>
        )}
        {act.failure !== null && <Failure>{act.failure}</Failure>}
      </div>
    );
  }
  const file = known ?? (query.data?.ok ? query.data.value : null);
  if (file === null) return null;
  const { asking } = file;
  const confirm = async () => {
    const wish = { text: file.text, expectedFrom: day };
    if (await act.run(() => api.district.confirmStation.mutate(wish)))
      onDone({ type: 'done', name: asking.name, day: enrolling ? day : null });
  };
  return (
    <div className={own.call} ref={panel}>
      <h3>{asking.name}</h3>
      <dl className={css.facts}>
        <dt>{text.commune}</dt>
        <dd>{asking.commune || text.noCommune}</dd>
        <dt>{text.madeAt}</dt>
        <dd>{momentText(asking.issuedAt)}</dd>
        <dt>{text.keyFrom}</dt>
        <dd>{showDate(asking.validFrom)}</dd>
      </dl>
      {asking.replaces && asking.trust === 'words' && <p className={own.plain}>{text.replaces}</p>}
      {asking.trust !== 'words' && <p className={own.plain}>{text.trust[asking.trust]}</p>}
      {asking.trust === 'succession' && (
        <div className={css.tools}>
          <Action tone="main" onPress={() => void confirm()}>
            {text.take}
          </Action>
          <Action onPress={() => void drop(null)}>{text.putAway}</Action>
        </div>
      )}
      {asking.words.length > 0 && (
        <>
          <p className={css.note}>{text.callNote}</p>
          <Words
            words={asking.words}
            question={text.question}
            failure={null}
            // An enrolled station's day is known, and stays.
            onSame={() => (known === null ? setEnrolling(true) : void confirm())}
            onDifferent={() => void drop({ type: 'different', name: asking.name })}
          />
        </>
      )}
      {asking.trust === 'known' && asking.words.length === 0 && (
        <div>
          <Action onPress={() => void drop(null)}>{text.putAway}</Action>
        </div>
      )}
      {act.failure !== null && !enrolling && <Failure>{act.failure}</Failure>}
      {enrolling && (
        <Ask
          title={text.expectTitle(asking.name)}
          onClose={() => setEnrolling(false)}
          failure={act.failure}
          foot={
            <>
              <Action onPress={() => setEnrolling(false)}>{form.cancel}</Action>
              <Action tone="main" onPress={() => void confirm()}>
                {text.enrol}
              </Action>
            </>
          }
        >
          <p>{text.expectText}</p>
          <DateField label={text.expectDay} value={day} onChange={setDay} autoFocus />
        </Ask>
      )}
    </div>
  );
}

/** Of a bundle the same types say something else. */
export function gone({ type }: { type: string }): string | null {
  return failures[`${type}.list`] ?? null;
}
