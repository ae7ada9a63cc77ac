/** Words more than one screen needs. */
export const common = {
  weekdays: ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
  minutes: (n: number) => `${n} phút`,
  minutesRange: (low: number, high: number) => `${low}–${high} phút`,
  under: (n: number) => `dưới ${n} phút`,

  lost: 'Mất kết nối với máy chủ, đang nối lại…',
  /** The first picture never came. */
  unreachable: 'Chưa kết nối được với máy chủ',
  unreachableNote: 'Màn hình sẽ tự hiện khi có kết nối. Nếu đợi lâu, xin báo cán bộ.',
  notSetUp: 'Phòng tiếp dân chưa được cài đặt',
  notSetUpNote: 'Màn hình sẽ tự hiện khi quản trị viên cài đặt xong.',

  pairTitle: 'Màn hình này chưa được ghép nối',
  pairNote: 'Xin quản trị viên vào Cài đặt → Thiết bị và chấp nhận mã này',
  pairCode: 'Mã ghép nối',
  pairWaiting: 'Đang chờ chấp nhận…',
  pairFailed: 'Chưa lấy được mã ghép nối. Máy sẽ tự thử lại.',
};
