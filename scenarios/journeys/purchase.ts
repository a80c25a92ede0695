import type { Journey } from '../../cli/load/journey.ts';
import { CHECKOUT_TIMEOUT_MS, checkTotal, drinksCart } from './cart.ts';
import { customer } from './customer-names.ts';

/** Fills a cart from the menu and checks out; one cart in ten is left standing. */
const purchase: Journey = {
  name: 'purchase',
  trafficType: 'demo',
  async play(user) {
    const cart = await drinksCart(user);
    if (cart === undefined) return;
    const { ok, body } = await user.request({
      method: 'POST',
      path: '/api/checkout',
      body: { customerName: customer(user), cartId: cart.id },
      timeoutMs: CHECKOUT_TIMEOUT_MS,
    });
    if (ok) checkTotal(user, cart.lines, body, 'total');
  },
};
export default purchase;
