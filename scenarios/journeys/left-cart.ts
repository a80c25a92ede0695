import type { Journey } from '../../cli/load/journey.ts';
import { cartWithOneWare } from './cart.ts';

/** Puts one thing from the shelves into a cart, and leaves it standing. */
const leftCart: Journey = {
  name: 'left-cart',
  trafficType: 'baseline',
  async play(user) {
    await cartWithOneWare(user, 'what to want');
  },
};
export default leftCart;
