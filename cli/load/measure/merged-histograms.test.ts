import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { quantile } from '../../core/statistics.ts';
import { Histogram } from './histogram.ts';

/** Response times of the kinds there are: even, with a long tail, of two speeds, over all orders of magnitude. */
const shapes: Readonly<Record<string, (draw: number, other: number) => number>> = {
  even: (draw) => 1 + draw * 100,
  exponential: (draw) => -20 * Math.log(1 - draw),
  'long tail': (draw) => 5 / (1 - draw) ** 0.8,
  'two speeds': (draw, other) => (other < 0.98 ? 4 + draw : 900 + draw * 300),
  'all orders': (draw) => 10 ** (draw * 8 - 2),
};

interface Drawn {
  readonly seed: number;
  readonly shape: string;
  readonly count: number;
  readonly parts: number;
  /** How unequal the parts are: 0 for equal ones. */
  readonly skew: number;
}

/** The same values pooled and sorted, and counted in several histograms that were then merged as threads' are. */
function drawBoth({ seed, shape, count, parts, skew }: Drawn) {
  const histograms = Array.from({ length: parts }, () => new Histogram());
  const pooled: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const value = shapes[shape]?.(keyedRandom(seed, i), keyedRandom(seed, i, 'other')) ?? 0;
    pooled.push(value);
    histograms[Math.floor(keyedRandom(seed, i, 'part') ** (1 + skew) * parts)]?.record(value);
  }
  const merged = new Histogram();
  for (const part of histograms) merged.add(structuredClone(part.toCounts()));
  return { merged, sorted: pooled.toSorted((a, b) => a - b) };
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  shape: fc.constantFrom(...Object.keys(shapes)),
  count: fc.integer({ min: 1, max: 4000 }),
  parts: fc.integer({ min: 1, max: 8 }),
  skew: fc.integer({ min: 0, max: 3 }),
});

it('are within 1 % of pooled data at every quantile up to p99.9, however the data was split', () => {
  fc.assert(
    fc.property(drawn, (each) => {
      const { merged, sorted } = drawBoth(each);
      expect(merged.count).toBe(each.count);
      for (const q of [0.5, 0.95, 0.99, 0.999, 1]) {
        const exact = quantile(sorted, q);
        expect(Math.abs((merged.quantileMs(q) ?? 0) / exact - 1), `p${q * 100}`).toBeLessThan(0.01);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

it.each([
  ['even', 100.904, 100.999],
  ['exponential', 139.008, 138.751],
  ['long tail', 1299.54, 1298.43],
  ['two speeds', 1183.58, 1183.74],
  ['all orders', 982_503, 983_564],
])('have the p99.9 that was written down for 50,000 values: %s', (shape, pooledMs, mergedMs) => {
  const { merged, sorted } = drawBoth({ seed: 42, shape, count: 50_000, parts: 8, skew: 2 });
  expect(Number(quantile(sorted, 0.999).toPrecision(6))).toBe(pooledMs);
  expect(Number(merged.quantileMs(0.999)?.toPrecision(6))).toBe(mergedMs);
  expect(Math.abs(mergedMs / pooledMs - 1)).toBeLessThan(0.01);
});
