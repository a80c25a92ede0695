import { describe, expect, it } from 'vitest';
import type { WireAnswer, WireRequest } from '../../cli/load/http/transport.ts';
import type { JourneySummary, Summary } from '../../cli/load/summary.ts';
import { answered, loadOf, START_MS, virtualShop } from '../../cli/load/test/virtual-shop.ts';
import { JOURNEYS } from './registry.ts';

const MENU = [
  { id: 'nebula-latte', name: 'Nebula Latte', emoji: '🌌', price: 5.99 },
  { id: 'supernova-espresso', name: 'Supernova Espresso', emoji: '💥', price: 3.99 },
  { id: 'galaxy-mocha', name: 'Galaxy Mocha', emoji: '🌠', price: 6.49 },
  { id: 'rocket-fuel', name: 'Rocket Fuel', emoji: '🚀', price: 4.99 },
];

/** What the bodies of journeys hold, taken together. */
interface Sent {
  readonly quantity: number;
  readonly basePrice: number;
  readonly cartId: string;
  readonly cart_id: string;
}

const DOG = { id: 'golden-retriever-001', name: 'Golden Retriever', emoji: '🐕', price: 1200 };

/** What a right shop answers; carts are added up as they are filled. */
function rightShop() {
  const totals = new Map<string, number>();
  return ({ method, path, body = '{}' }: WireRequest): WireAnswer => {
    const sent = JSON.parse(body) as Sent;
    const cartId = /^\/api\/cart\/(.+)\/items$/.exec(path)?.[1];
    if (cartId !== undefined) {
      totals.set(cartId, (totals.get(cartId) ?? 0) + sent.quantity * sent.basePrice);
      return answered(200, { id: cartId });
    }
    const menuId = /^\/api\/menu\/(.+)$/.exec(path)?.[1];
    if (menuId !== undefined) return answered(200, { id: menuId });
    switch (`${method} ${path}`) {
      case 'GET /api/menu':
        return answered(200, MENU);
      case 'POST /api/cart': {
        const id = `cart-${totals.size}`;
        totals.set(id, 0);
        return answered(201, { id, items: [] });
      }
      case 'POST /api/checkout':
        return answered(200, { order_id: 'o-1', total: totals.get(sent.cartId ?? sent.cart_id) });
      case 'POST /api/orders':
        return answered(201, { id: 'o-1', totalPrice: totals.get(sent.cartId) });
      case 'GET /petstore-domain/pets/browse?category=dog':
        return answered(200, { pets: [DOG] });
      case `GET /petstore-domain/pets/${DOG.id}`:
        return answered(200, DOG);
      case 'POST /petstore-domain/orders':
        return answered(201, { order_id: 'o-1', total: 1204.99 });
      case 'GET /petstore-domain/orders/o-1/status':
        return answered(200, { status: 'PAID', events: [] });
      case 'GET /api/orders':
        return answered(200, [{ id: '0a1b2c3d' }, { id: '4e5f6071' }]);
      case 'GET /api/customers':
        return answered(200, ['Ada', 'Bo Ünal']);
      case 'POST /api/browse':
        return answered(200, { products: MENU, cart: null });
      default:
        return answered(200, []);
    }
  };
}

type Answering = (request: WireRequest) => WireAnswer;

/** Plays a hundred iterations of some journeys. */
async function play(names: readonly string[], shop: Answering = rightShop()) {
  const { engine, clock, requests } = virtualShop(JOURNEYS, (request) => ({
    tookMs: 10,
    answer: shop(request),
  }));
  engine.start(loadOf('', { mix: names.map((journey) => ({ journey, probability: 1 })) }), START_MS);
  await clock.until(engine.finished('users'));
  const summary = engine.summary();
  return { summary, requests, journey: journeyIn(summary), count: (line: string) => countOf(requests, line) };
}

function journeyIn({ loads }: Summary): JourneySummary | undefined {
  return loads[0]?.journeys[0];
}

function countOf(requests: readonly WireRequest[], line: string): number {
  return requests.filter(({ method, path }) => `${method} ${path}` === line).length;
}

/** A shop that is right but for one path. */
function shopBut(path: string, answer: WireAnswer): Answering {
  const right = rightShop();
  return (request) => (request.path === path ? answer : right(request));
}

describe('every journey', () => {
  it.each(JOURNEYS.map(({ name }) => name))('%s goes well in a shop that is right', async (name) => {
    const { summary, journey } = await play([name]);
    expect(summary.errors).toEqual([]);
    expect(journey).toMatchObject({ completed: 100, failed: 0, declined: 0, interrupted: 0 });
  });

  it('has a name of its own; those that check out or ask for recommendations are demo traffic', () => {
    const names = JOURNEYS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const demo = JOURNEYS.filter(({ trafficType }) => trafficType === 'demo').map(({ name }) => name);
    expect(demo).toEqual(['purchase', 'order', 'checkout', 'pet-order', 'recommendations']);
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
    ['no total', {}, 'the checkout says no total'],
    ['a total of nothing', { total: 0 }, 'the total is 0 for what is listed at'],
    ['a total that is far too much', { total: 99.99 }, 'the total is 99.99 for what is listed at'],
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
      { kind: 'check_failed', example: 'the shelves are empty', count: 100 },
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
