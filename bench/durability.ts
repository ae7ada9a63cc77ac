import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addScreen, type Caller, MONDAY_0730, newKey, setUpDemo, startHost, type TestHost } from '../e2e/host.ts';

const CLI = join(import.meta.dirname, '..', 'electron', 'cli', 'toiluot.ts');
const CARD = { type: 'take.issue', service: 'card', people: 1, priority: null, person: null } as const;

/** Asks for `count` tickets at once at `take`; gives how many numbers are missing, double or refused. */
export async function rush(count: number): Promise<number> {
  const host = await startHost({ at: MONDAY_0730 });
  try {
    const office = await setUpDemo(host);
    const take = await addScreen(host, office, 'take');
    const answers = await Promise.all(Array.from({ length: count }, () => take.run(CARD)));
    const numbers = new Set(answers.map((answer) => (answer.ok ? answer.value.issued?.number : null)));
    const expected = Array.from({ length: count }, (_, i) => `A${String(i + 1).padStart(3, '0')}`);
    return expected.filter((number) => !numbers.has(number)).length;
  } finally {
    await host.remove();
  }
}

/** Two desks call the only waiting ticket at once, `rounds` times; gives how often not exactly one of them got it. */
export async function duel(rounds: number): Promise<number> {
  const host = await startHost({ at: MONDAY_0730 });
  try {
    const office = await setUpDemo(host);
    const desks = await Promise.all(
      [
        { desk: 'd1', officer: 'Trần Thị Mẫu' },
        { desk: 'd2', officer: 'Vũ Thị Mẫu' },
      ].map(async ({ desk, officer }) => {
        const caller = await addScreen(host, office, 'staff', officer);
        await expectDone(caller.run({ type: 'openDesk', desk }));
        return { desk, caller };
      }),
    );
    let faults = 0;
    for (let round = 0; round < rounds; round++) {
      // Two letters, because a letter ends at 999.
      const service = round % 2 === 0 ? 'card' : 'pickup';
      const issued = await expectDone(
        office.administrator.run({
          type: 'issue',
          service,
          people: 1,
          priority: null,
          priorityReason: null,
          person: null,
          print: false,
        }),
      );
      const calls = await Promise.all(
        desks.map(async ({ desk, caller }) => ({ desk, caller, answer: await caller.run({ type: 'callNext', desk }) })),
      );
      const winners = calls.filter(({ answer }) => answer.ok && answer.value.ticket === issued.ticket);
      const losers = calls.filter(({ answer }) => !answer.ok && answer.error.type === 'NobodyWaiting');
      if (winners.length !== 1 || losers.length !== 1) faults += 1;
      for (const { desk, caller } of winners) await expectDone(park(caller, desk, issued.ticket ?? ''));
    }
    return faults;
  } finally {
    await host.remove();
  }
}

/**
 * Kills the host with SIGKILL at random moments under load, `times` times; after each restart every acknowledged
 * command is sent again under its key and must be answered with the same ticket, and `verify-log` must pass.
 * A fresh office every 20 kills keeps the letters from running out.
 */
export async function killing(times: number): Promise<{ acknowledged: number; lost: number; broken: number }> {
  const total = { acknowledged: 0, lost: 0, broken: 0 };
  for (let left = times; left > 0; left -= 20) {
    const host = await startHost({ at: MONDAY_0730 });
    try {
      const office = await setUpDemo(host);
      const take = await addScreen(host, office, 'take');
      for (let i = 0; i < Math.min(20, left); i++) {
        const acknowledged = await loadAndKill(host, take);
        await host.restart();
        total.acknowledged += acknowledged.size;
        for (const [key, ticket] of acknowledged) {
          const again = await take.run(CARD, key);
          if (!again.ok || again.value.ticket !== ticket) total.lost += 1;
        }
        if (!verifies(host)) total.broken += 1;
      }
    } finally {
      await host.remove();
    }
  }
  return total;
}

/**
 * Runs the host under strace and sends `count` commands one after the other; gives how many were acknowledged
 * without an fdatasync of the database between the request and the answer. Null where there is no strace.
 */
export async function unsynced(count: number): Promise<{ seen: number; faults: number } | null> {
  if (spawnSync('strace', ['-V']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'toiluot-strace-'));
  const trace = join(folder, 'trace');
  const calls = 'trace=read,recvfrom,recvmsg,write,writev,sendto,sendmsg,fdatasync,fsync';
  const host = await startHost({
    at: MONDAY_0730,
    under: ['strace', '-f', '-qq', '-y', '-s', '80', '-e', calls, '-o', trace],
  });
  try {
    const office = await setUpDemo(host);
    const take = await addScreen(host, office, 'take');
    for (let i = 0; i < count; i++) await expectDone(take.run(CARD));
    await host.kill('SIGTERM');
    return readTrace(readFileSync(trace, 'utf8'));
  } finally {
    await host.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Counts answers to commands in a trace, and those before which the database was not synced. */
export function readTrace(text: string): { seen: number; faults: number } {
  let waiting = false;
  let synced = false;
  let seen = 0;
  let faults = 0;
  for (const line of text.split('\n')) {
    if (/(read|recvfrom|recvmsg)\(.*POST \/api\/\w+\/(take|staff)\.run/.test(line)) {
      waiting = true;
      synced = false;
    } else if (/(fdatasync|fsync)\(\d+<[^>]*office\.db[^>]*>\)\s+= 0/.test(line)) {
      synced = true;
    } else if (waiting && /(write|writev|sendto|sendmsg)\(.*HTTP\/1\.1 200/.test(line)) {
      waiting = false;
      seen += 1;
      if (!synced) faults += 1;
    }
  }
  return { seen, faults };
}

/** Four citizens at a time, without pause, until the plug is pulled; gives every ticket that was acknowledged. */
async function loadAndKill(host: TestHost, take: Caller): Promise<Map<string, string>> {
  const acknowledged = new Map<string, string>();
  let on = true;
  const citizens = Array.from({ length: 4 }, async () => {
    while (on) {
      const key = newKey();
      const answer = await take.run(CARD, key).catch(() => null);
      if (answer === null) return;
      if (!answer.ok) throw new Error(answer.error.type);
      acknowledged.set(key, answer.value.ticket ?? '');
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 60));
  await host.kill('SIGKILL');
  on = false;
  await Promise.all(citizens);
  return acknowledged;
}

function verifies(host: TestHost): boolean {
  if (!existsSync(join(host.dir, 'office.db'))) return false;
  return spawnSync(process.execPath, [CLI, 'verify-log', '--data', host.dir], { env: host.env }).status === 0;
}

/** Puts the ticket just called aside, so that nobody waits at the next round. */
async function park(caller: Caller, desk: string, ticket: string) {
  const { atDesk } = await caller.call<{ atDesk: { version: number } }>('staff.view', { desk });
  return caller.run({ type: 'park', desk, ticket, version: atDesk.version });
}

async function expectDone<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { type: string } }>,
): Promise<T> {
  const done = await answer;
  if (!done.ok) throw new Error(done.error.type);
  return done.value;
}
