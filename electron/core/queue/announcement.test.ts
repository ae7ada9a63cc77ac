import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLIPS, type Clip, callClips, issuedClips, numberClips, servicesClips, ticketClips } from './announcement.ts';

const VOICE = join(import.meta.dirname, '..', '..', '..', 'resources', 'voice');
const spoken = (clips: readonly Clip[]) => clips.map((clip) => CLIPS[clip]).join(' ');

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

test('a call says letter and digits one by one, and the desk as a number', () => {
  const call = { number: 'A012', desk: '21', kind: 'call', call: 0, times: 1 } as const;
  expect(spoken(callClips(call))).toBe('Mời công dân có số a không một hai đến quầy số hai mươi mốt');
  expect(spoken(callClips({ ...call, kind: 'priority', desk: 'Trả kết quả' }))).toBe(
    'Mời công dân ưu tiên có số a không một hai đến quầy ghi trên màn hình',
  );
});

test('a number is read out with those before it and its time', () => {
  const issued = {
    ticket: 't',
    number: 'B105',
    service: { id: 'card', name: { vi: '', en: '' }, bring: { vi: '', en: '' } },
    people: 1,
    ahead: 3,
    range: { from: Date.parse('2026-11-23T00:30:00Z'), to: Date.parse('2026-11-23T01:00:00Z') },
    wait: null,
    issuedAt: 0,
    office: '',
    state: 'waiting',
    desk: null,
  } as const;
  expect(spoken(issuedClips(issued))).toBe(
    'Số của ông bà là bê một không năm Phía trước còn ba số Dự kiến đến lượt từ bảy giờ ba mươi phút đến tám giờ ' +
      'Xin giữ phiếu và chờ gọi số trên màn hình lớn và loa',
  );
  expect(spoken(issuedClips({ ...issued, state: 'called', desk: '2' }))).toBe(
    'Số của ông bà là bê một không năm Đến lượt ông bà, mời đến quầy số hai',
  );
  expect(spoken(issuedClips({ ...issued, ahead: 0, range: null }))).toContain('Đến lượt tiếp theo Chưa có quầy mở');
  expect(spoken(issuedClips({ ...issued, state: 'done' }))).toContain('Xin hỏi cán bộ');
});

test('the services are read out with their waits; one the office has renamed by its place', () => {
  const service = {
    id: 'card',
    letter: 'A',
    hint: { vi: '', en: '' },
    bring: { vi: '', en: '' },
    pictogram: 'card' as const,
    waiting: 0,
  };
  const services = [
    { ...service, name: { vi: 'Làm thẻ căn cước', en: '' }, wait: { low: 25, high: 40 }, open: true },
    { ...service, name: { vi: 'Đăng ký xe', en: '' }, wait: null, open: true },
    { ...service, name: { vi: 'Việc khác', en: '' }, wait: null, open: false },
  ];
  expect(spoken(servicesClips(services))).toBe(
    'Ông bà cần làm việc gì? Xin chạm vào ô có hình việc cần làm. Làm thẻ căn cước chờ từ hai mươi lăm đến bốn mươi phút ' +
      'Ô số hai chưa có quầy mở Việc khác hết giờ hôm nay, xin hẹn ngày khác',
  );
});

test('every number and every ticket can be spoken', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 999 }), (n) => numberClips(n).every((clip) => clip in CLIPS)));
  fc.assert(fc.property(fc.stringMatching(/^[A-Z]\d{3}$/), (number) => ticketClips(number).length === 4));
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
