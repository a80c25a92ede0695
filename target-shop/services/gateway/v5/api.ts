import * as z from 'zod';
import { operation } from '../../../kit/http/operation.ts';
import {
  ADD_CUSTOMER_ITEM,
  CLEAR_CUSTOMER_CART,
  READ_CUSTOMER_CART,
  REMOVE_CUSTOMER_ITEM,
} from '../../cart/api.ts';
import { ORDER_REFUSALS } from '../../orders/api.ts';
import { text } from '../../read-input.ts';

// V's own paths for carts, whose ids the client chooses, and for an order of one product (V-11, V-12).

const quantity = z.number().int().min(1).max(1000).default(1);
const cart = READ_CUSTOMER_CART.answers[200];

export const READ_NAMED_CART = operation({
  method: 'GET',
  path: '/cart/:id',
  summary: 'Answers the cart of this name; an empty one where there is none.',
  answers: READ_CUSTOMER_CART.answers,
});

export const ADD_TO_NAMED_CART = operation({
  method: 'POST',
  path: '/cart/:id/add',
  summary: 'Puts a product into a cart, at its price of now.',
  body: z.object({ product_id: text, quantity }),
  answers: { ...ADD_CUSTOMER_ITEM.answers, 201: cart, 404: ['PRODUCT_NOT_FOUND'] },
});

export const REMOVE_FROM_NAMED_CART = operation({
  method: 'POST',
  path: '/cart/:id/remove',
  summary: 'Takes a product out of a cart.',
  body: z.object({ product_id: text }),
  answers: REMOVE_CUSTOMER_ITEM.answers,
});

export const CLEAR_NAMED_CART = operation({
  method: 'POST',
  path: '/cart/:id/clear',
  summary: 'Empties a cart.',
  answers: CLEAR_CUSTOMER_CART.answers,
});

export const ORDER_PRODUCT = operation({
  method: 'POST',
  path: '/orders/create',
  summary: 'Orders one product, without a cart of one’s own.',
  body: z.object({ user_id: text, product_id: text, quantity }),
  mayRequireLogin: true,
  answers: {
    ...ORDER_REFUSALS,
    201: z.object({
      order_id: z.string(),
      user_id: z.string(),
      product_id: z.string(),
      quantity: z.int(),
      total: z.number(),
      status: z.string(),
    }),
    404: [...ORDER_REFUSALS[404], 'PRODUCT_NOT_FOUND'],
    503: [...ORDER_REFUSALS[503], 'FEATURE_FLAG_CHAOS'],
  },
});
