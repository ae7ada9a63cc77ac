import { expect, test } from 'vitest';
import { HOUR, MINUTE, serviceDay } from '../kernel/time.ts';
import { createClock, createStation, memory, type Station, setUp, value } from '../testing/station.ts';
import type { QueueCommand } from './commands.ts';
import { openSpans } from './decide.ts';
import { takeView } from './screens.ts';

const OFFICER = { actor: 'o1', device: null, key: null };
const run = (station: Station, command: QueueCommand) => value(station.queue.run(command, OFFICER));
const issue = (station: Station) =>
  run(station, {
    type: 'issue',
    service: 'card',
    people: 1,
    priority: null,
    priorityReason: null,
    person: null,
    print: false,
  });

/** Calls the next at desk 1 and finishes after so many minutes. */
function serve(station: Station, minutes: number): void {
  run(station, { type: 'callNext', desk: 'd1' });
  const id = station.queue.state().desks.get('d1')?.ticket ?? '';
  const aim = () => ({ desk: 'd1', ticket: id, version: station.queue.state().tickets.get(id)?.version ?? 0 });
  run(station, { type: 'start', ...aim() });
  station.clock.pass(minutes * MINUTE);
  const work = { procedure: 'CARD_1', count: 1, ageBand: '14+', outcome: 'collected', reason: null } as const;
  run(station, { type: 'done', ...aim(), work: [work] });
}

/** Six days at one desk where everybody takes three minutes; the program believes in five to fifteen. */
async function week() {
  const clock = createClock();
  const db = memory();
  const station = createStation({ db, clock });
  await setUp(station);
  for (let day = 0; day < 6; day++) {
    run(station, { type: 'openDesk', desk: 'd1' });
    for (let i = 0; i < 20; i++) {
      for (let j = 0; j < 2; j++) issue(station);
      for (let j = 0; j < 2; j++) serve(station, 3);
    }
    run(station, { type: 'closeDesk', desk: 'd1' });
    clock.pass(24 * HOUR - 120 * MINUTE);
  }
  return { clock, db, station };
}

/** The middle of the wait of the last of ten, in minutes. */
function lastOfTen(station: Station): number {
  run(station, { type: 'openDesk', desk: 'd1' });
  for (let i = 0; i < 10; i++) issue(station);
  const last = [...station.queue.state().tickets.values()].at(-1)?.id ?? '';
  return (station.queue.picture().waits.tickets.get(last)?.p50 ?? 0) / MINUTE;
}

test('after a restart the office is as wise as its log: it learns the month behind, a little at a time', async () => {
  const { clock, db } = await week();
  const ignorant = lastOfTen(createStation({ db, clock }));
  clock.pass(HOUR * 24);
  const again = createStation({ db, clock });
  let pieces = 0;
  while (again.queue.learn()) pieces += 1;
  const wise = lastOfTen(again);
  expect(pieces).toBeGreaterThan(5);
  expect(ignorant).toBeGreaterThan(60);
  expect(wise).toBeLessThan(38);
  expect(wise).toBeGreaterThan(24);
});

test('what happens while it still learns the past is learned after it', async () => {
  const { clock, db } = await week();
  const station = createStation({ db, clock });
  station.queue.learn();
  run(station, { type: 'openDesk', desk: 'd1' });
  for (let i = 0; i < 30; i++) {
    issue(station);
    serve(station, 12);
  }
  run(station, { type: 'closeDesk', desk: 'd1' });
  while (station.queue.learn()) station.queue.picture();
  const slow = lastOfTen(station);
  expect(slow).toBeGreaterThan(60);
});

test('what happens before the first piece of the past is read is learned once', async () => {
  const morning = (station: Station) => {
    run(station, { type: 'openDesk', desk: 'd1' });
    for (let i = 0; i < 30; i++) {
      issue(station);
      serve(station, 12);
    }
    run(station, { type: 'closeDesk', desk: 'd1' });
  };
  const early = createStation(await week());
  while (early.queue.learn());
  morning(early);
  const late = createStation(await week());
  morning(late);
  while (late.queue.learn());
  expect(lastOfTen(late)).toBeCloseTo(lastOfTen(early), 5);
});

test('a shown time stays while nothing happens, is true all the while, and follows when much has changed', async () => {
  const { clock, db } = await week();
  const station = createStation({ db, clock });
  while (station.queue.learn());
  run(station, { type: 'openDesk', desk: 'd1' });
  for (let i = 0; i < 12; i++) issue(station);
  run(station, { type: 'callNext', desk: 'd1' });
  const last = [...station.queue.state().tickets.values()].at(-1)?.id ?? '';
  const look = () => station.queue.picture().waits.shown.get(last);
  const begin = look();
  const seen = new Set([begin]);
  for (let i = 0; i < 20; i++) {
    clock.pass(11_000);
    const { waits, now } = station.queue.picture();
    const shown = waits.shown.get(last);
    const { p10 = 0, p90 = 0 } = waits.tickets.get(last) ?? {};
    seen.add(shown);
    expect(shown?.from).toBeLessThanOrEqual(now + p10 + 3 * MINUTE);
    expect(shown?.to).toBeGreaterThanOrEqual(now + p90 - 3 * MINUTE);
  }
  // Four minutes of ranges made anew each time, and it has moved at most once.
  expect(seen.size).toBeLessThanOrEqual(2);
  // The person at the desk takes half an hour longer than anybody did: everybody behind is told so.
  clock.pass(30 * MINUTE);
  expect(look()?.to).toBeGreaterThan((begin?.to ?? 0) + 10 * MINUTE);
});

test('a number is not given where nobody could be served before closing, though no desk is open yet', async () => {
  const clock = createClock();
  const station = createStation({ clock });
  await setUp(station);
  const offered = () =>
    takeView(station.queue.picture(), false)
      .services.filter(({ open }) => open)
      .map(({ id }) => id);
  const [span] = openSpans(station.settings().hours, serviceDay(clock.now())).slice(-1);
  clock.pass((span?.to ?? 0) - clock.now() - 40 * MINUTE);
  expect(offered()).not.toEqual([]);
  clock.pass(39 * MINUTE);
  expect(offered()).toEqual([]);
});

test('numbers finished within seconds of their call make no endless waits and do not shut the door in the morning', async () => {
  const clock = createClock();
  const station = createStation({ clock });
  await setUp(station);
  while (station.queue.learn());
  run(station, { type: 'openDesk', desk: 'd1' });
  for (let i = 0; i < 8; i++) issue(station);
  // Somebody tries the keys, or has forgotten them and presses what was done long ago.
  for (let i = 0; i < 3; i++) serve(station, i / 60);
  run(station, { type: 'callNext', desk: 'd1' });
  clock.pass(2 * MINUTE);
  for (const { id, wait, open } of takeView(station.queue.picture(), false).services) {
    expect(open, id).toBe(true);
    // Four are before whoever comes now, of five to fifteen minutes each.
    if (wait !== null) expect(wait.high, id).toBeLessThan(120);
  }
});
