import type { Duty } from '../../../../electron/core/summary/summary.ts';

const hoursAndMinutes = (minutes: number) =>
  minutes < 60 ? `${minutes} phút` : `${Math.floor(minutes / 60)} giờ ${minutes % 60} phút`;

/** Words of the day's figures. */
export const figures = {
  title: 'Số liệu trong ngày',
  day: 'Ngày',
  before: 'Ngày trước',
  after: 'Ngày sau',
  today: 'Hôm nay',
  weekdays: ['Chủ nhật', 'Thứ hai', 'Thứ ba', 'Thứ tư', 'Thứ năm', 'Thứ sáu', 'Thứ bảy'],
  print: 'In',
  loading: 'Đang tải…',
  offline: 'Chưa đọc được số liệu từ máy chủ. Màn hình tự thử lại.',
  stale: (time: string) => `Mất kết nối với máy chủ, đang nối lại… Số liệu là lúc ${time}.`,
  empty: 'Không có phát sinh',
  emptyNote: (day: string) => `Ngày ${day} không cấp số nào.`,

  cards: 'Tổng trong ngày',
  issued: 'Đã cấp số',
  served: 'Đã xong',
  absent: 'Vắng mặt',
  waiting: 'Còn chờ',
  median: 'Chờ trung vị',
  medianNote: 'một nửa số người chờ không lâu hơn',
  p90: 'Chờ lâu (P90)',
  p90Note: '9 trên 10 người chờ không lâu hơn',
  ofIssued: (percent: number, issued: number) => `${percent}% của ${issued} số đã cấp`,
  minutes: (n: number) => `${n} phút`,
  nothing: '–',

  chart: 'Người chờ và quầy mở theo giờ',
  waitingAxis: 'Người đang chờ',
  desksAxis: 'Quầy mở',
  hour: (n: number) => `${n}h`,
  summary: (peak: number, time: string, low: number, high: number) =>
    `Đông nhất lúc ${time}: ${peak} người chờ. Số quầy mở ${low === high ? `luôn là ${low}` : `từ ${low} đến ${high}`}.`,
  summaryCalm: (low: number, high: number) =>
    `Không lúc nào có người phải chờ ở các mốc 15 phút. Số quầy mở ${low === high ? `luôn là ${low}` : `từ ${low} đến ${high}`}.`,

  table: 'Chi tiết',
  by: 'Xem theo',
  views: { service: 'Dịch vụ', desk: 'Quầy', hour: 'Giờ' },
  columns: {
    served: 'Đã xong / đã cấp',
    absent: 'Vắng / đã cấp',
    waiting: 'Còn chờ',
    median: 'Chờ trung vị',
    p90: 'Chờ P90',
    service: 'Làm trung vị',
    desks: 'Quầy mở',
  },
  minutesNote:
    'Thời gian tính bằng phút; chờ là từ lúc lấy số đến lần gọi đầu tiên, làm là từ lúc bắt đầu đến lúc xong.',
  hourNote: 'Theo giờ lấy số.',
  deskName: (label: string) => `Quầy ${label}`,
  hourName: (hour: number) => `${hour}:00–${hour + 1}:00`,
  total: 'Cả ngày',

  duty: {
    title: 'Ca trực',
    legend: { planned: 'theo lịch', worked: 'tại quầy', extra: 'tại quầy, ngoài ca' },
    columns: {
      officer: 'Cán bộ',
      hours: 'Trong ngày',
      planned: 'Theo lịch',
      worked: 'Tại quầy',
      extra: 'Ngoài ca',
      note: 'Ghi chú',
    },
    summary: ({ standing, mobile, unplanned }: Duty, absent: number) => {
      const parts = [
        `Theo lịch: ${standing.officers} cán bộ trực tại quầy (${standing.shifts} ca)`,
        ...(mobile.officers > 0 ? [`, ${mobile.officers} cán bộ lưu động (${mobile.shifts} ca)`] : []),
        `. Đã mở quầy: ${standing.worked ?? 0}`,
        ...(absent > 0 ? [`; hết ca mà không mở quầy: ${absent}`] : []),
        `. Ngoài ca: ${hoursAndMinutes(standing.extraMinutes ?? 0)}`,
        ...(unplanned.officers > 0
          ? [`; ${unplanned.officers} người ngoài lịch, ${hoursAndMinutes(unplanned.minutes)}`]
          : []),
      ];
      return `${parts.join('')}.`;
    },
    notPublished: 'Ngày này chưa công bố lịch trực; dưới đây là ai đã mở quầy và lúc nào.',
    nobody: 'Chưa có cán bộ nào mở quầy.',
    unplanned: 'ngoài lịch trực',
    absent: 'không mở quầy',
    noDesk: 'không có số liệu quầy',
    awaited: (minutes: number) => (minutes === 0 ? 'chưa mở quầy' : `chưa mở quầy, đã quá ${long(minutes)}`),
    late: (minutes: number) => `vào sau ${minutes} phút`,
    early: (minutes: number) => `nghỉ trước ${minutes} phút`,
    deskWord: 'Quầy',
    saidPlanned: (stretch: string) => `theo lịch ${stretch}`,
    saidWorked: (desk: string, stretch: string) => `quầy ${desk} ${stretch}`,
    saidNothing: 'không có số liệu',
    footnote:
      'Tính theo giờ mở quầy, trừ lúc tạm dừng; số trong thanh là số quầy. Tổ lưu động không có quầy nên chỉ có giờ theo lịch.',
  },

  work: 'Đã làm',
  workNote: 'Ghi khi cán bộ bấm Xong.',
  workNone: 'Chưa có việc nào được ghi.',
  workColumns: { procedure: 'Thủ tục', ageBand: 'Độ tuổi', outcome: 'Kết quả', count: 'Số lượng' },
  ageBands: { '0-5': '0–5 tuổi', '6-13': '6–13 tuổi', '14+': '14 tuổi trở lên' } as Record<string, string>,
  outcomes: {
    collected: 'Đã thu hồ sơ',
    handedOut: 'Đã trả thẻ',
    guided: 'Đã hướng dẫn',
    refused: 'Từ chối',
  } as Record<string, string>,
} as const;

/** Minutes as people say them: `45 phút`, `4 giờ 56 phút`. */
function long(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [`${hours} giờ`] : []), ...(rest > 0 ? [`${rest} phút`] : [])].join(' ');
}
