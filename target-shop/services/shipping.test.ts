import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { checkOut, fillCart, stockOf } from './testing/fill-cart.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores(), { size: 'full' });
});
afterAll(() => shop.stop());

const PATIENT = { timeout: 15_000, interval: 50 };
const cents = (amount: number) => Math.round(amount * 100);
const orderOf = async (id: string) => (await shop.ask(`/api/orders/${id}`)).body;
const sagaOf = async (id: string) => (await shop.ask(`/orders/${id}/status`, { service: 'orders' })).body;
const stats = async () => (await shop.ask('/stats', { service: 'fulfillment' })).body;
const order = async (headers?: Readonly<Record<string, string>>) => {
  const cartId = await fillCart(shop, 'nebula-latte', 2);
  const body = { cartId, customerName: 'Ada' };
  return shop.ask('/api/orders', { method: 'POST', body, ...(headers && { headers }) });
};

describe('an order of the full shop', () => {
  test('costs its lines and the shipping, and arrives', async () => {
    const { status, body } = await order();
    expect(status).toBe(201);
    expect(body).toMatchObject({ shipping: 4.99, shipment: { id: `shipment-${body.id}`, status: 'QUEUED' } });
    const lines = body.items.reduce(
      (sum: number, { itemTotal }: { itemTotal: number }) => sum + cents(itemTotal),
      0,
    );
    expect(cents(body.totalPrice)).toBe(lines + 499);
    await expect.poll(async () => (await orderOf(body.id)).status, PATIENT).toBe('DELIVERED');
    const saga = await sagaOf(body.id);
    expect(saga).toMatchObject({ orderId: body.id, status: 'DELIVERED', isFinal: true });
    expect(saga.events.map(({ event }: { event: string }) => event)).toEqual([
      'OrderCreated',
      'StockReserved',
      'PaymentProcessed',
      'DeliveryScheduled',
      'OrderDelivered',
    ]);
  });

  test('carries its correlation id through the queue into the audit trail', async () => {
    const { body } = await order({ 'x-correlation-id': 'through-the-queue' });
    await expect.poll(async () => (await orderOf(body.id)).status, PATIENT).toBe('DELIVERED');
    const { events } = await sagaOf(body.id);
    expect(events[2]).toMatchObject({ event: 'PaymentProcessed', correlationId: 'through-the-queue' });
  });

  test('is found by its customer as the sock shop asks', async () => {
    const { body } = await order();
    const found = await shop.ask('/orders/search/customerId?custId=Ada&limit=1', { service: 'orders' });
    expect(found.body[0].id).toBe(body.id);
  });
});

describe('shipping that is away', () => {
  test('fails no purchase: the outbox keeps the order and hands it over later (X-35)', async () => {
    const { status, body } = await order({ 'x-simulate-failure': 'shipping' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'PAID', shipment: { id: null, status: 'QUEUED_LOCALLY' } });
    await expect.poll(async () => (await orderOf(body.id)).status, PATIENT).toBe('DELIVERED');
    const metrics = (await shop.ask('/metrics', { service: 'orders' })).body;
    expect(metrics).toMatch(/shipping_publish_failures_total(\{.*\})? [1-9]/);
  });

  test('a full queue refuses at the door, and nothing is lost when its consumer is back (S-73)', async () => {
    await shop.end('fulfillment');
    const release = await shop.override('shipping', { flag: 'queue-max-length', value: 3 });
    const orders = [];
    for (let count = 0; count < 5; count += 1) orders.push((await order()).body);
    expect(orders.map(({ shipment }) => shipment.status)).toEqual([
      ...['QUEUED', 'QUEUED', 'QUEUED'],
      ...['QUEUED_LOCALLY', 'QUEUED_LOCALLY'],
    ]);
    const refused = await shop.ask('/shipping', {
      method: 'POST',
      body: { orderId: 'one-more' },
      service: 'shipping',
    });
    expect(refused).toMatchObject({ status: 503, body: { code: 'QUEUE_FULL' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    await release();
    await shop.start('fulfillment');
    for (const { id } of orders) {
      await expect.poll(async () => (await orderOf(id)).status, PATIENT).toBe('DELIVERED');
    }
  });
});

test('the queue shows its depth, what is in hand and who works on it, under both names', async () => {
  expect(await stats()).toMatchObject({ queue: 'shipping-task', consumers: 1, deadLetters: 0 });
  const metrics = (await shop.ask('/metrics', { service: 'fulfillment' })).body;
  expect(metrics).toMatch(/queue_consumers\{.*queue="shipping-task".*\} 1/);
  expect(metrics).toMatch(/rabbitmq_queue_messages\{.*\} \d/);
  expect(metrics).toMatch(/rabbitmq_queue_messages_unacked\{.*\} \d/);
});

test('an order that is refunded before it is sent: money and stock are back, and nobody sends it', async () => {
  await shop.end('fulfillment');
  const before = await stockOf(shop, 'nebula-latte');
  const { body } = await order();
  const stockTaken = await stockOf(shop, 'nebula-latte');
  const refunded = await shop.ask(`/api/orders/${body.id}`, {
    method: 'PATCH',
    body: { status: 'refunded' },
  });
  expect(refunded.status).toBe(200);
  expect((await shop.ask(`/payments/${body.id}`, { service: 'payment' })).body.status).not.toBe('APPROVED');
  expect((await stockOf(shop, 'nebula-latte')) - stockTaken).toBe(2);
  expect(before).toBeGreaterThan(0);
  await shop.start('fulfillment');
  await expect.poll(async () => (await stats()).depth, PATIENT).toBe(0);
  const saga = await sagaOf(body.id);
  expect(saga).toMatchObject({ status: 'REFUNDED', shipment: { status: 'CANCELLED' } });
  const again = await shop.ask(`/api/orders/${body.id}`, { method: 'PATCH', body: { status: 'SHIPPED' } });
  expect(again).toMatchObject({
    status: 409,
    body: { code: 'ILLEGAL_STATUS', details: { from: 'REFUNDED' } },
  });
});

test('a declined payment leaves no shipment and no stock taken', async () => {
  const release = await shop.override('payment', { flag: 'payment-decline-over', value: 1 });
  const before = await stockOf(shop, 'nebula-latte');
  const { status, body } = await order();
  expect({ status, code: body.code }).toEqual({ status: 402, code: 'PAYMENT_DECLINED' });
  await release();
  const saga = await sagaOf(body.details.orderId);
  expect(saga).toMatchObject({ status: 'PAYMENT_FAILED', shipment: null });
  expect(await stockOf(shop, 'nebula-latte')).toBe(before);
});

describe('currency and ads', () => {
  const convert = (query: string) => shop.ask(`/convert?${query}`, { service: 'currency' });

  test('amounts are converted to whole cents, there and back', async () => {
    const { body } = await convert('to=EUR&amount=10');
    expect(body).toMatchObject({ from: 'USD', to: 'EUR', amount: 10, converted: 9.2 });
    expect((await convert('from=EUR&to=USD&amount=9.2')).body.converted).toBe(10);
  });

  test('an unknown currency is 404 with those that are known, nonsense 400', async () => {
    const unknown = await convert('to=XYZ&amount=1');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'CURRENCY_NOT_FOUND' } });
    expect(unknown.body.details.known).toContain('CHF');
    expect((await convert('to=EURO&amount=1')).status).toBe(400);
    expect((await convert('to=EUR&amount=-1')).status).toBe(400);
  });

  test('a quote comes in the currency that is asked for', async () => {
    const body = { method: 'express', currency: 'GBP' };
    const quote = await shop.ask('/quote', { method: 'POST', body, service: 'shipping' });
    expect(quote.body).toEqual({ method: 'express', amount: 10.13, currency: 'GBP', fallback: false });
  });

  test('ads fit the category, and there are some for any', async () => {
    const { body } = await shop.ask('/ads?category=coffee&limit=4', { service: 'ad' });
    expect(body).toHaveLength(4);
    expect(body.map(({ productId }: { productId: string }) => productId)).toContain('nebula-latte');
    expect((await shop.ask('/ads?category=nothing', { service: 'ad' })).body).toHaveLength(2);
  });
});

test('a checkout through the gateway works as in the core', async () => {
  const { status, body } = await checkOut(shop, await fillCart(shop, 'nebula-latte', 1), 'Grace');
  expect(status).toBe(200);
  expect(body.status).toBe('PAID');
});
