import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RosterSettings } from '../../../../electron/core/roster/settings.ts';
import { Action, Choose, TimeField } from '../../../ui/form.tsx';
import { ruleNames } from '../../../ui/strings/vi/roster.ts';
import { rosterPeople } from '../../../ui/strings/vi/rosterPeople.ts';
import type { RulesProps } from './Rules.tsx';
import css from './rules.module.css';
import { type Strength, strengthOf, type Weight, weightOf } from './rules.ts';
import { Small } from './Small.tsx';

const words = rosterPeople.rules.rules;

/** What "nên giữ" and "cố giữ" stand for until somebody writes another number. */
const USUAL = { should: 20, try: 100 };

/** Each rule as a sentence with its numbers, and how firmly it is kept. */
export function RuleList({ value, onChange }: RulesProps) {
  const { rules, shifts } = value;
  const set = <K extends keyof RosterSettings['rules']>(rule: K, part: Partial<RosterSettings['rules'][K]>) =>
    onChange({ ...value, rules: { ...rules, [rule]: { ...(rules[rule] as object), ...part } } });
  const { rest, successions, longestWork, shortestWork, shortestOff, weekends, weekHours, fairness } = rules;
  const setPair = (index: number, part: Partial<(typeof successions.pairs)[number]>) =>
    set('successions', { pairs: successions.pairs.map((pair, i) => (i === index ? { ...pair, ...part } : pair)) });
  const shiftOptions = shifts.map(({ id, name }) => ({ value: id, label: name }));
  const fair = (part: 'nights' | 'weekends' | 'holidays' | 'tet' | 'hours', name: string) => (
    <Rule
      name={name}
      weight={fairness[part]}
      usual={{ should: 20, try: 100 }}
      soft
      onWeight={(weight) => set('fairness', { [part]: weight })}
    >
      {words.fairness[part]}
    </Rule>
  );

  return (
    <div className={css.rules}>
      <h3>{words.groups.always}</h3>
      <p className={css.always}>{words.alwaysText}</p>
      <Fixed name={ruleNames.shiftsPerDay}>
        {words.shiftsPerDay[0]}
        <Small
          label={words.number(ruleNames.shiftsPerDay)}
          value={rules.shiftsPerDay}
          min={1}
          max={3}
          onChange={(shiftsPerDay) => onChange({ ...value, rules: { ...rules, shiftsPerDay } })}
        />
        {words.shiftsPerDay[1]}
      </Fixed>

      <h3>{words.groups.rest}</h3>
      <Rule name={ruleNames.rest} weight={rest.weight} onWeight={(weight) => set('rest', { weight })}>
        {words.rest[0]}
        <Small
          label={words.number(ruleNames.rest)}
          value={rest.hours}
          min={0}
          max={24}
          onChange={(hours) => set('rest', { hours })}
        />
        {words.rest[1]}
      </Rule>
      <Rule
        name={ruleNames.successions}
        weight={successions.weight}
        onWeight={(weight) => set('successions', { weight })}
      >
        <span>{words.successions}</span>
        <span className={css.pairs}>
          {successions.pairs.map(({ shift, next }, index) => (
            <span key={index} className={css.pair}>
              {words.succession[0]}
              <Choose
                label={words.succession[0] ?? ''}
                value={shift}
                options={shiftOptions}
                onChange={(id) => setPair(index, { shift: id })}
                bare
              />
              {words.succession[1]}
              <Choose
                label={words.succession[1] ?? ''}
                value={next}
                options={shiftOptions}
                onChange={(id) => setPair(index, { next: id })}
                bare
              />
              <Action
                tone="quiet"
                label={rosterPeople.rules.remove(ruleNames.successions)}
                onPress={() => set('successions', { pairs: successions.pairs.toSpliced(index, 1) })}
              >
                <X size={16} aria-hidden="true" />
              </Action>
            </span>
          ))}
          <span>
            <Action
              tone="quiet"
              disabled={successions.pairs.length >= 36}
              onPress={() => {
                const id = shifts.at(-1)?.id ?? '';
                set('successions', { pairs: [...successions.pairs, { shift: id, next: shifts[0]?.id ?? id }] });
              }}
            >
              <Plus size={16} aria-hidden="true" /> {words.addPair}
            </Action>
          </span>
        </span>
      </Rule>
      {(
        [
          ['longestWork', longestWork, 14],
          ['shortestWork', shortestWork, 7],
          ['shortestOff', shortestOff, 7],
        ] as const
      ).map(([rule, { days, weight }, max]) => (
        <Rule key={rule} name={ruleNames[rule]} weight={weight} onWeight={(next) => set(rule, { weight: next })}>
          {words[rule][0]}
          <Small
            label={words.number(ruleNames[rule])}
            value={days}
            min={1}
            max={max}
            onChange={(next) => set(rule, { days: next })}
          />
          {words[rule][1]}
        </Rule>
      ))}
      <Rule name={ruleNames.weekends} weight={weekends.weight} onWeight={(weight) => set('weekends', { weight })}>
        {words.weekends[0]}
        <Small
          label={words.number(ruleNames.weekends)}
          value={weekends.most}
          min={0}
          max={5}
          onChange={(most) => set('weekends', { most })}
        />
        {words.weekends[1]}
      </Rule>
      <Rule name={ruleNames.weekHours} weight={weekHours.weight} onWeight={(weight) => set('weekHours', { weight })}>
        {words.weekHours[0]}
        <Small
          label={`${words.number(ruleNames.weekHours)}, ${words.weekHours[0]}`}
          value={weekHours.least}
          min={0}
          max={84}
          onChange={(least) => set('weekHours', { least })}
        />
        {words.weekHours[1]}
        <Small
          label={`${words.number(ruleNames.weekHours)}, ${words.weekHours[1]}`}
          value={weekHours.most}
          min={1}
          max={112}
          onChange={(most) => set('weekHours', { most })}
        />
        {words.weekHours[2]}
      </Rule>
      <Rule name={ruleNames.far} weight={rules.far.weight} onWeight={(weight) => set('far', { weight })}>
        {words.far}
        <TimeField
          label={words.number(ruleNames.far)}
          value={rules.far.after}
          onChange={(after) => set('far', { after })}
          bare
        />
      </Rule>

      <h3>{words.groups.duty}</h3>
      <Rule
        name={ruleNames.coverUnder}
        weight={rules.cover.under}
        usual={{ should: 200, try: 1000 }}
        onWeight={(under) => set('cover', { under })}
      >
        {words.under}
      </Rule>
      <Rule
        name={ruleNames.coverOver}
        weight={rules.cover.over}
        usual={{ should: 10, try: 100 }}
        soft
        onWeight={(over) => typeof over === 'number' && set('cover', { over })}
      >
        {words.over}
      </Rule>
      <Rule
        name={ruleNames.skills}
        weight={rules.skills.weight}
        usual={{ should: 60, try: 300 }}
        onWeight={(weight) => set('skills', { weight })}
      >
        {words.skills}
      </Rule>
      <Rule name={ruleNames.teamSize} weight={rules.team.weight} onWeight={(weight) => set('team', { weight })}>
        {words.team}
      </Rule>
      <Rule name={ruleNames.leader} weight={rules.leader.weight} onWeight={(weight) => set('leader', { weight })}>
        {words.leader}
      </Rule>

      <h3>{words.groups.fair}</h3>
      {fair('nights', ruleNames.nights)}
      {fair('weekends', ruleNames.weekendShifts)}
      {fair('holidays', ruleNames.holidays)}
      {fair('tet', ruleNames.tet)}
      {fair('hours', ruleNames.hours)}
      <Fixed name="">
        {words.behind[0]}
        <Small
          label={`${words.behind[0]} … ${words.behind[1]}`}
          value={fairness.months}
          min={0}
          max={24}
          onChange={(months) => set('fairness', { months })}
        />
        {words.behind[1]}
        <Small
          label={`${words.behind[1]} … ${words.behind[2]}`}
          value={fairness.years}
          min={0}
          max={5}
          onChange={(years) => set('fairness', { years })}
        />
        {words.behind[2]}
      </Fixed>
      <Rule
        name={ruleNames.wishes}
        weight={rules.wishes.cost}
        usual={{ should: 1, try: 20 }}
        soft
        onWeight={(cost) => typeof cost === 'number' && set('wishes', { cost })}
      >
        {words.wishes}
      </Rule>
      <Rule
        name={ruleNames.changes}
        weight={rules.changes.cost}
        usual={{ should: 2, try: 50 }}
        soft
        onWeight={(cost) => typeof cost === 'number' && set('changes', { cost })}
      >
        {words.changes}
      </Rule>

      <h3>{words.groups.wait}</h3>
      <Fixed name="">
        {words.wait[0]}
        <Small
          label={words.groups.wait}
          value={value.waitMinutes}
          min={5}
          max={240}
          onChange={(waitMinutes) => onChange({ ...value, waitMinutes })}
        />
        {words.wait[1]}
      </Fixed>
    </div>
  );
}

type RuleProps = {
  name: string;
  weight: Weight;
  onWeight: (weight: Weight) => void;
  usual?: { should: number; try: number };
  /** It only ever costs: no roster can be forbidden by it. */
  soft?: boolean;
  children: ReactNode;
};

function Rule({ name, weight, onWeight, usual = USUAL, soft = false, children }: RuleProps) {
  const strength = strengthOf(weight, usual.try);
  const choices: Strength[] = soft ? ['off', 'should', 'try'] : ['off', 'should', 'try', 'must'];
  return (
    <div className={`${css.rule} ${strength === 'off' ? css.isOff : ''}`}>
      <div className={css.sentence}>{children}</div>
      <div className={css.strength}>
        <Choose
          label={words.strength(name)}
          value={strength}
          options={choices.map((each) => ({ value: each, label: words.strengths[each] }))}
          onChange={(next) => onWeight(weightOf(next, usual))}
          bare
        />
      </div>
      <div className={css.points}>
        {typeof weight === 'number' && weight > 0 && (
          <>
            <Small label={words.pointsOf(name)} value={weight} min={1} max={10_000} onChange={onWeight} />
            <span>{words.points}</span>
          </>
        )}
      </div>
    </div>
  );
}

function Fixed({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.rule}>
      <div className={css.sentence}>{children}</div>
      {name !== '' && <p className={css.fixed}>{words.always}</p>}
    </div>
  );
}
