import { Hand, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { dayInText, roster as words } from '../../../ui/strings/vi/roster.ts';
import css from './board.module.css';
import type { Cell, Item, Row } from './grid.ts';
import type { Texts } from './texts.ts';

export type CellProps = {
  cell: Cell;
  row: Row;
  at: readonly [row: number, col: number];
  texts: Texts;
  /** A month: names in a few letters. */
  dense: boolean;
  /** The person on which the cursor stands, 0 in an empty cell; null when it is elsewhere. */
  cursor: number | null;
  me: string;
  /** Weekend, holiday, today, past: how the whole column looks. */
  look: string;
};

/** One cell of the board. Drawn again only when what it shows has changed: a month has some 300 of them. */
export const CellView = memo(Plain, isSame);

function Plain(props: CellProps) {
  const { cell, row, at, dense, cursor, look } = props;
  const { items, need } = cell;
  const have = items.filter(({ place }) => place !== null && place.mark !== 'withdrawn').length;
  const isCounted = dense && row.type === 'free';
  const ownFindings = cell.findings.filter(({ rule }) => rule !== 'coverUnder' && rule !== 'coverOver');
  const isShort = need !== null && have < need;
  const isHard = ownFindings.some(({ hard }) => hard);
  // In a month "thiếu 2" leaves no room for the lesser sign.
  const isSigned = isHard || (ownFindings.length > 0 && !(dense && isShort));
  const isEmpty = items.length === 0;
  return (
    <td
      className={`${css.cell} ${look}`}
      data-cell={cell.id}
      data-row={at[0]}
      data-col={at[1]}
      {...(isEmpty ? { tabIndex: cursor === null ? -1 : 0, 'data-stop': '' } : {})}
    >
      <div className={css.stack}>
        {need !== null && (need > 0 || have > 0) && (
          <span className={`${css.need} ${isShort ? css.short : ''}`}>
            {isSigned && <Sign isHard={isHard} dense={dense} />}
            {!(dense && isShort) && `${have}/${need}`}
            {isShort && <b>{words.short(need - have)}</b>}
            {have > need && !dense && words.over(have - need)}
          </span>
        )}
        {isCounted && !isEmpty ? (
          <button
            type="button"
            className={css.count}
            tabIndex={cursor === null ? -1 : 0}
            data-stop=""
            aria-label={words.freeLabel(items.length, dayInText(cell.day))}
          >
            {items.length}
          </button>
        ) : (
          items.map((item, i) => <Person key={item.key} item={item} i={i} {...props} />)
        )}
      </div>
    </td>
  );
}

function Person({ item, i, row, texts, dense, cursor, me }: CellProps & { item: Item; i: number }) {
  const { officer, place, away, findings } = item;
  const isWithdrawn = place?.mark === 'withdrawn';
  const isSigned = findings.length > 0 && row.type !== 'free';
  const isHard = findings.some(({ hard }) => hard);
  const looks = [
    css.person,
    place === null ? css.resting : '',
    officer === me ? css.own : '',
    isWithdrawn ? css.withdrawn : '',
    place?.mark === 'added' ? css.added : '',
    isSigned && dense && !isHard ? css.softly : '',
    place && (row.type === 'officer' || row.type === 'mine') ? css.shift : '',
  ];
  const isShift = place !== null && (row.type === 'officer' || row.type === 'mine');
  const team = place ? texts.teamIndex(place.team) : 0;
  return (
    <button
      type="button"
      className={looks.join(' ')}
      tabIndex={cursor === i ? 0 : -1}
      data-stop=""
      data-item={item.key}
      title={itemTitle(item, row, texts)}
      {...(isShift ? { 'data-team': team } : {})}
    >
      <span className={css.seen}>
        {isSigned && !(dense && !isHard) && <Sign isHard={isHard} dense={dense} />}
        {place?.mark === 'added' && <span className={css.plus}>+</span>}
        {isShift ? (
          <Shift item={item} texts={texts} dense={dense} />
        ) : row.type === 'officer' && away ? (
          <span>{words.awayLetters[away]}</span>
        ) : (
          <>
            <span className={css.name}>{dense ? texts.tiny(officer) : texts.short(officer)}</span>
            {!dense && (
              <span className={css.rank}>
                {away ? words.awayKinds[away] : row.type === 'free' ? '' : texts.rank(officer)}
              </span>
            )}
          </>
        )}
        {!dense && place?.byHand && !isWithdrawn && <Hand size={11} className={css.hand} />}
      </span>
    </button>
  );
}

function Shift({ item: { place }, texts, dense }: { item: Item; texts: Texts; dense: boolean }) {
  if (!place) return null;
  if (!dense) {
    return (
      <span className={css.name}>
        {texts.shift(place.shift)} <small>{texts.sign(place.team)}</small>
      </span>
    );
  }
  return (
    <span>
      {texts.letter(place.shift)}
      {texts.teamIndex(place.team) > 0 && <small>{texts.sign(place.team)}</small>}
    </span>
  );
}

/** Something here breaks a rule: filled (in a month an exclamation mark, else a dot) where the rule must hold. */
function Sign({ isHard, dense }: { isHard: boolean; dense: boolean }) {
  if (dense) {
    return (
      <span className={isHard ? css.hardMark : css.softMark} aria-hidden="true">
        {isHard ? '!' : ''}
      </span>
    );
  }
  return <TriangleAlert size={13} className={isHard ? css.hardSign : css.softSign} aria-hidden="true" />;
}

/** The whole name and what is to be known: a tip under the mouse, read after the short name that is seen. */
function itemTitle({ officer, place, away, findings }: Item, row: Row, texts: Texts): string {
  const what = place && (row.type === 'officer' || row.type === 'mine');
  return [
    what ? `${texts.shift(place.shift)}, ${texts.team(place.team)}` : texts.full(officer),
    away && words.awayKinds[away],
    place?.mark === 'added' && words.marks.added,
    place?.mark === 'withdrawn' && words.marks.withdrawn,
    place?.byHand && place.mark !== 'withdrawn' && words.marks.byHand,
    ...texts.rules(findings),
  ]
    .filter(Boolean)
    .join(', ');
}

function isSame(a: CellProps, b: CellProps): boolean {
  return (
    a.cell.sign === b.cell.sign &&
    a.cell.id === b.cell.id &&
    a.texts === b.texts &&
    a.dense === b.dense &&
    a.cursor === b.cursor &&
    a.look === b.look &&
    a.at[0] === b.at[0] &&
    a.at[1] === b.at[1]
  );
}
