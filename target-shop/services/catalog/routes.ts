import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { createJsonCache } from '../json-cache.ts';
import { fromCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import { meetRandomErrors } from '../random-errors.ts';
import {
  LIST_PRODUCTS,
  MENU,
  MENU_ITEM,
  POPULAR_PRODUCTS,
  PRODUCT_BATCH,
  type ProductDocument,
  READ_PRODUCT,
  SEARCH_PRODUCTS,
} from './api.ts';
import { createProductShelves, type Product, type ProductShelves } from './product-shelves.ts';
import { CATALOG_SCHEMA } from './schema.ts';
import { sockRoutes } from './sock-routes.ts';

/** What the cache entry of C-15 is called, and how long it lives. */
const MENU_CACHE = { cache: 'menu', key: 'menu:items', ttlSeconds: 300 } as const;

/** Catalog: all products, and the menu, which is the coffees among them. */
export const catalog: ServiceDefinition = {
  name: 'catalog',
  routes(kit) {
    const postgres = kit.postgres();
    postgres.migrate('catalog', CATALOG_SCHEMA);
    const shelves = createProductShelves(postgres);
    return [...menuRoutes(kit, shelves), ...productRoutes(kit, shelves), ...sockRoutes(kit, shelves)];
  },
};

function menuRoutes(kit: Kit, shelves: ProductShelves): readonly Route[] {
  const cache = createJsonCache(kit);
  return [
    route(MENU, async (_input, res) => {
      await simulateProcessing(kit, 'menu');
      await meetRandomErrors(kit, 'menu');
      res.json(await cache.read(MENU_CACHE, async () => (await shelves.menu()).map(documentOf)));
    }),

    route(MENU_ITEM, async ({ params }, res) => {
      await simulateProcessing(kit, 'menu');
      // Never from the cache: what is not in it may be on the shelf all the same (C-16).
      const [product] = await shelves.byIds([params.id]);
      if (product?.category !== 'coffee')
        throw new HttpProblem(404, 'MENU_ITEM_NOT_FOUND', 'Menu item not found');
      res.json(documentOf(product));
    }),
  ];
}

function productRoutes(kit: Kit, shelves: ProductShelves): readonly Route[] {
  return [
    route(LIST_PRODUCTS, async ({ query: { price_min, price_max, tag, ...filter } }, res) => {
      kit.currentSpan().setAttribute('endpoint.type', 'fast_indexed');
      await simulateProcessing(kit, 'menu');
      const prices = { priceMinCents: price_min, priceMaxCents: price_max };
      const found = await shelves.list({ ...filter, ...prices, tags: tag === undefined ? undefined : [tag] });
      res.json(found.map(documentOf));
    }),

    route(SEARCH_PRODUCTS, async ({ query }, res) => {
      await simulateProcessing(kit, 'menu');
      res.json((await shelves.search(query.q, 50)).map(documentOf));
    }),

    route(PRODUCT_BATCH, async ({ query }, res) => {
      res.json((await shelves.byIds(query.ids)).map(documentOf));
    }),

    route(POPULAR_PRODUCTS, async ({ query: { productIds, limit } }, res) => {
      kit.currentSpan().setAttribute('endpoint.type', 'slow_unindexed');
      res.json((await shelves.popular(productIds, limit)).map(documentOf));
    }),

    route(READ_PRODUCT, async ({ params }, res) => {
      await simulateProcessing(kit, 'menu');
      const [product] = await shelves.byIds([params.id]);
      if (product === undefined) throw new HttpProblem(404, 'PRODUCT_NOT_FOUND', 'Product not found');
      res.json(documentOf(product));
    }),
  ];
}

function documentOf({ priceCents, tags, ...product }: Product): ProductDocument {
  return { ...product, tags: [...tags], price: fromCents(priceCents) };
}
