import type { MessageCarrier } from '../kit/kit.ts';

/** The queue between shipping and fulfillment (S-27, S-28). */
export const SHIPPING_QUEUE = 'shipping-task';

/** What shipping asks fulfillment to do. */
export interface ShippingTask {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly correlationId: string | null;
  /** The trace of who asked. */
  readonly carrier: MessageCarrier;
}

/** How BullMQ's connections differ from the store's own: they wait, and for as long as it takes. */
export const QUEUE_CONNECTION = {
  maxRetriesPerRequest: null,
  enableOfflineQueue: true,
  lazyConnect: false,
  // A blocking command waits for seconds by design.
  commandTimeout: undefined,
} as const;
