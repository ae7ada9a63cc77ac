/** Words of the form components, and of answers that any form may get. */
export const form = {
  needed: '(cần có)',
  less: 'Bớt',
  more: 'Thêm',
  timeWrong: 'Viết giờ như 07:30.',
  dateWrong: 'Viết ngày như 02/09/2027.',
  pin: 'Mã PIN',
  pinAgain: 'Nhập lại mã PIN',
  pinRule: 'Từ 6 đến 12 chữ số. Không dùng một chữ số lặp lại hoặc dãy liền nhau như 123456.',
  pinLength: 'Mã PIN có từ 6 đến 12 chữ số.',
  pinSimple: 'Mã PIN này quá dễ đoán: đừng dùng một chữ số lặp lại hoặc dãy liền nhau.',
  pinDiffers: 'Hai lần nhập chưa giống nhau.',
  cancel: 'Bỏ qua',
  close: 'Đóng',
  loading: 'Đang tải…',
  failed: 'Chưa làm được. Xin thử lại.',
  offline: 'Mất kết nối với máy chủ nên chưa ghi được. Nội dung vẫn còn trên màn hình; xin thử lại sau ít giây.',
  notLoaded: 'Chưa đọc được dữ liệu từ máy chủ. Màn hình tự thử lại.',
  refused: {
    UNAUTHORIZED: 'Phiên làm việc đã hết. Xin đăng nhập lại.',
    FORBIDDEN: 'Đồng chí không có quyền làm việc này.',
    PRECONDITION_FAILED: 'Máy này chưa được duyệt để dùng.',
    OTHER: 'Máy chủ không nhận nội dung này. Xin xem lại các ô đã nhập.',
  },
} as const;

/** Cấp bậc of the people's police, lowest first. */
export const ranks: readonly string[] = [
  'Hạ sĩ',
  'Trung sĩ',
  'Thượng sĩ',
  'Thiếu úy',
  'Trung úy',
  'Thượng úy',
  'Đại úy',
  'Thiếu tá',
  'Trung tá',
  'Thượng tá',
  'Đại tá',
];

export const roles = {
  officer: 'Cán bộ tiếp dân',
  leader: 'Trưởng ca',
  chief: 'Trưởng công an xã',
  administrator: 'Quản trị viên',
} as const;
