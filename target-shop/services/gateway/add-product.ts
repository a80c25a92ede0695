import type { Kit, PeerResponse } from '../../kit/kit.ts';
import type { CustomerCartDocument } from '../cart/api.ts';
import { readProduct } from './read-product.ts';

/** A product that somebody wants in the cart of this id. */
export interface AddedProduct {
  readonly cartId: string;
  readonly productId: string;
  readonly quantity: number;
}

/** Answers what puts a product into a cart, at its price of now; the answer is that of the first service that refused. */
export function createAddProduct(
  kit: Kit,
): (added: AddedProduct) => Promise<PeerResponse<CustomerCartDocument>> {
  const carts = kit.peer('cart');
  const catalog = kit.peer('catalog');
  return async ({ cartId, productId, quantity }) => {
    const product = await readProduct(catalog, productId);
    // Whoever reads the status sees that the body is a problem and no cart.
    if (product.status !== 200) return product as PeerResponse<unknown> as PeerResponse<CustomerCartDocument>;
    const { name: itemName, emoji: itemEmoji, price: unitPrice } = product.body;
    return carts.request({
      ...{
        method: 'POST',
        path: `/carts/${encodeURIComponent(cartId)}/items`,
        route: '/carts/:customerId/items',
      },
      body: { id: productId, quantity, unitPrice, itemName, itemEmoji },
    });
  };
}
