import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { waitUntil } from '../../cli/platform/local/wait-until.ts';
import { SERVICES } from '../service-table.ts';
import { checkOut, fillCart, stockOf } from './testing/fill-cart.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores(), { size: 'full' });
});
afterAll(() => shop.stop());
beforeEach(() => shop.redis.set('inventory:nebula-latte', 250));

const twoLattes = () => fillCart(shop, 'nebula-latte', 2);
const orderStatus = async (id: string) => (await shop.ask(`/api/orders/${id}`)).body.status;

test('without the payment provider an order fails with 503 and gives its stock back', async () => {
  await shop.endProvider();
  const { status, headers, body } = await checkOut(shop, await twoLattes());
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('5');
  expect(body.code).toBe('PAYMENT_UNAVAILABLE');
  expect(await orderStatus(body.details.orderId)).toBe('PAYMENT_FAILED');
  expect(await stockOf(shop, 'nebula-latte')).toBe(250);
  await shop.end('payment');
  await shop.start('payment');
});

test('without payment an order fails the same way, and is barred from being charged once payment is back', async () => {
  await shop.end('payment');
  const { status, body } = await checkOut(shop, await twoLattes());
  expect([status, body.code]).toEqual([503, 'PAYMENT_UNAVAILABLE']);
  const { orderId } = body.details;
  expect(await orderStatus(orderId)).toBe('PAYMENT_FAILED');
  expect(await stockOf(shop, 'nebula-latte')).toBe(250);

  await shop.start('payment');
  const isVoided = async () =>
    (await shop.ask(`/payments/${orderId}`, { service: 'payment' })).body.status === 'VOIDED';
  expect(await waitUntil(isVoided, { timeoutMs: 15_000 })).toBe(true);
  const late = await shop.ask('/payments', {
    method: 'POST',
    service: 'payment',
    body: { orderId, amountCents: 1198 },
  });
  expect(late.status).toBe(402);
});

test('without pricing nothing is sold, unless the fallback is on: then at the base price, and counted', async () => {
  await shop.end('pricing');
  const refused = await checkOut(shop, await twoLattes());
  expect([refused.status, refused.body.code]).toEqual([503, 'PRICING_UNAVAILABLE']);

  const end = await shop.override('orders', { flag: 'pricing-fallback', value: true });
  const sold = await checkOut(shop, await twoLattes());
  await end();
  expect(sold).toMatchObject({ status: 200, body: { total: 11.98 + 4.99, status: 'PAID' } });
  const { body: metrics } = await shop.ask('/metrics', { service: 'orders' });
  for (const route of ['/quote', '/reserve-inventory']) {
    expect(metrics).toMatch(new RegExp(`^fallback_total\\{[^}]*route="${route}"[^}]*\\} 1`, 'm'));
  }
  await shop.start('pricing');
});

test('without the catalog people still see their cart, and a checkout says what is missing', async () => {
  await shop.end('catalog');
  const cartId = await twoLattes();
  const browse = await shop.ask('/api/browse', { method: 'POST', body: { cart_id: cartId } });
  expect(browse).toMatchObject({ status: 200, body: { products: [], cart: { id: cartId } } });
  const { status, body } = await checkOut(shop, cartId);
  expect([status, body.code]).toEqual([503, 'CATALOG_UNAVAILABLE']);
  await shop.start('catalog');
});

test.each(SERVICES.filter(({ calls }) => calls.length > 0))(
  '$name starts and is ready without any of those it calls',
  async ({ name, calls }) => {
    for (const one of [...calls, name]) await shop.end(one);
    await shop.start(name);
    expect((await shop.ask('/health', { service: name })).status).toBe(200);
    for (const one of calls) await shop.start(one);
  },
);
