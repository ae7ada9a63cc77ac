import { expect, test } from 'vitest';
import { pairReady, pinWrong, readDate, readTime, showDate } from './form.tsx';

test('a time is read as people write it', () => {
  const typed = ['7', '7:30', '07h30', '0730', '730', '23.59', ' 8 : 05 ', '24:00', '7:60', '12:3', 'sáng', ''];
  expect(typed.map(readTime)).toEqual([
    '07:00',
    '07:30',
    '07:30',
    '07:30',
    '07:30',
    '23:59',
    '08:05',
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('a date is read day first, and only a day that exists', () => {
  const typed = ['2/9/2027', '02.09.2027', '29-2-2028', '29/2/2027', '31/4/2027', '2/9/27', '2027-09-02', ''];
  expect(typed.map(readDate)).toEqual(['2027-09-02', '2027-09-02', '2028-02-29', null, null, null, null, null]);
  expect([showDate('2027-09-02'), showDate('')]).toEqual(['02/09/2027', '']);
});

test('a PIN that anybody would guess, or that was typed two ways, is not taken', () => {
  const pins = ['48291', '111111', '123456', '987654', '482915', '4829150000000'];
  expect(pins.map((pin) => pinWrong(pin) === null)).toEqual([false, false, false, false, true, false]);
  expect([
    pairReady({ pin: '482915', again: '482915' }),
    pairReady({ pin: '482915', again: '482916' }),
    pairReady({ pin: '111111', again: '111111' }),
  ]).toEqual([true, false, false]);
});
