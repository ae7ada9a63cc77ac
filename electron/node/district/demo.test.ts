import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROVINCE_DUE, PROVINCE_STANDS, type ProvinceStation } from '../../core/demo/province.ts';
import { createDistrictViews, type DistrictViews } from '../../core/district/views.ts';
import { addDays, instantOf } from '../../core/kernel/time.ts';
import { summarySchema } from '../../core/summary/summary.ts';
import { value } from '../../core/testing/station.ts';
import { openFolder } from '../folder.ts';
import { ROOT } from '../host.ts';
import { openProvinceDemo, type ProvinceDemo } from './demo.ts';
import { openDistrictStore } from './store.ts';

let root = '';
const closing: (() => Promise<void>)[] = [];
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-province-'));
  process.env.XDG_CONFIG_HOME = join(root, 'keys');
});
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(root, { recursive: true, force: true });
});

async function play(
  name: string,
  today: string,
): Promise<{ province: ProvinceDemo['province']; views: DistrictViews }> {
  const folder = value(openFolder(join(root, name)));
  const store = value(await openDistrictStore(join(root, name), null));
  closing.push(async () => {
    await store.close();
    folder.close();
  });
  const given = { folder, store, name: 'Công an tỉnh Thanh Hóa (mẫu)', today, seed: 'k', root: ROOT };
  const { province, fill } = value(await openProvinceDemo({ ...given, changed: () => {} }));
  value(await fill(() => false));
  const now = () => instantOf(today, PROVINCE_STANDS);
  return { province, views: createDistrictViews({ store, now, dueAt: () => PROVINCE_DUE }) };
}

test.each([
  ['a Wednesday', '2026-11-25'],
  ['a Monday, after an idle Sunday', '2026-11-23'],
])('the made-up province reports what its story says on %s', async (name, today) => {
  const yesterday = addDays(today, -1);
  const { province, views } = await play(name, today);
  const { parts, stations } = province;
  const grid = value(await views.grid(yesterday));
  expect(grid.counts).toMatchObject({ never: 1, missing: 4, due: 0, notExpected: 0 });
  expect(grid.counts.received + grid.counts.late).toBe(161);
  expect(grid.counts.late).toBeGreaterThanOrEqual(8);
  const cell = (part: keyof typeof parts) => grid.cells.find(({ station }) => station === parts[part]);
  expect(cell('never')).toMatchObject({ state: 'never', lastDay: null });
  expect(cell('silent')).toMatchObject({ state: 'missing', missingDays: 9, lastDay: addDays(today, -10) });
  expect(cell('missing')).toMatchObject({ state: 'missing', missingDays: 1, marks: [] });
  expect(cell('damaged')).toMatchObject({ state: 'missing', missingDays: 1, marks: ['refused'] });
  expect(cell('unknownKey')).toMatchObject({ state: 'missing', missingDays: 1, marks: ['refused'] });
  expect(cell('restored')).toMatchObject({ state: 'received', marks: ['restored'], completeness: { came: 30 } });
  expect(cell('revised')).toMatchObject({ state: 'received', corrected: true, figures: { versions: 2 } });
  expect(cell('fork')).toMatchObject({ state: 'received', corrected: false, marks: ['fork'] });
  expect(cell('clockOff')).toMatchObject({ state: 'received', clockOff: true, marks: [] });
  expect(cell('gap')).toMatchObject({ state: 'received', marks: ['gap'], completeness: { came: 29, expected: 30 } });
  // A gap that closed is none any more: what is left of it is a day that was late.
  expect(cell('caughtUp')).toMatchObject({ marks: [], completeness: { came: 30, expected: 30 } });
  expect(value(await views.day(parts.caughtUp, addDays(today, -12)))).toMatchObject({ state: 'late', gaps: [] });
  const marked = grid.cells.filter(({ marks, clockOff, corrected }) => marks.length > 0 || clockOff || corrected);
  expect(marked.every(({ station }) => Object.values(parts).includes(station))).toBe(true);

  const { held, refused } = value(await views.troubles());
  expect(held).toMatchObject([{ station: parts.fork, kind: 'fork' }]);
  expect(refused.map(({ station, reason }) => [station, reason]).sort()).toEqual(
    [
      ['', 'UnknownStation'],
      [parts.damaged, 'NotForUs'],
      [parts.unknownKey, 'UnknownKey'],
    ].sort(),
  );
  const missing = value(await views.missing());
  expect(missing.map(({ station }) => station).sort()).toEqual(
    [parts.never, parts.silent, parts.missing, parts.damaged, parts.unknownKey, parts.gap].sort(),
  );
  const waits = value(await views.comparisons(yesterday)).find(({ figure }) => figure === 'waitMedian');
  expect(waits?.outliers[0]).toMatchObject({ station: parts.slow, value: 96 });

  const all = stations.flatMap(({ sent }: ProvinceStation) => sent.map(({ summary }) => summary));
  expect(all.every((summary) => summarySchema.safeParse(summary).success)).toBe(true);
  expect(all.some(({ nothing }) => nothing)).toBe(true);
});

test('the same seed on the same day gives the same figures', async () => {
  const [one, two] = [await play('one', '2026-11-25'), await play('two', '2026-11-25')];
  const [grid, week] = [value(await one.views.grid('2026-11-24')), value(await one.views.week('2026-11-24'))];
  expect(value(await two.views.grid('2026-11-24'))).toEqual(grid);
  expect(value(await two.views.week('2026-11-24'))).toEqual(week);
});
