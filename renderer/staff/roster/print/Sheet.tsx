import { useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import {
  holidaysText,
  lettersText,
  type PaperMark,
  type RosterPaper,
  TOTALS,
  teamsText,
  ROSTER_WORDS as words,
} from '../../../../electron/core/roster/paper.ts';
import css from './sheet.module.css';

/** Letters as large as the page lets them be, in points; from the first few on, names stand in one line. */
const SIZES = [12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6];
const IN_ONE_LINE = 9;

/**
 * The roster on one A4 page: a week with the names on each shift, a month with a line an officer. Seen on paper only.
 * It is laid out off the screen, so that its letters can be made to fit the page before anybody prints.
 */
export function Sheet({ paper }: { paper: RosterPaper }) {
  const page = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (page.current) fitToPage(page.current);
  });
  const week = paper.days.length <= 7;
  return createPortal(
    // The board already says all of it to a reader.
    <div className={css.sheet} aria-hidden="true" ref={page} data-testid="roster-sheet">
      <div className={css.inner}>
        <div className={css.head}>
          <div>
            <p>{paper.superior}</p>
            <p className={css.office}>{paper.office}</p>
          </div>
          <div>
            <p className={css.title}>{paper.title}</p>
            <p className={css.period}>{paper.period}</p>
          </div>
        </div>
        {week ? <Week paper={paper} /> : <Month paper={paper} />}
        <div className={css.foot}>
          <Legend paper={paper} letters={!week} />
          <div className={css.sign}>
            <p className={css.place}>{words.signed(paper.place)}</p>
            <p className={css.signer}>{paper.signer}</p>
          </div>
        </div>
      </div>
    </div>,
    document.body,
  );
}

function Week({ paper }: { paper: RosterPaper }) {
  return (
    <table className={css.week}>
      <colgroup>
        <col className={css.team} />
        <col className={css.shift} />
        {paper.days.map(({ day }) => (
          <col key={day} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th>{words.team}</th>
          <th>{words.shift}</th>
          {paper.days.map(({ day, weekday, date, off, holiday }) => (
            <th key={day} className={off ? css.off : undefined}>
              {weekday} {date}
              {holiday !== null && <span className={css.holiday}>{holiday}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {paper.rows.map(({ team, shift, time, cells }, index) => {
          const span = paper.rows.filter((row) => row.team === team).length;
          return (
            <tr key={`${team} ${shift} ${time}`}>
              {paper.rows[index - 1]?.team !== team && <th rowSpan={span}>{team}</th>}
              <th>
                {shift}
                <span className={css.time}>{time}</span>
              </th>
              {cells.map((cell, day) => (
                <td
                  key={paper.days[day]?.day}
                  className={paper.days[day]?.off ? css.off : undefined}
                  style={{ height: `${Math.min(20, 110 / paper.rows.length)}mm` }}
                >
                  {cell.map(({ name, mark }, i) => (
                    <p key={i} data-name>
                      <Marked text={name} mark={mark} />
                    </p>
                  ))}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Month({ paper }: { paper: RosterPaper }) {
  return (
    <table className={css.month}>
      <colgroup>
        <col className={css.number} />
        <col className={css.officer} />
        {paper.days.map(({ day }) => (
          <col key={day} />
        ))}
        {TOTALS.map((key) => (
          <col key={key} className={css.total} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th>{words.number}</th>
          <th>{words.officer}</th>
          {paper.days.map(({ day, short, off, holiday }) => (
            <th key={day} className={`${holiday === null ? '' : css.feast} ${off ? css.off : ''}`}>
              {Number(day.slice(8))}
              <span className={css.short}>{short}</span>
            </th>
          ))}
          {TOTALS.map((key) => (
            <th key={key} className={css.totalHead}>
              {words.totals[key]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {paper.people.map((person, index) => (
          <tr key={index}>
            <td>{index + 1}</td>
            <td className={css.name}>
              <p data-name>{person.name}</p>
            </td>
            {person.cells.map(({ entries, away }, day) => (
              <td key={paper.days[day]?.day} className={paper.days[day]?.off ? css.off : undefined}>
                {entries.map(({ text, mark }, i) => (
                  <span key={i}>
                    <Marked text={text} mark={mark} />{' '}
                  </span>
                ))}
                {entries.length === 0 && away && <span className={css.away}>{words.awayLetter}</span>}
              </td>
            ))}
            {TOTALS.map((key) => (
              <td key={key}>{person[key]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Marked({ text, mark }: { text: string; mark: PaperMark }) {
  if (mark === 'withdrawn') return <s>{text}</s>;
  return mark === 'added' ? <strong>{text}*</strong> : text;
}

function Legend({ paper, letters }: { paper: RosterPaper; letters: boolean }) {
  return (
    <div className={css.legend}>
      {letters && (
        <>
          <p>{lettersText(paper)}.</p>
          {paper.teams.length > 1 && <p>{teamsText(paper)}.</p>}
          {holidaysText(paper) !== '' && <p>{holidaysText(paper)}.</p>}
          {paper.away && <p>{words.away}.</p>}
        </>
      )}
      {paper.changed && (
        <p>
          {words.added}; {words.withdrawn}.
        </p>
      )}
    </div>
  );
}

/**
 * Takes the largest letters with which all of it stands on the page, names in one line as long as they can be read. Where
 * even the smallest are too large, the whole is drawn smaller: a second page would lie on the table when the first one
 * hangs on the wall.
 */
function fitToPage(page: HTMLElement): void {
  const inner = page.firstElementChild;
  if (!(inner instanceof HTMLElement)) return;
  const names = [...inner.querySelectorAll<HTMLElement>('[data-name]')];
  const stands = () => inner.scrollHeight <= page.clientHeight && inner.scrollWidth <= page.clientWidth;
  const inOneLine = () => names.every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth);
  // The signature stands at the foot of the page, not under a short table; what is measured is no taller than it must be.
  inner.style.transform = '';
  inner.style.height = 'auto';
  page.dataset.names = 'line';
  const size =
    SIZES.filter((each) => each >= IN_ONE_LINE).find((each) => set(page, each) && stands() && inOneLine()) ??
    SIZES.find((each) => {
      page.dataset.names = 'wrap';
      return set(page, each) && stands();
    });
  if (size === undefined) {
    const scale = Math.min(page.clientHeight / inner.scrollHeight, page.clientWidth / inner.scrollWidth);
    inner.style.transform = `scale(${scale})`;
  } else inner.style.height = '100%';
}

function set(page: HTMLElement, size: number): true {
  page.style.fontSize = `${size}pt`;
  return true;
}
