import type { Order } from './order.ts';
import { giveUp, type PurchaseParts } from './purchase.ts';

/**
 * Refunds an order that is paid: notes it, then gives the money back, and what was not sent yet to the stock.
 * What cannot be given back now is later, see settle-unfinished.ts.
 * @returns the order as it is; `undefined` when it may not be refunded
 */
export async function refund(parts: PurchaseParts, id: string): Promise<Order | undefined> {
  const refunded = await parts.book.move(id, { to: 'REFUNDED', reason: 'reported' });
  if (refunded === undefined) return undefined;
  await giveUp(parts, id, 'refunded').catch((error: unknown) => {
    parts.kit.log.error({ err: error, 'order.id': id }, 'Order not refunded yet, next try follows');
  });
  return refunded;
}
