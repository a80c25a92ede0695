import type { Kit, PeerResponse } from '../../kit/kit.ts';
import type { CustomerCartDocument } from '../cart/api.ts';
import type { ProductDocument } from '../catalog/api.ts';
import { readProduct } from './read-product.ts';

/** Pieces of something for the cart of this id. */
interface Pieces {
  readonly cartId: string;
  readonly quantity: number;
}

type Filled = PeerResponse<CustomerCartDocument>;

/** Answers what puts a product into a cart, at its price of now; a cart that is not there is made as a customer's. */
export function createPutInCart(kit: Kit): (product: ProductDocument, into: Pieces) => Promise<Filled> {
  const carts = kit.peer('cart');
  return ({ id, name: itemName, emoji: itemEmoji, price: unitPrice }, { cartId, quantity }) =>
    carts.request({
      method: 'POST',
      path: `/carts/${encodeURIComponent(cartId)}/items`,
      route: '/carts/:customerId/items',
      body: { id, quantity, unitPrice, itemName, itemEmoji },
    });
}

/** Answers what finds a product and puts it into a cart; the answer is that of the first service that refused. */
export function createAddProduct(
  kit: Kit,
): (added: Pieces & { readonly productId: string }) => Promise<Filled> {
  const catalog = kit.peer('catalog');
  const putInCart = createPutInCart(kit);
  return async ({ productId, ...into }) => {
    const product = await readProduct(catalog, productId);
    // Whoever reads the status sees that the body is a problem and no cart.
    if (product.status !== 200) return product as PeerResponse<unknown> as Filled;
    return putInCart(product.body, into);
  };
}
