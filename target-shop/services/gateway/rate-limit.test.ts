import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../../cli/platform/local/stores/test-stores.ts';
import { startRealRedis } from '../../kit/testing/real-redis.ts';
import { startTestService } from '../../kit/testing/test-service.ts';
import { startTestShop, type TestShop } from '../testing/start-shop.ts';
import { gateway } from './routes.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

/** Sends the same request again and again. @returns how often each status came, and the last answer */
async function hammer(times: number, path: string, options: Parameters<TestShop['ask']>[1]) {
  const statuses = new Map<number, number>();
  let last = await shop.ask(path, options);
  for (let sent = 1; sent <= times; sent += 1) {
    statuses.set(last.status, (statuses.get(last.status) ?? 0) + 1);
    if (sent < times) last = await shop.ask(path, options);
  }
  return { statuses, last };
}

const as = (client: string) => ({ headers: { 'x-client-id': client } });
const withLimit = () => shop.override('gateway', { flag: 'rate-limit', value: true });

test('nobody is limited by default', async () => {
  const { statuses } = await hammer(150, '/api/customers', as('eager'));
  expect([...statuses]).toEqual([[200, 150]]);
});

test('150 requests to the petstore meet 429 after 100, with the time to wait', async () => {
  const request = { ...as('loop'), service: 'gateway' as const };
  const { statuses, last } = await hammer(150, '/petstore-domain/nothing', request);
  expect([...statuses]).toEqual([
    [404, 100],
    [429, 50],
  ]);
  const waitSeconds = Number(last.headers.get('retry-after'));
  expect(waitSeconds).toBeGreaterThan(0);
  expect(waitSeconds).toBeLessThanOrEqual(60);
  expect(last.body).toMatchObject({
    code: 'RATE_LIMITED',
    correlationId: expect.any(String),
    details: { limit: 'default', requestsPerMinute: 100 },
  });
});

test('the flag limits every route, each client by itself, orders more than the rest', async () => {
  const end = await withLimit();
  const order = { ...as('Ada'), method: 'POST' as const, body: {} };
  expect([...(await hammer(31, '/api/checkout', order)).statuses]).toEqual([
    [400, 30],
    [429, 1],
  ]);
  expect((await shop.ask('/api/customers', as('Ada'))).status).toBe(200);
  expect((await shop.ask('/api/checkout', { ...order, ...as('Grace') })).status).toBe(400);
  await end();
  expect((await shop.ask('/api/checkout', order)).status).toBe(400);
});

test.each([
  ['/Create-Order', 'speller'],
  ['/create-order/', 'slasher'],
])('%s is spelt otherwise, and limited all the same', async (path, client) => {
  const request = { ...as(client), method: 'POST' as const, body: {} };
  const { statuses } = await hammer(31, path, { ...request, service: 'gateway' });
  expect(statuses.get(429)).toBe(1);
});

test('whoever has no name is known by session, else by address', async () => {
  const end = await withLimit();
  const withCookie = { headers: { cookie: 'sid=0a0b0c0d' } };
  const withBaggage = { headers: { baggage: 'traffic.type=demo,session.id=user-7' } };
  for (const client of [withCookie, withBaggage, {}]) {
    expect((await hammer(101, '/api/customers', client)).last.status).toBe(429);
  }
  const another = { headers: { baggage: 'session.id=user-8' } };
  expect((await shop.ask('/api/customers', another)).status).toBe(200);
  await end();
});

test('while Redis is away the limit holds on each instance, and nobody waits for it', async () => {
  const redis = await startRealRedis();
  const nobody = 'http://127.0.0.1:9';
  const peers = { cart: nobody, catalog: nobody, recommendation: nobody, orders: nobody };
  const service = await startTestService(gateway, {
    SHOP_REDIS_URL: redis.url,
    SHOP_PEERS: JSON.stringify(peers),
  });
  await redis.remove();
  const statuses: number[] = [];
  for (let sent = 0; sent < 101; sent += 1) {
    statuses.push((await fetch(`${service.url}/petstore-domain/nothing`)).status);
  }
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  await service.close();
});
