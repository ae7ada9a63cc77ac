import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { haveDebian } from './debian.ts';

/** Debian's PostgreSQL in a folder of its own, as its own user, on a socket in that folder; `fsync` as it is by default. */
export type TestPostgres = {
  /** Makes a database, empty or as a copy of one nobody has open, and gives its address. */
  newDatabase(copyOf?: string): Promise<string>;
  stop(): Promise<void>;
};

/** Null, or why there is none here. */
export function whyNoPostgres(): string | null {
  return haveDebian('postgresql');
}

export async function startPostgres(): Promise<TestPostgres> {
  const bin = binaries();
  const dir = mkdtempSync(join(tmpdir(), 'toiluot-postgres-'));
  const root = process.getuid?.() === 0;
  if (root) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout),
    );
    chownSync(dir, uid ?? 0, gid ?? 0);
  }
  // PostgreSQL refuses to run as root.
  const as = (program: string, ...args: string[]): [string, string[]] =>
    root
      ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', join(bin, program), ...args]]
      : [join(bin, program), args];
  const made = spawnSync(...as('initdb', '-D', join(dir, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'), {
    encoding: 'utf8',
    cwd: dir,
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const args = ['-D', join(dir, 'data'), '-k', dir, '-c', 'listen_addresses='];
  const server = spawn(...as('postgres', ...args), { cwd: dir, stdio: 'ignore' });
  const address = (name: string) => `postgres://postgres@${encodeURIComponent(dir)}/${name}`;
  await answering(address('postgres'), server);
  let databases = 0;
  return {
    async newDatabase(copyOf) {
      databases += 1;
      const template = copyOf === undefined ? '' : ` TEMPLATE ${copyOf.split('/').at(-1)}`;
      await ask(address('postgres'), `CREATE DATABASE test${databases}${template}`);
      return address(`test${databases}`);
    },
    async stop() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      // "Fast": whoever is still connected is sent away.
      server.kill('SIGINT');
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function binaries(): string {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  const found = versions.map((version) => join('/usr/lib/postgresql', version, 'bin')).find((bin) => existsSync(bin));
  if (found === undefined) throw new Error('postgresql is installed without its programs');
  return found;
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    try {
      return await ask(url, 'SELECT 1');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function ask(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
