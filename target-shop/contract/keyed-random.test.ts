import { describe, expect, it } from 'vitest';
import { keyedRandom } from './keyed-random.ts';

const drawMany = (count: number, seed = 1) =>
  Array.from({ length: count }, (_, index) => keyedRandom(seed, 'draw', index));

describe('keyedRandom', () => {
  it('answers the same number on every machine and in every version', () => {
    expect(keyedRandom(42, 'menu', 0)).toBe(0.11339676566421986);
    expect(keyedRandom(42, 'menu', 1)).toBe(0.374317639041692);
  });

  it('stays within 0 and 1', () => {
    for (const number of drawMany(10_000)) {
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(1);
    }
  });

  it('is spread uniformly over consecutive keys', () => {
    const draws = 20_000;
    const bins = new Array<number>(20).fill(0);
    for (const number of drawMany(draws))
      bins[Math.floor(number * bins.length)] = (bins[Math.floor(number * bins.length)] ?? 0) + 1;
    const expected = draws / bins.length;
    const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(43.82); // 19 degrees of freedom, p = 0.001
  });

  it('gives neighbours in key and seed unrelated numbers', () => {
    expect(Math.abs(correlation(drawMany(10_000), drawMany(10_001).slice(1)))).toBeLessThan(0.03);
    expect(Math.abs(correlation(drawMany(10_000, 1), drawMany(10_000, 2)))).toBeLessThan(0.03);
  });

  it('tells keys apart by where they end', () => {
    expect(keyedRandom(1, 'a', 'bc')).not.toBe(keyedRandom(1, 'ab', 'c'));
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, index) => (value - meanA) * ((b[index] ?? 0) - meanB)));
  return covariance / (1 / 12); // variance of a uniform number
}
