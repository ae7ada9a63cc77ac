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

/** An office of `crew` officers with a made-up roster. */
async function office(crew: number, rules: ReturnType<typeof demoRules>, seed = 'one') {
  const station = createStation();
  const { caller } = await setUp(station);
  value(station.office.setSection('roster', rules, caller));
  const officers: string[] = [];
  for (let i = 0; i < crew; i++) {
    const added = await station.office.addOfficer({ name: `Mẫu ${i}`, rank: '', role: 'officer', pin: PIN }, caller);
    officers.push(value(added).id);
  }
  layRoster({ roster: station.roster, rules, officers, from: FROM, to: TO, today: TODAY, seed });
  const { situation, swaps } = station.roster.view(FROM, TO, LEADER);
  const places = situation.publishedDays.flatMap((day) => station.roster.placesOf(day));
  const findings = check(situation, places);
  return { station, officers, situation, places, findings, swaps };
}

test('sixteen officers: every place filled, no hard rule broken, everybody on leave left out, all published', async () => {
  const { situation, findings, station } = await office(16, demoRules(deskCover(desks)));
  expect(situation.publishedDays).toHaveLength(18);
  const broken = new Set(findings.filter(({ hard }) => hard).map(({ rule }) => rule));
  expect([...broken]).toEqual([]);
  expect(findings.filter(({ rule }) => rule === 'coverUnder' || rule === 'skills')).toEqual([]);
  expect(situation.leave).toHaveLength(3);
  expect(situation.wishes).toHaveLength(2);
  expect(verify(station).ok).toBe(true);
});

test('five officers: one at the desks on each shift is all they can do', async () => {
  const { findings, places } = await office(5, demoRules([1, 1, 1], [3]));
  expect(findings.filter(({ hard }) => hard)).toEqual([]);
  expect(places.length).toBeGreaterThan(18 * 2);
});

test('the same seed deals the same roster, another seed another one', async () => {
  const dealt = async (seed: string) => {
    const { places, officers } = await office(16, demoRules(deskCover(desks)), seed);
    return places.map(({ officer, day, shift, team }) => `${day} ${shift} ${team} ${officers.indexOf(officer)}`).sort();
  };
  expect(await dealt('one')).toEqual(await dealt('one'));
  expect(await dealt('one')).not.toEqual(await dealt('two'));
});

test('a swap that both agreed to waits for a leader, and can be approved', async () => {
  const { station } = await office(16, demoRules(deskCover(desks)));
  station.clock.set(Date.parse(`${TODAY}T01:00:00Z`));
  askSwap(station.roster, TODAY);
  const [swap, ...others] = station.roster.view(TODAY, addDays(TODAY, 7), LEADER).swaps;
  expect(others).toEqual([]);
  expect(swap).toMatchObject({ state: 'agreed' });
  const author = { actor: 'leader', device: null, key: null };
  value(station.roster.run({ type: 'decideSwap', swap: swap?.id ?? '', approved: true }, author));
  expect(station.roster.placesOf(swap?.give.day ?? '')).toContainEqual({ ...swap?.give, officer: swap?.to });
});
