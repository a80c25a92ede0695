import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import type { Order } from './order.ts';
import { askPeer } from './peer-answer.ts';

/** The payment service, as far as an order needs it. */
export interface PaymentClient {
  /**
   * Charges an order.
   * @returns the transaction's id
   * @throws HttpProblem 402 when declined, 503 when nobody knows what became of it
   */
  pay(order: Pick<Order, 'id' | 'totalCents'>): Promise<string>;
  /** Sees to it that an order is not charged; safe to call twice. @throws HttpProblem 503 when there is no answer */
  cancel(orderId: string): Promise<void>;
}

const CODE = 'PAYMENT_UNAVAILABLE';

/** Answers the payment service behind the kit's client. */
export function createPaymentClient(kit: Kit): PaymentClient {
  const peer = kit.peer('payment');
  return {
    async pay({ id: orderId, totalCents: amountCents }) {
      const body = { orderId, amountCents };
      const request = { method: 'POST', path: '/payments', route: '/payments', body } as const;
      const answer = await askPeer<{ transactionId: string; message: string }>(peer, request, CODE);
      if (answer.status === 200) return answer.body.transactionId;
      throw new HttpProblem(402, 'PAYMENT_DECLINED', answer.body.message, { details: { orderId } });
    },
    async cancel(orderId) {
      await askPeer(
        peer,
        { method: 'DELETE', path: `/payments/${orderId}`, route: '/payments/:orderId' },
        CODE,
      );
    },
  };
}
