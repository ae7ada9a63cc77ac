import type { CSSProperties } from 'react';
import { clockTime, instantOf, MINUTE, type ServiceDay } from '../../../electron/core/kernel/time.ts';
import { type DutyDay, piecesOf } from '../../../electron/core/roster/actual.ts';
import { figures } from '../../ui/strings/vi/figures.ts';
import { signin } from '../../ui/strings/vi/signin.ts';
import css from './shifts.module.css';

const words = figures.duty;

type Officer = DutyDay['officers'][number];

/** An office's day, in hours; the axis grows where somebody was there before or after. */
const FIRST = 7;
const LAST = 22;
/** A quarter of an hour beyond it is drawn over its end: a desk opened a minute early is no reason for another hour. */
const SLACK = 0.25;

/** Room for "Quầy 4", and for the number alone. */
const LONG = 85 * MINUTE;
const SHORT = 20 * MINUTE;

/** Less outside a shift is the minutes in which desks are handed over, ms. */
const MUCH = 5 * MINUTE;

/** Who was to be on duty and who was at which desk, an officer a row, over the hours of the day. */
export function Shifts({ day, data: { duty, officers } }: { day: ServiceDay; data: DutyDay }) {
  const stretches = officers.flatMap(({ planned, spans }) => [...planned, ...spans]);
  const hourOf = (at: number) => (at - instantOf(day, 0)) / (60 * MINUTE);
  const from = Math.floor(Math.min(FIRST, ...stretches.map((each) => hourOf(each.from) + SLACK)));
  const to = Math.ceil(Math.max(LAST, ...stretches.map((each) => hourOf(each.to) - SLACK)));
  const place = (stretch: { from: number; to: number }): CSSProperties => ({
    left: `${((hourOf(stretch.from) - from) / (to - from)) * 100}%`,
    width: `${((hourOf(stretch.to) - hourOf(stretch.from)) / (to - from)) * 100}%`,
  });
  const hours = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const at = (hour: number): CSSProperties => ({ left: `${((hour - from) / (to - from)) * 100}%` });
  return (
    <section className={css.shifts} aria-label={words.title}>
      <div className={css.head}>
        <h2>{words.title}</h2>
        <p className={css.legend} aria-hidden="true">
          {duty && <span data-mark="planned">{words.legend.planned}</span>}
          <span data-mark="worked">{words.legend.worked}</span>
          {duty && <span data-mark="extra">{words.legend.extra}</span>}
        </p>
      </div>
      <p className={css.summary}>
        {duty ? words.summary(duty, absentOf(officers)) : officers.length > 0 ? words.notPublished : words.nobody}
      </p>
      {officers.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.columns.officer}</th>
              <th scope="col" className={css.day} aria-label={words.columns.hours}>
                <div className={css.axis}>
                  {hours.map((hour) => (
                    <span key={hour} style={at(hour)}>
                      {figures.hour(hour)}
                    </span>
                  ))}
                </div>
              </th>
              {duty && <th scope="col">{words.columns.planned}</th>}
              <th scope="col">{words.columns.worked}</th>
              {duty && <th scope="col">{words.columns.extra}</th>}
              <th scope="col" className={css.note}>
                {words.columns.note}
              </th>
            </tr>
          </thead>
          <tbody>
            {officers.map((officer) => (
              <tr key={officer.officer}>
                <th scope="row">
                  {officer.name}
                  <small>{officer.planned.map(shiftText).join(' · ') || (duty ? words.unplanned : officer.rank)}</small>
                </th>
                <td className={css.day}>
                  <div className={css.bars} role="img" aria-label={said(officer)}>
                    {hours.map((hour) => (
                      <i key={hour} style={at(hour)} />
                    ))}
                    {officer.planned.map((shift) => (
                      <b key={`${shift.team} ${shift.from}`} data-mark="planned" style={place(shift)} />
                    ))}
                    {pieces(officer, duty !== null).map((piece) => (
                      <b
                        key={`${piece.desk} ${piece.from}`}
                        data-mark={piece.extra ? 'extra' : 'worked'}
                        style={place(piece)}
                      >
                        {piece.to - piece.from >= LONG && <em>{words.deskWord} </em>}
                        {piece.to - piece.from >= SHORT && piece.desk}
                      </b>
                    ))}
                  </div>
                </td>
                {duty && <td>{time(officer.plannedMs)}</td>}
                <td>{time(officer.insideMs + officer.extraMs)}</td>
                {duty && <td className={officer.extraMs >= MUCH ? css.extra : css.little}>{time(officer.extraMs)}</td>}
                <td className={css.note}>{notes(officer).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={css.quiet}>{words.footnote}</p>
    </section>
  );
}

/** Without a roster nothing is outside of it. */
function pieces(officer: Officer, planned: boolean) {
  return planned ? piecesOf(officer) : officer.spans.map((span) => ({ ...span, extra: false }));
}

function absentOf(officers: readonly Officer[]): number {
  return officers.filter(
    ({ planned }) =>
      planned.some(({ state }) => state === 'absent') && planned.every(({ state }) => state !== 'worked'),
  ).length;
}

function shiftText({ shiftName, teamName, kind }: Officer['planned'][number]): string {
  return kind === 'mobile' ? `${shiftName}, ${teamName}` : shiftName;
}

function notes({ planned, reason }: Officer): string[] {
  return [
    ...planned.flatMap(({ state, late, early }) => [
      ...(state === 'absent' ? [words.absent] : state === 'noDesk' ? [words.noDesk] : []),
      ...(state === 'awaited' ? [words.awaited(late)] : late > 0 ? [words.late(late)] : []),
      ...(early > 0 ? [words.early(early)] : []),
    ]),
    ...(reason === null ? [] : [signin.why[reason].toLowerCase()]),
  ];
}

/** The row's picture in words. */
function said({ planned, spans }: Officer): string {
  const stretch = ({ from, to }: { from: number; to: number }) => `${clockTime(from)}–${clockTime(to)}`;
  const parts = [
    ...planned.map((shift) => words.saidPlanned(stretch(shift))),
    ...spans.map((span) => words.saidWorked(span.desk, stretch(span))),
  ];
  return parts.join('; ') || words.saidNothing;
}

/** Hours and minutes; nothing of less than a minute. */
function time(ms: number): string {
  const minutes = Math.round(ms / MINUTE);
  return minutes === 0 ? figures.nothing : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
