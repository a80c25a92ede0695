import type { Request } from 'express';
import { type Route, route } from '../../../kit/http/route.ts';
import type { Kit, PeerRequest, PeerResponse } from '../../../kit/kit.ts';
import type { Authorisation } from '../../authorisation.ts';
import type { CustomerCartDocument } from '../../cart/api.ts';
import { createAddProduct } from '../add-product.ts';
import { answerAs } from '../answer-as.ts';
import { ADD_TO_OWN_CART, CLEAR_OWN_CART, READ_OWN_CART, UPDATE_OWN_CART } from './api.ts';

/** The cart of whoever is logged in. */
export function ownCartRoutes(kit: Kit, auth: Authorisation): readonly Route[] {
  const carts = kit.peer('cart');
  const addProduct = createAddProduct(kit);
  const ask = async (
    request: Request,
    method: PeerRequest['method'],
    { of = '', body }: { readonly of?: '' | '/items'; readonly body?: unknown } = {},
  ): Promise<PeerResponse<CustomerCartDocument>> => {
    const { accountId } = await auth.principalOf(request);
    const path = `/carts/${encodeURIComponent(accountId)}${of}`;
    return carts.request({ method, path, route: `/carts/:customerId${of}`, body });
  };

  return [
    route(READ_OWN_CART, async (_input, res, req) => {
      const answer = await ask(req, 'GET');
      answerAs(res, answer.status === 200 ? { ...answer, body: answer.body.items } : answer);
    }),

    route(ADD_TO_OWN_CART, async ({ body: { id: productId, quantity } }, res, req) => {
      const { accountId: cartId } = await auth.principalOf(req);
      answerAs(res, await addProduct({ cartId, productId, quantity }));
    }),

    route(CLEAR_OWN_CART, async (_input, res, req) => answerAs(res, await ask(req, 'DELETE'))),

    route(UPDATE_OWN_CART, async ({ body }, res, req) => {
      answerAs(res, await ask(req, 'PATCH', { of: '/items', body }));
    }),
  ];
}
