import { Router } from 'express';
import * as z from 'zod';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { createJsonCache } from '../json-cache.ts';
import { amountInCents, fromCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import { idList, readInput, text } from '../read-input.ts';
import { createProductShelves, type Product, type ProductShelves } from './product-shelves.ts';
import { CATALOG_SCHEMA } from './schema.ts';

const priceQuery = z.coerce.number().pipe(amountInCents).optional();
const listQuery = z.object({
  category: text.optional(),
  price_min: priceQuery,
  price_max: priceQuery,
  tag: text.optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  size: z.coerce.number().int().min(1).max(100).default(10),
});
const searchQuery = z.object({ q: text });
const batchQuery = z.object({ ids: idList });
const popularQuery = z.object({
  productIds: idList.default([]),
  limit: z.coerce.number().int().min(1).max(20).default(5),
});

/** What the cache entry of C-15 is called, and how long it lives. */
const MENU_CACHE = { cache: 'menu', key: 'menu:items', ttlSeconds: 300 } as const;

/** Catalog: all products, and the menu, which is the coffees among them. */
export const catalog: ServiceDefinition = {
  name: 'catalog',
  routes(kit) {
    const postgres = kit.postgres();
    postgres.migrate('catalog', CATALOG_SCHEMA);
    const shelves = createProductShelves(postgres);
    return Router().use(menuRoutes(kit, shelves)).use(productRoutes(kit, shelves));
  },
};

function menuRoutes(kit: Kit, shelves: ProductShelves): Router {
  const cache = createJsonCache(kit);
  const router = Router();

  router.get('/menu', async (_req, res) => {
    await simulateProcessing(kit, 'menu');
    res.json(await cache.read(MENU_CACHE, async () => (await shelves.menu()).map(productDocument)));
  });

  router.get('/menu/:id', async (req, res) => {
    await simulateProcessing(kit, 'menu');
    // Never from the cache: what is not in it may be on the shelf all the same (C-16).
    const [product] = await shelves.byIds([req.params.id]);
    if (product?.category !== 'coffee')
      throw new HttpProblem(404, 'MENU_ITEM_NOT_FOUND', 'Menu item not found');
    res.json(productDocument(product));
  });

  return router;
}

function productRoutes(kit: Kit, shelves: ProductShelves): Router {
  const router = Router();

  router.get('/products', async (req, res) => {
    const { price_min, price_max, ...filter } = readInput(listQuery, req.query);
    kit.currentSpan().setAttribute('endpoint.type', 'fast_indexed');
    await simulateProcessing(kit, 'menu');
    const found = await shelves.list({ ...filter, priceMinCents: price_min, priceMaxCents: price_max });
    res.json(found.map(productDocument));
  });

  router.get('/products/search', async (req, res) => {
    const { q } = readInput(searchQuery, req.query);
    await simulateProcessing(kit, 'menu');
    res.json((await shelves.search(q, 50)).map(productDocument));
  });

  router.get('/products/batch', async (req, res) => {
    const { ids } = readInput(batchQuery, req.query);
    res.json((await shelves.byIds(ids)).map(productDocument));
  });

  router.get('/products/popular', async (req, res) => {
    const { productIds, limit } = readInput(popularQuery, req.query);
    kit.currentSpan().setAttribute('endpoint.type', 'slow_unindexed');
    res.json((await shelves.popular(productIds, limit)).map(productDocument));
  });

  router.get('/products/:id', async (req, res) => {
    await simulateProcessing(kit, 'menu');
    const [product] = await shelves.byIds([req.params.id]);
    if (product === undefined) throw new HttpProblem(404, 'PRODUCT_NOT_FOUND', 'Product not found');
    res.json(productDocument(product));
  });

  return router;
}

/** A product as clients see it: the price is a decimal number. */
function productDocument({ priceCents, ...product }: Product) {
  return { ...product, price: fromCents(priceCents) };
}
