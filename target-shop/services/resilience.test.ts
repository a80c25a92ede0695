import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { waitUntil } from '../../cli/platform/local/wait-until.ts';
import type { PeerState } from '../kit/http/guarded-peer.ts';
import { checkOut, fillCart, stockOf } from './testing/fill-cart.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

const latte = () => fillCart(shop, 'nebula-latte', 1);

async function breakerTo(peer: string): Promise<PeerState['breaker'] | undefined> {
  const { body } = await shop.ask('/peers', { service: 'orders' });
  return (body as readonly PeerState[]).find((one) => one.peer === peer)?.breaker;
}

const breakerMetric = async () =>
  /circuit_breaker_state\{peer="payment"\} (\d)/.exec(
    (await shop.ask('/metrics', { service: 'orders' })).body,
  )?.[1];

async function checkOutWithFailure(peer: string) {
  const body = { customerName: 'Ada', cartId: await latte() };
  return shop.ask('/api/checkout', { method: 'POST', body, headers: { 'x-simulate-failure': peer } });
}

test('a failure asked for by header fails the one call it names, and is compensated (P-16)', async () => {
  await shop.redis.set('inventory:nebula-latte', 250);
  const { status, body } = await checkOutWithFailure('payment-service');
  expect([status, body.code]).toEqual([503, 'PAYMENT_UNAVAILABLE']);
  expect(await stockOf(shop, 'nebula-latte')).toBe(250);
  expect((await checkOutWithFailure('shipping-service')).status).toBe(200);
});

test('the breaker opens on failures, fails fast, probes and closes; state and metric show it (P-15)', async () => {
  expect([await breakerTo('payment'), await breakerMetric()]).toEqual(['closed', '0']);
  for (let order = 0; order < 12; order += 1) await checkOutWithFailure('payment');
  expect([await breakerTo('payment'), await breakerMetric()]).toEqual(['open', '2']);
  const startedMs = performance.now();
  expect(await checkOut(shop, await latte())).toMatchObject({
    status: 503,
    body: { code: 'PAYMENT_UNAVAILABLE' },
  });
  expect(performance.now() - startedMs).toBeLessThan(1000);
  const isWell = async () => (await checkOut(shop, await latte())).status === 200;
  expect(await waitUntil(isWell, { timeoutMs: 15_000, intervalMs: 250 })).toBe(true);
  expect([await breakerTo('payment'), await breakerMetric()]).toEqual(['closed', '0']);
});
