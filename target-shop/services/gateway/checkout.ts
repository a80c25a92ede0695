import type { Request, RequestHandler, Response } from 'express';
import * as z from 'zod';
import type { Kit, PeerRequest, PeerResponse } from '../../kit/kit.ts';
import { PeerUnavailableError } from '../../kit/peer-unavailable-error.ts';
import { readInput, text } from '../read-input.ts';
import { createRecommendations, type Recommendations } from './recommendations-client.ts';

/** The names of two documents for the same things: C's `customerName` and `cartId`, V's `user_id` and `cart_id`. */
const checkoutBody = z
  .object({
    customerName: text.optional(),
    user_id: text.optional(),
    cartId: text.optional(),
    cart_id: text.optional(),
    specialInstructions: z.string().max(1000).optional(),
  })
  .transform(({ user_id, cart_id, specialInstructions, ...body }) => ({
    customerName: body.customerName ?? user_id ?? '',
    cartId: body.cartId ?? cart_id ?? '',
    userId: user_id ?? body.customerName ?? '',
    specialInstructions,
  }))
  .refine(({ customerName }) => customerName !== '', { path: ['customerName'], message: 'is required' })
  .refine(({ cartId }) => cartId !== '', { path: ['cartId'], message: 'is required' });

type Checkout = z.output<typeof checkoutBody>;

interface CartDocument {
  readonly items: readonly { readonly itemId: string }[];
}

interface OrderDocument {
  readonly id: string;
  readonly totalPrice: number;
  readonly status: string;
  readonly transactionId: string;
}

/** An order makes calls of up to 5 s each to four services. */
const ORDER_TIMEOUT_MS = 15_000;

/**
 * Answers `POST /api/checkout` (V-03): the cart, what goes with it, and the order.
 * A failed recommendation fails the checkout only when the flag `recommendation-required` says so.
 */
export function checkoutRoute(kit: Kit): RequestHandler {
  const recommend = createRecommendations(kit);
  const carts = kit.peer('cart');
  const orders = kit.peer('orders');

  const checkOut = async (checkout: Checkout, res: Response): Promise<void> => {
    const cart = await carts.request<CartDocument>(cartRequest(checkout.cartId));
    if (cart.status !== 200) return passOn(kit, res, cart);
    const ids = cart.body.items.map(({ itemId }) => itemId);
    const found = kit.flags.get('enable-recommendations') ? await recommend(ids) : { items: [] };
    if ('failure' in found && kit.flags.get('recommendation-required'))
      return refuse(kit, res, found.failure);
    const order = await orders.request<OrderDocument>(orderRequest(checkout));
    if (order.status !== 201) return passOn(kit, res, order);
    succeed(kit, res, { order: order.body, found });
  };

  return async (req: Request, res: Response) => {
    const checkout = readInput(checkoutBody, req.body);
    kit.currentSpan().setAttributes({
      'cart.id': checkout.cartId,
      'user.id': checkout.userId,
      'checkout.user_id': checkout.userId,
    });
    try {
      await checkOut(checkout, res);
    } catch (error) {
      markFailed(kit, error instanceof PeerUnavailableError ? `${error.peer}: ${error.reason}` : 'internal');
      throw error;
    }
  };
}

function cartRequest(cartId: string): PeerRequest {
  return { method: 'GET', path: `/cart/${encodeURIComponent(cartId)}`, route: '/cart/:id' };
}

function orderRequest({ customerName, cartId, specialInstructions }: Checkout): PeerRequest {
  const body = { customerName, cartId, specialInstructions };
  return { method: 'POST', path: '/orders', route: '/orders', body, timeoutMs: ORDER_TIMEOUT_MS };
}

function succeed(
  kit: Kit,
  res: Response,
  { order, found }: { readonly order: OrderDocument; readonly found: Recommendations },
): void {
  const degraded = 'failure' in found;
  kit.currentSpan().setAttributes({
    'order.id': order.id,
    'checkout.order_id': order.id,
    'checkout.total': order.totalPrice,
    'checkout.failed': false,
    ...(degraded && { 'checkout.degraded': true }),
  });
  res.json({
    order_id: order.id,
    transaction_id: order.transactionId,
    total: order.totalPrice,
    status: order.status,
    recommendations: degraded ? [] : found.items,
    ...(degraded && { degraded: true }),
  });
}

/** The demo's failure (V-03): a broken side dish spoils the meal. */
function refuse(kit: Kit, res: Response, reason: string): void {
  markFailed(kit, `recommendation: ${reason}`);
  const error = 'Checkout failed: recommendations are not available';
  const correlationId = res.get('X-Correlation-ID');
  res.status(503).set('Retry-After', '5');
  res.json({ error, reason, code: 'RECOMMENDATION_UNAVAILABLE', correlationId });
}

/** Passes a peer's refusal on as it is: its code says more than one of ours would. */
function passOn(kit: Kit, res: Response, { status, headers, body }: PeerResponse<unknown>): void {
  const code =
    typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : String(status);
  markFailed(kit, code);
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) res.set('Retry-After', retryAfter);
  res.status(status).json(body);
}

function markFailed(kit: Kit, reason: string): void {
  kit.currentSpan().setAttributes({
    'checkout.failed': true,
    'checkout.failure_reason': reason,
    'checkout.cart_abandoned': true,
  });
}
