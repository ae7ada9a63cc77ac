import { expect, test } from 'vitest';
import type { Finding, Situation } from '../../../../electron/core/roster/model.ts';
import { defaultRoster } from '../../../../electron/core/roster/settings.ts';
import type { RosterPerson } from '../../../../electron/core/roster/views.ts';
import type { HandPlace } from '../model.ts';
import { editFor } from './edit.ts';
import { textsOf } from './texts.ts';

const person = (id: string, name: string): RosterPerson => ({
  ...{ id, name, rank: 'Đại úy', active: true, since: '2026-01-01', until: null },
  ...{ teams: ['standing'], skills: [], far: false },
});
const texts = textsOf({
  people: [person('an', 'Lê Văn Mẫu'), person('binh', 'Trần Thị Mẫu')],
  situation: { settings: defaultRoster } as Situation,
});
const place = (officer: string, shift = 'morning', day = '2026-11-24'): HandPlace => ({
  ...{ day, shift, team: 'standing', officer, byHand: false },
});
const [an, binh] = [place('an'), place('binh', 'evening', '2026-11-25')];
const carried = { officer: 'an', place: an };

test('what a drop would do and what was done are told with rank, whole name, shift, team and day', () => {
  const told = (...args: Parameters<typeof editFor>) => {
    const edit = editFor(...args);
    return edit && [texts.way(edit, args[0]), texts.done(edit)];
  };
  const evening = { type: 'duty', day: '2026-11-25', team: 'standing', shift: 'evening' } as const;
  const there = 'Ca tối, Tổ thường trực, thứ Tư 25/11';
  expect(told(carried, { ...evening, onto: null }, [an, binh])).toEqual([
    ...[`→ ${there}`, `Đã xếp Đại úy Lê Văn Mẫu vào ${there}.`],
  ]);
  expect(told(carried, { ...evening, onto: binh }, [an, binh])).toEqual([
    ...[`↔ đổi với Đại úy Trần Thị Mẫu, ${there}`, 'Đã đổi ca giữa Đại úy Lê Văn Mẫu và Đại úy Trần Thị Mẫu.'],
  ]);
  expect(told({ officer: 'an', place: null }, { ...evening, onto: binh }, [binh])).toEqual([
    ...[`→ thay Đại úy Trần Thị Mẫu, ${there}`, 'Đã xếp Đại úy Lê Văn Mẫu thay Đại úy Trần Thị Mẫu.'],
  ]);
  expect(told(carried, { type: 'free' }, [an])).toEqual([
    ...['→ bỏ khỏi ca', 'Đã bỏ Đại úy Lê Văn Mẫu khỏi Ca sáng, Tổ thường trực, thứ Ba 24/11.'],
  ]);
  expect(told(carried, { type: 'officer', day: '2026-11-24', officer: 'binh', onto: null }, [an])).toEqual([
    ...['→ giao cho Đại úy Trần Thị Mẫu: Ca sáng, Tổ thường trực, thứ Ba 24/11'],
    ...['Đã xếp Đại úy Trần Thị Mẫu thay Đại úy Lê Văn Mẫu.'],
  ]);
});

test('rules are named once, with how often; what is no longer known has a word', () => {
  const finding = (rule: Finding['rule']): Finding => ({
    ...{ rule, hard: false, cost: 1, amount: 1, officer: null, day: null, team: null, shift: null, skill: null },
  });
  expect(texts.rules([finding('wishes'), finding('rest'), finding('wishes')])).toEqual([
    ...['Nguyện vọng ×2', 'Nghỉ giữa hai ca'],
  ]);
  expect([texts.full('nobody'), texts.shift('night'), texts.team('third')]).toEqual([
    ...['cán bộ không rõ', 'ca đã bỏ', 'tổ đã bỏ'],
  ]);
});
