import type { Peer, PeerResponse } from '../../kit/kit.ts';
import type { ProductDocument } from '../catalog/api.ts';

/** Asks the catalog for a product; where the status is not 200 the body is a problem. */
export function readProduct(catalog: Peer, id: string): Promise<PeerResponse<ProductDocument>> {
  return catalog.request({
    method: 'GET',
    path: `/products/${encodeURIComponent(id)}`,
    route: '/products/:id',
  });
}
