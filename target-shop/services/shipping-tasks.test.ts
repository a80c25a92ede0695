import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { type CapturedSpan, type OtlpCapture, startOtlpCapture } from '../kit/testing/otlp-capture.ts';
import { waitFor } from '../kit/testing/wait-for.ts';
import { fillCart } from './testing/fill-cart.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

const CONSUMER = 5;

let shop: TestShop;
let otlp: OtlpCapture;
beforeAll(async () => {
  otlp = await startOtlpCapture();
  const env = { SHOP_OTLP_URL: otlp.url };
  shop = await startTestShop(await startTestStores(), { size: 'full', env });
});
afterAll(async () => {
  await shop.stop();
  await otlp.close();
});

const buy = async (): Promise<string> => {
  const cartId = await fillCart(shop, 'nebula-latte', 1);
  const body = { cartId, customerName: 'Ada' };
  return (await shop.ask('/api/orders', { method: 'POST', body })).body.id;
};
const statusOf = async (id: string) => (await shop.ask(`/api/orders/${id}`)).body.status;
const stats = async () => (await shop.ask('/stats', { service: 'fulfillment' })).body;

/** Buys something, and answers the spans of its way through the queue. */
async function spansOfTask(): Promise<{ readonly sender: CapturedSpan; readonly consumer: CapturedSpan }> {
  otlp.spans.length = 0;
  const id = await buy();
  await waitFor(async () => (await statusOf(id)) === 'DELIVERED');
  let found: { sender?: CapturedSpan | undefined; consumer?: CapturedSpan | undefined } = {};
  await waitFor(async () => {
    for (const service of ['shipping', 'fulfillment'] as const) await shop.flush(service);
    found = {
      sender: otlp.spans.find(({ service, name }) => service === 'shipping' && name === 'POST /shipping'),
      consumer: otlp.spans.find(({ kind, attributes }) => kind === CONSUMER && attributes['order.id'] === id),
    };
    return found.sender !== undefined && found.consumer !== undefined;
  });
  return found as Awaited<ReturnType<typeof spansOfTask>>; // both are there: that was waited for
}

describe('the work on a task (X-32)', () => {
  test('is in the trace of who asked for it, and linked to it', async () => {
    const { sender, consumer } = await spansOfTask();
    expect(consumer).toMatchObject({ service: 'fulfillment', name: 'process shipping-task' });
    expect(consumer.attributes).toMatchObject({
      'messaging.system': 'bullmq',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'shipping-task',
    });
    expect(consumer.traceId).toBe(sender.traceId);
    expect(consumer.parentSpanId).toBe(sender.spanId);
    expect(consumer.links).toMatchObject([{ traceId: sender.traceId, spanId: sender.spanId }]);
  });

  test('is a trace of its own, only linked, where that is wished', async () => {
    const end = await shop.override('fulfillment', { flag: 'queue-trace', value: 'link' });
    const { sender, consumer } = await spansOfTask();
    expect(consumer.traceId).not.toBe(sender.traceId);
    expect(consumer.parentSpanId ?? '').toBe('');
    expect(consumer.links).toMatchObject([{ traceId: sender.traceId, spanId: sender.spanId }]);
    await end();
  });
});

test('a task that fails five times is a dead letter, kept and counted (item 3)', async () => {
  await shop.end('fulfillment');
  const id = await buy();
  await shop.end('orders');
  await shop.start('fulfillment');
  await waitFor(async () => (await stats()).deadLetters === 1, 30_000);
  const job = await shop.redis.hgetall(`bull:shipping-task:shipment-${id}`);
  expect(JSON.parse(job['data'] ?? '{}')).toMatchObject({ orderId: id });
  expect(Number(job['atm'])).toBe(5);
  const metrics = (await shop.ask('/metrics', { service: 'fulfillment' })).body;
  expect(metrics).toMatch(/shipping_tasks_processed_total\{.*result="failed".*\} 5/);
  await shop.start('orders');
  expect(await statusOf(id)).toBe('PAID');
}, 60_000);
