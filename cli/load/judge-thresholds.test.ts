import { describe, expect, it } from 'vitest';
import { parseThreshold } from '../plan/parse-threshold.ts';
import { judgeThresholds } from './judge-thresholds.ts';
import type { Latency, LoadSummary, Summary } from './summary.ts';

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
    ...changes,
  };
}

const judgeOne = (text: string, loads: readonly LoadSummary[] = [load('users')]) => {
  const generator = { loopUtilisation: 0, cpuSeconds: 0, invalid: [] };
  const summary: Summary = { schema: 'shopctl.load/v1', loads, windows: [], errors: [], generator };
  return judgeThresholds([parseThreshold(text)], summary)[0];
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
  ])('%s ends in %s at %s', (text, outcome, observed, samples) => {
    expect(judgeOne(text)).toEqual({ expression: text, outcome, observed, samples });
  });

  it.each([
    ['customers.response.p95<2s', 'no samples', 0],
    ['customers.errors<2%', 'no samples', 0],
    ['nobody.response.p95<2s', 'no samples', 0],
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
