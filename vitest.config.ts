import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['cli/**/*.test.ts', 'target-shop/**/*.test.ts', 'scenarios/**/*.test.ts', 'bench/**/*.test.ts'],
    disableConsoleIntercept: true,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores, and tests that start real processes: more workers only add timing noise.
    maxWorkers: 2,
  },
});
