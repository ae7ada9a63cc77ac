import { mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openLan } from './lan.ts';

const real = { networkInterfaces: os.networkInterfaces, hostname: os.hostname };
afterEach(() => machineIs(real));

/** Lets everything that asks the system about this machine hear this. */
function machineIs(machine: Partial<typeof real>): void {
  Object.assign(os, machine);
  syncBuiltinESMExports();
}

test('the door answers to the name and the addresses that the machine has now, and to nobody else’s', async () => {
  const root = mkdtempSync(join(tmpdir(), 'toiluot-lan-'));
  const environment = { ...process.env };
  process.env.XDG_CONFIG_HOME = root;
  machineIs({ networkInterfaces: () => ({}), hostname: () => 'MAY-CHU' });
  const opened = await openLan({ handler: async () => new Response(''), station: 'S1', port: 0 });
  if (!opened.ok) throw new Error(opened.error.type);
  const { door, urls, answersTo } = opened.value;
  const named = (name: string) => answersTo(`${name}:${door.port}`);
  try {
    expect([urls(), named('may-chu'), named('localhost'), named('192.168.1.20')]).toEqual([[], true, true, false]);
    // The router came up after the machine.
    const netmask = '255.255.255.0';
    const address = { address: '192.168.1.20', netmask, family: 'IPv4', mac: '', internal: false, cidr: null } as const;
    machineIs({ networkInterfaces: () => ({ eth0: [address] }) });
    expect([urls(), named('192.168.1.20')]).toEqual([[`https://192.168.1.20:${door.port}`], true]);
    expect([answersTo('192.168.1.20'), named('evil.vn'), answersTo('may-chu:1')]).toEqual([false, false, false]);
  } finally {
    await door.close();
    process.env = environment;
    rmSync(root, { recursive: true, force: true });
  }
});
