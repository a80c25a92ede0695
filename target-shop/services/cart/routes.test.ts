import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../../cli/platform/local/stores/test-stores.ts';
import { startTestShop, type TestShop } from '../testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

const latte = {
  itemId: 'nebula-latte',
  itemName: 'Nebula Latte',
  itemEmoji: '🌌',
  quantity: 2,
  basePrice: 5.99,
};
const newCart = async () => (await shop.ask('/api/cart', { method: 'POST' })).body.id as string;
const add = (id: string, item: object = latte) =>
  shop.ask(`/api/cart/${id}/items`, { method: 'POST', body: item });

test('a new cart is answered with 201 and where it is', async () => {
  const { status, headers, body } = await shop.ask('/api/cart', { method: 'POST' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{8}$/), items: [] });
  expect((await shop.ask(headers.get('location') ?? '')).body).toEqual(body);
});

test('additions at once through the front door all count', async () => {
  const id = await newCart();
  await Promise.all(Array.from({ length: 20 }, () => add(id)));
  expect((await shop.ask(`/api/cart/${id}`)).body.items).toMatchObject([{ ...latte, quantity: 40 }]);
});

test('an item is changed, removed by 0, and removed by name', async () => {
  const id = await newCart();
  await add(id);
  const item = `/api/cart/${id}/items/nebula-latte`;
  const set = (quantity: number) => shop.ask(item, { method: 'PATCH', body: { quantity } });
  expect((await set(5)).body.items).toMatchObject([{ quantity: 5 }]);
  expect((await set(0)).body.items).toEqual([]);
  await add(id);
  expect((await shop.ask(item, { method: 'DELETE' })).body.items).toEqual([]);
  expect(await set(1)).toMatchObject({ status: 404, body: { message: 'Item not found in cart' } });
});

test('a removed cart is gone', async () => {
  const id = await newCart();
  expect((await shop.ask(`/api/cart/${id}`, { method: 'DELETE' })).status).toBe(204);
  for (const answer of [await shop.ask(`/api/cart/${id}`), await add(id)]) {
    expect(answer).toMatchObject({ status: 404, body: { message: 'Cart not found' } });
  }
});

test.each([
  ['no item', { ...latte, itemId: undefined }, 'itemId'],
  ['no quantity', { ...latte, quantity: undefined }, 'quantity'],
  ['a quantity of 0', { ...latte, quantity: 0 }, 'quantity'],
  ['a price with fractions of a cent', { ...latte, basePrice: 5.999 }, 'basePrice'],
])('%s is refused', async (_name, item, field) => {
  const { status, body } = await add(await newCart(), item);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'VALIDATION', details: [{ field }] });
});

test('chaos answers as C-39 says, and leaves the cart as it was', async () => {
  const id = await newCart();
  const end = await shop.override('cart', {
    flag: 'cart-chaos-errors',
    value: { failureRatio: 1, delayMs: 1 },
  });
  const { status, headers, body } = await add(id);
  await end();
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('1');
  expect(body).toMatchObject({ code: 'FEATURE_FLAG_CHAOS', retryAfter: 1, error: expect.any(String) });
  expect((await shop.ask(`/api/cart/${id}`)).body.items).toEqual([]);
});
