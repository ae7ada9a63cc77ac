import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addScreen, MONDAY_0730, setUpDemo, startHost } from '../../e2e/host.ts';
import { openFolder } from './folder.ts';

const CLI = join(import.meta.dirname, '..', 'cli', 'toiluot.ts');
const CARD = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;

/** A small disk of its own; only root may mount one. */
let disk = '';
let mounted = false;
beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'toiluot-disk-'));
  mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status === 0;
});
afterEach(() => {
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe('a real disk', () => {
  test('that is full refuses in words, loses nothing, and goes on when there is room again', async ({ skip }) => {
    if (!mounted) return skip('a file system can only be mounted by root');
    const host = await startHost({ at: MONDAY_0730, root: disk });
    try {
      const office = await setUpDemo(host);
      const take = await addScreen(host, office, 'take');
      const first = await take.run(CARD);
      expect(first).toMatchObject({ ok: true, value: { issued: { number: 'A001' } } });
      fill(disk);
      let refused = await take.run(CARD);
      // What was left of the last page may still hold a few numbers.
      let given = 1;
      while (refused.ok && given < 500) {
        given += 1;
        refused = await take.run(CARD);
      }
      expect(refused).toEqual({ ok: false, error: { type: 'DiskFull' } });
      expect(await take.call('take.view')).toMatchObject({ status: 'open' });
      rmSync(join(disk, 'filler'));
      const next = await take.run(CARD);
      expect(next).toMatchObject({
        ok: true,
        value: { issued: { number: `A${String(given + 1).padStart(3, '0')}` } },
      });
      await host.kill('SIGTERM');
      const verified = spawnSync(process.execPath, [CLI, 'verify-log', '--data', host.dir], {
        env: host.env,
        encoding: 'utf8',
      });
      expect(verified).toMatchObject({ status: 0, stderr: '' });
    } finally {
      await host.remove();
    }
  });

  test('that may only be read says so', ({ skip }) => {
    if (!mounted) return skip('a file system can only be mounted by root');
    process.env.XDG_CONFIG_HOME = join(disk, 'keys');
    const dir = join(disk, 'data');
    const opened = openFolder(dir);
    if (!opened.ok) throw new Error(opened.error.type);
    opened.value.close();
    mkdirSync(join(disk, 'empty'));
    expect(spawnSync('mount', ['-o', 'remount,ro', disk]).status).toBe(0);
    expect(openFolder(dir)).toEqual({ ok: false, error: { type: 'ReadOnly' } });
    expect(openFolder(join(disk, 'new'))).toEqual({ ok: false, error: { type: 'ReadOnly' } });
  });
});

/** Takes every byte that is left. */
function fill(folder: string): void {
  for (let size = 1 << 20; size >= 512; size /= 2) {
    for (;;) {
      try {
        writeFileSync(join(folder, 'filler'), Buffer.alloc(size), { flag: 'a' });
      } catch {
        break;
      }
    }
  }
}
