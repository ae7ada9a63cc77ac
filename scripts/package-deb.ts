/** `npm run package:deb`: the Debian package of the station host, for offices without Electron. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HOST_FLAGS } from '../electron/cli/flags.ts';
import { licences, productionPackages, ROOT } from './production.ts';

const PROGRAM = 'usr/lib/toiluot';
const DOC = 'usr/share/doc/toiluot';
const PARTS = join(ROOT, 'packaging', 'deb');
/** What Debian calls Node's processor names. */
const ARCHITECTURES: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

if (import.meta.main) {
  if (process.platform !== 'linux' || spawnSync('dpkg-deb', ['--version']).error) {
    console.error('Gói .deb cần dpkg-deb: xin chạy trên Debian hoặc Ubuntu.');
    process.exit(1);
  }
  console.log(relative(ROOT, buildDeb({ to: join(ROOT, 'out', 'dist') })));
}

/**
 * Builds `toiluot_<version>_<architecture>.deb` in the folder `to` from the built screens (out/renderer), and gives
 * its path. `version` is that of package.json unless said otherwise; `fast` leaves it uncompressed, for tests.
 */
export function buildDeb(options: { to: string; version?: string; fast?: boolean }): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    author: string;
  };
  const version = options.version ?? manifest.version;
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Error(`no Debian name for ${process.arch}`);
  const tree = mkdtempSync(join(tmpdir(), 'toiluot-deb-'));
  try {
    chmodSync(tree, 0o755);
    layProgram(tree, version, options.fast ?? false);
    layMachine(tree);
    layDoc(tree, version, manifest.author);
    layControl(tree, { version, architecture, maintainer: manifest.author });
    mkdirSync(options.to, { recursive: true });
    const file = join(options.to, `toiluot_${version}_${architecture}.deb`);
    run('dpkg-deb', ['--root-owner-group', ...(options.fast ? ['-Znone'] : ['-Zxz']), '--build', tree, `${file}.new`]);
    renameSync(`${file}.new`, file);
    return file;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** The program: the same files that are tested, without the tests. */
function layProgram(tree: string, version: string, fast: boolean): void {
  const lib = join(tree, PROGRAM);
  for (const layer of ['core', 'node', 'cli']) {
    copyTree(
      join(ROOT, 'electron', layer),
      join(lib, 'electron', layer),
      (path) => !/\.test\.ts$|\/testing$|\/tsconfig\.json$/.test(path),
    );
  }
  copyTree(join(ROOT, 'resources'), join(lib, 'resources'), (path) => !path.includes('/resources/icons'));
  copyTree(join(ROOT, 'out', 'renderer'), join(lib, 'out', 'renderer'), (path) => !path.endsWith('.md'));
  for (const { path } of productionPackages()) copyTree(join(ROOT, path), join(lib, path), isLoaded);
  writeFileSync(join(lib, 'package.json'), `${JSON.stringify({ name: 'toiluot', version, type: 'module' })}\n`);
  copyFileSync(realNode(), join(lib, 'node'));
  // A sixth smaller without debugging symbols; a machine without binutils ships them as they are.
  const binaries = [
    join(lib, 'node'),
    join(lib, 'node_modules/better-sqlite3/prebuilds', `linux-${process.arch}.node`),
  ];
  if (!fast) spawnSync('strip', ['--strip-unneeded', ...binaries]);
  const runner = readFileSync(join(PARTS, 'run'), 'utf8').replace('@HOST_FLAGS@', HOST_FLAGS.join(' '));
  writeFileSync(join(lib, 'run'), runner);
  for (const file of ['kiosk', 'kiosk-setup', 'openbox.xml']) copyFileSync(join(PARTS, file), join(lib, file));
  for (const file of ['node', 'run', 'kiosk', 'kiosk-setup']) chmodSync(join(lib, file), 0o755);
}

function layMachine(tree: string): void {
  const places = {
    toiluot: 'usr/bin/toiluot',
    'toiluot.service': 'lib/systemd/system/toiluot.service',
    'polkit.rules': 'usr/share/polkit-1/rules.d/50-toiluot.rules',
    'sysusers.conf': 'usr/lib/sysusers.d/toiluot.conf',
    'tmpfiles.conf': 'usr/lib/tmpfiles.d/toiluot.conf',
    'toiluot-kiosk.desktop': 'usr/share/xsessions/toiluot-kiosk.desktop',
    default: 'etc/default/toiluot',
    'lintian-overrides': 'usr/share/lintian/overrides/toiluot',
  };
  for (const [from, to] of Object.entries(places)) {
    const place = join(tree, to);
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(join(PARTS, from), place);
    chmodSync(place, to.startsWith('usr/bin/') ? 0o755 : 0o644);
  }
}

function layDoc(tree: string, version: string, author: string): void {
  const doc = join(tree, DOC);
  mkdirSync(doc, { recursive: true });
  const date = new Date().toUTCString().replace('GMT', '+0000');
  const changelog = `toiluot (${version}) stable; urgency=medium\n\n  * Version ${version}.\n\n -- ${author}  ${date}\n`;
  writeFileSync(join(doc, 'changelog.gz'), gzipSync(changelog, { level: 9 }));
  const node = readFileSync(join(dirname(realNode()), '..', 'LICENSE'), 'utf8');
  copyFileSync(join(PARTS, 'copyright'), join(doc, 'copyright'));
  writeFileSync(join(doc, 'licences.txt.gz'), gzipSync(`${licences()}\n# Node.js\n\n${node}`, { level: 9 }));
  copyFileSync(join(ROOT, 'docs', 'install.md'), join(doc, 'install.md'));
  const manual = join(tree, 'usr/share/man/man1');
  mkdirSync(manual, { recursive: true });
  writeFileSync(join(manual, 'toiluot.1.gz'), gzipSync(readFileSync(join(PARTS, 'toiluot.1')), { level: 9 }));
}

function layControl(tree: string, values: { version: string; architecture: string; maintainer: string }): void {
  const control = join(tree, 'DEBIAN');
  mkdirSync(control);
  const kib = Number(run('du', ['-sk', '--apparent-size', '--exclude=DEBIAN', tree]).split('\t')[0]);
  writeFileSync(
    join(control, 'control'),
    readFileSync(join(PARTS, 'control'), 'utf8')
      .replace('@VERSION@', values.version)
      .replace('@ARCHITECTURE@', values.architecture)
      .replace('@MAINTAINER@', values.maintainer)
      .replace('@INSTALLED_SIZE@', String(kib)),
  );
  writeFileSync(join(control, 'conffiles'), '/etc/default/toiluot\n');
  for (const script of ['postinst', 'prerm', 'postrm']) {
    copyFileSync(join(PARTS, script), join(control, script));
    chmodSync(join(control, script), 0o755);
  }
  const sums = run('sh', [
    '-c',
    `cd "$0" && find . -path ./DEBIAN -prune -o -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 md5sum`,
    tree,
  ]);
  writeFileSync(join(control, 'md5sums'), sums);
}

/** Of a package only what Node loads: no types, maps or texts (licences are in the copyright file), no sources. */
function isLoaded(path: string): boolean {
  const inside = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (/\/node_modules$/.test(path) || /\.d\.[cm]?ts$|\.test\.js$|\.map$|\.md$|\/\.[^/]*$/i.test(path)) return false;
  if (/^(licen[cs]e|notice|copying)/i.test(basename(path))) return false;
  if (/^better-sqlite3\/(src|deps|build|binding\.gyp)$/.test(inside) || inside === 'zod/src') return false;
  if (/^ssh2\/lib\/protocol\/crypto\/(src|build|binding\.gyp)$/.test(inside)) return false;
  if (inside.startsWith('better-sqlite3/prebuilds/')) return inside.endsWith(`/linux-${process.arch}.node`);
  return true;
}

/** Copies with the modes a package has: what the builder's umask made of a file is nobody's business. */
function copyTree(from: string, to: string, keep: (path: string) => boolean): void {
  cpSync(from, to, { recursive: true, filter: keep });
  run('chmod', ['-R', 'u=rwX,go=rX', to]);
  run('find', [to, '-type', 'f', '-exec', 'chmod', '644', '{}', '+']);
}

/** The packaged Node: bin/node of the npm package `node`. */
function realNode(): string {
  const path = join(ROOT, 'node_modules', 'node', 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (!existsSync(path)) throw new Error(`no Node at ${path}: run npm ci`);
  return path;
}

function run(command: string, args: string[]): string {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr || done.error}`);
  return done.stdout;
}
