import { useId } from 'react';
import { clockTime, minuteOfDay } from '../../../electron/core/kernel/time.ts';
import type { DayFigures } from '../../../electron/core/queue/views.ts';
import { figures as words } from '../../ui/strings/vi/figures.ts';
import css from './figures.module.css';

type Point = DayFigures['curve'][number];

const WIDTH = 1290;
const LEFT = 40;
const RIGHT = 12;
/** Upper picture: people waiting. Lower one: desks, in their own scale, so that five desks beside forty people still show. */
const WAIT = { top: 30, height: 132 };
const DESK = { top: 206, height: 46 };
const HEIGHT = DESK.top + DESK.height + 24;

/** The day as two small pictures one above the other: how many waited, and how many desks were open. */
export function DayCurve({ points }: { points: readonly Point[] }) {
  const id = useId();
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  // Whole hours, at least three, so that an early morning is not stretched across the page.
  const from = Math.floor(minuteOfDay(first.at) / 60);
  const to = Math.max(from + 3, Math.ceil(minuteOfDay(last.at) / 60));
  const x = (at: number) => LEFT + ((minuteOfDay(at) / 60 - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const peak = points.reduce((best, point) => (point.waiting > best.waiting ? point : best), first);
  const waitTop = niceTop(peak.waiting);
  const deskTop = Math.max(2, ...points.map((point) => point.desks));
  const waitY = (n: number) => WAIT.top + WAIT.height - (n / waitTop) * WAIT.height;
  const deskY = (n: number) => DESK.top + DESK.height - (n / deskTop) * DESK.height;
  const line = points.map((point) => `${x(point.at)} ${waitY(point.waiting)}`).join(' L');
  const floor = WAIT.top + WAIT.height;
  const steps = points
    .map((point, i) => `${i === 0 ? 'M' : `H${x(point.at)} V`}${i === 0 ? `${x(point.at)} ` : ''}${deskY(point.desks)}`)
    .join(' ');
  const desks = points.map((point) => point.desks);
  const low = Math.min(...desks);
  const high = Math.max(...desks);
  const summary =
    peak.waiting > 0 ? words.summary(peak.waiting, clockTime(peak.at), low, high) : words.summaryCalm(low, high);
  return (
    <figure className={css.curve}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={`${id}t ${id}d`}>
        <title id={`${id}t`}>{words.chart}</title>
        <desc id={`${id}d`}>{summary}</desc>
        <text x={0} y={14} className={css.axisName}>
          {words.waitingAxis}
        </text>
        <text x={0} y={DESK.top - 14} className={css.axisName}>
          {words.desksAxis}
        </text>
        {[0, waitTop / 2, waitTop].map((n) => (
          <Grid key={n} y={waitY(n)} label={n} />
        ))}
        {[0, deskTop].map((n) => (
          <Grid key={n} y={deskY(n)} label={n} />
        ))}
        {Array.from({ length: to - from + 1 }, (_, i) => {
          const at = LEFT + (i / (to - from)) * (WIDTH - LEFT - RIGHT);
          return (
            <g key={i}>
              <line x1={at} x2={at} y1={WAIT.top} y2={DESK.top + DESK.height} className={css.hourLine} />
              <text x={at} y={HEIGHT - 4} textAnchor={i === to - from ? 'end' : 'middle'} className={css.tickText}>
                {words.hour(from + i)}
              </text>
            </g>
          );
        })}
        <path d={`M${x(first.at)} ${floor} L${line} L${x(last.at)} ${floor} Z`} className={css.area} />
        <path d={`M${line}`} className={css.line} />
        {peak.waiting > 0 && (
          <>
            <circle cx={x(peak.at)} cy={waitY(peak.waiting)} r={4.5} className={css.peak} />
            <text
              x={Math.min(WIDTH - 60, Math.max(LEFT + 60, x(peak.at)))}
              y={waitY(peak.waiting) - 9}
              textAnchor="middle"
              className={css.peakText}
            >
              {peak.waiting} · {clockTime(peak.at)}
            </text>
          </>
        )}
        <path d={steps} className={css.steps} />
      </svg>
      <figcaption>{summary}</figcaption>
    </figure>
  );
}

function Grid({ y, label }: { y: number; label: number }) {
  return (
    <>
      <line x1={LEFT} x2={WIDTH - RIGHT} y1={y} y2={y} className={css.gridLine} />
      <text x={LEFT - 8} y={y + 4} textAnchor="end" className={css.tickText}>
        {label}
      </text>
    </>
  );
}

/** The top of the scale: even, so that its half is a whole number of people, with room for the peak. */
function niceTop(peak: number): number {
  const step = peak <= 8 ? 2 : peak <= 40 ? 10 : 20;
  return Math.max(4, Math.ceil(peak / step) * step);
}
