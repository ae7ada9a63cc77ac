import { memo, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Cell } from '../../electron/core/district/views.ts';
import { district as words } from '../ui/strings/vi/district.ts';
import css from './district.module.css';
import { MARK_SIGNS } from './marks.ts';
import { cellSentence, completenessOf, count, type Group, marksOf, stateText, tileName } from './model.ts';
import { Sign } from './parts.tsx';

type Props = {
  groups: readonly Group[];
  dueAt: number;
  /** Small cells, name and sign alone: a whole country is scrolled through. */
  compact: boolean;
  chosen: string | null;
  onChoose: (station: string) => void;
};

/**
 * The communes as a list of options in rows: one tab stop, arrows move, Enter opens. Of thousands of cells an arrow
 * draws two anew, which the list of the component library would not manage.
 */
export function Cells({ groups, dueAt, compact, chosen, onChoose }: Props) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const stations = useMemo(() => groups.flatMap(({ cells }) => cells.map(({ station }) => station)), [groups]);
  const [moved, setMoved] = useState<string | null>(null);
  const active = [moved, chosen].find((each) => each !== null && stations.includes(each)) ?? stations[0] ?? null;
  const idOf = (station: string) => `${id}${station}`;

  useEffect(() => {
    if (chosen !== null) setMoved(chosen);
  }, [chosen]);
  useEffect(() => {
    if (moved !== null) document.getElementById(`${id}${moved}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, moved]);

  const go = (station: string | undefined) => {
    if (station === undefined) return;
    setMoved(station);
    // While one is open beside it, looking through them takes an arrow each.
    if (chosen !== null) onChoose(station);
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || active === null) return;
    const at = stations.indexOf(active);
    const to = {
      ArrowRight: () => go(stations[at + 1]),
      ArrowLeft: () => go(stations[at - 1]),
      ArrowDown: () => go(inRow(list.current, idOf(active), 1)),
      ArrowUp: () => go(inRow(list.current, idOf(active), -1)),
      Home: () => go(stations[0]),
      End: () => go(stations.at(-1)),
      Enter: () => onChoose(active),
      ' ': () => onChoose(active),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    to();
  };

  return (
    <div
      ref={list}
      className={compact ? css.compact : css.tiles}
      role="listbox"
      aria-label={words.list}
      tabIndex={0}
      aria-activedescendant={active === null ? undefined : idOf(active)}
      onKeyDown={press}
      onClick={(event) => {
        const station = (event.target as Element).closest<HTMLElement>('[data-station]')?.dataset.station;
        if (station !== undefined) onChoose(station);
      }}
    >
      {groups.map(({ state, cells }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
        <div key={state ?? ''} role="group" aria-label={state === null ? words.orders.name : words.groups[state]}>
          {state !== null && (
            <p className={css.groupName} data-state={state} aria-hidden="true">
              {words.groups[state]} <b>{count(cells.length)}</b>
            </p>
          )}
          <div className={css.cells} role="presentation">
            {cells.map((cell) => (
              <CellView
                key={cell.station}
                id={idOf(cell.station)}
                cell={cell}
                dueAt={dueAt}
                compact={compact}
                active={cell.station === active}
                chosen={cell.station === chosen}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

type CellProps = { id: string; cell: Cell; dueAt: number; compact: boolean; active: boolean; chosen: boolean };

const CellView = memo(function CellView({ id, cell, dueAt, compact, active, chosen }: CellProps) {
  const sentence = cellSentence(cell, dueAt);
  const { came, expected } = completenessOf(cell);
  return (
    <div
      id={id}
      className={css.cell}
      role="option"
      aria-selected={chosen}
      title={sentence}
      tabIndex={-1}
      data-station={cell.station}
      data-state={cell.state}
      data-active={active || undefined}
    >
      <span className={css.said}>{sentence}</span>
      <span className={css.cellTop} aria-hidden="true">
        <Sign state={cell.state} size={compact ? 12 : 15} />
        <span className={css.cellName}>{tileName(cell.name)}</span>
        {compact
          ? cell.missingDays > 0 && <span className={css.cellDays}>{count(cell.missingDays)}</span>
          : marksOf(cell).map((mark) => {
              const Icon = MARK_SIGNS[mark];
              return <Icon key={mark} className={css.mark} size={14} strokeWidth={2.25} />;
            })}
      </span>
      {!compact && (
        <span className={css.cellFoot} aria-hidden="true">
          <span className={css.cellState}>{stateText(cell, dueAt)}</span>
          {cell.state !== 'notExpected' && (
            <>
              <span className={css.strip}>
                {cell.week.map((day, i) => (
                  <i key={i} data-came={day === null || (i === 6 && cell.state === 'due') ? 'none' : day} />
                ))}
              </span>
              <span className={css.cellCame}>
                {came}/{expected}
              </span>
            </>
          )}
        </span>
      )}
    </div>
  );
});

/** The station in the next row (1) or the one before (-1), nearest under or above this one. */
function inRow(list: HTMLElement | null, from: string, step: 1 | -1): string | undefined {
  const all = [...(list?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
  const at = all.findIndex(({ id }) => id === from);
  const start = all[at]?.getBoundingClientRect();
  if (start === undefined) return undefined;
  let best: { station: string | undefined; far: number } | null = null;
  let row: number | null = null;
  for (let i = at + step; all[i] !== undefined; i += step) {
    const box = all[i]?.getBoundingClientRect();
    if (box === undefined || Math.abs(box.top - start.top) < 2) continue;
    row ??= box.top;
    if (Math.abs(box.top - row) >= 2) break;
    const far = Math.abs(box.left - start.left);
    if (best === null || far < best.far) best = { station: all[i]?.dataset.station, far };
  }
  return best?.station;
}
