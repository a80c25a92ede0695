import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { fillCart } from './testing/fill-cart.ts';
import { type AskOptions, startTestShop, type TestShop } from './testing/start-shop.ts';

// The interfaces of the sock shop's document (S-06 to S-28), with the examples of its tables.

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores(), { size: 'full' });
});
afterAll(() => shop.stop());

const HOLY = '03fef6ac-1896-4ce8-bd69-b798f85c6e0b';
const CUSTOMER = '57a98d98e4b00679b4a830af';
const atCart = (path: string, options: AskOptions = {}) => shop.ask(path, { service: 'cart', ...options });
const post = (body: unknown, headers: AskOptions['headers'] = {}) =>
  ({ method: 'POST', body, headers }) as const;

/** Logs in by Basic authorisation. @returns the headers of the session */
async function session(username: string, password: string): Promise<Record<string, string>> {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const { headers } = await shop.ask('/login', { headers: { authorization } });
  const cookie = headers.getSetCookie().find((one) => one.startsWith('logged_in=')) ?? '';
  return { cookie: cookie.split(';')[0] ?? '' };
}

test('the catalogue answers socks by page and tag (S-12, S-14)', async () => {
  const blue = await shop.ask('/catalogue?page=1&size=5&tags=blue');
  expect(blue.body).toMatchObject([{ id: HOLY, name: 'Holy', price: 99.99, tag: ['magic', 'blue'] }]);
  expect(blue.body[0].imageUrl[0]).toMatch(/^data:image\/svg\+xml,/);
  expect((await shop.ask('/catalogue?tags=blue,formal')).body).toHaveLength(3);
  const pages = await Promise.all([1, 2].map((page) => shop.ask(`/catalogue?page=${page}&size=5`)));
  const ids = pages.flatMap(({ body }) => body.map(({ id }: { id: string }) => id));
  expect(new Set(ids).size).toBe(9);
  expect((await shop.ask(`/catalogue/${HOLY}`)).body).toMatchObject({ name: 'Holy' });
  expect((await shop.ask('/catalogue/nebula-latte')).status).toBe(404);
  const { tags } = (await shop.ask('/tags')).body;
  const all = 'action black blue brown casual formal geek green magic red skin sport white';
  expect(tags).toEqual(all.split(' '));
});

test('every page of the front-end is a view of the one page', async () => {
  for (const path of ['/', '/category.html', `/detail.html?id=${HOLY}`, '/basket.html']) {
    const { status, headers } = await shop.ask(path, { headers: { accept: 'text/html' } });
    expect([status, headers.get('content-type')], path).toEqual([200, 'text/html; charset=utf-8']);
  }
});

test('the cart of a customer is made by its first item, and never runs out (S-16, S-18, X-06)', async () => {
  expect((await atCart('/carts/nadia')).body).toEqual({ customerId: 'nadia', items: [] });
  const added = await atCart('/carts/nadia/items', post({ id: 'product_id', quantity: 1, unitPrice: 10.99 }));
  const item = { id: 'product_id', itemId: 'product_id', quantity: 1, unitPrice: 10.99 };
  expect(added).toMatchObject({ status: 201, body: { customerId: 'nadia', items: [item] } });
  expect(await shop.redis.ttl('cart:nadia')).toBe(-1);
  expect(await shop.redis.zscore('carts:open', 'nadia')).toBeNull();
  const patch = { method: 'PATCH', body: { id: 'product_id', quantity: 3 } } as const;
  expect(await atCart('/carts/nadia/items', patch)).toMatchObject({ status: 202 });
  expect((await atCart('/carts/nadia/items')).body).toEqual([{ ...item, quantity: 3 }]);
  const removed = await atCart('/carts/nadia/items/product_id', { method: 'DELETE' });
  expect(removed).toMatchObject({ status: 202, body: { items: [] } });
  expect((await atCart('/carts/nadia/items/product_id', { method: 'DELETE' })).status).toBe(404);
  expect((await atCart('/carts/nadia', { method: 'DELETE' })).status).toBe(202);
});

test('an anonymous cart is merged into that of a customer, once (S-17)', async () => {
  await atCart('/carts/omar/items', post({ id: 'nebula-latte', quantity: 1, unitPrice: 5.99 }));
  const cartId = await fillCart(shop, 'nebula-latte', 2);
  const merge = () => atCart(`/carts/omar/merge?sessionId=${cartId}`);
  for (const answer of [await merge(), await merge()]) {
    expect(answer).toMatchObject({ status: 202, body: { items: [{ id: 'nebula-latte', quantity: 3 }] } });
  }
  expect((await shop.ask(`/api/cart/${cartId}`)).status).toBe(404);
  expect(await shop.redis.ttl('cart:omar')).toBe(-1);
  expect((await atCart('/carts/omar/merge?sessionId=omar')).status).toBe(400);
});

test('what needs a login refuses strangers', async () => {
  for (const [method, path] of [
    ['GET', '/cart'],
    ['POST', '/cart'],
    ['DELETE', '/cart'],
    ['POST', '/cart/update'],
    ['GET', '/orders'],
    ['POST', '/orders'],
  ] as const) {
    const body = method === 'POST' ? { id: HOLY, quantity: 1 } : undefined;
    expect((await shop.ask(path, { method, body })).status, `${method} ${path}`).toBe(401);
  }
});

test('somebody who is logged in fills the cart, orders it, and does so again (S-06, S-23, S-25)', async () => {
  const headers = await session('user', 'password');
  expect((await shop.ask('/cart', { headers })).body).toEqual([]);
  expect((await shop.ask('/cart', post({ id: 'no-such-sock' }, headers))).status).toBe(404);
  expect((await shop.ask('/cart', post({ id: HOLY }, headers))).status).toBe(201);
  expect((await shop.ask('/cart/update', post({ id: HOLY, quantity: 2 }, headers))).status).toBe(202);
  expect((await shop.ask('/cart', { headers })).body).toMatchObject([
    { itemId: HOLY, quantity: 2, unitPrice: 99.99 },
  ]);
  const { body: address } = await shop.ask(
    '/addresses',
    post(
      { number: '246', street: 'Whitelees Road', city: 'Glasgow', postcode: 'G67 3DL', country: 'UK' },
      headers,
    ),
  );
  const links = {
    customer: `http://user/customers/${CUSTOMER}`,
    address: `http://user/addresses/${address.id}`,
    items: `http://carts/carts/${CUSTOMER}/items`,
  };
  const order = await shop.ask('/orders', post(links, headers));
  expect(order).toMatchObject({
    status: 201,
    body: {
      customerId: CUSTOMER,
      customer: { username: 'user', firstName: 'Test' },
      address: { street: 'Whitelees Road' },
      items: [{ itemId: HOLY, quantity: 2, unitPrice: 99.99 }],
      shipment: { name: 'user' },
      status: 'PAID',
    },
  });
  expect((await shop.ask('/cart', { headers })).body).toEqual([]);
  expect((await shop.ask('/orders', post({}, headers))).status).toBe(404);
  await shop.ask('/cart', post({ id: 'sock-red-card' }, headers));
  expect((await shop.ask('/orders', post({}, headers))).status).toBe(201);
  const listed = await shop.ask('/orders', { headers });
  expect(listed.body.map(({ items: [item] }: { items: { itemId: string }[] }) => item?.itemId)).toEqual([
    'sock-red-card',
    HOLY,
  ]);
  const search = await shop.ask('/orders/search/customerId?custId=user', { service: 'orders' });
  expect(search.body).toHaveLength(2);
});

test('links to what is somebody else’s are refused', async () => {
  const headers = await session('customer-002', 'customer-002');
  await shop.ask('/cart', post({ id: HOLY }, headers));
  const body = { customer: `http://user/customers/${CUSTOMER}` };
  expect(await shop.ask('/orders', post(body, headers))).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  });
  expect((await shop.ask('/cart', { method: 'DELETE', headers })).status).toBe(202);
});

test('payment says whether it authorises, and shipping takes an order by name (S-26, S-27)', async () => {
  const auth = await shop.ask('/paymentAuth', {
    ...{ service: 'payment', method: 'POST' },
    body: { address: {}, card: {}, customer: {}, amount: 99.99 },
  });
  expect(auth).toMatchObject({ status: 200, body: { authorised: true } });
  const shipped = await shop.ask('/shipping', {
    service: 'shipping',
    method: 'POST',
    body: { name: CUSTOMER },
  });
  expect(shipped).toMatchObject({ status: 201, body: { name: CUSTOMER } });
});
