import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { amountInCents } from '../money.ts';
import { text } from '../read-input.ts';

/** A cart as clients see it (C-06): decimal prices, ISO 8601 times. */
export const cartDocument = z.object({
  id: z.string(),
  items: z.array(
    z.object({
      itemId: z.string(),
      itemName: z.string(),
      itemEmoji: z.string(),
      quantity: z.int(),
      basePrice: z.number(),
      addedAt: z.iso.datetime(),
    }),
  ),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Of a cart that belongs to somebody and never runs out. */
  customerId: z.string().optional(),
});

export type CartDocument = z.output<typeof cartDocument>;

const NO_CART = ['CART_NOT_FOUND'] as const;
const NO_ITEM = [...NO_CART, 'ITEM_NOT_IN_CART'] as const;

export const CREATE_CART = operation({
  method: 'POST',
  path: '/cart',
  summary: 'Makes an empty cart.',
  answers: { 201: cartDocument },
});

export const READ_CART = operation({
  method: 'GET',
  path: '/cart/:id',
  summary: 'Answers a cart.',
  answers: { 200: cartDocument, 404: NO_CART },
});

export const REMOVE_CART = operation({
  method: 'DELETE',
  path: '/cart/:id',
  summary: 'Removes a cart.',
  query: z.object({ reason: z.string().max(200).optional() }),
  answers: { 204: 'no body', 404: NO_CART },
});

export const ADD_ITEM = operation({
  method: 'POST',
  path: '/cart/:id/items',
  summary: 'Adds pieces of a product; of one that is in the cart already, the quantity grows.',
  body: z.object({
    itemId: text,
    quantity: z.number().int().min(1).max(1000),
    basePrice: amountInCents,
    itemName: text.optional(),
    itemEmoji: text.default('📦'),
  }),
  answers: { 200: cartDocument, 404: NO_CART, 503: ['FEATURE_FLAG_CHAOS'] },
});

export const SET_QUANTITY = operation({
  method: 'PATCH',
  path: '/cart/:id/items/:itemId',
  summary: 'Sets the pieces of an item; 0 or fewer takes it out.',
  body: z.object({ quantity: z.number().int().max(1000) }),
  answers: { 200: cartDocument, 404: NO_ITEM },
});

export const REMOVE_ITEM = operation({
  method: 'DELETE',
  path: '/cart/:id/items/:itemId',
  summary: 'Takes an item out of a cart.',
  answers: { 200: cartDocument, 404: NO_ITEM },
});

/** A customer's cart as the sock shop's clients see it (S-18). */
export const customerCartDocument = z.object({
  customerId: z.string(),
  items: z.array(z.object({ id: z.string(), itemId: z.string(), quantity: z.int(), unitPrice: z.number() })),
});

export type CustomerCartDocument = z.output<typeof customerCartDocument>;

export const READ_CUSTOMER_CART = operation({
  method: 'GET',
  path: '/carts/:customerId',
  summary: 'Answers the cart of a customer; an empty one where there is none.',
  answers: { 200: customerCartDocument },
});

export const CLEAR_CUSTOMER_CART = operation({
  method: 'DELETE',
  path: '/carts/:customerId',
  summary: 'Empties the cart of a customer.',
  answers: { 202: 'no body' },
});

export const LIST_CUSTOMER_ITEMS = operation({
  method: 'GET',
  path: '/carts/:customerId/items',
  summary: 'Answers what is in the cart of a customer.',
  answers: { 200: customerCartDocument.shape.items },
});

export const ADD_CUSTOMER_ITEM = operation({
  method: 'POST',
  path: '/carts/:customerId/items',
  summary: 'Adds pieces of a product to the cart of a customer, which is made when there is none.',
  body: z.object({
    id: text,
    quantity: z.number().int().min(1).max(1000).default(1),
    unitPrice: amountInCents,
    itemName: text.optional(),
    itemEmoji: text.default('📦'),
  }),
  // Somebody else may remove the cart in between.
  answers: { 201: customerCartDocument, 404: NO_CART, 503: ['FEATURE_FLAG_CHAOS'] },
});

export const SET_CUSTOMER_QUANTITY = operation({
  method: 'PATCH',
  path: '/carts/:customerId/items',
  summary: 'Sets the pieces of an item in the cart of a customer; 0 or fewer takes it out.',
  body: z.object({ id: text, quantity: z.number().int().max(1000) }),
  answers: { 202: customerCartDocument, 404: NO_ITEM },
});

export const REMOVE_CUSTOMER_ITEM = operation({
  method: 'DELETE',
  path: '/carts/:customerId/items/:itemId',
  summary: 'Takes an item out of the cart of a customer.',
  answers: { 202: customerCartDocument, 404: NO_ITEM },
});

export const MERGE_CARTS = operation({
  method: 'GET',
  path: '/carts/:customerId/merge',
  summary: 'Moves what is in an anonymous cart into the cart of a customer (S-17).',
  query: z.object({ sessionId: text }),
  answers: { 202: customerCartDocument },
});
