import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addDays } from '../kernel/time.ts';
import { check } from '../roster/check.ts';
import { createStation, PIN, setUp, value, verify } from '../testing/station.ts';
import { readFigures } from './figures.ts';
import { askSwap, demoRules, deskCover, LEADER, layRoster } from './roster.ts';

const FROM = '2026-11-23';
const TODAY = '2026-11-26';
const TO = '2026-12-10';
const { desks } = readFigures(
  JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', '..', 'resources', 'demo', 'warsaw-mokotow.json'), 'utf8'),
  ),
);

const rules = demoRules(deskCover(desks));

/** An office of sixteen officers with a made-up roster of 18 days, `later` days after the Monday. */
async function office(seed = 'one', later = 0) {
  const station = createStation();
  const { caller } = await setUp(station);
  value(station.office.setSection('roster', rules, caller));
  const officers: string[] = [];
  for (let i = 0; i < 16; i++) {
    const added = await station.office.addOfficer({ name: `Mẫu ${i}`, rank: '', role: 'officer', pin: PIN }, caller);
    officers.push(value(added).id);
  }
  const [from, today, to] = [addDays(FROM, later), addDays(TODAY, later), addDays(TO, later)];
  layRoster({ roster: station.roster, rules, officers, from, to, today, seed });
  const { situation } = station.roster.view(from, to, LEADER);
  const places = situation.publishedDays.flatMap((day) => station.roster.placesOf(day));
  return { station, officers, situation, places };
}

test.each([0, 1, 2, 3, 4, 5, 6])(
  'begun %i days after a Monday: every place filled, no hard rule broken, everybody on leave left out, all published',
  async (later) => {
    const { situation, places, station } = await office('one', later);
    expect(situation.publishedDays).toHaveLength(18);
    const findings = check(situation, places);
    expect(findings.filter(({ hard }) => hard)).toEqual([]);
    expect(findings.filter(({ rule }) => rule === 'coverUnder' || rule === 'skills')).toEqual([]);
    expect(situation.leave).toHaveLength(3);
    expect(situation.wishes).toHaveLength(2);
    expect(verify(station).ok).toBe(true);
  },
);

test('the same seed deals the same roster, another seed another one', async () => {
  const dealt = async (seed: string) => {
    const { places, officers } = await office(seed);
    return places.map(({ officer, day, shift, team }) => `${day} ${shift} ${team} ${officers.indexOf(officer)}`).sort();
  };
  expect(await dealt('one')).toEqual(await dealt('one'));
  expect(await dealt('one')).not.toEqual(await dealt('two'));
});

test('a swap that both agreed to waits for a leader, and can be approved', async () => {
  const { station } = await office();
  station.clock.set(Date.parse(`${TODAY}T01:00:00Z`));
  askSwap(station.roster, TODAY);
  const [swap, ...others] = station.roster.view(TODAY, addDays(TODAY, 7), LEADER).swaps;
  expect(others).toEqual([]);
  expect(swap).toMatchObject({ state: 'agreed' });
  const author = { actor: 'leader', device: null, key: null };
  value(station.roster.run({ type: 'decideSwap', swap: swap?.id ?? '', approved: true }, author));
  expect(station.roster.placesOf(swap?.give.day ?? '')).toContainEqual({ ...swap?.give, officer: swap?.to });
});
