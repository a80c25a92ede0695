import type { Meter } from '@opentelemetry/api';
import { type Cart, piecesIn } from './cart.ts';

/** What carts count (C-25, C-30). */
export interface CartMetrics {
  created(): void;
  itemsAdded(pieces: number): void;
  itemRemoved(): void;
  /** @param ordered whether the cart became an order; else somebody threw it away */
  closed(cart: Cart, ordered: boolean, nowMs: number): void;
  /** Carts that ran out of time. */
  expired(carts: number): void;
}

/** Answers the metrics of carts on a meter. */
export function createCartMetrics(meter: Meter): CartMetrics {
  const created = meter.createCounter('carts_created_total', { description: 'Carts made.' });
  const converted = meter.createCounter('carts_converted_total', {
    description: 'Carts that became an order.',
  });
  const abandoned = meter.createCounter('carts_abandoned_total', {
    description: 'Carts that ran out of time or were thrown away.',
  });
  const added = meter.createCounter('cart_items_added_total', { description: 'Pieces put into carts.' });
  const removed = meter.createCounter('cart_items_removed_total', { description: 'Items taken out.' });
  const pieces = meter.createHistogram('cart_items', { description: 'Pieces in a cart when it is ordered.' });
  const session = meter.createHistogram('cart_session_seconds', {
    description: 'From the making of a cart to its order.',
    unit: 's',
  });

  return {
    created: () => created.add(1),
    itemsAdded: (count) => added.add(count),
    itemRemoved: () => removed.add(1),
    closed(cart, ordered, nowMs) {
      if (!ordered) return abandoned.add(1);
      converted.add(1);
      pieces.record(piecesIn(cart));
      session.record((nowMs - cart.createdAtMs) / 1000);
    },
    expired: (carts) => abandoned.add(carts),
  };
}
