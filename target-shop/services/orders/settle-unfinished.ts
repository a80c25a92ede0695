import { giveUp, type PurchaseParts } from './purchase.ts';

const INTERVAL_MS = 5000;

/** Longer than any purchase takes with all its timeouts: an order that is still open then has lost its process. */
const ABANDONED_AFTER_MS = 60_000;

/**
 * Gives up every order that failed without getting all of its stock and money back, or whose process has died.
 * Any instance may do it, at the same time too.
 * @returns how many were settled
 */
export async function settleUnfinished(parts: PurchaseParts): Promise<number> {
  const { kit, book } = parts;
  const orders = await book.unsettled(kit.clock.now() - ABANDONED_AFTER_MS);
  let settled = 0;
  for (const { id } of orders) {
    try {
      await kit.span('settle order', { 'order.id': id }, () => giveUp(parts, id, 'unfinished'));
      settled += 1;
    } catch (error) {
      kit.log.warn({ err: error, 'order.id': id }, 'Order not settled yet, next try follows');
    }
  }
  return settled;
}

/** Settles unfinished orders from now until the service ends, one round after the other. */
export function keepSettling(parts: PurchaseParts): void {
  const { kit } = parts;
  let round: Promise<unknown> = Promise.resolve();
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    round = settleUnfinished(parts)
      .catch((error: unknown) => kit.log.warn({ err: error }, 'Unfinished orders not readable'))
      .finally(() => {
        isRunning = false;
      });
  }, INTERVAL_MS);
  kit.onClose(async () => {
    clearInterval(timer);
    await round;
  });
}
