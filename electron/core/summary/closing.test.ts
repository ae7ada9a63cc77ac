import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogPosition } from '../kernel/log.ts';
import { addDays, DAY, HOUR, instantOf, MINUTE, serviceDay } from '../kernel/time.ts';
import type { QueueCommand } from '../queue/commands.ts';
import { isLive } from '../queue/evolve.ts';
import type { Ticket, WorkLine } from '../queue/types.ts';
import { commandOf, days } from '../testing/commands.ts';
import { testSettings } from '../testing/office.ts';
import { createClock, createStation, events, memory, type Station, setUp, value, verify } from '../testing/station.ts';
import { hasPersonalNumber, isOverdue } from './closing.ts';
import type { SummaryEvent } from './events.ts';
import { summaryCsv, summaryJson } from './formats.ts';
import { type EnteredFigures, nothingEntered, summarySchema } from './summary.ts';

const TODAY = '2026-11-23';

/** An office that was set up on a Monday at 07:00; its services do what those of a real one do. */
async function office(overnight: 'keep' | 'cancel' = 'keep') {
  const card = ['CC_CHANGE', 'CC_NEW_14', 'CC_NEW_6_13', 'CC_REISSUE', 'CC_CERT_NEW', 'CC_PICKUP'];
  const { services, queue } = testSettings();
  const settings = testSettings({
    services: services.map((service) => ({
      ...service,
      procedures: service.id === 'card' ? card : ['EID_L1', 'EID_L2', 'EID_ACTIVATE', 'CT_STAY'],
    })),
    desks: [{ id: 'd1', label: '1', services: [] }],
    queue: { ...queue, overnight, noShowGapSeconds: 0 },
  });
  const station = createStation({ settings: () => settings });
  const { caller, officers } = await setUp(station);
  const run = (command: QueueCommand, officer = officers.officer) =>
    value(station.queue.run(command, { actor: officer, device: 'dev', key: null }));
  const take = (service = 'card', people = 1) =>
    run({ type: 'take.issue', service, people, priority: null, person: null }).ticket ?? '';
  const at = (ticket: string) => ({
    desk: 'd1',
    ticket,
    version: station.queue.state().tickets.get(ticket)?.version ?? 0,
  });
  /** Calls the next number at desk 1 and finishes with it. */
  function serve(work: WorkLine[] = [line('CC_CHANGE')]) {
    run({ type: 'callNext', desk: 'd1' });
    const ticket = station.queue.state().desks.get('d1')?.ticket ?? '';
    run({ type: 'start', ...at(ticket) });
    run({ type: 'done', ...at(ticket), work });
  }
  const to = (day: string, minute: number) => station.clock.set(instantOf(day, minute));
  return { ...station, station, caller, officers, run, take, at, serve, to };
}

function line(procedure: string, count = 1, more: Partial<WorkLine> = {}): WorkLine {
  return { procedure, count, ageBand: '14+', outcome: 'collected', reason: null, ...more };
}

/** The same office as another program would open it: nothing in memory but what the database says. */
const again = ({ db, clock, name }: Station) => createStation({ db, clock, name });

test('a day of every kind of work, closed and recomputed after all that came later', async () => {
  const { station, run, take, at, serve, to, summary, clock } = await office();
  run({ type: 'openDesk', desk: 'd1' });
  for (const service of ['card', 'card', 'eid', 'card', 'card', 'card']) take(service, 2);
  clock.pass(10 * MINUTE);
  serve([line('CC_NEW_6_13', 2, { ageBand: '6-13' }), line('CC_REISSUE'), line('CC_CERT_NEW')]);
  clock.pass(20 * MINUTE);
  serve([
    line('CC_PICKUP', 3, { outcome: 'handedOut' }),
    line('CC_CHANGE', 1, { outcome: 'refused', reason: 'papersMissing' }),
    line('CC_PICKUP', 1, { outcome: 'refused', reason: 'systemDown' }),
  ]);
  serve([
    line('EID_L2'),
    line('EID_ACTIVATE', 2, { outcome: 'guided' }),
    line('CT_STAY', 4),
    line('CC_CHANGE', 1, { outcome: 'guided' }),
  ]);
  run({ type: 'callNext', desk: 'd1' });
  const absent = station.queue.state().desks.get('d1')?.ticket ?? '';
  run({ type: 'recall', ...at(absent) });
  run({ type: 'recall', ...at(absent) });
  run({ type: 'absent', ...at(absent) });
  const [, , , , cancelled = ''] = [...station.queue.state().tickets.keys()];
  run({ type: 'cancel', ...at(cancelled), reason: 'citizenLeft' });
  clock.pass(30 * MINUTE);
  to(TODAY, 22 * 60 + 30);
  expect(value(summary.closeDue())).toEqual([TODAY]);
  const closed = summary.of(TODAY);
  expect(closed.summary).toEqual({
    format: 1,
    station: 'S1',
    office: { name: 'Công an xã Mẫu', communeCode: '', superior: '' },
    day: TODAY,
    nothing: false,
    idCards: {
      collected: 4,
      byAge: { '0-5': 0, '6-13': 2, '14+': 2 },
      byKind: { issue: 2, change: 0, reissue: 1, other: 1 },
      handedOut: 3,
      refused: 1,
    },
    eid: { collected: { level1: 0, level2: 1 }, activationsGuided: 2 },
    otherWork: [{ group: 'khac', count: 5 }],
    work: [
      line('CC_CERT_NEW'),
      line('CC_CHANGE', 1, { outcome: 'guided' }),
      line('CC_CHANGE', 1, { outcome: 'refused', reason: 'papersMissing' }),
      line('CC_NEW_6_13', 2, { ageBand: '6-13' }),
      line('CC_PICKUP', 3, { outcome: 'handedOut' }),
      line('CC_PICKUP', 1, { outcome: 'refused', reason: 'systemDown' }),
      line('CC_REISSUE'),
      line('CT_STAY', 4),
      line('EID_ACTIVATE', 2, { outcome: 'guided' }),
      line('EID_L2'),
    ],
    tickets: { issued: 6, people: 12, served: 3, absent: 1, cancelled: 1, waiting: 1 },
    absentCalls: 3,
    waits: { counted: 4, medianMinutes: 30, p90Minutes: 30 },
    // Left open: until the last thing the queue did, not until the day was closed.
    desks: { opened: 1, openMinutes: 30 },
    entered: nothingEntered,
    rates: [],
    remark: '',
    closed: { at: instantOf(TODAY, 22 * 60 + 30), by: 'clock' },
  });
  expect(summarySchema.safeParse(closed.summary).success).toBe(true);

  // The number kept overnight is served on the next day, and the office gets another name.
  to('2026-11-24', 8 * 60);
  take();
  run({ type: 'openDesk', desk: 'd1' });
  serve([line('CC_NEW_14')]);
  expect(again(station).summary.at(TODAY, closed.log)).toEqual(closed.summary);
  expect(summary.of('2026-11-24').summary.tickets).toMatchObject({ issued: 1, served: 1, waiting: 1 });
  expect(verify(station).ok).toBe(true);
});

test('a day with a published roster keeps who was on duty as it was closed, whatever becomes of roster and desks', async () => {
  const { station, caller, run, take, serve, to, summary, roster, officers } = await office();
  const plan = (officer: string, shift: string) => ({ day: TODAY, shift, team: 'standing', officer, byHand: true });
  const change = (...on: ReturnType<typeof plan>[]) =>
    value(roster.run({ type: 'change', how: 'moved', off: [], on }, CHIEF));
  const [first, second, third] = [officers.officer, officers.leader, officers.chief];
  change(plan(first, 'morning'), plan(second, 'morning'), plan(third, 'afternoon'));
  run({ type: 'openDesk', desk: 'd1' });
  take();
  to(TODAY, 12 * 60 + 20);
  serve();
  run({ type: 'closeDesk', desk: 'd1' });
  // Not published: nothing of it goes up, and closing says nothing of it either.
  value(summary.close(TODAY, CHIEF));
  const before = summary.of(TODAY);
  expect(before.summary).not.toHaveProperty('duty');
  expect(events(station.db).findLast(({ type }) => type === 'summary.closed')?.data).not.toHaveProperty('duty');
  value(roster.run({ type: 'publish', from: TODAY, to: TODAY }, CHIEF));
  expect(summary.of(TODAY).summary).not.toHaveProperty('duty');

  value(summary.reopen(TODAY, CHIEF));
  const duty = {
    standing: { officers: 3, shifts: 2, worked: 1, extraMinutes: 20 },
    mobile: { officers: 0, shifts: 0, worked: null, extraMinutes: null },
    unplanned: { officers: 0, minutes: 0 },
  };
  expect(summary.of(TODAY).summary.duty).toEqual(duty);
  expect(station.app.figures.day(TODAY).shifts.duty).toEqual(duty);
  value(summary.close(TODAY, CHIEF));
  const closed = summary.of(TODAY);
  expect(closed.summary.duty).toEqual(duty);
  expect(summarySchema.parse(JSON.parse(summaryJson(closed.summary)))).toEqual(closed.summary);

  // In the evening somebody more is put on, one comes, a ticket is taken, and the rules get other hours.
  change(plan(first, 'evening'));
  to(TODAY, 18 * 60);
  run({ type: 'openDesk', desk: 'd1' }, third);
  take();
  to(TODAY, 18 * 60 + 30);
  run({ type: 'closeDesk', desk: 'd1' }, third);
  const { shifts, ...rules } = station.settings().roster;
  const moved = shifts.map((shift) => (shift.id === 'morning' ? { ...shift, from: '06:00' } : shift));
  value(station.office.setSection('roster', { ...rules, shifts: moved }, caller));
  const later = again(station).summary;
  expect(summaryJson(later.at(TODAY, closed.log))).toBe(summaryJson(closed.summary));
  expect(summaryCsv(later.at(TODAY, before.log))).toBe(summaryCsv(before.summary));
  // Closed anew, it is counted anew.
  to(TODAY, 22 * 60 + 30);
  expect(value(summary.closeDue())).toEqual([TODAY]);
  expect(summary.of(TODAY).summary.duty).toMatchObject({
    standing: { officers: 3, shifts: 3, worked: 1, extraMinutes: 50 },
  });
  expect(verify(station).ok).toBe(true);
});

/** What a manifest holds fast of a day. */
type Kept = { day: string; log: LogPosition[]; json: string; csv: string };

test('any days at two stations: recomputed at the positions of its closing, a day gives the same bytes; the staff see the same counts', async () => {
  let closings = 0;
  let changes = 0;
  let mostDays = 0;
  await fc.assert(
    fc.asyncProperty(days(250), fc.boolean(), async (steps, keeps) => {
      const { queue } = testSettings();
      const settings = testSettings({
        queue: { ...queue, overnight: keeps ? 'keep' : 'cancel', noShowGapSeconds: 0 },
      });
      const db = memory();
      const clock = createClock();
      const open = (name: string) => createStation({ db, clock, name, settings: () => settings });
      const office = open('S1');
      const mobile = open('S2');
      const { caller } = await setUp(office);
      const { summary, app } = office;
      const kept: Kept[] = [];
      const keep = (day: string) => {
        const { summary: closed, log } = summary.of(day);
        kept.push({ day, log, json: summaryJson(closed), csv: summaryCsv(closed) });
      };

      for (const [i, step] of steps.entries()) {
        // Now and then the night passes.
        clock.pass(step.other % 40 === 0 ? 15 * HOUR : step.seconds * 1000);
        const station = step.other % 4 === 0 ? mobile : office;
        const now = station.log.now();
        const command = commandOf(step, station.queue.state(), settings, now);
        station.queue.run(command, { actor: `o${step.officer}`, device: 'dev', key: `${station.name}-${i}` });

        const today = serviceDay(now);
        const day = addDays(today, -(step.pick % 3));
        const author = { actor: 'o1', device: null, key: null };
        if (step.pick % 5 === 0) value(summary.closeDue()).forEach(keep);
        if (step.pick % 7 === 1 && summary.close(day, author).ok) keep(day);
        if (step.pick % 19 === 0) summary.enter(day, { ...nothingEntered, visits: step.pick % 5 }, author);
        if (step.pick % 23 === 0) summary.remark(day, `Ghi chú ${step.pick % 7}`, author);
        if (step.pick % 11 === 0) summary.reopen(day, author);
        if (step.pick % 31 === 0)
          value(office.office.setSection('office', { ...settings.office, name: `Công an xã Mẫu ${i}` }, caller));
        if (step.pick % 7 > 0) continue;
        for (const shown of [today, addDays(today, -1)]) {
          const { tickets, waits, work } = summary.at(shown, office.log.positions());
          const figures = app.figures.day(shown);
          const { issued, served, absent, waiting, waitMedian, waitP90 } = figures.total;
          // While the day runs the staff's "waiting" leaves out who stands at a desk or fetches papers.
          const aside = (t: Ticket) => t.inDay === shown && isLive(t) && t.state !== 'waiting';
          const unfinished = shown < today ? waiting : waiting + office.queue.ofDay(shown).filter(aside).length;
          expect([tickets.issued, tickets.served, tickets.absent, tickets.waiting]).toEqual([
            issued,
            served,
            absent,
            unfinished,
          ]);
          expect([waits.medianMinutes, waits.p90Minutes]).toEqual([waitMedian, waitP90]);
          const sum = (lines: readonly { count: number }[]) => lines.reduce((total, { count }) => total + count, 0);
          expect(sum(work)).toBe(sum(figures.work));
        }
      }
      const later = createStation({ db, clock, name: 'S1' }).summary;
      for (const { day, log, json, csv } of kept) {
        const again = later.at(day, log);
        expect(summaryJson(again)).toBe(json);
        expect(summaryCsv(again)).toBe(csv);
        expect(summarySchema.safeParse(again).success).toBe(true);
        if (summaryJson(later.at(day, office.log.positions())) !== json) changes += 1;
      }
      closings += kept.length;
      mostDays = Math.max(mostDays, new Set(kept.map(({ day }) => day)).size);
      expect(verify(office).ok).toBe(true);
      db.close();
    }),
    { numRuns: 70, endOnFailure: true },
  );
  // It says little about days that were never closed, or that nothing happened to afterwards.
  expect([closings > 100, changes > 30, mostDays > 2]).toEqual([true, true, true]);
});

const CHIEF = { actor: 'o1', device: 'dev', key: null };
const refused = (type: string) => ({ ok: false, error: { type } });

const TARGET: EnteredFigures['targets'][number] = {
  kind: 'idCard',
  target: 1000,
  done: 267,
  base: 'người đủ điều kiện',
  baseDate: '2026-11-01',
  due: '2026-12-03',
};

describe('the chief', () => {
  test('closes today only after the last number is finished, a day gone by whenever, no day twice', async () => {
    const { summary, run, take, serve, to, station, summaryTables } = await office();
    run({ type: 'openDesk', desk: 'd1' });
    take();
    expect(summary.close(TODAY, CHIEF)).toEqual(refused('DayStillRunning'));
    serve();
    value(summary.close(TODAY, CHIEF));
    expect(summary.close(TODAY, CHIEF)).toEqual(refused('DayClosed'));
    expect(summary.of(TODAY).summary.closed).toEqual({ at: station.log.now(), by: 'officer' });
    expect(summaryTables.day(TODAY).number).toBe(1);
    expect(summary.close('2026-11-24', CHIEF)).toEqual(refused('DayNotYet'));
    expect(summary.close('2026-11-22', CHIEF)).toEqual(refused('DayBeforeOffice'));
    // Somebody waits on Tuesday; that does not keep Wednesday's chief from closing Tuesday.
    to('2026-11-24', 8 * 60);
    take();
    to('2026-11-25', 8 * 60);
    take();
    value(summary.close('2026-11-24', CHIEF));
    expect(verify(station).ok).toBe(true);
  });

  test('types and remarks while the day is open; a closed day is opened again first, and closed anew is another', async () => {
    const { summary, station } = await office();
    const typed = { ...nothingEntered, visits: 3, targets: [TARGET] };
    value(summary.enter(TODAY, typed, CHIEF));
    value(summary.remark(TODAY, '  Mất điện buổi chiều. ', CHIEF));
    value(summary.close(TODAY, CHIEF));
    const first = summary.of(TODAY);
    expect(first.summary).toMatchObject({ nothing: false, remark: 'Mất điện buổi chiều.', entered: typed });
    for (const change of [
      summary.enter(TODAY, nothingEntered, CHIEF),
      summary.remark(TODAY, '', CHIEF),
      summary.close(TODAY, CHIEF),
    ])
      expect(change).toEqual(refused('DayClosed'));
    value(summary.reopen(TODAY, CHIEF));
    expect(summary.reopen(TODAY, CHIEF)).toEqual(refused('DayNotClosed'));
    expect(summary.of(TODAY).summary).toMatchObject({ closed: null, entered: typed });
    value(summary.enter(TODAY, { ...typed, visits: 4 }, CHIEF));
    value(summary.close(TODAY, CHIEF));
    expect(summary.of(TODAY).summary.entered.visits).toBe(4);
    expect(summary.at(TODAY, first.log)).toEqual(first.summary);
    expect(verify(station).ok).toBe(true);
  });

  test.each<[string, Partial<EnteredFigures>, string]>([
    ['a target twice', { targets: [TARGET, { ...TARGET, done: 1 }] }, 'EnteredInvalid'],
    ['a day the calendar has not', { targets: [{ ...TARGET, baseDate: '2026-02-30' }] }, 'EnteredInvalid'],
    ['a rate nobody can mean', { targets: [{ ...TARGET, target: 1, done: 5000 }] }, 'EnteredInvalid'],
    ['a number in the base', { targets: [{ ...TARGET, base: 'theo 038090000017' }] }, 'RemarkHasNumber'],
    [
      'a team twice',
      { teams: ['mobile', 'mobile'].map((team) => ({ team: team as 'mobile', officers: 2, shifts: 1 })) },
      'EnteredInvalid',
    ],
  ])('is refused %s', async (_, change, type) => {
    const { summary, log } = await office();
    const before = log.head();
    expect(summary.enter(TODAY, { ...nothingEntered, ...change }, CHIEF)).toEqual(refused(type));
    expect(log.head()).toBe(before);
  });

  test('is refused a remark that is too long or holds a number of a person', async () => {
    const { summary } = await office();
    expect(summary.remark(TODAY, 'a'.repeat(501), CHIEF)).toEqual(refused('RemarkTooLong'));
    expect(summary.remark(TODAY, 'Thẻ 038 090 000 017 in lỗi', CHIEF)).toEqual(refused('RemarkHasNumber'));
    // Composed before it is measured: 500 letters of Vietnamese are 500.
    value(summary.remark(TODAY, 'ế'.repeat(500).normalize('NFD'), CHIEF));
    expect(summary.of(TODAY).summary.remark).toBe('ế'.repeat(500));
  });
});

test.each([
  ['038090000017', true],
  ['số 170000024.', true],
  ['038 090 000 017', true],
  ['0380-9000-0017', true],
  ['038.090.000.017', true],
  ['0 3 8 0 9 0 0 0 0 0 1 7', true],
  ['038 - 090 - 000 - 017', true],
  ['０３８０９０００００１７', true],
  ['٠٣٨٠٩٠٠٠٠٠١٧', true],
  ['038\u00a0090\u2009000\u2011017', true],
  ['038\u200b090000017', true],
  ['038_090_000_017', true],
  ['038,090,000,017', true],
  ['170000024 và 038090000017', true],
  ['12 038090000017', true],
  ['Mất điện từ 14 giờ đến 15 giờ ngày 23/11/2026.', false],
  ['Từ 23.11.2026 đến 30-11-2026 nghỉ 5 ngày', false],
  ['Điện thoại 0912345678', false],
  ['Thu nhận 120, 45, 300 và 12 hồ sơ', false],
  ['Mất mạng 20, 21, 22, 23, 24, 25 và các ngày 23/11, 24/11, 25/11', false],
  ['Làm 07:30-11:30, 13:30-17:00', false],
  ['Còn 1.234 thẻ, 26,74 %', false],
  ['', false],
])('a number of a person in %j: %s', (text, holds) => {
  expect(hasPersonalNumber(text)).toBe(holds);
});

describe('the clock', () => {
  test('closes a day at its time, and those the program slept through when it starts again', async () => {
    const { summary, to, station, take, serve, run } = await office('cancel');
    run({ type: 'openDesk', desk: 'd1' });
    take();
    serve();
    take();
    to(TODAY, 22 * 60 + 29);
    expect(value(summary.closeDue())).toEqual([]);
    to(TODAY, 22 * 60 + 30);
    expect(value(summary.closeDue())).toEqual([TODAY]);
    expect(value(summary.closeDue())).toEqual([]);
    to('2026-11-27', 7 * 60);
    const later = again(station);
    expect(value(later.summary.closeDue())).toEqual(['2026-11-24', '2026-11-25', '2026-11-26']);
    expect(later.summary.of('2026-11-25').summary).toMatchObject({
      nothing: true,
      closed: { at: instantOf('2026-11-27', 7 * 60), by: 'clock' },
    });
    expect(later.app.summary.days().map(({ day, state, nothing }) => [day, state, nothing])).toEqual([
      ['2026-11-27', 'running', null],
      ['2026-11-26', 'closed', true],
      ['2026-11-25', 'closed', true],
      ['2026-11-24', 'closed', true],
      [TODAY, 'closed', false],
    ]);
    expect(verify(later).ok).toBe(true);
  });

  test('counts who was left over on the day that left them, also when it is closed on the morning after', async () => {
    const { summary, to, take, station, app } = await office('cancel');
    take();
    take();
    to('2026-11-24', 7 * 60);
    value(station.queue.tick());
    expect(value(summary.closeDue())).toEqual([TODAY]);
    expect(summary.of(TODAY).summary.tickets).toMatchObject({ issued: 2, waiting: 2, cancelled: 0 });
    expect(summary.of('2026-11-24').summary).toMatchObject({ nothing: true, tickets: { waiting: 0, cancelled: 0 } });
    expect(app.figures.day(TODAY).total.waiting).toBe(2);
  });

  test('closes a day again that went on after its closing: once in the evening, once when it is over', async () => {
    const { summary, to, take, serve, run, app } = await office();
    run({ type: 'openDesk', desk: 'd1' });
    value(summary.close(TODAY, CHIEF));
    const changed = () => app.summary.days()[0]?.changed;
    // Desks close after the chief does: no reason to send the day again.
    run({ type: 'closeDesk', desk: 'd1' });
    expect(changed()).toBe(false);
    run({ type: 'openDesk', desk: 'd1' });
    take();
    serve();
    expect([changed(), value(summary.closeDue())]).toEqual([true, []]);
    to(TODAY, 22 * 60 + 30);
    expect([value(summary.closeDue()), changed()]).toEqual([[TODAY], false]);
    const more = { people: 1, priority: null, priorityReason: null, person: null, print: false };
    run({ type: 'issue', service: 'card', ...more });
    expect([value(summary.closeDue()), changed()]).toEqual([[], true]);
    expect(summary.of(TODAY).summary.tickets.issued).toBe(1);
    to('2026-11-24', 1);
    expect(value(summary.closeDue())).toEqual([TODAY]);
    expect(summary.of(TODAY).summary.tickets.issued).toBe(2);
    to('2026-11-24', 2);
    expect(value(summary.closeDue())).toEqual([]);
  });

  test('closes again in the evening what was opened for a correction and forgotten', async () => {
    const { summary, to, app } = await office();
    value(summary.close(TODAY, CHIEF));
    to('2026-11-24', 22 * 60 + 40);
    expect(value(summary.closeDue())).toEqual(['2026-11-24']);
    value(summary.reopen(TODAY, CHIEF));
    expect(app.summary.days().map(({ state }) => state)).toEqual(['closed', 'reopened']);
    to('2026-11-25', 22 * 60);
    expect(value(summary.closeDue())).toEqual([]);
    to('2026-11-25', 22 * 60 + 30);
    expect(value(summary.closeDue())).toEqual([TODAY, '2026-11-25']);
  });

  test('leaves days lost by a restore to a person, and all days while the date is doubtful', async () => {
    const { summary, to, log, app } = await office();
    value(summary.close(TODAY, CHIEF));
    const lost: SummaryEvent = {
      type: 'epoch.opened',
      data: { epoch: 1_795_600_000, from: null, lostFrom: '2026-11-24', lostTo: '2026-11-25' },
    };
    to('2026-11-25', 9 * 60);
    value(log.write(CHIEF, () => ({ ok: true, value: { events: [lost], value: null } })));
    to('2026-11-26', 23 * 60);
    expect(value(summary.closeDue())).toEqual(['2026-11-26']);
    expect(app.summary.days().map(({ state }) => state)).toEqual(['closed', 'lost', 'lost', 'closed']);
    value(summary.close('2026-11-24', CHIEF));
    expect(app.summary.days().map(({ state }) => state)).toEqual(['closed', 'lost', 'closed', 'closed']);
    to('2027-01-20', 8 * 60);
    expect(value(summary.closeDue())).toEqual([]);
    expect(summary.close('2027-01-19', CHIEF)).toEqual(refused('ClockDoubtful'));
    log.confirmClock();
    expect(value(summary.closeDue())).toHaveLength(54);
    expect(value(summary.closeDue())).toEqual([]);
  });

  test.each([
    ['in its first week begins with its first day', 3, [TODAY, '2026-11-24', '2026-11-25']],
    ['of months begins with today', 60, ['2027-01-22']],
  ])('an office that never closed a day, %s', async (_, after, closed) => {
    const { summary, clock, log } = await office();
    for (let i = 0; i < after; i++) {
      clock.pass(DAY);
      value(
        log.write(CHIEF, () => ({ ok: true, value: { events: [{ type: 'clock.confirmed', data: {} }], value: null } })),
      );
    }
    if (after > 7) clock.set(instantOf('2027-01-22', 23 * 60));
    expect(value(summary.closeDue())).toEqual(closed);
  });
});

describe('targets', () => {
  test('a rate is rounded half up, with what is left, needed each day and when it will be reached', async () => {
    const { summary, run, take, serve, to } = await office();
    const days = ['2026-11-23', '2026-11-24', '2026-11-25'];
    for (const [i, day] of days.entries()) {
      to(day, 8 * 60);
      run({ type: 'openDesk', desk: 'd1' });
      take();
      serve([line('CC_CHANGE', 10 * (i + 1))]);
      const eid = { ...TARGET, kind: 'eidActivated' as const, target: 3, done: i, base: 'tài khoản', due: null };
      value(summary.enter(day, { ...nothingEntered, targets: [eid, TARGET] }, CHIEF));
      value(summary.close(day, CHIEF));
    }
    const [first, , third] = days.map((day) => summary.of(day).summary.rates);
    expect(first).toEqual([
      // Nothing was closed before, so no pace is known; 11 days from the 24th to the 3rd, the 24th included: 10.
      { ...TARGET, percentHundredths: 2670, left: 733, perDay: 74, forecast: null },
      expect.objectContaining({ kind: 'eidActivated', percentHundredths: 0, left: 3, perDay: null, forecast: null }),
    ]);
    expect(third).toEqual([
      // (10 + 20) / 2 a day: 733 are left for 49 days.
      expect.objectContaining({ perDay: 92, forecast: addDays('2026-11-25', 49) }),
      // 2 of 3 is 66,666… %; one a day since Monday.
      expect.objectContaining({ percentHundredths: 6667, left: 1, perDay: null, forecast: '2026-11-26' }),
    ]);
  });

  test.each([
    [1, 8, 1250],
    [1, 3, 3333],
    [2, 3, 6667],
    [1, 20_000, 1],
    [1, 20_001, 0],
    [267_400, 1_000_000, 2674],
    [12, 10, 12_000],
  ])('%i of %i is %i hundredths of a percent', async (done, target, percentHundredths) => {
    const { summary } = await office();
    value(summary.enter(TODAY, { ...nothingEntered, targets: [{ ...TARGET, done, target, due: TODAY }] }, CHIEF));
    const [rate] = summary.of(TODAY).summary.rates;
    const left = Math.max(0, target - done);
    // The due day is over when the day is: nothing can be spread over days any more.
    expect(rate).toMatchObject({ percentHundredths, left, perDay: null, forecast: left === 0 ? TODAY : null });
  });
});

test('overdue: no receipt after the time on the day after, and only since a superior office is enrolled', () => {
  const since = { validFrom: '2026-11-20', validTo: null };
  const noon = instantOf('2026-11-24', 12 * 60);
  const of = { day: TODAY, now: noon, dueAt: '12:00', receivedAt: null, superiors: [since] };
  expect(isOverdue(of)).toBe(true);
  expect(isOverdue({ ...of, now: noon - 1 })).toBe(false);
  expect(isOverdue({ ...of, receivedAt: noon - 1 })).toBe(false);
  expect(isOverdue({ ...of, superiors: [] })).toBe(false);
  expect(isOverdue({ ...of, superiors: [{ ...since, validFrom: '2026-11-24' }] })).toBe(false);
  expect(isOverdue({ ...of, superiors: [{ ...since, validTo: '2026-11-22' }] })).toBe(false);
});

test('a leader is told of days that are overdue, an officer is not; the day shows its bundles and their receipts', async () => {
  const { summary, to, log, app, caller } = await office();
  const write = (event: SummaryEvent) =>
    value(log.write(CHIEF, () => ({ ok: true, value: { events: [event], value: null } })));
  const alerts = (role: 'officer' | 'leader') =>
    app.staff
      .view(null, { ...caller, session: { id: 's', officer: 'o1', role } })
      .alerts.filter(({ type }) => type === 'summaryOverdue');
  value(summary.enter(TODAY, { ...nothingEntered, visits: 2 }, CHIEF));
  value(summary.close(TODAY, CHIEF));
  to('2026-11-24', 12 * 60);
  expect(alerts('leader')).toEqual([]);
  write({ type: 'superior.enrolled', data: { superior: 'tinhMau', file: '{}', validFrom: TODAY } });
  expect([alerts('leader'), alerts('officer')]).toEqual([[{ type: 'summaryOverdue', days: 1 }], []]);
  const bundle = (epoch: number, sequence: number) => ({ epoch, sequence, manifest: `${sequence}`.padStart(64, '0') });
  const made = { day: TODAY, previous: null, replaces: null, content: '' };
  write({ type: 'bundle.made', data: { ...bundle(0, 1), ...made } });
  write({ type: 'receipt.read', data: { ...bundle(0, 1), day: TODAY, acceptedAt: 5 } });
  expect(alerts('leader')).toEqual([]);
  write({ type: 'bundle.made', data: { ...bundle(0, 2), ...made, replaces: bundle(0, 1) } });
  expect(alerts('leader')).toHaveLength(1);
  // Made before a restore: only its receipt is left.
  write({ type: 'receipt.read', data: { ...bundle(7, 3), day: TODAY, acceptedAt: 4 } });
  const shown = value(app.summary.day(TODAY));
  expect(
    shown.bundles.map(({ label, replaces, madeAt, receivedAt }) => [label, replaces, madeAt !== null, receivedAt]),
  ).toEqual([
    ['7.3', null, false, 4],
    ['1', null, true, 5],
    ['2', '1', true, null],
  ]);
  expect([shown.number, shown.suggestion, shown.overdue]).toEqual([1, null, true]);
  const next = value(app.summary.day('2026-11-24'));
  expect(next.suggestion).toEqual({ day: TODAY, entered: { ...nothingEntered, visits: 2 } });
  expect(next.summary.entered).toEqual(nothingEntered);
  expect(app.summary.days()[1]).toEqual({
    day: TODAY,
    state: 'closed',
    changed: false,
    overdue: true,
    nothing: false,
    bundle: '2',
    receivedAt: null,
  });
});
