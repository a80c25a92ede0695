import type { Journey } from '../../cli/load/journey.ts';
import { orderDrinks } from './cart.ts';

/** Fills a cart from the menu and checks out; one cart in ten is left standing. */
const purchase: Journey = {
  name: 'purchase',
  trafficType: 'demo',
  play: (user) => orderDrinks(user, '/api/checkout'),
};
export default purchase;
