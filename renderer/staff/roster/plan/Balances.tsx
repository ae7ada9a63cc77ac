import { ArrowDown, ArrowUp, Printer } from 'lucide-react';
import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { createPortal } from 'react-dom';
import { SHARED, type Shared } from '../../../../electron/core/roster/model.ts';
import { Action } from '../../../ui/form.tsx';
import { plan } from '../../../ui/strings/vi/rosterPlan.ts';
import type { RosterScreen } from '../model.ts';
import { personName } from './parts.tsx';
import css from './plan.module.css';
import { type Fair, fairOf } from './plan.ts';

const words = plan.fair;

type Row = { officer: string; name: string; fair: Record<Shared, Fair> };
type Column = 'name' | 'had' | 'fair' | 'share' | 'inPeriod' | 'difference' | Shared;
type Sort = { by: Column; down: boolean };

/** How nights, weekends, holidays, Tết and hours are shared out: for whoever asks "why me?". */
export function Balances(screen: RosterScreen) {
  const { view, session, bar } = screen;
  const [thing, setThing] = useState<Shared | 'all'>('all');
  const [sort, setSort] = useState<Sort>({ by: 'name', down: false });
  const [chosen, setChosen] = useState(session.officer);
  const { settings } = view.situation;
  const rows = view.balances.map(
    (balance): Row => ({
      officer: balance.officer,
      name: personName(view, balance.officer),
      fair: Object.fromEntries(SHARED.map((each) => [each, fairOf(balance, view.situation, each)])) as Row['fair'],
    }),
  );
  if (rows.length === 0) return <p className={css.empty}>{words.none}</p>;
  const sorted = sortRows(rows, sort, thing, (officer) => view.people.find(({ id }) => id === officer)?.name ?? '');
  const order = (by: Column) => setSort({ by, down: sort.by === by ? !sort.down : by !== 'name' });
  const { months, years } = settings.rules.fairness;
  const row = rows.find(({ officer }) => officer === chosen) ?? sorted[0];
  const table = { rows: sorted, sort, order, chosen: row?.officer ?? '', choose: setChosen };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.page} aria-label={words.title} tabIndex={0}>
      {bar &&
        createPortal(
          <Action tone="quiet" onPress={printShares}>
            <Printer size={16} aria-hidden="true" /> {words.print}
          </Action>,
          bar,
        )}
      <h2 className={css.printTitle}>
        {words.title} · {words.period(plan.dates(view.from, view.to))}
      </h2>
      <div className={css.pageHead}>
        <p className={css.note}>{words.lead(months, years)}</p>
        <ToggleButtonGroup
          className={css.kinds ?? ''}
          aria-label={words.kind}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[thing]}
          onSelectionChange={(keys) => {
            setThing([...keys][0] as Shared | 'all');
            setSort({ by: 'name', down: false });
          }}
        >
          {(['all', ...SHARED] as const).map((each) => (
            <ToggleButton key={each} id={each} className={css.kind ?? ''}>
              {each === 'all' ? words.all : words.kinds[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div className={css.balances}>
        <div className={css.table}>
          {thing === 'all' ? (
            <All {...table} />
          ) : (
            <One {...table} thing={thing} period={plan.dates(view.from, view.to)} />
          )}
          <ul className={css.scale}>
            {(['less', 'even', 'more'] as const).map((kind) => (
              <li key={kind}>
                <i data-kind={kind} aria-hidden="true" /> {words.scale[kind]}
              </li>
            ))}
          </ul>
        </div>
        {row && <Why row={row} />}
      </div>
    </section>
  );
}

/** Prints this page; whatever else is printed in the roster's tab is the roster itself (`print/`), which looks for this mark. */
function printShares(): void {
  document.body.dataset.print = 'shares';
  window.addEventListener('afterprint', () => delete document.body.dataset.print, { once: true });
  window.print();
}

type TableProps = {
  rows: readonly Row[];
  sort: Sort;
  order: (by: Column) => void;
  chosen: string;
  choose: (officer: string) => void;
};

/** All five beside one another: only the difference, as a bar and a number. */
function All({ rows, sort, order, chosen, choose }: TableProps) {
  return (
    <table className={css.fair}>
      <thead>
        <tr>
          <Head by="name" sort={sort} order={order} />
          {SHARED.map((thing) => (
            <Head key={thing} by={thing} sort={sort} order={order} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.officer} data-chosen={row.officer === chosen}>
            <Name row={row} chosen={row.officer === chosen} choose={choose} />
            {SHARED.map((thing) => (
              <td key={thing} className={css.barCell}>
                <Bar fair={row.fair[thing]} top={topOf(rows, thing)} width={84} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One of the five with all its figures. */
function One({ rows, sort, order, chosen, choose, thing, period }: TableProps & { thing: Shared; period: string }) {
  const figures = ['had', 'fair', 'share', 'inPeriod'] as const;
  return (
    <table className={css.fair}>
      <thead>
        <tr>
          <td />
          <th colSpan={2} scope="colgroup">
            {words.behind}
          </th>
          <th colSpan={2} scope="colgroup">
            {words.period(period)}
          </th>
          <td />
        </tr>
        <tr>
          <Head by="name" sort={sort} order={order} />
          {figures.map((figure) => (
            <Head key={figure} by={figure} sort={sort} order={order} />
          ))}
          <Head by="difference" sort={sort} order={order} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.officer} data-chosen={row.officer === chosen}>
            <Name row={row} chosen={row.officer === chosen} choose={choose} />
            {figures.map((figure) => (
              <td key={figure}>{plan.decimal(row.fair[thing][figure])}</td>
            ))}
            <td className={css.barCell}>
              <Bar fair={row.fair[thing]} top={topOf(rows, thing)} width={240} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ by, sort, order }: { by: Column; sort: Sort; order: (by: Column) => void }) {
  const name = columnName(by);
  const on = sort.by === by;
  return (
    <th
      scope="col"
      className={SHARED.some((thing) => thing === by) || by === 'difference' ? css.barHead : ''}
      aria-sort={on ? (sort.down ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className={css.sort} title={words.sort(name)} onClick={() => order(by)}>
        {name}
        {on && (sort.down ? <ArrowDown size={14} aria-hidden="true" /> : <ArrowUp size={14} aria-hidden="true" />)}
      </button>
    </th>
  );
}

function Name({ row, chosen, choose }: { row: Row; chosen: boolean; choose: (officer: string) => void }) {
  return (
    <th scope="row">
      <button
        type="button"
        className={css.name}
        title={row.name}
        onClick={() => choose(row.officer)}
        {...(chosen ? { 'aria-current': 'true' as const } : {})}
      >
        {row.name}
      </button>
    </th>
  );
}

/** A difference around zero: to the left less than the share, to the right more; between the two ticks it is even. */
function Bar({ fair: { difference: value, band, leaning }, top, width }: { fair: Fair; top: number; width: number }) {
  const middle = width / 2;
  const x = (n: number) => middle + (n / top) * (middle - 2);
  return (
    <span className={css.bar}>
      <svg width={width} height={20} viewBox={`0 0 ${width} 20`} aria-hidden="true">
        <rect x={x(band.least)} width={x(band.most) - x(band.least)} y={0} height={20} className={css.barEven} />
        <rect
          x={Math.min(middle, x(value))}
          width={Math.abs(x(value) - middle)}
          y={4}
          height={12}
          className={css.barValue}
          data-kind={leaning}
        />
        <line x1={middle} x2={middle} y1={0} y2={20} className={css.barZero} />
      </svg>
      <span>{plan.signed(value)}</span>
    </span>
  );
}

/** The answer to "why me?" in sentences, one for each thing shared out that the officer had or should have had. */
function Why({ row }: { row: Row }) {
  const things = SHARED.filter((thing) => {
    const { had, fair, share, inPeriod } = row.fair[thing];
    return had > 0 || fair > 0.05 || share > 0.05 || inPeriod > 0;
  });
  return (
    <section className={css.why} aria-live="polite">
      <h2>
        {words.why} {row.name}
      </h2>
      <dl>
        {things.map((thing) => (
          <div key={thing}>
            <dt>{words.kinds[thing]}</dt>
            <dd>{whyText(row.fair[thing], thing)}</dd>
          </div>
        ))}
      </dl>
      {things.length === 0 && <p>{words.whyNothing}</p>}
    </section>
  );
}

function whyText({ had, fair, share, inPeriod, difference, leaning }: Fair, thing: Shared): string {
  const say = (n: number) => words.things[thing](plan.decimal(n));
  const behind = had - fair;
  return [
    words.whyBehind(
      say(had),
      plan.decimal(fair),
      leanText(Math.abs(behind) < 0.05 ? 'even' : behind > 0 ? 'more' : 'less', behind),
    ),
    words.whyPeriod(say(share), plan.decimal(inPeriod), leanText(leaning, difference)),
  ].join(' ');
}

function leanText(leaning: Fair['leaning'], by: number): string {
  return leaning === 'even' ? words.even : words[leaning](plan.decimal(Math.abs(by)));
}

function topOf(rows: readonly Row[], thing: Shared): number {
  return Math.max(
    2,
    ...rows.map(({ fair }) => Math.max(Math.abs(fair[thing].difference), fair[thing].band.most * 1.5)),
  );
}

function columnName(by: Column): string {
  if (by === 'name') return words.officer;
  return by === 'had' || by === 'fair' || by === 'share' || by === 'inPeriod' || by === 'difference'
    ? words[by]
    : words.kinds[by];
}

/** By given name, the last word, as lists are in Vietnam; or by a figure. */
function sortRows(
  rows: readonly Row[],
  { by, down }: Sort,
  thing: Shared | 'all',
  nameOf: (officer: string) => string,
): Row[] {
  const given = (row: Row) => nameOf(row.officer).trim().split(/\s+/).reverse().join(' ');
  const figure = (row: Row): number => {
    if (by === 'name') return 0;
    if (by === 'had' || by === 'fair' || by === 'share' || by === 'inPeriod' || by === 'difference') {
      return thing === 'all' ? 0 : row.fair[thing][by];
    }
    return row.fair[by].difference;
  };
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const names = given(a).localeCompare(given(b), 'vi');
    return by === 'name' ? sign * names : sign * (figure(a) - figure(b)) || names;
  });
}
