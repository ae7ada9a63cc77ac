import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays, type ServiceDay, weekday } from '../../../../electron/core/kernel/time.ts';
import { LEAVE_KINDS, type Leave, type LeaveKind } from '../../../../electron/core/roster/model.ts';
import { commandKey, refresh } from '../../../api/client.ts';
import { useAct } from '../../../ui/act.ts';
import { Action, Ask, Choices, Choose, DateField, Failure } from '../../../ui/form.tsx';
import { form } from '../../../ui/strings/vi/form.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import { monthOf, type RosterScreen } from '../model.ts';
import { emptiedBy, isHere, leaveWrong, shownPeople } from './model.ts';
import css from './people.module.css';

const words = rosterPeople.leave;

/** The longest period that the host answers at once. */
const MOST_DAYS = 62;

type NewLeave = Omit<Leave, 'id'>;

/** Who is away when: a picture of the month, and a form that adds to it. */
export function LeavePart(screen: RosterScreen) {
  const { api, view, today, plans, setPeriod, places } = screen;
  const queries = useQueryClient();
  const act = useAct();
  const shown = shownPeople(view.people, places, view.from);
  const here = shown.filter((person) => isHere(person, today));
  const [draft, setDraft] = useState<NewLeave>({ officer: '', from: '', to: '', kind: 'leave' });
  const [wrong, setWrong] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  /** Published shifts that the leave would empty, shown before it is entered. */
  const [emptied, setEmptied] = useState<ReturnType<typeof emptiedBy> | null>(null);
  const [removing, setRemoving] = useState<Leave | null>(null);
  /** Anew after each entry, so that the empty fields are seen empty. */
  const [entry, setEntry] = useState(0);
  const officer = here.some(({ id }) => id === draft.officer) ? draft.officer : (here[0]?.id ?? '');
  const leave: NewLeave = { ...draft, officer };
  const nameOf = (id: string) => view.people.find((person) => person.id === id)?.name ?? '';

  const change = (part: Partial<NewLeave>) => {
    setWrong(null);
    act.clear();
    setSaid('');
    setDraft({ ...draft, ...part });
  };
  const send = async (): Promise<void> => {
    const { from, to, kind } = leave;
    const key = commandKey();
    const done = await act.run(() =>
      api.roster.run.mutate({ key, command: { type: 'setLeave', officer, from, to, kind } }),
    );
    if (!done) return;
    setEmptied(null);
    setSaid(words.added(nameOf(officer), from, to));
    setDraft({ ...draft, officer, from: '', to: '' });
    setEntry((n) => n + 1);
    void refresh(queries, ['roster']);
    if (to < view.from || from > view.to) setPeriod(monthOf(from < today ? today : from));
  };
  const add = async (): Promise<void> => {
    setSaid('');
    // What can be seen wrong without asking is said at once.
    const early = leaveWrong(leave, view.situation.leave, nameOf(officer), today);
    if (early !== null) return setWrong(early);
    const { from, to } = leave;
    const last = addDays(from, MOST_DAYS - 1);
    const asked = await act.run(async () => ({
      ok: true as const,
      value: await api.roster.view.query({ from, to: to < last ? to : last }),
    }));
    if (!asked) return;
    const found = leaveWrong(leave, asked.value.situation.leave, nameOf(officer), today);
    if (found !== null) return setWrong(found);
    const shifts = emptiedBy(leave, asked.value.places);
    if (shifts.length > 0) setEmptied(shifts);
    else await send();
  };

  return (
    <div className={plans ? css.leavePage : css.leaveAlone}>
      {plans && (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <h2>{words.form}</h2>
          <Choose
            label={words.officer}
            value={officer}
            options={here.map(({ id, name, rank }) => ({ value: id, label: [rank, name].filter(Boolean).join(' ') }))}
            onChange={(id) => change({ officer: id })}
          />
          <div className={css.dates} key={entry}>
            <DateField
              label={words.from}
              value={draft.from}
              autoFocus={entry > 0}
              onChange={(from) => change({ from, ...(draft.to === '' ? { to: from } : {}) })}
            />
            <DateField label={words.to} value={draft.to} onChange={(to) => change({ to })} />
          </div>
          <Choices
            label={words.kind}
            value={draft.kind}
            columns={2}
            options={LEAVE_KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
            onChange={(kind) => change({ kind })}
          />
          <p className={css.note}>{words.privacy}</p>
          <Action tone="main" onPress={() => void add()}>
            {words.add}
          </Action>
          <button type="submit" hidden />
          {(wrong ?? (emptied === null ? act.failure : null)) !== null && <Failure>{wrong ?? act.failure}</Failure>}
          <p className={css.said} role="status">
            {said}
          </p>
        </form>
      )}
      <Bars {...screen} onPick={plans ? setRemoving : undefined} />
      {emptied !== null && (
        <Ask
          title={words.emptied(emptied.length)}
          onClose={() => setEmptied(null)}
          failure={act.failure}
          foot={
            <>
              <Action onPress={() => setEmptied(null)} autoFocus>
                {form.cancel}
              </Action>
              <Action tone="main" onPress={() => void send()}>
                {words.addAnyway}
              </Action>
            </>
          }
        >
          <p>{words.emptiedText(nameOf(officer))}</p>
          <ul className={css.emptied}>
            {emptied.map(({ day, shift, team, others }) => (
              <li key={`${day} ${shift} ${team}`}>
                {words.shift(
                  day,
                  nameIn(view.situation.settings.shifts, shift),
                  nameIn(view.situation.settings.teams, team),
                )}{' '}
                <strong>({others === 0 ? words.alone : words.others(others)})</strong>
              </li>
            ))}
          </ul>
          <p>{words.emptiedNext}</p>
        </Ask>
      )}
      {removing !== null && (
        <RemoveDialog
          {...screen}
          leave={removing}
          name={nameOf(removing.officer)}
          onClose={() => setRemoving(null)}
          onDone={() => {
            setRemoving(null);
            setSaid(words.removed);
          }}
        />
      )}
    </div>
  );
}

type BarsProps = RosterScreen & { onPick: ((leave: Leave) => void) | undefined };

/** A line an officer, a column a day, a bar each time somebody is away. */
function Bars({ view, places, today, onPick }: BarsProps) {
  const days = view.situation.calendar;
  const people = shownPeople(view.people, places, view.from);
  const index = new Map(days.map(({ day }, i) => [day, i]));
  const columnOf = (day: ServiceDay) => (day < view.from ? 0 : (index.get(day) ?? days.length - 1));
  const away = (day: ServiceDay) => view.situation.leave.filter(({ from, to }) => from <= day && day <= to).length;
  const columns = { gridTemplateColumns: `230px repeat(${days.length}, minmax(0, 1fr))` };
  return (
    <div className={css.bars}>
      <div className={css.barHead} style={columns}>
        <span>{words.title}</span>
        {days.map(({ day, holiday }) => (
          <span key={day} className={dayLook(day, holiday, today)} title={holiday ?? undefined}>
            <small>{'CN T2 T3 T4 T5 T6 T7'.split(' ')[weekday(day)]}</small>
            {Number(day.slice(8))}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by Tab */}
      <section className={css.barBody} aria-label={words.title} tabIndex={0}>
        {people.map((person) => (
          <div key={person.id} className={css.barRow} style={columns}>
            <span className={css.barName} title={`${person.rank} ${person.name}`.trim()}>
              {person.name}
            </span>
            {days.map(({ day, holiday }, i) => (
              <span
                key={day}
                className={`${css.barCell} ${dayLook(day, holiday, today)}`}
                style={{ gridColumn: i + 2 }}
                aria-hidden="true"
              />
            ))}
            {view.situation.leave
              .filter(({ officer }) => officer === person.id)
              .map((leave) => (
                <button
                  key={leave.id}
                  type="button"
                  className={`${css.bar} ${css[leave.kind]}`}
                  style={{ gridColumn: `${columnOf(leave.from) + 2} / ${columnOf(leave.to) + 3}` }}
                  aria-label={words.bar(person.name, leave.kind, leave.from, leave.to)}
                  title={words.bar(person.name, leave.kind, leave.from, leave.to)}
                  disabled={onPick === undefined || leave.to < today}
                  onClick={() => onPick?.(leave)}
                >
                  {shortKind(leave.kind, columnOf(leave.to) - columnOf(leave.from) + 1)}
                </button>
              ))}
          </div>
        ))}
      </section>
      <div className={css.barFoot} style={columns}>
        <span>{view.situation.leave.length === 0 ? words.nobody : words.awayCount}</span>
        {days.map(({ day, holiday }) => (
          <span key={day} className={dayLook(day, holiday, today)}>
            {away(day) || ''}
          </span>
        ))}
      </div>
    </div>
  );
}

/** As much of the kind as a bar of so many days has room for; a reader hears all of it. */
function shortKind(kind: LeaveKind, days: number): string {
  if (days >= 3) return words.kinds[kind];
  return days === 2 ? words.shortKinds[kind] : words.shortKinds[kind].slice(0, 1);
}

function dayLook(day: ServiceDay, holiday: string | null, today: ServiceDay): string {
  const off = holiday !== null ? css.holiday : [0, 6].includes(weekday(day)) ? css.weekend : '';
  return `${off ?? ''} ${day === today ? css.today : ''}`;
}

type RemoveProps = RosterScreen & { leave: Leave; name: string; onClose: () => void; onDone: () => void };

function RemoveDialog({ api, leave, name, onClose, onDone }: RemoveProps) {
  const act = useAct();
  const queries = useQueryClient();
  const remove = async () => {
    const command = { type: 'removeLeave', id: leave.id } as const;
    if (!(await act.run(() => api.roster.run.mutate({ key: commandKey(), command })))) return;
    onDone();
    void refresh(queries, ['roster']);
  };
  return (
    <Ask
      title={words.removeTitle}
      onClose={onClose}
      failure={act.failure}
      foot={
        <>
          <Action onPress={onClose} autoFocus>
            {form.cancel}
          </Action>
          <Action tone="danger" onPress={() => void remove()}>
            {words.remove}
          </Action>
        </>
      }
    >
      <p>{words.removeText(name, leave.kind, leave.from, leave.to)}</p>
    </Ask>
  );
}

function nameIn(list: readonly { id: string; name: string }[], id: string): string {
  return list.find((each) => each.id === id)?.name ?? '';
}
