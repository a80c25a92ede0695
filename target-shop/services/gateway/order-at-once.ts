import type { Kit, PeerResponse } from '../../kit/kit.ts';
import type { CartDocument } from '../cart/api.ts';
import type { OrderDocument } from '../orders/api.ts';
import { createPutInCart } from './add-product.ts';
import { readProduct } from './read-product.ts';

/** An order makes calls of up to 5 s each to four services. */
export const ORDER_TIMEOUT_MS = 15_000;

/** One product that somebody wants now, without a cart of their own. */
export interface Wish {
  readonly customerName: string;
  readonly productId: string;
  readonly quantity: number;
  readonly specialInstructions?: string;
}

/**
 * Answers what orders one product: a cart is made, filled and ordered, so that there is one way to order in the shop.
 * The answer is that of the first service that refused, else the order.
 */
export function createOrderAtOnce(kit: Kit): (wish: Wish) => Promise<PeerResponse<OrderDocument>> {
  const catalog = kit.peer('catalog');
  const carts = kit.peer('cart');
  const orders = kit.peer('orders');
  const putInCart = createPutInCart(kit);
  return async ({ customerName, productId, quantity, specialInstructions = '' }) => {
    const product = await readProduct(catalog, productId);
    if (product.status !== 200) return asRefusal(product);
    const cart = await carts.request<CartDocument>({ method: 'POST', path: '/cart' });
    if (cart.status !== 201) return asRefusal(cart);
    const cartId = cart.body.id;
    kit.currentSpan().setAttributes({ 'cart.id': cartId, 'user.id': customerName });
    const filled = await putInCart(product.body, { cartId, quantity });
    if (filled.status !== 201) return asRefusal(filled);
    const body = { customerName, cartId, specialInstructions };
    return orders.request({ method: 'POST', path: '/orders', body, timeoutMs: ORDER_TIMEOUT_MS });
  };
}

/** Whoever reads the status sees that the body is a problem and no order. */
function asRefusal(answer: PeerResponse<unknown>): PeerResponse<OrderDocument> {
  return answer as PeerResponse<OrderDocument>;
}
