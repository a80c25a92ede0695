import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const WHOLE_CLI = ['cli/test/**/*.test.ts'];

/** Whole command lines that measure, or take all of the machine: nothing else may run beside them. */
const ALONE = ['whole-story', 'breakpoint', 'stopping', 'compare', 'live-view'].map(
  (name) => `cli/test/${name}.test.ts`,
);

/** What takes a minute or more begins first: begun last, it would keep the other worker waiting. */
const LONGEST = [
  'cluster',
  'flavours',
  'package',
  'runbooks',
  'thousand-checkouts',
  'local-platform',
  'reconcile-orders',
  'fuzz',
  'restart',
  'stopping',
  'chaos-by-k6',
  'json-answers',
  'k6',
];

/** Command lines are those of a build, as an installed package has them. */
const BUILT = { globalSetup: 'cli/test/build.ts', env: { SHOPCTL_BUILT: '1' } };

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((left, right) => rank(left) - rank(right));
  }
}

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    sequence: { sequencer: LongestFirst },
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
          exclude: ALONE,
          ...BUILT,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'cli alone',
          include: ALONE,
          ...BUILT,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
