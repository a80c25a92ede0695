import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import type { Cart } from './cart.ts';
import type { CartMetrics } from './cart-metrics.ts';
import type { CartMiss, CartStore, Lifetime } from './cart-store.ts';

/** What the routes of a cart work with. */
export interface CartParts {
  readonly kit: Kit;
  readonly carts: CartStore;
  readonly metrics: CartMetrics;
  /** For a write that happens now. */
  readonly lifetime: () => Lifetime;
}

/** Answers the cart of an outcome. @throws HttpProblem 404 */
export function found(outcome: Cart | CartMiss | undefined): Cart {
  if (outcome === 'no-item') throw new HttpProblem(404, 'ITEM_NOT_IN_CART', 'Item not found in cart');
  if (outcome === undefined || outcome === 'no-cart') {
    throw new HttpProblem(404, 'CART_NOT_FOUND', 'Cart not found');
  }
  return outcome;
}
