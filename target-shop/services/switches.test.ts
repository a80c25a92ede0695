import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import type { FlagName } from '../contract/flags.ts';
import type { ServiceName } from '../service-table.ts';
import { checkOut, fillCart, stockOf } from './testing/fill-cart.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

async function during<T>(service: ServiceName, flag: FlagName, value: unknown, work: () => Promise<T>) {
  const end = await shop.override(service, { flag, value });
  try {
    return await work();
  } finally {
    await end();
  }
}
const latte = () => fillCart(shop, 'nebula-latte', 1);

test('under maintenance the gateway answers 503 to everything, and is well all the same', async () => {
  await during('gateway', 'maintenance', true, async () => {
    const { status, headers, body } = await shop.ask('/api/menu');
    expect([status, body.code]).toEqual([503, 'MAINTENANCE']);
    expect(headers.get('retry-after')).toBe('60');
    expect((await shop.ask('/ready', { service: 'gateway' })).status).toBe(200);
  });
  expect((await shop.ask('/api/menu')).status).toBe(200);
});

test('with checkout disabled nothing is ordered, and the cart stays', async () => {
  const cartId = await latte();
  const refused = await during('orders', 'enable-checkout', false, () => checkOut(shop, cartId));
  expect([refused.status, refused.body.code]).toEqual([503, 'CHECKOUT_DISABLED']);
  expect((await checkOut(shop, cartId)).status).toBe(200);
});

test('with payments switched off an order fails with 503 and gives its stock back', async () => {
  await shop.redis.set('inventory:nebula-latte', 250);
  const refused = await during('payment', 'payment-processing', false, async () =>
    checkOut(shop, await latte()),
  );
  expect([refused.status, refused.body.code]).toEqual([503, 'PAYMENT_UNAVAILABLE']);
  expect(await stockOf(shop, 'nebula-latte')).toBe(250);
});

test('with the legacy status a declined payment is a 500, and undone as ever', async () => {
  await shop.redis.set('inventory:nebula-latte', 250);
  const decline = await shop.override('payment', { flag: 'payment-decline-over', value: 1 });
  const { status, body } = await during('orders', 'legacy-status', true, async () =>
    checkOut(shop, await latte()),
  );
  expect([status, body.code]).toEqual([500, 'PAYMENT_DECLINED']);
  expect(await stockOf(shop, 'nebula-latte')).toBe(250);
  expect((await checkOut(shop, await latte())).status).toBe(402);
  await decline();
});

test('random errors hit the share they say, evenly', async () => {
  const shares = { menu: 0.25, orders: 0, validation: 0 };
  const answers = await during('catalog', 'random-errors', shares, () =>
    Promise.all(Array.from({ length: 20 }, () => shop.ask('/menu', { service: 'catalog' }))),
  );
  const failed = answers.filter(({ status }) => status === 503);
  expect(failed).toHaveLength(5);
  expect(failed[0]?.body.code).toBe('RANDOM_ERROR');
});

test('validations that fail at random say so', async () => {
  const line = { customerName: 'Ada', itemId: 'nebula-latte', quantity: 1 };
  const { body } = await during('pricing', 'random-errors', { menu: 0, orders: 0, validation: 1 }, () =>
    shop.ask('/validate', { service: 'pricing', method: 'POST', body: line }),
  );
  expect(body).toEqual({ valid: false, reason: 'temporarily unavailable' });
});

test('a fault curve can be pushed to any service', async () => {
  const rule = { id: 'test', seed: 1, startedAtMs: Date.now() - 1000, speed: 1 };
  const steps = [{ fromMinute: 0, delayMs: 30, failureRatio: 0.5 }];
  const startedMs = performance.now();
  const answers = await during('catalog', 'request-fault', { ...rule, steps }, () =>
    Promise.all(Array.from({ length: 10 }, () => shop.ask('/products', { service: 'catalog' }))),
  );
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(30);
  expect(answers.filter(({ body }) => body.code === 'FAULT_INJECTED')).toHaveLength(5);
});
