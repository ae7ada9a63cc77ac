import { expect, test } from 'vitest';
import { killingExports } from './wayUp.ts';

test('kill -9 at any instant of an export: nothing lost, nothing half, nothing twice', async () => {
  const { bundles, midway, faults } = await killingExports(10);
  expect(faults).toBe(0);
  expect(bundles).toBeGreaterThan(10);
  // Else nothing was tried.
  expect(midway).toBeGreaterThan(0);
});
