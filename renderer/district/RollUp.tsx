import { Download } from 'lucide-react';
import { useState } from 'react';
import type { RollUp } from '../../electron/core/district/views.ts';
import { addDays } from '../../electron/core/kernel/time.ts';
import { useAct } from '../ui/act.ts';
import { Action, DateField, Failure } from '../ui/form.tsx';
import { shortDate } from '../ui/format.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { count, createFinder, plainName } from './model.ts';
import { Answered, Finder } from './parts.tsx';
import { OpenName } from './troubles.tsx';
import { failureText, useOffice, useView } from './useView.ts';
import { enteredDays } from './Week.tsx';

const COLUMNS = (Object.keys(words.columns) as (keyof typeof words.columns)[]).filter(
  (name) => name !== 'name' && name !== 'days',
) as Exclude<keyof typeof words.columns, 'name' | 'days'>[];
/** Rows drawn at once; of a whole country the rest is asked for, or searched. */
const ROWS = 400;

/** Totals of a period, a row a commune, to look at and to save. */
export function RollUpView() {
  const { api, today } = useOffice();
  const last = addDays(today, -1);
  const [period, setPeriod] = useState({ from: addDays(last, -29), to: last });
  const right = period.from <= period.to;
  const shown = useView(['rollUp', period.from, period.to], () =>
    api.district.rollUp.query(right ? period : { from: period.from, to: period.from }),
  );
  const act = useAct(({ type }) => failureText(type));
  const [saved, setSaved] = useState<string | null>(null);
  const monthStart = `${today.slice(0, 7)}-01`;
  const before = addDays(monthStart, -1);
  const periods = {
    week: { from: addDays(last, -6), to: last },
    month: { from: monthStart, to: today },
    lastMonth: { from: `${before.slice(0, 7)}-01`, to: before },
  };
  const choose = (to: typeof period) => {
    setSaved(null);
    setPeriod(to);
  };
  const save = async () => {
    setSaved(null);
    const answer = await act.run(() => api.district.rollUpFile.query(period));
    if (answer) setSaved(saveFile(answer.value));
  };
  return (
    <section className={css.fixedPage} aria-label={words.tabs.rollUp}>
      <div className={css.head}>
        <div>
          <h2 className={css.title}>{words.rollUpTitle(shortDate(period.from), shortDate(period.to))}</h2>
          <p className={css.lead}>{words.rollUpNote}</p>
        </div>
        <Action
          tone="main"
          onPress={() => void save()}
          disabled={!right || !shown.data || shown.data.stations.length === 0}
        >
          <Download size={18} aria-hidden="true" /> {act.busy ? words.saving : words.save}
        </Action>
      </div>
      <div className={css.period}>
        <DateField
          key={`from${period.from}`}
          label={words.from}
          value={period.from}
          onChange={(from) => choose({ ...period, from })}
        />
        <DateField
          key={`to${period.to}`}
          label={words.to}
          value={period.to}
          onChange={(to) => choose({ ...period, to })}
        />
        {(Object.keys(periods) as (keyof typeof periods)[]).map((each) => (
          <Action key={each} onPress={() => choose(periods[each])}>
            {words.periods[each]}
          </Action>
        ))}
        <p role="status" className={css.saved}>
          {saved !== null && words.saved(saved)}
        </p>
      </div>
      {!right && <Failure>{words.periodWrong}</Failure>}
      {act.failure !== null && <Failure>{act.failure}</Failure>}
      {right && (
        <Answered shown={shown}>
          {(rollUp) =>
            rollUp.stations.length === 0 ? <p className={css.wait}>{words.rollUpNone}</p> : <Rows rollUp={rollUp} />
          }
        </Answered>
      )}
    </section>
  );
}

function Rows({ rollUp: { stations, total } }: { rollUp: RollUp }) {
  const [text, setText] = useState('');
  const [find] = useState(() => createFinder<RollUp['stations'][number]>());
  const [all, setAll] = useState(false);
  const found = find(stations, text);
  const drawn = all ? found : found.slice(0, ROWS);
  const days = stations.reduce((sum, { sums }) => sum + (sums?.days ?? 0), 0);
  return (
    <>
      <Finder text={text} onText={setText} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys */}
      <section className={css.tableScroll} aria-label={words.rollUpTable} tabIndex={0}>
        <table className={css.rollUp}>
          <thead>
            <tr>
              <th scope="col">{words.columns.name}</th>
              <th scope="col">{words.columns.days}</th>
              {COLUMNS.map((name) => (
                <th key={name} scope="col">
                  {words.columns[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={css.total}>
              <th scope="row">{words.total}</th>
              <td>
                {count(days)}/{count(total.expected)}
              </td>
              {COLUMNS.map((name) => (
                <td key={name}>
                  {enteredDays({ ...total, days }, name) === 0 ? words.nothingYet : count(total[name])}
                </td>
              ))}
            </tr>
            {drawn.map(({ station, name, expected, sums }) => (
              <tr key={station}>
                <th scope="row">
                  <OpenName station={station} name={plainName(name)} />
                </th>
                <td data-short={(sums?.days ?? 0) < expected || undefined}>
                  {sums?.days ?? 0}/{expected}
                </td>
                {COLUMNS.map((column) => (
                  <td key={column}>
                    {sums === null || enteredDays(sums, column) === 0 ? words.nothingYet : count(sums[column])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {found.length > drawn.length && (
          <p className={css.rest}>
            <Action onPress={() => setAll(true)}>{words.showRest(found.length - drawn.length)}</Action>
          </p>
        )}
        {found.length === 0 && <p className={css.wait}>{words.nothingFound}</p>}
      </section>
    </>
  );
}

/** Gives a file to the browser to save; answers its name. */
function saveFile({ name, type, base64 }: { name: string; type: string; base64: string }): string {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return name;
}
