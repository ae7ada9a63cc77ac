import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const FORBIDDEN = 'lint/style/noRestrictedImports';

/** An import in a file of a layer that breaks the order of the layers (docs/architecture.md). */
const WRONG = [
  ['electron/core/queue/a.ts', 'node:fs'],
  ['electron/core/kernel/a.ts', 'electron'],
  ['electron/core/people/a.ts', 'better-sqlite3'],
  ['electron/core/estimate/a.ts', 'react'],
  ['electron/core/office/a.ts', '../../node/system.ts'],
  ['electron/core/api/a.ts', '../../cli/start.ts'],
  ['electron/core/api/b.ts', '../../main/windows.ts'],
  ['electron/core/summary/a.ts', '../../../renderer/ui/format.ts'],
  ['electron/core/summary/b.ts', '../queue/tables.ts'],
  ['electron/core/a.ts', '../node/system.ts'],
  ['electron/core/queue/deep/a.ts', '../../office/tables.ts'],
  ['electron/node/a.ts', 'electron'],
  ['electron/node/b.ts', '../cli/start.ts'],
  ['electron/node/sqlite/a.ts', '../../main/windows.ts'],
  ['electron/node/sqlite/b.ts', '../../../renderer/ui/format.ts'],
  ['electron/cli/a.ts', 'electron'],
  ['electron/cli/b.ts', '../main/windows.ts'],
  ['electron/main/a.ts', '../cli/start.ts'],
  ['electron/main/b.ts', '../../renderer/ui/format.ts'],
  ['renderer/board/a.ts', 'node:path'],
  ['renderer/board/b.ts', 'electron'],
  ['renderer/staff/a.ts', 'better-sqlite3'],
  ['renderer/take/a.ts', '../../electron/node/system.ts'],
  ['renderer/staff/desk/a.ts', '../../../electron/cli/start.ts'],
  ['renderer/ui/a.ts', '../../electron/main/windows.ts'],
  ['renderer/take/b.ts', '../board/calls.ts'],
  ['renderer/staff/desk/b.ts', '../../take/words.ts'],
  ['renderer/ui/b.ts', '../staff/keys.ts'],
] as const;

/** Ways around an import statement. */
const LATE = 'electron/core/queue/late.ts';
const PASSED_ON = 'electron/core/queue/passedOn.ts';

const RIGHT = [
  ['electron/core/queue/c.ts', '../kernel/result.ts'],
  ['electron/core/queue/d.ts', './tables.ts'],
  ['electron/core/queue/e.ts', 'zod'],
  ['electron/core/queue/c.test.ts', '../../node/sqlite/db.ts'],
  ['electron/core/testing/c.ts', '../../node/system.ts'],
  ['electron/node/c.ts', '../core/kernel/ports.ts'],
  ['electron/node/d.ts', 'node:fs'],
  ['electron/cli/c.ts', '../node/folder.ts'],
  ['electron/main/c.ts', 'electron'],
  ['electron/main/d.ts', '../node/host.ts'],
  ['renderer/board/c.ts', '../../electron/core/queue/views.ts'],
  ['renderer/board/d.ts', '../ui/format.ts'],
  ['renderer/staff/desk/c.ts', './words.ts'],
  ['renderer/staff/desk/d.ts', '../settings/model.ts'],
] as const;

let folder: string;
let refused: Set<string>;

/** One run of the linter with the repository's rules over a copy of its folders, so that no wrong file ever stands in the tree. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toiluot-layers-'));
  for (const file of ['biome.json', '.gitignore']) cpSync(join(ROOT, file), join(folder, file));
  for (const [file, from] of [...WRONG, ...RIGHT]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `import { thing } from '${from}';\n\nexport const other = thing;\n`);
  }
  writeFileSync(join(folder, LATE), `export const late = () => import('node:fs');\n`);
  writeFileSync(join(folder, PASSED_ON), `export { openDb } from '../../node/sqlite/db.ts';\n`);
  const biome = join(ROOT, 'node_modules', '.bin', 'biome');
  const run = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  refused = new Set(diagnostics.filter(({ category }) => category === FORBIDDEN).map(({ location }) => location.path));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the linter', () => {
  test.each(WRONG)('refuses in %s an import from %s', (file) => {
    expect([...refused]).toContain(file);
  });

  test.each([LATE, PASSED_ON])('refuses %s', (file) => {
    expect([...refused]).toContain(file);
  });

  test.each(RIGHT)('lets %s import from %s', (file) => {
    expect([...refused]).not.toContain(file);
  });
});
