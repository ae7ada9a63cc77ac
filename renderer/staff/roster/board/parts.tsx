import { Building2, Car, CircleCheck, CircleX, Hand, TriangleAlert, Undo2 } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { ServiceDay } from '../../../../electron/core/kernel/time.ts';
import { type CalendarDay, LEAVE_KINDS } from '../../../../electron/core/roster/model.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { Action } from '../../../ui/form.tsx';
import { failures } from '../../../ui/strings/vi/failures.ts';
import { dayInText, dayMonth, roster as words } from '../../../ui/strings/vi/roster.ts';
import type { Edit } from '../model.ts';
import css from './board.module.css';
import type { Carried, Verdict } from './edit.ts';
import type { Cell, Grid, Item, Layout, Row, Totals } from './grid.ts';
import type { Texts } from './texts.ts';

/** What is summed up of each officer. */
export const TOTALS = ['shifts', 'nights', 'weekends', 'holidays', 'hours'] as const;

type ToolsProps = {
  layout: Layout;
  setLayout: (layout: Layout) => void;
  plans: boolean;
  /** How many changes can be taken back. */
  count: number;
  undo: () => void;
};

/** The board's own buttons, beside the period. */
export function Tools({ layout, setLayout, plans, count, undo }: ToolsProps) {
  return (
    <>
      <ToggleButtonGroup
        className={css.toggles ?? ''}
        aria-label={words.layout}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[layout]}
        onSelectionChange={(keys) => setLayout([...keys][0] as Layout)}
      >
        {(['teams', 'officers'] as const).map((each) => (
          <ToggleButton key={each} id={each} className={css.toggle ?? ''}>
            {words.layouts[each]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {plans && (
        <Action tone="quiet" onPress={undo} disabled={count === 0}>
          <Undo2 size={16} aria-hidden="true" /> {words.undo} <kbd className={css.key}>Ctrl+Z</kbd>
        </Action>
      )}
    </>
  );
}

type HeadProps = {
  grid: Grid;
  dense: boolean;
  layout: Layout;
  today: ServiceDay;
  publishedAt: Readonly<Record<ServiceDay, number>>;
};

/** The days: weekday, date, the holiday's name, whether the day is published. */
export function Head({ grid: { days }, dense, layout, today, publishedAt }: HeadProps) {
  return (
    <thead>
      <tr>
        <th scope="col" colSpan={2} className={css.corner}>
          {layout === 'officers' ? words.officerColumn : words.dayColumn}
        </th>
        {days.map((day, i) => {
          const isPublished = publishedAt[day.day] !== undefined;
          // One name over a holiday of several days: a month's columns are too narrow to repeat it.
          const name = dense && days[i - 1]?.holiday === day.holiday ? null : day.holiday;
          return (
            <th
              key={day.day}
              scope="col"
              className={`${css.day} ${lookOf(day, today)} ${dense && name !== null ? css.named : ''}`}
            >
              {dense ? (
                <>
                  <span className={css.holidayName}>
                    {name !== null && <b className={i > days.length - 4 ? css.leftward : ''}>{name}</b>}
                  </span>
                  <span aria-hidden="true">{words.weekdaysShort[day.weekday]}</span>
                  <strong>
                    <span className={css.unseen}>{words.weekdaysLong[day.weekday]} </span>
                    {Number(day.day.slice(8))}
                  </strong>
                  <span className={css.state}>
                    <span aria-hidden="true">{isPublished ? '●' : '○'}</span>
                    <span className={css.unseen}>{isPublished ? words.published : words.draft}</span>
                  </span>
                </>
              ) : (
                <>
                  <span className={css.weekday}>
                    {words.weekdaysLong[day.weekday]} <strong>{dayMonth(day.day)}</strong>
                  </span>
                  <span className={css.state}>
                    {[
                      day.day === today && words.todayMark,
                      day.closed && day.holiday === null && words.closed,
                      isPublished ? words.published : words.draft,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                  {day.holiday !== null && <b className={css.holidayName}>{day.holiday}</b>}
                </>
              )}
            </th>
          );
        })}
        {layout === 'officers' &&
          TOTALS.map((each) => (
            <th key={each} scope="col" className={css.total} aria-label={words.totalsLong[each]}>
              {words.totals[each]}
            </th>
          ))}
      </tr>
    </thead>
  );
}

type RowHeadProps = {
  row: Row;
  /** How many rows the team has where this is its first one, else 0. */
  span: number;
  texts: Texts;
  dense: boolean;
  me: string;
};

/** What a row is: a team's shift with its hours, an officer, those away, those free. */
export function RowHead({ row, span, texts, dense, me }: RowHeadProps) {
  if (row.type === 'officer') {
    return (
      <th scope="row" colSpan={2} className={`${css.rowHead} ${row.id === me ? css.own : ''}`}>
        <strong>{row.officer.name}</strong>
        {!dense && <span>{row.officer.rank}</span>}
      </th>
    );
  }
  if (row.type !== 'duty') {
    return (
      <th scope="row" colSpan={2} className={css.rowHead}>
        <strong>{words[row.type]}</strong>
        {row.type === 'free' && !dense && <span>{words.freeNote}</span>}
      </th>
    );
  }
  const { team, shift, teamId, shiftId } = row;
  const Sign = team?.kind === 'mobile' ? Car : Building2;
  return (
    <>
      {span > 0 && (
        <th scope="rowgroup" rowSpan={span} className={css.team} data-team={texts.teamIndex(teamId)}>
          <span>
            <Sign size={14} aria-hidden="true" /> {texts.team(teamId)}
          </span>
        </th>
      )}
      <th scope="row" className={`${css.rowHead} ${css.shiftHead}`}>
        <strong>{texts.shift(shiftId)}</strong> {shift && <span>{words.hours(shift.from, shift.to)}</span>}
      </th>
    </>
  );
}

/** An officer's sums over the period. */
export function TotalCells({ totals }: { totals: Totals | null }) {
  return TOTALS.map((each) => (
    <td key={each} className={css.total}>
      {totals?.[each]}
    </td>
  ));
}

type JudgedProps = { edit: Edit | null; verdict: Verdict | null; texts: Texts; carried: Carried; most: number };

/** What putting the carried person down would do, and which rules it would break, by name, worst first. */
export function Judged({ edit, verdict, texts, carried, most }: JudgedProps) {
  if (!edit || !verdict) return <span className={css.nothing}>{words.carryingNowhere}</span>;
  const lines: ReactNode[] = [];
  if (verdict.past) lines.push(<Line key="past" kind="hard" text={failures.DayPast ?? ''} />);
  for (const each of texts.rules(verdict.refused)) {
    lines.push(<Line key={`r ${each}`} kind="hard" text={`${words.refuse}: ${each}`} />);
  }
  for (const each of texts.rules(verdict.hard)) {
    lines.push(<Line key={`h ${each}`} kind="hard" text={`${words.must}: ${each}`} />);
  }
  for (const each of texts.rules(verdict.soft)) lines.push(<Line key={`s ${each}`} kind="soft" text={each} />);
  const left = lines.length - most;
  if (lines.length === 0) lines.push(<Line key="none" kind="good" text={words.noneBroken} />);
  return (
    <>
      <span className={css.way}>{texts.way(edit, carried)}</span>
      {lines.slice(0, most)}
      {left > 0 && <span className={css.nothing}>{words.more(left)}</span>}
    </>
  );
}

function Line({ kind, text }: { kind: 'hard' | 'soft' | 'good'; text: string }) {
  const Sign = { hard: CircleX, soft: TriangleAlert, good: CircleCheck }[kind];
  return (
    <span className={`${css.line} ${css[`${kind}Line`]}`}>
      <Sign size={14} aria-hidden="true" /> {text}
    </span>
  );
}

type DetailProps = {
  row: Row | null;
  cell: Cell | null;
  item: Item | null;
  texts: Texts;
  carrying: Carried | null;
  edit: Edit | null;
  verdict: Verdict | null;
  plans: boolean;
};

/** Below the board: who and what the cursor stands on, and every rule broken there; while somebody is carried, what a drop would do. */
export function Detail({ row, cell, item, texts, carrying, edit, verdict, plans }: DetailProps) {
  if (carrying) {
    return (
      <section className={css.detail} aria-label={words.detail} aria-live="polite">
        <strong>{words.carrying(texts.full(carrying.officer))}</strong>
        <Judged {...{ edit, verdict, texts }} carried={carrying} most={8} />
      </section>
    );
  }
  if (!row || !cell) return <section className={css.detail} aria-label={words.detail} />;
  const findings = item && row.type !== 'duty' && row.type !== 'officer' ? item.findings : cell.findings;
  return (
    <section className={css.detail} aria-label={words.detail}>
      <strong>{item ? texts.full(item.officer) : rowName(row, texts)}</strong>
      <span>{whereOf(row, cell, item, texts)}</span>
      {item?.place?.byHand && (
        <span className={css.nothing}>
          <Hand size={13} aria-hidden="true" /> {words.byHandNote}
        </span>
      )}
      {plans &&
        findings.map((each, i) => <Line key={i} kind={each.hard ? 'hard' : 'soft'} text={texts.sentence(each)} />)}
    </section>
  );
}

function rowName(row: Row, texts: Texts): string {
  if (row.type === 'duty') return texts.shift(row.shiftId);
  return row.type === 'officer' ? texts.full(row.id) : words[row.type];
}

function whereOf(row: Row, cell: Cell, item: Item | null, texts: Texts): string {
  const { place, away } = item ?? { place: null, away: null };
  if (place) {
    const mark = place.mark === 'added' || place.mark === 'withdrawn' ? words.marks[place.mark] : null;
    return [texts.where(place), mark].filter(Boolean).join(' · ');
  }
  const what = row.type === 'duty' ? texts.team(row.teamId) : null;
  return [what, dayInText(cell.day), away && words.awayKinds[away]].filter(Boolean).join(', ');
}

/** What the keys do where the cursor stands. */
export type Acts = { add: () => void; pick: () => void; swap: () => void; remove: () => void };

type KeysProps = { carrying: boolean; acts: RefObject<Acts> };

/** The keys, each also a button: whoever drags nothing does the same by clicks. */
export function Keys({ carrying, acts }: KeysProps) {
  return (
    <div className={css.keys}>
      <span>
        <kbd className={css.key}>←↑↓→</kbd> {words.keys.move}
      </span>
      <Key name="Enter" label={carrying ? words.keys.put : words.keys.pick} onPress={() => acts.current.pick()} />
      <Key name="S" label={words.keys.swap} onPress={() => acts.current.swap()} />
      <Key name="Delete" label={words.keys.remove} onPress={() => acts.current.remove()} />
      <Key name="F2" label={words.keys.add} onPress={() => acts.current.add()} />
      <span>
        <kbd className={css.key}>Esc</kbd> {words.keys.cancel}
      </span>
    </div>
  );
}

function Key({ name, label, onPress }: { name: string; label: string; onPress: () => void }) {
  return (
    <Button className={css.keyButton ?? ''} onPress={onPress} preventFocusOnPress>
      <kbd className={css.key}>{name}</kbd> {label}
    </Button>
  );
}

/** What the signs on the board mean. */
export function Legend({ dense, plans }: { dense: boolean; plans: boolean }) {
  return (
    <span className={css.legend}>
      {dense && (
        <>
          <span>● {words.published}</span>
          <span>○ {words.draft}</span>
        </>
      )}
      <span>
        <b>+</b> {words.marks.added}
      </span>
      <span>
        <s>{words.marks.withdrawn}</s>
      </span>
      {!plans ? null : dense ? (
        <>
          <span>
            <b className={css.hardMark}>!</b> {words.legendHard}
          </span>
          <span>
            <i className={css.softMark} /> {words.legendSoft}
          </span>
        </>
      ) : (
        <>
          <span>
            <TriangleAlert size={13} className={css.hardSign} aria-hidden="true" /> {words.legendHard}
          </span>
          <span>
            <TriangleAlert size={13} className={css.softSign} aria-hidden="true" /> {words.legendSoft}
          </span>
          <span>
            <Hand size={12} aria-hidden="true" /> {words.marks.byHand}
          </span>
        </>
      )}
    </span>
  );
}

type NamesProps = { layout: Layout; texts: Texts; people: readonly RosterPerson[] };

/** Under a month: what its few letters stand for. */
export function Letters({ layout, texts, people }: NamesProps) {
  const pairs =
    layout === 'teams'
      ? people.map(({ id }) => [texts.tiny(id), texts.full(id)])
      : [
          ...texts.settings.shifts.map(({ id, name }) => [texts.letter(id), name]),
          ...texts.settings.teams.slice(1).map(({ id, name }) => [texts.sign(id), name]),
          ...LEAVE_KINDS.map((kind) => [words.awayLetters[kind], words.awayKinds[kind]]),
        ];
  return (
    <dl className={css.letters} aria-label={words.letters}>
      {pairs.map(([letters, name]) => (
        <div key={`${letters} ${name}`}>
          <dt>{letters}</dt>
          <dd>{name}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How a day's whole column looks. */
export function lookOf(day: CalendarDay | undefined, today: ServiceDay): string {
  if (!day) return '';
  return [
    day.weekday === 0 || day.weekday === 6 ? css.weekend : '',
    day.holiday === null ? '' : css.holiday,
    day.day === today ? css.today : '',
    day.day < today ? css.past : '',
    day.closed ? css.closedDay : '',
  ].join(' ');
}
