import type { Order } from './order.ts';
import type { PurchaseParts } from './purchase.ts';

const INTERVAL_MS = 2000;

/**
 * Hands a paid order to shipping. When that fails the order stays in the outbox, and its customer has it all the
 * same.
 * @returns the order once shipping has it
 */
export async function handOver(parts: PurchaseParts, orderId: string): Promise<Order | undefined> {
  const { shipping, book, cache, metrics, kit } = parts;
  if (shipping === undefined) return undefined;
  try {
    await book.moveShipment(orderId, 'QUEUED', await shipping.ship(orderId));
    const order = await book.find(orderId);
    if (order !== undefined) await cache.save(order);
    return order;
  } catch (error) {
    metrics.publishFailed();
    kit.log.warn({ err: error, 'order.id': orderId }, 'Shipping not told yet, the outbox keeps the order');
    return undefined;
  }
}

/** Hands over what the outbox holds, until one is refused: then the queue is away, and the next round tries again. */
export async function drainOutbox(parts: PurchaseParts): Promise<void> {
  for (const { id } of await parts.book.outbox()) {
    const handed = await parts.kit.span('hand over order', { 'order.id': id }, () => handOver(parts, id));
    if (handed === undefined) return;
  }
}

/** Drains the outbox from now until the service ends, one round after the other. */
export function keepDraining(parts: PurchaseParts): void {
  const { kit, shipping } = parts;
  if (shipping === undefined) return;
  let round: Promise<void> | undefined;
  const timer = setInterval(() => {
    round ??= drainOutbox(parts)
      .catch((error: unknown) => kit.log.warn({ err: error }, 'Outbox not readable'))
      .finally(() => {
        round = undefined;
      });
  }, INTERVAL_MS);
  kit.onClose(async () => {
    clearInterval(timer);
    await round;
  });
}
