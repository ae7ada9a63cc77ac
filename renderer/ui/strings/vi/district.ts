import type { RefusalReason } from '../../../../electron/core/district/accept.ts';
import type { Attention, StationState, Via } from '../../../../electron/core/district/store.ts';
import type { Compared, DayState } from '../../../../electron/core/district/views.ts';
import { bundleFailures } from '../../../../electron/core/summary/bundleFailures.ts';

const many = (n: number) => n.toLocaleString('vi-VN');

/** Words of the superior office's screen. "Xã" stands for every commune, ward and special zone. */
export const district = {
  tabs: { communes: 'Các xã', week: 'Tuần', compare: 'So sánh', rollUp: 'Tổng hợp', todo: 'Cần xử lý' },
  loading: 'Đang tải…',
  offline: 'Chưa đọc được số liệu từ máy chủ. Màn hình tự thử lại.',
  databaseUnreachable: 'Chưa kết nối được với cơ sở dữ liệu. Màn hình tự thử lại; nếu kéo dài, xin báo quản trị viên.',
  stale: (why: string, time: string) => `${why} Số liệu đang hiện là lúc ${time}.`,
  nothingYet: '–',

  /** The day. */
  day: 'Ngày',
  before: 'Ngày trước',
  after: 'Ngày sau',
  yesterday: 'Hôm qua',
  onDay: (weekday: string, day: string) => `${weekday} ${day}: `,
  all: (n: number) => (n === 1 ? 'xã đã gửi đúng hạn' : `cả ${many(n)} xã đã gửi đúng hạn`),
  inTime: (n: number, of: number) => `${many(n)} trong ${many(of)} xã đã gửi đúng hạn`,
  inTimeSoFar: (n: number, of: number) => `${many(n)} trong ${many(of)} xã đã gửi`,
  late: (n: number) => `${many(n)} xã gửi muộn`,
  due: (n: number, until: string) => `${many(n)} xã còn hạn đến ${until}`,
  missing: (n: number) => `${many(n)} xã chưa gửi`,
  none: 'không xã nào phải gửi',
  names: ': ',
  andOthers: (n: number) => `và ${many(n)} xã khác`,
  totals: 'Tổng trong ngày của các xã đã gửi',
  figures: {
    collected: 'Hồ sơ căn cước',
    handedOut: 'Thẻ đã trả',
    eid1: 'Định danh mức 1',
    eid2: 'Định danh mức 2',
    served: 'Lượt đã tiếp',
  },

  /** The grid. */
  list: 'Các xã theo tình trạng gửi số liệu',
  search: 'Tìm xã',
  searchHint: 'Tên hoặc mã xã',
  filter: 'Lọc theo tình trạng',
  filters: {
    all: 'Tất cả',
    missing: 'Chưa gửi',
    late: 'Gửi muộn',
    due: 'Còn hạn',
    received: 'Đúng hạn',
    marked: 'Có dấu hiệu',
  },
  order: 'Xếp theo',
  orders: { worst: 'Cần chú ý trước', name: 'Theo tên' },
  found: (n: number, of: number) => `${many(n)} trong ${many(of)} xã`,
  nothingFound: 'Không có xã nào khớp.',
  showAll: 'Hiện tất cả',
  legend: 'Dấu hiệu',
  strip: 'Bảy ô: bảy ngày gần nhất, ô đậm là đã gửi. Số phải: số ngày đã gửi trong 30 ngày.',
  groups: {
    never: 'Chưa gửi lần nào',
    missing: 'Chưa gửi',
    late: 'Gửi muộn',
    due: 'Còn hạn gửi',
    received: 'Gửi đúng hạn',
    notExpected: 'Không phải gửi',
  } satisfies Record<DayState, string>,
  states: {
    never: 'chưa gửi lần nào',
    missing: 'chưa gửi',
    late: 'gửi muộn',
    due: 'còn hạn gửi',
    received: 'gửi đúng hạn',
    notExpected: 'không phải gửi',
  } satisfies Record<DayState, string>,
  /** On a tile, where there is little room. */
  tile: {
    never: 'chưa lần nào',
    missing: (days: number) => `thiếu ${many(days)} ngày`,
    late: (by: string) => `muộn ${by}`,
    due: 'còn hạn',
    received: 'đúng hạn',
    nothing: 'không phát sinh',
    notExpected: 'không phải gửi',
  },
  span: {
    minutes: (n: number) => `${n} phút`,
    hours: (n: number) => `${n} giờ`,
    days: (n: number) => `${many(n)} ngày`,
  },
  marks: {
    fork: 'Hai nhánh số liệu',
    epoch: 'Chờ xác nhận khôi phục',
    refused: 'Tệp bị từ chối',
    gap: 'Thiếu gói ở giữa',
    restored: 'Đã khôi phục từ bản sao lưu',
    clockOff: 'Đồng hồ lệch',
  } satisfies Record<Attention['kind'] | 'clockOff', string>,
  completeness: (came: number, expected: number) => `${came} trong ${expected} ngày`,
  lastSeen: (day: string) => `lần cuối ${day}`,

  /** Nobody is enrolled yet. */
  emptyTitle: 'Chưa có xã nào gửi số liệu về đây',
  emptySteps: [
    'Vào Cấp dưới › Tệp của cấp trên, lập tệp và chuyển cho công an các xã, bằng USB hoặc mạng nội bộ.',
    'Vào Cấp dưới › Ghi danh đơn vị, nhận tệp trả lời của từng xã, so 8 từ qua điện thoại rồi xác nhận.',
    'Từ tối hôm đó, gói số liệu của xã được nhận qua USB, thư mục hoặc mạng, và hiện ở màn hình này.',
  ],

  /** One commune. */
  panel: (name: string) => `Số liệu của ${name}`,
  close: 'Đóng',
  code: (code: string) => `Mã xã ${code}`,
  stationStates: {
    asked: 'chưa xác nhận ghi danh',
    active: '',
    ended: 'đã thôi gửi số liệu',
  } satisfies Record<StationState, string>,
  unknownStation: 'Không còn xã này trong danh sách.',
  receivedAt: (moment: string) => `nhận lúc ${moment}`,
  curve: 'Ba mươi ngày',
  curveFigure: 'Số liệu trên biểu đồ',
  curveSaid: (figure: string, came: number, expected: number, total: string) =>
    `${figure} trong 30 ngày: đã gửi ${came} trong ${expected} ngày, tổng ${total}.`,
  curveKeys: { came: 'đã gửi', missing: 'chưa gửi', chosen: 'ngày đang xem' },
  signed: (day: string) => `Số liệu ngày ${day}, như xã đã ký`,
  notCame: (day: string) => `Chưa nhận được số liệu ngày ${day}.`,
  notCameDue: (day: string) => `Chưa nhận được số liệu ngày ${day}; xã còn hạn gửi.`,
  notExpectedDay: (day: string) => `Ngày ${day} xã này không phải gửi số liệu.`,
  nothing: 'Không có phát sinh',
  remark: 'Ý kiến của chỉ huy xã',
  closedBy: {
    officer: (moment: string) => `Xã khóa sổ lúc ${moment}.`,
    clock: (moment: string) => `Sổ tự khóa lúc ${moment}.`,
  },
  versions: 'Các bản đã nhận',
  versionsNone: 'Chưa nhận bản nào của ngày này.',
  versionColumns: { number: 'Gói số', received: 'Nhận lúc', made: 'Xã lập lúc', via: 'Bằng', receipt: 'Biên nhận' },
  replaces: 'thay bản trước',
  restoredEpoch: (from: string) => `Sau lần khôi phục ${from}`,
  vias: { stick: 'USB', folder: 'thư mục', https: 'mạng' } satisfies Record<Via, string>,
  gaps: 'Gói còn thiếu ở giữa',
  gap: (first: number, last: number) => (first === last ? `Gói số ${first}` : `Các gói từ số ${first} đến số ${last}`),
  gapOfEpoch: (gap: string, from: string) => `${gap} của đợt khôi phục ${from}`,
  gapsTodo: 'Xã đã gửi gói mới hơn. Biên nhận đã báo cho xã; lần gửi tới máy của xã tự gửi lại.',
  refused: 'Tệp không nhận',
  refusedUnknown: 'Không rõ trạm',

  /** Held bundles: a person decides by telephone. */
  held: 'Chờ đồng chí quyết định',
  heldEpoch: (day: string) =>
    `Máy của xã vừa được khôi phục từ bản sao lưu và gửi tiếp từ một biên nhận mà ở đây không có (gói ngày ${day}).`,
  heldEpochAsk: (moment: string) =>
    `Xin gọi điện cho xã theo số đã biết và hỏi: “Lúc ${moment}, đơn vị có khôi phục máy từ bản sao lưu không?”`,
  heldEpochYes: 'Đúng là của xã',
  heldEpochYesOf: (name: string) => `Đúng là của xã: ${name}`,
  heldEpochDone: (n: number) => `Đã nhận ${many(n)} gói.`,
  heldEpochNo: 'Nếu xã trả lời không: giữ nguyên, không bấm, và báo ngay cho bộ phận an ninh mạng.',
  heldEpochRight: 'Trưởng ca trở lên mới xác nhận được.',
  heldFork: (day: string, number: string) =>
    `Có hai gói cùng số của xã này, nội dung khác nhau (gói số ${number}, ngày ${day}). Gói đến trước được dùng, gói đến sau được giữ lại.`,
  heldForkTodo:
    'Xin gọi điện hỏi xã có hai máy cùng chạy một dữ liệu, hoặc đã chép lại ổ đĩa không. Xã dừng một máy, và khôi phục máy còn lại bằng chức năng Khôi phục.',

  /** The week. */
  weekTitle: (from: string, to: string) => `Tuần từ ${from} đến ${to}`,
  weekSaid: (came: number, expected: number) => `Đã gửi ${many(came)} trong ${many(expected)} lượt ngày phải gửi.`,
  weekTable: 'Bảy ngày',
  week: 'Cả tuần',
  weekOpen: (day: string) => `Xem các xã ngày ${day}`,
  weekCounts: 'Số xã',
  weekSums: 'Tổng của các xã đã gửi',
  weekRows: {
    collected: 'Hồ sơ căn cước',
    handedOut: 'Thẻ đã trả',
    refused: 'Từ chối tiếp nhận',
    eid1: 'Định danh mức 1',
    eid2: 'Định danh mức 2',
    eidActivated: 'Tài khoản kích hoạt (nhập tay)',
    served: 'Lượt đã tiếp',
    absent: 'Lượt vắng mặt',
    visits: 'Lượt đến tận nhà (nhập tay)',
  },
  ofDays: (n: number) => `${many(n)} lượt nhập`,

  /** Comparisons. */
  compareTitle: (day: string) => `So sánh các xã, ${day}`,
  compareLead:
    'Mỗi chấm là một xã. Vạch đứng là trung vị: một nửa số xã không cao hơn. Chấm cam là xã khác hẳn các xã còn lại; khác chưa hẳn là sai, nên xem và hỏi lại.',
  compareNone: 'Chưa có xã nào gửi số liệu ngày này.',
  compared: {
    collected: 'Hồ sơ căn cước',
    handedOut: 'Thẻ đã trả',
    eid2: 'Định danh mức 2',
    served: 'Lượt đã tiếp',
    absent: 'Lượt vắng mặt',
    waitMedian: 'Thời gian chờ trung vị',
  } satisfies Record<Compared, string>,
  minutes: 'phút',
  median: (value: string) => `trung vị ${value}`,
  counted: (n: number) => `${many(n)} xã có số liệu`,
  noOutliers: 'Không xã nào khác hẳn.',
  outliers: (n: number) => `${many(n)} xã khác hẳn:`,
  stripSaid: (figure: string, low: string, high: string, median: string) =>
    `${figure}: từ ${low} đến ${high}, trung vị ${median}.`,

  /** Roll-up. */
  rollUpTitle: (from: string, to: string) => `Tổng hợp từ ${from} đến ${to}`,
  from: 'Từ ngày',
  to: 'Đến ngày',
  periods: { week: '7 ngày', month: 'Tháng này', lastMonth: 'Tháng trước' },
  periodWrong: 'Ngày đầu phải trước hoặc trùng ngày cuối.',
  save: 'Lưu tệp Excel',
  saving: 'Đang lập tệp…',
  saved: (name: string) => `Đã lưu ${name}.`,
  rollUpNone: 'Trong thời gian này không có xã nào phải gửi số liệu.',
  columns: {
    name: 'Đơn vị',
    days: 'Ngày đã gửi',
    collected: 'Hồ sơ căn cước',
    handedOut: 'Thẻ đã trả',
    refused: 'Từ chối',
    eid1: 'Định danh mức 1',
    eid2: 'Định danh mức 2',
    eidActivated: 'Kích hoạt',
    served: 'Đã tiếp',
    absent: 'Vắng mặt',
    visits: 'Đến tận nhà',
  },
  rollUpTable: 'Bảng tổng hợp theo xã',
  total: 'Tổng cộng',
  rollUpNote:
    'Kích hoạt và lượt đến tận nhà do xã nhập tay; “–” là không ngày nào có nhập. Số liệu là của các ngày đã nhận được.',
  showRest: (n: number) => `Hiện thêm ${many(n)} xã`,

  /** What needs somebody. */
  missingTitle: (n: number) => (n === 0 ? 'Không xã nào thiếu số liệu' : `${many(n)} xã còn thiếu số liệu`),
  missingLead: 'Trong 30 ngày qua, những ngày đã quá hạn. Gọi điện theo danh sách này.',
  copy: 'Chép danh sách',
  copied: 'Đã chép. Dán vào tin nhắn hoặc văn bản.',
  copyFailed: 'Trình duyệt không cho chép. Xin bôi đen danh sách rồi bấm Ctrl+C.',
  phoneTitle: (moment: string) => `Các xã còn thiếu số liệu (lúc ${moment})`,
  phoneLine: (name: string, what: string) => `- ${name}: thiếu ${what}`,
  oneDay: (day: string) => `ngày ${day}`,
  days: (from: string, to: string, n: number) => `${from}–${to} (${many(n)} ngày)`,
  troublesTitle: 'Gói và tệp có vấn đề',
  troublesNone: 'Không có gói nào chờ quyết định, không có tệp nào bị từ chối.',
  open: (name: string) => `Xem ${name}`,
} as const;

/** Why a file was not taken, and what the duty officer does about it. */
export const refusals: Record<RefusalReason, { what: string; todo: string }> = {
  TooLarge: {
    what: bundleFailures.TooLarge,
    todo: 'Xin hỏi ai đã chép tệp này vào; xã chỉ chép tệp có đuôi .zip.age do chương trình lập.',
  },
  NameInvalid: { what: bundleFailures.NameInvalid, todo: 'Xin xã xuất lại gói và không đổi tên.' },
  NameDiffers: { what: bundleFailures.NameDiffers, todo: 'Xin xã xuất lại gói và không đổi tên.' },
  NotForUs: {
    what: bundleFailures.NotForUs,
    todo: 'Nếu chép lại vẫn vậy, xin kiểm tra xã đã nhận đúng tệp ghi danh của đơn vị này chưa.',
  },
  NotABundle: { what: bundleFailures.NotABundle, todo: 'Xin xã quét vi-rút USB và xuất lại gói từ chương trình.' },
  ManifestInvalid: { what: bundleFailures.ManifestInvalid, todo: 'Xin xã cập nhật chương trình rồi xuất lại gói.' },
  UnknownStation: {
    what: bundleFailures.UnknownStation,
    todo: 'Xin ghi danh xã này trước; gói gửi lại sau đó sẽ được nhận.',
  },
  UnknownKey: {
    what: bundleFailures.UnknownKey,
    todo: 'Nếu xã vừa đổi máy hoặc đổi khóa, xin nhận tệp trả lời mới của xã và đối chiếu qua điện thoại.',
  },
  SignatureWrong: {
    what: bundleFailures.SignatureWrong,
    todo: 'Không dùng tệp này. Xin gọi điện cho xã, lấy lại gói trực tiếp từ máy của xã, và báo bộ phận an ninh mạng.',
  },
  FilesDiffer: { what: bundleFailures.FilesDiffer, todo: 'Xin xã xuất lại gói.' },
  SummaryInvalid: { what: bundleFailures.SummaryInvalid, todo: 'Xin xã cập nhật chương trình rồi xuất lại gói.' },
  DayInFuture: {
    what: 'Ngày của gói còn ở tương lai.',
    todo: 'Xin gọi điện để xã xem lại ngày giờ của máy, và kiểm tra đồng hồ của máy này.',
  },
  StationEnded: {
    what: 'Xã này đã thôi gửi số liệu từ ngày đó hoặc trước đó.',
    todo: 'Nếu xã vẫn làm việc, xin ghi danh lại; nếu không, xin xã tắt việc gửi.',
  },
  ChainDiffers: {
    what: 'Gói không nối tiếp đúng chỗ mà nó ghi.',
    todo: 'Xin gọi điện hỏi xã đã khôi phục hay chép dữ liệu thế nào; xã khôi phục bằng chức năng Khôi phục.',
  },
  Fork: {
    what: 'Đã có gói khác cùng số của xã này.',
    todo: 'Xin gọi điện hỏi xã có hai máy cùng chạy một dữ liệu không.',
  },
  EpochUnknown: {
    what: 'Gói sau một lần khôi phục mà ở đây chưa biết.',
    todo: 'Xin gọi điện hỏi xã có khôi phục máy không, rồi xác nhận ở mục Cần xử lý.',
  },
};
