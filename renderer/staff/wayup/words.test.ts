import { expect, test } from 'vitest';
import type { WayUpView } from '../../../electron/core/summary/outbox.ts';
import { daysText, headline, type Way, wayText } from './words.ts';

const NOW = Date.parse('2026-11-24T02:00:00Z');

const share: Way = {
  id: 'share',
  name: 'Ổ mạng',
  type: 'folder',
  progress: null,
  failure: null,
  answer: null,
  lookedAt: NOW,
  done: 0,
  pending: 0,
  unconfirmed: 0,
  nextAt: null,
};
const stick: Way = { ...share, id: 'usb', name: 'USB', type: 'drive' };

const well: WayUpView = {
  now: NOW,
  superior: 'Công an tỉnh Mẫu',
  sendAt: '22:45',
  drive: { type: 'none' },
  ways: [share],
  until: '2026-11-23',
  unsent: [],
  unconfirmed: [],
  rows: [],
  refused: [],
};

test('the one sentence says whether all is well, and if not, what is missing and why', () => {
  const say = (part: Partial<WayUpView>) => Object.values(headline({ ...well, ...part })).join(': ');
  expect(say({})).toBe('good: Mọi báo cáo đến ngày 23/11 cấp trên đã nhận.');
  expect(say({ until: null })).toContain('waiting: Chưa có báo cáo nào để gửi.');
  expect(say({ superior: null })).toContain('bad: Đơn vị chưa ghi danh với cấp trên');
  expect(say({ ways: [] })).toContain('bad: Chưa có đường gửi nào');
  const unsent = ['2025-12-31', '2026-11-22', '2026-11-23'];
  expect(say({ unsent, ways: [{ ...share, failure: 'TargetMissing' }] })).toBe(
    'bad: 3 báo cáo chưa gửi được: ngày 31/12/2025, 22/11 và 23/11. Không thấy thư mục này. Xin kiểm tra đường dẫn và mạng.',
  );
  expect(say({ unsent, ways: [stick] })).toContain('Xin cắm USB vào máy này.');
  expect(say({ unsent, ways: [stick, share] })).not.toContain('USB');
  const later = { ...share, pending: 3, nextAt: NOW + 3_600_000 };
  expect(say({ unsent, ways: [later] })).toContain('waiting: 3 báo cáo sẽ gửi lúc 10:00: ngày 31/12/2025');
  expect(say({ unsent, ways: [{ ...share, progress: { done: 0, of: 3 } }] })).toContain('waiting: Đang gửi 3 báo cáo');
  expect(say({ unconfirmed: ['2026-11-23'] })).toBe(
    'waiting: 1 báo cáo đã gửi, đang chờ cấp trên xác nhận: ngày 23/11.',
  );
  const refused = [{ name: 'x', day: '2026-11-21', reason: 'FilesDiffer' }];
  expect(say({ refused })).toBe('bad: 1 báo cáo cấp trên chưa nhận được: ngày 21/11.');
});

test('of many days the first are named and the others counted', () => {
  const days = Array.from({ length: 9 }, (_, i) => `2026-11-0${i + 1}`);
  expect(daysText(days, '2026')).toBe('ngày 01/11, 02/11, 03/11 và 6 ngày khác');
});

test('a way says what it does or needs', () => {
  const none = { drive: { type: 'none' }, now: NOW } as const;
  const ready = { drive: { type: 'ready', label: 'KINGSTON' }, now: NOW } as const;
  const say = (way: Partial<Way>, of: Way, view: Parameters<typeof wayText>[1]) => wayText({ ...of, ...way }, view);
  expect(say({ pending: 3 }, stick, none)).toBe('Cắm USB vào máy để ghi 3 báo cáo.');
  expect(say({ progress: { done: 1, of: 3 } }, stick, ready)).toBe('Đang ghi báo cáo 2/3. Xin đừng rút USB.');
  expect(say({ done: 3 }, stick, ready)).toContain('Đã ghi xong và kiểm tra lại. Có thể rút USB');
  expect(say({ done: 3 }, stick, { drive: { type: 'ejected' }, now: NOW })).toBe('Có thể rút USB.');
  expect(say({ failure: 'TargetFull', pending: 1, nextAt: NOW + 3_600_000 }, stick, ready)).toBe(
    'USB đã đầy. Xin xóa bớt tệp trong USB hoặc dùng USB khác. Máy tự thử lại lúc 10:00.',
  );
  expect(say({ unconfirmed: 2 }, share, none)).toBe('Đã gửi đủ, chờ cấp trên xác nhận 2 báo cáo.');
  expect(say({}, share, none)).toBe('Không còn báo cáo nào chờ gửi.');
});
