import { describe, expect, it } from 'vitest';
import type { LineRow } from '../../../electron/core/queue/views.ts';
import { groupText, longestWaits, parseDate, rangeText, running, span, workText } from './words.ts';

const MINUTE = 60_000;
const row: LineRow = {
  ticket: 't',
  version: 1,
  number: 'A001',
  service: 'card',
  people: 1,
  priority: null,
  priorityReason: null,
  age: null,
  appointmentAt: null,
  issuedAt: 0,
  range: null,
  reason: null,
  otherDesks: [],
  kept: false,
};

describe('words of the desk', () => {
  it('says running times and waits, never negative', () => {
    expect([running(0, 250_000), running(0, 3_725_000), running(5000, 0)]).toEqual(['04:10', '1:02:05', '00:00']);
    expect([span(0, 31 * MINUTE), span(0, 75 * MINUTE), span(5, 0)]).toEqual(['31 phút', '1 giờ 15 phút', '0 phút']);
  });

  it('says a range in Vietnam time', () => {
    const at = Date.parse('2026-11-24T09:50:00+07:00');
    expect([rangeText({ from: at, to: at + 15 * MINUTE }), rangeText(null)]).toEqual(['09:50–10:05', 'chưa có quầy']);
  });

  it('says what "Xong" records', () => {
    const line = { procedure: 'CC_CHANGE', count: 1, ageBand: '14+', outcome: 'collected', reason: null } as const;
    expect([workText([line]), workText([line, line]), workText([])]).toEqual([
      'cấp đổi thẻ căn cước, 14+, 1 hồ sơ',
      'cấp đổi thẻ căn cước, 14+, 1 hồ sơ + 1 việc',
      '',
    ]);
  });

  it('names the group by age, reason, appointment, or as regular', () => {
    const appointmentAt = Date.parse('2026-11-24T10:15:00+07:00');
    expect(
      [row, { ...row, priority: 'elderly', age: 72 } as const, { ...row, priority: 'elderly' } as const].map(groupText),
    ).toEqual([
      { text: 'thường', special: false },
      { text: '72 tuổi', special: true },
      { text: 'cao tuổi', special: true },
    ]);
    expect(groupText({ ...row, appointmentAt })).toEqual({ text: 'hẹn 10:15', special: true });
  });

  it('shows the longest wait of both lines; appointments wait for their time', () => {
    const now = 40 * MINUTE;
    const priority = { ...row, priority: 'merit', issuedAt: 20 * MINUTE } as const;
    expect(longestWaits([{ ...row, issuedAt: 9 * MINUTE }, priority, { ...row, appointmentAt: now }], now)).toBe(
      'lâu nhất: ưu tiên 20 phút, thường 31 phút',
    );
    expect([longestWaits([priority], now), longestWaits([], now)]).toEqual(['lâu nhất 20 phút', '']);
  });

  it('reads a typed date and refuses one that does not exist', () => {
    expect(['5/11/1990', '05.11.1990', '', '31/02/2000', '1990', '29/02/2024'].map(parseDate)).toEqual([
      '1990-11-05',
      '1990-11-05',
      undefined,
      null,
      null,
      '2024-02-29',
    ]);
  });
});
