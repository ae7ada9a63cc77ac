import { expect, test } from 'vitest';
import { instantOf } from '../../electron/core/kernel/time.ts';
import { clockRange, clockTime, longDate, longDateOf, shortDate, waitText } from './format.ts';

const at = (minute: number) => instantOf('2026-11-23', minute);

test('dates are written the Vietnamese way, by the day in Vietnam', () => {
  expect(shortDate('2026-11-03')).toBe('03/11/2026');
  const week = [22, 23, 24, 25, 26, 27, 28].map((day) => longDate(`2026-11-${day}`));
  expect(week).toEqual([
    'Chủ nhật, 22/11/2026',
    'Thứ Hai, 23/11/2026',
    'Thứ Ba, 24/11/2026',
    'Thứ Tư, 25/11/2026',
    'Thứ Năm, 26/11/2026',
    'Thứ Sáu, 27/11/2026',
    'Thứ Bảy, 28/11/2026',
  ]);
  expect(longDateOf(Date.UTC(2026, 10, 22, 17, 0))).toBe('Thứ Hai, 23/11/2026');
  expect(longDateOf(Date.UTC(2026, 10, 22, 16, 59))).toBe('Chủ nhật, 22/11/2026');
});

test('times and ranges are on the clock of Vietnam', () => {
  expect(clockTime(at(9 * 60 + 5))).toBe('09:05');
  expect(clockRange({ from: at(585), to: at(595) })).toBe('09:45–09:55');
  expect(clockRange({ from: at(615), to: at(615) })).toBe('10:15');
  expect(clockRange(null)).toBe('');
});

test('a wait is said in minutes', () => {
  expect(waitText({ low: 25, high: 40 })).toBe('25–40 phút');
  expect(waitText({ low: 0, high: 5 })).toBe('dưới 5 phút');
  expect(waitText({ low: 10, high: 10 })).toBe('10 phút');
  expect(waitText(null)).toBe('');
});
