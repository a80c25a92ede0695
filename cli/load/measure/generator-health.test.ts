import { describe, expect, it } from 'vitest';
import type { Delivered, LoadSummary } from '../summary.ts';
import { judgeGenerator, watchThread } from './generator-health.ts';

function loadOf(changes: Partial<Delivered>): LoadSummary {
  const none = { count: 0 };
  const total = { name: 'all', requests: 0, errors: 0, declined: 0, response: none, service: none };
  const delivered = {
    planned: 1000,
    started: 1000,
    dropped: 0,
    completed: 1000,
    interrupted: 0,
    empty: 0,
    late: 0,
    plannedRatePerSecond: 10,
    startedRatePerSecond: 10,
    startLag: none,
    ...changes,
  };
  return { name: 'users', probe: false, delivered, journeys: [], total, endpoints: [] };
}
const reasons = (changes: Partial<Delivered>, loopUtilisation = 0.2) =>
  judgeGenerator({ loopUtilisation, cpuSeconds: 1 }, [loadOf(changes)], new Map([['users', 50]])).invalid;

describe('a generator', () => {
  it.each([
    ['that kept its plan is valid', reasons({}), 0],
    ['with 1 % of late starts is valid', reasons({ late: 10 }), 0],
    ['with more than 1 % of late starts is not', reasons({ late: 11 }), 1],
    ['short, with two late starts is valid', reasons({ planned: 75, started: 75, late: 2 }), 0],
    ['short, with three is not', reasons({ planned: 75, started: 75, late: 3 }), 1],
    ['that dropped one arrival is not', reasons({ dropped: 1 }), 1],
    ['busy 85 % of the time is valid', reasons({}, 0.85), 0],
    ['busy 86 % of the time is not', reasons({}, 0.86), 1],
    ['can be invalid for several reasons', reasons({ dropped: 1, late: 500 }, 0.99), 3],
    ['that started nothing is valid', reasons({ planned: 0, started: 0, completed: 0 }), 0],
  ])('%s', (_what, invalid, count) => {
    expect(invalid).toHaveLength(count);
  });

  it('is not judged by how punctual its probes were', () => {
    const probe = { ...loadOf({ late: 500, dropped: 1 }), probe: true };
    const work = { loopUtilisation: 0.2, cpuSeconds: 1 };
    expect(judgeGenerator(work, [probe], new Map([['users', 50]])).invalid).toEqual([]);
  });

  it('says what was wrong, with the numbers', () => {
    expect(reasons({ dropped: 3, late: 29, started: 900 }, 0.912)).toEqual([
      'load "users" dropped 3 of 1000 arrivals: 50 iterations, the most it may have, were in flight',
      'load "users" started 29 of 900 iterations later than half an arrival gap, more than 1 %',
      "the load's thread was busy 91.2 % of the time: above 85 % its latencies are partly its own",
    ]);
  });

  it('says that iterations were late because they waited for a place, or that an overload ended the load', () => {
    expect(reasons({ late: 29, waited: 25 })).toEqual([
      'load "users" started 29 of 1000 iterations later than half an arrival gap, more than 1 %; 25 arrivals waited because 50 iterations, the most it may have, were in flight',
    ]);
    expect(reasons({ dropped: 1, overloadedAfterMs: 12_000 })).toEqual([
      'load "users" was ended by an overload after 12s: 50 iterations, the most it may have, were in flight',
    ]);
    expect(reasons({ late: 10, waited: 10 })).toEqual([]);
  });

  it('is watched: work shows as CPU time and a busy loop', async () => {
    const workSoFar = watchThread();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const until = performance.now() + 100;
    while (performance.now() < until) Math.sqrt(until);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { loopUtilisation, cpuSeconds } = workSoFar();
    expect(cpuSeconds).toBeGreaterThan(0.01);
    expect(loopUtilisation).toBeGreaterThan(0.3);
    expect(loopUtilisation).toBeLessThanOrEqual(1);
  });
});
