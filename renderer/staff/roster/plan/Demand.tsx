import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, TriangleAlert, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { minuteOfDay, type ServiceDay } from '../../../../electron/core/kernel/time.ts';
import type { CalendarDay } from '../../../../electron/core/roster/model.ts';
import type { HourNeed, RosterView } from '../../../../electron/core/roster/views.ts';
import { Action, Ask } from '../../../ui/form.tsx';
import { form } from '../../../ui/strings/vi/form.ts';
import { dayInText, roster } from '../../../ui/strings/vi/roster.ts';
import { plan } from '../../../ui/strings/vi/rosterPlan.ts';
import { type RosterScreen, stepPeriod, weekOf } from '../model.ts';
import css from './plan.module.css';
import { hourSpan, needCommands, type Shortage, shortages, type Wanted, wantedByHours } from './plan.ts';

const words = plan.demand;

/** Cover against need, hour by hour, a week at a time. */
export function Demand(screen: RosterScreen) {
  const { api, view, period, today } = screen;
  /** A month shows one of its weeks: this one, or the first. */
  const first =
    period.kind === 'week' ? period : weekOf(period.from <= today && today <= period.to ? today : period.from);
  const [chosen, setChosen] = useState<{ of: string; from: ServiceDay } | null>(null);
  const week = weekOf(chosen?.of === period.from + period.kind ? chosen.from : first.from);
  const go = (by: 1 | -1) => setChosen({ of: period.from + period.kind, from: stepPeriod(week, by).from });
  const query = useQuery({
    queryKey: ['roster', 'need', week.from, week.to],
    queryFn: () => api.roster.need.query({ from: week.from, to: week.to }),
    placeholderData: keepPreviousData,
    refetchInterval: (each) => (each.state.status === 'error' ? 2000 : false),
  });
  /** The week itself where the period is a month: its calendar, needs and shares may reach beyond the month. */
  const own = useQuery({
    queryKey: ['roster', 'view', week.from, week.to],
    queryFn: () => api.roster.view.query({ from: week.from, to: week.to }),
    placeholderData: keepPreviousData,
  });
  const hours = query.data && !query.isPlaceholderData ? query.data : null;
  const weekView = own.data && !own.isPlaceholderData ? own.data : null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.page} aria-label={words.title} tabIndex={0}>
      <div className={css.pageHead}>
        <p className={css.note}>{words.lead(view.situation.settings.waitMinutes)}</p>
        {period.kind === 'month' && (
          <div className={css.weeks}>
            <Action tone="quiet" label={words.before} onPress={() => go(-1)} disabled={week.from <= period.from}>
              <ChevronLeft size={18} aria-hidden="true" />
            </Action>
            <strong>{roster.period.week(week.from, week.to)}</strong>
            <Action tone="quiet" label={words.after} onPress={() => go(1)} disabled={week.to >= period.to}>
              <ChevronRight size={18} aria-hidden="true" />
            </Action>
          </div>
        )}
      </div>
      {query.isError && (
        <p className={css.warn} role="status">
          {words.offline}
        </p>
      )}
      {hours && weekView ? (
        <WeekOf screen={screen} view={weekView} hours={hours} />
      ) : (
        !query.isError && <p className={css.note}>{words.loading}</p>
      )}
    </section>
  );
}

function WeekOf({ screen, view, hours }: { screen: RosterScreen; view: RosterView; hours: readonly HourNeed[] }) {
  const { plans, today } = screen;
  const [asking, setAsking] = useState(false);
  /** What was set last, so that it can be taken back; only for the days on screen. */
  const [taken, setTaken] = useState<{ wanted: Wanted[]; back: boolean } | null>(null);
  const { settings, calendar } = view.situation;
  const open = hourSpan(settings.shifts);
  const now = { day: today, hour: Math.floor(minuteOfDay(view.now) / 60) };
  // An hour in which nobody is received needs no desk, which says nothing about the others.
  const known = hours.some(({ desks }) => desks !== null && desks > 0);
  const wholly = hours.every(({ desks }) => desks !== null);
  const top = {
    arrivals: Math.max(4, ...hours.map(({ arrivals }) => arrivals ?? 0)),
    desks: Math.max(3, ...hours.map(({ desks, planned }) => Math.max(desks ?? 0, planned))),
  };
  const set = async (wanted: Wanted[], back: boolean) => {
    for (const command of needCommands(wanted, view.situation, back)) if (!(await screen.run(command))) return;
    setTaken({ wanted, back });
  };
  return (
    <>
      {!known && (
        <div className={css.unknown}>
          <strong>{words.unknownAll}</strong>
          <p>{words.unknownNote}</p>
        </div>
      )}
      {known && <Lacks days={shortages(hours, now)} wholly={wholly} />}
      {taken?.wanted[0] && calendar.some(({ day }) => day === taken.wanted[0]?.day) && (
        <p className={css.told} role="status">
          {taken.back ? words.undone : words.taken(taken.wanted.length)}
          {!taken.back && (
            <Action tone="quiet" onPress={() => void set(taken.wanted, true)}>
              <Undo2 size={16} aria-hidden="true" /> {words.undo}
            </Action>
          )}
        </p>
      )}
      <div className={css.days}>
        {calendar.map((date) => (
          <DayNeed
            key={date.day}
            date={date}
            hours={hours.filter(({ day, hour }) => day === date.day && hour >= open.from && hour < open.to)}
            open={open}
            top={top}
            today={today}
          />
        ))}
        <div className={css.legend}>
          <ul>
            <li>
              <i data-key="arrivals" /> {words.arrivals}
            </li>
            <li>
              <i data-key="planned" /> {words.planned}
            </li>
            <li>
              <i data-key="needed" /> {words.needed}
            </li>
            <li>
              <i data-key="short" /> {words.short}
            </li>
          </ul>
          {plans && known && <Action onPress={() => setAsking(true)}>{words.take}</Action>}
        </div>
      </div>
      {asking && (
        <TakeDialog
          view={view}
          wanted={wantedByHours(view.situation, hours, today)}
          onTake={(wanted) => void set(wanted, false)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function Lacks({ days, wholly }: { days: readonly Shortage[]; wholly: boolean }) {
  if (days.length === 0) return <p className={css.good}>{wholly ? words.enough : words.enoughKnown}</p>;
  return (
    <section className={css.lacks} aria-label={words.shortages}>
      <h2>
        <TriangleAlert size={17} aria-hidden="true" /> {words.shortages}
      </h2>
      <ul>
        {days.map(({ day, lacks, beyond }) => (
          <li key={day}>{words.lack(day, lacks, beyond)}</li>
        ))}
      </ul>
    </section>
  );
}

type DayNeedProps = {
  date: CalendarDay;
  hours: readonly HourNeed[];
  open: { from: number; to: number };
  top: { arrivals: number; desks: number };
  today: ServiceDay;
};

const WIDTH = 300;
const HEIGHT = 176;
const LEFT = 20;
/** Above: people expected, in their own scale. Below: desks, so that three desks beside thirty people still show. */
const PEOPLE = { top: 8, height: 58 };
const DESKS = { top: 84, height: 70 };

/** One day: bars of people expected, and under them the desks planned with a line at what is needed. */
function DayNeed({ date, hours, open, top, today }: DayNeedProps) {
  const step = (WIDTH - LEFT) / Math.max(1, open.to - open.from);
  const x = (hour: number) => LEFT + (hour - open.from) * step;
  const peopleY = (n: number) => PEOPLE.top + PEOPLE.height - (n / top.arrivals) * PEOPLE.height;
  const deskY = (n: number) => DESKS.top + DESKS.height - (n / top.desks) * DESKS.height;
  // Of many desks not each line has room for its number.
  const every = Math.ceil(top.desks / 5);
  const known = hours.filter(({ desks }) => desks !== null);
  const line = known
    .map(({ hour, desks }, i) => {
      const joins = known[i - 1]?.hour === hour - 1;
      return `${joins ? 'L' : 'M'}${x(hour)} ${deskY(desks ?? 0)} H${x(hour + 1)}`;
    })
    .join(' ');
  return (
    <figure className={css.dayNeed} data-past={date.day < today}>
      <figcaption>
        <strong>{plan.capital(dayInText(date.day))}</strong>
        {date.holiday !== null && <span>{date.holiday}</span>}
      </figcaption>
      {date.closed ? (
        <p className={css.note}>{words.closed}</p>
      ) : (
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={chartText(date.day, hours)}>
          {known.length > 0 && (
            <text x={0} y={PEOPLE.top + 8} className={css.axis}>
              {Math.round(top.arrivals)}
            </text>
          )}
          <line
            x1={LEFT}
            x2={WIDTH}
            y1={PEOPLE.top + PEOPLE.height}
            y2={PEOPLE.top + PEOPLE.height}
            className={css.axisLine}
          />
          {hours.map(
            ({ hour, arrivals }) =>
              arrivals !== null && (
                <rect
                  key={hour}
                  x={x(hour) + 2}
                  width={Math.max(1, step - 4)}
                  y={peopleY(arrivals)}
                  height={PEOPLE.top + PEOPLE.height - peopleY(arrivals)}
                  rx={2}
                  className={css.arrivals}
                />
              ),
          )}
          {Array.from({ length: top.desks }, (_, i) => (
            <g key={i}>
              <line x1={LEFT} x2={WIDTH} y1={deskY(i + 1)} y2={deskY(i + 1)} className={css.deskLine} />
              {(i + 1) % every === 0 && (
                <text x={LEFT - 6} y={deskY(i + 1) + 4} textAnchor="end" className={css.axis}>
                  {i + 1}
                </text>
              )}
            </g>
          ))}
          {hours.map(({ hour, planned }) => (
            <rect
              key={hour}
              x={x(hour)}
              width={step + 0.3}
              y={deskY(planned)}
              height={DESKS.top + DESKS.height - deskY(planned)}
              className={css.planned}
            />
          ))}
          {hours.map(
            ({ hour, desks, planned }) =>
              desks !== null &&
              desks > planned && (
                <rect
                  key={hour}
                  x={x(hour)}
                  width={step + 0.3}
                  y={deskY(desks)}
                  height={deskY(planned) - deskY(desks)}
                  className={css.short}
                />
              ),
          )}
          <path d={line} className={css.needed} />
          <line
            x1={LEFT}
            x2={WIDTH}
            y1={DESKS.top + DESKS.height}
            y2={DESKS.top + DESKS.height}
            className={css.axisLine}
          />
          {hourMarks(open).map((hour) => (
            <text
              key={hour}
              x={x(hour)}
              y={HEIGHT - 5}
              textAnchor={hour === open.to ? 'end' : 'middle'}
              className={css.axis}
            >
              {words.hour(hour)}
            </text>
          ))}
          {known.length === 0 && (
            <text x={(LEFT + WIDTH) / 2} y={PEOPLE.top + 34} textAnchor="middle" className={css.axis}>
              {words.unknown}
            </text>
          )}
        </svg>
      )}
    </figure>
  );
}

type TakeProps = { view: RosterView; wanted: Wanted[]; onTake: (wanted: Wanted[]) => void; onClose: () => void };

function TakeDialog({ view, wanted, onTake, onClose }: TakeProps) {
  const shiftName = (shift: string) =>
    view.situation.settings.shifts.find(({ id }) => id === shift)?.name ?? roster.unknownShift;
  const nothing = wanted.length === 0;
  return (
    <Ask
      title={words.takeTitle}
      onClose={onClose}
      testId="take-need"
      foot={
        <>
          <Action onPress={onClose} autoFocus>
            {nothing ? form.close : form.cancel}
          </Action>
          {!nothing && (
            <Action
              tone="main"
              onPress={() => {
                onTake(wanted);
                onClose();
              }}
            >
              {words.takeConfirm}
            </Action>
          )}
        </>
      }
    >
      {nothing ? (
        <p>{words.takeNone}</p>
      ) : (
        <>
          <p>{words.takeLead}</p>
          <ul className={css.wanted}>
            {wanted.map(({ day, shift, before, people }) => (
              <li key={`${day}${shift}`}>
                <span>{words.takeRow(day, shiftName(shift))}</span>
                <strong>{words.takePeople(before, people)}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
    </Ask>
  );
}

/** Every third hour and the last one: closer the letters would touch. */
function hourMarks({ from, to }: { from: number; to: number }): number[] {
  const marks = Array.from({ length: Math.floor((to - from) / 3) + 1 }, (_, i) => from + i * 3);
  return to - (marks.at(-1) ?? 0) >= 2 ? [...marks, to] : marks;
}

function chartText(day: ServiceDay, hours: readonly HourNeed[]): string {
  const peak = hours.reduce<HourNeed | null>(
    (best, each) => (each.arrivals !== null && each.arrivals > (best?.arrivals ?? 0) ? each : best),
    null,
  );
  const most = (of: (each: HourNeed) => number | null) => Math.max(0, ...hours.map((each) => of(each) ?? 0));
  return words.chart(
    day,
    peak ? words.chartArrivals(Math.round(peak.arrivals ?? 0), peak.hour) : words.unknown,
    words.chartDesks(
      most(({ desks }) => desks),
      most(({ planned }) => planned),
    ),
  );
}
