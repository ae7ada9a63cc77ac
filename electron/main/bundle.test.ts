import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'out', 'main', 'main.js');

/** Lets `import … from 'electron'` of the built program find the typed fake. */
const HOOK = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron'
      ? { url: ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'testing', 'electron.main.ts')).href)}, shortCircuit: true }
      : next(name, context),
});`)}`;

test('the built program starts by itself, shows its screens, and its worker checks the database', async () => {
  expect(existsSync(MAIN), 'npm run build first').toBe(true);
  const root = mkdtempSync(join(tmpdir(), 'toiluot-bundle-'));
  const run = async (ask: string, until: string) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', HOOK, MAIN, '--data', join(root, 'data')],
      {
        env: {
          ...process.env,
          XDG_CONFIG_HOME: join(root, 'config'),
          TOILUOT_APP: ROOT,
          TOILUOT_ASK: ask,
          TOILUOT_LOG: join(root, 'data', 'log'),
          TOILUOT_UNTIL: until,
        },
        timeout: 30_000,
      },
    );
    return JSON.parse(stdout) as { pages: [string, number][]; answer: { result: { data: unknown } } };
  };
  try {
    const first = await run('setup.demo', 'host.start');
    expect(first.pages).toEqual([
      ['toiluot://app/staff', 200],
      ['toiluot://app/board', 200],
    ]);
    expect(first.answer.result.data).toMatchObject({ ok: true });
    const second = await run('hello', 'database.check');
    expect(second.answer.result.data).toMatchObject({ setUp: true, kiosk: true });
    const folder = join(root, 'data', 'log');
    const log = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(log.join('')).toContain('"event":"database.check","answer":"ok"');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
