/** An order as the shop's books have it; money in cents. */
export interface BookedOrder {
  readonly id: string;
  readonly status: string;
  /** Holds the claim's reference. */
  readonly instructions: string;
  readonly totalCents: number;
  /** All lines together. */
  readonly linesCents: number;
  readonly shippingCents: number;
}

/** The orders of one customer, newest first. */
export interface OrderHistory {
  readonly orders: readonly BookedOrder[];
  /** Whether these are all: a shop lists no more than so many. */
  readonly isWhole: boolean;
}

/** What was looked up in the shop's books. */
export interface SeenOrders {
  /** By customer; those that could not be looked up are missing. */
  readonly histories: ReadonlyMap<string, OrderHistory>;
  /** By id, of histories that are not whole: `undefined` where the shop has none, missing where it did not say. */
  readonly byId: ReadonlyMap<string, BookedOrder | undefined>;
}

/** Answers the orders in the body of a list; `undefined` when it is no list of orders. */
export function readBookedOrders(body: unknown): readonly BookedOrder[] | undefined {
  if (!Array.isArray(body)) return undefined;
  const orders = body.flatMap((entry) => readBookedOrder(entry) ?? []);
  return orders.length === body.length ? orders : undefined;
}

/** Answers the order in a body; `undefined` when it is none. */
export function readBookedOrder(body: unknown): BookedOrder | undefined {
  const {
    id,
    status,
    items,
    totalPrice,
    shipping = 0,
    specialInstructions = '',
  } = (body ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || typeof status !== 'string' || !Array.isArray(items)) return undefined;
  const lines = items.map((item) => cents((item as { itemTotal?: unknown } | null)?.itemTotal));
  const order = {
    ...{ id, status, instructions: String(specialInstructions) },
    totalCents: cents(totalPrice),
    linesCents: lines.reduce((sum, line) => sum + line, 0),
    shippingCents: cents(shipping),
  };
  const amounts = [order.totalCents, order.linesCents, order.shippingCents];
  return amounts.every(Number.isFinite) ? order : undefined;
}

function cents(amount: unknown): number {
  return typeof amount === 'number' ? Math.round(amount * 100) : Number.NaN;
}
