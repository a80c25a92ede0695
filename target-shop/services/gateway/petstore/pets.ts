import { type Route, route } from '../../../kit/http/route.ts';
import { HttpProblem } from '../../../kit/http-problem.ts';
import type { Kit, Peer } from '../../../kit/kit.ts';
import type { ProductDocument } from '../../catalog/api.ts';
import { fromCents } from '../../money.ts';
import type { OrderDocument } from '../../orders/api.ts';
import { answerAs } from '../answer-as.ts';
import { createAnswerCache } from '../answer-cache.ts';
import { readProduct } from '../read-product.ts';
import { BROWSE_PETS, READ_PET } from './api.ts';

const CATEGORY = 'pets';
/** More than there are. */
const PAGE_SIZE = '100';
/** How long pets are kept. */
const BROWSE_SECONDS = 300;
const PET_SECONDS = 600;

/** Looking at pets (P-08). */
export function petRoutes(kit: Kit): readonly Route[] {
  const catalog = kit.peer('catalog');
  const orders = kit.peer('orders');
  const kept = createAnswerCache(kit, 'pets');
  return [
    route(BROWSE_PETS, async ({ query: { category, max_price, customer_id } }, res) => {
      const hasFilters = kit.flags.get('premium-filters');
      const query = new URLSearchParams({ category: CATEGORY, size: PAGE_SIZE });
      if (category !== undefined) query.set('tag', category);
      if (max_price !== undefined && hasFilters) query.set('price_max', String(fromCents(max_price)));
      const path = `/products?${query}`;
      const found = await kept(BROWSE_SECONDS, path, () =>
        catalog.request<readonly ProductDocument[]>({ method: 'GET', path, route: '/products' }),
      );
      if (found.status !== 200) return answerAs(res, found);
      const personalized = kit.flags.get('pet-personalization');
      const pets = personalized
        ? favouritesFirst(found.body, await likings(orders, customer_id))
        : found.body;
      res.json({ pets, personalized, premium_filters: hasFilters });
    }),

    route(READ_PET, async ({ params: { id } }, res) => {
      const found = await kept(PET_SECONDS, id, () => readProduct(catalog, id));
      if (found.status === 200 && found.body.category === CATEGORY) return void res.json(found.body);
      if (found.status >= 500) return answerAs(res, found);
      throw new HttpProblem(404, 'PET_NOT_FOUND', 'There is no pet of this id');
    }),
  ];
}

/** How many pieces of each product a customer has ordered lately; of everybody where none is named. */
async function likings(orders: Peer, customer: string | undefined): Promise<ReadonlyMap<string, number>> {
  const known = customer !== undefined;
  const { status, body } = await orders.request<readonly OrderDocument[]>({
    method: 'GET',
    path: known ? `/customers/${encodeURIComponent(customer)}/orders` : '/orders',
    route: known ? '/customers/:name/orders' : '/orders',
  });
  const pieces = new Map<string, number>();
  for (const { itemId, quantity } of status === 200 ? body.flatMap(({ items }) => items) : []) {
    pieces.set(itemId, (pieces.get(itemId) ?? 0) + quantity);
  }
  return pieces;
}

/** The kinds liked most come first; among equals the order stays. */
function favouritesFirst(
  pets: readonly ProductDocument[],
  pieces: ReadonlyMap<string, number>,
): readonly ProductDocument[] {
  const ofKind = new Map<string, number>();
  for (const { id, tags } of pets) {
    for (const tag of tags) ofKind.set(tag, (ofKind.get(tag) ?? 0) + (pieces.get(id) ?? 0));
  }
  const liking = ({ tags }: ProductDocument) => Math.max(0, ...tags.map((tag) => ofKind.get(tag) ?? 0));
  return pets.toSorted((a, b) => liking(b) - liking(a));
}
