import { type KeyboardEvent, useState } from 'react';
import { timeOf } from '../../../../electron/core/roster/paper.ts';
import { SKILLS } from '../../../../electron/core/roster/settings.ts';
import { Action } from '../../../ui/form.tsx';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import { cellName, walk } from './model.ts';
import type { RulesProps } from './Rules.tsx';
import css from './rules.module.css';
import { type CoverCell, cellKey, coverGrid, coverRows, HOLIDAY, NOBODY } from './rules.ts';
import { Small } from './Small.tsx';

const words = rosterPeople.rules.cover;

/** The week as people think of it, and holidays behind it. */
const DAYS = [1, 2, 3, 4, 5, 6, 0, HOLIDAY] as const;
const WORKDAYS = [1, 2, 3, 4, 5];
const MOST_PEOPLE = 40;

/** People needed, as a grid: teams and shifts down, the days of a week and holidays across. */
export function Cover({ value, onChange, people }: RulesProps) {
  const { teams, shifts } = value;
  const grid = coverGrid(value.cover);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const rows = teams.flatMap((team) => shifts.map((shift) => ({ team, shift })));
  const row = rows[Math.min(at.row, rows.length - 1)];
  const day = DAYS[at.column] ?? 1;
  const cellAt = (team: string, shift: string, on: number): CoverCell | undefined =>
    on === HOLIDAY ? grid.get(cellKey(team, shift, on)) : (grid.get(cellKey(team, shift, on)) ?? NOBODY);
  /** Null: a holiday as its weekday. */
  const put = (cells: readonly [team: string, shift: string, day: number, cell: CoverCell | null][]) => {
    const next = new Map(grid);
    for (const [team, shift, on, cell] of cells) {
      const key = cellKey(team, shift, on);
      if (cell === null) next.delete(key);
      else next.set(key, clipped(cell));
    }
    onChange({ ...value, cover: coverRows(next, value) });
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (walk(event) || !row || event.ctrlKey || event.altKey) return;
    const { team, shift } = row;
    const now = cellAt(team.id, shift.id, day) ?? NOBODY;
    if (/^\d$/.test(event.key)) {
      event.preventDefault();
      put([[team.id, shift.id, day, { ...now, people: Number(event.key) }]]);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      put([[team.id, shift.id, day, day === HOLIDAY ? null : NOBODY]]);
    }
  };
  const week = DAYS.filter((each) => each !== HOLIDAY).reduce<number>(
    (sum, each) => sum + rows.reduce((n, { team, shift }) => n + (cellAt(team.id, shift.id, each)?.people ?? 0), 0),
    0,
  );
  const chosen = row ? cellAt(row.team.id, row.shift.id, day) : undefined;
  const copyTo = (days: readonly number[]) =>
    row && put(days.map((each) => [row.team.id, row.shift.id, each, chosen ?? NOBODY]));

  return (
    <>
      <div className={css.tableWrap}>
        <table className={css.cover} onKeyDown={onKey}>
          <thead>
            <tr>
              <td />
              {DAYS.map((each) => (
                <th key={each} scope="col" className={[0, 6, HOLIDAY].includes(each) ? css.off : undefined}>
                  {words.days[each]}
                </th>
              ))}
            </tr>
          </thead>
          {teams.map((team, teamIndex) => (
            <tbody key={team.id}>
              <tr>
                <th scope="rowgroup" colSpan={1 + DAYS.length} className={css.teamName}>
                  {team.name}
                </th>
              </tr>
              {shifts.map((shift, shiftIndex) => (
                <tr key={shift.id}>
                  <th scope="row">
                    {shift.name} <span>{timeOf(shift)}</span>
                  </th>
                  {DAYS.map((each, column) => {
                    const index = teamIndex * shifts.length + shiftIndex;
                    const cell = cellAt(team.id, shift.id, each);
                    const isAt = index === at.row && column === at.column;
                    return (
                      <td key={each} className={[0, 6, HOLIDAY].includes(each) ? css.off : undefined}>
                        <button
                          type="button"
                          data-cell={cellName(index, column)}
                          tabIndex={isAt ? 0 : -1}
                          className={isAt ? css.atCell : undefined}
                          onFocus={() => setAt({ row: index, column })}
                          onClick={(event) => event.currentTarget.focus()}
                        >
                          <span className={css.spoken}>
                            {words.cell(team.name, shift.name, words.dayNames[each] ?? '')}:
                          </span>
                          {cell === undefined ? (
                            <small>{words.asUsual}</small>
                          ) : (
                            <>
                              <strong className={cell.people === 0 ? css.nobody : undefined}>{cell.people}</strong>
                              <small aria-hidden="true">{skillText(cell)}</small>
                              <span className={css.spoken}>{skillsSpoken(cell)}</span>
                            </>
                          )}
                        </button>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {row && (
        <fieldset className={css.cell}>
          <legend>{words.cell(row.team.name, row.shift.name, words.dayNames[day] ?? '')}</legend>
          <div className={css.labelled}>
            <span aria-hidden="true">{words.people}</span>
            <Small
              label={words.people}
              value={chosen?.people ?? 0}
              min={0}
              max={MOST_PEOPLE}
              onChange={(n) => put([[row.team.id, row.shift.id, day, { ...(chosen ?? NOBODY), people: n }]])}
            />
          </div>
          <span>{words.within}</span>
          {SKILLS.map((skill) => (
            <div key={skill} className={css.labelled}>
              <span aria-hidden="true">{words.skills[skill]}</span>
              <Small
                label={words.skills[skill]}
                value={chosen?.skills[skill] ?? 0}
                min={0}
                max={chosen?.people ?? 0}
                disabled={(chosen?.people ?? 0) === 0}
                onChange={(n) => {
                  const now = chosen ?? NOBODY;
                  put([[row.team.id, row.shift.id, day, { ...now, skills: { ...now.skills, [skill]: n } }]]);
                }}
              />
            </div>
          ))}
          <span className={css.copies}>
            <Action tone="quiet" onPress={() => copyTo(WORKDAYS)}>
              {words.toWorkdays}
            </Action>
            <Action tone="quiet" onPress={() => copyTo([0, ...WORKDAYS, 6])}>
              {words.toWeek}
            </Action>
          </span>
        </fieldset>
      )}
      <p className={css.keys}>
        {words.legend} · {words.keys}
      </p>
      <p className={css.total}>{words.totalOf(week, people.filter(({ teams: of }) => of.length > 0).length)}</p>
    </>
  );
}

/** No more people with a skill than people. */
function clipped({ people, skills }: CoverCell): CoverCell {
  const fewer = { ...skills };
  for (const skill of SKILLS) fewer[skill] = Math.min(people, skills[skill]);
  return { people, skills: fewer };
}

function skillText({ skills }: CoverCell): string {
  return SKILLS.filter((skill) => skills[skill] > 0)
    .map((skill) => `${words.short[skill]}${skills[skill] > 1 ? skills[skill] : ''}`)
    .join(' ');
}

function skillsSpoken({ skills }: CoverCell): string {
  return SKILLS.filter((skill) => skills[skill] > 0)
    .map((skill) => `${words.skills[skill]} ${skills[skill]}`)
    .join(', ');
}
