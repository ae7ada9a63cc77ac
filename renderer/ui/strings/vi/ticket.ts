/** Words of the 80 mm ticket and of the appointment slip. */
export const ticket = {
  title: 'PHIẾU SỐ THỨ TỰ',
  people: (count: number) => `Số người: ${count}`,
  taken: (time: string, date: string) => `Lấy số lúc ${time} ngày ${date}`,
  ahead: (count: number) => (count === 0 ? 'Đến lượt tiếp theo' : `Phía trước còn ${count} số`),
  expected: 'Dự kiến đến lượt',
  expectedUnknown: 'Chưa dự kiến được giờ đến lượt',
  bring: 'Chuẩn bị sẵn:',
  keep: 'Giữ phiếu đến khi được gọi. Nếu lỡ lượt, xin báo cán bộ để được gọi lại.',
  scan: 'Đưa mã này vào máy quét để xem khi nào đến lượt.',
  thanks: 'Trân trọng cảm ơn',
  slipTitle: 'PHIẾU HẸN',
  slipCode: 'Mã hẹn',
  slipKeep: 'Khi đến, chạm “Tôi có lịch hẹn” ở máy lấy số và nhập mã, hoặc đưa mã này vào máy quét.',
  weekdays: ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'],
};

export type TicketStrings = typeof ticket;
