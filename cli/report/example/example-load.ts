import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import type { Latency, LoadSummary, LoadWindow, Summary } from '../../load/summary.ts';
import { exampleTimeline } from './example-timeline.ts';
import { exampleErrorTraceId } from './example-traces.ts';

interface LoadShape {
  readonly name: 'shoppers' | 'visitors' | 'probe';
  readonly requestsPerIteration: number;
  /** Share of its requests that need a recommendation, 0..1. */
  readonly exposure: number;
}

const { startedAtMs, faultSteps } = exampleTimeline;
const FAULT_SECONDS = Array.from({ length: 60 }, (_, second) => second + 5);
const RUN_SECONDS = Array.from({ length: 70 }, (_, second) => second);

const shoppers = windowsOf({ name: 'shoppers', requestsPerIteration: 4.1, exposure: 0.22 }, FAULT_SECONDS);
const visitors = windowsOf({ name: 'visitors', requestsPerIteration: 1.7, exposure: 0 }, RUN_SECONDS);
const probe = windowsOf({ name: 'probe', requestsPerIteration: 1, exposure: 1 }, RUN_SECONDS);

/** How the example's load was delivered and answered; 70 seconds, window by window. */
export const exampleLoad: Summary = {
  schema: 'shopctl.load/v1',
  loads: [shoppersSummary(), visitorsSummary(), probeSummary()],
  windows: [...shoppers, ...visitors, ...probe].toSorted((a, b) => a.atMs - b.atMs),
  errors: [
    {
      load: 'shoppers',
      kind: 'http_502',
      endpoint: 'POST /api/checkout',
      count: sum(shoppers, 'errors'),
      firstAtMs: startedAtMs + 18_212,
      example: 'recommendation answered 500: Query timeout',
      traceIds: [exampleErrorTraceId, '8c51f0a3d27e4b6f9a10c4e57d83b2f6'],
    },
    {
      load: 'probe',
      kind: 'http_500',
      endpoint: 'GET /api/products/recommendations',
      count: sum(probe, 'errors'),
      firstAtMs: startedAtMs + 7105,
      example: 'Query timeout',
      traceIds: ['1f0e9d8c7b6a59483726150493827160'],
    },
  ],
  generator: { loopUtilisation: 0.11, cpuSeconds: 6.4, invalid: [] },
};

/** Answers what one load's windows sum to over a stretch of the example run. */
export function exampleTraffic(load: LoadShape['name'], fromMs: number, toMs: number) {
  const inside = { shoppers, visitors, probe }[load].filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return { requests: sum(inside, 'requests'), errors: sum(inside, 'errors') };
}

/** Iterations that start in a second: shoppers from 30 to 120 a minute, the others at a constant rate. */
function startsIn(load: LoadShape['name'], second: number): number {
  if (load === 'probe') return 41;
  if (load === 'visitors') return 4;
  return second > 25 ? 2 : second % 3 === 0 || second > 16 ? 1 : 0;
}

function windowsOf(shape: LoadShape, seconds: readonly number[]): readonly LoadWindow[] {
  return seconds.map((second) => windowAt(shape, second));
}

function windowAt(shape: LoadShape, second: number): LoadWindow {
  const atMs = startedAtMs + second * 1000;
  const step = faultSteps.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  const noise = (name: string) => 0.88 + 0.24 * keyedRandom(42, shape.name, name, second);
  const started = startsIn(shape.name, second);
  const requests = Math.round(started * shape.requestsPerIteration * noise('requests'));
  const share = shape.exposure * (step?.failureRatio ?? 0);
  const delayMs = shape.exposure * (step?.delayMs ?? 0);
  const p50Ms = Math.round(72 * noise('p50') + delayMs);
  const p95Ms = Math.round(228 * noise('p95') + (shape.exposure > 0 ? (step?.delayMs ?? 0) : 0));
  const latency = { p50Ms, p95Ms, maxMs: Math.round(p95Ms * 1.2) };
  return {
    atMs,
    load: shape.name,
    started,
    requests,
    errors: share === 0 ? 0 : Math.floor(requests * share + keyedRandom(42, shape.name, second)),
    declined: shape.name === 'shoppers' && second === 31 ? 1 : 0,
    ...(requests === 0 ? {} : latency),
  };
}

function sum(windows: readonly LoadWindow[], field: 'started' | 'requests' | 'errors' | 'declined'): number {
  return windows.reduce((total, window) => total + window[field], 0);
}

function shoppersSummary(): LoadSummary {
  const failed = sum(shoppers, 'errors');
  const checkout = latency(58, [2086, undefined, undefined, undefined, 3420]);
  return {
    name: 'shoppers',
    probe: false,
    delivered: deliveredOf(shoppers, 5),
    journeys: [
      journey('menu', 79, latency(79, [61, undefined, undefined, undefined, 388])),
      {
        ...journey('purchase', 58, latency(58, [2240, undefined, undefined, undefined, 3542])),
        failed,
        declined: 1,
      },
      journey('history', 29, latency(29, [88, undefined, undefined, undefined, 402])),
      journey('customers', 10, latency(10, [undefined, undefined, undefined, undefined, 231])),
    ],
    endpoints: [
      endpoint('GET /api/menu', latency(79, [61, undefined, undefined, undefined, 388])),
      { ...endpoint('POST /api/checkout', checkout), errors: failed, declined: 1 },
      endpoint('GET /api/orders', latency(29, [88, undefined, undefined, undefined, 402])),
    ],
    total: totalOf(shoppers, latency(sum(shoppers, 'requests'), [92, 1320, 2810, undefined, 3420])),
  };
}

function visitorsSummary(): LoadSummary {
  const menu = latency(224, [60, 139, 241, undefined, 362]);
  const history = latency(83, [86, undefined, undefined, undefined, 299]);
  return {
    name: 'visitors',
    probe: false,
    delivered: deliveredOf(visitors, 9),
    journeys: [journey('menu', 224, menu), journey('history', 83, history)],
    endpoints: [endpoint('GET /api/menu', menu), endpoint('GET /api/orders', history)],
    total: totalOf(visitors, latency(sum(visitors, 'requests'), [70, 151, 246, undefined, 362])),
  };
}

function probeSummary(): LoadSummary {
  const response = latency(2870, [1275, 2890, 3011, 3190, 3402]);
  const failed = sum(probe, 'errors');
  return {
    name: 'probe',
    probe: true,
    delivered: deliveredOf(probe, 0),
    journeys: [{ ...journey('recommendations', 2870, response), failed }],
    endpoints: [{ ...endpoint('GET /api/products/recommendations', response), errors: failed }],
    total: totalOf(probe, response),
  };
}

function deliveredOf(windows: readonly LoadWindow[], empty: number): LoadSummary['delivered'] {
  const started = sum(windows, 'started');
  const ratePerSecond = started / windows.length;
  return {
    planned: started,
    started,
    dropped: 0,
    completed: started,
    interrupted: 0,
    empty,
    late: 0,
    plannedRatePerSecond: ratePerSecond,
    startedRatePerSecond: ratePerSecond,
    startLag: { count: started, mean: 0.1, p50: 0.1, ...(started < 1000 ? {} : { p99: 0.4 }), max: 2.1 },
  };
}

function journey(name: string, completed: number, response: Latency) {
  const service = { ...response, ...(response.p50 === undefined ? {} : { p50: response.p50 - 1 }) };
  return { name, started: completed, completed, failed: 0, declined: 0, interrupted: 0, response, service };
}

function endpoint(name: string, response: Latency) {
  return { name, requests: response.count, errors: 0, declined: 0, response, service: response };
}

function totalOf(windows: readonly LoadWindow[], response: Latency) {
  const [requests, errors, declined] = [
    sum(windows, 'requests'),
    sum(windows, 'errors'),
    sum(windows, 'declined'),
  ];
  return { ...endpoint('all', response), requests, errors, declined };
}

/** p50, p90, p95, p99 and max in milliseconds; `undefined` where too few requests were seen. */
function latency(count: number, percentiles: readonly (number | undefined)[]): Latency {
  const names = ['p50', 'p90', 'p95', 'p99', 'max'] as const;
  const known = names.flatMap((name, index) => {
    const ms = percentiles[index];
    return ms === undefined ? [] : [[name, ms] as const];
  });
  return { count, ...Object.fromEntries(known) };
}
