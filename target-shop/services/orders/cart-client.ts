import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { toCents } from '../money.ts';
import { askPeer } from './peer-answer.ts';

/** One product in a cart: what the customer chose, and what it cost then. */
export interface CartLine {
  readonly itemId: string;
  readonly itemName: string;
  readonly itemEmoji: string;
  readonly quantity: number;
  readonly basePriceCents: number;
}

/** What is ordered. */
export interface OrderedCart {
  /** Names it for ever: of a customer, who has one cart after another under the same id, the time it was begun too. */
  readonly key: string;
  readonly lines: readonly CartLine[];
}

/** The cart service, as far as an order needs it. */
export interface CartClient {
  /** @throws HttpProblem 404 for an unknown cart, 400 for an empty one, 503 when there is no answer */
  read(cartId: string): Promise<OrderedCart>;
  /** Removes a cart that became an order. A cart that stays is no harm: it cannot be ordered twice. */
  clear(cartId: string): Promise<void>;
}

interface CartDocument {
  readonly customerId?: string;
  readonly createdAt: string;
  readonly items: readonly (Omit<CartLine, 'basePriceCents'> & { readonly basePrice: number })[];
}

/** Answers the cart service behind the kit's client. */
export function createCartClient(kit: Kit): CartClient {
  const peer = kit.peer('cart');
  const pathOf = (cartId: string) => `/cart/${encodeURIComponent(cartId)}`;
  return {
    async read(cartId) {
      const request = { method: 'GET', path: pathOf(cartId), route: '/cart/:id' } as const;
      const { status, body } = await askPeer<CartDocument>(peer, request, 'CART_UNAVAILABLE');
      if (status !== 200) throw new HttpProblem(404, 'CART_NOT_FOUND', 'Cart not found');
      if (body.items.length === 0) throw new HttpProblem(400, 'CART_EMPTY', 'Cart is empty');
      const lines = body.items.map(({ itemId, itemName, itemEmoji, quantity, basePrice }) => ({
        ...{ itemId, itemName, itemEmoji, quantity },
        basePriceCents: toCents(basePrice),
      }));
      return { lines, key: body.customerId === undefined ? cartId : `${cartId}@${body.createdAt}` };
    },
    async clear(cartId) {
      try {
        await peer.request({
          method: 'DELETE',
          path: `${pathOf(cartId)}?reason=ordered`,
          route: '/cart/:id',
        });
      } catch (error) {
        kit.log.warn({ err: error, 'cart.id': cartId }, 'Cart not cleared after its order');
      }
    },
  };
}
