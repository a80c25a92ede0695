import { describe, expect, it } from 'vitest';
import { chanceOfAsMany, quantile, samplesForQuantile, wilsonInterval } from './statistics.ts';

describe('chanceOfAsMany', () => {
  const chance = (a: readonly [number, number], b: readonly [number, number]) =>
    chanceOfAsMany({ successes: a[0], trials: a[1] }, { successes: b[0], trials: b[1] });

  it('holds the published value of the lady tasting tea (Fisher 1935): 3 or more of 4 cups', () => {
    expect(chance([3, 4], [1, 4])).toBeCloseTo(17 / 70, 12);
    expect(chance([4, 4], [0, 4])).toBeCloseTo(1 / 70, 12);
  });

  it('adds up to certainty, and stays a chance with many trials', () => {
    expect(chance([0, 30], [5, 270])).toBeCloseTo(1, 12);
    expect(chance([0, 0], [5, 270])).toBeCloseTo(1, 12);
    expect(chance([600, 20_000], [5000, 200_000])).toBeGreaterThan(0);
    expect(chance([600, 20_000], [5000, 200_000])).toBeLessThan(0.001);
  });
});

describe('wilsonInterval', () => {
  it('knows how many clean calls prove an error share below 2 %', () => {
    expect(wilsonInterval(0, 189, 0.95).high).toBeLessThan(0.02);
    expect(wilsonInterval(0, 188, 0.95).high).toBeGreaterThan(0.02);
  });

  it('holds the published bounds of 81 in 263 (Newcombe 1998, method 3)', () => {
    const { low, high } = wilsonInterval(81, 263, 0.95);
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.2553', '0.3662']);
  });

  it('is the whole range without trials, and stays within it at the ends', () => {
    expect(wilsonInterval(0, 0, 0.99)).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval(10, 10, 0.99).high).toBe(1);
    expect(wilsonInterval(0, 10, 0.99).low).toBe(0);
  });

  it('refuses what cannot be', () => {
    expect(() => wilsonInterval(3, 2, 0.95)).toThrow(RangeError);
    expect(() => wilsonInterval(1, 2, 0.5)).toThrow('confidence of 0.5');
  });
});

it('quantile takes the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  expect([0, 0.5, 0.95, 1].map((q) => quantile(hundred, q))).toEqual([1, 50, 95, 100]);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

it('samplesForQuantile leaves ten values beyond the quantile', () => {
  expect([0.5, 0.9, 0.95, 0.99].map(samplesForQuantile)).toEqual([20, 100, 200, 1000]);
});
