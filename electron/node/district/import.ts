import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Acceptance, RefusalReason } from '../../core/district/accept.ts';
import type { DistrictFailure, Via } from '../../core/district/store.ts';
import type { StoreFailure } from '../../core/kernel/ports.ts';
import { fail, ok, type Result } from '../../core/kernel/result.ts';
import { BUNDLE_LIMIT, DOWN, parseBundleName, returnName, UP } from '../../core/summary/exchange.ts';
import { fileFailure, readAtMost, writeFileSafely } from '../files.ts';

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
 * Takes the bundles at `path`: a file, a folder, or a stick or drop with its `up/`, which then gets the answers of its
 * stations in `down/`. Nothing is removed. Cut short at any instant it is simply done again: what was taken is known.
 */
export async function importPath(
  deps: {
    acceptance: Pick<Acceptance, 'takeAll'>;
    /** The signed answers of these stations (core/district/returns.ts). */
    answers: (stations: readonly string[]) => Promise<Result<ReadonlyMap<string, string>, DistrictFailure>>;
  },
  path: string,
  via: Via,
): Promise<Result<Imported, ImportFailure>> {
  const found = list(path);
  if (!found.ok) return found;
  const { files, down } = found.value;
  const imported: Imported = { accepted: 0, already: 0, quarantined: [], unreadable: [], answers: 0 };
  for (let i = 0; i < files.length; i += BATCH) {
    const incoming = files.slice(i, i + BATCH).flatMap((file) => {
      // One byte more than a bundle may have is enough to refuse it.
      const bytes = readAtMost(file, BUNDLE_LIMIT + 1);
      if (bytes === null) imported.unreadable.push(basename(file));
      return bytes === null ? [] : [{ name: basename(file), bytes, via }];
    });
    const taken = await deps.acceptance.takeAll(incoming);
    if (!taken.ok) return taken;
    for (const [at, one] of taken.value.entries()) {
      if (one.type === 'quarantined') imported.quarantined.push({ name: incoming[at]?.name ?? '', reason: one.reason });
      else imported[one.type] += 1;
    }
  }
  if (down === null) return ok(imported);
  const stations = files.flatMap((file) => parseBundleName(basename(file))?.station ?? []);
  const answers = await deps.answers([...new Set(stations)]);
  if (!answers.ok) return answers;
  try {
    if (answers.value.size > 0) mkdirSync(down, { recursive: true });
    for (const [station, document] of answers.value) {
      const file = join(down, returnName(station));
      // A stick wears out, and a flush costs its time.
      if (existsSync(file) && readFileSync(file, 'utf8') === document) continue;
      writeFileSafely(file, document, 0o644);
      imported.answers += 1;
    }
  } catch (error) {
    return fail({ type: 'AnswersUnwritable', imported, why: fileFailure(error).type });
  }
  return ok(imported);
}

/** The files that may be bundles; a name with a dot before it is half written. */
function list(path: string): Result<{ files: string[]; down: string | null }, ImportFailure> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return fail({ type: 'PathMissing' });
  if (!stat.isDirectory()) return ok({ files: [path], down: null });
  const up = join(path, UP);
  const exchange = existsSync(up);
  const folder = exchange ? up : path;
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.zip.age') && !name.startsWith('.'));
    const files = names.sort().map((name) => join(folder, name));
    return ok({ files, down: exchange ? join(path, DOWN) : null });
  } catch {
    return fail({ type: 'PathUnreadable' });
  }
}
