import { minuteOfDay } from '../kernel/time.ts';
import type { BoardView, IssuedView, Range, TakeService, TakeView, WaitRange } from './views.ts';

/** Every clip of the voice: its file's name and what it says, as Debian's espeak-ng reads it well. */
export const CLIPS = {
  /** Silence between two sentences. */
  pause: '.',
  // Letters by their Vietnamese names. G is not "giê": in the northern voice that is the sound of D, "dê".
  A: 'a',
  B: 'bê',
  C: 'xê',
  D: 'dê',
  E: 'e',
  F: 'ép phờ',
  G: 'gờ',
  H: 'hát',
  I: 'i',
  J: 'di',
  K: 'ca',
  L: 'e lờ',
  M: 'em mờ',
  N: 'en nờ',
  O: 'o',
  P: 'pê',
  Q: 'quy',
  R: 'e rờ',
  S: 'ét xì',
  T: 'tê',
  U: 'u',
  V: 'vê',
  W: 'vê kép',
  X: 'ích xì',
  Y: 'i dài',
  Z: 'dét',
  // Words of numbers.
  n0: 'không',
  n1: 'một',
  n2: 'hai',
  n3: 'ba',
  n4: 'bốn',
  n5: 'năm',
  n6: 'sáu',
  n7: 'bảy',
  n8: 'tám',
  n9: 'chín',
  ten: 'mười',
  tens: 'mươi',
  one: 'mốt',
  five: 'lăm',
  odd: 'linh',
  hundred: 'trăm',
  // Calling.
  call: 'Mời công dân có số',
  callPriority: 'Mời công dân ưu tiên có số',
  callTransfer: 'Mời chuyển quầy, số',
  toDesk: 'đến quầy số',
  toDeskOnScreen: 'đến quầy ghi trên màn hình',
  // Reading the ticket screen aloud: the words are those on the screen.
  choose: 'Ông bà cần làm việc gì? Xin chạm vào ô có hình việc cần làm',
  box: 'Ô số',
  card: 'Làm thẻ căn cước',
  cardChild: 'Thẻ cho trẻ dưới mười bốn tuổi',
  eid: 'Tài khoản vê nờ e ai đi',
  residence: 'Thường trú, tạm trú',
  pickup: 'Nhận thẻ đã làm xong',
  other: 'Việc khác',
  wait: 'chờ khoảng',
  waitFrom: 'chờ từ',
  waitUnder: 'chờ dưới',
  until: 'đến',
  minutes: 'phút',
  hours: 'giờ',
  noDesk: 'chưa có quầy mở',
  tooLate: 'hết giờ hôm nay, xin hẹn ngày khác',
  askTurn: 'Nếu đã có số, xin đưa mã trên phiếu vào máy quét để nghe khi nào đến lượt',
  closed: 'Hiện ngoài giờ tiếp công dân',
  ended: 'Hôm nay đã ngừng phát số. Công dân đã có số vẫn được phục vụ',
  blocked: 'Máy đang tạm ngừng phát số. Xin gặp cán bộ để được cấp số',
  question: 'Ông bà có thuộc diện ưu tiên không?',
  priorityGroups:
    'Từ đủ sáu mươi tuổi, người khuyết tật, phụ nữ mang thai, có con nhỏ đi cùng, hoặc người có công, xin chạm vào ô có hình như vậy',
  noPriority: 'Nếu không, xin chạm vào ô lớn nhất',
  priorityByCard: 'Theo thẻ, ông bà từ đủ sáu mươi tuổi, được ưu tiên. Xin chạm vào ô lớn nhất',
  // Asking when it is one's turn.
  find: 'Khi nào đến lượt tôi?',
  findHint: 'Bấm chữ và số trên phiếu rồi chạm ô Xem, hoặc đưa mã trên phiếu vào máy quét',
  unknown: 'Hôm nay không có số này. Xin xem lại số trên phiếu',
  otherDay: 'Phiếu này không phải của hôm nay. Xin lấy số mới hoặc hỏi cán bộ',
  yourNumber: 'Số của ông bà là',
  ahead: 'Phía trước còn',
  numbers: 'số',
  nextUp: 'Đến lượt tiếp theo',
  expected: 'Dự kiến đến lượt lúc',
  expectedFrom: 'Dự kiến đến lượt từ',
  expectedUnknown: 'Chưa có quầy mở nên chưa dự kiến được giờ',
  about: 'Khoảng',
  under: 'Dưới',
  minutesMore: 'phút nữa',
  kept: 'Số lấy từ hôm trước, vẫn còn hiệu lực',
  appointmentAt: 'Có lịch hẹn lúc',
  waitForCall: 'Xin chờ gọi',
  keep: 'Xin giữ phiếu và chờ gọi số trên màn hình lớn và loa',
  yourTurn: 'Đến lượt ông bà, mời',
  serving: 'Đang làm thủ tục',
  atDesk: 'tại quầy số',
  parked: 'Đang chờ bổ sung giấy tờ. Khi đủ giấy tờ, xin báo cán bộ',
  noShow: 'Số này đã được gọi. Xin báo cán bộ để được gọi lại',
  done: 'Số này đã làm xong. Nếu cần làm việc khác, xin lấy số mới',
  invalid: 'Số này không còn hiệu lực. Xin lấy số mới hoặc hỏi cán bộ',
} as const;

export type Clip = keyof typeof CLIPS;

type Call = BoardView['called'][number];
/** What is read out of a service. */
type Spoken = Pick<TakeService, 'name' | 'open' | 'wait'>;

const CALLS: Readonly<Record<Call['kind'], Clip>> = {
  call: 'call',
  priority: 'callPriority',
  transfer: 'callTransfer',
};

/** The services of resources/services.json by the name a citizen reads; one that the office has renamed has no clip. */
const SERVICE_CLIPS: Readonly<Record<string, Clip>> = {
  'Làm thẻ căn cước': 'card',
  'Thẻ cho trẻ dưới 14 tuổi': 'cardChild',
  'Tài khoản VNeID': 'eid',
  'Thường trú, tạm trú': 'residence',
  'Nhận thẻ đã làm xong': 'pickup',
  'Việc khác': 'other',
};

/**
 * A whole number from 0 to 999 as it is spoken: mười after the teens' "một" falls away, mươi from twenty on, mốt for a
 * one and lăm for a five after a ten, linh for a missing ten after a hundred.
 */
export function numberClips(n: number): Clip[] {
  const hundreds = Math.floor(n / 100);
  const tens = Math.floor(n / 10) % 10;
  const ones = n % 10;
  const clips: Clip[] = [];
  if (hundreds > 0) clips.push(digit(hundreds), 'hundred');
  if (tens > 1) clips.push(digit(tens), 'tens');
  else if (tens === 1) clips.push('ten');
  else if (hundreds > 0 && ones > 0) clips.push('odd');
  if (ones === 1 && tens > 1) clips.push('one');
  else if (ones === 5 && tens > 0) clips.push('five');
  else if (ones > 0 || n === 0) clips.push(digit(ones));
  return clips;
}

/** A ticket's number: the letter by its name, the digits one by one. */
export function ticketClips(number: string): Clip[] {
  return [...number].flatMap((char): Clip[] =>
    /\d/.test(char) ? [digit(Number(char))] : char in CLIPS ? [char as Clip] : [],
  );
}

/** One call of the big screen. A desk with a name instead of a number is shown and not spoken. */
export function callClips({ number, desk, kind }: Pick<Call, 'number' | 'desk' | 'kind'>): Clip[] {
  return [CALLS[kind], ...ticketClips(number), ...deskClips(desk)];
}

/** The first page of `take`: what to do, then each service in its order with its wait, then how to ask for one's turn. */
export function servicesClips(services: readonly Spoken[]): Clip[] {
  return [
    'choose',
    ...services.flatMap((service, i): Clip[] => ['pause', ...nameClips(service, i), ...when(service)]),
    'pause',
    'askTurn',
  ];
}

/** The first page while no numbers are given out: whoever has one can still ask. */
export function closedClips(status: Exclude<TakeView['status'], 'open'>): Clip[] {
  return [status, 'pause', 'askTurn'];
}

/** The page on which a number is typed. */
export const FIND_CLIPS: readonly Clip[] = ['find', 'pause', 'findHint'];

/** What is wrong with a number that somebody asked after, by the type of the failure. */
export const FAILURE_CLIPS: Readonly<Partial<Record<string, readonly Clip[]>>> = {
  UnknownTicket: ['unknown'],
  PaperOfOtherDay: ['otherDay'],
};

/** The question after it; `byCard` when the scanned card has already answered it: then the largest answer is "yes". */
export function questionClips(service: Spoken, byCard: boolean): Clip[] {
  const name = SERVICE_CLIPS[service.name.vi];
  return [
    ...(name ? ([name, ...when(service), 'pause'] as const) : []),
    ...(byCard
      ? (['priorityByCard'] as const)
      : (['question', 'pause', 'priorityGroups', 'pause', 'noPriority'] as const)),
  ];
}

/** A number just given, or asked for: what it is, how many are before it and when its turn comes. */
export function issuedClips(issued: IssuedView): Clip[] {
  const { number, state, ahead, range, desk } = issued;
  return ['yourNumber', ...ticketClips(number), 'pause', ...stateClips()];

  function stateClips(): Clip[] {
    switch (state) {
      case 'waiting':
        return [
          ...(issued.kept ? (['kept', 'pause'] as const) : []),
          ...(issued.appointmentAt === null
            ? []
            : (['appointmentAt', ...timeClips(issued.appointmentAt), 'pause'] as const)),
          ...(ahead === 0
            ? (['nextUp'] as const)
            : (['ahead', ...numberClips(Math.min(ahead, 999)), 'numbers'] as const)),
          'pause',
          ...rangeClips(range),
          ...soonClips(soon(issued)),
          'pause',
          ...(desk === null ? [] : (['waitForCall', ...deskClips(desk), 'pause'] as const)),
          'keep',
        ];
      case 'called':
        return ['yourTurn', ...deskClips(desk)];
      case 'serving':
        return ['serving', ...(isDeskNumber(desk) ? (['atDesk', ...numberClips(Number(desk))] as const) : [])];
      case 'parked':
        return ['parked'];
      case 'no_show':
        return ['noShow'];
      case 'done':
        return ['done'];
      case 'cancelled':
      case 'void':
        return ['invalid'];
    }
  }
}

/** The wait in minutes when it is short enough to stay for: beyond an hour the time on the clock says more. */
export function soon({ range, wait }: Pick<IssuedView, 'range' | 'wait'>): WaitRange {
  return range !== null && wait !== null && wait.high <= 60 ? wait : null;
}

function nameClips(service: Spoken, index: number): Clip[] {
  const name = SERVICE_CLIPS[service.name.vi];
  return name ? [name] : ['box', ...numberClips(index + 1)];
}

function when({ open, wait }: Spoken): Clip[] {
  if (!open) return ['tooLate'];
  return wait ? waitClips(wait) : ['noDesk'];
}

/** As the screen writes it: "dưới 5 phút", "10 phút", "25–40 phút". */
function waitClips({ low, high }: NonNullable<WaitRange>): Clip[] {
  if (low === 0) return ['waitUnder', ...numberClips(high), 'minutes'];
  if (low === high) return ['wait', ...numberClips(low), 'minutes'];
  return ['waitFrom', ...numberClips(low), 'until', ...numberClips(high), 'minutes'];
}

/** The clock times between which a number is called. */
function rangeClips(range: Range): Clip[] {
  if (range === null) return ['expectedUnknown'];
  const [from, to] = [timeClips(range.from), timeClips(range.to)];
  return range.from === range.to ? ['expected', ...from] : ['expectedFrom', ...from, 'until', ...to];
}

/** As the screen writes it: "khoảng 25–40 phút nữa", "dưới 5 phút nữa". */
function soonClips(wait: WaitRange): Clip[] {
  if (wait === null) return [];
  if (wait.low === 0) return ['pause', 'under', ...numberClips(wait.high), 'minutesMore'];
  const from: Clip[] = wait.low === wait.high ? [] : [...numberClips(wait.low), 'until'];
  return ['pause', 'about', ...from, ...numberClips(wait.high), 'minutesMore'];
}

function deskClips(desk: string | null): Clip[] {
  return isDeskNumber(desk) ? ['toDesk', ...numberClips(Number(desk))] : ['toDeskOnScreen'];
}

function isDeskNumber(desk: string | null): boolean {
  return desk !== null && /^\d{1,3}$/.test(desk);
}

/** A time of day in Vietnam: "bảy giờ", "mười giờ mười lăm phút". */
function timeClips(at: number): Clip[] {
  const minute = minuteOfDay(at);
  const rest = minute % 60;
  return [
    ...numberClips(Math.floor(minute / 60)),
    'hours',
    ...(rest > 0 ? ([...numberClips(rest), 'minutes'] as const) : []),
  ];
}

function digit(n: number): Clip {
  return `n${n}` as Clip;
}
