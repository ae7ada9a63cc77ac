import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['electron/**/*.test.ts', 'renderer/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
    // Real files, sockets and worker threads: one process a file keeps them apart.
    pool: 'forks',
    testTimeout: 60_000,
  },
});
