import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import { arrivalsOf } from './arrivals.ts';
import type { Delivered, IterationCounts } from './summary.ts';
import { playRandomLoad, type RandomLoad, randomLoad } from './test/random-load.ts';
import { answered, ask, START_MS, virtualShop } from './test/virtual-shop.ts';

const NOTHING: IterationCounts = {
  planned: 0,
  started: 0,
  dropped: 0,
  completed: 0,
  interrupted: 0,
  empty: 0,
};

it('counts every iteration exactly once, over 10,000 random loads of both models', {
  timeout: 120_000,
}, async () => {
  const seen = { dropped: 0, interrupted: 0, late: 0, empty: 0, waited: 0, warmUp: 0, closed: 0, aborted: 0 };
  const counted = async (drawn: RandomLoad) => {
    const { delivered, started, mostInFlight, tooEarly } = await playRandomLoad(drawn);
    const { warmUp = NOTHING, late = 0, waited = 0 } = delivered;
    const warm = started.filter(({ isWarmUp }) => isWarmUp).length;
    for (const counts of [delivered, warmUp]) {
      expect(counts.planned, 'planned = started + dropped').toBe(counts.started + counts.dropped);
      expect(counts.started, 'started = completed + interrupted').toBe(counts.completed + counts.interrupted);
    }
    expect([delivered.started, warmUp.started]).toEqual([started.length - warm, warm]);
    expect(delivered.planned + warmUp.planned).toBe(plannedOf(drawn, delivered, started.length));
    expect(started.every(({ index }, place) => index > (started[place - 1]?.index ?? -1))).toBe(true);
    expect(mostInFlight).toBeLessThanOrEqual(drawn.load.maxInFlight);
    expect(tooEarly).toBe(0);
    const isCutShort = drawn.stop !== null || delivered.overloadedAfterMs !== undefined;
    if (!isCutShort) expect(delivered.interrupted + warmUp.interrupted).toBe(0);
    seen.dropped += delivered.dropped;
    seen.interrupted += delivered.interrupted;
    seen.empty += delivered.empty;
    seen.late += late;
    seen.waited += waited;
    seen.warmUp += warm;
    if (drawn.load.userStages !== undefined) seen.closed += started.length;
    if (delivered.overloadedAfterMs !== undefined) seen.aborted += 1;
  };
  await fc.assert(fc.asyncProperty(randomLoad, counted), { seed: 1, numRuns: 10_000, unbiased: true });
  // A property over loads that never drop, wait or interrupt would say nothing.
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(500);
});

/** How many there should have been, written apart from the code under test. */
function plannedOf({ load, seed, stop }: RandomLoad, delivered: Delivered, started: number): number {
  if (load.userStages !== undefined) return started;
  const chance = (gap: number) => keyedRandom(seed, load.name, gap, 'arrives');
  const arrivals = arrivalsOf(load.stages, load.arrivals === 'poisson' ? chance : undefined);
  // An overload ends a load with the one arrival that was too many.
  if (delivered.overloadedAfterMs !== undefined) return started + 1;
  const isDue = (k: number) => stop === null || START_MS + arrivals.dueMs(k) <= START_MS + stop.afterMs;
  return Array.from({ length: arrivals.count }, (_, k) => k).filter(isDue).length;
}

it('counts every journey and request exactly once, and those of a warm-up nowhere', async () => {
  const counted = async ({ load, seed, stop }: RandomLoad) => {
    const takesMs = (atMs: number) => 20 + keyedRandom(seed, 'takes', atMs) ** 3 * 4000;
    const shop = virtualShop([ask], (_, atMs) => ({ tookMs: takesMs(atMs), answer: answered(200) }), {
      seed,
    });
    shop.engine.start({ ...load, mix: [{ journey: 'ask', probability: 0.8 }] }, START_MS);
    const stopIt = async (afterMs: number, graceMs: number) => {
      await shop.clock.sleepUntil(START_MS + afterMs);
      await shop.engine.stop(load.name, graceMs);
    };
    const isOver = stop === null ? shop.engine.finished(load.name) : stopIt(stop.afterMs, stop.graceMs);
    await shop.clock.until(isOver);
    const [summary] = shop.engine.summary().loads;
    const { completed, interrupted, empty } = summary?.delivered ?? NOTHING;
    expect(summary?.journeys).toMatchObject([
      { started: completed - empty + interrupted, completed: completed - empty, interrupted },
    ]);
    expect(summary?.total.requests).toBe(completed - empty);
  };
  await fc.assert(fc.asyncProperty(randomLoad, counted), { seed: 1, numRuns: 300, unbiased: true });
});
