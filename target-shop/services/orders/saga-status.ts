import { documentOf, type Order } from './order.ts';
import type { OrderEvent } from './order-book.ts';
import { isFinal, type OrderStatus } from './order-status.ts';

/** What the event stream calls each change (P-01). */
const EVENT_NAMES: Readonly<Record<OrderStatus, string>> = {
  CREATED: 'OrderCreated',
  PENDING: 'StockReserved',
  PAID: 'PaymentProcessed',
  PAYMENT_FAILED: 'PaymentFailed',
  CANCELLED: 'OrderCancelled',
  SHIPPED: 'DeliveryScheduled',
  DELIVERED: 'OrderDelivered',
  REFUNDED: 'OrderRefunded',
};

/** Answers how far an order is, from its audit trail (P-06). */
export function sagaStatusOf(order: Order, events: readonly OrderEvent[]) {
  return {
    orderId: order.id,
    status: order.status,
    isFinal: isFinal(order.status),
    shipment: documentOf(order).shipment,
    events: events.map(({ status, atMs, reason, correlationId }) => ({
      event: EVENT_NAMES[status],
      status,
      at: new Date(Number(atMs)).toISOString(),
      reason,
      correlationId,
    })),
  };
}
