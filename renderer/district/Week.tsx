import type { SumRow } from '../../electron/core/district/store.ts';
import type { DayState, WeekDay } from '../../electron/core/district/views.ts';
import { weekday } from '../../electron/core/kernel/time.ts';
import { shortDate } from '../ui/format.ts';
import { common } from '../ui/strings/vi/common.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { count, dayMonth } from './model.ts';
import { Answered, DayPicker, Sign } from './parts.tsx';
import { useOffice, useView } from './useView.ts';

const STATES = ['received', 'late', 'due', 'missing', 'never'] as const satisfies readonly DayState[];
const ROWS = Object.keys(words.weekRows) as (keyof typeof words.weekRows)[];

/** Seven days beside one another: who sent, and what it adds up to. */
export function Week() {
  const { api, day } = useOffice();
  const shown = useView(['week', day], () => api.district.week.query({ day }));
  return (
    // A region that scrolls must be reachable by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.page} aria-label={words.tabs.week} tabIndex={0}>
      <Answered shown={shown}>{(days) => <Days days={days} />}</Answered>
    </section>
  );
}

function Days({ days }: { days: readonly WeekDay[] }) {
  const { goDay, open } = useOffice();
  const expected = days.map(({ counts }) => STATES.reduce((sum, state) => sum + counts[state], 0));
  const highest = Math.max(1, ...expected);
  const came = days.reduce((sum, { counts }) => sum + counts.received + counts.late, 0);
  const used = STATES.filter((state) => days.some(({ counts }) => counts[state] > 0));
  return (
    <>
      <div className={css.head}>
        <div>
          <h2 className={css.title}>
            {words.weekTitle(shortDate(days[0]?.day ?? ''), shortDate(days.at(-1)?.day ?? ''))}
          </h2>
          <p className={css.lead}>
            {words.weekSaid(
              came,
              expected.reduce((sum, n) => sum + n, 0),
            )}
          </p>
        </div>
        <DayPicker />
      </div>
      <table className={css.week} aria-label={words.weekTable}>
        <thead>
          <tr>
            <td />
            {days.map(({ day, counts }) => (
              <th key={day} scope="col">
                <button
                  type="button"
                  className={css.weekDay}
                  title={words.weekOpen(shortDate(day))}
                  onClick={() => {
                    goDay(day);
                    open(null);
                  }}
                >
                  <span className={css.stack} aria-hidden="true">
                    {[...STATES].reverse().map((state) => (
                      <i key={state} data-state={state} style={{ height: `${(counts[state] / highest) * 100}%` }} />
                    ))}
                  </span>
                  <b>{common.weekdays[weekday(day)]}</b>
                  <span>{dayMonth(day)}</span>
                </button>
              </th>
            ))}
            <th scope="col" className={css.weekTotal}>
              {words.week}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr className={css.weekGroup}>
            <th scope="rowgroup" colSpan={9}>
              {words.weekCounts}
            </th>
          </tr>
          {used.map((state) => (
            <tr key={state} data-state={state}>
              <th scope="row">
                <Sign state={state} /> {words.groups[state]}
              </th>
              {days.map(({ day, counts }) => (
                <td key={day}>{counts[state] === 0 ? <span>{words.nothingYet}</span> : count(counts[state])}</td>
              ))}
              <td>{count(days.reduce((sum, { counts }) => sum + counts[state], 0))}</td>
            </tr>
          ))}
        </tbody>
        <tbody>
          <tr className={css.weekGroup}>
            <th scope="rowgroup" colSpan={9}>
              {words.weekSums}
            </th>
          </tr>
          {ROWS.map((row) => (
            <tr key={row}>
              <th scope="row">{words.weekRows[row]}</th>
              {days.map(({ day, sums }) => (
                <td key={day}>{sums === null ? <span>{words.nothingYet}</span> : sumText(sums, row)}</td>
              ))}
              <td>{weekText(days, row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Of a figure that is typed: on how many days it was. */
export function enteredDays(sums: Omit<SumRow, 'station' | 'day'>, figure: string): number {
  return figure === 'eidActivated' ? sums.eidActivatedDays : figure === 'visits' ? sums.visitDays : sums.days;
}

function sumText(sums: SumRow, row: (typeof ROWS)[number]): string {
  return enteredDays(sums, row) === 0 ? words.nothingYet : count(sums[row]);
}

function weekText(days: readonly WeekDay[], row: (typeof ROWS)[number]): string {
  const known = days.flatMap(({ sums }) => (sums === null || enteredDays(sums, row) === 0 ? [] : [sums[row]]));
  return known.length === 0 ? words.nothingYet : count(known.reduce((sum, value) => sum + value, 0));
}
