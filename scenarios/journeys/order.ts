import type { Journey } from '../../cli/load/journey.ts';
import { orderDrinks } from './cart.ts';

/** Fills a cart from the menu and orders it as the coffee shop does, with nothing recommended. */
const order: Journey = {
  name: 'order',
  trafficType: 'demo',
  play: (user) => orderDrinks(user, '/api/orders'),
};
export default order;
