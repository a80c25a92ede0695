import { describe, expect, it } from 'vitest';
import { answered } from '../../cli/load/test/virtual-shop.ts';
import { JOURNEYS } from './registry.ts';
import { MENU } from './rehearsal-shop.ts';
import { play, shopBut } from './test/right-shop.ts';

describe('every journey', () => {
  it.each(JOURNEYS.map(({ name }) => name))('%s goes well in a shop that is right', async (name) => {
    const { summary, journey } = await play([name]);
    expect(summary.errors).toEqual([]);
    expect(journey).toMatchObject({ completed: 100, failed: 0, declined: 0, interrupted: 0 });
    const { checks = [] } = summary.loads[0] ?? {};
    // The probe looks at the status alone.
    expect(checks.length > 0).toBe(name !== 'recommendations');
    expect(checks.filter(({ failed }) => failed > 0)).toEqual([]);
  });

  it('has a name of its own; those that check out or ask for recommendations are demo traffic', () => {
    const names = JOURNEYS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const demo = JOURNEYS.filter(({ trafficType }) => trafficType === 'demo').map(({ name }) => name);
    expect(demo).toEqual(['purchase', 'order', 'checkout', 'pet-order', 'sock-order', 'recommendations']);
  });

  it.each(JOURNEYS.filter(({ trafficType }) => trafficType === 'baseline').map(({ name }) => name))(
    '%s never touches recommendations or the checkout',
    async (name) => {
      const { requests } = await play([name]);
      expect(requests.filter(({ path }) => /recommendations|checkout/.test(path))).toEqual([]);
    },
  );

  it.each(JOURNEYS.map(({ name }) => name))('%s survives a shop that answers nonsense', async (name) => {
    const { summary } = await play([name], () => answered(200, { nonsense: true }));
    expect(summary.errors.filter(({ kind }) => kind !== 'check_failed')).toEqual([]);
  });

  it.each(JOURNEYS.map(({ name }) => name))('%s fails in a shop that is down', async (name) => {
    const { journey } = await play([name], () => answered(503));
    expect(journey).toMatchObject({ completed: 100, failed: 100 });
  });
});

describe('a purchase', () => {
  it('reads the menu, fills a cart with one to three drinks and checks it out by name', async () => {
    const { requests, count } = await play(['purchase']);
    expect(count('GET /api/menu')).toBe(100);
    expect(count('POST /api/cart')).toBe(100);
    const items = requests.filter(({ path }) => path.endsWith('/items'));
    expect(items.length).toBeGreaterThan(150);
    expect(items.length).toBeLessThan(250);
    const item = JSON.parse(items[0]?.body ?? '') as { itemId: string; quantity: number };
    const drink = MENU.find(({ id }) => id === item.itemId);
    expect(item).toEqual({
      itemId: drink?.id,
      itemName: drink?.name,
      itemEmoji: drink?.emoji,
      basePrice: drink?.price,
      quantity: item.quantity,
    });
    expect([1, 2]).toContain(item.quantity);
    const checkout = requests.find(({ path }) => path === '/api/checkout');
    expect(JSON.parse(checkout?.body ?? '')).toEqual({
      customerName: expect.stringMatching(/\w/),
      cartId: expect.stringMatching(/^cart-/),
      specialInstructions: expect.stringMatching(/^shopctl run-1 /),
    });
  });

  it('leaves about one cart in ten standing', async () => {
    const { count } = await play(['purchase']);
    expect(count('POST /api/checkout')).toBeGreaterThan(80);
    expect(count('POST /api/checkout')).toBeLessThan(98);
  });

  it('does not read the menu again when the user has just read it', async () => {
    const { count } = await play(['menu', 'purchase']);
    expect(count('GET /api/menu')).toBe(100);
  });

  it.each([
    ['no total', { order_id: 'o-1' }, 'the order has an id and a total'],
    ['a total of nothing', { order_id: 'o-1', total: 0 }, 'the total is right: 0 for what is listed at'],
    [
      'a total that is far too much',
      { order_id: 'o-1', total: 99.99 },
      'the total is right: 99.99 for what is listed at',
    ],
  ])('fails at a checkout with %s', async (_what, body, example) => {
    const { summary, journey } = await play(['purchase'], shopBut('/api/checkout', answered(200, body)));
    expect(summary.errors).toMatchObject([{ kind: 'check_failed', endpoint: 'POST /api/checkout' }]);
    expect(summary.errors[0]?.example).toContain(example);
    expect(journey?.failed).toBe(summary.errors[0]?.count);
  });

  it('takes a declined payment for what it is', async () => {
    const { summary, journey } = await play(['purchase'], shopBut('/api/checkout', answered(402)));
    expect(journey).toMatchObject({ completed: 100, failed: 0 });
    expect(journey?.declined).toBeGreaterThan(80);
    expect(summary.errors).toEqual([]);
  });
});

describe('other journeys', () => {
  it('look at one drink now and then', async () => {
    const { requests } = await play(['menu']);
    const closer = requests.filter(({ path }) => path.startsWith('/api/menu/')).length;
    expect(closer).toBeGreaterThan(15);
    expect(closer).toBeLessThan(45);
  });

  it('open one order, and the orders of one customer whose name needs escaping', async () => {
    const { requests } = await play(['history', 'customers']);
    const paths = new Set(requests.map(({ path }) => path));
    expect([...paths].sort()).toEqual([
      '/api/customers',
      '/api/customers/Ada/orders',
      '/api/customers/Bo%20%C3%9Cnal/orders',
      '/api/orders',
      '/api/orders/0a1b2c3d',
      '/api/orders/4e5f6071',
    ]);
  });

  it('find nothing to open in a shop that has sold nothing yet, and no fault in that', async () => {
    const empty = shopBut('/api/orders', answered(200, []));
    expect((await play(['history'], empty)).journey).toMatchObject({ failed: 0 });
  });

  it('notice empty shelves, whatever the status', async () => {
    const { summary } = await play(
      ['browse'],
      shopBut('/api/browse', answered(200, { products: [], cart: null })),
    );
    expect(summary.errors).toMatchObject([
      { kind: 'check_failed', example: 'there is something on the shelves', count: 100 },
    ]);
  });

  it('group requests by route, not by path', async () => {
    const { summary } = await play(['menu', 'purchase', 'history', 'customers']);
    expect(summary.loads[0]?.endpoints.map(({ name }) => name)).toEqual([
      'GET /api/customers',
      'GET /api/customers/:name/orders',
      'GET /api/menu',
      'GET /api/menu/:id',
      'GET /api/orders',
      'GET /api/orders/:id',
      'POST /api/cart',
      'POST /api/cart/:id/items',
      'POST /api/checkout',
    ]);
  });
});
