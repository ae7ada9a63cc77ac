import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDeb } from './package-deb.ts';
import { ROOT } from './production.ts';

/** A Debian of the least size, made once and kept outside the repository. */
const SYSTEM = '/var/cache/toiluot-test/bookworm.tar';
const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
/** Under everything else `npm test` does at once; alone it takes 25 s. */
const IN_TIME = { timeout: 180_000 };

const why = unavailable();
if (why !== null) console.log(`skipped: the Debian package is not tried on this machine: ${why}`);

const folder = mkdtempSync(join(tmpdir(), 'toiluot-machine-'));
const root = join(folder, 'root');
let machine: ChildProcess | undefined;
/** Process 1 of the machine, as this machine counts. */
let leader = '';

beforeAll(async () => {
  if (why !== null) return;
  mkdirSync(root);
  must('tar', ['-xf', SYSTEM, '-C', root]);
  for (const version of [VERSION, `${VERSION}+1`]) buildDeb({ to: join(root, 'root'), version, fast: true });
  await boot();
}, 180_000);

afterAll(async () => {
  await halt();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test.skipIf(why !== null)(
  'a fresh Debian without a network gets the office by one command, and keeps it',
  IN_TIME,
  async () => {
    // One command, and it answers on this machine; the code reaches whoever installs it.
    const said = install(VERSION);
    expect(said).toContain('sudo toiluot code');
    expect(inside('systemd-analyze', 'verify', 'toiluot.service')).toBe('');
    await answers();
    expect(visit('pages')).toEqual([
      ['staff', 200, true],
      ['board', 200, true],
      ['take', 200, true],
    ]);
    const code = /\(dùng một lần\): (\d{6})/.exec(inside('toiluot', 'code'))?.[1] ?? '';
    expect(visit('open', code)).toBe('A001');
    expect(visit('waiting')).toBe(1);

    // Only the office's own user reads its data, and the key lies elsewhere.
    expect(inside('stat', '-c', '%a %U', '/var/lib/toiluot', '/var/lib/toiluot-keys').split('\n')).toEqual([
      '700 toiluot',
      '700 toiluot',
    ]);
    expect(
      inside('sh', '-c', 'stat -c "%a %U" /var/lib/toiluot-keys/toiluot/*.key /var/lib/toiluot/office.db').split('\n'),
    ).toEqual(['600 toiluot', '600 toiluot']);
    expect(inside('sh', '-c', 'find / -xdev -user toiluot -not -path "/var/lib/toiluot*" -not -path "/proc/*"')).toBe(
      '',
    );

    // A program that is killed and a machine that is switched off and on come back by themselves.
    const program = mainPid();
    inside('systemctl', 'kill', '--signal=KILL', 'toiluot.service');
    await until(() => !['0', program].includes(mainPid()), 'the program');
    await answers();
    expect(visit('waiting')).toBe(1);
    await halt();
    await boot();
    await answers();
    expect(visit('waiting')).toBe(1);
    expect(failing('toiluot', 'code')).toContain('Không có mã nào đang chờ');

    // What the operator has set outlives the new version; so do the data.
    inside('sed', '-i', 's/=7700/=7800/; s/^TOILUOT_OPTIONS=.*/TOILUOT_OPTIONS=--lan/', '/etc/default/toiluot');
    install(`${VERSION}+1`);
    await answers(7800);
    expect(visit('waiting', '', 'http://localhost:7800')).toBe(1);
    // An upgrade that is given up half-way leaves the office open; configured once more nothing changes.
    script('prerm', 'upgrade', '9');
    expect(failing('systemctl', 'is-active', 'toiluot.service')).toBe('inactive');
    script('postinst', 'abort-upgrade', '9');
    script('postinst', 'configure', VERSION);
    await answers(7800);
    expect(visit('waiting', '', 'http://localhost:7800')).toBe(1);
    expect(visit('pages', '', 'https://localhost:7801')).toContainEqual(['board', 200, true]);
    expect(inside('toiluot', 'verify-log')).toMatch(/^Nhật ký đúng/);
    expect(inside('toiluot', 'backup', '/tmp/office.backup')).toMatch(/^Đã sao lưu/);

    // A copy goes back without the operator stopping anything.
    expect(inside('toiluot', 'restore', '/tmp/office.backup')).toMatch(/^Đã khôi phục/);
    await answers(7800);
    expect(visit('waiting', '', 'http://localhost:7800')).toBe(1);

    // Nor does it stay shut when the operator gives up at the question for the recovery key.
    inside('mv', '/var/lib/toiluot/office.json', '/tmp');
    inside('sh', '-c', 'sleep 9 | timeout -s INT 3 toiluot restore /tmp/office.backup; true');
    inside('mv', '/tmp/office.json', '/var/lib/toiluot');
    expect(inside('systemctl', 'is-active', 'toiluot.service')).toBe('active');
    inside('systemctl', 'restart', 'toiluot.service');
    await answers(7800);
    expect(visit('waiting', '', 'http://localhost:7800')).toBe(1);

    // Removed, the program is gone and the office is not.
    const own = inside('dpkg', '-L', 'toiluot')
      .split('\n')
      .filter((path) => existsSync(join(root, path)));
    inside('dpkg', '--remove', 'toiluot');
    expect(own.filter((path) => path.startsWith('/usr/lib/toiluot') && existsSync(join(root, path)))).toEqual([]);
    expect(failing('systemctl', 'is-active', 'toiluot.service')).toContain('inactive');
    expect(existsSync(join(root, 'var/lib/toiluot/office.db'))).toBe(true);
    expect(inside('dpkg', '--purge', 'toiluot')).toContain('dữ liệu và khóa của đơn vị vẫn còn');
    expect(existsSync(join(root, 'var/lib/toiluot/office.db'))).toBe(true);
    expect(readdirSync(join(root, 'var/lib/toiluot-keys/toiluot'))).toContainEqual(expect.stringMatching(/\.key$/));
    expect(existsSync(join(root, 'etc/default/toiluot'))).toBe(false);

    // Installed again, it is the same office.
    install(VERSION);
    await answers();
    expect(visit('waiting')).toBe(1);
  },
);

/** Debian's own way; it may leave the flushing of files to the end, as the machine is thrown away. */
function install(version: string): string {
  const [file = ''] = readdirSync(join(root, 'root')).filter((name) => name.startsWith(`toiluot_${version}_`));
  return inside('dpkg', '--force-unsafe-io', '-i', `/root/${file}`);
}

/** Runs one of the package's scripts as dpkg does. */
function script(name: string, ...args: string[]): void {
  inside('env', 'DPKG_MAINTSCRIPT_PACKAGE=toiluot', `/var/lib/dpkg/info/toiluot.${name}`, ...args);
}

function mainPid(): string {
  return inside('systemctl', 'show', '-p', 'MainPID', '--value', 'toiluot.service');
}

/** Runs a command on the machine as root; fails the test when it fails. */
function inside(...command: string[]): string {
  const done = enter(command);
  if (done.status !== 0) throw new Error(`${command.join(' ')}: ${done.status}\n${done.stdout}${done.stderr}`);
  return `${done.stdout}${done.stderr}`.trim();
}

/** Runs a command that must fail, and gives what it said. */
function failing(...command: string[]): string {
  const done = enter(command);
  if (done.status === 0) throw new Error(`${command.join(' ')} should have failed: ${done.stdout}`);
  return `${done.stdout}${done.stderr}`.trim();
}

function enter(command: string[]) {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('/usr/bin/nsenter', ['-t', leader, '-a', ...command], { encoding: 'utf8', timeout: 30_000, env });
}

/** The machine has a network of its own, without a way out; the visitor is taken into it. */
function visit(step: string, code = '', url = 'http://localhost:7700'): unknown {
  const visitor = [process.execPath, join(ROOT, 'scripts', 'package-deb.visitor.ts'), url, step, code];
  const env = {
    ...process.env,
    NODE_TLS_REJECT_UNAUTHORIZED: url.startsWith('https') ? '0' : '1',
    NODE_NO_WARNINGS: '1',
  };
  const done = spawnSync('/usr/bin/nsenter', ['-t', leader, '-n', ...visitor], {
    encoding: 'utf8',
    timeout: 30_000,
    env,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout);
}

async function answers(port = 7700): Promise<void> {
  await until(
    () => enter(['bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`]).status === 0,
    `port ${port}`,
    () => enter(['journalctl', '-u', 'toiluot', '-o', 'cat', '--no-pager']).stdout,
  );
}

async function boot(): Promise<void> {
  machine = spawn(
    'systemd-nspawn',
    [
      '--quiet',
      '--boot',
      '--register=no',
      '--keep-unit',
      '--private-network',
      `--machine=${basename(folder)}`,
      '-D',
      root,
    ],
    { stdio: 'ignore' },
  );
  const children = `/proc/${machine.pid}/task/${machine.pid}/children`;
  await until(() => {
    leader = existsSync(children) ? (readFileSync(children, 'utf8').trim().split(' ').at(-1) ?? '') : '';
    return leader !== '' && enter(['systemctl', 'is-system-running']).stdout.trim() === 'running';
  }, 'the machine');
}

async function halt(): Promise<void> {
  if (machine === undefined || machine.exitCode !== null) return;
  const off = new Promise((resolve) => machine?.once('exit', resolve));
  enter(['systemctl', 'poweroff']);
  const late = setTimeout(() => machine?.kill('SIGKILL'), 20_000);
  await off;
  clearTimeout(late);
}

async function until(holds: () => boolean, what: string, more: () => string = () => ''): Promise<void> {
  for (const end = Date.now() + 40_000; Date.now() < end; ) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come up\n${more()}`);
}

function must(command: string, args: string[]): void {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr || done.error}`);
}

/** Why no Debian can be started here, or null; fetches what is missing where it may. */
function unavailable(): string | null {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return 'it is not a Debian';
  if (process.getuid?.() !== 0) return 'it takes root';
  const tools = { mmdebstrap: '/usr/bin/mmdebstrap', 'systemd-container': '/usr/bin/systemd-nspawn' };
  if (!Object.values(tools).every((path) => existsSync(path))) {
    loud('apt-get', ['update', '-qq']);
    loud('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...Object.keys(tools)]);
  }
  if (!Object.values(tools).every((path) => existsSync(path)))
    return `${Object.keys(tools).join(' and ')} cannot be had`;
  if (!existsSync(SYSTEM)) {
    mkdirSync(join(SYSTEM, '..'), { recursive: true });
    const making = `${SYSTEM}.${process.pid}.tar`;
    loud('mmdebstrap', ['--quiet', '--variant=minbase', '--include=systemd,systemd-sysv', 'bookworm', making]);
    if (!existsSync(making)) return 'no Debian could be fetched';
    renameSync(making, SYSTEM);
  }
  const tried = spawnSync('systemd-nspawn', [
    '--quiet',
    '--register=no',
    '--keep-unit',
    '-D',
    '/',
    '--volatile=yes',
    'true',
  ]);
  return tried.status === 0 ? null : `systemd-nspawn does not run: ${tried.stderr}`;
}

function loud(command: string, args: string[]): void {
  console.log(`$ ${command} ${args.join(' ')}`);
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 120_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
