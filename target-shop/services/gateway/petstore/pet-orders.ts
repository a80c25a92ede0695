import { type Route, route } from '../../../kit/http/route.ts';
import { HttpProblem } from '../../../kit/http-problem.ts';
import type { Kit, Peer, PeerResponse } from '../../../kit/kit.ts';
import type { OrderDocument } from '../../orders/api.ts';
import { answerAs } from '../answer-as.ts';
import { createOrderAtOnce } from '../order-at-once.ts';
import { ORDER_PET, PAY_FOR_PET, PET_ORDER_STATUS } from './api.ts';

/** How long a question may wait for news, and an order for its end. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 100;

interface SagaStatus {
  readonly status: string;
  readonly isFinal: boolean;
  readonly events: readonly unknown[];
}

/** Ordering pets: the saga of P-05 and P-06, and its payments (P-09). */
export function petOrderRoutes(kit: Kit): readonly Route[] {
  const orders = kit.peer('orders');
  const orderAtOnce = createOrderAtOnce(kit);
  return [
    route(ORDER_PET, async ({ body: { customer_id, pet_id, special_instructions } }, res) => {
      const answer = await orderAtOnce({
        ...{ customerName: customer_id, productId: pet_id, quantity: 1 },
        specialInstructions: special_instructions,
      });
      if (answer.status === 404) throw new HttpProblem(404, 'PET_NOT_FOUND', 'There is no pet of this id');
      if (answer.status !== 201) return answerAs(res, answer);
      const { id: order_id, totalPrice: total, transactionId: transaction_id, ...order } = answer.body;
      const isExpress = kit.flags.get('express-order-processing');
      const status = isExpress ? order.status : await statusInTheEnd(kit, orders, order_id);
      res.status(201).json({ order_id, customer_id, pet_id, status, total, transaction_id });
    }),

    route(PET_ORDER_STATUS, async ({ params: { id }, query: { since } }, res) => {
      const mayWait = since !== undefined && kit.flags.get('real-time-order-updates');
      const isNews = ({ status, body }: PeerResponse<SagaStatus>) =>
        !mayWait || status !== 200 || body.isFinal || body.events.length > since;
      answerAs(res, await sagaOnceItIs(kit, orders, id, isNews));
    }),

    route(PAY_FOR_PET, async ({ body: { order_id } }, res) => {
      const path = `/orders/${encodeURIComponent(order_id)}`;
      const found = await orders.request<OrderDocument>({ method: 'GET', path, route: '/orders/:id' });
      if (found.status !== 200) return answerAs(res, found);
      const { transactionId, totalPrice: amount, status } = found.body;
      if (transactionId === null) {
        const message = `Order ${order_id} is ${status}; place it again to pay for it`;
        throw new HttpProblem(409, 'ORDER_NOT_PAID', message, { details: { orderId: order_id, status } });
      }
      res.json({ order_id, transaction_id: transactionId, amount });
    }),
  ];
}

async function statusInTheEnd(kit: Kit, orders: Peer, id: string): Promise<string> {
  const { body } = await sagaOnceItIs(kit, orders, id, ({ status, body }) => status !== 200 || body.isFinal);
  return body.status;
}

/** Asks until the saga is as wished, for as long as patience lasts. @returns the last answer */
async function sagaOnceItIs(
  kit: Kit,
  orders: Peer,
  id: string,
  isAsWished: (answer: PeerResponse<SagaStatus>) => boolean,
): Promise<PeerResponse<SagaStatus>> {
  const deadlineMs = kit.clock.now() + PATIENCE_MS;
  const path = `/orders/${encodeURIComponent(id)}/status`;
  for (;;) {
    const answer = await orders.request<SagaStatus>({ method: 'GET', path, route: '/orders/:id/status' });
    if (isAsWished(answer) || kit.clock.now() >= deadlineMs) return answer;
    await kit.clock.sleep(LOOK_EVERY_MS);
  }
}
