import { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kit } from '../kit.ts';
import { type RealRedis, startRealRedis } from '../testing/real-redis.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';
import { waitFor } from '../testing/wait-for.ts';

let redis: RealRedis;
let cart: TestService;

beforeAll(async () => {
  redis = await startRealRedis();
  cart = await startTestService(
    { name: 'cart', routes: (kit) => [routes(kit)] },
    { SHOP_REDIS_URL: redis.url },
  );
  await waitFor(async () => (await fetch(`${cart.url}/ready`)).ok);
});
afterAll(async () => {
  await cart.close();
  await redis.remove();
});

function routes(kit: Kit): Router {
  kit.redis().defineCommand('twice', { numberOfKeys: 1, lua: 'return redis.call("INCRBY", KEYS[1], 2)' });
  return Router()
    .get('/count', async (_request, response) => void response.json(await kit.redis().incr('count')))
    .get('/batch', async (_request, response) => {
      const results = await kit.redis().multi().set('a', 1).incr('a').exec();
      response.json(results?.map(([, value]) => value));
    })
    .get('/forever', async (_request, response) => void response.json(await kit.redis().blpop('nothing', 0)));
}

const status = async (path: string) => (await fetch(`${cart.url}${path}`)).status;

describe('Redis', () => {
  it('runs commands and transactions', async () => {
    expect(await status('/count')).toBe(200);
    expect(await (await fetch(`${cart.url}/batch`)).json()).toEqual(['OK', 2]);
  });

  it('fails a command that takes too long, whatever the server does', async () => {
    expect(await status('/forever')).toBe(503);
  });

  it('fails commands at once while it is away, and works again when it is back', async () => {
    await redis.stop();
    await waitFor(async () => (await status('/count')) === 500);
    const startedMs = performance.now();
    expect(await status('/count')).toBe(500);
    expect(performance.now() - startedMs).toBeLessThan(1000); // the limit for a command is 2 s
    await redis.start();
    await waitFor(async () => (await status('/count')) === 200);
    const said = cart.lines.map(({ msg }) => msg).filter((msg) => msg.startsWith('carts-db'));
    expect(said).toEqual(['carts-db is out of reach', 'carts-db is in reach again']);
  });
});
