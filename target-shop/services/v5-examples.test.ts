import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

// The interfaces of the V5 demo's document (V-02 to V-12), as its services and its load generator use them.

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

const post = (path: string, body: unknown) => shop.ask(path, { method: 'POST', body });

test('a cart is known by the name that its client gives it, browsed with and checked out (V-02, V-03, V-12)', async () => {
  const add = { product_id: 'nebula-latte', quantity: 2 };
  expect((await post('/cart/cart-77/add', add)).status).toBe(201);
  expect((await post('/cart/cart-77/add', { product_id: 'comet-cold-brew' })).status).toBe(201);
  expect((await post('/cart/cart-77/remove', { product_id: 'comet-cold-brew' })).status).toBe(202);
  const item = { itemId: 'nebula-latte', quantity: 2, unitPrice: 5.99 };
  expect((await shop.ask('/cart/cart-77')).body).toMatchObject({ items: [item] });
  const browsed = await post('/api/browse', { user_id: 'user-1', cart_id: 'cart-77' });
  expect(browsed.body).toMatchObject({ cart: { items: [{ itemId: 'nebula-latte' }] } });
  expect(browsed.body.products).toHaveLength(10);
  const order = await post('/api/checkout', { user_id: 'user-1', cart_id: 'cart-77' });
  expect(order).toMatchObject({ status: 200, body: { order_id: expect.any(String), status: 'PAID' } });
  expect((await shop.ask('/cart/cart-77')).body).toMatchObject({ items: [] });
});

test('a cart is emptied, and what is no product does not come into it (V-12)', async () => {
  await post('/cart/cart-78/add', { product_id: 'nebula-latte' });
  expect((await post('/cart/cart-78/clear', undefined)).status).toBe(202);
  expect((await shop.ask('/cart/cart-78')).body).toMatchObject({ items: [] });
  expect((await post('/cart/cart-78/add', { product_id: 'no-such-thing' })).status).toBe(404);
});

test('one product is ordered at once (V-11)', async () => {
  const wish = { user_id: 'user-2', product_id: 'nebula-latte', quantity: 3 };
  const { status, body } = await post('/orders/create', wish);
  expect([status, body]).toEqual([
    201,
    { ...wish, order_id: body.order_id, total: body.total, status: 'PAID' },
  ]);
  expect((await shop.ask(`/api/orders/${body.order_id}`)).body).toMatchObject({ customerName: 'user-2' });
  expect((await post('/orders/create', { ...wish, product_id: 'no-such-thing' })).status).toBe(404);
});

test('payments are processed, declined and refused by their amount (V-04)', async () => {
  const process = (amount: unknown) =>
    shop.ask('/api/payment/process', {
      ...{ service: 'payment', method: 'POST' },
      body: { amount, user_id: 'user-3', payment_method: 'card' },
    });
  expect(await process(12.5)).toMatchObject({ status: 200, body: { status: 'success' } });
  expect((await process(0)).status).toBe(400);
  const end = await shop.override('payment', { flag: 'payment-decline-over', value: 1 });
  expect(await process(12.5)).toMatchObject({ status: 402, body: { code: 'PAYMENT_DECLINED' } });
  await end();
  const stats = await shop.ask('/api/payment/stats', { service: 'payment' });
  expect(stats.body).toMatchObject({ approved: expect.any(Number), declined: expect.any(Number) });
});
