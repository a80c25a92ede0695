import type { Journey } from '../../cli/load/journey.ts';
import { addToCart, createCart } from './cart.ts';
import { seenShelves } from './shelves.ts';

/** Puts one thing from the shelves into a cart, and leaves it standing. */
const leftCart: Journey = {
  name: 'left-cart',
  trafficType: 'baseline',
  async play(user) {
    const shelves = await seenShelves(user);
    if (shelves.length === 0) return;
    await user.think(500, 2000);
    const cartId = await createCart(user);
    if (cartId === undefined) return;
    await user.think(500, 2000);
    await addToCart(user, cartId, { ware: user.pick('what to want', shelves), quantity: 1 });
  },
};
export default leftCart;
