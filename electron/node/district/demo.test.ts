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

const TODAY = '2026-11-25';
const YESTERDAY = addDays(TODAY, -1);
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

async function play(name: string): Promise<{ province: ProvinceDemo['province']; views: DistrictViews }> {
  const folder = value(openFolder(join(root, name)));
  const store = value(await openDistrictStore(join(root, name), null));
  closing.push(async () => {
    await store.close();
    folder.close();
  });
  const given = { folder, store, name: 'Công an tỉnh Thanh Hóa (mẫu)', today: TODAY, seed: 'k', root: ROOT };
  const { province, fill } = value(await openProvinceDemo({ ...given, changed: () => {} }));
  value(await fill(() => false));
  const now = () => instantOf(TODAY, PROVINCE_STANDS);
  return { province, views: createDistrictViews({ store, now, dueAt: () => PROVINCE_DUE }) };
}

test('the made-up province reports what its story says, and the same again from the same seed', async () => {
  const { province, views } = await play('one');
  const { parts, stations } = province;
  const grid = value(await views.grid(YESTERDAY));
  expect(grid.counts).toMatchObject({ never: 1, missing: 4, due: 0, notExpected: 0 });
  expect(grid.counts.received + grid.counts.late).toBe(161);
  expect(grid.counts.late).toBeGreaterThanOrEqual(8);
  const cell = (part: keyof typeof parts) => grid.cells.find(({ station }) => station === parts[part]);
  expect(cell('never')).toMatchObject({ state: 'never', lastDay: null });
  expect(cell('silent')).toMatchObject({ state: 'missing', missingDays: 9, lastDay: addDays(TODAY, -10) });
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
  expect(value(await views.day(parts.caughtUp, addDays(TODAY, -12)))).toMatchObject({ state: 'late', gaps: [] });
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
  const waits = value(await views.comparisons(YESTERDAY)).find(({ figure }) => figure === 'waitMedian');
  expect(waits?.outliers[0]).toMatchObject({ station: parts.slow, value: 96 });

  const all = stations.flatMap(({ sent }: ProvinceStation) => sent.map(({ summary }) => summary));
  expect(all.every((summary) => summarySchema.safeParse(summary).success)).toBe(true);
  expect(all.some(({ nothing }) => nothing)).toBe(true);

  const again = await play('two');
  expect(value(await again.views.grid(YESTERDAY))).toEqual(grid);
  expect(value(await again.views.week(YESTERDAY))).toEqual(value(await views.week(YESTERDAY)));
});
