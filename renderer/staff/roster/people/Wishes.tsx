import { type KeyboardEvent, useState } from 'react';
import { weekday } from '../../../../electron/core/kernel/time.ts';
import type { Wish } from '../../../../electron/core/roster/model.ts';
import { Choose } from '../../../ui/form.tsx';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import type { RosterScreen } from '../model.ts';
import { cellName, isHere, shownPeople, walk } from './model.ts';
import { usePending } from './pending.ts';
import css from './people.module.css';

const words = rosterPeople.wishes;

type Mark = { want: Wish['want'] | null; weight: Wish['weight'] };
const NONE: Mark = { want: null, weight: 1 };

/** What an officer would like and would rather not, by day and shift; a leader's for anybody. */
export function Wishes({ view, places, today, session, plans, run }: RosterScreen) {
  const { calendar, settings, wishes, leave } = view.situation;
  const here = shownPeople(view.people, places, view.from).filter((person) => isHere(person, today));
  const [chosen, setChosen] = useState(session.officer);
  const officer = plans && here.some(({ id }) => id === chosen) ? chosen : session.officer;
  const [brush, setBrush] = useState<Mark>({ want: 'off', weight: 2 });
  const [at, setAt] = useState('');
  const pending = usePending<Mark>((key, { want, weight }) => {
    const [whose = '', day = '', shift = ''] = key.split(' ');
    return run({ type: 'setWish', officer: whose, day, shift: shift === '' ? null : shift, want, weight });
  });
  const rows = [{ id: null, name: words.wholeDay }, ...settings.shifts];
  const keyOf = (day: string, shift: string | null) => `${officer} ${day} ${shift ?? ''}`;
  const markAt = (day: string, shift: string | null): Mark =>
    pending.of(keyOf(day, shift)) ??
    wishes.find((wish) => wish.officer === officer && wish.day === day && wish.shift === shift) ??
    NONE;
  const put = (day: string, shift: string | null, mark: Mark) => {
    const now = markAt(day, shift);
    if (now.want === mark.want && (mark.want === null || now.weight === mark.weight)) return;
    pending.put(keyOf(day, shift), mark);
  };
  const isAway = (day: string) => leave.some((each) => each.officer === officer && each.from <= day && day <= each.to);
  const first = calendar.findIndex(({ day }) => day >= today);
  const reached = at === '' ? cellName(0, Math.max(0, first)) : at;

  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (walk(event)) return;
    const cell = event.target instanceof HTMLElement ? event.target.dataset : null;
    if (!cell?.day || event.ctrlKey || event.altKey) return;
    const shift = cell.shift === '' ? null : (cell.shift ?? null);
    const now = markAt(cell.day, shift);
    const weight = now.want === null ? brush.weight : now.weight;
    const next = ((): Mark | null => {
      switch (event.key) {
        case '+':
        case '=':
          return { want: 'on', weight };
        case '-':
        case '−':
          return { want: 'off', weight };
        case '1':
        case '2':
        case '3':
          return { want: now.want ?? brush.want ?? 'off', weight: Number(event.key) as Wish['weight'] };
        case 'Delete':
        case 'Backspace':
        case '0':
          return NONE;
        default:
          return null;
      }
    })();
    if (!next) return;
    event.preventDefault();
    put(cell.day, shift, next);
  };

  const marks = calendar.flatMap(({ day }) => rows.map(({ id }) => markAt(day, id).want));
  const columns = { gridTemplateColumns: `140px repeat(${calendar.length}, minmax(0, 1fr))` };
  return (
    <div className={css.scroll}>
      <div className={css.wishTools}>
        {plans ? (
          <div className={css.wishWho}>
            <Choose
              label={words.officer}
              value={officer}
              options={here.map(({ id, name, rank }) => ({ value: id, label: [rank, name].filter(Boolean).join(' ') }))}
              onChange={setChosen}
            />
          </div>
        ) : (
          <h2 className={css.wishMine}>{words.mine}</h2>
        )}
        <Segments
          label={words.brush}
          value={brush.want ?? 'clear'}
          options={[
            { value: 'on', label: `+ ${words.on}` },
            { value: 'off', label: `− ${words.off}` },
            { value: 'clear', label: words.clear },
          ]}
          onChange={(want) => setBrush({ ...brush, want: want === 'clear' ? null : want })}
        />
        <Segments
          label={words.weight}
          value={String(brush.weight) as '1' | '2' | '3'}
          options={(['1', '2', '3'] as const).map((weight) => ({
            value: weight,
            label: words.weights[Number(weight) as Wish['weight']],
          }))}
          onChange={(weight) => setBrush({ ...brush, weight: Number(weight) as Wish['weight'] })}
        />
      </div>
      <p className={css.note}>{words.lead}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: the days are columns of equal width, whatever stands in them */}
      <div className={css.wishes} role="group" aria-label={words.grid} onKeyDown={onKey}>
        <div className={css.barHead} style={columns}>
          <span />
          {calendar.map(({ day, holiday }) => (
            <span
              key={day}
              className={`${holiday !== null ? css.holiday : [0, 6].includes(weekday(day)) ? css.weekend : ''} ${day === today ? css.today : ''}`}
              title={holiday ?? undefined}
            >
              <small>{'CN T2 T3 T4 T5 T6 T7'.split(' ')[weekday(day)]}</small>
              {Number(day.slice(8))}
            </span>
          ))}
        </div>
        {rows.map(({ id, name }, row) => (
          <div key={id ?? ''} className={`${css.wishRow} ${id === null ? css.wholeDay : ''}`} style={columns}>
            <span className={css.wishName}>{name}</span>
            {calendar.map(({ day, weekday: w, holiday }, column) => {
              const mark = markAt(day, id);
              const cell = cellName(row, column);
              const away = isAway(day);
              const paint = () => put(day, id, brush);
              return (
                <button
                  key={day}
                  type="button"
                  data-cell={cell}
                  data-day={day}
                  data-shift={id ?? ''}
                  tabIndex={cell === reached ? 0 : -1}
                  className={`${css.wish} ${mark.want === null ? '' : css[mark.want]} ${holiday !== null ? css.holiday : w === 0 || w === 6 ? css.weekend : ''} ${away ? css.awayCell : ''}`}
                  disabled={day < today}
                  aria-label={`${words.cell(day, name)}: ${away ? `${words.away}, ` : ''}${words.state(mark.want, mark.weight)}`}
                  onFocus={() => setAt(cell)}
                  onClick={paint}
                  onPointerDown={(event) => {
                    // Lets the next cells feel the pointer while it is held down.
                    if (event.currentTarget.hasPointerCapture(event.pointerId))
                      event.currentTarget.releasePointerCapture(event.pointerId);
                  }}
                  onPointerEnter={(event) => event.buttons === 1 && paint()}
                  onPointerLeave={(event) => event.buttons === 1 && paint()}
                >
                  {mark.want === null
                    ? away && id === null
                      ? words.awayShort
                      : ''
                    : `${mark.want === 'on' ? '+' : '−'}${mark.weight}`}
                </button>
              );
            })}
          </div>
        ))}
      </div>
      <p className={css.count} role="status">
        {words.count(marks.filter((want) => want === 'on').length, marks.filter((want) => want === 'off').length)}
      </p>
      <p className={css.keys}>{words.keys}</p>
    </div>
  );
}

type SegmentsProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
};

/** One of a few, side by side. */
function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
  return (
    <fieldset className={css.segments}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={css.segment}>
          <input
            type="radio"
            name={label}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
