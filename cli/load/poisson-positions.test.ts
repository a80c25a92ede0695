import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import { arrivalsOf } from './arrivals.ts';

const RATE_PER_SECOND = 50;
const STAGES = [
  { durationMs: 400_000, fromRatePerSecond: RATE_PER_SECOND, toRatePerSecond: RATE_PER_SECOND },
];
const COUNT = 20_000;

const randomOf = (seed: number) => (gap: number) => keyedRandom(seed, 'users', gap, 'arrives');
const dueOf = (seed: number, stages = STAGES) => {
  const arrivals = arrivalsOf(stages, randomOf(seed));
  return Array.from({ length: arrivals.count }, (_, k) => arrivals.dueMs(k));
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('random arrivals', () => {
  it('are as many as evenly spaced ones, in order, within the stages', () => {
    for (const seed of [1, 2, 3]) {
      const due = dueOf(seed);
      expect(due).toHaveLength(COUNT);
      expect(due.every((atMs, k) => atMs >= (due[k - 1] ?? 0) && atMs < 400_000)).toBe(true);
    }
  });

  it('have exponential gaps: as long as their spread, and longer than t with probability e^(−t/mean)', () => {
    const due = dueOf(1);
    const gapsMs = due.slice(1).map((atMs, k) => atMs - (due[k] ?? 0));
    const meanMs = mean(gapsMs);
    expect(meanMs / 20).toBeCloseTo(1, 1);
    const spreadMs = Math.sqrt(mean(gapsMs.map((gapMs) => (gapMs - meanMs) ** 2)));
    expect(spreadMs / meanMs).toBeCloseTo(1, 1);
    // Five standard deviations of a share in 20,000 draws are at most 1.8 points.
    for (const t of [0.1, 0.5, 1, 2, 3]) {
      const share = gapsMs.filter((gapMs) => gapMs > t * meanMs).length / gapsMs.length;
      expect(Math.abs(share - Math.exp(-t)), `longer than ${t} means`).toBeLessThan(0.018);
    }
  });

  it('come in seconds of a Poisson count: its variance is its mean, and neighbours say nothing of each other', () => {
    const due = dueOf(1);
    const counts = Array.from({ length: 400 }, () => 0);
    for (const atMs of due) counts[Math.floor(atMs / 1000)] = (counts[Math.floor(atMs / 1000)] ?? 0) + 1;
    const off = counts.map((count) => count - RATE_PER_SECOND);
    const variance = mean(off.map((each) => each ** 2));
    // The ratio has a standard deviation of √(2/400) = 0.07.
    expect(variance / RATE_PER_SECOND).toBeGreaterThan(0.7);
    expect(variance / RATE_PER_SECOND).toBeLessThan(1.35);
    const together = mean(off.slice(1).map((each, k) => each * (off[k] ?? 0))) / variance;
    expect(Math.abs(together)).toBeLessThan(0.25);
  });

  it('follow a rate that moves', () => {
    const due = dueOf(1, [
      { durationMs: 400_000, fromRatePerSecond: 0, toRatePerSecond: 2 * RATE_PER_SECOND },
    ]);
    expect(due).toHaveLength(COUNT);
    const firstHalf = due.filter((atMs) => atMs < 200_000).length;
    // A quarter, with a standard deviation of 61.
    expect(Math.abs(firstHalf - COUNT / 4)).toBeLessThan(306);
  });

  it('are the same again for the same seed, in whatever order they are asked for, and others for another', () => {
    const due = dueOf(7);
    expect(dueOf(7)).toEqual(due);
    const arrivals = arrivalsOf(STAGES, randomOf(7));
    for (const k of [19_999, 17, 16, 15, 0, 5000]) expect(arrivals.dueMs(k)).toBe(due[k]);
    expect(dueOf(8)).not.toEqual(due);
  });
});
