import { expect, test } from 'vitest';
import { setup } from '../../ui/strings/vi/setup.ts';
import { type Draft, emptyDraft, problems } from './draft.ts';

test('an untouched set-up says what each step still needs', () => {
  const wrong = problems(emptyDraft, ['card']);
  expect(Object.fromEntries(Object.entries(wrong).map(([step, fields]) => [step, Object.keys(fields)]))).toEqual({
    start: ['code'],
    office: ['name'],
    services: [],
    people: ['name', 'pin'],
  });
});

test('a filled-in set-up has nothing wrong; each slip is found at its own field', () => {
  const whole: Draft = {
    ...emptyDraft,
    code: '123 456',
    office: { name: 'Công an xã Mẫu', superior: '', communeCode: '15910', phone: '' },
    administrator: { name: 'Lê Quản Trị Mẫu', rank: 'Đại úy', pin: '482915', again: '482915' },
    officers: [{ key: 4, name: 'Trần Thị Mẫu', rank: '', role: 'officer', pin: '739204' }],
  };
  expect(problems(whole, ['card'])).toEqual({ start: {}, office: {}, services: {}, people: {} });
  const slips: Draft = {
    ...whole,
    office: { ...whole.office, communeCode: '1591' },
    administrator: { ...whole.administrator, again: '482916' },
    officers: [{ key: 4, name: ' ', rank: '', role: 'officer', pin: '111111' }],
  };
  expect(problems(slips, [])).toEqual({
    start: {},
    office: { communeCode: setup.communeCodeWrong },
    services: { services: setup.servicesMissing },
    people: { again: setup.pinAgainDiffers, name4: setup.fullNameMissing, pin4: expect.stringContaining('PIN') },
  });
});
