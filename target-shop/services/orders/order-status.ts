/** The states of an order (S-21, X-27). */
export const ORDER_STATUSES = [
  'CREATED',
  'PENDING',
  'PAID',
  'PAYMENT_FAILED',
  'CANCELLED',
  'SHIPPED',
  'DELIVERED',
  'REFUNDED',
] as const;

/** One of the states. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Where an order may go from each state. */
const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  CREATED: ['PENDING', 'CANCELLED'],
  PENDING: ['PAID', 'PAYMENT_FAILED'],
  PAID: ['SHIPPED', 'REFUNDED'],
  SHIPPED: ['DELIVERED', 'REFUNDED'],
  DELIVERED: ['REFUNDED'],
  PAYMENT_FAILED: [],
  CANCELLED: [],
  REFUNDED: [],
};

/** Answers whether an order stays what it is. */
export function isFinal(status: OrderStatus): boolean {
  return NEXT[status].length === 0 || status === 'DELIVERED';
}

/** Answers the states from which an order may come into this one. */
export function statusesBefore(status: OrderStatus): readonly OrderStatus[] {
  return ORDER_STATUSES.filter((before) => NEXT[before].includes(status));
}

/**
 * What people may report of an order that is paid. The states before belong to the purchase alone:
 * nobody else can know whether stock was taken and money came in.
 */
export const REPORTABLE_STATUSES = ['SHIPPED', 'DELIVERED', 'REFUNDED'] as const;
