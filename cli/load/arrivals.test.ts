import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import type { LoadStage } from '../plan/run-plan.ts';
import { type Arrivals, arrivalsOf } from './arrivals.ts';

const stage = (durationMs: number, fromRatePerSecond: number, toRatePerSecond = fromRatePerSecond) => ({
  durationMs,
  fromRatePerSecond,
  toRatePerSecond,
});

const dueTimes = (stages: readonly LoadStage[]): number[] => {
  const arrivals = arrivalsOf(stages);
  return Array.from({ length: arrivals.count }, (_, k) => arrivals.dueMs(k));
};

describe('arrivals', () => {
  it('come 900 times in 30 s at 30/s, evenly, the first at 0', () => {
    const due = dueTimes([stage(30_000, 30)]);
    expect(due).toHaveLength(900);
    for (const [k, dueMs] of due.entries()) expect(dueMs).toBeCloseTo((k * 1000) / 30, 9);
  });

  it.each([
    { name: 'one a minute for a minute', stages: [stage(60_000, 1 / 60)], due: [0] },
    {
      name: 'a ramp from nothing',
      stages: [stage(2000, 0, 4)],
      due: [0, 1000, Math.SQRT2 * 1000, Math.sqrt(3) * 1000],
    },
    {
      name: 'a ramp to nothing',
      stages: [stage(2000, 4, 0)],
      due: [0, 2000 - Math.sqrt(3) * 1000, 2000 - Math.SQRT2 * 1000, 1000],
    },
    { name: 'nothing after a pause at the end', stages: [stage(1000, 2), stage(1000, 0)], due: [0, 500] },
    {
      name: 'a pause in between',
      stages: [stage(1000, 2), stage(1000, 0), stage(1000, 2)],
      due: [0, 500, 2000, 2500],
    },
    { name: 'a pause at the start', stages: [stage(1000, 0), stage(1000, 2)], due: [1000, 1500] },
    { name: 'a jump', stages: [stage(1000, 1), stage(1000, 4)], due: [0, 1000, 1250, 1500, 1750] },
    { name: 'a stage of no length', stages: [stage(1000, 1), stage(0, 9), stage(1000, 1)], due: [0, 1000] },
    {
      name: 'an arrival that straddles stages',
      stages: [stage(1500, 1), stage(1500, 1)],
      due: [0, 1000, 2000],
    },
    { name: 'no rate at all', stages: [stage(1000, 0)], due: [] },
  ])('of $name are due where the count says', ({ stages, due }) => {
    const times = dueTimes(stages);
    expect(times).toHaveLength(due.length);
    for (const [k, dueMs] of due.entries()) expect(times[k]).toBeCloseTo(dueMs, 6);
  });

  it('do not gain or lose one to rounding', () => {
    expect(arrivalsOf(Array.from({ length: 100 }, () => stage(100, 30))).count).toBe(300);
    expect(arrivalsOf([stage(20_000, 0.5, 2), stage(40_000, 2)]).count).toBe(105);
  });

  it('invert the integral of the rate, in order, for random plans', () => {
    for (let plan = 0; plan < 300; plan += 1) {
      const random = (name: string, i: number) => keyedRandom(99, plan, name, i);
      const stages = Array.from({ length: 1 + Math.floor(random('stages', 0) * 4) }, (_, i) =>
        stage(1 + random('ms', i) * 20_000, random('from', i) * 20, random('to', i) * 20),
      );
      const arrivals = arrivalsOf(stages);
      let earlierMs = 0;
      for (let k = 0; k < arrivals.count; k += 1) {
        const dueMs = arrivals.dueMs(k);
        expect(countAt(stages, dueMs)).toBeCloseTo(k, 4);
        expect(dueMs).toBeGreaterThanOrEqual(earlierMs);
        expect(dueMs).toBeLessThan(arrivals.durationMs + 1e-6);
        earlierMs = dueMs;
      }
      expect(arrivals.count).toBe(Math.ceil(countAt(stages, arrivals.durationMs) - 1e-6));
    }
  });

  it('know the rate at any time', () => {
    const arrivals = arrivalsOf([stage(1000, 10, 20), stage(1000, 5)]);
    const rates = [-1, 0, 500, 1000, 1999, 2000].map((ms) => arrivals.ratePerSecondAt(ms));
    expect(rates).toEqual([0, 10, 15, 5, 5, 0]);
  });

  it('refuse to name one that is not planned', () => {
    const arrivals = arrivalsOf([stage(1000, 10)]);
    for (const k of [-1, 10]) expect(() => arrivals.dueMs(k)).toThrow(RangeError);
  });
});

/** N(t) by trapezoids, stage by stage: written apart from the code under test. */
function countAt(stages: readonly LoadStage[], elapsedMs: number): number {
  let startMs = 0;
  let count = 0;
  for (const { durationMs, fromRatePerSecond, toRatePerSecond } of stages) {
    const insideMs = Math.min(Math.max(0, elapsedMs - startMs), durationMs);
    const rateThere = fromRatePerSecond + ((toRatePerSecond - fromRatePerSecond) * insideMs) / durationMs;
    count += (((fromRatePerSecond + rateThere) / 2) * insideMs) / 1000;
    startMs += durationMs;
  }
  return count;
}

describe('arrivals whose rate was changed', () => {
  const seeded = (gap: number) => keyedRandom(7, 'users', gap, 'arrives');

  it.each([
    ['evenly spaced', undefined],
    ['at random', seeded],
  ] as const)('%s: have the same past, and so many more or fewer to come', (_, chance) => {
    const before = arrivalsOf([stage(60_000, 0, 10)], chance);
    const atMs = 30_000;
    const dues = Array.from({ length: before.count }, (_, k) => before.dueMs(k));
    const done = dues.filter((dueMs) => dueMs <= atMs).length;
    const after = before.rescaled({ atMs, factor: 3, done });
    const changed = Array.from({ length: after.count }, (_, k) => after.dueMs(k));
    expect(changed.slice(0, done)).toEqual(dues.slice(0, done));
    expect(
      changed.slice(done).every((dueMs, k) => dueMs >= (changed[done + k - 1] ?? 0) && dueMs > atMs),
    ).toBe(true);
    expect(Math.abs(after.count - (done + (before.count - done) * 3))).toBeLessThanOrEqual(3);
    expect([after.ratePerSecondAt(29_999), after.ratePerSecondAt(30_000)]).toEqual([
      expect.closeTo(5, 2),
      expect.closeTo(15, 2),
    ]);
    expect(after.durationMs).toBe(60_000);
  });

  it('can be changed again and again', () => {
    const dueBy = (arrivals: Arrivals, atMs: number) =>
      Array.from({ length: arrivals.count }, (_, k) => arrivals.dueMs(k)).filter((dueMs) => dueMs <= atMs);
    const first = arrivalsOf([stage(1000, 20)], seeded);
    const once = first.rescaled({ atMs: 500, factor: 10, done: dueBy(first, 500).length });
    const past = dueBy(once, 750);
    const twice = once.rescaled({ atMs: 750, factor: 0.1, done: past.length });
    expect(past.length).toBeGreaterThan(20);
    expect(dueBy(twice, 750)).toEqual(past);
    expect(twice.count).toBe(past.length + Math.round((once.count - past.length) / 10));
  });
});
