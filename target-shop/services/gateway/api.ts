import * as z from 'zod';
import { type Answers, operation } from '../../kit/http/operation.ts';
import { adDocument } from '../ad/api.ts';
import { cartDocument, READ_CART } from '../cart/api.ts';
import { productDocument } from '../catalog/api.ts';
import { ORDER_REFUSALS } from '../orders/api.ts';
import { text, words } from '../read-input.ts';

/** What stands before every operation of the gateway may answer. */
export const GATEWAY_ANSWERS: Answers = {
  401: ['UNAUTHORIZED'],
  404: ['NOT_IN_THIS_SIZE'],
  429: ['RATE_LIMITED'],
  503: ['MAINTENANCE'],
};

export const BROWSE = operation({
  method: 'POST',
  path: '/api/browse',
  summary: 'Answers products, and the cart when there is one; always 200, with what there is (V-02).',
  body: z.object({ user_id: text.optional(), cart_id: text.optional(), category: text.optional() }),
  answers: { 200: z.object({ products: z.array(productDocument), cart: cartDocument.nullable() }) },
});

/** The names of two documents for the same things: C's `customerName` and `cartId`, V's `user_id` and `cart_id`. */
const checkoutBody = z
  .object({
    customerName: text.optional(),
    user_id: text.optional(),
    cartId: text.optional(),
    cart_id: text.optional(),
    specialInstructions: words.optional(),
  })
  .transform(({ user_id, cart_id, specialInstructions, ...body }) => ({
    customerName: body.customerName ?? user_id ?? '',
    cartId: body.cartId ?? cart_id ?? '',
    userId: user_id ?? body.customerName ?? '',
    specialInstructions,
  }))
  .refine(({ customerName }) => customerName !== '', { path: ['customerName'], message: 'is required' })
  .refine(({ cartId }) => cartId !== '', { path: ['cartId'], message: 'is required' });

export type Checkout = z.output<typeof checkoutBody>;

export const CHECKOUT = operation({
  method: 'POST',
  path: '/api/checkout',
  summary: 'Orders a cart, and answers what goes with it (V-03).',
  body: checkoutBody,
  mayRequireLogin: true,
  answers: {
    ...READ_CART.answers,
    ...ORDER_REFUSALS,
    200: z.object({
      order_id: z.string(),
      transaction_id: z.string().nullable(),
      total: z.number(),
      shipping: z.number(),
      status: z.string(),
      recommendations: z.array(productDocument),
      ads: z.array(adDocument),
      degraded: z.literal(true).optional(),
      demo_minute: z.int().min(0).optional(),
    }),
    503: [...ORDER_REFUSALS[503], 'RECOMMENDATION_UNAVAILABLE'],
  },
});
