import { minuteOfDay } from '../kernel/time.ts';
import type { BoardView, IssuedView, TakeView } from './views.ts';

/** Every clip of the voice: its file's name and what it says, as Debian's espeak-ng reads it well. */
export const CLIPS = {
  // Letters by their Vietnamese names.
  A: 'a',
  B: 'bê',
  C: 'xê',
  D: 'dê',
  E: 'e',
  F: 'ép phờ',
  G: 'giê',
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
  toDesk: 'đến quầy số',
  toDeskOnScreen: 'đến quầy ghi trên màn hình',
  // Reading the ticket screen aloud.
  choose: 'Ông bà cần làm việc gì? Xin chạm vào ô có hình việc cần làm.',
  box: 'Ô số',
  card: 'Làm thẻ căn cước',
  cardChild: 'Thẻ cho trẻ dưới mười bốn tuổi',
  eid: 'Tài khoản vê nê i đê',
  residence: 'Thường trú, tạm trú',
  pickup: 'Nhận thẻ đã làm xong',
  other: 'Việc khác',
  wait: 'chờ từ',
  until: 'đến',
  minutes: 'phút',
  hours: 'giờ',
  noDesk: 'chưa có quầy mở',
  tooLate: 'hết giờ hôm nay, xin hẹn ngày khác',
  question:
    'Ông bà có thuộc diện ưu tiên không? Từ đủ sáu mươi tuổi, người khuyết tật, phụ nữ mang thai, có con nhỏ đi cùng, hoặc người có công. Nếu không, xin chạm ô lớn nhất.',
  yourNumber: 'Số của ông bà là',
  ahead: 'Phía trước còn',
  numbers: 'số',
  nextUp: 'Đến lượt tiếp theo',
  expected: 'Dự kiến đến lượt từ',
  expectedUnknown: 'Chưa có quầy mở nên chưa dự kiến được giờ',
  keep: 'Xin giữ phiếu và chờ gọi số trên màn hình lớn và loa',
  yourTurn: 'Đến lượt ông bà, mời',
  askOfficer: 'Xin hỏi cán bộ',
} as const;

export type Clip = keyof typeof CLIPS;

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
export function callClips({ number, desk, kind }: BoardView['called'][number]): Clip[] {
  const to: Clip[] = /^\d{1,3}$/.test(desk) ? ['toDesk', ...numberClips(Number(desk))] : ['toDeskOnScreen'];
  return [kind === 'priority' ? 'callPriority' : 'call', ...ticketClips(number), ...to];
}

/** The first page of `take`: what to do, then each service with its wait. */
export function servicesClips(services: TakeView['services']): Clip[] {
  return [
    'choose',
    ...services.flatMap((service, index): Clip[] => [
      ...(SERVICE_CLIPS[service.name.vi]
        ? [SERVICE_CLIPS[service.name.vi]!]
        : (['box', ...numberClips(index + 1)] as const)),
      ...(!service.open
        ? (['tooLate'] as const)
        : service.wait
          ? (['wait', ...numberClips(service.wait.low), 'until', ...numberClips(service.wait.high), 'minutes'] as const)
          : (['noDesk'] as const)),
    ]),
  ];
}

/** A number just given, or asked for: what it is, how many are before it and when its turn comes. */
export function issuedClips({ number, state, ahead, range, desk }: IssuedView): Clip[] {
  const mine: Clip[] = ['yourNumber', ...ticketClips(number)];
  if (state === 'called' && desk !== null)
    return [...mine, 'yourTurn', ...callClips({ number, desk, kind: 'call', call: 0, times: 1 }).slice(5)];
  if (state !== 'waiting') return [...mine, 'askOfficer'];
  const before: Clip[] = ahead === 0 ? ['nextUp'] : ['ahead', ...numberClips(Math.min(ahead, 999)), 'numbers'];
  const when: Clip[] = range
    ? ['expected', ...timeClips(range.from), 'until', ...timeClips(range.to)]
    : ['expectedUnknown'];
  return [...mine, ...before, ...when, 'keep'];
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
