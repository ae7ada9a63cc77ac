/** Words of the bar that a playing demo has at the foot of every screen, and of its sign-in page. */
export const demo = {
  name: 'Bản dùng thử',
  explain: 'Ngày mẫu, không ai là người thật',
  speed: 'Tốc độ',
  times: (speed: number) => `${speed}×`,
  pause: 'Tạm dừng',
  goOn: 'Chạy tiếp',
  addDesk: 'Thêm một quầy',
  allOpen: 'Mọi quầy đang mở',
  wait: (service: string) => `${service}: chờ`,

  signInTitle: 'Đây là bản dùng thử',
  signInNote: (pin: string) => `Mọi cán bộ đều có mã PIN ${pin}. Không có người nào là thật.`,
  signInSteps: {
    office: [
      'Vào, rồi chọn một quầy đang đóng và mở quầy đó.',
      'Nhấn F2 để gọi số, F8 khi người dân đến, F8 lần nữa khi xong.',
      'Các quầy khác có cán bộ mẫu làm việc.',
    ],
    district: [
      'Vào để xem báo cáo 30 ngày của 166 xã, phường; mọi số liệu đều là số giả định.',
      'Thời gian đứng ở 8 giờ sáng hôm nay, nửa giờ sau hạn nhận báo cáo hôm qua.',
      'Có xã chưa gửi, có gói không nhận được, có gói phải hỏi qua điện thoại.',
    ],
  },
  signIn: 'Vào làm thử',
} as const;
