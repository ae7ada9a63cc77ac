import { Copy, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Hours } from '../../../electron/core/office/settings.ts';
import { Action, DateField, Field, showDate, TimeField } from '../../ui/form.tsx';
import { settings as words } from '../../ui/strings/vi/settings.ts';
import { Block, FormPage } from './Page.tsx';
import css from './settings.module.css';

type Span = Hours['week'][number][number];

const MOST_SPANS = 4;
const MOST_HOLIDAYS = 200;
/** The week as people think of it: Sunday last. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

const text = words.hours;

/** When the office is open, and when it is not. */
export function HoursPage() {
  return (
    <FormPage title={words.pages.hours} lead={text.lead} sections={['hours']} wide>
      {({ hours }, change) => {
        const setDay = (weekday: number, spans: Span[]) =>
          change({ hours: { ...hours, week: hours.week.with(weekday, spans) } });
        return (
          <>
            <div className={css.week}>
              {WEEK.map((weekday) => (
                <Day
                  key={weekday}
                  day={text.weekdays[weekday]}
                  spans={hours.week[weekday] ?? []}
                  onChange={(spans) => setDay(weekday, spans)}
                  onCopy={() => change({ hours: { ...hours, week: hours.week.map(() => hours.week[weekday] ?? []) } })}
                />
              ))}
            </div>
            <Holidays holidays={hours.holidays} onChange={(holidays) => change({ hours: { ...hours, holidays } })} />
          </>
        );
      }}
    </FormPage>
  );
}

type DayProps = { day: string; spans: readonly Span[]; onChange: (spans: Span[]) => void; onCopy: () => void };

function Day({ day, spans, onChange, onCopy }: DayProps) {
  const wrong = spans.some((span, i) => span.from >= span.to || (i > 0 && span.from < (spans[i - 1]?.to ?? '')));
  const set = (index: number, part: Partial<Span>) => {
    const span = spans[index];
    if (span) onChange(spans.with(index, { ...span, ...part }));
  };
  return (
    <fieldset className={css.day}>
      <legend>{day}</legend>
      <div className={css.spans}>
        {spans.length === 0 && <span className={css.closed}>{text.closed}</span>}
        {spans.map((span, index) => (
          <div key={index} className={css.span}>
            <TimeField
              label={text.from(day, index + 1)}
              value={span.from}
              onChange={(from) => set(index, { from })}
              bare
            />
            <span aria-hidden="true">–</span>
            <TimeField label={text.to(day, index + 1)} value={span.to} onChange={(to) => set(index, { to })} bare />
            <div className={css.spanName}>
              <Field
                label={text.name(day, index + 1)}
                value={span.name}
                onChange={(name) => set(index, { name })}
                maxLength={30}
                bare
              />
            </div>
            <Action
              tone="quiet"
              label={text.removeSpan(day, index + 1)}
              onPress={() => onChange(spans.toSpliced(index, 1))}
            >
              <X size={16} aria-hidden="true" />
            </Action>
          </div>
        ))}
        {wrong && (
          <p className={css.wrong} role="alert">
            {text.wrong}
          </p>
        )}
      </div>
      <div className={css.dayActs}>
        <Action
          tone="quiet"
          label={text.addFor(day)}
          onPress={() => onChange([...spans, nextSpan(spans.at(-1))])}
          disabled={spans.length >= MOST_SPANS}
        >
          <Plus size={16} aria-hidden="true" />
        </Action>
        <Action tone="quiet" label={text.copyFor(day)} onPress={onCopy}>
          <Copy size={16} aria-hidden="true" />
        </Action>
      </div>
    </fieldset>
  );
}

/** The next span after one: three hours from its end, as far as the day goes. */
function nextSpan(last: Span | undefined): Span {
  const from = last?.to ?? '07:00';
  const hour = Math.min(23, Number(from.slice(0, 2)) + 3);
  return { from, to: `${String(hour).padStart(2, '0')}:${hour === 23 ? '59' : from.slice(3)}`, name: text.newSpan };
}

type Holiday = Hours['holidays'][number];

function Holidays({ holidays, onChange }: { holidays: readonly Holiday[]; onChange: (holidays: Holiday[]) => void }) {
  const [day, setDay] = useState('');
  const [name, setName] = useState('');
  const add = () => {
    const others = holidays.filter((each) => each.day !== day);
    onChange([...others, { day, name: name.trim() }].sort((a, b) => a.day.localeCompare(b.day)));
    setDay('');
    setName('');
  };
  return (
    <Block title={text.holidays} lead={text.holidaysLead}>
      {holidays.length === 0 ? (
        <p className={css.note}>{text.holidaysNone}</p>
      ) : (
        <ul className={css.holidays}>
          {holidays.map((holiday) => (
            <li key={holiday.day}>
              <strong>{showDate(holiday.day)}</strong>
              <span>{holiday.name}</span>
              <Action
                tone="quiet"
                label={text.removeHoliday(showDate(holiday.day))}
                onPress={() => onChange(holidays.filter((each) => each.day !== holiday.day))}
              >
                <X size={16} aria-hidden="true" />
              </Action>
            </li>
          ))}
        </ul>
      )}
      <div className={css.newHoliday}>
        <DateField key={holidays.length} label={text.day} value={day} onChange={setDay} />
        <Field label={text.holidayName} value={name} onChange={setName} maxLength={60} />
        <Action onPress={add} disabled={day === '' || holidays.length >= MOST_HOLIDAYS}>
          <Plus size={18} aria-hidden="true" /> {text.addHoliday}
        </Action>
      </div>
    </Block>
  );
}
