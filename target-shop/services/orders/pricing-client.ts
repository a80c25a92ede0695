import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { fromCents, toCents } from '../money.ts';
import type { CartLine } from './cart-client.ts';
import { askPeer } from './peer-answer.ts';

/** The pricing service, as far as an order needs it. */
export interface PricingClient {
  /**
   * Checks a line against the shop's rules and answers what it costs, in cents.
   * @throws HttpProblem 400 when it breaks a rule, 503 when there is no answer and no fallback
   */
  quote(customerName: string, line: CartLine): Promise<number>;
  /** Takes pieces under a reservation. @throws HttpProblem 409 when there are too few, 503 as above */
  take(reservationId: string, line: Pick<CartLine, 'itemId' | 'quantity'>): Promise<void>;
  /** Gives back all that a reservation holds; safe to call twice. @throws HttpProblem 503 as above */
  release(reservationId: string): Promise<void>;
}

const CODE = 'PRICING_UNAVAILABLE';

/** Answers the pricing service behind the kit's client. */
export function createPricingClient(kit: Kit): PricingClient {
  const peer = kit.peer('pricing');
  const fallbacks = kit.meter.createCounter('fallback_total', {
    description: 'Answers of pricing that were assumed, by route.',
  });

  const post = async <Body>(path: string, body: object): Promise<Body> => {
    const answer = await askPeer<Body>(peer, { method: 'POST', path, route: path, body }, CODE);
    if (answer.status === 200) return answer.body;
    throw new HttpProblem(400, 'INVALID_ORDER_LINE', `Pricing refused ${path} with ${answer.status}`);
  };

  /** With the flag `pricing-fallback` the customer is not let down, but nobody must think all is well (C-14). */
  const postOrAssume = async <Body>(path: string, body: object, assumed: Body): Promise<Body> => {
    try {
      return await post<Body>(path, body);
    } catch (error) {
      const noAnswer = error instanceof HttpProblem && error.code === CODE;
      if (!noAnswer || !kit.flags.get('pricing-fallback')) throw error;
      kit.currentSpan().setAttribute('fallback', true);
      fallbacks.add(1, { peer: 'pricing', route: path });
      kit.log.warn({ err: error, route: path }, 'Pricing gave no answer, assumed the best');
      return assumed;
    }
  };

  return {
    async quote(customerName, { itemId, quantity, basePriceCents }) {
      const line = { customerName, itemId, quantity };
      const { valid, reason } = await postOrAssume<{ valid: boolean; reason?: string }>('/validate', line, {
        valid: true,
      });
      if (!valid)
        throw new HttpProblem(400, 'INVALID_ORDER_LINE', `${itemId}: ${reason}`, { details: { itemId } });
      const question = { itemId, quantity, basePrice: fromCents(basePriceCents) };
      const plain = { totalPrice: fromCents(basePriceCents * quantity) };
      return toCents((await postOrAssume('/calculate-price', question, plain)).totalPrice);
    },
    async take(reservationId, { itemId, quantity }) {
      const body = { reservationId, itemId, quantity };
      const { available } = await postOrAssume('/check-inventory', body, { available: true });
      if (!available)
        throw new HttpProblem(409, 'OUT_OF_STOCK', `Out of stock: ${itemId}`, { details: { itemId } });
    },
    release: async (reservationId) => void (await post('/release-inventory', { reservationId })),
  };
}
