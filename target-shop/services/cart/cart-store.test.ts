import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startRedis } from '../../../cli/platform/local/stores/redis-server.ts';
import { startTestStore } from '../../../cli/platform/local/stores/test-stores.ts';
import { type Cart, documentOf } from './cart.ts';
import { type CartStore, createCartStore } from './cart-store.ts';

let server: Awaited<ReturnType<typeof startTestStore>>;
let redis: Redis;
let carts: CartStore;
let cart: Cart;

const lifetime = { nowMs: Date.parse('2026-01-02T03:04:05Z'), ttlSeconds: 3600 };
const latte = {
  itemId: 'nebula-latte',
  itemName: 'Nebula Latte',
  itemEmoji: '🌌',
  quantity: 2,
  basePriceCents: 599,
  addedAtMs: lifetime.nowMs,
};

beforeAll(async () => {
  server = await startTestStore(startRedis);
  redis = new Redis(server.url);
  carts = createCartStore(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  cart = await carts.create(lifetime);
});

test('a cart comes back as the document of C-06', async () => {
  expect(cart.id).toMatch(/^[0-9a-f]{8}$/);
  await carts.addItem(cart.id, latte, lifetime);
  const read = await carts.read(cart.id);
  expect(read && documentOf(read)).toEqual({
    id: cart.id,
    items: [
      {
        itemId: 'nebula-latte',
        itemName: 'Nebula Latte',
        itemEmoji: '🌌',
        quantity: 2,
        basePrice: 5.99,
        addedAt: '2026-01-02T03:04:05.000Z',
      },
    ],
    createdAt: '2026-01-02T03:04:05.000Z',
    updatedAt: '2026-01-02T03:04:05.000Z',
  });
});

test('100 additions at once all count', async () => {
  await Promise.all(Array.from({ length: 100 }, () => carts.addItem(cart.id, latte, lifetime)));
  expect((await carts.read(cart.id))?.items).toMatchObject([{ quantity: 200 }]);
});

test('adding again keeps the price of the first time', async () => {
  await carts.addItem(cart.id, latte, lifetime);
  const changed = await carts.addItem(cart.id, { ...latte, basePriceCents: 1 }, lifetime);
  expect(changed).toMatchObject({ items: [{ quantity: 4, basePriceCents: 599 }] });
});

test('a quantity is set, and 0 or fewer removes the item', async () => {
  await carts.addItem(cart.id, latte, lifetime);
  const set = (quantity: number) => carts.setQuantity(cart.id, { ...latte, quantity }, lifetime);
  expect(await set(7)).toMatchObject({ items: [{ quantity: 7 }] });
  expect(await set(-1)).toMatchObject({ items: [] });
  expect(await set(1)).toBe('no-item');
});

test('a cart that is not there is not made by a write', async () => {
  expect(await carts.addItem('00000000', latte, lifetime)).toBe('no-cart');
  expect(await carts.setQuantity('00000000', latte, lifetime)).toBe('no-cart');
  expect(await carts.read('00000000')).toBeUndefined();
});

test('every write starts the time to live anew, a read does not', async () => {
  const key = `cart:${cart.id}`;
  expect(await redis.ttl(key)).toBe(3600);
  await redis.expire(key, 10);
  await carts.read(cart.id);
  expect(await redis.ttl(key)).toBe(10);
  await carts.addItem(cart.id, latte, { ...lifetime, ttlSeconds: 60 });
  expect(await redis.ttl(key)).toBe(60);
});

test('a cart is removed once, and answered as it was', async () => {
  await carts.addItem(cart.id, latte, lifetime);
  expect(await carts.remove(cart.id)).toMatchObject({ items: [{ quantity: 2 }] });
  expect(await carts.remove(cart.id)).toBeUndefined();
});

test('carts that ran out are counted once, removed ones never', async () => {
  await carts.create({ ...lifetime, ttlSeconds: 7200 });
  await carts.remove((await carts.create(lifetime)).id);
  const inAnHour = lifetime.nowMs + 3_600_000;
  expect(await carts.sweepExpired(inAnHour - 1)).toBe(0);
  expect(await carts.sweepExpired(inAnHour)).toBe(1);
  expect(await carts.sweepExpired(inAnHour)).toBe(0);
});
