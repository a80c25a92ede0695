import * as z from 'zod';
import { operation } from '../../../kit/http/operation.ts';
import {
  ADD_CUSTOMER_ITEM,
  CLEAR_CUSTOMER_CART,
  LIST_CUSTOMER_ITEMS,
  READ_CUSTOMER_CART,
  SET_CUSTOMER_QUANTITY,
} from '../../cart/api.ts';
import { ORDER_REFUSALS } from '../../orders/api.ts';
import { text } from '../../read-input.ts';
import { addressDocument, cardDocument } from '../../user/api.ts';

// What the sock shop's front-end answers to those who are logged in (S-06), over the same carts and orders as all.

const WHO = { 401: ['UNAUTHORIZED'], 404: ['ACCOUNT_NOT_FOUND'] } as const;
const cart = READ_CUSTOMER_CART.answers[200];

/** An order as the sock shop's clients see it (S-25). */
export const sockOrderDocument = z.object({
  id: z.string(),
  customerId: z.string(),
  customer: z.object({ id: z.string(), username: z.string(), firstName: z.string(), lastName: z.string() }),
  address: addressDocument.nullable(),
  card: cardDocument.nullable(),
  items: z.array(z.object({ itemId: z.string(), quantity: z.int(), unitPrice: z.number() })),
  shipment: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
  date: z.iso.datetime(),
  total: z.number(),
  status: z.string(),
});

export type SockOrderDocument = z.output<typeof sockOrderDocument>;

export const READ_OWN_CART = operation({
  method: 'GET',
  path: '/cart',
  summary: 'Answers what is in one’s cart.',
  answers: { 200: LIST_CUSTOMER_ITEMS.answers[200], ...WHO },
});

export const ADD_TO_OWN_CART = operation({
  method: 'POST',
  path: '/cart',
  summary: 'Puts a product into one’s cart, at its price of now.',
  body: z.object({ id: text, quantity: z.number().int().min(1).max(1000).default(1) }),
  answers: { ...ADD_CUSTOMER_ITEM.answers, 201: cart, ...WHO, 404: [...WHO[404], 'PRODUCT_NOT_FOUND'] },
});

export const CLEAR_OWN_CART = operation({
  method: 'DELETE',
  path: '/cart',
  summary: 'Empties one’s cart.',
  answers: { ...CLEAR_CUSTOMER_CART.answers, ...WHO },
});

export const UPDATE_OWN_CART = operation({
  method: 'POST',
  path: '/cart/update',
  summary: 'Sets the pieces of an item in one’s cart; 0 or fewer takes it out.',
  body: z.object({ id: text, quantity: z.number().int().max(1000) }),
  answers: {
    ...SET_CUSTOMER_QUANTITY.answers,
    ...WHO,
    404: [...WHO[404], ...SET_CUSTOMER_QUANTITY.answers[404]],
  },
});

export const LIST_OWN_ORDERS = operation({
  method: 'GET',
  path: '/orders',
  summary: 'Answers one’s own orders, the newest first.',
  answers: { 200: z.array(sockOrderDocument), ...WHO },
});

/** Where the parts of an order are, as the sock shop's front-end told its order service (S-22). */
const link = z.string().max(500);

export const ORDER_OWN_CART = operation({
  method: 'POST',
  path: '/orders',
  summary: 'Orders what is in one’s cart; the links to its parts may be left out, and must be one’s own.',
  body: z.object({
    customer: link.optional(),
    address: link.optional(),
    card: link.optional(),
    items: link.optional(),
  }),
  answers: {
    ...ORDER_REFUSALS,
    ...WHO,
    201: sockOrderDocument,
    403: ['FORBIDDEN'],
    404: [...WHO[404], ...ORDER_REFUSALS[404]],
  },
});
