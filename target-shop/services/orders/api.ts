import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { listQuery, text, words } from '../read-input.ts';
import { addressDocument, cardDocument } from '../user/api.ts';
import { ORDER_STATUSES } from './order-status.ts';

/** An order as clients see it (C-09): decimal prices, ISO 8601 time. */
export const orderDocument = z.object({
  id: z.string(),
  customerName: z.string(),
  customer: z
    .object({ id: z.string(), address: addressDocument.nullable(), card: cardDocument.nullable() })
    .nullable(),
  items: z.array(
    z.object({
      itemId: z.string(),
      itemName: z.string(),
      itemEmoji: z.string(),
      quantity: z.int(),
      basePrice: z.number(),
      itemTotal: z.number(),
    }),
  ),
  specialInstructions: z.string(),
  totalPrice: z.number(),
  status: z.enum(ORDER_STATUSES),
  timestamp: z.iso.datetime(),
  transactionId: z.string().nullable(),
  shipping: z.number(),
  shipment: z
    .object({ id: z.string().nullable(), status: z.enum(['QUEUED_LOCALLY', 'QUEUED', 'CANCELLED']) })
    .nullable(),
});

export type OrderDocument = z.output<typeof orderDocument>;

const orders = z.array(orderDocument);
/** With 402 and 503, or both with 500 while the flag `legacy-status` is on. */
const DECLINED = ['PAYMENT_DECLINED'] as const;
const NO_PAYMENT = ['PAYMENT_UNAVAILABLE'] as const;
const NO_ORDER = ['ORDER_NOT_FOUND'] as const;

export const PLACE_ORDER = operation({
  method: 'POST',
  path: '/orders',
  summary: 'Turns a cart into a paid order.',
  body: z.object({
    customerName: text,
    cartId: text,
    specialInstructions: words.default(''),
  }),
  mayRequireLogin: true,
  answers: {
    201: orderDocument,
    400: ['CART_EMPTY', 'INVALID_ORDER_LINE', 'TOO_MANY_ITEMS'],
    402: DECLINED,
    404: ['CART_NOT_FOUND', 'ITEM_NOT_FOUND'],
    409: ['PRICE_CHANGED', 'OUT_OF_STOCK', 'CART_ALREADY_ORDERED'],
    500: [...DECLINED, ...NO_PAYMENT],
    503: [
      ...NO_PAYMENT,
      'CHECKOUT_DISABLED',
      'RANDOM_ERROR',
      'CART_UNAVAILABLE',
      'CATALOG_UNAVAILABLE',
      'PRICING_UNAVAILABLE',
      'ORDER_GIVEN_UP',
    ],
  },
});

const { 201: _order, ...refusals } = PLACE_ORDER.answers;

/** What whoever places an order for somebody may answer instead of it. */
export const ORDER_REFUSALS = refusals;

export const LIST_ORDERS = operation({
  method: 'GET',
  path: '/orders',
  summary: 'Answers the newest orders.',
  query: listQuery,
  answers: { 200: orders },
});

export const READ_ORDER = operation({
  method: 'GET',
  path: '/orders/:id',
  summary: 'Answers an order.',
  answers: { 200: orderDocument, 404: NO_ORDER },
});

export const SAGA_STATUS = operation({
  method: 'GET',
  path: '/orders/:id/status',
  summary: 'Answers how far an order is, and everything that has happened to it.',
  answers: {
    200: z.object({
      orderId: z.string(),
      status: z.enum(ORDER_STATUSES),
      isFinal: z.boolean(),
      shipment: orderDocument.shape.shipment,
      events: z.array(
        z.object({
          event: z.string(),
          status: z.enum(ORDER_STATUSES),
          at: z.iso.datetime(),
          reason: z.string().nullable(),
          correlationId: z.string().nullable(),
        }),
      ),
    }),
    404: NO_ORDER,
  },
});

export const SEARCH_ORDERS = operation({
  method: 'GET',
  path: '/orders/search/customerId',
  summary: 'Answers the newest orders of one customer (S-22).',
  query: listQuery.extend({ custId: text }),
  answers: { 200: orders },
});

export const REPORT_STATUS = operation({
  method: 'PATCH',
  path: '/orders/:id',
  summary: 'Moves an order on, where its status allows that; upper or lower case.',
  body: z.object({ status: z.string().toUpperCase().pipe(z.enum(ORDER_STATUSES)) }),
  answers: { 200: orderDocument, 404: NO_ORDER, 409: ['ILLEGAL_STATUS'] },
});

export const LIST_CUSTOMERS = operation({
  method: 'GET',
  path: '/customers',
  summary: 'Answers the names of those who have ordered.',
  query: listQuery,
  answers: { 200: z.array(z.string()) },
});

export const CUSTOMER_ORDERS = operation({
  method: 'GET',
  path: '/customers/:name/orders',
  summary: 'Answers the newest orders of one customer.',
  query: listQuery,
  answers: { 200: orders },
});
