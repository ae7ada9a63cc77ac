import { useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { DayRow } from '../../electron/core/district/store.ts';
import type { DayView } from '../../electron/core/district/views.ts';
import { addDays, weekday } from '../../electron/core/kernel/time.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { count, dayMonth } from './model.ts';

const FIGURES = ['collected', 'handedOut', 'eid2', 'served'] as const;
const DAYS = 30;
const WIDTH = 560;
const LEFT = 36;
const TOP = 18;
const FLOOR = 130;
const HEIGHT = 154;

/** A commune's last thirty days, a bar each; where one did not come there is a mark on the ground, never a nought. */
export function Curve({ data: { day, days, station, state } }: { data: DayView }) {
  const [figure, setFigure] = useState<(typeof FIGURES)[number]>('collected');
  const rows = new Map<string, DayRow>(days.map((row) => [row.day, row]));
  const shown = Array.from({ length: DAYS }, (_, i) => addDays(day, i - DAYS + 1));
  const expected = (on: string) =>
    on >= station.expectedFrom &&
    (station.endedOn === null || on < station.endedOn) &&
    !(on === day && state === 'due');
  const values = shown.flatMap((on) => rows.get(on)?.[figure] ?? []);
  const top = niceTop(Math.max(0, ...values));
  const step = (WIDTH - LEFT) / DAYS;
  const y = (value: number) => FLOOR - (value / top) * (FLOOR - TOP);
  const total = values.reduce((sum, value) => sum + value, 0);
  const said = words.curveSaid(words.figures[figure], values.length, shown.filter(expected).length, count(total));
  return (
    <section className={css.curve}>
      <div className={css.curveHead}>
        <h3>{words.curve}</h3>
        <ToggleButtonGroup
          className={css.orders ?? ''}
          aria-label={words.curveFigure}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[figure]}
          onSelectionChange={(keys) => setFigure([...keys][0] as (typeof FIGURES)[number])}
        >
          {FIGURES.map((each) => (
            <ToggleButton key={each} id={each} className={css.order ?? ''}>
              {words.figures[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
        {[0, top / 2, top].map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} className={css.gridLine} />
            <text x={LEFT - 6} y={y(value) + 4} textAnchor="end" className={css.tick}>
              {count(value)}
            </text>
          </g>
        ))}
        {shown.map((on, i) => {
          const row = rows.get(on);
          const x = LEFT + i * step;
          const isChosen = on === day;
          return (
            <g key={on}>
              {isChosen && <rect x={x} y={TOP - 12} width={step} height={FLOOR - TOP + 12} className={css.chosenDay} />}
              {row !== undefined && (
                <rect
                  x={x + 2}
                  width={step - 4}
                  y={y(row[figure])}
                  height={Math.max(1, FLOOR - y(row[figure]))}
                  className={isChosen ? css.barChosen : css.bar}
                />
              )}
              {row === undefined && expected(on) && (
                <path d={`M${x + step / 2 - 4} ${FLOOR - 10} l8 8 m-8 0 l8 -8`} className={css.missingDay} />
              )}
              {(weekday(on) === 1 || isChosen) && !(weekday(on) === 1 && i > DAYS - 4 && !isChosen) && (
                <text
                  x={x + step / 2}
                  y={HEIGHT - 6}
                  textAnchor={i > DAYS - 3 ? 'end' : 'middle'}
                  className={isChosen ? css.tickChosen : css.tick}
                >
                  {dayMonth(on)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <p className={css.quiet}>{said}</p>
    </section>
  );
}

/** Even, so that its half is a whole number, with room for the highest. */
function niceTop(peak: number): number {
  const step = peak <= 8 ? 2 : peak <= 40 ? 10 : peak <= 200 ? 20 : 100;
  return Math.max(4, Math.ceil(peak / step) * step);
}
