import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { waitUntil } from '../../cli/platform/local/wait-until.ts';
import { checkOut, fillCart, stockOf } from './testing/fill-cart.ts';
import { type Answer, startTestShop, type TestShop } from './testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores());
});
afterAll(() => shop.stop());

const cents = (amount: number) => Math.round(amount * 100);
const orderOf = async (id: string) => (await shop.ask(`/api/orders/${id}`)).body;
const order = (cartId: string, customerName = 'Ada') =>
  shop.ask('/api/orders', { method: 'POST', body: { customerName, cartId } });
const receipt = (orderId: string) => shop.ask(`/payments/${orderId}`, { service: 'payment' });

/** Writes an order down that no process is working on. */
const insertOrder = (id: string, age: string) =>
  shop.postgres.query(
    `INSERT INTO orders.orders (id, cart_id, customer_name, special_instructions, total_cents, status, created_at)
     VALUES ($1, $1, 'Ada', '', 599, 'PENDING', now() - $2::interval)`,
    [id, age],
  );

describe('a purchase', () => {
  test('ends with a paid order, a receipt, less stock and no cart', async () => {
    await shop.redis.set('inventory:nebula-latte', 250);
    const cartId = await fillCart(shop, 'nebula-latte', 3);
    const { status, body } = await checkOut(shop, cartId, 'Grace');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'PAID', order_id: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(body.recommendations.length).toBeGreaterThan(0);
    expect((await receipt(body.order_id)).body).toMatchObject({
      status: 'APPROVED',
      amountCents: cents(body.total),
      transactionId: body.transaction_id,
    });
    expect(await stockOf(shop, 'nebula-latte')).toBe(247);
    expect((await shop.ask(`/api/cart/${cartId}`)).status).toBe(404);
  });

  test('is answered as C-09 says, and stands in history and among the customers', async () => {
    const { status, body } = await order(await fillCart(shop, 'rocket-fuel', 2), 'Zoë');
    expect(status).toBe(201);
    expect(body).toMatchObject({ customerName: 'Zoë', specialInstructions: '', status: 'PAID' });
    expect(body.items).toMatchObject([{ itemId: 'rocket-fuel', quantity: 2, basePrice: 4.99 }]);
    expect(await orderOf(body.id)).toEqual(body);
    expect((await shop.ask('/api/orders?limit=1')).body).toEqual([body]);
    expect((await shop.ask(`/api/customers/${encodeURIComponent('Zoë')}/orders`)).body).toEqual([body]);
    expect((await shop.ask('/api/customers')).body).toContain('Zoë');
  });

  test('is answered from Redis, and from Postgres when Redis has forgotten', async () => {
    const { body } = await order(await fillCart(shop, 'rocket-fuel', 1));
    expect(await shop.redis.ttl(`order:${body.id}`)).toBeGreaterThan(3500);
    await shop.redis.del(`order:${body.id}`, 'customers', 'customers:complete');
    expect(await orderOf(body.id)).toEqual(body);
    expect((await shop.ask('/api/customers')).body).toContain('Ada');
  });

  test('fifty at once sell no piece twice, and every total is the sum of its lines', async () => {
    await shop.redis.set('inventory:galaxy-mocha', 60);
    const before = await arrivals('galaxy-mocha');
    const carts = await Promise.all(Array.from({ length: 50 }, () => fillCart(shop, 'galaxy-mocha', 2)));
    const answers = await Promise.all(carts.map((cartId) => order(cartId)));
    const sold = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { body } of refused) expect(body.code).toBe('OUT_OF_STOCK');
    for (const { body } of sold) {
      const lines = body.items.map(({ itemTotal }: { itemTotal: number }) => cents(itemTotal));
      expect(cents(body.totalPrice)).toBe(lines.reduce((sum: number, line: number) => sum + line, 0));
    }
    const arrived = (await arrivals('galaxy-mocha')) - before;
    expect(await stockOf(shop, 'galaxy-mocha')).toBe(60 + arrived - sold.length * 2);
    const { rows } = await shop.postgres.query(
      `SELECT 1 FROM orders.orders o JOIN payment.payments p ON p.order_id = o.id
       WHERE o.status = 'PAID' AND (p.status <> 'APPROVED' OR p.amount_cents <> o.total_cents)`,
    );
    expect(rows).toEqual([]);
  });

  test('of one cart, asked for five times at once, happens once', async () => {
    const cartId = await fillCart(shop, 'nebula-latte', 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => order(cartId, 'Twice')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of answers.filter(({ status }) => status !== 201)) {
      expect([status, body.code]).toEqual(
        status === 404 ? [404, 'CART_NOT_FOUND'] : [409, 'CART_ALREADY_ORDERED'],
      );
    }
    expect((await shop.ask('/api/customers/Twice/orders')).body).toHaveLength(1);
  });

  async function arrivals(item: string): Promise<number> {
    const { body } = await shop.ask('/metrics', { service: 'pricing' });
    const line = new RegExp(`^inventory_replenished_total\\{[^}]*item="${item}"[^}]*\\} (\\d+)`, 'm').exec(
      body,
    );
    return Number(line?.[1] ?? 0);
  }
});

describe('a purchase that cannot be', () => {
  test.each([
    ['an unknown cart', async () => '00000000', 404, 'CART_NOT_FOUND'],
    [
      'an empty cart',
      async () => (await shop.ask('/api/cart', { method: 'POST' })).body.id,
      400,
      'CART_EMPTY',
    ],
    ['no cart at all', async () => undefined, 400, 'VALIDATION'],
    ['eleven of a kind', () => fillCart(shop, 'nebula-latte', 11), 400, 'INVALID_ORDER_LINE'],
  ])('of %s is refused and leaves no order', async (_name, cart, status, code) => {
    const countOrders = async () => (await shop.postgres.query('SELECT id FROM orders.orders')).rowCount;
    const before = await countOrders();
    expect(await order((await cart()) as string)).toMatchObject({ status, body: { code } });
    expect(await countOrders()).toBe(before);
  });

  test('at another price than in the cart is refused with both prices', async () => {
    const cartId = await fillCart(shop, 'lunar-cappuccino', 1);
    const reprice = (price: number) =>
      shop.postgres.query('UPDATE catalog.products SET price_cents = $1 WHERE id = $2', [
        price,
        'lunar-cappuccino',
      ]);
    await reprice(600);
    const { status, body } = await checkOut(shop, cartId);
    await reprice(549);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'PRICE_CHANGED', details: { changed: [{ inCart: 5.49, now: 6 }] } });
  });

  test('declined, gives the stock back and says which order it was', async () => {
    await shop.redis.set('inventory:nebula-latte', 250);
    const end = await shop.override('payment', { flag: 'payment-decline-over', value: 1 });
    const { status, body } = await checkOut(shop, await fillCart(shop, 'nebula-latte', 2));
    await end();
    expect(status).toBe(402);
    expect(body).toMatchObject({ code: 'PAYMENT_DECLINED', correlationId: expect.any(String) });
    await expectUndone(body.details.orderId, 'PAYMENT_FAILED');
  });

  test('without stock for one of its items, gives back what it took of the others', async () => {
    await shop.redis.mset('inventory:nebula-latte', 250, 'inventory:comet-cold-brew', 0);
    const cartId = await fillCart(shop, 'nebula-latte', 2);
    const brew = { itemId: 'comet-cold-brew', quantity: 1, basePrice: 5.29 };
    await shop.ask(`/api/cart/${cartId}/items`, { method: 'POST', body: brew });
    const { status, body } = await checkOut(shop, cartId);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'OUT_OF_STOCK', details: { itemId: 'comet-cold-brew' } });
    await expectUndone(body.details.orderId, 'CANCELLED');
  });

  test('whose process has died, gets stock and money back', async () => {
    await shop.redis.set('inventory:nebula-latte', 250);
    const post = (service: 'pricing' | 'payment', path: string, body: object) =>
      shop.ask(path, { method: 'POST', service, body });
    await insertOrder('deadbeef', '2 minutes');
    await post('pricing', '/check-inventory', {
      reservationId: 'deadbeef',
      itemId: 'nebula-latte',
      quantity: 2,
    });
    await post('payment', '/payments', { orderId: 'deadbeef', amountCents: 599 });
    const isRefunded = async () => (await receipt('deadbeef')).body.status === 'REFUNDED';
    expect(await waitUntil(isRefunded, { timeoutMs: 15_000 })).toBe(true);
    await expectUndone('deadbeef', 'PAYMENT_FAILED');
  });

  /** Every test here starts with 250 lattes. */
  async function expectUndone(orderId: string, status: string): Promise<void> {
    const isSettled = async () => {
      const text = 'SELECT status FROM orders.orders WHERE id = $1 AND settled';
      return (await shop.postgres.query(text, [orderId])).rows[0]?.status === status;
    };
    expect(await waitUntil(isSettled, { timeoutMs: 5000 })).toBe(true);
    expect(await stockOf(shop, 'nebula-latte')).toBe(250);
  }
});

describe('checkout with recommendations that fail', () => {
  const rule = { id: 'test', seed: 1, speed: 1, steps: [{ fromMinute: 0, delayMs: 0, failureRatio: 1 }] };
  const whileFailing = async (work: () => Promise<Answer>) => {
    const value = { ...rule, startedAtMs: Date.now() - 17.1 * 60_000 };
    const end = await shop.override('recommendation', { flag: 'recommendation-fault', value });
    return work().finally(end);
  };

  test('goes on without them', async () => {
    const cartId = await fillCart(shop, 'nebula-latte', 1);
    const { status, body } = await whileFailing(() => checkOut(shop, cartId));
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'PAID', recommendations: [], degraded: true });
    expect(body.demo_minute).toBe(17);
  });

  test('fails when they are required, and takes nothing', async () => {
    await shop.redis.set('inventory:nebula-latte', 250);
    const cartId = await fillCart(shop, 'nebula-latte', 1);
    const end = await shop.override('gateway', { flag: 'recommendation-required', value: true });
    const { status, headers, body } = await whileFailing(() => checkOut(shop, cartId)).finally(end);
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    const reason = { reason: 'QUERY_TIMEOUT', demo_minute: 17 };
    expect(body).toMatchObject({ code: 'RECOMMENDATION_UNAVAILABLE', ...reason });
    expect(body.correlationId).toBe(headers.get('x-correlation-id'));
    expect(await stockOf(shop, 'nebula-latte')).toBe(250);
    expect((await shop.ask(`/api/cart/${cartId}`)).body.items).toHaveLength(1);
  });
});

describe('an order', () => {
  test('goes on by legal steps only, in any case of letters', async () => {
    const { body } = await order(await fillCart(shop, 'rocket-fuel', 1));
    const patch = (status: string) =>
      shop.ask(`/api/orders/${body.id}`, { method: 'PATCH', body: { status } });
    expect((await patch('delivered')).status).toBe(409);
    expect((await patch('paid')).status).toBe(409);
    expect((await patch('shipped')).body.status).toBe('SHIPPED');
    expect((await orderOf(body.id)).status).toBe('SHIPPED');
    expect((await patch('Delivered')).body.status).toBe('DELIVERED');
    expect((await patch('eaten')).status).toBe(400);
  });

  test('that is being paid cannot be called paid by others', async () => {
    await insertOrder('0badcafe', '1 second');
    const answer = await shop.ask('/api/orders/0badcafe', { method: 'PATCH', body: { status: 'PAID' } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'ILLEGAL_STATUS' } });
  });
});
