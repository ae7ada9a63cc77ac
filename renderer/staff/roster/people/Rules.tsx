import { useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { calendarOf } from '../../../../electron/core/roster/calendar.ts';
import type { RosterSettings } from '../../../../electron/core/roster/settings.ts';
import { hoursOf } from '../../../../electron/core/roster/shifts.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { refresh } from '../../../api/client.ts';
import { useAct } from '../../../ui/act.ts';
import { Action, Amount, Choose, Failure, Field, Tick, TimeField } from '../../../ui/form.tsx';
import { dayMonth } from '../../../ui/strings/vi/roster.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import type { RosterScreen } from '../model.ts';
import { Cover } from './Cover.tsx';
import { RuleList } from './RuleList.tsx';
import css from './rules.module.css';
import { contradictions, newId, type RulesPage, withDefaults, withoutShift, withoutTeam } from './rules.ts';
import { Small } from './Small.tsx';

const words = rosterPeople.rules;
const PAGES = Object.keys(words.pages) as RulesPage[];

/** What each page of the rules works on. */
export type RulesProps = {
  value: RosterSettings;
  onChange: (value: RosterSettings) => void;
  people: readonly RosterPerson[];
  today: string;
};

/**
 * What is being changed and not saved yet. It is kept beside the questions to the host, so that looking at the board in
 * between loses nothing, and a locked screen forgets it.
 */
const DRAFT = ['rosterRulesDraft'];

/** How a roster is made: shifts, teams, people needed, holidays, and the rules with what they weigh. Saved as a whole. */
export function Rules({ api, view, today }: RosterScreen) {
  const queries = useQueryClient();
  const { settings } = view.situation;
  const [page, setPage] = useState<RulesPage>('shifts');
  const [draft, setDraft] = useState(() => queries.getQueryData<RosterSettings>(DRAFT) ?? null);
  const [saved, setSaved] = useState(false);
  /** Doubtful things were said and are to be saved all the same. */
  const [warned, setWarned] = useState(false);
  const act = useAct();
  const value = draft ?? settings;
  const dirty = draft !== null && JSON.stringify(draft) !== JSON.stringify(settings);
  const found = contradictions(value, view.people, today);
  const said = dirty && (found.wrong.length > 0 || found.doubtful.length > 0);

  const keep = (next: RosterSettings | null) => {
    setDraft(next);
    if (next === null) return queries.removeQueries({ queryKey: DRAFT });
    queries.setQueryDefaults(DRAFT, { gcTime: Number.POSITIVE_INFINITY });
    queries.setQueryData(DRAFT, next);
  };
  const change = (next: RosterSettings) => {
    setSaved(false);
    setWarned(false);
    act.clear();
    keep(next);
  };
  const save = async () => {
    if (!dirty || found.wrong.length > 0) return;
    if (found.doubtful.length > 0 && !warned) return setWarned(true);
    if (!(await act.run(() => api.roster.setRules.mutate({ value })))) return;
    await refresh(queries, ['roster']);
    keep(null);
    setWarned(false);
    setSaved(true);
  };

  const props: RulesProps = { value, onChange: change, people: view.people, today };
  return (
    <div className={css.frame}>
      <nav className={css.nav} aria-label={words.navigation}>
        <ul>
          {PAGES.map((each) => (
            <li key={each}>
              <button
                type="button"
                onClick={() => setPage(each)}
                {...(each === page ? { 'aria-current': 'page' as const } : {})}
              >
                {words.pages[each]}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <form
        className={css.page}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by Tab */}
        <section className={css.scroll} aria-label={words.pages[page]} tabIndex={0}>
          <header className={css.head}>
            <div>
              <h2>{words.pages[page]}</h2>
              <p>{words[page].lead}</p>
            </div>
            <Action
              tone="quiet"
              label={words.defaultsOf(words.pages[page])}
              onPress={() => change(withDefaults(value, page))}
            >
              {words.defaults}
            </Action>
          </header>
          {page === 'shifts' && <Shifts {...props} />}
          {page === 'teams' && <Teams {...props} />}
          {page === 'cover' && <Cover {...props} />}
          {page === 'holidays' && <Holidays {...props} />}
          {page === 'rules' && <RuleList {...props} />}
        </section>
        {said && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by Tab
          <div className={css.found} role="status" tabIndex={0}>
            <Sentences title={words.blocked} list={found.wrong} look={css.wrong} />
            {found.wrong.length === 0 && <Sentences title={words.warned} list={found.doubtful} look={undefined} />}
          </div>
        )}
        <footer className={css.foot}>
          <Action tone="main" onPress={() => void save()} disabled={!dirty || found.wrong.length > 0}>
            {act.busy ? words.saving : warned ? words.saveAnyway : words.save}
          </Action>
          {dirty && (
            <Action
              onPress={() => {
                keep(null);
                act.clear();
                setWarned(false);
              }}
            >
              {words.drop}
            </Action>
          )}
          {act.failure !== null ? (
            <Failure>{act.failure}</Failure>
          ) : (
            <p className={css.status} role="status">
              {dirty ? words.dirty : saved ? words.saved : ''}
            </p>
          )}
        </footer>
        <button type="submit" hidden />
      </form>
    </div>
  );
}

function Sentences({ title, list, look }: { title: string; list: readonly string[]; look: string | undefined }) {
  if (list.length === 0) return null;
  return (
    <div className={look}>
      <strong>{title}</strong>
      <ul>
        {list.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  );
}

const MOST = { shifts: 6, teams: 6, holidays: 30 } as const;

function Shifts({ value, onChange }: RulesProps) {
  const { shifts } = value;
  const text = words.shifts;
  const set = (index: number, part: Partial<RosterSettings['shifts'][number]>) =>
    onChange({ ...value, shifts: shifts.map((shift, i) => (i === index ? { ...shift, ...part } : shift)) });
  return (
    <>
      <ul className={css.list}>
        {shifts.map((shift, index) => (
          <li key={shift.id} className={css.shift}>
            <Field label={text.name} value={shift.name} onChange={(name) => set(index, { name })} maxLength={40} />
            <TimeField label={text.from} value={shift.from} onChange={(from) => set(index, { from })} />
            <TimeField label={text.to} value={shift.to} onChange={(to) => set(index, { to })} />
            <p className={css.aside}>
              {text.hours(String(Math.round(hoursOf(shift) * 10) / 10).replace('.', ','))}
              {shift.to <= shift.from && <span> · {text.nextDay}</span>}
            </p>
            <Tick on={shift.night} onChange={(night) => set(index, { night })}>
              {text.night}
            </Tick>
            <Action
              tone="quiet"
              label={words.remove(shift.name)}
              disabled={shifts.length === 1}
              onPress={() => onChange(withoutShift(value, shift.id))}
            >
              <X size={16} aria-hidden="true" />
            </Action>
          </li>
        ))}
      </ul>
      <Add
        disabled={shifts.length >= MOST.shifts}
        onPress={() => {
          const id = newId('shift', shifts);
          const shift = { id, name: `${text.newName} ${shifts.length + 1}`, from: '22:00', to: '07:00', night: true };
          onChange({ ...value, shifts: [...shifts, shift] });
        }}
      >
        {text.add}
      </Add>
    </>
  );
}

function Teams({ value, onChange, people }: RulesProps) {
  const { teams } = value;
  const text = words.teams;
  const set = (index: number, part: Partial<RosterSettings['teams'][number]>) =>
    onChange({ ...value, teams: teams.map((team, i) => (i === index ? { ...team, ...part } : team)) });
  return (
    <>
      <ul className={css.list}>
        {teams.map((team, index) => (
          <li key={team.id} className={css.team}>
            <Field label={text.name} value={team.name} onChange={(name) => set(index, { name })} maxLength={40} />
            <Choose
              label={text.kind}
              value={team.kind}
              options={(['standing', 'mobile'] as const).map((kind) => ({ value: kind, label: text.kinds[kind] }))}
              onChange={(kind) => set(index, { kind })}
            />
            <Amount
              label={text.least}
              value={team.least}
              onChange={(least) => set(index, { least })}
              min={1}
              max={10}
              unit={text.leastUnit}
            />
            <Tick on={team.driver} onChange={(driver) => set(index, { driver })}>
              {text.driver}
            </Tick>
            <p className={css.aside}>{text.members(people.filter((each) => each.teams.includes(team.id)).length)}</p>
            <Action
              tone="quiet"
              label={words.remove(team.name)}
              disabled={teams.length === 1}
              onPress={() => onChange(withoutTeam(value, team.id))}
            >
              <X size={16} aria-hidden="true" />
            </Action>
          </li>
        ))}
      </ul>
      <Add
        disabled={teams.length >= MOST.teams}
        onPress={() => {
          const id = newId('team', teams);
          const team = {
            id,
            name: `${text.newName} ${teams.length + 1}`,
            kind: 'mobile',
            least: 2,
            driver: true,
          } as const;
          onChange({ ...value, teams: [...teams, team] });
        }}
      >
        {text.add}
      </Add>
    </>
  );
}

function Holidays({ value, onChange, today }: RulesProps) {
  const { holidays } = value;
  const text = words.holidays;
  const year = Number(today.slice(0, 4));
  const set = (index: number, part: Partial<RosterSettings['holidays'][number]>) =>
    onChange({ ...value, holidays: holidays.map((each, i) => (i === index ? { ...each, ...part } : each)) });
  return (
    <>
      <div className={css.tableWrap}>
        <table className={css.holidays}>
          <thead>
            <tr>
              <th scope="col">{text.name}</th>
              <th scope="col">{text.calendar}</th>
              <th scope="col">{text.day}</th>
              <th scope="col">{text.month}</th>
              <th scope="col">{text.before}</th>
              <th scope="col">{text.after}</th>
              <th scope="col">{text.tet}</th>
              <th scope="col">{text.falls(year)}</th>
              <th scope="col">{text.falls(year + 1)}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {holidays.map((holiday, index) => (
              <tr key={index}>
                <td className={css.holidayName}>
                  <Field
                    label={text.name}
                    value={holiday.name}
                    onChange={(name) => set(index, { name })}
                    maxLength={60}
                    bare
                  />
                </td>
                <td className={css.calendar}>
                  <Choose
                    label={`${text.calendar}, ${holiday.name}`}
                    value={holiday.calendar}
                    options={(['solar', 'lunar'] as const).map((each) => ({
                      value: each,
                      label: text.calendars[each],
                    }))}
                    onChange={(calendar) => set(index, { calendar })}
                    bare
                  />
                </td>
                {(
                  [
                    ['day', 1, 31],
                    ['month', 1, 12],
                    ['before', 0, 9],
                    ['after', 0, 9],
                  ] as const
                ).map(([part, min, max]) => (
                  <td key={part}>
                    <Small
                      label={`${text[part]}, ${holiday.name}`}
                      value={holiday[part]}
                      min={min}
                      max={max}
                      onChange={(next) => set(index, { [part]: next })}
                    />
                  </td>
                ))}
                <td className={css.tet}>
                  <input
                    type="checkbox"
                    checked={holiday.tet}
                    aria-label={`${text.tet}: ${holiday.name}`}
                    onChange={(event) => set(index, { tet: event.target.checked })}
                  />
                </td>
                <td className={css.falls}>{fallsOn(holiday, value, year)}</td>
                <td className={css.falls}>{fallsOn(holiday, value, year + 1)}</td>
                <td>
                  <Action
                    tone="quiet"
                    label={words.remove(holiday.name)}
                    onPress={() => onChange({ ...value, holidays: holidays.toSpliced(index, 1) })}
                  >
                    <X size={16} aria-hidden="true" />
                  </Action>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Add
        disabled={holidays.length >= MOST.holidays}
        onPress={() => {
          const name = `${text.newName} ${holidays.length + 1}`;
          const holiday = { name, calendar: 'solar', month: 1, day: 1, before: 0, after: 0, tet: false } as const;
          onChange({ ...value, holidays: [...holidays, holiday] });
        }}
      >
        {text.add}
      </Add>
    </>
  );
}

/** "5/2 – 9/2": the days of a holiday in a year, whatever others there are. */
function fallsOn(holiday: RosterSettings['holidays'][number], settings: RosterSettings, year: number): string {
  const hours = { week: [], holidays: [] };
  const days = calendarOf({ ...settings, holidays: [holiday] }, hours, `${year}-01-01`, year % 4 === 0 ? 366 : 365)
    .filter((each) => each.holiday !== null)
    .map(({ day }) => day);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return words.holidays.none;
  return first === last ? dayMonth(first) : `${dayMonth(first)} – ${dayMonth(last)}`;
}

function Add({ children, onPress, disabled }: { children: ReactNode; onPress: () => void; disabled: boolean }) {
  return (
    <div>
      <Action onPress={onPress} disabled={disabled}>
        <Plus size={18} aria-hidden="true" /> {children}
      </Action>
    </div>
  );
}
