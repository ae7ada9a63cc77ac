import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { haveDebian } from './debian.ts';

export type Sshd = {
  port: number;
  user: string;
  password: string;
  /** The text of a private key that it lets in. */
  privateKey: string;
  /** An empty folder that belongs to the user. */
  folder: string;
  /** Of its own key of this kind, as OpenSSH prints it. */
  fingerprint(kind: 'ed25519' | 'rsa'): string;
  /** Gives a folder to the user. */
  give(path: string): void;
  /** Starts anew with keys of its own that nobody has seen, where asked without some of OpenSSH's extensions to SFTP. */
  changeKeys(without?: string[]): Promise<void>;
  /** Sends a signal to those who serve the connections there are, not to the one who accepts new ones. */
  signalSessions(signal: NodeJS.Signals): void;
  stop(): void;
};

/**
 * A real OpenSSH server on a port of its own, for SFTP only, with a user of its own who can do nothing else.
 * A text says why there is none. Make as root only.
 */
export async function startSshd(): Promise<Sshd | string> {
  if (process.getuid?.() !== 0) return 'an SSH server that lets others in can only be started by root';
  const missing = haveDebian('openssh-server');
  if (missing !== null) return missing;
  const dir = mkdtempSync(join(tmpdir(), 'toiluot-sshd-'));
  chmodSync(dir, 0o755);
  // Where it separates its privileges.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const user = `toiluot-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(12).toString('base64url');
  must('useradd', [
    '--no-create-home',
    '--home-dir',
    dir,
    '--shell',
    '/usr/sbin/nologin',
    '--password',
    crypt(password),
    user,
  ]);
  const owner = { uid: Number(must('id', ['-u', user])), gid: Number(must('id', ['-g', user])) };
  const give = (path: string) => chownSync(path, owner.uid, owner.gid);
  const folder = join(dir, 'drop');
  mkdirSync(folder);
  give(folder);
  newKey(join(dir, 'client'), 'ed25519');
  const port = await freePort();
  let server = await start(dir, port, user);

  const stopServer = () => {
    for (const pid of descendants(server.pid)) kill(pid, 'SIGKILL');
    server.kill('SIGKILL');
  };
  return {
    port,
    user,
    password,
    privateKey: readFileSync(join(dir, 'client'), 'utf8'),
    folder,
    give,
    fingerprint: (kind) => must('ssh-keygen', ['-lf', join(dir, `host_${kind}.pub`)]).split(' ')[1] ?? '',
    async changeKeys(without) {
      stopServer();
      server = await start(dir, port, user, without);
    },
    signalSessions(signal) {
      for (const pid of descendants(server.pid)) kill(pid, signal);
    },
    stop() {
      stopServer();
      spawnSync('userdel', ['--force', user]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function start(dir: string, port: number, user: string, without: string[] = []): Promise<ChildProcess> {
  for (const kind of ['ed25519', 'rsa']) newKey(join(dir, `host_${kind}`), kind);
  const config = join(dir, 'sshd_config');
  writeFileSync(
    config,
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${dir}/host_ed25519
HostKey ${dir}/host_rsa
PidFile none
UsePAM no
StrictModes no
AllowUsers ${user}
AuthorizedKeysFile ${dir}/client.pub
PasswordAuthentication yes
Subsystem sftp internal-sftp
ForceCommand internal-sftp${without.length > 0 ? ` -P ${without.join(',')}` : ''}
`,
  );
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Server listening')) resolve();
    });
    server.once('exit', () => reject(new Error(`sshd ended: ${said}`)));
  });
  return server;
}

function newKey(path: string, kind: string): void {
  rmSync(path, { force: true });
  must('ssh-keygen', ['-q', '-t', kind, '-N', '', '-f', path]);
}

function descendants(pid: number | undefined): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // "pid (name) state parent …", and the name may hold anything.
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {}
  }
  const below = (of: number): number[] => (children.get(of) ?? []).flatMap((child) => [child, ...below(child)]);
  return pid === undefined ? [] : below(pid);
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** As /etc/shadow keeps it. */
function crypt(password: string): string {
  return must('openssl', ['passwd', '-6', password]);
}

function must(program: string, args: string[]): string {
  const ran = spawnSync(program, args, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${program}: ${ran.error?.message ?? ran.stderr}`);
  return ran.stdout.trim();
}
