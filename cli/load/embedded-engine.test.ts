import { describe, expect, it } from 'vitest';
import { Histogram } from './measure/histogram.ts';
import type { LoadWindow } from './summary.ts';
import {
  answered,
  ask,
  get,
  journeyOf,
  loadOf,
  playOut,
  quick,
  START_MS,
  virtualShop,
} from './test/virtual-shop.ts';

describe('latency', () => {
  it('of a server frozen for 5 s is what the arithmetic says: every arrival that waited is in it', async () => {
    const frozenMs = { from: START_MS + 10_000, to: START_MS + 15_000 };
    const shop = virtualShop([ask], (_request, sentAtMs) => ({
      tookMs: sentAtMs >= frozenMs.from && sentAtMs < frozenMs.to ? frozenMs.to - sentAtMs : 0,
      answer: answered(200),
    }));
    const stages = [{ durationMs: 30_000, fromRatePerSecond: 30, toRatePerSecond: 30 }];
    const { load } = await playOut(shop, loadOf('ask', { stages }));
    expect(load.delivered).toMatchObject({ planned: 900, started: 900, dropped: 0, completed: 900, late: 0 });
    expect(load.total.requests).toBe(900);
    const { histogram } = shop.engine.figures('users', { fromMs: START_MS, toMs: START_MS + 40_000 });
    const response = new Histogram();
    if (histogram !== undefined) response.add(histogram);
    // 900 are too few to show a p99, but it is known: the tenth of those that waited 5 s, 4.967 s, …
    expect(load.total.response.p99).toBeUndefined();
    expect(Math.abs((response.quantileMs(0.99) ?? 0) / 4700 - 1)).toBeLessThan(0.02);
    expect(Math.abs((load.total.response.mean ?? 0) / 419 - 1)).toBeLessThan(0.02);
    expect(load.total.response.max).toBeCloseTo(5000, 3);
  });

  it('counts from the intended start: what a busy generator adds is in response, not in service', async () => {
    const shop = virtualShop([ask], quick);
    const late = virtualShop([ask], quick, {
      clock: shop.clock,
      pacer: {
        waitUntil: (atMs, _rate, signal) => shop.clock.sleepUntil(atMs + 30, signal),
        nextTurn: () => shop.clock.nextTurn(),
      },
      transport: {
        send: async () => {
          await shop.clock.sleepUntil(shop.clock.now() + 20);
          return answered(200);
        },
        close: async () => undefined,
      },
    });
    const { load } = await playOut({ ...late, clock: shop.clock });
    expect(load.total.response.mean).toBeCloseTo(50, 6);
    expect(load.total.service.mean).toBeCloseTo(20, 6);
    expect(load.delivered.startLag?.mean).toBeCloseTo(30, 6);
  });

  it('leaves think time out, scales it, and starts the next step where the one before ended', async () => {
    const gaps: number[] = [];
    const thinker = journeyOf('ask', async (user) => {
      await get('/one')(user);
      const before = shop.clock.now();
      await user.think(1000, 2000);
      gaps.push(shop.clock.now() - before);
      await get('/two')(user);
    });
    const shop = virtualShop([thinker], quick);
    const { load } = await playOut(shop, loadOf('ask', { thinkTimeFactor: 0.1 }));
    expect(load.journeys[0]?.response).toMatchObject({ count: 100, max: expect.closeTo(40, 6) });
    expect(load.total).toMatchObject({ requests: 200, response: { max: expect.closeTo(20, 6) } });
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...gaps)).toBeLessThan(200);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(50);
  });

  it('of a second journey in an iteration counts from the end of the first', async () => {
    const shop = virtualShop([journeyOf('first', ask.play), journeyOf('second', ask.play)], quick);
    const mix = [
      { journey: 'first', probability: 1 },
      { journey: 'second', probability: 1 },
    ];
    const { load } = await playOut(shop, loadOf('', { mix }));
    for (const one of load.journeys) expect(one.response.max).toBeCloseTo(20, 6);
  });
});

describe('seconds', () => {
  it('are reported once each, in order, and add up to everything', async () => {
    const windows: LoadWindow[] = [];
    const shop = virtualShop([ask], quick, { onWindow: (window) => windows.push(window) });
    const { summary, load } = await playOut(shop);
    expect(windows).toEqual(summary.windows);
    expect(windows.map(({ atMs }) => atMs - START_MS)).toEqual(
      Array.from({ length: windows.length }, (_, i) => i * 1000),
    );
    expect(windows.slice(0, 10).every(({ started, requests }) => started === 10 && requests === 10)).toBe(
      true,
    );
    expect(windows.reduce((sum, { requests }) => sum + requests, 0)).toBe(load.total.requests);
  });

  it('can be summed over a window, to the nearest whole second', async () => {
    const shop = virtualShop([ask], quick);
    await playOut(shop);
    const figures = (from: number, to: number) =>
      shop.engine.figures('users', { fromMs: START_MS + from, toMs: START_MS + to });
    expect(figures(0, 10_000)).toMatchObject({ requests: 100, errors: 0, response: { count: 100 } });
    expect(figures(2000, 5000).requests).toBe(30);
    expect(figures(2400, 5400).requests).toBe(30);
    expect(figures(2000, 5000).p95Ms).toBeCloseTo(20, 0);
    expect(figures(50_000, 60_000)).toMatchObject({ requests: 0, response: { count: 0 } });
    expect(figures(50_000, 60_000).p95Ms).toBeUndefined();
  });

  it('are there while the load still plays', async () => {
    const shop = virtualShop([ask], quick);
    shop.engine.start(loadOf('ask'), START_MS);
    await shop.clock.until(shop.clock.sleepUntil(START_MS + 3000));
    const figures = shop.engine.figures('users', { fromMs: START_MS, toMs: START_MS + 3000 });
    expect(figures.requests).toBe(30);
    await shop.clock.until(shop.engine.stopAll());
  });
});

describe('an engine', () => {
  it('plays several loads at once and stops each by itself; one that never started needs no stopping', async () => {
    const shop = virtualShop([ask], () => ({ tookMs: 60_000, answer: answered(200) }));
    shop.engine.start(loadOf('ask', { name: 'a' }), START_MS);
    shop.engine.start(loadOf('ask', { name: 'b' }), START_MS);
    const stop = async () => {
      await shop.clock.sleepUntil(START_MS + 2950);
      await shop.engine.stop('a', 1000);
      await shop.engine.stop('never', 1000);
    };
    await shop.clock.until(stop());
    await shop.clock.until(shop.engine.finished('b'));
    const [a, b] = shop.engine.summary().loads;
    expect(a?.delivered).toMatchObject({ planned: 30, started: 30, completed: 0, interrupted: 30 });
    expect(a?.journeys[0]).toMatchObject({ started: 30, completed: 0, interrupted: 30 });
    expect(a?.total.requests).toBe(0);
    expect(b?.delivered).toMatchObject({ planned: 100, completed: 100, interrupted: 0 });
    // The target saw the interrupted requests: their traces need a root.
    expect(shop.spans.filter(({ errorKind }) => errorKind === 'interrupted')).toHaveLength(30);
  });

  it('drops arrivals beyond the cap where it is told to, and calls the run invalid, with the cause', async () => {
    const shop = virtualShop([ask], () => ({ tookMs: 60_000, answer: answered(200) }));
    const { summary, load } = await playOut(shop, loadOf('ask', { maxInFlight: 40, overload: 'drop' }));
    expect(load.delivered).toMatchObject({ planned: 100, started: 40, dropped: 60, completed: 40 });
    expect(summary.generator.invalid).toEqual([
      'load "users" dropped 60 of 100 arrivals: 40 iterations, the most it may have, were in flight',
    ]);
  });

  it('plays a closed load by virtual users, the same users over and over', async () => {
    const shop = virtualShop([ask], quick);
    const userStages = [{ durationMs: 1000, fromUsers: 2, toUsers: 2 }];
    const { summary, load } = await playOut(shop, loadOf('ask', { stages: [], userStages }));
    expect(load).toMatchObject({ model: 'closed', delivered: { started: 100, users: 2 } });
    for (const figure of ['late', 'startLag', 'plannedRatePerSecond']) {
      expect(load.delivered).not.toHaveProperty(figure);
    }
    expect(load.total.response).toMatchObject({ count: 100, max: expect.closeTo(20, 6) });
    expect(summary.generator.invalid).toEqual([]);
    const users = shop.requests.map(({ headers }) => /user\.id=([\w-]+)/.exec(headers['baggage'] ?? '')?.[1]);
    expect([...new Set(users)]).toEqual(['user-0', 'user-1']);
  });

  it('starts arrivals at random moments, the same again for the same seed', async () => {
    const startsOf = async (seed: number) => {
      const sentAtMs: number[] = [];
      const shop = virtualShop(
        [ask],
        (_request, atMs) => {
          sentAtMs.push(atMs - START_MS);
          return { tookMs: 5, answer: answered(200) };
        },
        { seed },
      );
      const { load } = await playOut(shop, loadOf('ask', { arrivals: 'poisson' }));
      expect(load.delivered).toMatchObject({ planned: 100, started: 100, late: 0 });
      return sentAtMs;
    };
    const starts = await startsOf(1);
    expect(new Set(starts.map((atMs) => Math.round(atMs % 100))).size).toBeGreaterThan(30);
    expect(await startsOf(1)).toEqual(starts);
    expect(await startsOf(2)).not.toEqual(starts);
  });

  it('counts iterations that draw no journey as completed and empty', async () => {
    const shop = virtualShop([ask], quick);
    const { load } = await playOut(shop, loadOf('ask', { mix: [{ journey: 'ask', probability: 0.5 }] }));
    const { delivered, journeys } = load;
    expect(delivered.completed).toBe(100);
    expect(delivered.empty).toBeGreaterThan(30);
    expect(delivered.empty).toBe(100 - (journeys[0]?.completed ?? 0));
  });

  it('plays one journey an iteration where the plan says so, in exact turns', async () => {
    const shop = virtualShop([journeyOf('often', ask.play), journeyOf('seldom', ask.play)], quick);
    const mix = [
      { journey: 'often', probability: 0.6 },
      { journey: 'seldom', probability: 0.2 },
    ];
    const { load } = await playOut(shop, loadOf('', { mix, mixMode: 'exact' }));
    expect(load.delivered.empty).toBe(0);
    expect(load.journeys).toMatchObject([{ completed: 75 }, { completed: 25 }]);
  });

  it('plays the same requests again for the same seed', async () => {
    const random = journeyOf(
      'ask',
      async (user) => void (await get(`/${user.pick('page', ['a', 'b', 'c'])}`)(user)),
    );
    const paths = async (seed: number) => {
      const shop = virtualShop([random], quick, { seed });
      await playOut(shop, loadOf('ask', { mix: [{ journey: 'ask', probability: 0.7 }] }));
      return shop.requests.map(({ path }) => path).join('');
    };
    expect(await paths(1)).toBe(await paths(1));
    expect(await paths(1)).not.toBe(await paths(2));
  });

  it('refuses a second load of the same name', () => {
    const shop = virtualShop([ask], quick);
    shop.engine.start(loadOf('ask'), START_MS);
    expect(() => shop.engine.start(loadOf('ask'), START_MS)).toThrow(RangeError);
  });
});
