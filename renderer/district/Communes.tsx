import { useEffect, useMemo, useRef, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Grid } from '../../electron/core/district/views.ts';
import { weekday } from '../../electron/core/kernel/time.ts';
import { useKeys } from '../staff/keys.ts';
import { setServerTime } from '../staff/now.ts';
import { Action } from '../ui/form.tsx';
import { common } from '../ui/strings/vi/common.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import { Cells } from './Cells.tsx';
import css from './district.module.css';
import { MARK_SIGNS } from './marks.ts';
import {
  count,
  createFinder,
  dayMonth,
  type Filter,
  groupCells,
  type Mark,
  marksOf,
  type Order,
  passes,
  plainName,
  sayDay,
} from './model.ts';
import { Panel } from './Panel.tsx';
import { Answered, DayPicker, Finder } from './parts.tsx';
import { useOffice, useView } from './useView.ts';

/** More communes than this are shown as small cells. */
const MANY = 400;
const TOTALS = ['collected', 'handedOut', 'eid1', 'eid2', 'served'] as const;
const FILTERS: readonly Filter[] = ['all', 'missing', 'late', 'due', 'received', 'marked'];

/** Every commune's day at a glance, and one commune beside it. */
export function Communes({ chosen }: { chosen: string | null }) {
  const { api, day, open, still } = useOffice();
  const shown = useView(['grid', day], () => api.district.grid.query({ day }));
  const now = shown.data?.now;
  useEffect(() => {
    if (now !== undefined) setServerTime({ now, pace: still ? 0 : 1 });
  }, [now, still]);
  useKeys({ Escape: () => open(null) }, chosen !== null);
  return (
    <section className={css.view} aria-label={words.tabs.communes}>
      <Answered shown={shown}>
        {(grid) => (grid.cells.length === 0 ? <Empty /> : <Whole grid={grid} chosen={chosen} />)}
      </Answered>
    </section>
  );
}

function Whole({ grid, chosen }: { grid: Grid; chosen: string | null }) {
  const { open } = useOffice();
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const [order, setOrder] = useState<Order>('worst');
  const [find] = useState(() => createFinder<Grid['cells'][number]>());
  const toggle = (to: Filter) => setFilter((now) => (now === to ? 'all' : to));
  useKeys(Object.fromEntries(FILTERS.map((each, i) => [String(i), () => toggle(each)])));

  const { cells } = grid;
  const shown = useMemo(() => find(cells, text).filter((cell) => passes(cell, filter)), [find, cells, text, filter]);
  const groups = useMemo(() => groupCells(shown, order), [shown, order]);
  const counts = useMemo(() => countFilters(cells), [cells]);
  const marks = useMemo(() => countMarks(cells), [cells]);
  const one = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // Whoever closes the panel goes on in the grid where they were.
    if (wasOpen.current && chosen === null) one.current?.querySelector<HTMLElement>('[role="listbox"]')?.focus();
    wasOpen.current = chosen !== null;
  }, [chosen]);

  return (
    <>
      <div className={css.head}>
        <Sentence grid={grid} />
        <DayPicker />
      </div>
      <div className={css.summary}>
        <Share grid={grid} />
        <dl className={css.totals} aria-label={words.totals}>
          {TOTALS.map((name) => (
            <div key={name}>
              <dt>{words.figures[name]}</dt>
              <dd>{count(grid.totals[name])}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div className={css.tools}>
        <Finder text={text} onText={setText} />
        <ToggleButtonGroup
          className={css.filters ?? ''}
          aria-label={words.filter}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filter]}
          onSelectionChange={(keys) => setFilter([...keys][0] as Filter)}
        >
          {FILTERS.map((each, i) => (
            <ToggleButton key={each} id={each} className={css.filter ?? ''} data-filter={each}>
              <kbd>{i}</kbd> {words.filters[each]} <b>{count(counts[each])}</b>
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <ToggleButtonGroup
          className={css.orders ?? ''}
          aria-label={words.order}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[order]}
          onSelectionChange={(keys) => setOrder([...keys][0] as Order)}
        >
          {(Object.keys(words.orders) as Order[]).map((each) => (
            <ToggleButton key={each} id={each} className={css.order ?? ''}>
              {words.orders[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div className={css.split} data-open={chosen !== null || undefined} ref={one}>
        <div className={css.gridSide}>
          <div className={css.gridScroll}>
            {shown.length === 0 ? (
              <p className={css.wait}>
                {words.nothingFound}
                <Action
                  onPress={() => {
                    setText('');
                    setFilter('all');
                  }}
                >
                  {words.showAll}
                </Action>
              </p>
            ) : (
              <Cells groups={groups} dueAt={grid.dueAt} compact={cells.length > MANY} chosen={chosen} onChoose={open} />
            )}
          </div>
          <footer className={css.legend}>
            {marks.length > 0 && (
              <ul aria-label={words.legend}>
                {marks.map(([mark, n]) => {
                  const Icon = MARK_SIGNS[mark];
                  return (
                    <li key={mark}>
                      <Icon size={14} strokeWidth={2.25} aria-hidden="true" /> {words.marks[mark]} <b>{count(n)}</b>
                    </li>
                  );
                })}
              </ul>
            )}
            {shown.length < cells.length ? (
              <p role="status">{words.found(shown.length, cells.length)}</p>
            ) : (
              cells.length <= MANY && <p>{words.strip}</p>
            )}
          </footer>
        </div>
        {chosen !== null && <Panel key="panel" station={chosen} />}
      </div>
    </>
  );
}

/** The day in one sentence; a name opens its commune. */
function Sentence({ grid }: { grid: Grid }) {
  const { open } = useOffice();
  return (
    <h2 className={css.sentence} aria-live="polite">
      {words.onDay(common.weekdays[weekday(grid.day)] ?? '', dayMonth(grid.day))}
      {sayDay(grid).map(({ text, names, others, tone }, i) => (
        <span key={tone} data-tone={tone}>
          {i > 0 && ' · '}
          <b>{text}</b>
          {names.length > 0 && words.names}
          {names.map((cell, n) => (
            <span key={cell.station}>
              {n > 0 && ', '}
              <button type="button" className={css.name} onClick={() => open(cell.station)}>
                {plainName(cell.name)}
              </button>
            </span>
          ))}
          {others > 0 && ` ${words.andOthers(others)}`}
        </span>
      ))}
    </h2>
  );
}

/** How much of the whole came, as one bar. */
function Share({ grid: { counts, cells } }: { grid: Grid }) {
  const of = cells.length - counts.notExpected;
  return (
    <div className={css.share} aria-hidden="true">
      {(['received', 'late', 'due', 'missing', 'never'] as const).map(
        (state) => counts[state] > 0 && <i key={state} data-state={state} style={{ flexGrow: counts[state] / of }} />,
      )}
    </div>
  );
}

/** Nobody is enrolled: how it begins. */
function Empty() {
  return (
    <div className={css.empty}>
      <h2>{words.emptyTitle}</h2>
      <ol>
        {words.emptySteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  );
}

function countFilters(cells: Grid['cells']): Record<Filter, number> {
  return Object.fromEntries(FILTERS.map((each) => [each, cells.filter((cell) => passes(cell, each)).length])) as Record<
    Filter,
    number
  >;
}

function countMarks(cells: Grid['cells']): [Mark, number][] {
  const counts = new Map<Mark, number>();
  for (const cell of cells) for (const mark of marksOf(cell)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return (Object.keys(MARK_SIGNS) as Mark[]).flatMap((mark) => {
    const n = counts.get(mark);
    return n === undefined ? [] : [[mark, n]];
  });
}
