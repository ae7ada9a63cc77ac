import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/**
 * Named by packages that run in an office, but never loaded there: types, headers, and Node itself; what `ssh2` would
 * compile for this machine's Node alone, and does without.
 */
export const NOT_LOADED: readonly string[] = [
  'node',
  'typescript',
  'node-addon-api',
  '@types/node',
  'undici-types',
  'cpu-features',
  'buildcheck',
  'nan',
];

export type Manifest = {
  name: string;
  version: string;
  license?: string;
  author?: string | { name: string };
  homepage?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

export type ProductionPackage = Manifest & { /** Relative to the repository: `node_modules/zod`. */ path: string };

/** The packages that run in an office, by path: what package.json's `dependencies` name, and what those name. */
export function productionPackages(): ProductionPackage[] {
  const found = new Map<string, ProductionPackage>();
  visit('', readManifest(''));
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));

  function visit(from: string, { dependencies, optionalDependencies, peerDependencies }: Manifest): void {
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const path = NOT_LOADED.includes(name) ? null : resolvePackage(from, name);
      if (path === null || found.has(path)) continue;
      const manifest = readManifest(path);
      found.set(path, { ...manifest, path });
      visit(path, manifest);
    }
  }
}

/** The licences of every piece of others' work in a package of this program, as one text. */
export function licences(): string {
  const screens = readFileSync(join(ROOT, 'out', 'renderer', 'licences.md'), 'utf8');
  const host = productionPackages().map((manifest) => {
    const { name, version, license, path } = manifest;
    const files = licenceFiles(path).map((file) => readFileSync(file, 'utf8').trim());
    const text = files.length > 0 ? files : licenceInReadme(path);
    return `## ${name} ${version} (${license})\n\n${text.join('\n\n') || licenceInManifest(manifest)}`;
  });
  const font = readFileSync(join(ROOT, 'node_modules/@fontsource/be-vietnam-pro/LICENSE'), 'utf8');
  return `# The program\n\n${host.join('\n\n')}\n\n# The typeface Be Vietnam Pro\n\n${font.trim()}\n\n# The screens\n\n${screens.trim()}\n`;
}

/** Where Node finds package `name` from the package at `from`: the nearest node_modules upwards. Null when absent (an optional peer). */
function resolvePackage(from: string, name: string): string | null {
  const path = join(from, 'node_modules', name);
  if (existsSync(join(ROOT, path, 'package.json'))) return path;
  return from === '' ? null : resolvePackage(from.slice(0, Math.max(0, from.lastIndexOf('node_modules') - 1)), name);
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as Manifest;
}

/** Some small packages give their licence at the end of the readme only. */
function licenceInReadme(path: string): string[] {
  const readme = join(ROOT, path, 'README.md');
  const text = existsSync(readme)
    ? /^#+ licen[cs]e\s*\n([\s\S]+)/im.exec(readFileSync(readme, 'utf8'))?.[1]
    : undefined;
  return text === undefined ? [] : [text.trim()];
}

/** A package without a text says at least whose it is and under which licence. */
function licenceInManifest({ license, author, homepage }: Manifest): string {
  const who = typeof author === 'string' ? author : author?.name;
  if (license === undefined || who === undefined) return 'No licence text comes with this package.';
  return [`By ${who}, under the ${license} licence.`, homepage ?? ''].join(' ').trim();
}

function licenceFiles(path: string): string[] {
  return readdirSync(join(ROOT, path))
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .map((name) => join(ROOT, path, name));
}
