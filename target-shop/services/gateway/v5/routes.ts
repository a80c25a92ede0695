import type { Response } from 'express';
import { type Route, route } from '../../../kit/http/route.ts';
import type { Kit, PeerRequest } from '../../../kit/kit.ts';
import { createAddProduct } from '../add-product.ts';
import { answerAs } from '../answer-as.ts';
import { createOrderAtOnce } from '../order-at-once.ts';
import {
  ADD_TO_NAMED_CART,
  CLEAR_NAMED_CART,
  ORDER_PRODUCT,
  READ_NAMED_CART,
  REMOVE_FROM_NAMED_CART,
} from './api.ts';

const CART = '/carts/:customerId';
const ITEM = `${CART}/items/:itemId`;

/** Carts by names that clients choose, and orders of one product: V's own ways to the shop's carts and orders. */
export function v5Routes(kit: Kit): readonly Route[] {
  const carts = kit.peer('cart');
  const addProduct = createAddProduct(kit);
  const orderAtOnce = createOrderAtOnce(kit);
  const pass = async (res: Response, request: PeerRequest) => answerAs(res, await carts.request(request));
  const pathOf = (id: string) => `/carts/${encodeURIComponent(id)}`;

  return [
    route(READ_NAMED_CART, ({ params: { id } }, res) =>
      pass(res, { method: 'GET', path: pathOf(id), route: CART }),
    ),

    route(ADD_TO_NAMED_CART, async ({ params: { id: cartId }, body: { product_id, quantity } }, res) => {
      answerAs(res, await addProduct({ cartId, productId: product_id, quantity }));
    }),

    route(REMOVE_FROM_NAMED_CART, ({ params: { id }, body: { product_id } }, res) => {
      const path = `${pathOf(id)}/items/${encodeURIComponent(product_id)}`;
      return pass(res, { method: 'DELETE', path, route: ITEM });
    }),

    route(CLEAR_NAMED_CART, ({ params: { id } }, res) =>
      pass(res, { method: 'DELETE', path: pathOf(id), route: CART }),
    ),

    route(ORDER_PRODUCT, async ({ body: { user_id, product_id, quantity } }, res) => {
      const answer = await orderAtOnce({ customerName: user_id, productId: product_id, quantity });
      if (answer.status !== 201) return answerAs(res, answer);
      const { id: order_id, totalPrice: total, status } = answer.body;
      res.status(201).json({ order_id, user_id, product_id, quantity, total, status });
    }),
  ];
}
