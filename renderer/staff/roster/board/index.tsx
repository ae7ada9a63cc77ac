import { type KeyboardEvent, type MouseEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { check } from '../../../../electron/core/roster/check.ts';
import type { Finding } from '../../../../electron/core/roster/model.ts';
import { failures } from '../../../ui/strings/vi/failures.ts';
import { roster as words } from '../../../ui/strings/vi/roster.ts';
import { useKeys } from '../../keys.ts';
import type { Edit, HandPlace, RosterScreen, Spot } from '../model.ts';
import { BoardFoot } from '../plan/Foot.tsx';
import css from './board.module.css';
import { AddDialog, ConfirmDialog, PickDialog } from './dialogs.tsx';
import { type Hit, hitOf, useDrag } from './drag.ts';
import {
  asHand,
  type Carried,
  changeOf,
  editFor,
  inverse,
  judge,
  placeKey,
  type Target,
  type Verdict,
} from './edit.ts';
import {
  type Cell,
  type Cursor,
  clampCursor,
  findSpot,
  freeOn,
  type Grid,
  gridOf,
  type Item,
  type Layout,
  moveCursor,
  type Row,
  type Step,
} from './grid.ts';
import { inSlices } from './marks.ts';
import { type Acts, Detail, Judged, Keys, Legend, Letters, Tools } from './parts.tsx';
import { Table } from './Table.tsx';
import { type Texts, textsOf } from './texts.ts';

/** Faster than this, ms, keys are a scanner's and no commands. */
const SCAN_MS = 35;

const STEPS: Record<string, Step> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
  'Ctrl+Home': 'first',
  'Ctrl+End': 'last',
};

const NO_ACTS: Acts = { add: () => {}, pick: () => {}, swap: () => {}, remove: () => {} };

/** What putting the carried person down in a cell would mean. */
type Mark = 'none' | 'good' | 'soft' | 'hard' | 'refused';

/** Somebody on the way: `keys` also stands for picking up by a click. */
type Carrying = Carried & { by: 'pointer' | 'keys'; key: string };

type Open =
  | { type: 'confirm'; edit: Edit; verdict: Verdict }
  | { type: 'add'; row: Row; cell: Cell }
  | { type: 'pick'; cell: Cell };

/** The week or month as a board: by teams and shifts, or by officers. Whoever plans moves people by mouse, touch or keys. */
export function Board(screen: RosterScreen) {
  const { view, period, places, findings, plans, session, today, run, history, bar, spot } = screen;
  const [layout, setLayout] = useState<Layout>('teams');
  const [cursor, setCursor] = useState<Cursor>({ row: 0, col: 0, item: 0 });
  const [carrying, setCarrying] = useState<Carrying | null>(null);
  /** What the pointer is over while it carries somebody. */
  const [hit, setHit] = useState<Hit | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState('');
  /** Where the cursor should stand once the roster shows it. */
  const follow = useRef<Spot | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const lastKey = useRef(Number.NEGATIVE_INFINITY);
  /** The focus goes with the cursor only when a key moved it: a refetch must not take the focus from elsewhere. */
  const focusNext = useRef(false);

  const { situation, people } = view;
  const dense = period.kind === 'month';
  const mine = plans ? null : session.officer;
  const texts = useMemo(() => textsOf({ people, situation }), [people, situation]);
  const fresh = useMemo(
    () => gridOf({ view: { situation, people, places: view.places }, findings, layout, mine, today }),
    [situation, people, view.places, findings, layout, mine, today],
  );
  // A month that was just generated is drawn in slices: meanwhile the pointer and the keys are answered.
  const grid = useDeferredValue(fresh);
  const counts = useMemo(
    () =>
      grid.cells.map((row, r) => row.map(({ items }) => (dense && grid.rows[r]?.type === 'free' ? 1 : items.length))),
    [grid, dense],
  );
  const at = clampCursor(counts, cursor);
  const cell = grid.cells[at.row]?.[at.col];
  const row = grid.rows[at.row];
  const item = cell && counts[at.row]?.[at.col] === cell.items.length ? (cell.items[at.item] ?? null) : null;

  // Before the cursor is moved below: the focus goes to where it then stands, not to where it was.
  useEffect(() => {
    if (!focusNext.current || open) return;
    focusNext.current = false;
    scroller.current?.querySelector<HTMLElement>('[data-stop][tabindex="0"]')?.focus();
  });

  useEffect(() => {
    if (spot) follow.current = spot;
  }, [spot]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for when somebody asks to go there, and when the roster has changed
  useEffect(() => {
    const found = follow.current && findSpot(grid, follow.current);
    if (!found) return;
    follow.current = null;
    focusNext.current = true;
    setCursor(found);
  }, [grid, spot]);

  /** The day on which the cursor stands, to be found again when a week becomes a month. */
  const cursorDay = useRef(today);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when other days are shown; else the cursor stays where it is
  useEffect(() => {
    const column = (of: string) => grid.days.findIndex(({ day }) => day === of);
    const col = column(cursorDay.current) < 0 ? column(today) : column(cursorDay.current);
    setCursor((known) => ({ ...known, col: Math.max(0, col) }));
  }, [grid.days[0]?.day, grid.days.length]);
  useEffect(() => {
    cursorDay.current = cell?.day ?? today;
  });

  /** Judged once for each change, however often the pointer comes by. */
  const judged = useMemo(() => {
    const known = new Map<string, Verdict>();
    return (edit: Edit): Verdict => {
      const key = JSON.stringify(edit);
      const verdict = known.get(key) ?? judge(check, situation, places, findings, edit, today);
      known.set(key, verdict);
      return verdict;
    };
  }, [situation, places, findings, today]);

  const over: Hit | null =
    carrying === null ? null : carrying.by === 'pointer' ? hit : { row: at.row, col: at.col, item: null };
  const aim = carrying && over ? aimOf(grid, carrying, over) : null;
  const edit = carrying && aim ? editFor(carrying, aim, places) : null;
  const verdict = edit && judged(edit);

  const order = useMemo(() => (carrying ? cellOrder(grid, carrying.place?.day ?? null) : NO_ORDER), [grid, carrying]);
  const judgeCell = useMemo(() => {
    if (carrying === null) return null;
    return (id: string): Mark => {
      const found = order.byId.get(id);
      const target = found && targetOf(found.row, found.cell, null);
      const change = target ? editFor(carrying, target, places) : null;
      return change ? markOf(judged(change)) : 'none';
    };
  }, [carrying, order, places, judged]);
  useEffect(() => {
    if (judgeCell === null) return;
    // Written on the cells themselves: drawing a month anew at every mark would hold the pointer up.
    const elements = new Map<string, HTMLElement>();
    for (const element of scroller.current?.querySelectorAll<HTMLElement>('[data-cell]') ?? []) {
      elements.set(element.dataset.cell ?? '', element);
    }
    const end = inSlices(order.ids, judgeCell, (found) => {
      for (const [id, mark] of found) if (mark !== 'none') elements.get(id)?.setAttribute('data-mark', mark);
    });
    return () => {
      end();
      for (const element of elements.values()) element.removeAttribute('data-mark');
    };
  }, [order, judgeCell]);
  const carriedKey = carrying?.key ?? null;
  useEffect(() => {
    if (carriedKey === null) return;
    const items = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [])];
    const element = items.find(({ dataset }) => dataset.item === carriedKey);
    element?.setAttribute('data-carried', '');
    return () => element?.removeAttribute('data-carried');
  }, [carriedKey]);
  const [overRow, overCol, overItem] = [over?.row ?? -1, over?.col ?? -1, over?.item ?? null];
  useEffect(() => {
    const inCell = elementAt(scroller.current, overRow, overCol);
    const person = [...(inCell?.querySelectorAll<HTMLElement>('[data-item]') ?? [])];
    const element = person.find(({ dataset }) => dataset.item === overItem) ?? inCell;
    element?.setAttribute('data-over', '');
    return () => element?.removeAttribute('data-over');
  }, [overRow, overCol, overItem]);

  const commit = async (change: Edit, { hard, soft }: Verdict) => {
    setOpen(null);
    setCarrying(null);
    follow.current = change.on[0] ?? null;
    if (!(await run(changeOf(change, 'moved')))) return setSaid('');
    history.current.push(change);
    const fresh = [...hard.map(texts.sentence), ...texts.rules(soft)].slice(0, 5);
    setSaid([texts.done(change), fresh.length > 0 ? words.said.fresh(fresh.join('; ')) : ''].join(' '));
  };

  const attempt = (who: Carried, target: Target | null) => {
    setCarrying(null);
    setHit(null);
    const change = target && editFor(who, target, places);
    if (!change) return setSaid(words.noChange);
    const result = judged(change);
    if (result.past) return setSaid(failures.DayPast ?? '');
    if (result.refused.length > 0) return setSaid(words.said.refused(sentences(result.refused, texts)));
    if (result.hard.length > 0) return setOpen({ type: 'confirm', edit: change, verdict: result });
    void commit(change, result);
  };

  const latestPlaces = useRef(places);
  useEffect(() => {
    latestPlaces.current = places;
  });
  const undo = async () => {
    const last = history.current.pop();
    if (!last) return setSaid(words.undoNone);
    const back = inverse(last);
    follow.current = back.on[0] ?? null;
    if (await run(changeOf(back, 'undone'))) return setSaid(words.said.undone);
    // Refused only for now (the connection, a roster being generated): kept for another try. Else its places are gone.
    const there = new Set(latestPlaces.current.map(placeKey));
    const isKnown = [...back.off, ...back.on].every(({ day }) => day >= period.from && day <= period.to);
    if (!isKnown || back.off.every((each) => there.has(placeKey(each)))) history.current.push(last);
    else setSaid(words.said.undoGone);
  };

  const pickUp = (of: Item, by: Carrying['by'], whence: Row, day: string): boolean => {
    if (!plans || of.away !== null || of.place?.mark === 'withdrawn') return false;
    if (of.place ? of.place.day < today : day < today) {
      setSaid(failures.DayPast ?? '');
      return false;
    }
    if (whence.type === 'mine') return false;
    // Under the pointer nothing may move: a line that goes would take the board up with it.
    if (by === 'keys') setSaid(words.carryingHint);
    setCarrying({ officer: of.officer, place: of.place && asHand(of.place), by, key: of.key });
    return true;
  };

  const drag = useDrag(scroller, ghost, {
    begin: (from) => {
      const found = grid.cells[from.row]?.[from.col]?.items.find(({ key }) => key === from.item);
      const whence = grid.rows[from.row];
      const day = grid.days[from.col]?.day;
      return found !== undefined && whence !== undefined && day !== undefined && pickUp(found, 'pointer', whence, day);
    },
    over: setHit,
    drop: (to) => {
      if (!carrying) return;
      if (!to) return cancel();
      attempt(carrying, aimOf(grid, carrying, to));
    },
    cancel: () => cancel(),
  });

  const cancel = () => {
    setCarrying(null);
    setHit(null);
    setSaid(words.said.cancelled);
  };

  const openAdd = () => {
    if (!plans || !cell || !row) return;
    if (cell.day < today) return setSaid(failures.DayPast ?? '');
    if (row.type === 'free') setOpen({ type: 'pick', cell });
    else if (row.type === 'duty' || row.type === 'officer') setOpen({ type: 'add', row, cell });
  };
  const remove = () => {
    if (item?.place && plans && item.place.mark !== 'withdrawn') {
      attempt({ officer: item.officer, place: asHand(item.place) }, { type: 'free' });
    }
  };
  const enter = () => {
    if (!cell || !row) return;
    if (carrying) return attempt(carrying, targetOf(row, cell, null));
    if (item && pickUp(item, 'keys', row, cell.day)) return;
    if (!item) openAdd();
  };
  const swap = () => {
    if (!cell || !row || !item) return;
    if (!carrying) {
      if (pickUp(item, 'keys', row, cell.day)) setSaid(words.swapHint);
    } else if (item.place && item.place.mark !== 'withdrawn' && item.officer !== carrying.officer) {
      attempt(carrying, targetOf(row, cell, asHand(item.place)));
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const isScan = event.timeStamp - lastKey.current < SCAN_MS;
    lastKey.current = event.timeStamp;
    if (event.altKey || event.shiftKey) return;
    const step = STEPS[`${event.ctrlKey ? 'Ctrl+' : ''}${event.key}`];
    const act =
      step !== undefined
        ? () => {
            focusNext.current = true;
            setCursor(moveCursor(counts, at, step));
          }
        : event.ctrlKey
          ? undefined
          : event.key === 'Escape'
            ? carrying
              ? cancel
              : undefined
            : event.key === 'Enter' || event.key === ' '
              ? enter
              : event.key === 'Delete'
                ? remove
                : event.code === 'KeyS'
                  ? swap
                  : undefined;
    if (!act) return;
    event.preventDefault();
    // Arrows repeat and a scanner sends none; anything else at such a pace is a card being read.
    if (step !== undefined || !(isScan || event.repeat)) act();
  };

  const onClick = (event: MouseEvent) => {
    // Enter and Space are keys above; a drag that ended is no click.
    if (event.detail === 0 || drag.wasDragged()) return;
    const to = hitOf(event.target);
    const inCell = to && grid.cells[to.row]?.[to.col];
    const inRow = to && grid.rows[to.row];
    if (!to || !inCell || !inRow) return;
    if (carrying) return attempt(carrying, aimOf(grid, carrying, to));
    const index = inCell.items.findIndex(({ key }) => key === to.item);
    setCursor({ row: to.row, col: to.col, item: Math.max(0, index) });
    focusNext.current = true;
    if (dense && inRow.type === 'free' && plans && inCell.day >= today) setOpen({ type: 'pick', cell: inCell });
  };

  const acts = useRef<Acts>(NO_ACTS);
  useEffect(() => {
    acts.current = { add: openAdd, pick: enter, swap, remove };
  });
  const isCarrying = carrying !== null;
  /** Kept while the pointer moves: its lists may be open, and long. */
  const foot = useMemo(
    () => <BoardFoot {...screen}>{plans && <Keys carrying={isCarrying} acts={acts} />}</BoardFoot>,
    [screen, plans, isCarrying],
  );

  useKeys(plans ? { F2: openAdd, 'Ctrl+Z': () => void undo() } : {}, open === null);

  return (
    <div className={`${css.board} ${plans ? css.planning : ''} ${dense ? css.dense : ''} ${css[layout]}`}>
      {bar &&
        createPortal(
          <Tools {...{ layout, setLayout, plans }} count={history.current.length} undo={() => void undo()} />,
          bar,
        )}
      <div className={css.line1}>
        <p className={css.said} role="status" data-testid="roster-said">
          {said || noticeOf(screen)}
        </p>
        <Legend dense={dense} plans={plans} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the grid inside takes the keys; this is what scrolls */}
      <div
        ref={scroller}
        className={css.scroller}
        onPointerDown={drag.onPointerDown}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        <Table
          {...{ grid, texts, dense, layout, today, plans }}
          publishedAt={view.publishedAt}
          row={at.row}
          col={at.col}
          item={at.item}
          me={mine ?? ''}
        />
        {dense && <Letters {...{ layout, texts, people }} />}
      </div>
      <Detail {...{ row: row ?? null, cell: cell ?? null, item, texts, carrying, edit, verdict, plans }} />
      {foot}
      {carrying?.by === 'pointer' && (
        <div ref={ghost} className={css.ghost} aria-hidden="true">
          <strong>{texts.full(carrying.officer)}</strong>
          <Judged {...{ edit, verdict, texts }} carried={carrying} most={6} />
        </div>
      )}
      {open?.type === 'confirm' && (
        <ConfirmDialog
          {...{ texts, edit: open.edit, verdict: open.verdict }}
          onClose={() => setOpen(null)}
          onConfirm={() => void commit(open.edit, open.verdict)}
        />
      )}
      {open?.type === 'add' && (
        <AddDialog
          {...{ texts, view, places, judged, row: open.row, cell: open.cell }}
          onClose={() => setOpen(null)}
          onChoose={(who, target) => {
            setOpen(null);
            attempt(who, target);
          }}
        />
      )}
      {open?.type === 'pick' && (
        <PickDialog
          people={freeOn(open.cell.day, view)}
          texts={texts}
          day={open.cell.day}
          onClose={() => setOpen(null)}
          onChoose={(officer) => {
            setOpen(null);
            setSaid(words.carryingHint);
            setCarrying({ officer, place: null, by: 'keys', key: '' });
            focusNext.current = true;
          }}
        />
      )}
    </div>
  );
}

/** Why the board is empty, where it is. */
function noticeOf({ plans, view: { people, publishedAt } }: RosterScreen): string {
  if (plans) return people.some(({ active, teams }) => active && teams.length > 0) ? '' : words.nobody;
  return Object.keys(publishedAt).length > 0 ? '' : words.notPublished;
}

/** Cells in the order in which they are judged for a carried person: the days near theirs first. */
type Order = { ids: string[]; byId: Map<string, { row: Row; cell: Cell }> };

const NO_ORDER: Order = { ids: [], byId: new Map() };

function cellOrder({ rows, days, cells }: Grid, day: string | null): Order {
  const byId: Order['byId'] = new Map();
  const from = Math.max(
    0,
    days.findIndex((each) => each.day === day),
  );
  const columns = days.map((_, i) => i).sort((a, b) => Math.abs(a - from) - Math.abs(b - from));
  for (const col of columns) {
    for (const [r, row] of rows.entries()) {
      const cell = cells[r]?.[col];
      if (cell) byId.set(cell.id, { row, cell });
    }
  }
  return { ids: [...byId.keys()], byId };
}

/** What a place on the board means for whoever is carried: over a person, to change with them. */
function aimOf({ rows, cells }: Grid, carried: Carried, { row, col, item }: Hit): Target | null {
  const inRow = rows[row];
  const cell = cells[row]?.[col];
  if (!inRow || !cell) return null;
  const onto = cell.items.find(({ key }) => key === item);
  const isOther =
    onto?.place && onto.place.mark !== 'withdrawn' && (onto.officer !== carried.officer || inRow.type === 'officer');
  return targetOf(inRow, cell, isOther && onto.place ? asHand(onto.place) : null);
}

function targetOf(row: Row, { day }: Cell, onto: HandPlace | null): Target | null {
  if (row.type === 'duty') return { type: 'duty', day, team: row.teamId, shift: row.shiftId, onto };
  if (row.type === 'officer') return { type: 'officer', day, officer: row.id, onto };
  return row.type === 'free' ? { type: 'free' } : null;
}

function markOf({ past, refused, hard, soft }: Verdict): Mark {
  if (past || refused.length > 0) return 'refused';
  if (hard.length > 0) return 'hard';
  return soft.length > 0 ? 'soft' : 'good';
}

function sentences(findings: readonly Finding[], texts: Texts): string {
  const shown = findings.slice(0, 4).map(texts.sentence);
  if (findings.length > shown.length) shown.push(words.more(findings.length - shown.length));
  return shown.join('; ');
}

function elementAt(board: HTMLElement | null, row: number, col: number): HTMLElement | null {
  return board?.querySelector<HTMLElement>(`[data-row="${row}"][data-col="${col}"]`) ?? null;
}
