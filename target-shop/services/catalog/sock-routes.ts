import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { fromCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import { LIST_SOCKS, LIST_TAGS, READ_SOCK, type SockDocument } from './api.ts';
import type { Product, ProductShelves } from './product-shelves.ts';

const CATEGORY = 'socks';

/** The sock shop's catalogue (S-11): the socks among the products, by its own names. */
export function sockRoutes(kit: Kit, shelves: ProductShelves): readonly Route[] {
  return [
    route(LIST_SOCKS, async ({ query }, res) => {
      await simulateProcessing(kit, 'menu');
      res.json((await shelves.list({ ...query, category: CATEGORY })).map(sockOf));
    }),

    route(READ_SOCK, async ({ params: { id } }, res) => {
      await simulateProcessing(kit, 'menu');
      const [product] = await shelves.byIds([id]);
      if (product?.category !== CATEGORY)
        throw new HttpProblem(404, 'PRODUCT_NOT_FOUND', 'There are no socks of this id');
      res.json(sockOf(product));
    }),

    route(LIST_TAGS, async (_input, res) => void res.json({ tags: await shelves.tagsOf(CATEGORY) })),
  ];
}

function sockOf({ id, name, description, emoji, priceCents, tags }: Product): SockDocument {
  return {
    id,
    name,
    description,
    imageUrl: [pictureOf(emoji)],
    price: fromCents(priceCents),
    tag: [...tags],
  };
}

/** The emoji as an image of its own, so that nothing has to be hosted. */
function pictureOf(emoji: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><text y="26" font-size="26">${emoji}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
