import { describe, expect, it } from 'vitest';
import { timeTicks, valueTicks } from './ticks.ts';

describe('valueTicks', () => {
  it.each([
    [2870, 4, [0, 1000, 2000, 3000]],
    [9, 3, [0, 5, 10]],
    [0.3, 2, [0, 0.2, 0.4]],
    [40, 4, [0, 10, 20, 30, 40]],
    [0, 3, [0, 1]],
  ])('marks an axis up to %s in at most %s steps', (largest, most, ticks) => {
    expect(valueTicks(largest, most)).toEqual(ticks);
  });
});

describe('timeTicks', () => {
  it('counts in lengths that people use', () => {
    expect(timeTicks(70_000, 5)).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
    expect(timeTicks(3_600_000, 6)).toHaveLength(7);
    expect(timeTicks(30 * 3_600_000, 10).length).toBeLessThanOrEqual(11);
  });
});
