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
  const changed = { paused: 0, scaled: 0 };
  const counted = async (drawn: RandomLoad) => {
    const { delivered, started, mostInFlight, tooEarly } = await playRandomLoad(drawn);
    const { warmUp = NOTHING, late = 0, waited = 0 } = delivered;
    const warm = started.filter(({ isWarmUp }) => isWarmUp).length;
    for (const counts of [delivered, warmUp]) {
      expect(counts.planned, 'planned = started + dropped').toBe(counts.started + counts.dropped);
      expect(counts.started, 'started = completed + interrupted').toBe(counts.completed + counts.interrupted);
    }
    expect([delivered.started, warmUp.started]).toEqual([started.length - warm, warm]);
    const [least, most] = plannedOf(drawn, delivered, started.length);
    expect(delivered.planned + warmUp.planned).toBeGreaterThanOrEqual(least);
    expect(delivered.planned + warmUp.planned).toBeLessThanOrEqual(most);
    if (drawn.load.userStages === undefined) {
      const pauses = pausesOf(drawn);
      const isInside = (ms: number) => pauses.some(({ fromMs, toMs }) => ms > fromMs && ms < toMs);
      expect(started.some(({ dueAtMs }) => isInside(dueAtMs - START_MS))).toBe(false);
    }
    if (delivered.pausedMs !== undefined) changed.paused += started.length;
    if (drawn.changes.some(({ what }) => typeof what === 'object')) changed.scaled += started.length;
    expect(started.every(({ index }, place) => index > (started[place - 1]?.index ?? -1))).toBe(true);
    expect(mostInFlight).toBeLessThanOrEqual(delivered.users ?? drawn.load.maxInFlight);
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
  for (const [what, count] of Object.entries({ ...seen, ...changed }))
    expect(count, what).toBeGreaterThan(500);
});

/** How many there should have been, at least and at most, written apart from the code under test. */
function plannedOf(drawn: RandomLoad, delivered: Delivered, started: number): readonly [number, number] {
  const { load, seed, stop, changes } = drawn;
  if (load.userStages !== undefined) return [started, started];
  // An overload ends a load with the one arrival that was too many.
  if (delivered.overloadedAfterMs !== undefined) return [started + 1, started + 1];
  if (load.arrivals !== 'poisson') {
    const { area, hasBegun } = areaUntil(drawn, stop?.afterMs ?? Number.POSITIVE_INFINITY);
    // An arrival is due when the area is about to leave a whole number: at it while the plan goes on, not at its end.
    const most = stop === null ? Math.ceil(area + 1e-5) : Math.floor(area + 1e-5) + 1;
    return hasBegun ? [Math.ceil(area - 1e-5), most] : [0, 0];
  }
  if (changes.length > 0) return [0, Number.POSITIVE_INFINITY];
  const arrivals = arrivalsOf(load.stages, (gap: number) => keyedRandom(seed, load.name, gap, 'arrives'));
  const isDue = (k: number) => stop === null || START_MS + arrivals.dueMs(k) <= START_MS + stop.afterMs;
  const count = Array.from({ length: arrivals.count }, (_, k) => k).filter(isDue).length;
  return [count, count];
}

/** When the plan stands still: ms after the start. */
function pausesOf({ changes }: RandomLoad): readonly { readonly fromMs: number; readonly toMs: number }[] {
  let fromMs: number | undefined;
  const pauses = changes.flatMap(({ afterMs, what }) => {
    if (what === 'pause') fromMs ??= afterMs;
    if (what !== 'resume' || fromMs === undefined) return [];
    const pause = { fromMs, toMs: afterMs };
    fromMs = undefined;
    return [pause];
  });
  const last = changes.at(-1)?.afterMs ?? 0;
  return fromMs === undefined ? pauses : [...pauses, { fromMs, toMs: last }];
}

/** How many arrivals an evenly spaced plan has until a moment, its changes taken into account: by adding up areas. */
function areaUntil({ load, changes }: RandomLoad, untilMs: number) {
  // A plan that is paused before its start begins later.
  let [planMs, atMs, factor, isPaused, area] = [-200, -200, 1, false, 0];
  const areaOfPlan = (toMs: number) => {
    let [startMs, sum] = [0, 0];
    for (const { durationMs, fromRatePerSecond: from, toRatePerSecond: to } of load.stages) {
      const insideMs = Math.max(0, Math.min(toMs - startMs, durationMs));
      const at = durationMs === 0 ? from : from + ((to - from) * insideMs) / durationMs;
      sum += (((from + at) / 2) * insideMs) / 1000;
      startMs += durationMs;
    }
    return sum;
  };
  const goTo = (toMs: number) => {
    const passedMs = Math.max(0, Math.min(toMs, untilMs) - atMs);
    atMs += passedMs;
    if (isPaused) return;
    area += factor * (areaOfPlan(planMs + passedMs) - areaOfPlan(planMs));
    planMs += passedMs;
  };
  for (const { afterMs, what } of changes) {
    goTo(afterMs);
    if (afterMs > untilMs) break;
    if (typeof what === 'object') factor *= what.factor;
    else isPaused = what === 'pause';
  }
  isPaused = false;
  goTo(untilMs);
  return { area, hasBegun: planMs >= 0 };
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
