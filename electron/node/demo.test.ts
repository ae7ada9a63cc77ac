import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLOSES, OPENS, readFigures } from '../core/demo/figures.ts';
import { minuteOfDay } from '../core/kernel/time.ts';
import { fillDemo } from './demo.ts';
import { openFolderReadonly } from './folder.ts';
import { ROOT } from './host.ts';

const TODAY = '2026-11-23';
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-demo-'));
  process.env.XDG_CONFIG_HOME = join(root, 'keys');
  delete process.env.TOILUOT_KEY;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function fill(name: string, seed: string, days: number) {
  const dir = join(root, name);
  const filled = await fillDemo(dir, { days, seed, today: TODAY });
  if (!filled.ok) throw new Error(filled.error.type);
  return { dir, ...filled.value };
}

/** Every file of a folder by name, with its bytes. */
function bytes(dir: string): [string, string][] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => [name, readFileSync(join(dir, name)).toString('base64')]);
}

test('the same seed makes the same files to the last byte, another seed another office, and none can be read', async () => {
  const a = await fill('a', 'one', 3);
  const b = await fill('b', 'one', 3);
  const c = await fill('c', 'two', 3);
  expect(bytes(a.dir)).toEqual(bytes(b.dir));
  expect(bytes(a.dir).map(([name]) => name)).toEqual(['lock.db', 'office.db', 'office.json']);
  const office = readFileSync(join(a.dir, 'office.db'));
  expect(office.equals(readFileSync(join(c.dir, 'office.db')))).toBe(false);
  // At rest nothing of it is text: neither a name nor a word of the schema.
  for (const text of ['Mẫu', 'ticket', 'CREATE TABLE']) expect(office.includes(text)).toBe(false);
});

test('whatever happens in a real office happens over some weeks, as often as the figures say', async () => {
  const DAYS = 24;
  const { dir, tickets, people } = await fill('weeks', 'one', DAYS);
  expect({ tickets: tickets > DAYS * 200, people: people > DAYS * 100 }).toEqual({ tickets: true, people: true });
  const opened = openFolderReadonly(dir);
  if (!opened.ok) throw new Error(opened.error.type);
  const db = opened.value;
  const kinds = new Set(db.all<{ type: string }>('SELECT DISTINCT type FROM event').map((row) => row.type));
  const source = readFileSync(join(ROOT, 'electron', 'core', 'queue', 'types.ts'), 'utf8');
  const all = [...source.matchAll(/type: '((?:day|counters|ticket|desk|action|appointment)\.[A-Za-z]+)'/g)].map(
    (m) => m[1] ?? '',
  );
  expect(all.length).toBeGreaterThan(25);
  expect(all.filter((type) => !kinds.has(type))).toEqual([]);

  const { arrivals } = readFigures(JSON.parse(readFileSync(join(ROOT, 'resources/demo/warsaw-mokotow.json'), 'utf8')));
  const came = new Array<number>((CLOSES - OPENS) / 60).fill(0);
  const rows = db.all<{ at: number }>("SELECT issued_at AS at FROM ticket WHERE source IN ('take', 'staff')");
  for (const { at } of rows) {
    const hour = Math.floor((minuteOfDay(at) - OPENS) / 60);
    came[hour] = (came[hour] ?? 0) + 1;
  }
  for (const [hour, count] of came.entries()) {
    const expected = arrivals
      .slice(hour * 4, hour * 4 + 4)
      .reduce((sum, mix) => sum + Object.values(mix).reduce((a, b) => a + b, 0), 0);
    // Poisson: five standard deviations of the sum over all days. After the last number nobody comes.
    if (hour < came.length - 1) {
      expect(Math.abs(count - expected * DAYS), `hour ${hour}`).toBeLessThan(5 * Math.sqrt(expected * DAYS));
    }
  }
  db.close();
});

test('a folder that holds anything is left as it is', async () => {
  const dir = join(root, 'taken');
  mkdirSync(dir);
  writeFileSync(join(dir, 'letter.txt'), 'mine');
  expect(await fillDemo(dir, { days: 1, seed: '1' })).toEqual({ ok: false, error: { type: 'FolderTaken' } });
  expect(bytes(dir)).toEqual([['letter.txt', Buffer.from('mine').toString('base64')]]);
});
