import type { Kit } from '../../kit/kit.ts';
import { toCents } from '../money.ts';
import { askPeer } from './peer-answer.ts';

/** The shipping service, as far as an order needs it. */
export interface ShippingClient {
  /** Answers what bringing an order costs, in cents; the usual price when there is no answer. */
  quote(): Promise<number>;
  /** Has an order shipped, once however often it is asked. @returns the shipment's id @throws HttpProblem 503 */
  ship(orderId: string): Promise<string>;
  /** Takes an order back, where nobody has begun with it; safe to call twice. @throws HttpProblem 503 */
  cancel(orderId: string): Promise<void>;
}

const CODE = 'SHIPPING_UNAVAILABLE';
/** S-23. */
const USUAL_CENTS = 499;

/** Answers the shipping service behind the kit's client; `undefined` in a shop that has none. */
export function createShippingClient(kit: Kit): ShippingClient | undefined {
  const peer = kit.peerIfAny('shipping');
  if (peer === undefined) return undefined;
  return {
    async quote() {
      const request = { method: 'POST', path: '/quote', route: '/quote', body: {} } as const;
      try {
        return toCents((await askPeer<{ readonly amount: number }>(peer, request, CODE)).body.amount);
      } catch (error) {
        // A purchase must not fail because nobody says what bringing it costs: the shop bears the difference.
        kit.currentSpan().setAttribute('fallback', true);
        kit.log.warn({ err: error }, 'Shipping gave no quote, assumed the usual');
        return USUAL_CENTS;
      }
    },
    async ship(orderId) {
      const body = { orderId, name: orderId };
      const request = { method: 'POST', path: '/shipping', route: '/shipping', body } as const;
      const answer = await askPeer<{ readonly id: string }>(peer, request, CODE);
      if (answer.status === 201) return answer.body.id;
      throw new Error(`shipping answered ${answer.status}`);
    },
    async cancel(orderId) {
      const path = `/shipping/${encodeURIComponent(orderId)}`;
      await askPeer(peer, { method: 'DELETE', path, route: '/shipping/:orderId' }, CODE);
    },
  };
}
