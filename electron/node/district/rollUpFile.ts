import type { CellObject, Row } from 'write-excel-file/node';
import type { SumRow } from '../../core/district/store.ts';
import type { RollUp } from '../../core/district/views.ts';
import { clean, showDay } from '../../core/summary/paper.ts';

/** A period's roll-up as `.xlsx`: a row a commune, the totals last. `office` is the superior office's name. */
export async function rollUpFile(
  rollUp: RollUp,
  office: string,
): Promise<{ name: string; type: string; base64: string }> {
  // Loaded when somebody wants a sheet: every office would hold it in memory otherwise.
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const bytes = await writeExcelFile(
    [
      {
        sheet: 'Tổng hợp',
        data: sheet(rollUp, office),
        columns: [6, 34, 10, 10, 10, ...COLUMNS.map(() => 13)].map((width) => ({ width })),
        orientation: 'landscape',
        stickyRowsCount: HEAD_ROWS,
      },
    ],
    { fontFamily: 'Times New Roman', fontSize: 12 },
  ).toBuffer();
  return {
    name: `tong-hop-${rollUp.from}-${rollUp.to}.xlsx`,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    base64: bytes.toString('base64'),
  };
}

/** Title, period, note, names of the columns. */
const HEAD_ROWS = 4;

type Sums = Omit<SumRow, 'station' | 'day'>;

/** `of`: the days on which a figure that is typed was typed at all; without any it is not known, which is not nought. */
const COLUMNS: { name: string; value: (sums: Sums) => number; of?: (sums: Sums) => number }[] = [
  { name: 'Hồ sơ căn cước', value: (sums) => sums.collected },
  { name: '0–5 tuổi', value: (sums) => sums.age0 },
  { name: '6–13 tuổi', value: (sums) => sums.age6 },
  { name: '14 tuổi trở lên', value: (sums) => sums.age14 },
  { name: 'Thẻ đã trả', value: (sums) => sums.handedOut },
  { name: 'Từ chối', value: (sums) => sums.refused },
  { name: 'Định danh mức 1', value: (sums) => sums.eid1 },
  { name: 'Định danh mức 2', value: (sums) => sums.eid2 },
  { name: 'Phê duyệt (nhập tay)', value: (sums) => sums.eidApproved, of: (sums) => sums.eidApprovedDays },
  { name: 'Kích hoạt (nhập tay)', value: (sums) => sums.eidActivated, of: (sums) => sums.eidActivatedDays },
  { name: 'Số người đến', value: (sums) => sums.people },
  { name: 'Lượt đã tiếp', value: (sums) => sums.served },
  { name: 'Lượt vắng mặt', value: (sums) => sums.absent },
  { name: 'Đến tận nhà (nhập tay)', value: (sums) => sums.visits, of: (sums) => sums.visitDays },
];

function sheet({ from, to, stations, total }: RollUp, office: string): Row[] {
  const width = COLUMNS.length + 5;
  const across = (value: string, look: Partial<CellObject> = {}): Row => [
    { value, columnSpan: width, height: 20, ...look },
    ...Array.from({ length: width - 1 }, () => null),
  ];
  const days = stations.reduce((sum, { sums }) => sum + (sums?.days ?? 0), 0);
  const figures = (sums: Sums | null, look: Partial<CellObject>): Row =>
    COLUMNS.map(({ value, of }) =>
      sums === null || (of !== undefined && of(sums) === 0) ? { value: '', ...look } : count(value(sums), look),
    );
  return [
    across(clean(office), { fontWeight: 'bold' }),
    across(`TỔNG HỢP TỪ NGÀY ${showDay(from)} ĐẾN NGÀY ${showDay(to)}`, { fontWeight: 'bold', fontSize: 14 }),
    across('Ô trống: chưa có số liệu. Số liệu là của các ngày đã nhận được.', { fontStyle: 'italic' }),
    ['TT', 'Đơn vị', 'Mã xã', 'Ngày phải gửi', 'Ngày đã gửi', ...COLUMNS.map(({ name }) => name)].map((value) => ({
      value,
      ...HEAD,
    })),
    ...stations.map(
      ({ name, commune, expected, sums }, i): Row => [
        count(i + 1, PLAIN),
        { value: clean(name), ...PLAIN },
        // As text: a code may begin with nought.
        { value: commune, type: String, ...PLAIN, align: 'center' },
        count(expected, PLAIN),
        count(sums?.days ?? 0, PLAIN),
        ...figures(sums, PLAIN),
      ],
    ),
    [
      { value: '', ...BOLD },
      { value: 'Tổng cộng', ...BOLD },
      { value: '', ...BOLD },
      count(total.expected, BOLD),
      count(days, BOLD),
      ...figures(total, BOLD),
    ],
  ];
}

function count(value: number, look: Partial<CellObject>): CellObject {
  return { ...look, value, type: Number, format: '#,##0' };
}

const THIN = { borderStyle: 'thin', borderColor: '#000000' } as const;
const HEAD = { fontWeight: 'bold', align: 'center', alignVertical: 'center', wrap: true, height: 52, ...THIN } as const;
const PLAIN = { alignVertical: 'center', height: 20, ...THIN } as const;
const BOLD = { ...PLAIN, fontWeight: 'bold' } as const;
