import type { PresenceReason } from '../../../../electron/core/roster/events.ts';

/** Words of the sign-in page. */
export const signin = {
  product: 'Tới Lượt',
  demo: 'Bản dùng thử',
  who: 'Chọn tên của đồng chí',
  search: 'Gõ tên để tìm nhanh',
  names: 'Cán bộ',
  nobody: 'Không có tên nào như vậy.',
  onShift: 'đang trong ca',
  offline: 'Mất kết nối với máy chủ, đang nối lại…',

  pin: 'Mã PIN',
  ended: 'Máy chủ vừa khởi động lại hoặc phiên làm việc đã hết. Xin đăng nhập lại.',
  pinWait: 'Chọn tên ở bên trái, rồi nhập mã PIN.',
  pinEntered: (n: number) => (n === 0 ? 'chưa nhập chữ số nào' : `đã nhập ${n} chữ số`),
  keypad: 'Bàn phím số',
  erase: 'Xóa một chữ số',
  enter: 'Vào',
  checking: 'Đang kiểm tra…',
  forgot: 'Quên mã PIN',

  pinWrong: (left: number) =>
    left === 1
      ? 'Mã PIN chưa đúng. Còn một lần thử trước khi tài khoản tạm khóa.'
      : `Mã PIN chưa đúng. Còn ${left} lần thử.`,
  officerLocked: (time: string) => `Nhập sai nhiều lần nên tài khoản tạm khóa đến ${time}.`,
  deviceLocked: (time: string) => `Nhập sai nhiều lần trên máy này nên máy tạm khóa đến ${time}.`,

  forgotTitle: 'Quên mã PIN',
  forgotOfficer: 'Xin nhờ quản trị viên của đơn vị đặt lại: Cài đặt › Cán bộ › Đặt lại mã PIN.',
  forgotAdministrator: 'Nếu đồng chí là quản trị viên, hãy dùng khóa khôi phục đã cất khi cài đặt.',
  useKey: 'Dùng khóa khôi phục',
  keyTitle: 'Đặt lại mã PIN của quản trị viên',
  key: 'Khóa khôi phục',
  keyHint: 'Chín nhóm, mỗi nhóm bốn ký tự. Không phân biệt chữ hoa, chữ thường; dấu gạch có thể bỏ qua.',
  reset: 'Đặt mã PIN mới',
  resetDone: 'Đã đặt mã PIN mới cho quản trị viên. Xin đăng nhập bằng mã PIN đó.',

  changeTitle: 'Đổi mã PIN',
  oldPin: 'Mã PIN đang dùng',
  change: 'Đổi mã PIN',
  changeDone: 'Đã đổi mã PIN. Từ lần đăng nhập sau, đồng chí dùng mã mới.',

  whyTitle: 'Đồng chí không có tên trong ca này',
  whyText: (shift: string | null) =>
    shift === null
      ? 'Lịch trực đã công bố không có ca nào vào giờ này. Đồng chí vẫn làm việc bình thường; xin chọn lý do để ghi vào sổ trực.'
      : `Lịch trực đã công bố không xếp đồng chí vào ${shift}. Đồng chí vẫn làm việc bình thường; xin chọn lý do để ghi vào sổ trực.`,
  why: {
    replacing: 'Trực thay đồng chí khác',
    reinforcement: 'Tăng cường vì đông người',
    swapped: 'Đổi ca, lịch chưa sửa',
    office: 'Làm việc khác tại trụ sở',
    other: 'Lý do khác',
  } satisfies Record<PresenceReason, string>,
  whyKeys: 'Bấm phím số 1 đến 5, hoặc chọn bằng chuột.',
  whyLater: 'Để sau',

  pairTitle: 'Máy này chưa được duyệt',
  pairLead: 'Nhờ quản trị viên mở Cài đặt › Thiết bị ở máy đã dùng được, tìm đúng mã này rồi bấm Duyệt.',
  pairCode: 'Mã của máy này',
  pairWaiting: 'Đang chờ duyệt. Trang này tự mở khi đã được duyệt.',
  pairRecover: 'Không còn máy nào duyệt được?',
  pairRecoverTitle: 'Duyệt máy này bằng khóa khôi phục',
  pairRecoverNote:
    'Dùng khi đây là máy duy nhất, khi trình duyệt đã bị xóa dữ liệu, hoặc sau khi khôi phục bản sao lưu sang máy mới.',
  pairRecoverDo: 'Duyệt máy này',
  pairFailed: 'Chưa lấy được mã. Trang này tự thử lại.',
} as const;
