import { expect, it } from 'vitest';
import type { Comparison } from '../../load/comparison.ts';
import { formatComparison } from './format-comparison.ts';

const COMPARISON: Comparison = {
  schema: 'shopctl.comparison/v1',
  before: 'monday',
  after: 'tuesday',
  tolerance: 0.05,
  confidence: 0.998,
  changes: [
    {
      load: 'users',
      name: 'purchase',
      of: 'journey',
      figure: 'p95',
      before: 200,
      after: 260,
      change: 0.3,
      interval: { low: 0.21, high: 0.38 },
      outcome: 'regressed',
    },
    {
      load: 'users',
      name: 'all',
      of: 'all',
      figure: 'errors',
      before: 0.02,
      after: 0.01,
      change: -0.01,
      interval: { low: -0.02, high: 0.004 },
      outcome: 'noise',
    },
  ],
  cautions: ['"users" was planned at 1.00/s, then at 2.00/s'],
  outcome: 'regressed',
};

it('says verdict, cautions and every figure with its interval', () => {
  expect(formatComparison(COMPARISON, { colour: false, width: 100 }).split('\n')).toEqual([
    '✖ regressed  monday → tuesday',
    '  careful: "users" was planned at 1.00/s, then at 2.00/s',
    '',
    '  response of          before   after  change  99.8 % interval',
    '  purchase     p95     200 ms  260 ms   +30 %   +21 % to +38 %  regressed',
    '  all          errors     2 %     1 %    −1 %   −2 % to +0.4 %  noise',
    '',
    'A change counts when its interval leaves out zero and it is beyond 5 %; journeys and "all" decide.',
  ]);
});
