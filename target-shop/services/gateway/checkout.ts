import type { Response } from 'express';
import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, PeerRequest, PeerResponse } from '../../kit/kit.ts';
import { PeerUnavailableError } from '../../kit/peer-unavailable-error.ts';
import type { AdDocument } from '../ad/api.ts';
import type { CartDocument } from '../cart/api.ts';
import type { OrderDocument } from '../orders/api.ts';
import { createAds } from './ads-client.ts';
import { answerAs } from './answer-as.ts';
import { CHECKOUT, type Checkout } from './api.ts';
import { ORDER_TIMEOUT_MS } from './order-at-once.ts';
import { createRecommendations, type Recommendations } from './recommendations-client.ts';

/**
 * Answers `POST /api/checkout` (V-03): the cart, what goes with it, and the order.
 * A failed recommendation fails the checkout only when the flag `recommendation-required` says so.
 */
export function checkoutRoute(kit: Kit): Route {
  const recommend = createRecommendations(kit);
  const carts = kit.peer('cart');
  const orders = kit.peer('orders');
  const advertise = createAds(kit);

  const checkOut = async (checkout: Checkout, res: Response): Promise<void> => {
    const cart = await carts.request<CartDocument>(cartRequest(checkout.cartId));
    if (cart.status !== 200) return passOn(kit, res, cart);
    const ids = cart.body.items.map(({ itemId }) => itemId);
    // What may not spoil the order need not hold it up either.
    const mustRecommend = kit.flags.get('recommendation-required');
    const recommending = kit.flags.get('enable-recommendations') ? recommend(ids) : { items: [] };
    const advertising = advertise();
    if (mustRecommend) refuseWithout(await recommending);
    const [order, found, ads] = await Promise.all([
      orders.request<OrderDocument>(orderRequest(checkout)),
      recommending,
      advertising,
    ]);
    if (order.status !== 201) return passOn(kit, res, order);
    succeed(kit, res, { order: order.body, found, ads });
  };

  return route(CHECKOUT, async ({ body: checkout }, res) => {
    kit.currentSpan().setAttributes({
      'cart.id': checkout.cartId,
      'user.id': checkout.userId,
      'checkout.user_id': checkout.userId,
    });
    try {
      await checkOut(checkout, res);
    } catch (error) {
      markFailed(kit, failureReason(error));
      throw error;
    }
  });
}

function cartRequest(cartId: string): PeerRequest {
  return { method: 'GET', path: `/cart/${encodeURIComponent(cartId)}`, route: '/cart/:id' };
}

function orderRequest({ customerName, cartId, specialInstructions }: Checkout): PeerRequest {
  const body = { customerName, cartId, specialInstructions };
  return { method: 'POST', path: '/orders', route: '/orders', body, timeoutMs: ORDER_TIMEOUT_MS };
}

interface Success {
  readonly order: OrderDocument;
  readonly found: Recommendations;
  readonly ads: readonly AdDocument[];
}

function succeed(kit: Kit, res: Response, { order, found, ads }: Success): void {
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
    shipping: order.shipping,
    status: order.status,
    recommendations: degraded ? [] : found.items,
    ads,
    ...(degraded && { degraded: true }),
    ...demoMinuteOf(found),
  });
}

/** @throws HttpProblem 503: the demo's failure (V-03), in which a broken side dish spoils the meal */
function refuseWithout(found: Recommendations): void {
  if (!('failure' in found)) return;
  const reason = found.failure;
  const message = 'Checkout failed: recommendations are not available';
  throw new HttpProblem(503, 'RECOMMENDATION_UNAVAILABLE', message, {
    headers: { 'Retry-After': '5' },
    details: { reason },
    extra: { error: message, reason, ...demoMinuteOf(found) },
  });
}

/** V-03; a recommendation that did not answer in time cannot tell it. */
function demoMinuteOf({ demoMinute }: Recommendations): { readonly demo_minute?: number } {
  return demoMinute === undefined ? {} : { demo_minute: demoMinute };
}

function failureReason(error: unknown): string {
  if (error instanceof PeerUnavailableError) return `${error.peer}: ${error.reason}`;
  return error instanceof HttpProblem ? `recommendation: ${error.extra['reason']}` : 'internal';
}

function passOn(kit: Kit, res: Response, answer: PeerResponse<unknown>): void {
  const { status, body } = answer;
  const code =
    typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : String(status);
  markFailed(kit, code);
  answerAs(res, answer);
}

function markFailed(kit: Kit, reason: string): void {
  kit.currentSpan().setAttributes({
    'checkout.failed': true,
    'checkout.failure_reason': reason,
    'checkout.cart_abandoned': true,
  });
}
