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
export function ruleSentence(finding: Where, { settings, people }: Names): string {
  const where = [
    finding.officer && (people.find(({ id }) => id === finding.officer)?.name ?? roster.unknownOfficer),
    finding.skill && skillNames[finding.skill],
    finding.team && (settings.teams.find(({ id }) => id === finding.team)?.name ?? roster.unknownTeam),
    finding.shift && (settings.shifts.find(({ id }) => id === finding.shift)?.name ?? roster.unknownShift),
    finding.day && dayInText(finding.day),
  ].filter(Boolean);
  const rule = ruleNames[finding.rule];
  return where.length === 0 ? rule : `${rule}: ${where.join(', ')}`;
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
  unknownOfficer: 'cán bộ không rõ',
  unknownTeam: 'tổ đã bỏ',
  unknownShift: 'ca đã bỏ',
};
