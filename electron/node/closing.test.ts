import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instantOf } from '../core/kernel/time.ts';
import { createClock } from '../core/testing/station.ts';
import { fillDemo } from './demo.ts';
import { restoredMark } from './folder.ts';
import { openHost } from './host.ts';

const TODAY = '2026-11-24';
const root = mkdtempSync(join(tmpdir(), 'toiluot-closing-'));
const filled = join(root, 'filled');
beforeAll(async () => {
  const office = await fillDemo(filled, { days: 2, seed: 'closing', today: '2026-11-22' });
  if (!office.ok) throw new Error(office.error.type);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** An office that closed two days and then stood dark for two. */
function office(name: string): string {
  const dir = join(root, name);
  cpSync(filled, dir, { recursive: true });
  return dir;
}

/** Starts the host at eight in the morning and gives the days that are closed then. */
function started(dir: string): [day: string, by: string][] {
  const host = openHost({ dir, allowsHost: () => true, clock: createClock(instantOf(TODAY, 8 * 60)) });
  if (!host.ok) throw new Error(host.error.type);
  const closed = host.value.folder.db.all<{ day: string; closed_by: string }>(
    'SELECT day, closed_by FROM summary_day WHERE closed_at IS NOT NULL ORDER BY day',
  );
  host.value.close();
  return closed.map(({ day, closed_by }) => [day, closed_by]);
}

test('a host that starts in the morning closes the days that nobody closed, each once', () => {
  const dir = office('missed');
  const days = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((day) => [day, 'clock']);
  expect(started(dir)).toEqual(days);
  expect(started(dir)).toEqual(days);
});

test('after a restore the days that may be lost wait for a person, also at the next start', () => {
  const dir = office('restored');
  writeFileSync(restoredMark(dir), '');
  const known = ['2026-11-20', '2026-11-21'].map((day) => [day, 'clock']);
  expect(started(dir)).toEqual(known);
  expect(started(dir)).toEqual(known);
});
