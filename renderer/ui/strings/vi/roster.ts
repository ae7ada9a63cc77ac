import { weekday } from '../../../../electron/core/kernel/time.ts';
import type { Finding, Rule } from '../../../../electron/core/roster/model.ts';
import type { RosterSettings, Skill } from '../../../../electron/core/roster/settings.ts';

/** The rules by name; `kept`: a place that generating leaves as it is. */
export const ruleNames: Record<Rule | 'kept', string> = {
  twoPlaces: 'Một người ở hai nơi',
  shiftsPerDay: 'Số ca trong một ngày',
  leave: 'Nghỉ phép, tập huấn, công tác',
  notInTeam: 'Không thuộc tổ',
  gone: 'Không còn công tác ở đơn vị',
  rest: 'Nghỉ giữa hai ca',
  successions: 'Ca không nên nối tiếp',
  longestWork: 'Trực liền quá nhiều ngày',
  shortestWork: 'Đợt trực quá ngắn',
  shortestOff: 'Đợt nghỉ quá ngắn',
  weekends: 'Trực quá nhiều cuối tuần',
  weekHours: 'Số giờ trong tuần',
  teamSize: 'Tổ không đủ người',
  driver: 'Tổ không có người lái xe',
  leader: 'Ca không có người chỉ huy',
  far: 'Nhà xa mà tan ca muộn',
  coverUnder: 'Thiếu người',
  coverOver: 'Thừa người',
  skills: 'Thiếu người biết việc',
  nights: 'Chia đều ca đêm',
  weekendShifts: 'Chia đều ca cuối tuần',
  holidays: 'Chia đều ngày lễ',
  tet: 'Chia đều Tết',
  hours: 'Chia đều số giờ',
  wishes: 'Nguyện vọng',
  changes: 'Khác với lịch đã công bố',
  kept: 'Ca được giữ nguyên',
};

/** What a team may need somebody for. */
export const skillNames: Record<Skill, string> = {
  collect: 'thu nhận hồ sơ',
  eid: 'định danh điện tử',
  drive: 'lái xe',
  lead: 'chỉ huy ca',
};

const WEEKDAYS = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];

/** A day within a sentence, `thứ Ba 24/11`. */
export function dayInText(day: string): string {
  return `${WEEKDAYS[weekday(day)]} ${dayMonth(day)}`;
}

/** `24/11`. */
export function dayMonth(day: string): string {
  return `${Number(day.slice(8, 10))}/${Number(day.slice(5, 7))}`;
}

type Where = Pick<Finding, 'officer' | 'day' | 'team' | 'shift' | 'skill'> & { rule: Rule | 'kept' };
type Names = {
  settings: Pick<RosterSettings, 'shifts' | 'teams'>;
  people: readonly { id: string; name: string }[];
};

/** A finding or a part of a clash as a sentence without its full stop: `Nghỉ giữa hai ca: Trần Văn Mẫu, Ca sáng, thứ Ba 24/11`. */
export function ruleSentence(finding: Where, names: Names): string {
  const rule = ruleNames[finding.rule];
  const where = whereText(finding, names);
  return where === '' ? rule : `${rule}: ${where}`;
}

/** Where a rule is broken, without its name: `Trần Văn Mẫu, Ca sáng, thứ Ba 24/11`. */
export function whereText(finding: Where, { settings, people }: Names): string {
  return [
    finding.officer && (people.find(({ id }) => id === finding.officer)?.name ?? roster.unknownOfficer),
    finding.skill && skillNames[finding.skill],
    finding.team && (settings.teams.find(({ id }) => id === finding.team)?.name ?? roster.unknownTeam),
    finding.shift && (settings.shifts.find(({ id }) => id === finding.shift)?.name ?? roster.unknownShift),
    finding.day && dayInText(finding.day),
  ]
    .filter(Boolean)
    .join(', ');
}

/** `07:00` as `7h`, `13:30` as `13h30`. */
function clock(text: string): string {
  const [hour = '', minute = ''] = text.split(':');
  return `${Number(hour)}h${minute === '00' ? '' : minute}`;
}

/** Words of the roster: its frame and its board. */
export const roster = {
  title: 'Lịch trực',
  parts: 'Các phần của lịch trực',
  screens: {
    board: 'Lịch',
    people: 'Cán bộ',
    balances: 'Công bằng',
    need: 'Nhu cầu',
    swaps: 'Đổi ca',
    rules: 'Quy tắc',
  },
  kinds: { week: 'Tuần', month: 'Tháng' },
  kind: 'Xem theo',
  period: {
    week: (from: string, to: string) => `Tuần ${dayMonth(from)} – ${dayMonth(to)}/${to.slice(0, 4)}`,
    month: (from: string) => `Tháng ${Number(from.slice(5, 7))}/${from.slice(0, 4)}`,
  },
  before: { week: 'Tuần trước', month: 'Tháng trước' },
  after: { week: 'Tuần sau', month: 'Tháng sau' },
  today: 'Hôm nay',
  loading: 'Đang tải lịch trực…',
  offline: 'Chưa đọc được lịch trực từ máy chủ. Màn hình tự thử lại.',
  stale: (time: string) => `Mất kết nối với máy chủ, đang nối lại… Lịch trên màn hình là lúc ${time}.`,

  /** The board. */
  board: 'Bảng phân công',
  layout: 'Xếp bảng',
  layouts: { teams: 'Theo tổ', officers: 'Theo cán bộ' },
  weekdaysShort: ['CN', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
  weekdaysLong: ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  dayColumn: 'Ca trực',
  officerColumn: 'Cán bộ',
  mine: 'Ca của tôi',
  away: 'Vắng mặt',
  free: 'Chưa xếp',
  freeNote: 'kéo vào ca, hoặc kéo về đây để bỏ',
  freeLabel: (n: number, day: string) => `Chưa xếp, ${day}: ${n} cán bộ rảnh`,
  hours: (from: string, to: string) => `${clock(from)}–${clock(to)}`,
  published: 'đã công bố',
  draft: 'nháp',
  closed: 'nghỉ tiếp dân',
  todayMark: 'hôm nay',
  short: (n: number) => `thiếu ${n}`,
  over: (n: number) => `thừa ${n}`,
  marks: { added: 'mới thêm', withdrawn: 'đã rút', byHand: 'xếp tay' },
  awayKinds: { leave: 'nghỉ phép', training: 'tập huấn', mission: 'công tác', other: 'việc khác' },
  awayLetters: { leave: 'P', training: 'TH', mission: 'CT', other: 'K' },
  totals: { shifts: 'Ca', nights: 'Đêm', weekends: 'T7, CN', holidays: 'Lễ', hours: 'Giờ' },
  totalsLong: {
    shifts: 'Số ca',
    nights: 'Ca đêm',
    weekends: 'Ca thứ Bảy, Chủ nhật',
    holidays: 'Ca ngày lễ',
    hours: 'Số giờ',
  },
  undo: 'Hoàn tác',
  detail: 'Ô đang chọn',
  byHandNote: 'xếp tay: xếp lịch tự động sẽ giữ nguyên',
  letters: 'Chú giải chữ viết tắt',
  legendHard: 'bắt buộc',
  legendSoft: 'nên tránh',

  /** Keys, at the foot. */
  keys: {
    move: 'di chuyển',
    pick: 'nhấc lên',
    put: 'đặt xuống',
    swap: 'đổi chỗ',
    remove: 'bỏ',
    add: 'thêm',
    cancel: 'thôi',
  },
  undoNone: 'Không còn bước nào để hoàn tác.',

  /** While somebody is carried. */
  carrying: (name: string) => `Đang chuyển ${name}`,
  carryingHint: 'Chọn ô bằng các phím mũi tên: Enter đặt vào, S đổi với người ở đó, Esc thôi.',
  swapHint: 'Chọn người muốn đổi, rồi bấm S.',
  to: (where: string) => `→ ${where}`,
  swapWith: (name: string, where: string) => `↔ đổi với ${name}, ${where}`,
  replaces: (name: string, where: string) => `→ thay ${name}, ${where}`,
  gives: (name: string, where: string) => `→ giao cho ${name}: ${where}`,
  swapOwn: '↔ đổi ngày hai ca',
  carryingNowhere: 'Đưa đến ô muốn xếp.',
  willBe: (name: string, where: string) => `${name}: ${where}.`,
  toFree: '→ bỏ khỏi ca',
  noChange: 'Không có gì thay đổi.',
  noneBroken: 'Không vi phạm thêm quy tắc nào',
  refuse: 'Không xếp được',
  must: 'Bắt buộc',
  more: (n: number) => `và ${n} điểm khác`,
  at: (shift: string, team: string, day: string) => `${shift}, ${team}, ${day}`,

  /** What was done, under the header. */
  said: {
    moved: (name: string, where: string) => `Đã xếp ${name} vào ${where}.`,
    swapped: (a: string, b: string) => `Đã đổi ca giữa ${a} và ${b}.`,
    swappedOwn: (name: string) => `Đã đổi ngày hai ca của ${name}.`,
    replaced: (a: string, b: string) => `Đã xếp ${a} thay ${b}.`,
    removed: (name: string, where: string) => `Đã bỏ ${name} khỏi ${where}.`,
    undone: 'Đã hoàn tác.',
    undoGone: 'Bước này không hoàn tác được nữa vì lịch đã được người khác sửa.',
    refused: (sentence: string) => `Không xếp được. ${sentence}.`,
    fresh: (sentences: string) => `Mới vi phạm: ${sentences}.`,
    cancelled: 'Đã thôi, không có gì thay đổi.',
  },

  /** Dialogs. */
  confirmTitle: 'Vẫn xếp như vậy?',
  confirmText: 'Như vậy sẽ vi phạm quy tắc bắt buộc:',
  confirm: 'Vẫn xếp',
  addTitle: (where: string) => `Thêm cán bộ: ${where}`,
  addSearch: 'Gõ tên để tìm',
  addNobody: 'Không có cán bộ nào khớp.',
  addFree: 'rảnh',
  addOther: (what: string) => `đang trực ${what}`,
  addAway: (kind: string) => `vắng: ${kind}`,
  addShiftTitle: (name: string, day: string) => `Xếp ca cho ${name}, ${day}`,
  addShift: 'Chọn ca',
  pickTitle: (day: string) => `Cán bộ chưa xếp, ${day}`,
  pickHint: 'Chọn một người, rồi đặt vào ô trên bảng.',

  nobody: 'Chưa có cán bộ nào được xếp lịch: xin vào phần Cán bộ và chọn tổ cho từng người.',
  notPublished: 'Chưa có ngày nào trong thời gian này được công bố.',

  unknownOfficer: 'cán bộ không rõ',
  unknownTeam: 'tổ đã bỏ',
  unknownShift: 'ca đã bỏ',
};
