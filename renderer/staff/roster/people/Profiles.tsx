import { Check, Circle } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Profile } from '../../../../electron/core/roster/model.ts';
import { SKILLS } from '../../../../electron/core/roster/settings.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import { Action } from '../../../ui/form.tsx';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import type { RosterScreen } from '../model.ts';
import { cellName, firstSteps, isHere, type Step, sameProfile, shownPeople, ticked, walk } from './model.ts';
import { usePending } from './pending.ts';
import css from './people.module.css';

const words = rosterPeople.profiles;

/** Something an officer has or has not: a team, a skill, a long way home. */
type Column = {
  id: string;
  name: string;
  has: (profile: Profile) => boolean;
  set: (profile: Profile, on: boolean) => Profile;
};

/** Officers down, teams and skills across, each a tick. */
export function Profiles({ view, places, today, plans, run }: RosterScreen) {
  const { settings } = view.situation;
  const pending = usePending<Profile>((officer, profile) => run({ type: 'setProfile', officer, profile }));
  /** The one cell that Tab reaches; from there on the arrow keys walk. */
  const [at, setAt] = useState('0,0');
  const shown = shownPeople(view.people, places, view.from).map((person) => ({
    ...person,
    ...pending.of(person.id),
  }));
  const here = shown.filter((person) => isHere(person, today));
  const teams: Column[] = settings.teams.map(({ id, name }) => ({
    id: `team-${id}`,
    name,
    has: (profile) => profile.teams.includes(id),
    set: (profile, on) => ({ ...profile, teams: ticked(profile.teams, id, on) }),
  }));
  const skills: Column[] = SKILLS.map((skill) => ({
    id: skill,
    name: words.skills[skill],
    has: (profile) => profile.skills.includes(skill),
    set: (profile, on) => ({ ...profile, skills: ticked(profile.skills, skill, on) }),
  }));
  const far: Column = {
    ...{ id: 'far', name: words.far, has: (profile) => profile.far },
    set: (profile, on) => ({ ...profile, far: on }),
  };
  const columns = [...teams, ...skills, far];
  const put = (person: RosterPerson, profile: Profile) => {
    if (!sameProfile(person, profile)) pending.put(person.id, profile);
  };
  const profileOf = ({ teams: inTeams, skills: does, far: livesFar }: Profile): Profile => ({
    ...{ teams: inTeams, skills: does, far: livesFar },
  });
  const tickAll = (column: Column, people: readonly RosterPerson[]) => {
    for (const person of people) put(person, column.set(profileOf(person), true));
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by Tab
    <section className={css.scroll} aria-label={rosterPeople.parts.profiles} tabIndex={0}>
      {plans && (
        <Steps
          steps={firstSteps(here, settings)}
          everybody={here.length}
          team={settings.teams[0]?.name ?? ''}
          onInto={(officers) => {
            const [first] = teams;
            if (first)
              tickAll(
                first,
                here.filter(({ id }) => officers.includes(id)),
              );
          }}
        />
      )}
      <table className={css.profiles} onKeyDown={walk}>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {words.officer}
            </th>
            <th scope="colgroup" colSpan={teams.length}>
              {words.teams}
            </th>
            <th scope="colgroup" colSpan={skills.length}>
              {words.duties}
            </th>
            <th scope="col" rowSpan={2}>
              <span className={css.column}>{words.far}</span>
            </th>
          </tr>
          <tr>
            {[...teams, ...skills].map((column) => (
              <th key={column.id} scope="col">
                <span className={css.column}>{column.name}</span>
                {plans && here.some((person) => !column.has(person)) && (
                  <button
                    type="button"
                    className={css.all}
                    aria-label={words.allOf(column.name)}
                    onClick={() => tickAll(column, here)}
                  >
                    {words.all}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((person, row) => (
            <tr key={person.id} className={isHere(person, today) ? undefined : css.left}>
              <th scope="row">
                <span className={css.rank}>{person.rank}</span> {person.name}
                {person.until !== null && <span className={css.note}> · {words.until(person.until)}</span>}
                {person.until === null && person.teams.length === 0 && (
                  <span className={css.missing}> · {words.none}</span>
                )}
              </th>
              {columns.map((column, index) => {
                const name = cellName(row, index);
                const on = column.has(person);
                return (
                  <td key={column.id} className={column === skills[0] || column === far ? css.edge : undefined}>
                    {plans && isHere(person, today) ? (
                      <label>
                        <input
                          type="checkbox"
                          data-cell={name}
                          tabIndex={name === at ? 0 : -1}
                          checked={on}
                          onChange={(event) => put(person, column.set(profileOf(person), event.target.checked))}
                          onFocus={() => setAt(name)}
                          aria-label={words.of(person.name, column.name)}
                        />
                      </label>
                    ) : (
                      on && <Check size={18} aria-label={column.name} />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.keys}>{plans ? words.keys : words.readOnly}</p>
    </section>
  );
}

type StepsProps = {
  steps: readonly Step[];
  everybody: number;
  /** The first team, into which all go at one touch. */
  team: string;
  onInto: (officers: string[]) => void;
};

function Steps({ steps, everybody, team, onInto }: StepsProps) {
  if (steps.length === 0) return null;
  return (
    <section className={css.steps}>
      <h2>{rosterPeople.steps.title}</h2>
      <ol>
        {steps.map((step) => (
          <li key={JSON.stringify(step)}>
            <Circle size={16} aria-hidden="true" />
            <StepText step={step} />
            {step.type === 'teams' && team !== '' && (
              <Action onPress={() => onInto(step.officers)}>
                {step.officers.length === everybody
                  ? rosterPeople.steps.allInto(team)
                  : rosterPeople.steps.restInto(step.officers.length, team)}
              </Action>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function StepText({ step }: { step: Step }): ReactNode {
  const texts = rosterPeople.steps;
  const [title, note] = ((): [string, string] => {
    switch (step.type) {
      case 'officers':
        return [texts.officers, texts.officersNote];
      case 'teams':
        return [texts.teams, texts.teamsNote(step.officers.length)];
      case 'lead':
        return [texts.lead, texts.leadNote];
      case 'drive':
        return [texts.drive(step.team), texts.driveNote];
      case 'collect':
        return [texts.collect(step.skill, step.team), texts.collectNote];
    }
  })();
  return (
    <p>
      <strong>{title}.</strong> {note}
    </p>
  );
}
