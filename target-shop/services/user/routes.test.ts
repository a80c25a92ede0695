import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../../cli/platform/local/stores/test-stores.ts';
import { fillCart } from '../testing/fill-cart.ts';
import { type AskOptions, startTestShop, type TestShop } from '../testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores(), { size: 'full' });
});
afterAll(() => shop.stop());

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});
const post = (path: string, body: unknown, headers?: AskOptions['headers']) =>
  shop.ask(path, { method: 'POST', body, ...(headers && { headers }) });
const tokenOf = async (username: string, password: string) => {
  const { body } = await post('/auth/login', { username, password });
  return { authorization: `Bearer ${body.token}` };
};
const CARD = { longNum: '4012888888881881', expires: '08/29', ccv: '958' };
const ADDRESS = { number: '7', street: 'Quay', city: 'Haven', postcode: '1234', country: 'Nowhere' };

describe('who one is', () => {
  test('Basic authorisation begins a session by cookie, and logging out ends it (S-08, S-43)', async () => {
    const login = await shop.ask('/login', { headers: basic('user', 'password') });
    expect(login).toMatchObject({ status: 200, body: { user: { id: '57a98d98e4b00679b4a830af' } } });
    const cookie = login.headers
      .getSetCookie()
      .find((one) => one.startsWith('logged_in='))
      ?.split(';')[0];
    expect(cookie).toMatch(/^logged_in=[0-9a-f]{32}$/);
    const headers = { cookie: cookie ?? '' };
    const own = await shop.ask('/customers/57a98d98e4b00679b4a830af', { headers });
    expect(own).toMatchObject({ status: 200, body: { username: 'user', firstName: 'Test' } });
    expect((await shop.ask('/logout', { headers })).status).toBe(204);
    expect((await shop.ask('/customers/57a98d98e4b00679b4a830af', { headers })).status).toBe(401);
  });

  test.each([
    ['a wrong password', basic('user', 'wrong')],
    ['a name that is nobody’s', basic('nobody', 'password')],
    ['nothing at all', {}],
    ['something else', { authorization: 'Digest x' }],
  ])('%s is refused alike', async (_, headers) => {
    expect(await shop.ask('/login', { headers })).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED' },
    });
  });

  test('a token says so too, and only an administrator’s opens the list (P-11)', async () => {
    const admin = await shop.ask('/customers', { headers: await tokenOf('demo', 'demo') });
    expect(admin.status).toBe(200);
    expect(admin.body.map(({ username }: { username: string }) => username)).toContain('customer-001');
    const other = await shop.ask('/customers', { headers: await tokenOf('user', 'password') });
    expect(other).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const forged = {
      authorization: `Bearer ${(await tokenOf('user', 'password')).authorization.slice(7, -4)}AAAA`,
    };
    expect((await shop.ask('/customers', { headers: forged })).status).toBe(401);
  });

  test('a session cut out of thin air is none', async () => {
    const headers = { cookie: `logged_in=${'0'.repeat(32)}` };
    expect((await shop.ask('/customers', { headers })).status).toBe(401);
  });
});

describe('an account', () => {
  const account = { username: 'mara', password: 'a secret', email: 'mara@shop.example' };

  test('of one name is opened once, however many ask at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('/register', account)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const kept = await shop.postgres.query("SELECT * FROM accounts.accounts WHERE username = 'mara'");
    expect(kept.rows[0].password_hash).toMatch(/^\$2[ab]\$10\$/);
  });

  test('keeps addresses and cards, a card only by its last digits, and for its owner alone', async () => {
    const mine = await tokenOf('mara', 'a secret');
    const card = (await post('/cards', CARD, mine)).body;
    const address = (await post('/addresses', ADDRESS, mine)).body;
    expect((await shop.ask(`/cards/${card.id}`, { headers: mine })).body).toEqual({
      ...{ id: card.id, longNum: '************1881', expires: '08/29' },
    });
    expect((await shop.ask(`/addresses/${address.id}`, { headers: mine })).body).toEqual({
      ...ADDRESS,
      ...address,
    });
    const yours = await tokenOf('user', 'password');
    expect((await shop.ask(`/cards/${card.id}`, { headers: yours })).status).toBe(404);
    const { rows } = await shop.postgres.query('SELECT * FROM accounts.cards');
    expect(JSON.stringify(rows)).not.toContain(CARD.longNum.slice(0, 12));
  });

  test('stands in its orders, as it was then (S-25)', async () => {
    const cartId = await fillCart(shop, 'nebula-latte', 1);
    const { body } = await post('/api/orders', { customerName: 'mara', cartId });
    expect(body.customer).toMatchObject({ address: ADDRESS, card: { longNum: '************1881' } });
    const guest = await post('/api/orders', {
      customerName: 'Ada',
      cartId: await fillCart(shop, 'nebula-latte', 1),
    });
    expect(guest.body.customer).toBeNull();
  });

  test('that nobody can look up is a guest’s: the order comes through', async () => {
    const cartId = await fillCart(shop, 'nebula-latte', 1);
    const answer = await post(
      '/api/orders',
      { customerName: 'mara', cartId },
      { 'x-simulate-failure': 'user' },
    );
    expect(answer).toMatchObject({ status: 201, body: { customer: null } });
  });

  test.each([
    ['a short card number', '/cards', { ...CARD, longNum: '123' }],
    ['a month that is none', '/cards', { ...CARD, expires: '13/29' }],
    ['an address without a street', '/addresses', { ...ADDRESS, street: ' ' }],
    [
      'a password that bcrypt would cut',
      '/register',
      { ...account, username: 'x', password: 'ä'.repeat(37) },
    ],
  ])('refuses %s', async (_, path, body) => {
    expect((await post(path, body, await tokenOf('user', 'password'))).status).toBe(400);
  });
});
