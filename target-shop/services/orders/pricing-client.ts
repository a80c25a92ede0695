import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { fromCents, toCents } from '../money.ts';
import type { CartLine } from './cart-client.ts';
import type { OrderItem } from './order.ts';
import { askPeer } from './peer-answer.ts';

/** The pricing service, as far as an order needs it. */
export interface PricingClient {
  /**
   * Checks lines against the shop's rules and answers them with what each costs, in cents.
   * @throws HttpProblem 400 when one breaks a rule, 503 when there is no answer and no fallback
   */
  quote(customerName: string, lines: readonly CartLine[]): Promise<readonly OrderItem[]>;
  /** Takes pieces under a reservation. @throws HttpProblem 409 when there are too few of one item, 503 as above */
  take(reservationId: string, lines: readonly Pick<CartLine, 'itemId' | 'quantity'>[]): Promise<void>;
  /** Gives back all that a reservation holds; safe to call twice. @throws HttpProblem 503 as above */
  release(reservationId: string): Promise<void>;
}

/** What pricing says of lines, in their order. */
interface Quotes {
  readonly items: readonly {
    readonly itemId: string;
    readonly reason?: string;
    readonly totalPrice?: number;
  }[];
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
    async quote(customerName, lines) {
      const items = lines.map(({ itemId, quantity, basePriceCents }) => ({
        itemId,
        quantity,
        basePrice: fromCents(basePriceCents),
      }));
      const plain = lines.map(({ itemId, quantity, basePriceCents }) => ({
        itemId,
        totalPrice: fromCents(basePriceCents * quantity),
      }));
      const quoted = await postOrAssume<Quotes>('/quote', { customerName, items }, { items: plain });
      return lines.map((line, place) => ({ ...line, totalCents: priceIn(quoted, line.itemId, place) }));
    },
    async take(reservationId, lines) {
      const items = lines.map(({ itemId, quantity }) => ({ itemId, quantity }));
      const enough = { items: items.map(({ itemId }) => ({ itemId, available: true })) };
      const taken = await postOrAssume('/reserve-inventory', { reservationId, items }, enough);
      const missing = taken.items.find(({ available }) => !available);
      if (missing === undefined) return;
      const { itemId } = missing;
      throw new HttpProblem(409, 'OUT_OF_STOCK', `Out of stock: ${itemId}`, { details: { itemId } });
    },
    release: async (reservationId) => void (await post('/release-inventory', { reservationId })),
  };
}

/** A line without a price breaks a rule; one that pricing does not speak of must not be sold for nothing. */
function priceIn({ items }: Quotes, itemId: string, place: number): number {
  const quote = items[place];
  if (quote?.itemId !== itemId) throw new HttpProblem(503, CODE, `Pricing said nothing of ${itemId}`);
  if (quote.totalPrice !== undefined) return toCents(quote.totalPrice);
  throw new HttpProblem(400, 'INVALID_ORDER_LINE', `${itemId}: ${quote.reason}`, { details: { itemId } });
}
