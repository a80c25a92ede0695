import { defineConfig } from 'vitest/config';

/** Whole command lines against whole shops: they measure, so nothing else may run beside them. */
const WHOLE_CLI = ['cli/test/**/*.test.ts'];

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: [
            'cli/**/*.test.ts',
            'target-shop/**/*.test.ts',
            'scenarios/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: WHOLE_CLI,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          // Two cores, and tests that start real processes: more workers only add timing noise.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'cli',
          include: WHOLE_CLI,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
