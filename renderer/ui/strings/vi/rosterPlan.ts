import type { Rule, Shared } from '../../../../electron/core/roster/model.ts';
import { dayInText } from './roster.ts';

const dates = (from: string, to: string) => (from === to ? shortest(from) : `${shortest(from)}–${shortest(to)}`);
const shortest = (day: string) => `${Number(day.slice(8, 10))}/${Number(day.slice(5, 7))}`;
/** "1,5", as numbers are written in Vietnam; one digit behind the comma, none where there is nothing to say. */
const decimal = (n: number) => (Math.round(n * 10) / 10).toString().replace('.', ',').replace('-', '−');
const signed = (n: number) => (Math.round(n * 10) > 0 ? `+${decimal(n)}` : decimal(n));
type Spans = readonly (readonly [from: number, to: number])[];
const spans = (hours: Spans) => hours.map(([from, to]) => `${from}–${to}`).join(', ');
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** How much a rule is broken, in its own unit; rules that are broken or not say nothing. */
const amounts: Partial<Record<Rule, (n: string) => string>> = {
  longestWork: (n) => `quá ${n} ngày`,
  shortestWork: (n) => `thiếu ${n} ngày`,
  shortestOff: (n) => `thiếu ${n} ngày`,
  weekends: (n) => `quá ${n} cuối tuần`,
  weekHours: (n) => `lệch ${n} giờ`,
  teamSize: (n) => `thiếu ${n} người`,
  coverUnder: (n) => `thiếu ${n} người`,
  coverOver: (n) => `thừa ${n} người`,
  skills: (n) => `thiếu ${n} người`,
  nights: (n) => `lệch ${n} ca`,
  weekendShifts: (n) => `lệch ${n} ca`,
  holidays: (n) => `lệch ${n} ca`,
  tet: (n) => `lệch ${n} ca`,
  hours: (n) => `lệch ${n} giờ`,
};

/** What each rule demands, where rules that cannot all be kept are named. */
const demands: Record<Rule | 'kept', string> = {
  twoPlaces: 'Không ai ở hai nơi một lúc',
  shiftsPerDay: 'Không quá số ca trong ngày',
  leave: 'Ngày vắng mặt thì không trực',
  notInTeam: 'Chỉ trực ở tổ của mình',
  gone: 'Chỉ trực khi còn công tác ở đơn vị',
  rest: 'Đủ giờ nghỉ giữa hai ca',
  successions: 'Tránh ca không nên nối tiếp',
  longestWork: 'Không trực liền quá nhiều ngày',
  shortestWork: 'Đợt trực không quá ngắn',
  shortestOff: 'Đợt nghỉ không quá ngắn',
  weekends: 'Không quá số cuối tuần',
  weekHours: 'Số giờ trong tuần',
  teamSize: 'Tổ đủ người tối thiểu',
  driver: 'Tổ có người lái xe',
  leader: 'Ca có người chỉ huy',
  far: 'Nhà xa không trực ca muộn',
  coverUnder: 'Đủ người',
  coverOver: 'Không thừa người',
  skills: 'Đủ người biết việc',
  nights: 'Chia đều ca đêm',
  weekendShifts: 'Chia đều ca cuối tuần',
  holidays: 'Chia đều ngày lễ',
  tet: 'Chia đều Tết',
  hours: 'Chia đều số giờ',
  wishes: 'Nguyện vọng',
  changes: 'Giữ như lịch đã công bố',
  kept: 'Giữ nguyên ca đã xếp',
};

const things: Record<Shared, (n: string) => string> = {
  nights: (n) => `${n} ca đêm`,
  weekends: (n) => `${n} ca cuối tuần`,
  holidays: (n) => `${n} ca ngày lễ`,
  tet: (n) => `${n} ca Tết`,
  hours: (n) => `${n} giờ`,
};

/** Words of what a chief plans with: generating, publishing, broken rules, fairness, demand, swaps. */
export const plan = {
  capital,
  dates,
  decimal,
  signed,
  machine: 'Máy',
  foot: 'Dưới bảng lịch',

  period: {
    label: 'Khoảng ngày',
    shown: 'Đang xem',
    next: 'Tháng sau',
    dates: 'Chọn ngày',
    datesNote: 'tối đa 62 ngày',
    from: 'Từ ngày',
    to: 'Đến ngày',
    wrong: 'Ngày đầu không sau ngày cuối, không trước hôm nay, và cả khoảng không quá 62 ngày.',
  },

  generate: {
    act: 'Xếp lịch',
    title: 'Xếp lịch trực',
    lead: 'Máy tìm lịch giữ mọi quy tắc bắt buộc, đủ người nhất và chia đều nhất. Ngày đã qua, ca đã công bố và ca xếp bằng tay được giữ nguyên.',
    seconds: 'Tìm lâu nhất',
    unit: 'giây',
    secondsNote: 'Máy tự dừng sớm khi lịch đã sát cách tốt nhất (trong 1%). Trong lúc chờ vẫn xem được bảng.',
    start: 'Bắt đầu',

    running: (period: string) => `Đang xếp lịch ${period}`,
    by: (who: string, time: string) => `${who} bắt đầu lúc ${time}`,
    first: 'Đang tìm lịch đầu tiên…',
    full: 'Đã có lịch đủ người.',
    missing: (n: number) => `Đã có lịch; còn thiếu nhiều nhất ${n} chỗ.`,
    soFar: (n: number) => `Đang tìm; lịch tốt nhất đến lúc này thiếu nhiều nhất ${n} chỗ.`,
    found: 'Đã có lịch.',
    gap: (percent: string) => `còn cách tốt nhất nhiều nhất ${percent}%`,
    near: 'đã sát cách tốt nhất',
    unproven: 'chưa biết còn cách tốt nhất bao xa',
    spent: (spent: number, all: number) => `${spent} / ${all} giây`,
    until: (all: number) => `${all} giây`,
    stop: 'Dừng, lấy lịch này',
    stopEmpty: 'Dừng',
    stopping: 'Đang dừng…',
    picture: 'Khoảng cách tới cách tốt nhất theo thời gian',
    goal: '1%',

    done: (period: string) => `Đã xếp xong lịch ${period}`,
    stoppedAt: (period: string) => `Đã lấy lịch ${period} tốt nhất tìm được`,
    inDraft: 'Lịch nằm trong bản nháp, chưa công bố.',
    inPublished: 'Ở những ngày đã công bố, chỗ mới được đánh dấu là thay đổi.',
    noneMissing: 'Đủ người ở mọi ca.',
    someMissing: (n: number) => `Còn ${n} chỗ thiếu người.`,
    proven: 'Không có cách xếp nào tốt hơn quá 1%.',
    better: (percent: string) => `Có thể còn cách tốt hơn, nhiều nhất ${percent}%.`,
    show: 'Xem lịch này',
    undo: 'Hoàn tác',
    undone: 'Đã trả lại bản nháp trước khi xếp.',
    hide: 'Đóng',

    clash: (period: string) => `Không xếp được lịch ${period}`,
    clashPart: (rule: Rule | 'kept', where: string) => (where === '' ? demands[rule] : `${demands[rule]}: ${where}`),
    clashLead: 'Không thể cùng giữ:',
    clashHelp: 'Bỏ bớt một trong các quy tắc này ở Quy tắc, hoặc cho phép phạm khi cần.',
    clashHelpLeader: 'Xin trưởng công an xã bỏ bớt một trong các quy tắc này ở Quy tắc.',
    clashUnknown: 'Có các quy tắc bắt buộc không thể cùng giữ, nhưng chưa tìm ra là quy tắc nào.',
    rules: 'Mở Quy tắc',
    nothing: (period: string) => `Hết giờ mà chưa có lịch nào cho ${period}`,
    nothingHelp: 'Xin cho máy tìm lâu hơn, hoặc xếp khoảng ngày ngắn hơn. Bản nháp giữ nguyên như cũ.',
    failed: (period: string) => `Việc xếp lịch ${period} bị ngắt giữa chừng`,
    failedHelp: 'Bản nháp giữ nguyên như cũ. Xin thử lại; nếu vẫn bị, xin báo quản trị viên.',
    again: 'Xếp lại',
  },

  publish: {
    act: 'Công bố',
    title: 'Công bố lịch trực',
    lead: 'Sau khi công bố, mọi cán bộ thấy lịch, quầy và thời gian chờ tính theo lịch này. Thay đổi về sau được ghi lại và đánh dấu.',
    places: (places: number, people: number, days: number) =>
      `${places} lượt trực của ${people} cán bộ trong ${days} ngày.`,
    fresh: (added: number, withdrawn: number) =>
      added + withdrawn === 0
        ? 'Không có gì khác bản đã công bố.'
        : `So với bản đã công bố: thêm ${added}, bỏ ${withdrawn} lượt trực.`,
    nothing: 'Chưa có ai trong lịch của những ngày này nên chưa công bố được.',
    clean: 'Không còn quy tắc nào bị phạm.',
    hard: (n: number) => `Quy tắc bắt buộc đang bị phạm: ${n} chỗ`,
    soft: (n: number) => `Nên tránh: ${n} chỗ`,
    more: (n: number) => `và ${n} chỗ nữa`,
    accept: 'Tôi đã xem và vẫn công bố lịch này.',
    confirm: 'Công bố',
    done: (period: string) => `Đã công bố lịch ${period}.`,
    loading: 'Đang xem lại lịch của những ngày này…',
  },

  changes: {
    title: 'Thay đổi sau khi công bố',
    none: 'Chưa có thay đổi nào sau khi công bố.',
    noneShort: 'không có',
    how: { generated: 'xếp lại bằng máy', moved: 'sửa bằng tay', undone: 'hoàn tác', swapped: 'đổi ca' },
    place: (shift: string, day: string, team: string) => `${shift} ${dayInText(day)}, ${team}`,
    replaced: (on: string, off: string, place: string) => `${on} thay ${off}: ${place}`,
    moved: (who: string, off: string, on: string) => `${who}: từ ${off} sang ${on}`,
    added: (who: string, place: string) => `${who} thêm ${place}`,
    removed: (who: string, place: string) => `${who} thôi ${place}`,
  },

  broken: {
    title: 'Quy tắc bị phạm',
    none: 'Không có quy tắc nào bị phạm.',
    hard: 'bắt buộc',
    amounts,
    count: (n: number) => `${n} chỗ`,
    noneShort: 'không có',
    counts: (hard: number, soft: number) =>
      [hard > 0 ? `${hard} bắt buộc` : '', soft > 0 ? `${soft} nên tránh` : ''].filter(Boolean).join(', '),
  },

  fair: {
    title: 'Công bằng',
    lead: (months: number, years: number) =>
      `Phần của mỗi người tính theo số ngày có mặt, cộng hoặc trừ phần thiếu, thừa của ${months} tháng trước (ngày lễ và Tết: ${years} năm).`,
    kind: 'Xem',
    all: 'Tất cả',
    kinds: { nights: 'Ca đêm', weekends: 'Cuối tuần', holidays: 'Ngày lễ', tet: 'Tết', hours: 'Giờ trực' },
    things,
    officer: 'Cán bộ',
    behind: 'Các tháng trước',
    had: 'Đã trực',
    fair: 'Lẽ ra',
    period: (period: string) => `Kỳ ${period}`,
    share: 'Nên trực',
    inPeriod: 'Đang xếp',
    difference: 'Chênh',
    scale: {
      less: '◂ ít hơn phần của mình',
      even: 'vùng coi là đúng phần (không ai trực được nửa ca)',
      more: 'nhiều hơn phần của mình ▸',
    },
    sort: (column: string) => `Sắp theo ${column}`,
    why: 'Vì sao?',
    whyNote: 'Chọn một cán bộ trong bảng để xem vì sao.',
    less: (n: string) => `ít hơn phần ${n}`,
    more: (n: string) => `nhiều hơn phần ${n}`,
    even: 'đúng phần',
    whyBehind: (had: string, fair: string, how: string) => `Các tháng trước đã trực ${had}, lẽ ra ${fair}: ${how}.`,
    whyPeriod: (share: string, inPeriod: string, how: string) =>
      `Kỳ này nên trực ${share}, lịch đang xếp ${inPeriod}: ${how}.`,
    whyNothing: 'Chưa có ca nào để chia trong những ngày này.',

    none: 'Chưa có cán bộ nào thuộc tổ trực. Xin ghi tổ của từng người ở mục Cán bộ.',
    print: 'In',
  },

  demand: {
    title: 'Nhu cầu',
    lead: (minutes: number) =>
      `Số quầy cần để 9 trên 10 người được gọi trong ${minutes} phút, so với số người trực tại quầy theo lịch.`,
    before: 'Tuần trước',
    after: 'Tuần sau',
    arrivals: 'Người đến dự kiến (hình trên)',
    needed: 'Quầy cần',
    planned: 'Quầy theo lịch (hình dưới)',
    short: 'Thiếu',
    unknown: 'Chưa có đủ số liệu của những ngày như vậy.',
    unknownAll: 'Chưa biết được nhu cầu',
    unknownNote: 'Máy học từ số người đến và thời gian làm thủ tục đã ghi. Sau vài tuần tiếp dân sẽ có.',
    closed: 'Nghỉ, không tiếp dân.',
    shortages: 'Những giờ thiếu quầy',
    enough: 'Từ giờ trở đi, mọi giờ đều đủ quầy.',
    enoughKnown: 'Từ giờ trở đi, mọi giờ đã có số liệu đều đủ quầy.',
    lack: (day: string, lacks: readonly { from: number; to: number; least: number; most: number }[], beyond: Spans) =>
      `${capital(dayInText(day))}: ${[
        ...lacks.map(
          ({ from, to, least, most }) =>
            `${from}–${to} giờ thiếu ${least === most ? most : `${least} đến ${most}`} quầy`,
        ),
        ...(beyond.length > 0 ? [`${spans(beyond)} giờ mở hết quầy vẫn không kịp`] : []),
      ].join('; ')}`,
    hour: (n: number) => `${n}h`,
    chart: (day: string, arrivals: string, desks: string) => `${capital(dayInText(day))}: ${arrivals}, ${desks}`,
    chartArrivals: (peak: number, hour: number) => `đông nhất lúc ${hour} giờ với khoảng ${peak} người`,
    chartDesks: (needed: number, planned: number) => `cần nhiều nhất ${needed} quầy, theo lịch nhiều nhất ${planned}`,
    take: 'Lấy theo nhu cầu',
    takeTitle: 'Lấy số người cần theo nhu cầu?',
    takeLead:
      'Số người cần của mỗi ca được đặt bằng số quầy của giờ đông nhất trong ca. Lịch đã xếp không đổi; xin xếp lịch lại nếu muốn theo.',
    takeRow: (day: string, shift: string) => `${capital(dayInText(day))} · ${shift}`,
    takePeople: (before: number, after: number) => `${before} → ${after}`,
    takeNone: 'Số người cần đã đúng theo nhu cầu, không có gì để thay.',
    takeConfirm: 'Đặt theo nhu cầu',
    taken: (n: number) => `Đã đặt số người cần của ${n} ca theo nhu cầu.`,
    undo: 'Hoàn tác',
    undone: 'Đã trả lại số người cần như trước.',
    loading: 'Đang tính nhu cầu…',
    offline: 'Chưa đọc được nhu cầu từ máy chủ. Màn hình tự thử lại.',
  },

  swaps: {
    title: 'Đổi ca',
    ask: 'Xin đổi ca',
    mine: 'Ca của tôi',
    noneMine: 'Trong khoảng đang xem, đồng chí không có ca nào sắp tới đã công bố. Xin chọn khoảng ngày khác.',
    whom: 'Đổi với',
    nobody: 'Không còn cán bộ nào cùng tổ để đổi.',
    against: 'Đổi lấy',
    takeover: 'Nhờ trực thay, không đổi lại',
    breaks: 'Nếu đổi, lịch sẽ phạm thêm:',
    clean: 'Đổi như vậy không phạm thêm quy tắc nào.',
    outside: 'Ca này không nằm trong khoảng ngày đang xem. Xin chọn khoảng có ca này để thấy quy tắc nào bị phạm.',
    refusedByRule: 'Phạm quy tắc bắt buộc: vẫn xin được, nhưng người duyệt sẽ thấy.',
    send: 'Gửi đề nghị',
    sent: 'Đã gửi đề nghị. Người kia trả lời, rồi lãnh đạo duyệt.',
    toAnswer: 'Chờ đồng chí trả lời',
    toDecide: 'Chờ duyệt',
    own: 'Đề nghị của đồng chí',
    others: 'Đề nghị khác',
    none: 'Chưa có đề nghị đổi ca nào.',
    noneToDecide: 'Không có đề nghị nào chờ duyệt.',
    give: (by: string, place: string, to: string) => `${by} nhường ${place} cho ${to}`,
    takes: (place: string) => `nhận lại ${place}`,
    takesNothing: 'không nhận lại ca nào',
    agree: 'Đồng ý',
    refuse: 'Không nhận',
    approve: 'Duyệt',
    reject: 'Không duyệt',
    withdraw: 'Rút lại',
    askedAt: (time: string, date: string) => `Xin lúc ${time} ${date}`,
    states: {
      asked: (to: string) => `chờ ${to} trả lời`,
      agreed: () => 'đã đồng ý, chờ duyệt',
      refused: (to: string) => `${to} không nhận`,
      approved: () => 'đã duyệt, lịch đã đổi',
      rejected: () => 'không được duyệt',
      withdrawn: () => 'đã rút lại',
      void: () => 'không còn hiệu lực vì lịch đã thay đổi',
    },
  },
} as const;
