import { memo } from 'react';
import type { ServiceDay } from '../../../../electron/core/kernel/time.ts';
import { roster as words } from '../../../ui/strings/vi/roster.ts';
import css from './board.module.css';
import { CellView } from './Cell.tsx';
import type { Grid, Layout, Row } from './grid.ts';
import { Head, lookOf, RowHead, TOTALS, TotalCells } from './parts.tsx';
import type { Texts } from './texts.ts';

type Props = {
  grid: Grid;
  texts: Texts;
  dense: boolean;
  layout: Layout;
  today: ServiceDay;
  publishedAt: Readonly<Record<ServiceDay, number>>;
  plans: boolean;
  /** Where the cursor stands. */
  row: number;
  col: number;
  item: number;
  /** The officer whose own shifts stand out. */
  me: string;
};

/** The board's rows and columns; nothing of it is drawn anew while somebody is carried over it. */
export const Table = memo(function Plain(props: Props) {
  const { grid, texts, dense, layout, today, publishedAt, plans, row, col, item, me } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: people are moved from cell to cell by keys
    <table role="grid" className={css.grid} aria-label={words.board} aria-readonly={!plans}>
      <colgroup>
        <col className={css.teamCol} />
        <col className={css.labelCol} />
        {grid.days.map(({ day }) => (
          <col key={day} />
        ))}
        {layout === 'officers' && TOTALS.map((each) => <col key={each} className={css.totalCol} />)}
      </colgroup>
      <Head {...{ grid, dense, layout, today, publishedAt }} />
      <tbody>
        {grid.rows.map((each, r) => (
          <tr key={each.id} className={`${css[`row-${each.type}`] ?? ''} ${startsTeam(grid.rows, r) ? css.start : ''}`}>
            <RowHead {...{ texts, dense, me }} row={each} span={teamSpan(grid.rows, r)} />
            {grid.cells[r]?.map((cell, c) => (
              <CellView
                key={cell.id}
                {...{ cell, texts, dense, me }}
                row={each}
                at={[r, c]}
                cursor={row === r && col === c ? item : null}
                look={lookOf(grid.days[c], today)}
              />
            ))}
            {layout === 'officers' && <TotalCells totals={each.type === 'officer' ? each.totals : null} />}
          </tr>
        ))}
      </tbody>
    </table>
  );
});

/** How many rows a team has, where this is its first one; else 0. */
function teamSpan(rows: readonly Row[], r: number): number {
  const row = rows[r];
  const before = rows[r - 1];
  if (row?.type !== 'duty' || (before?.type === 'duty' && before.teamId === row.teamId)) return 0;
  const end = rows.findIndex((each, i) => i > r && (each.type !== 'duty' || each.teamId !== row.teamId));
  return (end < 0 ? rows.length : end) - r;
}

/** Whether a team begins with this row: a line sets it off. */
function startsTeam(rows: readonly Row[], r: number): boolean {
  const [before, row] = [rows[r - 1], rows[r]];
  if (!row || !before) return false;
  return row.type !== before.type || (row.type === 'duty' && before.type === 'duty' && row.teamId !== before.teamId);
}
