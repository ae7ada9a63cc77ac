import { useMemo } from 'react';
import { Autocomplete, Input, Label, ListBox, ListBoxItem, SearchField } from 'react-aria-components';
import type { ServiceDay } from '../../../../electron/core/kernel/time.ts';
import { foldName, matchesFolded } from '../../../../electron/core/people/names.ts';
import type { RosterPlace } from '../../../../electron/core/roster/model.ts';
import type { RosterPerson, RosterView } from '../../../../electron/core/roster/views.ts';
import { Action, Ask } from '../../../ui/form.tsx';
import { form } from '../../../ui/strings/vi/form.ts';
import { dayInText, roster as words } from '../../../ui/strings/vi/roster.ts';
import type { Edit } from '../model.ts';
import css from './board.module.css';
import { asHand, type Carried, editFor, type Target, type Verdict } from './edit.ts';
import { type Cell, isThere, type Row } from './grid.ts';
import { useMarks } from './marks.ts';
import type { Texts } from './texts.ts';

type Choice = {
  id: string;
  name: string;
  note: string;
  /** Those who are free come first, those who are away last. */
  order: number;
  carried: Carried;
  target: Target;
};

type AddProps = {
  view: RosterView;
  places: readonly RosterPlace[];
  texts: Texts;
  row: Row;
  cell: Cell;
  judged: (edit: Edit) => Verdict;
  onClose: () => void;
  onChoose: (carried: Carried, target: Target) => void;
};

/** Who is to come on duty in a team's shift, or (in an officer's row) which shift the officer gets. Type to find. */
export function AddDialog({ view, places, texts, row, cell, judged, onClose, onChoose }: AddProps) {
  const choices = useMemo(() => choicesOf(view, places, texts, row, cell), [view, places, texts, row, cell]);
  const ids = useMemo(() => choices.map(({ id }) => id), [choices]);
  const judge = useMemo(() => {
    const byId = new Map(choices.map((each) => [each.id, each]));
    return (id: string): string => {
      const choice = byId.get(id);
      const edit = choice ? editFor(choice.carried, choice.target, places) : null;
      if (!edit) return words.noChange;
      const { refused, hard, soft } = judged(edit);
      return texts.rules([...refused, ...hard, ...soft]).join(', ') || words.noneBroken;
    };
  }, [choices, places, judged, texts]);
  const rules = useMarks(ids, judge);
  const title =
    row.type === 'officer'
      ? words.addShiftTitle(texts.full(row.id), dayInText(cell.day))
      : row.type === 'duty'
        ? words.addTitle(texts.where({ day: cell.day, team: row.teamId, shift: row.shiftId }))
        : '';
  return (
    <Finder
      title={title}
      search={row.type === 'officer' ? words.addShift : words.addSearch}
      rows={choices.map(({ id, name, note }) => ({ id, name, note, aside: rules.get(id) ?? '' }))}
      onClose={onClose}
      onChoose={(id) => {
        const choice = choices.find((each) => each.id === id);
        if (choice) onChoose(choice.carried, choice.target);
      }}
    />
  );
}

type PickProps = {
  people: readonly RosterPerson[];
  texts: Texts;
  day: ServiceDay;
  onClose: () => void;
  onChoose: (officer: string) => void;
};

/** Those who are free on a day, where a month's column is too narrow to show them: whoever is chosen is carried. */
export function PickDialog({ people, texts, day, onClose, onChoose }: PickProps) {
  return (
    <Finder
      title={words.pickTitle(dayInText(day))}
      search={words.addSearch}
      hint={words.pickHint}
      rows={people.map(({ id, teams }) => ({
        id,
        name: texts.full(id),
        note: teams.map(texts.team).join(', '),
        aside: '',
      }))}
      onClose={onClose}
      onChoose={onChoose}
    />
  );
}

type ConfirmProps = { edit: Edit; verdict: Verdict; texts: Texts; onClose: () => void; onConfirm: () => void };

/** Before a rule that must hold is broken: says which ones, once. */
export function ConfirmDialog({ edit, verdict, texts, onClose, onConfirm }: ConfirmProps) {
  return (
    <Ask
      title={words.confirmTitle}
      onClose={onClose}
      testId="confirm-broken"
      foot={
        <>
          <Action onPress={onClose} autoFocus>
            {form.cancel}
          </Action>
          <Action tone="danger" onPress={onConfirm}>
            {words.confirm}
          </Action>
        </>
      }
    >
      <p>{texts.plan(edit)}</p>
      <p>{words.confirmText}</p>
      <ul className={css.broke}>
        {verdict.hard.map((each, i) => (
          <li key={i}>{texts.sentence(each)}</li>
        ))}
      </ul>
    </Ask>
  );
}

type FinderProps = {
  title: string;
  search: string;
  hint?: string;
  rows: readonly { id: string; name: string; note: string; aside: string }[];
  onClose: () => void;
  onChoose: (id: string) => void;
};

function Finder({ title, search, hint, rows, onClose, onChoose }: FinderProps) {
  return (
    <Ask title={title} onClose={onClose} testId="roster-finder" foot={<Action onPress={onClose}>{form.cancel}</Action>}>
      {hint !== undefined && <p>{hint}</p>}
      <Autocomplete filter={(text, query) => query.trim() === '' || matchesFolded(query, foldName(text))}>
        <SearchField autoFocus>
          <Label className={css.unseen ?? ''}>{search}</Label>
          <Input className={css.finderInput ?? ''} placeholder={search} />
        </SearchField>
        <ListBox
          className={css.finderList ?? ''}
          aria-label={title}
          items={rows}
          onAction={(key) => onChoose(String(key))}
          renderEmptyState={() => <p className={css.nothing}>{words.addNobody}</p>}
        >
          {({ id, name, note, aside }) => (
            <ListBoxItem id={id} textValue={name} className={css.finderRow ?? ''}>
              <strong>{name}</strong>
              <span>{note}</span>
              <span className={css.finderRules}>{aside}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Autocomplete>
    </Ask>
  );
}

function choicesOf(
  { people, situation }: RosterView,
  places: readonly RosterPlace[],
  texts: Texts,
  row: Row,
  { day, items }: Cell,
): Choice[] {
  const { settings, leave } = situation;
  const onDay = places.filter((place) => place.day === day);
  // Where an officer has one shift a day, giving them another one means to move them.
  const from = (officer: string) =>
    settings.rules.shiftsPerDay > 1 ? null : (onDay.find((place) => place.officer === officer) ?? null);
  if (row.type === 'officer') {
    const own = new Set(row.officer.teams);
    const place = from(row.id);
    return settings.teams
      .flatMap((team) =>
        settings.shifts.map(
          (shift): Choice => ({
            id: `${team.id} ${shift.id}`,
            name: `${shift.name}, ${team.name}`,
            note: words.hours(shift.from, shift.to),
            order: own.has(team.id) ? 0 : 1,
            carried: { officer: row.id, place: place && asHand(place) },
            target: { type: 'duty', day, team: team.id, shift: shift.id, onto: null },
          }),
        ),
      )
      .sort((a, b) => a.order - b.order);
  }
  if (row.type !== 'duty') return [];
  const there = new Set(items.filter(({ place }) => place?.mark !== 'withdrawn').map(({ officer }) => officer));
  return people
    .filter((each) => isThere(each, day) && each.teams.length > 0 && !there.has(each.id))
    .map((each): Choice => {
      const away = leave.find(({ officer, from: first, to }) => officer === each.id && first <= day && day <= to);
      const busy = onDay.filter(({ officer }) => officer === each.id);
      const place = from(each.id);
      return {
        id: each.id,
        name: texts.full(each.id),
        note: away
          ? words.addAway(words.awayKinds[away.kind])
          : busy.length > 0
            ? words.addOther(busy.map(({ shift }) => texts.shift(shift)).join(', '))
            : words.addFree,
        order: (away ? 4 : 0) + (busy.length > 0 ? 2 : 0) + (each.teams.includes(row.teamId) ? 0 : 1),
        carried: { officer: each.id, place: place && asHand(place) },
        target: { type: 'duty', day, team: row.teamId, shift: row.shiftId, onto: null },
      };
    })
    .sort((a, b) => a.order - b.order);
}
