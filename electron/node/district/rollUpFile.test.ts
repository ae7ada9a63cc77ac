import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { SumRow } from '../../core/district/store.ts';
import { rollUpFile } from './rollUpFile.ts';

const sums = (of: Partial<SumRow>): SumRow => ({
  station: '',
  day: '',
  days: 0,
  collected: 0,
  age0: 0,
  age6: 0,
  age14: 0,
  handedOut: 0,
  refused: 0,
  eid1: 0,
  eid2: 0,
  people: 0,
  served: 0,
  absent: 0,
  absentCalls: 0,
  deskMinutes: 0,
  visits: 0,
  visitDays: 0,
  eidApproved: 0,
  eidApprovedDays: 0,
  eidActivated: 0,
  eidActivatedDays: 0,
  ...of,
});

test('a roll-up is a sheet with a row a commune, and what nobody typed is empty, not nought', async () => {
  const first = sums({ days: 30, collected: 1200, eidApproved: 0, eidApprovedDays: 2 });
  const file = await rollUpFile(
    {
      from: '2026-10-25',
      to: '2026-11-23',
      stations: [
        { station: 'S1', name: 'Công an xã Mẫu Một', commune: '00012', expected: 30, sums: first },
        { station: 'S2', name: 'Công an xã Mẫu Hai', commune: '', expected: 30, sums: null },
      ],
      total: { ...first, expected: 60 },
    },
    'Công an tỉnh Mẫu',
  );
  expect(file.name).toBe('tong-hop-2026-10-25-2026-11-23.xlsx');
  const parts = unzipSync(Buffer.from(file.base64, 'base64'));
  const xml = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
  const strings = [...xml('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map(([, item = '']) =>
    [...item.matchAll(/<t[^>]*>([^<]*)</g)].map(([, text]) => text).join(''),
  );
  const rows = [...xml('xl/worksheets/sheet1.xml').matchAll(/<row.*?<\/row>/gs)].map(([row]) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>.*?<v>(.*?)<\/v><\/c>)/gs)]
      .map(([, look = '', text = '']) => (look.includes('t="s"') ? strings[Number(text)] : text))
      .join('|'),
  );
  expect(rows[1]).toContain('TỪ NGÀY 25/10/2026 ĐẾN NGÀY 23/11/2026');
  expect(rows.slice(4)).toEqual([
    '1|Công an xã Mẫu Một|00012|30|30|1200|0|0|0|0|0|0|0|0||0|0|0|',
    '2|Công an xã Mẫu Hai||30|0||||||||||||||',
    '|Tổng cộng||60|30|1200|0|0|0|0|0|0|0|0||0|0|0|',
  ]);
});
