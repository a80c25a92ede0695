import type * as z from 'zod';
import { fromCents } from '../money.ts';
import type { addressDocument, cardDocument } from '../user/api.ts';
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

/** Who ordered, as it was then; a card only masked. */
export interface OrderCustomer {
  readonly id: string;
  readonly address: z.output<typeof addressDocument> | null;
  readonly card: z.output<typeof cardDocument> | null;
}

/** An order before it is written down. */
export interface OrderDraft {
  readonly cartId: string;
  readonly customerName: string;
  readonly specialInstructions: string;
  /** `null` for a guest. */
  readonly customer: OrderCustomer | null;
  readonly items: readonly OrderItem[];
  /** What bringing it costs; 0 in a shop without shipping. */
  readonly shippingCents: number;
}

/** How far an order's shipment is: waiting in the outbox, handed to shipping, or taken back. */
export type ShipmentStatus = 'QUEUED_LOCALLY' | 'QUEUED' | 'CANCELLED';

/** An order as it is written down. */
export interface Order extends OrderDraft {
  /** Eight hex digits. */
  readonly id: string;
  /** The sum of the items' totals and the shipping, exactly. */
  readonly totalCents: number;
  readonly status: OrderStatus;
  readonly transactionId: string | null;
  readonly shipmentId: string | null;
  readonly shipmentStatus: ShipmentStatus | null;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  /** Grows by one with every change. */
  readonly version: number;
}

/** Answers what the lines and their shipping cost together, in cents. */
export function totalOf({ items, shippingCents }: Pick<OrderDraft, 'items' | 'shippingCents'>): number {
  return items.reduce((sum, item) => sum + item.totalCents, shippingCents);
}

/** Answers an order as clients see it. */
export function documentOf(order: Order): OrderDocument {
  return {
    id: order.id,
    customerName: order.customerName,
    customer: order.customer,
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
    shipping: fromCents(order.shippingCents),
    shipment: order.shipmentStatus === null ? null : { id: order.shipmentId, status: order.shipmentStatus },
  };
}
