import { describe, expect, it } from 'vitest';
import { parseThreshold } from '../plan/parse-threshold.ts';
import { judgeThresholds } from './judge-thresholds.ts';
import type { Latency, LoadSummary, Summary } from './summary.ts';

const STARTED_AT_MS = 1_000_000;
const enough: Latency = { count: 1000, mean: 100, p50: 90, p90: 300, p95: 500, p99: 900, max: 2500 };
const few: Latency = { count: 12, mean: 100, max: 900 };

function load(name: string, changes: Partial<LoadSummary> = {}): LoadSummary {
  const counts = { requests: 1000, errors: 4, declined: 1 };
  return {
    name,
    probe: false,
    delivered: {
      planned: 1,
      started: 1,
      dropped: 0,
      completed: 1,
      interrupted: 0,
      empty: 0,
      late: 0,
      plannedRatePerSecond: 1,
      startedRatePerSecond: 1,
      startLag: { count: 0 },
    },
    journeys: [
      {
        name: 'purchase',
        started: 52,
        completed: 50,
        failed: 5,
        declined: 3,
        interrupted: 2,
        response: enough,
        service: few,
      },
      {
        name: 'customers',
        started: 0,
        completed: 0,
        failed: 0,
        declined: 0,
        interrupted: 0,
        response: { count: 0 },
        service: { count: 0 },
      },
    ],
    total: { name: 'all', ...counts, response: enough, service: few },
    endpoints: [{ name: 'GET /api/menu', ...counts, errors: 0, response: few, service: enough }],
    checks: [
      { name: 'it is cheap', passed: 90, failed: 10 },
      { name: 'purchase', passed: 300, failed: 0 },
    ],
    ...changes,
  };
}

const judgeOne = (text: string, loads: readonly LoadSummary[] = [load('users')]) => {
  const generator = { loopUtilisation: 0, cpuSeconds: 0, invalid: [] };
  const summary: Summary = { schema: 'shopctl.load/v1', loads, windows: [], errors: [], generator };
  return judgeThresholds([parseThreshold(text)], summary, STARTED_AT_MS)[0];
};

describe('a threshold', () => {
  it.each([
    ['purchase.response.p95<501ms', 'pass', '500ms', 1000],
    ['purchase.response.p95<500ms', 'fail', '500ms', 1000],
    ['purchase.response.p95<=500ms', 'pass', '500ms', 1000],
    ['purchase.response.p95>=501ms', 'fail', '500ms', 1000],
    ['purchase.response.p50>80ms', 'pass', '90ms', 1000],
    ['purchase.response.p90<1s', 'pass', '300ms', 1000],
    ['purchase.response.p99<1s', 'pass', '900ms', 1000],
    ['purchase.response.max<2s', 'fail', '2.5s', 1000],
    ['purchase.service.mean<200ms', 'pass', '100ms', 12],
    ['purchase.errors<10%', 'fail', '10%', 50],
    ['all.errors<1%', 'pass', '0.4%', 1000],
    ['all.response.p95<1s', 'pass', '500ms', 1000],
    ['"GET /api/menu".service.p99<1s', 'pass', '900ms', 1000],
    ['"GET /api/menu".errors<1%', 'pass', '0%', 1000],
    ['checks.failed<=2.5%', 'pass', '2.5%', 400],
    ['"it is cheap".failed<5%', 'fail', '10%', 100],
    // A check may have the name of a journey, which has failed more often.
    ['purchase.failed<1%', 'pass', '0%', 300],
  ])('%s ends in %s at %s', (text, outcome, observed, samples) => {
    expect(judgeOne(text)).toEqual({ expression: text, outcome, observed, samples });
  });

  it.each([
    ['customers.response.p95<2s', 'no samples', 0],
    ['customers.errors<2%', 'no samples', 0],
    ['nobody.response.p95<2s', 'no samples', 0],
    ['"it is dear".failed<1%', 'no samples', 0],
    ['purchase.service.p95<500ms', 'at most 900ms (12 samples, p95 needs 200)', 12],
    ['purchase.service.p50>100ms', '12 samples, p50 needs 20', 12],
  ])('%s has not passed: %s', (text, observed, samples) => {
    expect(judgeOne(text)).toEqual({ expression: text, outcome: 'fail', observed, samples });
  });

  it('takes the maximum for a percentile it has too few samples for: stricter, and certain', () => {
    expect(judgeOne('purchase.service.p95<2s')).toMatchObject({
      outcome: 'pass',
      observed: 'at most 900ms (12 samples, p95 needs 200)',
    });
  });

  it.each([
    ['customers.response.p95<2s?', 'no samples', 0],
    ['purchase.service.p50>100ms?', '12 samples, p50 needs 20', 12],
    ['nobody.errors[1m]<1%?', 'no samples', 0],
  ])('%s is optional and passes where nothing can be judged', (text, observed, samples) => {
    expect(judgeOne(text)).toEqual({ expression: text, outcome: 'pass', observed, samples });
  });

  it('that is optional fails all the same when it is broken', () => {
    expect(judgeOne('purchase.errors<1%?')?.outcome).toBe('fail');
  });

  it('looks at the worst of several loads and never at a probe', () => {
    const slow = load('crowd', {
      total: {
        name: 'all',
        requests: 10,
        errors: 9,
        declined: 0,
        response: { ...enough, p95: 3000 },
        service: few,
      },
    });
    expect(judgeOne('all.response.p95<1s', [load('users'), slow])?.observed).toBe('3s');
    expect(judgeOne('all.response.p95>1s', [load('users'), slow])?.observed).toBe('500ms');
    expect(judgeOne('all.errors<50%', [load('users'), slow])?.outcome).toBe('fail');
    expect(judgeOne('all.response.p95<1s', [load('users'), { ...slow, probe: true }])?.outcome).toBe('pass');
    expect(judgeOne('all.response.p95<1s', [{ ...slow, probe: true }])?.observed).toBe('no samples');
  });
});

describe('a threshold with a window', () => {
  const text = 'purchase.response.p95[30s]<2s';
  const rolled = { expression: text, full: 40, judged: 30, mostSamples: 260 };
  const calm = load('users', {
    rolled: [{ ...rolled, worst: { value: 900, samples: 230, atMs: 1_035_000 } }],
  });
  const slow = load('crowd', {
    rolled: [
      {
        ...rolled,
        worst: { value: 3000, samples: 210, atMs: 1_045_000 },
        firstBrokenAtMs: 1_041_000,
      },
    ],
  });

  it('holds when every judged window held, and shows the worst', () => {
    expect(judgeOne(text, [calm])).toEqual({
      expression: text,
      outcome: 'pass',
      observed: 'at worst 900ms',
      samples: 230,
      worst: 900,
    });
  });

  it('fails by one window of one load, and says when it was broken first', () => {
    expect(judgeOne(text, [calm, slow])).toEqual({
      expression: text,
      outcome: 'fail',
      observed: 'at worst 3s, first broken at 41s',
      samples: 210,
      worst: 3000,
      firstBrokenAtMs: 1_041_000,
    });
    expect(judgeOne(text, [calm, { ...slow, probe: true }])?.outcome).toBe('pass');
  });

  it.each([
    [
      { full: 40, mostSamples: 37 },
      'no window had the 200 samples it needs; [30s,min=37] would judge the fullest',
      37,
    ],
    [{ full: 40, mostSamples: 0 }, 'no samples', 0],
    [{ full: 0, mostSamples: 0 }, 'it ended before a window of 30s was full', 0],
  ])('has not passed when no window was judged: %j', (seen, observed, samples) => {
    const unjudged = load('users', { rolled: [{ expression: text, judged: 0, ...seen }] });
    expect(judgeOne(text, [unjudged])).toEqual({ expression: text, outcome: 'fail', observed, samples });
  });
});

describe('bounds on response times of a load that k6 played', () => {
  const judgeBy = (dropped: number, ...expressions: readonly string[]) => {
    const { delivered, ...others } = load('users');
    const summary: Summary = {
      schema: 'shopctl.load/v1',
      engine: { name: 'k6', version: '2.2.0', extensions: [] },
      loads: [{ ...others, delivered: { ...delivered, dropped } }],
      windows: [],
      errors: [],
      generator: { loopUtilisation: 0, cpuSeconds: 0, invalid: [] },
    };
    return judgeThresholds(expressions.map(parseThreshold), summary, STARTED_AT_MS);
  };

  it('are judged as others when it dropped nothing', () => {
    expect(judgeBy(0, 'purchase.response.p95<2s')).toMatchObject([{ outcome: 'pass' }]);
  });

  it('cannot hold when it dropped iterations, optional or not; other bounds can', () => {
    const expressions = ['purchase.response.p95<2s', 'nobody.response.p95<2s?', 'all.errors<1%'];
    expect(judgeBy(3, ...expressions)).toMatchObject([
      {
        outcome: 'fail',
        observed:
          'cannot be judged: k6 dropped 3 iterations, so the response times of all that was due are not known',
        samples: 1000,
      },
      { outcome: 'fail' },
      { outcome: 'pass' },
    ]);
    expect(judgeBy(1, 'all.response.p95<2s')[0]?.observed).toContain('k6 dropped 1 iteration, so');
  });
});
