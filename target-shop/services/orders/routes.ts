import { Router } from 'express';
import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { ServiceDefinition } from '../../kit/kit.ts';
import { simulateProcessing } from '../processing-time.ts';
import { meetRandomErrors } from '../random-errors.ts';
import {
  CUSTOMER_ORDERS,
  LIST_CUSTOMERS,
  LIST_ORDERS,
  PLACE_ORDER,
  READ_ORDER,
  REPORT_STATUS,
  SAGA_STATUS,
  SEARCH_ORDERS,
} from './api.ts';
import { createCartClient } from './cart-client.ts';
import { documentOf, type Order } from './order.ts';
import { createOrderBook } from './order-book.ts';
import { createOrderCache } from './order-cache.ts';
import { createOrderMetrics } from './order-metrics.ts';
import { REPORTABLE_STATUSES } from './order-status.ts';
import { keepDraining } from './outbox.ts';
import { createPaymentClient } from './payment-client.ts';
import { createPricingClient } from './pricing-client.ts';
import { type PurchaseParts, placeOrder } from './purchase.ts';
import { refund } from './refund.ts';
import { sagaStatusOf } from './saga-status.ts';
import { ORDERS_SCHEMA } from './schema.ts';
import { keepSettling } from './settle-unfinished.ts';
import { createShippingClient } from './shipping-client.ts';
import { createUserClient } from './user-client.ts';

/** Orders: turns carts into paid orders, keeps them, and knows the customers. */
export const orders: ServiceDefinition = {
  name: 'orders',
  routes(kit) {
    const postgres = kit.postgres();
    postgres.migrate('orders', ORDERS_SCHEMA);
    const book = createOrderBook(kit, postgres);
    const parts: PurchaseParts = {
      kit,
      book,
      cache: createOrderCache(kit, book),
      carts: createCartClient(kit),
      pricing: createPricingClient(kit),
      payment: createPaymentClient(kit),
      shipping: createShippingClient(kit),
      users: createUserClient(kit),
      metrics: createOrderMetrics(kit),
    };
    keepSettling(parts);
    keepDraining(parts);
    const nameOrder = Router().use('/orders/:id', (req, _res, next) => {
      kit.currentSpan().setAttribute('order.id', req.params.id);
      next();
    });
    return [nameOrder, ...orderRoutes(parts), ...customerRoutes(parts)];
  },
};

function orderRoutes(parts: PurchaseParts): readonly Route[] {
  const { kit, book, cache, metrics } = parts;
  return [
    route(PLACE_ORDER, async ({ body: request }, res) => {
      kit.currentSpan().setAttribute('cart.id', request.cartId);
      if (!kit.flags.get('enable-checkout')) throw checkoutDisabled();
      await simulateProcessing(kit, 'orders');
      await meetRandomErrors(kit, 'orders');
      const order = await placeOrder(parts, request).catch((error) => {
        throw kit.flags.get('legacy-status') ? withLegacyStatus(error) : error;
      });
      kit.currentSpan().setAttribute('order.id', order.id);
      res.status(201).location(`/api/orders/${order.id}`).json(documentOf(order));
    }),

    route(LIST_ORDERS, async ({ query: { limit } }, res) => {
      await simulateProcessing(kit, 'orders');
      res.json((await book.newest(limit)).map(documentOf));
    }),

    route(SEARCH_ORDERS, async ({ query: { custId, limit } }, res) => {
      await simulateProcessing(kit, 'orders');
      res.json((await book.newest(limit, custId)).map(documentOf));
    }),

    route(SAGA_STATUS, async ({ params: { id } }, res) => {
      const order = found(await book.find(id));
      res.json(sagaStatusOf(order, await book.events(id)));
    }),

    route(READ_ORDER, async ({ params }, res) => {
      await simulateProcessing(kit, 'orders');
      res.json(documentOf(found(await cache.find(params.id))));
    }),

    route(REPORT_STATUS, async ({ params: { id }, body: { status } }, res) => {
      await simulateProcessing(kit, 'orders');
      const to = REPORTABLE_STATUSES.find((reportable) => reportable === status);
      const moved =
        to && (to === 'REFUNDED' ? await refund(parts, id) : await book.move(id, { to, reason: 'reported' }));
      if (moved === undefined) throw illegalMove(found(await book.find(id)), status);
      metrics.reached(moved);
      await cache.save(moved);
      res.json(documentOf(moved));
    }),
  ];
}

function customerRoutes({ kit, book, cache }: PurchaseParts): readonly Route[] {
  return [
    route(LIST_CUSTOMERS, async ({ query: { limit } }, res) => {
      await simulateProcessing(kit, 'orders');
      res.json(await cache.customerNames(limit));
    }),

    route(CUSTOMER_ORDERS, async ({ params, query: { limit } }, res) => {
      await simulateProcessing(kit, 'orders');
      res.json((await book.newest(limit, params.name)).map(documentOf));
    }),
  ];
}

/** @throws HttpProblem 404 */
function found(order: Order | undefined): Order {
  if (order === undefined) throw new HttpProblem(404, 'ORDER_NOT_FOUND', 'Order not found');
  return order;
}

function checkoutDisabled(): HttpProblem {
  return new HttpProblem(503, 'CHECKOUT_DISABLED', 'Orders cannot be placed now', {
    headers: { 'Retry-After': '60' },
  });
}

/** The sock shop answers 500 whenever a payment fails (S-24, X-19). */
function withLegacyStatus(error: unknown): unknown {
  if (!(error instanceof HttpProblem) || !error.code.startsWith('PAYMENT_')) return error;
  const { code, message, details, headers } = error;
  return new HttpProblem(500, code, message, { details, headers, cause: error });
}

function illegalMove({ id, status: from }: Order, to: string): HttpProblem {
  const message = `Order ${id} is ${from} and cannot be made ${to} from outside`;
  return new HttpProblem(409, 'ILLEGAL_STATUS', message, { details: { from, to } });
}
