import { type Route, route } from '../../../kit/http/route.ts';
import { HttpProblem } from '../../../kit/http-problem.ts';
import type { Kit } from '../../../kit/kit.ts';
import type { Authorisation } from '../../authorisation.ts';
import type { OrderDocument } from '../../orders/api.ts';
import type { CustomerDocument } from '../../user/api.ts';
import { answerAs } from '../answer-as.ts';
import { ORDER_TIMEOUT_MS } from '../order-at-once.ts';
import { LIST_OWN_ORDERS, ORDER_OWN_CART, type SockOrderDocument } from './api.ts';
import { createOwnAccount } from './own-account.ts';

/** The orders of whoever is logged in. */
export function ownOrderRoutes(kit: Kit, auth: Authorisation): readonly Route[] {
  const orders = kit.peer('orders');
  const accountOf = createOwnAccount(kit, auth);
  return [
    route(LIST_OWN_ORDERS, async (_input, res, req) => {
      const account = await accountOf(req);
      const answer = await orders.request<readonly OrderDocument[]>({
        method: 'GET',
        path: `/orders/search/customerId?custId=${encodeURIComponent(account.username)}`,
        route: '/orders/search/customerId',
      });
      if (answer.status !== 200) return answerAs(res, answer);
      res.json(answer.body.map((order) => documentOf(order, account)));
    }),

    route(ORDER_OWN_CART, async ({ body }, res, req) => {
      const account = await accountOf(req);
      refuseLinksOfOthers(Object.values(body), account);
      const wish = { customerName: account.username, cartId: account.id };
      const request = { method: 'POST', path: '/orders', body: wish, timeoutMs: ORDER_TIMEOUT_MS } as const;
      const answer = await orders.request<OrderDocument>(request);
      if (answer.status !== 201) return answerAs(res, answer);
      res.status(201).json(documentOf(answer.body, account));
    }),
  ];
}

/** Of a link only the ids matter: the order service asks for the parts by itself (S-23). @throws HttpProblem 403 */
function refuseLinksOfOthers(links: readonly (string | undefined)[], account: CustomerDocument): void {
  const own = [account, ...account.addresses, ...account.cards].map(({ id }) => id);
  for (const link of links) {
    if (link === undefined || own.some((id) => link.split('/').includes(id))) continue;
    throw new HttpProblem(403, 'FORBIDDEN', `${link} is not yours`, { details: { link } });
  }
}

function documentOf(order: OrderDocument, account: CustomerDocument): SockOrderDocument {
  const { id, username, firstName, lastName } = account;
  const { shipment } = order;
  return {
    id: order.id,
    customerId: id,
    customer: { id, username, firstName, lastName },
    address: order.customer?.address ?? null,
    card: order.customer?.card ?? null,
    items: order.items.map(({ itemId, quantity, basePrice: unitPrice }) => ({ itemId, quantity, unitPrice })),
    shipment: shipment === null ? null : { id: shipment.id, name: username },
    date: order.timestamp,
    total: order.totalPrice,
    status: order.status,
  };
}
