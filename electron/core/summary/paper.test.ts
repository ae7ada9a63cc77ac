import { expect, test } from 'vitest';
import { defaultSettings } from '../office/settings.ts';
import { dutySummary, emptySummary, fullSummary } from '../testing/summary.ts';
import { dayPaper, noteOf, type Paper, paperFields, showValue } from './paper.ts';
import { nothingEntered } from './summary.ts';

const { report } = defaultSettings;

/** A line as it is read: "Từ 0 đến 5 tuổi: 201 hồ sơ". */
function read(paper: Paper, key: string): string | undefined {
  const line = paper.groups.flatMap(({ lines }) => lines).find((each) => each.key === key);
  return line && `${line.label}: ${showValue(line.value)}`;
}

test('the heads, the number and the date are those of the decree', () => {
  const paper = dayPaper(fullSummary, { ...report, recipients: '- Như trên;\n\n Lưu: CAX ' }, 7);
  expect(paper).toMatchObject({
    superior: 'CÔNG AN TỈNH THANH HÓA',
    office: 'CÔNG AN XÃ HOẰNG SƠN',
    number: 'Số: 07/BC-CAX',
    placeAndDate: 'Hoằng Sơn, ngày 24 tháng 11 năm 2026',
    to: 'Công an tỉnh Thanh Hóa',
    recipients: ['- Như trên;', '- Lưu: CAX.'],
    signer: 'TRƯỞNG CÔNG AN XÃ',
  });
  expect(paper.closing.endsWith('./.')).toBe(true);
  const ward = { ...fullSummary, office: { ...fullSummary.office, name: 'Công an phường Hạc Thành' } };
  const closed = { at: Date.parse('2026-02-05T01:00:00Z'), by: 'clock' } as const;
  expect(dayPaper({ ...ward, closed }, report, 112)).toMatchObject({
    number: 'Số: 112/BC-CAX',
    placeAndDate: 'Hạc Thành, ngày 05 tháng 02 năm 2026',
    signer: 'TRƯỞNG CÔNG AN PHƯỜNG',
  });
});

test('an open day is a draft: number and date are left to the pen', () => {
  const paper = dayPaper({ ...fullSummary, closed: null }, report, null);
  expect(paper.number).toBe('Số:       /BC-CAX');
  expect(paper.placeAndDate).toBe('Hoằng Sơn, ngày       tháng       năm 2026');
});

test('what nobody typed is unknown, never nought, and what was typed says so', () => {
  const paper = dayPaper(fullSummary, report, 7);
  expect(read(paper, 'dd_phe_duyet_1')).toBe('Tài khoản mức 1 được phê duyệt: 31');
  expect(read(paper, 'dd_phe_duyet_2')).toBe('Tài khoản mức 2 được phê duyệt: chưa có số liệu');
  expect(read(paper, 'con_om_dau')).toBe('Người ốm đau: 9');
  expect(read(paper, 'con_hoc_sinh')).toBe('Học sinh, sinh viên đi học xa: chưa có số liệu');
  expect(read(paper, 'con_tong')).toBe('Tổng số (mới có số liệu của 2 trong 9 lý do): 129');
  expect(read(paper, 'to_thuong_truc_can_bo')).toBe('Tổ thường trực: chưa có số liệu');
  const typed = paper.groups.flatMap(({ lines }) => lines).filter(({ source }) => source === 'typed');
  expect(typed.map(({ key }) => key)).toContain('luu_dong');
  expect(typed.every(({ key }) => !/^(cc|khac|tiep|cho|quay)_/.test(key))).toBe(true);
  const untyped = dayPaper({ ...fullSummary, entered: nothingEntered, rates: [] }, report, 7);
  const values = untyped.groups.flatMap(({ lines }) => lines).filter(({ source }) => source === 'typed');
  expect(values.length).toBeGreaterThan(5);
  expect(values.every(({ value }) => value === null)).toBe(true);
});

test('a percentage stands with its base and the date of that base', () => {
  expect(read(dayPaper(fullSummary, report, 7), 'ct_cc_ty_le')).toBe(
    'Tỷ lệ (trên 9.350 người đủ điều kiện cấp thẻ, số liệu ngày 01/11/2026): 26,74',
  );
});

test('an empty day says “Không có phát sinh”, and only what was typed stands below', () => {
  const paper = dayPaper(emptySummary, report, 1);
  expect(paper.opening).toBe('Công an xã Hoằng Sơn báo cáo ngày 24/11/2026: Không có phát sinh.');
  expect(paper.groups).toEqual([]);
  const visited = { ...emptySummary, entered: { ...nothingEntered, visits: 3 } };
  expect(dayPaper(visited, report, 1).groups).toMatchObject([
    { title: 'Lực lượng', lines: [{ key: 'luu_dong', value: 3 }, { value: null }, { value: null }] },
  ]);
});

test('where a roster was published the teams follow it, marked, until somebody types; who was there stands below', () => {
  const paper = dayPaper(dutySummary, report, 7);
  const forces = paper.groups.find(({ title }) => title === 'Lực lượng')?.lines ?? [];
  expect(forces.map((each) => [each.label, showValue(each.value), noteOf(each)].join(' | '))).toEqual([
    'Lượt đến tận nhà | 7 | nhập tay',
    'Tổ thường trực | 11 | theo lịch trực',
    'Số ca | 3 | theo lịch trực',
    'Có mặt tại quầy trong ca | 10 | ',
    'Thời gian mở quầy ngoài ca | 1,4 | ',
    'Tổ lưu động | 4 | nhập tay',
    'Số ca | 2 | nhập tay',
    'Có mặt tại quầy trong ca | không có số liệu quầy | ',
    'Mở quầy ngoài lịch trực | 1 | ',
    'Thời gian mở quầy ngoài lịch | 1,6 | ',
  ]);
  // A day on which nobody came had people on duty all the same.
  const calm = dayPaper({ ...emptySummary, duty: dutySummary.duty }, report, 7);
  expect(calm.groups.map(({ title }) => title)).toEqual(['Lực lượng']);
  const party = dayPaper(dutySummary, report, 7, 'party').groups.flatMap(({ lines }) => lines.map(({ key }) => key));
  expect(party).toContain('to_thuong_truc_can_bo');
  expect(party.filter((key) => /tai_quay|ngoai_/.test(key))).toEqual([]);
});

test('Đảng ủy and UBND get no waiting figures, no remark and of those left only the total', () => {
  const paper = dayPaper(fullSummary, report, 7, 'party');
  expect(paper.to).toBe('Đảng ủy, Ủy ban nhân dân xã Hoằng Sơn');
  expect(paper.remark).toBe('');
  const keys = new Set(paper.groups.flatMap(({ lines }) => lines.map(({ key }) => key)));
  expect(keys).toContain('con_tong');
  expect([...keys].filter((key) => /^(cho_|tiep_(vang|goi|bo|con)|con_(?!tong))/.test(key))).toEqual([]);
  // Nor may their own template ask for them by name.
  const fields = paperFields(fullSummary, 'party');
  expect(fields.has('con_om_dau')).toBe(false);
  expect(fields.get('con_tong')).toBe('129');
});

test('every name a template may use is there on every day', () => {
  const full = [...paperFields(fullSummary, 'superior').keys()];
  const empty = [...paperFields(emptySummary, 'superior').keys()];
  expect(new Set(full).size).toBe(full.length);
  expect(empty.filter((key) => key !== 'ct')).toEqual(full);
});
