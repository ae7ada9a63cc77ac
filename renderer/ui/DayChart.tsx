import css from './DayChart.module.css';

type DayChartHour = { hour: number; arrived: number; served: number; waiting: number };

type Props = {
  hours: readonly DayChartHour[];
  /** Size in CSS pixels; the letters keep their size whatever it is. */
  width: number;
  height: number;
  /** The present hour; later ones are still empty. Null for a day that is over. */
  hourNow: number | null;
  /** What the picture says in words, for those who do not see it. */
  label: string;
  words: { arrived: string; served: string; waiting: string };
};

const FOOT = 22;
const HEAD = 16;

/** The day as a small picture: an hour each with those who came and those served, and the line of those waiting. */
export function DayChart({ hours, width, height, hourNow, label, words }: Props) {
  const top = Math.max(4, ...hours.map((hour) => Math.max(hour.arrived, hour.served, hour.waiting)));
  const step = width / Math.max(1, hours.length);
  const bar = Math.max(2, Math.min(22, step * 0.36));
  const floor = height - FOOT;
  const y = (value: number) => floor - (value / top) * (floor - HEAD);
  const middle = (index: number) => step * (index + 0.5);
  const past = hours.filter((hour) => hourNow === null || hour.hour <= hourNow);
  const line = past.map((hour, index) => `${index === 0 ? 'M' : 'L'}${middle(index)} ${y(hour.waiting)}`).join(' ');
  const peak = past.reduce((best, hour, index) => (hour.waiting > (past[best]?.waiting ?? 0) ? index : best), 0);
  // Labels never touch: at least 34 pixels for each.
  const every = Math.max(1, Math.ceil(34 / step));
  return (
    <figure className={css.chart}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <line x1={0} x2={width} y1={floor + 0.5} y2={floor + 0.5} className={css.axis} />
        {hours.map((hour, index) => (
          <g key={hour.hour}>
            <rect
              className={css.arrived}
              x={middle(index) - bar}
              width={bar}
              y={y(hour.arrived)}
              height={floor - y(hour.arrived)}
              rx={Math.min(3, bar / 3)}
            />
            <rect
              className={css.served}
              x={middle(index)}
              width={bar}
              y={y(hour.served)}
              height={floor - y(hour.served)}
              rx={Math.min(3, bar / 3)}
            />
            {index % every === 0 && (
              <text
                x={middle(index)}
                y={height - 5}
                className={hour.hour === hourNow ? css.hourNow : css.hour}
                textAnchor="middle"
              >
                {hour.hour}h
              </text>
            )}
          </g>
        ))}
        {past.length > 0 && (
          <>
            <path d={line} className={css.halo} />
            <path d={line} className={css.waiting} />
            <circle cx={middle(past.length - 1)} cy={y(past.at(-1)?.waiting ?? 0)} r={4} className={css.end} />
            {(past[peak]?.waiting ?? 0) > 0 && (
              <text
                x={Math.min(width - 10, Math.max(10, middle(peak)))}
                y={y(past[peak]?.waiting ?? 0) - 6}
                className={css.peak}
                textAnchor="middle"
              >
                {past[peak]?.waiting}
              </text>
            )}
          </>
        )}
      </svg>
      <figcaption className={css.legend}>
        <span className={css.keyArrived}>{words.arrived}</span>
        <span className={css.keyServed}>{words.served}</span>
        <span className={css.keyWaiting}>{words.waiting}</span>
      </figcaption>
    </figure>
  );
}
