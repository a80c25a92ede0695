import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { quantile } from '../../core/statistics.ts';
import { Histogram } from './histogram.ts';
import { latencyOf } from './latency.ts';

const QUANTILES = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Durations from 1 µs to an hour, evenly over the orders of magnitude. */
function durations(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => 10 ** (keyedRandom(seed, i) * 9.55 - 3));
}

describe('a histogram', () => {
  it('is within 0.8 % or a microsecond of exact quantiles, from 1 µs to an hour', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const values = durations(seed, 3000);
      const histogram = filled(values);
      const sorted = values.toSorted((a, b) => a - b);
      for (const q of QUANTILES) {
        const exact = quantile(sorted, q);
        expect(
          Math.abs((histogram.quantileMs(q) ?? 0) - exact),
          `q ${q} of seed ${seed}`,
        ).toBeLessThanOrEqual(Math.max(0.001, exact * 0.008));
      }
    }
  });

  it('keeps every microsecond apart below 0.256 ms', () => {
    for (let us = 0; us < 256; us += 1) expect(filled([us / 1000]).quantileMs(0.5)).toBeCloseTo(us / 1000, 6);
  });

  it('knows mean and maximum exactly', () => {
    const histogram = filled([0.1234567, 10, 1000.5]);
    expect(histogram.meanMs).toBeCloseTo((0.1234567 + 10 + 1000.5) / 3, 12);
    expect(histogram.maxMs).toBe(1000.5);
  });

  it('adds up without loss: merged parts answer as the whole does', () => {
    const values = durations(7, 4000);
    const merged = new Histogram();
    for (let part = 0; part < 4; part += 1) {
      merged.add(filled(values.filter((_, i) => i % 4 === part)).toCounts());
    }
    const whole = filled(values);
    expect(merged.toCounts().buckets).toEqual(whole.toCounts().buckets);
    expect(merged.toCounts().counts).toEqual(whole.toCounts().counts);
    expect(merged.count).toBe(4000);
    for (const q of QUANTILES) expect(merged.quantileMs(q)).toBe(whole.quantileMs(q));
  });

  it('holds values beyond its range at the range, and their maximum as it is', () => {
    const histogram = filled([5_000_000]);
    expect(histogram.quantileMs(0.5)).toBeCloseTo(4_294_967, -5);
    expect(histogram.maxMs).toBe(5_000_000);
  });

  it('has nothing to say when empty', () => {
    expect(new Histogram().quantileMs(0.5)).toBeUndefined();
    expect(latencyOf(new Histogram())).toEqual({ count: 0 });
  });
});

describe('a latency', () => {
  it.each([
    [19, []],
    [20, ['p50']],
    [100, ['p50', 'p90']],
    [200, ['p50', 'p90', 'p95']],
    [999, ['p50', 'p90', 'p95']],
    [1000, ['p50', 'p90', 'p95', 'p99']],
  ])('of %i values shows the percentiles %j', (count, shown) => {
    const latency = latencyOf(filled(Array.from({ length: count }, (_, i) => i)));
    expect(Object.keys(latency)).toEqual(['count', 'mean', ...shown, 'max']);
  });
});
