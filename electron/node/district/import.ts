import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Acceptance, RefusalReason } from '../../core/district/accept.ts';
import type { DistrictFailure, Via } from '../../core/district/store.ts';
import type { StoreFailure } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { parseBundleName } from '../../core/summary/exchange.ts';
import { STICK_FOLDER } from '../targets/drive.ts';
import { listBundles, putReturns, readBundle } from '../targets/folder.ts';

export type Imported = {
  accepted: number;
  already: number;
  quarantined: { name: string; reason: RefusalReason }[];
  /** Files that could not be read, as on a bad stick. */
  unreadable: string[];
  /** Answers that say something new. */
  answers: number;
};

export type ImportFailure =
  | DistrictFailure
  | { type: 'PathMissing' | 'PathUnreadable' }
  /** All was taken, but the answers could not be written beside it. */
  | { type: 'AnswersUnwritable'; imported: Imported; why: StoreFailure['type'] };

/** A transaction holds the office's own screens up while it lasts: some tens of milliseconds. */
const BATCH = 100;

/**
 * Takes the bundles at a path: a file, a folder, or a stick or drop with its `up/`, which then gets the answers of its
 * stations in `down/`. Nothing is removed. Cut short at any instant it is simply done again: what was taken is known.
 */
export async function importPath(
  deps: {
    acceptance: Pick<Acceptance, 'takeAll'>;
    /** The signed answers of these stations (core/district/returns.ts). */
    answers: (stations: readonly string[]) => Promise<Result<ReadonlyMap<string, string>, DistrictFailure>>;
  },
  at: string,
  via: Via,
  options: {
    signal?: AbortSignal;
    /** Leaves a file alone that was looked at before. */
    skip?: (name: string) => boolean;
    /** Told of each file once it is in the database for good, or refused. */
    onTaken?: (name: string, taken: 'accepted' | 'already' | 'quarantined') => void;
  } = {},
): Promise<Result<Imported, ImportFailure>> {
  const { signal, skip = () => false, onTaken = () => {} } = options;
  const patience = () => AbortSignal.any([AbortSignal.timeout(SLOW_MS), ...(signal ? [signal] : [])]);
  const ours = join(at, STICK_FOLDER);
  const path = existsSync(ours) ? ours : at;
  const found = await listBundles(path, patience());
  if (!found.ok) return fail({ type: found.error.type === 'TargetMissing' ? 'PathMissing' : 'PathUnreadable' });
  const { folder, files, answered } = found.value;
  const names = files.map(({ name }) => name).filter((name) => !skip(name));
  const imported: Imported = { accepted: 0, already: 0, quarantined: [], unreadable: [], answers: 0 };
  for (let i = 0; i < names.length; i += BATCH) {
    const batch = names.slice(i, i + BATCH);
    const read = await Promise.all(batch.map((name) => readBundle(folder, name, patience())));
    const incoming = batch.flatMap((name, at) => {
      const bytes = read[at]?.ok ? read[at].value : null;
      if (bytes === null) imported.unreadable.push(name);
      return bytes === null ? [] : [{ name, bytes, via }];
    });
    const taken = await deps.acceptance.takeAll(incoming);
    if (!taken.ok) return taken;
    for (const [index, one] of taken.value.entries()) {
      if (one.type === 'quarantined')
        imported.quarantined.push({ name: incoming[index]?.name ?? '', reason: one.reason });
      else imported[one.type] += 1;
      onTaken(incoming[index]?.name ?? '', one.type);
    }
  }
  if (!answered) return ok(imported);
  const stations = names.flatMap((name) => parseBundleName(name)?.station ?? []);
  const answers = await deps.answers([...new Set(stations)]);
  if (!answers.ok) return answers;
  const put = await putReturns(path, answers.value, patience());
  if (!put.ok) return fail({ type: 'AnswersUnwritable', imported, why: WHY[put.error.type] ?? 'DiskFault' });
  return ok({ ...imported, answers: put.value });
}

const SLOW_MS = 120_000;
const WHY: Record<string, StoreFailure['type']> = { TargetFull: 'DiskFull', TargetReadOnly: 'ReadOnly' };
