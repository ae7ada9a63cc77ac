import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Drive, Drives } from '../../core/kernel/ports.ts';
import { ok } from '../../core/kernel/result.ts';
import { createIntake } from './intake.ts';

const NAME = 'SA1-2026-11-23-1.zip.age';
let stick = '';
beforeEach(() => {
  stick = mkdtempSync(join(tmpdir(), 'toiluot-intake-'));
});
afterEach(() => rmSync(stick, { recursive: true, force: true }));

/** One drive that is plugged in and pulled by hand. */
function createPort() {
  let listener: (drives: Drive[]) => void = () => {};
  let plugged: Drive[] = [];
  const told = { taken: 0, released: 0 };
  const drives: Drives = {
    list: async () => plugged,
    watch(told) {
      listener = told;
      return () => {};
    },
    async take() {
      told.taken += 1;
      const release = () => {
        told.released += 1;
      };
      return ok({ path: stick, release });
    },
    eject: async () => ok(null),
  };
  const set = (state: Drive['state'] | null) => {
    plugged = state === null ? [] : [{ id: 'sdb', label: 'USB', size: 1, state }];
    listener(plugged);
  };
  const released = async (times: number) => {
    while (told.released < times) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { drives, set, told, released };
}

function open(port: ReturnType<typeof createPort>, of: { folder?: string; fault?: Error } = {}) {
  const names: string[] = [];
  const logged: string[] = [];
  const intake = createIntake({
    drives: port.drives,
    folder: () => of.folder ?? '',
    importer: {
      acceptance: {
        async takeAll(incoming) {
          if (of.fault) throw of.fault;
          names.push(...incoming.map(({ name }) => name));
          const place = { station: 'SA1', day: '2026-11-23', epoch: 0, sequence: 1, clockOff: false, restored: false };
          return ok(incoming.map(() => ({ type: 'accepted' as const, ...place })));
        },
      },
      answers: async (stations) => ok(new Map(stations.map((station) => [station, '{"answer":1}\n']))),
    },
    log: { write: (event) => void logged.push(event) },
    now: () => 1000,
    changed: () => {},
  });
  return { intake, names, logged };
}

test('a stick is taken once when it is plugged in, answered, and left as its office needs it', async () => {
  mkdirSync(join(stick, 'TOILUOT', 'up'), { recursive: true });
  writeFileSync(join(stick, 'TOILUOT', 'up', NAME), 'bundle');
  const port = createPort();
  const { intake, names } = open(port);
  port.set({ type: 'mounted', path: stick });
  port.set({ type: 'busy' });
  port.set({ type: 'mounted', path: stick });
  await port.released(1);
  await intake.close();
  expect({ names, ...port.told }).toEqual({ names: [NAME], taken: 1, released: 1 });
  expect(readdirSync(join(stick, 'TOILUOT', 'up'))).toEqual([NAME]);
  expect(readFileSync(join(stick, 'TOILUOT', 'down', 'SA1.return.json'), 'utf8')).toBe('{"answer":1}\n');
  const { sticks } = await intake.state();
  expect(sticks).toMatchObject([{ id: 'sdb', last: { failure: null, accepted: 1, already: 0, refused: 0 } }]);
});

test("somebody's own stick is neither written on nor spoken of, and one that comes back is taken again", async () => {
  writeFileSync(join(stick, 'letter.docx'), 'private');
  const port = createPort();
  const { intake, names } = open(port);
  port.set({ type: 'unmounted' });
  await port.released(1);
  expect((await intake.state()).sticks).toMatchObject([{ last: null }]);
  port.set(null);
  mkdirSync(join(stick, 'TOILUOT', 'up'), { recursive: true });
  writeFileSync(join(stick, 'TOILUOT', 'up', NAME), 'bundle');
  port.set({ type: 'unmounted' });
  await port.released(2);
  await intake.close();
  expect({ names, taken: port.told.taken }).toEqual({ names: [NAME], taken: 2 });
  expect(readdirSync(stick).sort()).toEqual(['TOILUOT', 'letter.docx']);
});

test('a bug in taking what lies there is written down, and the program goes on: at the next start it would lie there still', async () => {
  mkdirSync(join(stick, 'TOILUOT', 'up'), { recursive: true });
  writeFileSync(join(stick, 'TOILUOT', 'up', NAME), 'bundle');
  const port = createPort();
  const { intake, logged } = open(port, { folder: stick, fault: new Error('bug') });
  port.set({ type: 'unmounted' });
  await port.released(1);
  await intake.close();
  expect(logged).toEqual(['district.bug', 'district.bug']);
  expect(readdirSync(join(stick, 'TOILUOT', 'up'))).toEqual([NAME]);
});

test('a bundle in the watched folder goes only once its answer lies there', async () => {
  mkdirSync(join(stick, 'up'));
  writeFileSync(join(stick, 'up', NAME), 'bundle');
  symlinkSync(tmpdir(), join(stick, 'down'));
  const watch = async () => {
    const { intake } = open(createPort(), { folder: stick });
    while ((await intake.state()).folder?.last === null) await new Promise((resolve) => setTimeout(resolve, 5));
    await intake.close();
    return (await intake.state()).folder?.last;
  };
  expect(await watch()).toMatchObject({ failure: 'AnswersUnwritable', accepted: 1 });
  expect(readdirSync(join(stick, 'up'))).toEqual([NAME]);
  rmSync(join(stick, 'down'));
  expect(await watch()).toMatchObject({ failure: null });
  expect(readdirSync(join(stick, 'up'))).toEqual([]);
});
