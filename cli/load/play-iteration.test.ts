import { describe, expect, it } from 'vitest';
import type { Transport } from './http/transport.ts';
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

describe('what went wrong', () => {
  it('is counted by kind and endpoint, with the first example and five traces', async () => {
    const shop = virtualShop([ask], (_request, sentAtMs) => ({
      tookMs: 10,
      answer: (sentAtMs - START_MS) % 1000 < 500 ? answered(503, { error: 'no' }) : answered(200),
    }));
    const { summary, load } = await playOut(shop);
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
    const { summary, load } = await playOut(shop);
    expect(load.total).toMatchObject({ requests: 100, errors: 0, declined: 100 });
    expect(load.journeys[0]).toMatchObject({ failed: 0, declined: 100 });
    expect(summary.errors).toEqual([]);
  });

  it('can be a right status with a wrong content: one error, however many checks say so', async () => {
    const picky = journeyOf('ask', async (user) => {
      const { body } = await get('/ask')(user);
      if (JSON.stringify(body) !== '{"total":1}') user.fail('the total is wrong');
      user.fail('and so is the rest');
    });
    const { summary, load } = await playOut(virtualShop([picky], quick));
    expect(load.journeys[0]).toMatchObject({ failed: 100 });
    expect(load.total).toMatchObject({ requests: 100, errors: 100 });
    expect(summary.windows.reduce((sum, window) => sum + window.errors, 0)).toBe(100);
    expect(summary.errors).toMatchObject([
      { kind: 'check_failed', count: 200, example: 'the total is wrong' },
    ]);
  });

  it('can be the journey itself, which ends that journey and nothing else', async () => {
    const broken = journeyOf('ask', async (user) => {
      await get('/ask')(user);
      throw new TypeError('oops');
    });
    const { summary, load } = await playOut(virtualShop([broken], quick));
    expect(load.delivered).toMatchObject({ started: 100, completed: 100, interrupted: 0 });
    expect(load.journeys[0]).toMatchObject({ completed: 100, failed: 100 });
    expect(summary.errors).toMatchObject([
      { kind: 'journey_broken', endpoint: 'ask', example: 'oops', traceIds: [] },
    ]);
  });
});

describe('requests', () => {
  it('carry a trace of their own and baggage that says whose they are', async () => {
    const shop = virtualShop([journeyOf('ask', ask.play, 'demo')], quick);
    await playOut(shop);
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
    await playOut(shop, loadOf('ask', { trafficType: 'demo', probe: true }));
    expect(shop.requests[0]?.headers['baggage']).toMatch(/^traffic\.type=demo,.*,shop\.probe=true$/);
  });

  it('bring back the cookies they were given, to their own user only', async () => {
    const twice = journeyOf('ask', async (user) => {
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
    await playOut(shop);
    const cookies = shop.requests.map(({ path, headers }) => [path, headers['cookie']]);
    expect(cookies.slice(0, 4)).toEqual([
      ['/one', undefined],
      ['/two', 'id=1'],
      ['/one', undefined],
      ['/two', 'id=3'],
    ]);
  });
});

describe('connections of a user’s own', () => {
  it('carry all requests of one iteration, and are closed at its end however it ends', async () => {
    const users: { sent: number; isClosed: boolean }[] = [];
    const twice = journeyOf('ask', async (user) => {
      await get('/one')(user);
      await get('/two')(user);
    });
    const never = new Promise<never>(() => undefined);
    const transport: Transport = {
      send: () => expect.fail('sent over connections of all'),
      close: async () => undefined,
      forUser() {
        const user = { sent: 0, isClosed: false };
        const hangs = users.push(user) === 100;
        return {
          async send(_request, signal) {
            user.sent += 1;
            const interrupted = new Promise<never>((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason));
            });
            if (hangs) await Promise.race([never, interrupted]);
            return answered(200);
          },
          async close() {
            user.isClosed = true;
          },
        };
      },
    };
    const shop = virtualShop([twice], quick, { transport });
    shop.engine.start(loadOf('ask'), START_MS);
    await shop.clock.until(shop.clock.sleepUntil(START_MS + 10_500));
    await shop.clock.until(shop.engine.stop('users', 0));
    expect(users).toHaveLength(100);
    expect(users.map(({ sent }) => sent)).toEqual([...Array(99).fill(2), 1]);
    expect(users.every(({ isClosed }) => isClosed)).toBe(true);
    const [load] = shop.engine.summary().loads;
    expect(load?.delivered).toMatchObject({ completed: 99, interrupted: 1 });
  });
});
