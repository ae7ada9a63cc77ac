import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asIfPulled, type Disk, fillDisk, makeDisk } from '../testing/disks.ts';
import { listBundles, openFolderTarget, putReturns, readBundle } from './folder.ts';
import type { Target } from './target.ts';

const NAME = 'SA1-2026-11-24-12.zip.age';
const BYTES = randomBytes(20_000);
const never = new AbortController().signal;

const undo: (() => void)[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toiluot-folder-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
});
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

describe('a folder', () => {
  test('takes a bundle, says each step, and finds it again', async () => {
    const target = await openedAt(folder);
    expect(await put(target)).toEqual({
      steps: ['writing', 'written', 'verified'],
      result: { ok: true, value: { answer: null } },
    });
    expect(readdirSync(join(folder, 'up'))).toEqual([NAME]);
    expect(readFileSync(join(folder, 'up', NAME)).equals(BYTES)).toBe(true);
    expect(await put(target)).toEqual({ steps: ['verified'], result: { ok: true, value: { answer: null } } });
    expect(await target.close()).toEqual({ ok: true, value: null });
  });

  test('replaces other bytes under its name and clears the halves of earlier tries', async () => {
    mkdirSync(join(folder, 'up'));
    writeFileSync(join(folder, 'up', NAME), BYTES.subarray(0, 5000));
    writeFileSync(join(folder, 'up', `.${NAME}.0a1b2c3d.part`), 'half');
    writeFileSync(join(folder, 'up', `.SB2-2026-11-24-1.zip.age.0a1b2c3d.part`), 'of another office, being written');
    expect(await put(await openedAt(folder))).toMatchObject({ steps: ['writing', 'written', 'verified'] });
    expect(readFileSync(join(folder, 'up', NAME)).equals(BYTES)).toBe(true);
    expect(readdirSync(join(folder, 'up'))).toEqual(['.SB2-2026-11-24-1.zip.age.0a1b2c3d.part', NAME]);
  });

  test('two exports at once leave one whole bundle and no half', async () => {
    const [one, two] = [await openedAt(folder), await openedAt(folder)];
    const both = await Promise.all([put(one), put(two)]);
    expect(both.some(({ result }) => result.ok)).toBe(true);
    expect(readFileSync(join(folder, 'up', NAME)).equals(BYTES)).toBe(true);
    expect(await put(one)).toMatchObject({ steps: ['verified'] });
    expect(readdirSync(join(folder, 'up'))).toEqual([NAME]);
  });

  test('never gives the name to what reads back as something else', async () => {
    const forget = async (path: string) => {
      if (path.endsWith('.part')) writeFileSync(path, 'lost');
    };
    const opened = await openFolderTarget(folder, { forget });
    if (!opened.ok) throw new Error(opened.error.type);
    const differs = { ok: false, error: { type: 'ReadBackDiffers' } };
    expect(await put(opened.value)).toEqual({ steps: ['writing'], result: differs });
    expect(readdirSync(join(folder, 'up'))).toEqual([]);
  });

  test('that is not there is not made', async () => {
    const path = join(folder, 'share');
    expect(await openFolderTarget(path)).toEqual({ ok: false, error: { type: 'TargetMissing' } });
    writeFileSync(path, 'a file');
    expect(await openFolderTarget(path)).toEqual({ ok: false, error: { type: 'TargetMissing' } });
    expect(await listBundles(join(folder, 'none'), never)).toEqual({ ok: false, error: { type: 'TargetMissing' } });
  });

  test('never follows a link out of itself', async () => {
    const outside = join(folder, 'outside');
    const inside = join(folder, 'inside');
    mkdirSync(outside);
    mkdirSync(inside);
    symlinkSync(outside, join(inside, 'up'));
    symlinkSync(outside, join(inside, 'down'));
    writeFileSync(join(outside, 'SA1.return.json'), 'not ours');
    writeFileSync(join(outside, NAME), 'not ours');
    const target = await openedAt(inside);
    const unusable = { ok: false, error: { type: 'TargetUnusable' } };
    expect((await put(target)).result).toEqual(unusable);
    expect(await target.readReturn('SA1', never)).toEqual(unusable);
    expect(await listBundles(inside, never)).toEqual(unusable);
    expect(await putReturns(inside, answer('{}'), never)).toEqual(unusable);
    expect(readFileSync(join(outside, NAME), 'utf8')).toBe('not ours');

    rmSync(join(inside, 'up'));
    mkdirSync(join(inside, 'up'));
    symlinkSync(join(outside, NAME), join(inside, 'up', NAME));
    expect((await put(target)).result).toEqual(unusable);
    expect(await names(inside)).toEqual([]);
    expect(await readBundle(join(inside, 'up'), NAME, never)).toEqual(unusable);
    expect(readFileSync(join(outside, NAME), 'utf8')).toBe('not ours');
  });

  test('takes no name that is a path', async () => {
    const target = await openedAt(folder);
    await expect(target.put('../SA1-2026-11-24-12.zip.age', BYTES, () => {}, never)).rejects.toThrow('bundle');
    expect(() => target.readReturn('../../etc/passwd', never)).toThrow('station');
    expect(() => readBundle(folder, '../x.zip.age', never)).toThrow('file');
    expect(() => putReturns(folder, new Map([['S/../../x', '{}']]), never)).toThrow('station');
  });

  test('stops at an abort and leaves nothing', async () => {
    const target = await openedAt(folder);
    const stop = new AbortController();
    const big = randomBytes(4 << 20);
    const gone = { ok: false, error: { type: 'TargetGone' } };
    expect(await target.put(NAME, big, (reached) => reached === 'writing' && stop.abort(), stop.signal)).toEqual(gone);
    expect(readdirSync(join(folder, 'up'))).toEqual([]);
    expect(await target.readReturn('SA1', stop.signal)).toEqual(gone);
  });

  test('does not wait for a named pipe', async ({ skip }) => {
    mkdirSync(join(folder, 'down'));
    if (spawnSync('mkfifo', [join(folder, 'down', 'SA1.return.json')]).status !== 0) return skip('there is no mkfifo');
    const target = await openedAt(folder);
    expect(await target.readReturn('SA1', never)).toEqual({ ok: false, error: { type: 'TargetUnusable' } });
  });

  test('carries answers the other way', async () => {
    const target = await openedAt(folder);
    expect(await target.readReturn('SA1', never)).toEqual({ ok: true, value: null });
    expect(await putReturns(folder, answer('{"of":"Hoằng Sơn"}'), never)).toEqual({ ok: true, value: 1 });
    expect(await target.readReturn('SA1', never)).toEqual({ ok: true, value: '{"of":"Hoằng Sơn"}' });
    expect(await putReturns(folder, answer('{"of":"newer"}'), never)).toEqual({ ok: true, value: 1 });
    expect(await target.readReturn('SA1', never)).toEqual({ ok: true, value: '{"of":"newer"}' });
    writeFileSync(join(folder, 'down', 'SA1.return.json'), 'x'.repeat(256 * 1024 + 1));
    expect(await target.readReturn('SA1', never)).toEqual({ ok: false, error: { type: 'TargetFault' } });
  });

  test('shows its superior office the whole bundles only', async () => {
    mkdirSync(join(folder, 'up'));
    expect(await names(folder)).toEqual([]);
    await put(await openedAt(folder));
    const up = join(folder, 'up');
    writeFileSync(join(up, `.${NAME}.0a1b2c3d.part`), 'half');
    writeFileSync(join(up, 'Thumbs.db'), 'of Windows');
    writeFileSync(join(up, `._${NAME}`), 'of macOS');
    writeFileSync(join(up, 'renamed.zip.age'), randomBytes(100_000));
    mkdirSync(join(up, 'folder.zip.age'));
    spawnSync('mkfifo', [join(up, 'pipe.zip.age')]);
    const files = [
      { name: NAME, size: BYTES.length },
      { name: 'renamed.zip.age', size: 100_000 },
    ];
    expect(await listBundles(folder, never)).toEqual({ ok: true, value: { folder: up, files, answered: true } });
    const read = await readBundle(up, NAME, never);
    expect(read.ok && read.value && BYTES.equals(read.value)).toBe(true);
    const tooLarge = await readBundle(up, 'renamed.zip.age', never);
    expect(tooLarge.ok && tooLarge.value?.length).toBe(64 * 1024 + 1);
    expect(await readBundle(up, 'gone.zip.age', never)).toEqual({ ok: true, value: null });
    // Copied by hand, without our folders, or one file alone.
    const plain = { folder: up, files, answered: false };
    expect(await listBundles(up, never)).toEqual({ ok: true, value: plain });
    const single = { folder: up, files: files.slice(0, 1), answered: false };
    expect(await listBundles(join(up, NAME), never)).toEqual({ ok: true, value: single });
  });

  test('gets the answers of many stations; those that say nothing new are left', async () => {
    const two = new Map([
      ['SA1', '{"of":1}'],
      ['SB2', '{"of":2}'],
    ]);
    expect(await putReturns(folder, two, never)).toEqual({ ok: true, value: 2 });
    expect(await putReturns(folder, two.set('SB2', '{"of":3}'), never)).toEqual({ ok: true, value: 1 });
    expect(readFileSync(join(folder, 'down', 'SB2.return.json'), 'utf8')).toBe('{"of":3}');
    expect(readdirSync(join(folder, 'down'))).toEqual(['SA1.return.json', 'SB2.return.json']);
    expect(await putReturns(folder, new Map(), never)).toEqual({ ok: true, value: 0 });
  });
});

describe('a real disk', () => {
  test('pulled in the middle has nothing half under the name, and takes the bundle when it is back', async ({
    skip,
  }) => {
    const disk = diskOf('ext4');
    if (typeof disk === 'string') return skip(disk);
    const target = await openedAt(disk.path);
    mkdirSync(join(disk.path, 'up'));
    const gone = { ok: false, error: { type: 'TargetGone' } };
    const writing = target.put(NAME, randomBytes(4 << 20), () => {}, never);
    while (!readdirSync(join(disk.path, 'up')).some((name) => statSync(join(disk.path, 'up', name)).size > 0)) {
      await new Promise(setImmediate);
    }
    disk.pull();
    expect(await writing).toEqual(gone);
    // Nothing went to the empty folder that is left of it on the system disk.
    expect(readdirSync(disk.path)).toEqual([]);
    expect((await put(target)).result).toEqual(gone);
    expect(readdirSync(disk.path)).toEqual([]);
    disk.plug();
    expect(readdirSync(join(disk.path, 'up'))).toEqual([expect.stringMatching(/^\..*\.part$/)]);
    expect(await names(disk.path)).toEqual([]);
    expect(await put(await openedAt(disk.path))).toMatchObject({ steps: ['writing', 'written', 'verified'] });
    expect(readdirSync(join(disk.path, 'up'))).toEqual([NAME]);
  });

  test('pulled just before the file is made gets nothing into the folder that lay under it', async ({ skip }) => {
    const disk = diskOf('ext4');
    if (typeof disk === 'string') return skip(disk);
    disk.pull();
    mkdirSync(join(disk.path, 'up'));
    disk.plug();
    const target = await openedAt(disk.path);
    const pulled = await target.put(NAME, BYTES, (reached) => reached === 'writing' && disk.pull(), never);
    expect(pulled).toEqual({ ok: false, error: { type: 'TargetGone' } });
    expect(readdirSync(join(disk.path, 'up'))).toEqual([]);
  });

  test('whose plug is pulled has the whole bundle from "written" on, and before that nothing', async ({ skip }) => {
    const disk = diskOf('ext4');
    if (typeof disk === 'string') return skip(disk);
    const found: Record<string, boolean | null> = {};
    const look = (reached: string) => {
      found[reached] = asIfPulled(disk.image, (path) => {
        const file = join(path, 'up', NAME);
        return existsSync(file) ? readFileSync(file).equals(BYTES) : null;
      });
    };
    expect(await (await openedAt(disk.path)).put(NAME, BYTES, look, never)).toMatchObject({ ok: true });
    expect(found).toEqual({ writing: null, written: true, verified: true });
  });

  test('pulled between the flush and the reading is not verified', async ({ skip }) => {
    const disk = diskOf('ext4');
    if (typeof disk === 'string') return skip(disk);
    const steps: string[] = [];
    const result = await (await openedAt(disk.path)).put(
      NAME,
      BYTES,
      (reached) => {
        steps.push(reached);
        if (reached === 'written') disk.pull();
      },
      never,
    );
    expect({ steps, result }).toEqual({
      steps: ['writing', 'written'],
      result: { ok: false, error: { type: 'TargetGone' } },
    });
    disk.plug();
    expect(await put(await openedAt(disk.path))).toMatchObject({ steps: ['verified'] });
  });

  test('that is full says so, keeps no half, and takes it when there is room', async ({ skip }) => {
    const disk = diskOf({ tmpfs: '2m' });
    if (typeof disk === 'string') return skip(disk);
    const target = await openedAt(disk.path);
    mkdirSync(join(disk.path, 'up'));
    fillDisk(disk.path);
    expect((await put(target)).result).toEqual({ ok: false, error: { type: 'TargetFull' } });
    expect(readdirSync(join(disk.path, 'up'))).toEqual([]);
    rmSync(join(disk.path, 'filler'));
    expect((await put(target)).result).toMatchObject({ ok: true });
  });

  test('that stands still is given up, and what was begun leaves no name', async ({ skip }) => {
    const disk = diskOf('ext4');
    if (typeof disk === 'string') return skip(disk);
    const target = await openedAt(disk.path);
    const stop = new AbortController();
    if (spawnSync('fsfreeze', ['--freeze', disk.path]).status !== 0) return skip('no disk can be frozen here');
    undo.push(() => spawnSync('fsfreeze', ['--unfreeze', disk.path]));
    const sent = target.put(NAME, BYTES, () => {}, stop.signal);
    stop.abort();
    expect(await sent).toEqual({ ok: false, error: { type: 'TargetGone' } });
    spawnSync('fsfreeze', ['--unfreeze', disk.path]);
    expect(await names(disk.path)).toEqual([]);
    expect(await put(target)).toMatchObject({ steps: ['writing', 'written', 'verified'] });
  });

  test('that may only be read says so, and is read', async ({ skip }) => {
    const disk = diskOf('ext4');
    if (typeof disk === 'string') return skip(disk);
    await putReturns(disk.path, answer('{}'), never);
    disk.remount('ro');
    const target = await openedAt(disk.path);
    expect((await put(target)).result).toEqual({ ok: false, error: { type: 'TargetReadOnly' } });
    expect(await target.readReturn('SA1', never)).toEqual({ ok: true, value: '{}' });
    expect(await putReturns(disk.path, answer('{"of":"newer"}'), never)).toEqual({
      ok: false,
      error: { type: 'TargetReadOnly' },
    });
  });
});

async function openedAt(path: string): Promise<Target> {
  const opened = await openFolderTarget(path);
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
}

async function put(target: Target) {
  const steps: string[] = [];
  return { steps, result: await target.put(NAME, BYTES, (reached) => steps.push(reached), never) };
}

function diskOf(kind: Parameters<typeof makeDisk>[0]): Disk | string {
  const disk = makeDisk(kind);
  if (typeof disk !== 'string') undo.push(disk.remove);
  return disk;
}

/** The bundles that a superior office finds there. */
async function names(path: string): Promise<string[]> {
  const found = await listBundles(path, never);
  if (!found.ok) throw new Error(found.error.type);
  return found.value.files.map(({ name }) => name);
}

function answer(text: string): Map<string, string> {
  return new Map([['SA1', text]]);
}
