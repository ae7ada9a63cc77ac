import { instantOf } from '../kernel/time.ts';
import { nothingEntered, type Summary } from '../summary/summary.ts';

/** An empty closed day of a made-up office, or what `of` makes of it. */
export function testSummary(of: Partial<Summary> = {}): Summary {
  return {
    format: 1,
    station: 'S1',
    office: { name: 'Công an xã Mẫu', communeCode: '00001', superior: 'Công an tỉnh Mẫu' },
    day: '2026-11-23',
    nothing: true,
    idCards: {
      collected: 0,
      byAge: { '0-5': 0, '6-13': 0, '14+': 0 },
      byKind: { issue: 0, change: 0, reissue: 0, other: 0 },
      handedOut: 0,
      refused: 0,
    },
    eid: { collected: { level1: 0, level2: 0 }, activationsGuided: 0 },
    otherWork: [],
    work: [],
    tickets: { issued: 0, people: 0, served: 0, absent: 0, cancelled: 0, waiting: 0 },
    absentCalls: 0,
    waits: { counted: 0, medianMinutes: null, p90Minutes: null },
    desks: { opened: 0, openMinutes: 0 },
    entered: nothingEntered,
    rates: [],
    remark: '',
    closed: { at: 1_795_500_000_000, by: 'officer' },
    ...of,
  };
}

const office = {
  day: '2026-11-24',
  office: { name: 'Công an xã Hoằng Sơn', communeCode: '15910', superior: 'Công an tỉnh Thanh Hóa' },
};

/** A full closed day whose every figure is another number, so that a test sees which one went where. */
export const fullSummary: Summary = testSummary({
  ...office,
  nothing: false,
  idCards: {
    collected: 1234,
    byAge: { '0-5': 201, '6-13': 302, '14+': 731 },
    byKind: { issue: 811, change: 212, reissue: 113, other: 98 },
    handedOut: 77,
    refused: 6,
  },
  eid: { collected: { level1: 41, level2: 42 }, activationsGuided: 43 },
  otherWork: [
    { group: 'cu_tru', count: 51 },
    { group: 'khac', count: 52 },
  ],
  work: [
    { procedure: 'CC_NEW_14', ageBand: '14+', outcome: 'collected', reason: null, count: 811 },
    { procedure: 'CC_NEW_14', ageBand: '14+', outcome: 'refused', reason: 'dataMismatch', count: 2 },
    { procedure: 'CC_NEW_14', ageBand: '14+', outcome: 'refused', reason: 'papersMissing', count: 4 },
  ],
  tickets: { issued: 611, people: 612, served: 598, absent: 8, cancelled: 3, waiting: 1 },
  absentCalls: 19,
  waits: { counted: 607, medianMinutes: 23, p90Minutes: 71 },
  desks: { opened: 5, openMinutes: 4533 },
  entered: {
    ...nothingEntered,
    eidApproved: { level1: 31, level2: null },
    eidActivated: { level1: null, level2: 33 },
    targets: [
      {
        kind: 'idCard',
        target: 9350,
        done: 2500,
        base: 'người đủ điều kiện cấp thẻ',
        baseDate: '2026-11-01',
        due: '2026-12-31',
      },
    ],
    leftByReason: { ...nothingEntered.leftByReason, away: 120, sick: 9 },
    visits: 7,
    teams: [{ team: 'mobile', officers: 4, shifts: 2 }],
  },
  rates: [
    {
      kind: 'idCard',
      target: 9350,
      done: 2500,
      percentHundredths: 2674,
      left: 6850,
      base: 'người đủ điều kiện cấp thẻ',
      baseDate: '2026-11-01',
      due: '2026-12-31',
      perDay: 186,
      forecast: null,
    },
  ],
  remark: 'Mất điện từ 14 giờ đến 15 giờ.\nĐề nghị bổ sung một máy in.',
  closed: { at: instantOf('2026-11-24', 17 * 60 + 40), by: 'officer' },
});

/** The same day with a published roster; of the mobile team somebody typed other figures. */
export const dutySummary: Summary = {
  ...fullSummary,
  duty: {
    standing: { officers: 11, shifts: 3, worked: 10, extraMinutes: 85 },
    mobile: { officers: 3, shifts: 1, worked: null, extraMinutes: null },
    unplanned: { officers: 1, minutes: 96 },
  },
};

/** An open day on which nobody came and nothing was typed. */
export const emptySummary = testSummary({ ...office, closed: null });
