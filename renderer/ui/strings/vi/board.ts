/** Words of the big screen, read by citizens from 6 metres. */
export const board = {
  title: 'Bảng gọi số',
  section: 'Bộ phận tiếp công dân',
  demo: 'Bản dùng thử',

  call: { call: 'Mời công dân có số', priority: 'Mời công dân ưu tiên có số', transfer: 'Mời chuyển quầy, số' },
  desk: 'Quầy',
  /** Under the number a desk with a name stands by itself: "Trả kết quả"; one with a number is "Quầy 2". */
  deskName: (label: string) => (/^\d+$/.test(label) ? `Quầy ${label}` : label),
  /** Spoken by screen readers between number and desk. */
  to: 'đến',
  again: (times: number) => `Gọi lần ${times}`,

  lastCalls: 'Số vừa gọi',
  next: 'Tiếp theo',
  expected: 'dự kiến',
  nobodyWaiting: 'Không có số nào đang chờ',
  noDesk: 'chờ mở quầy',
  tags: { priority: 'ưu tiên', appointment: 'hẹn giờ', returned: 'gọi lại' },

  idle: {
    ready: { title: 'Mời công dân lấy số thứ tự', note: 'Số được gọi sẽ hiện ở đây' },
    opening: { title: 'Các quầy sắp mở', note: 'Mời công dân lấy số và ngồi chờ' },
    paused: { title: 'Các quầy đang tạm nghỉ', note: 'Số thứ tự của công dân được giữ nguyên' },
    off: { title: 'Ngoài giờ tiếp công dân', note: 'Xin mời quay lại trong giờ làm việc' },
    ended: { title: 'Hôm nay đã ngừng phát số', note: 'Xin mời quay lại vào ngày làm việc khác' },
  },
  closed: 'Hôm nay đã ngừng phát số.',
  lastNumbers: (numbers: readonly string[]) => `Số cuối: ${numbers.join(', ')}`,

  shift: (name: string, from: string, to: string) => `${name} ${from}–${to}`,
  onDuty: (people: number) => (people === 0 ? 'không có cán bộ trực' : `${people} cán bộ trực`),
  desksOpen: (n: number) => (n === 0 ? 'chưa có quầy mở' : `${n} quầy đang mở`),
  waiting: 'Đang chờ',
  waitingCount: (n: number) => `${n} số`,
  phone: 'Điện thoại',
  notices: 'Thông báo',
  soundHint: 'Chạm vào màn hình để bật tiếng',
};
