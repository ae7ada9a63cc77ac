import { clockTime, serviceDay, weekday } from '../../../../electron/core/kernel/time.ts';
import type { PriorityGroup, TicketState } from '../../../../electron/core/queue/types.ts';
import type { WaitRange } from '../../../../electron/core/queue/views.ts';
import { waitText } from '../../format.ts';

const weekdays = ['Chủ nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];

/** Words of the ticket screen, said to a citizen who may be old, in a hurry, or here for the first time. */
export const take = {
  otherLanguage: 'English',
  readAloud: 'Đọc cho tôi nghe',
  stopReading: 'Dừng đọc',
  help: 'Cần giúp? Xin hỏi cán bộ',
  phone: (number: string) => `Điện thoại ${number}`,
  back: 'Quay lại',
  finish: 'Xong',
  backIn: (seconds: number) => `Về trang đầu sau ${seconds} giây`,
  stay: 'Chạm màn hình để xem tiếp',
  loading: 'Xin đợi một lát…',

  start: {
    title: 'Ông bà cần làm việc gì?',
    hint: 'Chạm vào một ô, hoặc đưa mã QR trên thẻ căn cước vào máy quét.',
    cardRead: 'Đã đọc thẻ. Mời ông bà chọn việc cần làm.',
    appointment: 'Tôi có lịch hẹn',
    find: 'Khi nào đến lượt tôi?',
    book: 'Hẹn ngày khác',
  },
  bring: (lines: string) => `Mang theo: ${lines}`,
  bringTitle: 'Giấy tờ cần có',
  noDesk: 'chưa có quầy mở',
  tooLate: 'hết giờ hôm nay',
  tooLateHint: 'hẹn ngày khác',
  wait: (wait: WaitRange) => waitText(wait),
  waiting: (count: number) => (count === 0 ? 'không ai chờ' : `${count} số đang chờ`),

  question: {
    title: 'Ông bà có thuộc diện ưu tiên không?',
    none: 'Không',
    noneHint: 'Lấy số theo thứ tự',
    byCard: 'Theo thẻ: từ đủ 60 tuổi, được ưu tiên',
    groups: {
      elderly: 'Từ đủ 60 tuổi',
      disability: 'Người khuyết tật',
      pregnant: 'Phụ nữ mang thai',
      smallChild: 'Có con nhỏ đi cùng',
      merit: 'Người có công',
    } satisfies Record<Exclude<PriorityGroup, 'other'>, string>,
    people: 'Mấy người cùng làm?',
    peopleHint: 'Mẹ và hai con: 3 người',
    peopleCount: (count: number) => `${count} người`,
    fewer: 'Bớt một người',
    more: 'Thêm một người',
    wait: (words: string) => `Chờ: ${words}`,
  },

  issued: {
    title: 'Số của ông bà',
    ahead: (count: number) => (count === 0 ? 'Đến lượt tiếp theo' : `Phía trước còn ${count} số`),
    expected: 'Dự kiến đến lượt',
    expectedUnknown: 'Chưa có quầy mở nên chưa dự kiến được giờ',
    people: (count: number) => `Cho ${count} người`,
    soon: (wait: WaitRange) =>
      wait === null ? '' : wait.low === 0 ? `dưới ${wait.high} phút nữa` : `khoảng ${waitText(wait)} nữa`,
    taken: (at: number) => `Lấy số lúc ${clockTime(at)}`,
    kept: (at: number) => `Số lấy lúc ${clockTime(at)}, ${take.dayName(serviceDay(at))}, vẫn còn hiệu lực`,
    appointmentAt: (at: number) => `Có lịch hẹn lúc ${clockTime(at)}`,
    waitForCall: (label: string) => `Xin chờ gọi đến quầy ${label}`,
    atDesk: (label: string) => `Tại quầy ${label}`,
    keep: 'Xin giữ phiếu và chờ gọi số trên màn hình lớn và loa.',
    unprinted: 'Máy in chưa in được phiếu. Xin nhớ số này và báo cán bộ.',
    reprint: 'Phiếu không ra? Chạm để in lại',
    reprinted: 'Đang in lại. Nếu phiếu vẫn không ra, xin nhớ số này và báo cán bộ.',
    desk: (label: string) => `Mời đến quầy ${label}`,
    states: {
      waiting: 'Đang chờ',
      called: 'Đến lượt ông bà',
      serving: 'Đang làm thủ tục',
      parked: 'Đang chờ bổ sung giấy tờ. Khi đủ giấy tờ, xin báo cán bộ.',
      no_show: 'Số này đã được gọi. Xin báo cán bộ để được gọi lại.',
      done: 'Số này đã làm xong. Nếu cần làm việc khác, xin lấy số mới.',
      cancelled: 'Số này không còn hiệu lực. Xin lấy số mới hoặc hỏi cán bộ.',
      void: 'Số này không còn hiệu lực. Xin lấy số mới hoặc hỏi cán bộ.',
    } satisfies Record<TicketState, string>,
  },

  appointment: {
    title: 'Nhập mã lịch hẹn',
    hint: 'Bốn chữ số trên phiếu hẹn, hoặc đưa phiếu hẹn vào máy quét.',
    field: 'Mã lịch hẹn',
    go: 'Lấy số',
  },
  find: {
    title: 'Khi nào đến lượt tôi?',
    hint: 'Bấm chữ và số trên phiếu, ví dụ A012, rồi chạm “Xem”. Hoặc đưa mã trên phiếu vào máy quét.',
    field: 'Số trên phiếu',
    go: 'Xem',
  },
  erase: 'Xóa',

  book: {
    services: 'Ông bà muốn hẹn làm việc gì?',
    title: 'Chọn ngày giờ hẹn',
    none: 'Hiện chưa còn giờ hẹn trống. Xin hỏi cán bộ.',
    done: 'Đã đặt lịch hẹn',
    code: 'Mã hẹn',
    keep: 'Khi đến, chạm “Tôi có lịch hẹn” và nhập mã này.',
  },
  dayName: (day: string) => `${weekdays[weekday(day)]}, ${Number(day.slice(8))}/${Number(day.slice(5, 7))}`,

  closed: {
    closed: 'Hiện ngoài giờ tiếp công dân',
    opens: (at: number) => `Mở lại lúc ${clockTime(at)}, ${take.dayName(serviceDay(at))}`,
    ended: 'Hôm nay đã ngừng phát số',
    endedHint: 'Công dân đã có số vẫn được phục vụ. Xin chờ gọi số trên màn hình lớn và loa.',
    blocked: 'Máy đang tạm ngừng phát số',
    blockedHint: 'Xin gặp cán bộ để được cấp số.',
  },

  sending: 'Đang xử lý, xin đợi…',
  retry: 'Thử lại',
  offline: 'Mất kết nối nên máy chưa trả lời được. Xin chạm “Thử lại”, hoặc hỏi cán bộ.',
  /** A failure that is not in the list. */
  failed: 'Máy chưa làm được việc này. Xin thử lại hoặc hỏi cán bộ.',
  failures: {
    UnknownTicket: 'Hôm nay không có số này. Xin xem lại số trên phiếu.',
    PaperOfOtherDay: 'Phiếu này không phải của hôm nay. Xin lấy số mới hoặc hỏi cán bộ.',
    UnknownAppointment: 'Không có lịch hẹn với mã này. Xin xem lại phiếu hẹn.',
    AppointmentNotToday: 'Lịch hẹn này không phải hôm nay. Xin xem lại ngày trên phiếu hẹn.',
    IssuingClosed: 'Hôm nay đã ngừng phát số. Ông bà có thể hẹn ngày khác.',
    OfficeClosed: 'Hiện ngoài giờ tiếp công dân. Ông bà có thể hẹn ngày khác.',
    SlotTaken: 'Giờ hẹn này vừa có người chọn. Xin chọn giờ khác.',
    SlotInvalid: 'Giờ hẹn này đã qua. Xin chọn giờ khác.',
    NumbersExhausted: 'Đã hết số của việc này hôm nay. Xin hỏi cán bộ.',
    CountersUnknown: 'Máy đang tạm ngừng phát số. Xin gặp cán bộ để được cấp số.',
    ClockDoubtful: 'Máy đang tạm ngừng phát số. Xin gặp cán bộ để được cấp số.',
    UnknownService: 'Việc này vừa được thay đổi. Xin chọn lại.',
    ScanNotACard: 'Mã này không phải thẻ căn cước, phiếu số hay phiếu hẹn.',
    ScanEmpty: 'Chưa đọc được mã. Xin đưa thẻ hoặc phiếu lại gần máy quét và giữ yên.',
    ScanTruncated: 'Chưa đọc hết mã. Xin giữ yên và quét lại.',
    ScanMangledByTelex: 'Máy quét đọc chưa đúng. Ông bà cứ chọn việc cần làm để lấy số, hoặc bấm số trên phiếu.',
    ScanReplacementCharacter: 'Máy quét đọc chưa đúng. Ông bà cứ chọn việc cần làm để lấy số, hoặc bấm số trên phiếu.',
    MrzCheckDigit: 'Chưa đọc đúng dòng chữ sau thẻ. Xin quét lại, hoặc quét mã QR ở mặt trước.',
    ScanTooLong: 'Mã này không phải thẻ căn cước, phiếu số hay phiếu hẹn.',
    NotTwelveDigits: 'Chưa đọc đúng số trên thẻ. Ông bà cứ chọn việc cần làm để lấy số.',
  } as Record<string, string>,
};

export type TakeStrings = typeof take;
