import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLan } from './lan.ts';

const real = { networkInterfaces: os.networkInterfaces, hostname: os.hostname };
afterEach(() => machineIs(real));

/** Lets everything that asks the system about this machine hear this. */
function machineIs(machine: Partial<typeof real>): void {
  Object.assign(os, machine);
  syncBuiltinESMExports();
}

let root = '';
let environment: NodeJS.ProcessEnv = {};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'toiluot-lan-'));
  environment = { ...process.env };
  process.env.XDG_CONFIG_HOME = root;
});
afterEach(() => {
  process.env = environment;
  rmSync(root, { recursive: true, force: true });
});

async function open(network: string | null) {
  const opened = await openLan({ handler: async () => new Response('office'), station: 'S1', port: 0, network });
  if (!opened.ok) throw new Error(opened.error.type);
  return opened.value;
}

const at = (address: string) =>
  ({ address, netmask: '255.255.255.0', family: 'IPv4', mac: '', internal: false, cidr: null }) as const;

test('the door answers to the name and the addresses that the machine has now, and to nobody else’s', async () => {
  machineIs({ networkInterfaces: () => ({}), hostname: () => 'MAY-CHU' });
  const { door, urls, answersTo } = await open(null);
  const named = (name: string) => answersTo(`${name}:${door.port}`);
  try {
    expect([urls(), named('may-chu'), named('localhost'), named('192.168.1.20')]).toEqual([[], true, true, false]);
    // The router came up after the machine.
    machineIs({ networkInterfaces: () => ({ eth0: [at('192.168.1.20')] }) });
    expect([urls(), named('192.168.1.20')]).toEqual([[`https://192.168.1.20:${door.port}`], true]);
    expect([answersTo('192.168.1.20'), named('evil.vn'), answersTo('may-chu:1')]).toEqual([false, false, false]);
  } finally {
    await door.close();
  }
});

test('with a network chosen the door is not there for the other networks of the machine', async () => {
  machineIs({ networkInterfaces: () => ({ police: [at('127.0.0.2')], office: [at('127.0.0.3')] }) });
  const said = (port: number, address: string) =>
    new Promise<string>((resolve) => {
      const asked = get({ host: address, port, rejectUnauthorized: false }, (answer) =>
        answer.on('data', (part: Buffer) => resolve(part.toString())),
      );
      asked.on('error', () => resolve('nobody there'));
    });
  for (const [network, police] of [
    ['office', 'nobody there'],
    [null, 'office'],
  ] as const) {
    const { door, urls, answersTo } = await open(network);
    expect(await Promise.all([said(door.port, '127.0.0.2'), said(door.port, '127.0.0.3')])).toEqual([police, 'office']);
    expect(urls()).toHaveLength(network === null ? 2 : 1);
    expect(answersTo(`127.0.0.2:${door.port}`)).toBe(network === null);
    await door.close();
  }
});
