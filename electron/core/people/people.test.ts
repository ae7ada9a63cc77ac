import { expect, test } from 'vitest';
import { openDb } from '../../node/sqlite/db.ts';
import { ids } from '../../node/system.ts';
import { createPeople } from './people.ts';
import type { PersonInput } from './scan.ts';

const NOW = Date.parse('2026-11-23T02:00:00Z');
const PERSON: PersonInput = {
  personalNumber: '038090000017',
  formerIdNumber: null,
  fullName: 'Lê Văn Mẫu',
  birthDate: '1990-02-14',
  sex: 'male',
  address: 'Thôn 1, Hoằng Sơn, Thanh Hóa',
  idCardIssued: '2022-03-01',
  idCardExpires: null,
  source: 'qr',
};

function openPeople() {
  const opened = openDb(':memory:', null);
  if (!opened.ok) throw new Error(opened.error.type);
  return createPeople(opened.value, ids);
}

test('people are kept once a day, found, and purged for good', () => {
  const people = openPeople();
  const id = people.store(PERSON, ['cardExpired'], NOW);
  expect(people.store(PERSON, [], NOW + 1000)).toBe(id);
  expect(people.search('mau le')).toEqual([{ id, name: 'Lê Văn Mẫu' }]);
  for (const digits of ['038090', '000017', '0017'])
    expect(people.search(digits)).toEqual([{ id, name: 'Lê Văn Mẫu' }]);
  expect(people.search('0018')).toEqual([]);
  expect(people.age(id, NOW)).toBe(36);
  expect(people.view(id)).toMatchObject({ fullName: 'Lê Văn Mẫu', readAt: NOW + 1000, warnings: [] });
  expect(people.purge(NOW)).toBe(0);
  expect(people.purge(NOW + 2000)).toBe(1);
  expect(people.view(id)).toBeNull();
});

test('a poorer reading takes nothing away from a better one', () => {
  const people = openPeople();
  const id = people.store(PERSON, [], NOW);
  const mrz: PersonInput = {
    ...PERSON,
    fullName: 'LE VAN MAU',
    address: null,
    idCardIssued: null,
    idCardExpires: '2030-02-14',
    source: 'mrz',
  };
  people.store(mrz, [], NOW + 1);
  expect(people.view(id)).toMatchObject({ fullName: 'Lê Văn Mẫu', address: PERSON.address, source: 'qr' });
  const number: PersonInput = { ...mrz, fullName: null, birthDate: null, sex: null, source: 'typed' };
  people.store(number, [], NOW + 2);
  expect(people.view(id)).toMatchObject({ fullName: 'Lê Văn Mẫu', birthDate: '1990-02-14', sex: 'male' });
  people.store({ ...PERSON, fullName: 'Lê Văn Bá Mẫu' }, [], NOW + 3);
  expect(people.view(id)?.fullName).toBe('Lê Văn Bá Mẫu');
});

test('a bare number still tells the age within a year', () => {
  const people = openPeople();
  const bare: PersonInput = { ...PERSON, fullName: null, birthDate: null, source: 'typed' };
  expect(people.age(people.store(bare, [], NOW), NOW)).toBe(36);
  const former: PersonInput = { ...bare, personalNumber: null, formerIdNumber: '170000024' };
  expect(people.age(people.store(former, [], NOW), NOW)).toBeNull();
});
