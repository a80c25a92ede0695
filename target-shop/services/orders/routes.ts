import { Router } from 'express';
import * as z from 'zod';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { ServiceDefinition } from '../../kit/kit.ts';
import { simulateProcessing } from '../processing-time.ts';
import { listQuery, readInput, text } from '../read-input.ts';
import { createCartClient } from './cart-client.ts';
import { type Order, orderDocument } from './order.ts';
import { createOrderBook } from './order-book.ts';
import { createOrderCache } from './order-cache.ts';
import { createOrderMetrics } from './order-metrics.ts';
import { ORDER_STATUSES, REPORTABLE_STATUSES } from './order-status.ts';
import { createPaymentClient } from './payment-client.ts';
import { createPricingClient } from './pricing-client.ts';
import { type PurchaseParts, placeOrder } from './purchase.ts';
import { ORDERS_SCHEMA } from './schema.ts';
import { keepSettling } from './settle-unfinished.ts';

const orderBody = z.object({
  customerName: text,
  cartId: text,
  specialInstructions: z.string().max(1000).default(''),
});
const statusBody = z.object({ status: z.string().toUpperCase().pipe(z.enum(ORDER_STATUSES)) });

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
      metrics: createOrderMetrics(kit),
    };
    keepSettling(parts);
    return Router().use(orderRoutes(parts)).use(customerRoutes(parts));
  },
};

function orderRoutes(parts: PurchaseParts): Router {
  const { kit, book, cache, metrics } = parts;
  const router = Router();
  router.param('id', (_req, _res, next, id: string) => {
    kit.currentSpan().setAttribute('order.id', id);
    next();
  });

  router.post('/orders', async (req, res) => {
    const request = readInput(orderBody, req.body);
    kit.currentSpan().setAttribute('cart.id', request.cartId);
    await simulateProcessing(kit, 'orders');
    const order = await placeOrder(parts, request);
    kit.currentSpan().setAttribute('order.id', order.id);
    res.status(201).location(`/api/orders/${order.id}`).json(orderDocument(order));
  });

  router.get('/orders', async (req, res) => {
    const { limit } = readInput(listQuery, req.query);
    await simulateProcessing(kit, 'orders');
    res.json((await book.newest(limit)).map(orderDocument));
  });

  router.get('/orders/:id', async (req, res) => {
    await simulateProcessing(kit, 'orders');
    res.json(orderDocument(found(await cache.find(req.params.id))));
  });

  router.patch('/orders/:id', async (req, res) => {
    const { status } = readInput(statusBody, req.body);
    await simulateProcessing(kit, 'orders');
    const { id } = req.params;
    const to = REPORTABLE_STATUSES.find((reportable) => reportable === status);
    const moved = to && (await book.move(id, { to, reason: 'reported' }));
    if (moved === undefined) throw illegalMove(found(await book.find(id)), status);
    metrics.reached(moved);
    await cache.save(moved);
    res.json(orderDocument(moved));
  });

  return router;
}

function customerRoutes({ kit, book, cache }: PurchaseParts): Router {
  const router = Router();

  router.get('/customers', async (req, res) => {
    const { limit } = readInput(listQuery, req.query);
    await simulateProcessing(kit, 'orders');
    res.json(await cache.customerNames(limit));
  });

  router.get('/customers/:name/orders', async (req, res) => {
    const { limit } = readInput(listQuery, req.query);
    await simulateProcessing(kit, 'orders');
    res.json((await book.newest(limit, req.params.name)).map(orderDocument));
  });

  return router;
}

/** @throws HttpProblem 404 */
function found(order: Order | undefined): Order {
  if (order === undefined) throw new HttpProblem(404, 'ORDER_NOT_FOUND', 'Order not found');
  return order;
}

function illegalMove({ id, status: from }: Order, to: string): HttpProblem {
  const message = `Order ${id} is ${from} and cannot be made ${to} from outside`;
  return new HttpProblem(409, 'ILLEGAL_STATUS', message, { details: { from, to } });
}
