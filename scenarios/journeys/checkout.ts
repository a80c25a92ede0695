import type { Journey } from '../../cli/load/journey.ts';
import { cartWithOneWare, checkTotal } from './cart.ts';
import { placeOrder } from './place-order.ts';
import { visitorId } from './shelves.ts';

/** Buys one thing from the shelves, with what is recommended beside it. */
const checkout: Journey = {
  name: 'checkout',
  trafficType: 'demo',
  async play(user) {
    const cart = await cartWithOneWare(user, 'what to buy');
    if (cart === undefined) return;
    await user.think(500, 2000);
    const customer = visitorId(user);
    const wish = { customer, body: { user_id: customer, cart_id: cart.id } };
    const order = await placeOrder(user, '/api/checkout', wish);
    if (order !== undefined) checkTotal(user, cart.lines, order);
  },
};
export default checkout;
