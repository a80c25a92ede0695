import { type Route, route } from '../../kit/http/route.ts';
import type { Kit, Peer, PeerRequest } from '../../kit/kit.ts';
import { BROWSE } from './api.ts';

const CART_TIMEOUT_MS = 2000;
const PRODUCTS_TIMEOUT_MS = 3000;

/** Answers `POST /api/browse` (V-02): products, and the cart when there is one. Always 200, with what there is. */
export function browseRoute(kit: Kit): Route {
  const carts = kit.peer('cart');
  const catalog = kit.peer('catalog');
  return route(BROWSE, async ({ body: { user_id, cart_id, category } }, res) => {
    if (user_id !== undefined) kit.currentSpan().setAttribute('user.id', user_id);
    const [cart, products] = await Promise.all([
      cart_id === undefined ? null : askGently(kit, carts, cartRequest(cart_id)),
      askGently(kit, catalog, productsRequest(category)),
    ]);
    res.json({ products: products ?? [], cart });
  });
}

function cartRequest(cartId: string): PeerRequest {
  const path = `/cart/${encodeURIComponent(cartId)}`;
  return { method: 'GET', path, route: '/cart/:id', timeoutMs: CART_TIMEOUT_MS };
}

function productsRequest(category: string | undefined): PeerRequest {
  const query = category === undefined ? '' : `?category=${encodeURIComponent(category)}`;
  return { method: 'GET', path: `/products${query}`, route: '/products', timeoutMs: PRODUCTS_TIMEOUT_MS };
}

/** Somebody who looks around is better served with half a page than with an error. */
async function askGently(kit: Kit, peer: Peer, request: PeerRequest): Promise<unknown> {
  try {
    const { status, body } = await peer.request(request);
    return status === 200 ? body : null;
  } catch (error) {
    kit.log.warn({ err: error, route: request.route }, 'Browsing goes on without it');
    return null;
  }
}
