import { expect, test } from 'vitest';
import type { IntakeState } from '../../../electron/core/api/contract.ts';
import { below } from '../../ui/strings/vi/below.ts';
import { matching, standing } from './model.ts';

const text = below.intake;

test('a station is found by parts of its name without accents, or by its code', () => {
  const all = [
    { name: 'Công an xã Hoằng Đức', commune: '16012' },
    { name: 'Công an phường Hạc Thành', commune: '14758' },
  ];
  const found = (typed: string) => matching(all, typed).map(({ commune }) => commune);
  expect(found('hoang duc')).toEqual(['16012']);
  expect(found('ĐỨC')).toEqual(['16012']);
  expect(found('1475')).toEqual(['14758']);
  expect(found('thanh phuong')).toEqual(['14758']);
  expect(found(' ')).toEqual(['16012', '14758']);
  expect(found('hoang thanh')).toEqual([]);
});

test('one sentence says how the ways in stand, the worst first', () => {
  const round = { at: 0, failure: null, accepted: 1, already: 0, refused: 0 };
  const own = { name: '', text: '', file: {} as never };
  const view = { issued: [own], stations: [{ state: 'active' }] };
  const intake = (part: Partial<IntakeState>): IntakeState => ({ folder: null, sticks: [], ...part });
  const folder = (last: Partial<typeof round> | { failure: string }) =>
    intake({ folder: { path: '/srv', busy: false, last: { ...round, ...last } } });
  const sentence = (state: IntakeState, of = view) => standing(of, state, null).sentence;
  expect(sentence(intake({}), { ...view, issued: [] })).toBe(text.notIssued);
  expect(sentence(intake({}), { ...view, stations: [{ state: 'asked' }] })).toBe(text.noStations);
  expect(standing(view, intake({}), null)).toEqual({ well: true, sentence: text.stickOnly });
  expect(standing(view, intake({}), { urls: [], pin: '' })).toEqual({ well: true, sentence: text.well });
  expect(sentence(folder({}))).toBe(text.well);
  expect(sentence(folder({ failure: 'PathMissing' }))).toBe(text.folderWrong);
  expect(sentence(folder({ refused: 1 }))).toBe(text.someRefused);
  const stick = { id: 'a', label: 'A', state: { type: 'unusable', reason: 'UnknownFileSystem' }, last: null } as const;
  expect(sentence({ ...folder({}), sticks: [stick] })).toBe(text.stickWrong);
});
