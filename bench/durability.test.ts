import { expect, test } from 'vitest';
import { duel, killing, readTrace, rush, unsynced } from './durability.ts';

test('60 tickets asked for at once are 60 numbers without a gap', async () => {
  expect(await rush(60)).toBe(0);
});

test('two desks calling at once never get the same ticket', async () => {
  expect(await duel(100)).toBe(0);
}, 120_000);

test('kill -9 under load loses nothing that was acknowledged', async () => {
  const { acknowledged, ...faults } = await killing(5);
  expect(acknowledged).toBeGreaterThan(0);
  expect(faults).toEqual({ lost: 0, broken: 0 });
}, 120_000);

test('every acknowledgement comes after an fdatasync', async ({ skip }) => {
  const traced = await unsynced(50);
  if (traced === null) return skip('strace is not installed on this machine (apt-get install strace)');
  expect(traced).toEqual({ seen: 50, faults: 0 });
}, 120_000);

test('a trace without the fdatasync is counted as a fault', () => {
  const request = '7 read(24<socket:[1]>, "POST /api/take/take.run HTTP/1.1\\r\\nhost"..., 65536) = 498';
  const sync = '7 fdatasync(21</tmp/d/office.db-wal>) = 0';
  const answer = '7 write(24<socket:[1]>, "HTTP/1.1 200 OK\\r\\ncontent-type: app"..., 900) = 900';
  expect(readTrace([request, sync, answer, request, answer, sync].join('\n'))).toEqual({ seen: 2, faults: 1 });
});
