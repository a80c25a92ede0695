import type { OrderClaim } from '../journey.ts';
import type { ClaimedOrder } from './claimed-order.ts';

/**
 * Opens the claim of a user who is about to order. It is noted at once, as lost, and again when the user is told more.
 * @param note takes the claim as it stands
 */
export function openClaim(
  who: Pick<ClaimedOrder, 'reference' | 'customer'>,
  note: (claim: ClaimedOrder) => void,
): OrderClaim {
  note({ ...who, outcome: 'lost' });
  return {
    reference: who.reference,
    placed: (orderId, total) =>
      note({ ...who, outcome: 'placed', told: { orderId, totalCents: Math.round(total * 100) } }),
    refused: () => note({ ...who, outcome: 'refused' }),
  };
}
