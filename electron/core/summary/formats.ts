import { clockTime, serviceDay } from '../kernel/time.ts';
import {
  AGE_WORDS,
  DUTY_WORDS,
  GROUP_WORDS,
  NO_DESK,
  NOTHING,
  OUTCOME_WORDS,
  REASON_WORDS,
  REFUSAL_WORDS,
  REMARK,
  ROSTERED,
  showDay,
  TARGET_WORDS,
  TEAM_WORDS,
  TYPED,
  teamsOf,
  UNKNOWN,
} from './paper.ts';
import { LEFT_REASONS, type Rate, type Summary } from './summary.ts';

/**
 * The summary as JSON: the same bytes for the same summary, however its parts were put together, ending in a line
 * feed. Names are in alphabetical order, lists as they are.
 */
export function summaryJson(summary: Summary): string {
  return `${JSON.stringify(summary, inNameOrder, 1)}\n`;
}

/**
 * The summary as a table for a spreadsheet, a row a figure: UTF-8 without a byte order mark, columns divided by `;` and
 * decimals by `,` as Vietnamese spreadsheets read them, lines ended by CR LF. What was typed is marked "nhập tay", what
 * nobody knows is an empty cell that says so, and every percentage has its base and that base's date beside it.
 */
export function summaryCsv(summary: Summary): string {
  const rows = [
    HEADINGS,
    ...about(summary),
    ...counted(summary),
    ...typed(summary),
    ...onDuty(summary),
    ...summary.rates.flatMap(rated),
  ];
  return rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('');
}

type Cell = string | number | null;
/** Group, figure, value, unit, base, date of the base, source. */
type Row = [Cell, Cell, Cell, Cell, Cell, Cell, Cell];

const HEADINGS: Row = ['Nhóm', 'Chỉ tiêu', 'Giá trị', 'Đơn vị', 'Cơ sở tính', 'Ngày của cơ sở', 'Nguồn'];
const LOG = 'nhật ký';

function about({ office, station, day, nothing, closed, remark }: Summary): Row[] {
  const words = (name: string, value: string, source = ''): Row => ['Báo cáo', name, value, '', '', '', source];
  return [
    words('Cấp trên', office.superior),
    words('Đơn vị báo cáo', office.name),
    words('Mã xã', office.communeCode),
    words('Mã trạm', station),
    words('Ngày', showDay(day)),
    words('Chốt số liệu', closed === null ? 'chưa chốt' : `${clockTime(closed.at)} ${showDay(serviceDay(closed.at))}`),
    words('Người chốt', closed === null ? '' : closed.by === 'officer' ? 'chỉ huy' : 'tự động theo giờ đã đặt'),
    words('Tình hình', nothing ? NOTHING : 'Có phát sinh', LOG),
    words(REMARK, remark, remark === '' ? '' : TYPED),
  ];
}

function counted(summary: Summary): Row[] {
  const { idCards, eid, otherWork, work, tickets, waits, desks } = summary;
  const of =
    (group: string) =>
    (name: string, value: number | null, unit: string): Row => [group, name, value, unit, '', '', LOG];
  const card = of('Căn cước');
  const online = of('Định danh điện tử');
  const people = of('Tiếp công dân');
  return [
    card('Hồ sơ đã thu nhận', idCards.collected, 'hồ sơ'),
    card(AGE_WORDS['0-5'], idCards.byAge['0-5'], 'hồ sơ'),
    card(AGE_WORDS['6-13'], idCards.byAge['6-13'], 'hồ sơ'),
    card(AGE_WORDS['14+'], idCards.byAge['14+'], 'hồ sơ'),
    card('Cấp mới', idCards.byKind.issue, 'hồ sơ'),
    card('Cấp đổi', idCards.byKind.change, 'hồ sơ'),
    card('Cấp lại', idCards.byKind.reissue, 'hồ sơ'),
    card('Khác', idCards.byKind.other, 'hồ sơ'),
    card('Thẻ đã trả cho công dân', idCards.handedOut, 'thẻ'),
    card('Từ chối tiếp nhận', idCards.refused, 'hồ sơ'),
    online('Thu nhận hồ sơ mức 1', eid.collected.level1, 'hồ sơ'),
    online('Thu nhận hồ sơ mức 2', eid.collected.level2, 'hồ sơ'),
    online('Hướng dẫn kích hoạt', eid.activationsGuided, 'lượt'),
    ...otherWork.map(({ group, count }) => of('Việc khác')(GROUP_WORDS[group] ?? group, count, 'hồ sơ')),
    people('Số thứ tự đã cấp', tickets.issued, 'số'),
    people('Số người đến', tickets.people, 'người'),
    people('Đã giải quyết xong', tickets.served, 'lượt'),
    people('Vắng mặt khi gọi', tickets.absent, 'lượt'),
    people('Tự bỏ số', tickets.cancelled, 'lượt'),
    people('Chưa xong khi hết ngày', tickets.waiting, 'lượt'),
    people('Số lần gọi không có người đến', summary.absentCalls, 'lần'),
    people('Lượt được tính thời gian chờ', waits.counted, 'lượt'),
    people('Thời gian chờ trung vị', waits.medianMinutes, 'phút'),
    people('90% số lượt chờ không quá', waits.p90Minutes, 'phút'),
    people('Số quầy đã mở', desks.opened, 'quầy'),
    people('Tổng thời gian mở quầy', desks.openMinutes, 'phút'),
    ...work.map(({ procedure, ageBand, outcome, reason, count }) =>
      of('Đã làm')(
        [
          procedure,
          AGE_WORDS[ageBand],
          OUTCOME_WORDS[outcome],
          ...(reason === null ? [] : [REFUSAL_WORDS[reason]]),
        ].join(' · '),
        count,
        'hồ sơ',
      ),
    ),
  ];
}

function typed(summary: Summary): Row[] {
  const { entered } = summary;
  const teams = teamsOf(summary);
  const of =
    (group: string, unit: string) =>
    (name: string, value: number | null): Row => [group, name, value, unit, '', '', value === null ? UNKNOWN : TYPED];
  const account = of('Định danh điện tử', 'tài khoản');
  const left = of('Chưa thực hiện được', 'người');
  return [
    account('Tài khoản mức 1 được phê duyệt', entered.eidApproved.level1),
    account('Tài khoản mức 2 được phê duyệt', entered.eidApproved.level2),
    account('Tài khoản mức 1 đã kích hoạt', entered.eidActivated.level1),
    account('Tài khoản mức 2 đã kích hoạt', entered.eidActivated.level2),
    ...LEFT_REASONS.map((reason) => left(REASON_WORDS[reason], entered.leftByReason[reason])),
    of('Lưu động', 'lượt')('Lượt đến tận nhà', entered.visits),
    ...(teams.length === 0 && entered.teams === null ? [of('Lực lượng', '')('Tổ và ca trực', null)] : []),
    ...teams.flatMap(({ team, officers, shifts, source }): Row[] =>
      (
        [
          ['cán bộ', officers],
          ['ca', shifts],
        ] as const
      ).map(([unit, value]) => [
        'Lực lượng',
        TEAM_WORDS[team],
        value,
        unit,
        '',
        '',
        source === 'typed' ? TYPED : ROSTERED,
      ]),
    ),
  ];
}

/** Nothing where no roster was published: such a day has the bytes it always had. */
function onDuty({ duty }: Summary): Row[] {
  if (duty === undefined) return [];
  const of = (name: string, value: number | null, unit: string): Row => [
    'Ca trực',
    name,
    value,
    unit,
    '',
    '',
    value === null ? NO_DESK : LOG,
  ];
  return [
    ...(['standing', 'mobile'] as const).flatMap((team): Row[] => [
      of(`${TEAM_WORDS[team]}: ${DUTY_WORDS.worked}`, duty[team].worked, 'cán bộ'),
      of(`${TEAM_WORDS[team]}: ${DUTY_WORDS.extra}`, duty[team].extraMinutes, 'phút'),
    ]),
    of(DUTY_WORDS.unplanned, duty.unplanned.officers, 'cán bộ'),
    of(DUTY_WORDS.unplannedTime, duty.unplanned.minutes, 'phút'),
  ];
}

function rated(rate: Rate): Row[] {
  const { kind, base } = rate;
  const group = `Chỉ tiêu: ${TARGET_WORDS[kind]}`;
  const baseDate = showDay(rate.baseDate);
  const unit = kind === 'idCard' ? 'thẻ' : 'tài khoản';
  const of = (name: string, value: Cell, unit: string, source: string): Row => [
    group,
    name,
    value,
    unit,
    base,
    baseDate,
    source,
  ];
  const reckoned = 'tính từ số nhập tay';
  const hundredths = String(rate.percentHundredths % 100).padStart(2, '0');
  return [
    of('Chỉ tiêu', rate.target, unit, TYPED),
    of('Đã thực hiện', rate.done, unit, TYPED),
    of('Tỷ lệ', `${Math.floor(rate.percentHundredths / 100)},${hundredths}`, '%', reckoned),
    of('Còn lại', rate.left, unit, reckoned),
    of('Hạn', rate.due === null ? null : showDay(rate.due), 'ngày', rate.due === null ? UNKNOWN : TYPED),
    of('Cần làm mỗi ngày', rate.perDay, unit, rate.perDay === null ? '' : reckoned),
    of(
      'Dự kiến hoàn thành',
      rate.forecast === null ? null : showDay(rate.forecast),
      'ngày',
      rate.forecast === null ? UNKNOWN : 'tính theo tốc độ 14 ngày đã chốt',
    ),
  ];
}

/** A cell that no spreadsheet takes for a formula or for more than one cell. */
function cell(value: Cell): string {
  if (value === null) return '';
  const text = String(value);
  // Spreadsheets skip blanks before a formula's sign, and take its full-width form for it.
  const harmless = /^[=+\-@]/.test(text.normalize('NFKC').trimStart()) ? `'${text}` : text;
  return /[;"\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function inNameOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
