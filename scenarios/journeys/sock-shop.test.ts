import { describe, expect, it } from 'vitest';
import { answered } from '../../cli/load/test/virtual-shop.ts';
import { play, shopBut } from './test/right-shop.ts';

describe('the sock shop', () => {
  it('is looked through by its own catalogue', async () => {
    const { count, requests, summary } = await play(['socks']);
    expect(count('GET /catalogue')).toBe(100);
    expect(requests).toHaveLength(200);
    expect(summary.loads[0]?.endpoints.map(({ name }) => name)).toEqual([
      'GET /catalogue',
      'GET /catalogue/:id',
    ]);
    expect(summary.errors).toEqual([]);
  });

  it('sells to accounts of their own, each new to it, which stay logged in by their cookie', async () => {
    const { requests, summary } = await play(['socks', 'sock-order']);
    const of = (line: string) => requests.filter(({ method, path }) => `${method} ${path}` === line);
    const names = of('POST /register').map(({ body = '' }) => JSON.parse(body).username);
    expect(new Set(names).size).toBe(100);
    expect(
      of('POST /orders')
        .map(({ headers }) => headers['cookie'])
        .sort(),
    ).toEqual(names.map((name) => `logged_in=${name}`).sort());
    expect(of('GET /catalogue')).toHaveLength(100);
    expect(summary.errors).toEqual([]);
  });

  it('is logged in to by name and password; cart and orders are asked for by the session', async () => {
    const { requests, count } = await play(['sock-account']);
    const login = requests.find(({ path }) => path === '/login');
    expect(login?.headers['authorization']).toBe('Basic dXNlcjpwYXNzd29yZA==');
    expect(count('GET /cart')).toBe(100);
    const asked = requests.filter(({ path }) => path === '/orders');
    expect(asked).toHaveLength(100);
    expect(asked.every(({ headers }) => headers['cookie'] === 'logged_in=user')).toBe(true);
    expect(asked.some(({ headers }) => 'authorization' in headers)).toBe(false);
  });

  it.each([
    ['socks', '/catalogue', [], 'the catalogue lists socks with id and price'],
    ['socks', '/catalogue/sock-holy', { id: 'other' }, 'the socks are those asked for: other for'],
    ['sock-account', '/orders', {}, '/orders answers a list'],
    [
      'sock-order',
      '/orders',
      { items: [{ itemId: 'other', quantity: 1 }], total: 1 },
      'is of the socks in the cart',
    ],
    ['sock-order', '/orders', {}, 'the order is of the socks in the cart'],
  ])('%s fails when %s answers %j', async (name, path, body, complaint) => {
    const { summary, journey } = await play([name], shopBut(path, answered(200, body)));
    expect(summary.errors).toMatchObject([
      { kind: 'check_failed', example: expect.stringContaining(complaint) },
    ]);
    expect(journey?.failed).toBe(summary.errors[0]?.count);
  });

  it('says when an order has no total', async () => {
    const items = (itemId: string) => ({ items: [{ itemId, quantity: 1 }] });
    const only = shopBut('/catalogue', answered(200, [{ id: 'sock-holy', price: 99.99 }]));
    const shop = (request: Parameters<typeof only>[0]) =>
      request.path === '/orders' ? answered(201, items('sock-holy')) : only(request);
    const { summary } = await play(['sock-order'], shop);
    expect(summary.errors).toMatchObject([
      { example: 'the order has a total: undefined for socks at 99.99', count: 100 },
    ]);
  });
});

describe('a cart that is left standing', () => {
  it('is filled from the shelves, and never ordered', async () => {
    const { count, requests, summary } = await play(['left-cart']);
    expect(count('POST /api/browse')).toBe(100);
    expect(count('POST /api/cart')).toBe(100);
    expect(requests.filter(({ path }) => /^\/api\/cart\/.+\/items$/.test(path))).toHaveLength(100);
    expect(requests.filter(({ path }) => /checkout|orders/.test(path))).toEqual([]);
    expect(summary.errors).toEqual([]);
  });
});
