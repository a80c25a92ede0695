import type { Journey } from '../../cli/load/journey.ts';
import { addToCart, CHECKOUT_TIMEOUT_MS, checkTotal, createCart } from './cart.ts';
import { seenShelves, visitorId } from './shelves.ts';

/** Buys one thing from the shelves, with what is recommended beside it. */
const checkout: Journey = {
  name: 'checkout',
  trafficType: 'demo',
  async play(user) {
    const shelves = await seenShelves(user);
    if (shelves.length === 0) return;
    await user.think(500, 2000);
    const cartId = await createCart(user);
    if (cartId === undefined) return;
    const line = { ware: user.pick('what to buy', shelves), quantity: 1 };
    await user.think(500, 2000);
    if (!(await addToCart(user, cartId, line))) return;
    await user.think(500, 2000);
    const { ok, body } = await user.request({
      method: 'POST',
      path: '/api/checkout',
      body: { user_id: visitorId(user), cart_id: cartId },
      timeoutMs: CHECKOUT_TIMEOUT_MS,
    });
    if (ok) checkTotal(user, [line], body, 'total');
  },
};
export default checkout;
