import { expect, test } from 'vitest';
import { hasher } from '../../node/system.ts';
import { openLog } from '../kernel/log.ts';
import { ok } from '../kernel/result.ts';
import { createClock, memory, value } from '../testing/station.ts';
import type { SummaryEvent } from './events.ts';
import { createSummaryProjection } from './tables.ts';

test('a report is numbered within its year when its day is first closed, and keeps the number when it is corrected', () => {
  const db = memory();
  const days = createSummaryProjection(db, 'S1');
  const log = value(openLog({ db, clock: createClock(), hasher, station: 'S1', projections: [days] }));
  const write = (event: SummaryEvent) =>
    value(log.write({ actor: null, device: null, key: null }, () => ok({ events: [event], value: null })));
  const close = (day: string) =>
    write({ type: 'summary.closed', data: { day, by: 'clock', others: [], nothing: true, idCards: 0 } });
  close('2026-12-30');
  // A day that was forgotten is closed after the one that followed it.
  close('2027-01-01');
  write({ type: 'summary.remarked', data: { day: '2026-12-31', remark: 'Mất điện buổi chiều.' } });
  expect(days.day('2026-12-31').number).toBeNull();
  close('2026-12-31');
  write({ type: 'summary.reopened', data: { day: '2026-12-30' } });
  close('2026-12-30');
  close('2027-01-02');
  expect(days.days('2026-12-01', '2027-01-31').map(({ day, number }) => [day, number])).toEqual([
    ['2026-12-30', 1],
    ['2026-12-31', 2],
    ['2027-01-01', 1],
    ['2027-01-02', 2],
  ]);
});
