import { expect, test } from 'vitest';
import { shortNames, tinyNames } from './names.ts';

const people = (...names: string[]) => names.map((name, i) => ({ id: String(i), name }));

test('the given name where nobody shares it, more of the name where somebody does', () => {
  const names = shortNames(people('Nguyễn Văn Tuấn', 'Lê Văn Hùng', 'Trần Đức Hùng', 'Phạm Văn Hùng'));
  expect([...names.values()]).toEqual(['Tuấn', 'L. Văn Hùng', 'Đức Hùng', 'P. Văn Hùng']);
});

test('nobody is ever taken for another, whatever they are called', () => {
  const all = people('Lê Văn Mẫu', 'Lê Văn Mẫu', 'Lê Văn Mẫu', 'Lâm Văn Mẫu', 'Mẫu', 'Lý Mẫu', ' Lê  Văn Nam ');
  for (const names of [shortNames(all), tinyNames(all)]) {
    expect(names.size).toBe(all.length);
    expect(new Set(names.values()).size).toBe(all.length);
  }
});

test('in a month: a short given name, else initials', () => {
  expect([...tinyNames(people('Nguyễn Thị Lan', 'Trần Minh Phượng', 'Lê Văn Nam', 'Đỗ Hải Nam')).values()]).toEqual([
    ...['Lan', 'TMP', 'LVN', 'ĐHN'],
  ]);
});
