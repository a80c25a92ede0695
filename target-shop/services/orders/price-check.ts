import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { fromCents, toCents } from '../money.ts';
import type { CartLine } from './cart-client.ts';
import { askPeer } from './peer-answer.ts';

/** What the catalog says of a product. */
export interface CatalogEntry {
  readonly id: string;
  readonly price: number;
}

/**
 * Compares the cart with the catalog, all lines in one call: prices in a cart came from the client.
 * @throws HttpProblem 404 for an unknown item, 409 when a price is another one, 503 when there is no answer
 */
export async function checkPrices(kit: Kit, lines: readonly CartLine[]): Promise<void> {
  const ids = lines.map(({ itemId }) => encodeURIComponent(itemId)).join(',');
  const { status, body } = await askPeer<readonly CatalogEntry[]>(
    kit.peer('catalog'),
    { method: 'GET', path: `/products/batch?ids=${ids}`, route: '/products/batch' },
    'CATALOG_UNAVAILABLE',
  );
  if (status !== 200) throw new HttpProblem(400, 'TOO_MANY_ITEMS', 'The cart holds too many different items');
  comparePrices(lines, body);
}

/** @throws HttpProblem as {@link checkPrices} */
export function comparePrices(lines: readonly CartLine[], entries: readonly CatalogEntry[]): void {
  const priceCents = new Map(entries.map(({ id, price }) => [id, toCents(price)]));
  const unknown = lines.filter(({ itemId }) => !priceCents.has(itemId)).map(({ itemId }) => itemId);
  if (unknown.length > 0) {
    throw new HttpProblem(404, 'ITEM_NOT_FOUND', `Item not found: ${unknown.join(', ')}`, {
      details: { unknown },
    });
  }
  const changed = lines.flatMap(({ itemId, basePriceCents }) => {
    const now = priceCents.get(itemId) ?? basePriceCents;
    return now === basePriceCents ? [] : [{ itemId, inCart: fromCents(basePriceCents), now: fromCents(now) }];
  });
  if (changed.length === 0) return;
  const items = changed.map(({ itemId }) => itemId).join(', ');
  throw new HttpProblem(
    409,
    'PRICE_CHANGED',
    `The price has changed since it was put in the cart: ${items}`,
    {
      details: { changed },
    },
  );
}
