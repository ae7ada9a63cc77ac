import { expect, test } from 'vitest';
import { hasher } from '../../node/system.ts';
import { dutySummary, fullSummary, testSummary } from '../testing/summary.ts';
import { summaryCsv, summaryJson } from './formats.ts';
import { summarySchema } from './summary.ts';

test('the bytes of both forms are fixed: bundles on their way are compared with them', () => {
  expect([summaryJson(fullSummary), summaryCsv(fullSummary)].map((text) => hasher.sha256(text))).toEqual([
    'b42a1a6d5ff5cb4d2248488a63f891f037b50354f0ace7ce68079081ea0c283c',
    '1e6159a30d9672bdc07bc5cee4685de91c0c9aa67bc4a290c0c5ca0e8267f64a',
  ]);
});

test('a day with a published roster: its bytes are fixed too, it reads back as it was, and its CSV says where each figure is from', () => {
  expect([summaryJson(dutySummary), summaryCsv(dutySummary)].map((text) => hasher.sha256(text))).toEqual([
    '08da2171deae9186bac85e846e8f7ac954f9b6eaaceb8bab0004aa3799cc8418',
    '580d0be2328eb7d90e8fcf1b928930be9f720d07133802be973bddbe339e0e6a',
  ]);
  expect(summarySchema.parse(JSON.parse(summaryJson(dutySummary)))).toEqual(dutySummary);
  const [plain, rows] = [fullSummary, dutySummary].map((summary) => summaryCsv(summary).split('\r\n'));
  expect(rows?.filter((row) => !plain?.includes(row))).toEqual([
    'Lực lượng;Tổ thường trực;11;cán bộ;;;theo lịch trực',
    'Lực lượng;Tổ thường trực;3;ca;;;theo lịch trực',
    'Ca trực;Tổ thường trực: Có mặt tại quầy trong ca;10;cán bộ;;;nhật ký',
    'Ca trực;Tổ thường trực: Thời gian mở quầy ngoài ca;85;phút;;;nhật ký',
    'Ca trực;Tổ lưu động: Có mặt tại quầy trong ca;;cán bộ;;;không có số liệu quầy',
    'Ca trực;Tổ lưu động: Thời gian mở quầy ngoài ca;;phút;;;không có số liệu quầy',
    'Ca trực;Mở quầy ngoài lịch trực;1;cán bộ;;;nhật ký',
    'Ca trực;Thời gian mở quầy ngoài lịch;96;phút;;;nhật ký',
  ]);
  // Typed stays typed.
  expect(rows).toContain('Lực lượng;Tổ lưu động;4;cán bộ;;;nhập tay');
});

test('JSON is the same however the summary was put together, and reads back as it was', () => {
  const backwards = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, backwards(inner)]),
        )
      : value;
  const json = summaryJson(fullSummary);
  expect(summaryJson(backwards(fullSummary) as typeof fullSummary)).toBe(json);
  expect(summarySchema.parse(JSON.parse(json))).toEqual(fullSummary);
});

test('CSV: a rate with its base and date, typed figures marked, unknown ones empty, never nought', () => {
  const rows = summaryCsv(fullSummary).split('\r\n');
  expect(rows[0]).toBe('Nhóm;Chỉ tiêu;Giá trị;Đơn vị;Cơ sở tính;Ngày của cơ sở;Nguồn');
  for (const row of [
    'Căn cước;Hồ sơ đã thu nhận;1234;hồ sơ;;;nhật ký',
    'Định danh điện tử;Tài khoản mức 1 được phê duyệt;31;tài khoản;;;nhập tay',
    'Định danh điện tử;Tài khoản mức 2 được phê duyệt;;tài khoản;;;chưa có số liệu',
    'Chỉ tiêu: Cấp thẻ căn cước;Tỷ lệ;26,74;%;người đủ điều kiện cấp thẻ;01/11/2026;tính từ số nhập tay',
  ])
    expect(rows).toContain(row);
  expect(summaryCsv(testSummary())).toContain('Báo cáo;Tình hình;Không có phát sinh;');
});

test.each([
  ['=1+1', `'=1+1`],
  ['  @SUM(A1)', `'  @SUM(A1)`],
  ['＝cmd', `'＝cmd`],
  ['- mất điện; "đã báo"\nđiện lực', `"'- mất điện; ""đã báo""\nđiện lực"`],
  ['Mất điện 14:00 – 15:00', 'Mất điện 14:00 – 15:00'],
])('free text stays one cell and no formula: %j', (remark, cell) => {
  expect(summaryCsv(testSummary({ remark }))).toContain(`\r\nBáo cáo;Ý kiến của chỉ huy;${cell};;;;nhập tay\r\n`);
});
