import { expect, test } from 'vitest';
import { fieldText, momentText } from './model.ts';

test('the host names the wrong field and the officer reads which one it is', () => {
  const services = [{ name: { vi: 'Làm thẻ căn cước' } }, { name: { vi: ' ' } }];
  expect([
    fieldText('services', '0.bring.vi', services),
    fieldText('services', '1.name.vi', services),
    fieldText('services', '0.procedures', services),
    fieldText('services', 'services.id', services),
    fieldText('desks', '1.label', [{ label: '1' }, { label: '' }]),
    fieldText('desks', 'desks.label', []),
    fieldText('hours', 'hours.week', {}),
    fieldText('hours', 'week.3.0.from', {}),
    fieldText('hours', 'holidays.2.day', {}),
    fieldText('notices', '1', ['a', '']),
    fieldText('office', 'communeCode', {}),
    fieldText('queue', 'ratio.priority', {}),
  ]).toEqual([
    'dịch vụ “Làm thẻ căn cước”: giấy tờ cần mang',
    'dịch vụ thứ 2: tên',
    'dịch vụ “Làm thẻ căn cước”: các thủ tục (cần ít nhất một)',
    'các dịch vụ',
    'quầy ở dòng 2: tên quầy (không để trống, không trùng nhau)',
    'tên quầy (không để trống, không trùng nhau)',
    'giờ các ca: giờ bắt đầu phải trước giờ kết thúc, các ca không chồng nhau',
    'giờ các ca: giờ bắt đầu phải trước giờ kết thúc, các ca không chồng nhau',
    'ngày nghỉ thứ 3: ngày nghỉ',
    'thông báo thứ 2',
    'mã xã (đúng năm chữ số)',
    'các quy tắc',
  ]);
});

test('an instant is written in Vietnamese time, day first', () => {
  expect(momentText(Date.parse('2026-11-24T17:05:00Z'))).toBe('00:05 25/11/2026');
});
