import type { VirtualUser } from '../../cli/load/journey.ts';
import { isWare, type Ware } from './ware.ts';

/** Answers what stands on the shelves as the user has seen it in this iteration; looks now when they have not. */
export async function seenShelves(user: VirtualUser): Promise<readonly Ware[]> {
  const known = user.seen.get('shelves');
  if (known !== undefined) return known as readonly Ware[]; // set below
  const { ok, body } = await user.request({
    method: 'POST',
    path: '/api/browse',
    body: { user_id: visitorId(user) },
    timeoutMs: 5000,
  });
  if (!ok) return [];
  // The shop answers 200 with half a page when the catalog is out: to a visitor that is a failure.
  const { products } = (body ?? {}) as { products?: unknown };
  const areFilled = Array.isArray(products) && products.length > 0 && products.every(isWare);
  user.check('there is something on the shelves', areFilled);
  if (!areFilled) return [];
  user.seen.set('shelves', products);
  return products;
}

/** Answers who the user is to the shop. */
export function visitorId(user: VirtualUser): string {
  return `visitor-${Math.floor(user.random('who looks around') * 1000)}`;
}
