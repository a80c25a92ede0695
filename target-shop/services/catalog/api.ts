import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { amountInCents } from '../money.ts';
import { idList, text } from '../read-input.ts';

/** A product as clients see it: the price is a decimal number. */
export const productDocument = z.object({
  id: z.string(),
  name: z.string(),
  emoji: z.string(),
  category: z.string(),
  price: z.number(),
  description: z.string(),
  tags: z.array(z.string()),
});

export type ProductDocument = z.output<typeof productDocument>;

const products = z.array(productDocument);
/** A price in a query, read into cents. */
export const priceQuery = z.coerce.number().pipe(amountInCents).optional();

export const MENU = operation({
  method: 'GET',
  path: '/menu',
  summary: 'Answers the menu: the coffees among the products.',
  answers: { 200: products, 503: ['RANDOM_ERROR'] },
});

export const MENU_ITEM = operation({
  method: 'GET',
  path: '/menu/:id',
  summary: 'Answers one coffee.',
  answers: { 200: productDocument, 404: ['MENU_ITEM_NOT_FOUND'] },
});

export const LIST_PRODUCTS = operation({
  method: 'GET',
  path: '/products',
  summary: 'Answers the cheapest products that match.',
  query: z.object({
    category: text.optional(),
    price_min: priceQuery,
    price_max: priceQuery,
    tag: text.optional(),
    page: z.coerce.number().int().min(1).max(10_000).default(1),
    size: z.coerce.number().int().min(1).max(100).default(10),
  }),
  answers: { 200: products },
});

export const SEARCH_PRODUCTS = operation({
  method: 'GET',
  path: '/products/search',
  summary: 'Answers the products whose name or description contains a text.',
  query: z.object({ q: text }),
  answers: { 200: products },
});

export const PRODUCT_BATCH = operation({
  method: 'GET',
  path: '/products/batch',
  summary: 'Answers several products at once; unknown ids are left out.',
  query: z.object({ ids: idList }),
  answers: { 200: products },
});

export const POPULAR_PRODUCTS = operation({
  method: 'GET',
  path: '/products/popular',
  summary: 'Answers the most popular other products of the same departments.',
  query: z.object({
    productIds: idList.default([]),
    limit: z.coerce.number().int().min(1).max(20).default(5),
  }),
  answers: { 200: products },
});

/** A sock as the sock shop's clients see it (S-14); how many there are is pricing's to know. */
export const sockDocument = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  imageUrl: z.array(z.string()),
  price: z.number(),
  tag: z.array(z.string()),
});

export type SockDocument = z.output<typeof sockDocument>;

export const LIST_SOCKS = operation({
  method: 'GET',
  path: '/catalogue',
  summary: 'Answers the cheapest socks, of any of the tags named (S-12).',
  query: z.object({
    tags: idList.optional(),
    page: z.coerce.number().int().min(1).max(10_000).default(1),
    size: z.coerce.number().int().min(1).max(100).default(10),
  }),
  answers: { 200: z.array(sockDocument) },
});

export const READ_SOCK = operation({
  method: 'GET',
  path: '/catalogue/:id',
  summary: 'Answers one pair of socks.',
  answers: { 200: sockDocument, 404: ['PRODUCT_NOT_FOUND'] },
});

export const LIST_TAGS = operation({
  method: 'GET',
  path: '/tags',
  summary: 'Answers the tags that socks have.',
  answers: { 200: z.object({ tags: z.array(z.string()) }) },
});

export const READ_PRODUCT = operation({
  method: 'GET',
  path: '/products/:id',
  summary: 'Answers one product.',
  answers: { 200: productDocument, 404: ['PRODUCT_NOT_FOUND'] },
});
