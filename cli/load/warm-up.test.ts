import { expect, it } from 'vitest';
import type { Point } from './point.ts';
import type { LoadWindow } from './summary.ts';
import {
  answered,
  ask,
  get,
  journeyOf,
  loadOf,
  playOut,
  START_MS,
  virtualShop,
} from './test/virtual-shop.ts';

const WARM_UP_MS = 3000;
const steady = (durationMs: number) => ({ durationMs, fromRatePerSecond: 10, toRatePerSecond: 10 });
const warmedUp = { stages: [steady(WARM_UP_MS), steady(10_000)], warmUpMs: WARM_UP_MS };

/** A shop that is slow and wrong while it is cold, and quick and right from then on. */
function coldShop(changes: Parameters<typeof virtualShop>[2] = {}) {
  const picky = journeyOf('ask', async (user) => {
    const { ok } = await get('/ask')(user);
    if (!ok) user.fail('cold');
  });
  const isCold = (atMs: number) => atMs < START_MS + WARM_UP_MS;
  return virtualShop(
    [picky],
    (_request, sentAtMs) =>
      isCold(sentAtMs) ? { tookMs: 900, answer: answered(503) } : { tookMs: 20, answer: answered(200) },
    changes,
  );
}

it('is played, and in no result: requests, errors, checks, latencies, seconds, points', async () => {
  const windows: LoadWindow[] = [];
  const points: Point[] = [];
  const shop = coldShop({
    onWindow: (window) => windows.push(window),
    onPoint: (point) => points.push(point),
  });
  const { summary, load } = await playOut(shop, loadOf('ask', warmedUp));
  expect(shop.requests).toHaveLength(130);
  expect(load.total).toMatchObject({ requests: 100, errors: 0, response: { max: expect.closeTo(20, 6) } });
  expect(load.journeys[0]).toMatchObject({ started: 100, completed: 100, failed: 0 });
  expect(summary.errors).toEqual([]);
  expect(points).toHaveLength(100);
  expect(summary.windows[0]).toMatchObject({ atMs: START_MS + WARM_UP_MS, started: 10, errors: 0 });
  expect(summary.windows.reduce((sum, { requests }) => sum + requests, 0)).toBe(100);
  // Whoever watches sees the warm-up pass all the same.
  expect(windows[0]).toMatchObject({ atMs: START_MS, started: 10 });
});

it('is a fact of the record, counted apart', async () => {
  const { load } = await playOut(coldShop(), loadOf('ask', warmedUp));
  expect(load.delivered).toMatchObject({
    planned: 100,
    started: 100,
    completed: 100,
    plannedRatePerSecond: 10,
    startedRatePerSecond: 10,
    startLag: { count: 100 },
    warmUp: { durationMs: WARM_UP_MS, planned: 30, started: 30, completed: 30, interrupted: 0 },
  });
});

it('holds for virtual users, whose iterations under way at its end are warm-up to their end', async () => {
  const users = (durationMs: number) => ({ durationMs, fromUsers: 2, toUsers: 2 });
  const userStages = [users(WARM_UP_MS), users(1000)];
  const { load } = await playOut(coldShop(), loadOf('ask', { stages: [], userStages, warmUpMs: WARM_UP_MS }));
  // Each user: 900 ms a time until 3600 ms, then 20 ms a time until 4000 ms.
  expect(load.delivered).toMatchObject({ started: 40, startedRatePerSecond: 40, warmUp: { started: 8 } });
  expect(load.total).toMatchObject({ requests: 40, errors: 0 });
});

it('that is all there was before a stop leaves nothing to judge', async () => {
  const shop = coldShop();
  shop.engine.start(loadOf('ask', warmedUp), START_MS);
  const stop = async () => {
    await shop.clock.sleepUntil(START_MS + 1950);
    await shop.engine.stop('users', 5000);
  };
  await shop.clock.until(stop());
  const { loads, windows } = shop.engine.summary();
  expect(windows).toEqual([]);
  expect(loads[0]?.delivered).toMatchObject({
    planned: 0,
    startedRatePerSecond: 0,
    warmUp: { durationMs: 1950, planned: 20, completed: 20 },
  });
});

it('without one there is nothing about it', async () => {
  const { load } = await playOut(virtualShop([ask], () => ({ tookMs: 5, answer: answered(200) })));
  expect(load.delivered).not.toHaveProperty('warmUp');
});
