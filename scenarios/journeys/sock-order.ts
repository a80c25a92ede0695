import type { Journey, VirtualUser } from '../../cli/load/journey.ts';
import { customer } from './customer-names.ts';
import { ORDER_TIMEOUT_MS } from './place-order.ts';
import { type Socks, seenSocks } from './seen-socks.ts';

/** Buys a pair of socks as somebody who is new to the sock shop: an account, a cart, an order. */
const sockOrder: Journey = {
  name: 'sock-order',
  trafficType: 'demo',
  async play(user) {
    const shown = await seenSocks(user);
    if (shown.length === 0) return;
    await user.think(500, 2000);
    if (!(await registered(user))) return;
    const pair = user.pick('socks to buy', shown);
    await user.think(500, 2000);
    const { ok } = await user.request({
      method: 'POST',
      path: '/cart',
      body: { id: pair.id, quantity: 1 },
      timeoutMs: 5000,
    });
    if (!ok) return;
    await user.think(500, 2000);
    await orderCart(user, pair);
  },
};
export default sockOrder;

/** A cart belongs to its account, so users who shared one would order what others have put there. */
async function registered(user: VirtualUser): Promise<boolean> {
  // Drawn anew in each run: a shop that has seen a run before knows the names of its seed.
  const username = `${customer(user).toLowerCase()}-${crypto.randomUUID()}`;
  const { ok } = await user.request({
    method: 'POST',
    path: '/register',
    body: { username, password: username, email: `${username}@shop.example` },
    timeoutMs: 5000,
  });
  return ok;
}

async function orderCart(user: VirtualUser, { id, price }: Socks): Promise<void> {
  const { ok, body } = await user.request({
    method: 'POST',
    path: '/orders',
    body: {},
    timeoutMs: ORDER_TIMEOUT_MS,
  });
  if (!ok) return;
  const { items, total } = (body ?? {}) as { items?: unknown; total?: unknown };
  const [line, ...others] = Array.isArray(items) ? (items as { itemId?: unknown; quantity?: unknown }[]) : [];
  const isOfThese = line?.itemId === id && line.quantity === 1 && others.length === 0;
  if (user.check('the order is of the socks in the cart', isOfThese))
    user.check(
      'the order has a total',
      typeof total === 'number' && total > 0,
      `${total} for socks at ${price}`,
    );
}
