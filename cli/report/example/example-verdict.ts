import type { ExpectationResult, Verdict } from '../../expect/verdict.ts';
import { exampleErrorTraceId } from './example-traces.ts';

const SHOP = 'scenarios/expectations/shop.yaml';
const BLACK_FRIDAY = 'scenarios/expectations/blackfriday.yaml';

/** One of each: met, missed, not to be judged, and for information. */
export const exampleVerdict: Verdict = {
  outcome: 'fail',
  results: [
    met(
      'services',
      'All eight services of the shop send spans.',
      [SHOP, 4],
      ['8 services', '8 services', 9612],
    ),
    met(
      'edges',
      'Every call of the service table is seen, and no other.',
      [SHOP, 9],
      ['17 edges', '17 edges', 9612],
    ),
    met(
      'depth',
      'A checkout passes through at least six services.',
      [SHOP, 14],
      ['serviceDepth ≥ 6', 'serviceDepth 6 to 7', 418],
    ),
    met(
      'statements',
      'Store spans carry their statement.',
      [SHOP, 19],
      ['every span', '4,120 of 4,120 spans', 4120],
    ),
    {
      ...met(
        'logs-joined',
        'Error logs can be found from their trace.',
        [SHOP, 24],
        ['every record joins', '371 of 379 records join', 379],
      ),
      outcome: 'fail',
      interval: { low: 0.951, high: 0.991 },
      hint: 'recommendation logs eight errors outside any span: look at its cache refresh.',
      traceIds: [exampleErrorTraceId, '8c51f0a3d27e4b6f9a10c4e57d83b2f6'],
    },
    {
      ...met(
        'cache-hits',
        'The catalog cache answers most reads.',
        [SHOP, 31],
        ['hit ratio > 80 %', '31 of 38 reads', 38],
      ),
      outcome: 'inconclusive',
      interval: { low: 0.61, high: 0.92 },
      hint: 'Needs 120 reads to tell; run longer or raise the rate.',
    },
    met(
      'baseline-errors',
      'Baseline traffic does not feel the fault.',
      [BLACK_FRIDAY, 3],
      ['errors ≤ 2 %', '0 of 350 requests', 350],
      [0, 0.0108],
    ),
    met(
      'baseline-p95',
      'Baseline traffic stays fast.',
      [BLACK_FRIDAY, 8],
      ['p95 ≤ 500 ms', 'p95 241 ms', 350],
    ),
    met(
      'demo-errors',
      'Checkouts fail at most as often as the curve says.',
      [BLACK_FRIDAY, 13],
      ['errors ≤ 78 %', '41 % in the worst step', 133],
    ),
    {
      ...met(
        'slowest-service',
        'Where the time went.',
        [BLACK_FRIDAY, 18],
        ['(information)', 'recommendation: 94 % of checkout time', 418],
      ),
      severity: 'information',
    },
  ],
};

function met(
  id: string,
  title: string,
  [file, line]: readonly [string, number],
  ...[[expected, observed, sampleSize], interval]: [
    readonly [string, string, number],
    (readonly [number, number])?,
  ]
): ExpectationResult {
  return {
    id,
    title,
    outcome: 'pass',
    severity: 'error',
    file,
    line,
    expected,
    observed,
    sampleSize,
    ...(interval === undefined ? {} : { interval: { low: interval[0], high: interval[1] } }),
    traceIds: [],
  };
}
