import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { servicesOf } from '../service-table.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

// The routes of the coffee shop's document (C-03 to C-10), and what the probes of the e-commerce document ask (E-04
// to E-11), in the order of their pages.

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

const post = (path: string, body: unknown) => shop.ask(path, { method: 'POST', body });
const LATTE = { itemId: 'nebula-latte', itemName: 'Nebula Latte', itemEmoji: '🌌', basePrice: 5.99 };

test('a visit: the app, the menu, a cart, an order, its history (C-08, C-20)', async () => {
  expect((await shop.ask('/')).status).toBe(200);
  const menu = await shop.ask('/api/menu');
  expect(menu.body).toHaveLength(8);
  expect((await shop.ask('/api/menu/nebula-latte')).body).toMatchObject({ price: 5.99 });
  const { status, body: cart } = await post('/api/cart', undefined);
  expect([status, cart.items]).toEqual([201, []]);
  expect(cart.id).toMatch(/^[0-9a-f]{8}$/);
  await post(`/api/cart/${cart.id}/items`, { ...LATTE, quantity: 1 });
  const summed = await post(`/api/cart/${cart.id}/items`, { ...LATTE, quantity: 1 });
  expect(summed.body.items).toMatchObject([{ itemId: 'nebula-latte', quantity: 2, basePrice: 5.99 }]);
  const order = await post('/api/orders', {
    ...{ customerName: 'Ada', cartId: cart.id, specialInstructions: 'Extra foam' },
  });
  expect(order).toMatchObject({
    status: 201,
    body: { customerName: 'Ada', specialInstructions: 'Extra foam', items: [{ quantity: 2 }] },
  });
  expect((await shop.ask(`/api/cart/${cart.id}`)).status).toBe(404);
  expect((await shop.ask('/api/orders')).body).toMatchObject([{ id: order.body.id }]);
  expect((await shop.ask(`/api/orders/${order.body.id}`)).body).toMatchObject({ customerName: 'Ada' });
  expect((await shop.ask('/api/customers')).body).toEqual(['Ada']);
  expect((await shop.ask('/api/customers/Ada/orders')).body).toMatchObject([{ id: order.body.id }]);
  const path = `/api/orders/${order.body.id}`;
  const moved = await shop.ask(path, { method: 'PATCH', body: { status: 'shipped' } });
  expect(moved).toMatchObject({ status: 200, body: { status: 'SHIPPED' } });
});

test('a cart is changed and cleared (C-05)', async () => {
  const { body: cart } = await post('/api/cart', undefined);
  const path = `/api/cart/${cart.id}`;
  await post(`${path}/items`, { ...LATTE, quantity: 3 });
  const patch = { method: 'PATCH', body: { quantity: 1 } } as const;
  expect((await shop.ask(`${path}/items/nebula-latte`, patch)).body.items).toMatchObject([{ quantity: 1 }]);
  const gone = await shop.ask(`${path}/items/nebula-latte`, { method: 'DELETE' });
  expect(gone.body.items).toEqual([]);
  expect((await shop.ask(`${path}/items/nebula-latte`, { method: 'DELETE' })).status).toBe(404);
  expect((await post('/api/orders', { customerName: 'Ada', cartId: cart.id })).status).toBe(400);
  expect((await shop.ask(path, { method: 'DELETE' })).status).toBe(204);
  expect((await post(`${path}/items`, {})).status).toBe(400);
});

test('the middleware validates, prices and takes from stock (C-10)', async () => {
  const ask = (path: string, body: unknown) => shop.ask(path, { method: 'POST', body, service: 'pricing' });
  const line = { customerName: 'Ada', itemId: 'nebula-latte', quantity: 1 };
  expect((await ask('/validate', line)).body).toMatchObject({ valid: true });
  expect((await ask('/validate', { ...line, quantity: 11 })).body).toMatchObject({ valid: false });
  const price = await ask('/calculate-price', { ...line, basePrice: 5.99 });
  expect(price.body.totalPrice).toBeGreaterThan(4);
  expect((await ask('/check-inventory', { ...line, reservationId: 'one' })).body).toMatchObject({
    available: true,
  });
});

describe.each(servicesOf('core').map(({ name }) => name))('%s', (service) => {
  test('answers probes (C-46, E-08, E-10)', async () => {
    for (const [path, status] of [
      ['/health', 200],
      ['/ready', 200],
      ['/status/200', 200],
      ['/status/503', 503],
    ] as const) {
      expect((await shop.ask(path, { service })).status, path).toBe(status);
    }
  });
});
