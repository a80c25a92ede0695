import { describe, expect, it } from 'vitest';
import type { LoadPlan } from '../plan/run-plan.ts';
import { answered, ask, loadOf, playOut, START_MS, virtualShop } from './test/virtual-shop.ts';

/** Plays 10 iterations a second for 10 s, of which each takes so long. */
async function overloaded(tookMs: number, changes: Partial<LoadPlan>) {
  const shop = virtualShop([ask], () => ({ tookMs, answer: answered(200) }));
  const { summary, load } = await playOut(shop, loadOf('ask', changes));
  const endedAfterMs = shop.clock.now() - START_MS;
  return { ...load, invalid: summary.generator.invalid, endedAfterMs };
}

describe('an iteration that would be one too many', () => {
  it('waits for its turn, and its latency counts from when it was due', async () => {
    const { delivered, total, invalid } = await overloaded(1000, { maxInFlight: 8 });
    // The k-th starts (k mod 8) / 10 s into second ⌊k / 8⌋: the last one, due at 9.9 s, at 12.3 s.
    expect(delivered).toMatchObject({ planned: 100, started: 100, dropped: 0, completed: 100 });
    expect(total.response.max).toBeCloseTo(3400, 6);
    expect(total.service.max).toBeCloseTo(1000, 6);
    expect(delivered.startLag?.max).toBeCloseTo(2400, 6);
    expect(delivered.waited).toBe(92);
    expect(invalid).toEqual([
      'load "users" started 92 of 100 iterations later than half an arrival gap, more than 1 %; 92 arrivals waited because 8 iterations, the most it may have, were in flight',
    ]);
  });

  it('starts in the order it was due', async () => {
    const starts: number[] = [];
    const shop = virtualShop([ask], () => ({ tookMs: 300, answer: answered(200) }), {
      onPoint: (point) => starts.push(point.iteration),
    });
    await playOut(shop, loadOf('ask', { maxInFlight: 2 }));
    expect(starts).toEqual(starts.map((_, place) => place));
  });

  it('is dropped when it still waits ten seconds after the stages are over', async () => {
    const { delivered, endedAfterMs, invalid } = await overloaded(1000, { maxInFlight: 2 });
    // Two a second for twenty seconds, and the two that start in the last instant.
    expect(delivered).toMatchObject({ planned: 100, started: 40, dropped: 60, completed: 40 });
    expect(endedAfterMs).toBeLessThanOrEqual(21_100);
    expect(invalid[0]).toMatch(/dropped 60 of 100 arrivals: 2 iterations/);
  });

  it('is dropped and counted where the plan says so, and nothing is late for it', async () => {
    const { delivered, total, invalid } = await overloaded(1000, { maxInFlight: 8, overload: 'drop' });
    expect(delivered).toMatchObject({ planned: 100, started: 80, dropped: 20, late: 0 });
    expect(delivered).not.toHaveProperty('waited');
    expect(total.response.max).toBeCloseTo(1000, 6);
    expect(invalid).toEqual([
      'load "users" dropped 20 of 100 arrivals: 8 iterations, the most it may have, were in flight',
    ]);
  });

  it('ends the load where the plan says so, and the run says why', async () => {
    const { delivered, invalid, endedAfterMs } = await overloaded(60_000, {
      maxInFlight: 5,
      overload: 'abort',
    });
    expect(delivered).toMatchObject({
      planned: 6,
      started: 5,
      dropped: 1,
      interrupted: 5,
      overloadedAfterMs: 500,
      startedRatePerSecond: 10,
    });
    expect(endedAfterMs).toBe(500);
    expect(invalid).toEqual([
      'load "users" was ended by an overload after 500ms: 5 iterations, the most it may have, were in flight',
    ]);
  });

  it.each(['queue', 'drop', 'abort'] as const)('does not exist below the limit: %s', async (overload) => {
    const { delivered, invalid } = await overloaded(1000, { maxInFlight: 11, overload });
    expect(delivered).toMatchObject({ planned: 100, started: 100, dropped: 0, late: 0 });
    expect(delivered).not.toHaveProperty('waited');
    expect(invalid).toEqual([]);
  });
});

it('what waits when the load is stopped may start within the grace, and is dropped after it', async () => {
  const shop = virtualShop([ask], () => ({ tookMs: 1000, answer: answered(200) }));
  shop.engine.start(loadOf('ask', { maxInFlight: 2 }), START_MS);
  const stop = async () => {
    await shop.clock.sleepUntil(START_MS + 1950);
    await shop.engine.stop('users', 3000);
  };
  await shop.clock.until(stop());
  const [load] = shop.engine.summary().loads;
  // Twenty were due; two a second started until the grace was over, at 4.95 s, and the last two were interrupted.
  expect(load?.delivered).toMatchObject({ planned: 20, started: 10, dropped: 10, interrupted: 2 });
  expect(shop.clock.now() - START_MS).toBe(4950);
});
