import type { Finding, Place } from '../../../../electron/core/roster/model.ts';
import { shiftLetters } from '../../../../electron/core/roster/paper.ts';
import type { RosterView } from '../../../../electron/core/roster/views.ts';
import { dayInText, ruleNames, ruleSentence, roster as words } from '../../../ui/strings/vi/roster.ts';
import type { Edit } from '../model.ts';
import type { Carried } from './edit.ts';
import { shortNames, tinyNames } from './names.ts';

/** The words for one roster's people, teams and shifts; made once for each change of them. */
export type Texts = ReturnType<typeof textsOf>;

/** Names short and long, and what changes and findings are called. */
export function textsOf({ people, situation: { settings } }: Pick<RosterView, 'people' | 'situation'>) {
  const person = new Map(people.map((each) => [each.id, each]));
  const letters = shiftLetters(settings.shifts);
  const teams = new Map(settings.teams.map((each) => [each.id, each]));
  const shifts = new Map(settings.shifts.map((each) => [each.id, each]));
  const short = shortNames(people);
  const tiny = tinyNames(people);
  const name = (officer: string) => person.get(officer)?.name ?? words.unknownOfficer;
  const full = (officer: string) => [person.get(officer)?.rank, name(officer)].filter(Boolean).join(' ');
  const shift = (id: string) => shifts.get(id)?.name ?? words.unknownShift;
  const team = (id: string) => teams.get(id)?.name ?? words.unknownTeam;
  const where = (place: Pick<Place, 'day' | 'team' | 'shift'>) =>
    words.at(shift(place.shift), team(place.team), dayInText(place.day));
  return {
    settings,
    name,
    full,
    rank: (officer: string) => person.get(officer)?.rank ?? '',
    short: (officer: string) => short.get(officer) ?? words.unknownOfficer,
    tiny: (officer: string) => tiny.get(officer) ?? '?',
    shift,
    team,
    /** A team's colour, by its place in the settings; 0 is the first one. */
    teamIndex: (id: string) =>
      Math.max(
        0,
        settings.teams.findIndex((each) => each.id === id),
      ),
    where,
    sentence: (finding: Finding) => ruleSentence(finding, { settings, people }),
    /** Rules by name, each once with how often. */
    rules: (findings: readonly Finding[]) => counted(findings.map(({ rule }) => ruleNames[rule])),
    /** The letters of a shift in a narrow cell: of `Ca sáng`, `S`. */
    letter: (shift: string) => letters.get(shift) ?? '?',
    /** The letters of a team: of `Tổ lưu động`, `LĐ`. */
    sign: (id: string) =>
      team(id)
        .split(/\s+/)
        .slice(-2)
        .map((word) => word.slice(0, 1).toUpperCase())
        .join(''),
    /** What putting somebody down would do, beside their name. */
    way: ({ off, on }: Edit, carried: Carried) => {
      const [a, b] = on;
      const other = off.find(({ officer }) => officer !== carried.officer);
      if (!a) return words.toFree;
      if (b) return a.officer === b.officer ? words.swapOwn : words.swapWith(full(b.officer), where(a));
      if (!other) return a.officer === carried.officer ? words.to(where(a)) : words.gives(full(a.officer), where(a));
      return words.replaces(full(other.officer), where(a));
    },
    /** A change as a sentence of what will be. */
    plan: ({ on }: Edit) => on.map((place) => words.willBe(full(place.officer), where(place))).join(' '),
    done: ({ off, on }: Edit) => {
      const [a, b] = on;
      const [from] = off;
      if (!a) return from ? words.said.removed(full(from.officer), where(from)) : '';
      if (b)
        return a.officer === b.officer
          ? words.said.swappedOwn(full(a.officer))
          : words.said.swapped(full(a.officer), full(b.officer));
      if (from && from.officer !== a.officer) return words.said.replaced(full(a.officer), full(from.officer));
      return words.said.moved(full(a.officer), where(a));
    },
  };
}

function counted(names: readonly string[]): string[] {
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return [...count].map(([name, n]) => (n === 1 ? name : `${name} ×${n}`));
}
