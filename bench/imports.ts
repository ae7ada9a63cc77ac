import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importBundles } from '../electron/cli/district.ts';
import { createSuperiorOffice } from '../electron/core/district/enrolment.ts';
import { createSecrets } from '../electron/core/kernel/secrets.ts';
import { keyIdOf, readDocument } from '../electron/core/kernel/signed.ts';
import { addDays, serviceDay } from '../electron/core/kernel/time.ts';
import { DOWN, returnName, returnSchema, UP } from '../electron/core/summary/exchange.ts';
import { createStation, setUp, value } from '../electron/core/testing/station.ts';
import { openDistrictStore } from '../electron/node/district/store.ts';
import { openFolder } from '../electron/node/folder.ts';
import { signer } from '../electron/node/signer.ts';
import { hasher, stretcher } from '../electron/node/system.ts';
import { createMaker, enrol } from '../electron/node/testing/maker.ts';

const CLI = join(import.meta.dirname, '..', 'electron', 'cli', 'toiluot.ts');
/** 300 bundles: three transactions of an import. */
const STATIONS = 10;
const DAYS = 30;
const LAST_DAY = '2026-11-23';

export type ImportRig = {
  dir: string;
  stick: string;
  env: NodeJS.ProcessEnv;
  /** The key by which answers are read. */
  receiptKey: string;
  stations: string[];
};

/** A superior office with enrolled stations in `root`, and a stick with all they made. */
export async function createImportRig(root: string, database: string | null = null): Promise<ImportRig> {
  const env = { ...process.env, XDG_CONFIG_HOME: join(root, 'keys') };
  return withKeys(env, async () => {
    const dir = join(root, 'data');
    const folder = value(openFolder(dir));
    const station = createStation({ db: folder.db, role: 'district' });
    await setUp(station);
    const store = value(await openDistrictStore(dir, database));
    const superior = createSuperiorOffice({
      ...{ secrets: createSecrets(folder.db), store, signer, hasher, stretcher },
      newId: () => 'TH01',
      now: station.clock.now,
    });
    const { file } = value(
      await superior.issue({
        name: 'Công an tỉnh Mẫu',
        https: null,
        sftp: null,
        validFrom: serviceDay(station.clock.now()),
        keys: 'keep',
      }),
    );
    const stick = join(root, 'stick');
    mkdirSync(join(stick, UP), { recursive: true });
    const stations = Array.from({ length: STATIONS }, (_, i) => `S${i + 1}`);
    for (const id of stations) {
      const maker = await enrol(store, createMaker(id, file.recipient));
      for (let back = DAYS - 1; back >= 0; back--) {
        const { name, bytes } = await maker.make(addDays(LAST_DAY, -back));
        writeFileSync(join(stick, UP, name), bytes);
      }
    }
    await store.close();
    folder.close();
    return { dir, stick, env, receiptKey: file.receiptKey, stations };
  });
}

/** The keys of a rig lie beside it. */
async function withKeys<T>(env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const before = process.env.XDG_CONFIG_HOME;
  process.env.XDG_CONFIG_HOME = env.XDG_CONFIG_HOME;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    else process.env.XDG_CONFIG_HOME = before;
  }
}

/** `toiluot district import` of the rig's stick. */
export function importStick({ dir, stick, env }: ImportRig, ...more: string[]) {
  const args = [CLI, 'district', 'import', stick, '--data', dir, ...more];
  const done = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { code: done.status, out: done.stdout.trim(), err: done.stderr.trim() };
}

/**
 * Kills an import with SIGKILL at a random instant, `times` times, each from the same beginning, then imports again.
 * Gives what was wrong: an answer that is half or names a day that is not there, a day that is missing or twice.
 */
export async function killImports(
  rig: ImportRig,
  root: string,
  times: number,
): Promise<{ faults: string[]; midway: number }> {
  const faults: string[] = [];
  /** Killed when something was taken and something not. */
  let midway = 0;
  const began = performance.now();
  const whole = copyRig(rig, root);
  if (importStick(whole).code !== 0) return { faults: ['the import itself fails'], midway };
  const took = performance.now() - began;
  rmSync(whole.dir, { recursive: true });
  rmSync(join(rig.stick, DOWN), { recursive: true });
  for (let i = 0; i < times; i++) {
    const one = copyRig(rig, root);
    const args = [CLI, 'district', 'import', one.stick, '--data', one.dir];
    const child = spawn(process.execPath, args, { env: one.env, stdio: 'ignore' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // Not before Node has begun; by chance after its end, which must do no harm either.
    setTimeout(() => child.kill('SIGKILL'), took * (0.3 + 0.75 * Math.random()));
    await gone;
    faults.push(...halfAnswers(one));
    const done = await expectDone(one);
    faults.push(...done.faults);
    if (done.already > 0 && done.already < STATIONS * DAYS) midway += 1;
    rmSync(one.dir, { recursive: true });
    rmSync(join(one.stick, DOWN), { recursive: true, force: true });
  }
  return { faults, midway };
}

function copyRig(rig: ImportRig, root: string): ImportRig {
  const dir = join(mkdtempSync(join(root, 'kill-')), 'data');
  cpSync(rig.dir, dir, { recursive: true });
  return { ...rig, dir };
}

/** Imports all and compares what there is with what there must be. */
async function expectDone(rig: ImportRig): Promise<{ faults: string[]; already: number }> {
  const imported = await withKeys(rig.env, () => importBundles({ dir: rig.dir, path: rig.stick, database: null }));
  if (!imported.ok) return { faults: [`import: ${imported.error.text}`], already: 0 };
  const done = imported.value.json as { accepted: number; already: number };
  const faults: string[] = [];
  if (done.accepted + done.already !== STATIONS * DAYS) faults.push(imported.value.text);
  for (const station of rig.stations) {
    const answer = readAnswer(rig, station);
    const days = new Set(answer?.receipts.map(({ day }) => day));
    if (days.size !== DAYS || answer?.receipts.length !== DAYS || answer.missing.length + answer.refused.length > 0)
      faults.push(`${station}: ${days.size} days in ${answer?.receipts.length} receipts`);
  }
  return { faults, already: done.already };
}

function halfAnswers(rig: ImportRig): string[] {
  const down = join(rig.stick, DOWN);
  if (!existsSync(down)) return [];
  const names = readdirSync(down);
  return rig.stations.flatMap((station) =>
    names.includes(returnName(station)) && readAnswer(rig, station) === null ? [`half an answer for ${station}`] : [],
  );
}

function readAnswer({ stick, receiptKey }: ImportRig, station: string) {
  const text = readFileSync(join(stick, DOWN, returnName(station)), 'utf8');
  const read = readDocument(signer, 'return', text, returnSchema, (keyId) =>
    keyId === keyIdOf(hasher, receiptKey) ? receiptKey : null,
  );
  return read.ok ? read.value : null;
}

/** The same in a folder of its own. */
export async function killingImports(times: number): Promise<{ faults: number; midway: number }> {
  const root = mkdtempSync(join(tmpdir(), 'toiluot-import-'));
  try {
    const { faults, midway } = await killImports(await createImportRig(root), root, times);
    for (const fault of faults.slice(0, 5)) console.error(fault);
    return { faults: faults.length, midway };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
