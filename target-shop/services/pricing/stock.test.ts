import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startRedis } from '../../../cli/platform/local/stores/redis-server.ts';
import { startTestStore } from '../../../cli/platform/local/stores/test-stores.ts';
import { createStock, drawReplenishment, initialStock, type Stock } from './stock.ts';

let server: Awaited<ReturnType<typeof startTestStore>>;
let redis: Redis;
let stock: Stock;

beforeAll(async () => {
  server = await startTestStore(startRedis);
  redis = new Redis(server.url);
  stock = createStock(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());

const take = (reservationId: string, change: Partial<Parameters<Stock['take']>[0]> = {}) =>
  stock.take({ reservationId, itemId: 'latte', quantity: 3, replenishBy: 0, ...change });
const left = async () => Number(await redis.get('inventory:latte'));

test('200 sales at once never take more than there is', async () => {
  const results = await Promise.all(Array.from({ length: 200 }, (_, i) => take(`r${i}`)));
  const sold = results.filter((result) => result.available).length * 3;
  expect(sold).toBe(initialStock('latte') - (await left()));
  expect(Math.min(...results.map((result) => result.stock))).toBeGreaterThanOrEqual(0);
  expect(await left()).toBeLessThan(3);
});

test('goods arrive when a sale leaves fewer than 50', async () => {
  await redis.set('inventory:latte', 52);
  expect(await take('r1', { quantity: 2, replenishBy: 120 })).toEqual({
    available: true,
    stock: 50,
    replenished: 0,
  });
  expect(await take('r2', { quantity: 2, replenishBy: 120 })).toEqual({
    available: true,
    stock: 168,
    replenished: 120,
  });
});

test('the stock has no expiry', async () => {
  await take('r1');
  expect(await redis.ttl('inventory:latte')).toBe(-1);
});

test('asking twice for the same item of a reservation takes once', async () => {
  await take('r1');
  expect(await take('r1')).toMatchObject({ available: true });
  expect(await left()).toBe(initialStock('latte') - 3);
});

test('releasing gives back exactly what was taken, once', async () => {
  await take('r1');
  await take('r1', { itemId: 'mocha', quantity: 2 });
  await take('r2');
  const given = new Map([
    ['latte', 3],
    ['mocha', 2],
  ]);
  expect(await stock.release('r1')).toEqual(given);
  expect(await stock.release('r1')).toEqual(new Map());
  expect(await left()).toBe(initialStock('latte') - 3);
});

test('a take that comes after its release takes nothing', async () => {
  await stock.release('r1');
  expect(await take('r1')).toMatchObject({ available: false });
  expect(await redis.exists('inventory:latte')).toBe(0);
});

test('initial stock is 200 to 300 and differs from item to item', () => {
  const stocks = Array.from({ length: 500 }, (_, i) => initialStock(`item-${i}`));
  expect(Math.min(...stocks)).toBe(200);
  expect(Math.max(...stocks)).toBe(300);
});

test('replenishment is 100 to 200 pieces in 80 % of draws', () => {
  const sequence = (...draws: number[]) => drawReplenishment(() => draws.shift() ?? Number.NaN);
  expect(sequence(0.79, 0)).toBe(100);
  expect(sequence(0.79, 0.999)).toBe(200);
  expect(sequence(0.8)).toBe(0);
});
