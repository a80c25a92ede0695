import type { Journey } from '../../cli/load/journey.ts';
import browse from './browse.ts';
import customers from './customers.ts';
import history from './history.ts';
import menu from './menu.ts';
import purchase from './purchase.ts';
import recommendations from './recommendations.ts';

/** Every journey a mix can name. A new one gets a module of its own and a line here. */
export const JOURNEYS: readonly Journey[] = [menu, purchase, history, customers, browse, recommendations];
