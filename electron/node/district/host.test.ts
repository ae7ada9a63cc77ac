import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  type Answer,
  type Caller,
  MONDAY_0730,
  setUpDemo,
  signIn,
  startHost,
  type TestHost,
} from '../../../e2e/host.ts';
import type { AskingFile, IntakeState, StationsView } from '../../core/api/contract.ts';
import type { Grid } from '../../core/district/views.ts';
import { addDays } from '../../core/kernel/time.ts';
import type { EnrolmentState, PendingSuperior } from '../../core/summary/enrolment.ts';
import { parseBundleName } from '../../core/summary/exchange.ts';

const CLI = join(import.meta.dirname, '..', '..', 'cli', 'toiluot.ts');
const TODAY = '2026-11-23';
const hosts: TestHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.remove();
});

async function open(role: 'office' | 'district') {
  const host = await startHost({ at: MONDAY_0730, role });
  hosts.push(host);
  const { administrator: chief, ...demo } = await setUpDemo(host);
  return { host, chief, ...demo };
}

async function value<T>(answer: Promise<Answer<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

/** Each has the other's file, and the 8 words agreed. */
async function enrol(province: Caller, commune: Caller): Promise<void> {
  const wish = { name: 'Công an tỉnh Mẫu', https: null, sftp: null, validFrom: TODAY, keys: 'succeed' };
  const { text } = await value(province.call<Answer<{ text: string }>>('district.issueFile', wish));
  const { words, answer } = await value(commune.call<Answer<PendingSuperior>>('superior.answer', { text }));
  await value(province.call<Answer<unknown>>('district.askStation', { text: answer.text }));
  expect(words).toHaveLength(8);
  const [{ id: station = '' } = {}] = (await value(province.call<Answer<StationsView>>('district.stations'))).stations;
  const asking = await value(province.call<Answer<AskingFile>>('district.asking', { station }));
  expect(asking).toMatchObject({ text: answer.text, asking: { words, trust: 'words' } });
  await value(province.call('district.confirmStation', { text: answer.text, expectedFrom: TODAY }));
  // Its call is over.
  expect(await province.call('district.asking', { station })).toMatchObject({ error: { type: 'UnknownStation' } });
  await value(commune.call('superior.confirm'));
}

function exportTo(host: TestHost, to: string) {
  return spawnSync(process.execPath, [CLI, 'export', '--date', TODAY, '--to', to, '--data', host.dir], {
    env: host.env,
    encoding: 'utf8',
  });
}

/** Asks until the answer fits; the test's own time limit ends it. */
async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a day goes up from a real office to a real superior office, once, and is answered', async () => {
  const [province, commune] = [await open('district'), await open('office')];
  await enrol(province.chief, commune.chief);
  await value(commune.chief.call('summary.close', { day: TODAY }));
  const out = join(commune.host.dir, '..', 'stick');
  mkdirSync(out);
  expect(exportTo(commune.host, out)).toMatchObject({ status: 0, stderr: '' });
  const [name = ''] = readdirSync(join(out, 'up'));
  const bytes = readFileSync(join(out, 'up', name));
  const post = (body: Buffer, as = name, origin = province.host.url) =>
    fetch(`${province.host.url}/bundles/${as}`, { method: 'POST', headers: { origin }, body: new Uint8Array(body) });

  const first = await post(bytes);
  expect(first.status).toBe(200);
  const answer = await first.text();
  const { receipts } = JSON.parse((JSON.parse(answer) as { body: string }).body) as { receipts: { day: string }[] };
  expect(receipts).toMatchObject([{ day: TODAY, epoch: 0, sequence: 1 }]);
  // Again: the same answer, and still one.
  expect(await (await post(bytes)).text()).toBe(answer);
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const refused = await post(changed);
  expect([refused.status, await refused.json()]).toEqual([422, { type: 'NotForUs' }]);
  expect((await post(bytes, 'S-other.zip.age')).status).toBe(422);
  expect((await post(bytes, name, 'https://elsewhere.example')).status).toBe(403);
  expect((await fetch(`${province.host.url}/bundles/${name}`)).status).toBe(405);

  const { value: grid } = await province.chief.call<{ value: Grid }>('district.grid', { day: TODAY });
  expect(grid.cells).toMatchObject([
    { station: parseBundleName(name)?.station, state: 'received', figures: { versions: 1 }, nothing: true },
  ]);
  const { value: tomorrow } = await province.chief.call<{ value: Grid }>('district.grid', { day: addDays(TODAY, 1) });
  expect(tomorrow.counts).toMatchObject({ received: 0, due: 1 });
});

test('what is dropped into the watched folder is taken, answered beside it and cleared away; what is refused stays', async () => {
  const [province, commune] = [await open('district'), await open('office')];
  await enrol(province.chief, commune.chief);
  const drop = join(province.host.dir, '..', 'drop');
  mkdirSync(drop);
  await value(province.chief.call('settings.set', { section: 'intake', value: { folder: drop } }));
  await value(commune.chief.call('summary.close', { day: TODAY }));
  expect(exportTo(commune.host, drop)).toMatchObject({ status: 0, stderr: '' });
  const [name = ''] = readdirSync(join(drop, 'up'));
  const station = parseBundleName(name)?.station ?? '';
  writeFileSync(join(drop, 'up', 'SOTHER-2026-11-23-1.zip.age'), 'no bundle');
  // Half written, and no business of ours.
  writeFileSync(join(drop, 'up', `.${name}.1.part`), 'half');
  await province.chief.call('district.lookNow');
  const state = await until(
    () => province.chief.call<IntakeState>('district.intake'),
    ({ folder }) => folder?.busy === false && folder.last !== null,
  );
  expect(state.folder?.last).toMatchObject({ failure: null, accepted: 1, already: 0, refused: 1 });
  expect(readdirSync(join(drop, 'up')).sort()).toEqual([`.${name}.1.part`, 'SOTHER-2026-11-23-1.zip.age']);
  expect(readdirSync(join(drop, 'down'))).toEqual([`${station}.return.json`]);
  const { value: grid } = await province.chief.call<{ value: Grid }>('district.grid', { day: TODAY });
  expect(grid.counts).toMatchObject({ received: 1 });
});

test('only a superior office takes bundles and answers its questions; its officers may not do what leaders may', async () => {
  const { host, chief } = await open('office');
  const answer = await fetch(`${host.url}/bundles/S1-2026-11-23-1.zip.age`, {
    method: 'POST',
    headers: { origin: host.url },
    body: 'x',
  });
  expect(answer.status).toBe(404);
  await expect(chief.call('district.grid', { day: TODAY })).rejects.toThrow('403');
  const state = await chief.call<EnrolmentState>('superior.state');
  expect(state.current).toBeNull();
});

test('what a superior office knows outlives a kill', async () => {
  const [province, commune] = [await open('district'), await open('office')];
  await enrol(province.chief, commune.chief);
  const before = await province.chief.call<Answer<StationsView>>('district.stations');
  await province.host.kill('SIGKILL');
  await province.host.restart();
  // Sessions live in memory only.
  await expect(province.chief.call('district.stations')).rejects.toThrow('401');
  await signIn(province.chief, province.officers, 'Lê Quản Trị Mẫu', province.pin);
  const after = await province.chief.call<Answer<StationsView>>('district.stations');
  expect(after).toEqual(before);
  expect(after).toMatchObject({ ok: true, value: { issued: [{}], stations: [{ state: 'active', keys: [{}] }] } });
});
