import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST_FLAGS } from '../electron/cli/flags.ts';
import type { StaffCommand, TakeCommand } from '../electron/core/queue/commands.ts';

/** A real station host in a process of its own, over a data folder of its own. */
export type TestHost = {
  readonly url: string;
  readonly pid: number;
  readonly dir: string;
  readonly setupCode: string | null;
  /** The environment in which commands find this office's key. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends the process with a signal and waits until it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again on the same folder and the same port. */
  restart(): Promise<void>;
  /** Ends it and removes everything it made. */
  remove(): Promise<void>;
};

/** A Monday morning with the office just open; no test may depend on when it is run. */
export const MONDAY_0730 = Date.parse('2026-11-23T00:30:00Z');

const ROOT = join(import.meta.dirname, '..');

/**
 * Starts a host; `at` is the instant (UTC ms) its clock shows now, `under` a command to run it
 * under (strace), `role` what it is, `root` where its folders go, `copy` an office to begin with (`data` and `keys` folders).
 */
export async function startHost(
  options: { at?: number; under?: string[]; root?: string; copy?: string; role?: 'office' | 'district' } = {},
): Promise<TestHost> {
  const root = mkdtempSync(join(options.root ?? tmpdir(), 'toiluot-e2e-'));
  const dir = join(root, 'data');
  if (options.copy !== undefined) {
    for (const part of ['data', 'keys']) cpSync(join(options.copy, part), join(root, part), { recursive: true });
  }
  const offset = options.at === undefined ? 0 : options.at - Date.now();
  const env = { ...process.env, XDG_CONFIG_HOME: join(root, 'keys') };
  let running = await spawnHost(0);

  async function spawnHost(port: number) {
    const [command = '', ...before] = [...(options.under ?? []), process.execPath, ...HOST_FLAGS];
    const child = spawn(
      command,
      [...before, join(ROOT, 'e2e', 'host.main.ts'), dir, String(port), String(offset), options.role ?? 'office'],
      {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const line = await firstLine(child);
    return { child, ...(JSON.parse(line) as { url: string; setupCode: string | null; pid: number }) };
  }

  async function kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { child, pid } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // Not the child itself, which may be strace and is deaf to signals.
    process.kill(pid, signal);
    await gone;
  }

  return {
    get url() {
      return running.url;
    },
    get pid() {
      return running.pid;
    },
    get setupCode() {
      return running.setupCode;
    },
    dir,
    env,
    kill,
    async restart() {
      running = await spawnHost(Number(new URL(running.url).port));
    },
    async remove() {
      await kill('SIGKILL');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What every answer of the host looks like to a caller that checks it. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: { type: string } };

/** One paired screen talking to the host as its page does: POST, own cookies, the page's Origin. */
export class Caller {
  readonly screen: 'staff' | 'take' | 'board';
  readonly #url: () => string;
  readonly #cookies: Map<string, string>;

  constructor(screen: 'staff' | 'take' | 'board', url: () => string, cookies: readonly [string, string][] = []) {
    this.screen = screen;
    this.#url = url;
    this.#cookies = new Map(cookies);
  }

  /** Calls a procedure and gives its data; throws what the host said when it has no right to. */
  async call<T>(procedure: string, input?: unknown, signal?: AbortSignal): Promise<T> {
    const url = this.#url();
    const response = await fetch(`${url}/api/${this.screen}/${procedure}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: url,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
      ...(signal ? { signal } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    const body = (await response.json()) as { result?: { data: T }; error?: { message: string } };
    if (!response.ok || !body.result) throw new Error(`${procedure}: ${response.status} ${body.error?.message ?? ''}`);
    return body.result.data;
  }

  /** Runs a queue command under a key of its own, or under `key` again. */
  run(
    command: StaffCommand | TakeCommand,
    key: string = newKey(),
  ): Promise<Answer<{ ticket: string | null; issued: { number: string } | null }>> {
    return this.call(`${this.screen}.run`, { key, command });
  }

  /** What makes it this device; for a caller that goes on in another process. */
  get cookies(): readonly [string, string][] {
    return [...this.#cookies];
  }
}

/** A fresh idempotency key. */
export function newKey(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

export type DemoOffice = {
  administrator: Caller;
  pin: string;
  recoveryKey: string;
  officers: { id: string; name: string }[];
};

/** Sets up the demo office over HTTP and signs its administrator in. */
export async function setUpDemo(host: Pick<TestHost, 'url' | 'setupCode'>): Promise<DemoOffice> {
  const administrator = new Caller('staff', () => host.url);
  const made = await administrator.call<Answer<{ pin: string; recoveryKey: string }>>('setup.demo', {
    code: host.setupCode,
  });
  if (!made.ok) throw new Error(made.error.type);
  const { pin, recoveryKey } = made.value;
  const officers = await administrator.call<{ id: string; name: string }[]>('session.officers');
  await signIn(administrator, officers, 'Lê Quản Trị Mẫu', pin);
  return { administrator, pin, recoveryKey, officers };
}

/** A further paired screen; a staff screen also signs an officer in. */
export async function addScreen(
  host: TestHost,
  office: DemoOffice,
  screen: 'staff' | 'take' | 'board',
  officer?: string,
): Promise<Caller> {
  const caller = new Caller(screen, () => host.url);
  const asked = await caller.call<Answer<{ id: string }>>('pairing.ask');
  if (!asked.ok) throw new Error(asked.error.type);
  const request = asked.value.id;
  const approved = await office.administrator.call<Answer<null>>('devices.approve', {
    request,
    name: screen,
    desk: null,
  });
  if (!approved.ok) throw new Error(approved.error.type);
  if ((await caller.call<string>('pairing.claim', { request })) !== 'paired') throw new Error('not paired');
  if (officer) await signIn(caller, office.officers, officer, office.pin);
  return caller;
}

export async function signIn(caller: Caller, officers: { id: string; name: string }[], name: string, pin: string) {
  const officer = officers.find((each) => each.name === name);
  if (!officer) throw new Error(`no officer ${name}`);
  const signed = await caller.call<Answer<unknown>>('session.signIn', { officer: officer.id, pin });
  if (!signed.ok) throw new Error(signed.error.type);
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('exit', (code, signal) => reject(new Error(`the host ended with ${code ?? signal}`)));
    child.once('error', reject);
  });
}
