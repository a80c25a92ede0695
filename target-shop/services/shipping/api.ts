import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { amountInCents } from '../money.ts';
import { text } from '../read-input.ts';

const method = z.enum(['standard', 'express']);

export const SHIP = operation({
  method: 'POST',
  path: '/shipping',
  summary: 'Has an order shipped; asking twice for the same order ships it once.',
  body: z
    .object({ orderId: text.optional(), name: text.optional() })
    .refine(({ orderId, name }) => orderId !== undefined || name !== undefined, 'name an order'),
  answers: {
    201: z.object({ id: z.string(), name: z.string(), status: z.literal('QUEUED') }),
    503: ['QUEUE_FULL', 'QUEUE_UNAVAILABLE'],
  },
});

export const CANCEL_SHIPMENT = operation({
  method: 'DELETE',
  path: '/shipping/:orderId',
  summary: 'Takes an order out of the queue, if nobody has begun with it.',
  answers: { 200: z.object({ cancelled: z.boolean() }), 503: ['QUEUE_UNAVAILABLE'] },
});

export const QUOTE = operation({
  method: 'POST',
  path: '/quote',
  summary: 'Answers what shipping costs.',
  body: z.object({
    method: method.default('standard'),
    total: amountInCents.default(0),
    currency: z.string().toUpperCase().length(3).default('USD'),
  }),
  answers: {
    200: z.object({ method, amount: z.number(), currency: z.string(), fallback: z.boolean() }),
  },
});

export const SHIPPING_METHODS = operation({
  method: 'GET',
  path: '/methods',
  summary: 'Answers the ways of shipping and their prices.',
  answers: { 200: z.array(z.object({ method, amount: z.number(), days: z.int() })) },
});
