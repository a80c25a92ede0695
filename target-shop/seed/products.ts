import { COFFEES } from './coffees.ts';
import { DEPARTMENT_GOODS } from './department-goods.ts';
import { PETS } from './pets.ts';
import type { SeedProduct } from './product.ts';
import { SOCKS } from './socks.ts';

/** Everything the shop sells, in the order of the menu and the shelves. */
export const PRODUCTS: readonly SeedProduct[] = [...COFFEES, ...PETS, ...SOCKS, ...DEPARTMENT_GOODS];
