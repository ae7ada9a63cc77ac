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
