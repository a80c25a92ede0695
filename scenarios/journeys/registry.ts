import type { Journey } from '../../cli/load/journey.ts';
import browse from './browse.ts';
import checkout from './checkout.ts';
import customers from './customers.ts';
import history from './history.ts';
import leftCart from './left-cart.ts';
import menu from './menu.ts';
import order from './order.ts';
import petOrder from './pet-order.ts';
import pets from './pets.ts';
import purchase from './purchase.ts';
import recommendations from './recommendations.ts';
import sockAccount from './sock-account.ts';
import sockOrder from './sock-order.ts';
import socks from './socks.ts';

/** Every journey a mix can name. A new one gets a module of its own and a line here. */
export const JOURNEYS: readonly Journey[] = [
  ...[menu, purchase, order, history, customers],
  ...[browse, leftCart, checkout],
  ...[pets, petOrder],
  ...[socks, sockAccount, sockOrder],
  recommendations,
];
