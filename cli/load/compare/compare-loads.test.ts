import { expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { Ledger } from '../measure/ledger.ts';
import type { Summary } from '../summary.ts';
import { type ComparedRun, compareLoads } from './compare-loads.ts';

const OPTIONS = { tolerance: 0.05, confidence: 0.998, seed: 1 };

interface Shape {
  readonly seed: number;
  readonly seconds?: number;
  readonly slower?: number;
  readonly errorRatio?: number;
  readonly ratePerSecond?: number;
  /** Makes it a closed load. */
  readonly users?: number;
}

/** A run as the ledger records it: 40 requests a second, log-normal-like times that wander from second to second. */
function run(shape: Shape): ComparedRun {
  const { seed, seconds = 60, slower = 1, errorRatio = 0.01, ratePerSecond = 10, users } = shape;
  const load = { name: 'users', mix: [{ journey: 'menu', probability: 1 }], probe: false };
  const ledger = new Ledger(load as unknown as ConstructorParameters<typeof Ledger>[0], 0, {
    onWindow: () => undefined,
  });
  for (let second = 0; second < seconds; second += 1) {
    const drift = 1 + 0.1 * keyedRandom(seed, 'drift', second);
    for (let request = 0; request < 40; request += 1) {
      const draw = keyedRandom(seed, 'request', second, request);
      const responseMs = 20 * slower * drift * Math.exp(draw ** 4 * 2);
      const endedAtMs = second * 1000 + request * 25;
      ledger.add({
        load: 'users',
        iteration: second,
        journey: 'menu',
        endpoint: 'GET /api/menu',
        intendedAtMs: endedAtMs - responseMs,
        sentAtMs: endedAtMs - responseMs,
        endedAtMs,
        outcome: keyedRandom(seed, 'error', second, request) < errorRatio ? 'error' : 'ok',
        traceId: '0',
      });
    }
  }
  const delivered = users === undefined ? { plannedRatePerSecond: ratePerSecond } : { users };
  const model = users === undefined ? 'open' : 'closed';
  const journeys = [{ name: 'menu' }];
  const loads = [
    { name: 'users', probe: false, model, delivered, journeys, latencies: ledger.latencySeries() },
  ];
  const summary = { loads, generator: { invalid: [] } } as unknown as Summary;
  return { id: `run-${seed}`, plan: {}, load: summary };
}

it('finds a run that is 15 % slower, and says by how much', () => {
  const { outcome, changes } = compareLoads(run({ seed: 1 }), run({ seed: 2, slower: 1.15 }), OPTIONS);
  expect(outcome).toBe('regressed');
  const p95 = changes.find(({ of, figure }) => of === 'all' && figure === 'p95');
  expect(p95?.outcome).toBe('regressed');
  expect(p95?.change).toBeCloseTo(0.15, 1);
  expect(p95?.interval.low).toBeLessThan(0.15);
  expect(p95?.interval.high).toBeGreaterThan(0.15);
});

it('finds a run that is faster, and one that fails more', () => {
  expect(compareLoads(run({ seed: 1, slower: 1.2 }), run({ seed: 2 }), OPTIONS).outcome).toBe('improved');
  const failing = compareLoads(run({ seed: 1 }), run({ seed: 2, errorRatio: 0.1 }), OPTIONS);
  expect(failing.changes.find(({ of, figure }) => of === 'all' && figure === 'errors')?.outcome).toBe(
    'regressed',
  );
});

it('calls two runs of the same thing noise (2 of 300 pairs crossed by chance when tried)', () => {
  const outcomes = Array.from(
    { length: 20 },
    (_, pair) => compareLoads(run({ seed: 2 * pair + 10 }), run({ seed: 2 * pair + 11 }), OPTIONS).outcome,
  );
  expect(outcomes.filter((outcome) => outcome !== 'noise')).toEqual([]);
});

it('judges runs that were played differently, and says so beside the verdict', () => {
  const byFour = { ...run({ seed: 2, slower: 1.15 }), plan: { workers: 4 } };
  const { outcome, cautions } = compareLoads(run({ seed: 1 }), byFour, OPTIONS);
  expect({ outcome, cautions }).toEqual({
    outcome: 'regressed',
    cautions: ['threads that played it: 1, then 4'],
  });
});

it('does not judge what is too short, not valid or another load', () => {
  const short = compareLoads(run({ seed: 1, seconds: 5 }), run({ seed: 2, seconds: 5 }), OPTIONS);
  expect(short.outcome).toBe('inconclusive');
  expect(short.cautions).toEqual([expect.stringContaining('too short to compare')]);
  const invalid = run({ seed: 2 });
  const saturated = { ...invalid, load: { ...invalid.load, generator: { invalid: ['saturated'] } as never } };
  expect(compareLoads(run({ seed: 1 }), saturated, OPTIONS).outcome).toBe('inconclusive');
  expect(compareLoads(run({ seed: 1 }), run({ seed: 2, ratePerSecond: 20 }), OPTIONS).cautions).toEqual([
    '"users" was planned at 10.00/s, then at 20.00/s',
  ]);
  expect(compareLoads(run({ seed: 1, users: 5 }), run({ seed: 2, users: 9 }), OPTIONS).cautions).toEqual([
    '"users" had 5 virtual users, then 9',
  ]);
  expect(compareLoads(run({ seed: 1 }), run({ seed: 2, users: 9 }), OPTIONS).cautions).toEqual([
    '"users" was played on schedule, then played by virtual users',
  ]);
});
