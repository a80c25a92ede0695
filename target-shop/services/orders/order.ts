import { fromCents } from '../money.ts';
import type { OrderDocument } from './api.ts';
import type { OrderStatus } from './order-status.ts';

/** One product in an order, priced for good. */
export interface OrderItem {
  readonly itemId: string;
  readonly itemName: string;
  readonly itemEmoji: string;
  readonly quantity: number;
  readonly basePriceCents: number;
  /** What the line costs, after all price rules. */
  readonly totalCents: number;
}

/** An order before it is written down. */
export interface OrderDraft {
  readonly cartId: string;
  readonly customerName: string;
  readonly specialInstructions: string;
  readonly items: readonly OrderItem[];
}

/** An order as it is written down. */
export interface Order extends OrderDraft {
  /** Eight hex digits. */
  readonly id: string;
  /** The sum of the items' totals, exactly. */
  readonly totalCents: number;
  readonly status: OrderStatus;
  readonly transactionId: string | null;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  /** Grows by one with every change. */
  readonly version: number;
}

/** Answers what the lines cost together, in cents. */
export function totalOf(items: readonly OrderItem[]): number {
  return items.reduce((sum, item) => sum + item.totalCents, 0);
}

/** Answers an order as clients see it. */
export function documentOf(order: Order): OrderDocument {
  return {
    id: order.id,
    customerName: order.customerName,
    items: order.items.map(({ basePriceCents, totalCents, ...item }) => ({
      ...item,
      basePrice: fromCents(basePriceCents),
      itemTotal: fromCents(totalCents),
    })),
    specialInstructions: order.specialInstructions,
    totalPrice: fromCents(order.totalCents),
    status: order.status,
    timestamp: new Date(order.createdAtMs).toISOString(),
    transactionId: order.transactionId,
  };
}
