import { checkOut, fillCart } from './fill-cart.ts';
import type { TestShop } from './start-shop.ts';

/** Each journey once, and each thing that can go wrong. */
export async function aDaysWork(shop: TestShop): Promise<void> {
  const post = (path: string, body: object = {}, headers = {}) =>
    shop.ask(path, { method: 'POST', body, headers });
  await shop.end('shipping');
  await checkOut(shop, await fillCart(shop, 'nebula-latte', 1));
  await shop.start('shipping');
  await shop.ask('/api/menu');
  await shop.ask('/api/customers');
  const authorization = `Basic ${Buffer.from('demo:demo').toString('base64')}`;
  await shop.ask('/login', { headers: { authorization } });
  await shop.ask('/stats', { service: 'fulfillment' });
  await post('/api/browse');
  await shop.redis.set('inventory:nebula-latte', 53);
  await shop.redis.set('inventory:rocket-fuel', 53);
  // Goods arrive with 80 % of the sales that leave few: after 8 it would take a seed made for it that none did.
  for (const item of ['nebula-latte', 'rocket-fuel']) {
    for (let sale = 0; sale < 4; sale += 1) await checkOut(shop, await fillCart(shop, item, 4));
  }
  const cart = await fillCart(shop, 'nebula-latte', 1);
  await shop.ask(`/api/cart/${cart}/items/nebula-latte`, { method: 'DELETE' });
  await shop.ask(`/api/cart/${cart}`, { method: 'DELETE' });
  await shop.ask('/petstore-domain/nothing', { service: 'gateway' });
  for (let request = 0; request < 101; request += 1) {
    await shop.ask('/petstore-domain/nothing', { service: 'gateway', headers: { 'x-client-id': 'eager' } });
  }
  await post('/api/checkout', { customerName: 'Ada', cartId: cart }, { 'x-simulate-failure': 'orders' });
  await post('/api/browse', {}, { 'x-simulate-failure': 'catalog' });
  const chaos = { flag: 'cart-chaos-errors', value: { failureRatio: 1, delayMs: 0 } } as const;
  const end = await shop.override('cart', chaos);
  await post(`/api/cart/${cart}/items`, { itemId: 'nebula-latte', quantity: 1, basePrice: 5.99 });
  await end();
  const fallback = await shop.override('orders', { flag: 'pricing-fallback', value: true });
  const filled = await fillCart(shop, 'nebula-latte', 1);
  await post('/api/checkout', { customerName: 'Ada', cartId: filled }, { 'x-simulate-failure': 'pricing' });
  await fallback();
  await brokenStores(shop);
}

/** Queries that are slow, and a pool without connections. */
async function brokenStores(shop: TestShop): Promise<void> {
  const rule = { id: 'slow', seed: 1, startedAtMs: Date.now(), speed: 1 };
  const steps = [{ fromMinute: 0, delayMs: 1, failureRatio: 0 }];
  const slow = await shop.override('recommendation', {
    flag: 'recommendation-fault',
    value: { ...rule, steps },
  });
  await shop.ask('/recommendations?productIds=nebula-latte&limit=3', { service: 'recommendation' });
  await slow();
  const exhausted = await shop.override('orders', { flag: 'pool-fault', value: { heldConnections: 10 } });
  await shop.ask('/orders?limit=1', { service: 'orders' });
  await shop.ask('/orders?limit=1', { service: 'orders' });
  await exhausted();
}
