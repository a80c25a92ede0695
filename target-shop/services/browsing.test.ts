import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { PRODUCTS } from '../seed/products.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

const coffees = PRODUCTS.filter(({ category }) => category === 'coffee').map(({ id }) => id);
const idsOf = (products: readonly { id: string }[]) => products.map(({ id }) => id);

describe('the menu', () => {
  test('is the eight coffees in their order, with decimal prices', async () => {
    const { status, body } = await shop.ask('/api/menu');
    expect(status).toBe(200);
    expect(idsOf(body)).toEqual(coffees);
    expect(body[0]).toMatchObject({ id: 'nebula-latte', name: 'Nebula Latte', emoji: '🌌', price: 5.99 });
  });

  test('is kept in Redis for 300 s and answered from there', async () => {
    const { body: menu } = await shop.ask('/api/menu');
    const ttl = await shop.redis.ttl('menu:items');
    expect(ttl).toBeGreaterThan(290);
    expect(ttl).toBeLessThanOrEqual(300);
    await shop.redis.setex('menu:items', 300, JSON.stringify([{ ...menu[0], id: 'from-the-cache' }]));
    expect(idsOf((await shop.ask('/api/menu')).body)).toEqual(['from-the-cache']);
    await shop.redis.del('menu:items');
    expect(idsOf((await shop.ask('/api/menu')).body)).toEqual(coffees);
  });

  test('knows an item whether it is in the cache or not', async () => {
    await shop.redis.setex('menu:items', 300, '[]');
    expect((await shop.ask('/api/menu/rocket-fuel')).body.price).toBe(4.99);
    await shop.redis.del('menu:items');
    expect((await shop.ask('/api/menu/desk-microphone')).status).toBe(404);
  });

  test('survives a cache that refuses', async () => {
    await shop.redis.del('menu:items');
    await shop.redis.lpush('menu:items', 'not a string');
    expect(idsOf((await shop.ask('/api/menu')).body)).toEqual(coffees);
    await shop.redis.del('menu:items');
  });
});

describe('products', () => {
  const list = async (query: string) => (await shop.ask(`/api/products${query}`)).body;

  test('are the ten cheapest when nothing is asked for', async () => {
    const cheapest = PRODUCTS.map(({ priceCents }) => priceCents).sort((a, b) => a - b);
    const prices = (await list('')).map(({ price }: { price: number }) => Math.round(price * 100));
    expect(prices).toEqual(cheapest.slice(0, 10));
  });

  test.each([
    ['?category=pets', ['cockatiel-003', 'persian-cat-002', 'golden-retriever-001']],
    ['?category=pets&price_max=800', ['cockatiel-003', 'persian-cat-002']],
    ['?category=coffee&price_min=6.49', ['galaxy-mocha', 'starlight-frappe']],
    ['?tag=formal', ['sock-board-meeting', 'sock-rabbit-from-hat']],
    ['?category=pets&size=2&page=2', ['golden-retriever-001']],
    ['/search?q=NEBULA', ['nebula-latte']],
    ['/batch?ids=rocket-fuel,nothing', ['rocket-fuel']],
  ])('are found by %s', async (query, ids) => expect(idsOf(await list(query))).toEqual(ids));

  test('a filter that is no number is told apart by its name', async () => {
    const { status, body } = await shop.ask('/api/products?price_min=cheap');
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'VALIDATION', details: [{ field: 'price_min' }] });
  });

  test('an unknown product is not found', async () => {
    expect(await shop.ask('/api/products/nothing')).toMatchObject({
      status: 404,
      body: { code: 'PRODUCT_NOT_FOUND' },
    });
  });
});

describe('recommendations', () => {
  test('are other products of the same department, by both addresses', async () => {
    const { body } = await shop.ask('/api/recommendations?productIds=cockatiel-003');
    expect(idsOf(body).sort()).toEqual(['golden-retriever-001', 'persian-cat-002']);
    expect((await shop.ask('/api/products/recommendations?productIds=cockatiel-003')).body).toEqual(body);
  });

  test('time out as the fault rule says, and are back with its end', async () => {
    const rule = { id: 'test', seed: 1, startedAtMs: Date.now() - 1000, speed: 1 };
    const steps = [{ fromMinute: 0, delayMs: 1, failureRatio: 0.5 }];
    const end = await shop.override('recommendation', {
      flag: 'recommendation-fault',
      value: { ...rule, steps },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.ask('/api/recommendations')));
    const failed = answers.filter(({ status }) => status === 500);
    expect(failed).toHaveLength(10);
    expect(failed[0]?.body).toMatchObject({ code: 'QUERY_TIMEOUT', message: 'Query timeout' });
    await end();
    expect((await shop.ask('/api/recommendations')).status).toBe(200);
  });
});

describe('browse', () => {
  test('answers products and the cart', async () => {
    const { body: cart } = await shop.ask('/api/cart', { method: 'POST' });
    const { status, body } = await shop.ask('/api/browse', { method: 'POST', body: { cart_id: cart.id } });
    expect(status).toBe(200);
    expect(body.products).toHaveLength(10);
    expect(body.cart).toEqual(cart);
  });

  test('is healthy without a cart, and with one that is gone', async () => {
    expect(await shop.ask('/api/browse', { method: 'POST' })).toMatchObject({
      status: 200,
      body: { cart: null },
    });
    const gone = await shop.ask('/api/browse', { method: 'POST', body: { cart_id: '00000000' } });
    expect(gone).toMatchObject({ status: 200, body: { cart: null } });
  });
});

describe('the frontend', () => {
  test('gives browsers the page and curl some text', async () => {
    const page = await shop.ask('/', { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(page.headers.get('content-type')).toMatch('text/html');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.body).toMatch('<!doctype html>');
    const words = await shop.ask('/', { headers: { accept: '*/*' } });
    expect(words.headers.get('content-type')).toMatch('text/plain');
  });

  test('has files that browsers keep for a year, named by their content', async () => {
    const page = await shop.ask('/', { headers: { accept: 'text/html' } });
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const files = [...String(page.body).matchAll(/(?:href|src)="(\/shop\.(?:css|js)\?v=[0-9a-f]{12})"/g)];
    expect(files).toHaveLength(2);
    for (const [, file = ''] of files) {
      const { status, headers } = await shop.ask(file);
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
      expect((await shop.ask(file.replace(/v=.*/, 'v=old'))).headers.get('cache-control')).toBe('no-cache');
    }
  });

  test('answers browsers with the page on paths of no route, others and the API with 404', async () => {
    const html = { headers: { accept: 'text/html,*/*;q=0.8' } };
    const deep = await shop.ask('/departments/socks', html);
    expect(deep).toMatchObject({ status: 200, body: expect.stringContaining('<!doctype html>') });
    expect((await shop.ask('/departments/socks')).status).toBe(404);
    expect((await shop.ask('/departments/socks', { ...html, method: 'POST' })).status).toBe(404);
    for (const path of ['/api/nothing', '/API/nothing', '/picture.png']) {
      expect((await shop.ask(path, html)).status, path).toBe(404);
    }
  });

  test('compresses what is long, for those who take gzip, and says the same', async () => {
    const get = async (path: string, encoding: string) => {
      const {
        statusCode: status,
        headers,
        body,
      } = await request(`${shop.urlOf('frontend')}${path}`, {
        headers: { 'accept-encoding': encoding },
      });
      return { status, headers, bytes: Buffer.from(await body.arrayBuffer()) };
    };
    const plain = await get('/api/menu', 'identity');
    const packed = await get('/api/menu', 'br, gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.bytes.length).toBeGreaterThan(1024);
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': plain.headers['content-type'],
      'content-length': String(packed.bytes.length),
      vary: expect.stringContaining('Accept-Encoding'),
    });
    expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length * 0.6);
    expect((await get('/shop.css', 'gzip')).headers['content-encoding']).toBe('gzip');
    const short = await get('/api/menu/rocket-fuel', 'gzip');
    expect([short.status, short.headers['content-encoding']]).toEqual([200, undefined]);
  });

  test('gives a visitor a session once', async () => {
    const first = await shop.ask('/api/menu');
    const cookie = first.headers.get('set-cookie');
    expect(cookie).toMatch(/^sid=[0-9a-f]{8}; Path=\/; HttpOnly; SameSite=Lax$/);
    const again = await shop.ask('/api/menu', { headers: { cookie: cookie?.split(';')[0] ?? '' } });
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  test('knows no way into the shop but the public API', async () => {
    expect((await shop.ask('/api/payments')).status).toBe(404);
  });
});
