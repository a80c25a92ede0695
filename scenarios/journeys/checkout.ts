import type { Journey } from '../../cli/load/journey.ts';
import { addToCart, checkTotal, createCart } from './cart.ts';
import { placeOrder } from './place-order.ts';
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
    const customer = visitorId(user);
    const wish = { customer, body: { user_id: customer, cart_id: cartId } };
    const order = await placeOrder(user, '/api/checkout', wish);
    if (order !== undefined) checkTotal(user, [line], order);
  },
};
export default checkout;
