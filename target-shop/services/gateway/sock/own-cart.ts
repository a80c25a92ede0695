import type { Request } from 'express';
import { type Route, route } from '../../../kit/http/route.ts';
import type { Kit, PeerRequest, PeerResponse } from '../../../kit/kit.ts';
import type { Authorisation } from '../../authorisation.ts';
import type { CustomerCartDocument } from '../../cart/api.ts';
import type { ProductDocument } from '../../catalog/api.ts';
import { answerAs } from '../answer-as.ts';
import { ADD_TO_OWN_CART, CLEAR_OWN_CART, READ_OWN_CART, UPDATE_OWN_CART } from './api.ts';

/** The cart of whoever is logged in. */
export function ownCartRoutes(kit: Kit, auth: Authorisation): readonly Route[] {
  const carts = kit.peer('cart');
  const catalog = kit.peer('catalog');
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

    route(ADD_TO_OWN_CART, async ({ body: { id, quantity } }, res, req) => {
      await auth.principalOf(req);
      const path = `/products/${encodeURIComponent(id)}`;
      const product = await catalog.request<ProductDocument>({ method: 'GET', path, route: '/products/:id' });
      if (product.status !== 200) return answerAs(res, product);
      const { name: itemName, emoji: itemEmoji, price: unitPrice } = product.body;
      const body = { id, quantity, unitPrice, itemName, itemEmoji };
      answerAs(res, await ask(req, 'POST', { of: '/items', body }));
    }),

    route(CLEAR_OWN_CART, async (_input, res, req) => {
      const { status } = await ask(req, 'DELETE');
      res.status(status).end();
    }),

    route(UPDATE_OWN_CART, async ({ body }, res, req) => {
      answerAs(res, await ask(req, 'PATCH', { of: '/items', body }));
    }),
  ];
}
