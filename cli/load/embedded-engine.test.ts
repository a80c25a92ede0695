import { describe, expect, it } from 'vitest';
import type { Journey, VirtualUser } from './journey.ts';
import { Histogram } from './measure/histogram.ts';
import type { LoadWindow } from './summary.ts';
import { answered, loadOf, START_MS, virtualShop } from './test/virtual-shop.ts';

const journey = (
  name: string,
  play: Journey['play'],
  trafficType: Journey['trafficType'] = 'baseline',
): Journey => ({
  name,
  trafficType,
  play,
});
const get = (path: string) => (user: VirtualUser) => user.request({ method: 'GET', path });
const ask = journey('ask', async (user) => void (await get('/ask')(user)));
const quick = () => ({ tookMs: 20, answer: answered(200) });

/** Plays one load to its end. */
async function play(shop: ReturnType<typeof virtualShop>, load = loadOf('ask')) {
  shop.engine.start(load, START_MS);
  await shop.clock.until(shop.engine.finished(load.name));
  const summary = shop.engine.summary();
  const [first] = summary.loads;
  if (first === undefined) throw new Error('no load in the summary');
  return { summary, load: first };
}

describe('latency', () => {
  it('of a server frozen for 5 s is what the arithmetic says: every arrival that waited is in it', async () => {
    const frozenMs = { from: START_MS + 10_000, to: START_MS + 15_000 };
    const shop = virtualShop([ask], (_request, sentAtMs) => ({
      tookMs: sentAtMs >= frozenMs.from && sentAtMs < frozenMs.to ? frozenMs.to - sentAtMs : 0,
      answer: answered(200),
    }));
    const stages = [{ durationMs: 30_000, fromRatePerSecond: 30, toRatePerSecond: 30 }];
    const { load } = await play(shop, loadOf('ask', { stages }));
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
      pacer: { waitUntil: (atMs, _rate, signal) => shop.clock.sleepUntil(atMs + 30, signal) },
      transport: {
        send: async () => {
          await shop.clock.sleepUntil(shop.clock.now() + 20);
          return answered(200);
        },
        close: async () => undefined,
      },
    });
    const { load } = await play({ ...late, clock: shop.clock });
    expect(load.total.response.mean).toBeCloseTo(50, 6);
    expect(load.total.service.mean).toBeCloseTo(20, 6);
    expect(load.delivered.startLag.mean).toBeCloseTo(30, 6);
  });

  it('leaves think time out, scales it, and starts the next step where the one before ended', async () => {
    const gaps: number[] = [];
    const thinker = journey('ask', async (user) => {
      await get('/one')(user);
      const before = shop.clock.now();
      await user.think(1000, 2000);
      gaps.push(shop.clock.now() - before);
      await get('/two')(user);
    });
    const shop = virtualShop([thinker], quick);
    const { load } = await play(shop, loadOf('ask', { thinkTimeFactor: 0.1 }));
    expect(load.journeys[0]?.response).toMatchObject({ count: 100, max: expect.closeTo(40, 6) });
    expect(load.total).toMatchObject({ requests: 200, response: { max: expect.closeTo(20, 6) } });
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...gaps)).toBeLessThan(200);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(50);
  });

  it('of a second journey in an iteration counts from the end of the first', async () => {
    const shop = virtualShop([journey('first', ask.play), journey('second', ask.play)], quick);
    const mix = [
      { journey: 'first', probability: 1 },
      { journey: 'second', probability: 1 },
    ];
    const { load } = await play(shop, loadOf('', { mix }));
    for (const one of load.journeys) expect(one.response.max).toBeCloseTo(20, 6);
  });
});

describe('what went wrong', () => {
  it('is counted by kind and endpoint, with the first example and five traces', async () => {
    const shop = virtualShop([ask], (_request, sentAtMs) => ({
      tookMs: 10,
      answer: (sentAtMs - START_MS) % 1000 < 500 ? answered(503, { error: 'no' }) : answered(200),
    }));
    const { summary, load } = await play(shop);
    expect(load.journeys[0]).toMatchObject({ started: 100, completed: 100, failed: 50, declined: 0 });
    expect(load.endpoints).toMatchObject([{ name: 'GET /ask', requests: 100, errors: 50 }]);
    expect(summary.errors).toMatchObject([
      { load: 'users', kind: 'http_503', endpoint: 'GET /ask', count: 50, example: '{"error":"no"}' },
    ]);
    expect(summary.errors[0]?.firstAtMs).toBeCloseTo(START_MS + 10, 6);
    const failedTraces = shop.spans.filter(({ status }) => status === 503).map(({ traceId }) => traceId);
    expect(summary.errors[0]?.traceIds).toEqual(failedTraces.slice(0, 5));
  });

  it('is not a declined payment', async () => {
    const shop = virtualShop([ask], () => ({ tookMs: 1, answer: answered(402) }));
    const { summary, load } = await play(shop);
    expect(load.total).toMatchObject({ requests: 100, errors: 0, declined: 100 });
    expect(load.journeys[0]).toMatchObject({ failed: 0, declined: 100 });
    expect(summary.errors).toEqual([]);
  });

  it('can be a right status with a wrong content: one error, however many checks say so', async () => {
    const picky = journey('ask', async (user) => {
      const { body } = await get('/ask')(user);
      if (JSON.stringify(body) !== '{"total":1}') user.fail('the total is wrong');
      user.fail('and so is the rest');
    });
    const { summary, load } = await play(virtualShop([picky], quick));
    expect(load.journeys[0]).toMatchObject({ failed: 100 });
    expect(load.total).toMatchObject({ requests: 100, errors: 100 });
    expect(summary.windows.reduce((sum, window) => sum + window.errors, 0)).toBe(100);
    expect(summary.errors).toMatchObject([
      { kind: 'check_failed', count: 200, example: 'the total is wrong' },
    ]);
  });

  it('can be the journey itself, which ends that journey and nothing else', async () => {
    const broken = journey('ask', async (user) => {
      await get('/ask')(user);
      throw new TypeError('oops');
    });
    const { summary, load } = await play(virtualShop([broken], quick));
    expect(load.delivered).toMatchObject({ started: 100, completed: 100, interrupted: 0 });
    expect(load.journeys[0]).toMatchObject({ completed: 100, failed: 100 });
    expect(summary.errors).toMatchObject([
      { kind: 'journey_broken', endpoint: 'ask', example: 'oops', traceIds: [] },
    ]);
  });
});

describe('seconds', () => {
  it('are reported once each, in order, and add up to everything', async () => {
    const windows: LoadWindow[] = [];
    const shop = virtualShop([ask], quick, { onWindow: (window) => windows.push(window) });
    const { summary, load } = await play(shop);
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
    await play(shop);
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

describe('requests', () => {
  it('carry a trace of their own and baggage that says whose they are', async () => {
    const shop = virtualShop([journey('ask', ask.play, 'demo')], quick);
    await play(shop);
    expect(shop.requests[7]?.headers['baggage']).toBe(
      'traffic.type=demo,shop.run.id=run-1,session.id=run-1.users.7,user.id=user-7',
    );
    const parents = shop.requests.map(({ headers }) => headers['traceparent']);
    expect(new Set(parents).size).toBe(100);
    expect(parents).toEqual(shop.spans.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
    expect(shop.spans[7]).toMatchObject({ journey: 'ask', load: 'users', status: 200, trafficType: 'demo' });
  });

  it('of a load with a traffic type of its own say that, and those of a probe that they are', async () => {
    const shop = virtualShop([ask], quick);
    await play(shop, loadOf('ask', { trafficType: 'demo', probe: true }));
    expect(shop.requests[0]?.headers['baggage']).toMatch(/^traffic\.type=demo,.*,shop\.probe=true$/);
  });

  it('bring back the cookies they were given, to their own user only', async () => {
    const twice = journey('ask', async (user) => {
      await get('/one')(user);
      await get('/two')(user);
    });
    let users = 0;
    const shop = virtualShop([twice], () => {
      users += 1;
      return {
        tookMs: 5,
        answer: { kind: 'answered', status: 200, text: '', cookies: [`id=${users}; Path=/`] },
      };
    });
    await play(shop);
    const cookies = shop.requests.map(({ path, headers }) => [path, headers['cookie']]);
    expect(cookies.slice(0, 4)).toEqual([
      ['/one', undefined],
      ['/two', 'id=1'],
      ['/one', undefined],
      ['/two', 'id=3'],
    ]);
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

  it('drops arrivals beyond the cap and calls the run invalid, with the cause', async () => {
    const shop = virtualShop([ask], () => ({ tookMs: 60_000, answer: answered(200) }));
    const { summary, load } = await play(shop, loadOf('ask', { maxInFlight: 40 }));
    expect(load.delivered).toMatchObject({ planned: 100, started: 40, dropped: 60, completed: 40 });
    expect(summary.generator.invalid).toEqual([
      'load "users" dropped 60 of 100 arrivals: 40 iterations, the most it may have, were in flight',
    ]);
  });

  it('counts iterations that draw no journey as completed and empty', async () => {
    const shop = virtualShop([ask], quick);
    const { load } = await play(shop, loadOf('ask', { mix: [{ journey: 'ask', probability: 0.5 }] }));
    const { delivered, journeys } = load;
    expect(delivered.completed).toBe(100);
    expect(delivered.empty).toBeGreaterThan(30);
    expect(delivered.empty).toBe(100 - (journeys[0]?.completed ?? 0));
  });

  it('plays the same requests again for the same seed', async () => {
    const random = journey(
      'ask',
      async (user) => void (await get(`/${user.pick('page', ['a', 'b', 'c'])}`)(user)),
    );
    const paths = async (seed: number) => {
      const shop = virtualShop([random], quick, { seed });
      await play(shop, loadOf('ask', { mix: [{ journey: 'ask', probability: 0.7 }] }));
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
