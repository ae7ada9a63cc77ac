import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { DayFigures, FiguresRow } from '../../../electron/core/queue/views.ts';
import { figures as words } from '../../ui/strings/vi/figures.ts';
import { procedureNames } from '../../ui/strings/vi/staff.ts';
import css from './figures.module.css';

type View = keyof typeof words.views;

/** A whole-number percentage; 0 of nothing. */
export function share(part: number, of: number): number {
  return of === 0 ? 0 : Math.round((part / of) * 100);
}

/** The same figures by service, desk or hour. */
export function Details({ data }: { data: DayFigures }) {
  const [view, setView] = useState<View>('service');
  const rows: { row: FiguresRow; name: string; desks: number | null }[] = {
    service: data.byService.map((row) => ({ row, name: row.label, desks: null })),
    desk: data.byDesk.map((row) => ({ row, name: words.deskName(row.label), desks: null })),
    hour: data.byHour.map((row) => ({ row, name: words.hourName(row.hour), desks: row.desks })),
  }[view];
  return (
    <section className={css.part}>
      <div className={css.partHead}>
        <h2>{words.table}</h2>
        <ToggleButtonGroup
          className={css.views ?? ''}
          aria-label={words.by}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={(keys) => setView([...keys][0] as View)}
        >
          {(Object.keys(words.views) as View[]).map((each) => (
            <ToggleButton key={each} id={each} className={css.view ?? ''}>
              {words.views[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{words.views[view]}</th>
            {view === 'hour' && <th scope="col">{words.columns.desks}</th>}
            <th scope="col">{words.columns.served}</th>
            <th scope="col">{words.columns.absent}</th>
            <th scope="col">{words.columns.waiting}</th>
            <th scope="col">{words.columns.median}</th>
            <th scope="col">{words.columns.p90}</th>
            <th scope="col">{words.columns.service}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, name, desks }) => (
            <tr key={row.key}>
              <th scope="row" className={view === 'hour' ? css.hour : undefined}>
                {name}
              </th>
              {view === 'hour' && <td>{desks}</td>}
              <Cells row={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total}</th>
            {view === 'hour' && <td />}
            <Cells row={data.total} />
          </tr>
        </tfoot>
      </table>
      <p className={css.quiet}>{view === 'hour' ? `${words.hourNote} ${words.minutesNote}` : words.minutesNote}</p>
    </section>
  );
}

function Cells({ row }: { row: FiguresRow }) {
  return (
    <>
      <td>
        <Of part={row.served} of={row.issued} />
      </td>
      <td>
        <Of part={row.absent} of={row.issued} />
      </td>
      <td>{row.waiting}</td>
      <td>{row.waitMedian ?? words.nothing}</td>
      <td>{row.waitP90 ?? words.nothing}</td>
      <td>{row.serviceMedian ?? words.nothing}</td>
    </>
  );
}

/** A count with its base; the percentage only where there is a base. */
function Of({ part, of }: { part: number; of: number }) {
  return (
    <>
      {part} / {of}
      <span className={css.percent}>{of === 0 ? '' : `${share(part, of)}%`}</span>
    </>
  );
}

/** What was done: the lines of "Xong" added up. */
export function Work({ work }: { work: DayFigures['work'] }) {
  const sum = work.reduce((all, line) => all + line.count, 0);
  return (
    <section className={css.part}>
      <div className={css.partHead}>
        <h2>{words.work}</h2>
      </div>
      {work.length === 0 ? (
        <p className={css.quiet}>{words.workNone}</p>
      ) : (
        <>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{words.workColumns.procedure}</th>
                <th scope="col" className={css.left}>
                  {words.workColumns.ageBand}
                </th>
                <th scope="col" className={css.left}>
                  {words.workColumns.outcome}
                </th>
                <th scope="col">{words.workColumns.count}</th>
              </tr>
            </thead>
            <tbody>
              {work.map((line) => (
                <tr key={`${line.procedure} ${line.ageBand} ${line.outcome}`}>
                  <th scope="row">{procedureNames[line.procedure] ?? line.procedure}</th>
                  <td className={css.left}>{words.ageBands[line.ageBand] ?? line.ageBand}</td>
                  <td className={css.left}>{words.outcomes[line.outcome] ?? line.outcome}</td>
                  <td>{line.count}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{words.total}</th>
                <td />
                <td />
                <td>{sum}</td>
              </tr>
            </tfoot>
          </table>
          <p className={css.quiet}>{words.workNote}</p>
        </>
      )}
    </section>
  );
}
