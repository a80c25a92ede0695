import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import type { CartClient, CartLine } from './cart-client.ts';
import type { Order } from './order.ts';
import type { OrderBook } from './order-book.ts';
import type { OrderCache } from './order-cache.ts';
import type { OrderMetrics } from './order-metrics.ts';
import { handOver } from './outbox.ts';
import type { PaymentClient } from './payment-client.ts';
import { checkPrices } from './price-check.ts';
import type { PricingClient } from './pricing-client.ts';
import type { ShippingClient } from './shipping-client.ts';
import type { UserClient } from './user-client.ts';

/** What a customer asks for. */
export interface PurchaseRequest {
  readonly customerName: string;
  readonly cartId: string;
  readonly specialInstructions: string;
}

/** Everything a purchase works with. */
export interface PurchaseParts {
  readonly kit: Kit;
  readonly book: OrderBook;
  readonly cache: OrderCache;
  readonly carts: CartClient;
  readonly pricing: PricingClient;
  readonly payment: PaymentClient;
  /** `undefined` in a shop without shipping. */
  readonly shipping: ShippingClient | undefined;
  /** `undefined` in a shop without accounts. */
  readonly users: UserClient | undefined;
  readonly metrics: OrderMetrics;
}

/**
 * Turns a cart into a paid order (C-09): read, check, quote, write down, take stock, pay, clear the cart.
 * Up to the order's first row nothing needs undoing; after it, whatever fails gives stock and money back.
 * @throws HttpProblem 400, 402, 404, 409 or 503, with the order's id in its details once there is one
 */
export async function placeOrder(parts: PurchaseParts, request: PurchaseRequest): Promise<Order> {
  const { kit, book, carts, metrics, shipping } = parts;
  const { key, lines } = await metrics.step('read-cart', () => carts.read(request.cartId));
  const quoting = quote(parts, request.customerName, lines);
  quoting.catch(() => {}); // a wrong price is the better reason, and is waited for first
  await metrics.step('check-prices', () => checkPrices(kit, lines));
  const [items, shippingCents, customer] = await quoting;
  const draft = { ...request, cartId: key, items, shippingCents, customer };
  const { order, isNew } = await metrics.step('write-down', () => book.create(draft));
  kit.currentSpan().setAttribute('order.id', order.id);
  if (!isNew) throw alreadyOrdered(order);

  const paid = await takeAndPay(parts, order);
  await parts.cache.save(paid);
  metrics.reached(paid);
  metrics.purchaseEnded('completed');
  const [handed] = await Promise.all([
    shipping && metrics.step('ship', () => handOver(parts, paid.id)),
    metrics.step('clear-cart', () => carts.clear(request.cartId)),
  ]);
  if (shipping === undefined) return paid;
  if (handed === undefined) return { ...paid, shipmentStatus: 'QUEUED_LOCALLY' };
  // It may be on its way already; the answer to a purchase is that it is paid.
  const { shipmentId, shipmentStatus } = handed;
  return { ...paid, shipmentId, shipmentStatus };
}

/** Everything that must be known before an order is written down, asked for at once. */
function quote(parts: PurchaseParts, customerName: string, lines: readonly CartLine[]) {
  const { metrics, pricing, shipping, users } = parts;
  return metrics.step('quote', () =>
    Promise.all([
      pricing.quote(customerName, lines),
      shipping?.quote() ?? 0,
      users?.customerOf(customerName) ?? null,
    ]),
  );
}

/** The order's id is the name of its reservation and of its payment, so each can be undone exactly. */
async function takeAndPay(parts: PurchaseParts, order: Order): Promise<Order> {
  const { book, pricing, payment, metrics, shipping } = parts;
  try {
    await metrics.step('take-stock', () => pricing.take(order.id, order.items));
    expectMoved(await book.move(order.id, { to: 'PENDING' }));
    const transactionId = await metrics.step('pay', () => payment.pay(order));
    const isToBeShipped = shipping !== undefined;
    return expectMoved(await book.move(order.id, { to: 'PAID', transactionId, isToBeShipped }));
  } catch (error) {
    const ended = await metrics.step('undo', () => giveUpSafely(parts, order.id, error));
    if (ended?.status === 'PAID') return ended;
    throw aboutOrder(error, order.id);
  }
}

/** What cannot be undone now is found and undone later, see settle-unfinished.ts. */
async function giveUpSafely(parts: PurchaseParts, id: string, error: unknown): Promise<Order | undefined> {
  try {
    return await giveUp(parts, id, error instanceof Error ? error.message : String(error));
  } catch (undoError) {
    parts.kit.log.error({ err: undoError, 'order.id': id }, 'Order not given up yet, next try follows');
    return undefined;
  }
}

/**
 * Ends an order that did not come through, or was refunded: marks it failed, and gives stock and money back.
 * Safe to call again; the order counts as settled only when everything is back.
 * @returns the order as it is: PAID after all, when that was written down and only its answer was lost
 */
export async function giveUp(parts: PurchaseParts, id: string, reason: string): Promise<Order | undefined> {
  const { book, cache, metrics } = parts;
  const failed =
    (await book.move(id, { to: 'PAYMENT_FAILED', reason })) ??
    (await book.move(id, { to: 'CANCELLED', reason }));
  if (failed !== undefined) {
    metrics.reached(failed);
    await cache.save(failed);
  }
  const order = failed ?? (await book.find(id));
  if (order === undefined || !isUndone(order)) return order;
  // All run to their end, whatever becomes of the others.
  const undone = await Promise.allSettled(await undoings(parts, order));
  for (const { reason: undoError } of undone.filter((result) => result.status === 'rejected'))
    throw undoError;
  await book.settle(id);
  metrics.purchaseEnded('compensated');
  return order;
}

function isUndone({ status }: Order): boolean {
  return status === 'PAYMENT_FAILED' || status === 'CANCELLED' || status === 'REFUNDED';
}

/** Only a pending order was ever presented to payment; what was sent does not come back to the stock. */
async function undoings(
  { book, pricing, payment, shipping }: PurchaseParts,
  { id, status, shipmentStatus }: Order,
): Promise<readonly Promise<void>[]> {
  const events = status === 'REFUNDED' ? await book.events(id) : [];
  const wasSent = events.some((event) => event.status === 'SHIPPED');
  const takeBack = async () => {
    await shipping?.cancel(id);
    await book.moveShipment(id, 'CANCELLED');
  };
  return [
    ...(wasSent ? [] : [pricing.release(id)]),
    ...(status === 'CANCELLED' ? [] : [payment.cancel(id)]),
    ...(wasSent || shipmentStatus === null ? [] : [takeBack()]),
  ];
}

function expectMoved(order: Order | undefined): Order {
  if (order !== undefined) return order;
  throw new HttpProblem(503, 'ORDER_GIVEN_UP', 'The order took too long and was given up');
}

function alreadyOrdered({ id: orderId, cartId, status }: Order): HttpProblem {
  const message = `Cart ${cartId} has been ordered before`;
  return new HttpProblem(409, 'CART_ALREADY_ORDERED', message, { details: { orderId, status } });
}

function aboutOrder(error: unknown, orderId: string): unknown {
  if (!(error instanceof HttpProblem)) return error;
  const { status, code, message, headers } = error;
  const details = Object.assign({}, error.details, { orderId });
  return new HttpProblem(status, code, message, { details, headers, cause: error });
}
