import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { type CapturedSpan, type OtlpCapture, startOtlpCapture } from '../kit/testing/otlp-capture.ts';
import { servicesOf } from '../service-table.ts';
import { fillCart } from './testing/fill-cart.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

const SERVER = 2;
const CLIENT = 3;
const OLD_NAMES_TOO = 'http/dup,database/dup';
const DEMO = { baggage: 'traffic.type=demo,user.id=Ada', cookie: 'sid=0a0b0c0d' };

let shop: TestShop;
let otlp: OtlpCapture;
beforeAll(async () => {
  otlp = await startOtlpCapture();
  const env = { SHOP_OTLP_URL: otlp.url, OTEL_SEMCONV_STABILITY_OPT_IN: OLD_NAMES_TOO };
  shop = await startTestShop(await startTestStores(), { env });
});
afterAll(async () => {
  await shop.stop();
  await otlp.close();
});

/** Answers the spans that some work caused. */
async function spansOf(work: () => Promise<unknown>): Promise<readonly CapturedSpan[]> {
  await flush();
  otlp.spans.length = 0;
  await work();
  await flush();
  return [...otlp.spans];
}

async function flush(): Promise<void> {
  for (const { name } of servicesOf('core')) await shop.flush(name);
}

function serverSpan(spans: readonly CapturedSpan[], service: string, name: string): CapturedSpan {
  const found = spans.find((span) => span.service === service && span.kind === SERVER && span.name === name);
  if (found === undefined)
    throw new Error(`no ${name} on ${service} among ${spans.map((span) => span.name).join(', ')}`);
  return found;
}

const buy = async () => {
  const cartId = await fillCart(shop, 'nebula-latte', 1);
  return shop.ask('/api/checkout', { method: 'POST', body: { customerName: 'Ada', cartId }, headers: DEMO });
};

describe('a checkout', () => {
  let spans: readonly CapturedSpan[];
  let orderId: string;
  beforeAll(async () => {
    spans = await spansOf(async () => {
      orderId = (await buy()).body.order_id;
    });
  });

  test('says who, what and how much, by the names alerts look for (V-36)', () => {
    expect(serverSpan(spans, 'gateway', 'POST /api/checkout').attributes).toMatchObject({
      'checkout.failed': false,
      'checkout.order_id': orderId,
      'checkout.user_id': 'Ada',
      'checkout.total': expect.any(Number),
      'order.id': orderId,
      'cart.id': expect.any(String),
    });
  });

  test('carries whose traffic it is, user, session and correlation to every service behind', () => {
    const behind = ['gateway', 'orders', 'pricing', 'payment', 'catalog', 'recommendation'];
    const inDemo = spans.filter(({ attributes }) => attributes['traffic.type'] === 'demo');
    for (const service of behind) {
      const own = inDemo.find((span) => span.service === service && span.kind === SERVER);
      expect(own?.attributes, service).toMatchObject({
        'user.id': 'Ada',
        'session.id': '0a0b0c0d',
        'correlation.id': expect.any(String),
      });
    }
    const { traceId } = serverSpan(spans, 'gateway', 'POST /api/checkout');
    const ids = spans.filter((span) => span.traceId === traceId && span.kind === SERVER);
    expect(new Set(ids.map(({ attributes }) => attributes['correlation.id'])).size).toBe(1);
  });

  test('names the peer on every client span, stores included', () => {
    const calls = spans.filter(({ kind }) => kind === CLIENT);
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter(({ attributes }) => attributes['peer.service'] === undefined)).toEqual([]);
  });

  test('has the older names beside the stable ones, where they are asked for (X-30)', () => {
    const served = serverSpan(spans, 'orders', 'POST /orders').attributes;
    expect([served['http.method'], served['http.status_code']]).toEqual(['POST', 201]);
    const statement = spans.find(({ attributes }) => attributes['db.system.name'] === 'postgresql');
    expect(statement?.attributes).toMatchObject({
      'db.system': 'postgresql',
      'db.statement': statement?.attributes['db.query.text'],
    });
  });
});

test('a checkout that fails on recommendations says so, and the query why (V-08, V-36)', async () => {
  const rule = { id: 'black-friday', seed: 1, startedAtMs: Date.now() - 21 * 60_000, speed: 1 };
  const steps = [{ fromMinute: 20, delayMs: 1, failureRatio: 1 }];
  const ends = [
    await shop.override('gateway', { flag: 'recommendation-required', value: true }),
    await shop.override('recommendation', { flag: 'recommendation-fault', value: { ...rule, steps } }),
  ];
  const spans = await spansOf(buy);
  for (const end of ends) await end();
  expect(serverSpan(spans, 'gateway', 'POST /api/checkout').attributes).toMatchObject({
    'checkout.failed': true,
    'checkout.failure_reason': expect.stringContaining('QUERY_TIMEOUT'),
    'checkout.cart_abandoned': true,
  });
  expect(serverSpan(spans, 'recommendation', 'GET /recommendations').attributes).toMatchObject({
    'db.slow_query': true,
    'db.duration_ms': 1,
    'db.full_table_scan': true,
    'db.missing_index': 'idx_products_category',
    'db.rows_scanned': expect.any(Number),
    'demo.minute': 21,
    'service.demo_phase': 'critical',
    'feature_flag.key': 'recommendation-fault',
  });
});

test('reads by index and without are told apart', async () => {
  const spans = await spansOf(async () => {
    await shop.ask('/api/products');
    await shop.ask('/api/recommendations?limit=7');
  });
  const typeOf = (name: string) => serverSpan(spans, 'catalog', name).attributes['endpoint.type'];
  expect([typeOf('GET /products'), typeOf('GET /products/popular')]).toEqual([
    'fast_indexed',
    'slow_unindexed',
  ]);
});
