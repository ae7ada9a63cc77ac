import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CLIPS,
  type Clip,
  callClips,
  closedClips,
  FAILURE_CLIPS,
  FIND_CLIPS,
  issuedClips,
  numberClips,
  questionClips,
  servicesClips,
  ticketClips,
} from './announcement.ts';
import type { IssuedView } from './views.ts';

const VOICE = join(import.meta.dirname, '..', '..', '..', 'resources', 'voice');
const spoken = (clips: readonly Clip[]) =>
  clips
    .map((clip) => CLIPS[clip])
    .join(' ')
    .replaceAll(' .', '.')
    .replaceAll('?.', '?');

const HALF_PAST_SEVEN = Date.parse('2026-11-23T00:30:00Z');
const issued: IssuedView = {
  ticket: 't',
  number: 'B105',
  service: { id: 'card', name: { vi: '', en: '' }, bring: { vi: '', en: '' } },
  people: 1,
  ahead: 3,
  range: { from: HALF_PAST_SEVEN, to: Date.parse('2026-11-23T01:00:00Z') },
  wait: null,
  issuedAt: 0,
  office: '',
  state: 'waiting',
  desk: null,
  appointmentAt: null,
  kept: false,
};

test.each([
  [0, 'không'],
  [1, 'một'],
  [5, 'năm'],
  [10, 'mười'],
  [11, 'mười một'],
  [14, 'mười bốn'],
  [15, 'mười lăm'],
  [20, 'hai mươi'],
  [21, 'hai mươi mốt'],
  [24, 'hai mươi bốn'],
  [25, 'hai mươi lăm'],
  [99, 'chín mươi chín'],
  [100, 'một trăm'],
  [101, 'một trăm linh một'],
  [105, 'một trăm linh năm'],
  [110, 'một trăm mười'],
  [115, 'một trăm mười lăm'],
  [121, 'một trăm hai mươi mốt'],
  [555, 'năm trăm năm mươi lăm'],
])('%d is spoken "%s"', (n, words) => {
  expect(spoken(numberClips(n))).toBe(words);
});

test('no number is spoken like another, nor with the wrong one or five', () => {
  const all = Array.from({ length: 1000 }, (_, n) => spoken(numberClips(n)));
  expect(new Set(all).size).toBe(1000);
  expect(
    all.filter((words) => /mươi một|mươi năm|mười mốt|mười năm|linh (mốt|lăm|mười)|trăm (?!mười)\S+$/.test(words)),
  ).toEqual([]);
});

test('a call says letter and digits one by one, and the desk as a number', () => {
  const call = { number: 'A012', desk: '21', kind: 'call' } as const;
  expect(spoken(callClips(call))).toBe('Mời công dân có số a không một hai đến quầy số hai mươi mốt');
  expect(spoken(callClips({ ...call, kind: 'priority', desk: 'Trả kết quả' }))).toBe(
    'Mời công dân ưu tiên có số a không một hai đến quầy ghi trên màn hình',
  );
  expect(spoken(callClips({ number: 'G105', desk: '3', kind: 'transfer' }))).toBe(
    'Mời chuyển quầy, số gờ một không năm đến quầy số ba',
  );
});

test('a number is read out with those before it and its time', () => {
  expect(spoken(issuedClips(issued))).toBe(
    'Số của ông bà là bê một không năm. Phía trước còn ba số. Dự kiến đến lượt từ bảy giờ ba mươi phút đến tám giờ. ' +
      'Xin giữ phiếu và chờ gọi số trên màn hình lớn và loa',
  );
  const half = { from: HALF_PAST_SEVEN, to: HALF_PAST_SEVEN };
  expect(spoken(issuedClips({ ...issued, ahead: 0, range: half }))).toBe(
    'Số của ông bà là bê một không năm. Đến lượt tiếp theo. Dự kiến đến lượt lúc bảy giờ ba mươi phút. ' +
      'Xin giữ phiếu và chờ gọi số trên màn hình lớn và loa',
  );
  expect(spoken(issuedClips({ ...issued, range: null }))).toContain('. Chưa có quầy mở nên chưa dự kiến được giờ. ');
});

test.each<[string, Partial<IssuedView>, string]>([
  ['called', { state: 'called', desk: '12' }, 'Đến lượt ông bà, mời đến quầy số mười hai'],
  ['called to a named desk', { state: 'called', desk: 'Tiếp dân' }, 'Đến lượt ông bà, mời đến quầy ghi trên màn hình'],
  ['serving', { state: 'serving', desk: '3' }, 'Đang làm thủ tục tại quầy số ba'],
  ['serving at a named desk', { state: 'serving', desk: 'Tiếp dân' }, 'Đang làm thủ tục'],
  ['parked', { state: 'parked' }, 'Đang chờ bổ sung giấy tờ. Khi đủ giấy tờ, xin báo cán bộ'],
  ['absent', { state: 'no_show' }, 'Số này đã được gọi. Xin báo cán bộ để được gọi lại'],
  ['done', { state: 'done' }, 'Số này đã làm xong. Nếu cần làm việc khác, xin lấy số mới'],
  ['cancelled', { state: 'cancelled' }, 'Số này không còn hiệu lực. Xin lấy số mới hoặc hỏi cán bộ'],
  ['void', { state: 'void' }, 'Số này không còn hiệu lực. Xin lấy số mới hoặc hỏi cán bộ'],
])('a number asked after says what to do: %s', (_, change, words) => {
  expect(spoken(issuedClips({ ...issued, ...change }))).toBe(`Số của ông bà là bê một không năm. ${words}`);
});

test.each<[string, Partial<IssuedView>, string]>([
  [
    'a short wait',
    { wait: { low: 25, high: 40 } },
    'Phía trước còn ba số. TIME. Khoảng hai mươi lăm đến bốn mươi phút nữa',
  ],
  ['less than that', { wait: { low: 0, high: 5 } }, 'Phía trước còn ba số. TIME. Dưới năm phút nữa'],
  ['one figure', { wait: { low: 10, high: 10 } }, 'Phía trước còn ba số. TIME. Khoảng mười phút nữa'],
  ['more than an hour', { wait: { low: 55, high: 65 } }, 'Phía trước còn ba số. TIME'],
  ['no desk open', { range: null, wait: null }, 'Phía trước còn ba số. Chưa có quầy mở nên chưa dự kiến được giờ'],
  ['kept overnight', { kept: true }, 'Số lấy từ hôm trước, vẫn còn hiệu lực. Phía trước còn ba số. TIME'],
  [
    'an appointment',
    { appointmentAt: HALF_PAST_SEVEN, ahead: 0 },
    'Có lịch hẹn lúc bảy giờ ba mươi phút. Đến lượt tiếp theo. TIME',
  ],
  ['sent on to a desk', { desk: '4' }, 'Phía trước còn ba số. TIME. Xin chờ gọi đến quầy số bốn'],
])('a waiting number says how long: %s', (_, change, words) => {
  const time = 'Dự kiến đến lượt từ bảy giờ ba mươi phút đến tám giờ';
  expect(spoken(issuedClips({ ...issued, ...change }))).toBe(
    `Số của ông bà là bê một không năm. ${words.replace('TIME', time)}. ` +
      'Xin giữ phiếu và chờ gọi số trên màn hình lớn và loa',
  );
});

test('how to ask is read out, also when no numbers are given, and what is wrong with a number', () => {
  expect(spoken(FIND_CLIPS)).toBe(
    'Khi nào đến lượt tôi? Bấm chữ và số trên phiếu rồi chạm ô Xem, hoặc đưa mã trên phiếu vào máy quét',
  );
  expect(spoken(FAILURE_CLIPS.UnknownTicket ?? [])).toBe('Hôm nay không có số này. Xin xem lại số trên phiếu');
  expect(spoken(FAILURE_CLIPS.PaperOfOtherDay ?? [])).toBe(
    'Phiếu này không phải của hôm nay. Xin lấy số mới hoặc hỏi cán bộ',
  );
  const ask = 'Nếu đã có số, xin đưa mã trên phiếu vào máy quét để nghe khi nào đến lượt';
  expect((['closed', 'ended', 'blocked'] as const).map((status) => spoken(closedClips(status)))).toEqual([
    `Hiện ngoài giờ tiếp công dân. ${ask}`,
    `Hôm nay đã ngừng phát số. Công dân đã có số vẫn được phục vụ. ${ask}`,
    `Máy đang tạm ngừng phát số. Xin gặp cán bộ để được cấp số. ${ask}`,
  ]);
});

test('the services are read out with their waits; one the office has renamed by its place', () => {
  expect(
    spoken(
      servicesClips([
        { name: { vi: 'Làm thẻ căn cước', en: '' }, wait: { low: 25, high: 40 }, open: true },
        { name: { vi: 'Đăng ký xe', en: '' }, wait: null, open: true },
        { name: { vi: 'Nhận thẻ đã làm xong', en: '' }, wait: { low: 0, high: 5 }, open: true },
        { name: { vi: 'Thường trú, tạm trú', en: '' }, wait: { low: 10, high: 10 }, open: true },
        { name: { vi: 'Việc khác', en: '' }, wait: null, open: false },
      ]),
    ),
  ).toBe(
    'Ông bà cần làm việc gì? Xin chạm vào ô có hình việc cần làm. ' +
      'Làm thẻ căn cước chờ từ hai mươi lăm đến bốn mươi phút. Ô số hai chưa có quầy mở. ' +
      'Nhận thẻ đã làm xong chờ dưới năm phút. Thường trú, tạm trú chờ khoảng mười phút. ' +
      'Việc khác hết giờ hôm nay, xin hẹn ngày khác. ' +
      'Nếu đã có số, xin đưa mã trên phiếu vào máy quét để nghe khi nào đến lượt',
  );
});

test('the question is read with the service; a card that has answered it makes "yes" the largest', () => {
  const service = { name: { vi: 'Làm thẻ căn cước', en: '' }, wait: { low: 25, high: 40 }, open: true };
  expect(spoken(questionClips(service, false))).toBe(
    'Làm thẻ căn cước chờ từ hai mươi lăm đến bốn mươi phút. Ông bà có thuộc diện ưu tiên không? ' +
      'Từ đủ sáu mươi tuổi, người khuyết tật, phụ nữ mang thai, có con nhỏ đi cùng, hoặc người có công, ' +
      'xin chạm vào ô có hình như vậy. Nếu không, xin chạm vào ô lớn nhất',
  );
  expect(spoken(questionClips({ ...service, name: { vi: 'Đăng ký xe', en: '' } }, true))).toBe(
    'Theo thẻ, ông bà từ đủ sáu mươi tuổi, được ưu tiên. Xin chạm vào ô lớn nhất',
  );
});

test('every service the office begins with is read out by its name', () => {
  const services = JSON.parse(readFileSync(join(VOICE, '..', 'services.json'), 'utf8')) as { name: { vi: string } }[];
  const read = services.map(({ name }) => servicesClips([{ name: { ...name, en: '' }, wait: null, open: true }])[2]);
  expect(read).not.toContain('box');
});

test('whatever is called or read out, there is a clip for every word of it', () => {
  const minutes = fc.integer({ min: 0, max: 199 }).map((fives) => fives * 5);
  const wait = fc.option(fc.record({ low: minutes, high: minutes }));
  const service = fc.record({
    name: fc.record({ vi: fc.constantFrom('Việc khác', 'Đăng ký xe'), en: fc.constant('') }),
    open: fc.boolean(),
    wait,
  });
  const number = fc.stringMatching(/^[A-Z]\d{3,4}$/);
  const desk = fc.constantFrom('1', '15', '105', 'Trả kết quả', '');
  const at = fc.integer({ min: 0, max: 1439 }).map((minute) => minute * 60_000);
  const anything = fc.oneof(
    fc
      .record({ number, desk, kind: fc.constantFrom('call', 'priority', 'transfer') })
      .map((call) => callClips(call as Parameters<typeof callClips>[0])),
    fc.array(service, { maxLength: 15 }).map(servicesClips),
    fc.tuple(service, fc.boolean()).map(([one, byCard]) => questionClips(one, byCard)),
    fc
      .record({
        number,
        desk: fc.option(desk),
        ahead: fc.nat(2000),
        range: fc.option(fc.record({ from: at, to: at })),
        wait,
        kept: fc.boolean(),
        appointmentAt: fc.option(at),
        state: fc.constantFrom('waiting', 'called', 'serving', 'parked', 'no_show', 'done', 'cancelled', 'void'),
      })
      .map((some) => issuedClips({ ...issued, ...some } as IssuedView)),
  );
  fc.assert(
    fc.property(anything, (clips) => {
      expect(clips.filter((clip) => !(clip in CLIPS))).toEqual([]);
    }),
  );
  fc.assert(fc.property(number, (text) => ticketClips(text).length === text.length));
});

test('the pack holds every clip and the chime, and nothing else, in under 700 kB', () => {
  const files = readdirSync(VOICE);
  expect(files.sort()).toEqual(
    Object.keys(CLIPS)
      .map((clip) => `${clip}.ogg`)
      .sort(),
  );
  expect(existsSync(join(VOICE, '..', 'sounds', 'chime.ogg'))).toBe(true);
  expect(files.reduce((sum, file) => sum + statSync(join(VOICE, file)).size, 0)).toBeLessThan(700_000);
});
