import { useState } from 'react';
import type { Place } from '../../../../electron/core/roster/model.ts';
import type { RosterView } from '../../../../electron/core/roster/views.ts';
import { Choices, DateField } from '../../../ui/form.tsx';
import { roster } from '../../../ui/strings/vi/roster.ts';
import { plan as words } from '../../../ui/strings/vi/rosterPlan.ts';
import { useKeys } from '../../keys.ts';
import { monthOf, type RosterScreen, stepPeriod } from '../model.ts';
import css from './plan.module.css';
import { type Days, stillToCome } from './plan.ts';

/** Which days are meant: what is on screen as far as it is still to come, the next month, or any. */
export type Asked = { kind: 'shown' | 'next' | 'dates'; days: Days };

/** What a dialog asks first: the days on screen, or the next month where these are over. */
export function firstAsked({ period, today }: RosterScreen): Asked {
  const shown = stillToCome(period, today);
  return shown ? { kind: 'shown', days: shown } : { kind: 'next', days: stepPeriod(monthOf(today), 1) };
}

/** A dialog that a key opens as well as its button, but never on top of another one. */
export function useDialog(key: string, enabled: boolean): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  const isFree = () => document.querySelector('[role="dialog"]') === null;
  useKeys({ [key]: () => isFree() && setOpen(true) }, enabled && !open);
  return [open, setOpen];
}

type DaysChoiceProps = { screen: RosterScreen; asked: Asked; onChange: (asked: Asked) => void };

/** Chooses the days to generate or to publish. */
export function DaysChoice({ screen: { period, today }, asked, onChange }: DaysChoiceProps) {
  const shown = stillToCome(period, today);
  const next = stepPeriod(monthOf(today), 1);
  const isNext = shown?.from === next.from && shown.to === next.to;
  const options = [
    ...(shown ? [{ value: 'shown' as const, label: words.period.shown, note: words.dates(shown.from, shown.to) }] : []),
    ...(isNext ? [] : [{ value: 'next' as const, label: words.period.next, note: words.dates(next.from, next.to) }]),
    { value: 'dates' as const, label: words.period.dates, note: words.period.datesNote },
  ];
  const choose = (kind: Asked['kind']) =>
    onChange({ kind, days: kind === 'shown' && shown ? shown : kind === 'next' ? next : asked.days });
  return (
    <>
      <Choices
        label={words.period.label}
        options={options}
        value={asked.kind}
        onChange={choose}
        columns={options.length === 3 ? 3 : 2}
        autoFocus
      />
      {asked.kind === 'dates' && (
        <div className={css.dates}>
          <DateField
            label={words.period.from}
            value={asked.days.from}
            onChange={(from) => onChange({ kind: 'dates', days: { ...asked.days, from } })}
          />
          <DateField
            label={words.period.to}
            value={asked.days.to}
            onChange={(to) => onChange({ kind: 'dates', days: { ...asked.days, to } })}
          />
        </div>
      )}
    </>
  );
}

/** An officer by rank and name; whoever is no more in the list is still somebody. */
export function personName({ people }: Pick<RosterView, 'people'>, officer: string | null): string {
  if (officer === null) return words.machine;
  const person = people.find(({ id }) => id === officer);
  return person ? [person.rank, person.name].filter(Boolean).join(' ') : roster.unknownOfficer;
}

/** A place without its officer: "Ca sáng thứ Ba 24/11, Tổ thường trực". */
export function placeText({ situation: { settings } }: Pick<RosterView, 'situation'>, place: Place): string {
  const shift = settings.shifts.find(({ id }) => id === place.shift)?.name ?? roster.unknownShift;
  const team = settings.teams.find(({ id }) => id === place.team)?.name ?? roster.unknownTeam;
  return words.changes.place(shift, place.day, team);
}
