import type { Kit, Peer } from '../../kit/kit.ts';
import { simulateProcessing } from '../processing-time.ts';
import type { ShippingTask } from '../shipping-task.ts';

/** Statuses an order goes through on its way to the customer (S-21). */
const WAY = ['SHIPPED', 'DELIVERED'] as const;

/**
 * Brings an order on its way: packs it, then hands it over, and tells orders each time. Safe to do again: what an
 * order has behind it already is no error, and an order that was cancelled or refunded meanwhile is let go.
 * @throws Error when orders gives no answer of use; the queue tries again
 */
export async function deliver(kit: Kit, orders: Peer, task: ShippingTask): Promise<void> {
  for (const status of WAY) {
    await simulateProcessing(kit, 'fulfillment');
    const response = await orders.request({
      method: 'PATCH',
      path: `/orders/${encodeURIComponent(task.orderId)}`,
      route: '/orders/:id',
      body: { status },
    });
    if (response.status === 200 || response.status === 409) continue;
    if (response.status === 404) return; // never an order of ours: nothing to pack
    throw new Error(`orders answered ${response.status} to ${status}`);
  }
}
