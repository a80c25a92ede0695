import { describe, expect, it } from 'vitest';
import { answered } from '../../cli/load/test/virtual-shop.ts';
import { DOG, play, shopBut } from './test/right-shop.ts';

describe('an order', () => {
  it('of drinks is placed with no recommendation asked for', async () => {
    const { requests, count } = await play(['order']);
    expect(count('POST /api/orders')).toBeGreaterThan(80);
    expect(requests.filter(({ path }) => /recommendations|checkout/.test(path))).toEqual([]);
    const placed = requests.find(({ method, path }) => `${method} ${path}` === 'POST /api/orders');
    expect(Object.keys(JSON.parse(placed?.body ?? ''))).toEqual(['customerName', 'cartId']);
  });

  it('from the shelves is checked out under the visitor’s id, at the price of what was bought', async () => {
    const { requests, count } = await play(['browse', 'checkout']);
    expect(count('POST /api/browse')).toBe(100);
    expect(count('POST /api/checkout')).toBe(100);
    const checkout = requests.find(({ path }) => path === '/api/checkout');
    expect(JSON.parse(checkout?.body ?? '')).toEqual({
      user_id: expect.stringMatching(/^visitor-/),
      cart_id: expect.stringMatching(/^cart-/),
    });
    const dear = await play(['checkout'], shopBut('/api/checkout', answered(200, { total: 99 })));
    expect(dear.summary.errors[0]?.example).toContain('the total is 99 for what is listed at');
  });

  it.each([
    ['order', '/api/orders', {}, 'the checkout says no total'],
    ['pet-order', '/petstore-domain/orders', { order_id: 'o-1' }, 'the order has no id or total'],
    ['pet-order', '/petstore-domain/orders/o-1/status', {}, 'the saga has no events'],
    ['pets', '/petstore-domain/pets/browse?category=dog', { pets: [] }, 'there are no dogs'],
    ['pets', `/petstore-domain/pets/${DOG.id}`, { id: 'cat' }, 'got another pet'],
  ])('%s fails when %s answers %j', async (name, path, body, complaint) => {
    const { summary, journey } = await play([name], shopBut(path, answered(200, body)));
    expect(summary.errors).toMatchObject([
      { kind: 'check_failed', example: expect.stringContaining(complaint) },
    ]);
    expect(journey?.failed).toBe(summary.errors[0]?.count);
  });
});
