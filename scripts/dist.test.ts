import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { createTargets, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dist } from './dist.ts';
import { type Manifest, NOT_LOADED, productionPackages, ROOT } from './production.ts';

/**
 * electron-builder itself packs the program for both systems, over a stand-in for Electron's archive, which cannot be
 * had on every machine: a program with Electron's fuses in it, for Windows a real one of Microsoft's format.
 */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const folder = mkdtempSync(join(tmpdir(), 'toiluot-dist-'));
const stub = join(folder, 'electron');
const output = join(folder, 'out');
const packages = {
  'win32-x64': { dir: join(output, 'win-unpacked'), program: 'ToiLuot.exe' },
  'linux-x64': { dir: join(output, 'linux-unpacked'), program: 'toiluot-kiosk' },
} as const;

beforeAll(async () => {
  for (const part of ['locales', 'resources']) mkdirSync(join(stub, part), { recursive: true });
  for (const language of ['vi', 'en-US', 'fr']) writeFileSync(join(stub, 'locales', `${language}.pak`), language);
  const fuses = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 8]), Buffer.from('10110001')]);
  writeFileSync(join(stub, 'electron'), fuses, { mode: 0o755 });
  const windows = readFileSync(join(ROOT, 'node_modules', 'electron-winstaller', 'vendor', 'Setup.exe'));
  writeFileSync(join(stub, 'electron.exe'), Buffer.concat([windows, fuses]));
  copyFileSync(join(ROOT, 'package.json'), join(stub, 'version'));
  await dist({
    targets: createTargets([Platform.WINDOWS, Platform.LINUX], 'dir', 'x64'),
    config: { electronDist: stub, directories: { output } },
  });
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(packages))('the package for %s', (system, { dir, program }) => {
  const asar = join(dir, 'resources', 'app.asar');
  const files = () => listPackage(asar, { isPack: false }).map((file) => file.replaceAll('\\', '/').slice(1));
  const isFile = (file: string) => !('files' in statFile(asar, file));

  test('holds the program and what it reads, and nothing else', () => {
    const held = files().filter(isFile);
    for (const file of [
      'out/main/main.js',
      'out/main/check.worker.mjs',
      'out/main/roster.worker.mjs',
      'resources/services.json',
      'resources/voice/A.ogg',
    ])
      expect(held).toContain(file);
    for (const page of ['staff', 'board', 'take', 'district'])
      expect(held).toContain(`out/renderer/${page}/index.html`);
    const others = held.filter(
      (file) => !/^(package\.json$|out\/(main|renderer)\/|resources\/|node_modules\/)/.test(file),
    );
    expect(others).toEqual([]);
    expect(held.filter((file) => /\.([mc]?ts|tsx|map)$|\.test\.|^resources\/icons\//.test(file))).toEqual([]);
  });

  test('holds exactly the packages that run in an office', () => {
    const roots = files().filter((file) => /(^|\/)node_modules\/(@[^/]+\/)?[^@/][^/]*$/.test(file) && !isFile(file));
    const all = new Set(files());
    // The builder lays packages side by side where npm nests them: what counts is which ones there are.
    const held = roots
      .filter((file) => all.has(`${file}/package.json`))
      .map((file) => JSON.parse(extractFile(asar, `${file}/package.json`).toString()) as Manifest);
    const named = (list: readonly Manifest[]) =>
      [...new Set(list.map(({ name, version }) => `${name} ${version}`))].sort();
    expect(named(held)).toEqual(named(productionPackages()));
    for (const name of NOT_LOADED) expect(files()).not.toContain(`node_modules/${name}`);
  });

  test('lays beside the archive what the system loads from a file: the library of this system, and the workers', () => {
    const unpacked = files().filter((file) => isFile(file) && 'unpacked' in statFile(asar, file));
    expect(unpacked.filter((file) => file.endsWith('.node'))).toEqual([
      `node_modules/better-sqlite3/prebuilds/${system}.node`,
    ]);
    for (const file of [
      'out/main/check.worker.mjs',
      'out/main/roster.worker.mjs',
      'node_modules/highs/build/highs.wasm',
    ])
      expect(unpacked).toContain(file);
    for (const file of unpacked) expect(existsSync(join(`${asar}.unpacked`, file))).toBe(true);
  });

  test('has the fuses of a kiosk blown', () => {
    const bytes = readFileSync(join(dir, program));
    const wire = bytes.subarray(bytes.indexOf(SENTINEL) + SENTINEL.length + 2).subarray(0, 8);
    // RunAsNode, CookieEncryption, NodeOptions, NodeCliInspect, AsarIntegrity, OnlyLoadAppFromAsar, snapshot, file://
    expect(wire.toString()).toBe('01001100');
  });

  test('speaks Vietnamese and carries the licences of what it is made of', () => {
    expect(existsSync(join(dir, 'locales', 'vi.pak'))).toBe(true);
    expect(existsSync(join(dir, 'locales', 'fr.pak'))).toBe(false);
    const licences = readFileSync(join(dir, 'resources', 'licences.txt'), 'utf8');
    for (const { name } of productionPackages()) expect(licences).toContain(`## ${name} `);
    expect(licences).toContain('## react ');
    expect(licences).not.toContain('No licence text');
  });
});

test('Windows is told what the program is, and that it needs no rights of an administrator', () => {
  const bytes = readFileSync(join(packages['win32-x64'].dir, packages['win32-x64'].program));
  for (const text of ['Tới Lượt', 'CompanyName', 'LegalCopyright'])
    expect(bytes.includes(text, 0, 'utf16le')).toBe(true);
  expect(bytes.includes('requestedExecutionLevel level="asInvoker"')).toBe(true);
  const icon = readFileSync(join(ROOT, 'resources', 'icons', '256x256.png'));
  expect(bytes.includes(icon)).toBe(true);
});
