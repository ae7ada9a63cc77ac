import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredEvent } from '../kernel/log.ts';
import { addDays, DAY, instantOf, MINUTE } from '../kernel/time.ts';
import { foldDay, summarize } from '../summary/summarize.ts';
import { nothingEntered } from '../summary/summary.ts';
import { testSettings } from '../testing/office.ts';
import { actualDay, type DayPlan, type DeskSpan, deskSpans, dutyCounts, piecesOf } from './actual.ts';
import type { Place } from './model.ts';
import { defaultRoster } from './settings.ts';

const DAY_OF = '2026-11-24';
const at = (clock: string, day = DAY_OF) => instantOf(day, Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5)));

/** Desk events from lines like "07:02 opened d1 an". */
function log(...lines: string[]): StoredEvent[] {
  return lines.map((line, i) => {
    const [clock = '', what = '', desk = '', officer] = line.split(' ');
    const data = { desk, ...(officer === undefined ? {} : { officer }) };
    const event = { station: 'S1', seq: i + 1, at: at(clock), type: `desk.${what}`, data };
    return { ...event, actor: null, device: null, key: null, hash: '' };
  });
}

const show = (spans: readonly DeskSpan[]) =>
  spans.map(({ officer, desk, from, to, open }) =>
    [officer, desk, minute(from), minute(to), ...(open ? ['open'] : [])].join(' '),
  );
const minute = (instant: number) => (instant - at('00:00')) / MINUTE;

test('who was at which desk when: handing over, pauses, and what the turn of the day closes', () => {
  const events = log(
    // Forgotten the evening before, closed when the day turned.
    '00:05 closed d1',
    '07:00 opened d1 an',
    '08:00 paused d1',
    '08:10 resumed d1',
    '09:00 opened d2 binh',
    '12:00 handedOver d1 chi',
    '12:30 closed d2',
    '13:00 paused d1',
    '13:05 handedOver d1 dung',
    '13:20 resumed d1',
  );
  expect(show(deskSpans(events, at('14:00')))).toEqual([
    'an d1 420 480',
    'an d1 490 720',
    'binh d2 540 750',
    'chi d1 720 780',
    'dung d1 800 840 open',
  ]);
});

const settings = {
  shifts: [...defaultRoster.shifts, { id: 'late', name: 'Ca đêm', from: '22:00', to: '02:00', night: true }],
  teams: defaultRoster.teams,
};
const place = (officer: string, shift: string, team = 'standing', day = DAY_OF): Place => ({
  day,
  shift,
  team,
  officer,
});
const plan = (...places: Place[]): DayPlan => ({ places, settings });
const judged = (of: { plan: DayPlan; spans: DeskSpan[]; now?: number }) =>
  Object.fromEntries(
    actualDay({ day: DAY_OF, now: at('23:00'), ...of }).map((each) => [
      each.officer,
      [
        ...each.planned.map(({ state, late, early }) => `${state} ${late} ${early}`),
        [each.plannedMs, each.insideMs, each.extraMs].map((ms) => ms / MINUTE).join('/'),
      ].join(', '),
    ]),
  );

test('planned against actual: late, gone early, extra, absent, unplanned, and a mobile team never absent', () => {
  const spans = deskSpans(
    log(
      '06:57 opened d1 an',
      '07:20 opened d2 binh',
      '11:30 closed d2',
      '12:00 handedOver d1 chi',
      '12:40 opened d2 an',
      '13:10 closed d2',
      '14:00 opened d3 dung',
      '14:30 closed d3',
      '17:00 closed d1',
    ),
    at('17:00'),
  );
  const places = plan(
    place('an', 'morning'),
    place('binh', 'morning'),
    place('chi', 'afternoon'),
    place('giang', 'afternoon'),
    place('hoa', 'afternoon', 'mobile'),
  );
  expect(judged({ plan: places, spans })).toEqual({
    an: 'worked 0 0, 300/300/33',
    binh: 'worked 20 30, 300/250/0',
    chi: 'worked 0 0, 300/300/0',
    giang: 'absent 0 0, 300/0/0',
    hoa: 'noDesk 0 0, 300/0/0',
    dung: '0/0/30',
  });
  expect(dutyCounts(actualDay({ day: DAY_OF, plan: places, spans, now: at('23:00') }))).toEqual({
    standing: { officers: 4, shifts: 2, worked: 3, extraMinutes: 33 },
    mobile: { officers: 1, shifts: 1, worked: null, extraMinutes: null },
    unplanned: { officers: 1, minutes: 30 },
  });
});

test('while a shift runs nobody is absent yet, and an open desk is nobody gone early', () => {
  const places = plan(place('an', 'morning'), place('binh', 'morning'), place('chi', 'afternoon'));
  const spans = deskSpans(log('07:03 opened d1 an'), at('09:00'));
  expect(judged({ plan: places, spans, now: at('09:00') })).toEqual({
    an: 'worked 0 0, 300/117/0',
    binh: 'awaited 120 0, 300/0/0',
    chi: 'ahead 0 0, 300/0/0',
  });
});

test('a shift over midnight: each day judges the end that lies in it', () => {
  const evening = plan(place('an', 'late'), place('binh', 'late', 'standing', addDays(DAY_OF, -1)));
  const spans = deskSpans(log('00:00 opened d1 binh', '01:30 closed d1', '22:10 opened d1 an'), at('24:00'));
  expect(judged({ plan: evening, spans, now: at('12:00', addDays(DAY_OF, 1)) })).toEqual({
    an: 'worked 10 0, 120/110/0',
    binh: 'worked 0 30, 120/90/0',
  });
  const duty = dutyCounts(actualDay({ day: DAY_OF, plan: evening, spans, now: at('23:59') }));
  expect(duty.standing).toMatchObject({ officers: 1, shifts: 1 });
});

test('a place in a shift or team that the rules no longer have is not judged', () => {
  expect(
    actualDay({ day: DAY_OF, plan: plan(place('an', 'gone'), place('an', 'morning', 'gone')), spans: [], now: 0 }),
  ).toEqual([]);
});

const WHAT = ['opened', 'closed', 'paused', 'resumed', 'handedOver'] as const;
const CREW = ['an', 'binh', 'chi', 'dung'] as const;

test('any day: the officers’ minutes add up to the report’s open desks, and planned and extra to what was worked', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          minute: fc.integer({ min: 6 * 60, max: 23 * 60 }),
          what: fc.constantFrom(...WHAT),
          desk: fc.constantFrom('d1', 'd2'),
          officer: fc.constantFrom(...CREW),
        }),
        { maxLength: 40, size: 'max' },
      ),
      fc.array(
        fc.record({
          officer: fc.constantFrom(...CREW),
          shift: fc.constantFrom(...settings.shifts.map(({ id }) => id)),
          team: fc.constantFrom('standing', 'mobile'),
          before: fc.boolean(),
        }),
        { maxLength: 8 },
      ),
      (steps, places) => {
        const sorted = [...steps].sort((a, b) => a.minute - b.minute);
        // What cannot happen to a desk as it stands is left out.
        const states = new Map<string, 'open' | 'paused'>();
        const events = sorted.flatMap(({ minute, what, desk, officer }, i): StoredEvent[] => {
          const state = states.get(desk);
          const fits =
            what === 'opened'
              ? !state
              : what === 'resumed'
                ? state === 'paused'
                : what === 'paused'
                  ? state === 'open'
                  : state;
          if (!fits) return [];
          if (what === 'closed') states.delete(desk);
          else if (what !== 'handedOver') states.set(desk, what === 'paused' ? 'paused' : 'open');
          const data = what === 'opened' || what === 'handedOver' ? { desk, officer } : { desk };
          const event = { station: 'S1', seq: i + 1, at: instantOf(DAY_OF, minute), type: `desk.${what}`, data };
          return [{ ...event, actor: null, device: null, key: null, hash: '' }];
        });
        const facts = foldDay(DAY_OF, [events], new Set());
        const planned = places.map((each) =>
          place(each.officer, each.shift, each.team, each.before ? addDays(DAY_OF, -1) : DAY_OF),
        );
        const days = actualDay({
          day: DAY_OF,
          plan: plan(...planned),
          spans: facts.spans,
          now: instantOf(DAY_OF, 0) + DAY,
        });
        const worked = days.reduce((sum, each) => sum + each.insideMs + each.extraMs, 0);
        expect(worked).toBe(facts.spans.reduce((sum, { from, to }) => sum + to - from, 0));
        const { desks } = summarize({
          ...{ station: 'S1', day: DAY_OF, settings: testSettings(), facts, entered: nothingEntered, remark: '' },
          ...{ duty: null, closed: null, before: [], groupOf: () => '' },
        });
        expect(worked / MINUTE).toBe(desks.openMinutes);
        for (const { planned, spans, plannedMs, insideMs, extraMs } of days) {
          expect(plannedMs).toBeLessThanOrEqual(planned.reduce((sum, { from, to }) => sum + to - from, 0));
          expect(Math.min(insideMs, extraMs)).toBeGreaterThanOrEqual(0);
          // The bars on the screen are the same minutes.
          const drawn = (outside: boolean) =>
            piecesOf({ planned, spans })
              .filter(({ extra }) => extra === outside)
              .reduce((sum, { from, to }) => sum + to - from, 0);
          expect([drawn(false), drawn(true)]).toEqual([insideMs, extraMs]);
        }
        const duty = dutyCounts(days);
        const extra = (duty.standing.extraMinutes ?? 0) + duty.unplanned.minutes;
        expect(extra).toBe(days.reduce((sum, { extraMs }) => sum + extraMs, 0) / MINUTE);
      },
    ),
  );
});
