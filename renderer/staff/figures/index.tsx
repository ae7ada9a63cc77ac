import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Printer } from 'lucide-react';
import { useState } from 'react';
import { addDays, clockTime, serviceDay, weekday } from '../../../electron/core/kernel/time.ts';
import type { DayFigures } from '../../../electron/core/queue/views.ts';
import type { DutyDay } from '../../../electron/core/roster/actual.ts';
import type { Api } from '../../api/client.ts';
import { Action, DateField, showDate } from '../../ui/form.tsx';
import { figures as words } from '../../ui/strings/vi/figures.ts';
import { useKeys } from '../keys.ts';
import { useMinute } from '../now.ts';
import { DayCurve } from './DayCurve.tsx';
import css from './figures.module.css';
import { Shifts } from './Shifts.tsx';
import { Details, share, Work } from './tables.tsx';

/** The day in figures, for whoever leads the shift or reports on it. */
export function Figures({ api }: { api: Api }) {
  const today = serviceDay(useMinute());
  /** Null: whatever day it is today, so that a screen left open overnight goes on. */
  const [chosen, setChosen] = useState<string | null>(null);
  const day = chosen ?? today;
  const query = useQuery({
    queryKey: ['figures', day],
    queryFn: () => api.figures.day.query({ day }),
    placeholderData: keepPreviousData,
    refetchInterval: (each) => (each.state.status === 'error' ? 2000 : day === today ? 60_000 : false),
  });
  const go = (to: string) => setChosen(to >= today ? null : to);
  useKeys({ '←': () => go(addDays(day, -1)), '→': () => go(addDays(day, 1)) });

  const data = query.data?.day === day ? query.data : null;
  const label = `${words.weekdays[weekday(day)]}, ${showDate(day)}`;
  return (
    // A region that scrolls must be reachable by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: reached by Tab, then scrolled by the arrow keys
    <section className={css.figures} aria-label={words.title} tabIndex={0}>
      <div className={css.head}>
        <div>
          <h1>{words.title}</h1>
          <p className={css.dayName}>{day === today ? `${words.today} · ${label}` : label}</p>
        </div>
        <div className={css.picker}>
          <Action label={words.before} onPress={() => go(addDays(day, -1))}>
            <ChevronLeft size={18} aria-hidden="true" /> <kbd>←</kbd>
          </Action>
          <DateField key={day} label={words.day} value={day} onChange={go} bare />
          <Action label={words.after} onPress={() => go(addDays(day, 1))} disabled={day >= today}>
            <kbd>→</kbd> <ChevronRight size={18} aria-hidden="true" />
          </Action>
          <Action onPress={() => setChosen(null)} disabled={day === today}>
            {words.today}
          </Action>
          <Action onPress={() => window.print()} disabled={data === null}>
            <Printer size={18} aria-hidden="true" /> {words.print}
          </Action>
        </div>
      </div>
      {query.isError && (
        <p className={css.offline} role="status">
          {data ? words.stale(clockTime(query.dataUpdatedAt)) : words.offline}
        </p>
      )}
      {data ? <Day data={data} /> : !query.isError && <p className={css.quiet}>{words.loading}</p>}
    </section>
  );
}

function Day({ data }: { data: DayFigures & { shifts: DutyDay } }) {
  const { total } = data;
  if (total.issued === 0) {
    return (
      <>
        <div className={css.empty}>
          <p>{words.empty}</p>
          <p className={css.quiet}>{words.emptyNote(showDate(data.day))}</p>
        </div>
        {data.shifts.officers.length > 0 && <Shifts day={data.day} data={data.shifts} />}
      </>
    );
  }
  return (
    <>
      <dl className={css.cards} aria-label={words.cards}>
        <Card name={words.issued} value={String(total.issued)} />
        <Card
          name={words.served}
          value={String(total.served)}
          note={words.ofIssued(share(total.served, total.issued), total.issued)}
        />
        <Card
          name={words.absent}
          value={String(total.absent)}
          note={words.ofIssued(share(total.absent, total.issued), total.issued)}
        />
        <Card name={words.waiting} value={String(total.waiting)} />
        <Card name={words.median} value={minutes(total.waitMedian)} note={words.medianNote} />
        <Card name={words.p90} value={minutes(total.waitP90)} note={words.p90Note} />
      </dl>
      <DayCurve points={data.curve} />
      <Shifts day={data.day} data={data.shifts} />
      <div className={css.tables}>
        <Details data={data} />
        <Work work={data.work} />
      </div>
    </>
  );
}

function Card({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div className={css.card}>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {note !== undefined && <span>{note}</span>}
      </dd>
    </div>
  );
}

function minutes(n: number | null): string {
  return n === null ? words.nothing : words.minutes(n);
}
