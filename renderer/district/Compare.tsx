import type { Cell, Compared, Comparison } from '../../electron/core/district/views.ts';
import { longDate } from '../ui/format.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { count, plainName } from './model.ts';
import { Answered, DayPicker } from './parts.tsx';
import { OpenName } from './troubles.tsx';
import { useOffice, useView } from './useView.ts';

/** More names than this say no more than their number does. */
const NAMED = 6;

/** Each figure of the day over all communes: where the middle is, and who is far from it. */
export function Compare() {
  const { api, day } = useOffice();
  const grid = useView(['grid', day], () => api.district.grid.query({ day }));
  const shown = useView(['comparisons', day], () => api.district.comparisons.query({ day }));
  return (
    // A region that scrolls must be reachable by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.page} aria-label={words.tabs.compare} tabIndex={0}>
      <div className={css.head}>
        <div>
          <h2 className={css.title}>{words.compareTitle(longDate(day))}</h2>
          <p className={css.lead}>{words.compareLead}</p>
        </div>
        <DayPicker />
      </div>
      <Answered shown={shown}>
        {(comparisons) =>
          comparisons.every(({ counted }) => counted === 0) ? (
            <p className={css.wait}>{words.compareNone}</p>
          ) : (
            <div className={css.strips}>
              {comparisons.map((comparison) => (
                <Figure
                  key={comparison.figure}
                  comparison={comparison}
                  values={grid.data?.day === day ? valuesOf(grid.data.cells, comparison.figure) : []}
                />
              ))}
            </div>
          )
        }
      </Answered>
    </section>
  );
}

type Value = { station: string; value: number };

function Figure({ comparison, values }: { comparison: Comparison; values: readonly Value[] }) {
  const { figure, counted, outliers } = comparison;
  const named = outliers.slice(0, outliers.length > NAMED ? NAMED - 1 : NAMED);
  return (
    <section className={css.figure}>
      <h3>{words.compared[figure]}</h3>
      <p className={css.quiet}>
        {counted > 0 && `${words.median(valueText(figure, comparison.median))} · `}
        {words.counted(counted)}
      </p>
      <Strip comparison={comparison} values={values} />
      <p className={css.outliers}>
        {outliers.length === 0 ? words.noOutliers : words.outliers(outliers.length)}{' '}
        {named.map(({ station, name, value, score }, i) => (
          <span key={station}>
            {i > 0 && ', '}
            <OpenName station={station} name={plainName(name)} />{' '}
            <b>
              {score > 0 ? '▲' : '▼'} {valueText(figure, value)}
            </b>
          </span>
        ))}
        {outliers.length > named.length && ` ${words.andOthers(outliers.length - named.length)}`}
      </p>
    </section>
  );
}

const WIDTH = 600;
const HEIGHT = 104;
const FLOOR = 82;
const EDGE = 30;
const DOT = 7;

/** A dot a commune over the scale of the figure, stacked where many are alike. */
function Strip({
  comparison: { figure, median, outliers },
  values,
}: {
  comparison: Comparison;
  values: readonly Value[];
}) {
  const highest = Math.max(1, median, ...values.map(({ value }) => value));
  const x = (value: number) => EDGE + (value / highest) * (WIDTH - 2 * EDGE);
  const far = new Set(outliers.map(({ station }) => station));
  const columns = new Map<number, Value[]>();
  for (const one of values) {
    const column = Math.round(x(one.value) / DOT);
    columns.set(column, [...(columns.get(column) ?? []), one]);
  }
  // Where the scale has few whole numbers, those that are alike stand beside one another as well.
  const beside = Math.max(1, Math.min(8, Math.floor((((WIDTH - 2 * EDGE) / highest) * 0.6) / DOT)));
  const tallest = Math.max(1, ...[...columns.values()].map((column) => Math.ceil(column.length / beside)));
  const step = Math.min(DOT, (FLOOR - 14) / tallest);
  const lowest = Math.min(highest, ...values.map(({ value }) => value));
  const said = words.stripSaid(
    words.compared[figure],
    valueText(figure, lowest),
    valueText(figure, highest),
    valueText(figure, median),
  );
  const middle = x(median);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said} className={css.stripChart}>
      <line x1={0} x2={WIDTH} y1={FLOOR + 0.5} y2={FLOOR + 0.5} className={css.axis} />
      <line x1={middle} x2={middle} y1={6} y2={FLOOR + 6} className={css.medianLine} />
      {[...columns].flatMap(([column, all]) =>
        // Far ones on top, where they are seen.
        [...all]
          .sort((a, b) => Number(far.has(a.station)) - Number(far.has(b.station)))
          .map(({ station }, i) => (
            <circle
              key={station}
              cx={column * DOT + ((i % beside) - (Math.min(beside, all.length) - 1) / 2) * DOT}
              cy={FLOOR - 4 - Math.floor(i / beside) * step}
              r={far.has(station) ? 4 : 3}
              className={far.has(station) ? css.dotFar : css.dot}
            />
          )),
      )}
      {[0, highest].map((value) => (
        <text key={value} x={x(value)} y={HEIGHT - 4} textAnchor={value === 0 ? 'start' : 'end'} className={css.tick}>
          {count(value)}
        </text>
      ))}
      {middle > 60 && middle < WIDTH - 60 && (
        <text x={middle} y={HEIGHT - 4} textAnchor="middle" className={css.tickChosen}>
          {count(median)}
        </text>
      )}
    </svg>
  );
}

function valuesOf(cells: readonly Cell[], figure: Compared): Value[] {
  return cells.flatMap(({ station, figures }) => {
    const value = figures?.[figure] ?? null;
    return value === null ? [] : [{ station, value }];
  });
}

function valueText(figure: Compared, value: number): string {
  return figure === 'waitMedian' ? `${count(value)} ${words.minutes}` : count(value);
}
