import { describe, expect, it } from 'vitest';
import type { WireAnswer } from '../../cli/load/http/transport.ts';
import { answered } from '../../cli/load/test/virtual-shop.ts';
import { DOG } from './rehearsal-shop.ts';
import { play, shopBut } from './test/right-shop.ts';

describe('an order', () => {
  it('of drinks is placed with no recommendation asked for', async () => {
    const { requests, count } = await play(['order']);
    expect(count('POST /api/orders')).toBeGreaterThan(80);
    expect(requests.filter(({ path }) => /recommendations|checkout/.test(path))).toEqual([]);
    const placed = requests.find(({ method, path }) => `${method} ${path}` === 'POST /api/orders');
    expect(Object.keys(JSON.parse(placed?.body ?? ''))).toEqual([
      'customerName',
      'cartId',
      'specialInstructions',
    ]);
  });

  it('from the shelves is checked out under the visitor’s id, at the price of what was bought', async () => {
    const { requests, count } = await play(['browse', 'checkout']);
    expect(count('POST /api/browse')).toBe(100);
    expect(count('POST /api/checkout')).toBe(100);
    const checkout = requests.find(({ path }) => path === '/api/checkout');
    expect(JSON.parse(checkout?.body ?? '')).toEqual({
      user_id: expect.stringMatching(/^visitor-/),
      cart_id: expect.stringMatching(/^cart-/),
      specialInstructions: expect.stringMatching(/^shopctl run-1 /),
    });
    const dear = await play(
      ['checkout'],
      shopBut('/api/checkout', answered(200, { order_id: 'o-1', total: 99 })),
    );
    expect(dear.summary.errors[0]?.example).toContain('the total is right: 99 for what is listed at');
  });

  it.each([
    ['purchase', '/api/checkout'],
    ['order', '/api/orders'],
    ['checkout', '/api/checkout'],
    ['pet-order', '/petstore-domain/orders'],
  ])('of %s is claimed by what the shop says of it', async (name, path) => {
    const claimsOf = async (answer?: WireAnswer) => {
      const { claims, requests } = await play(
        [name],
        ...(answer === undefined ? [] : [shopBut(path, answer)]),
      );
      const sent = requests.filter((request) => request.path === path).map(({ body = '' }) => body);
      expect(claims.kept.length).toBe(sent.length);
      for (const [place, { reference }] of claims.kept.entries()) expect(sent[place]).toContain(reference);
      return claims.kept;
    };
    const placed = await claimsOf();
    expect(placed.length).toBeGreaterThan(80);
    expect(placed.every(({ outcome, told }) => outcome === 'placed' && told?.orderId === 'o-1')).toBe(true);
    expect(placed.every(({ told }) => (told?.totalCents ?? 0) > 300)).toBe(true);
    const outcomesAt = async (answer: WireAnswer) => [
      ...new Set((await claimsOf(answer)).map(({ outcome }) => outcome)),
    ];
    expect(await outcomesAt(answered(402))).toEqual(['refused']);
    // Ordered before, says the shop: by whom, if not by an answer that was lost?
    expect(await outcomesAt(answered(409))).toEqual(['lost']);
    expect(await outcomesAt(answered(503))).toEqual(['lost']);
    expect(await outcomesAt(answered(200, {}))).toEqual(['lost']);
    expect(await outcomesAt({ kind: 'failed', errorKind: 'timeout', errorText: 'late' })).toEqual(['lost']);
  });

  it.each([
    ['order', '/api/orders', { id: 'o-1' }, 'the order has an id and a total'],
    ['pet-order', '/petstore-domain/orders', { order_id: 'o-1' }, 'the order has an id and a total'],
    ['pet-order', '/petstore-domain/orders/o-1/status', {}, 'the saga tells its events'],
    ['pets', '/petstore-domain/pets/browse?category=dog', { pets: [] }, 'there are dogs'],
    ['pets', `/petstore-domain/pets/${DOG.id}`, { id: 'cat' }, 'the pet is the one asked for: cat for'],
  ])('%s fails when %s answers %j', async (name, path, body, complaint) => {
    const { summary, journey } = await play([name], shopBut(path, answered(200, body)));
    expect(summary.errors).toMatchObject([
      { kind: 'check_failed', example: expect.stringContaining(complaint) },
    ]);
    expect(journey?.failed).toBe(summary.errors[0]?.count);
  });
});
